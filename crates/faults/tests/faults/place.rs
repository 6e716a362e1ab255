//! The world of the desk's tests on a disk that can fail, and what is asked of it afterwards.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use desk::Reference;
use domain::ids::VisitId;
use faults::Disk;
use serde::{Deserialize, Serialize};
use store::keep::{self, Destination};
use store::testing::{TestSchema, test_keys};
use store::{Db, StoreError};

use crate::world::{CHENGDU, GUANGZHOU, World, line};

/// A bill that can be settled.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ready {
    pub tag: String,
    pub facility: String,
    pub visit: VisitId,
    pub yuan: i64,
    pub is_stay: bool,
}

/// A database file in which people wait at the counter, made once and copied for each trial.
struct Template {
    file: Vec<u8>,
    reference: Arc<Reference>,
    ready: Vec<Ready>,
}

fn template() -> &'static Template {
    static MADE: OnceLock<Template> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("template.db");
        let db = Db::open_sqlite(&path, test_keys()).unwrap();
        let world = World::build(&db);
        let bill = |yuan: i64| vec![line("1", "A", yuan), line("2", "B", 20)];
        let mut ready: Vec<Ready> = (0..4)
            .map(|number| {
                let (tag, yuan) = (format!("T{number}"), 100 + number);
                let visit = world.ready(GUANGZHOU, &tag, bill(yuan));
                Ready {
                    tag,
                    facility: GUANGZHOU.to_owned(),
                    visit,
                    yuan: yuan + 20,
                    is_stay: false,
                }
            })
            .collect();
        ready.push(Ready {
            tag: "S0".to_owned(),
            facility: CHENGDU.to_owned(),
            visit: world.ready_stay(CHENGDU, "S0", bill(9_000)),
            yuan: 9_020,
            is_stay: true,
        });
        let reference = Arc::clone(&world.reference);
        drop((world, db));
        Template {
            file: std::fs::read(&path).unwrap(),
            reference,
            ready,
        }
    })
}

/// A copy of the world on a disk of its own.
pub struct Place {
    folder: tempfile::TempDir,
    pub disk: Arc<Disk>,
}

impl Place {
    pub fn new() -> Place {
        let mut place = Place::empty();
        std::fs::write(place.path(), &template().file).unwrap();
        place.disk = Disk::under(place.folder.path()).unwrap();
        place
    }

    /// A disk without a database.
    pub fn empty() -> Place {
        faults::install();
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        };
        let folder = folder.unwrap();
        let disk = Disk::under(folder.path()).unwrap();
        Place { folder, disk }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("desk.db")
    }

    pub fn open(&self) -> Result<World, StoreError> {
        Place::open_at(&self.path())
    }

    /// Opens the copy that another process made.
    pub fn open_at(path: &Path) -> Result<World, StoreError> {
        let db = Db::open_sqlite(path, test_keys())?;
        Ok(World {
            db,
            reference: Arc::clone(&template().reference),
        })
    }

    /// A copy in a schema of the PostgreSQL server.
    pub fn copied_to(schema: &TestSchema) -> World {
        let place = Place::new();
        let to = Destination::open(schema.url(), test_keys()).unwrap();
        let from = place.open().unwrap();
        keep::copy(&from.db, &to, &mut |_| {}).unwrap();
        to.finish().unwrap();
        World {
            db: Db::open_postgres(schema.url(), 8, test_keys()).unwrap(),
            reference: from.reference,
        }
    }

    /// The bills that can be settled from the beginning.
    pub fn ready() -> Vec<Ready> {
        template().ready.clone()
    }

    /// Puts the log into the file, if nobody stands in the way and the disk lets it.
    pub fn fold_in(&self, how: &str) {
        let Ok(file) = rusqlite::Connection::open(self.path()) else {
            return;
        };
        let how = format!("PRAGMA wal_checkpoint({how})");
        // It may fail, as every other piece of work of these tests may.
        let _ = file.query_row(&how, [], |_| Ok(()));
    }
}

/// Whether the file is whole.
pub fn whole(world: &World) -> Result<(), String> {
    let damage = world.db.damage(true).map_err(|error| error.to_string())?;
    match damage.is_empty() {
        true => Ok(()),
        false => Err(format!("the file is damaged: {damage:?}")),
    }
}

/// Whether the file is whole and the books are sound.
pub fn sound(world: &World) -> Result<(), String> {
    whole(world)?;
    let found = world.db.read(desk::verify::verify);
    match found.map_err(|error| error.to_string())? {
        found if found.is_empty() => Ok(()),
        found => Err(format!("the books are not in order: {found:#?}")),
    }
}

/// A number that a campaign gives through the environment.
pub fn number_from(variable: &str, unless: u64) -> u64 {
    let given = std::env::var(variable).ok();
    given.map_or(unless, |given| given.parse().expect("a number"))
}

/// Says something past the harness, so that it is seen when the test passes too.
pub fn tell(line: &str) {
    use std::io::Write;
    let line = format!("{line}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// How often each thing happened.
#[derive(Clone, Debug, Default)]
pub struct Totals(pub BTreeMap<&'static str, u64>);

impl Totals {
    pub fn count(&mut self, what: &'static str, more: u64) {
        *self.0.entry(what).or_default() += more;
    }

    pub fn add(&mut self, other: &Totals) {
        for (what, more) in &other.0 {
            self.count(what, *more);
        }
    }

    pub fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or(0)
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let told: Vec<String> = self
            .0
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        f.write_str(&told.join(", "))
    }
}
