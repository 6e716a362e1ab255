//! The main figures of a place in sentences: what is paid first, which share, how much in a year,
//! what critical illness insurance adds. Read from the plan a visit would be settled by, so that no
//! sentence can say anything else than a bill.

use domain::facility::{Care, Level};
use domain::person::{Scheme, Status};
use domain::plan::{Cited, Limit, Plan};
use domain::policy::Pack;
use domain::shares::Payer;
use domain::situation::Footing;
use domain::text::{Bilingual, Named, Sep};
use domain::{Money, Region, say};

use super::facts::{HelpPlace, PlainFact};
use super::quote::{plain_name, ways_of};
use super::{CitedRow, yuan};
use crate::glance::{
    GLANCED_BILL, GLANCED_LEVELS, Somebody, first_band, is_flat, planned_of_tier, whose,
};

/// A visit in words: where and how filed.
struct Visited {
    name: Bilingual,
    treated_at: Region,
    footing: Footing,
}

/// One figure of a plan, and why it is so high.
type Figured = (Bilingual, Cited);

/// The figure for everybody it differs for, by level of hospital.
pub(super) fn told(place: &HelpPlace<'_>, fact: PlainFact) -> Vec<CitedRow> {
    let Some(home) = place.insured_at.map(Region::pooling) else {
        return vec![];
    };
    let schemes = Scheme::ALL.iter().copied();
    let schemes = schemes.filter(|it| place.scheme.is_none_or(|said| said == *it));
    let mut rows = Vec::new();
    for pack in schemes.filter_map(|scheme| place.library.find(home, scheme)) {
        for (who, person) in people(pack.scheme, place.status) {
            for visited in visits(place, pack) {
                let subject = say!("{who}，{name}", "{who}, {name}";
                    who = who.clone(), name = visited.name.clone());
                let found = row(place, fact, (pack, person, &visited));
                rows.extend(found.map(|row| (subject, row)));
            }
        }
    }
    CitedRow::merged(rows)
}

/// For whom it is told.
pub(super) fn people(scheme: Scheme, status: Option<Status>) -> Vec<(Bilingual, Somebody)> {
    let all = whose(scheme);
    let asked = |(_, person): &(Bilingual, Somebody)| status.is_none_or(|said| said == person.0);
    match all.iter().any(&asked) {
        true => all.into_iter().filter(asked).collect(),
        false => all,
    }
}

fn visits(place: &HelpPlace<'_>, pack: &Pack) -> Vec<Visited> {
    let there = place.treated_at.map(Region::pooling);
    let there = there.filter(|it| *it != pack.region && !it.is_outside_the_scheme());
    let Some(treated_at) = there else {
        return vec![Visited {
            name: say!("在参保地", "at home"),
            treated_at: pack.region,
            footing: Footing::AtHome,
        }];
    };
    let ways = ways_of(place, pack, None).into_iter();
    let mut visits: Vec<Visited> = Vec::new();
    for (way, footing) in ways {
        if visits.iter().all(|known| known.footing != footing) {
            visits.push(Visited {
                name: plain_name(match footing {
                    Footing::Exempt => footing,
                    _ => way,
                }),
                treated_at,
                footing,
            });
        }
    }
    visits
}

fn row(
    place: &HelpPlace<'_>,
    fact: PlainFact,
    (pack, person, visited): (&Pack, Somebody, &Visited),
) -> Option<CitedRow> {
    let care = place.care.unwrap_or(Care::Inpatient);
    let levels = GLANCED_LEVELS.iter().copied();
    let levels = levels.filter(|level| place.level.is_none_or(|said| said.rung() == *level));
    let mut by_level: Vec<(Level, Figured)> = Vec::new();
    for level in levels {
        let visit = (visited.treated_at, care, level, visited.footing);
        let plan = planned_of_tier(pack, visit, (person, place.tier), place.day)?;
        by_level.extend(figure(fact, &plan, care).map(|figured| (level, figured)));
    }
    let (_, (first, _)) = by_level.first()?;
    let is_same = by_level.iter().all(|(_, (figure, _))| figure == first);
    let says = match is_same {
        true => first.clone(),
        false => Bilingual::join(
            by_level.iter().map(|(level, (figure, _))| {
                let (level, figure) = (level.name(), figure.clone());
                say!("{level} {figure}", "{level} {figure}"; level = level, figure = figure)
            }),
            Sep::Comma,
        ),
    };
    let mut basis = Vec::new();
    for (_, (_, cited)) in &by_level {
        let shown = pack.show_basis(&cited.basis, cited.from);
        if !basis.contains(&shown) {
            basis.push(shown);
        }
    }
    Some(CitedRow {
        row: format!("{}/{}/{fact}", pack.region, pack.scheme),
        says,
        basis,
        disputes: vec![],
    })
}

fn figure(fact: PlainFact, plan: &Plan, care: Care) -> Option<Figured> {
    let payer = match fact {
        PlainFact::CriticalIllness => Payer::CriticalIllness,
        _ => Payer::PooledFund,
    };
    let mut layers = plan.layers.iter();
    let at = layers.position(|layer| layer.payer == payer && layer.covers_anything())?;
    let (layer, origin) = (&plan.layers[at], &plan.origin.layers[at]);
    let deductible = layer.deductible.of_bill(GLANCED_BILL);
    let rate = || {
        let share = first_band(layer)?;
        let more = match is_flat(layer) {
            true => Bilingual::default(),
            false => say!(
                "（费用更高的部分比例不同）",
                " (another share of higher costs)"
            ),
        };
        let says = say!("报 {share}{more}", "{share} paid{more}"; more = more);
        Some((says, origin.rates.first()?.1.clone()))
    };
    match fact {
        PlainFact::Deductible => {
            let amount = deductible?;
            // A layer without a row has none.
            let cited = origin.deductible.as_ref().unwrap_or(&origin.layer);
            Some((amount_of(amount), cited.clone()))
        }
        PlainFact::Share => rate(),
        PlainFact::Ceiling => {
            let limits = layer.ceilings.iter().zip(&origin.ceilings);
            let known = limits.filter_map(|(ceiling, cited)| match ceiling.limit {
                Limit::Known(limit) => Some((limit, cited)),
                Limit::Provisional(..) | Limit::AtLeast(..) | Limit::Unknown(_) => None,
            });
            let (limit, cited) = match care {
                Care::Inpatient => known.max_by_key(|(limit, _)| *limit),
                _ => known.min_by_key(|(limit, _)| *limit),
            }?;
            let limit = amount_of(limit);
            let says = say!("一年最多 {limit}", "{limit} a year at most"; limit = limit);
            Some((says, cited.clone()))
        }
        PlainFact::CriticalIllness => {
            let (share, cited) = rate()?;
            let from = amount_of(deductible?);
            let says = say!("个人负担超过 {from} 的部分，{share}", "of one's own part above {from}, {share}";
                from = from, share = share);
            Some((says, cited))
        }
        _ => None,
    }
}

fn amount_of(amount: Money) -> Bilingual {
    let amount = yuan(amount);
    say!("{amount} 元", "{amount} yuan")
}
