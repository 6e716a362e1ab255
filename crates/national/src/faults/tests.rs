use serde_json::{Value, json};

use crate::{ReadError, Reading, Received, Request, reply};

fn open(message: &Value) -> Result<Request, ReadError> {
    let received = Received::read(message.to_string().as_bytes(), None)?;
    Request::open(received, Reading::shipped()).map(|opened| opened.request)
}

fn message(infno: &str, input: Value) -> Value {
    json!({"infno": infno, "msgid": "H4301000000120210101090000001",
        "fixmedins_code": "H43010000001", "input": input})
}

/// The faults of a message: code and place.
fn faults(message: &Value) -> Vec<(&'static str, String)> {
    let error = open(message).expect_err("the message has faults");
    let told = error.each().iter();
    told.map(|fault| (fault.code(), fault.place())).collect()
}

#[test]
fn everything_wrong_with_envelope_and_body_is_told_in_one_answer() {
    let mut message = message(
        "2401",
        json!({
            "mdtrtinfo": {"psn_no": "P", "insutype": "x", "begntime": "2026-02-30",
                "med_type": "11", "exp_content": "{\"TRUM_FLAG\":\"9\",\"IPT_TYPE\":\"8\"}"},
            "diseinfo": [{"diag_code": "I10"}, {"diag_name": "?", "vali_flag": "x"}]
        }),
    );
    message["msgid"] = json!("");
    message["mdtrtarea_admvs"] = json!("43");
    let expected = [
        ("missing-field", "msgid"),
        ("bad-region", "mdtrtarea_admvs"),
        ("wrong-care", "med_type"),
        ("unknown-code", "input.mdtrtinfo.insutype"),
        ("bad-date", "input.mdtrtinfo.begntime"),
        ("unknown-code", "input.mdtrtinfo.IPT_TYPE"),
        ("unknown-code", "input.mdtrtinfo.TRUM_FLAG"),
        ("missing-field", "input.diseinfo[1].diag_code"),
        ("unknown-code", "input.diseinfo[1].vali_flag"),
    ];
    let found = faults(&message);
    let found: Vec<_> = found
        .iter()
        .map(|(code, at)| (*code, at.as_str()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn an_empty_body_names_every_field_it_needs() {
    let needed = |infno: &str, input: Value| -> String {
        let error = open(&message(infno, input)).expect_err("nothing is there");
        let failure = reply::Failure::from(&error);
        reply::err_msg(&failure)
    };
    assert_eq!(
        needed("2207", json!({"data": {"invono": "1"}})),
        "[several-faults] 4处：缺少 data.{psn_no,mdtrt_id,medfee_sumamt,chrg_bchno}；请全部更正后重新发送，\
         逐项说明见warn_msg / 4 faults: missing data.{psn_no,mdtrt_id,medfee_sumamt,chrg_bchno}"
    );
    let row = json!({"cnt": "x", "pric": "1"});
    let said = needed("2301", json!({"feedetail": [row, row, row]}));
    assert_eq!(
        said,
        "[several-faults] 21处：缺少 feedetail[0-2].{feedetl_sn,med_list_codg,det_item_fee_sumamt,\
         fee_ocur_time,psn_no,mdtrt_id}；有误 feedetail[0-2].cnt(not-a-number)；请全部更正后重新发送，\
         逐项说明见warn_msg"
    );
}

#[test]
fn a_refusal_explains_each_fault_beside_the_summary() {
    let error = open(&message("2202", json!({"data": {"mdtrt_id": {}}}))).unwrap_err();
    let failure = reply::Failure::from(&error);
    let details: Vec<String> = failure.details.iter().map(|says| says.zh.clone()).collect();
    assert_eq!(
        details,
        [
            "缺少input.data.psn_no",
            "input.data.mdtrt_id应为单个值，收到的是对象或数组"
        ]
    );
    let one = open(&message("2202", json!({"data": {"mdtrt_id": "V"}}))).unwrap_err();
    assert_eq!(one.code(), "missing-field");
    assert_eq!(reply::Failure::from(&one).details, []);
}

#[test]
fn repeated_keys_do_not_hide_what_else_is_wrong() {
    let text = message("2202", json!({"data": {}})).to_string();
    let text = text.replacen(
        '{',
        r#"{"opter":"1","opter":"2","sign_no":"1","sign_no":"2","#,
        1,
    );
    let error = Request::open(
        Received::read(text.as_bytes(), None).unwrap(),
        Reading::shipped(),
    )
    .unwrap_err();
    let places: Vec<String> = error.each().iter().map(ReadError::place).collect();
    assert_eq!(
        places,
        [
            "opter",
            "sign_no",
            "input.data.psn_no",
            "input.data.mdtrt_id"
        ]
    );
}

#[test]
fn a_thousand_wrong_rows_make_one_short_answer() {
    let rows = vec![json!({}); 1_000];
    let error = open(&message("2204", json!({"feedetail": rows}))).unwrap_err();
    assert_eq!(error.each().len(), 200);
    let failure = reply::Failure::from(&error);
    assert!(reply::err_msg(&failure).starts_with("[several-faults] 200+处：缺少 feedetail[0-"));
}
