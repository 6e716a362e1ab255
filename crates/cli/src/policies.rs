//! Where policies come from: a folder, or the ones shipped inside the binary.

use std::path::Path;

use anyhow::Context;
use domain::files::{NamedText, Problem};
use domain::policy::Library;
use include_dir::{Dir, include_dir};

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../policies");

/// All policy texts of a folder, or the shipped ones, by name.
pub fn texts(folder: Option<&Path>) -> anyhow::Result<Vec<NamedText>> {
    let mut found = Vec::new();
    match folder {
        Some(folder) if folder.is_dir() => read_folder(folder, folder, &mut found)?,
        Some(folder) => anyhow::bail!(
            "没有 {0} 这个文件夹;请给出存放 <区划>/<险种>.toml 的文件夹 / {0} is not a folder; name the one that \
             holds <region>/<scheme>.toml",
            folder.display()
        ),
        None => read_shipped(&SHIPPED, &mut found),
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The library of a folder, or the shipped one; every problem is told.
pub fn library(folder: Option<&Path>) -> anyhow::Result<Library> {
    read(&texts(folder)?)
}

/// The library of these texts; every problem is told.
pub fn read(texts: &[NamedText]) -> anyhow::Result<Library> {
    Library::parse(texts, hash).map_err(|problems| anyhow::anyhow!("{}", told(&problems)))
}

/// Problems one below the other.
pub fn told(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The hash under which a pack's text is kept.
pub fn hash(text: &str) -> String {
    store::sha256_hex(&[text.as_bytes()])
}

fn read_folder(root: &Path, folder: &Path, found: &mut Vec<NamedText>) -> anyhow::Result<()> {
    let unreadable = || format!("读不了 {0} / cannot read {0}", folder.display());
    for entry in folder.read_dir().with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.is_dir() {
            read_folder(root, &path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let text = text_of(&path)?;
            let name = path.strip_prefix(root).unwrap_or(&path);
            found.push(NamedText {
                name: name.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
}

/// The text of a file. Spreadsheets and old editors save in other encodings than UTF-8.
fn text_of(path: &Path) -> anyhow::Result<String> {
    let name = path.display();
    let bytes =
        std::fs::read(path).with_context(|| format!("读不了 {name} / cannot read {name}"))?;
    String::from_utf8(bytes).map_err(|_| {
        anyhow::anyhow!(
            "{name} 不是 UTF-8 编码：请在记事本或 WPS 里「另存为」，编码选 UTF-8 / {name} is not UTF-8: \
             save it again with the encoding UTF-8"
        )
    })
}

fn read_shipped(folder: &Dir, found: &mut Vec<NamedText>) {
    for file in folder.files() {
        if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8())
            && name.ends_with(".toml")
        {
            found.push(NamedText {
                name: name.to_owned(),
                text: text.to_owned(),
            });
        }
    }
    folder.dirs().for_each(|inner| read_shipped(inner, found));
}
