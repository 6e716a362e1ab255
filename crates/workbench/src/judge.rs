//! Everything that must hold before policy may be used: each pack is whole, all of them read
//! together, and every case of every place comes out to the fen. What does not hold is named by
//! file, line and case.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::case::{CaseRun, Ran, Unreadable, ValueDiffers, run_all};
use crate::check::check;
use domain::Region;
use domain::files::{NamedText, Place, Problem};
use domain::policy::Pack;
use domain::policy::apart::Apart;
use domain::policy::library::{Library, pack_files};
use domain::text::Bilingual;

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Finding {
    /// Stable word, such as `gap` or `case-failed`.
    pub code: String,
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The case that does not come out, by its name.
    pub case: Option<String>,
    /// What is wrong.
    pub message: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// What the case expects and what came out, one value each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub differences: Vec<ValueDiffers>,
    /// Which figure that is not what it was makes the case come out otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Bilingual>,
}

/// As a [`Problem`] is printed, with the case in front.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (file, line, column, code) = (&self.file, self.line, self.column, &self.code);
        write!(f, "{file}:{line}:{column}: [{code}] ")?;
        if let Some(case) = &self.case {
            write!(f, "{case}: ")?;
        }
        writeln!(f, "{}。{}", self.message.zh, self.next.zh)?;
        write!(f, "    {}; {}", self.message.en, self.next.en)
    }
}

impl From<Problem> for Finding {
    fn from(problem: Problem) -> Finding {
        Finding {
            code: problem.code.to_owned(),
            file: problem.file,
            line: problem.line,
            column: problem.column,
            case: None,
            message: problem.message,
            next: problem.next,
            differences: Vec::new(),
            cause: None,
        }
    }
}

/// What was found in a set of policy texts.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The packs, when all texts can be read.
    pub library: Option<Library>,
    /// Packs checked.
    pub packs: usize,
    /// Cases that came out.
    pub passed: usize,
    /// Every case that could be read, with what came of it.
    pub runs: Vec<CaseRun>,
    /// What does not hold; nothing may be used while there is any.
    pub findings: Vec<Finding>,
}

/// Checks every pack and runs every case. A pack whose files stand in `proved` word for word is not
/// checked again, but its cases run.
pub fn judge(files: &[NamedText], proved: &[NamedText], hash: fn(&str) -> String) -> Judgement {
    let mut judgement = look(files, proved, hash);
    match Library::parse(files, hash) {
        Ok(library) => {
            run_all(files, &library)
                .into_iter()
                .for_each(|run| judgement.told(run));
            judgement.library = Some(library);
        }
        Err(problems) => problems.into_iter().for_each(|p| judgement.add(p)),
    }
    judgement
}

/// What keeps these texts from being used at all: everything [`judge`] finds but the cases. A pack
/// whose files stand in `proved` word for word is not looked at again.
pub fn unusable(
    files: &[NamedText],
    proved: &[NamedText],
    hash: fn(&str) -> String,
) -> Vec<Finding> {
    look(files, proved, hash).findings
}

/// Checks every pack that is not proved, and what the packs must keep together.
fn look(files: &[NamedText], proved: &[NamedText], hash: fn(&str) -> String) -> Judgement {
    let packs = pack_files(files);
    let mut judgement = Judgement {
        library: None,
        packs: packs.len(),
        passed: 0,
        runs: Vec::new(),
        findings: Vec::new(),
    };
    let known = pack_files(proved);
    for pack in packs.iter().filter(|pack| !known.contains(pack)) {
        // What two packs share is found twice and said once.
        check(pack, hash).into_iter().for_each(|p| judgement.add(p));
    }
    for problem in crate::filing_band::check_all(files).problems {
        judgement.add(problem);
    }
    let misplaced = files.iter().filter_map(at_home);
    let doubled = only_ones(&packs, hash);
    misplaced.chain(doubled).for_each(|p| judgement.add(p));
    judgement
}

impl Judgement {
    /// Whether everything holds.
    pub fn is_green(&self) -> bool {
        self.library.is_some() && self.findings.is_empty()
    }

    /// Says of each case that does not come out which figure makes it so, seen from the policies of
    /// before.
    pub fn explain(&mut self, before: &Library) {
        let Some(after) = &self.library else { return };
        for run in &self.runs {
            let Ok(Ran::Bill(ran)) = &run.outcome else {
                continue;
            };
            let (case, judged) = ran.as_ref();
            if judged.wrong.is_empty() {
                continue;
            }
            let of_run = |finding: &&mut Finding| {
                finding.file == run.place.file && finding.case.as_ref() == Some(&run.name)
            };
            let cause = crate::diff::cause((case, judged), before, after);
            if let Some(finding) = self.findings.iter_mut().find(of_run) {
                finding.cause = cause;
            }
        }
    }

    fn add(&mut self, problem: Problem) {
        let finding = Finding::from(problem);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn told(&mut self, run: CaseRun) {
        match &run.outcome {
            Err(Unreadable { case, problem }) => self.findings.push(Finding {
                case: case.clone(),
                ..(**problem).clone().into()
            }),
            Ok(ran) if ran.wrong().is_empty() => self.passed += 1,
            Ok(ran) => {
                let message = not_coming_out(&run.name, &ran.wrong().join("; "));
                let problem = run.place.problem("case-failed", message, mend_the_case());
                self.findings.push(Finding {
                    case: Some(run.name.clone()),
                    differences: ran.differences().to_vec(),
                    ..problem.into()
                });
            }
        }
        if run.outcome.is_ok() {
            self.runs.push(run);
        }
    }
}

/// What a file says of its region, if anything.
fn stated_region(file: &NamedText) -> Option<String> {
    let whole = toml::from_str::<toml::Table>(&file.text).ok()?;
    Some(whole.get("region")?.as_str()?.to_owned())
}

/// A file that says it is another place's would take that place's rules away.
fn at_home(file: &NamedText) -> Option<Problem> {
    let (folder, inner) = file.name.split_once('/')?;
    let is_place = folder == "national" || folder.parse::<Region>().is_ok();
    if !is_place || inner.contains('/') {
        return None;
    }
    let region = stated_region(file).filter(|region| region != folder)?;
    Some(Place::of(file, 0..0).problem(
        "other-region",
        Bilingual::new(
            format!("文件夹 {folder} 里是 {region} 的规定"),
            format!("the folder {folder} holds rules of {region}"),
        ),
        Bilingual::new(
            "请改正 region，或放到该区划的文件夹",
            "correct region, or move it to the folder of its region",
        ),
    ))
}

/// Two packs of one place and scheme: only one of them could be in use.
fn only_ones(packs: &[Vec<NamedText>], hash: fn(&str) -> String) -> Vec<Problem> {
    let mut apart = Apart::default();
    let read = packs.iter().filter_map(|files| {
        let pack = Pack::parse(files, hash).ok()?;
        Some((files.last()?, pack))
    });
    read.filter_map(|(file, pack)| apart.meet(file, &pack))
        .collect()
}

fn not_coming_out(name: &str, wrong: &str) -> Bilingual {
    Bilingual::new(
        format!("算例「{name}」没有算出预期结果：{wrong}"),
        format!("case «{name}» does not come out: {wrong}"),
    )
}

fn mend_the_case() -> Bilingual {
    Bilingual::new(
        "请核对规定和算例，改正后重试",
        "compare rule and case, correct one of them, and try again",
    )
}
