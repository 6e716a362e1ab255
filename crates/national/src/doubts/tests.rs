use domain::Money;
use domain::bill::Scope;
use serde_json::{Value, json};

use super::*;
use crate::envelope::Received;
use crate::errors::ReadError;
use crate::reading::Reading;

/// Eleven in the morning of 2026-11-03, in China.
fn now() -> Timestamp {
    "2026-11-03T03:00:00Z".parse().unwrap()
}

/// A message of a hospital in Changsha, changed.
fn open(infno: &str, input: Value, changed: Value) -> Result<Opened, ReadError> {
    let mut message = json!({"infno": infno, "msgid": "H430100000012026110309000000001",
        "fixmedins_code": "H43010000001", "inf_time": "2026-11-03 09:00:00", "input": input});
    for (key, value) in changed.as_object().unwrap() {
        message[key] = value.clone();
    }
    let received = Received::read(message.to_string().as_bytes(), None)?;
    let reading = Reading {
        place: Some("430102".parse().unwrap()),
        ..Reading::shipped()
    };
    Request::open(received, reading)
}

fn described(extension: &str) -> Value {
    json!({"mdtrtinfo": {"psn_no": "P", "mdtrt_id": "V", "med_type": "11",
        "begntime": "2026-11-03", "exp_content": extension}})
}

fn bill(changed: Value) -> Value {
    let mut data = json!({"psn_no": "P", "mdtrt_id": "V", "chrg_bchno": "B",
        "medfee_sumamt": "100.00"});
    for (key, value) in changed.as_object().unwrap() {
        data[key] = value.clone();
    }
    json!({ "data": data })
}

#[test]
#[rustfmt::skip]
fn what_cannot_be_quite_right_is_accepted_with_a_warning() {
    let plain = described("");
    let rows = [
        (plain.clone(), json!({}), vec![]),
        (plain.clone(), json!({"inf_time": "1999-01-01 00:00:00"}), vec!["clock-off"]),
        (plain.clone(), json!({"inf_time": "2026-11-02 11:00:00"}), vec![]),
        (plain.clone(), json!({"inf_time": "2026-11-04 11:00:01"}), vec!["clock-off"]),
        (plain.clone(), json!({"msgid": "H4403050000120261103"}), vec!["msgid-of-another"]),
        // Opaque numbers are as good as any.
        (plain, json!({"msgid": "HOSPITAL-0001-2026"}), vec![]),
        (described(r#"{"TRUM_FLAG":"1"}"#), json!({}), vec!["third-party-not-said"]),
        (described(r#"{"TRUM_FLAG":"1","REL_TTP_FLAG":"0"}"#), json!({}), vec![]),
        (described(r#"{"TRUM_FALG":"1"}"#), json!({}), vec!["flag-misspelt"]),
        (described(r#"{"OTP_ER_REF_FLAG":"1"}"#), json!({}), vec!["flag-misspelt"]),
        (described(r#"{"trumFlag":"1","REL_TTP_FLAG":"1"}"#), json!({}), vec![]),
        // Extensions of provinces are none of our business.
        (described(r#"{"pay_order_id":"7","calYearBalc":0}"#), json!({}), vec![]),
    ];
    for (input, changed, expected) in rows {
        let opened = open("2203", input.clone(), changed.clone()).unwrap();
        let doubts = opened.doubts(now());
        let codes: Vec<_> = doubts.iter().map(|doubt| doubt.code()).collect();
        assert_eq!(codes, expected, "{input} {changed}");
    }
}

#[test]
fn a_split_that_differs_is_named_with_both_amounts() {
    let opened = open(
        "2207",
        bill(json!({"fulamt_ownpay_amt": 10, "inscp_scp_amt": "90.00"})),
        json!({}),
    );
    let Request::SettleOutpatient(bill) = opened.unwrap().request else {
        panic!("not a settlement");
    };
    let found = |self_paid: i64| Scope {
        wholly_self_paid: Money::from_yuan(self_paid),
        ordinary: Money::from_yuan(100 - self_paid),
        ..Scope::default()
    };
    assert_eq!(bill.terms.claimed.differing(&found(10)), None);
    let doubt = bill.terms.claimed.differing(&found(0)).unwrap();
    assert_eq!(
        doubt.message().zh,
        "机构填报的费用拆分与平台不同，以平台为准：fulamt_ownpay_amt 10.00→0.00, inscp_scp_amt 90.00→100.00"
    );
}

#[test]
fn a_place_of_care_elsewhere_and_another_way_of_settling_are_refused() {
    let place = |code: &str| {
        let changed = json!({ "mdtrtarea_admvs": code });
        open("2203", described(""), changed).map_or_else(|error| error.code(), |_| "ok")
    };
    let rows = [
        ("430100", "ok"),
        ("430199", "ok"),
        ("430102", "ok"),
        // The province itself.
        ("430000", "ok"),
        ("439900", "ok"),
        ("430200", "place-of-another"),
        ("440300", "place-of-another"),
        ("440000", "place-of-another"),
    ];
    for (code, expected) in rows {
        assert_eq!(place(code), expected, "{code}");
    }
    let inside = open(
        "2207",
        bill(json!({"mdtrtarea_admvs": "440300"})),
        json!({}),
    );
    assert_eq!(inside.unwrap_err().code(), "place-of-another");
    let rows = [
        ("01", "ok"),
        ("1", "ok"),
        ("", "ok"),
        ("02", "no-rule-for-code"),
        ("0201", "no-rule-for-code"),
        ("77", "unknown-code"),
    ];
    for (way, expected) in rows {
        let opened = open("2207", bill(json!({ "psn_setlway": way })), json!({}));
        let code = opened.map_or_else(|error| error.code(), |_| "ok");
        assert_eq!(code, expected, "{way}");
    }
}

#[test]
fn codes_are_known_by_the_dictionaries() {
    let med_type = |code: &str| {
        let mut input = described("");
        input["mdtrtinfo"]["med_type"] = json!(code);
        let opened = open("2203", input, json!({}));
        opened.map_or_else(
            |error| error.code(),
            |opened| opened.doubts(now()).first().map_or("ok", Doubt::code),
        )
    };
    let rows = [
        ("11", "ok"),
        ("110104", "ok"),
        ("1301", "ok"),
        ("1199", "code-not-listed"),
        ("51", "no-rule-for-code"),
        ("1103", "no-rule-for-code"),
        ("9934", "no-rule-for-code"),
        ("9999", "unknown-code"),
        ("2101", "wrong-care"),
    ];
    for (code, expected) in rows {
        assert_eq!(med_type(code), expected, "{code}");
    }
    let insurance = |code: &str, certificate: &str| {
        let data = json!({"insutype": code, "psn_cert_type": certificate});
        open("2207", bill(data), json!({}))
            .map_or_else(|error| error.message().zh, |_| "ok".to_owned())
    };
    assert_eq!(insurance("310", "01"), "ok");
    assert_eq!(insurance("391", "17"), "ok");
    assert_eq!(
        insurance("340", ""),
        "input.data.insutype«340»（离休人员医疗保障）是字典里的代码，本平台没有它的规则，不能按它结算"
    );
    assert_eq!(
        insurance("311", "55"),
        "2处：有误 data.{psn_cert_type(unknown-code),insutype(unknown-code)}"
    );
}

#[test]
fn nodes_are_read_in_every_shape_clients_send() {
    let node = json!({"psn_no": "P", "mdtrt_id": "V", "med_type": "11", "begntime": "2026-11-03"});
    let diagnoses = json!([{"diag_code": "I10.x00"}]);
    let mut with_diagnoses = node.clone();
    with_diagnoses["diseinfo"] = diagnoses.clone();
    let shapes = [
        json!({"mdtrtinfo": node, "diseinfo": diagnoses}),
        json!({"data": node, "diseinfo": diagnoses}),
        json!({"data": {"mdtrtinfo": node, "diseinfo": diagnoses}}),
        json!({"data": with_diagnoses}),
        json!({"mdtrtinfo": with_diagnoses}),
        json!({"mdtrtinfo": node.to_string(), "diseinfo": diagnoses.to_string()}),
        json!({"mdtrtinfo": [node], "diseinfo": diagnoses[0]}),
        json!(json!({"data": node, "diseinfo": diagnoses}).to_string()),
        json!(json!({"mdtrtinfo": node.to_string(), "diseinfo": diagnoses}).to_string()),
    ];
    let first = open("2203", shapes[0].clone(), json!({})).unwrap().request;
    for shape in shapes {
        let request = open("2203", shape.clone(), json!({})).map(|opened| opened.request);
        assert_eq!(request, Ok(first.clone()), "{shape}");
    }
}
