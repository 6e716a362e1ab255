//! The whole story through a listening port, as a hospital's program lives it: identify, register,
//! upload, quote, settle, ask, cancel, on SQLite and on PostgreSQL; and what each kind of person
//! comes to, to the fen.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use serde_json::{Value, json};
use till::arithmetic::{Bill, fen};
use till::message::{Till, outcome};
use till::patient::{Line, number};
use till::*;

on_both_engines! {
    /// 1101 → 2001 → 2201 → 2203 → 2204 → 2206 → 2207 → 5203, 5204, 5206 → 2208 → 2205 → 2202.
    fn an_outpatient_is_settled_and_undone(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        assert_eq!(patient.identity["baseinfo"]["psn_name"], "许两地");
        assert_eq!(patient.identity["insuinfo"][0]["insuplc_admdvs"], "440300");
        assert_eq!(patient.identity["insuinfo"][0]["balc"].to_string(), "13370.00");
        entitled(&mut patient);
        let before = patient.totals();
        let visit = patient.register("O1");
        patient.describe(&visit);
        let lines = outpatient_lines();
        let results = patient.upload(&visit, "B1", &lines);
        assert_eq!(split_of(&results), OUTPATIENT_SPLIT);
        let total: i64 = lines.iter().map(Line::amount).sum();
        let bill = patient.settle(&visit, total).unwrap();
        assert_outpatient(&bill);
        assert_queries(&mut patient, &visit, &bill);
        assert_shown(&mut patient.till, &bill);
        assert_ne!(patient.totals(), before);
        let cancellation = cancelled(&mut patient, ("2208", &visit), &bill);
        assert_eq!(cancellation.yuan("balc"), "13370.00");
        assert_undone(&mut patient.till, &bill, &cancellation);
        assert_as_then(&mut patient, &visit, &bill);
        assert_eq!(patient.totals(), zeroed(&before, &patient.totals()));
        let all = json!({"data": {
            "psn_no": patient.person, "mdtrt_id": visit, "chrg_bchno": "B1",
        }});
        assert_eq!(patient.till.ok("2205", all), Value::Null);
        let visit_only = json!({"data": {
            "psn_no": patient.person, "mdtrt_id": visit, "ipt_otp_no": "O1",
        }});
        assert_eq!(patient.till.ok("2202", visit_only), Value::Null);
        place.assert_sound();
    }

    /// 2401 → 2403 → 2301 with a refund → 2402 → 2303 → 2304 → 2305 → 2405 → 2302 → 2404.
    fn a_stay_is_settled_and_undone(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let before = patient.totals();
        let visit = patient.admit("I1", json!({}));
        let change = json!({"adminfo": {
            "psn_no": patient.person, "mdtrt_id": visit, "begntime": "", "ipt_otp_no": "I1",
            "adm_bed": "2",
        }});
        assert_eq!(patient.till.ok("2403", change), Value::Null);
        patient.upload_stay(&visit, &stay_lines());
        refund(&mut patient, &visit);
        let total = 2_250_000;
        let early = patient.stay_bill(&visit, total);
        assert_eq!(patient.till.refused("2304", early), "not-discharged");
        patient.discharge(&visit);
        let bill = patient.settle_stay(&visit, total).unwrap();
        assert_stay(&bill);
        assert_queries(&mut patient, &visit, &bill);
        assert_shown(&mut patient.till, &bill);
        let cancellation = cancelled(&mut patient, ("2305", &visit), &bill);
        assert_eq!(cancellation.yuan("balc"), "13370.00");
        assert_undone(&mut patient.till, &bill, &cancellation);
        assert_as_then(&mut patient, &visit, &bill);
        assert_eq!(patient.totals(), zeroed(&before, &patient.totals()));
        let visit_only = json!({"data": {"psn_no": patient.person, "mdtrt_id": visit}});
        assert_eq!(patient.till.ok("2405", visit_only.clone()), Value::Null);
        let all = json!({"data": [{
            "psn_no": patient.person, "mdtrt_id": visit, "feedetl_sn": "0000",
        }]});
        assert_eq!(patient.till.ok("2302", all), Value::Null);
        assert_eq!(patient.till.ok("2404", visit_only), Value::Null);
        place.assert_sound();
    }

    /// What the hospital sent comes back in 5203, 5204 and 2208, to the second.
    fn what_was_sent_is_given_back(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let visit = patient.register("O1");
        patient.describe(&visit);
        let mut lines = patient.lines(&visit, "B1", &[Line::one(1, LABORATORY, 200)]);
        let line = &mut lines["feedetail"][0];
        for (key, value) in SENT_OF_A_LINE {
            line[*key] = json!(value);
        }
        patient.till.ok("2204", lines);
        let mut bill = patient.bill(&visit, "B1", 20_000);
        bill["data"]["invono"] = json!("发票-88");
        bill["data"]["med_type"] = json!("1102");
        let settled = patient.till.ok("2207", bill);
        let settlement = settled["setlinfo"]["setl_id"].as_str().unwrap().to_owned();
        let asked = patient.settlement(&visit, &settlement);
        let record = patient.till.ok("5203", asked.clone());
        for (key, value) in [
            ("invono", "发票-88"),
            ("mdtrt_cert_type", "01"),
            ("med_type", "1102"),
            ("opter_id", "0001"),
            ("opter_name", "测试员"),
        ] {
            assert_eq!(record["setlinfo"][key], value, "{key}");
        }
        let told = patient.till.ok("5204", asked.clone());
        for (key, value) in SENT_OF_A_LINE {
            let key = if *key == "rxno" { "rx_drord_no" } else { key };
            assert_eq!(told[0][key], *value, "{key}");
        }
        assert_eq!(told[0]["opter_name"], "测试员");
        let cancelled = patient.till.ok("2208", asked);
        assert_eq!(cancelled["setlinfo"]["mdtrt_cert_type"], "01");
        assert_eq!(cancelled["setlinfo"]["med_type"], "1102");
        // The cancellation has the same voucher, and its lines the same staff.
        let undone = cancelled["setlinfo"]["setl_id"].as_str().unwrap();
        let asked = patient.settlement(&visit, undone);
        let record = patient.till.ok("5203", asked.clone());
        assert_eq!(record["setlinfo"]["mdtrt_cert_type"], "01");
        assert_eq!(record["setlinfo"]["opter_id"], "0001");
        let told = patient.till.ok("5204", asked);
        assert_eq!(told[0]["bilg_dr_name"], "示例医生");
        // The stay's kind of care stands in 2401 alone.
        let mut admission = patient.admission("I1", json!({}));
        admission["mdtrtinfo"]["med_type"] = json!("2101");
        let output = patient.till.ok("2401", admission);
        let stay = output["result"]["mdtrt_id"].as_str().unwrap().to_owned();
        let mut lines = patient.lines(&stay, "", &[Line::one(1, LABORATORY, 1_000)]);
        for (key, value) in SENT_OF_A_LINE {
            lines["feedetail"][0][key] = json!(value);
        }
        patient.till.ok("2301", lines);
        patient.discharge(&stay);
        let bill = patient.settle_stay(&stay, 100_000).unwrap();
        assert_eq!(bill.text("med_type"), "2101");
        let asked = patient.settlement(&stay, bill.text("setl_id"));
        let told = patient.till.ok("5204", asked);
        for (key, value) in SENT_OF_A_LINE {
            let key = if *key == "rxno" { "rx_drord_no" } else { key };
            assert_eq!(told[0][key], *value, "{key}");
        }
    }

    /// The same message again gets the same bytes; other content under its number is refused and
    /// told what differs.
    fn a_message_sent_again_is_answered_the_same(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let visit = patient.ready("O1", 30_000);
        let input = patient.bill(&visit, "B1", 30_000);
        let envelope = patient.till.envelope("2207", "ONCE", input);
        let first = patient.till.bytes(&envelope);
        let bill = Bill::of(outcome(&first).unwrap());
        let mut later = envelope.clone();
        later["inf_time"] = json!("2026-11-21 12:34:56");
        later["opter"] = json!("0002");
        later["sign_no"] = json!("S9");
        assert_eq!(patient.till.bytes(&envelope), first);
        assert_eq!(patient.till.bytes(&later), first, "transport fields are no content");
        for (field, value) in [("medfee_sumamt", json!(1)), ("acct_used_flag", json!("0"))] {
            let mut changed = envelope.clone();
            changed["input"]["data"][field] = value;
            let refusal = outcome(&patient.till.bytes(&changed)).unwrap_err();
            assert_eq!(refusal.code, "key-reused", "{}", refusal.message);
        }
        let other_number = patient.bill(&visit, "B1", 30_000);
        assert_eq!(patient.till.refused("2207", other_number), "already-settled");
        cancelled(&mut patient, ("2208", &visit), &bill);
        let after = outcome(&patient.till.bytes(&envelope)).unwrap_err();
        assert_eq!(after.code, "message-reversed");
        place.assert_sound();
    }

    /// 2601 before the message, after it, and twice; for 2207, 2304 and 2401.
    fn a_message_of_unknown_fate_is_reversed(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let untouched = patient.totals();
        let visit = patient.ready("O1", 30_000);
        let bill = patient.bill(&visit, "B1", 30_000);
        let late = patient.reversal("LATE", "2207");
        assert_eq!(patient.till.ok("2601", late.clone()), Value::Null);
        assert_eq!(patient.till.ok("2601", late), Value::Null, "twice is harmless");
        let refused = patient.till.call_as("2207", "LATE", bill.clone()).unwrap_err();
        assert_eq!(refused.code, "message-reversed");
        patient.till.call_as("2207", "DONE", bill.clone()).unwrap();
        let other = patient.reversal("DONE", "2304");
        assert_eq!(patient.till.refused("2601", other), "other-deed");
        let lines = patient.reversal("DONE", "2204");
        assert_eq!(patient.till.refused("2601", lines), "not-reversible");
        let done = patient.reversal("DONE", "2207");
        assert_eq!(patient.till.ok("2601", done.clone()), Value::Null);
        assert_eq!(patient.till.ok("2601", done), Value::Null, "twice is harmless");
        assert_eq!(patient.totals(), zeroed(&untouched, &patient.totals()));
        let again = patient.till.call_as("2207", "DONE", bill).unwrap_err();
        assert_eq!(again.code, "message-reversed");
        reverse_a_stay(&mut patient);
        place.assert_sound();
    }

    /// 9001, 9002, 1201 by name and by code.
    fn tills_sign_in_and_look_each_other_up(place: &Place) {
        let mut till = place.till(GUANGZHOU);
        let input = json!({"signIn": {"opter_no": "1", "mac": "00-01", "ip": "10.0.0.1"}});
        let signed = till.ok("9001", input);
        let sign_no = &signed["signinoutb"]["sign_no"];
        assert!(sign_no.as_str().unwrap().len() > 5);
        let out = json!({"signOut": {"sign_no": sign_no, "opter_no": "1"}});
        assert!(till.ok("9002", out.clone())["sign_time"].is_string());
        assert_eq!(till.refused("9002", out), "unknown-sign-in");
        let by_code = json!({"medinsinfo": {
            "fixmedins_type": "1", "fixmedins_name": "", "fixmedins_code": CHENGDU,
        }});
        let found = till.ok("1201", by_code);
        assert_eq!(found["medinsinfo"][0]["fixmedins_name"], "成都示例大学医院");
        let by_name = json!({"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": "随行演示"}});
        let found = till.ok("1201", by_name);
        assert!(found["medinsinfo"].as_array().unwrap().len() >= 4);
        let nobody = json!({"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": "没有这家"}});
        assert_eq!(till.ok("1201", nobody)["medinsinfo"], json!([]));
    }
}

/// 2001: the pooled fund pays for ordinary outpatient care.
/// Fields of a line that decide nothing, as 5204 repeats them.
const SENT_OF_A_LINE: &[(&str, &str)] = &[
    ("rxno", "R-1"),
    ("medins_list_codg", "L-77"),
    ("sin_dos_dscr", "0.5g"),
    ("used_frqu_dscr", "bid"),
    ("medc_way_dscr", "口服"),
    ("bilg_dept_codg", "A03"),
    ("bilg_dept_name", "内科"),
    ("bilg_dr_codg", "D1"),
    ("bilg_dr_name", "示例医生"),
    ("acord_dept_codg", "A04"),
    ("acord_dept_name", "药房"),
    ("orders_dr_code", "D2"),
    ("orders_dr_name", "示例药师"),
    ("dscg_tkdrug_flag", "1"),
    ("memo", "饭后"),
];

fn entitled(patient: &mut Patient) {
    let input = json!({"data": {
        "psn_no": patient.person, "insutype": patient.scheme, "fixmedins_code": GUANGZHOU,
        "med_type": "11", "begntime": till::patient::day(0), "endtime": "",
    }});
    let output = patient.till.ok("2001", input);
    let rows = output["trtinfo"].as_array().unwrap();
    let pooled = rows.iter().find(|row| row["fund_pay_type"] == "310100");
    assert_eq!(pooled.unwrap()["trt_enjymnt_flag"], "1", "{output}");
}

/// Class A with and without a limit, class B, class C: 1,000.00 in all.
fn outpatient_lines() -> Vec<Line<'static>> {
    let ward = Line {
        serial: 2,
        code: WARD_DAY,
        price_fen: 10_000,
        count: 2,
    };
    vec![
        Line::one(1, LABORATORY, 400),
        ward,
        Line::one(3, RESONANCE, 300),
        Line::one(4, NURSE, 100),
    ]
}

/// Wholly self-paid, above the limit (2 × 38.00), upfront (10 %), eligible.
const OUTPATIENT_SPLIT: [i64; 4] = [10_000, 7_600, 3_000, 79_400];

fn split_of(results: &Value) -> [i64; 4] {
    let fields = [
        "fulamt_ownpay_amt",
        "overlmt_amt",
        "preselfpay_amt",
        "inscp_scp_amt",
    ];
    let rows = results["result"].as_array().unwrap();
    fields.map(|field| rows.iter().map(|row| fen(&row[field])).sum())
}

/// 794.00 × 55 % = 436.70; of the rest, the account pays what is inside the catalogue's limits.
fn assert_outpatient(bill: &Bill) {
    let rows = [
        ("medfee_sumamt", "1000.00"),
        ("fulamt_ownpay_amt", "100.00"),
        ("overlmt_selfpay", "76.00"),
        ("preselfpay_amt", "30.00"),
        ("inscp_scp_amt", "794.00"),
        ("act_pay_dedc", "0.00"),
        ("hifp_pay", "436.70"),
        ("fund_pay_sumamt", "436.70"),
        ("psn_part_amt", "563.30"),
        ("acct_pay", "387.30"),
        ("psn_cash_pay", "176.00"),
        ("balc", "12982.70"),
    ];
    for (field, yuan) in rows {
        assert_eq!(bill.yuan(field), yuan, "{field}");
    }
}

/// 22,500.00 after the refund: eligible 21,520.00.
fn stay_lines() -> Vec<Line<'static>> {
    let ward = Line {
        serial: 2,
        code: WARD_DAY,
        price_fen: 10_000,
        count: 10,
    };
    vec![
        Line::one(1, LABORATORY, 20_000),
        ward,
        Line::one(3, RESONANCE, 1_000),
        Line {
            serial: 4,
            code: NURSE,
            price_fen: 10_000,
            count: 7,
        },
    ]
}

/// Two of the seven days of nursing are taken back; a third refund is more than is left.
fn refund(patient: &mut Patient, visit: &str) {
    let back = |serial: u32, count: i64| Line {
        serial,
        code: NURSE,
        price_fen: 10_000,
        count,
    };
    let mut refund = patient.lines(visit, "", &[back(5, -2)]);
    assert_eq!(
        patient.till.refused("2301", refund.clone()),
        "refund-without-original"
    );
    refund["feedetail"][0]["init_feedetl_sn"] = json!("4");
    patient.till.ok("2301", refund);
    let mut more = patient.lines(visit, "", &[back(6, -6)]);
    more["feedetail"][0]["init_feedetl_sn"] = json!("4");
    assert_eq!(patient.till.refused("2301", more), "refund");
}

/// (21,520 − 600) × 90 % = 18,828.00.
fn assert_stay(bill: &Bill) {
    let rows = [
        ("medfee_sumamt", "22500.00"),
        ("fulamt_ownpay_amt", "500.00"),
        ("overlmt_selfpay", "380.00"),
        ("preselfpay_amt", "100.00"),
        ("inscp_scp_amt", "21520.00"),
        ("act_pay_dedc", "600.00"),
        ("hifp_pay", "18828.00"),
        ("fund_pay_sumamt", "18828.00"),
        ("psn_part_amt", "3672.00"),
        ("acct_pay", "2792.00"),
        ("psn_cash_pay", "880.00"),
        ("balc", "10578.00"),
    ];
    for (field, yuan) in rows {
        assert_eq!(bill.yuan(field), yuan, "{field}");
    }
    assert_eq!(
        bill.output["setlinfo"]["pool_prop_selfpay"].to_string(),
        "0.9000"
    );
}

/// 5203 tells what each fund and the account had then, and what was left, whatever came after.
fn assert_as_then(patient: &mut Patient, visit: &str, bill: &Bill) {
    let asked = patient.settlement(visit, bill.text("setl_id"));
    let record = patient.till.ok("5203", asked);
    assert_eq!(fen(&record["setlinfo"]["balc"]), bill.fen("balc"));
    let rows = |output: &Value| -> Vec<[Value; 3]> {
        let rows = output["setldetail"].as_array().unwrap().iter();
        let fields = ["fund_pay_type", "crt_payb_lmt_amt", "fund_payamt"];
        rows.map(|row| fields.map(|field| row[field].clone()))
            .collect()
    };
    assert_eq!(rows(&record), rows(&bill.output));
}

/// 5203 repeats the settlement, 5204 its lines; another facility sees neither.
fn assert_queries(patient: &mut Patient, visit: &str, bill: &Bill) {
    let asked = patient.settlement(visit, bill.text("setl_id"));
    let record = patient.till.ok("5203", asked.clone());
    for field in ["medfee_sumamt", "hifp_pay", "fund_pay_sumamt", "acct_pay"] {
        assert_eq!(fen(&record["setlinfo"][field]), bill.fen(field), "{field}");
    }
    let (psn_pay, cash) = (
        &record["setlinfo"]["psn_pay"],
        &record["setlinfo"]["cash_payamt"],
    );
    assert_eq!(fen(psn_pay), bill.fen("psn_part_amt"));
    assert_eq!(fen(cash), bill.fen("psn_cash_pay"));
    assert_as_then(patient, visit, bill);
    let lines = patient.till.ok("5204", asked.clone());
    let amounts = lines.as_array().unwrap().iter();
    let amounts = amounts.map(|line| fen(&line["det_item_fee_sumamt"]));
    assert_eq!(amounts.sum::<i64>(), bill.fen("medfee_sumamt"));
    let elsewhere = std::mem::replace(&mut patient.till.facility, CHENGDU.to_owned());
    let unknown = patient.settlement(visit, "A44030020261121000000000000000");
    let not_there = patient.till.call("5203", unknown).unwrap_err().code;
    assert_eq!(patient.till.refused("5203", asked.clone()), not_there);
    assert_eq!(patient.till.refused("5204", asked), not_there);
    patient.till.facility = elsewhere;
}

/// What the person opens: the page in both languages, the record and its explanation as JSON, all
/// with the amounts the hospital was told.
fn assert_shown(till: &mut Till, bill: &Bill) {
    let settlement = bill.text("setl_id").to_owned();
    let paid = with_commas(&bill.yuan("fund_pay_sumamt"));
    for (path, language) in [("", "zh-CN"), ("?lang=en", "en")] {
        let page = till
            .client()
            .get(&format!("/settlements/{settlement}{path}"))
            .unwrap();
        assert_eq!(
            (page.status, page.content_type.as_str()),
            (200, "text/html; charset=utf-8")
        );
        let page = String::from_utf8(page.body).unwrap();
        assert!(page.contains(&format!("lang=\"{language}\"")), "{language}");
        for amount in [&paid, &with_commas(&bill.yuan("psn_part_amt"))] {
            assert!(page.contains(amount.as_str()), "{amount} is on the page");
        }
    }
    let record = json_at(till, &format!("/api/v1/settlements/{settlement}"));
    let told = [
        ("total", "medfee_sumamt"),
        ("fund_total", "fund_pay_sumamt"),
        ("person_total", "psn_part_amt"),
        ("deductible", "act_pay_dedc"),
    ];
    for (here, there) in told {
        assert_eq!(record[here], bill.yuan(there), "{here}");
    }
    let payers = [
        ("pooled-fund", "hifp_pay"),
        ("account", "acct_pay"),
        ("cash", "psn_cash_pay"),
    ];
    for (here, there) in payers {
        assert_eq!(record["payers"][here], bill.yuan(there), "{here}");
    }
    let explained = json_at(
        till,
        &format!("/api/v1/settlements/{settlement}/explanation"),
    );
    assert_eq!(explained["agrees_with_record"], true);
    let steps = explained["explanation"]["steps"].as_array().unwrap();
    let sourced = |step: &&Value| {
        step["basis"]
            .as_array()
            .is_some_and(|basis| !basis.is_empty())
    };
    assert!(
        steps.iter().any(|step| sourced(&step)),
        "a step names its source"
    );
}

/// The record and its cancellation name each other.
fn assert_undone(till: &mut Till, bill: &Bill, cancellation: &Bill) {
    let (one, other) = (bill.text("setl_id"), cancellation.text("setl_id"));
    let record = json_at(till, &format!("/api/v1/settlements/{one}"));
    assert_eq!(record["reversed_by"], other);
    let undo = json_at(till, &format!("/api/v1/settlements/{other}"));
    assert_eq!(undo["reversal_of"], one);
    for settlement in [one, other] {
        let page = till
            .client()
            .get(&format!("/settlements/{settlement}"))
            .unwrap();
        assert_eq!(page.status, 200);
    }
}

fn json_at(till: &mut Till, path: &str) -> Value {
    let answer = till.client().get(path).unwrap();
    assert_eq!(answer.status, 200, "{path}");
    serde_json::from_slice(&answer.body).unwrap()
}

/// 18828.00 as people write it.
fn with_commas(yuan: &str) -> String {
    let (whole, decimals) = yuan.split_once('.').unwrap();
    let comma = |at: usize| at > 0 && (whole.len() - at).is_multiple_of(3);
    let digits = whole.char_indices().flat_map(|(at, digit)| {
        let mark = comma(at).then_some(',');
        mark.into_iter().chain([digit])
    });
    format!("{}.{decimals}", digits.collect::<String>())
}

/// Cancels: a new number, every amount the opposite; once only.
fn cancelled(patient: &mut Patient, (infno, visit): (&str, &str), bill: &Bill) -> Bill {
    let asked = patient.settlement(visit, bill.text("setl_id"));
    let cancellation = Bill::of(patient.till.ok(infno, asked.clone()));
    assert_ne!(cancellation.text("setl_id"), bill.text("setl_id"));
    let opposite = [
        "medfee_sumamt",
        "fund_pay_sumamt",
        "hifp_pay",
        "hifmi_pay",
        "psn_part_amt",
        "acct_pay",
        "psn_cash_pay",
        "inscp_scp_amt",
    ];
    for field in opposite {
        assert_eq!(cancellation.fen(field), -bill.fen(field), "{field}");
    }
    assert_eq!(patient.till.refused(infno, asked), "already-cancelled");
    let itself = patient.settlement(visit, cancellation.text("setl_id"));
    assert_eq!(patient.till.refused(infno, itself), "is-cancellation");
    cancellation
}

/// The totals as they were; kinds that were touched since stand at zero.
fn zeroed(before: &[(String, String)], after: &[(String, String)]) -> Vec<(String, String)> {
    let was = |kind: &str| before.iter().find(|(known, _)| known == kind);
    let row = |(kind, _): &(String, String)| {
        let amount = was(kind).map_or("0.00", |(_, amount)| amount);
        (kind.clone(), amount.to_owned())
    };
    after.iter().map(row).collect()
}

fn reverse_a_stay(patient: &mut Patient) {
    let (visit, total) = patient.stay("I1", json!({}), &[Line::one(1, LABORATORY, 5_000)]);
    let bill = patient.stay_bill(&visit, total);
    patient.till.call_as("2304", "STAY", bill.clone()).unwrap();
    let reversal = patient.reversal("STAY", "2304");
    assert_eq!(patient.till.ok("2601", reversal), Value::Null);
    // The stay is still there and can be settled under another number.
    patient.till.call_as("2304", "STAY-2", bill).unwrap();
    let admission = patient.admission("I2", json!({}));
    patient
        .till
        .call_as("2401", "IN", admission.clone())
        .unwrap();
    let reversal = patient.reversal("IN", "2401");
    assert_eq!(patient.till.ok("2601", reversal), Value::Null);
    let again = patient.till.call_as("2401", "IN", admission).unwrap_err();
    assert_eq!(again.code, "message-reversed");
}

/// One row: who, where, flags, the bill in yuan, and what the funds pay.
struct Case {
    who: &'static str,
    at: &'static str,
    flags: &'static str,
    yuan: i64,
    deductible: &'static str,
    pooled: &'static str,
    funds: &'static str,
}

#[rustfmt::skip]
const STAYS: &[Case] = &[
    // Filed for the long term: (10,000 − 600) × 90 %.
    Case { who: "许两地", at: GUANGZHOU, flags: "{}", yuan: 10_000,
        deductible: "600.00", pooled: "8460.00", funds: "8460.00" },
    // Referred: the same.
    Case { who: "赵转真", at: GUANGZHOU, flags: "{}", yuan: 10_000,
        deductible: "600.00", pooled: "8460.00", funds: "8460.00" },
    // Filed as traveller: × 0.8.
    Case { who: "楚重行", at: CHENGDU, flags: "{}", yuan: 10_000,
        deductible: "600.00", pooled: "6768.00", funds: "6768.00" },
    // Not filed, the emergency flag in any spelling: × 0.9.
    Case { who: "冯急行", at: CHENGDU, flags: r#"{"TRUM_FLAG":"0","IPT_TYPE":"2"}"#, yuan: 10_000,
        deductible: "600.00", pooled: "7614.00", funds: "7614.00" },
    Case { who: "史急诊", at: "H42010600001", flags: r#"{"ipt_type":2}"#, yuan: 10_000,
        deductible: "600.00", pooled: "7614.00", funds: "7614.00" },
    // Not filed, in the province: exempt, × 0.9.
    Case { who: "吴未备", at: DONGGUAN, flags: "{}", yuan: 10_000,
        deductible: "600.00", pooled: "7614.00", funds: "7614.00" },
    // Retired: 95 %.
    Case { who: "王归田", at: CHENGDU, flags: "{}", yuan: 10_000,
        deductible: "600.00", pooled: "8930.00", funds: "8930.00" },
    // Second admission of the year: half the deductible.
    Case { who: "安二住", at: GUANGZHOU, flags: "{}", yuan: 10_000,
        deductible: "300.00", pooled: "8730.00", funds: "8730.00" },
    // Five months insured: once the wage; six months: twice. Critical illness pays of the rest:
    // of 600.00 + 20,940.00 + 11,403.00 above the ceiling, 20,000.00 at 70 % and 2,943.00 at 80 %.
    Case { who: "曹初五", at: SHENZHEN, flags: "{}", yuan: 210_000,
        deductible: "600.00", pooled: "177057.00", funds: "193411.40" },
    Case { who: "严初六", at: SHENZHEN, flags: "{}", yuan: 300_000,
        deductible: "600.00", pooled: "269460.00", funds: "283892.00" },
    // 1,057.00 are left under the ceiling; critical illness began at 9,000.00 of 10,000.00.
    Case { who: "伍封顶", at: GUANGZHOU, flags: "{}", yuan: 10_000,
        deductible: "300.00", pooled: "1057.00", funds: "6617.10" },
];

/// Ordinary outpatient bills. What is not in force pays nothing, and says so by paying nothing.
#[rustfmt::skip]
const VISITS: &[Case] = &[
    Case { who: "陈随安", at: GUANGZHOU, flags: "{}", yuan: 1_000,
        deductible: "0.00", pooled: "550.00", funds: "550.00" },
    // Not filed, in the province: × 0.8, since the tenth less is for stays only.
    Case { who: "吴未备", at: GUANGZHOU, flags: "{}", yuan: 1_000,
        deductible: "0.00", pooled: "440.00", funds: "440.00" },
    // Tier two: the chosen community centre, another facility, nothing chosen, chosen elsewhere.
    Case { who: "张点广", at: GUANGZHOU_CENTRE, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "150.00", funds: "150.00" },
    Case { who: "张点广", at: GUANGZHOU, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "0.00", funds: "0.00" },
    Case { who: "袁未选", at: GUANGZHOU_CENTRE, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "0.00", funds: "0.00" },
    Case { who: "费他点", at: GUANGZHOU_CENTRE, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "0.00", funds: "0.00" },
    Case { who: "酆退定", at: GUANGZHOU_CENTRE, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "160.00", funds: "160.00" },
    Case { who: "岑临点", at: CHENGDU_CENTRE, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "120.00", funds: "120.00" },
    // 23.42 are left below the yearly ceiling of 10,623.42; of the sub-ceiling, 11.71; nothing.
    Case { who: "乐近顶", at: GUANGZHOU_CENTRE, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "23.42", funds: "23.42" },
    Case { who: "于分顶", at: GUANGZHOU, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "11.71", funds: "11.71" },
    Case { who: "时已顶", at: GUANGZHOU, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "0.00", funds: "0.00" },
    // Premiums paid through last month are enough.
    Case { who: "苏恰缴", at: SHENZHEN, flags: "{}", yuan: 200,
        deductible: "0.00", pooled: "110.00", funds: "110.00" },
];

on_both_engines! {
    /// The two of the front page, who may have been in hospital this year already: then the
    /// deductible is half.
    fn the_story_is_told_to_the_fen(place: &Place) {
        for (who, at, percent) in [("陈随安", GUANGZHOU, 90), ("孙临行", BEIJING, 72)] {
            let mut patient = place.patient(who, at);
            let admissions = patient.total("admissions");
            let deductible = if admissions == 0 { 60_000 } else { 30_000 };
            let lines = [Line::one(1, LABORATORY, 10_000)];
            let (visit, total) = patient.stay("I1", json!({}), &lines);
            let bill = patient.settle_stay(&visit, total).unwrap();
            assert_eq!(bill.fen("act_pay_dedc"), deductible);
            assert_eq!(bill.fen("hifp_pay"), (total - deductible) * percent / 100);
            assert_eq!(patient.total("admissions"), admissions + 100, "counted in ones");
        }
        place.assert_sound();
    }

    fn every_stay_comes_to_the_fen(place: &Place) {
        for (at, case) in STAYS.iter().enumerate() {
            let mut patient = place.patient(case.who, case.at);
            let lines = [Line::one(1, LABORATORY, case.yuan)];
            let flags = serde_json::from_str(case.flags).unwrap();
            let (visit, total) = patient.stay(&format!("I{at}"), flags, &lines);
            let bill = patient.settle_stay(&visit, total).unwrap();
            assert_case(&bill, case);
        }
        place.assert_sound();
    }

    fn every_visit_comes_to_the_fen(place: &Place) {
        for (at, case) in VISITS.iter().enumerate() {
            let mut patient = place.patient(case.who, case.at);
            let visit = patient.ready(&format!("O{at}"), case.yuan * 100);
            let bill = patient.settle(&visit, case.yuan * 100).unwrap();
            assert_case(&bill, case);
        }
        place.assert_sound();
    }

    /// Critical illness would pay 88,354.40 of 300,000.00. Its ceiling is not published; only that
    /// 30,000.00 were paid once.
    fn a_ceiling_that_nobody_published_is_not_gone_beyond(place: &Place) {
        let mut patient = place.patient("曹初五", SHENZHEN);
        let lines = [Line::one(1, LABORATORY, 300_000)];
        let (visit, total) = patient.stay("I1", json!({}), &lines);
        let refusal = patient.settle_stay(&visit, total).unwrap_err();
        assert_eq!(refusal.code, "ceiling-not-known");
        assert!(refusal.message.contains("30,000.00"), "{}", refusal.message);
        place.assert_sound();
    }

    /// Not filed and outside the province: refused with the reason, until a filing or a flag.
    fn what_cannot_be_settled_directly_is_refused(place: &Place) {
        let mut patient = place.patient("吴未备", BEIJING);
        let lines = [Line::one(1, LABORATORY, 10_000)];
        let (visit, total) = patient.stay("I1", json!({}), &lines);
        let refusal = patient.settle_stay(&visit, total).unwrap_err();
        assert_eq!(refusal.code, "not-settled-directly");
        assert!(refusal.message.contains("备案"), "{}", refusal.message);
        let visit = patient.ready("O1", 10_000);
        let refusal = patient.settle(&visit, 10_000).unwrap_err();
        assert_eq!(refusal.code, "not-settled-directly");
        // The hospital says now that it was an emergency: deemed filed, 55 % × 0.9.
        let mut flagged = patient.bill(&visit, "B1", 10_000);
        flagged["data"]["exp_content"] = json!(r#"{"OTP_ER_REFL_FLAG":"1"}"#);
        let bill = Bill::of(patient.till.ok("2207", flagged));
        assert_eq!(bill.yuan("hifp_pay"), "49.50");
        place.assert_sound();
    }
}

fn assert_case(bill: &Bill, case: &Case) {
    let told = format!("{} at {}: {}", case.who, case.at, bill.output);
    assert_eq!(
        bill.yuan("inscp_scp_amt"),
        format!("{}.00", case.yuan),
        "{told}"
    );
    assert_eq!(bill.yuan("act_pay_dedc"), case.deductible, "{told}");
    assert_eq!(bill.yuan("hifp_pay"), case.pooled, "{told}");
    assert_eq!(bill.yuan("fund_pay_sumamt"), case.funds, "{told}");
}

on_both_engines! {
    /// Without the account, the whole share is cash.
    fn the_account_is_used_only_when_asked(place: &Place) {
        let mut patient = place.patient("水微余", SHENZHEN);
        let visit = patient.ready("O1", 20_000);
        let mut asked = patient.bill(&visit, "B1", 20_000);
        asked["data"]["acct_used_flag"] = json!("0");
        let quoted = Bill::of(patient.till.ok("2206", asked.clone()));
        assert_eq!(quoted.yuan("acct_pay"), "0.00");
        assert_eq!(quoted.yuan("psn_cash_pay"), "90.00");
        asked["data"]["acct_used_flag"] = json!("1");
        asked["data"]["medfee_sumamt"] = number(20_000);
        let bill = Bill::of(patient.till.ok("2207", asked));
        assert_eq!(bill.yuan("acct_pay"), "35.60");
        assert_eq!(bill.yuan("psn_cash_pay"), "54.40");
        assert_eq!(bill.yuan("balc"), "0.00");
        place.assert_sound();
    }
}

/// A message with another voucher: kind and number, or nothing.
fn showing(mut input: Value, kind: &Value, number: &Value) -> Value {
    let node = match input.get("mdtrtinfo") {
        Some(_) => &mut input["mdtrtinfo"],
        None => &mut input["data"],
    };
    node["mdtrt_cert_type"] = kind.clone();
    node["mdtrt_cert_no"] = number.clone();
    input
}

on_both_engines! {
    /// The number of a person alone is nobody's consent: 2201, 2206, 2207, 2303, 2304, 2401.
    fn a_message_shows_the_person_it_is_about(place: &Place) {
        let stranger = place.patient("吴未备", GUANGZHOU).voucher;
        let mut patient = place.patient("许两地", GUANGZHOU);
        let visit = patient.ready("O1", 10_000);
        let (stay, total) = patient.stay("I1", json!({}), &[Line::one(1, LABORATORY, 5_000)]);
        let messages = [
            ("2201", patient.registration("O2", &till::patient::day(0)), true),
            ("2206", patient.bill(&visit, "B1", 10_000), true),
            ("2207", patient.bill(&visit, "B1", 10_000), true),
            ("2303", patient.stay_bill(&stay, total), false),
            ("2304", patient.stay_bill(&stay, total), false),
            ("2401", patient.admission("I2", json!({})), false),
        ];
        let before = place.rows();
        let nothing = json!("");
        for (infno, message, needs_number) in &messages {
            let of_another = showing(message.clone(), &stranger["type"], &stranger["number"]);
            assert_eq!(patient.till.refused(infno, of_another), "voucher-of-another", "{infno}");
            let nobodys = showing(message.clone(), &json!("02"), &json!("440300198513010999"));
            assert_eq!(patient.till.refused(infno, nobodys), "voucher-of-another", "{infno}");
            let none = showing(message.clone(), &nothing, &nothing);
            assert_eq!(patient.till.refused(infno, none), "voucher-missing", "{infno}");
            if *needs_number {
                let kind = showing(message.clone(), &json!("02"), &nothing);
                assert_eq!(patient.till.refused(infno, kind), "voucher-missing", "{infno}");
            }
        }
        assert_eq!(place.rows(), before);
        // A stay is settled without the number of the voucher, as the interface has it.
        let kind = showing(patient.stay_bill(&stay, total), &json!("02"), &nothing);
        patient.till.ok("2304", kind);
        place.assert_sound();
    }

    /// 2403 is for stays; the insured place of a message is that of its visit; a number of a
    /// message belongs to one person.
    fn a_message_names_its_own_visit(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let visit = patient.ready("O1", 10_000);
        let before = place.rows();
        let change = json!({"adminfo": {
            "psn_no": patient.person, "mdtrt_id": visit, "begntime": till::patient::day(-9),
            "med_type": "21", "exp_content": {"IPT_TYPE": "2"},
        }});
        assert_eq!(patient.till.refused("2403", change), "wrong-care");
        let bill = patient.bill(&visit, "B1", 10_000);
        let own = std::mem::replace(&mut patient.till.insured_at, "440100".to_owned());
        for infno in ["2206", "2207"] {
            assert_eq!(patient.till.refused(infno, bill.clone()), "insurance-differs");
        }
        patient.till.insured_at = own;
        assert_eq!(place.rows(), before);
        let message = patient.till.next_message();
        let made = Bill::of(patient.till.call_as("2207", &message, bill).unwrap());
        let record = patient.settlement(&visit, made.text("setl_id"));
        let record = patient.till.ok("5203", record);
        let today = till::patient::day(0);
        assert_eq!(record["setlinfo"]["begndate"].as_str().unwrap()[..10], today[..10]);
        let mut other = place.patient("吴未备", GUANGZHOU);
        let reversal = other.reversal(&message, "2207");
        assert_eq!(other.till.refused("2601", reversal), "message-of-another-person");
        place.assert_sound();
    }

    /// Somebody in hospital is no outpatient elsewhere, but for an emergency.
    fn nobody_is_in_two_places(place: &Place) {
        let mut patient = place.patient("许两地", GUANGZHOU);
        let mut admission = patient.admission("I1", json!({}));
        admission["mdtrtinfo"]["begntime"] = json!(till::patient::day(-3));
        patient.till.ok("2401", admission);
        let mut elsewhere = place.patient("许两地", CHENGDU);
        let registration = elsewhere.registration("O1", &till::patient::day(0));
        let refused = elsewhere.till.call("2201", registration.clone()).unwrap_err();
        assert_eq!(refused.code, "in-hospital");
        let since = till::patient::day(-3);
        assert!(refused.message.contains(&since[..10]), "{}", refused.message);
        let admission = elsewhere.admission("I9", json!({}));
        assert_eq!(elsewhere.till.refused("2401", admission), "in-hospital");
        let mut emergency = registration;
        emergency["data"]["exp_content"] = json!(r#"{"OTP_ER_REFL_FLAG":"1"}"#);
        elsewhere.till.ok("2201", emergency);
        place.assert_sound();
    }

    /// er_flag on a line counts as said (Hebei, Inner Mongolia); what has no rule is said to have
    /// none; lines are dated within the visit.
    fn lines_say_when_and_in_what_circumstances(place: &Place) {
        let mut patient = place.patient("吴未备", BEIJING);
        let visit = patient.register("O1");
        patient.describe(&visit);
        let mut lines = patient.lines(&visit, "B1", &[Line::one(1, LABORATORY, 100)]);
        lines["feedetail"][0]["fee_ocur_time"] = json!(till::patient::day(-1));
        assert_eq!(patient.till.refused("2204", lines.clone()), "lines-outside-visit");
        lines["feedetail"][0]["fee_ocur_time"] = json!(till::patient::day(0));
        lines["feedetail"][0]["exp_content"] = json!(r#"{"er_flag":"1"}"#);
        patient.till.ok("2204", lines);
        let bill = patient.settle(&visit, 10_000).unwrap();
        assert_eq!(bill.yuan("hifp_pay"), "49.50", "deemed filed: 55 % × 0.9");
        let visit = patient.register("O2");
        let mut maternity = patient.description(&visit);
        maternity["mdtrtinfo"]["med_type"] = json!("51");
        assert_eq!(patient.till.refused("2203", maternity), "no-rule-for-code");
        place.assert_sound();
    }
}
