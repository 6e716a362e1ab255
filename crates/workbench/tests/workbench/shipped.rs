//! The shipped policies, read once.

use std::sync::LazyLock;

use domain::files::NamedText;
use domain::policy::Library;

pub use crate::support::hash;

/// Every policy file, by its name inside the folder.
pub static FILES: LazyLock<Vec<NamedText>> = LazyLock::new(crate::support::files);

/// The library of them.
pub static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::parse(&FILES, hash).unwrap_or_else(|problems| panic!("{}", problems[0]))
});

/// A text under a name.
pub fn named(name: &str, text: &str) -> NamedText {
    NamedText {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}
