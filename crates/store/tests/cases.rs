//! The list of cases: each case once, by the day it is due, whatever it is asked for; rows that are
//! missing are filled in; and how fast a page of many is:
//! `SUIXING_CASES=1000000 cargo test --release -p store --test cases -- --nocapture pages`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::time::Instant;

use domain::calendar::{Period, days_after};
use domain::filing::{
    Channel, Check, CheckKind, Contact, EventKind, Filing, FilingReason, HistoryEntry, State,
    Submission, Verdict,
};
use domain::ids::{FilingId, PersonId};
use domain::procedures::AtHome;
use domain::situation::Footing;
use domain::{Bilingual, Region};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use store::cases::{self, CaseEntry, CaseLane, CasesAsked, NEVER, OpenCaseEntry, first_mark};
use store::testing::{Seeded, on_each_layout, on_sqlite};
use store::{Db, StoreError, filings, verify};

const TODAY: Date = date(2026, 11, 30);

fn region(code: &str) -> Region {
    code.parse().unwrap()
}

fn filing(number: u32, at: &str) -> Filing {
    let person: PersonId = format!("P{number}").parse().unwrap();
    let id: FilingId = format!("B{at}261130{number:016}").parse().unwrap();
    let on = days_after(TODAY, -i32::try_from(number % 5).unwrap());
    let checks = [CheckKind::Evidence, CheckKind::Change, CheckKind::Eligible];
    let open = checks[usize::try_from(number % 3).unwrap()];
    Filing {
        request: Submission {
            id,
            person,
            insured_at: region(at),
            destination: region("510100"),
            category: "long-term-resident".to_owned(),
            starts_on: on,
            ends_on: None,
            channel: Channel::Website,
            agent: None,
            contact: Contact::default(),
            pledged: false,
            prevented_by: None,
            evidence: vec![],
            option: None,
            months_away: None,
            posted: None,
            register: None,
            past_stay: None,
            replaces: false,
        },
        reason: FilingReason::LongTermResident,
        footing: Footing::LongTermFiled,
        at_home: AtHome::default(),
        period: Period::since(on),
        state: State::Queued,
        submitted_on: on,
        due_on: Some(days_after(on, 3)),
        decided_by: None,
        superseded_by: None,
        checks: vec![Check {
            kind: open,
            verdict: Verdict::Unknown,
            says: Bilingual::default(),
            basis: None,
        }],
        history: vec![HistoryEntry {
            on,
            by: "person".to_owned(),
            event: EventKind::Submit,
            from: None,
            to: State::Queued,
            reason: String::new(),
        }],
    }
}

fn write(db: &Db, all: &[Filing]) {
    for some in all.chunks(5_000) {
        let some = some.to_vec();
        let done = db.transact(move |tx| {
            for one in &some {
                filings::put(tx, &mut Seeded(7), one, Timestamp::UNIX_EPOCH)?;
            }
            Ok(())
        });
        done.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    }
}

fn asked<'a>(why: Option<&'a str>, due_by: Date) -> CasesAsked<'a> {
    CasesAsked {
        lane: CaseLane::Waiting,
        why,
        due_by,
        after: first_mark(),
        count: 25,
    }
}

/// Every page, one after the other.
fn pages(db: &Db, at: &str, why: Option<&'static str>, due_by: Date) -> Vec<CaseEntry> {
    let at = region(at);
    let mut after = first_mark();
    let mut all = Vec::new();
    loop {
        let mark = after.clone();
        let found = db.read::<_, StoreError, _>(move |tx| {
            let asked = CasesAsked {
                after: mark.clone(),
                ..asked(why, due_by)
            };
            cases::listed(tx, at, &asked)
        });
        let found = found.unwrap();
        let Some(last) = found.last() else {
            return all;
        };
        let row = &last.row;
        after = (row.due_on, row.filing.to_string(), row.person.to_string());
        all.extend(found.into_iter().map(|one| one.row));
    }
}

#[test]
fn every_case_comes_once_in_order_whatever_is_asked() {
    on_each_layout(|db| {
        let mut all: Vec<Filing> = (0..90).map(|number| filing(number, "440300")).collect();
        all.extend((90..100).map(|number| filing(number, "510100")));
        write(db, &all);
        let found = pages(db, "440300", None, NEVER);
        let mut expected: Vec<CaseEntry> = all[..90].iter().map(CaseEntry::of).collect();
        let key = |row: &CaseEntry| (row.due_on, row.filing.clone(), row.person.clone());
        expected.sort_by_key(key);
        assert_eq!(found, expected);
        let evidence = pages(db, "440300", Some("evidence"), NEVER);
        expected.retain(|row| row.why == "evidence");
        assert_eq!(evidence, expected);
        assert_eq!(evidence.len(), 30);
        let late = pages(db, "440300", None, TODAY);
        assert!(!late.is_empty() && late.iter().all(|row| row.due_on <= TODAY));
        assert_eq!(pages(db, "510100", None, NEVER).len(), 10);
        let counted = db.read::<_, StoreError, _>(|tx| {
            let at = region("440300");
            Ok((
                cases::count(tx, at, (CaseLane::Waiting, NEVER), 1_000)?,
                cases::count(tx, at, (CaseLane::Waiting, NEVER), 7)?,
                cases::next_region(tx, "440300")?,
                cases::backlog(tx, at)?.iter().map(|(.., n)| n).sum::<u64>(),
            ))
        });
        assert_eq!(counted.unwrap(), (90, 7, Some(region("510100")), 90));
    });
}

#[test]
fn what_is_proposed_and_held_is_told_by_its_digest() {
    on_each_layout(|db| {
        write(db, &[filing(1, "440300")]);
        let done = db.transact(|tx| {
            let one = filing(1, "440300");
            let of = (one.person(), one.id());
            let open = OpenCaseEntry {
                holder: "OP1".to_owned(),
                held_at: Timestamp::UNIX_EPOCH,
                proposed_by: "OP2".to_owned(),
                proposed_at: Timestamp::UNIX_EPOCH,
                proposal: "原件已在窗口核对；李".to_owned(),
            };
            cases::put_open(tx, &mut Seeded(3), of, &open)?;
            cases::move_to(tx, of, CaseLane::Proposed)?;
            assert_eq!(cases::find_open(tx, of.0, of.1)?, Some(open));
            verify::person(tx, one.person())
        });
        let found = done.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(pages(db, "440300", None, NEVER), []);
    });
}

#[test]
fn a_number_is_counted_by_the_day() {
    on_each_layout(|db| {
        let done = db.transact(|tx| {
            let mut shown = Vec::new();
            for (who, day) in [
                ("A", TODAY),
                ("A", TODAY),
                ("B", TODAY),
                ("A", days_after(TODAY, 1)),
            ] {
                shown.push(cases::count_shown(tx, who, day)?);
            }
            Ok(shown)
        });
        let shown = done.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        assert_eq!(shown, [1, 2, 1, 1]);
    });
}

/// A page of a list of many, at its beginning and in its middle.
#[test]
fn pages_of_many_are_fast() {
    let many: u32 = std::env::var("SUIXING_CASES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2_000);
    on_sqlite(|db| {
        let mut number = 0;
        while number < many {
            let some = (number..many.min(number + 20_000)).map(|it| filing(it, "440300"));
            write(db, &some.collect::<Vec<_>>());
            number += 20_000;
        }
        let middle = (
            days_after(TODAY, 1),
            format!("B440300261130{:016}", many / 2),
            String::new(),
        );
        let mut slowest = 0;
        for (after, why) in [
            (first_mark(), None),
            (middle.clone(), None),
            (middle, Some("change")),
        ] {
            let began = Instant::now();
            let found = db.read::<_, StoreError, _>(move |tx| {
                let at = region("440300");
                let asked = CasesAsked {
                    after: after.clone(),
                    ..asked(why, NEVER)
                };
                let found = cases::listed(tx, at, &asked)?;
                cases::count(tx, at, (CaseLane::Waiting, NEVER), 1_000)?;
                cases::count(tx, at, (CaseLane::Waiting, TODAY), 1_000)?;
                Ok(found.len())
            });
            assert_eq!(found.unwrap(), 25);
            let took = began.elapsed();
            eprintln!("{many} cases, a page of 25: {took:?}");
            slowest = slowest.max(took.as_millis());
        }
        assert!(slowest <= 100, "{slowest} ms");
    });
}
