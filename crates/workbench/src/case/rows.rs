//! The cases of a file: one case, or `[[case]]` rows, each laid over what stands above them. Every
//! value still knows where it stands, so that a complaint can point at it.

use std::fmt;

use domain::files::{NamedText, Place, Problem, complaint};
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
pub(crate) struct Row<'a> {
    file: &'a NamedText,
    written: Spanned<DeValue<'a>>,
}

impl Row<'_> {
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
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, Unreadable> {
        let (file, case) = (self.file, self.name().map(str::to_owned));
        let span = self.written.span();
        let DeValue::Table(table) = self.written.into_inner() else {
            let problem = complaint::of_message(file, span.start, "a case is a table").into();
            return Err(Unreadable { case, problem });
        };
        let reader = toml::Deserializer::from(Spanned::new(span, table));
        T::deserialize(reader).map_err(|error| Unreadable {
            case,
            problem: complaint::problem(file, &error).into(),
        })
    }
}

/// The cases of a file, each with what stands above the rows under it.
pub(crate) fn rows_of(file: &NamedText) -> Result<Vec<Row<'_>>, Unreadable> {
    let unreadable = |problem: Problem| Unreadable {
        case: None,
        problem: problem.into(),
    };
    let whole =
        DeTable::parse(&file.text).map_err(|error| unreadable(complaint::problem(file, &error)))?;
    let span = whole.span();
    let mut shared = whole.into_inner();
    let row = |written| Row { file, written };
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
