//! «How much is paid?»: a bill computed by the engine in each way a person may be filed, with the
//! steps of one of them and the rows they rest on. The same plan, the same arithmetic as a quote.

use domain::advice::Why;
use domain::explain::Inputs;
use domain::facility::{Care, Level};
use domain::person::Scheme;
use domain::policy::Pack;
use domain::situation::{Footing, Route};
use domain::text::{Bilingual, Named};
use domain::{Money, Region, say};
use serde::Serialize;

use super::CitedRow;
use super::facts::HelpPlace;
use super::figures::people;
use crate::glance::{BillPriced, GLANCED_LEVELS, Somebody, computed};
use crate::travel::{Travel, stands_on};

/// What a bill comes to in one way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct QuotedWay {
    /// How one is filed, in plain words.
    pub name: Bilingual,
    /// On what the visit stands.
    pub footing: Footing,
    /// What all funds pay; none where no rule is on record or nothing is settled.
    pub funds: Option<Money>,
    /// What is left to the person.
    pub person: Option<Money>,
    /// Whether all of it is paid first and claimed at home.
    pub by_hand: bool,
}

/// A bill at one level of hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct TravelQuote {
    /// For whom.
    pub who: Bilingual,
    /// Scheme.
    pub scheme: Scheme,
    /// Kind of care.
    pub care: Care,
    /// Level of the hospital.
    pub level: Level,
    /// The bill; all of it is taken for payable.
    pub amount: Money,
    /// By way of being filed.
    pub ways: Vec<QuotedWay>,
    /// The steps of the first way that is known, each with its rows.
    pub steps: Vec<CitedRow>,
}

/// A bill as people know it, where none is stated.
pub(super) fn usual(care: Care) -> Money {
    match care {
        Care::Inpatient => Money::from_yuan(10_000),
        _ => Money::from_yuan(300),
    }
}

/// The bill at each level that was asked for, by the rules of the scheme that was said, or else of
/// the first on record.
pub fn quoted(
    place: &HelpPlace<'_>,
    amount: Option<Money>,
    filed: Option<bool>,
) -> Vec<TravelQuote> {
    let Some(pack) = pack_of(place) else {
        return vec![];
    };
    let care = place.care.unwrap_or(Care::Inpatient);
    let amount = amount.unwrap_or(usual(care));
    let ways = ways_of(place, pack, filed);
    let Some((who, person)) = people(pack.scheme, place.status).into_iter().next() else {
        return vec![];
    };
    let levels = GLANCED_LEVELS.iter().copied();
    let levels = levels.filter(|level| place.level.is_none_or(|said| said.rung() == *level));
    let levels: Vec<Level> = levels.collect();
    let told = levels.iter().map(|level| {
        let bill = BillOfWay {
            place,
            pack,
            level: *level,
            amount,
            person,
        };
        let found: Vec<(QuotedWay, Option<Inputs>)> =
            ways.iter().map(|way| bill.quoted(*way)).collect();
        // The steps of one level are enough.
        let first = found.iter().find_map(|(_, inputs)| inputs.as_ref());
        let first = first.filter(|_| levels.last() == Some(level));
        TravelQuote {
            who: who.clone(),
            scheme: pack.scheme,
            care,
            level: *level,
            amount,
            steps: first.map(|inputs| steps(pack, inputs)).unwrap_or_default(),
            ways: found.into_iter().map(|(way, _)| way).collect(),
        }
    });
    told.collect()
}

/// The rules of the place: of the scheme that was said, else of the first on record.
pub(super) fn pack_of<'a>(place: &HelpPlace<'a>) -> Option<&'a Pack> {
    let home = place.insured_at?;
    let schemes = Scheme::ALL.iter().copied();
    let mut schemes = schemes.filter(|it| place.scheme.is_none_or(|said| said == *it));
    schemes.find_map(|it| place.library.find(home, it).map(AsRef::as_ref))
}

/// The ways that fit what was said, each with what a visit stands on then.
pub(super) fn ways_of(
    place: &HelpPlace<'_>,
    pack: &Pack,
    filed: Option<bool>,
) -> Vec<(Footing, Footing)> {
    let there = place.treated_at.map(Region::pooling);
    let Some(treated_at) = there.filter(|it| *it != pack.region) else {
        return vec![(Footing::AtHome, Footing::AtHome)];
    };
    let asked = Travel {
        who: None,
        treated_at,
        care: place.care.unwrap_or(Care::Inpatient),
        amount: Money::ZERO,
        day: place.day,
    };
    let rules = place.library.procedures(pack.region);
    let ways: &[Footing] = match (place.why, filed) {
        (Some(Why::Emergency), _) => &[Footing::Emergency],
        (Some(Why::Referral), _) => &[Footing::Referred],
        (_, Some(false)) => &[Footing::Unfiled, Footing::TemporaryFiled],
        (Some(Why::Stay | Why::Posted | Why::Study), _) => {
            &[Footing::LongTermFiled, Footing::Unfiled]
        }
        (Some(Why::Trip), _) => &[Footing::TemporaryFiled, Footing::Unfiled],
        (None, _) => &[
            Footing::LongTermFiled,
            Footing::TemporaryFiled,
            Footing::Unfiled,
        ],
    };
    let found = ways
        .iter()
        .filter_map(|way| Some((*way, stands_on(rules, pack, (&asked, *way))?)));
    found.collect()
}

/// How one is filed, as people say it.
pub(super) fn plain_name(way: Footing) -> Bilingual {
    match way {
        Footing::AtHome => say!("在参保地", "at home"),
        Footing::LongTermFiled => say!("长期备案", "filed long-term"),
        Footing::TemporaryFiled => say!("临时备案", "filed for a while"),
        Footing::Referred => say!("转诊", "referred"),
        Footing::Emergency => say!("急诊抢救", "an emergency"),
        Footing::Exempt => say!("不用备案", "no filing needed"),
        Footing::Unfiled => say!("没备案", "not filed"),
    }
}

/// A bill at a level.
struct BillOfWay<'a> {
    place: &'a HelpPlace<'a>,
    pack: &'a Pack,
    level: Level,
    amount: Money,
    person: Somebody,
}

impl BillOfWay<'_> {
    /// On the spot, or else by hand afterwards.
    fn quoted(&self, (way, footing): (Footing, Footing)) -> (QuotedWay, Option<Inputs>) {
        let direct = self.by(Route::Direct, footing);
        let only_by_hand = matches!(direct, Err(true));
        let found = match direct {
            Ok(found) => Some(found),
            Err(true) => self.by(Route::Manual, footing).ok(),
            Err(false) => None,
        };
        let told = found.as_ref().map(|(_, funds, person)| (*funds, *person));
        let quoted = QuotedWay {
            name: plain_name(way),
            footing,
            funds: told.map(|(funds, _)| funds),
            person: told.map(|(_, person)| person),
            by_hand: only_by_hand,
        };
        (quoted, found.map(|(inputs, ..)| inputs))
    }

    /// What it comes to, or whether it is only not settled on the spot.
    fn by(&self, route: Route, footing: Footing) -> Result<(Inputs, Money, Money), bool> {
        let there = self.place.treated_at.map(Region::pooling);
        let care = self.place.care.unwrap_or(Care::Inpatient);
        let visit = (there.unwrap_or(self.pack.region), care, self.level, footing);
        let priced = BillPriced {
            eligible: self.amount,
            route,
            day: self.place.day,
            tier: self.place.tier.map(str::to_owned),
        };
        match computed(self.pack, visit, self.person, &priced) {
            Ok((inputs, computed)) => {
                let shares = computed.adjudication.shares;
                Ok((inputs, shares.funds(), shares.person()))
            }
            Err(why) => Err(why.is_some()),
        }
    }
}

/// The steps in which money moved.
fn steps(pack: &Pack, inputs: &Inputs) -> Vec<CitedRow> {
    let Ok(told) = inputs.explain(pack, None) else {
        return vec![];
    };
    let moved = told.steps.into_iter();
    // What is left over in the end rests on no row of its own.
    let moved = moved.filter(|step| !step.is_sum() && !step.basis.is_empty());
    let told = moved.map(|step| CitedRow {
        row: format!("{}/{}/{}", pack.region, pack.scheme, step.rule),
        says: Bilingual::new(
            format!("{}：{}", step.title.zh, step.formula),
            format!("{}: {}", step.title.en, step.formula),
        ),
        basis: step.basis,
        disputes: step.disputes,
    });
    told.collect()
}

/// The level in words, for who asks about one.
pub(super) fn level_name(level: Level) -> Bilingual {
    let level = level.name();
    say!("{level}医院", "a hospital of {level}"; level = level)
}
