//! Policy + situation → plan, or the reason why there is none. Never a guess.

use super::change::apply;
use super::*;
use crate::person::{Scheme, Status};
use crate::policy::InForce;
use crate::policy::{Overlay, Pack};
use crate::rules::{
    Account, Adjustment, AdjustmentRow, BillShare, Ceiling, CeilingRow, Counts, DeductibleRow,
    Direct, Items, Layer, LayerRow, Measured, RateFigure, RateRow, Rule, Table, Tabled,
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
    if fold.missing.is_empty() {
        Ok(plan)
    } else {
        Err(Refusal::Unknown {
            missing: fold.missing,
            known: Box::new(plan),
        })
    }
}

pub(super) fn cite<F>(row: &Rule<F>) -> Cited {
    Cited {
        basis: row.basis.clone(),
        from: row.from,
        says: row.says.clone(),
    }
}

struct Fold<'a> {
    pack: &'a Pack,
    situation: &'a Situation,
    /// What applies.
    rules: InForce<'a>,
    /// What turned out not to be known.
    missing: Vec<Missing>,
}

impl<'a> Fold<'a> {
    fn no_rule(&self, table: Table) -> Refusal {
        let day = self.situation.day;
        Refusal::NoRule { table, day }
    }

    /// The one row that decides. None when the table says nothing about it on that day; when it
    /// does, but not about this situation, that is a gap.
    fn one<F: Tabled>(
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

    fn not_known(&mut self, table: Table, layer: &LayerRow, row: (&Bilingual, Cited)) {
        let (says, cited) = row;
        self.missing.push(Missing {
            table,
            layer: layer.title.clone(),
            says: says.clone(),
            cited,
        });
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
        self.ceilings(&row.name, (&mut layer, &mut origin), plan)?;
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
        if let Some(says) = &row.unknown {
            self.not_known(table, layer_row, (says, cite(row)));
            return Ok(());
        }
        origin.deductible = Some(cite(row));
        layer.deductible = if let Some(share) = row.bill_share {
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
            let amount = self.pack.index_amount(share, self.situation.day);
            let (amount, _) = amount.ok_or_else(|| self.no_rule(Table::Index))?;
            PlanDeductible::Fixed(amount)
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
        // What lies above a band that is not known must not pass for the first one.
        let mut from_zero = true;
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
            if let Some(says) = &row.unknown {
                self.not_known(Table::Rate, layer_row, (says, cite(row)));
                from_zero = false;
            }
            if !from_zero {
                continue;
            }
            let pay = row.pay.and_then(|pay| pay.at(self.situation.level));
            let pay = pay.ok_or_else(|| self.no_rule(Table::Rate))?;
            layer.bands.push(Band {
                up_to: reached,
                pay: pay.into(),
                full: pay.into(),
            });
            origin.rates.push((pay, cite(row)));
        }
        if reached != ENDLESS {
            return Err(self.no_rule(Table::Rate));
        }
        Ok(())
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
                Some(says) => self.not_known(table, layer_row, (says, cite(row))),
                None => apply(row, self.situation, layer, origin),
            }
        }
        Ok(())
    }

    fn ceilings(
        &mut self,
        of: &str,
        (layer, origin): (&mut PlanLayer, &mut LayerOrigin),
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let all = self.rules.rows::<Ceiling>();
        for counter in counters(all.filter(|row| row.of.contains(of))) {
            let concerns = |row: &CeilingRow| row.counter == counter && row.of.contains(of);
            let found = self.one(concerns)?;
            let Some(row) = found.filter(|row| !row.unlimited) else {
                continue;
            };
            let slot = slot_of(plan, counter);
            let by_index = |share| self.pack.index_amount(share, self.situation.day);
            let limit = match (&row.amount, &row.index_share) {
                (Some(amount), _) => Some(*amount),
                (None, Some(share)) => by_index(share).map(|(limit, _)| limit),
                (None, None) => None,
            };
            match limit {
                Some(limit) => {
                    layer.ceilings.push((slot, limit));
                    origin.ceilings.push(cite(row));
                }
                None => {
                    layer.uncapped.push(slot);
                    let says = row.unknown.clone().unwrap_or_else(index_missing);
                    let layer_number = u8::try_from(plan.layers.len()).unwrap_or(u8::MAX);
                    plan.origin.unknown.push((layer_number, says));
                }
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
        bands: vec![],
        ceilings: vec![],
        uncapped: vec![],
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

fn slot_of(plan: &mut Plan, counter: &str) -> u8 {
    let known = plan.counters.iter().position(|name| name == counter);
    let slot = known.unwrap_or_else(|| {
        plan.counters.push(counter.to_owned());
        plan.counters.len() - 1
    });
    u8::try_from(slot).expect("the checker refuses packs with more counters than slots")
}

fn index_missing() -> Bilingual {
    Bilingual::new(
        "计算年度封顶线所用的工资指标没有收录，本次没有按封顶线计算",
        "the wage figure for this year's ceiling is not known here; no ceiling was applied",
    )
}

fn not_offered() -> Bilingual {
    Bilingual::new(
        "不能直接结算，请保留票据，由参保地经办人员决定",
        "not settled directly; keep the papers, a clerk of the insured place decides",
    )
}

/// Distinct names in order of first appearance.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
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

fn counters<'a>(rows: impl Iterator<Item = &'a CeilingRow>) -> Vec<&'a str> {
    distinct(rows.map(|row| row.counter.as_str()))
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
