//! Keeping what is in a database: written to an encrypted file, read back, copied to another
//! engine. All three pass every row of every table through one stream, in bounded memory, from one
//! snapshot, and count and digest what passes; what arrives is read again and must be the same.

mod backup;
mod counted;
mod error;
mod fill;
mod reseal;
mod rows;
mod sealed_file;
mod shape;

pub use backup::{Backup, Head, back_up, file_for};
pub use counted::{Counted, MoneyMoved, Rows};
pub use error::KeepError;
pub use fill::{Destination, is_at};
pub(crate) use fill::{beside, part_of, private, take_name};
pub(crate) use reseal::{RESEALED, messages_as_written};
pub use reseal::{Resealed, count_older, newest_is_in_use, reseal};
pub(crate) use sealed_file::{SealedReader, SealedWriter};
pub use shape::Shape;

use crate::Db;

/// Copies everything to an empty database. Told how many rows have passed, now and then.
pub fn copy(
    from: &Db,
    to: &Destination,
    passed: &mut dyn FnMut(u64),
) -> Result<Counted, KeepError> {
    let shape = Shape::today()?;
    from.read(|source| {
        to.fill(&shape, |filler| {
            rows::pass(source, &shape, &mut (&mut *filler, &mut *passed))
        })
    })
}

/// What is in a database, counted and digested.
pub fn count(db: &Db, passed: &mut dyn FnMut(u64)) -> Result<Counted, KeepError> {
    let shape = Shape::today()?;
    db.read(|tx| rows::pass(tx, &shape, &mut (&mut rows::Nobody, &mut *passed)))
}
