//! Text → [`Pack`]. Every problem names file, line, column, and what to do.

use crate::basis::Basis;
use crate::basis::identity;
use crate::files::NamedText;
use crate::files::Place;
use crate::files::Problem;
use crate::files::complaint;
use crate::files::joined;
use crate::files::split;
use std::borrow::Cow;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::national::National;
use super::pack::Pack;
use crate::rules::PolicyFile;
use crate::text::Bilingual;

mod assemble;

/// A pack while it is being read: rows still know where they stand.
pub struct PackBeingRead {
    /// The pack as far as it could be read.
    pub pack: Pack,
    /// Place of every row, keyed by the address of its basis, which each row owns alone.
    pub places: Vec<(usize, Place)>,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
    /// Where what belongs to no row is reported.
    pub end: Place,
}

impl PackBeingRead {
    /// Where the row of a basis stands.
    pub fn place(&self, basis: &Arc<Basis>) -> Place {
        let wanted = identity(basis);
        let mut known = self.places.iter().chain(&self.pack.national.places);
        let found = known.find(|(known, _)| *known == wanted);
        found.map_or_else(|| self.end.clone(), |(_, place)| place.clone())
    }
}

impl Pack {
    /// Reads a pack from its files (`national/region.toml` and `region.toml`, if any, first) and
    /// checks that every row is well formed. `hash` is applied to the joined text. Whether rows
    /// leave gaps or overlap is for `check` to say.
    pub fn parse(files: &[NamedText], hash: fn(&str) -> String) -> Result<Pack, Vec<Problem>> {
        sound(read(files, hash)?)
    }

    /// Reads a pack from its own files, under a national file that has been read already.
    pub fn parse_under(
        national: &Arc<National>,
        files: &[NamedText],
        hash: fn(&str) -> String,
    ) -> Result<Pack, Vec<Problem>> {
        sound(read_under(national.clone(), files, hash)?)
    }

    /// The pack of a kept text.
    pub fn from_text(text: &str, hash: fn(&str) -> String) -> Result<Pack, Vec<Problem>> {
        Pack::parse(&split(text), hash)
    }
}

fn sound(draft: PackBeingRead) -> Result<Pack, Vec<Problem>> {
    if draft.problems.is_empty() {
        Ok(draft.pack)
    } else {
        Err(draft.problems)
    }
}

/// Reads the files as far as they can be read; the draft holds the problems of rows.
pub fn read(files: &[NamedText], hash: fn(&str) -> String) -> Result<PackBeingRead, Vec<Problem>> {
    let (national, own): (Vec<_>, Vec<_>) = files
        .iter()
        .cloned()
        .partition(|file| National::is_file(&file.name));
    let national = match national.first() {
        Some(file) => National::parse(file)?,
        None => Arc::default(),
    };
    read_under(national, &own, hash)
}

fn read_under(
    national: Arc<National>,
    files: &[NamedText],
    hash: fn(&str) -> String,
) -> Result<PackBeingRead, Vec<Problem>> {
    let parsed = contents(files)?;
    let Some(last) = files.last() else {
        return Err(vec![no_file()]);
    };
    let end = Place::of(last, 0..0);
    let mut text = joined(national.file.as_slice());
    text.push_str(&joined(files));
    let hash = hash(&text);
    assemble::assemble(parsed, national, (text, hash), end)
}

/// Reads the national file; the draft holds the problems of rows.
pub(super) fn read_national(file: &NamedText) -> Result<PackBeingRead, Vec<Problem>> {
    let parsed = contents(std::slice::from_ref(file))?;
    assemble::assemble_national(parsed, Place::of(file, 0..0))
}

/// The content of each file, or what cannot be read in any of them.
fn contents(files: &[NamedText]) -> Result<Vec<(&NamedText, PolicyFile)>, Vec<Problem>> {
    let mut parsed = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        problems.extend(reserved_comment(file));
        match toml::Deserializer::parse(&file.text).and_then(PolicyFile::read) {
            Ok(content) => parsed.push((file, content)),
            Err(error) => match row_by_row(file) {
                found if found.is_empty() => problems.push(complaint::problem(file, &error)),
                found => problems.extend(found),
            },
        }
    }
    if problems.is_empty() {
        Ok(parsed)
    } else {
        Err(problems)
    }
}

/// What is wrong in each row by itself: one misspelt key does not hide the faults of other rows.
/// Nothing where the text is no TOML at all.
fn row_by_row(file: &NamedText) -> Vec<Problem> {
    let Ok(whole) = DeTable::parse(&file.text) else {
        return vec![];
    };
    let span = whole.span();
    let mut problems: Vec<Problem> = Vec::new();
    let mut look_at = |key: Spanned<Cow<'_, str>>, value: Spanned<DeValue<'_>>| {
        let alone = DeTable::from_iter([(key, value)]);
        let reader = toml::Deserializer::from(Spanned::new(span.clone(), alone));
        if let Err(error) = PolicyFile::read(reader) {
            let problem = complaint::problem(file, &error);
            // A key that no file has is told once, however many rows it heads.
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    };
    for (key, value) in whole.into_inner() {
        let at = value.span();
        match value.into_inner() {
            DeValue::Array(rows) => {
                for row in rows {
                    let one = DeArray::from_iter([row]);
                    look_at(key.clone(), Spanned::new(at.clone(), DeValue::Array(one)));
                }
            }
            other => look_at(key, Spanned::new(at, other)),
        }
    }
    problems.sort_by_key(|problem| problem.line);
    problems
}

/// A comment that would be taken for the mark between the files of a kept text.
fn reserved_comment(file: &NamedText) -> Option<Problem> {
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if line.starts_with(crate::files::FILE_MARK) {
            return Some(Place::of(file, start..start).problem(
                "reserved-comment",
                Bilingual::new(
                    "注释不能以 #:file 开头",
                    "a comment must not begin with #:file",
                ),
                Bilingual::new("请在 # 后面空一格", "put a space after the #"),
            ));
        }
        start += line.len();
    }
    None
}

fn no_file() -> Problem {
    let place = Place {
        file: String::new(),
        line: 1,
        column: 1,
    };
    place.problem(
        "missing-field",
        Bilingual::new("没有政策文件", "there is no policy file"),
        Bilingual::new(
            "请给出 employee.toml 或 resident.toml",
            "give employee.toml or resident.toml",
        ),
    )
}

impl National {
    /// Reads the file and checks its rows.
    pub fn parse(file: &NamedText) -> Result<Arc<National>, Vec<Problem>> {
        let draft = read_national(file)?;
        if draft.problems.is_empty() {
            Ok(Arc::new(National::of(draft, file)))
        } else {
            Err(draft.problems)
        }
    }

    fn of(draft: PackBeingRead, file: &NamedText) -> National {
        let pack = draft.pack;
        National {
            sources: pack.sources,
            marks: pack.marks,
            tables: pack.tables,
            file: Some(file.clone()),
            places: draft.places,
        }
    }
}
