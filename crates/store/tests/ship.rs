//! A database as it was at any moment, out of what was shipped.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use store::keep::{Destination, KeepError};
use store::ship::{Shipper, ShipperNeeds, Shipping, restore_at};
use store::testing::{Seeded, test_keys};
use store::{Db, Random, StoreError, reference};

#[expect(
    clippy::disallowed_methods,
    reason = "what is shipped has the machine's time"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

fn start(db: &Db, folder: &Path) -> Shipper {
    let shipping = Shipping {
        every: Duration::from_millis(5),
        // The log is begun anew again and again.
        frames_max: 40,
        ..Shipping::to(folder)
    };
    let outside = ShipperNeeds {
        random: Box::new(Seeded(now().as_microsecond() as u64)),
        now: Box::new(now),
        failed: Box::new(|error| eprintln!("{error}")),
    };
    let shipper = Shipper::start(db, shipping, outside);
    shipper.unwrap().unwrap()
}

fn write(db: &Db, number: i64, bytes: usize) {
    let text = format!("{number}:{}", "x".repeat(bytes));
    let written = db.transact(move |tx| {
        reference::set_meta(tx, &format!("it{}", number % 7), &text)?;
        reference::set_meta(tx, "number", &number.to_string())
    });
    written.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

fn number(db: &Db) -> i64 {
    let read = db.read::<_, StoreError, _>(|tx| reference::meta(tx, "number"));
    read.unwrap().unwrap_or(0)
}

fn until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(20), "it never is");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn restored(folder: &Path, at: Option<Timestamp>) -> Result<i64, KeepError> {
    let into = tempfile::tempdir().unwrap();
    let path = into.path().join("restored.db");
    let to = Destination::open(&format!("sqlite:{}", path.display()), test_keys())?;
    restore_at(folder, &test_keys(), at, &to)?;
    to.finish()?;
    let db = Db::open_to_read(&format!("sqlite:{}", path.display()), test_keys()).unwrap();
    assert_eq!(db.damage(true).unwrap(), Vec::<String>::new());
    let found = number(&db);
    // What was written together is there together.
    let name = format!("it{}", found % 7);
    let text = db.read::<_, StoreError, _>(|tx| reference::meta::<String>(tx, &name));
    assert!(found == 0 || text.unwrap().unwrap().starts_with(&format!("{found}:")));
    Ok(found)
}

#[test]
fn it_is_had_again_as_it_was_at_any_moment() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("it.db"), test_keys()).unwrap();
    write(&db, 1, 100_000);
    let ship_to = folder.path().join("shipped");
    let shipper = start(&db, &ship_to);
    until(|| shipper.watch().seconds_behind(now()) >= 0);
    let mut dice = Seeded(7);
    let mut roll = |sides: u64| {
        let mut bytes = [0; 8];
        dice.fill(&mut bytes);
        u64::from_le_bytes(bytes) % sides
    };
    let mut history: Vec<(Timestamp, i64, Timestamp)> = Vec::new();
    let done = &std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Somebody reads all the while, and for some time each.
        let reader = &db;
        scope.spawn(move || {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let read = reader.read::<_, StoreError, _>(|tx| {
                    let _ = reference::meta::<i64>(tx, "number")?;
                    std::thread::sleep(Duration::from_millis(7));
                    Ok(())
                });
                read.unwrap();
            }
        });
        for number in 2..300 {
            let before = now();
            write(&db, number, roll(20_000) as usize);
            history.push((before, number, now()));
            if roll(40) == 0 {
                std::thread::sleep(Duration::from_millis(roll(1_200)));
            }
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let log = folder.path().join("it.db-wal").metadata().unwrap().len();
    assert!(log < 100 << 20, "{log}");
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 299);
    for _ in 0..10 {
        let (before, first, _) = history[roll(history.len() as u64) as usize];
        let found = restored(&ship_to, Some(before)).unwrap();
        // Nothing that came later, and nothing is missing that had been there for a while: a second
        // where the machine is not busy with other tests.
        let second_before = before.checked_sub(Duration::from_secs(3)).unwrap();
        let old = history
            .iter()
            .rev()
            .find(|(.., after)| *after < second_before);
        let least = old.map_or(1, |(_, number, _)| *number);
        assert!((least..=first).contains(&found), "{least} {found} {first}");
    }
    let long_ago = now().checked_sub(Duration::from_secs(3_600)).unwrap();
    let refused = restored(&ship_to, Some(long_ago)).unwrap_err();
    assert!(matches!(
        refused,
        KeepError::NothingShipped { earliest: Some(_) }
    ));
}

#[test]
fn what_another_program_wrote_is_shipped_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.db");
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    let shipper = start(&db, &ship_to);
    until(|| shipper.watch().seconds_behind(now()) >= 0);
    for number in 1..40 {
        // As a command beside the server does.
        let other = Db::open_sqlite(&path, test_keys()).unwrap();
        write(&other, number, 50_000);
        drop(other);
        write(&db, number, 100);
    }
    write(&db, 100, 100);
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 100);
}

#[test]
fn a_log_that_was_emptied_begins_a_new_generation() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("it.db");
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    let shipper = start(&db, &ship_to);
    until(|| shipper.watch().seconds_behind(now()) >= 0);
    write(&db, 1, 100);
    let generation = std::fs::read_dir(&ship_to)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let shipped = generation.path().join("log");
    until(|| shipped.metadata().unwrap().len() > 500);
    store::testing::empty_the_log(&path);
    until(|| shipper.watch().generations() == 2 && shipper.watch().seconds_behind(now()) >= 0);
    write(&db, 2, 100);
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 2);
}

#[test]
fn what_was_shipped_and_changed_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("it.db"), test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    let shipper = start(&db, &ship_to);
    until(|| shipper.watch().seconds_behind(now()) >= 0);
    for number in 1..20 {
        write(&db, number, 5_000);
    }
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 19);
    let generation = std::fs::read_dir(&ship_to)
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    for name in ["base", "log"] {
        let file = generation.path().join(name);
        let whole = std::fs::read(&file).unwrap();
        assert!(
            !whole.windows(6).any(|part| part == b"xxxxxx"),
            "in the clear"
        );
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        std::fs::write(&file, &changed).unwrap();
        let refused = restored(&ship_to, None).unwrap_err();
        assert!(matches!(refused, KeepError::Damaged { .. }), "{refused}");
        std::fs::write(&file, &whole).unwrap();
    }
    // A piece that was being written when the machine went dark.
    let log = generation.path().join("log");
    let whole = std::fs::read(&log).unwrap();
    std::fs::write(&log, &whole[..whole.len() - 3]).unwrap();
    assert!(restored(&ship_to, None).is_ok());
}
