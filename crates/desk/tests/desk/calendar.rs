//! What the calendar brings is told once, whoever asks how often, on the day and not before.

use desk::notices::{NoticeFared, late_filings, notices_of_filing, notices_of_person};
use desk::{CalendarStep, RegisterStatement, calendar_next, inbox_of};
use domain::calendar::days_after;
use domain::filing::{Event, Evidence, Filing, State};
use domain::ids::{FilingId, PersonId};
use domain::person::Enrolment;
use domain::rules::{AnyRow, Table};
use jiff::civil::{Date, date};
use store::Db;
use store::enrolments::RecordedInsurance;
use store::testing::{on_each_engine, on_each_layout};

use crate::world::{TODAY, World, enrolment, library, region, submission};

fn p1() -> PersonId {
    "P1".parse().unwrap()
}

/// Does what is due on a day until nothing is; how many notices came of it.
fn go_on(world: &World, day: Date) -> usize {
    let mut told = 0;
    loop {
        match world.write_on(day, calendar_next).unwrap() {
            CalendarStep::Idle => return told,
            CalendarStep::Told(count) => told += count,
        }
    }
}

fn told(world: &World, person: &PersonId) -> Vec<String> {
    let all = world.read(|desk| notices_of_person(desk, person)).unwrap();
    let mut topics: Vec<String> = all.into_iter().map(|it| it.notice.topic).collect();
    topics.reverse();
    topics
}

fn count(world: &World, topic: &str) -> usize {
    let all = told(world, &p2());
    all.iter().filter(|told| *told == topic).count()
}

const CHENGDU_FILING: &str = "F-P1-510100";

/// The first day on which the filing of P2 does not hold any more.
const ENDS: Date = date(2027, 2, 1);

/// Everybody, and a filing of P2 that ends.
fn with_an_end(db: &Db) -> World {
    let world = World::build(db);
    let mut request = submission("P2", "510100");
    request.ends_on = Some(ENDS);
    let filed = world.write_on(date(2026, 9, 30), move |desk| {
        desk::file(desk, "P2", &request)
    });
    assert_eq!(filed.unwrap().filing.period.until, Some(ENDS));
    world
}

fn p2() -> PersonId {
    "P2".parse().unwrap()
}

#[test]
fn a_filing_that_ends_is_told_thirty_and_seven_days_before() {
    on_each_layout(|db| {
        let world = with_an_end(db);
        go_on(&world, TODAY);
        let on = |days: i32| days_after(ENDS, -days);
        let rows = [
            (31, 0),
            (30, 1),
            (29, 1),
            (8, 1),
            (7, 2),
            (6, 2),
            (0, 2),
            (-9, 2),
        ];
        for (days, expected) in rows {
            go_on(&world, on(days));
            // Asking again tells nothing more.
            assert_eq!(go_on(&world, on(days)), 0);
            let said = count(&world, "filing-expiring");
            assert_eq!(said, expected, "{days} days before");
        }
        world.assert_sound();
    });
}

#[test]
fn who_was_away_is_told_once_and_who_comes_too_late_not_at_all() {
    on_each_engine(|db| {
        let world = with_an_end(db);
        // No server was there from before the thirtieth day to the third before the end.
        go_on(&world, days_after(ENDS, -3));
        assert_eq!(count(&world, "filing-expiring"), 1);
        go_on(&world, days_after(ENDS, 3));
        assert_eq!(count(&world, "filing-expiring"), 1);
    });
    on_each_engine(|db| {
        let world = with_an_end(db);
        go_on(&world, ENDS);
        assert_eq!(count(&world, "filing-expiring"), 0);
    });
}

#[test]
fn a_filing_ends_with_its_last_day_and_that_is_told_once() {
    on_each_layout(|db| {
        let world = with_an_end(db);
        go_on(&world, days_after(ENDS, -1));
        assert_eq!(count(&world, "filing-expired"), 0);
        // It is over from the first moment of the day, before anybody has written it down.
        let seen = world
            .write_on(ENDS, |desk| desk::filings(desk, &p2()))
            .unwrap();
        assert_eq!(seen[0].state, State::Expired);
        let late = world.write_on(ENDS, |desk| {
            let id = "F-P2-510100".parse().unwrap();
            desk::cancel_filing(desk, "P2", (&p2(), &id), "")
        });
        assert_eq!(late.unwrap_err().code(), "filing-refused");
        for day in [0, 0, 1, 40] {
            go_on(&world, days_after(ENDS, day));
            assert_eq!(count(&world, "filing-expired"), 1, "{day} days after");
        }
        let kept = world.write_on(days_after(ENDS, 41), |desk| desk::filings(desk, &p2()));
        let last = kept.unwrap()[0].history.last().cloned().unwrap();
        assert_eq!((last.on, last.by.as_str()), (ENDS, "rule"));
        world.assert_sound();
    });
}

#[test]
fn an_end_of_long_ago_is_written_down_and_told_to_nobody() {
    on_each_engine(|db| {
        let world = with_an_end(db);
        go_on(&world, days_after(ENDS, 40));
        assert_eq!(count(&world, "filing-expired"), 0);
        let kept = world.write_on(days_after(ENDS, 41), |desk| desk::filings(desk, &p2()));
        let last = kept.unwrap()[0].history.last().cloned().unwrap();
        assert_eq!(last.to, State::Expired);
        world.assert_sound();
    });
}

#[test]
fn a_first_day_that_has_come_is_written_down_and_tells_nothing() {
    on_each_engine(|db| {
        let world = World::build(db);
        let mut request = submission("P2", "420100");
        request.starts_on = days_after(TODAY, 10);
        let filed = world.write(move |desk| desk::file(desk, "P2", &request));
        assert_eq!(filed.unwrap().filing.state, State::Approved);
        let before = told(&world, &p2()).len();
        go_on(&world, days_after(TODAY, 10));
        let kept = world.write_on(days_after(TODAY, 10), |desk| desk::filings(desk, &p2()));
        let last = kept.unwrap()[0].history.last().cloned().unwrap();
        assert_eq!(last.to, State::Active);
        assert_eq!(told(&world, &p2()).len(), before);
        world.assert_sound();
    });
}

#[test]
fn a_cancelled_filing_is_not_reminded_of() {
    on_each_engine(|db| {
        let world = with_an_end(db);
        let cancel = |desk: &mut desk::Desk<'_, '_>| {
            let id = "F-P2-510100".parse().unwrap();
            desk::cancel_filing(desk, "P2", (&p2(), &id), "")
        };
        world.write(cancel).unwrap();
        go_on(&world, days_after(ENDS, -30));
        assert_eq!(count(&world, "filing-expiring"), 0);
        assert_eq!(count(&world, "filing-cancelled"), 1);
        world.assert_sound();
    });
}

#[test]
fn filings_of_before_there_was_a_calendar_are_put_into_it() {
    on_each_engine(|db| {
        let world = with_an_end(db);
        store::testing::forget_the_calendar(db);
        go_on(&world, TODAY);
        assert_eq!(world.rows("filing_calendar"), 2);
        go_on(&world, days_after(ENDS, -30));
        assert_eq!(count(&world, "filing-expiring"), 1);
        world.assert_sound();
    });
}

/// A filing of P2 that waits for a clerk: with proofs instead of a pledge.
fn queued(world: &World) -> Filing {
    let mut request = submission("P2", "510100");
    request.category = "long-term-resident".to_owned();
    request.id = "F-QUEUED".parse().unwrap();
    request.starts_on = TODAY;
    request.months_away = Some(12);
    request.evidence = vec![Evidence {
        kind: "residence-permit".to_owned(),
        reference: "scan-1".to_owned(),
        until: None,
    }];
    let filed = world.write(move |desk| desk::file(desk, "P2", &request));
    let filing = filed.unwrap().filing;
    assert_eq!(filing.state, State::Queued);
    filing
}

#[test]
fn what_was_not_decided_in_time_is_told_the_unit_and_not_the_person() {
    on_each_layout(|db| {
        let world = World::build(db);
        let filing = queued(&world);
        let due = filing.due_on.expect("it waits for a clerk");
        go_on(&world, due);
        assert_eq!(count(&world, "decision-late"), 0);
        go_on(&world, days_after(due, 1));
        go_on(&world, days_after(due, 2));
        assert_eq!(count(&world, "decision-late"), 1);
        let late = |day| {
            world
                .write_on(day, |desk| late_filings(desk, region("440300")))
                .unwrap()
        };
        assert_eq!(late(days_after(due, 1)), [filing.id().clone()]);
        assert_eq!(late(due), []);
        // It is not among what the person reads.
        let read = world.write_on(due, move |desk| inbox_of(desk, &p2(), 365));
        assert!(read.unwrap().iter().all(|it| it.topic != "decision-late"));
        // Decided, it is late no more.
        let id = filing.id().clone();
        let approve = Event::Approve {
            reason: "核对无误".to_owned(),
        };
        let decided = world.write_on(days_after(due, 1), move |desk| {
            desk::decide_filing(desk, "clerk", (&p2(), &id), &approve)
        });
        decided.unwrap();
        assert_eq!(late(days_after(due, 9)), []);
        world.assert_sound();
    });
}

#[test]
fn who_has_to_choose_an_institution_is_told_with_the_approval() {
    for (tier, expected) in [("one", 0), ("two", 1)] {
        on_each_engine(|db| {
            let own = Enrolment {
                tier: Some(tier.to_owned()),
                ..enrolment()
            };
            let world = World::with(db, &own);
            let all = told(&world, &p1());
            let count = all.iter().filter(|it| *it == "designation-needed").count();
            assert_eq!(count, expected, "tier {tier}");
        });
    }
}

#[test]
fn a_filing_that_ended_with_the_insurance_is_told_and_not_reminded_of() {
    on_each_engine(|db| {
        let world = with_an_end(db);
        let mut own = enrolment();
        own.period.until = Some(TODAY);
        let done = world.write(move |desk| {
            let statement = RegisterStatement {
                by: "register",
                number: "R1",
            };
            let insurance = (own.insured_at, own.scheme);
            let alone = [RecordedInsurance {
                from: None,
                enrolment: own.clone(),
            }];
            desk::record_insurance(desk, statement, (&p2(), insurance), &alone)
        });
        done.unwrap();
        go_on(&world, days_after(ENDS, -30));
        assert_eq!(count(&world, "filing-insurance-ended"), 1);
        assert_eq!(count(&world, "filing-expiring"), 0);
        world.assert_sound();
    });
}

/// A day on which figures of Shenzhen begin, after others.
fn day_of_figures() -> Date {
    let library = library();
    let packs = library
        .packs()
        .filter(|pack| pack.region == region("440300"));
    let mut days: Vec<Date> = packs
        .flat_map(|pack| pack.tables.every_row().collect::<Vec<_>>())
        .filter(|row| row.is_limit() || row.table() == Table::Deductible)
        .map(AnyRow::from)
        .collect();
    days.sort_unstable();
    *days.last().unwrap()
}

#[test]
fn new_figures_are_told_whoever_filed_before() {
    on_each_engine(|db| {
        let day = day_of_figures();
        let world = World::build(db);
        let before = days_after(day, -40);
        let request = |person: &str, id: &str, from: Date| {
            let mut request = submission(person, "510100");
            request.id = id.parse().unwrap();
            request.starts_on = from;
            request
        };
        let early = request("P2", "F-EARLY", before);
        let filed = world.write_on(before, move |desk| desk::file(desk, "P2", &early));
        filed.unwrap();
        let p2: PersonId = "P2".parse().unwrap();
        let count = || {
            told(&world, &p2)
                .iter()
                .filter(|it| *it == "figures-changed")
                .count()
        };
        go_on(&world, days_after(day, -1));
        assert_eq!(count(), 0, "{day}");
        go_on(&world, days_after(day, 1));
        go_on(&world, days_after(day, 2));
        assert_eq!(count(), 1, "{day}");
        // P1 filed long after that day.
        assert!(day < date(2026, 9, 30), "{day}");
        assert!(!told(&world, &p1()).contains(&"figures-changed".to_owned()));
        world.assert_sound();
    });
}

#[test]
fn a_person_reads_in_words_what_a_clerk_sees_with_how_it_fared() {
    on_each_engine(|db| {
        let world = World::build(db);
        let read = world.write(|desk| inbox_of(desk, &p1(), 90)).unwrap();
        assert_eq!(read.len(), 1);
        assert!(read[0].text.zh.contains(CHENGDU_FILING), "{:?}", read[0]);
        assert!(read[0].text.zh.contains("已通过"), "{:?}", read[0]);
        let old = world.write(|desk| inbox_of(desk, &p1(), 7)).unwrap();
        assert_eq!(old, []);
        let id: FilingId = CHENGDU_FILING.parse().unwrap();
        let seen = world.read(|desk| notices_of_filing(desk, &id)).unwrap();
        let [NoticeFared { notice, deliveries }] = &seen[..] else {
            panic!("{seen:?}");
        };
        assert_eq!((notice, deliveries.len()), (&read[0], 0));
        // What no adapter has cannot be sent again, nor what is nobody's.
        let key = notice.key.clone();
        for (key, adapter) in [(key, "sms"), ("P1:9:9:9".to_owned(), "sms")] {
            let refused = world.write(move |desk| {
                let again = desk::notices::send_again(desk, "clerk", (&p1(), &key), adapter);
                again.map(|()| true)
            });
            assert_eq!(refused.unwrap_err().code(), "field");
        }
    });
}
