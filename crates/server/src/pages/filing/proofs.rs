//! Proofs handed in with a draft, taken back, and shown to who may see them.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use desk::drafts::{self, FILES_MAX, ProofHandedIn, kinds_of_proof};
use desk::{Desk, DeskError};
use domain::Bilingual;
use domain::ids::FilingId;
use tokio::sync::Semaphore;

use super::answers::WrongAnswers;
use super::filling::{DraftFound, Filling, find, hidden, no_such};
use super::status;
use crate::App;
use crate::pages::Asking;
use crate::pages::form::SentFiles;
use crate::pages::given::{day, not_a_day};
use crate::pages::printed::file_of_proof;
use crate::pages::problem::PageProblem;
use crate::proof;
use crate::web::text::FilingText;

/// Pictures that are painted at once, of all requests together: one takes much memory.
static PAINTING: Semaphore = Semaphore::const_new(2);

/// A file that was handed in, once it was looked at; or what is wrong with it.
pub(super) async fn looked_at(files: &SentFiles) -> Result<ProofHandedIn, WrongAnswers> {
    let wrong = |field, says: Bilingual| vec![(field, says)];
    let values = &files.values;
    let until = match values.get("until") {
        None => None,
        Some(text) => {
            let last = day(text).ok_or_else(|| wrong("until", not_a_day(text)))?;
            Some(domain::calendar::days_after(last, 1))
        }
    };
    let (file, kind) = match (&files.files[..], values.get("kind")) {
        ([file], Some(kind)) => (file.clone(), kind.to_owned()),
        _ => return Err(wrong("file", FilingText::ChooseOne.both())),
    };
    let _turn = PAINTING.acquire().await;
    let looked = tokio::task::spawn_blocking(move || proof::read(&file)).await;
    // A reader that broke on a file has not read it.
    let unreadable = || {
        Bilingual::new(
            "文件打不开；请重新拍一张",
            "the file cannot be opened; take another picture",
        )
    };
    let (ending, content) = looked
        .unwrap_or_else(|_| Err(unreadable()))
        .map_err(|says| wrong("file", says))?;
    Ok(ProofHandedIn {
        kind,
        ending,
        content,
        until,
    })
}

/// Keeps it with the draft; or says what is wrong.
pub(super) fn keep(
    desk: &mut Desk<'_, '_>,
    filling: &Filling,
    (id, proof): (&FilingId, &ProofHandedIn),
) -> Result<Result<(), WrongAnswers>, DeskError> {
    let DraftFound::Draft(mut found) = find(desk, filling, id)? else {
        return Ok(Ok(()));
    };
    let rules = desk.reference().library.procedures(found.draft.insured_at);
    let row = drafts::category(rules, &found.draft, desk.today());
    let kinds = row.map(kinds_of_proof).unwrap_or_default();
    if kinds.iter().all(|(kind, _)| *kind != proof.kind) {
        return Ok(Err(vec![("file", FilingText::NotOffered.both())]));
    }
    if found.draft.evidence.len() >= FILES_MAX {
        let says = Bilingual::new(
            "最多交 10 个文件；先拿掉一个",
            "ten files at most; take one back first",
        );
        return Ok(Err(vec![("file", says)]));
    }
    let of = (&filling.person, id);
    drafts::hand_in(desk, of, (&mut found.draft, proof)).map(Ok)
}

/// Takes one back.
pub(super) async fn take_back(
    app: &App,
    asking: &Asking,
    (id, reference): (&FilingId, String),
) -> Result<Response, PageProblem> {
    let filling = Filling::of(asking)?;
    let (who, of) = (filling.clone(), id.clone());
    let done = app.transact(move |desk| {
        let DraftFound::Draft(mut found) = find(desk, &who, &of)? else {
            return Ok(());
        };
        let draft = &mut found.draft;
        drafts::take_back(desk, (&who.person, &of), (draft, &reference))
    });
    done.await.map_err(|error| hidden(asking, error))?;
    Ok(Redirect::to(&format!("/file/{id}/proof{}", filling.of_address())).into_response())
}

/// A file of a filing: always as something to keep, never as a page of ours.
pub(super) async fn document(
    State(app): State<App>,
    Path((id, ordinal)): Path<(String, String)>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let own = asking.resident()?.clone();
    let id: FilingId = id.parse().map_err(|_| no_such(&asking))?;
    let ordinal: usize = ordinal.parse().map_err(|_| no_such(&asking))?;
    let found = app.read(move |desk| {
        let filing = status::find(desk, &own, &id)?.filing;
        drafts::document(desk, &filing, ordinal)
    });
    let found = found.await.map_err(|error| hidden(&asking, error))?;
    found.map(file_of_proof).ok_or_else(|| no_such(&asking))
}
