//! How an error is said to people: its stable code, what is wrong, what to do, in both languages.

use std::path::Path;

use desk::DeskError;
use domain::Bilingual;

/// An error of the command line: its code, what is wrong, what to do.
#[derive(Clone, Debug)]
pub struct SaidWrong {
    /// Its stable code.
    pub code: String,
    /// What is wrong.
    pub says: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

impl std::error::Error for SaidWrong {}

impl std::fmt::Display for SaidWrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let SaidWrong { code, says, next } = self;
        write!(
            f,
            "[{code}] {}。{}\n    {}; {}",
            says.zh, next.zh, says.en, next.en
        )
    }
}

/// An error of the command line.
pub fn wrong(code: &str, message: &Bilingual, next: &Bilingual) -> anyhow::Error {
    anyhow::Error::new(SaidWrong {
        code: code.to_owned(),
        says: message.clone(),
        next: next.clone(),
    })
}

/// An error with a code, where it has none of its own: what it says, and what to do.
pub fn coded(code: &str, error: &anyhow::Error, next: &Bilingual) -> anyhow::Error {
    if let Some(said) = error.downcast_ref::<SaidWrong>() {
        return anyhow::Error::new(said.clone());
    }
    let text = format!("{error:#}");
    let says = match text.split_once(" / ") {
        Some((zh, en)) => Bilingual::new(zh, en),
        None => Bilingual::new(text.as_str(), text.as_str()),
    };
    wrong(code, &says, next)
}

/// An error of the desk, for people.
pub fn told(error: DeskError) -> anyhow::Error {
    if error.entry().kind == domain::errors::FaultKind::Unavailable {
        return anyhow::Error::new(error);
    }
    let (says, next) = (error.message(), error.next());
    anyhow::anyhow!(
        "[{}] {}。{} / {}; {}",
        error.code(),
        says.zh,
        next.zh,
        says.en,
        next.en
    )
}

/// A table that does not read.
pub fn unreadable_table(why: sheets::UnreadableTable) -> anyhow::Error {
    wrong(why.code, &why.says, &why.next)
}

/// A file that was named and cannot be read.
pub fn unreadable(path: &Path, why: &std::io::Error) -> anyhow::Error {
    let path = path.display();
    wrong(
        "unreadable",
        &Bilingual::new(
            format!("读不了 {path}"),
            format!("cannot read {path}: {why}"),
        ),
        &Bilingual::new("请检查路径", "check the path"),
    )
}
