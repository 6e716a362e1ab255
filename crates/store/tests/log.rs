//! The log beside a database file, and the file by itself.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use store::testing::test_keys;
use store::{Db, StoreError, reference};

const MEGABYTE: u64 = 1024 * 1024;

fn write(db: &Db, turn: usize, bytes: u64) {
    // Other text each time: what is there already SQLite does not write.
    let text = format!("{turn:08}").repeat(bytes as usize / 8);
    let name = format!("it{}", turn % 8);
    let written = db.transact(move |tx| reference::set_meta(tx, &name, &text));
    written.unwrap_or_else(|error: StoreError| panic!("{error}"));
}

#[test]
fn the_log_stays_short_although_somebody_always_reads_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("busy.db");
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    let done = AtomicBool::new(false);
    let log = folder.path().join("busy.db-wal");
    let mut longest = 0;
    thread::scope(|scope| {
        // Two who read hand over to one another: neither ends before the other has begun anew.
        let (one_begun, await_one) = channel::<()>();
        let (two_begun, await_two) = channel::<()>();
        let (db, done) = (&db, &done);
        let read_on = move |begun: Sender<()>, other: Receiver<()>| {
            while !done.load(Ordering::Relaxed) {
                let read = db.read::<_, StoreError, _>(|tx| {
                    let _ = reference::meta::<String>(tx, "it0")?;
                    // Many are written meanwhile.
                    thread::sleep(Duration::from_millis(20));
                    // The other may have ended, as the test does.
                    let _ = begun.send(());
                    let _ = other.recv_timeout(Duration::from_secs(1));
                    Ok(())
                });
                read.unwrap();
            }
        };
        scope.spawn(move || read_on(one_begun, await_two));
        scope.spawn(move || {
            await_one.recv().unwrap();
            read_on(two_begun, await_one);
        });
        for turn in 0..400 {
            write(db, turn, MEGABYTE);
            longest = longest.max(log.metadata().unwrap().len());
        }
        done.store(true, Ordering::Relaxed);
    });
    // A machine that is busy otherwise has those who read linger.
    assert!(longest < 200 * MEGABYTE, "{} MB", longest / MEGABYTE);
    assert_eq!(db.log_bytes(), Some(log.metadata().unwrap().len()));
}

#[test]
fn what_was_written_is_soon_in_the_file_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quiet.db");
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    // A fresh one has its tables.
    let copied = folder.path().join("copied.db");
    std::fs::copy(&path, &copied).unwrap();
    let copy = Db::open_to_read(&format!("sqlite:{}", copied.display()), test_keys()).unwrap();
    assert_eq!(copy.damage(true).unwrap(), Vec::<String>::new());
    drop(copy);
    write(&db, 7, 100);
    let began = Instant::now();
    loop {
        std::fs::copy(&path, &copied).unwrap();
        let copy = Db::open_to_read(&format!("sqlite:{}", copied.display()), test_keys());
        let found = copy
            .unwrap()
            .read(|tx| reference::meta::<String>(tx, "it7"));
        if found.unwrap().is_some() {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "never");
        thread::sleep(Duration::from_millis(50));
    }
    let mode = path.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_value_that_its_table_does_not_take_is_damage_and_looking_changes_nothing() {
    const NO_TURN: &str = "PRAGMA ignore_check_constraints = ON; \
         INSERT INTO person_lock (person, turn) VALUES ('P1', 0);";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checked.db");
    drop(Db::open_sqlite(&path, test_keys()).unwrap());
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch(NO_TURN).unwrap();
    // It lies in the log, and this connection stays, so that the log does too.
    let log = store::wal::beside(&path);
    let before = (std::fs::read(&path).unwrap(), std::fs::read(&log).unwrap());
    let db = Db::open_to_read(&format!("sqlite:{}", path.display()), test_keys()).unwrap();
    for thorough in [false, true] {
        let told = db.damage(thorough).unwrap();
        assert_eq!(told, ["CHECK constraint failed in person_lock"]);
    }
    drop(db);
    let after = (std::fs::read(&path).unwrap(), std::fs::read(&log).unwrap());
    assert!(before == after);
}
