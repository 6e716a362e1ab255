//! How the last check of the books went, noted in a small file of its own for `suixing doctor`: the
//! check itself writes nothing to the database.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use domain::say;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::disk::folder_of;
use crate::say::coded;

/// What is noted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerifiedNote {
    /// When the last check ended.
    pub at: Timestamp,
    /// What it found that does not hold; nothing where it could not be made.
    pub violations: Option<usize>,
    /// When the last one ended that found nothing.
    pub in_order_at: Option<Timestamp>,
}

/// What was noted last; nothing where nothing was.
pub fn read(file: &Path) -> Result<Option<VerifiedNote>> {
    let text = match std::fs::read_to_string(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read.with_context(|| cannot("读不了", "cannot read", file))?,
    };
    let note = serde_json::from_str(&text);
    note.map(Some)
        .with_context(|| cannot("读不懂", "cannot understand", file))
}

/// Notes how a check went: at no moment there is half a note.
pub fn note(file: &Path, violations: Option<usize>, now: Timestamp) -> Result<()> {
    // One that does not read is written over.
    let before = read(file).ok().flatten();
    let note = VerifiedNote {
        at: now,
        violations,
        in_order_at: match violations {
            Some(0) => Some(now),
            _ => before.and_then(|before| before.in_order_at),
        },
    };
    let write = || -> Result<()> {
        let mut part = tempfile::NamedTempFile::new_in(folder_of(file))?;
        serde_json::to_writer(&mut part, &note)?;
        part.write_all(b"\n")?;
        part.as_file().sync_all()?;
        part.persist(file)?;
        Ok(())
    };
    let next = say!(
        "检查 verified（--note）的路径、权限和磁盘空间",
        "check path, rights and space of verified (--note)"
    );
    let written = write().with_context(|| cannot("写不了", "cannot write", file));
    written.map_err(|error| coded("not-noted", &error, &next))
}

fn cannot(zh: &str, en: &str, file: &Path) -> String {
    let file = file.display();
    format!("{zh} {file} / {en} {file}")
}
