//! Text → [`Pack`]. Every problem names file, line, column, and what to do.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use super::format::*;
use super::national::National;
use super::pack::Pack;
use crate::text::Bilingual;

mod assemble;
pub(crate) mod complaint;

/// One policy text with the name it is reported under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedText {
    /// File name.
    pub name: String,
    /// Content.
    pub text: String,
}

/// Something wrong in a policy file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable word, such as `gap`.
    pub code: &'static str,
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            code,
            file,
            line,
            column,
            message,
            next,
        } = self;
        let (zh, next_zh) = (&message.zh, &next.zh);
        writeln!(f, "{file}:{line}:{column}: [{code}] {zh}。{next_zh}")?;
        write!(f, "    {}; {}", message.en, next.en)
    }
}

/// Where in which file a row stands, so that later checks can point at it.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl Place {
    pub fn of(file: &NamedText, span: Range<usize>) -> Place {
        let mut start = span.start.min(file.text.len());
        while !file.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &file.text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place {
            file: file.name.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    pub fn problem(&self, code: &'static str, message: Bilingual, next: Bilingual) -> Problem {
        let Place { file, line, column } = self.clone();
        Problem {
            code,
            file,
            line,
            column,
            message,
            next,
        }
    }
}

/// A pack while it is being read: rows still know where they stand.
pub(super) struct Draft {
    pub pack: Pack,
    /// Place of every row, keyed by the address of its basis, which each row owns alone.
    pub places: Vec<(usize, Place)>,
    pub problems: Vec<Problem>,
    pub end: Place,
}

impl Draft {
    pub fn place(&self, basis: &Arc<Basis>) -> Place {
        let wanted = identity(basis);
        let mut known = self.places.iter().chain(&self.pack.national.places);
        let found = known.find(|(known, _)| *known == wanted);
        found.map_or_else(|| self.end.clone(), |(_, place)| place.clone())
    }
}

/// Which row a basis belongs to: its place in memory, which no two rows share.
pub fn identity(basis: &Arc<Basis>) -> usize {
    Arc::as_ptr(basis).addr()
}

const FILE_MARK: &str = "#:file ";

/// All files of a pack as the one text that is hashed and kept.
pub fn joined(files: &[NamedText]) -> String {
    files
        .iter()
        .map(|file| format!("{FILE_MARK}{}\n{}\n", file.name, file.text))
        .collect()
}

/// The files inside a kept text, each exactly as it was joined.
pub fn split(text: &str) -> Vec<NamedText> {
    let mut files: Vec<NamedText> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(FILE_MARK), files.last_mut()) {
            (Some(name), _) => {
                files.push(NamedText {
                    name: name.trim_end().to_owned(),
                    text: String::new(),
                });
            }
            (None, Some(file)) => file.text.push_str(line),
            // A text without marks is one file.
            (None, None) => {
                return vec![NamedText {
                    name: "policy.toml".to_owned(),
                    text: text.to_owned(),
                }];
            }
        }
    }
    for file in &mut files {
        // The line break that `joined` put behind the file.
        file.text.pop();
    }
    files
}

impl Pack {
    /// Reads a pack from its files (`national/region.toml` and `region.toml`, if any, first) and
    /// checks that every row is well formed. `hash` is applied to the joined text. Whether rows
    /// leave gaps or overlap is for [`super::check::check`] to say.
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

fn sound(draft: Draft) -> Result<Pack, Vec<Problem>> {
    if draft.problems.is_empty() {
        Ok(draft.pack)
    } else {
        Err(draft.problems)
    }
}

/// Reads the files as far as they can be read; the draft holds the problems of rows.
pub(super) fn read(files: &[NamedText], hash: fn(&str) -> String) -> Result<Draft, Vec<Problem>> {
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
) -> Result<Draft, Vec<Problem>> {
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
pub(super) fn read_national(file: &NamedText) -> Result<Draft, Vec<Problem>> {
    let parsed = contents(std::slice::from_ref(file))?;
    assemble::assemble_national(parsed, Place::of(file, 0..0))
}

/// The content of each file, or what cannot be read in any of them.
fn contents(files: &[NamedText]) -> Result<Vec<(&NamedText, PolicyFile)>, Vec<Problem>> {
    let mut parsed = Vec::new();
    let mut problems = Vec::new();
    for file in files {
        problems.extend(reserved_comment(file));
        match toml::from_str::<PolicyFile>(&file.text) {
            Ok(content) => parsed.push((file, content)),
            Err(error) => problems.push(complaint::problem(file, &error)),
        }
    }
    if problems.is_empty() {
        Ok(parsed)
    } else {
        Err(problems)
    }
}

/// A comment that would be taken for the mark between the files of a kept text.
fn reserved_comment(file: &NamedText) -> Option<Problem> {
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if line.starts_with(FILE_MARK) {
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

/// A day that is certainly inside every benefit year row's month-day form.
pub(crate) fn is_month_day(text: &str) -> bool {
    text != "02-29" && text.len() == 5 && format!("2024-{text}").parse::<Date>().is_ok()
}
