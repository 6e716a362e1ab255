//! A draft as the pages of the editor open, show and save it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::operators::Operator;
use desk::releases::{PlaceFolder, ReleaseActor, ReleaseError, SavedFile, WorkingDraft};
use desk::{DeskError, Role};
use domain::calendar::in_china;
use domain::files::NamedText;
use domain::{Bilingual, say};
use workbench::sheet::TableFile;
use workbench::sheet::columns::TableForm;

use crate::App;
use crate::pages::Asking;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::problem::ApiProblem;
use crate::web::policy::editor::DraftHead;

pub(super) fn nowhere(asking: &Asking) -> PageProblem {
    asking.problem(ApiProblem::no_such_page(&asking.frame.path))
}

/// Whether an operator may draft for a folder.
pub(super) fn may_edit(operator: &Operator, place: &PlaceFolder) -> bool {
    operator.roles.contains(&Role::Editor) && place.is_of(operator)
}

/// The draft of a place of the operator's unit.
pub(super) async fn opened(
    app: &App,
    asking: &Asking,
    place: &str,
) -> Result<WorkingDraft, PageProblem> {
    let operator = asking.staff()?;
    let folder: PlaceFolder = place.parse().map_err(|_| nowhere(asking))?;
    if !may_edit(operator, &folder) {
        let (place, operator) = (folder.name().zh, operator.name.clone());
        let other = ReleaseError::OtherUnit { place, operator };
        return Err(asking.problem(DeskError::from(other)));
    }
    let draft = app.office(move |office| office.working(&folder)).await;
    let draft = draft.map_err(|error| asking.problem(error))?;
    match draft.files.is_empty() && draft.base.is_empty() {
        true => Err(nowhere(asking)),
        false => Ok(draft),
    }
}

/// The head of the pages of a draft.
pub(super) fn head(draft: &WorkingDraft) -> DraftHead {
    let count = draft.touched.len();
    let says = match (&draft.saved, &draft.begun) {
        (Some((saver, at)), Some((beginner, _))) => {
            let (saver, beginner) = (&saver.name, &beginner.name);
            let at = in_china(*at);
            let (day, hour, minute) = (at.date(), at.hour(), at.minute());
            say!(
                "改了 {count} 个文件；{beginner} 起草，{saver} 于 {day} {hour:02}:{minute:02} 存的，还没有提交",
                "{count} files changed; begun by {beginner}, saved by {saver} on {day} at \
                 {hour:02}:{minute:02}, not proposed yet"
            )
        }
        _ => say!(
            "和现行的一样，还没有改动",
            "as it is in force; nothing is changed"
        ),
    };
    DraftHead {
        place: draft.place.as_str().to_owned(),
        name: draft.place.name(),
        version: draft.version,
        begun: draft.seen().begun,
        says,
        is_begun: draft.version > 0,
        wrong: None,
        done: None,
    }
}

/// What was done just now, as the address says.
pub(super) fn done(asking: &Asking) -> Option<Bilingual> {
    match asking.asked("saved") {
        Some("0") => Some(say!(
            "没有变化，没有存",
            "nothing differs; nothing was saved"
        )),
        Some(_) => Some(say!(
            "已存进草稿，还没有提交",
            "saved to the draft; not proposed yet"
        )),
        None => None,
    }
}

/// Why something was not saved: told on the page it came from, or a page of its own.
pub(super) enum NotSaved {
    Here(Bilingual),
    Page(PageProblem),
}

/// Saves files over the version the form was made on.
pub(super) async fn save(
    app: &App,
    sent: &Sent,
    (draft, files): (&WorkingDraft, Vec<SavedFile>),
) -> Result<(), NotSaved> {
    let operator = sent.asking.staff().map_err(NotSaved::Page)?;
    let by = ReleaseActor::from(operator);
    let seen = version(sent);
    let place = draft.place.clone();
    let saved = app.office(move |office| office.save_working(by, (&place, seen), &files));
    match saved.await {
        Ok(_) => Ok(()),
        Err(error) => Err(not_saved(sent, error)),
    }
}

pub(super) fn not_saved(sent: &Sent, error: DeskError) -> NotSaved {
    let problem = ApiProblem::from(error);
    match problem.code.as_str() {
        "draft-moved" | "release-files" | "release-unchanged" | "field" | "no-draft" => {
            let (detail, next) = (problem.detail, problem.next);
            NotSaved::Here(say!(
                "{detail}。{next}", "{detail}. {next}"; detail = detail, next = next
            ))
        }
        _ => NotSaved::Page(sent.asking.problem(problem)),
    }
}

/// The version a form was made on.
pub(super) fn version(sent: &Sent) -> i64 {
    let said = sent.values.get("version");
    said.and_then(|text| text.parse().ok()).unwrap_or(-1)
}

/// The hash a row is told by.
pub(super) fn hash_of(text: &str) -> String {
    desk::sha256_hex(&[text.as_bytes()])
}

pub(super) fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

pub(super) fn unprocessable(page: String) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

/// A table of a file of a draft.
pub(super) struct OfTable {
    pub base: String,
    pub table: String,
    pub form: TableForm,
    pub file: NamedText,
}

impl OfTable {
    pub fn find(draft: &WorkingDraft, base: &str, table: &str) -> Option<OfTable> {
        let form = TableForm::find(TableFile::of_base(base), table)?;
        let file = draft.file(&format!("{}/{base}.toml", draft.place))?;
        Some(OfTable {
            base: base.to_owned(),
            table: table.to_owned(),
            form,
            file: file.clone(),
        })
    }

    pub fn name(&self) -> Bilingual {
        TableForm::title(TableFile::of_base(&self.base), &self.table)
    }

    /// The address of one of its pages.
    pub fn href(&self, draft: &WorkingDraft, page: &str) -> String {
        let (place, base, table) = (&draft.place, &self.base, &self.table);
        format!("/policy/edit/{place}/{page}/{base}/{table}")
    }
}
