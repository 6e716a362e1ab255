//! The desk of an employer's clerk. Rows of a list are checked one by one; those that are right can
//! be filed while the others are mended.

use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::accounts::Claimed;
use desk::employer::{self, Posting};
use desk::operators::Operator;
use desk::{Desk, DeskError};
use domain::Bilingual;
use domain::filing::Filing;
use domain::region_names::{label, typed};
use domain::signs::half_width;
use domain::text::Named;

use super::form::{LIST, Sent};
use super::given::{FormValues, day, not_a_day};
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::web::employer::{EmployerPage, PostingRow, render};

/// So many of the staff a page.
const A_PAGE: u32 = 50;
/// No list is longer.
const ROWS_MAX: usize = 300;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/employer", get(show))
        .route("/employer/check", post(check))
        .route("/employer/file", post(file))
}

async fn show(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let after = given.text("after");
    let found = app.read(move |desk| {
        let employer = employer::employer_of(desk, &operator)?;
        let staff = employer::staff_of(desk, &employer, (&after, A_PAGE))?;
        Ok((employer, staff))
    });
    let (employer, (staff, next)) = found.await.map_err(|error| asking.problem(error))?;
    let posting = |filing: &Filing| (label(filing.request.destination), filing.state.name());
    let page = EmployerPage {
        employer: employer.name,
        staff: staff
            .into_iter()
            .map(|one| (one.person.name, one.postings.first().map(posting)))
            .collect(),
        next: next.map(|person| format!("/employer?after={person}")),
        ..EmployerPage::default()
    };
    Ok(Html(render(&asking.frame, &page)))
}

/// The rows that were sent: a pasted list, or the rows of a page that was checked before.
fn rows(sent: &Sent) -> Vec<String> {
    let numbered = sent.values.after("row-");
    let mut rows: Vec<(usize, String)> = numbered
        .filter_map(|number| {
            let text = sent.values.text(&format!("row-{number}"));
            Some((number.parse().ok()?, text))
        })
        .collect();
    rows.sort_unstable();
    let mut texts: Vec<String> = rows.into_iter().map(|(_, text)| text).collect();
    let list = sent.values.text(LIST);
    texts.extend(list.lines().map(str::to_owned));
    texts.retain(|text| !text.trim().is_empty());
    texts.truncate(ROWS_MAX);
    texts
}

/// What is wrong with a row, and what to do.
type Wrong = (Bilingual, Bilingual);

/// Reads a row as it is pasted from a table.
fn read(text: &str) -> Result<Posting, Wrong> {
    let cells: Vec<&str> = match text.contains('\t') {
        true => text.split('\t').collect(),
        false => text.split([',', '，']).collect(),
    };
    let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim()).to_owned();
    if cells.len() < 4 {
        return Err((
            Bilingual::new("列不够", "columns are missing"),
            Bilingual::new(
                "一行写姓名、证件号码、去哪儿、从哪天起、电话、地址",
                "name, number, where to, from, telephone, address",
            ),
        ));
    }
    let destination = typed::place(&cell(2)).map_err(|why| {
        let next = Bilingual::new("写成城市名，如「成都市」", "write the name of a city");
        (why, next)
    })?;
    let starts = half_width(&cell(3)).replace(['/', '.'], "-");
    let starts_on = day(&starts).ok_or_else(|| {
        let next = Bilingual::new("写成 2026-12-01 这样", "write it like 2026-12-01");
        (not_a_day(&starts), next)
    })?;
    Ok(Posting {
        who: Claimed {
            name: cell(0),
            number: cell(1),
        },
        destination,
        starts_on,
        phone: cell(4),
        address: cell(5),
    })
}

fn name_in(text: &str) -> String {
    let name = text.split(['\t', ',', '，']).next().unwrap_or_default();
    name.trim().to_owned()
}

fn wrong(number: usize, text: &str, why: Wrong) -> PostingRow {
    PostingRow {
        number,
        text: text.to_owned(),
        name: name_in(text),
        to: Bilingual::default(),
        wrong: Some(why),
        becomes: Bilingual::default(),
    }
}

fn right(number: usize, text: &str, filing: &Filing) -> PostingRow {
    PostingRow {
        number,
        text: text.to_owned(),
        name: name_in(text),
        to: label(filing.request.destination),
        wrong: None,
        becomes: filing.state.name(),
    }
}

/// One row: checked, or filed.
fn one_row(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (number, text, files): (usize, &str, bool),
) -> Result<PostingRow, DeskError> {
    let posting = match read(text) {
        Ok(posting) => posting,
        Err(why) => return Ok(wrong(number, text, why)),
    };
    let filing = match files {
        true => employer::file_posting(desk, operator, &posting).map(|applied| applied.filing),
        false => employer::look_ahead(desk, operator, &posting).map(|(_, filing)| filing),
    };
    match filing {
        Ok(filing) => Ok(right(number, text, &filing)),
        Err(error @ (DeskError::UnknownPerson | DeskError::FilingRefused(_))) => {
            Ok(wrong(number, text, employer::what_is_wrong(&error)))
        }
        Err(other) => Err(other),
    }
}

/// The page of the rows that were sent, checked or filed one by one: each in a transaction of its
/// own, so that one that fails leaves the others as they are.
async fn page_of(app: &App, sent: &Sent, files: bool) -> Result<EmployerPage, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let by = operator.clone();
    let employer = app.read(move |desk| employer::employer_of(desk, &by));
    let employer = employer.await.map_err(|error| sent.asking.problem(error))?;
    let mut checked = Vec::new();
    for (at, text) in rows(sent).into_iter().enumerate() {
        let by = operator.clone();
        let work = move |desk: &mut Desk<'_, '_>| one_row(desk, &by, (at + 1, &text, files));
        let row = match files {
            true => app.transact(work).await,
            false => app.read(work).await,
        };
        checked.push(row.map_err(|error| sent.asking.problem(error))?);
    }
    Ok(EmployerPage {
        employer: employer.name,
        rows: Some(checked),
        is_filed: files,
        ..EmployerPage::default()
    })
}

async fn check(State(app): State<App>, sent: Sent) -> Page {
    let page = page_of(&app, &sent, false).await?;
    Ok(Html(render(&sent.asking.frame, &page)))
}

async fn file(State(app): State<App>, sent: Sent) -> Response {
    let agreed = sent.values.get("agreed").is_some();
    match page_of(&app, &sent, agreed).await {
        Ok(mut page) => {
            if !agreed {
                page.wrong = Some(Bilingual::new(
                    "请先确认名单里的人都知道并同意。",
                    "Say first that those on the list know of it and agree.",
                ));
            }
            Html(render(&sent.asking.frame, &page)).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}
