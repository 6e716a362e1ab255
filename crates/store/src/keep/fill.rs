//! An empty database that is filled in one go: a new SQLite file under another name until it is
//! whole, or one transaction on a PostgreSQL server. Either everything is there, counted again and
//! the same, or nothing is; what was broken off is simply begun again.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::counted::Counted;
use super::error::KeepError;
use super::rows::{self, Nobody, Taker};
use super::shape::{Shape, Table};
use crate::migrate::{schema_number, sqlite_up_to};
use crate::sqlite::statement::refused;
use crate::tx::{Engine, Tx};
use crate::value::Value;
use crate::{Db, Keys, StoreError};

/// Where everything goes.
pub enum Destination {
    /// A file that is made for it.
    Sqlite {
        /// Where it will be.
        path: PathBuf,
        /// The keys of what is in it.
        keys: Keys,
    },
    /// A database of our schema without rows.
    Postgres(Db),
}

impl Destination {
    /// The database at this address, which must be new or empty.
    pub fn open(address: &str, keys: Keys) -> Result<Destination, KeepError> {
        match address.strip_prefix("sqlite:").map(PathBuf::from) {
            Some(path) => {
                must_be_free(&path)?;
                Ok(Destination::Sqlite { path, keys })
            }
            None => Ok(Destination::Postgres(Db::open(address, keys)?)),
        }
    }

    /// Fills it, and has what arrived counted again.
    pub(crate) fn fill(
        &self,
        shape: &Shape,
        mut work: impl FnMut(&mut dyn Taker) -> Result<Counted, KeepError>,
    ) -> Result<Counted, KeepError> {
        match self {
            Destination::Sqlite { path, keys } => {
                fill_file((&part_of(path), keys), shape, &mut work)
            }
            Destination::Postgres(_) if shape.schema < schema_number() => Err(KeepError::Older {
                found: shape.schema,
            }),
            Destination::Postgres(db) => {
                let fresh = Shape::today()?;
                let filled = db.on_server(|tx| {
                    must_be_fresh(tx, &fresh)?;
                    fill(tx, shape, &mut work)
                });
                filled.expect("a server was opened")
            }
        }
    }

    /// What was filled, to be looked at before it has its name.
    pub fn look(&self) -> Result<Db, StoreError> {
        match self {
            Destination::Sqlite { path, keys } => {
                let address = format!("sqlite:{}", part_of(path).display());
                Db::open_to_read(&address, keys.clone())
            }
            Destination::Postgres(db) => Ok(db.clone()),
        }
    }

    /// Gives a filled file its name.
    pub fn finish(self) -> Result<(), KeepError> {
        match self {
            Destination::Sqlite { path, .. } => {
                must_be_free(&path)?;
                take_name(&part_of(&path), &path)
            }
            Destination::Postgres(_) => Ok(()),
        }
    }

    /// Removes a filled file that nobody wants.
    pub fn abandon(self) {
        if let Destination::Sqlite { path, .. } = self {
            // Whoever abandons it says why; a file that stays is written over the next time.
            let part = part_of(&path);
            for path in beside(&part).chain([part.clone()]) {
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

/// Refuses a place where a database is, or where only its log is left: SQLite would put the log of
/// the one that was there into the new one.
fn must_be_free(path: &Path) -> Result<(), KeepError> {
    let all = std::iter::once(path.to_owned()).chain(beside(path));
    let mut there = all.filter(|path| path.symlink_metadata().is_ok());
    match there.next() {
        Some(path) => Err(KeepError::Exists { path }),
        None => Ok(()),
    }
}

/// What SQLite may have beside a file.
pub(crate) fn beside(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let path = path.as_os_str().to_owned();
    ["-wal", "-shm", "-journal"].into_iter().map(move |end| {
        let mut name = path.clone();
        name.push(end);
        PathBuf::from(name)
    })
}

/// What a file is called until it is whole.
pub(crate) fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    PathBuf::from(name)
}

/// Makes a file that only its owner may read, or empties the one that was left behind.
pub(crate) fn private(path: &Path) -> Result<File, KeepError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let file = options.open(path).map_err(KeepError::file(path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let owner_alone = std::fs::Permissions::from_mode(0o600);
        let set = file.set_permissions(owner_alone);
        set.map_err(KeepError::file(path))?;
    }
    Ok(file)
}

/// Whether the file that is open is the one at a path, and was not moved or deleted since.
pub fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let number =
            |found: std::io::Result<std::fs::Metadata>| found.map(|it| (it.dev(), it.ino()));
        let (here, there) = (number(file.metadata()), number(path.metadata()));
        here.is_ok_and(|here| there.is_ok_and(|there| here == there))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// Gives a file that is on disk its name, and has the name on disk too.
pub(crate) fn take_name(part: &Path, path: &Path) -> Result<(), KeepError> {
    if path.exists() {
        return Err(KeepError::Exists {
            path: path.to_owned(),
        });
    }
    std::fs::rename(part, path).map_err(KeepError::file(path))?;
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(KeepError::file(folder))
}

type Work<'w> = &'w mut dyn FnMut(&mut dyn Taker) -> Result<Counted, KeepError>;

fn fill_file(
    (path, keys): (&Path, &Keys),
    shape: &Shape,
    work: Work<'_>,
) -> Result<Counted, KeepError> {
    // A file that was left behind is emptied, and what SQLite kept beside it goes.
    for path in beside(path) {
        // What is not there need not go.
        let _ = std::fs::remove_file(path);
    }
    private(path)?;
    let filled = fill_fresh_file((path, keys), shape, work);
    if filled.is_err() {
        // What was written is worth nothing; why it failed is told.
        let _ = std::fs::remove_file(path);
    }
    filled
}

fn fill_fresh_file(
    (path, keys): (&Path, &Keys),
    shape: &Shape,
    work: Work<'_>,
) -> Result<Counted, KeepError> {
    let file = Connection::open(path).map_err(refused)?;
    // Nobody else knows the file, and it counts only once it is whole and on disk.
    let settings = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; \
         PRAGMA cache_size = -65536; BEGIN IMMEDIATE; \
         PRAGMA defer_foreign_keys = ON;";
    file.execute_batch(settings).map_err(refused)?;
    sqlite_up_to(&file, shape.schema)?;
    let counted = fill(&mut Tx::new(Engine::Sqlite(&file), keys), shape, work)?;
    sqlite_up_to(&file, schema_number())?;
    file.execute_batch("COMMIT").map_err(refused)?;
    file.close().map_err(|(_, error)| refused(error))?;
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(KeepError::file(path))?;
    Ok(counted)
}

/// Takes out what migrations put in, fills, counts again and compares.
fn fill(tx: &mut Tx<'_>, shape: &Shape, work: Work<'_>) -> Result<Counted, KeepError> {
    for table in shape.tables.iter().rev() {
        tx.execute(&format!("DELETE FROM {}", table.name), &[])?;
    }
    let mut filler = Filler::new(tx);
    let sent = work(&mut filler)?;
    filler.flush()?;
    let arrived = rows::pass(tx, shape, &mut (&mut Nobody, &mut |_| {}))?;
    match sent.difference(&arrived) {
        None => Ok(sent),
        Some(what) => Err(KeepError::Differs { what }),
    }
}

/// Refuses a database that holds anything a fresh one does not.
fn must_be_fresh(tx: &mut Tx<'_>, shape: &Shape) -> Result<(), KeepError> {
    let memory = Connection::open_in_memory().map_err(refused)?;
    sqlite_up_to(&memory, shape.schema)?;
    let keys = tx.keys().clone();
    let mut fresh = Tx::new(Engine::Sqlite(&memory), &keys);
    for table in &shape.tables {
        if rows::first(tx, table)? != rows::first(&mut fresh, table)? {
            let table = table.name.clone();
            return Err(KeepError::NotEmpty { table });
        }
    }
    Ok(())
}

/// Inserts rows, many at once.
struct Filler<'t, 'c> {
    tx: &'t mut Tx<'c>,
    /// What comes before the values of rows.
    into: String,
    width: usize,
    values: Vec<Value<'static>>,
    bytes: usize,
}

/// Both engines take thousands of parameters; statements stay small enough to be worth keeping.
const PARAMETERS_MAX: usize = 600;
/// Bytes inserted at once.
const BYTES_MAX: usize = 1024 * 1024;

impl<'t, 'c> Filler<'t, 'c> {
    fn new(tx: &'t mut Tx<'c>) -> Filler<'t, 'c> {
        Filler {
            tx,
            into: String::new(),
            width: 1,
            values: Vec::new(),
            bytes: 0,
        }
    }

    fn flush(&mut self) -> Result<(), KeepError> {
        if self.values.is_empty() {
            return Ok(());
        }
        let rows = self.values.len() / self.width;
        let row = |row: usize| {
            let places: Vec<String> = (1..=self.width)
                .map(|column| format!("${}", row * self.width + column))
                .collect();
            format!("({})", places.join(", "))
        };
        let all: Vec<String> = (0..rows).map(row).collect();
        let sql = format!("{} {}", self.into, all.join(", "));
        let touched = self.tx.execute(&sql, &self.values)?;
        self.values.clear();
        self.bytes = 0;
        match touched == rows as u64 {
            true => Ok(()),
            false => Err(StoreError::row("rows were not taken").into()),
        }
    }
}

impl Taker for Filler<'_, '_> {
    fn begin(&mut self, table: &Table) -> Result<(), KeepError> {
        self.flush()?;
        let columns = table.columns.join(", ");
        self.into = format!("INSERT INTO {} ({columns}) VALUES", table.name);
        self.width = table.columns.len();
        Ok(())
    }

    fn row(&mut self, _: &Table, row: Vec<Value<'static>>) -> Result<(), KeepError> {
        self.bytes += row.iter().map(size).sum::<usize>();
        self.values.extend(row);
        let is_full = self.values.len() + self.width > PARAMETERS_MAX;
        match is_full || self.bytes > BYTES_MAX {
            true => self.flush(),
            false => Ok(()),
        }
    }
}

fn size(value: &Value<'_>) -> usize {
    match value {
        Value::Null | Value::Integer(_) => 8,
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
    }
}
