//! A database as it was at any moment, out of what was shipped.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use store::keep::{Destination, KeepError};
use store::ship::{RestoredAt, Shipper, ShipperNeeds, Shipping, restore_at};
use store::testing::{Seeded, test_keys};
use store::{Db, Random, StoreError, reference};

#[expect(
    clippy::disallowed_methods,
    reason = "what is shipped has the machine's time"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// A database that is shipped, and its first copy whole: the folder of both, the database, where it
/// is shipped to, and who ships.
fn shipped() -> (tempfile::TempDir, Db, std::path::PathBuf, Shipper) {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("it.db"), test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    let shipper = start(&db, &ship_to);
    until(|| shipper.watch().seconds_behind(now()) >= 0);
    (folder, db, ship_to, shipper)
}

fn start(db: &Db, folder: &Path) -> Shipper {
    start_at(db, folder, Box::new(now))
}

fn start_at(db: &Db, folder: &Path, clock: Box<dyn Fn() -> Timestamp + Send>) -> Shipper {
    let shipping = Shipping {
        every: Duration::from_millis(5),
        // The log is begun anew again and again.
        frames_max: 40,
        ..Shipping::to(folder)
    };
    let outside = ShipperNeeds {
        installation: "one".to_owned(),
        random: Box::new(Seeded(now().as_microsecond() as u64)),
        now: clock,
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
    restored_told(folder, at).map(|(found, _)| found)
}

fn restored_told(folder: &Path, at: Option<Timestamp>) -> Result<(i64, RestoredAt), KeepError> {
    let into = tempfile::tempdir().unwrap();
    let path = into.path().join("restored.db");
    let to = Destination::open(&format!("sqlite:{}", path.display()), test_keys())?;
    let told = restore_at(folder, &test_keys(), at, &to)?;
    to.finish()?;
    let db = Db::open_to_read(&format!("sqlite:{}", path.display()), test_keys()).unwrap();
    assert_eq!(db.damage(true).unwrap(), Vec::<String>::new());
    let found = number(&db);
    // What was written together is there together.
    let name = format!("it{}", found % 7);
    let text = db.read::<_, StoreError, _>(|tx| reference::meta::<String>(tx, &name));
    assert!(found == 0 || text.unwrap().unwrap().starts_with(&format!("{found}:")));
    Ok((found, told))
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
    let (folder, db, ship_to, shipper) = shipped();
    let path = folder.path().join("it.db");
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
    let (folder, db, ship_to, shipper) = shipped();
    let path = folder.path().join("it.db");
    write(&db, 1, 100);
    let shipped = only(&ship_to).join("log");
    until(|| shipped.metadata().unwrap().len() > 500);
    store::testing::empty_the_log(&path);
    until(|| shipper.watch().generations() == 2 && shipper.watch().seconds_behind(now()) >= 0);
    write(&db, 2, 100);
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 2);
}

#[test]
fn what_was_shipped_and_changed_is_refused() {
    let (_folder, db, ship_to, shipper) = shipped();
    for number in 1..20 {
        write(&db, number, 5_000);
    }
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 19);
    let generation = only(&ship_to);
    for name in ["base", "log"] {
        let file = generation.join(name);
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
    // A piece that was being written when the machine went dark, in part or not at all on disk.
    let log = generation.join("log");
    let whole = std::fs::read(&log).unwrap();
    let end = whole.len();
    let torn = [whole[..end - 3].to_vec(), {
        let mut nothing = whole.clone();
        nothing[end - 200..].fill(0);
        nothing
    }];
    for torn in torn {
        std::fs::write(&log, &torn).unwrap();
        let (_, told) = restored_told(&ship_to, None).unwrap();
        assert!(told.torn);
    }
}

/// The lengths of the pieces stand in the clear: none that was changed may look like the end.
#[test]
fn a_changed_length_is_no_end() {
    let (_folder, db, ship_to, shipper) = shipped();
    for number in 1..4 {
        let log = only(&ship_to).join("log");
        let length = log.metadata().unwrap().len();
        write(&db, number, 500);
        until(|| log.metadata().unwrap().len() > length);
    }
    drop(shipper);
    let log = only(&ship_to).join("log");
    let whole = std::fs::read(&log).unwrap();
    let mut at = 52;
    let mut pieces = 0;
    while at + 12 < whole.len() {
        for byte in at..at + 12 {
            let mut changed = whole.clone();
            changed[byte] ^= 2;
            std::fs::write(&log, &changed).unwrap();
            let refused = restored(&ship_to, None).unwrap_err();
            assert!(matches!(refused, KeepError::Damaged { .. }), "{byte}");
        }
        let length: [u8; 8] = whole[at..at + 8].try_into().unwrap();
        at += 12 + u64::from_be_bytes(length) as usize;
        pieces += 1;
    }
    assert!(pieces > 3, "{pieces}");
}

/// The folder of the one generation there is.
fn only(ship_to: &Path) -> std::path::PathBuf {
    let mut all = std::fs::read_dir(ship_to).unwrap();
    let all: Vec<_> = all.by_ref().map(|entry| entry.unwrap().path()).collect();
    let folders: Vec<_> = all.into_iter().filter(|path| path.is_dir()).collect();
    assert_eq!(folders.len(), 1);
    folders[0].clone()
}

/// Those that never became whole keep nobody from those that are, and are taken away.
#[test]
fn what_never_became_whole_is_passed_over_and_goes() {
    let (_folder, db, ship_to, shipper) = shipped();
    write(&db, 1, 100);
    drop(shipper);
    let begun = ["000002-20270101T000000Z", "000003-20270101T000000Z"];
    for name in begun {
        std::fs::create_dir(ship_to.join(name)).unwrap();
        std::fs::write(ship_to.join(name).join("log"), b"").unwrap();
    }
    let (found, told) = restored_told(&ship_to, None).unwrap();
    assert_eq!((found, told.passed_over.len()), (1, 2));
    for number in 2..5 {
        let shipper = start(&db, &ship_to);
        until(|| shipper.watch().seconds_behind(now()) >= 0);
        write(&db, number, 100);
        drop(shipper);
        assert_eq!(restored(&ship_to, None).unwrap(), number);
    }
    assert!(begun.iter().all(|name| !ship_to.join(name).exists()));
}

/// The newest is the one that was begun last, whatever the clock said.
#[test]
fn a_clock_that_was_ahead_does_not_bring_an_older_copy() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("it.db"), test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    for number in 1..6 {
        let ahead = Duration::from_secs(if number < 4 { 86_400 } else { 0 });
        let clock = move || now().checked_add(ahead).unwrap();
        let shipper = start_at(&db, &ship_to, Box::new(clock));
        until(|| shipper.watch().seconds_behind(clock()) >= 0);
        write(&db, number, 100);
        drop(shipper);
        assert_eq!(restored(&ship_to, None).unwrap(), number);
    }
}

/// A server that starts again and again, and each time fails at once, does not use up what reaches
/// further back.
#[test]
fn many_starts_keep_what_lasted() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("it.db"), test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    let noon: Timestamp = "2026-11-30T12:00:00Z".parse().unwrap();
    let minutes = [0, 60, 120, 121, 122, 123, 124, 125];
    for (number, minute) in (1..).zip(minutes) {
        let clock = move || noon + SignedDuration::from_mins(minute);
        let shipper = start_at(&db, &ship_to, Box::new(clock));
        until(|| shipper.watch().seconds_behind(clock()) >= 0);
        write(&db, number, 100);
    }
    let kept = std::fs::read_dir(&ship_to).unwrap().flatten();
    let names = kept.map(|it| it.file_name().to_string_lossy().into_owned());
    let number = |it: String| it.split_once('-')?.0.parse().ok();
    let mut numbers: Vec<u32> = names.filter_map(number).collect();
    numbers.sort();
    // The first of the day, what lasted an hour, and the newest three.
    assert_eq!(numbers, [1, 2, 6, 7, 8]);
    let at = noon + SignedDuration::from_mins(61);
    assert_eq!(restored(&ship_to, Some(at)).unwrap(), 2);
    assert_eq!(restored(&ship_to, None).unwrap(), 8);
}

/// Who takes the folder away under it has another copy begun, and is not told that all is well.
#[test]
fn a_folder_that_was_taken_away_is_begun_anew() {
    let (_folder, db, ship_to, shipper) = shipped();
    write(&db, 1, 100);
    std::fs::remove_dir_all(only(&ship_to)).unwrap();
    until(|| shipper.watch().generations() > 1 && shipper.watch().seconds_behind(now()) >= 0);
    write(&db, 2, 100);
    drop(shipper);
    assert_eq!(restored(&ship_to, None).unwrap(), 2);
}

/// Two databases in one folder would take each other's copies away.
#[test]
fn a_folder_is_for_one_database_and_one_program() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open_sqlite(&folder.path().join("it.db"), test_keys()).unwrap();
    let other = Db::open_sqlite(&folder.path().join("other.db"), test_keys()).unwrap();
    let ship_to = folder.path().join("shipped");
    let begun = |db: &Db, of: &str| {
        let outside = ShipperNeeds {
            installation: of.to_owned(),
            random: Box::new(Seeded(1)),
            now: Box::new(now),
            failed: Box::new(|_| ()),
        };
        Shipper::start(db, Shipping::to(&ship_to), outside).unwrap()
    };
    let shipper = begun(&db, "one").unwrap();
    let held = begun(&other, "other").err().unwrap();
    assert!(matches!(held, KeepError::Held { .. }), "{held}");
    drop(shipper);
    let of_another = begun(&other, "other").err().unwrap();
    assert!(
        matches!(of_another, KeepError::OfAnother { .. }),
        "{of_another}"
    );
    assert!(begun(&db, "one").is_ok());
}

/// Nothing of a database that was there may come into the one that is restored.
#[test]
fn nothing_is_restored_beside_the_log_of_another() {
    let folder = tempfile::tempdir().unwrap();
    for end in ["-wal", "-shm", "-journal"] {
        let left = folder.path().join(format!("it.db{end}"));
        std::fs::write(&left, b"left").unwrap();
        let address = format!("sqlite:{}", folder.path().join("it.db").display());
        let refused = Destination::open(&address, test_keys()).err().unwrap();
        assert!(matches!(refused, KeepError::Exists { path } if path == left));
        std::fs::remove_file(&left).unwrap();
    }
}
