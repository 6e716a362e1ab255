//! A database file as it was at a moment: the copy of a generation, with everything that was
//! committed until then put into it by SQLite itself, as after a crash.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::Connection;

use super::shipped::{BASE, Pieces, ShippedPiece, generations};
use crate::keep::{Destination, KeepError, SealedReader, beside, part_of, private};
use crate::seal::Keys;
use crate::sqlite::statement::refused;
use crate::wal;

/// What was restored.
#[derive(Debug)]
pub struct RestoredAt {
    /// The folder of the generation it came from.
    pub generation: PathBuf,
    /// Everything that was committed before is in it.
    pub at: Timestamp,
    /// Whether its last piece was only half there.
    pub torn: bool,
    /// Later generations that had begun by then and are of no use, with why.
    pub passed_over: Vec<(PathBuf, KeepError)>,
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
    let (generation, passed_over) = generation_for(folder, keys, at)?;
    let part = part_of(path);
    let put_in = put_together(&generation, keys, at, &part);
    if put_in.is_err() {
        // What was written is worth nothing; why it failed is told.
        clear(&part);
    }
    put_in.map(|(at, torn)| RestoredAt {
        generation,
        at,
        torn,
        passed_over,
    })
}

/// A folder that is of no use, and why.
type PassedOver = (PathBuf, KeepError);

/// The newest generation whose copy was whole by then, and those that were passed over for it.
fn generation_for(
    folder: &Path,
    keys: &Keys,
    at: Option<Timestamp>,
) -> Result<(PathBuf, Vec<PassedOver>), KeepError> {
    let (mut earliest, mut passed_over) = (None, Vec::new());
    for lying in generations(folder)? {
        match whole_since(&lying.folder, keys) {
            Ok(whole) if at.is_none_or(|at| whole <= at) => {
                return Ok((lying.folder, passed_over));
            }
            Ok(whole) => earliest = Some(whole),
            // Other keys are the mistake of who asks.
            Err(error @ KeepError::OtherKey { .. }) => return Err(error),
            Err(error) => passed_over.push((lying.folder, error)),
        }
    }
    match passed_over.into_iter().next() {
        Some((_, error)) if earliest.is_none() => Err(error),
        _ => Err(KeepError::NothingShipped { earliest }),
    }
}

/// Since when something can be had from a generation.
fn whole_since(generation: &Path, keys: &Keys) -> Result<Timestamp, KeepError> {
    let mut pieces = Pieces::of(generation, keys)?;
    while let Some(shipped) = pieces.next()? {
        if shipped.piece == ShippedPiece::Base {
            return Ok(shipped.until);
        }
    }
    Err(KeepError::Unfinished)
}

/// Takes away what an earlier attempt left: SQLite would put a log that lies there into the file.
fn clear(part: &Path) {
    for path in std::iter::once(part.to_owned()).chain(beside(part)) {
        // What is not there need not go; what stays is an error where it is written.
        let _ = std::fs::remove_file(path);
    }
}

fn put_together(
    generation: &Path,
    keys: &Keys,
    at: Option<Timestamp>,
    part: &Path,
) -> Result<(Timestamp, bool), KeepError> {
    clear(part);
    let mut base = SealedReader::open(&generation.join(BASE), keys)?;
    let mut file = private(part)?;
    while let Some(bytes) = base.read_some()? {
        file.write_all(bytes).map_err(KeepError::file(part))?;
    }
    file.sync_all().map_err(KeepError::file(part))?;
    let mut pieces = Pieces::of(generation, keys)?;
    let (mut log, mut last) = (None::<File>, Timestamp::UNIX_EPOCH);
    let log_path = wal::beside(part);
    let written = || KeepError::file(&log_path);
    while let Some(shipped) = pieces.next()? {
        if at.is_some_and(|at| shipped.until > at) {
            break;
        }
        // A log that began anew comes before what is in it.
        if shipped.piece != ShippedPiece::Epoch {
            last = shipped.since;
        }
        let content = shipped.content;
        match (shipped.piece, &mut log) {
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
    Ok((last, pieces.is_torn()))
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
