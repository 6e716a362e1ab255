//! The desk of clerks and supervisors. Everything here is of the operator's own unit; what is not
//! is not there, in the same words as what does not exist.

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::{get, post};
use desk::Role;
use desk::cases::{self, CaseLane, CaseMark, NEVER, QueueAsked, first_mark};
use domain::Bilingual;
use domain::filing::CheckKind;
use jiff::civil::Date;

use self::said::{chosen, holds, listed};
use super::given::FormValues;
use super::{Asking, Page};
use crate::App;
use crate::web::clerk::{self, OfferedChoice, QueueColumn, QueuePage};

mod bill_said;
mod bills;
mod board;
mod bulk;
mod case;
mod counter;
mod export;
mod find;
mod papers;
mod questions;
mod said;
mod table_file;

/// So many cases a page.
const A_PAGE: u32 = 25;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/clerk", get(queue))
        .route("/clerk/bulk", post(bulk::look))
        .route("/clerk/bulk/decide", post(bulk::decide))
        .route("/clerk/export", post(export::export))
        .route("/clerk/bills", get(bills::list))
        .route("/clerk/bills/{id}", get(bills::show))
        .route("/clerk/bills/{id}/propose", post(bills::propose))
        .route("/clerk/bills/{id}/confirm", post(bills::confirm))
        .route("/clerk/bills/{id}/send-back", post(bills::send_back))
        .route("/clerk/bills/{id}/take-back", post(bills::take_back))
        .route("/clerk/board", get(board::show))
        .route("/clerk/board/look", post(board::look))
        .route("/clerk/board/export", post(board::export))
        .route("/clerk/search", get(find::ask).post(find::find))
        .route("/clerk/filings/{id}", get(case::show))
        .route("/clerk/filings/{id}/decide", post(case::decide))
        .route("/clerk/filings/{id}/propose", post(case::propose))
        .route("/clerk/filings/{id}/show-number", post(case::show_number))
        .route("/clerk/filings/{id}/show-contact", post(case::contact))
        .route("/clerk/filings/{id}/form.pdf", get(papers::form))
        .route("/clerk/filings/{id}/documents/{n}", get(papers::document))
        .route("/clerk/filings/{id}/take-over", post(case::take_over))
        .route("/clerk/filings/{id}/leave", post(case::leave))
        .route("/clerk/filings/{id}/hand-over", post(case::hand_over))
        .route("/clerk/questions", get(questions::list))
        .route("/clerk/questions/{id}", get(questions::show))
        .route("/clerk/questions/{id}/answer", post(questions::answer))
        .route("/clerk/counter/question", post(counter::question))
        .route("/clerk/counter", get(counter::ask).post(counter::found))
        .route("/clerk/counter/code", post(counter::code))
        .route("/clerk/counter/file", post(counter::file))
        .route("/clerk/counter/consent", post(counter::consent))
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

/// The columns, and which of them the address asks for; the usual ones where it asks for none.
fn columns(given: &FormValues) -> Vec<(QueueColumn, bool)> {
    let asks_any = given.after("col-").next().is_some();
    let is_shown = |column: &QueueColumn| match asks_any {
        true => given.get(&format!("col-{column}")).is_some(),
        false => *column != QueueColumn::Number,
    };
    let all = QueueColumn::ALL.iter();
    all.map(|column| (*column, is_shown(column))).collect()
}

/// What the address asks of the list, for the forms of the page.
fn kept(given: &FormValues) -> Vec<(String, String)> {
    let asked = ["lane", "why", "due"].iter();
    let asked = asked.filter_map(|name| Some(((*name).to_owned(), given.get(name)?.to_owned())));
    asked.collect()
}

fn next_page(
    (asked, given): (&QueueAsked, &FormValues),
    (day, filing, person): &CaseMark,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("lane", asked.lane.word());
    if let Some(why) = &asked.why {
        query.append_pair("why", why);
    }
    if asked.due_by != NEVER {
        query.append_pair("due", "now");
    }
    for column in given.after("col-") {
        query.append_pair(&format!("col-{column}"), "1");
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
        columns: columns(&given),
        can_decide: matches!(asked.lane, CaseLane::Waiting | CaseLane::Proposed)
            && !found.cases.is_empty(),
        asked: kept(&given),
        next: found
            .next
            .as_ref()
            .map(|mark| next_page((&asked, &given), mark)),
        is_later: asked.after != first_mark(),
        has_board: holds(&operator, Role::Supervisor),
        has_counter: holds(&operator, Role::Clerk),
    };
    Ok(Html(clerk::render(&asking.frame, &page)))
}
