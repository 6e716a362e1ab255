//! The desk of an employer's clerk. Rows of a list, pasted or in a file, are checked one by one;
//! those that are right can be filed while the others are mended.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use desk::employer::{self, StaffMember};
use desk::operators::Operator;
use desk::{Desk, DeskError};
use domain::Bilingual;
use domain::filing::Filing;
use domain::region_names::label;
use domain::text::Named;
use sheets::postings::PostingColumn;

use super::form::Sent;
use super::given::FormValues;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::web::employer::{EmployerPage, PostedStaff, PostingRow, render};
use crate::web::text::DeskText;

use rows::{RowsSent, WrongRow, cells, name_in, number_in};

mod handed;
mod rows;
mod staff;
mod table;

/// So many of the staff a page.
const A_PAGE: u32 = 50;

/// What the names of rows begin with that may still be filed.
const ROW: &str = "row-";

/// What those begin with that are filed, for the table to keep.
const DONE: &str = "done-";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/employer", get(show))
        .route("/employer/check", post(check))
        .route("/employer/upload", post(upload))
        .route("/employer/file", post(file))
        .route("/employer/table", post(keep))
        .route("/employer/staff/upload", post(staff::upload))
        .route("/employer/staff/check", post(staff::check))
        .route("/employer/staff/record", post(staff::record))
        .route("/employer/staff/table", post(staff::keep))
}

async fn show(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let page = own_page(&app, &asking, given.text("after")).await?;
    Ok(Html(render(&asking.frame, &page)))
}

async fn own_page(app: &App, asking: &Asking, after: String) -> Result<EmployerPage, PageProblem> {
    let operator = asking.staff()?.clone();
    let found = app.read(move |desk| {
        let employer = employer::employer_of(desk, &operator)?;
        let staff = employer::staff_of(desk, &employer, (&after, A_PAGE))?;
        Ok((employer, staff))
    });
    let (employer, (staff, next)) = found.await.map_err(|error| asking.problem(error))?;
    Ok(EmployerPage {
        employer: employer.name,
        staff: staff.into_iter().map(staff_row).collect(),
        next: next.map(|person| format!("/employer?after={person}")),
        ..EmployerPage::default()
    })
}

fn staff_row(one: StaffMember) -> PostedStaff {
    let posting = |filing: &Filing| {
        let due = filing.due_on.filter(|_| filing.is_pending());
        let days = (filing.request.starts_on, due);
        (label(filing.request.destination), days, filing.state.name())
    };
    PostedStaff {
        postings: one.postings.iter().map(posting).collect(),
        name: one.person.name,
    }
}

/// The page as it was, with what was wrong with a file.
async fn again(app: &App, asking: &Asking, why: Bilingual) -> Result<Response, PageProblem> {
    let mut page = own_page(app, asking, String::new()).await?;
    page.wrong = Some(why);
    let html = Html(render(&asking.frame, &page));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response())
}

fn wrong(number: usize, text: &str, why: WrongRow) -> PostingRow {
    PostingRow {
        number,
        text: text.to_owned(),
        name: name_in(text),
        wrong: Some(why),
        ..PostingRow::default()
    }
}

fn right(number: usize, text: &str, filing: &Filing) -> PostingRow {
    PostingRow {
        number,
        text: text.to_owned(),
        name: name_in(text),
        to: label(filing.request.destination),
        becomes: filing.state.name(),
        filing: filing.id().to_string(),
        wrong: None,
    }
}

/// One row: checked, or filed.
fn one_row(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (number, text, files): (usize, &str, bool),
) -> Result<PostingRow, DeskError> {
    let posting = match rows::posting(text) {
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

/// Why a row is not looked at: the person stands in one before it.
fn stands_twice(first: usize) -> WrongRow {
    (
        Bilingual::new(
            format!("这个人在第 {first} 行已经有了"),
            format!("they stand in row {first} already"),
        ),
        Bilingual::new("只留一行", "keep one of the rows"),
    )
}

/// The page of rows, checked or filed one by one: each in a transaction of its own, so that one
/// that fails leaves the others as they are.
async fn page_of(
    app: &App,
    asking: &Asking,
    (sent, files): (RowsSent, bool),
) -> Result<EmployerPage, PageProblem> {
    let operator = asking.staff()?.clone();
    let by = operator.clone();
    let employer = app.read(move |desk| employer::employer_of(desk, &by));
    let employer = employer.await.map_err(|error| asking.problem(error))?;
    let mut checked = Vec::with_capacity(sent.rows.len());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, text) in sent.rows {
        if let Some(who) = number_in(&text)
            && let Some(first) = seen.insert(who.clone(), number)
        {
            seen.insert(who, first);
            checked.push(wrong(number, &text, stands_twice(first)));
            continue;
        }
        let by = operator.clone();
        let work = move |desk: &mut Desk<'_, '_>| one_row(desk, &by, (number, &text, files));
        let row = match files {
            true => app.transact(work).await,
            false => app.read(work).await,
        };
        checked.push(row.map_err(|error| asking.problem(error))?);
    }
    Ok(EmployerPage {
        employer: employer.name,
        rows: Some(checked),
        left_out: sent.left_out,
        is_filed: files,
        ..EmployerPage::default()
    })
}

async fn check(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let rows = RowsSent::of_form(&sent.values, ROW);
    if rows.rows.is_empty() {
        return again(&app, &sent.asking, DeskText::ListEmpty.both()).await;
    }
    let page = page_of(&app, &sent.asking, (rows, false)).await?;
    Ok(Html(render(&sent.asking.frame, &page)).into_response())
}

async fn upload(State(app): State<App>, request: Request) -> Result<Response, PageProblem> {
    let (asking, rows) = handed::rows::<PostingColumn>(&app, request).await?;
    match rows {
        Ok(rows) => {
            let page = page_of(&app, &asking, (rows, false)).await?;
            Ok(Html(render(&asking.frame, &page)).into_response())
        }
        Err(why) => again(&app, &asking, why).await,
    }
}

async fn file(State(app): State<App>, sent: Sent) -> Page {
    let agreed = sent.values.get("agreed").is_some();
    let rows = RowsSent::of_form(&sent.values, ROW);
    let mut page = page_of(&app, &sent.asking, (rows, agreed)).await?;
    if !agreed {
        page.wrong = Some(Bilingual::new(
            "请先确认名单里的人都知道并同意。",
            "Say first that those on the list know of it and agree.",
        ));
    }
    Ok(Html(render(&sent.asking.frame, &page)))
}

/// A row as it was handed in has so many cells.
const CELLS: usize = 7;

const HEAD: [&str; 11] = [
    "姓名",
    "证件号码",
    "去哪儿",
    "从哪天起",
    "电话",
    "当地地址",
    "去几个月",
    "结果 result",
    "备案号 filing",
    "问题 what",
    "怎么改 what to do",
];

async fn keep(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let mut rows = RowsSent::of_form(&sent.values, ROW);
    rows.rows.extend(RowsSent::of_form(&sent.values, DONE).rows);
    rows.rows.sort_unstable();
    let done: Vec<usize> = RowsSent::of_form(&sent.values, DONE)
        .rows
        .iter()
        .map(|(number, _)| *number)
        .collect();
    let page = page_of(&app, &sent.asking, (rows, false)).await?;
    let frame = &sent.asking.frame;
    let line = |row: PostingRow| {
        let mut line = table::padded(cells(&row.text), CELLS);
        let is_done = done.contains(&row.number);
        line.extend(match &row.wrong {
            Some((what, next)) => {
                let refused = DeskText::RowRefused.say(frame.lang);
                [refused, "", frame.pick(what), frame.pick(next)].map(str::to_owned)
            }
            None if is_done => [frame.pick(&row.becomes), &row.filing, "", ""].map(str::to_owned),
            None => [DeskText::RowReady.say(frame.lang), "", "", ""].map(str::to_owned),
        });
        line
    };
    let lines = page.rows.unwrap_or_default().into_iter().map(line);
    Ok(table::attached((&HEAD, CELLS), lines.collect()))
}
