//! The checkout as tidy sees it: every file that is not ignored, with its text.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::rust_source::RustSource;

/// Every file by its path from the root, with `/` between the parts. A file that is not text stands
/// with an empty one.
pub struct Tree {
    files: BTreeMap<String, String>,
    rust: BTreeMap<String, RustSource>,
}

/// A crate of the workspace: its directory and its parsed manifest.
pub struct Package {
    /// From the root, such as `crates/domain`.
    pub directory: String,
    /// `Cargo.toml`; empty when it does not parse, which cargo reports better than we could.
    pub manifest: toml::Table,
}

impl Package {
    /// The crate's name, which is its directory's.
    pub fn name(&self) -> &str {
        self.directory.rsplit('/').next().unwrap_or_default()
    }

    /// Path of the manifest.
    pub fn manifest_path(&self) -> String {
        format!("{}/Cargo.toml", self.directory)
    }

    /// The names in one of the dependency sections, as written.
    pub fn dependencies(&self, section: &str) -> Vec<(&String, &toml::Value)> {
        let table = self.manifest.get(section).and_then(toml::Value::as_table);
        table.into_iter().flatten().collect()
    }
}

impl Tree {
    /// Reads the checkout, leaving out what `.gitignore` names.
    pub fn read(root: &Path) -> Result<Tree> {
        let ignored = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
        let ignored = Ignored::parse(&ignored)?;
        let mut files = BTreeMap::new();
        walk(root, "", &ignored, &mut files)?;
        Ok(Tree::new(files))
    }

    fn new(files: BTreeMap<String, String>) -> Tree {
        let rust = files.iter().filter(|(path, _)| path.ends_with(".rs"));
        let rust = rust.map(|(path, text)| (path.clone(), RustSource::read(text)));
        Tree {
            rust: rust.collect(),
            files,
        }
    }

    /// A tree made up for a test.
    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Tree {
        let owned = |(path, text): &(&str, &str)| (String::from(*path), String::from(*text));
        Tree::new(files.iter().map(owned).collect())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// All files with their text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (&**path, &**text))
    }

    /// All Rust files, read into tokens.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &RustSource)> {
        self.rust.iter().map(|(path, source)| (&**path, source))
    }

    /// One Rust file.
    pub fn rust_file(&self, path: &str) -> Option<&RustSource> {
        self.rust.get(path)
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Whether there is a directory of that path.
    pub fn has_directory(&self, path: &str) -> bool {
        let inside = format!("{path}/");
        let mut after = self.files.range(inside.clone()..);
        after
            .next()
            .is_some_and(|(first, _)| first.starts_with(&inside))
    }

    /// The crates of the workspace.
    pub fn packages(&self) -> Vec<Package> {
        let manifests = self.files.iter().filter_map(|(path, text)| {
            let directory = path.strip_suffix("/Cargo.toml")?;
            let manifest = text.parse().unwrap_or_default();
            Some(Package {
                directory: directory.to_owned(),
                manifest,
            })
        });
        manifests.collect()
    }

    /// The line of a manifest or table that starts with a key; 1 when there is none.
    pub fn line_of_key(&self, path: &str, key: &str) -> usize {
        let text = self.text(path).unwrap_or_default();
        let starts = |line: &str| {
            let rest = line.trim_start().strip_prefix(key);
            rest.is_some_and(|rest| rest.starts_with([' ', '.', '=']))
        };
        text.lines().position(starts).map_or(1, |index| index + 1)
    }
}

/// Whether a file holds only tests, which may be longer and may unwrap.
pub fn is_test_file(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.split('/').any(|part| part == "tests")
}

fn walk(
    root: &Path,
    below: &str,
    ignored: &Ignored,
    files: &mut BTreeMap<String, String>,
) -> Result<()> {
    let directory = root.join(below);
    let entries = fs::read_dir(&directory);
    for entry in entries.with_context(|| format!("cannot read {}", directory.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let separator = if below.is_empty() { "" } else { "/" };
        let path = format!("{below}{separator}{name}");
        if name == ".git" || ignored.covers(&path) {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(root, &path, ignored, files)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path());
            let bytes = bytes.with_context(|| format!("cannot read {path}"))?;
            files.insert(path, String::from_utf8(bytes).unwrap_or_default());
        }
    }
    Ok(())
}

/// The two forms of `.gitignore` we use: `/path` at the root and `*ending` anywhere.
struct Ignored {
    paths: Vec<String>,
    endings: Vec<String>,
}

impl Ignored {
    fn parse(text: &str) -> Result<Ignored> {
        let mut ignored = Ignored {
            paths: Vec::new(),
            endings: Vec::new(),
        };
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            } else if let Some(path) = line.strip_prefix('/') {
                ignored.paths.push(path.trim_end_matches('/').to_owned());
            } else if let Some(ending) = line.strip_prefix('*') {
                ignored.endings.push(ending.to_owned());
            } else {
                bail!(".gitignore: «{line}» is neither /path nor *ending, which is all tidy reads");
            }
        }
        Ok(ignored)
    }

    fn covers(&self, path: &str) -> bool {
        let ends = |ending: &String| path.ends_with(ending);
        self.paths.iter().any(|ignored| ignored == path) || self.endings.iter().any(ends)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_ignores_is_left_out() {
        let ignored = Ignored::parse("# built\n/target\n*.pending-snap\n").unwrap();
        assert!(ignored.covers("target"));
        assert!(ignored.covers("crates/x/a.pending-snap"));
        assert!(!ignored.covers("crates/target"));
        assert!(Ignored::parse("target\n").is_err());
    }

    #[test]
    fn directories_and_keys_are_found() {
        let tree = Tree::of(&[("a/b.md", ""), ("a.toml", "x = 1\nxy.z = 2\n")]);
        assert!(tree.has_directory("a"));
        assert!(!tree.has_directory("a.toml"));
        assert_eq!(tree.line_of_key("a.toml", "xy"), 2);
    }
}
