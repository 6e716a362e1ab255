//! Policy + situation → plan, or the reason why there is none. Never a guess.

use super::change::apply;
use super::*;
use crate::person::{Scheme, Status};
use crate::policy::format::*;
use crate::policy::pack::matching;
use crate::policy::{Overlay, Pack};
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
    let fold = Fold {
        pack,
        situation: &situation,
        overlay: overlay.map(|o| &o.tables),
    };
    fold.check_direct()?;
    pack.benefit_year(situation.day)
        .ok_or(Refusal::NoBenefitYear(situation.day))?;
    let mut plan = Plan::default();
    let layers = matching(None, &pack.layers, &situation, |_| true);
    if layers.is_empty() {
        return Err(Refusal::NoRule {
            table: "layer",
            day: situation.day,
        });
    }
    for row in layers {
        fold.layer(row, &mut plan)?;
    }
    let accounts = matching(None, &pack.accounts, &situation, |_| true);
    if let Some(row) = one("account", &accounts, situation.day)? {
        plan.account_pays = row.pays.iter().copied().collect();
        plan.origin.account = Some(cite(*row));
    }
    Ok(plan)
}

pub(super) fn cite(row: &impl Row) -> Cited {
    Cited {
        basis: row.basis().clone(),
        from: row.from(),
        says: row.says().cloned(),
    }
}

/// The only row, or none; two are an error of the pack.
fn one<'a, R>(table: &'static str, rows: &'a [R], day: Date) -> Result<Option<&'a R>, Refusal> {
    match rows {
        [] => Ok(None),
        [row] => Ok(Some(row)),
        _ => Err(Refusal::TwoRules { table, day }),
    }
}

fn unknown(says: &Bilingual, row: &impl Row) -> Refusal {
    Refusal::Unknown {
        says: says.clone(),
        basis: row.basis().clone(),
        from: row.from(),
    }
}

struct Fold<'a> {
    pack: &'a Pack,
    situation: &'a Situation,
    overlay: Option<&'a crate::policy::pack::Tables>,
}

impl Fold<'_> {
    fn check_direct(&self) -> Result<(), Refusal> {
        let rows = &self.pack.tables.directs;
        if self.situation.route == Route::Manual || rows.is_empty() {
            return Ok(());
        }
        let overlay = self.overlay.map(|tables| tables.directs.as_slice());
        let found = matching(overlay, rows, self.situation, |_| true);
        match one("direct", &found, self.situation.day)? {
            None => Err(Refusal::NoRule {
                table: "direct",
                day: self.situation.day,
            }),
            Some(row) if row.offered => Ok(()),
            Some(row) => Err(Refusal::NotDirect {
                says: row.says.clone().unwrap_or_else(not_offered),
                basis: row.basis.clone(),
                from: row.from,
            }),
        }
    }

    fn layer(&self, row: &LayerRow, plan: &mut Plan) -> Result<(), Refusal> {
        let mut slot = |name: &str| slot_of(plan, name);
        let by_year = row.counts == Counts::Year;
        let measured = row.bands.unwrap_or(Measured::Base);
        let base_slot = by_year.then(|| slot(&base_counter(&row.name)));
        let on_paid = by_year && measured == Measured::Paid;
        let paid_slot = on_paid.then(|| slot(&paid_counter(&row.name)));
        let mut layer = PlanLayer {
            payer: row.payer,
            base: row.base.iter().copied().collect(),
            items: row.items.unwrap_or(Items::All),
            base_slot,
            self_pay_first: Rate::ZERO,
            deductible: PlanDeductible::Fixed(Money::ZERO),
            measured,
            paid_slot,
            bands: vec![],
            ceilings: vec![],
            uncapped: vec![],
        };
        let mut origin = LayerOrigin {
            name: row.name.clone(),
            title: row.title.clone(),
            layer: cite(row),
            deductible: None,
            rates: vec![],
            adjustments: vec![],
            ceilings: vec![],
            counts: row.counts,
        };
        self.deductible(&row.name, &mut layer, &mut origin)?;
        self.bands(&row.name, &mut layer, &mut origin)?;
        self.adjust(&row.name, &mut layer, &mut origin)?;
        self.ceilings(&row.name, (&mut layer, &mut origin), plan)?;
        plan.layers.push(layer);
        plan.origin.layers.push(origin);
        Ok(())
    }

    fn deductible(
        &self,
        of: &str,
        layer: &mut PlanLayer,
        origin: &mut LayerOrigin,
    ) -> Result<(), Refusal> {
        let rows = &self.pack.tables.deductibles;
        let overlay = self.overlay.map(|tables| tables.deductibles.as_slice());
        let day = self.situation.day;
        let found = matching(overlay, rows, self.situation, |row| row.of.contains(of));
        let Some(row) = one("deductible", &found, day)?.copied() else {
            let stated = rows
                .iter()
                .any(|row| row.of.contains(of) && row.is_in_force(day));
            return if stated {
                Err(Refusal::NoRule {
                    table: "deductible",
                    day,
                })
            } else {
                Ok(())
            };
        };
        origin.deductible = Some(cite(row));
        layer.deductible = if let Some(says) = &row.unknown {
            return Err(unknown(says, row));
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
            let amount = self.pack.index_amount(share, day);
            let (amount, _) = amount.ok_or(Refusal::NoRule {
                table: "index",
                day,
            })?;
            PlanDeductible::Fixed(amount)
        } else {
            let amount = row
                .amount
                .and_then(|amount| amount.at(self.situation.level));
            let no_rule = Refusal::NoRule {
                table: "deductible",
                day,
            };
            PlanDeductible::Fixed(amount.ok_or(no_rule)?)
        };
        Ok(())
    }

    fn bands(
        &self,
        of: &str,
        layer: &mut PlanLayer,
        origin: &mut LayerOrigin,
    ) -> Result<(), Refusal> {
        let overlay = self.overlay.map(|tables| tables.rates.as_slice());
        let rates = &self.pack.tables.rates;
        let mut found = matching(overlay, rates, self.situation, |row| row.of.contains(of));
        found.sort_by_key(|row| row.above.unwrap_or_default());
        let day = self.situation.day;
        let mut reached = Money::ZERO;
        for row in found {
            if let Some(says) = &row.unknown {
                return Err(unknown(says, row));
            }
            let above = row.above.unwrap_or_default();
            match above.cmp(&reached) {
                std::cmp::Ordering::Less => return Err(Refusal::TwoRules { table: "rate", day }),
                std::cmp::Ordering::Greater => return Err(Refusal::NoRule { table: "rate", day }),
                std::cmp::Ordering::Equal => {}
            }
            let pay = row.pay.and_then(|pay| pay.at(self.situation.level));
            let pay = pay.ok_or(Refusal::NoRule { table: "rate", day })?;
            reached = row.up_to.unwrap_or(ENDLESS);
            layer.bands.push(Band {
                up_to: reached,
                pay: pay.into(),
                full: pay.into(),
            });
            origin.rates.push((pay, cite(row)));
        }
        if reached != ENDLESS {
            return Err(Refusal::NoRule { table: "rate", day });
        }
        Ok(())
    }

    fn adjust(
        &self,
        of: &str,
        layer: &mut PlanLayer,
        origin: &mut LayerOrigin,
    ) -> Result<(), Refusal> {
        let rows = &self.pack.tables.adjustments;
        let overlay = self.overlay.map(|tables| tables.adjustments.as_slice());
        let day = self.situation.day;
        let all = rows.iter().chain(overlay.unwrap_or_default());
        for step in steps(all.filter(|row| row.of.contains(of))) {
            let concerns = |row: &AdjustmentRow| row.step == step && row.of.contains(of);
            let found = matching(overlay, rows, self.situation, concerns);
            let Some(row) = one("adjustment", &found, day)?.copied() else {
                let stated = rows.iter().any(|row| concerns(row) && row.is_in_force(day));
                if stated {
                    return Err(Refusal::NoRule {
                        table: "adjustment",
                        day,
                    });
                }
                continue;
            };
            if let Some(says) = &row.unknown {
                return Err(unknown(says, row));
            }
            apply(row, self.situation, layer, origin);
        }
        Ok(())
    }

    fn ceilings(
        &self,
        of: &str,
        (layer, origin): (&mut PlanLayer, &mut LayerOrigin),
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let rows = &self.pack.tables.ceilings;
        let overlay = self.overlay.map(|tables| tables.ceilings.as_slice());
        let day = self.situation.day;
        let all = rows.iter().chain(overlay.unwrap_or_default());
        for counter in counters(all.filter(|row| row.of.contains(of))) {
            let concerns = |row: &CeilingRow| row.counter == counter && row.of.contains(of);
            let found = matching(overlay, rows, self.situation, concerns);
            let Some(row) = one("ceiling", &found, day)?.copied() else {
                let stated = rows.iter().any(|row| concerns(row) && row.is_in_force(day));
                if stated {
                    return Err(Refusal::NoRule {
                        table: "ceiling",
                        day,
                    });
                }
                continue;
            };
            if row.unlimited {
                continue;
            }
            let slot = slot_of(plan, counter);
            let limit = match (&row.amount, &row.index_share) {
                (Some(amount), _) => Some(*amount),
                (None, Some(share)) => self.pack.index_amount(share, day).map(|(limit, _)| limit),
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
