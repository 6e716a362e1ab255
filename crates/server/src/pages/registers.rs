//! Registers, for who keeps the installation: a file is looked at first, row by row, and written
//! when what would be is as it should be. It is the same work as `suixing import`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::registers::{RegisterFile, RegisterKind, RegisterOptions, RegisterReport};
use domain::calendar::in_china;
use domain::region_names::typed;
use domain::text::Named;
use domain::{Bilingual, Region, say};
use sheets::text::written;
use tokio::sync::Semaphore;

use super::form::{FilesRead, Sent, SentFiles};
use super::given::{FormValues, day, not_a_day};
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::problem::ApiProblem;
use crate::register_jobs::{AskedRegister, RegisterJob, begin};
use crate::web::registers::{
    CountedRows, ListedFault, RegisterListed, RegisterPage, RegistersPage, render_register,
    render_registers,
};
use crate::web::text::RegisterText;

/// The largest file the page takes; larger ones are for the command.
const FILE_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Files that are read at once, of all requests together.
static READING: Semaphore = Semaphore::const_new(2);
/// So many rows of each sort are shown; all are in the table.
const ROWS_SHOWN: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/registers", get(choose).post(look))
        .route("/registers/{job}", get(show))
        .route("/registers/{job}/rows.csv", get(rows))
        .route("/registers/{job}/write", post(write))
}

fn choices(chosen: Option<&str>) -> Vec<(String, Bilingual, bool)> {
    let all = RegisterKind::ALL.iter();
    let one = |kind: &RegisterKind| {
        let word = kind.word();
        (word.to_owned(), kind.name(), chosen == Some(word))
    };
    all.map(one).collect()
}

async fn choose(State(app): State<App>, asking: Asking) -> Page {
    let page = RegistersPage {
        kinds: choices(None),
        jobs: jobs(&app, &asking)?,
        ..RegistersPage::default()
    };
    Ok(Html(render_registers(&asking.frame, &page)))
}

/// The operator's own registers on this server.
fn jobs(app: &App, asking: &Asking) -> Result<Vec<RegisterListed>, PageProblem> {
    let own = app.register_jobs().own(&asking.staff()?.id);
    let listed = own.into_iter().map(|(id, job)| RegisterListed {
        kind: job.asked.kind.name(),
        began: in_china(job.began_at()).strftime("%H:%M").to_string(),
        state: match (job.outcome().as_deref(), job.asked.options.writes) {
            (None, _) => RegisterText::StillGoesOn,
            (Some(Err(_)), _) => RegisterText::DidNotEnd,
            (Some(Ok(_)), true) => RegisterText::WasWritten,
            (Some(Ok(_)), false) => RegisterText::WasRehearsed,
        },
        id,
    });
    Ok(listed.collect())
}

/// A register that this server does not have: where it may be, and what is safe.
fn not_here(app: &App, asking: &Asking) -> Response {
    let jobs = match jobs(app, asking) {
        Ok(jobs) => jobs,
        Err(problem) => return problem.into_response(),
    };
    let page = RegistersPage {
        kinds: choices(None),
        jobs,
        wrong: Some(RegisterText::NotOnThisServer.both()),
        ..RegistersPage::default()
    };
    let page = Html(render_registers(&asking.frame, &page));
    (StatusCode::NOT_FOUND, page).into_response()
}

/// The page again with what was wrong, and what was filled in.
fn again(asking: &Asking, values: &FormValues, wrong: Bilingual) -> Response {
    let page = RegistersPage {
        kinds: choices(values.get("kind")),
        place: values.text("place"),
        day: values.text("day"),
        is_full: values.get("full").is_some(),
        ends: values.text("ends"),
        wrong: Some(wrong),
        jobs: Vec::new(),
    };
    let page = Html(render_registers(&asking.frame, &page));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn too_large() -> Bilingual {
    say!(
        "文件超过 20 MB。大的名册用命令放：suixing import，先预演，再加 --write",
        "the file is larger than 20 MB; larger registers are taken in with the command suixing \
         import: rehearse first, then add --write"
    )
}

fn place_of(text: &str) -> Result<Region, Bilingual> {
    let region = typed::place(text)?;
    match region == region.pooling() || region == region.province() {
        true => Ok(region),
        false => Err(say!(
            "{region} 是区县，请写统筹区或省",
            "{region} is a county; give its pooling region or province"
        )),
    }
}

/// What the form asks, but for the file.
fn options(app: &App, values: &FormValues) -> Result<(RegisterKind, RegisterOptions), Bilingual> {
    let kind = values.get("kind").and_then(RegisterKind::from_word);
    let kind = kind.ok_or_else(|| say!("请选是哪一份名册", "choose which register it is"))?;
    let region = values.get("place").map(place_of).transpose()?;
    let since = match values.get("day") {
        None => None,
        Some(text) => Some(day(text).ok_or_else(|| not_a_day(text))?),
    };
    let ends = match values.get("ends") {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_| say!("终止人数「{text}」不是数", "“{text}” is no count of people"))?,
        ),
    };
    let options = RegisterOptions {
        writes: false,
        are_invented: app.is_sandbox(),
        is_full: values.get("full").is_some(),
        region,
        since,
        ends,
    };
    Ok((kind, options))
}

/// Takes the file and begins to look at it.
async fn look(State(app): State<App>, request: Request) -> Result<Response, PageProblem> {
    let turn = READING.acquire().await;
    let files = match SentFiles::read_up_to(request, &app, FILE_BYTES_MAX).await? {
        FilesRead::Form(files) => files,
        FilesRead::TooLarge(asking) => {
            asking.staff()?;
            return Ok(again(&asking, &FormValues::default(), too_large()));
        }
    };
    drop(turn);
    let SentFiles {
        asking,
        values,
        mut files,
    } = files;
    let by = asking.staff()?.id.clone();
    let (kind, options) = match options(&app, &values) {
        Ok(asked) => asked,
        Err(wrong) => return Ok(again(&asking, &values, wrong)),
    };
    let bytes = match files.pop() {
        Some(bytes) if !bytes.is_empty() && files.is_empty() => bytes,
        _ => {
            let wrong = say!("请选一个文件", "choose one file");
            return Ok(again(&asking, &values, wrong));
        }
    };
    let digest = desk::sha256_hex(&[&bytes]);
    let file = RegisterFile {
        bytes,
        sheet: None,
        renamed: desk::registers::Renamed::new(),
    };
    let asked = AskedRegister {
        kind,
        file: Arc::new(file),
        options,
        by,
        number: format!("import-{}", &digest[..12]),
    };
    begun(&app, &asking, asked).await
}

/// Begins, and leads to where one sees how far it is.
async fn begun(app: &App, asking: &Asking, asked: AskedRegister) -> Result<Response, PageProblem> {
    let begun = begin(app, asked).await;
    match begun.map_err(|error| asking.problem(error))? {
        Some(id) => Ok(Redirect::to(&format!("/registers/{id}")).into_response()),
        None => {
            let busy = say!(
                "正在放的名册太多，等一份做完再放",
                "too many registers are being taken in; wait for one to be done"
            );
            Ok(again(asking, &FormValues::default(), busy))
        }
    }
}

/// One of the operator's own; it is gone with the server, and after an hour.
#[expect(clippy::result_large_err, reason = "the page itself is the answer")]
fn found(app: &App, asking: &Asking, id: &str) -> Result<Arc<RegisterJob>, Response> {
    let staff = asking.staff().map_err(IntoResponse::into_response)?;
    let job = app.register_jobs().find(id, &staff.id);
    job.ok_or_else(|| not_here(app, asking))
}

fn listed(lines: Vec<&[String; 8]>) -> Vec<ListedFault> {
    let one = |line: &[String; 8]| ListedFault {
        row: line[0].clone(),
        column: line[2].clone(),
        value: line[3].clone(),
        says: Bilingual::new(line[4].clone(), line[6].clone()),
        next: Bilingual::new(line[5].clone(), line[7].clone()),
    };
    lines.into_iter().map(one).collect()
}

fn counted(report: &RegisterReport) -> CountedRows {
    CountedRows {
        new: report.new,
        changed: report.changed,
        same: report.same,
        refused: report.refused,
    }
}

async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    asking: Asking,
) -> Result<Html<String>, Response> {
    let job = found(&app, &asking, &id)?;
    let mut page = RegisterPage {
        kind: job.asked.kind.name(),
        id,
        seen: job.seen(),
        writes: job.asked.options.writes,
        is_full: job.asked.options.is_full,
        ..RegisterPage::default()
    };
    if let Some(outcome) = job.outcome() {
        page.is_done = true;
        match outcome.as_ref() {
            Err(why) => page.failed = Some(why.told()),
            Ok(report) => {
                page.counts = counted(report);
                page.refused = listed(report.refused_first(ROWS_SHOWN));
                page.changed = listed(report.changed_first(ROWS_SHOWN));
                page.has_table = report.has_lines();
                page.unused.clone_from(&report.unused);
                page.notes.clone_from(&report.notes);
            }
        }
    }
    Ok(Html(render_register(&asking.frame, &page)))
}

/// The table of the rows to see to.
async fn rows(
    State(app): State<App>,
    Path(id): Path<String>,
    asking: Asking,
) -> Result<Response, Response> {
    let job = found(&app, &asking, &id)?;
    let outcome = job.outcome();
    let none = || {
        let none = ApiProblem::no_such_page(&asking.frame.path);
        asking.problem(none).into_response()
    };
    let Some(Ok(report)) = outcome.as_deref() else {
        return Err(none());
    };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"rows-to-see-to.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, written(&report.records())).into_response())
}

/// Writes what was looked at: the same file, the same way.
async fn write(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, Response> {
    let job = found(&app, &sent.asking, &id)?;
    let mut asked = job.asked.clone();
    asked.options.writes = true;
    if let Some(ends) = sent.values.get("ends").and_then(|it| it.parse().ok()) {
        asked.options.ends = Some(ends);
    }
    let begun = begun(&app, &sent.asking, asked).await;
    begun.map_err(IntoResponse::into_response)
}
