//! What is on record of a person changes, also for days that have passed: what was settled comes to
//! what it would have, had it been known.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::facts;
use crate::scene::lines_of;
use crate::world::{
    CHENGDU, GUANGZHOU, TODAY, World, batch, caller, cancel_of, enrolment, findings, line,
    outpatient, region, stay, submission,
};
use desk::{
    Cause, Correction, CorrectionVerdict, DecideCorrection, DecidedCorrection, DeskError,
    Insurance, OpenVisit, RecordedInsurance, RegisterStatement, Role, Settlement, UpdateVisit,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::Care;
use domain::filing::{Event, Evidence, State, Submission};
use domain::ids::{FilingId, SettlementId};
use domain::person::{Enrolment, Scheme, Status};
use domain::shares::{Payer, Shares};
use jiff::civil::{Date, date};
use serde_json::json;
use store::operators::Operator;
use store::testing::{Seeded, on_each_engine, on_sqlite};
use store::{StoreError, Tx, corrections, enrolments};

const EMPLOYEE: Scheme = Scheme::Employee;

fn insurance() -> Insurance {
    (region("440300"), EMPLOYEE)
}

fn recorded(from: Option<Date>, enrolment: Enrolment) -> RecordedInsurance {
    RecordedInsurance { from, enrolment }
}

fn retired() -> Enrolment {
    Enrolment {
        status: Status::Retired,
        ..enrolment()
    }
}

fn state(world: &World, history: &[RecordedInsurance]) -> Result<Vec<Correction>, DeskError> {
    let history = history.to_vec();
    world.write(move |desk| {
        let statement = RegisterStatement {
            by: "register",
            number: "R-1",
        };
        let person = "P1".parse().unwrap();
        desk::record_insurance(desk, statement, (&person, insurance()), &history)
    })
}

/// A stay of so many yuan of class A, admitted and discharged in November, settled today.
fn settled(world: &World, at: &str, tag: &str, yuan: i64) -> Settlement {
    let visit = world.ready_stay(at, tag, vec![line("1", "A", yuan)]);
    let answer = world.settle(at, tag, stay(&visit, yuan)).unwrap();
    answer.outcome.unwrap().settlement
}

/// As everything stands now, in the order it was settled.
fn standing(world: &World) -> Vec<Settlement> {
    let person = "P1".parse().unwrap();
    let read = |tx: &mut Tx<'_>| corrections::standing(tx, &person);
    let standing = world.db.read(read);
    standing.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

fn shares(world: &World) -> Vec<Shares> {
    standing(world).iter().map(|made| made.shares).collect()
}

/// What two stays come to for somebody who was always insured like this.
fn always(enrolment: &Enrolment) -> Vec<Shares> {
    let came_to = RefCell::new(vec![]);
    on_sqlite(|db| {
        let world = World::with(db, enrolment);
        settled(&world, CHENGDU, "S1", 10_000);
        settled(&world, CHENGDU, "S2", 30_000);
        came_to.replace(shares(&world));
    });
    came_to.into_inner()
}

#[test]
fn the_day_of_service_picks_what_is_on_record() {
    let (on_job, retired_always) = (always(&enrolment()), always(&retired()));
    assert_ne!(on_job, retired_always);
    on_each_engine(|db| {
        let world = World::build(db);
        let made = settled(&world, CHENGDU, "S1", 10_000);
        settled(&world, CHENGDU, "S2", 30_000);
        // Retired since the middle of November: both stays ended before.
        let since = Some(date(2026, 11, 15));
        let history = [recorded(None, enrolment()), recorded(since, retired())];
        assert_eq!(state(&world, &history).unwrap(), []);
        assert_eq!(shares(&world), on_job);
        // Cancelled and settled again they are still those of somebody on the job.
        let second = standing(&world).remove(1);
        let asked = cancel_of(&second.visit, &second.id);
        world.cancel(CHENGDU, "C2", asked).unwrap();
        world
            .cancel(CHENGDU, "C1", cancel_of(&made.visit, &made.id))
            .unwrap();
        world
            .settle(CHENGDU, "A1", stay(&made.visit, 10_000))
            .unwrap();
        world
            .settle(CHENGDU, "A2", stay(&second.visit, 30_000))
            .unwrap();
        assert_eq!(shares(&world), on_job);
        world.assert_sound();
    });
}

#[test]
fn what_was_settled_is_corrected_when_the_record_changes_for_its_day() {
    let retired_always = always(&retired());
    on_each_engine(|db| {
        let world = World::build(db);
        settled(&world, CHENGDU, "S1", 10_000);
        settled(&world, CHENGDU, "S2", 30_000);
        let balance = world.balance("P1");
        let since = Some(date(2026, 11, 10));
        let history = [recorded(None, enrolment()), recorded(since, retired())];
        let corrections = state(&world, &history).unwrap();
        assert_eq!(corrections.len(), 2);
        for correction in &corrections {
            assert_eq!(correction.cause, Cause::EnrolmentChanged);
            assert_eq!(correction.cause_of, "R-1");
            assert!(correction.shares.total().is_zero());
            assert_eq!(correction.inputs.situation.status, Status::Retired);
        }
        assert_eq!(shares(&world), retired_always);
        let drawn = corrections.iter().map(|it| it.shares.of(Payer::Account));
        assert_eq!(world.balance("P1"), balance - drawn.sum());
        world.assert_sound();
        // The same again changes nothing; taken back, everything is as it was.
        assert_eq!(state(&world, &history).unwrap(), []);
        state(&world, &[recorded(None, enrolment())]).unwrap();
        assert_eq!(shares(&world), always(&enrolment()));
        assert_eq!(world.balance("P1"), balance);
        world.assert_sound();
    });
}

/// Insured anew in the middle of a stay: entitled by the row of the first day, and the status is
/// that of the last.
#[test]
fn entitlement_is_of_the_first_day_and_status_of_the_last() {
    on_each_engine(|db| {
        let world = World::build(db);
        let since = date(2026, 11, 5);
        let mut first = enrolment();
        first.period.until = Some(since);
        let mut anew = retired();
        anew.period.from = since;
        anew.continuous_since = "2026-11".parse().unwrap();
        let history = [recorded(None, first), recorded(Some(since), anew)];
        state(&world, &history).unwrap();
        let made = settled(&world, CHENGDU, "S1", 10_000);
        assert_eq!(made.inputs.situation.status, Status::Retired);
        // Derived again, it is the same.
        state(&world, &[recorded(None, enrolment())]).unwrap();
        state(&world, &history).unwrap();
        assert_eq!(shares(&world), [made.shares]);
        world.assert_sound();
    });
}

#[test]
fn who_turns_out_not_to_have_been_insured_is_left_to_a_clerk() {
    on_each_engine(|db| {
        let world = World::build(db);
        let made = settled(&world, CHENGDU, "S1", 10_000);
        let mut later = enrolment();
        later.period.from = TODAY;
        assert_eq!(state(&world, &[recorded(None, later)]).unwrap(), []);
        assert_eq!(world.rows("correction_task"), 1);
        assert_eq!(shares(&world), [made.shares]);
        world.assert_sound();
    });
}

#[test]
fn a_history_that_cannot_be_is_refused() {
    on_sqlite(|db| {
        let world = World::build(db);
        let resident = Enrolment {
            status: Status::Resident,
            ..enrolment()
        };
        let day = Some(date(2026, 1, 1));
        let wrong = [
            vec![],
            vec![recorded(day, enrolment())],
            vec![recorded(None, enrolment()), recorded(None, retired())],
            vec![
                recorded(None, enrolment()),
                recorded(day, retired()),
                recorded(day, retired()),
            ],
            vec![recorded(None, resident)],
        ];
        for history in wrong {
            let refused = state(&world, &history).unwrap_err();
            assert_eq!(refused.code(), "bad-register", "{history:?}");
        }
        world.assert_sound();
    });
}

/// A filing as a long-term resident of Chengdu, which a clerk has to decide on because nothing was
/// pledged. Until then the temporary one holds.
fn applied_for(world: &World) -> FilingId {
    let asked = Submission {
        id: "F-long".parse().unwrap(),
        category: "long-term-resident".to_owned(),
        months_away: Some(12),
        evidence: vec![Evidence {
            kind: "residence-permit".to_owned(),
            reference: "scan-1".to_owned(),
            until: None,
        }],
        ..submission("P1", "510100")
    };
    let id = asked.id.clone();
    let applied = world.write_on(date(2026, 9, 30), move |desk| {
        desk::file(desk, "P1", &asked)
    });
    assert_eq!(applied.unwrap().filing.state, State::Queued);
    id
}

fn approve(world: &World, id: &FilingId, on: Date) {
    let id = id.clone();
    let decided = world.write_on(on, move |desk| {
        let person = "P1".parse().unwrap();
        let event = Event::Approve {
            reason: "lives there".to_owned(),
        };
        desk::decide_filing(desk, "clerk", (&person, &id), &event)
    });
    decided.unwrap();
}

#[test]
fn a_filing_decided_after_the_settlement_counts_as_it_would_have_before() {
    let decided_before = RefCell::new(vec![]);
    on_sqlite(|db| {
        let world = World::build(db);
        let filing = applied_for(&world);
        approve(&world, &filing, date(2026, 10, 2));
        settled(&world, CHENGDU, "S1", 10_000);
        decided_before.replace(shares(&world));
    });
    let decided_before = decided_before.into_inner();
    on_each_engine(|db| {
        let world = World::build(db);
        let filing = applied_for(&world);
        settled(&world, CHENGDU, "S1", 10_000);
        assert_ne!(shares(&world), decided_before);
        approve(&world, &filing, TODAY);
        assert_eq!(shares(&world), decided_before);
        let made = world.rows("correction");
        assert_eq!(made, 1);
        world.assert_sound();
    });
}

/// The filing is the person's, whichever of their insurances pays.
#[test]
fn a_filing_decided_after_corrects_what_each_insurance_settled() {
    on_each_engine(|db| {
        let world = World::build(db);
        let resident = Enrolment {
            scheme: Scheme::Resident,
            tier: None,
            status: Status::Resident,
            account: Money::ZERO,
            ..enrolment()
        };
        let enrolled = db.transact(move |tx| {
            enrolments::enrol(tx, &mut Seeded(3), &"P1".parse().unwrap(), &resident)
        });
        enrolled.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let filing = applied_for(&world);
        for scheme in [EMPLOYEE, Scheme::Resident] {
            let tag = scheme.to_string();
            let opened = OpenVisit {
                care: Care::Inpatient,
                scheme: Some(scheme),
                from: world.next_admission(),
                ..outpatient(&tag)
            };
            let charged = BillLine {
                used_on: opened.from,
                ..line("1", "A", 10_000)
            };
            let visit = world.open(CHENGDU, &format!("{tag}-open"), opened);
            let lines = lines_of(&visit, "", vec![charged]);
            world
                .upload(CHENGDU, &format!("{tag}-lines"), lines)
                .unwrap();
            world.discharge(CHENGDU, &format!("{tag}-out"), &visit);
            world.settle(CHENGDU, &tag, stay(&visit, 10_000)).unwrap();
        }
        let before = shares(&world);
        approve(&world, &filing, TODAY);
        let after = shares(&world);
        assert!(before.iter().zip(&after).all(|(then, now)| then != now));
        assert_eq!(world.rows("correction"), 2);
        // Each is told, after the notice of the filing itself.
        let told = |condition: &str| store::testing::count(db, "outbox", condition);
        assert_eq!(told("topic = 'settlement-corrected'"), 2);
        assert_eq!(told("topic = 'settlement-corrected' AND ordinal <= 1"), 0);
        world.assert_sound();
    });
}

pub fn clerk() -> Operator {
    Operator {
        id: "OP-1".to_owned(),
        name: "江经办".to_owned(),
        roles: vec![Role::Clerk],
        created_at: jiff::Timestamp::UNIX_EPOCH,
        unit: store::staff::Unit::All,
        disabled_at: None,
    }
}

fn decide(
    world: &World,
    settlement: &SettlementId,
    verdict: CorrectionVerdict,
    reason: &str,
) -> Result<DecidedCorrection, DeskError> {
    let asked = DecideCorrection {
        settlement: settlement.clone(),
        verdict,
        reason: reason.to_owned(),
    };
    world.write(move |desk| desk::decide_correction(desk, &clerk(), &asked))
}

/// The policies of the tree, with a row of Shenzhen's employees that leaves what the record changes
/// to this.
fn deciding(world: &mut World, later: &str, decided: &str) {
    with_row(
        world,
        &format!(
            "[[cancellation]]\nat = \"record-changed\"\nlater = \"{later}\"\n\
             decided = \"{decided}\"\n\
         from = \"2020-01-01\"\nbasis = {{ source = \"S001\", confidence = \"D\" }}\n"
        ),
    );
}

/// The policies of the tree with one more row of Shenzhen's employees.
fn with_row(world: &mut World, row: &str) {
    let mut files = crate::world::policy_files();
    let pack = files
        .iter_mut()
        .find(|file| file.name == "440300/employee.toml");
    pack.unwrap().text.push_str(&format!("\n{row}"));
    let library = domain::policy::Library::parse(&files, desk::query::pack_hash).unwrap();
    let load = move |tx: &mut Tx<'_>| desk::Reference::load(tx, library.clone());
    let loaded = world.db.transact(load);
    let loaded = loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    world.reference = std::sync::Arc::new(loaded);
}

#[test]
fn the_policy_says_whether_a_clerk_decides() {
    let retired_always = always(&retired());
    on_each_engine(|db| {
        let mut world = World::build(db);
        deciding(&mut world, "corrected", "clerk");
        let first = settled(&world, CHENGDU, "S1", 10_000);
        let second = settled(&world, CHENGDU, "S2", 30_000);
        let before = shares(&world);
        assert_eq!(state(&world, &[recorded(None, retired())]).unwrap(), []);
        assert_eq!(shares(&world), before);
        let tasks = world.read(|desk| desk::correction_tasks(desk, 10)).unwrap();
        let waiting: BTreeSet<_> = tasks.iter().map(|task| &task.settlement).collect();
        assert_eq!(waiting, [&first.id, &second.id].into());
        world.assert_sound();
        // What is decided is done, and what is not said stays.
        let refused = decide(&world, &first.id, CorrectionVerdict::Correct, " ");
        assert_eq!(refused.unwrap_err().code(), "field");
        let done = decide(&world, &first.id, CorrectionVerdict::Correct, "核对无误").unwrap();
        assert_eq!(done.corrections.len(), 1);
        assert_eq!(shares(&world)[0], retired_always[0]);
        assert_eq!(shares(&world)[1], before[1]);
        world.assert_sound();
        decide(&world, &second.id, CorrectionVerdict::Leave, "本人放弃").unwrap();
        assert_eq!(shares(&world)[1], before[1]);
        let again = decide(&world, &second.id, CorrectionVerdict::Leave, "again");
        assert_eq!(again.unwrap_err().code(), "nothing-to-decide");
        world.assert_sound();
        // Another clerk may see it otherwise.
        decide(&world, &second.id, CorrectionVerdict::Correct, "复核").unwrap();
        world.assert_sound();
        let asked = cancel_of(&second.visit, &second.id);
        world.cancel(CHENGDU, "C", asked).unwrap();
        let gone = decide(&world, &second.id, CorrectionVerdict::Correct, "late");
        assert_eq!(gone.unwrap_err().code(), "not-standing");
        world.assert_sound();
    });
}

/// What was asked once is asked once, with the newest reason, and nobody else decides it.
/// The diagnosis was taken back before the bill was settled, and made again for a later one.
#[test]
fn what_is_found_later_is_not_what_a_bill_stood_on() {
    let rows = [
        r#"rate: pay = "50%"; when = { status = "on-job", without = "kidney" }"#,
        r#"rate: pay = "60%"; when = { status = "retired", without = "kidney" }"#,
        r#"rate: pay = "90%"; when = { with = "kidney" }"#,
        concat!(
            r#"disease: name = "n18"; title = { zh = "尿毒症", en = "kidney failure" }; "#,
            r#"codes = ["N18.5"]; mark = "kidney""#
        ),
    ];
    on_each_engine(|db| {
        let world = facts::world(db, facts::pack("01-01", &rows));
        let visit = world.ready(CHENGDU, "O", vec![line("1", "A", 100)]);
        let told = |message: &str, is_valid: bool| {
            let found = json!({"diagnoses": [{"code": "N18.5", "valid": is_valid}]});
            let asked = UpdateVisit {
                findings: Some(found),
                ..findings("P1", &visit)
            };
            let by = caller(CHENGDU, message);
            let told = world.write(move |desk| desk::update_visit(desk, &by, &asked, |_| vec![]));
            told.unwrap();
        };
        told("taken-back", false);
        world
            .settle(CHENGDU, "O-s", batch(&visit, "O", 100))
            .unwrap();
        told("made-again", true);
        let always = Enrolment {
            tier: None,
            ..retired()
        };
        assert_eq!(state(&world, &[recorded(None, always)]).unwrap().len(), 1);
        assert_eq!(shares(&world)[0].funds(), Money::from_yuan(60));
        world.assert_sound();
    });
}

/// The second bill used the rest of the account and stands by rule; the first would draw on it.
#[test]
fn what_the_account_does_not_hold_waits_for_a_clerk() {
    let rows = [
        r#"rate: pay = "90%"; when = { status = "on-job" }"#,
        r#"rate: pay = "50%"; when = { status = "retired" }"#,
        r#"account: pays = ["co-pay"]"#,
        concat!(
            r#"cancellation: at = "record-changed"; later = "corrected"; decided = "automatic"; "#,
            r#"when = { level = "tertiary" }"#
        ),
        concat!(
            r#"cancellation: at = "record-changed"; later = "stand"; decided = "automatic"; "#,
            r#"when = { level = "secondary" }"#
        ),
    ];
    on_each_engine(|db| {
        let world = facts::world(db, facts::pack("01-01", &rows));
        let first = settled(&world, CHENGDU, "S1", 400);
        assert_eq!(world.balance("P1"), Money::from_yuan(460), "a tenth of 400");
        settled(&world, GUANGZHOU, "S2", 9_200);
        assert_eq!(world.balance("P1"), Money::ZERO, "a tenth of 9 200 is more");
        let before = shares(&world);
        // Half of 400 are 160 yuan more than a tenth.
        let always = Enrolment {
            tier: None,
            ..retired()
        };
        assert_eq!(state(&world, &[recorded(None, always)]).unwrap(), []);
        assert_eq!(shares(&world), before);
        let tasks = world.read(|desk| desk::correction_tasks(desk, 10)).unwrap();
        assert_eq!(tasks.len(), 1);
        assert_eq!(tasks[0].settlement, first.id);
        assert!(tasks[0].why.en.contains("does not hold enough"));
        world.assert_sound();
    });
}

#[test]
fn what_a_clerk_was_asked_is_not_corrected_by_the_next_change() {
    let known_before = RefCell::new(vec![]);
    on_sqlite(|db| {
        let world = World::with(db, &retired());
        let filing = applied_for(&world);
        approve(&world, &filing, date(2026, 10, 2));
        settled(&world, CHENGDU, "S1", 10_000);
        known_before.replace(shares(&world));
    });
    let known_before = known_before.into_inner();
    on_each_engine(|db| {
        let mut world = World::build(db);
        deciding(&mut world, "corrected", "clerk");
        let made = settled(&world, CHENGDU, "S1", 10_000);
        let tasks = |world: &World| world.read(|desk| desk::correction_tasks(desk, 10)).unwrap();
        let mut older = retired();
        older.contribution_base = Some(domain::Money::from_yuan(9_000));
        state(&world, &[recorded(None, retired())]).unwrap();
        state(&world, &[recorded(None, older)]).unwrap();
        assert_eq!(tasks(&world).len(), 1);
        // The record is as it was: nothing is left to decide.
        state(&world, &[recorded(None, enrolment())]).unwrap();
        assert_eq!(tasks(&world), []);
        state(&world, &[recorded(None, retired())]).unwrap();
        decide(&world, &made.id, CorrectionVerdict::Leave, "本人放弃").unwrap();
        let filing = applied_for(&world);
        approve(&world, &filing, TODAY);
        assert_eq!(shares(&world), [made.shares]);
        assert_eq!(world.rows("correction"), 0);
        // Left once, it may be corrected all the same, by what is on record.
        decide(&world, &made.id, CorrectionVerdict::Correct, "复核").unwrap();
        assert_eq!(shares(&world), known_before);
        world.assert_sound();
    });
}

#[test]
fn what_stands_by_rule_stays_and_says_so() {
    on_each_engine(|db| {
        let mut world = World::build(db);
        deciding(&mut world, "stand", "automatic");
        let made = settled(&world, CHENGDU, "S1", 10_000);
        assert_eq!(state(&world, &[recorded(None, retired())]).unwrap(), []);
        assert_eq!(shares(&world), [made.shares]);
        assert_eq!(world.rows("correction_task"), 1);
        assert_eq!(
            world.read(|desk| desk::correction_tasks(desk, 10)).unwrap(),
            []
        );
        world.assert_sound();
    });
}

#[test]
fn what_cannot_be_derived_is_left_or_waits() {
    on_each_engine(|db| {
        let world = World::build(db);
        let made = settled(&world, CHENGDU, "S1", 10_000);
        let mut of_a_tier_without_rates = enrolment();
        of_a_tier_without_rates.tier = Some("three".to_owned());
        state(&world, &[recorded(None, of_a_tier_without_rates)]).unwrap();
        let refused = decide(&world, &made.id, CorrectionVerdict::Correct, "try");
        assert_eq!(refused.unwrap_err().code(), "not-derived");
        decide(&world, &made.id, CorrectionVerdict::Leave, "追回另办").unwrap();
        assert_eq!(
            world.read(|desk| desk::correction_tasks(desk, 10)).unwrap(),
            []
        );
        assert_eq!(shares(&world), [made.shares]);
        world.assert_sound();
    });
}

#[test]
fn a_bill_of_a_day_that_turns_out_not_to_be_insured_is_the_persons_own_when_a_clerk_says_so() {
    on_each_engine(|db| {
        let world = World::build(db);
        let made = settled(&world, CHENGDU, "S1", 10_000);
        let next = settled(&world, CHENGDU, "S2", 10_000);
        assert!(made.shares.funds() > Money::ZERO && next.deductible < made.deductible);
        let mut later = enrolment();
        later.period.from = next.inputs.situation.day;
        // Nobody is asked for money back without a clerk.
        state(&world, &[recorded(None, later)]).unwrap();
        assert_eq!(shares(&world), [made.shares, next.shares]);
        decide(&world, &made.id, CorrectionVerdict::Correct, "当时未参保").unwrap();
        let [own, after] = shares(&world)[..] else {
            panic!("two stand")
        };
        assert_eq!(own.of(Payer::Cash), Money::from_yuan(10_000));
        assert_eq!(own.total(), own.of(Payer::Cash));
        // The second is the first of the year now.
        assert!(after.funds() < next.shares.funds());
        world.assert_sound();
        // Insured after all.
        state(&world, &[recorded(None, enrolment())]).unwrap();
        assert_eq!(shares(&world), [made.shares, next.shares]);
        world.assert_sound();
    });
}

/// What ends a filing later does not end it for what was settled before, whatever else changes.
#[test]
fn a_filing_that_ends_later_held_when_the_bill_was_settled() {
    on_each_engine(|db| {
        let world = World::build(db);
        settled(&world, CHENGDU, "S1", 10_000);
        let before = shares(&world);
        let cancelled = world.write(|desk| {
            let (person, filing) = ("P1".parse().unwrap(), "F-P1-510100".parse().unwrap());
            desk::cancel_filing(desk, "P1", (&person, &filing), "back home")
        });
        assert_eq!(cancelled.unwrap().filing.state, State::Cancelled);
        assert_eq!(shares(&world), before);
        assert_eq!(world.rows("correction"), 0);
        // The record changes and the settlement is derived anew: it is filed all the same.
        state(&world, &[recorded(None, retired())]).unwrap();
        assert_eq!(shares(&world)[0], always(&retired())[0]);
        world.assert_sound();
    });
}

/// Filed after the bill was settled, on the same day even: the bill stays as it is.
#[test]
fn a_filing_made_after_the_settlement_changes_nothing() {
    on_each_engine(|db| {
        let world = World::build(db);
        settled(&world, CHENGDU, "S1", 10_000);
        let before = shares(&world);
        let filed = world.write(|desk| {
            let asked = Submission {
                id: "F-late".parse().unwrap(),
                starts_on: TODAY,
                ..submission("P1", "510100")
            };
            desk::file(desk, "P1", &asked)
        });
        assert!(filed.is_ok(), "{filed:?}");
        assert_eq!(shares(&world), before);
        assert_eq!(world.rows("correction"), 0);
        world.assert_sound();
    });
}

#[test]
fn lines_are_split_anew_where_another_share_of_class_b_holds() {
    let row = "[[upfront]]\nshare = \"30%\"\nwhen = { status = \"retired\" }\n\
               from = \"2020-01-01\"\n\
               basis = { source = \"S001\", confidence = \"D\" }\n";
    let of_class_b = |world: &World, tag: &str| {
        let visit = world.ready_stay(
            CHENGDU,
            tag,
            vec![line("1", "B", 10_000), line("2", "A", 500)],
        );
        let answer = world.settle(CHENGDU, tag, stay(&visit, 10_500)).unwrap();
        answer.outcome.unwrap().settlement
    };
    let always = RefCell::new(vec![]);
    on_sqlite(|db| {
        let mut world = World::with(db, &retired());
        with_row(&mut world, row);
        of_class_b(&world, "S1");
        of_class_b(&world, "S2");
        let known = standing(&world)
            .into_iter()
            .map(|made| (made.scope, made.shares));
        always.replace(known.collect());
    });
    let always = always.into_inner();
    on_each_engine(|db| {
        let mut world = World::build(db);
        with_row(&mut world, row);
        let made = of_class_b(&world, "S1");
        of_class_b(&world, "S2");
        assert_eq!(made.scope.upfront, domain::Money::from_yuan(1000));
        assert_eq!(
            state(&world, &[recorded(None, retired())]).unwrap().len(),
            2
        );
        let now = standing(&world)
            .into_iter()
            .map(|made| (made.scope, made.shares));
        assert_eq!(now.collect::<Vec<_>>(), always);
        assert_eq!(always[0].0.upfront, domain::Money::from_yuan(3000));
        world.assert_sound();
    });
}
