//! What the checks share: what they look at, and what they find.

use std::path::PathBuf;

use anyhow::Result;
use domain::{Bilingual, say};
use jiff::Timestamp;
use store::{Db, Keys};

use crate::config::Config;
use crate::say::SaidWrong;

/// Something to see to.
#[derive(Clone, Debug)]
pub(super) struct Symptom {
    /// Its stable code.
    pub(super) code: String,
    /// Whether the installation cannot go on so, or only should not.
    pub(super) is_wrong: bool,
    /// What is seen.
    pub(super) says: Bilingual,
    /// What to do.
    pub(super) next: Bilingual,
}

impl Symptom {
    pub(super) fn wrong(code: &str, says: Bilingual, next: Bilingual) -> Symptom {
        Symptom {
            code: code.to_owned(),
            is_wrong: true,
            says,
            next,
        }
    }

    pub(super) fn only_a_warning(mut self) -> Symptom {
        self.is_wrong = false;
        self
    }
}

/// What the checks look at, as far as it is there.
pub(super) struct Installation {
    pub(super) database: String,
    pub(super) configured: Option<Config>,
    pub(super) keys: Result<Keys>,
    /// The database, where it is ours, of this schema, and takes connections.
    pub(super) db: Result<Db>,
    pub(super) policies: Option<PathBuf>,
    pub(super) backups: Option<PathBuf>,
    pub(super) now: Timestamp,
}

/// A check: what it is about, and how it is made.
pub(super) struct DoctorCheck {
    pub(super) about: (&'static str, &'static str),
    pub(super) made: DoctorLook,
}

/// What a check finds; none where what it looks at is not there to be looked at.
pub(super) type DoctorLook = fn(&Installation) -> Option<Vec<Symptom>>;

/// An error as it is said elsewhere, where it has words of its own.
pub(super) fn as_told(code: &str, error: &anyhow::Error) -> Symptom {
    if let Some(told) = error.downcast_ref::<SaidWrong>() {
        let SaidWrong { code, says, next } = told.clone();
        return Symptom::wrong(&code, says, next);
    }
    let text = format!("{error:#}");
    let next = say!("见 docs/operations.md", "see docs/operations.md");
    Symptom::wrong(code, Bilingual::new(text.clone(), text), next)
}
