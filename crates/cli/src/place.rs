//! What several commands share: the database they work on, its keys, and the clock.

use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use domain::Bilingual;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Db, Keys};

use crate::say::wrong;

/// The database.
#[derive(Clone, Debug, Args)]
pub struct DatabasePlace {
    /// sqlite:PATH 或 postgres://…
    #[arg(long, value_name = "URL")]
    pub database: String,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

impl DatabasePlace {
    /// Opens the database, which may be a new one. For commands that touch nothing sealed.
    pub fn open(&self) -> Result<Db> {
        open(&self.database, any_keys())
    }

    /// Opens a database that must be there. For commands that touch nothing sealed.
    pub fn existing(&self) -> Result<Db> {
        open_existing(&self.database, any_keys())
    }
}

/// Opens a database; the schema is brought up to date.
pub fn open(database: &str, keys: Keys) -> Result<Db> {
    Db::open(database, keys).with_context(|| {
        format!(
            "打不开数据库 / cannot open the database ({})",
            without_password(database)
        )
    })
}

/// Opens a database that must be there: a mistyped path is told, and makes no file.
pub fn open_existing(database: &str, keys: Keys) -> Result<Db> {
    let file = database.strip_prefix("sqlite:").map(Path::new);
    // A database begins with a header of 100 bytes; an empty file would be filled as a new one.
    let holds_one = |file: &Path| file.metadata().is_ok_and(|found| found.len() >= 100);
    match file.filter(|file| !holds_one(file)) {
        None => open(database, keys),
        Some(file) => Err(no_database(file)),
    }
}

fn no_database(file: &Path) -> anyhow::Error {
    let file = file.display();
    wrong(
        "no-database",
        &Bilingual::new(
            format!("没有数据库 {file}"),
            format!("there is no database {file}"),
        ),
        &Bilingual::new(
            "请检查 --database sqlite:PATH 里的路径；新建请用 suixing migrate",
            "check the path in --database sqlite:PATH; suixing migrate makes a new one",
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

/// The instant, and the day it is in China.
pub fn now_and_today() -> (Timestamp, Date) {
    let now = Timestamp::now();
    (now, domain::calendar::today_in_china(now))
}

/// The sealing key and the index key.
pub fn keys_of(bytes: &[u8; 64]) -> Keys {
    let (seal, index) = bytes.split_at(32);
    let half = |part: &[u8]| -> [u8; 32] { part.try_into().expect("half of 64 bytes") };
    Keys::new(&half(seal), &half(index))
}

/// Keys for work that touches nothing sealed.
pub fn any_keys() -> Keys {
    keys_of(&[0; 64])
}
