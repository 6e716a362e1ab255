mod bills;
mod columns;
mod hospital;

use clap::Parser;
use cli::policies;
use desk::replay::Replayed;
use store::testing::{count, on_each_engine};

use super::*;

/// What is generated for a test.
fn small(seed: &str) -> Options {
    let asked = ["bench", "generate", "--settlements", "150", "--seed", seed];
    Options::parse_from(asked)
}

fn filled(db: &Db, options: &Options) {
    let library = policies::read(&policies::embedded().unwrap()).unwrap();
    fill(db, library, options, &Report::new(true)).unwrap();
}

fn everything(db: &Db) -> String {
    let all = Slice {
        after: String::new(),
        through: None,
    };
    let rows = db.read::<_, StoreError, _>(|tx| rows::load(tx, &all));
    format!("{:?}", rows.unwrap())
}

#[test]
fn what_is_generated_is_sound_and_has_some_of_everything() {
    on_each_engine(|db| {
        filled(db, &small("7"));
        assert_eq!(db.read(desk::verify::verify).unwrap(), vec![]);
        let replayed = db.read::<_, StoreError, _>(|tx| Replayed::of_everybody(tx, |_| ()));
        let replayed = replayed.unwrap();
        assert!(replayed.settlements >= 150, "{replayed:?}");
        assert_eq!(replayed.differ, 0, "{replayed:?}");
        for (table, condition) in [
            ("settlement", "reversal_of IS NOT NULL"),
            ("visit", "care = 'inpatient' AND state = 'discharged'"),
            ("correction", "1 = 1"),
            ("filing", "1 = 1"),
            ("filing_event", "1 = 1"),
            ("designation", "1 = 1"),
            ("year_opening", "1 = 1"),
            ("message", "state = 'reversed'"),
            ("message", "said_besides IS NOT NULL"),
            ("outbox", "topic = 'settled'"),
            ("finder", "kind = 'voucher'"),
            ("audit", "action = 'record-insurance'"),
        ] {
            assert!(count(db, table, condition) > 0, "{table} {condition}");
        }
    });
}

#[test]
fn the_same_seed_makes_the_same_rows() {
    let made = |seed: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("made.db");
        let db = Db::open_sqlite(&path, keys(7).0).unwrap();
        filled(&db, &small(seed));
        everything(&db)
    };
    let first = made("7");
    assert_eq!(first, made("7"));
    assert_ne!(first, made("8"));
}
