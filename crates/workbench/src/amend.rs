//! What is amended in the files of a place besides rows of tables: where figures come from, which
//! of two versions decides, what a case must come to. Every other byte stays as it is.

pub mod cases;
pub mod disputes;
pub mod proof;
pub mod sources;

use domain::Bilingual;
use domain::say;

/// Why a file was left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAmended(pub Bilingual);

impl NotAmended {
    fn unreadable(error: &toml_edit::TomlError) -> NotAmended {
        let why = error.message().to_owned();
        NotAmended(say!(
            "文件读不懂（{why}），请先在全文里改正",
            "the file cannot be read ({why}); mend its text first"
        ))
    }
}

/// A text in quotes as TOML writes it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}
