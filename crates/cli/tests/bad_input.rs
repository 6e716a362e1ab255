//! Every bad input of every transaction: HTTP 200, infcode −1, the stable code, Chinese and
//! English, and nothing written – neither a row nor an amount.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::collections::BTreeMap;

use serde_json::{Value, json};
use till::http::Request;
use till::message::{CALL_SERVICE, answered, outcome};
use till::patient::{Line, day, number, today};
use till::*;

/// A person in the middle of things, so that every transaction has something to go wrong about.
struct Scene<'a> {
    place: &'a Place,
    patient: Patient,
    /// Described, with lines in batch `B1`, not settled: 200.00.
    open: String,
    /// Registered only.
    bare: String,
    /// Described, without lines.
    empty: String,
    /// Settled: batch `B1`, 200.00.
    settled: String,
    settlement: String,
    /// A stay with a line, not discharged: 1,000.00.
    staying: String,
    /// A stay with a line, discharged: 1,000.00.
    left: String,
    messages: u32,
    /// What was answered otherwise than expected.
    wrong: Vec<String>,
}

/// Everything a bad message must leave alone.
#[derive(Debug, PartialEq)]
struct Picture {
    rows: BTreeMap<String, i64>,
    totals: Vec<(String, String)>,
    identity: Value,
    lines: Vec<Value>,
}

impl Scene<'_> {
    fn set(place: &Place) -> Scene<'_> {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let open = patient.ready("O-open", 20_000);
        let bare = patient.register("O-bare");
        let empty = patient.register("O-empty");
        patient.describe(&empty);
        let settled = patient.ready("O-settled", 20_000);
        let bill = patient.settle(&settled, 20_000).unwrap();
        let line = [Line::one(1, LABORATORY, 1_000)];
        let (left, _) = patient.stay("I-left", json!({}), &line);
        let staying = patient.admit("I-staying", json!({}));
        patient.upload_stay(&staying, &line);
        Scene {
            place,
            open,
            bare,
            empty,
            settled,
            settlement: bill.text("setl_id").to_owned(),
            staying,
            left,
            patient,
            messages: 0,
            wrong: Vec::new(),
        }
    }

    fn picture(&mut self) -> Picture {
        let visits = [&self.open, &self.settled, &self.staying, &self.left];
        let ask =
            |visit: &&String| json!({"data": {"psn_no": self.patient.person, "mdtrt_id": visit}});
        let asked: Vec<Value> = visits.iter().map(ask).collect();
        let lines = asked.into_iter();
        Picture {
            lines: lines
                .map(|asked| self.patient.till.ok("5204", asked))
                .collect(),
            totals: self.patient.totals(),
            identity: self.place.patient("许两地", GUANGZHOU).identity,
            rows: self.rows(),
        }
    }

    /// How many rows there are, but for the trace that looking somebody up leaves.
    fn rows(&self) -> BTreeMap<String, i64> {
        let mut rows = self.place.rows();
        rows.retain(|table, _| !["audit", "person_lock"].contains(&table.as_str()));
        rows
    }

    /// A message that is in order, to be spoilt.
    fn good(&self, infno: &str) -> Value {
        let p = &self.patient;
        let line = [Line::one(7, LABORATORY, 50)];
        match infno {
            "1101" => json!({"data": {
                "mdtrt_cert_type": "01", "mdtrt_cert_no": "SANDBOX440300000000000000018",
                "begntime": "", "psn_name": "",
            }}),
            "1201" => json!({"medinsinfo": {"fixmedins_type": "1", "fixmedins_code": GUANGZHOU}}),
            "2001" => json!({"data": {
                "psn_no": p.person, "insutype": "310", "fixmedins_code": GUANGZHOU,
                "med_type": "11", "begntime": day(0),
            }}),
            "2201" => p.registration("O-new", &day(0)),
            "2202" => json!({"data": {"psn_no": p.person, "mdtrt_id": self.bare}}),
            "2203" => p.description(&self.bare),
            "2204" => p.lines(&self.open, "B2", &line),
            "2205" => json!({"data": {
                "psn_no": p.person, "mdtrt_id": self.open, "chrg_bchno": "B1",
            }}),
            "2206" | "2207" => p.bill(&self.open, "B1", 20_000),
            "2208" | "5203" | "5204" => p.settlement(&self.settled, &self.settlement),
            "2301" => p.lines(&self.staying, "", &line),
            "2302" => json!({"data": [{
                "psn_no": p.person, "mdtrt_id": self.staying, "feedetl_sn": "1",
            }]}),
            "2303" | "2304" => p.stay_bill(&self.left, 100_000),
            "2305" => p.settlement(&self.left, &self.settlement),
            "2401" => p.admission("I-new", json!({})),
            "2402" => p.departure(&self.staying, &day(0)),
            "2403" => json!({"adminfo": {
                "psn_no": p.person, "mdtrt_id": self.staying, "begntime": day(0),
                "med_type": "21", "mdtrt_cert_type": "01", "ipt_otp_no": "I-staying",
            }}),
            "2404" | "2405" => json!({"data": {"psn_no": p.person, "mdtrt_id": self.left}}),
            "2601" => p.reversal("NEVER-SENT", "2207"),
            "5206" => json!({"data": {"psn_no": p.person}}),
            "9001" => json!({"signIn": {"opter_no": "1", "mac": "0", "ip": "0"}}),
            "9002" => json!({"signOut": {"sign_no": "S", "opter_no": "1"}}),
            other => panic!("no good {other}"),
        }
    }

    /// Sends an envelope that must be refused.
    fn refuse(&mut self, expected: &str, envelope: &Value, told: &str) {
        let bytes = self.patient.till.bytes(envelope);
        self.expect(expected, &bytes, told);
    }

    /// Notes an answer that is not the refusal expected.
    fn expect(&mut self, expected: &str, bytes: &[u8], told: &str) {
        match outcome(bytes) {
            Err(refusal) if refusal.code == expected => {}
            Err(refusal) => self
                .wrong
                .push(format!("{told}: {expected}? {}", refusal.message)),
            Ok(output) => self
                .wrong
                .push(format!("{told}: {expected}? done: {output}")),
        }
    }

    fn envelope(&mut self, infno: &str, input: Value) -> Value {
        self.messages += 1;
        let message = format!("BAD-{}", self.messages);
        self.patient.till.envelope(infno, &message, input)
    }

    /// The transaction with one field changed, which must be refused.
    fn spoil(&mut self, infno: &str, (field, value): (&str, &Value), expected: &str) {
        let mut input = self.good(infno);
        *field_of(&mut input, field) = value.clone();
        let envelope = self.envelope(infno, input);
        self.refuse(expected, &envelope, &format!("{infno} {field} = {value}"));
    }
}

/// The field of this name in the first row of any node.
fn field_of<'v>(input: &'v mut Value, field: &str) -> &'v mut Value {
    let nodes = input.as_object_mut().unwrap();
    let node = nodes.values_mut().next().expect("a node");
    let row = match node {
        Value::Array(rows) => &mut rows[0],
        row => row,
    };
    &mut row[field]
}

fn raw(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// The books once the program has done what it does by itself after a start: reminders that are
/// due, days and cases of filings from before.
fn at_rest(scene: &mut Scene<'_>) -> Picture {
    for _ in 0..20 {
        let before = scene.picture();
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        if scene.picture() == before {
            return before;
        }
    }
    panic!("the books never come to rest");
}

/// Runs the checks over one scene and compares the books before and after.
fn without_a_trace(place: &Place, check: impl FnOnce(&mut Scene<'_>)) {
    let mut scene = Scene::set(place);
    let before = at_rest(&mut scene);
    check(&mut scene);
    assert!(scene.wrong.is_empty(), "{}", scene.wrong.join("\n"));
    assert_eq!(scene.picture(), before, "something was written");
    place.assert_sound();
}

// ── amounts ─────────────────────────────────────────────────────────────────────────────────────

const AMOUNTS: &[(&str, &[&str])] = &[
    ("2204", &["det_item_fee_sumamt", "cnt", "pric"]),
    ("2206", &["medfee_sumamt", "fulamt_ownpay_amt"]),
    ("2207", &["medfee_sumamt", "inscp_scp_amt"]),
    ("2301", &["det_item_fee_sumamt", "cnt", "pric"]),
    ("2303", &["medfee_sumamt", "preselfpay_amt"]),
    ("2304", &["medfee_sumamt", "overlmt_selfpay"]),
];

/// What no amount, price or quantity can be.
fn no_numbers() -> Vec<(Value, &'static str)> {
    vec![
        (json!("NaN"), "not-a-number"),
        (json!("Infinity"), "not-a-number"),
        (json!("-Infinity"), "not-a-number"),
        (json!("十元"), "not-a-number"),
        (json!("１００"), "not-a-number"),
        (json!("1,000.00"), "not-a-number"),
        (json!("1.2.3"), "not-a-number"),
        (json!("0x10"), "not-a-number"),
        (json!("¥50"), "not-a-number"),
        (json!("--5"), "not-a-number"),
        (raw("1e99"), "number-too-large"),
        (json!("5E-9"), "number-too-precise"),
        (raw("0.1234567"), "number-too-precise"),
        (json!("50.00000001"), "number-too-precise"),
        (
            raw("50.000000000000000000000000000000001"),
            "number-too-precise",
        ),
        (raw("100000000.01"), "number-too-large"),
        (raw("99999999999999999999999999"), "number-too-large"),
        (json!("9".repeat(4_000)), "number-too-large"),
        (json!("9".repeat(4_001)), "too-long"),
        (json!({"yuan": 50}), "wrong-type"),
        (json!([50]), "wrong-type"),
    ]
}

/// Below zero, and absent.
const SIGNS: &[(&str, &str, &str, &str)] = &[
    ("2204", "pric", "-50", "number-negative"),
    ("2204", "cnt", "-1", "refund-not-allowed"),
    ("2204", "cnt", "0", "number-zero"),
    ("2204", "cnt", "1.00001", "number-too-precise"),
    (
        "2204",
        "det_item_fee_sumamt",
        "-50.00",
        "line-does-not-add-up",
    ),
    (
        "2204",
        "det_item_fee_sumamt",
        "50.001",
        "number-too-precise",
    ),
    (
        "2204",
        "det_item_fee_sumamt",
        "50.02",
        "line-does-not-add-up",
    ),
    (
        "2204",
        "det_item_fee_sumamt",
        "5000",
        "line-does-not-add-up",
    ),
    ("2204", "cnt", "2", "line-does-not-add-up"),
    ("2204", "pric", "50.02", "line-does-not-add-up"),
    ("2204", "pric", "null", "missing-field"),
    ("2204", "cnt", "null", "missing-field"),
    ("2204", "det_item_fee_sumamt", "null", "missing-field"),
    ("2206", "medfee_sumamt", "-200.00", "number-negative"),
    ("2206", "medfee_sumamt", "200.001", "number-too-precise"),
    ("2206", "medfee_sumamt", "199.99", "total-mismatch"),
    ("2206", "medfee_sumamt", "200.01", "total-mismatch"),
    ("2206", "medfee_sumamt", "100000000.00", "total-mismatch"),
    ("2206", "medfee_sumamt", "0", "total-mismatch"),
    ("2206", "medfee_sumamt", "null", "missing-field"),
    ("2207", "medfee_sumamt", "-0.01", "number-negative"),
    ("2207", "medfee_sumamt", "199.99", "total-mismatch"),
    ("2207", "medfee_sumamt", "200.01", "total-mismatch"),
    ("2207", "medfee_sumamt", "null", "missing-field"),
    ("2207", "inscp_scp_amt", "-1", "number-negative"),
    ("2301", "pric", "-50", "number-negative"),
    ("2301", "cnt", "-1", "refund-without-original"),
    ("2301", "cnt", "0", "number-zero"),
    (
        "2301",
        "det_item_fee_sumamt",
        "-50.00",
        "line-does-not-add-up",
    ),
    (
        "2301",
        "det_item_fee_sumamt",
        "49.98",
        "line-does-not-add-up",
    ),
    ("2303", "medfee_sumamt", "-1000.00", "total-mismatch"),
    ("2303", "medfee_sumamt", "999.99", "total-mismatch"),
    ("2304", "medfee_sumamt", "-1000.00", "total-mismatch"),
    ("2304", "medfee_sumamt", "1000.01", "total-mismatch"),
];

// ── what does not exist ─────────────────────────────────────────────────────────────────────────

/// Transaction, field, value, code.
const NOBODY: &[(&str, &str, &str, &str)] = &[
    ("1101", "mdtrt_cert_no", "NO-SUCH-TOKEN", "unknown-person"),
    ("1101", "psn_name", "别人", "unknown-person"),
    ("1101", "mdtrt_cert_type", "99", "unknown-code"),
    ("1201", "fixmedins_code", "X1", "bad-identifier"),
    ("1201", "fixmedins_type", "9", "unknown-code"),
    ("2001", "psn_no", "9", "unknown-person"),
    ("2001", "insutype", "999", "unknown-code"),
    ("2001", "fixmedins_code", "H99999900001", "unknown-facility"),
    ("2001", "med_type", "zz", "unknown-code"),
    ("2201", "psn_no", "9", "unknown-person"),
    ("2201", "psn_no", "有空格 1", "bad-identifier"),
    ("2201", "psn_no", "", "missing-field"),
    ("2201", "insutype", "999", "unknown-code"),
    ("2201", "insutype", "390", "not-enrolled"),
    ("2201", "insutype", "", "missing-field"),
    ("2201", "ipt_otp_no", "", "missing-field"),
    ("2202", "psn_no", "9", "unknown-person"),
    ("2202", "mdtrt_id", "S0", "unknown-visit"),
    ("2203", "psn_no", "9", "unknown-person"),
    ("2203", "mdtrt_id", "S0", "unknown-visit"),
    ("2203", "med_type", "zz", "unknown-code"),
    ("2203", "med_type", "21", "wrong-care"),
    ("2203", "med_type", "", "missing-field"),
    (
        "2203",
        "exp_content",
        "{\"TRUM_FLAG\":\"7\"}",
        "unknown-code",
    ),
    ("2203", "exp_content", "{\"TRUM_FLAG\":", "bad-exp-content"),
    ("2204", "psn_no", "9", "unknown-person"),
    ("2204", "mdtrt_id", "S0", "unknown-visit"),
    ("2204", "med_list_codg", "NO-SUCH-CODE", "unknown-item"),
    (
        "2204",
        "med_list_codg",
        "XA02BAL155E001010199018",
        "item-not-in-force",
    ),
    (
        "2204",
        "med_list_codg",
        "XL01XXS001A001010199019",
        "item-not-in-force",
    ),
    ("2204", "med_list_codg", "", "missing-field"),
    ("2204", "chrg_bchno", "", "missing-field"),
    ("2204", "hosp_appr_flag", "7", "unknown-code"),
    ("2204", "feedetl_sn", "1", "serial-taken"),
    ("2205", "psn_no", "9", "unknown-person"),
    ("2205", "mdtrt_id", "S0", "unknown-visit"),
    ("2205", "chrg_bchno", "B9", "no-such-lines"),
    ("2206", "psn_no", "9", "unknown-person"),
    ("2206", "mdtrt_id", "S0", "unknown-visit"),
    ("2206", "chrg_bchno", "B9", "no-lines"),
    ("2206", "insutype", "999", "unknown-code"),
    ("2207", "psn_no", "9", "unknown-person"),
    ("2207", "mdtrt_id", "S0", "unknown-visit"),
    ("2207", "chrg_bchno", "B9", "no-lines"),
    ("2207", "insutype", "390", "insurance-differs"),
    ("2207", "acct_used_flag", "7", "unknown-code"),
    ("2207", "mdtrt_cert_type", "77", "unknown-code"),
    ("2207", "med_type", "41", "wrong-care"),
    (
        "2207",
        "exp_content",
        "{\"OTP_ER_REFL_FLAG\":\"9\"}",
        "unknown-code",
    ),
    (
        "2207",
        "exp_content",
        "{\"TRUM_FLAG\":\"1\",\"REL_TTP_FLAG\":\"1\"}",
        "third-party",
    ),
    ("2208", "psn_no", "9", "unknown-person"),
    ("2208", "setl_id", "A0", "unknown-settlement"),
    ("2208", "setl_id", "", "missing-field"),
    ("2301", "psn_no", "9", "unknown-person"),
    ("2301", "mdtrt_id", "S0", "unknown-visit"),
    ("2301", "med_list_codg", "NO-SUCH-CODE", "unknown-item"),
    ("2302", "feedetl_sn", "99", "no-such-lines"),
    ("2302", "mdtrt_id", "S0", "unknown-visit"),
    ("2303", "mdtrt_id", "S0", "unknown-visit"),
    ("2304", "psn_no", "9", "unknown-person"),
    ("2304", "mdtrt_id", "S0", "unknown-visit"),
    ("2304", "insuplc_admdvs", "ABC", "bad-region"),
    ("2305", "setl_id", "A0", "unknown-settlement"),
    ("2401", "psn_no", "9", "unknown-person"),
    ("2401", "insutype", "390", "not-enrolled"),
    ("2401", "med_type", "11", "wrong-care"),
    ("2401", "insuplc_admdvs", "000000", "bad-region"),
    (
        "2401",
        "exp_content",
        "{\"IPT_TYPE\":\"9\"}",
        "unknown-code",
    ),
    ("2402", "psn_no", "9", "unknown-person"),
    ("2402", "mdtrt_id", "S0", "unknown-visit"),
    ("2403", "mdtrt_id", "S0", "unknown-visit"),
    ("2404", "mdtrt_id", "S0", "unknown-visit"),
    ("2405", "mdtrt_id", "S0", "unknown-visit"),
    ("2601", "psn_no", "9", "unknown-person"),
    ("2601", "omsgid", "", "missing-field"),
    ("2601", "oinfno", "2204", "not-reversible"),
    ("2601", "oinfno", "9999", "not-reversible"),
    ("5203", "setl_id", "A0", "unknown-settlement"),
    ("5203", "psn_no", "9", "unknown-person"),
    ("5204", "setl_id", "A0", "unknown-settlement"),
    ("5206", "psn_no", "9", "unknown-person"),
    ("5206", "psn_no", "", "missing-field"),
    ("9002", "sign_no", "NOT-OPEN", "unknown-sign-in"),
];

/// Days that are not in the calendar, or not where they may be.
const DAYS: &[(&str, &str, &str, &str)] = &[
    ("1101", "begntime", "2026-02-30", "bad-date"),
    ("2001", "begntime", "2026-13-01 00:00:00", "bad-date"),
    ("2001", "begntime", "", "missing-field"),
    ("2201", "begntime", "2026-02-30 09:00:00", "bad-date"),
    ("2201", "begntime", "2025-02-29 09:00:00", "bad-date"),
    ("2201", "begntime", "2026-04-31 09:00:00", "bad-date"),
    ("2201", "begntime", "2026-00-10 09:00:00", "bad-date"),
    ("2201", "begntime", "2026-11-21 24:30:00", "bad-date"),
    ("2201", "begntime", "2026-11-21 09:61:00", "bad-date"),
    ("2201", "begntime", "yesterday", "bad-date"),
    ("2201", "begntime", "99999999999999999999", "bad-date"),
    ("2203", "begntime", "2026-02-30 09:00:00", "bad-date"),
    ("2204", "fee_ocur_time", "2025-02-29 09:00:00", "bad-date"),
    ("2204", "fee_ocur_time", "", "missing-field"),
    ("2301", "fee_ocur_time", "2026-11-31 09:00:00", "bad-date"),
    ("2304", "dscgTime", "2026-11-31", "bad-date"),
    ("2401", "begntime", "2026-02-30 09:00:00", "bad-date"),
    ("2402", "endtime", "2026-02-30 09:00:00", "bad-date"),
    ("2402", "endtime", "", "missing-field"),
    ("2403", "begntime", "2026-02-30 09:00:00", "bad-date"),
    ("5206", "cum_ym", "202613", "bad-month"),
    ("5206", "cum_ym", "2026-00", "bad-month"),
];

on_both_engines! {
    fn amounts_that_cannot_be(place: &Place) {
        without_a_trace(place, |scene| {
            for (infno, fields) in AMOUNTS {
                for field in *fields {
                    for (value, code) in no_numbers() {
                        scene.spoil(infno, (field, &value), code);
                    }
                }
            }
            for (infno, field, value, code) in SIGNS {
                let value = serde_json::from_str(value).unwrap();
                scene.spoil(infno, (field, &value), code);
            }
        });
    }

    fn what_nobody_knows(place: &Place) {
        without_a_trace(place, |scene| {
            for (infno, field, value, code) in NOBODY {
                scene.spoil(infno, (field, &json!(value)), code);
            }
        });
    }

    fn days_that_do_not_exist(place: &Place) {
        without_a_trace(place, |scene| {
            for (infno, field, value, code) in DAYS {
                scene.spoil(infno, (field, &json!(value)), code);
            }
            for (infno, field) in [("2201", "begntime"), ("2203", "begntime"),
                ("2401", "begntime"), ("2402", "endtime"), ("2403", "begntime")] {
                scene.spoil(infno, (field, &json!(day(2))), "date-ahead");
            }
            scene.spoil("2402", ("endtime", &json!(day(-1))), "date-order");
        });
    }

    fn steps_in_the_wrong_order(place: &Place) {
        without_a_trace(place, wrong_order);
    }

    fn lines_that_do_not_belong_together(place: &Place) {
        without_a_trace(place, lines_together);
    }

    fn envelopes_that_cannot_be(place: &Place) {
        without_a_trace(place, envelopes);
    }

    fn bytes_that_are_no_message(place: &Place) {
        without_a_trace(place, bytes);
    }

    fn people_and_places_out_of_their_days(place: &Place) {
        without_a_trace(place, |scene| {
            out_of_their_days(scene);
            networked_from_its_day_on(scene);
        });
    }
}

// ── order ───────────────────────────────────────────────────────────────────────────────────────

/// Settling without lines, twice, after cancellation; steps before their time.
fn wrong_order(scene: &mut Scene<'_>) {
    let p = &scene.patient;
    let visit = |id: &str| json!({"data": {"psn_no": p.person, "mdtrt_id": id}});
    let batch = |id: &str, batch: &str| {
        let mut input = visit(id);
        input["data"]["chrg_bchno"] = json!(batch);
        input
    };
    let line = [Line::one(9, LABORATORY, 10)];
    #[rustfmt::skip]
    let rows = [
        ("2206", p.bill(&scene.empty, "B1", 0), "no-lines"),
        ("2207", p.bill(&scene.empty, "B1", 20_000), "no-lines"),
        ("2207", p.bill(&scene.bare, "B1", 20_000), "no-lines"),
        ("2206", p.bill(&scene.settled, "B1", 20_000), "already-settled"),
        ("2207", p.bill(&scene.settled, "B1", 20_000), "already-settled"),
        ("2204", p.lines(&scene.settled, "B1", &line), "batch-settled"),
        ("2205", batch(&scene.settled, "B1"), "no-such-lines"),
        ("2205", batch(&scene.empty, "B1"), "no-such-lines"),
        ("2202", visit(&scene.open), "visit-has-lines"),
        ("2202", visit(&scene.settled), "visit-settled"),
        ("2202", visit(&scene.staying), "wrong-care"),
        ("2404", visit(&scene.staying), "visit-has-lines"),
        ("2404", visit(&scene.open), "wrong-care"),
        ("2304", p.stay_bill(&scene.staying, 100_000), "not-discharged"),
        ("2304", p.stay_bill(&scene.open, 20_000), "wrong-care"),
        ("2303", p.stay_bill(&scene.open, 20_000), "wrong-care"),
        ("2207", p.bill(&scene.left, "B1", 100_000), "wrong-care"),
        ("2402", p.departure(&scene.left, &day(0)), "already-discharged"),
        ("2402", p.departure(&scene.open, &day(0)), "wrong-care"),
        ("2405", visit(&scene.staying), "not-discharged"),
        ("2301", p.lines(&scene.left, "", &line), "already-discharged"),
        ("2301", p.lines(&scene.open, "B1", &line), "wrong-care"),
        ("2204", p.lines(&scene.staying, "B1", &line), "wrong-care"),
        ("2203", p.description(&scene.staying), "wrong-care"),
        ("2305", p.settlement(&scene.settled, &scene.settlement), "wrong-care"),
        ("2208", p.settlement(&scene.open, &scene.settlement), "unknown-settlement"),
        ("5203", p.settlement(&scene.open, &scene.settlement), "unknown-settlement"),
    ];
    for (infno, input, code) in rows {
        let envelope = scene.envelope(infno, input.clone());
        scene.refuse(code, &envelope, &format!("{infno} {input}"));
    }
}

/// The lines of one message against each other and against those there already.
fn lines_together(scene: &mut Scene<'_>) {
    let p = &scene.patient;
    let two = |serials: [u32; 2]| serials.map(|serial| Line::one(serial, LABORATORY, 10));
    let mut mixed_visits = p.lines(&scene.open, "B2", &two([11, 12]));
    mixed_visits["feedetail"][1]["mdtrt_id"] = json!(scene.bare);
    let mut mixed_people = p.lines(&scene.open, "B2", &two([11, 12]));
    mixed_people["feedetail"][1]["psn_no"] = json!("44030000000000000001");
    let mut mixed_batches = p.lines(&scene.open, "B2", &two([11, 12]));
    mixed_batches["feedetail"][1]["chrg_bchno"] = json!("B3");
    // One bad line takes the good ones with it.
    let mut one_bad = p.lines(&scene.open, "B2", &two([11, 12]));
    one_bad["feedetail"][1]["med_list_codg"] = json!("NO-SUCH-CODE");
    let mut refund = p.lines(&scene.staying, "", &[Line::one(11, LABORATORY, 1_000)]);
    refund["feedetail"][0]["cnt"] = json!(-1);
    refund["feedetail"][0]["det_item_fee_sumamt"] = number(-100_000);
    let mut unknown_original = refund.clone();
    unknown_original["feedetail"][0]["init_feedetl_sn"] = json!("77");
    let mut too_much = refund.clone();
    too_much["feedetail"][0]["init_feedetl_sn"] = json!("1");
    too_much["feedetail"][0]["cnt"] = json!(-2);
    too_much["feedetail"][0]["det_item_fee_sumamt"] = number(-200_000);
    let many: Vec<Line<'_>> = (1..=10_001)
        .map(|at| Line::one(at, LABORATORY, 1))
        .collect();
    let rows = [
        (
            "2204",
            p.lines(&scene.open, "B2", &two([11, 11])),
            "line-repeated",
        ),
        ("2204", mixed_visits, "mixed-visits"),
        ("2204", mixed_people, "mixed-visits"),
        ("2204", mixed_batches, "field"),
        ("2204", one_bad, "unknown-item"),
        ("2204", json!({"feedetail": []}), "no-rows"),
        ("2204", json!({}), "no-rows"),
        ("2204", json!({"feedetail": "1"}), "not-an-object"),
        ("2204", json!({"feedetail": [1, 2]}), "not-an-object"),
        ("2204", p.lines(&scene.open, "B2", &many), "too-many-rows"),
        ("2301", unknown_original, "refund"),
        ("2301", too_much, "refund"),
        ("2207", json!({"data": [{}, {}]}), "too-many-rows"),
    ];
    for (infno, input, code) in rows {
        let told = format!("{infno} {code}");
        let envelope = scene.envelope(infno, input);
        scene.refuse(code, &envelope, &told);
    }
}

// ── the outside ─────────────────────────────────────────────────────────────────────────────────

fn envelopes(scene: &mut Scene<'_>) {
    #[rustfmt::skip]
    let rows = [
        ("infno", json!("9999"), "unknown-transaction"),
        ("infno", json!("3201"), "unknown-transaction"),
        ("infno", json!("2207; DROP"), "unknown-transaction"),
        ("infno", json!("2".repeat(100)), "unknown-transaction"),
        ("infno", json!(""), "missing-field"),
        ("infno", json!({}), "wrong-type"),
        ("msgid", json!(""), "missing-field"),
        ("msgid", json!("7".repeat(200)), "bad-identifier"),
        ("msgid", json!("中文"), "bad-identifier"),
        ("msgid", json!("a\u{0}b"), "control-character"),
        ("msgid", json!([1]), "wrong-type"),
        ("fixmedins_code", json!(""), "missing-field"),
        ("fixmedins_code", json!("H99999900001"), "unknown-facility"),
        ("fixmedins_code", json!("H440104000012"), "bad-identifier"),
        ("fixmedins_code", json!("../../etc"), "bad-identifier"),
        ("insuplc_admdvs", json!("44030"), "bad-region"),
        ("insuplc_admdvs", json!("深圳"), "bad-region"),
        ("mdtrtarea_admvs", json!("99999999"), "bad-region"),
        ("inf_time", json!("2026-02-30 00:00:00"), "bad-date"),
        ("opter_name", json!("名".repeat(4_001)), "too-long"),
        ("input", json!(""), "missing-field"),
        ("input", Value::Null, "missing-field"),
        ("input", json!([]), "not-an-object"),
        ("input", json!(7), "not-an-object"),
        ("input", json!("{\"data\":"), "truncated-json"),
        ("input", json!("data"), "bad-json"),
    ];
    for (field, value, code) in rows {
        let good = scene.good("2207");
        let mut envelope = scene.envelope("2207", good);
        envelope[field] = value.clone();
        let told: String = format!("{field} = {value}").chars().take(80).collect();
        scene.refuse(code, &envelope, &told);
    }
}

fn bytes(scene: &mut Scene<'_>) {
    let input = scene.good("2207");
    let good = scene.envelope("2207", input).to_string();
    let half: String = good.chars().take(good.chars().count() / 2).collect();
    let twice = good.replacen("\"infno\":", "\"infno\":\"2206\",\"infno\":", 1);
    let amount_twice = good.replacen("\"psn_setlway\"", "\"medfee_sumamt\":1,\"psn_setlway\"", 1);
    let nan = good.replacen("200.00", "NaN", 1);
    let mut gbk = good.clone().into_bytes();
    let name = gbk.windows(3).position(|w| w == "测".as_bytes()).unwrap();
    gbk.splice(name..name + 3, [0xB2, 0xE2]);
    let deep = format!("{}{}", "[".repeat(1_000), "]".repeat(1_000));
    let deep_input = good.replacen("\"input\":{", &format!("\"x\":{deep},\"input\":{{"), 1);
    let deep_text = json!({"infno": "2207", "msgid": "DEEP", "fixmedins_code": GUANGZHOU,
        "input": "{\"a\":".repeat(1_000)});
    let mut long = good.clone().into_bytes();
    long.resize(10 * 1024 * 1024, b' ');
    let rows: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "empty-body"),
        (b" \r\n".to_vec(), "empty-body"),
        (half.into_bytes(), "truncated-json"),
        (b"{\"infno\":\"11".to_vec(), "truncated-json"),
        (b"infno=2207&msgid=1".to_vec(), "bad-json"),
        (b"<xml/>".to_vec(), "bad-json"),
        (b"[]".to_vec(), "not-an-object"),
        (b"\"2207\"".to_vec(), "not-an-object"),
        (b"7".to_vec(), "not-an-object"),
        (nan.into_bytes(), "bad-json"),
        (twice.into_bytes(), "repeated-key"),
        (amount_twice.into_bytes(), "repeated-key"),
        (gbk, "not-utf8"),
        (vec![0xFF, 0xFE, 0x7B, 0x00], "not-utf8"),
        (deep.into_bytes(), "too-deep"),
        (deep_input.into_bytes(), "too-deep"),
        (deep_text.to_string().into_bytes(), "too-deep"),
        (long, "body-too-large"),
    ];
    for (body, code) in rows {
        let answer = scene
            .patient
            .till
            .client()
            .post(CALL_SERVICE, &body)
            .unwrap();
        let refusal = outcome(&answered(answer)).unwrap_err();
        assert_eq!(refusal.code, code, "{}", refusal.message);
    }
    not_posted(scene, good.as_bytes());
}

/// GET, other methods, and a body that breaks off.
fn not_posted(scene: &mut Scene<'_>, good: &[u8]) {
    let client = scene.patient.till.client();
    for path in [CALL_SERVICE.to_owned(), format!("{CALL_SERVICE}/2207")] {
        let refusal = outcome(&answered(client.get(&path).unwrap())).unwrap_err();
        assert_eq!(refusal.code, "empty-body", "{}", refusal.message);
    }
    let request = Request {
        method: "POST",
        path: CALL_SERVICE,
        content_type: "text/plain",
        body: &good[..good.len() / 2],
    };
    // Whether it answers a client that went away or hangs up, it does nothing.
    if let Ok(answer) = client.break_off(request, good.len()) {
        let code = outcome(&answered(answer)).unwrap_err().code;
        assert_eq!(code, "body-too-large");
    }
}

// ── days of people and places ───────────────────────────────────────────────────────────────────

fn out_of_their_days(scene: &mut Scene<'_>) {
    #[rustfmt::skip]
    let rows = [
        // Networked for inpatient care only, suspended twenty days ago, opening in thirty days.
        ("陈随安", GUANGZHOU_INPATIENT_ONLY, "2201", 0, "not-networked"),
        ("李随行", CHENGDU_SUSPENDED, "2201", 0, "not-networked"),
        ("李随行", CHENGDU_SUSPENDED, "2401", 0, "not-networked"),
        ("孙临行", BEIJING_LATER, "2201", 0, "not-networked"),
        ("孙临行", BEIJING_LATER, "2401", 0, "not-networked"),
        // Premiums unpaid, not enrolled yet, no longer, and a day before the first.
        ("云欠费", SHENZHEN, "2201", 0, "not-entitled"),
        ("云欠费", SHENZHEN, "2401", 0, "not-entitled"),
        ("潘将保", SHENZHEN, "2201", 0, "not-entitled"),
        ("奚终保", SHENZHEN, "2201", 0, "not-entitled"),
        ("葛新保", SHENZHEN, "2201", -40, "not-entitled"),
    ];
    for (who, at, infno, days, code) in rows {
        let mut patient = scene.place.patient(who, at);
        let input = match infno {
            "2201" => patient.registration("O1", &day(days)),
            _ => patient.admission("I1", json!({})),
        };
        assert_eq!(patient.till.refused(infno, input), code, "{who} at {at}");
    }
}

/// Outpatient care there opened on 2025-07-01: the day before is refused, and the day is not.
fn networked_from_its_day_on(scene: &mut Scene<'_>) {
    let wuhan = "H42010200002";
    let mut patient = scene.place.patient("殷在读", wuhan);
    let before = patient.registration("O1", "2025-06-30 09:00:00");
    assert_eq!(patient.till.refused("2201", before), "not-networked");
    let asked = json!({"data": {
        "psn_no": patient.person, "insutype": "390", "fixmedins_code": wuhan,
        "med_type": "11", "begntime": format!("{} 09:00:00", today()),
    }});
    assert!(patient.till.ok("2001", asked.clone())["trtinfo"].is_array());
    // Whether somebody is entitled, and to what they filed, is told where they showed who they are.
    let mut elsewhere = scene.place.patient("许两地", CHENGDU);
    let mut strange = asked;
    strange["data"]["fixmedins_code"] = json!(CHENGDU);
    assert_eq!(elsewhere.till.refused("2001", strange), "unknown-person");
}
