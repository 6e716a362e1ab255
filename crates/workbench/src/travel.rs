//! Before a journey: what is left to the person of the same bill, by how one is filed and by level
//! of hospital. On what a visit stands follows from the procedures of the insured place, as when it
//! is settled: where nobody has to file, the columns come to the same.

use domain::calendar::Period;
use domain::explain::{Computed, Inputs};
use domain::explanation::Explanation;
use domain::facility::{Care, Grade, Level};
use domain::filing::{FilingInForce, FilingReason};
use domain::footing::{FootingFacts, decide};
use domain::person::{Enrolment, Status, USUAL_AGE};
use domain::plan::Refusal;
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::situation::{Footing, Route, YearToDate};
use domain::{Money, Region};
use jiff::civil::Date;

use crate::answers;
use crate::glance::{GLANCED_LEVELS, GlancedBill, whose};

/// How one may be filed, in the order of the columns; at home last.
pub const WAYS: [Footing; 6] = [
    Footing::LongTermFiled,
    Footing::Referred,
    Footing::TemporaryFiled,
    Footing::Unfiled,
    Footing::Emergency,
    Footing::AtHome,
];

/// Who travels, as the record has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traveller {
    /// The insurance.
    pub enrolled: Enrolment,
    /// Age in years.
    pub age: u8,
    /// What was used up of the benefit year before this bill.
    pub year: YearToDate,
}

/// A journey and a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Travel {
    /// Who travels; somebody usual, where that is not known.
    pub who: Option<Traveller>,
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
    pub bills: [TravelBill; WAYS.len()],
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
pub(crate) fn stands_on(
    rules: &Procedures,
    pack: &Pack,
    (asked, way): (&Travel, Footing),
) -> Option<Footing> {
    let is_filed = matches!(
        way,
        Footing::LongTermFiled | Footing::TemporaryFiled | Footing::Referred
    );
    if way == Footing::AtHome {
        return Some(way);
    }
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

/// A bill worked out: how, to what, and whether it is claimed by hand.
type WorkedOut = (Inputs, Computed);

fn in_situation(
    pack: &Pack,
    asked: &Travel,
    (level, footing): (Level, Option<Footing>),
) -> TravelBill {
    let unknown = TravelBill {
        bill: GlancedBill::Unknown,
        by_hand: false,
    };
    let Some(footing) = footing else {
        return unknown;
    };
    let paid = |(_, computed): WorkedOut| GlancedBill::Paid {
        funds: computed.adjudication.shares.funds(),
        person: computed.adjudication.shares.person(),
    };
    match worked_out(pack, asked, (level, footing), Route::Direct) {
        Ok(found) => TravelBill {
            bill: paid(found),
            by_hand: false,
        },
        Err(GlancedBill::NotDirect) => TravelBill {
            bill: match worked_out(pack, asked, (level, footing), Route::Manual) {
                Ok(found) => paid(found),
                Err(_) => GlancedBill::NotDirect,
            },
            by_hand: true,
        },
        Err(bill) => TravelBill { bill, ..unknown },
    }
}

/// As little as possible is stated of the hospital first, then the best grade of the level.
fn worked_out(
    pack: &Pack,
    asked: &Travel,
    (level, footing): (Level, Footing),
    route: Route,
) -> Result<WorkedOut, GlancedBill> {
    let mut refused = GlancedBill::Unknown;
    for grade in [Grade::NotStated, answers::grade_a(level)] {
        let mut inputs = inputs(pack, asked, (level, footing, grade));
        inputs.situation.route = route;
        match inputs.compute(pack, None) {
            Ok(computed) => return Ok((inputs, computed)),
            Err(Refusal::NotDirect { .. }) => refused = GlancedBill::NotDirect,
            Err(_) => {}
        }
    }
    Err(refused)
}

fn inputs(pack: &Pack, asked: &Travel, (level, footing, grade): (Level, Footing, Grade)) -> Inputs {
    let place = match footing {
        Footing::AtHome => pack.region,
        _ => asked.treated_at,
    };
    let usual = whose(pack.scheme).into_iter().next();
    let usual = usual.map_or((Status::OnJob, USUAL_AGE), |(_, usual)| usual);
    let who = asked.who.as_ref();
    let somebody = who.map_or(usual, |who| (who.enrolled.status, who.age));
    let visit = (place, asked.care, level, footing);
    let mut inputs = answers::inputs(pack, (visit, grade), somebody, asked.day);
    if let Some(who) = who {
        let situation = &mut inputs.situation;
        situation.tier.clone_from(&who.enrolled.tier);
        situation.months = who.enrolled.continuous_months(asked.day);
        situation.traits = who.enrolled.traits.clone();
        // The bills of the year go before this one, as when it is settled.
        if asked.care == Care::Inpatient {
            situation.admission = who.year.admissions.saturating_add(1);
        }
        if footing == Footing::Unfiled {
            situation.unfiled_stay = who.year.unfiled_stays.saturating_add(1);
        }
        inputs.year = who.year.clone();
    }
    inputs.scope.ordinary = asked.amount;
    inputs
}

/// Why a bill comes to what it comes to, on the way one is filed and at a level of hospital; none
/// where that is not known.
pub fn told(
    library: &Library,
    pack: &Pack,
    (asked, level, way): (&Travel, Level, Footing),
) -> Option<Explanation> {
    let footing = stands_on(library.procedures(pack.region), pack, (asked, way))?;
    let direct = worked_out(pack, asked, (level, footing), Route::Direct);
    let found = direct.or_else(|_| worked_out(pack, asked, (level, footing), Route::Manual));
    let (inputs, computed) = found.ok()?;
    Some(inputs.tell(pack, None, &computed))
}
