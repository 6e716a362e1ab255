//! Policy + situation → plan, or the reason why there is none. Never a guess.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::change::apply;
use super::cited::cite;
pub use super::rates::{LayerRates, layer_rates};
use super::*;
use crate::person::{Scheme, Status, USUAL_AGE, USUAL_MONTHS};
use crate::policy::InForce;
use crate::policy::{Overlay, Pack};
pub use crate::rules::counter::{
    base_counter, counts_what_it_takes, deductible_counter, paid_counter, running, taken_counter,
};
use crate::rules::{
    Adjustment, AdjustmentRow, BillShare, Counts, DeductibleRow, Direct, Figure as _, ItemClass,
    Items, Layer, LayerRow, Measured, Need, RateRow, Round, Rule, StayDeductible, StayRow, Step,
    Table, Tabled, Taken,
};
use crate::situation::{Route, Situation};

/// Folds the policy with everything known before the bill. With an overlay, the rows of another
/// source are used where they match.
pub fn fold(
    pack: &Pack,
    situation: &Situation,
    overlay: Option<&Overlay>,
) -> Result<Plan, Refusal> {
    let mut fold = Fold::new(pack, situation, overlay);
    let needed = fold.check_direct()?;
    pack.benefit_year(situation.day)
        .ok_or(Refusal::NoBenefitYear(situation.day))?;
    let mut plan = Plan::default();
    let layers = fold.rules.deciding::<Layer>(situation, |_| true);
    if layers.is_empty() {
        return Err(fold.no_rule(Table::Layer));
    }
    let names: BTreeSet<&str> = layers.iter().map(|row| row.name.as_str()).collect();
    if names.len() < layers.len() {
        let day = situation.day;
        return Err(Refusal::TwoRules {
            table: Table::Layer,
            day,
        });
    }
    let named = layers.iter().filter_map(|row| row.items.as_ref());
    let named: ItemSet = named.flat_map(Items::named).copied().collect();
    for row in layers {
        fold.layer(row, named, &mut plan)?;
    }
    plan.fits()?;
    fold.credit(&mut plan)?;
    fold.guarantees(&mut plan);
    fold.account(&mut plan)?;
    plan.needed = needed;
    plan.tell_apart();
    plan.missing = fold.missing;
    if plan.missing.len() > Entries::MOST {
        return Err(Refusal::Unknown {
            missing: plan.missing.clone(),
            known: Box::new(plan),
        });
    }
    for (number, _) in (0..)
        .zip(&plan.missing)
        .filter(|(_, one)| one.published().is_none())
    {
        plan.stops.add(Entries::one(number));
    }
    Ok(plan)
}

/// What one buys on one's own account: no layer pays, and what the account may pay is the pack's.
pub fn fold_account(
    pack: &Pack,
    situation: &Situation,
    overlay: Option<&Overlay>,
) -> Result<Plan, Refusal> {
    let mut fold = Fold::new(pack, situation, overlay);
    let mut plan = Plan::default();
    fold.account(&mut plan)?;
    match fold.missing.is_empty() {
        true => Ok(plan),
        false => Err(fold.no_rule(Table::Account)),
    }
}

pub(super) struct Fold<'a> {
    pub(super) pack: &'a Pack,
    pub(super) situation: &'a Situation,
    /// What applies.
    pub(super) rules: InForce<'a>,
    /// What turned out not to be known.
    missing: Vec<Missing>,
}

impl<'a> Fold<'a> {
    pub(super) fn new(
        pack: &'a Pack,
        situation: &'a Situation,
        overlay: Option<&'a Overlay>,
    ) -> Fold<'a> {
        Fold {
            pack,
            situation,
            rules: pack.in_force(overlay),
            missing: vec![],
        }
    }

    /// Whether everything was known so far.
    pub(super) fn knows_all(&self) -> bool {
        self.missing.is_empty()
    }

    pub(super) fn no_rule(&self, table: Table) -> Refusal {
        let day = self.situation.day;
        Refusal::NoRule { table, day }
    }

    /// The one row that decides. None when the table says nothing about it on that day; when it
    /// does, but not about this situation, that is a gap.
    pub(super) fn one<F: Tabled>(
        &self,
        concerns: impl Fn(&Rule<F>) -> bool,
    ) -> Result<Option<&'a Rule<F>>, Refusal> {
        let day = self.situation.day;
        let found = self.rules.deciding(self.situation, &concerns);
        match found[..] {
            [row] => Ok(Some(row)),
            [] if F::NEED == Need::One && self.rules.is_stated(day, concerns) => {
                Err(self.no_rule(F::TABLE))
            }
            [] => Ok(None),
            _ => Err(Refusal::TwoRules {
                table: F::TABLE,
                day,
            }),
        }
    }

    /// Writes down what is missing; the answer is its number.
    pub(super) fn note(&mut self, missing: Missing) -> u8 {
        self.missing.push(missing);
        // A plan with more than there is room for is never used.
        u8::try_from(self.missing.len() - 1).map_or(0, |last| last.min(Entries::MOST as u8 - 1))
    }

    fn not_known(&mut self, table: Table, layer: &LayerRow, row: (&Bilingual, Cited)) -> u8 {
        let (says, cited) = row;
        self.note(Missing {
            table,
            figure: self.figure(table, &layer.name),
            layer: layer.title.clone(),
            says: says.clone(),
            cited,
            stand_in: None,
        })
    }

    /// The lasting name of a figure of this pack.
    pub(super) fn figure(&self, table: Table, name: &str) -> String {
        let Pack { region, scheme, .. } = self.pack;
        format!("{table} {region}/{} {name}", scheme.word())
    }

    /// Refuses what is not settled on the spot; what is missing where nobody knows.
    fn check_direct(&mut self) -> Result<Entries, Refusal> {
        if self.situation.route == Route::Manual {
            return Ok(Entries::NONE);
        }
        let own = &self.pack.tables.directs;
        match self.one::<Direct>(|_| true)? {
            None if own.is_empty() => Ok(Entries::NONE),
            None => Err(self.no_rule(Table::Direct)),
            Some(row) if row.unknown.is_some() => Ok(self.pack_unknown(row)),
            Some(row) if row.offered == Some(true) => Ok(Entries::NONE),
            Some(row) => Err(Refusal::NotDirect {
                says: row.says.clone().unwrap_or_else(not_offered),
                basis: row.basis.clone(),
                from: row.from,
            }),
        }
    }

    fn layer(&mut self, row: &LayerRow, named: ItemSet, plan: &mut Plan) -> Result<(), Refusal> {
        let (mut layer, mut origin) = started(row);
        layer.items = items(row, named);
        if row.counts != Counts::Visit {
            let day = self.situation.day;
            let slot = |plan: &mut Plan, counter: String| {
                Some(slot_of(plan, &running(&counter, row.counts, day)))
            };
            layer.base_slot = slot(plan, base_counter(&row.name));
            if layer.measured == Measured::Paid {
                layer.paid_slot = slot(plan, paid_counter(&row.name));
            }
        }
        self.deductible(row, (&mut layer, &mut origin), plan)?;
        self.bands(row, &mut layer, &mut origin)?;
        self.adjust(row, &mut layer, &mut origin)?;
        self.ceilings(row, (&mut layer, &mut origin), plan)?;
        plan.layers.push(layer);
        plan.origin.layers.push(origin);
        Ok(())
    }

    fn deductible(
        &mut self,
        layer_row: &LayerRow,
        (layer, origin): (&mut PlanLayer, &mut LayerOrigin),
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let concerns = |row: &DeductibleRow| row.of.contains(&layer_row.name);
        let Some(row) = self.one(concerns)? else {
            return Ok(());
        };
        origin.deductible = Some(cite(row));
        layer.taken = row.taken.unwrap_or(Taken::BeforeRate);
        if let Some(counter) = &row.counter {
            let counter = deductible_counter(counter);
            let counter = running(
                &counter,
                row.per.unwrap_or(Counts::Year),
                self.situation.day,
            );
            layer.deductible_slot = Some(slot_of(plan, &counter));
        } else if counts_what_it_takes(layer_row, layer.taken) {
            let counter = taken_counter(&layer_row.name);
            let counter = running(&counter, layer_row.counts, self.situation.day);
            layer.deductible_slot = Some(slot_of(plan, &counter));
        }
        let stay = self.stay(&layer_row.name)?;
        let carried_over =
            stay.is_some_and(|stay| stay.deductible == Some(StayDeductible::CarriedOver));
        layer.deductible = match carried_over {
            true => PlanDeductible::Fixed(Money::ZERO),
            false => self.amount(layer_row, row)?.rounded(row.round),
        };
        // Nobody knows what is taken over of it; of nothing, nothing is.
        if let Some((stay, says)) = stay.and_then(|stay| Some((stay, stay.unknown.as_ref()?)))
            && layer.deductible != PlanDeductible::Fixed(Money::ZERO)
        {
            let entry = self.not_known(Table::Stay, layer_row, (says, cite(stay)));
            layer.deductible = PlanDeductible::Unknown(entry);
        }
        Ok(())
    }

    /// What says what becomes of the deductible of a layer because of an earlier stay.
    pub(super) fn stay(&self, layer: &str) -> Result<Option<&'a StayRow>, Refusal> {
        let follows = self.situation.follows;
        let concerns = |row: &StayRow| row.follows == follows && row.of.contains(layer);
        match self.rules.deciding(self.situation, concerns)[..] {
            [] => Ok(None),
            [row] => Ok(Some(row)),
            _ => Err(Refusal::TwoRules {
                table: Table::Stay,
                day: self.situation.day,
            }),
        }
    }

    fn amount(&mut self, layer: &LayerRow, row: &DeductibleRow) -> Result<PlanDeductible, Refusal> {
        let table = Table::Deductible;
        Ok(if let Some(says) = &row.unknown {
            PlanDeductible::Unknown(self.not_known(table, layer, (says, cite(row))))
        } else if let Some(share) = row.bill_share {
            let BillShare {
                share,
                at_least,
                at_most,
            } = share;
            PlanDeductible::OfBill {
                share,
                at_least,
                at_most,
            }
        } else if let Some(share) = row.figure.index_share() {
            self.by_index(layer, (row, share))
        } else if let Some(share) = row.of_year_base {
            match self.of_year_base(share, row.round) {
                Some(amount) => PlanDeductible::Fixed(amount),
                None => PlanDeductible::Unknown(self.base_missing(table, layer, cite(row))),
            }
        } else {
            let amount = row.amount;
            let amount = amount.and_then(|amount| amount.at(self.situation.level));
            PlanDeductible::Fixed(amount.ok_or_else(|| self.no_rule(table))?)
        })
    }

    pub(super) fn bands(
        &mut self,
        layer_row: &LayerRow,
        layer: &mut PlanLayer,
        origin: &mut LayerOrigin,
    ) -> Result<(), Refusal> {
        let concerns = |row: &RateRow| row.of.contains(&layer_row.name);
        let mut found = self.rules.deciding(self.situation, concerns);
        found.sort_by_key(|row| row.above.unwrap_or_default());
        let day = self.situation.day;
        let mut reached = Money::ZERO;
        for row in found {
            let above = row.above.unwrap_or_default();
            match above.cmp(&reached) {
                std::cmp::Ordering::Less => {
                    return Err(Refusal::TwoRules {
                        table: Table::Rate,
                        day,
                    });
                }
                std::cmp::Ordering::Greater => return Err(self.no_rule(Table::Rate)),
                std::cmp::Ordering::Equal => {}
            }
            reached = row.up_to.unwrap_or(ENDLESS);
            let (pay, unknown) = self.band(layer_row, row)?;
            layer.bands.push(Band {
                up_to: reached,
                pay: pay.into(),
                full: pay.into(),
                unknown,
                covered: !row.not_covered,
                round: row.round.unwrap_or(Round::Fen),
            });
            origin.rates.push((pay, cite(row)));
        }
        if reached != ENDLESS {
            return Err(self.no_rule(Table::Rate));
        }
        Ok(())
    }

    /// What a band pays; nothing, with the reason, where that is not known.
    fn band(&mut self, layer: &LayerRow, row: &RateRow) -> Result<(Rate, Entries), Refusal> {
        if let Some(says) = &row.unknown {
            let entry = self.not_known(Table::Rate, layer, (says, cite(row)));
            return Ok((Rate::ZERO, Entries::one(entry)));
        }
        if row.not_covered {
            return Ok((Rate::ZERO, Entries::NONE));
        }
        let by_age = row.by_age.map(|by_age| by_age.at(self.situation.age));
        let pay = row
            .pay
            .and_then(|pay| pay.at(self.situation.level))
            .or(by_age);
        Ok((pay.ok_or_else(|| self.no_rule(Table::Rate))?, Entries::NONE))
    }

    pub(super) fn adjust(
        &mut self,
        layer_row: &LayerRow,
        layer: &mut PlanLayer,
        origin: &mut LayerOrigin,
    ) -> Result<(), Refusal> {
        let of = layer_row.name.as_str();
        let table = Table::Adjustment;
        let all = self.rules.rows::<Adjustment>();
        for step in steps(all.filter(|row| row.of.contains(of))) {
            let concerns = |row: &AdjustmentRow| row.step == step && row.of.contains(of);
            let Some(row) = self.one(concerns)? else {
                continue;
            };
            match &row.unknown {
                Some(says) => {
                    let entry = self.not_known(table, layer_row, (says, cite(row)));
                    layer.unknown_changes.add(Entries::one(entry));
                }
                None => {
                    apply(row, self.situation, layer, origin).ok_or_else(|| self.no_rule(table))?
                }
            }
        }
        Ok(())
    }
}

/// The classes a layer looks at, where the layers of the situation name some by themselves.
fn items(row: &LayerRow, named: ItemSet) -> ItemSet {
    let ordinary = ItemSet::from_iter([ItemClass::Ordinary]);
    let rest = ItemSet::ALL.without(named).with(ordinary);
    match &row.items {
        Some(Items::All) => ItemSet::ALL,
        None => rest,
        Some(items) if items.is_rest() => rest.with(items.named().iter().copied().collect()),
        Some(items) => items.named().iter().copied().collect(),
    }
}

/// A layer of which nothing but its own row is known yet.
pub(super) fn started(row: &LayerRow) -> (PlanLayer, LayerOrigin) {
    let layer = PlanLayer {
        payer: row.payer,
        base: row.base.iter().copied().collect(),
        items: ItemSet::ALL,
        base_slot: None,
        self_pay_first: vec![],
        deductible: PlanDeductible::Fixed(Money::ZERO),
        taken: Taken::BeforeRate,
        told_apart: false,
        paid_before: Money::ZERO,
        deductible_slot: None,
        measured: row.bands.unwrap_or(Measured::Base),
        paid_slot: None,
        unknown_changes: Entries::NONE,
        bands: vec![],
        ceilings: vec![],
    };
    let origin = LayerOrigin {
        name: row.name.clone(),
        title: row.title.clone(),
        layer: cite(row),
        deductible: None,
        rates: vec![],
        adjustments: vec![],
        ceilings: vec![],
        counts: row.counts,
    };
    (layer, origin)
}

/// Above every amount.
pub(crate) const ENDLESS: Money = Money::from_fen(i64::MAX / 4);

fn not_offered() -> Bilingual {
    Bilingual::new(
        "不能直接结算，请保留票据，由参保地经办人员决定",
        "not settled directly; keep the papers, a clerk of the insured place decides",
    )
}

/// Distinct names in order of first appearance.
pub(super) fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut list = Vec::new();
    for name in names {
        if !list.contains(&name) {
            list.push(name);
        }
    }
    list
}

fn steps<'a>(rows: impl Iterator<Item = &'a AdjustmentRow>) -> Vec<Step> {
    let mut list = Vec::new();
    for step in rows.map(|row| row.step) {
        if !list.contains(&step) {
            list.push(step);
        }
    }
    list
}

/// A plain situation for tests and tools: an employee at home on a day.
pub fn plain_situation(pack: &Pack, day: Date) -> Situation {
    Situation {
        insured_at: pack.region,
        treated_at: pack.region,
        scheme: pack.scheme,
        tier: pack
            .tables
            .tiers
            .iter()
            .find(|tier| tier.is_in_force(day))
            .map(|tier| tier.name.clone()),
        status: match pack.scheme {
            Scheme::Employee => Status::OnJob,
            Scheme::Resident => Status::Resident,
        },
        age: USUAL_AGE,
        months: USUAL_MONTHS,
        care: crate::facility::Care::Inpatient,
        level: crate::facility::Level::Tertiary,
        footing: crate::footing::Footing::AtHome,
        admission: 1,
        unfiled_stay: 0,
        grade: Default::default(),
        contribution_base: None,
        follows: Default::default(),
        deductible_before: Default::default(),
        traits: Default::default(),
        route: Route::Direct,
        day,
    }
}

pub(super) fn slot_of(plan: &mut Plan, counter: &str) -> u8 {
    let known = plan.counters.iter().position(|name| name == counter);
    let slot = known.unwrap_or_else(|| {
        plan.counters.push(counter.to_owned());
        plan.counters.len() - 1
    });
    // A plan with more than there is room for is never used.
    u8::try_from(slot).unwrap_or(u8::MAX)
}
