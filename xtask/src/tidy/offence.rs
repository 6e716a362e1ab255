//! What a rule of the house finds.

use std::fmt;

/// One place that breaks a rule, with what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Offence {
    /// The file, from the root.
    pub path: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong, and what to do.
    pub what: String,
}

impl Offence {
    /// What is wrong on that line.
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Offence {
        Offence {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}
