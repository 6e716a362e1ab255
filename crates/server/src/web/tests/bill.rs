//! The pages of the desk for bills, as they are looked at with the other desks.

use domain::{Bilingual, Money};

use crate::web::Frame;
use crate::web::bill_desk::{
    BillCell, BillDeskPage, BillFormPage, BillOnPaper, BillTold, DaySum, ListedBill, PricedLine,
    render, render_form, render_paper,
};
use crate::web::fixtures::{self, both};

const NAME: &str = "陈示例";

fn told() -> BillTold {
    let explanation = fixtures::settlement().explanation;
    let line = |number: &str, not_paid: Vec<(Money, Bilingual)>| PricedLine {
        number: number.to_owned(),
        name: "示例检查".to_owned(),
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
        rows: vec![[
            cell("item-1", None),
            cell("quantity-1", Some(wrong.clone())),
            cell("price-1", None),
            cell("day-1", None),
        ]],
        items: vec![("X1".to_owned(), "示例检查".to_owned())],
        form: "W1".to_owned(),
        today: "2026-11-30".to_owned(),
        faults: match told {
            Some(_) => Default::default(),
            None => faults.into_iter().collect(),
        },
        came: Some(both("还没有结算。", "Not settled.")),
        told,
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
        cancelled: None,
        is_new: true,
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
    ]
}
