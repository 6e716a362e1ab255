//! Two places, or one place on two days: what differs in words, and in money on the standard bills.
//! `/policy/compare`.

use askama::Template;
use domain::{Bilingual, Money, say};
use jiff::civil::Date;

use super::form::{FieldKind, Form};
use crate::web::frame::{Frame, Lang};
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// The form, and what differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparePage {
    /// The form with what was typed.
    pub form: Form,
    /// What differs; none before it is sent.
    pub found: Option<DifferenceView>,
}

/// What differs between two sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferenceView {
    /// What tells each side from the other, and its page.
    pub sides: [(Bilingual, String); 2],
    /// Both sides in a line.
    pub heading: Bilingual,
    /// The day of each.
    pub days: [Option<Date>; 2],
    /// Figures that differ.
    pub changes: Vec<Changed>,
    /// What differs in days, sources or words only.
    pub aside: Vec<Bilingual>,
    /// What both sides say alike.
    pub same: Vec<Bilingual>,
    /// The standard bills.
    pub bills: Vec<ComparedBill>,
}

/// One figure that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What it is, and when it applies.
    pub subject: Bilingual,
    /// By each side; none where a side has no such rule.
    pub values: [Option<Bilingual>; 2],
    /// Pages of the figure, where there is one on that side.
    pub hrefs: [Option<String>; 2],
    /// The side that is better for the person, where one is in every number.
    pub better: Option<usize>,
}

/// What is left to the person by one side; or why there is no amount.
pub type SideView = Result<Money, Bilingual>;

/// A standard bill by both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedBill {
    /// The bill.
    pub name: Bilingual,
    /// Its amount.
    pub amount: Money,
    /// What each side leaves to the person.
    pub sides: [SideView; 2],
    /// The figures that explain the difference.
    pub why: Vec<Bilingual>,
}

#[derive(Template)]
#[template(path = "policy_compare.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a ComparePage,
    wrong: Vec<(&'a str, &'a Bilingual)>,
    found: Option<Shown<'a>>,
}

struct Shown<'a> {
    sides: [(&'a str, &'a str); 2],
    heading: &'a str,
    days: String,
    /// Who leaves less of how many bills.
    verdict: String,
    changes: Vec<ShownChange<'a>>,
    aside: Vec<&'a str>,
    same: Vec<&'a str>,
    same_says: String,
    bills: Vec<ShownBill<'a>>,
}

struct ShownChange<'a> {
    subject: &'a str,
    cells: Vec<Cell<'a>>,
}

/// What one side says: the value, its page, and whether it is the better one.
struct Cell<'a> {
    value: Option<&'a str>,
    href: Option<&'a str>,
    is_better: bool,
}

struct ShownBill<'a> {
    name: &'a str,
    sides: Vec<ShownSide<'a>>,
    why: Vec<&'a str>,
}

/// A bar and an amount, or why there is none.
struct ShownSide<'a> {
    name: &'a str,
    says: String,
    /// In thousandths of the bill.
    width: Option<i64>,
    /// Whether this side leaves less.
    is_less: bool,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &ComparePage) -> String {
    html(&Html {
        frame,
        page,
        wrong: page.form.wrong(),
        found: page.found.as_ref().map(|found| shown(frame, found)),
    })
}

fn shown<'a>(frame: &Frame, found: &'a DifferenceView) -> Shown<'a> {
    let side = |at: usize| {
        let (name, href) = &found.sides[at];
        (frame.pick(name), href.as_str())
    };
    let sides = [side(0), side(1)];

    let bills = found.bills.iter();
    Shown {
        sides,
        heading: frame.pick(&found.heading),
        days: days(frame, found.days),
        verdict: verdict(frame, found),
        changes: found.changes.iter().map(|one| change(frame, one)).collect(),
        aside: found.aside.iter().map(|one| frame.pick(one)).collect(),
        same: found.same.iter().map(|one| frame.pick(one)).collect(),
        same_says: match (found.same.len(), frame.lang) {
            (count, Lang::Zh) => format!("一样的 {count} 条"),
            (count, Lang::En) => format!("{count} rules are the same"),
        },
        bills: bills.map(|one| bill(frame, one, sides)).collect(),
    }
}

/// The day of the rules, or both days.
fn days(frame: &Frame, days: [Option<Date>; 2]) -> String {
    let [a, b] = days.map(|on| on.map(|on| words::day(frame.lang, on)));
    match (a, b) {
        (Some(a), Some(b)) if a != b => format!("{a}　{b}"),
        (Some(day), _) | (None, Some(day)) => day,
        (None, None) => String::new(),
    }
}

/// Of so many bills, who leaves less of how many.
fn verdict(frame: &Frame, found: &DifferenceView) -> String {
    let (mut less, mut same, mut unknown) = ([0, 0], 0, 0);
    for bill in &found.bills {
        match &bill.sides {
            [Ok(a), Ok(b)] if a == b => same += 1,
            [Ok(a), Ok(b)] => less[usize::from(b < a)] += 1,
            _ => unknown += 1,
        }
    }
    let all = found.bills.len();
    let [a, b] = [&found.sides[0].0, &found.sides[1].0].map(Bilingual::clone);
    let [a_less, b_less] = less;
    let said = say!(
        "{all} 笔标准账里，{a}有 {a_less} 笔付得少，{b}有 {b_less} 笔付得少，{same} 笔一样，{unknown} 笔比不出来。",
        "Of {all} standard bills {a} leaves less of {a_less}, {b} of {b_less}; {same} come to the \
         same, {unknown} cannot be compared."; a = a, b = b
    );
    frame.pick(&said).to_owned()
}

fn change<'a>(frame: &Frame, change: &'a Changed) -> ShownChange<'a> {
    let cells = change.values.iter().zip(&change.hrefs).enumerate();
    let cell = |(at, (value, href)): (usize, (&'a Option<Bilingual>, &'a Option<String>))| Cell {
        value: value.as_ref().map(|value| frame.pick(value)),
        href: href.as_deref(),
        is_better: change.better == Some(at),
    };
    ShownChange {
        subject: frame.pick(&change.subject),
        cells: cells.map(cell).collect(),
    }
}

type Names<'a> = [(&'a str, &'a str); 2];

fn bill<'a>(frame: &Frame, bill: &'a ComparedBill, sides: Names<'a>) -> ShownBill<'a> {
    let least = match &bill.sides {
        [Ok(a), Ok(b)] if a != b => Some(*a.min(b)),
        _ => None,
    };
    let side = |(side, (name, _)): (&'a SideView, (&'a str, &'a str))| ShownSide {
        name,
        says: match side {
            Ok(person) => words::yuan(frame.lang, *person),
            Err(_) => frame.say(PolicyText::NotWorkedOut).to_owned(),
        },
        width: side.as_ref().ok().map(|person| match bill.amount {
            Money::ZERO => 0,
            amount => person.fen() * 1_000 / amount.fen(),
        }),
        is_less: side.as_ref().ok().copied() == least && least.is_some(),
    };
    ShownBill {
        name: frame.pick(&bill.name),
        sides: bill.sides.iter().zip(sides).map(side).collect(),
        why: bill.why.iter().map(|why| frame.pick(why)).collect(),
    }
}
