//! What several commands share: opening the database they work on, its keys, and the clock.

use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use desk::Clock;
use desk::clock::read_time;
use domain::{Bilingual, say};
use jiff::Timestamp;
use jiff::civil::Date;
use server::app::SystemRandom;
use store::{Db, Keys, StoreError, installation};

use crate::say::{told, wrong};

/// What the clock of a demo's database is to show.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct ClockArgs {
    /// 把演示数据库的时钟设到此刻(北京时间)，如 2026-12-31T23:58；real 为真实时间 / set the clock of a
    /// demo's database to this time in China, or back to the real time; other databases refuse it
    #[arg(long, value_name = "TIME", value_parser = asked_time)]
    pub now: Option<AskedTime>,
}

/// A time to set a clock to.
#[derive(Clone, Copy, Debug)]
pub enum AskedTime {
    /// This one.
    At(Timestamp),
    /// The machine's.
    Real,
}

/// What the machine's clock is called on the command line.
const REAL: &str = "real";

fn asked_time(text: &str) -> Result<AskedTime> {
    match text {
        REAL => Ok(AskedTime::Real),
        text => Ok(AskedTime::At(
            read_time(text).map_err(|error| told(error.into()))?,
        )),
    }
}

impl AskedTime {
    /// The time; none for the machine's.
    pub fn time(self) -> Option<Timestamp> {
        match self {
            AskedTime::At(time) => Some(time),
            AskedTime::Real => None,
        }
    }
}

impl ClockArgs {
    /// The clock of a database, set if that was asked for.
    pub fn of(self, db: &Db) -> Result<Clock> {
        let clock = Clock::new(machine_time);
        match self.now {
            Some(asked) => clock.set(db, asked.time()).map_err(told)?,
            None => clock.follow(db).context("cannot read the database")?,
        }
        Ok(clock)
    }
}

/// Opens a database; the schema is brought up to date.
pub fn open(database: &str, keys: Keys) -> Result<Db> {
    let context = "打不开数据库 / cannot open the database";
    Db::open(database, keys).map_err(|error| not_opened(error, (context, database)))
}

/// Why a database was not opened, with a code where there is something to do about it.
fn not_opened(error: StoreError, (context, database): (&str, &str)) -> anyhow::Error {
    match error {
        StoreError::NotOurs => wrong(
            "not-ours",
            &say!("这不是随行的数据库", "this is no database of Suixing"),
            &say!("请检查 --database", "check --database"),
        ),
        StoreError::LogAlone { log } => {
            let log = log.display();
            wrong(
                "log-alone",
                &say!(
                    "{log} 在，它的数据库文件却不在，没有新建",
                    "{log} is there without its database; no new one was made"
                ),
                &say!(
                    "把数据库文件放回来（里面还有没写进文件的记录）；确实不要了，把 {log} 移走",
                    "put the database back: what was committed may stand in the log alone; if it \
                     is not wanted, move {log} away"
                ),
            )
        }
        StoreError::NewerSchema { found, known } => wrong(
            "newer-schema",
            &say!(
                "数据库结构是第 {found} 版，这个程序只认到第 {known} 版",
                "the database has schema {found}, this program knows schemas up to {known}"
            ),
            &say!("换用较新的程序", "use a newer program"),
        ),
        StoreError::OlderSchema { found, known } => wrong(
            "older-schema",
            &say!(
                "数据库结构是第 {found} 版，这个程序读第 {known} 版",
                "the database has schema {found}, this program reads schema {known}"
            ),
            &say!(
                "先备份，再用 suixing migrate 升级；或用当时的程序检查",
                "back it up and run suixing migrate, or check it with the program of then"
            ),
        ),
        error => {
            anyhow::Error::new(error).context(format!("{context} ({})", without_password(database)))
        }
    }
}

/// Opens a database that must be there: a mistyped path is told, and makes no file.
pub fn open_existing(database: &str, keys: Keys) -> Result<Db> {
    must_be_there(database)?;
    if !database.starts_with("sqlite:") {
        let read = Db::open_to_read(database, keys.clone());
        if let Err(StoreError::NotOurs) = read {
            return Err(no_database(&without_password(database), false));
        }
    }
    open(database, keys)
}

fn must_be_there(database: &str) -> Result<()> {
    let file = database.strip_prefix("sqlite:").map(Path::new);
    // A database begins with a header of 100 bytes; an empty file would be filled as a new one.
    let holds_one = |file: &Path| file.metadata().is_ok_and(|found| found.len() >= 100);
    let Some(file) = file.filter(|file| !holds_one(file)) else {
        return Ok(());
    };
    let log = store::wal::beside(file);
    let left = |file: &Path| file.metadata().is_ok_and(|found| found.len() > 0);
    if left(&log) && !left(file) {
        let context = "打不开数据库 / cannot open the database";
        let at = file.display().to_string();
        return Err(not_opened(StoreError::LogAlone { log }, (context, &at)));
    }
    Err(no_database(&file.display().to_string(), file.exists()))
}

/// Opens a database that must be there, of this program's schema, only to read it. For commands
/// that touch nothing sealed.
pub fn open_to_read(database: &str) -> Result<Db> {
    open_to_read_with(database, any_keys())
}

/// The same, with these keys.
pub fn open_to_read_with(database: &str, keys: Keys) -> Result<Db> {
    must_be_there(database)?;
    let context = "读不了数据库 / cannot read the database";
    Db::open_to_read(database, keys).map_err(|error| not_opened(error, (context, database)))
}

/// Refuses keys that do not open what is in the database.
pub fn check_keys(db: &Db) -> Result<()> {
    fit(db.transact(|tx| installation::check_keys(tx, &mut SystemRandom)))
}

/// The same, where nothing is written.
pub fn compare_keys(db: &Db) -> Result<()> {
    fit(db.read(installation::compare_keys))
}

fn fit(compared: Result<(), StoreError>) -> Result<()> {
    compared.map_err(|error| match error {
        StoreError::WrongKeys => wrong(
            "wrong-keys",
            &say!(
                "密钥不是写这个数据库时的密钥",
                "the keys are not those this database was written with"
            ),
            &say!(
                "换回原来的密钥（keys_file 或 SUIXING_KEYS），或检查 --database",
                "give the keys of before (keys_file or SUIXING_KEYS), or check --database"
            ),
        ),
        error => anyhow::Error::new(error).context("读不了数据库 / cannot read the database"),
    })
}

/// Exit code of a check that could not be made: neither in order nor not.
pub const NOT_CHECKED: u8 = 2;

fn no_database(at: &str, is_empty: bool) -> anyhow::Error {
    let (empty_zh, empty_en) = match is_empty {
        true => ("：文件在，里面是空的", ": the file is there and empty"),
        false => ("", ""),
    };
    wrong(
        "no-database",
        &Bilingual::new(
            format!("没有数据库 {at}{empty_zh}"),
            format!("there is no database {at}{empty_en}"),
        ),
        &Bilingual::new(
            "请检查路径；本来有的，从备份或 ship_to 恢复（suixing restore）；从来没有的，用 suixing migrate 新建",
            "check the path; where it was there before, restore it from a backup or from ship_to \
             (suixing restore); where it never was, suixing migrate makes it",
        ),
    )
}

/// The address without what must not be printed.
fn without_password(database: &str) -> String {
    match (database.find("://"), database.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => {
            format!("{}://…{}", &database[..scheme], &database[at..])
        }
        _ => database.to_owned(),
    }
}

/// What the clock of a database shows.
pub fn now_of(db: &Db) -> Result<Timestamp> {
    ClockArgs::default().of(db).map(|clock| clock.now())
}

/// The machine's time. Whatever works on a database asks its clock instead.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine"
)]
pub fn machine_time() -> Timestamp {
    Timestamp::now()
}

/// Today in China, for commands without a database.
pub fn machine_today() -> Date {
    domain::calendar::today_in_china(machine_time())
}

/// The sealing key and the index key.
pub fn keys_of(bytes: &[u8; 64]) -> Keys {
    let (seal, index) = bytes.split_at(32);
    let half = |part: &[u8]| -> [u8; 32] { part.try_into().expect("half of 64 bytes") };
    Keys::new(&half(seal), &half(index))
}

/// The keys in the environment, or those of a demo beside its database; without them, keys that
/// open nothing.
pub fn keys_if_given(database: &str) -> Result<Keys> {
    Ok(keys_if_known(database)?.unwrap_or_else(any_keys))
}

/// The keys in the environment, or those of a demo beside its database.
pub fn keys_if_known(database: &str) -> Result<Option<Keys>> {
    match std::env::var("SUIXING_KEYS") {
        Ok(text) => crate::secret::read_keys(&text).map(Some),
        Err(_) => Ok(demo_keys(database)),
    }
}

fn demo_keys(database: &str) -> Option<Keys> {
    let file = Path::new(database.strip_prefix("sqlite:")?);
    let bytes = std::fs::read(file.with_file_name(DEMO_KEYS)).ok()?;
    Some(keys_of(&bytes.try_into().ok()?))
}

/// The file in a demo's folder that holds its keys.
pub const DEMO_KEYS: &str = "demo.keys";

/// Keys for work that touches nothing sealed.
pub fn any_keys() -> Keys {
    keys_of(&[0; 64])
}
