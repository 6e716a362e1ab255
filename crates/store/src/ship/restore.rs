//! A database file as it was at a moment: the copy of a generation, with everything that was
//! committed until then put into it by SQLite itself, as after a crash.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::shipped::{BASE, Pieces, ShippedPiece, generations};
use crate::keep::{Destination, KeepError, SealedReader, part_of, private};
use crate::seal::Keys;
use crate::sqlite::statement::refused;

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestoredAt {
    /// The folder of the generation it came from.
    pub generation: PathBuf,
    /// When that was shipped which is in it; everything committed before is.
    pub at: Timestamp,
}

/// Makes the file of a destination as it was at a moment, or as it was last. It has its name only
/// once somebody has looked at it, see [`Destination::finish`].
pub fn restore_at(
    folder: &Path,
    keys: &Keys,
    at: Option<Timestamp>,
    to: &Destination,
) -> Result<RestoredAt, KeepError> {
    let Destination::Sqlite { path, .. } = to else {
        return Err(KeepError::SqliteAlone);
    };
    let generation = generation_for(folder, keys, at)?;
    let part = part_of(path);
    let put_in = put_together(&generation, keys, at, &part);
    if put_in.is_err() {
        // What was written is worth nothing; why it failed is told.
        let _ = std::fs::remove_file(&part);
        let _ = std::fs::remove_file(log_of(&part));
    }
    put_in.map(|at| RestoredAt { generation, at })
}

/// The newest generation whose copy was whole by then.
fn generation_for(folder: &Path, keys: &Keys, at: Option<Timestamp>) -> Result<PathBuf, KeepError> {
    let mut earliest = None;
    for generation in generations(folder)? {
        let mut pieces = Pieces::of(&generation, keys)?;
        let whole = loop {
            match pieces.next()? {
                None => break None,
                Some((ShippedPiece::Base, time, _)) => break Some(time),
                Some(_) => {}
            }
        };
        match whole {
            Some(whole) if at.is_none_or(|at| whole <= at) => return Ok(generation),
            Some(whole) => earliest = Some(whole),
            None => {}
        }
    }
    Err(KeepError::NothingShipped { earliest })
}

fn log_of(part: &Path) -> PathBuf {
    let mut log = part.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}

fn put_together(
    generation: &Path,
    keys: &Keys,
    at: Option<Timestamp>,
    part: &Path,
) -> Result<Timestamp, KeepError> {
    let mut base = SealedReader::open(&generation.join(BASE), keys)?;
    let mut file = private(part)?;
    while let Some(bytes) = base.read_some()? {
        file.write_all(bytes).map_err(KeepError::file(part))?;
    }
    file.sync_all().map_err(KeepError::file(part))?;
    let mut pieces = Pieces::of(generation, keys)?;
    let (mut log, mut last) = (None::<File>, Timestamp::UNIX_EPOCH);
    let log_path = log_of(part);
    let written = || KeepError::file(&log_path);
    while let Some((piece, time, content)) = pieces.next()? {
        if at.is_some_and(|at| time > at) {
            break;
        }
        last = time;
        match (piece, &mut log) {
            (ShippedPiece::Epoch, _) => {
                if log.take().is_some() {
                    fold_in(part)?;
                }
                let mut begun = private(&log_path)?;
                begun.write_all(&content).map_err(written())?;
                log = Some(begun);
            }
            (ShippedPiece::Frames, Some(log)) => log.write_all(&content).map_err(written())?,
            _ => {}
        }
    }
    drop(log);
    fold_in(part)?;
    // As one that stands by itself.
    let file = Connection::open(part).map_err(refused)?;
    let mode = "PRAGMA journal_mode = DELETE";
    file.query_row(mode, [], |_| Ok(())).map_err(refused)?;
    file.close().map_err(|(_, error)| refused(error))?;
    Ok(last)
}

/// Has SQLite put the log into the file.
fn fold_in(part: &Path) -> Result<(), KeepError> {
    let file = Connection::open(part).map_err(refused)?;
    let busy = file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| {
        row.get::<_, i64>(0)
    });
    match busy.map_err(refused)? {
        0 => file.close().map_err(|(_, error)| refused(error).into()),
        _ => Err(KeepError::Differs {
            what: "the log could not be put into the file".to_owned(),
        }),
    }
}
