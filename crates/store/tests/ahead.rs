//! Work done ahead of the writer on SQLite gives the same books as the writer alone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::ids::PersonId;
use store::testing::{on_each_engine, on_sqlite};
use store::{Db, Fate, StoreError, Tx, reference, values};

const ADD: &str = "INSERT INTO meta (name, content) VALUES ($1, 'noted')";

fn person(text: &str) -> PersonId {
    text.parse().unwrap()
}

fn turn(db: &Db, of: &str) -> i64 {
    const TURN: &str = "SELECT turn FROM person_lock WHERE person = $1";
    let of = of.to_owned();
    db.read(
        |tx: &mut Tx<'_>| match tx.find(TURN, &values![of.as_str()])? {
            Some(mut row) => row.integer(),
            None => Ok(0),
        },
    )
    .unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

fn noted(db: &Db) -> i64 {
    let count = db.read(|tx: &mut Tx<'_>| tx.one("SELECT COUNT(*) FROM meta", &[])?.integer());
    count.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

#[test]
fn work_whose_turn_has_passed_is_done_again() {
    on_sqlite(|db| {
        let (runs, other) = (Arc::new(AtomicU32::new(0)), db.clone());
        let counted = Arc::clone(&runs);
        let number = db.transact(move |tx: &mut Tx<'_>| {
            let number = tx.lock_person(&person("P1"))?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                let other = other.clone();
                let takes_the_turn = move || {
                    other.transact(|tx: &mut Tx<'_>| {
                        tx.lock_person(&person("P1"))?;
                        tx.later(ADD, &values!["other"], Some(1))
                    })
                };
                std::thread::spawn(takes_the_turn).join().unwrap()?;
            }
            tx.later(ADD, &values!["ours"], Some(1))?;
            Ok::<_, StoreError>(number)
        });
        assert_eq!(number.unwrap(), 2);
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        assert_eq!((turn(db, "P1"), noted(db)), (2, 2));
    });
}

#[test]
fn work_that_meets_nobody_runs_once() {
    on_sqlite(|db| {
        let runs = Arc::new(AtomicU32::new(0));
        for name in ["first", "second"] {
            let counted = Arc::clone(&runs);
            db.transact(move |tx: &mut Tx<'_>| {
                counted.fetch_add(1, Ordering::SeqCst);
                tx.lock_person(&person("P1"))?;
                tx.later(ADD, &values![name], Some(1))
            })
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        }
        assert_eq!(runs.load(Ordering::SeqCst), 2);
        assert_eq!((turn(db, "P1"), noted(db)), (2, 2));
    });
}

#[test]
fn what_is_written_ahead_is_written_whole_or_not_at_all() {
    on_each_engine(|db| {
        let refused = db.transact(|tx: &mut Tx<'_>| {
            tx.lock_person(&person("P1"))?;
            tx.later(ADD, &values!["lost"], Some(1))?;
            tx.later("DELETE FROM meta WHERE name = 'nobody'", &[], Some(1))
        });
        assert!(refused.is_err_and(|error: StoreError| error.fate() == Fate::NotCommitted));
        assert_eq!((turn(db, "P1"), noted(db)), (0, 0));
        let refused: Result<(), StoreError> = db.transact(|tx: &mut Tx<'_>| {
            tx.lock_person(&person("P1"))?;
            tx.later(ADD, &values!["lost"], Some(1))?;
            Err(StoreError::Row("changed my mind".to_owned()))
        });
        assert!(refused.is_err());
        assert_eq!((turn(db, "P1"), noted(db)), (0, 0));
    });
}

#[test]
fn work_reads_what_it_wrote() {
    on_each_engine(|db| {
        let read = db.transact(|tx: &mut Tx<'_>| {
            tx.lock_person(&person("P1"))?;
            tx.later(ADD, &values!["ours"], Some(1))?;
            let other = tx.lock_person(&person("P2"))?;
            let touched = tx.execute("UPDATE meta SET content = 'changed'", &[])?;
            Ok::<_, StoreError>((other, touched, reference::meta(tx, "ours")?))
        });
        assert_eq!(read.unwrap(), (1, 1, Some("changed".to_owned())));
        assert_eq!((turn(db, "P1"), turn(db, "P2")), (1, 1));
    });
}

#[test]
fn turns_of_one_person_taken_by_many_at_once_are_all_counted() {
    on_each_engine(|db| {
        let threads: Vec<_> = (0..16)
            .map(|thread| {
                let db = db.clone();
                std::thread::spawn(move || {
                    for round in 0..8 {
                        let name = format!("{thread}-{round}");
                        db.transact(move |tx: &mut Tx<'_>| {
                            let number = tx.lock_person(&person("P1"))?;
                            let seen = tx.one("SELECT COUNT(*) FROM meta", &[])?.integer()?;
                            assert_eq!(seen + 1, number, "a turn sees all the turns before it");
                            tx.later(ADD, &values![name.as_str()], Some(1))
                        })
                        .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!((turn(db, "P1"), noted(db)), (128, 128));
    });
}
