//! Names, certificates, cards and tokens on their way through: printed masked, so that a log line
//! or a panic can never carry them.

use std::fmt;

use serde::Serialize;

/// A text about a person that only the store and the reply may see.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Private(String);

impl Private {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Private {
        Private(text.into())
    }

    /// The text itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_text_does_not_print() {
        assert_eq!(
            format!("{:?}", Private::new("440300199013010428")),
            "Private(***)"
        );
    }
}
