//! Each aggregate reads back as it was written, the same on both engines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

use std::collections::BTreeSet;

use domain::calendar::Period;
use domain::catalogue::{Class, Item};
use domain::facility::{Care, Facility, FacilityKind, Level, Networked};
use domain::ids::{Certificate, CertificateKind, MessageId, PersonId};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::{Money, Region};
use jiff::Timestamp;
use jiff::civil::date;
use store::messages::{MessageKey, MessageState, NewMessage};
use store::settlements::YearKey;
use store::testing::{Seeded, on_each_layout as on_each_engine};
use store::{Db, StoreError, audit, enrolments, messages, outbox, packs, people, reference};
use store::{settlements, sign_ins, verify};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_793_700_000 + second).unwrap()
}

fn shenzhen() -> Region {
    "440300".parse().unwrap()
}

/// An invented person; the month of birth does not exist.
fn someone() -> Person {
    Person {
        id: "P1".parse().unwrap(),
        name: "陈示例".to_owned(),
        certificate: id_number("44030019901301042").into(),
        gender: Gender::Female,
        born_on: date(1990, 1, 30),
        others: vec![card("A12345678")],
    }
}

fn id_number(first_seventeen: &str) -> domain::ids::IdNumber {
    "0123456789X"
        .chars()
        .find_map(|last| format!("{first_seventeen}{last}").parse().ok())
        .unwrap()
}

fn card(number: &str) -> Certificate {
    Certificate::read(CertificateKind::SocialCard, number).unwrap()
}

fn enrolment() -> Enrolment {
    Enrolment {
        insured_at: shenzhen(),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status: Status::OnJob,
        period: Period::since(date(2020, 9, 1)),
        continuous_since: "2020-09".parse().unwrap(),
        paid_through: "2026-10".parse().unwrap(),
        traits: BTreeSet::from(["civil-servant".to_owned()]),
        account: Money::from_yuan(2000),
        employer: Some("示例公司".to_owned()),
        contribution_base: None,
        recognised: Vec::new(),
    }
}

fn enrol_someone(db: &Db) {
    db.transact(|tx| {
        people::insert(tx, &mut Seeded(1), &someone())?;
        enrolments::enrol(tx, &mut Seeded(2), &someone().id, &enrolment())?;
        people::issue_voucher(tx, &someone().id, "TOKEN-1", at(60))
    })
    .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
}

#[test]
fn a_person_is_found_by_each_voucher_and_by_nothing_else() {
    on_each_engine(|db| {
        enrol_someone(db);
        db.read(|tx| {
            let person = Some(someone());
            assert_eq!(people::find(tx, &someone().id)?, person);
            for own in someone().certificates() {
                assert_eq!(people::find_by_certificate(tx, own)?, person);
            }
            assert_eq!(people::find_by_voucher(tx, "TOKEN-1", at(59))?, person);
            assert_eq!(people::find_by_voucher(tx, "TOKEN-1", at(60))?, None);
            assert_eq!(people::find_by_voucher(tx, "TOKEN-2", at(0))?, None);
            assert_eq!(people::find_by_certificate(tx, &card("TOKEN-1"))?, None);
            let other = id_number("44030019901301044").into();
            assert_eq!(people::find_by_certificate(tx, &other)?, None);
            assert_eq!(people::list(tx, 10)?, vec![someone()]);
            assert_eq!(
                enrolments::on_day(tx, &someone().id, jiff::civil::Date::MAX)?,
                vec![enrolment()]
            );
            Ok::<_, StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn a_number_two_people_hold_is_nobodys() {
    on_each_engine(|db| {
        enrol_someone(db);
        let twin = Person {
            id: "P2".parse().unwrap(),
            others: vec![card("A2")],
            ..someone()
        };
        let find = |shown: &Certificate| {
            let found = db.read::<_, StoreError, _>(|tx| people::find_by_certificate(tx, shown));
            found.unwrap().map(|person| person.id)
        };
        assert_eq!(find(&someone().certificate), Some(someone().id));
        db.transact::<_, StoreError, _>(move |tx| people::insert(tx, &mut Seeded(3), &twin))
            .unwrap();
        assert_eq!(find(&someone().certificate), None);
        assert_eq!(find(&card("A12345678")), Some(someone().id));
        assert_eq!(find(&card("A2")), Some("P2".parse().unwrap()));
    });
}

#[test]
fn a_token_issued_anew_is_the_new_owners() {
    on_each_engine(|db| {
        enrol_someone(db);
        let other = Person {
            id: "P2".parse().unwrap(),
            certificate: id_number("44030019901301044").into(),
            others: Vec::new(),
            ..someone()
        };
        let issued = db.transact::<_, StoreError, _>(move |tx| {
            people::insert(tx, &mut Seeded(3), &other)?;
            people::issue_voucher(tx, &other.id, "TOKEN-1", at(90))?;
            people::find_by_voucher(tx, "TOKEN-1", at(60))
        });
        assert_eq!(issued.unwrap().unwrap().id.as_str(), "P2");
    });
}

#[test]
fn names_and_numbers_are_not_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("canary.db");
    let db = Db::open_sqlite(&path, store::testing::test_keys()).unwrap();
    enrol_someone(&db);
    drop(db);
    let bytes = std::fs::read(&path).unwrap();
    for canary in [
        "陈示例",
        someone().certificate.reveal(),
        "A12345678",
        "TOKEN-1",
    ] {
        let canary = canary.as_bytes();
        assert!(!bytes.windows(canary.len()).any(|part| part == canary));
    }
}

#[test]
fn an_identity_moved_to_another_row_does_not_open() {
    on_each_engine(|db| {
        enrol_someone(db);
        db.transact(|tx| {
            let copy = "INSERT INTO person (person, identity, gender, born_on) \
                 SELECT 'P2', identity, gender, born_on FROM person";
            tx.execute(copy, &[])
        })
        .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let moved: PersonId = "P2".parse().unwrap();
        let opened = db.read(|tx| people::find(tx, &moved));
        assert!(
            matches!(opened, Err(StoreError::Sealed { .. })),
            "{opened:?}"
        );
    });
}

#[test]
fn balances_move_only_with_postings() {
    on_each_engine(|db| {
        enrol_someone(db);
        assert_eq!(db.read(verify::all).unwrap(), vec![]);
        let account = (shenzhen(), Scheme::Employee);
        let taken = Money::from_yuan(-5);
        db.transact(move |tx| enrolments::move_account(tx, &someone().id, account, taken))
            .unwrap();
        let found = db.read(verify::all).unwrap();
        assert_eq!(
            found.iter().map(|v| v.invariant).collect::<Vec<_>>(),
            ["M3"]
        );
        let overdrawn = Money::from_yuan(-2000);
        let refused =
            db.transact(move |tx| enrolments::move_account(tx, &someone().id, account, overdrawn));
        assert!(refused.is_err());
    });
}

#[test]
fn reference_data_is_replaced_and_counted() {
    on_each_engine(|db| {
        let facility = Facility {
            code: "H44010000001".parse().unwrap(),
            name: "示例医院".to_owned(),
            region: "440106".parse().unwrap(),
            kind: FacilityKind::Hospital,
            level: Level::Tertiary,
            grade: Default::default(),
            networked: vec![Networked {
                care: Care::Inpatient,
                period: Period::since(date(2017, 1, 1)),
            }],
            traits: BTreeSet::new(),
            before: vec![],
            site: Default::default(),
        };
        let item = |code: &str| Item {
            code: code.to_owned(),
            name: "示例".to_owned(),
            class: Class::B,
            upfront: "10%".parse().unwrap(),
            limit: None,
            period: Period::since(date(2024, 1, 1)),
            negotiated: false,
            restricted: false,
            fee_kind: "09".to_owned(),
        };
        let guangdong: Region = "440000".parse().unwrap();
        let stored = facility.clone();
        let (many, few) = (vec![item("A"), item("B")], vec![item("C")]);
        db.transact(move |tx| {
            reference::put_facility(tx, &stored)?;
            reference::replace_catalogue(tx, guangdong, &many)?;
            reference::replace_catalogue(tx, guangdong, &few)
        })
        .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        db.read(|tx| {
            assert_eq!(reference::facilities(tx)?, vec![facility.clone()]);
            let catalogues = reference::catalogues(tx)?;
            assert_eq!(catalogues.len(), 1);
            assert_eq!(catalogues[0].items(), [item("C")]);
            assert_eq!(reference::version(tx)?, 3);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn running_totals_are_set_not_added() {
    on_each_engine(|db| {
        let person: PersonId = "P1".parse().unwrap();
        db.transact(move |tx| {
            let key = YearKey {
                person: &person,
                insured_at: shenzhen(),
                scheme: Scheme::Employee,
                year: "2026",
            };
            let yuan = Money::from_yuan;
            let admissions = (settlements::ADMISSIONS, Money::from_fen(2));
            settlements::set_year_to_date(tx, key, &[("pooled", yuan(10)), admissions])?;
            settlements::set_year_to_date(tx, key, &[("pooled", yuan(7)), ("excess", yuan(0))])?;
            let year = settlements::year_to_date(tx, key)?;
            assert_eq!(year.counter("pooled"), yuan(7));
            assert_eq!((year.admissions, year.counters.len()), (2, 1));
            let other = YearKey {
                year: "2027",
                ..key
            };
            assert_eq!(settlements::year_to_date(tx, other)?, Default::default());
            Ok::<_, StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn a_message_keeps_its_answer_and_a_tombstone_has_none() {
    on_each_engine(|db| {
        db.transact(|tx| {
            let (person, facility) = ("P1".parse().unwrap(), "H44010000001".parse().unwrap());
            let ids: [MessageId; 2] = ["M1".parse().unwrap(), "M2".parse().unwrap()];
            let key = |message| MessageKey {
                person: &person,
                facility: &facility,
                message,
            };
            let new = NewMessage {
                key: key(&ids[0]),
                deed: "settle",
                content: b"{\"total\":\"1.00\"}",
                reply: b"\x00\xff answer",
                visit: None,
                settlement: None,
                received_at: at(0),
                turn: 1,
                said_besides: None,
            };
            messages::insert(tx, &mut Seeded(7), &new)?;
            messages::insert_tombstone(tx, key(&ids[1]), "settle", at(1))?;
            let done = messages::find(tx, key(&ids[0]))?.unwrap();
            assert_eq!(done.state, MessageState::Done);
            assert_eq!(done.reply(tx)?.unwrap(), b"\x00\xff answer");
            assert_eq!(done.content(tx)?.unwrap(), b"{\"total\":\"1.00\"}");
            assert_eq!(done.digest, Some(tx.keys().digest(new.content)));
            messages::mark_reversed(tx, key(&ids[0]))?;
            let reversed = messages::find(tx, key(&ids[0]))?.unwrap();
            assert_eq!(reversed.state, MessageState::Reversed);
            let tombstone = messages::find(tx, key(&ids[1]))?.unwrap();
            assert_eq!(tombstone.state, MessageState::Tombstone);
            assert_eq!(tombstone.reply(tx)?, None);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    });
}

#[test]
fn an_audit_chain_notices_every_change() {
    on_each_engine(|db| {
        db.transact(|tx| {
            let mut head = audit::head(tx, "P1")?;
            for number in 0..5 {
                let entry = audit::AuditEntry {
                    chain: "P1",
                    at: at(number),
                    actor: "H44010000001",
                    action: "settle",
                    object: &format!("S{number}"),
                    reason: "",
                    digest: "d",
                };
                head = audit::append(tx, &head, &entry)?;
            }
            assert_eq!(audit::head(tx, "P1")?, head);
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let chain = || db.read(|tx| audit::of_chain(tx, "P1")).unwrap();
        assert_eq!(audit::first_break(&chain()), None);
        let tampered = [
            "UPDATE audit SET actor = 'nobody' WHERE sequence = 2",
            "UPDATE audit SET sequence = 9 WHERE sequence = 5",
            "DELETE FROM audit WHERE sequence = 1",
        ];
        for sql in tampered {
            let changed: Result<(), StoreError> = db.transact(move |tx| {
                tx.execute(sql, &[])?;
                let chain = audit::of_chain(tx, "P1")?;
                assert!(audit::first_break(&chain).is_some(), "{sql}");
                Err(StoreError::Row("put it back".to_owned()))
            });
            assert!(changed.is_err());
        }
        db.transact(|tx| tx.execute("DELETE FROM audit WHERE sequence = 5", &[]))
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        let cut = audit::first_break(&chain());
        assert_eq!(cut, None, "a chain does not show that it was cut short");
    });
}

fn panicked<T>(error: StoreError) -> T {
    panic!("{error:?}")
}

#[test]
fn notices_are_kept_to_be_sent() {
    on_each_engine(|db| {
        db.transact(|tx| {
            let notice = |ordinal| outbox::OutboxNotice {
                person: "P1".parse().unwrap(),
                turn: 1,
                ordinal,
                topic: "settled".to_owned(),
                payload: "{}".to_owned(),
                created_at: at(ordinal),
            };
            outbox::add(tx, &notice(1))?;
            outbox::add(tx, &notice(2))?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let waiting = store::testing::count(db, "outbox", "sent_at IS NULL");
        assert_eq!(waiting, 2);
        // Until when some were deleted is remembered, and from when on all must be there.
        let since = || db.read(outbox::kept_since).unwrap_or_else(panicked);
        assert_eq!(since(), None);
        let forget = |before: i64| {
            let done = db.transact(move |tx| {
                let sent = outbox::unsent(tx, 1)?;
                outbox::note_sent(tx, &sent, at(10))?;
                outbox::forget_sent(tx, at(before), 5)
            });
            done.unwrap_or_else(panicked)
        };
        assert_eq!(forget(10), 0);
        assert_eq!(since(), None);
        assert_eq!(forget(1_000), 2);
        let hour = jiff::SignedDuration::from_hours(1);
        assert_eq!(since(), Some(at(1_000) + hour));
        let checked = db.read(store::verify::once).unwrap_or_else(panicked);
        assert_eq!(checked.violations, []);
    });
}

#[test]
fn texts_and_sign_ins_are_kept_once() {
    on_each_engine(|db| {
        db.transact(|tx| {
            packs::keep(tx, "abc", "text")?;
            packs::keep(tx, "abc", "text")?;
            assert_eq!(packs::find(tx, "abc")?.as_deref(), Some("text"));
            assert_eq!(packs::find(tx, "abd")?, None);
            let sign_in = sign_ins::SignInRecord {
                facility: "H44010000001".parse().unwrap(),
                sign_number: "N1".to_owned(),
                operator: "O1".to_owned(),
                terminal: "10.0.0.9".to_owned(),
                signed_in_at: at(0),
            };
            sign_ins::insert(tx, &sign_in)?;
            assert!(sign_ins::close(tx, &sign_in.facility, "N1", at(1))?);
            assert!(!sign_ins::close(tx, &sign_in.facility, "N1", at(2))?);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    });
}
