//! A place in ten seconds: what it pays of a stay at each level of hospital, what is left of a
//! usual bill elsewhere in each situation, the most that is paid in a year. Everything is worked
//! out by the rules in force on the day, nothing is written down by hand.

use domain::advice::{JourneyAsked, Panel, journey};
use domain::explain::{Computed, Inputs};
use domain::facility::{Care, Grade, Level};
use domain::person::{Scheme, Status, USUAL_AGE};
use domain::plan::{Limit, Plan, PlanLayer, Refusal, fold};
use domain::policy::{Library, Pack};
use domain::rate::Share;
use domain::region::Distance;
use domain::shares::Payer;
use domain::situation::{Footing, Route};
use domain::text::{Bilingual, Named, Sep};
use domain::{Money, Region, region_names, say};
use jiff::civil::Date;

use crate::answers;
use crate::standard::place_at;

/// The levels of hospitals, lowest first.
pub const GLANCED_LEVELS: [Level; 3] = [Level::Primary, Level::Secondary, Level::Tertiary];

/// What is eligible of the bill on which situations elsewhere are compared.
pub const GLANCED_BILL: Money = Money::from_yuan(10_000);

/// A place in ten seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceGlance {
    /// Of which tier the figures are, where the scheme has tiers.
    pub tier: Option<Bilingual>,
    /// What the pooled fund pays of a stay at home in its first band, by whom and level.
    pub rates: Vec<(Bilingual, [Option<Share>; 3])>,
    /// Whether the fund pays another share of higher costs.
    pub by_bands: bool,
    /// What somebody on the job, or an adult, pays first of the first stay of a year, by level.
    pub deductibles: [Option<Money>; 3],
    /// The same bill elsewhere, in each situation; situations that come to the same are one.
    pub elsewhere: Vec<(Bilingual, GlancedBill)>,
    /// The most that is paid in a year: of what, and how much.
    pub most: Vec<(Bilingual, Money)>,
}

/// What a bill comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlancedBill {
    /// It is settled on the spot.
    Paid {
        /// What all funds pay.
        funds: Money,
        /// What is left.
        person: Money,
    },
    /// It is not settled on the spot.
    NotDirect,
    /// No rule is on record.
    Unknown,
}

/// The rules of a pack at a glance; none where nothing of it is known that day.
pub fn glance(pack: &Pack, day: Date) -> Option<PlaceGlance> {
    pack.benefit_year(day)?;
    let plans: Vec<(Bilingual, [Option<Plan>; 3])> = whose(pack.scheme)
        .into_iter()
        .map(|(name, person)| {
            (
                name,
                GLANCED_LEVELS.map(|level| at_home(pack, level, person, day)),
            )
        })
        .collect();
    let tier = pack.tables.tiers.iter().find(|tier| tier.is_in_force(day));
    let usual = plans.first().map(|(_, plans)| plans);
    let deductible = |plan: &Option<Plan>| {
        let layer = pooled(plan.as_ref()?)?;
        layer.deductible.of_bill(GLANCED_BILL)
    };
    let found = PlaceGlance {
        tier: tier.map(|tier| tier.title.clone()),
        by_bands: plans
            .iter()
            .flat_map(|(_, plans)| plans.iter().flatten())
            .any(|plan| pooled(plan).is_some_and(|layer| !is_flat(layer))),
        deductibles: usual.map_or([None; 3], |plans| {
            [0, 1, 2].map(|at| deductible(&plans[at]))
        }),
        elsewhere: elsewhere(pack, day),
        most: most(pack, day),
        rates: plans
            .iter()
            .map(|(name, plans)| (name.clone(), [0, 1, 2].map(|at| rate(plans[at].as_ref()))))
            .filter(|(_, rates)| rates.iter().any(Option::is_some))
            .collect(),
    };
    let is_empty = found.rates.is_empty()
        && found
            .elsewhere
            .iter()
            .all(|(_, bill)| *bill == GlancedBill::Unknown);
    (!is_empty).then_some(found)
}

/// Somebody, by status and age.
pub(crate) type Somebody = (Status, u8);

/// For whom the rates are shown.
pub(crate) fn whose(scheme: Scheme) -> Vec<(Bilingual, Somebody)> {
    match scheme {
        Scheme::Employee => [(Status::OnJob, USUAL_AGE), (Status::Retired, 66)]
            .map(|somebody| (somebody.0.name(), somebody))
            .into(),
        Scheme::Resident => {
            vec![(
                say!("成年居民", "Adult residents"),
                (Status::Resident, USUAL_AGE),
            )]
        }
    }
}

/// The plan of a first stay at home, where the rules give one.
fn at_home(pack: &Pack, level: Level, person: Somebody, day: Date) -> Option<Plan> {
    let visit = (pack.region, Care::Inpatient, level, Footing::AtHome);
    planned(pack, visit, person, day)
}

/// As little as possible is stated first, then the best grade of the level.
pub(crate) fn planned(
    pack: &Pack,
    visit: (Region, Care, Level, Footing),
    person: Somebody,
    day: Date,
) -> Option<Plan> {
    planned_of_tier(pack, visit, (person, None), day)
}

/// The same of a tier of the scheme; of the first of the place where none is said.
pub(crate) fn planned_of_tier(
    pack: &Pack,
    visit: (Region, Care, Level, Footing),
    (person, tier): (Somebody, Option<&str>),
    day: Date,
) -> Option<Plan> {
    let plan = |grade| {
        let mut inputs = answers::inputs(pack, (visit, grade), person, day);
        if let Some(tier) = tier {
            inputs.situation.tier = Some(tier.to_owned());
        }
        fold(pack, &inputs.situation, None).ok()
    };
    let knows = |plan: &Plan| pooled(plan).is_some_and(|layer| first_band(layer).is_some());
    plan(Grade::NotStated)
        .filter(knows)
        .or_else(|| plan(answers::grade_a(visit.2)))
}

/// The layer of the pooled fund.
fn pooled(plan: &Plan) -> Option<&PlanLayer> {
    let mut layers = plan.layers.iter();
    layers.find(|layer| layer.payer == Payer::PooledFund && layer.covers_anything())
}

/// What the layer pays in the first band it covers, where that is known.
pub(crate) fn first_band(layer: &PlanLayer) -> Option<Share> {
    let mut bands = layer.bands.iter();
    let band = bands.find(|band| band.covered)?;
    band.unknown.is_empty().then_some(band.pay)
}

fn rate(plan: Option<&Plan>) -> Option<Share> {
    first_band(pooled(plan?)?)
}

pub(crate) fn is_flat(layer: &PlanLayer) -> bool {
    let mut covered = layer.bands.iter().filter(|band| band.covered);
    let first = covered.next().map(|band| band.pay);
    covered.all(|band| Some(band.pay) == first)
}

/// The situations elsewhere, as people name them.
fn situations() -> [(Bilingual, Distance, Footing); 6] {
    let out = Distance::OutOfProvince;
    [
        (
            say!("长期备案", "filed long-term"),
            out,
            Footing::LongTermFiled,
        ),
        (say!("转诊", "referred"), out, Footing::Referred),
        (say!("急诊抢救", "emergency"), out, Footing::Emergency),
        (
            say!("省内临时", "in the province, for a while"),
            Distance::InProvince,
            Footing::TemporaryFiled,
        ),
        (
            say!("省外临时备案", "other provinces, filed"),
            out,
            Footing::TemporaryFiled,
        ),
        (
            say!("省外该备没备", "other provinces, not filed though needed"),
            out,
            Footing::Unfiled,
        ),
    ]
}

/// The same bill in each situation, at a tertiary hospital.
fn elsewhere(pack: &Pack, day: Date) -> Vec<(Bilingual, GlancedBill)> {
    let Some((_, person)) = whose(pack.scheme).into_iter().next() else {
        return vec![];
    };
    let priced = BillPriced {
        eligible: GLANCED_BILL,
        route: Route::Direct,
        day,
        tier: None,
    };
    let mut found: Vec<(Bilingual, GlancedBill)> = Vec::new();
    for (name, distance, footing) in situations() {
        let Some(treated_at) = place_at(pack.region, distance) else {
            continue;
        };
        let visit = (treated_at, Care::Inpatient, Level::Tertiary, footing);
        let bill = bill(pack, visit, person, &priced);
        match found.iter_mut().find(|(_, same)| *same == bill) {
            Some((names, _)) => {
                let so_far = names.clone();
                *names = say!("{so_far}、{name}", "{so_far}; {name}"; so_far = so_far, name = name);
            }
            None => found.push((name, bill)),
        }
    }
    found
}

/// What is eligible of a bill, how it is settled, and when.
pub(crate) struct BillPriced {
    /// What is eligible.
    pub(crate) eligible: Money,
    /// On the spot, or by hand afterwards.
    pub(crate) route: Route,
    /// The day that picks the rules.
    pub(crate) day: Date,
    /// The tier of the scheme; the first of the place where it is not said.
    pub(crate) tier: Option<String>,
}

/// What a bill comes to for somebody.
pub(crate) fn bill(
    pack: &Pack,
    visit: (Region, Care, Level, Footing),
    person: Somebody,
    priced: &BillPriced,
) -> GlancedBill {
    match computed(pack, visit, person, priced) {
        Ok((_, computed)) => {
            let shares = computed.adjudication.shares;
            GlancedBill::Paid {
                funds: shares.funds(),
                person: shares.person(),
            }
        }
        Err(Some(Refusal::NotDirect { .. })) => GlancedBill::NotDirect,
        Err(_) => GlancedBill::Unknown,
    }
}

/// A bill computed for somebody, with what it was computed from; else why it is not settled on the
/// spot, where that is why.
pub(crate) fn computed(
    pack: &Pack,
    visit: (Region, Care, Level, Footing),
    person: Somebody,
    priced: &BillPriced,
) -> Result<(Inputs, Computed), Option<Refusal>> {
    let mut refused = None;
    for grade in [Grade::NotStated, answers::grade_a(visit.2)] {
        let mut inputs = answers::inputs(pack, (visit, grade), person, priced.day);
        inputs.situation.route = priced.route;
        if priced.tier.is_some() {
            inputs.situation.tier.clone_from(&priced.tier);
        }
        inputs.scope.ordinary = priced.eligible;
        match inputs.compute(pack, None) {
            Ok(computed) => return Ok((inputs, computed)),
            Err(why @ Refusal::NotDirect { .. }) => refused = Some(why),
            Err(_) => {}
        }
    }
    Err(refused)
}

/// The ceilings of a year for stays and for ordinary outpatient care. Several may limit the same
/// payments: stays are told the highest, which is everything together, and outpatient care the
/// lowest, unless that is the same.
fn most(pack: &Pack, day: Date) -> Vec<(Bilingual, Money)> {
    let Some((_, person)) = whose(pack.scheme).into_iter().next() else {
        return vec![];
    };
    let kinds = [
        (
            Care::Inpatient,
            say!(
                "一年最多报（连续参保多年）",
                "At most in a year, insured for years"
            ),
        ),
        (
            Care::Outpatient,
            say!("普通门诊一年最多报", "Outpatient care, at most in a year"),
        ),
    ];
    let mut found: Vec<(Bilingual, Money)> = Vec::new();
    for (care, name) in kinds {
        let visit = (pack.region, care, Level::Secondary, Footing::AtHome);
        let Some(plan) = planned(pack, visit, person, day) else {
            continue;
        };
        let limits = pooled(&plan).map(|layer| &layer.ceilings);
        let limits = limits.into_iter().flatten();
        let known = limits.filter_map(|ceiling| match ceiling.limit {
            Limit::Known(limit) => Some(limit),
            Limit::Provisional(..) | Limit::AtLeast(..) | Limit::Unknown(_) => None,
        });
        let told = match care {
            Care::Inpatient => known.max(),
            _ => known.min(),
        };
        let is_new = |most: &Money| found.iter().all(|(_, other)| other != most);
        if let Some(most) = told.filter(is_new) {
            found.push((name, most));
        }
    }
    found
}

/// Whether one files for a stay, in the province and beyond, in a few words; empty where no rule is
/// on record.
pub fn filing_in_short(library: &Library, pack: &Pack, day: Date) -> Bilingual {
    let sides = [
        (Distance::InProvince, say!("省内", "in the province:")),
        (Distance::OutOfProvince, say!("省外", "elsewhere:")),
    ];
    let told = sides.into_iter().filter_map(|(distance, side)| {
        let mut found: Vec<Panel> = Vec::new();
        for place in there(pack.region, distance) {
            let panel = panel_of(library, pack, (place, day));
            found.extend(panel.filter(|panel| !found.contains(panel)));
        }
        let verdict = match found[..] {
            [] | [Panel::NotKnown] => return None,
            [Panel::NoFiling] => say!("不用", "no"),
            [Panel::FileFirst] => say!("要", "yes"),
            [Panel::HospitalFiles] => say!("由医院备", "the hospital does"),
            [Panel::NotPossible] => say!("不能备", "not possible"),
            [Panel::Partly] => say!("看情况", "it depends"),
            _ => say!("看去哪里", "it depends on where"),
        };
        Some(say!("{side}{verdict}", "{side} {verdict}"; side = side, verdict = verdict))
    });
    Bilingual::join(told.collect::<Vec<_>>(), Sep::Comma)
}

/// Places at a distance: every one in the province, one of each other province.
fn there(home: Region, distance: Distance) -> Vec<Region> {
    let all = region_names::pooling_regions().map(|place| place.region);
    let mut there: Vec<Region> = all
        .filter(|place| home.distance_to(*place) == distance)
        .collect();
    if distance == Distance::OutOfProvince {
        there.dedup_by_key(|place| place.province());
    }
    there
}

/// What the answer on a stay at a place comes to; places outside the scheme are left aside.
fn panel_of(library: &Library, pack: &Pack, (place, day): (Region, Date)) -> Option<Panel> {
    let asked = JourneyAsked {
        scheme: Some(pack.scheme),
        care: Some(Care::Inpatient),
        ..JourneyAsked::between(pack.region, place, day)
    };
    journey(library, &asked).ok().map(|answer| answer.panel)
}
