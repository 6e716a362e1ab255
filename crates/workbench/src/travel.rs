//! Before a journey: what is left to the person of the same bill, by how one is filed and by level
//! of hospital. On what a visit stands follows from the procedures of the insured place, as when it
//! is settled: where nobody has to file, the columns come to the same.

use domain::calendar::Period;
use domain::facility::{Care, Level};
use domain::filing::{FilingInForce, FilingReason};
use domain::footing::{FootingFacts, decide};
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::situation::{Footing, Route};
use domain::{Money, Region};
use jiff::civil::Date;

use crate::glance::{BillPriced, GLANCED_LEVELS, GlancedBill, bill, whose};

/// How one may be filed, in the order of the columns.
pub const WAYS: [Footing; 4] = [
    Footing::LongTermFiled,
    Footing::TemporaryFiled,
    Footing::Unfiled,
    Footing::Emergency,
];

/// A journey and a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    /// Where one goes.
    pub treated_at: Region,
    /// Kind of care.
    pub care: Care,
    /// The bill; all of it is taken for eligible.
    pub amount: Money,
    /// The day.
    pub day: Date,
}

/// What a bill comes to in one situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TravelBill {
    /// What it comes to.
    pub bill: GlancedBill,
    /// Whether one pays all of it first and claims at home.
    pub by_hand: bool,
}

/// The bill at one level of hospital, in each situation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TravelRow {
    /// The level.
    pub level: Level,
    /// By [`WAYS`].
    pub bills: [TravelBill; 4],
}

/// The bill by level and situation.
pub fn travel(library: &Library, pack: &Pack, asked: &Travel) -> Vec<TravelRow> {
    let rules = library.procedures(pack.region);
    let stands_on = WAYS.map(|way| stands_on(rules, pack, (asked, way)));
    let rows = GLANCED_LEVELS.iter().map(|level| TravelRow {
        level: *level,
        bills: stands_on.map(|footing| in_situation(pack, asked, (*level, footing))),
    });
    rows.collect()
}

/// On what a visit stands for somebody who filed so; none where there is no such filing.
fn stands_on(rules: &Procedures, pack: &Pack, (asked, way): (&Travel, Footing)) -> Option<Footing> {
    let is_filed = matches!(way, Footing::LongTermFiled | Footing::TemporaryFiled);
    let rows = rules.categories_on(asked.day).into_iter();
    let mut rows = rows.filter(|row| row.reason != FilingReason::Emergency);
    let row = rows.find(|row| is_filed && row.footing == way);
    if is_filed && row.is_none() {
        return None;
    }
    let filing = row.map(|row| FilingInForce {
        id: "F-1".parse().expect("a short printable number"),
        category: row.id.clone(),
        reason: row.reason,
        footing: row.footing,
        at_home: row.at_home,
        destination: asked.treated_at.pooling(),
        period: Period::since(asked.day),
        submitted_on: asked.day,
        manual_claim_only: false,
        traits: vec![],
    });
    let filings: Vec<FilingInForce> = filing.into_iter().collect();
    let facts = FootingFacts {
        insured_at: pack.region,
        treated_at: asked.treated_at,
        care: asked.care,
        day: asked.day,
        admitted_on: None,
        settled_on: None,
        route: Route::Direct,
        filings: &filings,
        emergency: way == Footing::Emergency,
        referral: false,
    };
    Some(decide(rules, &facts).footing)
}

fn in_situation(
    pack: &Pack,
    asked: &Travel,
    (level, footing): (Level, Option<Footing>),
) -> TravelBill {
    let unknown = TravelBill {
        bill: GlancedBill::Unknown,
        by_hand: false,
    };
    let person = whose(pack.scheme).into_iter().next();
    let (Some(footing), Some((_, person))) = (footing, person) else {
        return unknown;
    };
    let by = |route| {
        let priced = BillPriced {
            eligible: asked.amount,
            route,
            day: asked.day,
        };
        let visit = (asked.treated_at, asked.care, level, footing);
        bill(pack, visit, person, &priced)
    };
    match by(Route::Direct) {
        GlancedBill::NotDirect => TravelBill {
            bill: match by(Route::Manual) {
                paid @ GlancedBill::Paid { .. } => paid,
                _ => GlancedBill::NotDirect,
            },
            by_hand: true,
        },
        bill => TravelBill { bill, ..unknown },
    }
}
