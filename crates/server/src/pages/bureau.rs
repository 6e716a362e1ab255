//! What a bureau sees of a year, as a page and as a table.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use desk::bureau::{self, BureauView, ToldRows};
use domain::region_names::label;
use domain::{Bilingual, Region};
use sheets::text::{harmless, written};

use super::given::FormValues;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::web::bureau::{BureauPage, BureauPlace, BureauPlaces, render};
use crate::web::text::BureauText;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/bureau", get(show))
        .route("/bureau/table.csv", get(table))
}

async fn view(app: &App, asking: &Asking, given: &FormValues) -> Result<BureauView, PageProblem> {
    let operator = asking.staff()?.clone();
    let this = app.today().year();
    let year = given.get("year").and_then(|year| year.parse().ok());
    let year = year.filter(|year| (2000..=this).contains(year));
    let year = year.unwrap_or(this);
    let found = app.read(move |desk| bureau::bureau_view(desk, &operator, year));
    found.await.map_err(|error| asking.problem(error))
}

async fn show(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let found = view(&app, &asking, &given).await?;
    Ok(Html(render(&asking.frame, &page(&found))))
}

fn page(found: &BureauView) -> BureauPage {
    BureauPage {
        year: found.year,
        direct: found.direct,
        treated: places(&found.treated),
        insured: places(&found.insured),
        refused: found.refused.clone(),
        corrected: found.corrected.clone(),
        provisional: found.provisional,
        decided: found.decided,
    }
}

/// The places, those with the most bills first, the others together last.
fn places(told: &ToldRows<Region>) -> BureauPlaces {
    let mut rows: Vec<BureauPlace> = told
        .rows
        .iter()
        .map(|(region, row)| BureauPlace {
            name: label(*region),
            bills: row.bills,
            total: row.total,
            funds: row.funds,
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.bills));
    rows.extend(told.others.as_ref().map(|row| BureauPlace {
        name: BureauText::Others.both(),
        bills: row.bills,
        total: row.total,
        funds: row.funds,
    }));
    BureauPlaces {
        rows,
        hides: told.hides,
    }
}

async fn table(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let found = page(&view(&app, &asking, &given).await?);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"bureau.csv\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, written(&records(&found))).into_response())
}

/// The same as the page says: what, of which place or cause, how many, what it comes to.
fn records(found: &BureauPage) -> Vec<Vec<String>> {
    let both = |text: &Bilingual| format!("{} {}", text.zh, text.en);
    let row = |cells: [String; 5]| cells.iter().map(|cell| harmless(cell)).collect();
    let head = [
        "项目 item",
        "哪里、为什么 which",
        "笔数 bills",
        "总费用 total",
        "医保付 funds",
    ];
    let mut rows: Vec<Vec<String>> = vec![row(head.map(str::to_owned))];
    let of_place = [
        ("就医地 treated", &found.treated),
        ("参保地 insured", &found.insured),
    ];
    for (what, places) in of_place {
        for place in &places.rows {
            rows.push(row([
                format!("{what} {}", found.year),
                both(&place.name),
                place.bills.to_string(),
                place.total.to_string(),
                place.funds.to_string(),
            ]));
        }
    }
    for (why, count) in &found.refused {
        rows.push(row([
            "没能直接结算 refused".to_owned(),
            both(why),
            count.to_string(),
            String::new(),
            String::new(),
        ]));
    }
    for (why, count, funds) in &found.corrected {
        rows.push(row([
            "补差 corrections".to_owned(),
            both(why),
            count.to_string(),
            String::new(),
            funds.to_string(),
        ]));
    }
    rows
}
