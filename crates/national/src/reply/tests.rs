use domain::Money;
use domain::Rate;
use domain::bill::Scope;
use domain::person::{Gender, Scheme, Status};
use domain::shares::{Payer, Shares};
use jiff::civil::date;

use super::*;
use crate::private::Private;

/// The settlement of the published example: 100.00, of which the pooled fund pays 60 % of 85.00.
pub(super) fn settlement_reply() -> SettlementReply {
    let yuan = Money::from_yuan;
    let mut shares = Shares::default();
    shares.add(Payer::PooledFund, yuan(51));
    shares.add(Payer::Account, yuan(20));
    shares.add(Payer::Cash, yuan(29));
    SettlementReply {
        form: ReplyForm::Settlement,
        settlement: Some("4301000000000009".parse().unwrap()),
        visit: "4301000000000001".parse().unwrap(),
        person: PersonBlock {
            id: "44030000000000000001".parse().unwrap(),
            name: Private::new("张示例"),
            certificate_kind: "01".to_owned(),
            certificate: Private::new("440300199013010428"),
            gender: Gender::Male,
            nation: None,
            born_on: date(1990, 1, 1),
            age: 31,
            scheme: Scheme::Employee,
            status: Status::OnJob,
            civil_servant: false,
        },
        settled_at: Some("2021-01-01T02:00:00Z".parse().unwrap()),
        voucher_type: Some("02".to_owned()),
        med_type: "11".to_owned(),
        goes_on: false,
        scope: Scope {
            wholly_self_paid: yuan(10),
            above_limit: Money::ZERO,
            upfront: yuan(5),
            ordinary: yuan(85),
            negotiated: Money::ZERO,
            ..Scope::default()
        },
        shares,
        deductible: Money::ZERO,
        pooled_rate: Some(Rate::from_ten_thousandths(6_000)),
        hospital_part: Money::ZERO,
        balance: yuan(180),
        message: "H4301000000120210101100000003".parse().unwrap(),
        clearing: Clearing::of(
            domain::facility::Care::Outpatient,
            "430100".parse().unwrap(),
        ),
        funds: fund_rows(&shares, yuan(85), |payer| match payer {
            Payer::PooledFund => Some(yuan(300_000)),
            _ => Some(yuan(200)),
        }),
    }
}

fn head() -> ReplyHead {
    ReplyHead {
        receiver: "430000".parse().unwrap(),
        sequence: 20_000_000_001,
        received_at: "2021-01-01T01:00:00.123Z".parse().unwrap(),
        responded_at: "2021-01-01T01:00:00.456Z".parse().unwrap(),
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_reply_without_output_is_written_byte_for_byte() {
    assert_eq!(
        text(seal(&head(), nothing())),
        concat!(
            r#"{"infcode":0,"inf_refmsgid":"430000202101010900000000000001","#,
            r#""refmsg_time":"20210101090000123","respond_time":"20210101090000456","#,
            r#""err_msg":null,"warn_msg":null,"cainfo":null,"signtype":null,"output":null}"#
        )
    );
}

#[test]
fn a_reply_may_warn_in_both_languages() {
    let says = [Bilingual::new("暂算", "for now")];
    let reply = text(seal_warning(&head(), &says, nothing()));
    let told = r#""err_msg":null,"warn_msg":"暂算 / for now""#;
    assert!(reply.contains(told), "{reply}");
    let silent = seal_warning(&head(), &[], nothing());
    assert_eq!(silent, seal(&head(), nothing()));
}

#[test]
fn a_refusal_carries_its_code_and_both_languages() {
    let error = ReadError::MissingField {
        field: "input.data.psn_no".to_owned(),
    };
    let reply = text(refuse(&head(), &Failure::from(&error)));
    assert!(reply.starts_with(r#"{"infcode":-1,"#), "{reply}");
    let says = concat!(
        r#""err_msg":"[missing-field] 缺少input.data.psn_no；请填写该字段 / "#,
        r#"input.data.psn_no is missing; fill the field in""#
    );
    assert!(reply.contains(says), "{reply}");
    assert!(reply.ends_with(r#""output":null}"#), "{reply}");
}

#[test]
fn err_msg_has_at_most_200_characters_and_ends_with_a_whole_sentence() {
    let says = |zh: &str, en: &str| {
        let said = err_msg(&Failure {
            code: "long",
            message: Bilingual::new(zh, en),
            next: None,
            details: Vec::new(),
        });
        assert!(said.chars().count() <= 200, "{said}");
        said
    };
    let (zh, en) = ("错".repeat(100), "e".repeat(60));
    let chinese = format!("[long] {zh}");
    // English: whole, its first sentence, its beginning, or nothing.
    assert_eq!(says(&zh, &en), format!("{chinese} / {en}"));
    assert_eq!(
        says(&zh, &format!("{en}; {en}")),
        format!("{chinese} / {en}")
    );
    let begins = format!("{chinese} / {}…", "e".repeat(89));
    assert_eq!(says(&zh, &"e".repeat(300)), begins);
    // A first sentence of two words does not keep the rest out.
    let begins = format!("{chinese} / filing F-52; {}…", "e".repeat(76));
    let told = format!("filing F-52; {}", "e".repeat(300));
    assert_eq!(says(&zh, &told), begins);
    let full = "错".repeat(180);
    assert_eq!(says(&full, &"e".repeat(300)), format!("[long] {full}"));
    // Chinese: the sentences that fit.
    let two = format!("{zh}；{zh}");
    assert_eq!(says(&two, &en), format!("{chinese} / {en}"));
}

#[test]
fn what_to_do_next_survives_a_sentence_that_is_too_long() {
    let failure = Failure {
        code: "long",
        message: Bilingual::new("错".repeat(300), "e".repeat(300)),
        next: Some(Bilingual::new("请问热线", "ask the hotline")),
        details: Vec::new(),
    };
    let says = err_msg(&failure);
    assert_eq!(says.chars().count(), 200);
    assert!(says.starts_with("[long] 错错"));
    assert!(says.ends_with("错…；请问热线"));
}

#[test]
fn a_failed_sum_is_told_by_its_code() {
    let failed = ArithmeticError::Row { payer: Payer::Cash };
    assert_eq!(Failure::from(&failed).code, "settlement-arithmetic");
}

#[test]
fn a_reply_that_does_not_add_up_is_withheld() {
    let mut reply = settlement_reply();
    reply.shares.add(Payer::Cash, Money::from_fen(1));
    assert!(settlement(&reply).is_err());
}

#[test]
fn the_pooled_fund_is_listed_even_when_it_pays_nothing() {
    let rows = fund_rows(&Shares::default(), Money::ZERO, |_| Some(Money::ZERO));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].payer, Payer::PooledFund);
}
