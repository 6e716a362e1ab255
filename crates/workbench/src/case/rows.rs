//! The cases of a file: one case, or `[[case]]` rows, each laid over what stands above them. Every
//! value still knows where it stands, so that a complaint can point at it.

use std::fmt;
use std::ops::Range;

use domain::Bilingual;
use domain::files::{NamedText, Place, Problem, complaint};
use domain::rules::PolicyFile;
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Why a file of cases cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Unreadable {
    /// The case it stands in, as far as that is known.
    pub case: Option<String>,
    /// What is wrong where.
    pub problem: Box<Problem>,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.case {
            Some(case) => write!(f, "«{case}»: {}", self.problem),
            None => write!(f, "{}", self.problem),
        }
    }
}

/// One case of a file, not yet read.
pub(crate) struct CaseRow<'a> {
    pub(super) file: &'a NamedText,
    pub(super) written: Spanned<DeValue<'a>>,
}

impl CaseRow<'_> {
    /// Where it begins.
    pub(crate) fn place(&self) -> Place {
        Place::of(self.file, self.written.span())
    }

    /// What it is about.
    pub(crate) fn name(&self) -> Option<&str> {
        self.written.get_ref().get("name")?.get_ref().as_str()
    }

    /// Whether it has the key.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.written.get_ref().get(key).is_some()
    }

    /// Reads it.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, Unreadable> {
        self.read_part(self.written.clone())
    }

    /// Whether the rules it brings along, if it does, can be read.
    pub(super) fn holds_rules(&self) -> Result<(), Unreadable> {
        match self.written.get_ref().get("rules") {
            Some(part) => self.read_as(part.clone(), PolicyFile::read).map(drop),
            None => Ok(()),
        }
    }

    /// Whether a table of a bill made before, if it is written, can be read when it lies over the
    /// case's own.
    pub(super) fn fits<T: DeserializeOwned>(
        &self,
        bill: usize,
        table: &str,
    ) -> Result<(), Unreadable> {
        let own = self.written.get_ref();
        let bills = own
            .get("earlier")
            .and_then(|list| list.get_ref().as_array());
        let bill = bills.and_then(|bills| bills.get(bill));
        let Some(changed) = bill.and_then(|bill| bill.get_ref().get(table)) else {
            return Ok(());
        };
        let whole = match own.get(table) {
            Some(under) => laid_over(under.clone(), changed.clone()),
            None => changed.clone(),
        };
        self.read_part::<T>(whole).map(drop)
    }

    fn read_part<T: DeserializeOwned>(&self, part: Spanned<DeValue<'_>>) -> Result<T, Unreadable> {
        self.read_as(part, |reader| T::deserialize(reader))
    }

    fn read_as<'a, T>(
        &self,
        part: Spanned<DeValue<'a>>,
        read: impl FnOnce(toml::Deserializer<'a>) -> Result<T, toml::de::Error>,
    ) -> Result<T, Unreadable> {
        let case = self.name().map(str::to_owned);
        let span = part.span();
        let DeValue::Table(table) = part.into_inner() else {
            let problem = complaint::of_message(self.file, span.start, "a case is a table").into();
            return Err(Unreadable { case, problem });
        };
        let reader = toml::Deserializer::from(Spanned::new(span, table));
        read(reader).map_err(|error| Unreadable {
            case,
            problem: complaint::problem(self.file, &error).into(),
        })
    }
}

/// A file that holds one case and no rows of them.
pub(crate) fn whole(file: &NamedText) -> Result<CaseRow<'_>, Unreadable> {
    let (whole, span) = parsed(file)?;
    let written = Spanned::new(span, DeValue::Table(whole));
    if let Some(rows) = written.get_ref().get("case") {
        let place = Place::of(file, rows.span());
        let problem = place.problem(
            "several-cases",
            Bilingual::new("这是一组算例，不是一张账单", "these are cases, not one bill"),
            Bilingual::new(
                "算例放进政策文件夹的 cases/，用 suixing policy test 运行；或者只留一张账单，去掉 [[case]]",
                "put cases into cases/ of the policies and run suixing policy test, or keep one \
                 bill, without [[case]]",
            ),
        );
        return Err(Unreadable {
            case: None,
            problem: problem.into(),
        });
    }
    Ok(CaseRow { file, written })
}

/// The table of a whole file, and where it stands.
fn parsed(file: &NamedText) -> Result<(DeTable<'_>, Range<usize>), Unreadable> {
    let whole = DeTable::parse(&file.text).map_err(|error| Unreadable {
        case: None,
        problem: complaint::problem(file, &error).into(),
    })?;
    let span = whole.span();
    Ok((whole.into_inner(), span))
}

/// The cases of a file, each with what stands above the rows under it.
pub(crate) fn rows_of(file: &NamedText) -> Result<Vec<CaseRow<'_>>, Unreadable> {
    let unreadable = |problem: Problem| Unreadable {
        case: None,
        problem: problem.into(),
    };
    let (mut shared, span) = parsed(file)?;
    let row = |written| CaseRow { file, written };
    let Some(rows) = shared.remove("case") else {
        return Ok(vec![row(Spanned::new(span, DeValue::Table(shared)))]);
    };
    let at = rows.span();
    let DeValue::Array(rows) = rows.into_inner() else {
        let message = "invalid type: map, expected a sequence";
        return Err(unreadable(complaint::of_message(file, at.start, message)));
    };
    let above = Spanned::new(span, DeValue::Table(shared));
    let merged = rows
        .into_iter()
        .map(|own| row(laid_over(above.clone(), own)));
    Ok(merged.collect())
}

/// `row` over what stands `above` it: tables are merged, everything else is replaced.
fn laid_over<'a>(above: Spanned<DeValue<'a>>, row: Spanned<DeValue<'a>>) -> Spanned<DeValue<'a>> {
    let span = row.span();
    let whole = match (above.into_inner(), row.into_inner()) {
        (DeValue::Table(mut whole), DeValue::Table(row)) => {
            for (key, value) in row {
                let value = match whole.remove(&key) {
                    Some(under) => laid_over(under, value),
                    None => value,
                };
                whole.insert(key, value);
            }
            DeValue::Table(whole)
        }
        (_, row) => row,
    };
    Spanned::new(span, whole)
}
