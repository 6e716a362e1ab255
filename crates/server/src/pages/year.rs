//! A person's year: what was used of what is limited, what is left, what the next stay costs first,
//! and what was corrected. `/me/year`; the page of a person shows a part of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use desk::Reference;
use domain::calendar::age_on;
use domain::facility::{Care, Level};
use domain::person::Enrolment;
use domain::plan::Room;
use domain::policy::Pack;
use domain::rules::Component;
use domain::shares::Payer;
use domain::situation::Situation;
use domain::text::{Named, either};
use domain::{Bilingual, Money};

use super::people::{Life, pack_of};
use crate::web::person::YearRow;
use crate::web::year::{AccountRules, NextDeductible};

/// What was used up in the benefit year of today, with the ceiling where the policy states one for
/// the person as they stand today.
pub(super) fn rows(reference: &Reference, life: &Life) -> Vec<YearRow> {
    let mut rows = Vec::new();
    for enrolled in &life.enrolments {
        let Some(pack) = pack_of(reference, enrolled) else {
            continue;
        };
        let Some(label) = pack.benefit_year(life.today).map(|year| year.label()) else {
            continue;
        };
        let mine = life.totals.iter().filter(|total| {
            total.scheme == enrolled.scheme
                && total.insured_at == enrolled.insured_at
                && total.year == label
                && !desk::counts_in_ones(&total.counter)
        });
        let found: Vec<Found> = mine
            .map(|total| Found {
                name: counter_name(pack, &total.counter),
                used: total.amount,
                limits: limits(pack, life, (enrolled, &total.counter)),
            })
            .collect();
        rows.extend(found.iter().map(|one| row(one, &found)));
    }
    rows
}

/// Everything that limits the person this year, used or not, the highest first.
pub(super) fn all_limits(reference: &Reference, life: &Life) -> Vec<YearRow> {
    let mut rows = whole_year(reference, life);
    rows.retain(|row| row.ceiling.is_some());
    rows
}

/// What the person may still have this year: everything that limits them, used or not, the highest
/// first; then what was used of what has no limit.
pub(super) fn whole_year(reference: &Reference, life: &Life) -> Vec<YearRow> {
    let mut rows = Vec::new();
    for enrolled in &life.enrolments {
        let Some(pack) = pack_of(reference, enrolled) else {
            continue;
        };
        let Some(label) = pack.benefit_year(life.today).map(|year| year.label()) else {
            continue;
        };
        let mine = life.totals.iter().filter(|total| {
            total.scheme == enrolled.scheme
                && total.insured_at == enrolled.insured_at
                && total.year == label
                && !desk::counts_in_ones(&total.counter)
        });
        let used: BTreeMap<&str, Money> = mine
            .map(|total| (total.counter.as_str(), total.amount))
            .collect();
        let ceilings = pack.tables.ceilings.iter();
        let ceilings = ceilings.filter(|row| row.is_in_force(life.today) && row.per.is_none());
        let counters: BTreeSet<&str> = ceilings
            .map(|row| row.counter.as_str())
            .chain(used.keys().copied())
            .collect();
        let found: Vec<Found> = counters
            .into_iter()
            .map(|counter| Found {
                name: counter_name(pack, counter),
                used: used.get(counter).copied().unwrap_or_default(),
                limits: limits(pack, life, (enrolled, counter)),
            })
            .filter(|one| one.limits.is_known() || !one.used.is_zero())
            .collect();
        rows.extend(found.iter().map(|one| row(one, &found)));
    }
    let most = |row: &YearRow| row.ceiling.as_ref().map(|ceiling| *ceiling.end());
    rows.sort_by_key(|row| std::cmp::Reverse(most(row)));
    rows
}

/// A running total that was found.
struct Found {
    name: Bilingual,
    used: Money,
    limits: Limits,
}

/// What limits a running total, and for which care at which hospitals.
#[derive(Default)]
struct Limits {
    /// From the lowest to the highest.
    amount: Option<RangeInclusive<Money>>,
    /// Whether it is not known for some of them.
    is_open: bool,
    cares: BTreeSet<Care>,
    levels: BTreeSet<Level>,
}

/// A row; where two have the same name, each says for which care at which hospitals it is.
fn row(one: &Found, all: &[Found]) -> YearRow {
    let same = all.iter().filter(|other| other.name == one.name).count();
    let name = match (same > 1, one.limits.told_apart()) {
        (true, Some(where_it_is)) => Bilingual::new(
            format!("{}，{}", one.name.zh, where_it_is.zh),
            format!("{}, {}", one.name.en, where_it_is.en),
        ),
        _ => one.name.clone(),
    };
    YearRow {
        name,
        used: one.used,
        ceiling: one.limits.amount.clone().filter(|_| !one.limits.is_open),
    }
}

impl Limits {
    /// Whether it is limited, and by how much is known.
    fn is_known(&self) -> bool {
        self.amount.is_some() && !self.is_open
    }

    /// The hospitals at which it limits something, or the care, as far as that is not everything.
    fn told_apart(&self) -> Option<Bilingual> {
        let levels: Vec<Level> = self.levels.iter().copied().collect();
        let cares: Vec<Care> = self.cares.iter().copied().collect();
        if levels.is_empty() {
            return None;
        }
        if levels.len() < Level::ALL.len() {
            let Bilingual { zh, en } = either(&levels);
            return Some(Bilingual::new(format!("只算{zh}"), format!("only {en}")));
        }
        let all = Bilingual::new("各级医院合计", "all hospitals together");
        match cares.len() {
            1 => Some(all),
            _ => Some(either(&cares)),
        }
    }
}

/// What people call a running total: the layers it limits, or the layer whose costs it adds up.
fn counter_name(pack: &Pack, counter: &str) -> Bilingual {
    // A total of a month or quarter carries it behind an `@`.
    let Some((counter, period)) = counter.split_once('@') else {
        return name_of_year(pack, counter);
    };
    let Bilingual { zh, en } = name_of_year(pack, counter);
    Bilingual::new(format!("{zh}（{period}）"), format!("{en} ({period})"))
}

fn name_of_year(pack: &Pack, counter: &str) -> Bilingual {
    if counter.ends_with(":deductible") {
        return Bilingual::new("合用的起付线已付", "paid of a shared deductible");
    }
    let layer = |name: &str| pack.tables.layers.iter().find(|layer| layer.name == name);
    if let Some(layer) = counter.strip_suffix(":taken").and_then(layer) {
        let Bilingual { zh, en } = &layer.title;
        return Bilingual::new(
            format!("{zh}已付的起付线"),
            format!("{en}: deductible paid"),
        );
    }
    if let Some(layer) = counter.strip_suffix(":base").and_then(layer) {
        let Bilingual { zh, en } = &layer.title;
        return Bilingual::new(format!("{zh}计入的费用"), format!("{en}: costs counted"));
    }
    let limits = pack
        .tables
        .ceilings
        .iter()
        .find(|row| row.counter == counter);
    let first = limits
        .and_then(|row| row.of.iter().next())
        .and_then(|name| layer(name));
    let said = limits.and_then(|row| row.says.clone());
    first.map_or_else(
        || said.unwrap_or_else(|| Bilingual::new(counter, counter)),
        |layer| layer.title.clone(),
    )
}

/// What limits a counter for the person as they stand, over the kinds of care and hospital that
/// count into it.
fn limits(pack: &Pack, life: &Life, (enrolled, counter): (&Enrolment, &str)) -> Limits {
    let mut situation = as_they_stand(pack, life, enrolled);
    let mut found = Limits::default();
    let visits = Care::ALL
        .iter()
        .flat_map(|care| Level::ALL.iter().map(move |level| (*care, *level)));
    for (care, level) in visits {
        (situation.care, situation.level) = (care, level);
        let Ok(plan) = domain::plan::fold(pack, &situation, None) else {
            continue;
        };
        match plan.ceiling_of(counter) {
            Room::NoLimit => continue,
            Room::NotKnown => found.is_open = true,
            Room::Left(most) => {
                let so_far = found.amount.take();
                let (least, highest) = so_far.map_or((most, most), RangeInclusive::into_inner);
                found.amount = Some(least.min(most)..=highest.max(most));
            }
        }
        found.cares.insert(care);
        found.levels.insert(level);
    }
    found
}

/// A first visit at home of the person as they stand today.
fn as_they_stand(pack: &Pack, life: &Life, enrolled: &Enrolment) -> Situation {
    let mut situation = domain::plan::fold::plain_situation(pack, life.today);
    situation.tier.clone_from(&enrolled.tier);
    situation.status = enrolled.status;
    situation.age = age_on(life.person.born_on, life.today);
    situation.months = enrolled.continuous_months(life.today);
    situation.traits = enrolled.traits.clone();
    situation
}

/// What the person pays first of the next stay at home, by level of hospital, where it is known.
pub(super) fn next_deductibles(reference: &Reference, life: &Life) -> Vec<NextDeductible> {
    let mut found = Vec::new();
    for enrolled in &life.enrolments {
        let Some(pack) = pack_of(reference, enrolled) else {
            continue;
        };
        let mut situation = as_they_stand(pack, life, enrolled);
        situation.care = Care::Inpatient;
        let stays = stays(pack, life, enrolled);
        situation.admission = stays.saturating_add(1);
        let levels = Level::ALL.iter().filter_map(|level| {
            situation.level = *level;
            let plan = domain::plan::fold(pack, &situation, None).ok()?;
            let mut layers = plan.layers.iter();
            let layer = layers.find(|it| it.payer == Payer::PooledFund)?;
            Some((*level, layer.deductible.of_bill(USUAL_STAY)?))
        });
        found.push(NextDeductible {
            insured_at: domain::region_names::label(enrolled.insured_at),
            stays,
            levels: levels.collect(),
        });
    }
    found.retain(|one| !one.levels.is_empty());
    found
}

/// A stay of which the deductible is told where it is a share of the bill.
const USUAL_STAY: Money = Money::from_yuan(10_000);

/// How many stays of this year are counted.
fn stays(pack: &Pack, life: &Life, enrolled: &Enrolment) -> u8 {
    let year = pack.benefit_year(life.today).map(|year| year.label());
    let mut totals = life.totals.iter();
    let counted = totals.find(|total| {
        total.scheme == enrolled.scheme
            && total.insured_at == enrolled.insured_at
            && Some(&total.year) == year.as_ref()
            && total.counter == desk::ADMISSIONS
    });
    // A number is kept in fen.
    let number = counted.map(|total| u8::try_from(total.amount.fen()));
    number.map_or(0, |number| number.unwrap_or(u8::MAX - 1))
}

/// What the personal account may pay, by insurance, and what the rules say of sharing it.
pub(super) fn account_rules(reference: &Reference, life: &Life) -> Vec<AccountRules> {
    let mut found = Vec::new();
    for enrolled in &life.enrolments {
        let Some(pack) = pack_of(reference, enrolled) else {
            continue;
        };
        let mut situation = as_they_stand(pack, life, enrolled);
        situation.care = Care::Inpatient;
        let plan = domain::plan::fold(pack, &situation, None).ok();
        let pays = plan.as_ref().filter(|plan| plan.account_unknown.is_empty());
        let pays = pays.map(|plan| {
            let parts = Component::ALL.iter().copied();
            let parts = parts.filter(|part| plan.account_pays.contains(*part));
            parts.map(|part| part.name()).collect()
        });
        let notes = pack.in_force(None).notes_for(&situation);
        let shared = notes.into_iter().filter_map(|note| note.says.clone());
        found.push(AccountRules {
            insured_at: domain::region_names::label(enrolled.insured_at),
            pays,
            sharing: shared.filter(|says| says.zh.contains(SHARED)).collect(),
        });
    }
    found
}

/// How rules call an account that near relatives may use.
const SHARED: &str = "家庭共济";
