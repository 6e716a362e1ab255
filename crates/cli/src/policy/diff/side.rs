//! What a side of a comparison can be: a place and scheme, with a day or not; the hash of a pack; a
//! TOML file; a folder.

use std::path::Path;
use std::sync::Arc;

use domain::Bilingual;
use domain::files::NamedText;
use domain::policy::library::pack_files;
use domain::policy::{Library, Pack};
use jiff::civil::Date;
use workbench::address::pack_of;
use workbench::diff::{AskedSide, Side};

use crate::policies::{self, PolicyOrigin};
use crate::policy::say::{no_address, read_day};
use crate::read::text_of;
use crate::say::wrong;

/// A side that was read.
pub(super) enum SideRead {
    /// One pack, on a day or with all its days.
    Pack { pack: Arc<Pack>, on: Option<Date> },
    /// All packs of a folder.
    Folder(Library),
}

impl SideRead {
    pub(super) fn side(&self) -> Option<Side<'_>> {
        match self {
            SideRead::Pack { pack, on } => Some(Side { pack, on: *on }),
            SideRead::Folder(_) => None,
        }
    }
}

pub(super) fn read(asked: &str, library: &Library) -> anyhow::Result<SideRead> {
    let path = Path::new(asked);
    if path.is_dir() {
        return Ok(SideRead::Folder(policies::read(
            &PolicyOrigin::of(Some(path))?.texts()?,
        )?));
    }
    if asked.ends_with(".toml") {
        let pack = Arc::new(read_file(path)?);
        return Ok(SideRead::Pack { pack, on: None });
    }
    let side = AskedSide::read(asked);
    let on = side.day.as_deref().map(read_day).transpose()?;
    let name = side.name.as_str();
    let pack = match side.is_hash() {
        true => by_hash(name, library)?,
        false if name.contains('/') => {
            let pack = pack_of(library, name).map_err(|error| no_address(&error))?;
            library
                .find(pack.region, pack.scheme)
                .expect("it was found")
                .clone()
        }
        false => return Err(not_a_side(asked)),
    };
    Ok(SideRead::Pack { pack, on })
}

fn not_a_side(asked: &str) -> anyhow::Error {
    wrong(
        "bad-side",
        &Bilingual::new(
            format!("看不懂「{asked}」"),
            format!("«{asked}» is nothing that can be compared"),
        ),
        &Bilingual::new(
            "请写 440300/employee、440300/employee@2023-09-30、哈希、TOML 文件或已有的文件夹",
            "write 440300/employee, 440300/employee@2023-09-30, a hash, a TOML file or a folder",
        ),
    )
}

fn by_hash(hash: &str, library: &Library) -> anyhow::Result<Arc<Pack>> {
    let found = library.packs().find(|pack| pack.hash().starts_with(hash));
    found.cloned().ok_or_else(|| {
        wrong(
            "unknown-pack",
            &Bilingual::new(
                format!("没有哈希为 {hash} 的政策包"),
                format!("no pack has the hash {hash}"),
            ),
            &Bilingual::new(
                "suixing policy list 列出各包的哈希；旧的包请先下载为 TOML 文件",
                "suixing policy list tells the hashes; download an older pack as a TOML file first",
            ),
        )
    })
}

/// One pack from its file: a whole pack as it is downloaded, or `<scheme>.toml` with the
/// `region.toml` beside it.
fn read_file(path: &Path) -> anyhow::Result<Pack> {
    let text = text_of(path)?.text;
    let read = match text.starts_with("#:file ") {
        true => Pack::from_text(&text, policies::hash),
        false => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let mut files = beside(folder.unwrap_or(Path::new(".")))?;
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            // A draft may have any name; its scheme stands in the file.
            let own = NamedText {
                name: "employee.toml".to_owned(),
                text,
            };
            files.push(own);
            let pack = pack_files(&files).pop().unwrap_or_default();
            let named = pack.into_iter().map(|file| match file.name.as_str() {
                "employee.toml" => NamedText {
                    name: name.clone(),
                    ..file
                },
                _ => file,
            });
            Pack::parse(&named.collect::<Vec<_>>(), policies::hash)
        }
    };
    read.map_err(|problems| anyhow::anyhow!("{}", policies::told(&problems)))
}

/// What the schemes of a folder share.
fn beside(folder: &Path) -> anyhow::Result<Vec<NamedText>> {
    let shared = folder.join("region.toml");
    if !shared.is_file() {
        return Ok(vec![]);
    }
    let text = text_of(&shared)?.text;
    Ok(vec![NamedText {
        name: "region.toml".to_owned(),
        text,
    }])
}
