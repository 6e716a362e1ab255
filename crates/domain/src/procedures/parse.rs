//! From the text of a `procedures.toml` to a [`Sheet`]: unknown keys, missing sources, gaps and
//! overlaps are refused, each with its line, its column and what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;

use super::check;
use super::dated::Dated;
use super::say;
use super::sheet::Sheet;
use super::tables::{TABLES, VersionRow, Written};
use crate::Region;
use crate::files::RowProblem;
use crate::files::{NamedText, Place, Problem, complaint};
use crate::rules::say as pack_say;
use crate::rules::when::ON_BILLS;

pub(super) fn parse(file: &NamedText) -> Result<Sheet, Vec<Problem>> {
    let (written, problems) = read(file)?;
    if !problems.is_empty() {
        return Err(problems);
    }
    let tables = written.tables();
    let region = place(written.region.get_ref()).ok().flatten();
    Ok(Sheet {
        region,
        sources: written.sources,
        materials: written.materials,
        options: written.options,
        marks: written.marks,
        tables,
        disputes: written
            .dispute
            .into_iter()
            .map(Spanned::into_inner)
            .collect(),
    })
}

/// Reads the file as far as it can be read, with the problems of its rows.
pub fn read(file: &NamedText) -> Result<(Written, Vec<Problem>), Vec<Problem>> {
    let written: Written =
        toml::from_str(&file.text).map_err(|error| vec![complaint::problem(file, &error)])?;
    let mut found = Findings {
        written: &written,
        problems: Vec::new(),
    };
    found.region();
    found.tables();
    found.disputes();
    let mut problems = found.problems;
    problems.sort_by_key(|(span, _)| span.start);
    let placed = |(span, problem): (Range<usize>, RowProblem)| problem.at(&Place::of(file, span));
    let problems = problems.into_iter().map(placed).collect();
    Ok((written, problems))
}

/// The place a file is about; none for the national one.
fn place(written: &str) -> Result<Option<Region>, ()> {
    match written.parse::<Region>() {
        _ if written == "national" => Ok(None),
        Ok(region) if region.is_pooling() => Ok(Some(region)),
        _ => Err(()),
    }
}

/// Problems found so far, each with its span.
pub(super) struct Findings<'a> {
    pub written: &'a Written,
    pub problems: Vec<(Range<usize>, RowProblem)>,
}

impl Findings<'_> {
    pub fn add(&mut self, span: Range<usize>, problem: RowProblem) {
        self.problems.push((span, problem));
    }

    pub fn add_if(&mut self, wrong: bool, span: Range<usize>, problem: RowProblem) {
        if wrong {
            self.add(span, problem);
        }
    }

    fn region(&mut self) {
        let word = &self.written.region;
        if place(word.get_ref()).is_err() {
            self.add(word.span(), say::not_a_place(word.get_ref()));
        }
    }

    fn tables(&mut self) {
        let written = self.written;
        self.each(&written.category);
        self.each(&written.exempt);
        self.each(&written.emergency);
        self.each(&written.guard);
        self.each(&written.designation);
        self.each(&written.manual_claim);
        self.each(&written.clearing);
        self.each(&written.contact);
        self.each(&written.note);
        self.each(&written.band);
        self.series(&written.category, Dated::key);
        self.series(&written.emergency, Dated::key);
        self.series(&written.guard, Dated::key);
        // Of all rows about designation, the first that fits decides.
        self.series(&written.designation, |_| String::new());
        self.series(&written.manual_claim, Dated::key);
        self.series(&written.clearing, Dated::key);
        self.series(&written.contact, Dated::key);
        self.series(&written.note, Dated::key);
        self.problems.extend(check::categories(written));
        self.problems.extend(check::guards(&written.guard));
        self.problems.extend(check::designations(written));
        self.problems.extend(check::claims(written));
        self.problems.extend(check::clearings(&written.clearing));
        self.problems.extend(check::others(written));
    }

    /// Sources, dates and marks of one table.
    fn each<T: Dated>(&mut self, rows: &[Spanned<T>]) {
        for row in rows {
            let (span, row) = (row.span(), row.get_ref());
            for problem in self.of_row(row) {
                self.add(span.clone(), problem);
            }
        }
    }

    fn of_row<T: Dated>(&self, row: &T) -> Vec<RowProblem> {
        let mut found = Vec::new();
        let source = &row.basis().source;
        if !self.written.sources.contains_key(source) {
            found.push(pack_say::unknown_source(source));
        }
        let period = row.period();
        if period.is_empty() {
            found.push(pack_say::dates_reversed());
        }
        let days = [Some(period.from), period.until].into_iter().flatten();
        for day in days.filter(|day| !(1950..2200).contains(&day.year())) {
            found.push(pack_say::far_date(day));
        }
        let keys = row.when().map(super::When::keys).unwrap_or_default();
        for key in keys.into_iter().filter(|key| ON_BILLS.contains(key)) {
            found.push(pack_say::not_asked_here(key, false));
        }
        let marks = row.when().into_iter().flat_map(super::When::marks);
        for mark in marks.filter(|mark| !self.written.marks.contains_key(*mark)) {
            found.push(pack_say::unknown_mark(mark));
        }
        found
    }

    /// Of rows with the same key no two fit on one day, and those with the same conditions follow
    /// each other without a gap.
    fn series<T: Dated>(&mut self, rows: &[Spanned<T>], key: fn(&T) -> String) {
        let mut series: BTreeMap<String, Vec<&Spanned<T>>> = BTreeMap::new();
        for row in rows {
            series.entry(key(row.get_ref())).or_default().push(row);
        }
        for (_, mut rows) in series {
            rows.sort_by_key(|row| row.get_ref().period().from);
            for (number, later) in rows.iter().enumerate() {
                for earlier in &rows[..number] {
                    self.overlap(earlier, later);
                }
                let same = |other: &&&Spanned<T>| other.get_ref().when() == later.get_ref().when();
                let same_key =
                    |other: &&&Spanned<T>| other.get_ref().key() == later.get_ref().key();
                let before = rows[..number].iter().rev();
                if let Some(earlier) = before.filter(same_key).find(same) {
                    self.gap(earlier, later);
                }
            }
        }
    }

    fn overlap<T: Dated>(&mut self, earlier: &Spanned<T>, later: &Spanned<T>) {
        let (before, after) = (earlier.get_ref(), later.get_ref());
        let apart = match (before.when(), after.when()) {
            // Rows with names of their own are told apart by them alone.
            (Some(one), Some(other)) => !one.may_meet(other),
            _ => false,
        };
        if before.period().overlaps(&after.period()) && !apart && !before.adds_up() {
            self.add(
                later.span(),
                say::overlap(&after.label(), after.period().from),
            );
        }
    }

    fn gap<T: Dated>(&mut self, earlier: &Spanned<T>, later: &Spanned<T>) {
        let (before, after) = (earlier.get_ref().period(), later.get_ref().period());
        if let Some(from) = before.until.filter(|until| *until < after.from) {
            let label = later.get_ref().label();
            self.add(later.span(), say::gap(&label, from, after.from));
        }
    }

    fn disputes(&mut self) {
        let mut ids = BTreeSet::new();
        let written = self.written;
        for row in &written.dispute {
            let (span, dispute) = (row.span(), row.get_ref());
            if !ids.insert(&dispute.id) {
                self.add(span.clone(), pack_say::same_dispute(&dispute.id));
            }
            let told = |source: &String| dispute.version.iter().any(|v| v.source == *source);
            let decided = dispute.resolution.iter().map(|row| &row.in_force);
            let all_told = decided.chain([&dispute.in_force]).all(told);
            self.add_if(
                !all_told || dispute.version.len() < 2,
                span.clone(),
                pack_say::half_dispute(&dispute.id),
            );
            for version in &dispute.version {
                self.version(&span, version);
            }
            let there = |touched: &&String| is_there(written, touched);
            for touched in dispute.touches.iter().filter(|t| !there(t)) {
                self.add(span.clone(), say::touches_nothing(&dispute.id, touched));
            }
        }
    }

    fn version(&mut self, span: &Range<usize>, version: &VersionRow) {
        if !self.written.sources.contains_key(&version.source) {
            self.add(span.clone(), pack_say::unknown_source(&version.source));
        }
        let tables = version.tables();
        for row in tables.rows() {
            let source = &row.basis.source;
            if !self.written.sources.contains_key(source) {
                self.add(span.clone(), pack_say::unknown_source(source));
            }
            if row.period.is_empty() {
                self.add(span.clone(), pack_say::dates_reversed());
            }
        }
    }
}

/// Whether a dispute can touch this: a table, or a row of the file.
fn is_there(written: &Written, touched: &str) -> bool {
    let Some((table, key)) = touched.split_once('/') else {
        return TABLES.contains(&touched);
    };
    let tables = written.tables();
    let rows = tables.rows();
    rows.iter().any(|row| row.table == table && row.key == key)
}
