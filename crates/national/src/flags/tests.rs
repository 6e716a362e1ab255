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
        .filter(|(set, _)| *set == Some(true))
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
        // Lists, text in text, other spellings of the same name.
        (json!({"exp_content": [{"er_flag": 1}]}), None, "emergency"),
        (json!({"exp_content": r#"[{"IPT_TYPE":3},{"TRUM_FLAG":1}]"#}), None, "referral trauma"),
        (json!({"exp_content": "\"{\\\"er_flag\\\":\\\"1\\\"}\""}), None, "emergency"),
        (json!({"exp_content": {"expContent": r#"{"erFlag":"1"}"#}}), None, "emergency"),
        (json!({"ErFlag": 1}), None, "emergency"),
        (json!({"exp_content": {"iptType": "2"}}), None, "emergency"),
        (json!({"exp_content": {"relTtpFlag": 1, "trumFlag": 1}}), None, "trauma third-party"),
        (json!({"exp_content": {"otpErReflFlag": "3"}}), None, "emergency referral"),
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
        (json!({"exp_content": "er_flag=1"}), "bad-exp-content"),
        (
            json!({"exp_content": "急诊 TRUM_FLAG:1"}),
            "bad-exp-content",
        ),
        (
            json!({"exp_content": "[{\"er_flag\":1}"}),
            "bad-exp-content",
        ),
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

#[test]
fn a_misspelt_flag_is_named_with_what_was_meant() {
    let rows = [
        (json!({"er_falg": "1"}), ("er_falg", "er_flag")),
        (json!({"er_flags": "1"}), ("er_flags", "er_flag")),
        (
            json!({"exp_content": {"ER_FLG": "1"}}),
            ("ER_FLG", "er_flag"),
        ),
        (
            json!({"exp_content": {"IPT_TPYE": "2"}}),
            ("IPT_TPYE", "IPT_TYPE"),
        ),
        (
            json!({"exp_content": {"TRUM_FALG": 1}}),
            ("TRUM_FALG", "TRUM_FLAG"),
        ),
    ];
    for (fields, (sent, meant)) in rows {
        let flags = read(fields.clone(), None).unwrap();
        assert_eq!(flags.misspelt, [(sent.to_owned(), meant)], "{fields}");
    }
}

#[test]
fn what_is_said_and_what_is_not() {
    let flags = read(
        json!({"exp_content": {"IPT_TYPE": "1", "TRUM_FLAG": "0"}}),
        None,
    )
    .unwrap();
    let said = [
        flags.emergency,
        flags.referral,
        flags.trauma,
        flags.third_party,
    ];
    assert_eq!(said, [Some(false), Some(false), Some(false), None]);
}

/// Names of the interface that are near a flag and are none.
#[test]
fn other_fields_are_no_flags() {
    let names = [
        "vali_flag",
        "etip_flag",
        "mid_setl_flag",
        "pret_flag",
        "cop_flag",
        "latechb_flag",
        "maindiag_flag",
        "lmt_used_flag",
        "unchk_flag",
        "rx_circ_flag",
        "acct_used_flag",
        "cert_type",
        "dise_type",
        "diag_type",
        "out_type",
        "matn_type",
        "refl_type",
        "list_type",
        "psn_type",
        "mdtrt_cert_type",
        "dise_type_code",
        "hosp_appr_flag",
        "dscg_tkdrug_flag",
        "matn_fee_flag",
        "out_flag",
        "refl_flag",
        "refd_setl_flag",
        "pub_hosp_rfom_flag",
        "drt_reim_flag",
        "med_mdtrt_type",
        "opter_type",
        "card_token",
        "psn_cert_type",
    ];
    for name in names {
        assert_eq!(
            read(json!({ name: "1" }), None),
            Ok(Flags::default()),
            "{name}"
        );
    }
}
