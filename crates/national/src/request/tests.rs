use domain::Money;
use domain::facility::Care;
use domain::person::Scheme;
use serde_json::{Value, json};

use super::*;
use crate::codes::{AccountUse, VoucherKind};

fn envelope(infno: &str, input: Value) -> Envelope {
    let message = json!({
        "infno": infno, "msgid": "H4301000000120210101090000001",
        "fixmedins_code": "H43010000001", "opter": "0001", "sign_no": "S-1", "input": input
    });
    Envelope::read(message.to_string().as_bytes(), None).unwrap()
}

fn read(infno: &str, input: Value) -> Result<Request, ReadError> {
    Request::read(&envelope(infno, input), Reading::shipped())
}

fn code(infno: &str, input: Value) -> &'static str {
    read(infno, input).unwrap_err().code()
}

#[test]
fn an_unknown_transaction_is_refused_by_name() {
    assert_eq!(
        read("9999", json!({})).unwrap_err().message().to_string(),
        "本平台不提供交易«9999» / this platform does not offer transaction «9999»"
    );
}

#[test]
fn an_operator_signs_in_and_out() {
    let shapes = [
        json!({"signIn": {"opter_no": "7", "mac": "00-00", "ip": "10.0.0.1"}}),
        json!({"data": {"opter_no": "7", "mac": "00-00", "ip": "10.0.0.1"}}),
        json!({"opter_no": 7, "mac": "00-00", "ip": "10.0.0.1"}),
    ];
    for shape in shapes {
        let Request::SignIn(sign_in) = read("9001", shape).unwrap() else {
            panic!("not a sign-in");
        };
        assert_eq!(sign_in.operator.as_deref(), Some("7"));
        assert_eq!(sign_in.ip.as_deref(), Some("10.0.0.1"));
    }
    let Request::SignOut(sign_out) = read("9002", json!({})).unwrap() else {
        panic!("not a sign-out");
    };
    assert_eq!(sign_out.sign_no.as_deref(), Some("S-1"));
    assert_eq!(sign_out.operator.as_deref(), Some("0001"));
}

#[test]
fn a_person_is_identified_by_whatever_was_sent() {
    let identified = |data: Value| match read("1101", json!({ "data": data })) {
        Ok(Request::Identify(identify)) => Ok((identify.kind, identify.number.reveal().to_owned())),
        Ok(_) => panic!("not an identification"),
        Err(error) => Err(error.code()),
    };
    let id_card = Ok((VoucherKind::IdCard, "440300199013010428".to_owned()));
    let rows = [
        (
            json!({"mdtrt_cert_type": "02", "mdtrt_cert_no": "440300199013010428"}),
            id_card.clone(),
        ),
        (
            json!({"mdtrt_cert_type": 2, "mdtrt_cert_no": "440300199013010428"}),
            id_card.clone(),
        ),
        (
            json!({"mdtrt_cert_type": "02", "mdtrt_cert_no": "", "psn_cert_type": "01",
                "certno": "440300199013010428", "psn_name": "张示例"}),
            id_card.clone(),
        ),
        (json!({"certno": "440300199013010428"}), id_card),
        (
            json!({"mdtrt_cert_type": "01", "mdtrt_cert_no": "token", "certno": "x"}),
            Ok((VoucherKind::EVoucher, "token".to_owned())),
        ),
        (
            json!({"mdtrt_cert_type": "03", "mdtrt_cert_no": "A1"}),
            Ok((VoucherKind::SocialCard, "A1".to_owned())),
        ),
        (
            json!({"mdtrt_cert_type": "03", "certno": "x"}),
            Err("missing-field"),
        ),
        (
            json!({"mdtrt_cert_no": "440300199013010428"}),
            Err("missing-field"),
        ),
        (
            json!({"mdtrt_cert_type": "09", "mdtrt_cert_no": "1"}),
            Err("unknown-code"),
        ),
        (json!({}), Err("missing-field")),
    ];
    for (data, expected) in rows {
        assert_eq!(identified(data.clone()), expected, "{data}");
    }
}

#[test]
fn a_guangdong_client_registers_without_the_fields_only_hunan_wants() {
    let input = json!({"data": {
        "psn_no": "44030000000000000001", "insutype": "310", "begntime": "2026-11-03 09:00:00",
        "mdtrt_cert_type": "02", "mdtrt_cert_no": "x", "ipt_otp_no": 4711, "atddr_no": "D1",
        "dr_name": "李", "dept_code": "A03", "dept_name": "内科", "caty": "A03",
        "hcard_basinfo": "", "hcard_chkinfo": ""
    }});
    let Request::Register(registration) = read("2201", input).unwrap() else {
        panic!("not a registration");
    };
    assert_eq!(registration.facility_visit_no, "4711");
    assert_eq!(registration.scheme, Scheme::Employee);
    assert_eq!(registration.certificate, None);
}

#[test]
fn a_visit_is_described_with_its_flags_and_diagnoses() {
    let input = json!({
        "mdtrtinfo": {"mdtrt_id": "V1", "psn_no": "P1", "med_type": "1301",
            "begntime": "20261103090000", "exp_content": "{\"TRUM_FLAG\":\"1\"}"},
        "diseinfo": [
            {"diag_type": "1", "diag_srt_no": 1, "diag_code": "I10.x00", "diag_name": "高血压",
             "vali_flag": "1"},
            {},
            {"diag_code": "J00.x00", "vali_flag": "0"}
        ]
    });
    for infno in ["2203", "2203A"] {
        let Request::DescribeVisit(details) = read(infno, input.clone()).unwrap() else {
            panic!("not a description");
        };
        assert_eq!(details.med_type.code, "1301");
        assert_eq!(details.flags.emergency, Some(true));
        assert_eq!(details.flags.trauma, Some(true));
        let valid: Vec<_> = details
            .diagnoses
            .iter()
            .map(|d| (d.code.as_str(), d.valid))
            .collect();
        assert_eq!(valid, [("I10.x00", true), ("J00.x00", false)]);
    }
}

#[test]
fn a_med_type_on_the_wrong_side_of_the_door_is_refused() {
    let described = |med_type: &str| {
        let node = json!({"mdtrt_id": "V", "psn_no": "P", "med_type": med_type,
            "begntime": "2026-11-03"});
        read("2203", json!({ "mdtrtinfo": node })).map(|_| ())
    };
    let admitted = |med_type: &str| -> Result<(Care, bool), ReadError> {
        let node = json!({"psn_no": "P", "insutype": "390", "begntime": "2026-11-03",
            "med_type": med_type, "mdtrt_cert_type": "01"});
        match read("2401", json!({ "mdtrtinfo": node }))? {
            Request::Admit(admission) => {
                let emergency = admission.flags.emergency.unwrap_or_default();
                Ok((admission.med_type.care, emergency))
            }
            _ => panic!("not an admission"),
        }
    };
    assert_eq!(described("11"), Ok(()));
    assert_eq!(described("14"), Ok(()));
    assert_eq!(described("21").unwrap_err().code(), "wrong-care");
    assert_eq!(admitted("2101"), Ok((Care::Inpatient, false)));
    assert_eq!(admitted("24"), Ok((Care::Inpatient, true)));
    // Published: med_type 13 with IPT_TYPE 2 is an emergency admission.
    assert_eq!(admitted("13"), Ok((Care::Inpatient, true)));
    assert_eq!(
        admitted("11").unwrap_err().message().to_string(),
        "医疗类别«11»不能用于交易2401 / med_type «11» does not go with transaction 2401"
    );
    assert_eq!(admitted("77").unwrap_err().code(), "unknown-code");
}

/// Maternity and family planning have benefits of their own, of which nothing is known here.
#[test]
fn what_no_rule_covers_is_said_to_have_none() {
    let described = |node: Value| {
        let mut whole = json!({"mdtrt_id": "V", "psn_no": "P", "med_type": "11",
            "begntime": "2026-11-03"});
        whole
            .as_object_mut()
            .unwrap()
            .extend(node.as_object().unwrap().clone());
        read("2203", json!({ "mdtrtinfo": whole }))
            .map(|_| ())
            .map_err(|error| error.code())
    };
    let admitted = |med_type: &str| {
        let node = json!({"psn_no": "P", "insutype": "390", "begntime": "2026-11-03",
            "med_type": med_type, "mdtrt_cert_type": "01"});
        read("2401", json!({ "mdtrtinfo": node }))
            .map(|_| ())
            .map_err(|error| error.code())
    };
    let asked = |med_type: &str| {
        let node = json!({"psn_no": "P", "insutype": "390", "begntime": "2026-11-03",
            "med_type": med_type});
        read("2001", json!({ "data": node }))
            .map(|_| ())
            .map_err(|error| error.code())
    };
    for med_type in ["51", "5301", "530102"] {
        assert_eq!(
            described(json!({"med_type": med_type})),
            Err("no-rule-for-code"),
            "{med_type}"
        );
        assert_eq!(asked(med_type), Err("no-rule-for-code"), "{med_type}");
    }
    for med_type in ["52", "5302", "530202", "5305", "55", "2106", "2107"] {
        assert_eq!(admitted(med_type), Err("no-rule-for-code"), "{med_type}");
        assert_eq!(asked(med_type), Err("no-rule-for-code"), "{med_type}");
    }
    assert_eq!(
        described(json!({"matn_type": "7"})),
        Err("no-rule-for-code")
    );
    assert_eq!(
        described(json!({"birctrl_type": "1"})),
        Err("no-rule-for-code")
    );
    assert_eq!(
        described(json!({"matn_type": "", "birctrl_type": "0"})),
        Ok(())
    );
    let lines = json!({"feedetail": [line(json!({"matn_fee_flag": "1"}))]});
    assert_eq!(read("2204", lines).unwrap_err().code(), "no-rule-for-code");
    let lines = json!({"feedetail": [line(json!({"matn_fee_flag": "0"}))]});
    assert!(read("2204", lines).is_ok());
}

fn line(overrides: Value) -> Value {
    let mut line = json!({
        "feedetl_sn": 1, "mdtrt_id": "V1", "psn_no": "P1", "chrg_bchno": "B1", "med_type": "",
        "fee_ocur_time": "2026-11-03 09:30:00", "med_list_codg": "XA01", "medins_list_codg": "m1",
        "det_item_fee_sumamt": "25.50", "cnt": 3, "pric": 8.5, "hosp_appr_flag": "0",
        "rx_circ_flag": "0", "bilg_dept_codg": "A03"
    });
    for (key, value) in overrides.as_object().unwrap() {
        line[key] = value.clone();
    }
    line
}

#[test]
fn lines_become_bill_lines() {
    let lines = json!({"feedetail": [
        line(json!({})),
        line(json!({"feedetl_sn": "2", "cnt": "0.3333", "pric": "0.333333",
            "det_item_fee_sumamt": 0.11, "hosp_appr_flag": 1})),
        line(json!({"feedetl_sn": "3", "chrg_bchno": "B2", "hosp_appr_flag": "2",
            "exp_content": "{\"er_flag\":\"1\"}"})),
    ]});
    let Request::UploadOutpatientLines(upload) = read("2204", lines).unwrap() else {
        panic!("not an upload");
    };
    let first = &upload.lines[0].line;
    assert_eq!((first.serial.as_str(), first.code.as_str()), ("1", "XA01"));
    assert_eq!((first.price, first.quantity), (8_500_000, 30_000));
    assert_eq!(first.amount, Money::from_fen(2_550));
    assert_eq!(first.used_on.to_string(), "2026-11-03");
    assert_eq!(
        (upload.lines[1].line.price, upload.lines[1].line.quantity),
        (333_333, 3_333)
    );
    assert!(upload.lines[1].line.approved_by_hospital);
    assert!(upload.lines[2].line.refused_by_hospital);
    assert_eq!(upload.lines[2].batch.as_deref(), Some("B2"));
    assert_eq!(upload.flags.emergency, Some(true));
}

#[test]
fn outpatient_lines_that_cannot_be_are_refused() {
    let rows = [
        (
            json!({"det_item_fee_sumamt": 25.53}),
            Some("line-does-not-add-up"),
        ),
        (json!({"det_item_fee_sumamt": 25.51}), None),
        (json!({"det_item_fee_sumamt": 25.49}), None),
        (
            json!({"det_item_fee_sumamt": -25.50}),
            Some("line-does-not-add-up"),
        ),
        (json!({"pric": "0", "det_item_fee_sumamt": "0"}), None),
        (
            json!({"pric": "0", "det_item_fee_sumamt": "-0.01"}),
            Some("line-does-not-add-up"),
        ),
        (
            json!({"cnt": 0, "det_item_fee_sumamt": 0}),
            Some("number-zero"),
        ),
        (
            json!({"cnt": -3, "det_item_fee_sumamt": -25.5}),
            Some("refund-not-allowed"),
        ),
        (json!({"pric": -8.5, "cnt": 3}), Some("number-negative")),
        (json!({"pric": -8.5, "cnt": -3}), Some("several-faults")),
        (json!({"cnt": "3.0E0", "pric": 8.5E0}), None),
        (json!({"cnt": "0.00001"}), Some("number-too-precise")),
        (json!({"pric": "0.0000001"}), Some("number-too-precise")),
        (json!({"cnt": "100000001"}), Some("number-too-large")),
        (json!({"pric": "NaN"}), Some("not-a-number")),
        (json!({"chrg_bchno": ""}), Some("missing-field")),
        (json!({"med_list_codg": null}), Some("missing-field")),
        (json!({"fee_ocur_time": "2026-11-31"}), Some("bad-date")),
        (json!({"feedetl_sn": "9".repeat(31)}), Some("too-long")),
    ];
    for (overrides, expected) in rows {
        let input = json!({"feedetail": [line(overrides.clone())]});
        let code = read("2204", input).err().map(|error| error.code());
        assert_eq!(code, expected, "{overrides}");
    }
}

#[test]
fn a_line_that_does_not_add_up_is_named_with_its_numbers() {
    let lines = json!({"feedetail": [line(json!({"feedetl_sn": "A7", "cnt": "2"}))]});
    assert_eq!(
        read("2204", lines).unwrap_err().message().to_string(),
        "明细A7：单价8.5×数量2与金额25.50相差超过0.01 / line A7: price 8.5 × quantity 2 differs from \
         amount 25.50 by more than 0.01"
    );
}

#[test]
fn the_lines_of_a_message_belong_together() {
    let two = |overrides: Value| json!({"feedetail": [line(json!({})), line(overrides)]});
    assert_eq!(code("2204", two(json!({}))), "line-repeated");
    assert_eq!(
        code("2204", two(json!({"feedetl_sn": "1"}))),
        "line-repeated"
    );
    assert_eq!(
        code("2204", two(json!({"feedetl_sn": 2, "mdtrt_id": "V2"}))),
        "mixed-visits"
    );
    assert_eq!(
        code("2204", two(json!({"feedetl_sn": 2, "psn_no": "P2"}))),
        "mixed-visits"
    );
    assert!(read("2204", two(json!({"feedetl_sn": 2}))).is_ok());
    for empty in [json!({}), json!({"feedetail": []})] {
        assert_eq!(code("2204", empty), "no-rows");
    }
}

#[test]
fn inpatient_refunds_name_what_they_refund() {
    let refund = |overrides: Value| {
        let mut refund = line(json!({"cnt": -3, "det_item_fee_sumamt": -25.5, "chrg_bchno": ""}));
        for (key, value) in overrides.as_object().unwrap() {
            refund[key] = value.clone();
        }
        read("2301", json!({ "feedetail": refund }))
    };
    let Request::UploadInpatientLines(upload) = refund(json!({"init_feedetl_sn": "7"})).unwrap()
    else {
        panic!("not an upload");
    };
    assert_eq!(upload.lines[0].line.refund_of.as_deref(), Some("7"));
    assert_eq!(upload.lines[0].line.amount, Money::from_fen(-2_550));
    for original in [json!(null), json!(""), json!("0")] {
        let error = refund(json!({ "init_feedetl_sn": original })).unwrap_err();
        assert_eq!(error.code(), "refund-without-original");
    }
    // An ordinary line may carry a number there.
    let ordinary = json!({"feedetail": line(json!({"init_feedetl_sn": "1", "med_type": "21"}))});
    let Request::UploadInpatientLines(upload) = read("2301", ordinary).unwrap() else {
        panic!("not an upload");
    };
    assert_eq!(upload.lines[0].line.refund_of, None);
    let outpatient = json!({"feedetail": line(json!({"med_type": "11"}))});
    assert_eq!(code("2301", outpatient), "wrong-care");
}

#[test]
fn lines_are_withdrawn_all_or_some() {
    let withdrawn = |infno: &str, input: Value| match read(infno, input).unwrap() {
        Request::WithdrawOutpatientLines(withdrawal)
        | Request::WithdrawInpatientLines(withdrawal) => withdrawal.withdrawn,
        _ => panic!("not a withdrawal"),
    };
    let row = |serial: &str| json!({"feedetl_sn": serial, "mdtrt_id": "V", "psn_no": "P"});
    let batch =
        |batch: &str| json!({"data": {"chrg_bchno": batch, "mdtrt_id": "V", "psn_no": "P"}});
    assert_eq!(withdrawn("2205", batch("0000")), Withdrawn::All);
    assert_eq!(
        withdrawn("2205", batch("B1")),
        Withdrawn::Batch("B1".to_owned())
    );
    let some = Withdrawn::Lines(vec!["1".to_owned(), "2".to_owned()]);
    assert_eq!(
        withdrawn("2302", json!({"data": [row("1"), row("2")]})),
        some
    );
    let one = Withdrawn::Lines(vec!["1".to_owned()]);
    assert_eq!(withdrawn("2302", json!({"data": row("1")})), one);
    assert_eq!(
        withdrawn("2302", json!({"data": row("0000")})),
        Withdrawn::All
    );
    let mut other = row("2");
    other["mdtrt_id"] = json!("W");
    assert_eq!(
        code("2302", json!({"data": [row("1"), other]})),
        "mixed-visits"
    );
}

#[test]
fn the_published_settlement_is_read() {
    let input = json!({"data": {
        "psn_no": "44030000000000000001", "mdtrt_cert_type": "02", "mdtrt_cert_no": "x",
        "med_type": "11", "medfee_sumamt": 100.00, "psn_setlway": "01",
        "mdtrt_id": "4301000000000001", "chrg_bchno": "B0001", "insutype": "310",
        "acct_used_flag": "1", "invono": "", "fulamt_ownpay_amt": 10.00, "overlmt_selfpay": 0.00,
        "preselfpay_amt": 5.00, "inscp_scp_amt": 85.00,
        "exp_content": "{\"OTP_ER_REFL_FLAG\":\"1\",\"TRUM_FLAG\":\"0\"}"
    }});
    for infno in ["2207", "2207A"] {
        let Request::SettleOutpatient(bill) = read(infno, input.clone()).unwrap() else {
            panic!("not a settlement");
        };
        assert_eq!(bill.terms.total, Money::from_yuan(100));
        assert_eq!(bill.terms.account_use, AccountUse::Own);
        assert_eq!(bill.terms.claimed.eligible, Some(Money::from_yuan(85)));
        assert_eq!(bill.terms.invoice, None);
        assert_eq!(bill.terms.voucher.as_ref().unwrap().kind_as_sent, "02");
        assert_eq!(bill.terms.flags.emergency, Some(true));
        assert_ne!(bill.terms.flags.trauma, Some(true));
        assert_eq!(bill.batch, "B0001");
    }
}

#[test]
fn an_inpatient_bill_needs_little() {
    let input = json!({"data": {"psn_no": "P", "mdtrt_id": "V", "medfee_sumamt": "12340.00",
        "mdtrt_cert_type": "01", "psn_setlway": "01", "insutype": "390", "mid_setl_flag": "1",
        "dscgTime": "2026-11-10"}});
    let Request::QuoteInpatient(bill) = read("2303", input).unwrap() else {
        panic!("not a quote");
    };
    assert!(bill.mid_stay);
    assert_eq!(bill.terms.account_use, AccountUse::None);
    assert_eq!(bill.terms.med_type, None);
    assert_eq!(
        bill.discharged_at.unwrap().to_string(),
        "2026-11-10T00:00:00"
    );
}

#[test]
fn discharges_and_changes_are_read_as_guangdong_sends_them() {
    let input = json!({"dscginfo": {"mdtrt_id": "V", "psn_no": "P", "insutype": "310",
        "endtime": "2026-11-10 10:00:00", "dscg_dept_code": "A03", "dscg_way": 1}});
    let Request::Discharge(discharge) = read("2402", input).unwrap() else {
        panic!("not a discharge");
    };
    assert_eq!(discharge.department.as_deref(), Some("A03"));
    assert_eq!(discharge.way.as_deref(), Some("1"));
    let input = json!({"adminfo": {"mdtrt_id": "V", "psn_no": "P"},
        "agnterinfo": {"agnter_name": "x"}});
    let Request::ChangeAdmission(change) = read("2403", input).unwrap() else {
        panic!("not a change");
    };
    assert_eq!((change.begins_at, change.med_type), (None, None));
}

#[test]
fn a_reversal_names_the_message() {
    let input = json!({"psn_no": "P", "omsgid": "M-1", "oinfno": "2207a"});
    let Request::Reverse(reversal) = read("2601", input).unwrap() else {
        panic!("not a reversal");
    };
    assert_eq!(reversal.message.as_str(), "M-1");
    assert_eq!(reversal.undoes, Undoes::SettleOutpatient);
}

#[test]
fn queries_need_a_person_and_a_settlement() {
    let query = |infno: &str, data: Value| read(infno, json!({ "data": data })).is_ok();
    assert!(query("5203", json!({"psn_no": "P", "setl_id": "S"})));
    assert!(!query("5203", json!({"psn_no": "P", "mdtrt_id": "V"})));
    assert!(query("5204", json!({"psn_no": "P", "mdtrt_id": "V"})));
    assert!(!query("5204", json!({"psn_no": "P"})));
    for (month, accepted) in [
        ("202611", true),
        ("2026-11", true),
        ("2026年1月", true),
        ("2026-11-28", true),
        ("2026", true),
        ("202613", false),
        ("2026-11-2-8", false),
        ("20261", false),
        ("x", false),
    ] {
        assert_eq!(
            query("5206", json!({"psn_no": "P", "cum_ym": month})),
            accepted,
            "{month}"
        );
    }
    assert!(query("5206", json!({"psn_no": "P"})));
}

#[test]
fn nothing_private_prints() {
    let input = json!({"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": "440300199013010428",
        "certno": "440300199013010428", "psn_name": "张示例", "card_sn": "CARD"}});
    let envelope = envelope("1101", input);
    let shown = format!(
        "{envelope:?} {:?}",
        Request::read(&envelope, Reading::shipped()).unwrap()
    );
    for secret in ["440300199013010428", "张示例", "CARD"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
