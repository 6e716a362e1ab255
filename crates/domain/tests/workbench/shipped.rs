//! The shipped policies, read once.

use std::path::Path;
use std::sync::LazyLock;

use domain::policy::Library;
use domain::policy::parse::NamedText;

/// Every policy file, by its name inside the folder.
pub static FILES: LazyLock<Vec<NamedText>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut found = Vec::new();
    read_folder(&root, &root, &mut found);
    found
});

/// The library of them.
pub static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::parse(&FILES, hash).unwrap_or_else(|problems| panic!("{}", problems[0]))
});

/// Packs are told apart by their size here; the real hash is the caller's to choose.
pub fn hash(text: &str) -> String {
    format!("{} bytes", text.len())
}

fn read_folder(root: &Path, folder: &Path, found: &mut Vec<NamedText>) {
    let entries = folder.read_dir().expect("the folder of policies is here");
    let mut paths: Vec<_> = entries
        .map(|e| e.expect("a readable entry").path())
        .collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            read_folder(root, &path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let name = path.strip_prefix(root).expect("inside the folder");
            found.push(NamedText {
                name: name.to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(&path).expect("a readable policy file"),
            });
        }
    }
}
