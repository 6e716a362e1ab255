//! What a draft changes, in words and in money; which cases go with it; proposing it.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::{DraftSeen, ReleaseActor, SavedFile, TestResult, WorkingDraft};
use domain::files::NamedText;
use domain::policy::Library;
use domain::{Bilingual, say};
use workbench::amend::NotAmended;
use workbench::amend::cases::{NowExpected, expect_now};
use workbench::amend::proof::{Proving, proving};
use workbench::judge::Finding;

use super::super::change;
use super::draft::{NotSaved, done, head, not_saved, opened, save, to, unprocessable, version};
use super::place::mended_at;
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::policy::editor::{TrialPage, render_trial};

/// So many new rows are looked after with a case of their own on one page.
const PROVED_MAX: usize = 8;
/// Where cases go that are added with a reform.
const ADDED: &str = "cases/added.toml";

/// A draft that was tried out.
struct Trial {
    test: TestResult,
    library: Option<Library>,
}

impl Trial {
    async fn run(app: &App, asking: &Asking, draft: &WorkingDraft) -> Result<Trial, PageProblem> {
        let own = draft.clone();
        let tried = app.office(move |office| {
            let test = office.try_out(&own.place, &own.files)?;
            let library = office.library_with(&own)?;
            Ok(Trial { test, library })
        });
        tried.await.map_err(|error| asking.problem(error))
    }

    /// What does not hold besides cases that come out otherwise, in the order of the page.
    fn others(&self) -> Vec<&Finding> {
        let all = self.test.findings.iter();
        all.filter(|finding| finding.code != "case-failed")
            .collect()
    }

    /// A case that would prove the row a finding is about.
    fn proving(&self, draft: &WorkingDraft, finding: &Finding) -> Option<Proving> {
        let library = self.library.as_ref()?;
        if finding.code != "row-without-case" {
            return None;
        }
        proving(&draft.files, library, (&finding.file, finding.line))
    }

    fn page(&self, draft: &WorkingDraft) -> TrialPage {
        let mut view = change::view(&self.test);
        let mut proved = 0;
        for (number, (finding, shown)) in self
            .others()
            .into_iter()
            .zip(&mut view.findings)
            .enumerate()
        {
            shown.href = mended_at(draft, finding);
            if proved < PROVED_MAX
                && let Some(proof) = self.proving(draft, finding)
            {
                proved += 1;
                shown.proving = Some((number, proof.name, change::shares(&proof.pays)));
            }
        }
        TrialPage {
            head: head(draft),
            change: view,
            why: String::new(),
        }
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path(place): Path<String>,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let trial = Trial::run(&app, &asking, &draft).await?;
    let mut page = trial.page(&draft);
    page.head.done = done(&asking);
    Ok(Html(render_trial(&asking.frame, &page)))
}

async fn again(
    app: &App,
    sent: &Sent,
    (draft, wrong): (&WorkingDraft, Bilingual),
) -> Result<Response, PageProblem> {
    let trial = Trial::run(app, &sent.asking, draft).await?;
    let mut page = trial.page(draft);
    page.why = sent.values.text("why");
    page.head.wrong = Some(wrong);
    Ok(unprocessable(render_trial(&sent.asking.frame, &page)))
}

pub(super) async fn propose(
    State(app): State<App>,
    Path(place): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let draft = opened(&app, &sent.asking, &place).await?;
    let by = ReleaseActor::from(sent.asking.staff()?);
    let begun = sent.values.get("begun").and_then(|text| text.parse().ok());
    let seen = DraftSeen {
        version: version(&sent),
        begun: begun.unwrap_or_default(),
        ..draft.seen()
    };
    let why = sent.values.text("why");
    let proposed = app.office(move |office| office.propose_working(by, &seen, &why));
    match proposed.await {
        Ok(release) => Ok(to(&format!("/policy/releases/{release}"))),
        Err(error) => match not_saved(&sent, error) {
            NotSaved::Page(problem) => Err(problem),
            NotSaved::Here(wrong) => again(&app, &sent, (&draft, wrong)).await,
        },
    }
}

/// Lets cases go with the reform: those that fail for one reason expect what comes out, or one is
/// added that proves a new row.
pub(super) async fn cases(
    State(app): State<App>,
    Path(place): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let draft = opened(&app, &sent.asking, &place).await?;
    let trial = Trial::run(&app, &sent.asking, &draft).await?;
    let number = |name: &str| {
        sent.values
            .get(name)
            .and_then(|text| text.parse::<usize>().ok())
    };
    let by = sent.asking.staff()?.name.clone();
    let today = app.today();
    let files = match (number("group"), number("prove")) {
        (Some(group), _) => {
            let why = sent.values.text("why");
            let note = format!("{today} {by}：预期值随规定改，{why}");
            expected((&draft, &trial), group, (&why, &note))
        }
        (None, Some(at)) => proved((&draft, &trial), at, &format!("{today} {by}")),
        (None, None) => Err(say!("请选是哪一组算例", "choose which cases are meant")),
    };
    let files = match files {
        Ok(files) => files,
        Err(wrong) => return again(&app, &sent, (&draft, wrong)).await,
    };
    match save(&app, &sent, (&draft, files)).await {
        Ok(()) => Ok(to(&format!("/policy/edit/{place}/change?saved=1"))),
        Err(NotSaved::Page(problem)) => Err(problem),
        Err(NotSaved::Here(wrong)) => again(&app, &sent, (&draft, wrong)).await,
    }
}

fn expected(
    (draft, trial): (&WorkingDraft, &Trial),
    group: usize,
    (why, note): (&str, &str),
) -> Result<Vec<SavedFile>, Bilingual> {
    if why.chars().count() < 2 {
        return Err(say!(
            "请写明预期值为什么变",
            "say why what is expected changes"
        ));
    }
    let groups = change::by_cause(&trial.test.findings);
    let Some((_, findings)) = groups.get(group) else {
        return Err(say!("这一组已经没有了", "there are no such cases any more"));
    };
    let mut texts: BTreeMap<&str, NamedText> = BTreeMap::new();
    let mut left: Vec<Bilingual> = Vec::new();
    for finding in findings {
        let (Some(file), Some(case)) = (draft.file(&finding.file), &finding.case) else {
            continue;
        };
        let file = texts.entry(&finding.file).or_insert_with(|| file.clone());
        let now = NowExpected {
            case,
            differences: &finding.differences,
            note,
        };
        match expect_now(file, &now) {
            Ok(text) => file.text = text,
            Err(NotAmended(why)) => left.push(why),
        }
    }
    let is_changed = |file: &&NamedText| draft.file(&file.name) != Some(*file);
    let changed = texts.values().filter(is_changed);
    let files: Vec<SavedFile> = changed
        .map(|file| (file.name.clone(), Some(file.text.clone())))
        .collect();
    match (files.is_empty(), left.into_iter().next()) {
        (true, Some(why)) => Err(why),
        (true, None) => Err(say!(
            "这些算例在别的地方，不能在这份草稿里改",
            "these cases are of another place and cannot be changed in this draft"
        )),
        (false, _) => Ok(files),
    }
}

fn proved(
    (draft, trial): (&WorkingDraft, &Trial),
    at: usize,
    who: &str,
) -> Result<Vec<SavedFile>, Bilingual> {
    let finding = trial.others().get(at).copied();
    let proof = finding.and_then(|finding| trial.proving(draft, finding));
    let Some(proof) = proof else {
        return Err(say!(
            "没有找到可以照着写的算例，请自己加一个",
            "no case to go by was found; write one"
        ));
    };
    let name = format!("{}/{ADDED}", draft.place);
    let standing = draft.file(&name).map(|file| file.text.clone());
    let begin = "#:schema ../../schema/case.schema.json\n\
        # 随规定的改动加的算例。Cases added with changes of the rules.\n";
    let text = standing.unwrap_or_else(|| begin.to_owned());
    let like = &proof.like.name;
    let text = format!("{text}\n# {who}：照「{like}」加的\n{}", proof.text);
    Ok(vec![(name, Some(text))])
}
