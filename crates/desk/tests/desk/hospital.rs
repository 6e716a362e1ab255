//! What a hospital records beside bills: a referral on which a filing rests, a disease that the
//! insurance then has on record, a choice of the hospital; by whom, of whom, told, taken back.

use std::sync::Arc;

use desk::accounts::Claimed;
use desk::hospital::{
    RecordRecognition, RecordReferral, ShownAtDesk, WithdrawRecord, at_desk, choose_at_desk,
    facility_day, find_at_desk, record_recognition, record_referral, records_here,
    withdraw_recognition, withdraw_referral,
};
use desk::{Desk, DeskError, Look, Reference, RegisterStatement, Role, UpdateVisit, note_look};
use domain::calendar::Period;
use domain::facility::FacilityKind;
use domain::filing::{Channel, Contact, State, Submission};
use domain::hospital_record::{NamedCode, RecordStanding, RecordingDoctor, Referral};
use domain::ids::{HospitalRecordId, PersonId};
use domain::person::Scheme;
use domain::practitioner::{PaymentStatus, Practitioner, PractitionerKind, StatusSince};
use domain::procedures::ChoiceChannel;
use domain::region::Distance;
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use serde_json::json;
use store::enrolments::RecordedInsurance;
use store::operators::Operator;
use store::staff::{StaffRow, Unit};
use store::testing::{on_each_engine, on_sqlite};
use store::{Db, StoreError, enrolments, filings, outbox, people, practitioners, reference, staff};

use crate::choosing::{LARGE, SMALL, plain};
use crate::facts;
use crate::scene::lines_of;
use crate::world::{
    CHENGDU, GUANGZHOU, TODAY, World, batch, caller, id_number, line, morning, outpatient, region,
    submission,
};

fn p1() -> PersonId {
    "P1".parse().unwrap()
}

fn named(code: &str) -> NamedCode {
    NamedCode {
        code: code.to_owned(),
        name: "示例".to_owned(),
    }
}

fn doctor(code: &str) -> RecordingDoctor {
    RecordingDoctor {
        code: code.parse().unwrap(),
        name: "示例".to_owned(),
    }
}

fn contact() -> Contact {
    Contact {
        name: "陈示例".to_owned(),
        phone: "13800000000".to_owned(),
        address: "示例路1号".to_owned(),
    }
}

fn referral() -> RecordReferral {
    RecordReferral {
        person: p1(),
        to_facility: Some(CHENGDU.parse().unwrap()),
        to_name: "示例医院".to_owned(),
        to_place: region("510107"),
        distance: Some(Distance::OutOfProvince),
        diagnosis: named("C34.900"),
        condition: String::new(),
        reason: "本院不能治".to_owned(),
        opinion: "同意转诊".to_owned(),
        doctor: Some(doctor("D1")),
        referred_on: TODAY,
        from: None,
        through: None,
        files: None,
    }
}

fn recognition() -> RecordRecognition {
    RecordRecognition {
        person: p1(),
        insured_by: Some((region("440300"), Scheme::Employee)),
        disease: named("N18.501"),
        doctor: doctor("D1"),
        recognised_on: date(2026, 11, 1),
        from: None,
        through: Some(date(2026, 12, 31)),
        memo: String::new(),
    }
}

/// The facility has seen P1 today.
fn seen(world: &World, facility: &str) {
    let caller = caller(facility, "look");
    let looked = world.write(move |desk| note_look(desk, &caller, (&p1(), Look::Identity)));
    looked.unwrap();
}

fn refer(
    world: &World,
    (facility, message): (&str, &str),
    asked: &RecordReferral,
) -> Result<desk::hospital::ReferralRecorded, DeskError> {
    let (caller, asked) = (caller(facility, message), asked.clone());
    world.write(move |desk| record_referral(desk, &caller, &asked))
}

fn recognise(
    world: &World,
    (facility, message): (&str, &str),
    asked: &RecordRecognition,
) -> Result<desk::hospital::RecognitionRecorded, DeskError> {
    let (caller, asked) = (caller(facility, message), asked.clone());
    world.write(move |desk| record_recognition(desk, &caller, &asked))
}

fn taken_back(record: &HospitalRecordId) -> WithdrawRecord {
    WithdrawRecord {
        person: p1(),
        record: record.clone(),
        reason: "登记错了".to_owned(),
    }
}

fn topics(world: &World) -> Vec<String> {
    let told = world.db.transact(|tx| outbox::of_person(tx, &p1(), 100));
    let told = told.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    for one in &told {
        assert!(!one.payload.contains("C34") && !one.payload.contains("陈示例"));
    }
    told.into_iter().map(|one| one.topic).collect()
}

/// A filing of P1 for a referral to Chengdu, through the hospital's channel and without a paper.
fn paperless(id: &str) -> Submission {
    Submission {
        id: id.parse().unwrap(),
        category: "referral".to_owned(),
        starts_on: TODAY,
        channel: Channel::Hospital,
        ..submission("P1", "510100")
    }
}

#[test]
fn a_referral_filing_rests_on_the_hospitals_record_and_falls_with_it() {
    on_each_engine(|db| {
        let world = World::build(db);
        let file = |id: &str| {
            let request = paperless(id);
            world.write(move |desk| desk::file(desk, "test", &request))
        };
        assert_eq!(file("F-1").unwrap_err().code(), "filing-refused");
        let stranger = refer(&world, (GUANGZHOU, "R1"), &referral()).unwrap_err();
        assert_eq!(stranger.code(), "unknown-person");
        seen(&world, GUANGZHOU);
        let done = refer(&world, (GUANGZHOU, "R1"), &referral()).unwrap();
        let record = &done.kept.record;
        // As long as the filing of the insured place: a year (X04).
        assert_eq!(record.period.until, Some(date(2027, 11, 21)));
        assert_eq!(record.to_place, region("510100"));
        assert!(done.filing.is_none() && done.not_filed.is_none());
        assert!(topics(&world).contains(&"referral-recorded".to_owned()));
        let filing = file("F-2").unwrap().filing;
        assert_eq!(filing.state, State::Active, "{:?}", filing.checks);
        let elsewhere = taken_back(&record.number);
        let other = caller(CHENGDU, "W0");
        let refused = world.write(move |desk| withdraw_referral(desk, &other, &elsewhere));
        assert_eq!(refused.unwrap_err().code(), "unknown-hospital-record");
        let back = taken_back(&record.number);
        for message in ["W1", "W2"] {
            let (caller, back) = (caller(GUANGZHOU, message), back.clone());
            let gone = world.write(move |desk| withdraw_referral(desk, &caller, &back));
            let gone = gone.unwrap().record;
            assert_eq!(gone.withdrawn.unwrap().reason, "登记错了");
        }
        let found = world
            .db
            .read(|tx| filings::find(tx, &p1(), &"F-2".parse().unwrap()));
        let found = found.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        assert_eq!(found.unwrap().state, State::Cancelled);
        assert_eq!(file("F-3").unwrap_err().code(), "filing-refused");
        let told = topics(&world);
        let count = |topic: &str| told.iter().filter(|one| *one == topic).count();
        assert_eq!(count("referral-withdrawn"), 1);
        assert_eq!(count("filing-cancelled"), 1);
        world.assert_sound();
    });
}

#[test]
fn a_hospital_files_for_whom_it_refers() {
    on_each_engine(|db| {
        let world = World::build(db);
        seen(&world, GUANGZHOU);
        let asked = RecordReferral {
            files: Some(contact()),
            ..referral()
        };
        let done = refer(&world, (GUANGZHOU, "R1"), &asked).unwrap();
        let filing = done.filing.unwrap();
        assert_eq!(filing.state, State::Active, "{:?}", filing.checks);
        assert_eq!(filing.request.destination, region("510100"));
        assert_eq!(done.kept.record.filing.as_ref(), Some(filing.id()));
        // Sent again it is the same, with the same filing.
        let again = refer(&world, (GUANGZHOU, "R1"), &asked).unwrap();
        assert_eq!(again.kept, done.kept);
        assert_eq!(again.filing.unwrap().id(), filing.id());
        let other = RecordReferral {
            reason: "别的原因".to_owned(),
            ..asked.clone()
        };
        let reused = refer(&world, (GUANGZHOU, "R1"), &other).unwrap_err();
        assert_eq!(reused.code(), "key-reused");
        // Nobody to reach: it is recorded all the same, and said why nothing was filed.
        let unreached = RecordReferral {
            to_facility: None,
            to_place: region("420100"),
            files: Some(Contact::default()),
            ..referral()
        };
        let done = refer(&world, (GUANGZHOU, "R2"), &unreached).unwrap();
        assert!(done.filing.is_none() && done.not_filed.is_some());
        world.assert_sound();
    });
}

#[test]
fn what_a_referral_says_has_to_fit() {
    on_sqlite(|db| {
        let world = World::build(db);
        seen(&world, GUANGZHOU);
        let rows: [(&str, RecordReferral); 8] = [
            (
                "field",
                RecordReferral {
                    reason: " ".to_owned(),
                    ..referral()
                },
            ),
            (
                "field",
                RecordReferral {
                    diagnosis: named(""),
                    ..referral()
                },
            ),
            (
                "field",
                RecordReferral {
                    distance: Some(Distance::Home),
                    ..referral()
                },
            ),
            (
                "field",
                RecordReferral {
                    to_place: region("420100"),
                    ..referral()
                },
            ),
            (
                "field",
                RecordReferral {
                    to_place: region("510000"),
                    to_facility: None,
                    ..referral()
                },
            ),
            (
                "field",
                RecordReferral {
                    to_facility: Some(GUANGZHOU.parse().unwrap()),
                    to_place: region("440100"),
                    distance: None,
                    ..referral()
                },
            ),
            (
                "date-ahead",
                RecordReferral {
                    referred_on: date(2026, 11, 23),
                    ..referral()
                },
            ),
            (
                "date-order",
                RecordReferral {
                    through: Some(date(2026, 11, 20)),
                    ..referral()
                },
            ),
        ];
        for (row, (code, asked)) in rows.iter().enumerate() {
            let refused = refer(&world, (GUANGZHOU, "R1"), asked).unwrap_err();
            assert_eq!(refused.code(), *code, "{row}: {refused:?}");
        }
    });
}

fn add_doctors(db: &Db) {
    let one = |code: &str, kind, statuses| Practitioner {
        code: code.parse().unwrap(),
        facility: GUANGZHOU.parse().unwrap(),
        name: "示例".to_owned(),
        kind,
        department: None,
        period: Period::since(date(2020, 1, 1)),
        statuses,
    };
    let suspended = StatusSince {
        from: date(2026, 11, 20),
        status: PaymentStatus::Suspended,
    };
    let all = [
        one("D1", PractitionerKind::Doctor, vec![]),
        one("D2", PractitionerKind::Doctor, vec![suspended]),
        one("Y1", PractitionerKind::Pharmacist, vec![]),
    ];
    let added = db.transact(move |tx| {
        let mut all = all.iter();
        all.try_for_each(|one| practitioners::put(tx, one))
    });
    added.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
}

#[test]
fn only_the_hospitals_own_doctors_say_so_where_they_are_on_record() {
    on_each_engine(|db| {
        let world = World::build(db);
        seen(&world, GUANGZHOU);
        add_doctors(db);
        for (code, is_fine) in [("D2", false), ("Y1", false), ("D9", false), ("D1", true)] {
            let asked = RecordReferral {
                doctor: Some(doctor(code)),
                ..referral()
            };
            let outcome = refer(&world, (GUANGZHOU, code), &asked);
            match is_fine {
                true => drop(outcome.unwrap()),
                false => assert_eq!(outcome.unwrap_err().code(), "doctor-not-here", "{code}"),
            }
        }
        // Before the day on which the doctor was suspended the word counts.
        let before = RecordReferral {
            doctor: Some(doctor("D2")),
            referred_on: date(2026, 11, 19),
            to_facility: None,
            to_name: "另一家示例医院".to_owned(),
            ..referral()
        };
        assert!(refer(&world, (GUANGZHOU, "D2-before"), &before).is_ok());
    });
}

#[test]
fn a_pharmacy_refers_nobody() {
    on_sqlite(|db| {
        let world = World::build(db);
        let mut pharmacy = world
            .reference
            .facility(&GUANGZHOU.parse().unwrap())
            .unwrap()
            .clone();
        pharmacy.code = "P44010000001".parse().unwrap();
        pharmacy.kind = FacilityKind::Pharmacy;
        let loaded = db.transact(move |tx| {
            reference::put_facility(tx, &pharmacy)?;
            Reference::load(tx, crate::world::library())
        });
        let world = World {
            reference: Arc::new(loaded.unwrap_or_else(|error: StoreError| panic!("{error:?}"))),
            ..world
        };
        seen(&world, "P44010000001");
        let refused = refer(&world, ("P44010000001", "R1"), &referral()).unwrap_err();
        assert_eq!(refused.code(), "not-a-hospital");
    });
}

/// P1 at the hospital in Chengdu on the 3rd, for kidney failure; 90 % once that is recognised, 50 %
/// without.
fn kidneys(db: &Db) -> World {
    let rows = [
        r#"rate: pay = "90%"; when = { with = "kidney" }"#,
        r#"rate: pay = "50%"; when = { without = "kidney" }"#,
        concat!(
            r#"disease: name = "n18"; codes = ["N18.5", "M07800"]; mark = "kidney"; "#,
            r#"recognised = true; title = { zh = "尿毒症", en = "kidney failure" }"#,
        ),
    ];
    facts::world(db, facts::pack("01-01", &rows))
}

fn paid(world: &World, tag: &str) -> i64 {
    let visit = world.open(CHENGDU, &format!("{tag}-o"), outpatient(tag));
    let (at, caller) = (visit.clone(), caller(CHENGDU, &format!("{tag}-i")));
    let told = move |desk: &mut Desk<'_, '_>| {
        let asked = UpdateVisit {
            findings: Some(json!({"diagnoses": [{"code": "N18.501", "valid": true}]})),
            ..crate::world::findings("P1", &at)
        };
        desk::update_visit(desk, &caller, &asked, |_| vec![])
    };
    world.write(told).unwrap();
    let upload = lines_of(&visit, tag, vec![line("1", "A", 100)]);
    world.upload(CHENGDU, &format!("{tag}-l"), upload).unwrap();
    let settle = batch(&visit, tag, 100);
    facts::cash(&facts::settled(world, CHENGDU, &format!("{tag}-s"), settle).unwrap())
}

fn recognised_on(world: &World, day: Date) -> Vec<String> {
    let found = world.db.read(|tx| enrolments::on_day(tx, &p1(), day));
    let found = found.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
    found[0].recognised.clone()
}

fn history(world: &World) -> Vec<RecordedInsurance> {
    let found = world.db.read(|tx| enrolments::history(tx, &p1()));
    found.unwrap_or_else(|error: StoreError| panic!("{error:?}"))
}

#[test]
fn a_recognised_disease_is_what_a_register_would_have_stated() {
    on_each_engine(|db| {
        let world = kidneys(db);
        assert_eq!(paid(&world, "D1"), 50);
        let done = recognise(&world, (CHENGDU, "G1"), &recognition()).unwrap();
        assert_eq!(done.kept.record.known_as, "n18");
        assert_eq!(
            done.corrections.len(),
            1,
            "what was settled is derived again"
        );
        assert_eq!(paid(&world, "D2"), 10);
        for (day, holds) in [
            (date(2026, 10, 31), false),
            (date(2026, 11, 1), true),
            (date(2026, 12, 31), true),
            (date(2027, 1, 1), false),
        ] {
            let expected: &[&str] = if holds { &["n18"] } else { &[] };
            assert_eq!(recognised_on(&world, day), expected, "{day}");
        }
        let by_hospital = history(&world);
        // The same by a register, in the same words.
        let mut stated = by_hospital.clone();
        stated.retain(|row| row.from.is_none());
        let mut marked = stated[0].clone();
        marked.from = Some(date(2026, 11, 1));
        marked.enrolment.recognised = vec!["n18".to_owned()];
        let mut ended = stated[0].clone();
        ended.from = Some(date(2027, 1, 1));
        stated.extend([marked, ended]);
        assert_eq!(by_hospital, stated);
        let again = recognise(&world, (CHENGDU, "G1"), &recognition()).unwrap();
        assert_eq!(again.kept, done.kept);
        let twice = recognise(&world, (CHENGDU, "G2"), &recognition()).unwrap_err();
        assert_eq!(twice.code(), "already-recognised");
        world.assert_sound();
    });
}

#[test]
fn a_recognition_taken_back_counts_no_more_from_today() {
    on_each_engine(|db| {
        let world = kidneys(db);
        assert_eq!(paid(&world, "D1"), 50);
        let number = recognise(&world, (CHENGDU, "G1"), &recognition())
            .unwrap()
            .kept
            .record
            .number;
        for message in ["W1", "W2"] {
            let (caller, back) = (caller(CHENGDU, message), taken_back(&number));
            world
                .write(move |desk| withdraw_recognition(desk, &caller, &back))
                .unwrap();
        }
        assert_eq!(recognised_on(&world, date(2026, 11, 20)), ["n18"]);
        assert!(recognised_on(&world, TODAY).is_empty());
        assert!(recognised_on(&world, date(2027, 6, 1)).is_empty());
        let told = topics(&world);
        for topic in ["disease-recognised", "recognition-withdrawn"] {
            assert_eq!(
                told.iter().filter(|one| *one == topic).count(),
                1,
                "{topic}"
            );
        }
        // Once more from today on it is recognised anew.
        let anew = RecordRecognition {
            recognised_on: TODAY,
            through: None,
            ..recognition()
        };
        recognise(&world, (CHENGDU, "G3"), &anew).unwrap();
        assert_eq!(recognised_on(&world, date(2030, 1, 1)), ["n18"]);
        world.assert_sound();
    });
}

#[test]
fn what_a_recognition_says_has_to_fit() {
    on_sqlite(|db| {
        let world = kidneys(db);
        let unseen = recognise(&world, (GUANGZHOU, "G1"), &recognition()).unwrap_err();
        assert_eq!(unseen.code(), "unknown-person");
        seen(&world, GUANGZHOU);
        let rows: [(&str, RecordRecognition); 5] = [
            (
                "disease-not-listed",
                RecordRecognition {
                    disease: named("I10"),
                    ..recognition()
                },
            ),
            (
                "field",
                RecordRecognition {
                    from: Some(date(2026, 10, 31)),
                    ..recognition()
                },
            ),
            (
                "date-ahead",
                RecordRecognition {
                    recognised_on: date(2026, 11, 23),
                    ..recognition()
                },
            ),
            (
                "date-order",
                RecordRecognition {
                    through: Some(date(2026, 10, 1)),
                    ..recognition()
                },
            ),
            (
                "not-enrolled",
                RecordRecognition {
                    insured_by: Some((region("510100"), Scheme::Resident)),
                    ..recognition()
                },
            ),
        ];
        for (row, (code, asked)) in rows.iter().enumerate() {
            let refused = recognise(&world, (GUANGZHOU, "G1"), asked).unwrap_err();
            assert_eq!(refused.code(), *code, "{row}: {refused:?}");
        }
        // The name of the policy will do as well as a code.
        let by_name = RecordRecognition {
            disease: named("n18"),
            ..recognition()
        };
        assert!(recognise(&world, (GUANGZHOU, "G2"), &by_name).is_ok());
    });
}

#[test]
fn a_referral_is_recorded_once_for_the_same_hospital_and_days() {
    on_sqlite(|db| {
        let world = World::build(db);
        seen(&world, GUANGZHOU);
        let first = refer(&world, (GUANGZHOU, "R1"), &referral()).unwrap();
        let twice = refer(&world, (GUANGZHOU, "R2"), &referral()).unwrap_err();
        assert_eq!(twice.code(), "already-referred");
        let number = first.kept.record.number.to_string();
        assert!(twice.message().zh.contains(&number), "{twice:?}");
        // Sent again it is the first one; elsewhere, or once that is taken back, it is another.
        assert!(refer(&world, (GUANGZHOU, "R1"), &referral()).is_ok());
        let elsewhere = RecordReferral {
            to_facility: None,
            to_name: "另一家示例医院".to_owned(),
            ..referral()
        };
        assert!(refer(&world, (GUANGZHOU, "R3"), &elsewhere).is_ok());
        let (back, number) = (caller(GUANGZHOU, "W1"), first.kept.record.number.clone());
        let gone = world.write(move |desk| withdraw_referral(desk, &back, &taken_back(&number)));
        gone.unwrap();
        assert!(refer(&world, (GUANGZHOU, "R4"), &referral()).is_ok());
    });
}

#[test]
fn where_a_policy_lists_no_disease_it_is_on_record_by_its_code() {
    on_sqlite(|db| {
        let world = World::build(db);
        seen(&world, GUANGZHOU);
        let words = RecordRecognition {
            disease: named("随便写的病"),
            ..recognition()
        };
        let refused = recognise(&world, (GUANGZHOU, "G0"), &words).unwrap_err();
        assert_eq!(refused.code(), "disease-code-unknown");
        let asked = RecordRecognition {
            disease: named(" m07800 "),
            through: None,
            ..recognition()
        };
        recognise(&world, (GUANGZHOU, "G1"), &asked).unwrap();
        assert_eq!(recognised_on(&world, TODAY), ["M07800"]);
        // A register that says the same changes nothing.
        let stated = history(&world);
        let said = world.write(move |desk| {
            let by = RegisterStatement {
                by: "register",
                number: "R-1",
            };
            let whose = (&p1(), (region("440300"), Scheme::Employee));
            desk::record_insurance(desk, by, whose, &stated)
        });
        assert!(said.unwrap().is_empty());
        assert_eq!(recognised_on(&world, TODAY), ["M07800"]);
    });
}

fn operator(role: Role, unit: &str) -> Operator {
    Operator {
        id: "OP-1".to_owned(),
        name: "邱医保办".to_owned(),
        roles: vec![role],
        created_at: morning(TODAY),
        unit: match role {
            Role::FacilityDesk => Unit::Facility(unit.parse().unwrap()),
            _ => Unit::Region(unit.parse().unwrap()),
        },
        disabled_at: None,
    }
}

fn papers(name: &str) -> ShownAtDesk {
    ShownAtDesk::Papers(Claimed {
        name: name.to_owned(),
        number: id_number("44030019851301042").reveal().to_owned(),
    })
}

#[test]
fn the_desk_of_a_facility_records_of_whom_it_has_seen_and_its_own_alone() {
    on_each_engine(|db| {
        let world = World::build(db);
        let number = || "N1".parse().unwrap();
        let own = operator(Role::FacilityDesk, GUANGZHOU);
        let find = |by: &Operator, shown: ShownAtDesk| {
            let by = by.clone();
            world.write(move |desk| find_at_desk(desk, (&by, &number()), &shown))
        };
        let clerk = operator(Role::Clerk, "440300");
        let refused = find(&clerk, papers("陈示例")).unwrap_err();
        assert_eq!(refused.code(), "role-not-held");
        for shown in [papers("王示例"), ShownAtDesk::Token("nobody's".to_owned())] {
            assert_eq!(find(&own, shown).unwrap_err().code(), "unknown-person");
        }
        let unseen = world.read(|desk| at_desk(desk, (&own, &number()), &p1()));
        assert_eq!(unseen.unwrap_err().code(), "unknown-person");
        assert_eq!(find(&own, papers("陈示例")).unwrap().person.id, p1());
        let by = own.clone();
        let done = world.write(move |desk| {
            let caller = at_desk(desk, (&by, &number()), &p1())?;
            record_referral(desk, &caller, &referral())
        });
        let done = done.unwrap();
        assert_eq!(done.kept.record.recorded_by, format!("{GUANGZHOU}/OP-1"));
        let here = world
            .read(|desk| records_here(desk, (&own, &number()), &p1()))
            .unwrap();
        assert_eq!(here.referrals, std::slice::from_ref(&done.kept));
        let day = world.read(|desk| facility_day(desk, &own)).unwrap();
        assert_eq!(day.referrals, [(done.kept.clone(), "陈示例".to_owned())]);
        // Another facility sees neither the person nor the record.
        let other = operator(Role::FacilityDesk, CHENGDU);
        let elsewhere = world.read(|desk| records_here(desk, (&other, &number()), &p1()));
        assert_eq!(elsewhere.unwrap_err().code(), "unknown-person");
        assert!(
            world
                .read(|desk| facility_day(desk, &other))
                .unwrap()
                .referrals
                .is_empty()
        );
        // Two days later nobody is at the desk any more.
        let later = morning(TODAY) + SignedDuration::from_hours(25);
        let gone = world.write_at(later, move |desk| at_desk(desk, (&own, &number()), &p1()));
        assert_eq!(gone.unwrap_err().code(), "unknown-person");
        let standing = domain::hospital_record::HospitalRecord::standing;
        assert_eq!(standing(&done.kept.record, TODAY), RecordStanding::Holds);
    });
}

#[test]
fn nobody_records_their_own_disease() {
    on_sqlite(|db| {
        let world = World::build(db);
        let own = operator(Role::FacilityDesk, GUANGZHOU);
        let put = db.transact(|tx| {
            let found = people::find(tx, &p1())?.unwrap();
            let card = found.certificates().next().cloned().unwrap();
            let row = StaffRow {
                identity: Some(staff::identity_of(tx, &card)),
                ..StaffRow::new("OP-1", Unit::Facility(GUANGZHOU.parse().unwrap()))
            };
            staff::put(tx, &row)
        });
        put.unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let found = world.write(move |desk| {
            find_at_desk(desk, (&own, &"N1".parse().unwrap()), &papers("陈示例"))
        });
        assert_eq!(found.unwrap_err().code(), "own-case");
    });
}

#[test]
fn the_desk_chooses_its_own_facility_for_who_is_there() {
    on_each_engine(|db| {
        let world = plain(db);
        let number = || "N1".parse().unwrap();
        let own = operator(Role::FacilityDesk, SMALL);
        let choose = || {
            let by = own.clone();
            world.write(move |desk| choose_at_desk(desk, (&by, &number()), (&p1(), None, None)))
        };
        assert_eq!(choose().unwrap_err().code(), "unknown-person");
        let by = own.clone();
        let found =
            world.write(move |desk| find_at_desk(desk, (&by, &number()), &papers("陈示例")));
        found.unwrap();
        let done = choose().unwrap();
        assert_eq!(done.made.channel, ChoiceChannel::Institution);
        assert_eq!(done.made.facility.as_str(), SMALL);
        assert_eq!(
            choose().unwrap().made,
            done.made,
            "the same number is the same choice"
        );
        let day = world.read(|desk| facility_day(desk, &own)).unwrap();
        assert_eq!(day.choices.len(), 1);
        // Another facility than its own it does not choose.
        let by = own.clone();
        let other = world.write(move |desk| {
            let asked = desk::ChooseFacility {
                person: p1(),
                number: "N2".parse().unwrap(),
                facility: LARGE.parse().unwrap(),
                insured_by: None,
                instead_of: None,
                reason: None,
                channel: ChoiceChannel::Institution,
            };
            desk::choose_as_staff(desk, (&by, &asked), Some(&desk::Voucher::Person(p1())))
        });
        assert_eq!(other.unwrap_err().code(), "role-not-held");
        world.assert_sound();
    });
}

#[test]
fn a_record_is_sealed_and_opened_again() {
    on_each_engine(|db| {
        let world = World::build(db);
        seen(&world, GUANGZHOU);
        let done = refer(&world, (GUANGZHOU, "R1"), &referral()).unwrap();
        let read =
            |tx: &mut store::Tx<'_>| store::hospital_records::of_person::<Referral>(tx, &p1());
        let read = world.db.read(read);
        assert_eq!(
            read.unwrap_or_else(|e: StoreError| panic!("{e:?}")),
            [done.kept]
        );
    });
}
