//! `cargo xtask bench generate`: a database of any size, the same for the same seed. Some people
//! live through a year at the real desk, in a database of their own; everybody else is a copy of
//! one of them under numbers of his own, sealed, digested and chained anew, and written in bulk. So
//! every row is what the program writes, and the whole passes `verify` and `replay --verify`.

mod copies;
mod day;
mod hospital;
mod life;
mod pattern;

use std::sync::mpsc::{Receiver, sync_channel};

use anyhow::{Context, Result, ensure};
use domain::policy::Library;
use store::rows::{self, Slice};
use store::{Db, Keys, StoreError, Tx, installation, settlements, sha256_hex};

use crate::crowd::Crowd;
use crate::options::Options;
use crate::progress::Progress;
use crate::row::Report;
use cli::demo::data::load;
use copies::{Batch, Copyist};
use day::{TODAY, moment};
use life::Lives;
use pattern::Pattern;

/// People who live at the desk, at least, so that something of everything happens, and at most;
/// everybody else is a copy of one of them.
const LIVES: [usize; 2] = [24, 96];
/// Copies that share a commit.
const TOGETHER: usize = 64;
/// Batches that are ready before they are written.
const AHEAD: usize = 4;

/// Makes the database and says what opens it.
pub fn run(report: &Report, library: Library, options: &Options) -> Result<()> {
    let database = options.database.as_deref().context(
        "generate 要 --database sqlite:PATH 或 postgres://… / generate takes --database",
    )?;
    let keys = keys(options.seed);
    let db = Db::open(database, keys.0.clone()).context("打不开数据库 / cannot open it")?;
    fill(&db, library, options, report)?;
    eprintln!("SUIXING_KEYS={}", keys.1);
    Ok(())
}

/// Fills an empty database with at least so many settlements.
pub fn fill(db: &Db, library: Library, options: &Options, report: &Report) -> Result<()> {
    let there = db.read(|tx: &mut Tx<'_>| settlements::count(tx));
    let there = there.map_err(|error: StoreError| error)?;
    ensure!(there == 0, "数据库不是空的 / the database is not empty");
    let now = moment(TODAY, 0);
    let data = load(TODAY).context("the demo's data does not read")?;
    let [least, most] = LIVES;
    let lives = (options.settlements / 10).clamp(least, most);
    let patterns = patterns(&library, options.seed, lives)?;
    Crowd::settle_in(db, &data, library, (now, TODAY))?;
    let mut random = copies::Nonces::of(options.seed, u64::MAX);
    db.transact(move |tx: &mut Tx<'_>| installation::check_keys(tx, &mut random))
        .map_err(|error: StoreError| error)?;
    let copyist = Copyist {
        keys: keys(options.seed).0,
        seed: options.seed,
        patterns,
    };
    let progress = Progress::new(report, "生成 generating", options.settlements);
    let (sender, receiver) = sync_channel(AHEAD);
    std::thread::scope(|scope| {
        let settlements = options.settlements;
        scope.spawn(move || copyist.all(settlements, TOGETHER, &sender));
        write(db, &receiver, &progress)
    })?;
    progress.done();
    Ok(())
}

fn write(db: &Db, batches: &Receiver<Batch>, progress: &Progress) -> Result<()> {
    for batch in batches {
        let settlements = batch.settlements;
        let written = db.transact(move |tx: &mut Tx<'_>| rows::write(tx, batch.owners.iter()));
        written
            .map_err(|error: StoreError| error)
            .context("写不进去 / cannot write")?;
        progress.advance_by(settlements);
    }
    Ok(())
}

/// The people who live at the desk, in a database that goes afterwards.
fn patterns(library: &Library, seed: u64, count: usize) -> Result<Vec<Pattern>> {
    let folder = tempfile::tempdir().context("cannot make a folder")?;
    let keys = keys(seed).0;
    let db = Db::open_sqlite(&folder.path().join("lives.db"), keys.clone());
    let db = db.context("cannot make a database")?;
    let lives = Lives::begin(&db, library.clone(), seed)?;
    for number in 0..count {
        lives.live(number)?;
    }
    let everybody = Slice {
        after: String::new(),
        through: None,
    };
    let owners = db.read(|tx: &mut Tx<'_>| rows::load(tx, &everybody));
    let owners = owners.map_err(|error: StoreError| error)?;
    let people = owners.iter().filter(|(owner, _)| life::is_person(owner));
    people
        .map(|(_, rows)| Pattern::of(rows, &keys))
        .collect::<Result<_>>()
}

/// The keys of an installation of invented people, and how they are written.
pub fn keys(seed: u64) -> (Keys, String) {
    let half = |name: &str| sha256_hex(&[name.as_bytes(), &seed.to_le_bytes()]);
    let bytes = |hex: &str| -> [u8; 32] {
        let digits = |at: usize| u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16);
        std::array::from_fn(|at| digits(at).expect("hexadecimal digits"))
    };
    let (seal, index) = (half("seal"), half("index"));
    (Keys::new(&bytes(&seal), &bytes(&index)), seal + &index)
}

#[cfg(test)]
mod tests;
