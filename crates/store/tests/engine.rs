//! What a transaction promises, the same on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};

use domain::ids::PersonId;
use store::testing::{on_each_engine, on_postgres, on_sqlite, test_keys};
use store::tx::Insert;
use store::{Db, Fate, StoreError, Tx, Value, reference, values};

const COUNT: &str = "SELECT COUNT(*) FROM meta";

fn note(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    reference::set_meta(tx, name, "noted")
}

fn count(db: &Db) -> i64 {
    db.read(|tx| tx.one(COUNT, &[])?.integer()).unwrap()
}

fn person(text: &str) -> PersonId {
    text.parse().unwrap()
}

#[test]
fn a_failing_closure_leaves_nothing_behind() {
    on_each_engine(|db| {
        db.transact(|tx| note(tx, "kept")).unwrap();
        let refused: Result<(), StoreError> = db.transact(|tx| {
            note(tx, "lost")?;
            Err(StoreError::Row("changed my mind".to_owned()))
        });
        assert_eq!(refused.unwrap_err().fate(), Fate::NotCommitted);
        assert_eq!(count(db), 1);
    });
}

#[test]
fn a_panicking_closure_takes_only_its_own_rows() {
    on_each_engine(|db| {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            db.transact(|tx| -> Result<(), StoreError> {
                note(tx, "lost")?;
                panic!("on purpose");
            })
        }));
        assert!(panicked.is_err());
        db.transact(|tx| note(tx, "kept")).unwrap();
        assert_eq!(count(db), 1);
    });
}

#[test]
fn success_reported_after_a_failed_statement_is_not_committed() {
    on_each_engine(|db| {
        let outcome: Result<(), StoreError> = db.transact(|tx| {
            note(tx, "lost")?;
            let _ = tx.execute("INSERT INTO no_such_table VALUES (1)", &[]);
            Ok(())
        });
        assert!(
            matches!(outcome, Err(StoreError::AfterFailure)),
            "{outcome:?}"
        );
        assert_eq!(count(db), 0);
    });
}

#[test]
fn a_statement_nobody_waited_for_still_fails_its_transaction() {
    const NOBODY: &str = "UPDATE meta SET content = 'x' WHERE name = 'nobody'";
    const OVERDRAWN: &str = "INSERT INTO account (person, insured_at, scheme, balance) \
         VALUES ('P1', '440300', 'employee', -1)";
    on_each_engine(|db| {
        for (sql, expected) in [(NOBODY, Some(1)), (OVERDRAWN, None)] {
            let refused: Result<(), StoreError> = db.transact(move |tx| {
                note(tx, "lost")?;
                tx.later(sql, &[], expected)
            });
            assert_eq!(refused.unwrap_err().fate(), Fate::NotCommitted);
            assert_eq!(count(db), 0);
        }
        db.transact(|tx| {
            tx.later(NOBODY, &[], Some(0))?;
            note(tx, "kept")
        })
        .unwrap();
        assert_eq!(count(db), 1);
    });
}

#[test]
fn one_failing_request_does_not_disturb_the_others_of_its_batch() {
    on_each_engine(|db| {
        let writers: Vec<_> = (0..40)
            .map(|number| {
                let db = db.clone();
                std::thread::spawn(move || {
                    db.transact(move |tx| {
                        note(tx, &format!("number {number}"))?;
                        match number % 4 {
                            0 => Err(StoreError::Row("refused".to_owned())),
                            _ => Ok(()),
                        }
                    })
                })
            })
            .collect();
        let done = writers
            .into_iter()
            .filter_map(|writer| writer.join().unwrap().ok());
        assert_eq!(done.count(), 30);
        assert_eq!(count(db), 30);
    });
}

#[test]
fn turns_of_one_person_are_taken_one_after_the_other() {
    on_each_engine(|db| {
        const READ: &str = "SELECT content FROM meta WHERE name = 'total'";
        let writers: Vec<_> = (0..8)
            .map(|_| {
                let db = db.clone();
                std::thread::spawn(move || {
                    let add = |tx: &mut Tx<'_>| {
                        let turn = tx.lock_person(&person("P1"))?;
                        let read = tx.find(READ, &[])?;
                        let total: i64 = read.map_or(Ok(0), |mut row| row.parse())?;
                        reference::set_meta(tx, "total", &(total + 1).to_string())?;
                        Ok::<_, StoreError>((turn, total + 1))
                    };
                    (0..20)
                        .map(|_| db.transact(add).unwrap())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let mut turns: Vec<_> = writers
            .into_iter()
            .flat_map(|w| w.join().unwrap())
            .collect();
        turns.sort_unstable();
        let expected: Vec<(i64, i64)> = (1..=160).map(|turn| (turn, turn)).collect();
        assert_eq!(turns, expected);
    });
}

#[test]
fn reading_sees_one_snapshot_and_cannot_write() {
    on_each_engine(|db| {
        let refused = db.read(|tx| note(tx, "sneaked in"));
        assert!(
            matches!(refused, Err(StoreError::Statement { .. })),
            "{refused:?}"
        );
        let seen = db.read(|tx| {
            let before = tx.one(COUNT, &[])?.integer()?;
            let other = db.clone();
            std::thread::spawn(move || other.transact(|tx| note(tx, "meanwhile")))
                .join()
                .unwrap()?;
            Ok::<_, StoreError>((before, tx.one(COUNT, &[])?.integer()?))
        });
        assert_eq!(seen.unwrap(), (0, 0));
        assert_eq!(count(db), 1);
    });
}

#[test]
fn every_kind_of_value_comes_back_as_it_went_in() {
    on_each_engine(|db| {
        db.transact(|tx| {
            tx.execute(
                "CREATE TABLE kinds (number BIGINT, words TEXT, sealed_index TEXT)",
                &[],
            )?;
            let rows: Vec<Value<'_>> = (0..500_i64)
                .flat_map(|row| values![i64::MIN + row, format!("{row} 䶮𠮷 ' $1 ?"), None::<&str>])
                .collect();
            let insert = Insert {
                into: "kinds (number, words, sealed_index)",
                width: 3,
                then: "",
            };
            tx.insert(&insert, &rows)
        })
        .unwrap();
        let mut rows: Vec<_> = db
            .read(|tx| {
                tx.query(
                    "SELECT number, words, sealed_index FROM kinds ORDER BY number",
                    &[],
                )
            })
            .unwrap_or_else(|error: StoreError| panic!("{error}"));
        assert_eq!(rows.len(), 500);
        let last = rows.last_mut().unwrap();
        assert_eq!(last.integer().unwrap(), i64::MIN + 499);
        assert_eq!(last.text().unwrap(), "499 䶮𠮷 ' $1 ?");
        assert_eq!(last.optional_text().unwrap(), None);
        assert!(last.value().is_err());
    });
}

#[test]
fn a_reopened_file_still_holds_what_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kept.db");
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    db.transact(|tx| note(tx, "kept")).unwrap();
    drop(db);
    let db = Db::open_sqlite(&path, test_keys()).unwrap();
    assert_eq!(count(&db), 1);
    db.transact(|tx| {
        let newer = "INSERT INTO schema_migration (number, name, checksum) VALUES (999, 'x', 'y')";
        tx.execute(newer, &[])
    })
    .unwrap_or_else(|error: StoreError| panic!("{error}"));
    drop(db);
    let refused = Db::open_sqlite(&path, test_keys());
    assert!(matches!(
        refused.err(),
        Some(StoreError::NewerSchema { found: 999, .. })
    ));
}

#[test]
fn an_address_is_a_file_or_a_server() {
    let refused = Db::open("mysql://here", test_keys());
    assert!(matches!(refused.err(), Some(StoreError::Address(_))));
    let unreachable = Db::open("postgres://me:secret@127.0.0.1:9/none", test_keys()).err();
    let shown = format!("{:?}", unreachable.unwrap());
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_statement_that_breaks_a_check_is_refused() {
    on_each_engine(|db| {
        let refused: Result<u64, StoreError> = db.transact(|tx| {
            let sql = "INSERT INTO account (person, insured_at, scheme, balance) \
                 VALUES ('P1', '440300', 'employee', -1)";
            tx.execute(sql, &[])
        });
        assert!(matches!(refused, Err(StoreError::Statement { .. })));
    });
}

#[test]
fn a_connection_lost_before_the_commit_is_tried_again() {
    on_postgres(|db| {
        let attempts = Arc::new(AtomicU32::new(0));
        let (counted, killer) = (Arc::clone(&attempts), db.clone());
        db.transact(move |tx| {
            note(tx, "once")?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                let sql = "SELECT CAST(pg_backend_pid() AS BIGINT)";
                let victim = tx.one(sql, &[])?.integer()?;
                let kill = format!("SELECT CAST(pg_terminate_backend({victim}) AS TEXT)");
                killer.read(|tx| tx.query(&kill, &[]))?;
            }
            note(tx, "twice")
        })
        .unwrap();
        assert_eq!(attempts.load(Ordering::SeqCst), 2);
        assert_eq!(count(db), 2);
    });
}

#[test]
fn a_pool_whose_connections_were_all_lost_opens_new_ones() {
    on_postgres(|db| {
        let meet = Arc::new(Barrier::new(8));
        let pids = (0..8).map(|_| {
            let (db, meet) = (db.clone(), Arc::clone(&meet));
            std::thread::spawn(move || {
                db.transact(move |tx| {
                    meet.wait();
                    let sql = "SELECT CAST(pg_backend_pid() AS BIGINT)";
                    tx.one(sql, &[])?.integer()
                })
            })
        });
        let pids: Vec<_> = pids.collect();
        let server = std::env::var(store::testing::POSTGRES_VARIABLE).unwrap();
        let mut killer = postgres::Client::connect(&server, postgres::NoTls).unwrap();
        for pid in pids {
            let pid = pid
                .join()
                .unwrap()
                .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
            let pid = i32::try_from(pid).unwrap();
            killer
                .execute("SELECT pg_terminate_backend($1)", &[&pid])
                .unwrap();
        }
        db.transact(|tx| note(tx, "after all")).unwrap();
        assert_eq!(count(db), 1);
    });
}

#[test]
fn transactions_that_block_each_other_both_end() {
    on_postgres(|db| {
        let meet = Arc::new(Barrier::new(2));
        let writers: Vec<_> = [["P1", "P2"], ["P2", "P1"]]
            .into_iter()
            .map(|order| {
                let (db, meet) = (db.clone(), Arc::clone(&meet));
                std::thread::spawn(move || {
                    let mut first_time = true;
                    db.transact(move |tx| {
                        tx.lock_person(&person(order[0]))?;
                        if std::mem::take(&mut first_time) {
                            meet.wait();
                        }
                        tx.lock_person(&person(order[1]))
                    })
                })
            })
            .collect();
        for writer in writers {
            writer
                .join()
                .unwrap()
                .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        }
        let turns: i64 = db
            .read(|tx| {
                tx.one("SELECT turn FROM person_lock WHERE person = 'P1'", &[])?
                    .integer()
            })
            .unwrap();
        assert_eq!(turns, 2);
    });
}

#[test]
fn a_full_pool_waits_its_turn() {
    on_postgres(|db| {
        let writers: Vec<_> = (0..40)
            .map(|number| {
                let db = db.clone();
                std::thread::spawn(move || {
                    db.transact(move |tx| note(tx, &format!("number {number}")))
                })
            })
            .collect();
        for writer in writers {
            writer.join().unwrap().unwrap();
        }
        assert_eq!(count(db), 40);
    });
}

#[test]
fn closing_the_database_finishes_what_was_asked() {
    on_sqlite(|db| {
        let (last, asked) = (db.clone(), Arc::new(Barrier::new(2)));
        let meet = Arc::clone(&asked);
        let writer = std::thread::spawn(move || {
            meet.wait();
            last.transact(|tx| note(tx, "last"))
        });
        asked.wait();
        writer.join().unwrap().unwrap();
        assert_eq!(count(db), 1);
    });
}
