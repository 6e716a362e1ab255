//! A complaint, and the words it is made of.

/// What is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Stable word in a file.
    pub code: &'static str,
    /// What is wrong, Chinese.
    pub zh: String,
    /// What is wrong, English.
    pub en: String,
    /// What to do, in both.
    pub next: (String, String),
}

/// A complaint of these words.
pub(super) fn say(
    code: &'static str,
    zh: impl Into<String>,
    en: impl Into<String>,
    next: (&str, &str),
) -> Complaint {
    Complaint {
        code,
        zh: zh.into(),
        en: en.into(),
        next: (next.0.to_owned(), next.1.to_owned()),
    }
}

/// The words between grave accents.
pub(super) fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}
