//! An employer's list of staff beside the register: who works there, who left, whom the register
//! does not know. Departures are put down; everything else is for the agency.

use axum::extract::{Request, State};
use axum::response::{Html, IntoResponse, Response};
use desk::employer::employer_of;
use desk::operators::Operator;
use desk::staff_list::{self, ListedStaff, StaffFate};
use desk::{Desk, DeskError};
use domain::Bilingual;
use domain::text::Named;
use sheets::postings::StaffListColumn;

use super::rows::{RowsSent, WrongRow, cells, claimed, day_in, name_in};
use super::{DONE, ROW, handed, table};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::staff_list::{StaffListPage, StaffListRow, StaffStanding, render};

/// A row as it was handed in has so many cells.
const CELLS: usize = 3;

fn read(text: &str) -> Result<ListedStaff, WrongRow> {
    let cells = cells(text);
    let left = cells.get(2).filter(|cell| !cell.is_empty());
    Ok(ListedStaff {
        who: claimed(&cells)?,
        left_on: left.map(|cell| day_in(cell)).transpose()?,
    })
}

/// How somebody stands, in words, and what to do where it is wrong.
fn told(fate: StaffFate) -> (StaffStanding, Bilingual, Bilingual) {
    let nothing = Bilingual::default;
    let dated = |day: jiff::civil::Date, zh: &str, en: &str| {
        Bilingual::new(
            zh.replace("{}", &day.to_string()),
            en.replace("{}", &day.to_string()),
        )
    };
    match fate {
        StaffFate::Same => (
            StaffStanding::Same,
            Bilingual::new("在册在职", "on record, works here"),
            nothing(),
        ),
        StaffFate::Leaves(day) => (
            StaffStanding::Leaves,
            dated(day, "登记为 {} 起离职", "put down as leaving on {}"),
            nothing(),
        ),
        StaffFate::Left(day) => (
            StaffStanding::Left,
            dated(
                day,
                "册上 {} 起已离职",
                "left on {} according to the register",
            ),
            nothing(),
        ),
        StaffFate::BeforeTheyBegan(day) => (
            StaffStanding::Wrong,
            dated(
                day,
                "{} 才入职，不能在那以前离职",
                "they began on {} and cannot leave before",
            ),
            Bilingual::new("核对离职日期", "check the day"),
        ),
        StaffFate::TooFar(day) => (
            StaffStanding::Wrong,
            dated(
                day,
                "离职日期最晚写到 {}",
                "a departure is told at most until {}",
            ),
            Bilingual::new("到时候再报", "tell it when the day is nearer"),
        ),
    }
}

fn row(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (number, text, records): (usize, &str, bool),
) -> Result<StaffListRow, DeskError> {
    let made = |(standing, says, next)| StaffListRow {
        number,
        text: text.to_owned(),
        name: name_in(text),
        standing,
        says,
        next,
    };
    let listed = match read(text) {
        Ok(listed) => listed,
        Err((says, next)) => return Ok(made((StaffStanding::Wrong, says, next))),
    };
    let fate = match records {
        true => staff_list::record(desk, operator, &listed),
        false => staff_list::compare(desk, operator, &listed),
    };
    match fate {
        Ok(fate) => Ok(made(told(fate))),
        Err(DeskError::UnknownPerson) => Ok(made((
            StaffStanding::Wrong,
            Bilingual::new("不在本单位的名册里", "not among the staff on record"),
            Bilingual::new(
                "核对姓名和证件号码；新入职的请向参保地经办机构办理增员",
                "check name and number; newcomers are registered with the agency of the insured \
                 place",
            ),
        ))),
        Err(other) => Err(other),
    }
}

async fn page_of(
    app: &App,
    asking: &Asking,
    (sent, records): (RowsSent, bool),
) -> Result<StaffListPage, PageProblem> {
    let operator = asking.staff()?.clone();
    let by = operator.clone();
    let employer = app.read(move |desk| employer_of(desk, &by)).await;
    let employer = employer.map_err(|error| asking.problem(error))?;
    let mut rows = Vec::with_capacity(sent.rows.len());
    for (number, text) in sent.rows {
        let by = operator.clone();
        let work = move |desk: &mut Desk<'_, '_>| row(desk, &by, (number, &text, records));
        let looked = match records {
            true => app.transact(work).await,
            false => app.read(work).await,
        };
        rows.push(looked.map_err(|error| asking.problem(error))?);
    }
    Ok(StaffListPage {
        employer: employer.name,
        rows,
        left_out: sent.left_out,
        is_recorded: records,
    })
}

pub(super) async fn upload(
    State(app): State<App>,
    request: Request,
) -> Result<Response, PageProblem> {
    let (asking, rows) = handed::rows::<StaffListColumn>(&app, request).await?;
    match rows {
        Ok(sent) => {
            let page = page_of(&app, &asking, (sent, false)).await?;
            Ok(Html(render(&asking.frame, &page)).into_response())
        }
        Err(why) => super::again(&app, &asking, why).await,
    }
}

pub(super) async fn check(State(app): State<App>, sent: Sent) -> Page {
    let rows = RowsSent::of_form(&sent.values, ROW);
    let page = page_of(&app, &sent.asking, (rows, false)).await?;
    Ok(Html(render(&sent.asking.frame, &page)))
}

pub(super) async fn record(State(app): State<App>, sent: Sent) -> Page {
    let rows = RowsSent::of_form(&sent.values, ROW);
    let page = page_of(&app, &sent.asking, (rows, true)).await?;
    Ok(Html(render(&sent.asking.frame, &page)))
}

const HEAD: [&str; 6] = [
    "姓名",
    "证件号码",
    "离职日期",
    "结果 result",
    "问题 what",
    "怎么改 what to do",
];

pub(super) async fn keep(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let mut rows = RowsSent::of_form(&sent.values, ROW);
    rows.rows.extend(RowsSent::of_form(&sent.values, DONE).rows);
    rows.rows.sort_unstable();
    let page = page_of(&app, &sent.asking, (rows, false)).await?;
    let frame = &sent.asking.frame;
    let lines = page.rows.iter().map(|row| {
        let mut line = table::padded(cells(&row.text), CELLS);
        let says = frame.pick(&row.says).to_owned();
        let wrong = row.standing == StaffStanding::Wrong;
        line.push(frame.pick(&row.standing.name()).to_owned());
        line.push(if wrong || row.standing != StaffStanding::Same {
            says
        } else {
            String::new()
        });
        line.push(frame.pick(&row.next).to_owned());
        line
    });
    Ok(table::attached((&HEAD, CELLS), lines.collect()))
}
