//! Which cases exercise which rows.

use std::collections::{BTreeMap, BTreeSet};

use super::used;
use crate::case::{Case, CaseRun, Judged, Ran};
use crate::changes::CaseName;
use domain::policy::Library;

/// Which cases exercise which rows, by the identity of the row.
#[derive(Clone, Debug, Default)]
pub struct Exercised {
    by_row: BTreeMap<usize, BTreeSet<CaseName>>,
}

impl Exercised {
    /// What the passing cases among these exercise.
    pub fn by(runs: &[CaseRun], library: &Library) -> Exercised {
        let mut exercised = Exercised::default();
        for run in runs {
            let Ok(ran) = &run.outcome else {
                continue;
            };
            if !ran.wrong().is_empty() {
                continue;
            }
            let name = CaseName {
                file: run.place.file.clone(),
                name: run.name.clone(),
            };
            let rows = match ran {
                Ran::Bill(run) => used_by(run, library),
                Ran::Procedure(judged) => judged.rows.clone(),
            };
            for row in rows {
                exercised
                    .by_row
                    .entry(row)
                    .or_default()
                    .insert(name.clone());
            }
        }
        exercised
    }

    /// The cases that exercise a row.
    pub fn cases(&self, row: usize) -> impl Iterator<Item = &CaseName> {
        self.by_row.get(&row).into_iter().flatten()
    }
}

/// The rows of the bill, and of those made before it of which something is expected.
fn used_by(run: &(Case, Judged), library: &Library) -> BTreeSet<usize> {
    let (case, judged) = run;
    let mut used = used::rows_used(case, library, &judged.answer);
    let expected = case.expect.as_ref();
    let told = expected.is_some_and(|expect| expect.after_cancellation.is_some());
    // A case that brings its own rules says nothing of any pack.
    if told && case.rules.is_none() {
        used.extend(&judged.cancellations);
    }
    for (bill, answer) in judged
        .earlier
        .iter()
        .filter(|(bill, _)| bill.expect.is_some())
    {
        used.extend(used::rows_used(bill, library, answer));
    }
    used
}
