//! Ceilings and yearly figures, and what stands in for those that are not published yet.

use jiff::civil::Date;

use super::cited::cite;
use super::fold::{Fold, distinct, slot_of};
use super::*;
use crate::rules::counter::running;
use crate::rules::{
    AnyRow, Ceiling, CeilingRow, Component, Counts, DeductibleRow, Figure as _, Guarantee,
    GuaranteeRow, Indexed, LayerRow, Round, Table,
};
use crate::situation::Situation;

impl Fold<'_> {
    pub(super) fn ceilings(
        &mut self,
        of: &LayerRow,
        (layer, origin): (&mut PlanLayer, &mut LayerOrigin),
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let rows = self.rules.rows::<Ceiling>();
        let rows: Vec<&CeilingRow> = rows.filter(|row| row.of.contains(&of.name)).collect();
        let mut is_said = rows.is_empty();
        for counter in distinct(rows.iter().map(|row| row.counter.as_str())) {
            let concerns = |row: &CeilingRow| row.counter == counter && row.of.contains(&of.name);
            let Some(row) = self.one(concerns)? else {
                self.has_not_ended(&rows, counter)?;
                continue;
            };
            is_said = true;
            if row.unlimited {
                continue;
            }
            let over = row.per.unwrap_or(Counts::Year);
            layer.ceilings.push(PlanCeiling {
                slot: slot_of(plan, &running(counter, over, self.situation.day)),
                limit: self.limit(of, row).rounded(row.round),
            });
            origin.ceilings.push(cite(row));
        }
        // A layer that ever has a ceiling never pays without end because nobody wrote a row.
        match is_said {
            true => Ok(()),
            false => Err(self.no_rule(Table::Ceiling)),
        }
    }

    /// A ceiling may begin later than its layer; one that was there is not forgotten.
    fn has_not_ended(&self, rows: &[&CeilingRow], counter: &str) -> Result<(), Refusal> {
        let mut named = rows.iter().filter(|row| row.counter == counter);
        match named.any(|row| row.from <= self.situation.day) {
            true => Err(self.no_rule(Table::Ceiling)),
            false => Ok(()),
        }
    }

    /// What layers pay together at the least. Where the situation has none of the layers, there is
    /// nothing to guarantee.
    pub(super) fn guarantees(&mut self, plan: &mut Plan) {
        for row in self.rules.deciding::<Guarantee>(self.situation, |_| true) {
            let names = plan.origin.layers.iter().map(|layer| layer.name.as_str());
            let numbered = (0_u8..).zip(names);
            let of: Vec<u8> = numbered
                .filter(|(_, name)| row.of.contains(name))
                .map(|(number, _)| number)
                .collect();
            let (Some(&first), Some(&after)) = (of.first(), of.last()) else {
                continue;
            };
            let share = row.share.ok_or_else(|| {
                self.guarantee_missing(row, &plan.origin.layers[usize::from(first)])
            });
            plan.guarantees.push(PlanGuarantee {
                after,
                first,
                layers: of.iter().fold(0, |layers, number| layers | 1 << number),
                share,
                base: row.base.as_deref().map(guaranteed),
                less_deductible: row.less_deductible,
            });
            plan.origin.guarantees.push(cite(row));
        }
    }

    fn guarantee_missing(&mut self, row: &GuaranteeRow, of: &LayerOrigin) -> u8 {
        self.note(Missing {
            table: Table::Guarantee,
            figure: self.figure(Table::Guarantee, &of.name),
            layer: of.title.clone(),
            says: row.unknown.clone().unwrap_or_default(),
            cited: cite(row),
            stand_in: None,
        })
    }

    fn limit(&mut self, of: &LayerRow, row: &CeilingRow) -> Limit {
        let day = self.situation.day;
        if let Some(amount) = row.amount {
            return Limit::Known(amount);
        }
        if let Some(share) = row.figure.index_share() {
            return match self.pack.index_amount(share, day) {
                Some((limit, _)) => Limit::Known(limit),
                None => {
                    let mut missing = self.index_missing(Table::Ceiling, of, (share, cite(row)));
                    missing.stand_in = higher(missing.stand_in, at_least(row));
                    self.noted(missing)
                }
            };
        }
        if let Some(share) = row.of_year_base {
            return match self.of_year_base(share, row.round) {
                Some(limit) => Limit::Known(limit),
                None => Limit::Unknown(self.base_missing(Table::Ceiling, of, cite(row))),
            };
        }
        let missing = Missing {
            table: Table::Ceiling,
            figure: self.figure(Table::Ceiling, &row.counter),
            layer: of.title.clone(),
            says: row.unknown.clone().unwrap_or_default(),
            cited: cite(row),
            stand_in: self.last_ceiling(of, row),
        };
        self.noted(missing)
    }

    fn noted(&mut self, missing: Missing) -> Limit {
        let published = missing.published().map(|stand_in| stand_in.amount);
        let bound = missing.lower_bound();
        let entry = self.note(missing);
        match (published, bound) {
            (Some(limit), _) => Limit::Provisional(limit, entry),
            (None, Some(limit)) => Limit::AtLeast(limit, entry),
            (None, None) => Limit::Unknown(entry),
        }
    }

    /// A share of the person's contribution base of a year, where that of a month is known.
    pub(super) fn of_year_base(&self, share: Rate, round: Option<Round>) -> Option<Money> {
        let month = self.situation.contribution_base?;
        let year = Money::from_fen(month.fen().saturating_mul(12));
        Some(round.unwrap_or(Round::Fen).share(year, share.into()))
    }

    /// Nobody said what the person's contribution base is.
    pub(super) fn base_missing(&mut self, table: Table, of: &LayerRow, cited: Cited) -> u8 {
        self.note(Missing {
            table,
            figure: "contribution-base".to_owned(),
            layer: of.title.clone(),
            says: Bilingual::new(
                "没有这位参保人的缴费基数",
                "the contribution base of the insured person is not on record",
            ),
            cited,
            stand_in: None,
        })
    }

    /// A deductible that is a share of a yearly figure.
    pub(super) fn by_index(
        &mut self,
        of: &LayerRow,
        (row, share): (&DeductibleRow, Indexed<'_>),
    ) -> PlanDeductible {
        if let Some((amount, _)) = self.pack.index_amount(share, self.situation.day) {
            return PlanDeductible::Fixed(amount);
        }
        let missing = self.index_missing(Table::Deductible, of, (share, cite(row)));
        let stand_in = missing.stand_in.as_ref().map(|stand_in| stand_in.amount);
        let entry = self.note(missing);
        match stand_in {
            Some(amount) => PlanDeductible::Provisional(amount, entry),
            None => PlanDeductible::Unknown(entry),
        }
    }

    /// A yearly figure that is not published; the last one before it stands in.
    fn index_missing(
        &self,
        table: Table,
        of: &LayerRow,
        (indexed, cited): (Indexed<'_>, Cited),
    ) -> Missing {
        let share = indexed.share;
        let name = &share.index;
        let year = self
            .pack
            .index_year(share, self.situation.day)
            .unwrap_or_default();
        let titles = self
            .pack
            .tables
            .indices
            .iter()
            .filter(|row| row.name == *name);
        let title = titles.filter_map(|row| row.title.clone()).next();
        let title = title.unwrap_or_else(|| Bilingual::new(name, name));
        let last = self.pack.index_before(name, year);
        Missing {
            table,
            figure: format!("index {name} {year}"),
            layer: of.title.clone(),
            says: Bilingual::new(
                format!("{year} 年的{}没有公布或没有收录", title.zh),
                format!("{} of {year} is not published or not known here", title.en),
            ),
            cited,
            stand_in: last.map(|row| StandIn {
                amount: indexed.of(row.value),
                of: Some(Bilingual::new(
                    format!("{} 年", row.year),
                    row.year.to_string(),
                )),
            }),
        }
    }

    /// The last figure this ceiling had for the same situation, or, where that is higher, what it
    /// is known to be at least.
    fn last_ceiling(&self, of: &LayerRow, row: &CeilingRow) -> Option<StandIn> {
        let day = self.situation.day;
        let same =
            |other: &&CeilingRow| other.counter == row.counter && other.of.contains(&of.name);
        let rows = self.rules.rows::<Ceiling>().filter(same);
        let ended = rows.filter_map(|row| {
            let last = row.until.filter(|until| *until <= day)?.yesterday().ok()?;
            let then = Situation {
                day: last,
                ..self.situation.clone()
            };
            let spoke = self.rules.speaks_of(AnyRow::Ceiling(row), &then);
            spoke.then_some((last, self.figure_on(row, last)?))
        });
        let last = ended.max_by_key(|(last, amount)| (*last, *amount));
        let last = last.map(|(last, amount)| StandIn {
            amount,
            of: Some(Bilingual::new(
                format!("至 {last}"),
                format!("until {last}"),
            )),
        });
        higher(last, at_least(row))
    }

    /// What a ceiling came to on a day.
    fn figure_on(&self, row: &CeilingRow, day: Date) -> Option<Money> {
        let by_index = || {
            let indexed = row.figure.index_share()?;
            let exact = self.pack.index_amount(indexed, day);
            let before = || {
                let share = indexed.share;
                let year = self.pack.index_year(share, day)?;
                let last = self.pack.index_before(&share.index, year)?;
                Some(indexed.of(last.value))
            };
            exact.map(|(amount, _)| amount).or_else(before)
        };
        row.amount.or_else(by_index)
    }
}

/// The parts a guarantee looks at. What is eligible is by then told apart into what became of it.
fn guaranteed(base: &[Component]) -> ComponentSet {
    const OF_ELIGIBLE: [Component; 6] = [
        Component::SelfPayFirst,
        Component::Deductible,
        Component::CoPay,
        Component::Reduction,
        Component::AboveCeiling,
        Component::NotCovered,
    ];
    let all = base.contains(&Component::Eligible);
    let more = OF_ELIGIBLE.iter().filter(|_| all);
    base.iter().chain(more).copied().collect()
}

/// What a ceiling is known to be at least.
fn at_least(row: &CeilingRow) -> Option<StandIn> {
    let amount = row.at_least?;
    Some(StandIn { amount, of: None })
}

/// The higher one: a ceiling that is at least so high does not lie below.
fn higher(one: Option<StandIn>, other: Option<StandIn>) -> Option<StandIn> {
    let both = one.into_iter().chain(other);
    both.max_by_key(|stand_in| stand_in.amount)
}
