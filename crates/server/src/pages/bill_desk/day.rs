//! A day of a facility that settles here: its own list against what is settled, what differs first;
//! and the day as a table to keep.

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use desk::hospital::{self, ComparedDay, OwnBill};
use desk::operators::Operator;
use domain::calendar::in_china;
use domain::{Bilingual, say};
use jiff::civil::Date;
use sheets::bills::OwnBillColumn;
use sheets::text::{as_text, harmless, written};
use sheets::words;

use super::place::OfFacility;
use crate::App;
use crate::pages::Asking;
use crate::pages::form::{LIST, Sent};
use crate::pages::given::{FormValues, day};
use crate::pages::handed::{handed, rows_of};
use crate::pages::problem::PageProblem;
use crate::web::bill_day::{ComparedDayPage, render};

pub(super) fn routes() -> Router<App> {
    use axum::routing::post;
    Router::new()
        .route("/desk/day", get(show).post(compare))
        .route("/desk/day/upload", post(upload))
        .route("/desk/day/table", get(table))
}

/// No own list is longer.
const ROWS_MAX: usize = 2_000;

async fn show(State(app): State<App>, asking: Asking) -> Result<Html<String>, PageProblem> {
    let operator = asking.staff()?.clone();
    let on = asking.asked("day").and_then(day).unwrap_or(app.today());
    let page = page_of(&app, &asking, (&operator, on))?;
    Ok(Html(render(&asking.frame, &page)))
}

/// The page before anything is compared.
fn page_of(
    app: &App,
    asking: &Asking,
    (operator, on): (&Operator, Date),
) -> Result<ComparedDayPage, PageProblem> {
    let place = OfFacility::of(app, operator).map_err(|error| asking.problem(error))?;
    Ok(ComparedDayPage {
        facility: place.facility.name.clone(),
        day: on.to_string(),
        ..ComparedDayPage::default()
    })
}

/// The cells of a list that was pasted: a table that names its columns, or number, total and what
/// the person paid.
fn pasted(list: &str) -> Vec<Vec<String>> {
    let first = list.lines().next().unwrap_or_default();
    if first.contains("结算") {
        let rows = rows_of::<OwnBillColumn>(list.as_bytes().to_vec());
        if let Ok(rows) = rows {
            return rows.into_iter().map(|(_, cells)| cells).collect();
        }
    }
    let lines = list.lines().filter(|line| !line.trim().is_empty());
    let cells = |line: &str| -> Vec<String> {
        let cut = line.split(['\t', ',', '，']);
        cut.map(|cell| cell.trim().to_owned()).collect()
    };
    lines.map(cells).collect()
}

/// The bills of an own list, or which row is no bill.
fn own_bills(rows: Vec<Vec<String>>) -> Result<Vec<OwnBill>, Bilingual> {
    if rows.len() > ROWS_MAX {
        return Err(say!(
            "最多 {ROWS_MAX} 行，分几次对",
            "at most {ROWS_MAX} rows: compare in parts"
        ));
    }
    let mut bills = Vec::with_capacity(rows.len());
    for (number, row) in (1..).zip(rows) {
        let cell = |at: usize| row.get(at).map_or("", |cell| cell.as_str());
        let (total, person) = (words::money(cell(1)), cell(2));
        let paid = words::money(person);
        let (false, Some(total), true) = (
            cell(0).is_empty(),
            total,
            person.is_empty() || paid.is_some(),
        ) else {
            return Err(say!(
                "第 {number} 行要有结算编号和总费用（元），个人付可以不写",
                "row {number}: number of the settlement and total in yuan; what the person paid \
                 may be left out"
            ));
        };
        bills.push(OwnBill {
            settlement: cell(0).to_owned(),
            total,
            person: paid,
        });
    }
    Ok(bills)
}

async fn compare(State(app): State<App>, sent: Sent) -> Response {
    let list = sent.values.text(LIST);
    let own = own_bills(pasted(&list));
    compared(&app, (&sent.asking, &sent.values), own).await
}

async fn upload(State(app): State<App>, request: Request) -> Response {
    let sent = match handed(&app, request, rows_of::<OwnBillColumn>).await {
        Ok(sent) => sent,
        Err(problem) => return problem.into_response(),
    };
    let rows = sent
        .read
        .map(|rows| rows.into_iter().map(|(_, cells)| cells).collect());
    let own = rows.and_then(own_bills);
    compared(&app, (&sent.asking, &sent.values), own).await
}

/// The page with an own list compared, or with why it is none.
async fn compared(
    app: &App,
    (asking, values): (&Asking, &FormValues),
    own: Result<Vec<OwnBill>, Bilingual>,
) -> Response {
    let operator = match asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let on = values.get("day").and_then(day).unwrap_or(app.today());
    let mut page = match page_of(app, asking, (&operator, on)) {
        Ok(page) => page,
        Err(problem) => return problem.into_response(),
    };
    page.list = values.text(LIST);
    let mut status = StatusCode::OK;
    match own {
        Ok(own) => match against(app, (operator, on), own).await {
            Ok(compared) => page.compared = Some(compared),
            Err(error) => return asking.problem(error).into_response(),
        },
        Err(why) => {
            status = StatusCode::BAD_REQUEST;
            page.wrong = Some(why);
        }
    }
    (status, Html(render(&asking.frame, &page))).into_response()
}

async fn against(
    app: &App,
    (operator, on): (Operator, Date),
    own: Vec<OwnBill>,
) -> Result<ComparedDay, desk::DeskError> {
    app.read(move |desk| {
        let here = hospital::all_of_day(desk, &operator, on)?;
        Ok(hospital::compare_day(&own, &here))
    })
    .await
}

/// The names of the columns of the day's table.
const HEAD: [&str; 7] = [
    "结算编号",
    "结算时间",
    "状态",
    "总费用",
    "基金付",
    "个人账户付",
    "现金",
];

/// The day as a table to keep: numbers of settlements and amounts, nobody's name.
async fn table(State(app): State<App>, asking: Asking) -> Result<Response, PageProblem> {
    let operator = asking.staff()?.clone();
    let on = asking.asked("day").and_then(day).unwrap_or(app.today());
    let made = app.read(move |desk| hospital::all_of_day(desk, &operator, on));
    let made = made.await.map_err(|error| asking.problem(error))?;
    let rows = made.iter().map(|one| {
        let state = match one.is_cancelled {
            true => "已撤销",
            false => "有效",
        };
        let at = in_china(one.at).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let cash = one.shares.of(domain::shares::Payer::Cash);
        vec![
            as_text(&one.id.to_string()),
            harmless(&at),
            state.to_owned(),
            one.shares.total().to_string(),
            one.shares.funds().to_string(),
            (one.shares.person() - cash).to_string(),
            cash.to_string(),
        ]
    });
    let head = HEAD.map(str::to_owned).to_vec();
    let records: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"day.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let headers = headers.map(|(name, value)| (name, HeaderValue::from_static(value)));
    Ok((headers, written(&records)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_own_list_is_read_with_or_without_names_of_columns() {
        for list in [
            "A1\t780.00\t120.50\nA2\t20\t",
            "结算编号\t个人付\t总费用\nA1\t120.50\t780.00\nA2\t\t20",
            "A1,780.00,120.50\nA2，20",
        ] {
            let bills = own_bills(pasted(list)).unwrap();
            let told: Vec<String> = bills
                .iter()
                .map(|bill| format!("{} {} {:?}", bill.settlement, bill.total, bill.person))
                .collect();
            assert_eq!(told.len(), 2, "{list}");
            assert!(told[0].starts_with("A1 780.00 Some"), "{told:?}");
            assert!(told[1] == "A2 20.00 None", "{told:?}");
        }
        assert!(own_bills(pasted("A1\t一百")).is_err());
        assert!(own_bills(pasted("\t100")).is_err());
    }
}
