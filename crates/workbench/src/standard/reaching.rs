//! Bills made for one set of rules, so that each of its limits is reached by one: ceilings,
//! deductibles, edges of bands, floors of rates. A limit that is changed then shows in money.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::Money;
use domain::basis::{Basis, identity};
use domain::bill::Scope;
use domain::explain::{Computed, Inputs};
use domain::footing::FootingDecision;
use domain::plan::{Adjusted, Refusal, fold};
use domain::policy::Pack;
use domain::rules::when::When;
use domain::rules::{AnyRow, Names, RateFigure, Table};
use domain::situation::{Accounts, Situation, YearToDate};
use domain::text::Bilingual;
use domain::trace::{Step, StepKind};
use jiff::civil::Date;

use crate::probe;
use crate::rows::{RowView, rows};

/// A bill that reaches a limit.
pub(crate) struct Reaching {
    /// Which limit.
    pub name: Bilingual,
    /// The amount; all of it is in scope.
    pub eligible: Money,
    situation: Situation,
    year: YearToDate,
}

/// How many situations of one row are tried, at most.
const TRIED_MAX: usize = 400;

/// What is left of a ceiling when the bill comes.
const LEFT: Money = Money::from_fen(10_000);

/// The amounts that are tried.
const AMOUNTS: [i64; 7] = [200, 1_000, 5_000, 20_000, 100_000, 1_000_000, 20_000_000];

impl Reaching {
    /// Works the bill out by a pack on a day.
    pub(crate) fn work(&self, pack: &Pack, day: Date) -> Result<Computed, Refusal> {
        self.inputs(day).compute(pack, None)
    }

    /// The day for which it was made.
    pub(crate) fn day(&self) -> Date {
        self.situation.day
    }

    fn inputs(&self, day: Date) -> Inputs {
        Inputs {
            situation: Situation {
                day,
                ..self.situation.clone()
            },
            footing: FootingDecision {
                footing: self.situation.footing,
                reason: Bilingual::default(),
                traits: vec![],
                basis: vec![],
            },
            scope: Scope {
                ordinary: self.eligible,
                ..Scope::default()
            },
            year: self.year.clone(),
            accounts: Accounts::default(),
            provisional: vec![],
            uncovered: false,
            on_account: false,
            decided: vec![],
        }
    }
}

/// A pack on a day; with `always`, on every day on which one of its rows holds.
#[derive(Clone, Copy)]
pub(crate) struct Whole<'a> {
    pub pack: &'a Pack,
    pub day: Date,
    pub always: bool,
}

impl<'a> Whole<'a> {
    /// Its limits, each with a day on which it holds.
    fn limits(self) -> Vec<(RowView<'a>, Date)> {
        let views = rows(self.pack).into_iter();
        let own = views.filter(|view| view.version.is_none() && view.row.is_limit());
        let dated = own.filter_map(|view| match view.row.is_in_force(self.day) {
            true => Some((view, self.day)),
            false if self.always => {
                let day = known_from(self.pack, view.row);
                Some((view, day))
            }
            false => None,
        });
        dated.collect()
    }
}

/// A bill for every limit of one side that the other has not, or has another. A limit that no bill
/// can reach has none.
pub(crate) fn reaching(side: Whole<'_>, other: Whole<'_>) -> Vec<Reaching> {
    let key = |(view, on): &(RowView<'_>, Date)| {
        let (from, until) = (view.row.from(), view.row.until());
        format!(
            "{} {from} {until:?} {}",
            view.address,
            view.value(Some(*on))
        )
    };
    let known: BTreeSet<String> = other.limits().iter().map(key).collect();
    let mut found: BTreeMap<(String, Date), Reaching> = BTreeMap::new();
    let limits = side.limits();
    for (view, on) in limits.iter().filter(|limit| !known.contains(&key(limit))) {
        for bill in of_row(side.pack, view, *on) {
            found.entry((bill.name.zh.clone(), *on)).or_insert(bill);
        }
    }
    found.into_values().collect()
}

/// The first day on which a row holds and the yearly figure it is a share of is known.
fn known_from(pack: &Pack, row: AnyRow<'_>) -> Date {
    let mut day = row.from();
    let Some(share) = row.index_share() else {
        return day;
    };
    while row.is_in_force(day) && pack.index_amount(share, day).is_none() {
        let Some(year) = pack.benefit_year(day) else {
            break;
        };
        day = year.until;
    }
    match row.is_in_force(day) {
        true => day,
        false => row.from(),
    }
}

/// The bills that reach the limit of a row: one, or one a level.
fn of_row(pack: &Pack, view: &RowView<'_>, day: Date) -> Vec<Reaching> {
    let row = view.row;
    let by_level = row.table() == Table::Deductible;
    let layers = pack.tables.layers.iter();
    let layers = layers.filter(|layer| layer.is_in_force(day));
    let served = layers.filter(|layer| row.layers().is_none_or(|of| of.contains(&layer.name)));
    let served: Vec<&When> = served.map(|layer| &layer.when).collect();
    // A fund that pays nothing to most people still pays those its rates name.
    let rules = pack.in_force(None);
    let shares = |of: &Names| {
        row.layers()
            .is_none_or(|own| own.iter().any(|name| of.contains(name)))
    };
    let rates = rules.on::<RateFigure>(day, |rate| shares(&rate.of));
    let rates = rates.rows().map(|rate| &rate.when);
    let conditions: Vec<&When> = served
        .iter()
        .copied()
        .chain([row.when()])
        .chain(rates)
        .collect();
    let situations = probe::situations(pack, day, &conditions, true).unwrap_or_default();
    let falls_to = |one: &Situation| rules.is_served(row, one) && rules.speaks_of(row, one);
    let matching = situations.into_iter().filter(falls_to);
    let matching: Vec<Situation> = matching.collect();
    let step = matching.len() / TRIED_MAX + 1;
    let mut found: Vec<Reaching> = Vec::new();
    for situation in matching.into_iter().step_by(step) {
        let known = |bill: &Reaching| !by_level || bill.situation.level == situation.level;
        if found.iter().any(known) {
            continue;
        }
        found.extend(reach(pack, view, situation));
    }
    found
}

/// The first amount that reaches the limit in a situation. Beyond some ceilings another fund would
/// pay of which too little is known; then a bill that comes exactly up to it.
fn reach(pack: &Pack, view: &RowView<'_>, situation: Situation) -> Option<Reaching> {
    let plan = fold(pack, &situation, None).ok()?;
    let counter = match view.row.table() {
        Table::Ceiling => view.row.name(),
        _ => None,
    };
    let limit = counter.and_then(|counter| plan.ceiling(counter));
    let mut bill = Reaching {
        name: name(view, &situation),
        eligible: Money::ZERO,
        year: used_up(&situation, counter, limit.map(|limit| limit - LEFT)),
        situation,
    };
    let amounts = AMOUNTS.map(|yuan| Money::from_fen(yuan * 100));
    for amount in amounts {
        bill.eligible = amount;
        let computed = bill.work(pack, bill.day()).ok();
        if computed.is_some_and(|computed| is_reached(&computed, view.row)) {
            return Some(bill);
        }
    }
    let (counter, limit) = (counter?, limit?);
    let slot = plan.counters.iter().position(|known| known == counter)?;
    for amount in amounts {
        bill.eligible = amount;
        bill.year = used_up(&bill.situation, None, None);
        let counted = bill.work(pack, bill.day()).ok()?.adjudication.counted[slot];
        let counted = Money::from_fen(counted);
        if counted > Money::ZERO && counted <= limit {
            bill.year = used_up(&bill.situation, Some(counter), Some(limit - counted));
            return Some(bill);
        }
    }
    None
}

/// What was used up before: so much of one running total.
fn used_up(situation: &Situation, counter: Option<&str>, amount: Option<Money>) -> YearToDate {
    let used = counter.zip(amount);
    let used = used.map(|(counter, amount)| (counter.to_owned(), amount.max(Money::ZERO)));
    YearToDate {
        counters: used.into_iter().collect(),
        admissions: situation.admission.saturating_sub(1),
        unfiled_stays: situation.unfiled_stay.saturating_sub(1),
    }
}

/// `触及统筹基金封顶线（在职，…）`.
fn name(view: &RowView<'_>, situation: &Situation) -> Bilingual {
    let (subject, when) = (view.subject(None), view.conditions());
    let level = domain::text::Named::name(&situation.level);
    Bilingual::new(
        format!("触及{}（{}，{}）", subject.zh, when.zh, level.zh),
        format!("reaches {} ({}, {})", subject.en, when.en, level.en),
    )
}

fn is_reached(computed: &Computed, row: AnyRow<'_>) -> bool {
    let is_row = |basis: &Arc<Basis>| identity(basis) == row.identity();
    let layers = computed.plan.origin.layers.iter().enumerate();
    let mut layers = layers.map(|(number, origin)| {
        let steps = computed.steps.iter();
        let steps = steps.filter(move |step| usize::from(step.layer) == number);
        (number, origin, steps.collect::<Vec<&Step>>())
    });
    layers.any(|(number, origin, steps)| {
        let moved = |kind| steps.iter().any(|step| step.kind == kind);
        match row.table() {
            Table::Ceiling => {
                let mut cited = origin.ceilings.iter();
                let at = cited.position(|cited| is_row(&cited.basis));
                at.is_some() && moved(StepKind::Ceiling) && moved(StepKind::Rate)
            }
            Table::Deductible => {
                let cited = origin.deductible.as_ref();
                let is_row = cited.is_some_and(|cited| is_row(&cited.basis));
                is_row && moved(StepKind::Deductible) && moved(StepKind::Rate)
            }
            Table::Rate => {
                let mut cited = origin.rates.iter();
                let band = cited.position(|(_, cited)| is_row(&cited.basis));
                let beyond = |step: &&Step| {
                    step.kind == StepKind::Rate && Some(usize::from(step.band)) > band
                };
                band.is_some() && steps.iter().any(beyond)
            }
            _ => {
                let floors = origin.adjustments.iter();
                let floor = floors.filter_map(|(change, cited)| match change {
                    Adjusted::Floor(floor) if is_row(&cited.basis) => Some(*floor),
                    _ => None,
                });
                let bands = &computed.plan.layers[number].bands;
                let holds = |floor| {
                    bands
                        .iter()
                        .any(|band| band.pay == domain::Share::from(floor))
                };
                floor.into_iter().any(holds) && moved(StepKind::Rate)
            }
        }
    })
}
