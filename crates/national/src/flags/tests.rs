use serde_json::json;

use super::*;

fn read(fields: Value, med_type: Option<&str>) -> Result<Flags, ReadError> {
    let fields = fields.as_object().unwrap().clone();
    let sent = json!({ "med_type": med_type });
    let sent = sent.as_object().unwrap();
    let med_type = Node::new("data", None, sent).med_type("med_type").unwrap();
    Flags::read(&Node::new("data", None, &fields), med_type.as_ref())
}

fn words(flags: &Flags) -> String {
    let named = [
        (flags.emergency, "emergency"),
        (flags.referral, "referral"),
        (flags.trauma, "trauma"),
        (flags.third_party, "third-party"),
    ];
    let set: Vec<_> = named
        .iter()
        .filter(|(set, _)| *set)
        .map(|(_, word)| *word)
        .collect();
    set.join(" ")
}

#[test]
#[rustfmt::skip]
fn flags_are_read_wherever_and_however_they_are_written() {
    let rows = [
        (json!({}), None, ""),
        (json!({"exp_content": r#"{"TRUM_FLAG":"0","IPT_TYPE":"2"}"#}), None, "emergency"),
        (json!({"exp_content": {"IPT_TYPE": 2}}), None, "emergency"),
        (json!({"expContent": r#"{"ipt_type":"3"}"#}), None, "referral"),
        (json!({"exp_content": r#"{"IPT_TYPE":"1"}"#}), None, ""),
        (json!({"exp_content": r#"{"OTP_ER_REFL_FLAG":"1"}"#}), None, "emergency"),
        (json!({"exp_content": r#"{"OTP_ER_REFL_FLAG":"2"}"#}), None, "referral"),
        (json!({"exp_content": r#"{"OTP_ER_REFL_FLAG":3}"#}), None, "emergency referral"),
        (json!({"trum_flag": "1", "rel_ttp_flag": "1"}), None, "trauma third-party"),
        (json!({"exp_content": r#"{"er_flag":"1"}"#}), None, "emergency"),
        (json!({"ttp_resp": "1"}), None, "third-party"),
        (json!({"ttp_resp": "9"}), None, ""),
        // exp_content counts before a plain field.
        (json!({"exp_content": r#"{"TRUM_FLAG":"0"}"#, "trum_flag": "1"}), None, ""),
        // A missing REL_TTP_FLAG is 0.
        (json!({"exp_content": r#"{"TRUM_FLAG":"1"}"#}), None, "trauma"),
        // The med_type says it even when the flag does not.
        (json!({}), Some("13"), "emergency"),
        (json!({}), Some("1301"), "emergency"),
        (json!({}), Some("24"), "emergency"),
        (json!({"exp_content": r#"{"OTP_ER_REFL_FLAG":"2"}"#}), Some("13"), "emergency referral"),
        (json!({}), Some("22"), "trauma"),
        (json!({"exp_content": r#"{"TRUM_FLAG":"0"}"#}), Some("9903"), "trauma"),
        (json!({}), Some("11"), ""),
        // Remarks are not flags.
        (json!({"exp_content": "复诊"}), None, ""),
        (json!({"exp_content": 7}), None, ""),
        (json!({"exp_content": "[]"}), None, ""),
        (json!({"exp_content": "null"}), None, ""),
    ];
    for (fields, med_type, expected) in rows {
        let flags = read(fields.clone(), med_type).unwrap();
        assert_eq!(words(&flags), expected, "{fields} {med_type:?}");
    }
}

#[test]
fn a_flag_that_cannot_be_understood_is_an_error() {
    let rows = [
        (json!({"exp_content": "{\"TRUM_FLAG\":"}), "bad-exp-content"),
        (json!({"exp_content": "{TRUM_FLAG:1}"}), "bad-exp-content"),
        (
            json!({"exp_content": r#"{"TRUM_FLAG":"2"}"#}),
            "unknown-code",
        ),
        (json!({"exp_content": r#"{"TRUM_FLAG":{}}"#}), "wrong-type"),
        (
            json!({"exp_content": r#"{"IPT_TYPE":"急诊"}"#}),
            "unknown-code",
        ),
        (json!({"trum_flag": "yes"}), "unknown-code"),
    ];
    for (fields, code) in rows {
        assert_eq!(
            read(fields.clone(), None).unwrap_err().code(),
            code,
            "{fields}"
        );
    }
}

#[test]
fn the_crowd_is_kept_as_sent() {
    let flags = read(json!({"exp_content": r#"{"MDTRT_GRP_TYPE":"2"}"#}), None).unwrap();
    assert_eq!(flags.crowd.as_deref(), Some("2"));
}
