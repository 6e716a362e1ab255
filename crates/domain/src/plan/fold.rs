//! Policy + situation → plan, or the reason why there is none. Never a guess.

use super::change::apply;
use super::*;
use crate::person::{Scheme, Status};
use crate::policy::InForce;
use crate::policy::{Overlay, Pack};
use crate::rules::{
    Account, Adjustment, AdjustmentRow, BillShare, Counts, DeductibleRow, Direct, Items, Layer,
    LayerRow, Measured, RateFigure, RateRow, Rule, Table, Tabled,
};
use crate::situation::{Route, Situation};

/// Folds the policy with everything known before the bill. With an overlay, the rows of another
/// source are used where they match.
pub fn fold(
    pack: &Pack,
    situation: &Situation,
    overlay: Option<&Overlay>,
) -> Result<Plan, Refusal> {
    let mut situation = situation.clone();
    situation.level = pack.level(situation.level);
    let mut fold = Fold {
        pack,
        situation: &situation,
        rules: pack.in_force(overlay),
        missing: vec![],
    };
    fold.check_direct()?;
    pack.benefit_year(situation.day)
        .ok_or(Refusal::NoBenefitYear(situation.day))?;
    let mut plan = Plan::default();
    let layers = fold.rules.deciding::<Layer>(&situation, |_| true);
    if layers.is_empty() {
        return Err(fold.no_rule(Table::Layer));
    }
    for row in layers {
        fold.layer(row, &mut plan)?;
    }
    if let Some(row) = fold.one::<Account>(|_| true)? {
        plan.account_pays = row.pays.iter().copied().collect();
        plan.origin.account = Some(cite(row));
    }
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
        .filter(|(_, one)| one.stand_in.is_none())
    {
        plan.stops.add(Entries::one(number));
    }
    Ok(plan)
}

impl Plan {
    /// Finds the unknown deductibles that matter even where nothing is paid beyond them.
    fn tell_apart(&mut self) {
        let differ = |looks: ComponentSet| {
            looks.contains(Component::Deductible) != looks.contains(Component::CoPay)
        };
        let mut later = differ(self.account_pays);
        for layer in self.layers.iter_mut().rev() {
            if let PlanDeductible::Unknown { told_apart, .. } = &mut layer.deductible {
                *told_apart = later && layer.base.contains(Component::Eligible);
            }
            later |= differ(layer.base);
        }
    }
}

pub(super) fn cite<F>(row: &Rule<F>) -> Cited {
    Cited {
        basis: row.basis.clone(),
        from: row.from,
        says: row.says.clone(),
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
            [] if self.rules.is_stated(day, concerns) => Err(self.no_rule(F::TABLE)),
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

    fn check_direct(&self) -> Result<(), Refusal> {
        if self.situation.route == Route::Manual {
            return Ok(());
        }
        let own = &self.pack.tables.directs;
        match self.one::<Direct>(|_| true)? {
            None if own.is_empty() => Ok(()),
            None => Err(self.no_rule(Table::Direct)),
            Some(row) if row.offered => Ok(()),
            Some(row) => Err(Refusal::NotDirect {
                says: row.says.clone().unwrap_or_else(not_offered),
                basis: row.basis.clone(),
                from: row.from,
            }),
        }
    }

    fn layer(&mut self, row: &LayerRow, plan: &mut Plan) -> Result<(), Refusal> {
        let (mut layer, mut origin) = started(row);
        let by_year = row.counts == Counts::Year;
        if by_year {
            layer.base_slot = Some(slot_of(plan, &base_counter(&row.name)));
        }
        if by_year && layer.measured == Measured::Paid {
            layer.paid_slot = Some(slot_of(plan, &paid_counter(&row.name)));
        }
        self.deductible(row, &mut layer, &mut origin)?;
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
        layer: &mut PlanLayer,
        origin: &mut LayerOrigin,
    ) -> Result<(), Refusal> {
        let concerns = |row: &DeductibleRow| row.of.contains(&layer_row.name);
        let table = Table::Deductible;
        let Some(row) = self.one(concerns)? else {
            return Ok(());
        };
        origin.deductible = Some(cite(row));
        layer.deductible = if let Some(says) = &row.unknown {
            PlanDeductible::Unknown {
                entry: self.not_known(table, layer_row, (says, cite(row))),
                told_apart: false,
            }
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
        } else if let Some(share) = &row.index_share {
            self.by_index(layer_row, (row, share))?
        } else {
            let amount = row.amount;
            let amount = amount.and_then(|amount| amount.at(self.situation.level));
            PlanDeductible::Fixed(amount.ok_or_else(|| self.no_rule(table))?)
        };
        Ok(())
    }

    fn bands(
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
        let pay = row.pay.and_then(|pay| pay.at(self.situation.level));
        Ok((pay.ok_or_else(|| self.no_rule(Table::Rate))?, Entries::NONE))
    }

    fn adjust(
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
                None => apply(row, self.situation, layer, origin),
            }
        }
        Ok(())
    }
}

/// A layer of which nothing but its own row is known yet.
fn started(row: &LayerRow) -> (PlanLayer, LayerOrigin) {
    let layer = PlanLayer {
        payer: row.payer,
        base: row.base.iter().copied().collect(),
        items: row.items.unwrap_or(Items::All),
        base_slot: None,
        self_pay_first: Rate::ZERO,
        deductible: PlanDeductible::Fixed(Money::ZERO),
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

/// The rates of one layer in a situation.
pub struct LayerRates<'a> {
    /// Bands in ascending order.
    pub bands: Vec<Band>,
    /// Taken out of the base first.
    pub self_pay_first: Rate,
    /// Why they stand although they leave a national band.
    pub departs: Option<&'a Bilingual>,
    /// The row that had the last word.
    pub last: Arc<Basis>,
}

impl LayerRates<'_> {
    /// What a band pays of the amount before self-pay-first, in hundred-millionths.
    pub fn paid(&self, band: &Band) -> i64 {
        let rest = i64::from(self.self_pay_first.rest().ten_thousandths());
        i64::from(band.pay.hundred_millionths()) * rest / 10_000
    }
}

/// The rates of one layer, without the rest of a plan; none where they are not known.
pub fn layer_rates<'a>(
    pack: &'a Pack,
    situation: &Situation,
    row: &LayerRow,
) -> Option<LayerRates<'a>> {
    let mut situation = situation.clone();
    situation.level = pack.level(situation.level);
    let rules = pack.in_force(None);
    let mut fold = Fold {
        pack,
        situation: &situation,
        rules: rules.clone(),
        missing: vec![],
    };
    let (mut layer, mut origin) = started(row);
    fold.bands(row, &mut layer, &mut origin).ok()?;
    fold.adjust(row, &mut layer, &mut origin).ok()?;
    if !fold.missing.is_empty() {
        return None;
    }
    let rates = origin.rates.iter().map(|(_, cited)| &cited.basis);
    let changes = origin.adjustments.iter().map(|(_, cited)| &cited.basis);
    let used: Vec<&Arc<Basis>> = rates.chain(changes).collect();
    let is_used = |basis: &Arc<Basis>| used.iter().any(|used| Arc::ptr_eq(used, basis));
    let rates = rules.rows::<RateFigure>();
    let rates = rates
        .filter(|row| is_used(&row.basis))
        .filter_map(|row| row.departs.as_ref());
    let changes = rules.rows::<Adjustment>().filter(|row| is_used(&row.basis));
    let departs = rates.chain(changes.filter_map(|row| row.departs.as_ref()));
    Some(LayerRates {
        departs: departs.last(),
        last: used.last().map(|basis| Arc::clone(basis))?,
        bands: layer.bands,
        self_pay_first: layer.self_pay_first,
    })
}

/// Above every amount.
pub(crate) const ENDLESS: Money = Money::from_fen(i64::MAX / 4);

/// The counter under which the base of a layer runs over the year.
pub fn base_counter(layer: &str) -> String {
    format!("{layer}:base")
}

/// The counter under which the payments of a layer run over the year, where its bands need them.
pub fn paid_counter(layer: &str) -> String {
    format!("{layer}:paid")
}

pub(super) fn slot_of(plan: &mut Plan, counter: &str) -> u8 {
    let known = plan.counters.iter().position(|name| name == counter);
    let slot = known.unwrap_or_else(|| {
        plan.counters.push(counter.to_owned());
        plan.counters.len() - 1
    });
    u8::try_from(slot).expect("the checker refuses packs with more counters than slots")
}

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

fn steps<'a>(rows: impl Iterator<Item = &'a AdjustmentRow>) -> Vec<&'a str> {
    distinct(rows.map(|row| row.step.as_str()))
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
        age: 40,
        months: 72,
        care: crate::facility::Care::Inpatient,
        level: crate::facility::Level::Tertiary,
        footing: crate::footing::Footing::AtHome,
        admission: 1,
        traits: Default::default(),
        route: Route::Direct,
        day,
    }
}
