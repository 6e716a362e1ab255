//! Cases against what must and must not come out of them; whole folders of them.

use super::procedure::{ProcedureCase, ProcedureJudged, QUESTIONS};
use super::rows::{Row, Unreadable, rows_of};
use super::{Answer, Case, CaseError, Expect, given::Ledger};
use domain::files::NamedText;
use domain::files::holds_cases;
use domain::policy::Library;
use domain::policy::vocabulary::UnknownWord;

/// What came of a case.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its answer.
    pub answer: Result<Answer, CaseError>,
    /// Every difference from what must come out, in a sentence; empty when it passed.
    pub wrong: Vec<String>,
}

/// One case of a folder and what came of it.
#[derive(Clone, Debug)]
pub struct CaseRun {
    /// The file it stands in.
    pub file: String,
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
        let read = |row: Row<'_>| match QUESTIONS.iter().any(|table| row.has(table)) {
            true => Ok(AnyCase::Procedure(row.read()?)),
            false => Ok(AnyCase::Bill(row.read()?)),
        };
        rows_of(file)?.into_iter().map(read).collect()
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
        match &self.outcome {
            Err(why) => Some(format!("算例读不懂 / a case cannot be read: {why}")),
            Ok(ran) if ran.wrong().is_empty() => None,
            Ok(ran) => Some(format!(
                "{} «{}»: {}",
                self.file,
                self.name,
                ran.wrong().join("; ")
            )),
        }
    }
}

/// Runs every case among the files.
pub fn run_all(files: &[NamedText], library: &Library) -> Vec<CaseRun> {
    let mut runs = Vec::new();
    for file in files.iter().filter(|file| holds_cases(&file.name)) {
        let run = |name: String, outcome| CaseRun {
            file: file.name.clone(),
            name,
            outcome,
        };
        match AnyCase::parse_all(file) {
            Err(why) => {
                let name = why.case.clone().unwrap_or_default();
                runs.push(run(name, Err(why)));
            }
            Ok(cases) => runs.extend(
                cases
                    .into_iter()
                    .map(|case| run(case.name().to_owned(), Ok(case.run(library)))),
            ),
        }
    }
    runs
}

impl Case {
    /// Computes the bill and compares with what must and must not come out.
    pub fn judge(&self, library: &Library) -> Judged {
        let library = match self.rules_in(library) {
            Ok(library) => library,
            Err(error) => {
                let wrong = vec![error.to_string()];
                let answer = Err(error);
                return Judged { answer, wrong };
            }
        };
        let library = &*library;
        let answer = self.answer_in(library);
        let mut wrong: Vec<String> = self.ledger.iter().filter_map(Ledger::difference).collect();
        wrong.extend(self.unknown_expectations(library));
        if let Some(expect) = &self.expect {
            let found = expect.differences(self, library, &answer);
            wrong.extend(found.wrong.into_iter().chain(found.uncompared));
        }
        if let Some(claim) = &self.expect_not {
            let is_refused = self.expect.as_ref().is_some_and(|e| e.refusal.is_some());
            let found = claim.differences(self, library, &answer);
            if found.wrong.is_empty() && found.uncompared.is_empty() {
                wrong.push("the claim came out, though it must not".to_owned());
            }
            if !is_refused && (found.is_unanswered || !found.uncompared.is_empty()) {
                wrong.push("the claim cannot be compared: the bill has no answer".to_owned());
            }
        }
        let mut expected = self.expect.iter().chain(&self.expect_not);
        if expected.all(Expect::is_empty) && self.ledger.is_none() {
            wrong.push("the case expects nothing".to_owned());
        }
        Judged { answer, wrong }
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
