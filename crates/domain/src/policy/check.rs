//! What a pack must keep row by row: well-formed rows and known names, those of versions that are
//! not in force too. What rows leave open between them is for policy makers' checks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::pack::Pack;
use super::parse::PackBeingRead;
use crate::basis::Basis;
use crate::files::{Place, Problem, split};
use crate::rules::counter::{LAYERS_MAX, TOTALS_MAX};
use crate::rules::{
    AnyRow, Complaints, Counts, Decision, DisputeRow, KnownNames, Measured, Taken, say, when,
};

/// Problems of single rows, in the order of the files.
pub(super) fn check_rows(draft: &mut PackBeingRead) {
    let pack = &draft.pack;
    let known = known(pack);
    let mut complaints = Complaints::new(&known);
    let versions = pack.disputes.iter().flat_map(|dispute| &dispute.version);
    let told = versions.flat_map(|version| version.every_row());
    for row in pack.tables.every_row().chain(told) {
        check_row(row, &mut complaints);
    }
    check_indices(pack, &mut complaints);
    check_size(pack, &mut complaints);
    check_deductibles(pack, &mut complaints);
    check_shared(pack, &mut complaints);
    let mut found: Vec<Problem> = Vec::new();
    let complaints = complaints.found();
    let files = match complaints.is_empty() {
        true => vec![],
        false => split(&pack.text),
    };
    for (basis, problem) in complaints {
        let problem = problem.within(&draft.place(&basis), &files);
        if !found.contains(&problem) {
            found.push(problem);
        }
    }
    found.sort_by_key(|problem| (problem.file.clone(), problem.line));
    draft.problems.extend(found);
}

/// What all rows have in common – a known source, dates in order, known tiers and marks – and then
/// the figure.
fn check_row(row: AnyRow<'_>, complaints: &mut Complaints<'_>) {
    complaints.look_at(row.basis());
    let source = &row.basis().source;
    let known = complaints.known();
    complaints.report_if(
        !known.sources.contains(source.as_str()),
        say::unknown_source(source),
    );
    let (from, until) = (row.from(), row.until());
    complaints.report_if(
        until.is_some_and(|until| until <= from),
        say::dates_reversed(),
    );
    let days = [Some(from), until].into_iter().flatten();
    for day in days.filter(|day| !(1950..2200).contains(&day.year())) {
        complaints.report(say::far_date(day));
    }
    let when = row.when();
    for key in when
        .keys()
        .into_iter()
        .filter(|key| when::ON_FORMS.contains(key))
    {
        complaints.report(say::not_asked_here(key, true));
    }
    let marks = when.with.iter().chain(&when.without);
    for mark in marks.filter(|mark| !known.marks.contains(mark.as_str())) {
        complaints.report(say::unknown_mark(mark));
    }
    for tier in when
        .tier
        .iter()
        .filter(|tier| !known.tiers.contains(tier.as_str()))
    {
        complaints.report(say::unknown_tier(tier));
    }
    for name in row.layers().into_iter().flatten() {
        complaints.report_if(
            !known.layers.contains(name.as_str()),
            say::unknown_layer(name),
        );
    }
    if let Some(indexed) = row.index_share() {
        let index = &indexed.share.index;
        let is_known = known.indices.contains(index.as_str());
        complaints.report_if(!is_known, say::unknown_index(index));
    }
    row.check_figure(complaints);
}

/// The names a row of the pack may refer to.
fn known(pack: &Pack) -> KnownNames<'_> {
    let (tables, national) = (&pack.tables, &pack.national);
    let sources = pack.sources.keys().chain(national.sources.keys());
    let marks = pack.marks.keys().chain(national.marks.keys());
    KnownNames {
        sources: sources.map(String::as_str).collect(),
        marks: marks.map(String::as_str).collect(),
        layers: tables.layers.iter().map(|row| row.name.as_str()).collect(),
        tiers: tables.tiers.iter().map(|row| row.name.as_str()).collect(),
        indices: tables.indices.iter().map(|row| row.name.as_str()).collect(),
    }
}

/// No year of an index is stated twice.
fn check_indices(pack: &Pack, complaints: &mut Complaints<'_>) {
    let mut known = BTreeSet::new();
    for row in &pack.tables.indices {
        if !known.insert((&row.name, row.year)) {
            complaints.report_at(&row.basis, say::stated_twice(&row.name, row.year));
        }
    }
}

/// Whether a plan has room for the running totals and layers of the pack.
fn check_size(pack: &Pack, complaints: &mut Complaints<'_>) {
    let layers = &pack.tables.layers;
    let counters = pack.totals();
    let names: BTreeSet<&str> = layers.iter().map(|row| row.name.as_str()).collect();
    let too_many = counters.len() > TOTALS_MAX || names.len() > LAYERS_MAX;
    let last: Option<&Arc<Basis>> = layers.last().map(|row| &row.basis);
    if let Some(last) = last.filter(|_| too_many) {
        complaints.report_at(last, say::too_many(counters.len(), names.len()));
    }
}

/// Where bands are measured otherwise than on the base of one visit, not every deductible can be
/// taken out of them in one way only.
fn check_deductibles(pack: &Pack, complaints: &mut Complaints<'_>) {
    let versions = pack.disputes.iter().flat_map(|dispute| &dispute.version);
    let rows = pack.tables.deductibles.iter();
    for row in rows.chain(versions.flat_map(|version| &version.deductible)) {
        let layers = pack.tables.layers.iter();
        for layer in layers.filter(|layer| row.of.contains(&layer.name)) {
            let measured = layer.bands.unwrap_or(Measured::Base);
            if row.taken == Some(Taken::AfterRate) && measured != Measured::Base {
                let problem = say::cannot_combine("taken = \"after-rate\"", "bands");
                complaints.report_at(&row.basis, problem);
            }
            let by_visit = layer.counts == Counts::Visit;
            if row.counter.is_some() && measured == Measured::AfterDeductible && !by_visit {
                let problem = say::cannot_combine("counter", "bands = \"after-deductible\"");
                complaints.report_at(&row.basis, problem);
            }
        }
    }
}

/// What layers share has one period, and no name is read as that of another running total.
fn check_shared(pack: &Pack, complaints: &mut Complaints<'_>) {
    let mut periods = BTreeMap::new();
    for row in pack.every_row() {
        let name = match row {
            AnyRow::Deductible(row) => {
                let per = row.per.unwrap_or(Counts::Year);
                let counter = row.counter.as_ref();
                let first = counter.map(|counter| *periods.entry(counter).or_insert(per));
                if let Some(counter) = counter.filter(|_| first != Some(per)) {
                    complaints.report_at(&row.basis, say::two_periods(counter));
                }
                row.counter.as_ref()
            }
            AnyRow::Ceiling(row) => Some(&row.counter),
            AnyRow::Layer(row) => Some(&row.name),
            _ => None,
        };
        if let Some(name) = name.filter(|name| name.contains([':', '@'])) {
            complaints.report_at(row.basis(), say::bad_name(name));
        }
    }
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
pub(super) fn check_dispute_names(draft: &mut PackBeingRead, places: &[Place]) {
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
