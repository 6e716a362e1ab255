//! The list of cases as a file: what the page shows, masked as there, and noted.

use axum::extract::State;
use axum::response::Response;
use desk::cases::{self, NEVER, QueueAsked, QueuedCase};
use domain::ids::mask_name;
use domain::text::Named;
use jiff::civil::Date;
use sheets::text::harmless;

use super::asked;
use super::said::{what, why};
use super::table_file::table_file;
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;

/// No file has more rows; a list as long as that is narrowed first.
const ROWS_MOST: u32 = 5_000;

const HEAD: [&str; 9] = [
    "备案号 filing",
    "姓名 name",
    "办什么",
    "what",
    "到期 due",
    "收到 received",
    "为什么要人看",
    "why",
    "状态 state",
];

fn record(case: &QueuedCase) -> Vec<String> {
    let (what, why) = (what(&case.filing), why(&case.row));
    let due = Some(case.row.due_on).filter(|due| *due != NEVER);
    let state = case.row.lane.name();
    let cells = [
        case.filing.id().to_string(),
        mask_name(&case.name),
        what.zh,
        what.en,
        due.map(|day: Date| day.to_string()).unwrap_or_default(),
        case.row.submitted_on.to_string(),
        why.zh,
        why.en,
        format!("{} {}", state.zh, state.en),
    ];
    cells.iter().map(|cell| harmless(cell)).collect()
}

pub(super) async fn export(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let asked = QueueAsked {
        count: ROWS_MOST,
        ..asked(&sent.values, app.today())
    };
    let found = app.transact(move |desk| {
        let found = cases::case_queue(desk, &operator, &asked)?;
        cases::note_export(desk, &operator, (&asked, found.cases.len()))?;
        Ok(found.cases)
    });
    let found = found.await.map_err(|error| sent.asking.problem(error))?;
    let head = HEAD.map(str::to_owned).to_vec();
    let records: Vec<Vec<String>> = std::iter::once(head)
        .chain(found.iter().map(record))
        .collect();
    Ok(table_file(&sent, "cases", &records))
}
