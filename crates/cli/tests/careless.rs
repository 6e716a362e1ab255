//! What careless clients send, and every address they send it to: each habit walks the whole story,
//! outpatient and inpatient, and comes to the same fen as a client that follows the tables.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use serde_json::{Map, Value, json};
use till::message::{CALL_SERVICE, Wire};
use till::patient::Line;
use till::*;

/// Walks through an outpatient visit and a stay with this habit, and undoes both, so that the next
/// habit finds the same person.
fn walk(place: &Place, name: &str, habit: impl Fn(&Value) -> Wire + Send + 'static) {
    let mut patient = place.patient("许两地", GUANGZHOU);
    patient.till.habit = Box::new(habit);
    let asked = json!({"data": {
        "psn_no": patient.person, "insutype": "310", "fixmedins_code": GUANGZHOU,
        "med_type": "11", "begntime": till::patient::day(0), "endtime": "", "dise_codg": "",
    }});
    let entitled = patient.till.ok("2001", asked);
    assert!(entitled["trtinfo"].is_array(), "{name}");
    let visit = patient.ready(&format!("O-{name}"), 20_000);
    let bill = patient.settle(&visit, 20_000).unwrap();
    assert_eq!(bill.yuan("hifp_pay"), "110.00", "{name}");
    undo(&mut patient, "2208", &visit, bill.text("setl_id"));
    let lines = [Line::one(1, LABORATORY, 10_000)];
    let (visit, total) = patient.stay(&format!("I-{name}"), json!({"TRUM_FLAG": "0"}), &lines);
    let bill = patient.settle_stay(&visit, total).unwrap();
    assert_eq!(bill.yuan("hifp_pay"), "8460.00", "{name}");
    undo(&mut patient, "2305", &visit, bill.text("setl_id"));
}

fn undo(patient: &mut Patient, infno: &str, visit: &str, settlement: &str) {
    let asked = patient.settlement(visit, settlement);
    let record = patient.till.ok("5203", asked.clone());
    assert_eq!(record["setlinfo"]["setl_id"], settlement);
    assert!(patient.till.ok("5204", asked.clone()).is_array());
    patient.till.ok(infno, asked);
}

fn posted(envelope: &Value) -> Wire {
    Wire::plain(envelope)
}

/// Rebuilds a value from its leaves up.
fn rebuilt(value: &Value, change: &impl Fn(Value) -> Value) -> Value {
    let inner = match value {
        Value::Object(fields) => {
            let fields = fields.iter();
            let fields = fields.map(|(key, value)| (key.clone(), rebuilt(value, change)));
            Value::Object(fields.collect())
        }
        Value::Array(rows) => rows.iter().map(|row| rebuilt(row, change)).collect(),
        plain => plain.clone(),
    };
    change(inner)
}

fn with_keys(value: Value, rename: impl Fn(&str) -> String) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter();
            Value::Object(fields.map(|(key, value)| (rename(&key), value)).collect())
        }
        other => other,
    }
}

// ── bodies ──────────────────────────────────────────────────────────────────────────────────────

fn input_as_text(envelope: &Value) -> Wire {
    let mut envelope = envelope.clone();
    envelope["input"] = json!(envelope["input"].to_string());
    posted(&envelope)
}

fn input_in_capitals(envelope: &Value) -> Wire {
    posted(&with_keys(envelope.clone(), |key| match key {
        "input" => "Input".to_owned(),
        key => key.to_owned(),
    }))
}

fn every_key_in_capitals(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| {
        with_keys(value, str::to_uppercase)
    }))
}

fn numbers_as_text(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match value {
        Value::Number(number) => json!(number.to_string()),
        other => other,
    }))
}

/// Codes and identifiers without a leading zero go as numbers.
fn text_as_numbers(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match &value {
        Value::String(text) if is_whole_number(text) => Value::Number(text.parse().unwrap()),
        _ => value,
    }))
}

fn is_whole_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && !text.is_empty() && !text.starts_with('0')
}

/// Replaces every empty text.
fn empty_is(envelope: &Value, nothing: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match value == json!("") {
        true => nothing.clone(),
        false => value,
    }))
}

fn empty_is_null(envelope: &Value) -> Wire {
    empty_is(envelope, &Value::Null)
}

fn empty_is_the_word_null(envelope: &Value) -> Wire {
    empty_is(envelope, &json!("null"))
}

fn empty_is_null_in_capitals(envelope: &Value) -> Wire {
    empty_is(envelope, &json!("NULL"))
}

fn empty_is_a_space(envelope: &Value) -> Wire {
    empty_is(envelope, &json!(" "))
}

fn empty_is_left_out(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match value {
        Value::Object(mut fields) => {
            fields.retain(|_, value| *value != json!(""));
            Value::Object(fields)
        }
        other => other,
    }))
}

fn one_row_is_an_object(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match value {
        Value::Array(mut rows) if rows.len() == 1 => rows.remove(0),
        other => other,
    }))
}

fn every_node_is_an_array(envelope: &Value) -> Wire {
    let mut envelope = envelope.clone();
    for node in envelope["input"].as_object_mut().unwrap().values_mut() {
        if node.is_object() {
            *node = json!([node.clone()]);
        }
    }
    posted(&envelope)
}

fn unknown_keys_everywhere(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match value {
        Value::Object(mut fields) => {
            fields.insert("x_vendor".to_owned(), json!({"deep": [1, {"er": null}]}));
            fields.insert("memo2".to_owned(), json!("附注\"\\\n"));
            Value::Object(fields)
        }
        other => other,
    }))
}

/// The named node is called `data`, as in an early draft.
fn every_node_is_data(envelope: &Value) -> Wire {
    let mut envelope = envelope.clone();
    envelope["input"] = with_keys(envelope["input"].clone(), |key| match key {
        "diseinfo" => key.to_owned(),
        _ => "data".to_owned(),
    });
    posted(&envelope)
}

fn every_node_is_mdtrtinfo(envelope: &Value) -> Wire {
    let mut envelope = envelope.clone();
    envelope["input"] = with_keys(envelope["input"].clone(), |key| match key {
        "diseinfo" => key.to_owned(),
        _ => "mdtrtinfo".to_owned(),
    });
    posted(&envelope)
}

/// The fields stand directly under `input`.
fn no_node_at_all(envelope: &Value) -> Wire {
    let mut envelope = envelope.clone();
    let mut fields = Map::new();
    for (name, node) in envelope["input"].as_object().unwrap() {
        match node {
            Value::Object(inner) => fields.extend(inner.clone()),
            rows => drop(fields.insert(name.clone(), rows.clone())),
        }
    }
    envelope["input"] = Value::Object(fields);
    posted(&envelope)
}

fn byte_order_mark_and_spaces(envelope: &Value) -> Wire {
    let mut wire = posted(envelope);
    let text = serde_json::to_string_pretty(envelope).unwrap();
    wire.body = format!("\u{feff}\r\n {text}\r\n\0").into_bytes();
    wire
}

/// What the tables call mandatory and Guangdong's clients do not send, and what they send instead.
fn guangdong_fields(envelope: &Value) -> Wire {
    const NOT_SENT: [&str; 7] = [
        "psn_cert_type",
        "cert_type",
        "certno",
        "psn_type",
        "psn_name",
        "insuplc_admdvs",
        "mdtrtarea_admvs",
    ];
    let mut envelope = envelope.clone();
    envelope["recer_admdvs"] = json!("440300");
    let infno = envelope["infno"].as_str().unwrap().to_owned();
    let input = envelope["input"].as_object_mut().unwrap();
    for node in input.values_mut() {
        if let Value::Object(fields) = node {
            fields.retain(|key, _| !NOT_SENT.contains(&key.as_str()));
            fields.insert("hcard_basinfo".to_owned(), json!(""));
            fields.insert("hcard_chkinfo".to_owned(), json!("C"));
            fields.insert("ttp_resp".to_owned(), json!("0"));
            fields.insert("matn_type".to_owned(), Value::Null);
        }
    }
    if infno == "2401" {
        let agent = json!({"agnter_name": "示例", "agnter_photo": "", "agnter_tel": ""});
        input.insert("agnterinfo".to_owned(), agent);
    }
    if infno == "2402" {
        input.remove("diseinfo");
        let fields = input["dscginfo"].as_object_mut().unwrap();
        let code = fields.remove("dscg_dept_codg").unwrap();
        fields.insert("dscg_dept_code".to_owned(), code);
    }
    posted(&envelope)
}

/// Only what nobody can do without.
fn the_least_envelope(envelope: &Value) -> Wire {
    let kept = [
        "infno",
        "msgid",
        "insuplc_admdvs",
        "fixmedins_code",
        "input",
    ];
    let mut envelope = envelope.clone();
    let fields = envelope.as_object_mut().unwrap();
    fields.retain(|key, _| kept.contains(&key.as_str()));
    posted(&envelope)
}

fn odd_envelope(envelope: &Value) -> Wire {
    let mut envelope = envelope.clone();
    let number = envelope["msgid"].as_str().unwrap();
    // Twenty-nine characters, and not only digits.
    envelope["msgid"] = json!(format!("a-{:_>27}", &number[number.len() - 16..]));
    envelope["fixmedins_name"] = json!("示例大学附属第一医院(东院区)".repeat(20));
    envelope["infver"] = json!("V1.0");
    envelope["opter_type"] = json!(1);
    envelope["recer_sys_code"] = json!("MBS_LOCAL");
    envelope["signtype"] = json!("MOCK");
    envelope["inf_time"] = json!("2026-11-21 12:00");
    envelope["sign_no"] = Value::Null;
    posted(&envelope)
}

fn other_times(envelope: &Value) -> Wire {
    posted(&rebuilt(envelope, &|value| match value.as_str() {
        Some(text) if text.ends_with(" 09:00:00") => json!(text.replace(' ', "T")),
        _ => value,
    }))
}

/// How somebody writes an envelope down.
type Writing = fn(&Value) -> Wire;

const BODIES: &[(&str, Writing)] = &[
    ("plain", posted),
    ("input-as-text", input_as_text),
    ("Input", input_in_capitals),
    ("CAPITALS", every_key_in_capitals),
    ("numbers-as-text", numbers_as_text),
    ("text-as-numbers", text_as_numbers),
    ("json-null", empty_is_null),
    ("null", empty_is_the_word_null),
    ("NULL", empty_is_null_in_capitals),
    ("space", empty_is_a_space),
    ("left-out", empty_is_left_out),
    ("object-for-rows", one_row_is_an_object),
    ("rows-for-object", every_node_is_an_array),
    ("unknown-keys", unknown_keys_everywhere),
    ("data", every_node_is_data),
    ("mdtrtinfo", every_node_is_mdtrtinfo),
    ("no-node", no_node_at_all),
    ("bom", byte_order_mark_and_spaces),
    ("guangdong", guangdong_fields),
    ("least", the_least_envelope),
    ("odd", odd_envelope),
    ("other-times", other_times),
];

// ── addresses ───────────────────────────────────────────────────────────────────────────────────

/// Addresses that name the transaction nowhere.
const ADDRESSES: &[&str] = &[
    CALL_SERVICE,
    "/mss/web/api/fsi/callService",
    "/mbs-fsi/web/api/fsi/callService",
    "/mbs-hiIntf-liuzhou/web/api/fsi/callService",
    "/CSB",
];

/// Addresses that end in the transaction's number.
const NUMBERED: &[&str] = &[
    CALL_SERVICE,
    "/mss/web/api/fsi/callService",
    "/mbs-hiIntf-liuzhou/web/api/fsi/callService",
    "/CSB",
    "/ebus/gdyb_api/prd/hsa/hgs",
    "/ebus/gdyb_inf/poc/hsa/hgs",
];

const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "application/json; charset=GBK",
    "application/x-www-form-urlencoded",
    "*/*",
];

on_both_engines! {
    fn every_way_to_write_a_message_settles_the_same(place: &Place) {
        for (name, habit) in BODIES {
            walk(place, name, *habit);
        }
        place.assert_sound();
    }

    fn every_address_is_answered(place: &Place) {
        for (number, path) in ADDRESSES.iter().enumerate() {
            walk(place, &format!("A{number}"), |envelope: &Value| Wire {
                path: (*path).to_owned(),
                ..posted(envelope)
            });
        }
        for (number, path) in NUMBERED.iter().enumerate() {
            walk(place, &format!("N{number}"), |envelope: &Value| numbered(envelope, path));
        }
        place.assert_sound();
    }

    fn the_content_type_does_not_matter(place: &Place) {
        for (number, content_type) in CONTENT_TYPES.iter().enumerate() {
            walk(place, &format!("T{number}"), |envelope: &Value| Wire {
                content_type,
                ..posted(envelope)
            });
        }
        place.assert_sound();
    }

    /// Gateways rewrite addresses, so the message counts where the two differ.
    fn the_message_counts_before_the_address(place: &Place) {
        let mut till = place.till(GUANGZHOU);
        till.habit = Box::new(|envelope| Wire {
            path: format!("{CALL_SERVICE}/2207"),
            ..posted(envelope)
        });
        let input = json!({"medinsinfo": {"fixmedins_code": CHENGDU}});
        assert_eq!(till.ok("1201", input)["medinsinfo"][0]["fixmedins_code"], CHENGDU);
    }

    /// 2.9: a card without its serial, a certificate instead of a voucher, a name beside it.
    fn people_are_found_by_whatever_is_sent(place: &Place) {
        let mut till = place.till(GUANGZHOU);
        let rows = [
            json!({"mdtrt_cert_type": "02", "mdtrt_cert_no": "440305199014020127"}),
            json!({"mdtrt_cert_type": 2, "mdtrt_cert_no": "", "certno": "440305199014020127"}),
            json!({"psn_cert_type": "01", "certno": "440305199014020127", "psn_name": "陈随安"}),
            json!({"mdtrt_cert_type": "03", "mdtrt_cert_no": "SX4403000001"}),
            json!({"mdtrt_cert_type": "01", "mdtrt_cert_no": "SANDBOX440300000000000000001"}),
        ];
        for row in rows {
            let found = till.ok("1101", json!({"data": row}));
            assert_eq!(found["baseinfo"]["psn_no"], "44030000000000000001", "{row}");
        }
        let lower = json!({"mdtrt_cert_type": "02", "mdtrt_cert_no": "44030519831618101x"});
        assert_eq!(till.ok("1101", json!({"data": lower}))["baseinfo"]["psn_name"], "张点广");
        let other = json!({"data": {"mdtrt_cert_type": "02",
            "mdtrt_cert_no": "440305199014020127", "psn_name": "李随行"}});
        assert_eq!(till.refused("1101", other), "unknown-person");
    }
}

/// The transaction is named in the address alone.
fn numbered(envelope: &Value, path: &str) -> Wire {
    let infno = envelope["infno"].as_str().unwrap().to_owned();
    let mut envelope = envelope.clone();
    envelope.as_object_mut().unwrap().remove("infno");
    Wire {
        path: format!("{path}/{infno}"),
        ..posted(&envelope)
    }
}
