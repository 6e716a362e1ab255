//! Commands of the tests, each with one thing to change.

use desk::{
    Caller, CancelSettlement, OpenVisit, Settle, Settled, SettledTogether, Shown, Side,
    UpdateVisit, Voucher,
};
use domain::Money;
use domain::bill::BillLine;
use domain::facility::Care;
use domain::ids::{SettlementId, VisitId};
use domain::person::Scheme;
use jiff::civil::date;
use store::visits::VisitFlags;

use super::{card, region};

/// What a face would send back: everything that matters of a settlement, as text.
pub fn receipt(settled: &Settled) -> Vec<u8> {
    let settlement = &settled.settlement;
    let shares: Vec<String> = settlement
        .shares
        .iter()
        .map(|(payer, amount)| format!("{payer} {amount}"))
        .collect();
    format!(
        "{} {} {}",
        settlement.id,
        settled.balance(),
        shares.join(" ")
    )
    .into_bytes()
}

/// Somebody asks with the card of P1.
pub fn caller(facility: &str, message: &str) -> Caller {
    caller_of("P1", facility, message)
}

pub fn caller_of(person: &str, facility: &str, message: &str) -> Caller {
    Caller {
        facility: facility.parse().unwrap(),
        message: message.parse().unwrap(),
        operator: "op-1".to_owned(),
        said_besides: None,
        shown: card_of(person),
    }
}

/// The card of somebody of this world.
pub fn card_of(person: &str) -> Shown {
    Shown::voucher(Voucher::Certificate(card(&format!("CARD-{person}"))))
}

pub fn outpatient(number: &str) -> OpenVisit {
    OpenVisit {
        person: "P1".parse().unwrap(),
        facility_number: number.to_owned(),
        care: Care::Outpatient,
        scheme: Some(Scheme::Employee),
        insured_at: Some(region("440305")),
        from: date(2026, 11, 3),
        flags: VisitFlags::default(),
        findings: None,
    }
}

pub fn findings(person: &str, visit: &VisitId) -> UpdateVisit {
    UpdateVisit {
        person: person.parse().unwrap(),
        visit: visit.clone(),
        side: Side::Outpatient,
        care: None,
        from: None,
        flags: Default::default(),
        findings: Some(serde_json::json!({
            "diagnoses": [{ "code": "I10.x00", "name": "原发性高血压" }],
        })),
    }
}

pub fn line(serial: &str, code: &str, yuan: i64) -> BillLine {
    BillLine {
        serial: serial.to_owned(),
        code: code.to_owned(),
        name: "示例".to_owned(),
        price: yuan * 1_000_000,
        quantity: 10_000,
        amount: Money::from_yuan(yuan),
        used_on: date(2026, 11, 3),
        approved_by_hospital: false,
        refused_by_hospital: false,
        refund_of: None,
    }
}

pub fn batch(visit: &VisitId, batch: &str, total: i64) -> Settle {
    Settle {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        what: SettledTogether::Batch(batch.to_owned()),
        stated_total: Money::from_yuan(total),
        use_account: true,
        scheme: None,
        care: None,
        flags: VisitFlags::default(),
    }
}

pub fn stay(visit: &VisitId, total: i64) -> Settle {
    Settle {
        what: SettledTogether::Stay { mid_stay: false },
        ..batch(visit, "", total)
    }
}

/// The side is the visit's, which whoever sends it looks up.
pub fn cancel_of(visit: &VisitId, settlement: &SettlementId) -> CancelSettlement {
    CancelSettlement {
        person: "P1".parse().unwrap(),
        visit: visit.clone(),
        settlement: settlement.clone(),
        side: Side::Outpatient,
    }
}
