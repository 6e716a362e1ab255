//! The shipped policy files, for every test that is about them.

use std::path::{Path, PathBuf};

use domain::files::NamedText;

/// The folder of the shipped policies.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies")
}

/// Every policy file by its name inside the folder, in the order of the names.
pub fn files() -> Vec<NamedText> {
    let mut found = Vec::new();
    read_folder(&root(), &mut found);
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// Packs are told apart by their size here; the real hash is the caller's to choose.
pub fn hash(text: &str) -> String {
    format!("{} bytes", text.len())
}

fn read_folder(folder: &Path, found: &mut Vec<NamedText>) {
    for entry in folder.read_dir().expect("the folder of policies is here") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            read_folder(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.strip_prefix(root()).expect("inside the folder");
            found.push(NamedText {
                name: name.to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(&path).expect("a readable policy file"),
            });
        }
    }
}
