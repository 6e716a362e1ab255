//! View-models for the tests: invented people, figures of the worked example of the design.

use domain::Money;
use domain::bill::Scope;
use domain::calendar::Period;
use domain::explanation::*;
use domain::facility::{Care, Level};
use domain::footing::{Footing, FootingDecision};
use domain::person::{Scheme, Status};
use domain::shares::{Payer, Shares};
use domain::text::Bilingual;
use jiff::civil::{Date, date};

use super::developer::story::{StoryFacts, StoryLine};
use super::developer::{DeveloperPage, ErrorEntry, TestFacility, TestPerson};
use super::home::{DemoFacility, DemoPerson, HomePage, ListedSettlement, Try};
use super::person::{PersonPage, ShownEnrolment, ShownFiling, Tone, YearRow};
use super::policy::*;
use super::problem::ProblemPage;
use super::settlement::{SettlementPage, State};

/// An invented number: the day of birth, 32, does not exist.
pub const NUMBER: &str = "440300199010320428";

pub fn both(zh: &str, en: &str) -> Bilingual {
    Bilingual::new(zh, en)
}

fn yuan(yuan: i64) -> Money {
    Money::from_yuan(yuan)
}

fn settled_on() -> Date {
    date(2026, 11, 18)
}

fn decree() -> ShownBasis {
    ShownBasis {
        source: "Z1".to_owned(),
        title: "深圳市医疗保障办法".to_owned(),
        at: Some("40".to_owned()),
        confidence: Confidence::A,
        verified: true,
        from: date(2023, 10, 1),
        dated: Some("2023-10".to_owned()),
    }
}

fn table_of_rates() -> ShownBasis {
    ShownBasis {
        source: "Z5".to_owned(),
        title: "深圳市内住院待遇表".to_owned(),
        at: None,
        confidence: Confidence::B,
        verified: false,
        from: date(2023, 10, 1),
        dated: None,
    }
}

fn scope() -> Scope {
    Scope {
        wholly_self_paid: yuan(1_200),
        upfront: yuan(140),
        ordinary: yuan(11_000),
        ..Scope::default()
    }
}

fn shares() -> Shares {
    let mut shares = Shares::default();
    shares.add(Payer::PooledFund, yuan(7_488));
    shares.add(Payer::Account, yuan(2_000));
    shares.add(Payer::Cash, yuan(2_852));
    shares
}

struct Row {
    half: Half,
    part: Part,
    title: Bilingual,
    amount: i64,
    left: i64,
    formula: &'static str,
    detail: Bilingual,
}

fn step(rule: &str, row: Row) -> ExplainedStep {
    let payer = match (row.half, row.part) {
        (_, Part::Fund) => Some("pooled-fund"),
        (Half::Person, Part::Account) => Some("account"),
        (Half::Person, Part::Cash) => Some("cash"),
        _ => None,
    };
    ExplainedStep {
        rule: rule.to_owned(),
        half: row.half,
        title: row.title,
        part: row.part,
        payer: payer.map(str::to_owned),
        amount: yuan(row.amount),
        left: yuan(row.left),
        formula: row.formula.to_owned(),
        detail: row.detail,
        basis: Vec::new(),
        disputes: Vec::new(),
    }
}

/// What the place of care took out.
fn place_of_care() -> Vec<ExplainedStep> {
    vec![
        step(
            "wholly-self-paid",
            Row {
                half: Half::PlaceOfCare,
                part: Part::Outside,
                title: both("目录外，自费", "Wholly self-paid"),
                amount: 1_200,
                left: 11_140,
                formula: "12,340.00 − 1,200.00 = 11,140.00",
                detail: both(
                    "3 项不在就医地的医保目录里。",
                    "3 lines are not in the catalogue of the place of care.",
                ),
            },
        ),
        step(
            "upfront",
            Row {
                half: Half::PlaceOfCare,
                part: Part::Outside,
                title: both("乙类先自付", "Upfront self-pay, class B"),
                amount: 140,
                left: 11_000,
                formula: "1,400.00 × 10% = 140.00",
                detail: both(
                    "乙类药品先自付一成，再按比例报销。",
                    "Of class B a tenth is paid first; the rest is eligible.",
                ),
            },
        ),
        step(
            "eligible",
            Row {
                half: Half::PlaceOfCare,
                part: Part::Sum,
                title: both("符合政策范围", "Eligible"),
                amount: 11_000,
                left: 11_000,
                formula: "12,340.00 − 1,200.00 − 140.00 = 11,000.00",
                detail: both(
                    "参保地的政策只管这一部分。",
                    "The policy applies to this part.",
                ),
            },
        ),
    ]
}

/// What the insured place decided.
fn insured_place() -> Vec<ExplainedStep> {
    let mut deductible = step(
        "deductible",
        Row {
            half: Half::InsuredPlace,
            part: Part::Cash,
            title: both("起付线", "Deductible"),
            amount: 600,
            left: 10_400,
            formula: "600.00",
            detail: both(
                "三级医院，今年第一次住院。",
                "Level 3 hospital, first admission of the year.",
            ),
        },
    );
    deductible.basis.push(table_of_rates());
    let mut rate = step(
        "rate",
        Row {
            half: Half::InsuredPlace,
            part: Part::Fund,
            title: both("统筹基金支付", "Paid by the pooled fund"),
            amount: 7_488,
            left: 2_912,
            formula: "10,400.00 × 90% × 80% = 7,488.00",
            detail: both(
                "三级医院在职 90%；临时外出、不在广东省内，按市内标准的八成。",
                "90% at level 3 while on the job; a temporary traveller outside Guangdong gets 80% \
                 of the rate at home.",
            ),
        },
    );
    rate.basis = vec![decree(), table_of_rates()];
    rate.disputes.push(ShownDispute {
        id: "X01".to_owned(),
        topic: both("临时外出降多少", "The reduction for temporary travellers"),
        says: both("住院“降低15%”", "inpatient “15% less”"),
        other: "网络文章，2025-11".to_owned(),
        would_be: Some(yuan(7_956)),
        why: both(
            "政府令第40条写明按市内标准的八成，网络文章没有出处。",
            "Article 40 of the decree says 80% of the rate at home; the article names no source.",
        ),
    });
    vec![deductible, rate]
}

/// What is left to the person.
fn person_part() -> Vec<ExplainedStep> {
    let row = |part, title, amount, left, formula, detail| Row {
        half: Half::Person,
        part,
        title,
        amount,
        left,
        formula,
        detail,
    };
    vec![
        step(
            "account",
            row(
                Part::Account,
                both("个人账户", "Personal account"),
                2_000,
                2_852,
                "min(4,852.00, 2,000.00) = 2,000.00",
                both("账户余额用完为止。", "Until the balance is used up."),
            ),
        ),
        step(
            "cash",
            row(
                Part::Cash,
                both("现金", "Cash"),
                2_852,
                0,
                "4,852.00 − 2,000.00 = 2,852.00",
                both("在医院收费处付清。", "Paid at the hospital's till."),
            ),
        ),
    ]
}

/// The worked example: 12,340.00, of which the fund pays 7,488.00.
pub fn explanation() -> Explanation {
    let mut steps = place_of_care();
    steps.extend(insured_place());
    steps.extend(person_part());
    Explanation {
        scope: scope(),
        shares: shares(),
        footing: FootingDecision {
            footing: Footing::TemporaryFiled,
            reason: both(
                "2026年11月1日备案到成都市，属于临时外出。",
                "Filed to Chengdu on 1 November 2026 as a temporary traveller.",
            ),
            traits: Vec::new(),
            basis: vec![decree()],
        },
        steps,
        alternatives: alternatives(),
        caveats: vec![both(
            "起付线和市内比例出自转述，尚未与官方文本核对。",
            "Deductible and rate at home are restated, not yet compared with the official text.",
        )],
        pack_hash: "3f9a6c1d0b7e4825aa10".to_owned(),
    }
}

fn alternatives() -> Vec<Alternative> {
    vec![
        Alternative {
            footing: both("异地长期居住备案", "Filed as living elsewhere"),
            funds: Some(yuan(9_360)),
            note: both("", ""),
        },
        Alternative {
            footing: both("急诊抢救(视同备案)", "Emergency, deemed filed"),
            funds: Some(yuan(8_424)),
            note: both("由医院标明急诊。", "The hospital sends the emergency flag."),
        },
        Alternative {
            footing: both("未备案", "Not filed"),
            funds: None,
            note: both(
                "跨省未备案不能直接结算，要回参保地人工报销，比例未公布。",
                "Unfiled care in another province is claimed by hand; the rate is not published.",
            ),
        },
    ]
}

pub fn settlement() -> SettlementPage {
    SettlementPage {
        id: "A440300261118000042".to_owned(),
        facility: "示例市第一医院".to_owned(),
        care: Care::Inpatient,
        settled_on: settled_on(),
        person_name: "陈示例".to_owned(),
        person_number: NUMBER.to_owned(),
        insured_at: both("深圳市", "Shenzhen"),
        state: State::Live,
        explanation: explanation(),
        person_href: Some("/persons/P1".to_owned()),
        policy_href: Some("/policy/440300/employee".to_owned()),
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
    let person = |name: &str, scheme, proves, href: Option<&str>| DemoPerson {
        name: name.to_owned(),
        insured_at: both("深圳市", "Shenzhen"),
        scheme,
        proves,
        href: href.map(str::to_owned),
    };
    let facility = |name: &str, region, level| DemoFacility {
        name: name.to_owned(),
        region,
        level,
    };
    HomePage {
        ask: None,
        file: None,
        examples: listed(),
        people: vec![
            person(
                "陈示例",
                Scheme::Employee,
                both("临时外出，按八成报", "a temporary traveller gets 80%"),
                Some("/persons/P1"),
            ),
            person(
                "李样本",
                Scheme::Resident,
                both("二档门诊只认选定的一家", "one chosen clinic only"),
                None,
            ),
        ],
        facilities: vec![
            facility(
                "示例市第一医院",
                both("四川省成都市", "Chengdu, Sichuan"),
                Level::Tertiary,
            ),
            facility(
                "示例社区卫生中心",
                both("广东省广州市", "Guangzhou"),
                Level::Primary,
            ),
        ],
        tries: tries(),
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
        number: NUMBER.to_owned(),
        enrolments: vec![ShownEnrolment {
            insured_at: both("深圳市", "Shenzhen"),
            scheme: Scheme::Employee,
            tier: Some(both("一档", "tier one")),
            status: Status::OnJob,
            paid_through: "2026-10".parse().unwrap(),
            account: Money::from_fen(134_50),
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
        year: vec![
            YearRow {
                name: both("统筹基金年度支付", "Paid by the pooled fund"),
                used: yuan(7_488),
                ceiling: Some(yuan(1_047_840)),
            },
            YearRow {
                name: both("住院起付线", "Inpatient deductible"),
                used: yuan(600),
                ceiling: None,
            },
        ],
    }
}

pub fn policies() -> PolicyIndex {
    PolicyIndex {
        packs: vec![pack().summary],
    }
}

pub fn pack() -> PackPage {
    let row = |zh: &str, en: &str, figure: &str, basis| FigureRow {
        cells: vec![both(zh, en), both(figure, figure)],
        basis,
    };
    let side = |source: &str, zh: &str, en: &str, in_force| Side {
        source: source.to_owned(),
        says: both(zh, en),
        in_force,
    };
    PackPage {
        summary: PackSummary {
            href: "/policy/440300/employee".to_owned(),
            region: both("深圳市", "Shenzhen"),
            scheme: Scheme::Employee,
            figures: 64,
            disputes: 9,
            verified_on: None,
        },
        hash: "3f9a6c1d0b7e4825aa10".to_owned(),
        tables: vec![FigureTable {
            caption: both("住院报销比例（一档）", "Inpatient rates, tier one"),
            columns: vec![both("医院等级", "Level"), both("比例", "Rate")],
            rows: vec![
                row(
                    "一级及以下",
                    "level 1 and below",
                    "94%",
                    vec![table_of_rates()],
                ),
                row("三级", "level 3", "90%", vec![table_of_rates(), decree()]),
            ],
        }],
        sources: vec![Source {
            id: "Z1".to_owned(),
            title: "深圳市医疗保障办法（市政府令358号）".to_owned(),
            published: "深圳市人民政府，2023-10-01 起施行".to_owned(),
            confidence: Confidence::A,
        }],
        disputes: vec![Dispute {
            id: "X01".to_owned(),
            topic: both("临时外出降多少", "The reduction for temporary travellers"),
            sides: vec![
                side(
                    "深圳市医疗保障办法",
                    "按市内标准的八成",
                    "80% of the rate at home",
                    true,
                ),
                side("网络文章", "住院降低15%", "inpatient 15% less", false),
            ],
            why: both(
                "政府令优先于转述。",
                "A decree goes before what restates it.",
            ),
        }],
    }
}

pub fn story() -> StoryFacts {
    StoryFacts {
        facility_code: "H51010700001".to_owned(),
        facility_name: "示例市第一医院".to_owned(),
        treated_at: "510107".parse().unwrap(),
        insured_at: "440300".parse().unwrap(),
        voucher_type: "02".to_owned(),
        voucher_number: NUMBER.to_owned(),
        scheme_code: "310".to_owned(),
        day: settled_on(),
        lines: vec![StoryLine {
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
    }
}
