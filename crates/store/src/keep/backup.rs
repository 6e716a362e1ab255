//! A backup: head, tables, rows and what they were counted to, in one encrypted file.

use std::fs::File;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::counted::{Counted, Counter};
use super::error::KeepError;
use super::fill::{self, Destination, part_of};
use super::rows::{self, Taker};
use super::sealed_file::{SealedReader, SealedWriter};
use super::shape::{Shape, Table};
use crate::db::DatabaseKind;
use crate::migrate::schema_number;
use crate::seal::Random;
use crate::value::Value;
use crate::{Db, Keys};

/// What stands at the head of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The last migration of the database.
    pub schema: i64,
    /// When its snapshot was taken.
    pub taken_at: Timestamp,
    /// The engine it was on.
    pub engine: String,
    /// The version of the program that wrote it.
    pub program: String,
}

/// What a record is; each has its length behind it, in four bytes.
const HEAD: u8 = b'H';
const TABLE: u8 = b'T';
const ROW: u8 = b'R';
const END: u8 = b'E';

/// A backup that was opened, to be passed on.
pub struct Backup {
    /// Its head.
    pub head: Head,
    reader: SealedReader,
    shape: Shape,
}

/// Writes everything in the database to a file, from one snapshot; others go on working meanwhile.
pub fn back_up(
    db: &Db,
    to: &Path,
    (random, now): (&mut dyn Random, Timestamp),
    passed: &mut dyn FnMut(u64),
) -> Result<(Head, Counted), KeepError> {
    if to.exists() {
        return Err(KeepError::Exists {
            path: to.to_owned(),
        });
    }
    let shape = Shape::today()?;
    let part = part_of(to);
    clear_left_over(to);
    let head = Head {
        schema: shape.schema,
        taken_at: now,
        engine: match db.kind() {
            DatabaseKind::Sqlite => "sqlite".to_owned(),
            DatabaseKind::Postgres => "postgres".to_owned(),
        },
        program: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let written = db.read(|tx| {
        let file = SealedWriter::create(&part, tx.keys(), random)?;
        let mut records = Records(file);
        records.put(HEAD, &json(&head))?;
        let counted = rows::pass(tx, &shape, &mut (&mut records, &mut *passed))?;
        records.put(END, &json(&counted))?;
        records.0.finish()?;
        Ok::<_, KeepError>(counted)
    });
    let written = written.and_then(|counted| fill::take_name(&part, to).map(|()| counted));
    if written.is_err() {
        // What was written is worth nothing; why it failed is told.
        let _ = std::fs::remove_file(&part);
    }
    Ok((head, written?))
}

/// What a backup is called.
const END_OF_NAME: &str = ".backup";

/// Takes away what backups left that were killed; one that is being written is held.
fn clear_left_over(to: &Path) {
    let folder = to.parent().filter(|folder| *folder != Path::new(""));
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new(".")));
    let parts = entries.into_iter().flatten().flatten().map(|it| it.path());
    let unfinished = format!("{END_OF_NAME}.part");
    for part in parts.filter(|it| it.to_string_lossy().ends_with(&unfinished)) {
        let is_left = File::open(&part).is_ok_and(|file| file.try_lock().is_ok());
        if is_left {
            // What stays is tried again with the next.
            let _ = std::fs::remove_file(&part);
        }
    }
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("our types always serialise")
}

struct Records(SealedWriter);

impl Records {
    fn put(&mut self, kind: u8, content: &[u8]) -> Result<(), KeepError> {
        let length = u32::try_from(content.len()).expect("a row is far shorter than 4 GiB");
        self.0.write(&[kind])?;
        self.0.write(&length.to_le_bytes())?;
        self.0.write(content)
    }
}

impl Taker for Records {
    fn begin(&mut self, table: &Table) -> Result<(), KeepError> {
        self.put(TABLE, &json(&(&table.name, &table.columns)))
    }

    fn row(&mut self, _: &Table, row: Vec<Value<'static>>) -> Result<(), KeepError> {
        let mut bytes = Vec::new();
        rows::write(&row, &mut bytes);
        self.put(ROW, &bytes)
    }
}

impl Backup {
    /// Opens a backup as far as its head.
    pub fn open(path: &Path, keys: &Keys) -> Result<Backup, KeepError> {
        let mut reader = SealedReader::open(path, keys)?;
        let head: Head = match record(&mut reader)? {
            Some((HEAD, content)) => read(&reader, &content)?,
            _ => return Err(reader.damaged()),
        };
        let known = schema_number();
        if head.schema > known {
            let found = head.schema;
            return Err(KeepError::Newer { found, known });
        }
        Ok(Backup {
            shape: Shape::of(head.schema)?,
            head,
            reader,
        })
    }

    /// Reads it to its end, and puts everything into an empty database. What is returned is what
    /// was counted when it was written; it is what arrived, too.
    pub fn restore(
        mut self,
        to: &Destination,
        passed: &mut dyn FnMut(u64),
    ) -> Result<Counted, KeepError> {
        let shape = self.shape.clone();
        to.fill(&shape, |filler| self.pass(filler, passed))
    }

    /// Reads it to its end, and keeps nothing.
    pub fn check(mut self, passed: &mut dyn FnMut(u64)) -> Result<Counted, KeepError> {
        self.pass(&mut rows::Nobody, passed)
    }

    fn pass(
        &mut self,
        taker: &mut dyn Taker,
        passed: &mut dyn FnMut(u64),
    ) -> Result<Counted, KeepError> {
        let mut counter = Counter::default();
        let mut tables = self.shape.tables.iter();
        let mut table: Option<&Table> = None;
        let mut count = 0;
        loop {
            let (kind, content) = record(&mut self.reader)?.ok_or(self.reader.damaged())?;
            match (kind, table) {
                (TABLE, _) => {
                    let stated: (String, Vec<String>) = read(&self.reader, &content)?;
                    let next = tables.next().ok_or(self.reader.damaged())?;
                    if stated != (next.name.clone(), next.columns.clone()) {
                        return Err(self.reader.damaged());
                    }
                    taker.begin(next)?;
                    counter.begin(next);
                    table = Some(next);
                }
                (ROW, Some(table)) => {
                    let row = rows::read(&content).ok_or(self.reader.damaged())?;
                    if row.len() != table.columns.len() {
                        return Err(self.reader.damaged());
                    }
                    counter.row(table, &row, &content);
                    taker.row(table, row)?;
                    count += 1;
                    if count % 1_000 == 0 {
                        passed(count);
                    }
                }
                (END, _) => {
                    let stated: Counted = read(&self.reader, &content)?;
                    let found = counter.finish();
                    let is_last = tables.next().is_none() && record(&mut self.reader)?.is_none();
                    return match found.difference(&stated) {
                        None if is_last => Ok(found),
                        None => Err(self.reader.damaged()),
                        Some(what) => Err(KeepError::Differs { what }),
                    };
                }
                _ => return Err(self.reader.damaged()),
            }
        }
    }
}

/// The next record; none at the end.
fn record(reader: &mut SealedReader) -> Result<Option<(u8, Vec<u8>)>, KeepError> {
    let Some(kind) = reader.read(1)? else {
        return Ok(None);
    };
    let length = reader.read(4)?.ok_or(reader.damaged())?;
    let length = u32::from_le_bytes(length.try_into().expect("four bytes"));
    let content = match length {
        0 => Vec::new(),
        length => reader.read(length as usize)?.ok_or(reader.damaged())?,
    };
    Ok(Some((kind[0], content)))
}

fn read<T: DeserializeOwned>(reader: &SealedReader, content: &[u8]) -> Result<T, KeepError> {
    serde_json::from_slice(content).map_err(|_| reader.damaged())
}

/// Where a backup of this moment goes: the file itself, or a file of its own in a folder; none
/// where it is no folder that is there, and not called as backups are.
pub fn file_for(to: &Path, now: Timestamp) -> Option<PathBuf> {
    let name = format!("suixing-{}{END_OF_NAME}", now.strftime("%Y%m%dT%H%M%SZ"));
    let is_file = to.to_string_lossy().ends_with(END_OF_NAME);
    match to.is_dir() {
        true => Some(to.join(name)),
        false => is_file.then(|| to.to_owned()),
    }
}
