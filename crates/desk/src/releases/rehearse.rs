//! Trying a release before it counts: everything that must hold is run against the policies as they
//! will be on its day, and on every later day on which another approved release comes into force.

use domain::files::NamedText;
use domain::person::Scheme;
use domain::policy::Library;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::releases::{self as rows, ApprovalRecord};
use store::{StoreError, Tx};
use workbench::changes::{Changes, changes};
use workbench::coverage::{Coverage, Exercised, Fresh, fresh};
use workbench::judge::{Finding, Judgement, judge};

use super::effect::PastEffect;
use super::lately::{TextsDigest, lately};
use super::library::{in_force, texts};
use super::place::is_in;
use super::told::{PackChange, told};
use crate::query::pack_hash;

/// What checks and cases said of a release, and what it changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct TestResult {
    /// Days whose policies were tested: the release's own, and those on which others follow it.
    pub days: Vec<Date>,
    /// Packs checked on the first of them.
    pub packs: usize,
    /// Cases that came out on the first of them.
    pub passed: usize,
    /// What does not hold. A release with any cannot be approved.
    pub findings: Vec<Finding>,
    /// Packs that are not what they were before.
    pub new_packs: Vec<NewPack>,
    /// What differs from the folder as it was before; cases dropped or changed among it.
    pub changes: Changes,
    /// Rows that are new or changed; those no case exercises are among the findings.
    #[serde(default)]
    pub new_rows: usize,
    /// What the rules say otherwise, in words and in money.
    #[serde(default)]
    pub differences: Vec<PackChange>,
    /// What it changes of what was settled for days that have passed.
    #[serde(default)]
    pub past: PastEffect,
}

/// A pack that a release brings, or changes by what the pack inherits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NewPack {
    /// Insured place.
    pub region: domain::Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Its hash.
    pub hash: String,
}

/// Approvals as they are, and as they would be.
pub(super) struct Suppose<'a> {
    pub place: &'a str,
    pub start: Date,
    pub before: &'a [ApprovalRecord],
    pub after: &'a [ApprovalRecord],
    /// Files of a release that is not stored yet.
    pub drafted: Option<(&'a str, &'a [NamedText])>,
    /// Whether each new row needs a case. The way back to what was in force needs none.
    pub needs_cases: bool,
}

/// The texts to be tried, read on one snapshot.
pub(super) struct Rehearsal {
    turn: i64,
    before: Vec<NamedText>,
    days: Vec<(Date, Vec<NamedText>)>,
    place: String,
    needs_cases: bool,
    changes: Changes,
}

/// What came of it, and the mark it was read at.
#[derive(Clone)]
pub(super) struct Rehearsed {
    pub turn: i64,
    pub result: TestResult,
    /// Texts of the new packs, by hash.
    pub packs: Vec<(String, String)>,
    /// The policies before it, and with it.
    pub libraries: Option<(Library, Library)>,
}

impl Rehearsal {
    /// Reads the texts of every day to be tried.
    pub fn prepare(
        tx: &mut Tx<'_>,
        base: &[NamedText],
        suppose: &Suppose<'_>,
    ) -> Result<Rehearsal, StoreError> {
        let Suppose { place, start, .. } = *suppose;
        let before = texts(tx, base, &in_force(suppose.before, start), None)?;
        let later = suppose.after.iter().map(|approval| approval.from);
        let mut days: Vec<Date> = later.filter(|day| *day > start).chain([start]).collect();
        days.sort_unstable();
        days.dedup();
        let mut tried = Vec::new();
        for day in days {
            let in_force = in_force(suppose.after, day);
            tried.push((day, texts(tx, base, &in_force, suppose.drafted)?));
        }
        Ok(Rehearsal {
            turn: rows::turn(tx)?,
            changes: changes(&of_place(place, &before), &of_place(place, &tried[0].1)),
            place: place.to_owned(),
            needs_cases: suppose.needs_cases,
            before,
            days: tried,
        })
    }

    /// Whether the folder would be exactly as it was.
    pub fn changes_nothing(&self) -> bool {
        self.changes == Changes::default()
    }

    /// Runs every check and every case. Takes as long as it takes, once for the same texts; no
    /// transaction is open.
    pub fn run(self) -> Rehearsed {
        let turn = self.turn;
        let rehearsed = lately(self.digest(), || self.run_anew());
        Rehearsed { turn, ..rehearsed }
    }

    /// Everything its outcome follows from.
    fn digest(&self) -> String {
        let mut texts = TextsDigest::default();
        texts.add(&self.place);
        texts.add(if self.needs_cases { "cases" } else { "" });
        texts.add_files("before", &self.before);
        for (day, files) in &self.days {
            texts.add_files(&day.to_string(), files);
        }
        texts.finish()
    }

    fn run_anew(&self) -> Rehearsed {
        let known = Library::parse(&self.before, pack_hash).unwrap_or_default();
        let judged: Vec<Judgement> = self
            .days
            .iter()
            .map(|(_, texts)| {
                let mut found = judge(texts, &self.before, pack_hash);
                found.explain(&known);
                found
            })
            .collect();
        let mut findings: Vec<Finding> = Vec::new();
        for finding in judged.iter().flat_map(|judgement| &judgement.findings) {
            if !findings.contains(finding) {
                findings.push(finding.clone());
            }
        }
        let fresh = self.fresh(&judged[0]);
        // A case that fails exercises nothing: what it leaves unproved is told once it holds.
        if self.needs_cases && findings.is_empty() {
            findings.extend(fresh.unproved);
        }
        let start = self.days[0].0;
        let after = judged[0].library.as_ref();
        let mut rehearsed = Rehearsed {
            turn: self.turn,
            packs: Vec::new(),
            libraries: after.map(|after| (known.clone(), after.clone())),
            result: TestResult {
                days: self.days.iter().map(|(day, _)| *day).collect(),
                packs: judged[0].packs,
                passed: judged[0].passed,
                findings,
                new_packs: Vec::new(),
                new_rows: fresh.rows,
                differences: after.map_or_else(Vec::new, |after| told(&known, after, start)),
                changes: self.changes.clone(),
                past: PastEffect::default(),
            },
        };
        let libraries = judged.iter().filter_map(|found| found.library.as_ref());
        libraries.for_each(|library| rehearsed.add_new_packs(library, &known));
        rehearsed
    }

    /// The new rows of the folder on its first day.
    fn fresh(&self, judged: &Judgement) -> Fresh {
        let Some(library) = &judged.library else {
            return Fresh::default();
        };
        let after = of_place(&self.place, &self.days[0].1);
        let exercised = Exercised::by(&judged.runs, library);
        let coverage = Coverage::of(library, &self.days[0].1, &exercised);
        fresh(&of_place(&self.place, &self.before), &after, &coverage)
    }
}

/// The files of one folder.
fn of_place(place: &str, files: &[NamedText]) -> Vec<NamedText> {
    let own = files.iter().filter(|file| is_in(place, &file.name));
    own.cloned().collect()
}

impl Rehearsed {
    /// Whether everything holds.
    pub fn is_green(&self) -> bool {
        self.result.findings.is_empty()
    }

    fn add_new_packs(&mut self, library: &Library, known: &Library) {
        for pack in library.packs() {
            let hash = pack.hash();
            let is_known = known.packs().any(|known| known.hash() == hash)
                || self.packs.iter().any(|(seen, _)| seen == hash);
            if !is_known {
                self.packs.push((hash.to_owned(), pack.text().to_owned()));
                self.result.new_packs.push(NewPack {
                    region: pack.region,
                    scheme: pack.scheme,
                    hash: hash.to_owned(),
                });
            }
        }
    }
}
