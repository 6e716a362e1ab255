//! The language a command answers in, and printing that minds a closed pipe.

use std::io::Write;

use domain::Bilingual;

/// Chinese unless English is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tongue {
    pub(super) english: bool,
}

impl Tongue {
    /// The words in the language.
    pub(super) fn pick(self, words: &Bilingual) -> &str {
        match self.english {
            true => &words.en,
            false => &words.zh,
        }
    }

    /// One of two texts.
    pub(super) fn say<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self.english {
            true => en,
            false => zh,
        }
    }
}

/// Prints a whole answer. Whoever closes the pipe early, as `head` does, has read enough.
pub(super) fn print(answer: impl std::fmt::Display) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{answer}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}
