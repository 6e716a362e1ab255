//! The sign that somebody ships a database: a file beside it, locked while it is done.

use std::fs::File;
use std::path::{Path, PathBuf};

/// The file whose lock tells that somebody ships a database.
pub(crate) fn sign_of(database: &Path) -> PathBuf {
    let mut sign = database.as_os_str().to_owned();
    sign.push("-shipped");
    PathBuf::from(sign)
}

/// Whether some program ships this database now.
pub(crate) fn is_shipped(database: &Path) -> bool {
    let sign = File::open(sign_of(database));
    sign.is_ok_and(|sign| sign.try_lock_shared().is_err())
}
