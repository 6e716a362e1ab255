//! What is wrong with one field of a case: which, and why, in both languages.

use std::fmt;

use domain::files::complaint::Complaint;
use domain::text::Bilingual;

/// One field that cannot be as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable word.
    pub code: &'static str,
    /// Where it stands: `earlier[3].bill.lines[7].class`.
    pub field: String,
    /// What was read, and what may be written.
    pub says: Bilingual,
}

impl Fault {
    /// Something wrong with a field.
    pub fn new(code: &'static str, field: impl Into<String>, says: Bilingual) -> Fault {
        Fault {
            code,
            field: field.into(),
            says,
        }
    }

    /// Two things that cannot both be so.
    pub fn contradiction(
        field: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Fault {
        Fault::new("contradiction", field, Bilingual::new(zh, en))
    }

    /// A value outside what there is.
    pub fn bad_value(
        field: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Fault {
        Fault::new("bad-value", field, Bilingual::new(zh, en))
    }

    /// What a reader of the field said.
    pub(super) fn unread(field: String, message: &str) -> Fault {
        let said = Complaint::of_value(message);
        Fault::new(said.request_code(), field, said.sentence())
    }

    /// The same within something larger.
    pub fn within(self, whole: &str) -> Fault {
        Fault {
            field: format!("{whole}.{}", self.field),
            ..self
        }
    }

    /// For people.
    pub fn message(&self) -> Bilingual {
        Bilingual::new(
            format!("字段 {}：{}", self.field, self.says.zh),
            format!("{}: {}", self.field, self.says.en),
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for Fault {}
