//! How much room the disk of a database has.

use std::path::{Path, PathBuf};

/// Bytes without which a database is not ready: what is being written would not find room.
const BYTES_LEAST: u64 = 32 << 20;

/// The file of an embedded database.
pub fn file_of(database: &str) -> Option<PathBuf> {
    database.strip_prefix("sqlite:").map(PathBuf::from)
}

/// The folder something is in.
pub fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Bytes that may still be written below a folder; none where the system does not say.
pub fn room_in(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail.saturating_mul(found.f_frsize))
}

/// Asks, again and again, how much room the database has; none where a server keeps it.
pub fn room_of(database: &str) -> Option<impl Fn() -> Option<u64> + Clone + Send + Sync + 'static> {
    let folder = folder_of(&file_of(database)?);
    Some(move || room_in(&folder))
}

/// Whether so much room is too little to go on.
pub fn is_too_little(room: u64) -> bool {
    room < BYTES_LEAST
}
