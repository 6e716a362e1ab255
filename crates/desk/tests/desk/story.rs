//! The main job, from the voucher to the cancelled settlement, on both engines.

use crate::world::{CHENGDU, GUANGZHOU, World, batch, caller, cancel_of, line, stay};
use desk::{EntitlementQuestion, MessageFate, Voucher};
use domain::Money;
use domain::facility::Care;
use domain::shares::Payer;
use domain::situation::Footing;
use jiff::civil::date;
use store::testing::on_each_engine;
use store::visits::VisitFlags;

#[test]
fn a_person_is_identified_treated_settled_and_the_settlement_cancelled() {
    on_each_engine(|db| {
        let world = World::build(db);
        let voucher = Voucher::Certificate(crate::world::id_number("44030019851301042").into());
        let found = world.read(|desk| desk::identify(desk, &voucher)).unwrap();
        assert_eq!(found.person.id.as_str(), "P1");
        assert_eq!(found.enrolments[0].account, Money::from_yuan(500));
        let lines = vec![
            line("1", "A", 20_000),
            line("2", "B", 1_000),
            line("3", "C", 300),
        ];
        let visit = world.ready_stay(CHENGDU, "S1", lines);
        let before = world.state_of("P1");
        let asked = stay(&visit, 21_300);

        let (settled_rows, audit_rows) = (world.rows("settlement"), world.rows("audit"));
        let quoted = world.quote(CHENGDU, &asked).unwrap();
        assert_eq!(world.rows("settlement"), settled_rows);
        assert_eq!(world.rows("audit"), audit_rows);

        let settled = world
            .settle(CHENGDU, "M1", asked.clone())
            .unwrap()
            .outcome
            .unwrap();
        let settlement = &settled.settlement;
        assert_eq!(settlement.shares, quoted.shares);
        assert_eq!(settlement.shares.total(), Money::from_yuan(21_300));
        assert_eq!(settlement.scope.wholly_self_paid, Money::from_yuan(300));
        assert_eq!(settlement.scope.upfront, Money::from_yuan(100));
        assert_eq!(settlement.inputs.situation.footing, Footing::TemporaryFiled);
        assert!(settlement.shares.of(Payer::PooledFund) > Money::from_yuan(10_000));
        assert_ne!(world.state_of("P1"), before);
        // The person's part is more than the account held: 500 yuan.
        let told_and_held = (settled.balance(), world.balance("P1"));
        assert_eq!(told_and_held, (Money::ZERO, Money::ZERO));
        world.assert_sound();

        let asked = cancel_of(&visit, &settlement.id);
        let cancelled = world.cancel(CHENGDU, "M2", asked).unwrap().outcome.unwrap();
        assert_eq!(cancelled.cancellation.shares, settlement.shares.negated());
        assert_eq!(world.state_of("P1"), before);
        world.assert_sound();

        let again = world
            .settle(CHENGDU, "M3", stay(&visit, 21_300))
            .unwrap()
            .outcome
            .unwrap();
        assert_eq!(again.settlement.shares, settlement.shares);
        assert_ne!(again.settlement.batch, settlement.batch);
        world.assert_sound();
    });
}

#[test]
fn the_same_message_gets_the_same_bytes() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        let first = world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let state = world.state_of("P1");
        let second = world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        assert_eq!(first.reply, second.reply);
        assert!(second.replayed && second.outcome.is_none());
        assert_eq!(world.state_of("P1"), state);
        let fate = |message: &str| {
            let (caller, message) = (caller(GUANGZHOU, "ask"), message.parse().unwrap());
            let person = "P1".parse().unwrap();
            world
                .read(|desk| desk::fate_of_message(desk, &caller, &person, &message))
                .unwrap()
        };
        assert_eq!(fate("M1"), MessageFate::Done(first.reply.clone()));
        assert_eq!(fate("M9"), MessageFate::None);
        world.assert_sound();
    });
}

#[test]
fn other_content_under_the_same_number_is_refused_and_named() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(GUANGZHOU, "B1", vec![line("1", "A", 120)]);
        world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let mut changed = batch(&visit, "B1", 121);
        changed.use_account = false;
        let refused = world.settle(GUANGZHOU, "M1", changed).unwrap_err();
        assert_eq!(refused.code(), "key-reused");
        let message = refused.message();
        assert!(
            message.en.ends_with("the total, use_account"),
            "{}",
            message.en
        );
        assert_eq!(world.rows("settlement"), 1);
        world.assert_sound();
    });
}

#[test]
fn a_settled_bill_is_found_again_with_its_lines_and_its_totals() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready(
            GUANGZHOU,
            "B1",
            vec![line("1", "A", 70), line("2", "C", 50)],
        );
        let settled = world
            .settle(GUANGZHOU, "M1", batch(&visit, "B1", 120))
            .unwrap();
        let settlement = settled.outcome.unwrap().settlement;
        let found = world
            .read(|desk| desk::settlement_by_id(desk, &settlement.id))
            .unwrap();
        assert_eq!(found, settlement);
        let lines = world
            .read(|desk| desk::lines_of_settlement(desk, &found))
            .unwrap();
        assert_eq!(lines.len(), 2);
        let pack = world
            .read(|desk| desk::query::pack_of_settlement(desk, &found))
            .unwrap();
        let explained = found.inputs.explain(&pack, None).unwrap();
        assert_eq!(explained.shares, settlement.shares);
        let person = "P1".parse().unwrap();
        let totals = world.read(|desk| desk::year_totals(desk, &person)).unwrap();
        let counted: Vec<_> = totals
            .iter()
            .map(|t| (t.counter.clone(), t.amount))
            .collect();
        assert_eq!(counted, settlement.counted.into_iter().collect::<Vec<_>>());

        let owner = ("P1".parse().unwrap(), visit.clone());
        let at = |facility: &str| {
            let facility = facility.parse().unwrap();
            let owner = (&owner.0, &owner.1);
            world.read(|desk| desk::settlement_of_facility(desk, &facility, owner, &settlement.id))
        };
        assert!(at(GUANGZHOU).is_ok());
        assert_eq!(at(CHENGDU).unwrap_err().code(), "unknown-settlement");
    });
}

#[test]
fn entitlement_is_answered_fund_by_fund_with_its_reason() {
    on_each_engine(|db| {
        let world = World::build(db);
        let ask = |person: &str, facility: &str, care, day| {
            let asked = EntitlementQuestion {
                disease: None,
                person: person.parse().unwrap(),
                facility: facility.parse().unwrap(),
                care,
                scheme: None,
                insured_at: None,
                day,
                flags: VisitFlags::default(),
            };
            world
                .read(|desk| desk::check_entitlement(desk, &asked))
                .unwrap()
        };
        let filed = ask("P1", CHENGDU, Care::Inpatient, date(2026, 11, 3));
        assert!(
            filed
                .iter()
                .any(|row| row.payer == Payer::PooledFund && row.entitled)
        );
        assert!(
            filed[0].reason.en.contains("F-P1-510100"),
            "{:?}",
            filed[0].reason
        );
        let unfiled = ask("P2", CHENGDU, Care::Inpatient, date(2026, 11, 3));
        assert!(unfiled.iter().all(|row| !row.entitled));
        assert!(
            unfiled[0].reason.en.contains("no filing"),
            "{:?}",
            unfiled[0].reason
        );
        let early = ask("P1", CHENGDU, Care::Inpatient, date(2017, 1, 1));
        assert!(!early[0].entitled);
        let unnetworked = ask("P1", CHENGDU, Care::Chronic, date(2026, 11, 3));
        assert!(
            unnetworked[0].reason.en.contains("not networked"),
            "{unnetworked:?}"
        );
    });
}

#[test]
fn a_filing_is_taken_shown_and_cancelled() {
    on_each_engine(|db| {
        let world = World::build(db);
        world.file("P2", "510100").unwrap();
        let person = "P2".parse().unwrap();
        let filings = world.read(|desk| desk::filings(desk, &person)).unwrap();
        assert_eq!(filings.len(), 1);
        world.file("P2", "510100").unwrap();
        assert_eq!(
            world.rows("filing"),
            2,
            "the same filing sent again is the same filing"
        );
        let id = filings[0].id().clone();
        world
            .write(move |desk| {
                desk::cancel_filing(desk, "P2", (&"P2".parse().unwrap(), &id), "回来了")
            })
            .unwrap();
        let after = world.read(|desk| desk::filings(desk, &person)).unwrap();
        assert!(!after[0].is_live());
        assert_eq!(
            after[0].history.len() as i64,
            store::testing::count(db, "filing_event", "person = 'P2'")
        );
        world.assert_sound();
    });
}

#[test]
fn a_stay_is_quoted_before_the_patient_leaves() {
    on_each_engine(|db| {
        let world = World::build(db);
        let visit = world.ready_stay(CHENGDU, "S1", vec![line("1", "A", 900)]);
        let asked = stay(&visit, 900);
        let after = world.quote(CHENGDU, &asked).unwrap();
        let undo = desk::CancelDischarge {
            person: "P1".parse().unwrap(),
            visit: visit.clone(),
        };
        let back = caller(CHENGDU, "S1-back");
        world
            .write(move |desk| desk::cancel_discharge(desk, &back, &undo, |_| vec![]))
            .unwrap();
        let before = world.quote(CHENGDU, &asked).unwrap();
        assert_eq!(before.shares, after.shares);
        let refused = world.settle(CHENGDU, "M1", asked).unwrap_err();
        assert_eq!(refused.code(), "not-discharged");
    });
}
