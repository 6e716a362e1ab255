//! Every reply as its exact text. The snapshots are read against the published tables.

use std::collections::BTreeSet;

use domain::bill::{BillLine, Scope};
use domain::calendar::Period;
use domain::catalogue::{Class, Item, PriceLimit};
use domain::facility::{Care, Facility, FacilityKind, Level};
use domain::ids::{Certificate, CertificateKind};
use domain::person::{Enrolment, Gender, Person, Scheme, Status};
use domain::region::Distance;
use domain::shares::{Payer, Shares};
use domain::{Bilingual, Money, Rate};
use jiff::Timestamp;
use jiff::civil::date;
use national::reply::{
    self, Clearing, Cumulative, EntitlementReply, FacilityFound, Identity, InsuredAs, JsonText,
    LineRecord, LineResult, PersonBlock, ReplyForm, ReplyHead, SettlementRecord, SettlementReply,
};
use national::{KeptMessage, Reading, Received, Request};
use serde_json::{Value, json};

/// The output laid out to be read, after checking that no key stands in it twice and that it is
/// written as any JSON writer would.
fn text(output: &JsonText) -> String {
    let written = output.to_string();
    let read: Value = serde_json::from_str(&written).expect("the output is JSON");
    assert_eq!(read.to_string(), written);
    serde_json::to_string_pretty(&read).expect("a value with text keys can be written")
}

fn yuan(yuan: i64) -> Money {
    Money::from_yuan(yuan)
}

fn at() -> Timestamp {
    "2026-11-03T02:00:00Z".parse().expect("a time")
}

fn person() -> Person {
    Person {
        id: "44030000000000000001".parse().expect("a person number"),
        name: "张示例".to_owned(),
        certificate: Certificate::read(CertificateKind::CitizenId, "440300199013010427")
            .expect("an ID number"),
        gender: Gender::Female,
        born_on: date(1990, 12, 1),
        others: Vec::new(),
    }
}

fn enrolment() -> Enrolment {
    Enrolment {
        insured_at: "440300".parse().expect("a region"),
        scheme: Scheme::Employee,
        tier: Some("one".to_owned()),
        status: Status::OnJob,
        period: Period {
            from: date(2010, 1, 1),
            until: None,
        },
        continuous_since: "2010-01".parse().expect("a month"),
        paid_through: "2026-10".parse().expect("a month"),
        traits: BTreeSet::from(["civil-servant".to_owned()]),
        account: Money::from_fen(18_005),
        employer: Some("示例公司".to_owned()),
        contribution_base: None,
        recognised: Vec::new(),
    }
}

fn facility() -> Facility {
    Facility {
        code: "H43010000001".parse().expect("a facility code"),
        name: "示例医院".to_owned(),
        region: "430102".parse().expect("a region"),
        kind: FacilityKind::Hospital,
        level: Level::Tertiary,
        grade: Default::default(),
        networked: vec![],
        traits: BTreeSet::new(),
        before: vec![],
        site: Default::default(),
    }
}

/// An inpatient settlement with every kind of payer.
fn settlement() -> SettlementReply {
    let mut shares = Shares::default();
    for (payer, fen) in [
        (Payer::PooledFund, 676_800),
        (Payer::CriticalIllness, 12_345),
        (Payer::LargeExpense, 5_000),
        (Payer::CivilServant, 1_001),
        (Payer::MedicalAssistance, 99),
        (Payer::Account, 15_000),
        (Payer::FamilyAccount, 2_500),
        (Payer::Cash, 287_255),
    ] {
        shares.add(payer, Money::from_fen(fen));
    }
    let enrolment = enrolment();
    SettlementReply {
        form: ReplyForm::Settlement,
        settlement: Some("S-9".parse().expect("a settlement number")),
        visit: "V-1".parse().expect("a visit number"),
        person: PersonBlock::new(&person(), &enrolment, date(2026, 11, 3)),
        settled_at: Some(at()),
        voucher_type: Some("02".to_owned()),
        med_type: "2101".to_owned(),
        goes_on: false,
        scope: Scope {
            wholly_self_paid: yuan(200),
            above_limit: Money::from_fen(5_050),
            upfront: Money::from_fen(8_950),
            ordinary: yuan(9_000),
            negotiated: yuan(660),
            ..Scope::default()
        },
        shares,
        deductible: yuan(1_200),
        pooled_rate: Some(Rate::from_ten_thousandths(7_200)),
        hospital_part: Money::ZERO,
        balance: Money::from_fen(18_005),
        message: "H4301000000120261103100000003"
            .parse()
            .expect("a message number"),
        clearing: Clearing::of(Care::Inpatient, "430100".parse().expect("a region")),
        funds: reply::fund_rows(&shares, yuan(9_660), |_| Some(yuan(300_000))),
    }
}

fn line() -> BillLine {
    BillLine {
        serial: "1".to_owned(),
        code: "XA01".to_owned(),
        name: "示例片".to_owned(),
        price: 8_500_000,
        quantity: 30_000,
        amount: Money::from_fen(2_550),
        used_on: date(2026, 11, 3),
        approved_by_hospital: false,
        refused_by_hospital: false,
        refund_of: None,
    }
}

/// A message of clerk 0001, read to its end.
fn kept(infno: &str, input: Value) -> KeptMessage {
    let message = json!({"infno": infno, "msgid": "M-1", "fixmedins_code": "H43010000001",
        "opter": "0001", "opter_name": "测试员", "input": input});
    let received = Received::read(message.to_string().as_bytes(), None).expect("it is JSON");
    Request::open(received, Reading::shipped())
        .expect("it is complete")
        .kept
}

fn item() -> Item {
    Item {
        code: "XA01".to_owned(),
        name: "示例片(目录名)".to_owned(),
        class: Class::B,
        upfront: "10%".parse().expect("a rate"),
        limit: Some(PriceLimit {
            primary: 6_000_000,
            secondary: 7_000_000,
            tertiary: 8_000_000,
        }),
        period: Period {
            from: date(2024, 1, 1),
            until: None,
        },
        negotiated: false,
        restricted: false,
        fee_kind: "09".to_owned(),
    }
}

fn line_result() -> LineResult {
    let scope = Scope {
        above_limit: Money::from_fen(150),
        upfront: Money::from_fen(240),
        ordinary: Money::from_fen(2_160),
        ..Scope::default()
    };
    LineResult::new(&line(), Some(&item()), Level::Tertiary, scope.into())
}

#[test]
fn sign_in_9001() {
    insta::assert_snapshot!(text(&reply::signed_in("S-1", at())));
}

#[test]
fn sign_out_9002() {
    insta::assert_snapshot!(text(&reply::signed_out(at())));
}

#[test]
fn person_1101() {
    let on = date(2026, 11, 3);
    let ended = Enrolment {
        scheme: Scheme::Resident,
        status: Status::Resident,
        period: Period {
            from: date(2005, 1, 1),
            until: Some(date(2010, 1, 1)),
        },
        traits: BTreeSet::new(),
        account: Money::ZERO,
        employer: None,
        contribution_base: None,
        recognised: Vec::new(),
        ..enrolment()
    };
    let insurances = [enrolment(), ended].map(|enrolment| InsuredAs::new(&enrolment, on));
    let identity = Identity {
        kind: "23".to_owned(),
        memo: None,
        from: date(2026, 1, 1).at(0, 0, 0, 0),
        until: None,
    };
    let with = reply::person(&person(), on, &insurances, &[identity]);
    let without = reply::person(&person(), on, &insurances[..1], &[]);
    insta::assert_snapshot!(text(&[with, without].into_iter().collect()));
}

#[test]
fn facility_1201() {
    let found = FacilityFound {
        facility: &facility(),
        credit_code: None,
    };
    insta::assert_snapshot!(text(&reply::facilities(&[found])));
}

#[test]
fn entitlement_2001() {
    let rows = [
        EntitlementReply {
            payer: Payer::PooledFund,
            entitled: true,
            from: date(2026, 1, 1),
            until: Some(date(2026, 12, 31)),
            reason: None,
        },
        EntitlementReply {
            payer: Payer::CivilServant,
            entitled: false,
            from: date(2026, 11, 3),
            until: None,
            reason: Some(Bilingual::new("未备案", "no filing on record")),
        },
    ];
    let output = reply::entitlements(&person().id, Scheme::Employee, &rows);
    insta::assert_snapshot!(text(&output));
}

#[test]
fn registration_2201_and_admission_2401() {
    let visit = "V-1".parse().expect("a visit number");
    let registered = reply::registered(&visit, &person().id, "M-1");
    let admitted = reply::admitted(&visit);
    insta::assert_snapshot!(text(&[registered, admitted].into_iter().collect()));
}

#[test]
fn lines_2204_and_2301() {
    let unknown = LineResult {
        memo: Some("目录中没有该项目".to_owned()),
        ..LineResult::new(&line(), None, Level::Tertiary, {
            let parts = Scope {
                wholly_self_paid: Money::from_fen(2_550),
                ..Scope::default()
            };
            parts.into()
        })
    };
    let results = [line_result(), unknown];
    for result in &results {
        assert_eq!(reply::arithmetic::check_line(result), Ok(()));
    }
    insta::assert_snapshot!(text(&reply::line_results(&results)));
}

#[test]
fn settlement_2304() {
    insta::assert_snapshot!(text(&reply::settlement(&settlement()).expect("it adds up")));
}

#[test]
fn quote_2303() {
    let quote = SettlementReply {
        form: ReplyForm::Quote,
        settlement: None,
        settled_at: None,
        clearing: Clearing {
            agency: None,
            way: None,
            kind: "21".to_owned(),
        },
        ..settlement()
    };
    insta::assert_snapshot!(text(&reply::settlement(&quote).expect("it adds up")));
}

#[test]
fn cancellation_2305() {
    let cancelled = settlement().cancelled("S-10".parse().expect("a settlement number"), at());
    insta::assert_snapshot!(text(&reply::settlement(&cancelled).expect("it adds up")));
}

#[test]
fn settlement_query_5203() {
    let record = SettlementRecord {
        reply: &settlement(),
        facility: &facility(),
        level: Level::Tertiary,
        distance: Distance::OutOfProvince,
        insured_at: "440300".parse().expect("a region"),
        employer: Some("示例公司"),
        begun_on: date(2026, 10, 28),
        ended_on: date(2026, 11, 3),
        refunded: false,
        year: 2026,
        disease: None,
        disease_name: None,
        kept: &kept(
            "2304",
            json!({"data": {"psn_no": "P", "mdtrt_id": "V", "medfee_sumamt": 1, "invono": "I-1"}}),
        ),
        operated_at: Some(at()),
    };
    insta::assert_snapshot!(text(
        &reply::settlement_record(&record).expect("it adds up")
    ));
}

#[test]
fn line_query_5204() {
    let sent = json!({
        "feedetl_sn": 1, "psn_no": "P", "mdtrt_id": "V", "chrg_bchno": "B-1",
        "fee_ocur_time": "2026-11-03 09:30:00", "med_list_codg": "XA01",
        "det_item_fee_sumamt": 25.5, "cnt": 3, "pric": 8.5, "medins_list_codg": "m-1",
        "rxno": "R-1", "sin_dos_dscr": "0.5g", "used_frqu_dscr": "bid", "prd_days": "7.5",
        "medc_way_dscr": "口服", "bilg_dept_codg": "A03", "bilg_dept_name": "内科",
        "bilg_dr_codg": "D1", "bilg_dr_name": "李示例", "acord_dept_codg": "A04",
        "acord_dept_name": "药房", "orders_dr_code": "D2", "orders_dr_name": "王示例",
        "tcmdrug_used_way": "1", "etip_flag": "0", "etip_hosp_code": "H1",
        "dscg_tkdrug_flag": "1", "matn_fee_flag": "0", "memo": "饭后",
    });
    let upload = kept("2204", json!({"feedetail": [sent]}));
    let record = LineRecord {
        visit: &"V-1".parse().expect("a visit number"),
        settlement: Some(&"S-9".parse().expect("a settlement number")),
        med_type: "2101",
        line: &line(),
        kept: upload.line("1"),
        upload: Some((&upload, at())),
        result: &line_result(),
        item: Some(&item()),
    };
    let bare = LineRecord {
        kept: None,
        upload: None,
        ..record.clone()
    };
    let rows = [record, bare].iter().map(reply::line).collect();
    insta::assert_snapshot!(text(&rows));
}

#[test]
fn year_to_date_5206() {
    let row = Cumulative {
        scheme: Scheme::Employee,
        year: 2026,
        month: (2026, 9),
        kind: "POOLED".to_owned(),
        amount: Money::from_fen(676_800),
    };
    insta::assert_snapshot!(text(&reply::year_to_date(&[row])));
}

/// The wire text itself, not a tree of it: amounts keep both decimals and infcode is a number.
#[test]
fn a_sealed_settlement_keeps_two_decimals() {
    let head = ReplyHead {
        receiver: "430100".parse().expect("a region"),
        sequence: 7,
        received_at: at(),
        responded_at: at(),
    };
    let output = reply::settlement(&settlement()).expect("it adds up");
    let bytes = reply::seal(&head, output);
    let wire = String::from_utf8(bytes).expect("JSON is UTF-8");
    for part in [
        r#"{"infcode":0,"inf_refmsgid":"430100202611031000000000000007","#,
        r#""medfee_sumamt":10000.00,"#,
        r#""hifp_pay":6768.00,"pool_prop_selfpay":0.7200,"#,
        r#""hifob_pay":50.00,"#,
        r#""acct_pay":175.00,"psn_cash_pay":2872.55,"balc":180.05,"acct_mulaid_pay":25.00,"#,
        r#""age":35.0,"#,
        r#""crt_payb_lmt_amt":300000.00,"fund_payamt":6768.00,"#,
    ] {
        assert!(wire.contains(part), "{part} in {wire}");
    }
}
