//! Filings rest on an insurance: they end with it, or where the person no longer fits what was
//! filed for; those that wait for a clerk wait with what is found now (R28).

use desk::{DeskError, RecordedInsurance, RegisterStatement};
use domain::filing::{
    CheckKind, EventKind, Evidence, Filing, Register, State, Submission, Verdict,
};
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme, Status};
use jiff::civil::{Date, date};
use store::testing::on_each_engine;
use store::{StoreError, Tx, filings, outbox};

use crate::world::{CHENGDU, TODAY, World, enrolment, line, region, stay, submission};

fn state(world: &World, history: Vec<(Option<Date>, Enrolment)>) {
    let history: Vec<RecordedInsurance> = history
        .into_iter()
        .map(|(from, enrolment)| RecordedInsurance { from, enrolment })
        .collect();
    let stated = world.write(move |desk| {
        let statement = RegisterStatement {
            by: "register",
            number: "R-28",
        };
        let person = "P1".parse().unwrap();
        let insurance = (region("440300"), Scheme::Employee);
        desk::record_insurance(desk, statement, (&person, insurance), &history)
    });
    stated.unwrap();
}

fn filing_of(world: &World, id: &str) -> Filing {
    let person: PersonId = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| filings::find(tx, &person, &id.parse().unwrap());
    let found: Result<_, StoreError> = world.db.read(read);
    found.unwrap().unwrap()
}

fn file(world: &World, asked: Submission) -> State {
    let filed = world.write_on(date(2026, 10, 1), move |desk| {
        desk::file(desk, "P1", &asked)
    });
    filed
        .unwrap_or_else(|error: DeskError| panic!("{error:?}"))
        .filing
        .state
}

fn until(day: Date) -> Enrolment {
    let mut ended = enrolment();
    ended.period.until = Some(day);
    ended
}

const TEMPORARY: &str = "F-P1-510100";

/// Notices of a filing that ended with the insurance.
fn told(world: &World) -> usize {
    let unsent: Result<_, StoreError> = world.db.read(|tx: &mut Tx<'_>| outbox::unsent(tx, 100));
    let topics = unsent.unwrap().into_iter().map(|notice| notice.topic);
    topics
        .filter(|topic| topic == "filing-insurance-ended")
        .count()
}

#[test]
fn a_filing_ends_with_the_insurance_and_what_was_settled_after_it_waits_for_a_clerk() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready_stay(CHENGDU, "S1", vec![line("1", "A", 10_000)]);
        world.settle(CHENGDU, "S1", stay(&visit, 10_000)).unwrap();
        let ended = date(2026, 10, 20);
        state(&world, vec![(None, until(ended))]);
        let filing = filing_of(&world, TEMPORARY);
        assert_eq!(
            (filing.state, filing.period.until),
            (State::Expired, Some(ended))
        );
        let last = filing.history.last().unwrap();
        assert_eq!(
            (last.event, last.by.as_str()),
            (EventKind::InsuranceChanged, "register")
        );
        assert_eq!(told(&world), 1);
        assert_eq!(world.rows("correction_task"), 1);
        // Said again it is no news.
        state(&world, vec![(None, until(ended))]);
        assert_eq!(filing_of(&world, TEMPORARY), filing);
        assert_eq!(told(&world), 1);
        world.assert_sound();
    });
}

#[test]
fn an_end_that_lies_ahead_leaves_the_filing_in_force_until_then() {
    on_each_engine(|db| {
        let world = World::build(db);
        let ends = date(2026, 12, 31);
        state(&world, vec![(None, until(ends))]);
        let filing = filing_of(&world, TEMPORARY);
        assert_eq!(
            (filing.state.word(), filing.period.until),
            ("approved", Some(ends))
        );
        assert!(
            filing
                .in_force()
                .unwrap()
                .period
                .contains(date(2026, 12, 30))
        );
        assert_eq!(told(&world), 1);
        world.assert_sound();
    });
}

#[test]
fn whoever_no_longer_fits_the_category_loses_the_filing_from_today() {
    on_each_engine(|db| {
        let retired = || Enrolment {
            status: Status::Retired,
            ..enrolment()
        };
        let world = World::with(db, &retired());
        let filed = file(
            &world,
            Submission {
                id: "F-home".parse().unwrap(),
                category: "resettled-retiree".to_owned(),
                starts_on: date(2026, 10, 1),
                pledged: true,
                register: Some(Register::Moved),
                ..submission("P1", "110000")
            },
        );
        assert!(matches!(filed, State::Approved | State::Active));
        // What was paid is no change of who the person is.
        let paid = Enrolment {
            paid_through: "2026-12".parse().unwrap(),
            ..retired()
        };
        state(&world, vec![(None, paid.clone())]);
        assert_eq!(filing_of(&world, "F-home").history.len(), 2);
        state(
            &world,
            vec![(None, paid), (Some(date(2026, 11, 1)), enrolment())],
        );
        let filing = filing_of(&world, "F-home");
        assert_eq!(
            (filing.state, filing.period.until),
            (State::Expired, Some(TODAY))
        );
        let last = filing.history.last().unwrap();
        assert!(last.reason.contains("退休"), "{last:?}");
        // A temporary traveller is whoever travels.
        let filing = filing_of(&world, TEMPORARY);
        assert!(filing.is_live());
        assert_eq!(
            filing.history.last().unwrap().event,
            EventKind::InsuranceChanged
        );
        assert_eq!(told(&world), 1);
        world.assert_sound();
    });
}

#[test]
fn what_waits_for_a_clerk_waits_with_what_is_found_now() {
    on_each_engine(|db| {
        let world = World::build(db);
        let filed = file(
            &world,
            Submission {
                id: "F-long".parse().unwrap(),
                category: "long-term-resident".to_owned(),
                starts_on: date(2026, 10, 1),
                months_away: Some(12),
                evidence: vec![Evidence {
                    kind: "residence-permit".to_owned(),
                    reference: "scan-1".to_owned(),
                    until: None,
                }],
                ..submission("P1", "510100")
            },
        );
        assert_eq!(filed, State::Queued);
        state(&world, vec![(None, until(date(2026, 11, 1)))]);
        let filing = filing_of(&world, "F-long");
        assert_eq!(filing.state, State::Queued);
        let mut checks = filing.checks.iter();
        let insured = checks
            .find(|check| check.kind == CheckKind::Insured)
            .unwrap();
        assert_eq!(insured.verdict, Verdict::Fail);
        // To approve it all the same needs a reason.
        let approved = world.write(|desk| {
            let event = domain::filing::Event::Approve {
                reason: String::new(),
            };
            let filing = ("P1".parse().unwrap(), "F-long".parse().unwrap());
            desk::decide_filing(desk, "clerk", (&filing.0, &filing.1), &event)
        });
        assert!(matches!(approved, Err(DeskError::FilingRefused(_))));
        world.assert_sound();
    });
}
