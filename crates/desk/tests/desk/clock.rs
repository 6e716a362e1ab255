//! The clock of a demo's database is set, kept and followed; no other's is.

use desk::clock::{Clock, demo_or_empty, demo_since, read_time};
use jiff::civil::date;
use store::testing::on_each_engine;
use store::{StoreError, Tx};

use crate::world::{TODAY, World, morning};

#[test]
fn the_clock_of_a_demo_is_kept_in_its_database() {
    on_each_engine(|db| {
        assert_eq!(db.read(demo_or_empty).unwrap(), None);
        let clock = Clock::new(|| morning(TODAY));
        let marking = clock.clone();
        let mark = move |tx: &mut Tx<'_>| marking.mark_demo(tx, TODAY);
        db.transact::<_, StoreError, _>(mark).unwrap();
        assert_eq!(db.read(demo_or_empty).unwrap(), Some(TODAY));
        for day in ["2026-12-31T23:58", "2020-02-29T12:00"] {
            let time = read_time(day).unwrap();
            clock.set(db, Some(time)).unwrap();
            assert_eq!(clock.now(), time);
            assert!(clock.is_set());
            // Another program, whose machine shows an hour more, is an hour further.
            let later = Clock::new(|| morning(TODAY) + jiff::SignedDuration::from_hours(1));
            later.follow(db).unwrap();
            assert_eq!(later.now(), time + jiff::SignedDuration::from_hours(1));
        }
        clock.set(db, None).unwrap();
        assert_eq!(clock.today(), TODAY);
        assert!(!clock.is_set());
        let since = db.read::<_, StoreError, _>(demo_since).unwrap();
        assert_eq!(since, Some(TODAY), "its story stays where it began");
    });
}

#[test]
fn no_other_clock_is_set() {
    on_each_engine(|db| {
        let world = World::build(db);
        let clock = Clock::new(|| morning(TODAY));
        let refused = clock.set(&world.db, Some(morning(date(2026, 12, 31))));
        assert_eq!(refused.unwrap_err().code(), "clock-not-settable");
        assert!(!clock.is_set());
        let shared = world.db.read(demo_or_empty);
        assert_eq!(shared.unwrap_err().code(), "not-a-demo");
    });
}
