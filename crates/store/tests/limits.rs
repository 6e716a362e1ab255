//! What a PostgreSQL server that hangs, or a part of it, does to those who wait: nobody waits for
//! ever, the others go on, and what is said of it is true.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "../../cli/tests/till/cluster.rs"]
#[allow(dead_code, reason = "the server of other tests, which pull its plug")]
mod cluster;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use domain::ids::PersonId;
use store::testing::proxy::Proxy;
use store::testing::{TestSchema, test_keys};
use store::{Db, Fate, StoreError, Tx, reference};

fn note(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    reference::set_meta(tx, name, "noted")
}

fn is_noted(db: &Db, name: &'static str) -> bool {
    let found: Result<_, StoreError> = db.read(|tx| reference::meta(tx, name));
    found.unwrap().is_some_and(|found: String| found == "noted")
}

fn person(text: &str) -> PersonId {
    text.parse().unwrap()
}

/// With limits short enough for a test.
fn open(url: &str, limits: &str) -> Db {
    let joint = if url.contains('?') { '&' } else { '?' };
    Db::open(&format!("{url}{joint}{limits}"), test_keys()).unwrap()
}

/// The whole chain of causes, as it stands in a log.
fn told(error: &StoreError) -> String {
    let first: &(dyn std::error::Error + 'static) = error;
    let causes = std::iter::successors(Some(first), |error| error.source());
    causes
        .map(|error| error.to_string())
        .collect::<Vec<_>>()
        .join(": ")
}

#[test]
fn a_statement_without_an_answer_is_given_up_and_is_not_done() {
    let schema = TestSchema::create();
    let proxy = Arc::new(Proxy::to(schema.url()));
    let db = open(&proxy.url(schema.url()), "answer_seconds=2&slow_seconds=1");
    db.transact(|tx| note(tx, "before")).unwrap();
    let (began, way) = (Instant::now(), Arc::clone(&proxy));
    let refused = db.transact(move |tx| {
        note(tx, "lost")?;
        way.be_silent(true);
        note(tx, "lost too")
    });
    let error: StoreError = refused.unwrap_err();
    assert!(matches!(error, StoreError::TimedOut { .. }), "{error:?}");
    assert_eq!(error.fate(), Fate::NotCommitted);
    assert!(
        told(&error).contains("no answer within 2s"),
        "{}",
        told(&error)
    );
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    proxy.be_silent(false);
    assert!(!is_noted(&db, "lost"));
    db.transact(|tx| note(tx, "after")).unwrap();
}

#[test]
fn nobody_says_that_a_commit_without_an_answer_failed() {
    let schema = TestSchema::create();
    let proxy = Arc::new(Proxy::to(schema.url()));
    let db = open(&proxy.url(schema.url()), "answer_seconds=1");
    let way = Arc::clone(&proxy);
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let refused = db.transact(move |tx| {
        counted.fetch_add(1, Ordering::SeqCst);
        note(tx, "perhaps")?;
        // Whatever waits to be sent is sent, so that nothing is left but the commit.
        reference::meta::<String>(tx, "perhaps")?;
        way.be_silent(true);
        Ok(())
    });
    let error: StoreError = refused.unwrap_err();
    assert_eq!(error.fate(), Fate::Unknown, "{error:?}");
    assert!(
        told(&error).contains("no answer within 1s"),
        "{}",
        told(&error)
    );
    // What was under way arrives when the network is back, and it was tried but once.
    proxy.be_silent(false);
    while !is_noted(&db, "perhaps") {
        std::thread::yield_now();
    }
    assert_eq!(attempts.load(Ordering::SeqCst), 1);
}

#[test]
fn connecting_ends_when_the_server_hangs_before_it_says_a_word() {
    let schema = TestSchema::create();
    let proxy = Proxy::to(schema.url());
    proxy.be_silent(true);
    let began = Instant::now();
    let refused = Db::open(
        &format!("{}&connect_timeout=1", proxy.url(schema.url())),
        test_keys(),
    );
    let error = refused.err().unwrap();
    assert!(
        told(&error).contains("no connection within 1s"),
        "{}",
        told(&error)
    );
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_server_that_refuses_connections_is_said_to_be_unreachable() {
    let mut cluster = cluster::Cluster::start();
    let db = open(&cluster.url(), "retry_seconds=1");
    db.transact(|tx| note(tx, "before")).unwrap();
    cluster.kill();
    let error: StoreError = db.transact(|tx| note(tx, "lost")).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(
        told(&error).contains("Connection refused"),
        "{}",
        told(&error)
    );
    let error = Db::open(&cluster.url(), test_keys()).err().unwrap();
    assert!(
        told(&error).contains("Connection refused"),
        "{}",
        told(&error)
    );
}

#[test]
fn a_frozen_server_holds_nobody_for_ever_and_serves_again_when_it_thaws() {
    let cluster = cluster::Cluster::start();
    let db = open(
        &cluster.url(),
        "answer_seconds=2&connect_timeout=1&pool_seconds=2&connections=4",
    );
    db.transact(|tx| note(tx, "before")).unwrap();
    cluster.freeze(true);
    let began = Instant::now();
    let writers: Vec<_> = (0..12)
        .map(|number| {
            let db = db.clone();
            std::thread::spawn(move || db.transact(move |tx| note(tx, &format!("{number}"))))
        })
        .collect();
    for writer in writers {
        let error: StoreError = writer.join().unwrap().unwrap_err();
        assert_eq!(error.fate(), Fate::NotCommitted, "{error:?}");
    }
    assert!(
        began.elapsed() < Duration::from_secs(15),
        "{:?}",
        began.elapsed()
    );
    cluster.freeze(false);
    db.transact(|tx| note(tx, "after")).unwrap();
}

#[test]
fn what_hangs_leaves_the_connections_to_others() {
    let schema = TestSchema::create();
    let db = open(schema.url(), "connections=4&slow_seconds=1&lock_seconds=9");
    db.transact(|tx| tx.lock_person(&person("P1"))).unwrap();
    // Somebody holds the turn of one person, as a shard that hangs holds those of many.
    let mut holder = postgres::Client::connect(schema.url(), postgres::NoTls).unwrap();
    let mut held = holder.transaction().unwrap();
    held.execute("UPDATE person_lock SET turn = turn", &[])
        .unwrap();
    let all = Arc::new(Barrier::new(13));
    let waiting: Vec<_> = (0..12)
        .map(|_| {
            let (db, all) = (db.clone(), Arc::clone(&all));
            std::thread::spawn(move || {
                all.wait();
                db.transact(|tx| tx.lock_person(&person("P1")))
            })
        })
        .collect();
    all.wait();
    // Four wait until the lock's limit, eight are told after a second each; others go on.
    let began = Instant::now();
    let mut served = 0;
    while served < 20 {
        let turn: Result<i64, StoreError> = db.transact(|tx| tx.lock_person(&person("P2")));
        turn.unwrap_or_else(|error| panic!("after {served}: {}", told(&error)));
        served += 1;
    }
    assert!(
        began.elapsed() < Duration::from_secs(8),
        "{:?}",
        began.elapsed()
    );
    for waiter in waiting {
        let error: StoreError = waiter.join().unwrap().unwrap_err();
        assert_eq!(error.fate(), Fate::NotCommitted, "{error:?}");
    }
    held.rollback().unwrap();
    db.transact(|tx| tx.lock_person(&person("P1"))).unwrap();
}

#[test]
fn the_server_ends_a_statement_that_takes_too_long() {
    let schema = TestSchema::create();
    let db = open(schema.url(), "statement_seconds=1");
    let slow: Result<_, StoreError> =
        db.read(|tx| tx.query("SELECT CAST(pg_sleep(20) AS TEXT)", &[]));
    let error = slow.unwrap_err();
    assert!(matches!(error, StoreError::TimedOut { .. }), "{error:?}");
    assert!(
        told(&error).contains("statement timeout"),
        "{}",
        told(&error)
    );
}

#[test]
fn a_shard_that_is_away_is_not_a_connection_that_is_lost() {
    // What an engine with many machines says while one of them is away, on a healthy session.
    const AWAY: &str = "DO LANGUAGE plpgsql 'BEGIN RAISE EXCEPTION USING \
         MESSAGE = ''connection to the remote node failed'', ERRCODE = ''08006''; END'";
    const SESSION: &str = "SELECT CAST(pg_backend_pid() AS BIGINT)";
    let schema = TestSchema::create();
    let db = open(schema.url(), "connections=1");
    let session = |tx: &mut Tx<'_>| tx.one(SESSION, &[])?.integer();
    let before: Result<i64, StoreError> = db.read(session);
    let attempts = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&attempts);
    let same: Result<i64, StoreError> = db.transact(move |tx| {
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            tx.execute(AWAY, &[])?;
        }
        session(tx)
    });
    assert_eq!(same.unwrap(), before.unwrap());
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    let error: StoreError = db.transact(|tx| tx.execute(AWAY, &[])).unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(
        told(&error).contains("remote node failed"),
        "{}",
        told(&error)
    );
}
