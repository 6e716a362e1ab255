//! Snapshots that no test looks at. insta notes every snapshot a test run touches; whatever lies in
//! the crates beside those proves nothing and misleads a reader.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The variable that makes insta keep notes.
pub const NOTES_VARIABLE: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// The file insta writes its notes to, deleted at the end.
pub struct Notes {
    path: PathBuf,
}

impl Notes {
    /// Notes of a run that is about to start.
    pub fn begin() -> Notes {
        let name = format!("suixing-snapshots-{}", std::process::id());
        Notes {
            path: std::env::temp_dir().join(name),
        }
    }

    /// Where insta is to write.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fails when a snapshot of the checkout was not touched.
    pub fn check(&self, root: &Path) -> Result<()> {
        // Without snapshots insta writes nothing, not even an empty file.
        let touched = fs::read_to_string(&self.path).unwrap_or_default();
        let touched = touched
            .lines()
            .filter_map(|line| fs::canonicalize(line).ok());
        let touched: BTreeSet<PathBuf> = touched.collect();
        let mut snapshots = Vec::new();
        collect(&root.join("crates"), &mut snapshots)?;
        snapshots.retain(|path| !touched.contains(path));
        if let Some(first) = snapshots.first() {
            let count = snapshots.len();
            bail!(
                "{count} snapshots no test looks at; delete them: {} …",
                first.display()
            );
        }
        Ok(())
    }
}

impl Drop for Notes {
    fn drop(&mut self) {
        // Only absent when there was nothing to note.
        let _ = fs::remove_file(&self.path);
    }
}

fn collect(directory: &Path, snapshots: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(directory);
    for entry in entries.with_context(|| format!("cannot read {}", directory.display()))? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(&path, snapshots)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "snap")
        {
            snapshots.push(fs::canonicalize(path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_nobody_touched_fails_the_run() {
        let root = std::env::temp_dir().join(format!("suixing-notes-{}", std::process::id()));
        let snapshots = root.join("crates/a/snapshots");
        fs::create_dir_all(&snapshots).unwrap();
        let seen = snapshots.join("seen.snap");
        fs::write(&seen, "").unwrap();
        let notes = Notes::begin();
        fs::write(notes.path(), format!("{}\n", seen.display())).unwrap();
        assert!(notes.check(&root).is_ok());
        fs::write(snapshots.join("unseen.snap"), "").unwrap();
        let error = notes.check(&root).unwrap_err().to_string();
        assert!(error.contains("unseen.snap"), "{error}");
        fs::remove_dir_all(&root).unwrap();
    }
}
