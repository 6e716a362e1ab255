//! What a pack must keep: well-formed rows, known names, and in every situation and on every day
//! exactly one row. The rows of versions not in force are held to the same rules.

use crate::basis::Basis;
use crate::files::RowProblem;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::format::*;
use super::pack::{Pack, Tables};
use super::parse::Draft;
use crate::calendar::is_month_day;
use crate::facility::Level;
use crate::files::{Place, Problem};
use crate::plan::Plan;
use crate::plan::fold::{base_counter, paid_counter};
use crate::{Money, Rate};

pub(crate) mod say;

/// Problems of single rows, in the order of the files.
pub(super) fn check_rows(draft: &mut Draft) {
    let pack = &draft.pack;
    let mut rows = Rows {
        pack,
        found: vec![],
    };
    rows.check_common();
    rows.check_tables(&pack.tables);
    for dispute in &pack.disputes {
        for version in &dispute.version {
            rows.check_tables(&Tables::of(version));
        }
    }
    rows.check_others();
    let mut found: Vec<Problem> = Vec::new();
    for (basis, problem) in &rows.found {
        let problem = problem.at(&draft.place(basis));
        if !found.contains(&problem) {
            found.push(problem);
        }
    }
    found.sort_by_key(|problem| (problem.file.clone(), problem.line));
    draft.problems.extend(found);
}

/// The rows of a pack with what was found about them, each by the basis of its row.
struct Rows<'a> {
    pack: &'a Pack,
    found: Vec<(Arc<Basis>, RowProblem)>,
}

impl Rows<'_> {
    fn report(&mut self, basis: &Arc<Basis>, problem: RowProblem) {
        self.found.push((basis.clone(), problem));
    }

    fn report_if(&mut self, wrong: bool, basis: &Arc<Basis>, problem: RowProblem) {
        if wrong {
            self.report(basis, problem);
        }
    }

    fn check_tables(&mut self, tables: &Tables) {
        tables.deductibles.iter().for_each(|r| self.deductible(r));
        tables.rates.iter().for_each(|row| self.rate(row));
        tables.adjustments.iter().for_each(|r| self.adjustment(r));
        tables.ceilings.iter().for_each(|row| self.ceiling(row));
    }

    fn deductible(&mut self, row: &DeductibleRow) {
        self.known_layers(&row.of, &row.basis);
        let given = [
            row.amount.is_some(),
            row.index_share.is_some(),
            row.bill_share.is_some(),
            row.unknown.is_some(),
        ];
        let names = "amount / index_share / bill_share / unknown";
        self.exactly_one(&given, names, &row.basis);
        self.known_index(row.index_share.as_ref(), &row.basis);
        let amounts = row.amount.iter().flat_map(values);
        let bounds = row.bill_share.iter();
        let bounds = bounds.flat_map(|share| [share.at_least, share.at_most]);
        let least = amounts.chain(bounds).min();
        self.not_negative(least, &row.basis);
        if let Some(BillShare {
            share,
            at_least,
            at_most,
        }) = row.bill_share
        {
            self.report_if(at_most < at_least, &row.basis, say::bounds_reversed());
            self.report_if(share > Rate::FULL, &row.basis, say::over_full(share));
        }
    }

    fn rate(&mut self, row: &RateRow) {
        self.known_layers(&row.of, &row.basis);
        let given = [row.pay.is_some(), row.unknown.is_some()];
        self.exactly_one(&given, "pay / unknown", &row.basis);
        self.within_full(row.pay.iter().flat_map(values), &row.basis);
        self.not_negative(row.above, &row.basis);
        let begins = row.above.unwrap_or_default();
        let is_empty = row.up_to.is_some_and(|up_to| up_to <= begins);
        self.report_if(is_empty, &row.basis, say::empty_band());
    }

    fn adjustment(&mut self, row: &AdjustmentRow) {
        self.known_layers(&row.of, &row.basis);
        let given = [
            row.factor.is_some(),
            row.points.is_some(),
            row.self_pay_first.is_some(),
            row.rate.is_some(),
            row.person_share.is_some(),
            row.unknown.is_some(),
        ];
        let names = "factor / points / self_pay_first / rate / person_share / unknown";
        self.exactly_one(&given, names, &row.basis);
        let rates = [row.factor, row.self_pay_first, row.person_share, row.floor];
        let rates = rates.into_iter().flatten();
        self.within_full(rates.chain(row.rate.iter().flat_map(values)), &row.basis);
    }

    fn ceiling(&mut self, row: &CeilingRow) {
        self.known_layers(&row.of, &row.basis);
        let given = [
            row.amount.is_some(),
            row.index_share.is_some(),
            row.unlimited,
            row.unknown.is_some(),
        ];
        let names = "amount / index_share / unlimited / unknown";
        self.exactly_one(&given, names, &row.basis);
        self.known_index(row.index_share.as_ref(), &row.basis);
        self.not_negative(row.amount, &row.basis);
    }

    /// Tables no dispute can overlay, and what concerns the pack as a whole.
    fn check_others(&mut self) {
        let pack = self.pack;
        for row in &pack.benefit_years {
            let wrong = !is_month_day(&row.starts);
            self.report_if(wrong, &row.basis, say::bad_month_day(&row.starts));
        }
        for row in &pack.layers {
            self.report_if(row.base.is_empty(), &row.basis, say::empty_base());
        }
        for row in &pack.upfronts {
            let wrong = row.share > Rate::FULL;
            self.report_if(wrong, &row.basis, say::over_full(row.share));
        }
        for row in &pack.credits {
            let given = [row.of_base.is_some(), row.monthly.is_some()];
            self.exactly_one(&given, "of_base / monthly", &row.basis);
            self.within_full(row.of_base.into_iter(), &row.basis);
            self.not_negative(row.monthly.or(row.base_at_least), &row.basis);
            let least = row.base_at_least.unwrap_or_default();
            let reversed = row.base_at_most.is_some_and(|most| most < least);
            self.report_if(reversed, &row.basis, say::bounds_reversed());
        }
        self.check_indices();
        self.check_size();
    }

    fn check_indices(&mut self) {
        let mut known = BTreeSet::new();
        for row in &self.pack.indices {
            self.report_if(row.value <= Money::ZERO, &row.basis, say::not_positive());
            let is_new = known.insert((&row.name, row.year));
            self.report_if(!is_new, &row.basis, say::stated_twice(&row.name, row.year));
        }
    }

    /// Whether a plan has room for the running totals and layers of the pack.
    fn check_size(&mut self) {
        let pack = self.pack;
        let ceilings = pack.tables.ceilings.iter();
        let mut counters: BTreeSet<String> = ceilings.map(|row| row.counter.clone()).collect();
        for layer in pack.layers.iter().filter(|row| row.counts == Counts::Year) {
            counters.insert(base_counter(&layer.name));
            if layer.bands == Some(Measured::Paid) {
                counters.insert(paid_counter(&layer.name));
            }
        }
        let names: BTreeSet<&str> = pack.layers.iter().map(|row| row.name.as_str()).collect();
        let too_many = counters.len() > Plan::SLOTS || names.len() > Plan::LAYERS;
        if let Some(last) = pack.layers.last().filter(|_| too_many) {
            let problem = say::too_many(counters.len(), names.len());
            self.report(&last.basis, problem);
        }
    }

    /// What all rows have in common: a known source, dates in order, known tiers.
    fn check_common(&mut self) {
        let pack = self.pack;
        self.each(&pack.tiers);
        self.each(&pack.benefit_years);
        self.each(&pack.layers);
        self.each(&pack.upfronts);
        self.each(&pack.accounts);
        self.each(&pack.credits);
        self.each(&pack.notes);
        self.each(&pack.bands);
        self.each_of(&pack.tables);
        for version in pack.disputes.iter().flat_map(|dispute| &dispute.version) {
            self.each_of(&Tables::of(version));
        }
        for row in &pack.indices {
            self.known_source(&row.basis);
        }
    }

    fn each_of(&mut self, tables: &Tables) {
        self.each(&tables.deductibles);
        self.each(&tables.rates);
        self.each(&tables.adjustments);
        self.each(&tables.ceilings);
        self.each(&tables.directs);
    }

    fn each<R: Row>(&mut self, rows: &[R]) {
        for row in rows {
            let (basis, from) = (row.basis(), row.from());
            self.known_source(basis);
            let reversed = row.until().is_some_and(|until| until <= from);
            self.report_if(reversed, basis, say::dates_reversed());
            let years = [Some(from), row.until()].into_iter().flatten();
            for day in years.filter(|day| !(1950..2200).contains(&day.year())) {
                self.report(basis, say::far_date(day));
            }
            let tiers = &self.pack.tiers;
            let known = |tier: &String| tiers.iter().any(|row| row.name == *tier);
            let marks = row.when().with.iter().chain(&row.when().without);
            for mark in marks.filter(|mark| self.pack.mark(mark).is_none()) {
                self.found.push((basis.clone(), say::unknown_mark(mark)));
            }
            for tier in row.when().tier.iter().filter(|tier| !known(tier)) {
                self.report(basis, say::unknown_tier(tier));
            }
        }
    }

    fn known_source(&mut self, basis: &Arc<Basis>) {
        let known = self.pack.source(&basis.source).is_some();
        self.report_if(!known, basis, say::unknown_source(&basis.source));
    }

    fn known_layers(&mut self, of: &super::when::Names, basis: &Arc<Basis>) {
        let layers = &self.pack.layers;
        for name in of.iter() {
            let known = layers.iter().any(|layer| layer.name == name);
            self.report_if(!known, basis, say::unknown_layer(name));
        }
    }

    fn known_index(&mut self, share: Option<&IndexShare>, basis: &Arc<Basis>) {
        let Some(IndexShare { index, .. }) = share else {
            return;
        };
        let known = self.pack.indices.iter().any(|row| row.name == *index);
        self.report_if(!known, basis, say::unknown_index(index));
    }

    fn exactly_one(&mut self, given: &[bool], names: &str, basis: &Arc<Basis>) {
        let count = given.iter().filter(|present| **present).count();
        self.report_if(count != 1, basis, say::one_of(names));
    }

    fn within_full(&mut self, rates: impl Iterator<Item = Rate>, basis: &Arc<Basis>) {
        for rate in rates.filter(|rate| *rate > Rate::FULL) {
            self.report(basis, say::over_full(rate));
        }
    }

    fn not_negative(&mut self, amount: Option<Money>, basis: &Arc<Basis>) {
        for amount in amount.into_iter().filter(|amount| amount.is_negative()) {
            self.report(basis, say::negative(amount));
        }
    }
}

/// The values stated for the levels.
fn values<T: Copy>(by_level: &ByLevel<T>) -> impl Iterator<Item = T> + '_ {
    Level::ALL.iter().filter_map(|level| by_level.at(*level))
}

/// A dispute must hold the versions in force and another one, and its later decisions follow each
/// other.
pub(super) fn check_dispute(row: &DisputeRow, place: &Place, problems: &mut Vec<Problem>) {
    let holds = |decision: Decision<'_>| row.version_of(decision.in_force).is_some();
    if !row.decisions().all(holds) || row.version.len() < 2 {
        problems.push(say::half_dispute(&row.id).at(place));
    }
    let firsts: Vec<_> = row.resolution.iter().map(|row| row.from).collect();
    if !firsts.is_sorted_by(|earlier, later| earlier < later) {
        problems.push(say::decisions_out_of_order(&row.id).at(place));
    }
}

/// The sources of all versions are described, and no two disputes share a number. Looked at when
/// all files are read.
pub(super) fn check_dispute_names(draft: &mut Draft, places: &[Place]) {
    let pack = &draft.pack;
    let mut ids = BTreeSet::new();
    for (row, place) in pack.disputes.iter().zip(places) {
        if !ids.insert(&row.id) {
            draft.problems.push(say::same_dispute(&row.id).at(place));
        }
        let sources = row.version.iter().map(|version| &version.source);
        for source in sources.filter(|source| pack.source(source).is_none()) {
            draft.problems.push(say::unknown_source(source).at(place));
        }
    }
}
