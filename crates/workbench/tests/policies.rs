//! The shipped policies: one test a case file, every case to the fen; and one test a pack, which
//! must cover every situation exactly once.

use std::path::Path;
use std::sync::LazyLock;

use domain::files::NamedText;
use domain::policy::library::{Library, pack_files};
use workbench::case::AnyCase;
use workbench::check::check;

#[path = "../../domain/tests/support/shipped.rs"]
mod shipped;

use shipped::{hash, root};

static FILES: LazyLock<Vec<NamedText>> = LazyLock::new(shipped::files);

static LIBRARY: LazyLock<Result<Library, String>> = LazyLock::new(|| {
    let library = Library::parse(&FILES, hash);
    library.map_err(|problems| in_lines(problems.iter().map(ToString::to_string)))
});

fn in_lines(wrong: impl Iterator<Item = String>) -> String {
    wrong.collect::<Vec<_>>().join("\n")
}

/// Every case of the file comes out to the fen.
fn cases(path: &Path, text: String) -> datatest_stable::Result<()> {
    let library = LIBRARY.as_ref().map_err(Clone::clone)?;
    let name = path.display().to_string();
    let cases = AnyCase::parse_all(&NamedText { name, text })?;
    if cases.is_empty() {
        return Err("the file holds no case".into());
    }
    let of_case = |case: AnyCase| {
        let wrong = case.check(library);
        wrong
            .into_iter()
            .map(move |wrong| format!("{} «{}»: {wrong}", path.display(), case.name()))
    };
    let wrong = in_lines(cases.into_iter().flat_map(of_case));
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.into())
    }
}

/// The pack covers every situation exactly once, on every day on which something changes.
fn pack(path: &Path) -> datatest_stable::Result<()> {
    let path = path.canonicalize()?;
    let own = |files: &Vec<NamedText>| {
        let last = files.last().map(|file| root().join(&file.name));
        last.is_some_and(|last| last.canonicalize().is_ok_and(|last| last == path))
    };
    let files = pack_files(&FILES).into_iter().find(own);
    let files = files.ok_or("the library does not see this file as a pack")?;
    let wrong = in_lines(check(&files, hash).iter().map(ToString::to_string));
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.into())
    }
}

datatest_stable::harness! {
    { test = cases, root = "../../policies", pattern = r"/cases/.*\.toml$" },
    { test = pack, root = "../../policies", pattern = r"\d{6}/(employee|resident)\.toml$" },
}
