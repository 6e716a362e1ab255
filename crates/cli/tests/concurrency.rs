//! Bills of one person that arrive at once through the port equal some serial order: the room left
//! under the ceiling, which each answer names, puts them in a row, and every step of it adds up.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::BTreeSet;
use std::sync::{Arc, Barrier};

use serde_json::Value;
use till::arithmetic::{Bill, yuan};
use till::message::outcome;
use till::*;

/// The outpatient ceiling of tier one at level 2 and above.
const CEILING: i64 = 531_171;

/// What is sent at once: an envelope each, on connections of their own.
fn at_once(place: &Place, envelopes: Vec<Value>) -> Vec<Vec<u8>> {
    let start = Arc::new(Barrier::new(envelopes.len()));
    let tills: Vec<_> = envelopes
        .into_iter()
        .map(|envelope| {
            let (mut till, start) = (place.till(GUANGZHOU), Arc::clone(&start));
            std::thread::spawn(move || {
                // The connection is open before anybody sends.
                till.client().get("/healthz").unwrap();
                start.wait();
                till.bytes(&envelope)
            })
        })
        .collect();
    tills.into_iter().map(|till| till.join().unwrap()).collect()
}

/// `count` visits, ready to settle, together worth 30 % more than the ceiling has room for.
fn bills_at_once(place: &Place, count: i64) {
    let mut patient = place.patient("许两地", GUANGZHOU);
    let account = till::arithmetic::fen(&patient.identity["insuinfo"][0]["balc"]);
    // 55 % of each bill, to whole yuan.
    let each = CEILING * 130 / 55 / count / 100 * 100;
    let envelopes = (0..count)
        .map(|at| {
            let visit = patient.ready(&format!("O{at}"), each);
            let input = patient.bill(&visit, "B1", each);
            patient.till.envelope("2207", &format!("M{at}"), input)
        })
        .collect();
    let answers = at_once(place, envelopes);
    let mut bills: Vec<Bill> = answers
        .iter()
        .map(|answer| Bill::of(outcome(answer).unwrap()))
        .collect();
    bills.sort_by_key(|bill| (-bill.room(), -bill.fen("balc")));
    replay(&bills, each, account);
    assert_eq!(yuan(patient.total("outpatient-upper")), yuan(CEILING));
    assert_eq!(patient.total("outpatient"), CEILING);
    let left = patient.identity["insuinfo"][0]["balc"].clone();
    let now = place.patient("许两地", GUANGZHOU);
    assert_ne!(now.identity["insuinfo"][0]["balc"], left);
    place.assert_sound();
}

/// Each bill finds what the one before it left: room under the ceiling, and money in the account.
fn replay(bills: &[Bill], each: i64, account: i64) {
    let (mut room, mut balance) = (CEILING, account);
    for bill in bills {
        assert_eq!(bill.room(), room, "{}", bill.output);
        let fund = (each * 55 / 100).min(room);
        assert_eq!(bill.fen("fund_pay_sumamt"), fund, "{}", bill.output);
        let drawn = (each - fund).min(balance);
        assert_eq!(bill.fen("acct_pay"), drawn, "{}", bill.output);
        room -= fund;
        balance -= drawn;
        assert_eq!(bill.fen("balc"), balance, "{}", bill.output);
    }
    assert_eq!(room, 0, "the ceiling lies between them");
}

on_both_engines! {
    fn two_bills_at_once(place: &Place) {
        bills_at_once(place, 2);
    }

    fn eight_bills_at_once(place: &Place) {
        bills_at_once(place, 8);
    }

    fn sixty_four_bills_at_once(place: &Place) {
        bills_at_once(place, 64);
    }

    /// The same message sixteen times at once: one settlement, one answer.
    fn one_message_many_times_at_once(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let visit = patient.ready("O1", 30_000);
        let input = patient.bill(&visit, "B1", 30_000);
        let envelope = patient.till.envelope("2207", "ONCE", input);
        let before = place.rows();
        let answers = at_once(place, vec![envelope; 16]);
        let different: BTreeSet<&Vec<u8>> = answers.iter().collect();
        assert_eq!(different.len(), 1, "all answers are the same bytes");
        Bill::of(outcome(&answers[0]).unwrap());
        let after = place.rows();
        for table in ["settlement", "message", "audit", "outbox"] {
            assert_eq!(after[table], before[table] + 1, "{table}");
        }
        assert_eq!(yuan(patient.total("outpatient")), "165.00");
        place.assert_sound();
    }

    /// Settling and reversing the same bill at once ends with nothing settled, whichever is first,
    /// and every answer fits one order.
    fn settling_and_undoing_at_once(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        for round in 0..8 {
            let visit = patient.ready(&format!("O{round}"), 30_000);
            let (message, input) = (format!("M{round}"), patient.bill(&visit, "B1", 30_000));
            let settle = patient.till.envelope("2207", &message, input);
            let input = patient.reversal(&message, "2207");
            let reverse = patient.till.envelope("2601", &format!("R{round}"), input);
            let sent = vec![settle.clone(), reverse.clone(), settle.clone(), reverse];
            let answers = at_once(place, sent);
            for answer in [&answers[1], &answers[3]] {
                assert_eq!(outcome(answer).unwrap(), Value::Null);
            }
            for answer in [&answers[0], &answers[2]] {
                let refused = outcome(answer).err().map(|refusal| refusal.code);
                assert!(refused.is_none_or(|code| code == "message-reversed"));
            }
            let again = outcome(&patient.till.bytes(&settle)).unwrap_err();
            assert_eq!(again.code, "message-reversed");
            assert_eq!(patient.total("outpatient"), 0, "whichever came first");
        }
        place.assert_sound();
    }
}
