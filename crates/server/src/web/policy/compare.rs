//! Two places, or one place on two days: what differs in words, and in money on the standard bills.
//! `/policy/compare`.

use askama::Template;
use domain::basis::ShownBasis;
use domain::bill::Scope;
use domain::shares::{Payer, Shares};
use domain::{Bilingual, Money};

use super::form::{FieldKind, Form};
use crate::web::basis::Chip;
use crate::web::chart::Ribbon;
use crate::web::frame::Frame;
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
    /// Each side: its name with its day, and its page.
    pub sides: [(Bilingual, String); 2],
    /// Differences of the rules.
    pub changes: Vec<Changed>,
    /// The standard bills that come to something else.
    pub bills: Vec<ComparedBill>,
    /// How many come to the same.
    pub same: usize,
}

/// One difference of the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The table.
    pub table: Bilingual,
    /// Whether it is new, gone or changed.
    pub kind: Bilingual,
    /// The whole difference in a sentence.
    pub sentence: Bilingual,
    /// Pages of the figure, where there is one on that side.
    pub hrefs: [Option<String>; 2],
    /// What the second side, else the first, rests on.
    pub basis: Option<ShownBasis>,
}

/// What one side pays of a bill, and what is left; or why there is no amount.
pub type SideView = Result<(Money, Money), Bilingual>;

/// A standard bill by both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedBill {
    /// The bill.
    pub name: Bilingual,
    /// Its amount.
    pub amount: Money,
    /// What each side comes to.
    pub sides: [SideView; 2],
    /// How much more the second pays.
    pub difference: Option<Money>,
    /// The figures that explain it.
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
    changes: Vec<ShownChange<'a>>,
    bills: Vec<ShownBill<'a>>,
    same: String,
}

struct ShownChange<'a> {
    table: &'a str,
    kind: &'a str,
    sentence: &'a str,
    links: Vec<(&'a str, &'a str)>,
    basis: Vec<Chip>,
}

struct ShownBill<'a> {
    name: &'a str,
    amount: String,
    sides: Vec<ShownSide<'a>>,
    difference: String,
    why: Vec<&'a str>,
}

struct ShownSide<'a> {
    name: &'a str,
    says: String,
    ribbon: Option<Ribbon>,
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
    let same = &PolicyText::SameBills.both();
    Shown {
        sides,
        changes: found
            .changes
            .iter()
            .map(|one| change(frame, one, sides))
            .collect(),
        bills: found
            .bills
            .iter()
            .map(|one| bill(frame, one, sides))
            .collect(),
        same: words::count(frame.lang, found.same, same),
    }
}

type Names<'a> = [(&'a str, &'a str); 2];

fn change<'a>(frame: &Frame, change: &'a Changed, sides: Names<'a>) -> ShownChange<'a> {
    let links = change.hrefs.iter().zip(sides);
    let links = links.filter_map(|(href, (name, _))| Some((href.as_deref()?, name)));
    ShownChange {
        table: frame.pick(&change.table),
        kind: frame.pick(&change.kind),
        sentence: frame.pick(&change.sentence),
        links: links.collect(),
        basis: change
            .basis
            .iter()
            .map(|basis| Chip::of(frame, basis, None))
            .collect(),
    }
}

fn bill<'a>(frame: &Frame, bill: &'a ComparedBill, sides: Names<'a>) -> ShownBill<'a> {
    let side = |(side, (name, _)): (&'a SideView, (&'a str, &'a str))| ShownSide {
        name,
        says: match side {
            Ok((funds, person)) => words::both_parts(frame.lang, *funds, *person),
            Err(why) => frame.pick(why).to_owned(),
        },
        ribbon: side
            .as_ref()
            .ok()
            .map(|(funds, person)| ribbon(*funds, *person)),
    };
    ShownBill {
        name: frame.pick(&bill.name),
        amount: words::yuan(frame.lang, bill.amount),
        sides: bill.sides.iter().zip(sides).map(side).collect(),
        difference: bill
            .difference
            .map(|apart| words::second_pays(frame.lang, apart))
            .unwrap_or_default(),
        why: bill.why.iter().map(|why| frame.pick(why)).collect(),
    }
}

/// All funds together against all pockets.
fn ribbon(funds: Money, person: Money) -> Ribbon {
    let mut shares = Shares::default();
    shares.add(Payer::PooledFund, funds);
    shares.add(Payer::Cash, person);
    let scope = Scope {
        ordinary: funds + person,
        ..Scope::default()
    };
    Ribbon::of(&scope, &shares)
}
