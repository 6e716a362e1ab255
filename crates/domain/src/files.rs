//! Texts with the names they are reported under, and what is wrong in them: file, line, column, and
//! what to do.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use crate::text::Bilingual;

pub mod complaint;
pub mod nulls;

/// Whether bytes are text as some editors of Windows save it: two bytes a letter.
pub fn is_utf16(bytes: &[u8]) -> bool {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [first, second, ..] => *first == 0 || *second == 0,
        _ => false,
    }
}

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

impl Problem {
    /// What is wrong and what to do, where the place says nothing.
    pub fn without_place(&self) -> String {
        let Problem {
            code,
            message,
            next,
            ..
        } = self;
        let (zh, next_zh) = (&message.zh, &next.zh);
        format!("[{code}] {zh}。{next_zh}\n    {}; {}", message.en, next.en)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem {
            file, line, column, ..
        } = self;
        write!(f, "{file}:{line}:{column}: {}", self.without_place())
    }
}

/// Where in which file a row stands, so that later checks can point at it.
#[derive(Clone, Debug)]
pub struct Place {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Place {
    /// Where a span of a text begins.
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

    /// Where something is written in the row that begins here.
    fn seek(&self, files: &[NamedText], written: &str) -> Option<Place> {
        let file = files.iter().find(|file| file.name == self.file)?;
        let rows = file.text.lines().enumerate().skip(self.line - 1);
        let of_row = rows.take_while(|(number, line)| {
            *number + 1 == self.line || !line.trim_start().starts_with("[[")
        });
        let mut found =
            of_row.filter_map(|(number, line)| Some((number, line, line.find(written)?)));
        let (number, line, at) = found.next()?;
        Some(Place {
            file: self.file.clone(),
            line: number + 1,
            column: line[..at].chars().count() + 1,
        })
    }

    /// A problem here.
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

/// Begins the line between the files of a kept text.
pub(crate) const FILE_MARK: &str = "#:file ";

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

/// A problem of a row before its place is known.
#[derive(Clone, Debug)]
pub struct RowProblem {
    /// Stable word.
    pub code: &'static str,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// A piece of the row by which the key is found that it is about.
    pub about: Option<String>,
}

impl RowProblem {
    /// The same, about the key or value that is written so in the row.
    pub fn about(self, written: impl Into<String>) -> RowProblem {
        RowProblem {
            about: Some(written.into()),
            ..self
        }
    }

    /// The problem where its key stands, or else at the head of the row.
    pub fn within(&self, row: &Place, files: &[NamedText]) -> Problem {
        let found = self
            .about
            .as_ref()
            .and_then(|written| row.seek(files, written));
        self.at(&found.unwrap_or_else(|| row.clone()))
    }

    /// The problem at its place.
    pub fn at(&self, place: &Place) -> Problem {
        place.problem(self.code, self.message.clone(), self.next.clone())
    }
}

/// Whether a file of this name holds cases.
pub fn holds_cases(name: &str) -> bool {
    name.contains("/cases/") || name.starts_with("cases/") || name.starts_with("examples/")
}
