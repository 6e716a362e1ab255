//! Where policies come from: a folder, or the ones shipped inside the binary.

use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use anyhow::Context;
use domain::Bilingual;
use domain::files::NamedText;
use domain::policy::Library;
use include_dir::{Dir, include_dir};
use workbench::judge::unusable;

use crate::read::text_of;
use crate::say::wrong;

static SHIPPED: Dir = include_dir!("$CARGO_MANIFEST_DIR/../../policies");

/// The folder that is read when none is named and it is there.
const USUAL: &str = "policies";

/// How many faults of policies that cannot be used are told.
const FAULTS_TOLD: usize = 20;

/// Which policies a command reads. Every command that reads some says which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyOrigin {
    /// The files of a folder.
    Folder(PathBuf),
    /// The ones inside the binary.
    Embedded,
}

impl PolicyOrigin {
    /// The folder asked for, else `./policies` when it is there, else the embedded ones.
    pub fn of(asked: Option<&Path>) -> anyhow::Result<PolicyOrigin> {
        match asked {
            Some(folder) if folder.is_dir() => Ok(PolicyOrigin::Folder(folder.to_owned())),
            Some(folder) => Err(no_folder(folder)),
            None if Path::new(USUAL).is_dir() => Ok(PolicyOrigin::Folder(USUAL.into())),
            None => Ok(PolicyOrigin::Embedded),
        }
    }

    /// All texts, by name. A folder without any is told, for it was hardly meant.
    pub fn texts(&self) -> anyhow::Result<Vec<NamedText>> {
        let mut found = Vec::new();
        match self {
            PolicyOrigin::Folder(folder) => read_folder(folder, folder, &mut found)?,
            PolicyOrigin::Embedded => read_shipped(&SHIPPED, &mut found),
        }
        match self {
            PolicyOrigin::Folder(folder) if found.is_empty() => return Err(no_policies(folder)),
            PolicyOrigin::Folder(_) | PolicyOrigin::Embedded => (),
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// All texts, and says which they are: on standard error, so that an answer on standard output
    /// stays as it is.
    pub fn read(&self) -> anyhow::Result<Vec<NamedText>> {
        let texts = self.texts()?;
        match self {
            PolicyOrigin::Folder(folder) => {
                let folder = folder.display();
                eprintln!("政策：文件夹 {folder} / policies: the folder {folder}");
            }
            PolicyOrigin::Embedded => eprintln!("政策：随附的 / policies: the embedded ones"),
        }
        Ok(texts)
    }
}

/// In an answer as JSON: the folder, or `embedded`.
impl Display for PolicyOrigin {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            PolicyOrigin::Folder(folder) => write!(f, "{}", folder.display()),
            PolicyOrigin::Embedded => f.write_str("embedded"),
        }
    }
}

fn no_folder(folder: &Path) -> anyhow::Error {
    let folder = folder.display();
    wrong(
        "no-folder",
        &Bilingual::new(
            format!("没有 {folder} 这个文件夹"),
            format!("{folder} is not a folder"),
        ),
        &Bilingual::new(
            "请给出存放 <区划>/<险种>.toml 的文件夹",
            "name the one that holds <region>/<scheme>.toml",
        ),
    )
}

fn no_policies(folder: &Path) -> anyhow::Error {
    let folder = folder.display();
    wrong(
        "no-policies",
        &Bilingual::new(
            format!("文件夹 {folder} 里没有任何政策文件"),
            format!("the folder {folder} holds no policy file"),
        ),
        &Bilingual::new(
            "请给出存放 <区划>/<险种>.toml 的文件夹",
            "name the one that holds <region>/<scheme>.toml",
        ),
    )
}

/// The texts of the policies a command reads, and it says which.
pub fn texts(asked: Option<&Path>) -> anyhow::Result<Vec<NamedText>> {
    PolicyOrigin::of(asked)?.read()
}

/// The library of the policies a command reads, and it says which.
pub fn library(asked: Option<&Path>) -> anyhow::Result<Library> {
    read(&texts(asked)?)
}

/// The texts of the policies a command computes by, and it says which. Whoever computes asks for
/// them here: what the checks refuse would make wrong amounts.
pub fn texts_to_compute_by(asked: Option<&Path>) -> anyhow::Result<Vec<NamedText>> {
    let texts = texts(asked)?;
    read(&texts)?;
    usable(&texts)?;
    Ok(texts)
}

/// The library of the policies a command computes by, and it says which.
pub fn library_to_compute_by(asked: Option<&Path>) -> anyhow::Result<Library> {
    read(&texts_to_compute_by(asked)?)
}

/// The texts inside the binary.
pub fn embedded() -> anyhow::Result<Vec<NamedText>> {
    PolicyOrigin::Embedded.texts()
}

/// The library of these texts; every problem is told.
pub fn read(texts: &[NamedText]) -> anyhow::Result<Library> {
    Library::parse(texts, hash).map_err(|problems| anyhow::anyhow!("{}", told(&problems)))
}

/// Refuses texts that no bill may be settled by, such as a pack with a hole. The embedded ones were
/// checked when the program was made, and so is a folder that is the same.
pub fn usable(texts: &[NamedText]) -> anyhow::Result<()> {
    let shipped = embedded()?;
    if texts == shipped {
        return Ok(());
    }
    let findings = unusable(texts, &shipped, hash);
    if findings.is_empty() {
        return Ok(());
    }
    let count = findings.len();
    let wrong = wrong(
        "policies-unusable",
        &Bilingual::new(
            format!("政策有 {count} 处问题，按它计算会出错，没有往下做"),
            format!("{count} faults in the policies would make wrong amounts; nothing was done"),
        ),
        &Bilingual::new(
            "请先改正；`suixing policy check` 会再查一遍",
            "put them right first; `suixing policy check` looks again",
        ),
    );
    let first = &findings[..count.min(FAULTS_TOLD)];
    let rest = match count - first.len() {
        0 => String::new(),
        rest => format!("\n……另有 {rest} 处 / and {rest} more"),
    };
    Err(anyhow::anyhow!("{wrong}\n{}{rest}", told(first)))
}

/// Problems one below the other.
pub fn told<P: ToString>(problems: &[P]) -> String {
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
            let text = text_of(&path)?.text;
            let name = path.strip_prefix(root).unwrap_or(&path);
            found.push(NamedText {
                name: name.to_string_lossy().replace('\\', "/"),
                text,
            });
        }
    }
    Ok(())
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
