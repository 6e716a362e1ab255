//! One complete message of each transaction, with every field of the published tables that is read.
//! People are invented; ID numbers carry a month of birth that does not exist.

use serde_json::{Value, json};

/// An invented ID number.
pub const ID_NUMBER: &str = "440300199013010428";

/// A message around an input.
pub fn message(infno: &str, input: Value) -> Value {
    json!({
        "infno": infno, "msgid": "H4301000000120210101090000001",
        "mdtrtarea_admvs": "430100", "insuplc_admdvs": "440300", "recer_sys_code": "99",
        "recer_admdvs": "430000", "dev_no": "", "dev_safe_info": "", "cainfo": "x",
        "signtype": "SM3", "infver": "1.0.0", "opter_type": "1", "opter": "0001",
        "opter_name": "测试员", "inf_time": "2021-01-01 09:00:00",
        "fixmedins_code": "H43010000001", "fixmedins_name": "示例医院", "sign_no": "S-1",
        "input": input
    })
}

/// Every transaction with a complete input.
pub fn transactions() -> Vec<(&'static str, Value)> {
    let mut all = sessions_and_people();
    all.extend(visits());
    all.extend(lines());
    all.extend(settlements());
    all
}

fn reference() -> Value {
    json!({"data": {"psn_no": "P-1", "mdtrt_id": "V-1", "ipt_otp_no": "M-1", "exp_content": ""}})
}

fn sessions_and_people() -> Vec<(&'static str, Value)> {
    let query = || json!({"data": {"psn_no": "P-1", "setl_id": "S-1", "mdtrt_id": "V-1"}});
    vec![
        (
            "9001",
            json!({"signIn": {"opter_no": "0001", "mac": "00-00", "ip": "10.0.0.1"}}),
        ),
        (
            "9002",
            json!({"signOut": {"sign_no": "S-1", "opter_no": "0001"}}),
        ),
        (
            "1101",
            json!({"data": {"mdtrt_cert_type": "02", "mdtrt_cert_no": ID_NUMBER, "card_sn": "",
                "begntime": "2020-01-01 00:00:00", "psn_cert_type": "01", "certno": ID_NUMBER,
                "psn_name": "张示例"}}),
        ),
        (
            "1201",
            json!({"medinsinfo": {"fixmedins_type": "1", "fixmedins_name": "示例",
                "fixmedins_code": "H43010000001"}}),
        ),
        (
            "2001",
            json!({"data": {"psn_no": "P-1", "insutype": "310", "fixmedins_code": "H43010000001",
                "med_type": "21", "begntime": "2026-11-03 09:00:00",
                "endtime": "2026-11-04 09:00:00", "dise_codg": "M001"}}),
        ),
        (
            "2601",
            json!({"data": {"psn_no": "P-1", "omsgid": "M-9", "oinfno": "2207"}}),
        ),
        ("5203", query()),
        ("5204", query()),
        (
            "5206",
            json!({"data": {"psn_no": "P-1", "cum_ym": "202611"}}),
        ),
    ]
}

fn diagnosis() -> Value {
    json!({"diag_type": "1", "diag_srt_no": 1, "diag_code": "I10.x00", "diag_name": "高血压",
        "maindiag_flag": "1", "vali_flag": "1", "diag_dept": "A03", "dise_dor_no": "D1",
        "dise_dor_name": "李示例", "diag_time": "2026-11-03 09:10:00"})
}

fn visits() -> Vec<(&'static str, Value)> {
    vec![
        (
            "2201",
            json!({"data": {"psn_no": "P-1", "insutype": "310", "begntime": "2026-11-03 09:00:00",
                "mdtrt_cert_type": "01", "mdtrt_cert_no": "token", "card_sn": "c",
                "psn_cert_type": "01", "certno": ID_NUMBER, "psn_name": "张示例",
                "ipt_otp_no": "M-1", "atddr_no": "D1", "dept_code": "A03", "dept_name": "内科"}}),
        ),
        ("2202", reference()),
        (
            "2203",
            json!({"mdtrtinfo": {"mdtrt_id": "V-1", "psn_no": "P-1", "med_type": "11",
                "begntime": "2026-11-03 09:00:00", "dise_codg": "M001", "dise_name": "高血压",
                "exp_content": "{\"TRUM_FLAG\":\"0\"}"}, "diseinfo": [diagnosis()]}),
        ),
        (
            "2401",
            json!({"mdtrtinfo": {"psn_no": "P-1", "insutype": "390",
                "begntime": "2026-11-03 09:00:00", "mdtrt_cert_type": "03", "mdtrt_cert_no": "A1",
                "card_sn": "c", "cert_type": "01", "certno": ID_NUMBER, "med_type": "2101",
                "ipt_no": "M-1", "adm_dept_codg": "A03", "adm_dept_name": "内科",
                "dise_codg": "M001", "dise_name": "高血压", "insuplc_admdvs": "440300",
                "mdtrtarea_admvs": "430100", "trum_flag": "1", "rel_ttp_flag": "0",
                "mdtrt_grp_type": "2", "exp_content": "{\"IPT_TYPE\":\"1\"}"},
                "diseinfo": [diagnosis()]}),
        ),
        (
            "2402",
            json!({"dscginfo": {"mdtrt_id": "V-1", "psn_no": "P-1", "insutype": "390",
                "endtime": "2026-11-10 09:00:00", "dise_codg": "M001", "dscg_dept_codg": "A03",
                "dscg_dept_name": "内科", "dscg_way": "1"}, "diseinfo": [diagnosis()]}),
        ),
        (
            "2403",
            json!({"adminfo": {"mdtrt_id": "V-1", "psn_no": "P-1",
                "begntime": "2026-11-03 09:00:00", "mdtrt_cert_type": "03", "mdtrt_cert_no": "A1",
                "med_type": "2101", "ipt_otp_no": "M-1", "exp_content": "{\"IPT_TYPE\":\"1\"}"},
                "diseinfo": [diagnosis()]}),
        ),
        ("2404", reference()),
        ("2405", reference()),
    ]
}

fn line(serial: &str) -> Value {
    json!({"feedetl_sn": serial, "mdtrt_id": "V-1", "psn_no": "P-1", "chrg_bchno": "B-1",
        "dise_codg": "M001", "rxno": "R-1", "fee_ocur_time": "2026-11-03 09:30:00",
        "med_list_codg": "XA01", "medins_list_codg": "m-1", "medins_list_name": "示例片",
        "det_item_fee_sumamt": "25.50", "cnt": "3.0000", "pric": "8.500000",
        "bilg_dept_codg": "A03", "bilg_dept_name": "内科", "bilg_dr_codg": "D1",
        "bilg_dr_name": "李示例", "hosp_appr_flag": "1", "exp_content": "{\"er_flag\":\"0\"}"})
}

fn lines() -> Vec<(&'static str, Value)> {
    let mut refund = line("2");
    refund["init_feedetl_sn"] = json!("1");
    refund["cnt"] = json!("-3");
    refund["det_item_fee_sumamt"] = json!("-25.50");
    refund["med_type"] = json!("21");
    refund["drord_no"] = json!("O-1");
    let row = json!({"feedetl_sn": "1", "mdtrt_id": "V-1", "psn_no": "P-1"});
    vec![
        ("2204", json!({"feedetail": [line("1"), line("2")]})),
        (
            "2205",
            json!({"data": {"mdtrt_id": "V-1", "chrg_bchno": "0000", "psn_no": "P-1"}}),
        ),
        ("2301", json!({"feedetail": [refund]})),
        ("2302", json!({"data": [row]})),
    ]
}

fn settlements() -> Vec<(&'static str, Value)> {
    let bill = json!({"psn_no": "P-1", "mdtrt_cert_type": "01", "mdtrt_cert_no": "token",
        "card_sn": "c", "psn_cert_type": "01", "certno": ID_NUMBER, "medfee_sumamt": "100.00",
        "psn_setlway": "01", "mdtrt_id": "V-1", "insutype": "310", "acct_used_flag": "1",
        "invono": "I-1", "fulamt_ownpay_amt": "10.00", "overlmt_selfpay": "0.00",
        "preselfpay_amt": "5.00", "inscp_scp_amt": "85.00", "insuplc_admdvs": "440300",
        "mdtrtarea_admvs": "430100", "exp_content": "{\"TRUM_FLAG\":\"0\"}"});
    let mut outpatient = bill.clone();
    outpatient["chrg_bchno"] = json!("B-1");
    outpatient["med_type"] = json!("11");
    let mut inpatient = bill;
    inpatient["mid_setl_flag"] = json!("0");
    inpatient["dscgTime"] = json!("2026-11-10");
    let cancellation = || json!({"data": {"setl_id": "S-1", "mdtrt_id": "V-1", "psn_no": "P-1"}});
    vec![
        ("2206", json!({ "data": outpatient })),
        ("2207", json!({ "data": outpatient })),
        ("2208", cancellation()),
        ("2303", json!({ "data": inpatient })),
        ("2304", json!({ "data": inpatient })),
        ("2305", cancellation()),
    ]
}
