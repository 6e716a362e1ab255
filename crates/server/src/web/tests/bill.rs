//! The pages of the desk for bills, as they are looked at with the other desks.

use desk::hospital::{OwnBill, SettledThatDay, compare_day};
use domain::{Bilingual, Money};

use crate::web::Frame;
use crate::web::bill_day::{self, ComparedDayPage};
use crate::web::bill_desk::{
    BillCell, BillDeskPage, BillFormPage, BillOnPaper, BillRow, BillTold, ChargedLine, DaySum,
    DiagnosisTyped, ItemShown, ListedBill, PricedLine, SaidAhead, StayShown, render, render_form,
    render_paper, render_slip,
};
use crate::web::fixtures::{self, both};

const NAME: &str = "陈示例";

fn told() -> BillTold {
    let explanation = fixtures::settlement().explanation;
    let line = |number: &str, not_paid: Vec<(Money, Bilingual)>| PricedLine {
        number: number.to_owned(),
        name: "示例检查".to_owned(),
        gives_back: number == "2",
        amount: Money::from_fen(10_000),
        not_paid,
    };
    let because = both("全自费，不在报销范围", "wholly self-paid: not covered");
    BillTold {
        scope: explanation.scope,
        shares: explanation.shares,
        lines: vec![
            line("1", vec![]),
            line("2", vec![(Money::from_fen(10_000), because)]),
        ],
        explanation,
    }
}

fn day() -> BillDeskPage {
    let shares = fixtures::settlement().explanation.shares;
    let sum = |count, shares| DaySum { count, shares };
    BillDeskPage {
        facility: "示例医院".to_owned(),
        day: "2026-11-30".to_owned(),
        settled: sum(2, shares.plus(&shares)),
        cancelled: sum(1, shares.negated()),
        stands: shares,
        bills: vec![ListedBill {
            id: "A440300261118000042".to_owned(),
            name: NAME.to_owned(),
            at: "09:30".to_owned(),
            shares,
            is_cancelled: true,
        }],
        wrong: Some(both("没有找到此人。", "Nobody was found.")),
    }
}

fn ahead() -> Vec<SaidAhead> {
    let said = |pays| SaidAhead {
        what: both("深圳市职工，普通门诊", "Shenzhen, employees: outpatient"),
        says: both("参保地就医", "treated at home"),
        pays,
    };
    vec![said(None), said(Some(true)), said(Some(false))]
}

fn stay() -> StayShown {
    let line = |is_settled| ChargedLine {
        name: "示例检查".to_owned(),
        amount: Money::from_fen(10_000),
        is_settled,
        left: "1".to_owned(),
        field: format!("gives-{}", u8::from(is_settled)),
        gives: String::new(),
    };
    StayShown {
        id: "S1".to_owned(),
        is_chosen: true,
        from: "2026-11-28".to_owned(),
        charged: Money::from_fen(20_000),
        settled: Money::from_fen(10_000),
        lines: vec![line(true), line(false)],
    }
}

fn item() -> ItemShown {
    ItemShown {
        code: "X1".to_owned(),
        name: "示例检查".to_owned(),
        says: both("乙类，限价 62.00 元", "class B, limit 62.00 yuan"),
    }
}

/// A day on which everything differs that can.
fn compared() -> ComparedDayPage {
    let shares = fixtures::settlement().explanation.shares;
    let own = |number: &str| OwnBill {
        settlement: number.to_owned(),
        total: Money::from_fen(100),
        person: Some(Money::from_fen(50)),
    };
    let here = |number: &str, is_cancelled| SettledThatDay {
        id: number.parse().unwrap(),
        person: "P1".parse().unwrap(),
        name: NAME.to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
        shares,
        is_cancelled,
    };
    let listed = ["A1", "A2", "A2", "A9"].map(own);
    let made = [here("A1", true), here("A2", false), here("A3", false)];
    ComparedDayPage {
        facility: "示例医院".to_owned(),
        day: "2026-11-30".to_owned(),
        compared: Some(compare_day(&listed, &made)),
        list: "A1\t1.00".to_owned(),
        wrong: None,
    }
}

fn form_page(told: Option<BillTold>) -> BillFormPage {
    let wrong = both("写数量", "give a quantity");
    let cell = |name: &str, wrong: Option<Bilingual>| BillCell {
        name: name.to_owned(),
        text: "1".to_owned(),
        wrong,
    };
    let faults = [("from", &wrong), ("list", &wrong)].map(|(at, it)| (at.to_owned(), it.clone()));
    BillFormPage {
        facility: "示例医院".to_owned(),
        person: "P1".to_owned(),
        name: NAME.to_owned(),
        number: "440***********0428".to_owned(),
        insured: ["440300/employee", "440100/resident"]
            .map(|one| (one.to_owned(), both("深圳市，职工", "Shenzhen, employees")))
            .to_vec(),
        kinds: vec![("outpatient".to_owned(), both("门诊", "outpatient"), true)],
        ahead: ahead(),
        stay: told.is_none().then(stay),
        is_pharmacy: told.is_some(),
        diagnoses: vec![DiagnosisTyped {
            is_main: true,
            cells: [
                cell("diagnosis_code", Some(wrong.clone())),
                cell("diagnosis_name", None),
            ],
        }],
        diseases: vec![("N18.5".to_owned(), both("透析", "dialysis"))],
        found: told.is_none().then(|| vec![item()]),
        rows: vec![BillRow {
            number: 1,
            says: Some(both("甲类", "class A")),
            cells: [
                cell("item-1", None),
                cell("quantity-1", Some(wrong.clone())),
                cell("price-1", None),
                cell("day-1", None),
                cell("mark-1", Some(wrong.clone())),
                cell("back-1", None),
            ],
        }],
        items: vec![("X1".to_owned(), "示例检查".to_owned())],
        form: "W1".to_owned(),
        today: "2026-11-30".to_owned(),
        faults: match told {
            Some(_) => Default::default(),
            None => faults.into_iter().collect(),
        },
        came: Some(both("还没有结算。", "Not settled.")),
        told,
        inputs: "total=100.00".to_owned(),
        ..BillFormPage::default()
    }
}

fn paper() -> BillOnPaper {
    BillOnPaper {
        id: "A440300261118000042".to_owned(),
        facility: "示例医院".to_owned(),
        name: NAME.to_owned(),
        number: "440***********0428".to_owned(),
        insured: both("深圳市，职工", "Shenzhen, employees"),
        care: both("门诊", "outpatient"),
        days: both("2026-11-30", "2026-11-30"),
        at: "2026-11-30 09:30".to_owned(),
        told: told(),
        again: None,
        cancelled: None,
        is_new: true,
        took_ms: Some(23),
        ahead: vec![],
        form: "W2".to_owned(),
        reason: String::new(),
        wrong: None,
    }
}

/// The pages by name.
pub(super) fn pages(frame: &dyn Fn(&str) -> Frame) -> Vec<(&'static str, String)> {
    let cancelled = BillOnPaper {
        cancelled: Some("2026-11-30 10:00".to_owned()),
        ..paper()
    };
    let undone = BillOnPaper {
        is_new: false,
        ahead: vec![both("基金退回 100.00 元", "the funds get back 100.00")],
        ..paper()
    };
    let wrong_list = ComparedDayPage {
        compared: None,
        wrong: Some(both("第 1 行要有结算编号。", "Row 1 needs a number.")),
        ..compared()
    };
    let bill = frame("/desk/bills/A440300261118000042");
    vec![
        ("bills_of_day", render(&frame("/desk"), &day())),
        (
            "bill_wrong",
            render_form(&frame("/desk/quote"), &form_page(None)),
        ),
        (
            "bill_quoted",
            render_form(&frame("/desk/quote"), &form_page(Some(told()))),
        ),
        ("bill_on_paper", render_paper(&bill, &paper())),
        ("bill_cancelled", render_paper(&bill, &cancelled)),
        ("bill_undo_ahead", render_paper(&bill, &undone)),
        ("bill_slip", render_slip(&bill, &cancelled)),
        (
            "bills_compared",
            bill_day::render(&frame("/desk/day"), &compared()),
        ),
        (
            "bills_not_compared",
            bill_day::render(&frame("/desk/day"), &wrong_list),
        ),
    ]
}
