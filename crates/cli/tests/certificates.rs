//! Who somebody is, by whatever paper they have: the same person for each of their certificates,
//! however a client sends it, and nobody for anything else.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use serde_json::{Value, json};
use till::*;

const PERMIT: &str = "狄台居";
const RESIDENT: &str = "米永居";
const NEWBORN: &str = "薛新生";
const MOTHER: &str = "薛居民";

/// mdtrt_cert_type, mdtrt_cert_no, psn_cert_type, certno; who is found, and their psn_cert_type.
type Row = ([&'static str; 4], &'static str, &'static str);

#[rustfmt::skip] // One row a message: the table is read by columns.
const FOUND: &[Row] = &[
    (["02", "830000198913320115", "", ""], PERMIT, "17"),
    (["02", "830000198913320115", "01", "830000198913320115"], PERMIT, "17"),
    (["02", "830000198913320115", "17", "830000198913320115"], PERMIT, "17"),
    (["", "", "17", "830000198913320115"], PERMIT, "17"),
    (["03", "SX4403000088", "", ""], PERMIT, "17"),
    (["", "", "90", "SX4403000088"], PERMIT, "17"),
    (["02", "911840198813320025", "", ""], RESIDENT, "07"),
    (["02", "911840198813320025", "7", "911840198813320025"], RESIDENT, "07"),
    (["02", "zzz110088133002", "07", ""], RESIDENT, "07"),
    (["02", "", "07", "ZZZ110088133002"], RESIDENT, "07"),
    (["", "", "08", "TEST00089"], RESIDENT, "07"),
    (["02", "44030519891402124301", "", ""], NEWBORN, "99"),
    (["02", "440305198914021243B1", "", ""], NEWBORN, "99"),
    (["", "", "99", "4403051989140212431"], NEWBORN, "99"),
    (["02", "440305198914021243", "01", ""], MOTHER, "01"),
    (["02", "440305891402124", "", ""], MOTHER, "01"),
    (["", "", "01", "440305891402124"], MOTHER, "01"),
    (["", "", "17", "440305198914021243"], MOTHER, "01"),
];

#[rustfmt::skip] // The same, of what is nobody's.
const NOBODY: &[[&str; 4]] = &[
    ["02", "830000198913320116", "17", ""],
    ["02", "44030519891402124302", "", ""],
    ["02", "440305891402125", "", ""],
    ["", "", "16", "TEST00089"],
    ["03", "TEST00089", "", ""],
    ["02", "TEST00089", "", ""],
    ["03", "911840198813320025", "", ""],
];

fn asked([kind, number, code, certificate]: [&str; 4]) -> Value {
    json!({"data": {
        "mdtrt_cert_type": kind, "mdtrt_cert_no": number, "card_sn": "", "begntime": "",
        "psn_cert_type": code, "certno": certificate, "psn_name": "",
    }})
}

#[test]
fn everybody_is_found_by_each_certificate() {
    let place = Place::sqlite();
    let mut till = place.till(GUANGZHOU);
    for (sent, name, code) in FOUND {
        let found = till.ok("1101", asked(*sent));
        let base = &found["baseinfo"];
        assert_eq!(base["psn_name"], json!(name), "{sent:?}");
        assert_eq!(base["psn_cert_type"], json!(code), "{sent:?}");
        assert_eq!(base["brdy"].as_str().map(str::len), Some(10));
    }
    for sent in NOBODY {
        assert_eq!(
            till.refused("1101", asked(*sent)),
            "unknown-person",
            "{sent:?}"
        );
    }
    // The certificate that is told is the one that says who it is, in one form.
    let found = till.ok("1101", asked(["", "", "08", "TEST00089"]));
    assert_eq!(found["baseinfo"]["certno"], "911840198813320025");
    let found = till.ok("1101", asked(["02", "440305198914021243B1", "", ""]));
    assert_eq!(found["baseinfo"]["certno"], "44030519891402124301");
}

#[test]
fn somebody_without_an_id_card_is_treated_like_everybody() {
    let place = Place::sqlite();
    for name in [PERMIT, RESIDENT] {
        let mut patient = place.patient(name, GUANGZHOU);
        let visit = patient.ready(&format!("O-{}", patient.person), 20_000);
        let mut of_another = patient.bill(&visit, "B1", 20_000);
        of_another["data"]["psn_cert_type"] = json!("01");
        of_another["data"]["certno"] = json!("440305198914021243");
        assert_eq!(
            patient.till.refused("2207", of_another),
            "voucher-of-another"
        );
        let mut own = patient.bill(&visit, "B1", 20_000);
        let base = &patient.identity["baseinfo"];
        own["data"]["psn_cert_type"] = base["psn_cert_type"].clone();
        own["data"]["certno"] = base["certno"].clone();
        patient.till.ok("2206", own);
        let bill = patient.settle(&visit, 20_000).unwrap();
        let record = patient.settlement(&visit, bill.text("setl_id"));
        let record = patient.till.ok("5203", record);
        let own = &patient.identity["baseinfo"];
        for field in ["psn_cert_type", "certno"] {
            assert_eq!(record["setlinfo"][field], own[field], "{name}");
        }
    }
    place.assert_sound();
}
