//! Ceilings and yearly figures, and what stands in for those that are not published yet.

use super::fold::{Fold, cite, distinct, slot_of};
use super::*;
use crate::rules::{Ceiling, CeilingRow, DeductibleRow, IndexShare, LayerRow, Table};

impl Fold<'_> {
    pub(super) fn ceilings(
        &mut self,
        of: &LayerRow,
        (layer, origin): (&mut PlanLayer, &mut LayerOrigin),
        plan: &mut Plan,
    ) -> Result<(), Refusal> {
        let rows = self.rules.rows::<Ceiling>();
        let rows = rows.filter(|row| row.of.contains(&of.name));
        for counter in distinct(rows.map(|row| row.counter.as_str())) {
            let concerns = |row: &CeilingRow| row.counter == counter && row.of.contains(&of.name);
            let found = self.one(concerns)?;
            let Some(row) = found.filter(|row| !row.unlimited) else {
                continue;
            };
            layer.ceilings.push(PlanCeiling {
                slot: slot_of(plan, counter),
                limit: self.limit(of, row),
            });
            origin.ceilings.push(cite(row));
        }
        Ok(())
    }

    fn limit(&mut self, of: &LayerRow, row: &CeilingRow) -> Limit {
        let day = self.situation.day;
        if let Some(amount) = row.amount {
            return Limit::Known(amount);
        }
        if let Some(share) = &row.index_share {
            return match self.pack.index_amount(share, day) {
                Some((limit, _)) => Limit::Known(limit),
                None => {
                    let mut missing = self.index_missing(Table::Ceiling, of, (share, cite(row)));
                    missing.stand_in = higher(missing.stand_in, at_least(row));
                    self.noted(missing)
                }
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
        let stand_in = missing.stand_in.as_ref().map(|stand_in| stand_in.amount);
        let entry = self.note(missing);
        stand_in.map_or(Limit::Unknown(entry), |limit| {
            Limit::Provisional(limit, entry)
        })
    }

    /// A deductible that is a share of a yearly figure.
    pub(super) fn by_index(
        &mut self,
        of: &LayerRow,
        (row, share): (&DeductibleRow, &IndexShare),
    ) -> Result<PlanDeductible, Refusal> {
        if let Some((amount, _)) = self.pack.index_amount(share, self.situation.day) {
            return Ok(PlanDeductible::Fixed(amount));
        }
        let missing = self.index_missing(Table::Deductible, of, (share, cite(row)));
        let stand_in = missing.stand_in.as_ref().map(|stand_in| stand_in.amount);
        let entry = self.note(missing);
        Ok(match stand_in {
            Some(amount) => PlanDeductible::Provisional(amount, entry),
            None => PlanDeductible::Unknown {
                entry,
                told_apart: false,
            },
        })
    }

    /// A yearly figure that is not published; the last one before it stands in.
    fn index_missing(
        &self,
        table: Table,
        of: &LayerRow,
        (share, cited): (&IndexShare, Cited),
    ) -> Missing {
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
                amount: row.value.at(share.share),
                of: Bilingual::new(format!("{} 年", row.year), row.year.to_string()),
            }),
        }
    }

    /// The last figure this ceiling had for the same situation, or what it is known to be at
    /// least: ceilings do not fall.
    fn last_ceiling(&self, of: &LayerRow, row: &CeilingRow) -> Option<StandIn> {
        let day = self.situation.day;
        let same = |other: &&CeilingRow| {
            other.counter == row.counter
                && other.of.contains(&of.name)
                && other.when.matches(self.situation)
        };
        let rows = self.rules.rows::<Ceiling>().filter(same);
        let ended = rows.filter_map(|row| {
            let last = row.until.filter(|until| *until <= day)?.yesterday().ok()?;
            Some((last, self.figure_on(row, last)?))
        });
        let last = ended.max_by_key(|(last, amount)| (*last, *amount));
        let last = last.map(|(last, amount)| StandIn {
            amount,
            of: Bilingual::new(format!("至 {last}"), format!("until {last}")),
        });
        higher(last, at_least(row))
    }

    /// What a ceiling came to on a day.
    fn figure_on(&self, row: &CeilingRow, day: Date) -> Option<Money> {
        let share = row.index_share.as_ref();
        let by_index = || {
            let share = share?;
            let exact = self.pack.index_amount(share, day).map(|(amount, _)| amount);
            let before = || {
                let year = self.pack.index_year(share, day)?;
                let last = self.pack.index_before(&share.index, year)?;
                Some(last.value.at(share.share))
            };
            exact.or_else(before)
        };
        row.amount.or_else(by_index)
    }
}

/// What a ceiling is known to be at least.
fn at_least(row: &CeilingRow) -> Option<StandIn> {
    let amount = row.at_least?;
    let of = Bilingual::new("至少这么多", "at least so much");
    Some(StandIn { amount, of })
}

/// The higher one: a ceiling that is at least so high does not lie below.
fn higher(one: Option<StandIn>, other: Option<StandIn>) -> Option<StandIn> {
    let both = one.into_iter().chain(other);
    both.max_by_key(|stand_in| stand_in.amount)
}
