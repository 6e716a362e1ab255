//! Whether tables cover every situation exactly once, on every day on which something changes and on
//! the first day of every quarter.

use jiff::civil::Date;

use super::format::*;
use super::pack::Pack;
use super::parse::{Draft, Problem};
use super::probe;
use super::when::When;
use crate::Money;
use crate::situation::Situation;

/// Adds a problem for every gap and every overlap; one a table and day is enough to act on.
pub(super) fn check_cover(draft: &mut Draft) {
    let mut found = Vec::new();
    for day in probe::days(&draft.pack) {
        check_day(draft, day, &mut found);
    }
    draft.problems.extend(found);
}

/// What a table needs of the rows that match a situation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    One,
    AtMostOne,
}

fn check_day(draft: &Draft, day: Date, found: &mut Vec<Problem>) {
    let pack = &draft.pack;
    let tables = &pack.tables;
    let whole = Cover {
        draft,
        day,
        layers: vec![],
    };
    whole.check(
        "direct",
        in_force(&tables.directs, day, |_| true),
        Need::One,
        found,
    );
    whole.check(
        "account",
        in_force(&pack.accounts, day, |_| true),
        Need::AtMostOne,
        found,
    );
    whole.check(
        "credit",
        in_force(&pack.credits, day, |_| true),
        Need::AtMostOne,
        found,
    );
    let mut names: Vec<&str> = pack
        .layers
        .iter()
        .map(|layer| layer.name.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let layers = in_force(&pack.layers, day, |row| row.name == name);
        let cover = Cover { draft, day, layers };
        if cover.layers.is_empty() {
            continue;
        }
        cover.check("layer", cover.layers.clone(), Need::AtMostOne, found);
        let rows = in_force(&tables.deductibles, day, |row| row.of.contains(name));
        cover.check("deductible", rows, Need::One, found);
        cover.check_bands(
            in_force(&tables.rates, day, |row| row.of.contains(name)),
            found,
        );
        for step in names_of(&tables.adjustments, |row| &row.step) {
            let concerns = |row: &AdjustmentRow| row.step == step && row.of.contains(name);
            cover.check(
                "adjustment",
                in_force(&tables.adjustments, day, concerns),
                Need::One,
                found,
            );
        }
        for counter in names_of(&tables.ceilings, |row| &row.counter) {
            let concerns = |row: &CeilingRow| row.counter == counter && row.of.contains(name);
            cover.check(
                "ceiling",
                in_force(&tables.ceilings, day, concerns),
                Need::One,
                found,
            );
        }
    }
}

fn in_force<R: Row>(rows: &[R], day: Date, concerns: impl Fn(&R) -> bool) -> Vec<&R> {
    rows.iter()
        .filter(|row| row.is_in_force(day) && concerns(row))
        .collect()
}

fn names_of<R>(rows: &[R], name: impl Fn(&R) -> &String) -> Vec<String> {
    let mut names: Vec<String> = rows.iter().map(|row| name(row).clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

struct Cover<'a> {
    draft: &'a Draft,
    day: Date,
    /// The layer rows the table serves; empty for tables that serve the whole pack.
    layers: Vec<&'a LayerRow>,
}

impl Cover<'_> {
    fn situations(&self, whens: Vec<&When>, by_level: bool) -> Vec<Situation> {
        let pack: &Pack = &self.draft.pack;
        let mut conditions: Vec<&When> = self.layers.iter().map(|layer| &layer.when).collect();
        conditions.extend(whens);
        let mut list = probe::situations(pack, self.day, &conditions, by_level);
        let served = |situation: &Situation| {
            self.layers.is_empty()
                || self
                    .layers
                    .iter()
                    .any(|layer| layer.when.matches(situation))
        };
        list.retain(served);
        list
    }

    fn check<R: Row>(
        &self,
        table: &'static str,
        rows: Vec<&R>,
        need: Need,
        found: &mut Vec<Problem>,
    ) {
        // A table without any row in force says nothing, and nothing is missing.
        if rows.is_empty() {
            return;
        }
        let whens = rows.iter().map(|row| row.when()).collect();
        for situation in self.situations(whens, false) {
            let hits: Vec<&&R> = rows
                .iter()
                .filter(|row| row.when().matches(&situation))
                .collect();
            let code = match hits.len() {
                0 if need == Need::One => "gap",
                0 | 1 => continue,
                _ => "overlap",
            };
            let basis = hits.first().map_or(rows[0].basis(), |row| row.basis());
            found.push(probe::report(self.draft, basis, &situation, (code, table)));
            return;
        }
    }

    /// Rates must reach from zero without end, band after band.
    fn check_bands(&self, rows: Vec<&RateRow>, found: &mut Vec<Problem>) {
        let whens = rows.iter().map(|row| &row.when).collect();
        let by_level = rows
            .iter()
            .any(|row| row.pay.is_some_and(|pay| pay.is_by_level()));
        for situation in self.situations(whens, by_level) {
            let hits = rows.iter().filter(|row| row.when.matches(&situation));
            let mut hits: Vec<&RateRow> = hits.copied().collect();
            hits.sort_by_key(|row| row.above.unwrap_or_default());
            if let Some(code) = judge_bands(&hits, &situation) {
                let nearest = hits.first().or(rows.first()).map(|row| row.basis.clone());
                let basis = nearest.unwrap_or_else(|| self.layers[0].basis.clone());
                found.push(probe::report(
                    self.draft,
                    &basis,
                    &situation,
                    (code, "rate"),
                ));
                return;
            }
        }
    }
}

fn judge_bands(rows: &[&RateRow], situation: &Situation) -> Option<&'static str> {
    let mut reached = Some(Money::ZERO);
    for row in rows {
        let above = row.above.unwrap_or_default();
        match reached {
            Some(end) if above > end => return Some("gap"),
            Some(end) if above == end => {}
            _ => return Some("overlap"),
        }
        if row.pay.is_some_and(|pay| pay.at(situation.level).is_none()) {
            return Some("gap");
        }
        reached = row.up_to;
    }
    reached.is_some().then_some("gap")
}
