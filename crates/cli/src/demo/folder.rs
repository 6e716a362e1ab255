//! The folder a demo keeps its data and its keys in.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use domain::Bilingual;
use store::Keys;

use crate::place::{DEMO_KEYS as KEYS, keys_of};
use crate::say::wrong;

/// Where the demo keeps its data.
pub enum Folder {
    /// One that stays.
    Kept(PathBuf),
    /// One that goes with the program.
    Temporary(tempfile::TempDir),
}

impl Folder {
    /// The one asked for, or a temporary one.
    pub fn of(wanted: Option<&Path>) -> Result<Folder> {
        match wanted {
            Some(path) => {
                std::fs::create_dir_all(path)
                    .with_context(|| format!("不能建立 {0} / cannot create {0}", path.display()))?;
                Ok(Folder::Kept(path.to_owned()))
            }
            None => Ok(Folder::Temporary(
                tempfile::tempdir().context("no temporary folder")?,
            )),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        match self {
            Folder::Kept(path) => path,
            Folder::Temporary(folder) => folder.path(),
        }
    }
}

/// The demo's keys: made once, kept beside its data, readable by the owner alone.
pub fn keys(folder: &Path) -> Result<Keys> {
    let file = folder.join(KEYS);
    if file.exists() {
        return kept_keys(folder);
    }
    let mut bytes = [0_u8; 64];
    getrandom::fill(&mut bytes).context("the operating system gives no randomness")?;
    write_private(&file, &bytes)?;
    Ok(keys_of(&bytes))
}

/// The keys of a demo that was started before.
pub fn kept_keys(folder: &Path) -> Result<Keys> {
    let file = folder.join(KEYS);
    let kept = std::fs::read(&file).map_err(|_| no_demo(folder))?;
    match <[u8; 64]>::try_from(kept) {
        Ok(kept) => Ok(keys_of(&kept)),
        Err(_) => bail!(
            "{} 不是演示密钥 / is not a key file of the demo",
            file.display()
        ),
    }
}

fn no_demo(folder: &Path) -> anyhow::Error {
    let folder = folder.display();
    wrong(
        "no-demo",
        &Bilingual::new(
            format!("{folder} 里没有演示数据"),
            format!("{folder} holds no demo"),
        ),
        &Bilingual::new(
            format!("请检查路径，或先运行 suixing demo --data {folder}"),
            format!("check the path, or run suixing demo --data {folder} first"),
        ),
    )
}

/// Writes a file that only its owner may read.
fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let wrong = || format!("无法写入 {0} / cannot write {0}", path.display());
    let mut file = options.open(path).with_context(wrong)?;
    file.write_all(bytes).with_context(wrong)
}
