//! Cases against what must and must not come out of them; whole folders of them.

use super::{Answer, Case, CaseError, given::Ledger};
use crate::policy::Library;
use crate::policy::judge::holds_cases;
use crate::policy::parse::NamedText;

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
    /// What it is about; empty when the file cannot be read.
    pub name: String,
    /// The case and its outcome, or why the file cannot be read.
    pub outcome: Result<(Case, Judged), CaseError>,
}

impl CaseRun {
    /// Why it failed, in one line; none when it passed.
    pub fn failure(&self) -> Option<String> {
        match &self.outcome {
            Err(error) => Some(format!("{}: {error}", self.file)),
            Ok((_, judged)) if judged.wrong.is_empty() => None,
            Ok((case, judged)) => Some(format!(
                "{} «{}»: {}",
                self.file,
                case.name,
                judged.wrong.join("; ")
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
        match Case::parse_all(&file.text) {
            Err(error) => runs.push(run(String::new(), Err(error))),
            Ok(cases) => runs.extend(cases.into_iter().map(|case| {
                let judged = case.judge(library);
                run(case.name.clone(), Ok((case, judged)))
            })),
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
        if let Some(expect) = &self.expect {
            wrong.extend(expect.differences(self, library, &answer));
        }
        if let Some(claim) = &self.expect_not
            && claim.differences(self, library, &answer).is_empty()
        {
            wrong.push("the claim came out, though it must not".to_owned());
        }
        if self.expect.is_none() && self.expect_not.is_none() && self.ledger.is_none() {
            wrong.push("the case expects nothing".to_owned());
        }
        Judged { answer, wrong }
    }

    /// Every difference from what must come out, in a sentence.
    pub fn check(&self, library: &Library) -> Vec<String> {
        self.judge(library).wrong
    }
}
