//! The database: opened by its address, then two ways in. Blocking, from any thread.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use crate::postgres::Postgres;
pub use crate::postgres::limits::CONNECTIONS;
use crate::sqlite::Sqlite;
use crate::watch::{Grown, Watch};
use crate::{Keys, StoreError, Tx};

/// A database on either engine. Cheap to clone; closed when the last clone goes.
#[derive(Clone)]
pub struct Db {
    engine: Arc<Engine>,
    watch: Arc<OnceLock<Watch>>,
}

#[expect(
    clippy::large_enum_variant,
    reason = "one a program, always behind an Arc"
)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// The engine behind a [`Db`], for messages and measurements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// Embedded, one file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…` and brings its schema up to date.
    pub fn open(address: &str, keys: Keys) -> Result<Db, StoreError> {
        if let Some(path) = address.strip_prefix("sqlite:") {
            return Db::open_sqlite(Path::new(path), keys);
        }
        if !is_server(address) {
            return Err(no_address(address));
        }
        Db::of_server(Postgres::open(address, None, keys)?)
    }

    /// Opens a database that is there and has the schema of this program, only to read it.
    pub fn open_to_read(address: &str, keys: Keys) -> Result<Db, StoreError> {
        let engine = match address.strip_prefix("sqlite:") {
            Some(path) => Engine::Sqlite(Sqlite::open_to_read(Path::new(path), keys)?),
            None if is_server(address) => Engine::Postgres(Postgres::open_to_read(address, keys)?),
            None => return Err(no_address(address)),
        };
        Ok(Db::on(engine))
    }

    fn on(engine: Engine) -> Db {
        Db {
            engine: Arc::new(engine),
            watch: Arc::default(),
        }
    }

    /// From now on notes which chains of the audit grow, for whoever anchors them elsewhere.
    pub fn watch(&self) {
        self.watch.get_or_init(Watch::default);
    }

    /// What grew since it was last asked for, as far as this program wrote it; nothing where nobody
    /// watches.
    pub fn grown(&self) -> Grown {
        self.watch.get().map(Watch::take).unwrap_or_default()
    }

    /// What the engine finds wrong with the file itself; PostgreSQL has tools of its own for that.
    /// The quick check reads every page; the thorough one compares every index with its table too.
    pub fn damage(&self, thorough: bool) -> Result<Vec<String>, StoreError> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.damage(thorough),
            Engine::Postgres(_) => Ok(vec![]),
        }
    }

    /// How long the log beside an embedded database is, in bytes; none on a server, which keeps its
    /// own.
    pub fn log_bytes(&self) -> Option<u64> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.log_bytes()),
            Engine::Postgres(_) => None,
        }
    }

    /// Whether the file of an embedded database is still the one that was opened; a server looks
    /// after its own. What is written to one that was deleted is gone when the program ends.
    pub fn is_in_place(&self) -> bool {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.is_in_place(),
            Engine::Postgres(_) => true,
        }
    }

    /// Opens or creates a database file.
    pub fn open_sqlite(path: &Path, keys: Keys) -> Result<Db, StoreError> {
        let sqlite = Sqlite::open(path, keys)?;
        Ok(Db::on(Engine::Sqlite(sqlite)))
    }

    /// Connects to a server with at most so many connections.
    pub fn open_postgres(url: &str, connections: usize, keys: Keys) -> Result<Db, StoreError> {
        Db::of_server(Postgres::open(url, Some(connections), keys)?)
    }

    fn of_server(postgres: Postgres) -> Result<Db, StoreError> {
        Ok(Db::on(Engine::Postgres(postgres)))
    }

    /// Which engine this is.
    pub fn kind(&self) -> DatabaseKind {
        match &*self.engine {
            Engine::Sqlite(_) => DatabaseKind::Sqlite,
            Engine::Postgres(_) => DatabaseKind::Postgres,
        }
    }

    /// Runs the closure in one transaction and commits when it returns `Ok`. Returns after the
    /// commit is on disk. The closure may run more than once and must have no other effect.
    pub fn transact<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self.watch.get() {
            None => self.commit(work),
            Some(watch) => watch.around(work, |work| self.commit(work)),
        }
    }

    fn commit<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.transact(work),
            Engine::Postgres(postgres) => postgres.transact(work),
        }
    }

    /// The file, its keys, and the word to its writer that somebody ships its log; none on a
    /// server.
    pub(crate) fn shippable(&self) -> Option<(PathBuf, Keys, Arc<AtomicBool>)> {
        match &*self.engine {
            Engine::Sqlite(sqlite) => Some(sqlite.shippable()),
            Engine::Postgres(_) => None,
        }
    }

    /// Runs the closure in one transaction on a server, on this thread; none on an embedded file.
    pub(crate) fn on_server<T, E, F>(&self, work: F) -> Option<Result<T, E>>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        match &*self.engine {
            Engine::Sqlite(_) => None,
            Engine::Postgres(postgres) => Some(postgres.transact(work)),
        }
    }

    /// Runs the closure on one snapshot; a statement that writes is refused.
    pub fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        match &*self.engine {
            Engine::Sqlite(sqlite) => sqlite.read(work),
            Engine::Postgres(postgres) => postgres.read(work),
        }
    }
}

fn is_server(address: &str) -> bool {
    let mut schemes = ["postgres://", "postgresql://"].iter();
    schemes.any(|scheme| address.starts_with(scheme))
}

fn no_address(address: &str) -> StoreError {
    StoreError::Address(domain::text::shortened(address, 40))
}
