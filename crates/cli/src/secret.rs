//! Secrets in files of their own.

use std::path::Path;

use anyhow::{Context, Result, bail};
use domain::say;
use store::Keys;

use crate::key_file::KeyText;
use crate::say::coded;

/// A secret from its file, which nobody but its owner may read.
pub fn read_secret(file: &Path) -> Result<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata().map(|found| found.permissions().mode());
        if mode.is_ok_and(|mode| mode & 0o077 != 0) {
            bail!(
                "{0} 别人也能读：请 chmod 600 {0} / others may read {0}; chmod 600 {0}",
                file.display()
            );
        }
    }
    let shown = file.display();
    let read = std::fs::read_to_string(file);
    read.with_context(|| format!("读不了密钥 {shown} / cannot read the secret {shown}"))
}

/// The text of a key file.
pub fn key_text(file: &Path) -> Result<String> {
    let next = say!(
        "检查密钥文件的路径和权限（keys_file 或 --keys）",
        "check path and mode of the key file (keys_file or --keys)"
    );
    read_secret(file).map_err(|error| coded("bad-keys", &error, &next))
}

/// The keys in the text of a key file.
pub fn read_keys(text: &str) -> Result<Keys> {
    let next = say!(
        "密钥文件多半被截断或改过：用另存的一份",
        "the key file was cut short or changed: take the copy that was kept"
    );
    let read = KeyText::read(text);
    Ok(read
        .map_err(|error| coded("bad-keys", &error, &next))?
        .keys())
}
