//! View-models for the tests: invented people, figures of the worked example of the design.

mod bill;
mod compared;
pub mod facilities;
mod found;
pub mod policy;
pub mod release;
pub mod travel;

use domain::Money;
use domain::bill::Scope;
use domain::calendar::Period;
use domain::facility::{Care, Level};
use domain::ids::{Certificate, CertificateKind};
use domain::person::{Scheme, Status};
use domain::shares::{Payer, Shares};
use domain::text::Bilingual;
use jiff::civil::date;

pub use bill::explanation;
use bill::{scope, settled_on, shares, yuan};

use super::developer::{DeveloperPage, ErrorEntry, TestFacility, TestPerson, Try};
use super::home::{HomePage, ListedSettlement, RoleSwitch};
use super::person::{PersonPage, ShownEnrolment, ShownFiling, Tone, YearRow};
use super::problem::ProblemPage;
use super::settlement::{BillCheck, SettlementPage, State};
use super::text::AdviceText;
use national::sample::{SampleLine, Story};

/// An invented number: the day of birth, 32, does not exist.
pub const NUMBER: &str = "440300199010320428";

fn certificate() -> Certificate {
    Certificate::read(CertificateKind::Other, NUMBER).expect("short and without spaces")
}

pub fn both(zh: &str, en: &str) -> Bilingual {
    Bilingual::new(zh, en)
}

pub fn settlement() -> SettlementPage {
    SettlementPage {
        id: "A440300261118000042".to_owned(),
        facility: "示例市第一医院".to_owned(),
        care: Care::Inpatient,
        settled_on: settled_on(),
        person_name: "陈示例".to_owned(),
        certificate: certificate(),
        insured_at: both("深圳市", "Shenzhen"),
        treated_at: both("成都市", "Chengdu"),
        items: bill::items(),
        check: BillCheck {
            code: "D1BG-0TRG-0000-0000-0000-1A2B".to_owned(),
            address: "/verify?code=D1BG-0TRG-0000-0000-0000-1A2B".to_owned(),
            made_at: date(2026, 11, 28).at(21, 50, 0, 0),
        },
        file_href: Some("/advice?insured_at=440300&treated_at=510100".to_owned()),
        state: State::Live,
        shares: explanation().shares,
        notices: vec![],
        explanation: explanation(),
        person_href: Some("/persons/P1".to_owned()),
        policy_href: Some("/policy/440300/employee".to_owned()),
        after: vec![],
        questions: vec![],
        open_all: false,
    }
}

fn listed() -> Vec<ListedSettlement> {
    let outpatient_scope = Scope {
        upfront: Money::from_fen(1_000),
        ordinary: Money::from_fen(99_000),
        ..Scope::default()
    };
    let mut outpatient = Shares::default();
    outpatient.add(Payer::PooledFund, Money::from_fen(54_450));
    outpatient.add(Payer::Account, Money::from_fen(45_550));
    let row = |href: &str, care, scope, shares, note| ListedSettlement {
        href: href.to_owned(),
        facility: "示例市第一医院".to_owned(),
        care,
        settled_on: settled_on(),
        scope,
        shares,
        is_cancelled: false,
        note,
    };
    let inpatient_note = both(
        "临时外出，按八成；要是备了长期居住，会多报 1,872.00。",
        "A temporary traveller gets 80%; filed as resident it would have been 1,872.00 more.",
    );
    vec![
        row(
            "/settlements/A1",
            Care::Inpatient,
            scope(),
            shares(),
            inpatient_note,
        ),
        row(
            "/settlements/A2",
            Care::Outpatient,
            outpatient_scope,
            outpatient,
            both("", ""),
        ),
    ]
}

pub fn home() -> HomePage {
    HomePage {
        insured: "深圳".to_owned(),
        treated: String::new(),
        hot: vec![
            ("510100".to_owned(), both("成都", "Chengdu")),
            ("810000".to_owned(), both("香港", "Hong Kong")),
        ],
        bill: "/settlements/A1".to_owned(),
        roles: vec![
            RoleSwitch {
                field: "person",
                value: "P1".to_owned(),
                to: "/me",
                name: AdviceText::RolePatient,
            },
            RoleSwitch {
                field: "operator",
                value: "罗窗口".to_owned(),
                to: "/clerk",
                name: AdviceText::RoleClerk,
            },
        ],
    }
}

fn tries() -> Vec<Try> {
    vec![
        Try {
            title: both(
                "打开一笔账，点开「统筹基金支付」",
                "Open a bill and its fund step",
            ),
            href: Some("/settlements/A1".to_owned()),
            command: None,
        },
        Try {
            title: both("在终端里算一笔账", "Work out a bill in the terminal"),
            href: None,
            command: Some("suixing quote bill.toml --explain".to_owned()),
        },
    ]
}

pub fn person() -> PersonPage {
    let filing = |id: &str, to, reason, period, state, tone| ShownFiling {
        id: id.to_owned(),
        to,
        reason,
        period,
        state,
        tone,
    };
    PersonPage {
        name: "陈示例".to_owned(),
        certificate: certificate(),
        enrolments: vec![ShownEnrolment {
            insured_at: both("深圳市", "Shenzhen"),
            scheme: Scheme::Employee,
            tier: Some(both("一档", "tier one")),
            status: Status::OnJob,
            paid_through: "2026-10".parse().expect("a fixture is well formed"),
            account: Money::from_fen(13_450),
            not_entitled: None,
        }],
        filings: vec![
            filing(
                "F-2026-1101-0042",
                both("成都市", "Chengdu"),
                both("临时外出", "temporary traveller"),
                Period::since(date(2026, 11, 1)),
                both("有效", "in force"),
                Tone::On,
            ),
            filing(
                "F-2026-0702-0007",
                both("武汉市", "Wuhan"),
                both("常驻异地工作", "posted worker"),
                Period {
                    from: date(2026, 7, 2),
                    until: Some(date(2026, 11, 1)),
                },
                both("已注销", "cancelled"),
                Tone::Over,
            ),
        ],
        settlements: listed(),
        earlier: None,
        year: vec![
            YearRow {
                name: both("统筹基金年度支付", "Paid by the pooled fund"),
                used: yuan(7_488),
                ceiling: Some(yuan(1_047_840)..=yuan(1_047_840)),
            },
            YearRow {
                name: both("住院起付线", "Inpatient deductible"),
                used: yuan(600),
                ceiling: None,
            },
        ],
    }
}

pub fn story() -> Story {
    Story {
        facility_code: "H51010700001".to_owned(),
        facility_name: "示例市第一医院".to_owned(),
        treated_at: "510107".parse().expect("a fixture is well formed"),
        insured_at: "440300".parse().expect("a fixture is well formed"),
        voucher_type: "02".to_owned(),
        voucher_number: NUMBER.to_owned(),
        scheme_code: "310".to_owned(),
        day: settled_on(),
        lines: vec![SampleLine {
            code: "XA02BCA000A001010100001".to_owned(),
            price: Money::from_fen(2_500),
            count: 4,
        }],
    }
}

pub fn developer() -> DeveloperPage {
    DeveloperPage {
        address: "http://127.0.0.1:8080".to_owned(),
        facilities: vec![TestFacility {
            code: "H51010700001".to_owned(),
            name: "示例市第一医院".to_owned(),
            region: both("四川省成都市", "Chengdu, Sichuan"),
            level: Level::Tertiary,
        }],
        tries: tries(),
        people: vec![TestPerson {
            name: "陈示例".to_owned(),
            voucher_type: "02".to_owned(),
            voucher_number: NUMBER.to_owned(),
            insured_at: both("深圳市", "Shenzhen"),
            scheme: Scheme::Employee,
            proves: both("临时外出，按八成报", "a temporary traveller gets 80%"),
        }],
        story: Some(story()),
        errors: vec![ErrorEntry {
            code: "visit-not-found".to_owned(),
            status: 404,
            title: both("没有这次就诊", "no such visit"),
            next: both("先用 2201 挂号。", "Register it with 2201 first."),
        }],
    }
}

pub fn problem() -> ProblemPage {
    ProblemPage {
        status: 404,
        code: "settlement-not-found".to_owned(),
        title: both("没有这笔结算", "No such settlement"),
        detail: both("结算编号 A9 不存在。", "There is no settlement A9."),
        next: both(
            "核对结算单上的编号，或者从首页重新找。",
            "Check the number on the slip, or start from the home page.",
        ),
        again: None,
        changes: false,
    }
}
