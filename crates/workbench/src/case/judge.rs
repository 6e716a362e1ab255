//! Cases against what must and must not come out of them; whole folders of them.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::answer::CaseAnswer;
use super::compare::{Compared, ValueDiffers};
use super::course::{self, Course};
use super::error::CaseError;
use super::expect::Expect;
use super::given::Ledger;
use super::procedure::{ProcedureCase, ProcedureJudged, QUESTIONS};
use super::rows::{CaseRow, Unreadable, rows_of};
use super::written::Case;
use domain::files::{NamedText, Place, holds_cases};
use domain::policy::Library;
use domain::policy::vocabulary::UnknownWord;

/// What came of a case.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its answer.
    pub answer: Result<CaseAnswer, CaseError>,
    /// The bills made before it, with their answers.
    pub earlier: Vec<(Case, Result<CaseAnswer, CaseError>)>,
    /// The rows that say what becomes of later bills when one is cancelled, by identity.
    pub cancellations: BTreeSet<usize>,
    /// Every difference from what must come out, in a sentence; empty when it passed.
    pub wrong: Vec<String>,
    /// Those of the case's own bill, one value each.
    pub differences: Vec<ValueDiffers>,
}

/// One case of a folder and what came of it.
#[derive(Clone, Debug)]
pub struct CaseRun {
    /// Where it is wrong, as far as that is known; else where it begins.
    pub place: Place,
    /// What it is about; empty when that cannot be read.
    pub name: String,
    /// The case and its outcome, or why the file cannot be read.
    pub outcome: Result<Ran, Unreadable>,
}

/// What was run.
#[derive(Clone, Debug)]
pub enum Ran {
    /// A bill.
    Bill(Box<(Case, Judged)>),
    /// A question about procedures.
    Procedure(ProcedureJudged),
}

impl Ran {
    /// Every difference from what must come out.
    pub fn wrong(&self) -> &[String] {
        match self {
            Ran::Bill(run) => &run.1.wrong,
            Ran::Procedure(judged) => &judged.wrong,
        }
    }
}

impl Ran {
    /// What is expected of the bill and what came out, where they differ.
    pub fn differences(&self) -> &[ValueDiffers] {
        match self {
            Ran::Bill(run) => &run.1.differences,
            Ran::Procedure(_) => &[],
        }
    }
}

/// A case of any kind.
#[derive(Clone, Debug)]
pub enum AnyCase {
    /// A bill.
    Bill(Box<Case>),
    /// A question about procedures.
    Procedure(Box<ProcedureCase>),
}

impl AnyCase {
    /// Reads a file of cases. A row that asks about procedures says so by the table it holds.
    pub fn parse_all(file: &NamedText) -> Result<Vec<AnyCase>, Unreadable> {
        AnyCase::all_of(&rows_of(file)?)
    }

    fn all_of(rows: &[CaseRow<'_>]) -> Result<Vec<AnyCase>, Unreadable> {
        rows.iter().map(AnyCase::read).collect()
    }

    fn read(row: &CaseRow<'_>) -> Result<AnyCase, Unreadable> {
        match QUESTIONS.iter().any(|table| row.has(table)) {
            true => Ok(AnyCase::Procedure(row.read()?)),
            false => Ok(AnyCase::Bill(Case::of_row(row)?.into())),
        }
    }

    /// What it is about.
    pub fn name(&self) -> &str {
        match self {
            AnyCase::Bill(case) => &case.name,
            AnyCase::Procedure(case) => &case.name,
        }
    }

    /// Answers it and compares with what must come out.
    pub fn run(&self, library: &Library) -> Ran {
        match self {
            AnyCase::Bill(case) => {
                let judged = case.judge(library);
                Ran::Bill(Box::new(((**case).clone(), judged)))
            }
            AnyCase::Procedure(case) => Ran::Procedure(case.judge(library)),
        }
    }

    /// Every difference from what must come out, in a sentence.
    pub fn check(&self, library: &Library) -> Vec<String> {
        self.run(library).wrong().to_vec()
    }
}

impl CaseRun {
    /// Why it failed; none when it passed.
    pub fn failure(&self) -> Option<String> {
        let Place { file, line, column } = &self.place;
        match &self.outcome {
            Err(why) => Some(format!("算例读不懂 / a case cannot be read: {why}")),
            Ok(ran) if ran.wrong().is_empty() => None,
            Ok(ran) => Some(format!(
                "{file}:{line}:{column}: «{}»: {}",
                self.name,
                ran.wrong().join("; ")
            )),
        }
    }

    fn of(case: &AnyCase, row: &CaseRow<'_>, library: &Library) -> CaseRun {
        let ran = case.run(library);
        let place = match &ran {
            Ran::Bill(run) if !run.1.wrong.is_empty() => {
                let error = run.1.answer.as_ref().err();
                error.map(|error| row.place_of(error))
            }
            Ran::Bill(_) | Ran::Procedure(_) => None,
        };
        CaseRun {
            place: place.unwrap_or_else(|| row.place()),
            name: case.name().to_owned(),
            outcome: Ok(ran),
        }
    }

    fn unreadable(file: &NamedText, why: Unreadable) -> CaseRun {
        let problem = &why.problem;
        CaseRun {
            place: Place {
                file: file.name.clone(),
                line: problem.line,
                column: problem.column,
            },
            name: why.case.clone().unwrap_or_default(),
            outcome: Err(why),
        }
    }
}

/// Runs every case among the files, on all processors; in the order of the files.
pub fn run_all(files: &[NamedText], library: &Library) -> Vec<CaseRun> {
    let with_cases = files.iter().filter(|file| holds_cases(&file.name));
    let with_cases: Vec<&NamedText> = with_cases.collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = with_cases.get(at) else {
                break done;
            };
            done.push((at, run_file(file, library)));
        }
    };
    let mut runs = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = threads.into_iter().map(|thread| thread.join());
        let done = done.map(|done| done.unwrap_or_else(|why| resume_unwind(why)));
        done.flatten().collect::<Vec<_>>()
    });
    runs.sort_unstable_by_key(|(at, _)| *at);
    runs.into_iter().flat_map(|(_, runs)| runs).collect()
}

/// Runs every case of a file; none where one of them cannot be read.
fn run_file(file: &NamedText, library: &Library) -> Vec<CaseRun> {
    let read = || {
        let rows = rows_of(file)?;
        let cases = AnyCase::all_of(&rows)?;
        Ok((rows, cases))
    };
    match read() {
        Err(why) => vec![CaseRun::unreadable(file, why)],
        Ok((rows, cases)) => {
            let cases = cases.iter().zip(&rows);
            cases
                .map(|(case, row)| CaseRun::of(case, row, library))
                .collect()
        }
    }
}

impl Case {
    /// Computes the bill, after those made before it, and compares with what must and must not come
    /// out.
    pub fn judge(&self, library: &Library) -> Judged {
        let unanswered = |error: CaseError, wrong: Vec<String>| Judged {
            answer: Err(error),
            earlier: vec![],
            cancellations: BTreeSet::new(),
            wrong,
            differences: vec![],
        };
        let library = match self.rules_in(library) {
            Ok(library) => library,
            Err(error) => {
                let wrong = vec![error.to_string()];
                return unanswered(error, wrong);
            }
        };
        let library = &*library;
        let mut wrong: Vec<String> = self.ledger.iter().filter_map(Ledger::difference).collect();
        wrong.extend(self.unknown_expectations(library));
        let mut expected = self.expect.iter().chain(&self.expect_not);
        if expected.all(Expect::is_empty) && self.ledger.is_none() {
            wrong.push("the case expects nothing".to_owned());
        }
        match Course::run(self, library) {
            Ok(course) => self.judge_course(&course, library, wrong),
            Err(error) => {
                let answer = Err(error.clone());
                let judge = |expect: &Expect| expect.differences(self, library, &answer);
                let (found, differences) = self.compare(judge);
                wrong.extend(found);
                Judged {
                    differences,
                    ..unanswered(error, wrong)
                }
            }
        }
    }

    /// Compares every bill, and what becomes of those after a cancelled one.
    fn judge_course(&self, course: &Course<'_>, library: &Library, wrong: Vec<String>) -> Judged {
        let mut wrong = wrong;
        for (number, worked) in (1..).zip(course.earlier()) {
            let bill = &worked.case;
            let expected = bill.expect.iter();
            let found = expected.flat_map(|e| e.differences(bill, library, &worked.answer).all());
            let found = bill.unknown_expectations(library).into_iter().chain(found);
            wrong.extend(found.map(|found| format!("bill {number}: {found}")));
        }
        let answer = course.answer();
        let after = course.after_cancellation();
        let own = course.bills.last().map_or(self, |worked| &worked.case);
        let (found, differences) = self.compare(|expect| {
            let mut found = expect.differences(own, library, &answer);
            let expected = expect.after_cancellation.as_ref();
            found.wrong.extend(course::differences(expected, &after));
            found
        });
        wrong.extend(found);
        let expected = self.expect.iter().chain(&self.expect_not);
        let mut expected = expected.filter_map(|expect| expect.after_cancellation.as_ref());
        if self.cancel.is_some() && expected.next().is_none() {
            wrong.push("nothing is expected of what is cancelled".to_owned());
        }
        let earlier = course.earlier().iter();
        let earlier = earlier.map(|worked| (worked.case.clone(), worked.answer.clone()));
        Judged {
            answer,
            earlier: earlier.collect(),
            cancellations: course.cancellations(),
            wrong,
            differences,
        }
    }

    /// The differences from what must come out, and whether what must not come out did.
    fn compare(
        &self,
        differences: impl Fn(&Expect) -> Compared,
    ) -> (Vec<String>, Vec<ValueDiffers>) {
        let mut found = self.expect.as_ref().map(&differences).unwrap_or_default();
        let differing = std::mem::take(&mut found.differences);
        let mut wrong = found.all();
        if let Some(claim) = &self.expect_not {
            let is_refused = self.expect.as_ref().is_some_and(|e| e.refusal.is_some());
            let found = differences(claim);
            if found.wrong.is_empty() && found.uncompared.is_empty() {
                wrong.push("the claim came out, though it must not".to_owned());
            }
            if !is_refused && (found.is_unanswered || !found.uncompared.is_empty()) {
                wrong.push("the claim cannot be compared: the bill has no answer".to_owned());
            }
        }
        (wrong, differing)
    }

    /// Expectations that can never come out, because the pack has no such layer, total or step.
    fn unknown_expectations(&self, library: &Library) -> Vec<String> {
        let Ok(pack) = self.pack(library) else {
            return vec![];
        };
        let expected = self.expect.iter().chain(&self.expect_not);
        let unknown = expected.flat_map(|expect| expect.unknown_words(pack));
        let told = |word: UnknownWord| format!("[{}] {}", word.kind.word(), word.message());
        unknown.map(told).collect()
    }

    /// Every difference from what must come out, in a sentence.
    pub fn check(&self, library: &Library) -> Vec<String> {
        self.judge(library).wrong
    }
}
