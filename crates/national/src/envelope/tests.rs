use serde_json::json;

use super::*;

fn message() -> Value {
    json!({
        "infno": "1101", "msgid": "H4301000000120210101090000001",
        "mdtrtarea_admvs": "430100", "insuplc_admdvs": "440300", "recer_sys_code": "99",
        "dev_no": "", "dev_safe_info": "", "cainfo": "", "signtype": "SM3", "infver": "1.0.0",
        "opter_type": "1", "opter": "0001", "opter_name": "测试员",
        "inf_time": "2021-01-01 09:00:00", "fixmedins_code": "H43010000001",
        "fixmedins_name": "示例医院", "sign_no": "", "input": {"data": {"a": "1"}}
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut message = message();
    message[key] = value;
    message
}

fn read(message: &Value) -> Result<Envelope, ReadError> {
    Envelope::read(message.to_string().as_bytes(), None)
}

#[test]
fn the_published_example_is_read() {
    let envelope = read(&message()).unwrap();
    assert_eq!(envelope.infno, "1101");
    // Real message ids have 29 characters where the table says 30.
    assert_eq!(envelope.msgid.as_str().len(), 29);
    assert_eq!(envelope.treated_at.unwrap().to_string(), "430100");
    assert_eq!(envelope.insured_at.unwrap().to_string(), "440300");
    assert_eq!(envelope.facility.as_str(), "H43010000001");
    assert_eq!(envelope.operator.number.as_deref(), Some("0001"));
    assert_eq!(envelope.sign_no, None);
    assert_eq!(envelope.cainfo, None);
    assert_eq!(envelope.sent_at.unwrap().to_string(), "2021-01-01T09:00:00");
    assert_eq!(envelope.input["data"]["a"], "1");
}

#[test]
fn variations_of_real_clients_are_read_as_the_same_message() {
    let plain = read(&message()).unwrap();
    let same = |message: &Value| assert_eq!(read(message).unwrap(), plain, "{message}");
    // Jiangxi: input as a JSON string.
    same(&with("input", json!(r#"{"data":{"a":"1"}}"#)));
    same(&with("infno", json!(1101)));
    same(&with("mdtrtarea_admvs", json!(430_100)));
    same(&with("opter_type", json!(1)));
    same(&with("sign_no", json!("null")));
    same(&with("cainfo", json!(null)));
    same(&with("enctype", json!("")));
    // Go: Input.
    let mut capital = message();
    let input = capital.as_object_mut().unwrap().remove("input").unwrap();
    capital["Input"] = input;
    same(&capital);
    let mut misspelt = message();
    let place = misspelt
        .as_object_mut()
        .unwrap()
        .remove("mdtrtarea_admvs")
        .unwrap();
    misspelt["mdtrtarea_admdvs"] = place;
    same(&misspelt);
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(message().to_string().into_bytes());
    assert_eq!(Envelope::read(&marked, None).unwrap(), plain);
}

#[test]
fn the_transaction_may_stand_in_the_address() {
    let mut bare = message();
    bare.as_object_mut().unwrap().remove("infno");
    let bytes = bare.to_string().into_bytes();
    assert_eq!(
        Envelope::read(&bytes, Some("2203a")).unwrap().infno,
        "2203A"
    );
    for none in [None, Some(""), Some(" ")] {
        let error = Envelope::read(&bytes, none).unwrap_err();
        assert_eq!(error.to_string(), "infno is missing");
    }
    let both = Envelope::read(message().to_string().as_bytes(), Some("9999")).unwrap();
    assert_eq!(both.infno, "1101");
}

#[test]
fn what_only_some_senders_fill_in_may_be_missing() {
    let bare = json!({
        "infno": "9001", "msgid": "x-1", "fixmedins_code": "P62100200036", "input": {}
    });
    let envelope = read(&bare).unwrap();
    assert_eq!(envelope.treated_at, None);
    assert_eq!(envelope.insured_at, None);
    assert_eq!(envelope.operator, SendingOperator::default());
}

#[test]
fn what_is_needed_is_named() {
    for field in ["infno", "msgid", "fixmedins_code", "input"] {
        for empty in [json!(null), json!(""), json!("NULL")] {
            let error = read(&with(field, empty)).unwrap_err();
            assert_eq!(
                error,
                ReadError::MissingField {
                    field: field.to_owned()
                }
            );
        }
    }
}

#[test]
fn what_is_wrong_is_told_apart() {
    let long = "x".repeat(65);
    let rows = [
        (json!([]), "not-an-object"),
        (json!("text"), "not-an-object"),
        (with("input", json!([1])), "not-an-object"),
        (with("input", json!(7)), "not-an-object"),
        (with("input", json!("[1]")), "not-an-object"),
        (with("input", json!("{\"data\":")), "truncated-json"),
        (with("input", json!("data")), "bad-json"),
        (with("msgid", json!({})), "wrong-type"),
        (with("msgid", json!(long)), "bad-identifier"),
        (with("msgid", json!("报文")), "bad-identifier"),
        (
            with("fixmedins_code", json!("43010000001")),
            "bad-identifier",
        ),
        (with("mdtrtarea_admvs", json!("43")), "bad-region"),
        (with("insuplc_admdvs", json!("深圳")), "bad-region"),
        (with("inf_time", json!("2021-02-30 09:00:00")), "bad-date"),
        (with("infno", json!("../etc")), "unknown-transaction"),
        (with("infno", json!("1".repeat(9_999))), "too-long"),
    ];
    for (message, code) in rows {
        assert_eq!(read(&message).unwrap_err().code(), code, "{message}");
    }
    // 64 characters are accepted although the table says 30.
    assert!(read(&with("msgid", json!("x".repeat(64)))).is_ok());
}

#[test]
fn a_key_that_is_there_twice_with_two_values_is_refused() {
    let text = message().to_string();
    let twice = |addition: &str| text.replacen('{', &format!("{{{addition},"), 1);
    let same = twice(r#""opter":"0001""#);
    assert!(Envelope::read(same.as_bytes(), None).is_ok());
    let other = twice(r#""opter":"0002""#);
    let error = Envelope::read(other.as_bytes(), None).unwrap_err();
    assert_eq!(
        error,
        ReadError::RepeatedKey {
            key: "opter".to_owned()
        }
    );
}
