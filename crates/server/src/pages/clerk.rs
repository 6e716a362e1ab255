//! The desk of clerks and supervisors. Everything here is of the operator's own unit; what is not
//! is not there, in the same words as what does not exist.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::Role;
use desk::cases::{self, CaseEntry, CaseLane, CaseMark, NEVER, QueueAsked, QueuedCase, first_mark};
use desk::operators::Operator;
use domain::Bilingual;
use domain::calendar::in_china;
use domain::filing::{CheckKind, Filing};
use domain::ids::FilingId;
use domain::region_names::label;
use domain::text::Named;
use jiff::civil::Date;

use super::given::FormValues;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::web::clerk::{self, BoardPage, ListedRow, OfferedChoice, QueuePage, render_board};

mod case;
mod counter;
mod find;

/// So many cases a page.
const A_PAGE: u32 = 25;
/// So many beside an open case.
const BESIDE: u32 = 8;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/clerk", get(queue))
        .route("/clerk/board", get(board))
        .route("/clerk/search", get(find::ask).post(find::find))
        .route("/clerk/filings/{id}", get(case::show))
        .route("/clerk/filings/{id}/decide", post(case::decide))
        .route("/clerk/filings/{id}/propose", post(case::propose))
        .route("/clerk/filings/{id}/show-number", post(case::show_number))
        .route("/clerk/filings/{id}/take-over", post(case::take_over))
        .route("/clerk/filings/{id}/leave", post(case::leave))
        .route("/clerk/filings/{id}/hand-over", post(case::hand_over))
        .route("/clerk/counter", get(counter::ask).post(counter::found))
        .route("/clerk/counter/code", post(counter::code))
        .route("/clerk/counter/file", post(counter::file))
        .route("/clerk/counter/consent", post(counter::consent))
}

/// The number of a filing in an address. What is no number is a filing that does not exist.
fn filing_id(asking: &Asking, Path(id): &Path<String>) -> Result<FilingId, PageProblem> {
    id.parse().map_err(|_| unknown(asking, id))
}

/// The page of a filing that is not there, or not here.
fn unknown(asking: &Asking, id: &str) -> PageProblem {
    asking.problem(crate::problem::ApiProblem::no_such_page(&format!(
        "/clerk/filings/{id}"
    )))
}

/// Whether the operator has this role.
fn holds(operator: &Operator, role: Role) -> bool {
    operator.roles.contains(&role)
}

/// What a filing is about: its reason, and from where to where.
pub(super) fn what(filing: &Filing) -> Bilingual {
    let (from, to) = (
        label(filing.request.insured_at.pooling()),
        label(filing.request.destination),
    );
    let reason = filing.reason.name();
    Bilingual::new(
        format!("{}，{} → {}", reason.zh, from.zh, to.zh),
        format!("{}, {} → {}", reason.en, from.en, to.en),
    )
}

/// Why somebody has to look at a case.
pub(super) fn why(row: &CaseEntry) -> Bilingual {
    use crate::web::text::DeskText::LeftToClerk;
    let known = CheckKind::from_word(&row.why);
    known.map_or_else(|| LeftToClerk.both(), |kind| kind.name())
}

/// A case as a list shows it.
pub(super) fn listed(case: &QueuedCase, today: Date) -> ListedRow {
    let days = |day: Date| day.since(today).map_or(0, |span| span.get_days());
    let waits = matches!(case.row.lane, CaseLane::Waiting | CaseLane::Proposed);
    let due = Some(case.row.due_on).filter(|due| waits && *due != NEVER);
    let held = case.held.as_ref().map(|(who, at)| {
        let at = in_china(*at).strftime("%H:%M").to_string();
        Bilingual::new(
            format!("{who} {at} 起在办"),
            format!("open by {who} since {at}"),
        )
    });
    ListedRow {
        id: case.filing.id().to_string(),
        name: case.name.clone(),
        what: what(&case.filing),
        due,
        days: due.map(days),
        why: why(&case.row),
        age: -days(case.row.submitted_on),
        held,
        state: case.row.lane.name(),
        is_open: false,
    }
}

/// What the address asks of the list. Words that are none ask nothing.
fn asked(given: &FormValues, today: Date) -> QueueAsked {
    let lane = given.get("lane").and_then(CaseLane::from_word);
    let why = given.get("why").and_then(CheckKind::from_word);
    QueueAsked {
        lane: lane.unwrap_or(CaseLane::Waiting),
        why: why.map(|kind| kind.word().to_owned()),
        due_by: if given.get("due") == Some("now") {
            today
        } else {
            NEVER
        },
        after: given.get("after").and_then(mark).unwrap_or_else(first_mark),
        count: A_PAGE,
    }
}

/// A mark as the address has it: day, filing, person.
fn mark(text: &str) -> Option<CaseMark> {
    let mut parts = text.splitn(3, '~');
    let day = parts.next()?.parse().ok()?;
    Some((day, parts.next()?.to_owned(), parts.next()?.to_owned()))
}

fn next_page(asked: &QueueAsked, (day, filing, person): &CaseMark) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("lane", asked.lane.word());
    if let Some(why) = &asked.why {
        query.append_pair("why", why);
    }
    if asked.due_by != NEVER {
        query.append_pair("due", "now");
    }
    query.append_pair("after", &format!("{day}~{filing}~{person}"));
    format!("/clerk?{}", query.finish())
}

async fn queue(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let today = app.today();
    let asked = asked(&given, today);
    let (by, of) = (operator.clone(), asked.clone());
    let found = app.read(move |desk| cases::case_queue(desk, &by, &of));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let counted = |count: u32| match count {
        1_000.. => "1000+".to_owned(),
        few => few.to_string(),
    };
    let (all, due) = (counted(found.all), counted(found.due));
    let lane: Vec<OfferedChoice> = chosen(CaseLane::ALL, CaseLane::word, Some(asked.lane.word()));
    let page = QueuePage {
        cases: found.cases.iter().map(|one| listed(one, today)).collect(),
        all: Bilingual::new(all.clone(), all),
        due: Bilingual::new(
            format!("其中 {due} 件今天到期或已过期。"),
            format!("{due} of them due today or late."),
        ),
        lanes: lane,
        reasons: chosen(CheckKind::ALL, CheckKind::word, asked.why.as_deref()),
        due_only: asked.due_by != NEVER,
        next: found.next.as_ref().map(|mark| next_page(&asked, mark)),
        is_later: asked.after != first_mark(),
        has_board: holds(&operator, Role::Supervisor),
        has_counter: holds(&operator, Role::Clerk),
    };
    Ok(Html(clerk::render(&asking.frame, &page)))
}

/// The words of a closed list to choose from, in the order in which they are declared.
pub(super) fn chosen<T: Named + Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    now: Option<&str>,
) -> Vec<OfferedChoice> {
    let one = |of: &T| (word(*of).to_owned(), of.name(), now == Some(word(*of)));
    all.iter().map(one).collect()
}

async fn board(State(app): State<App>, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let by = operator.clone();
    let found = app.read(move |desk| cases::board(desk, &by));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let reason = |word: &String| {
        use crate::web::text::DeskText::LeftToClerk;
        let known = CheckKind::from_word(word);
        known.map_or_else(|| LeftToClerk.both(), |kind| kind.name())
    };
    let sample = found.sample.into_iter().map(|one| {
        (
            one.row.filing.to_string(),
            one.name,
            one.row.lane.name(),
            one.by,
            one.row.decided_on.to_string(),
        )
    });
    let backlog = found.backlog.iter();
    let page = BoardPage {
        backlog: backlog
            .map(|(why, counts)| (reason(why), *counts))
            .collect(),
        decisions: found.decisions.into_iter().collect(),
        sample: sample.collect(),
        has_board: true,
        has_counter: holds(&operator, Role::Clerk),
    };
    Ok(Html(render_board(&asking.frame, &page)))
}

/// Where a done form leads.
fn see(address: &str) -> Response {
    Redirect::to(address).into_response()
}
