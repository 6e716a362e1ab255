//! One figure by its address; several, where the address covers several.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use domain::policy::Library;
use domain::text::{Bilingual, Named};
use workbench::address::{Address, Owner};
use workbench::figure::{FigureAnswer, FigureQuestion, Hits, KnownFigure};
use workbench::show::ShownDisagreement;

use super::links::figure_href;
use super::nowhere::no_figure;
use super::sources::listed;
use crate::App;
use crate::pages::Asking;
use crate::pages::given::FormValues;
use crate::web::policy::SourceView;
use crate::web::policy::figure::{self, FigureDispute, FigurePage, FigureVersion, HistoryRow};
use crate::web::policy::index::{self, FoundFigure, IndexPage};

pub(super) async fn of_place(
    State(app): State<App>,
    Path((region, scheme, within)): Path<(String, String, String)>,
    given: FormValues,
    asking: Asking,
) -> Response {
    let address = format!("{region}/{scheme}/{within}");
    answer(&app, &address, &given, &asking).await
}

pub(super) async fn of_nation(
    State(app): State<App>,
    Path(within): Path<String>,
    given: FormValues,
    asking: Asking,
) -> Response {
    answer(&app, &format!("national/{within}"), &given, &asking).await
}

async fn answer(app: &App, address: &str, given: &FormValues, asking: &Asking) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let day = match given.day("on", app.today()) {
        Err(problem) => return asking.problem(problem).into_response(),
        Ok(day) => day,
    };
    // Words are looked for on the list of places; here stands an address or nothing.
    if let Err(error) = address.trim_matches('/').parse::<Address>() {
        return no_figure(asking, library, &error);
    }
    let (reference, exercised) = match app.exercised().await {
        Err(error) => return asking.problem(error).into_response(),
        Ok(found) => found,
    };
    let library = &reference.library;
    let question = FigureQuestion {
        library,
        exercised: &exercised,
        on: day,
    };
    match question.ask(address) {
        Err(error) => no_figure(asking, library, &error),
        Ok(FigureAnswer::Figure(told)) => {
            let page = page(library, *told, day);
            Html(figure::render(&asking.frame, &page)).into_response()
        }
        Ok(FigureAnswer::Hits(hits)) => {
            let page = several(address, hits);
            Html(index::render(&asking.frame, &page)).into_response()
        }
    }
}

/// An address that covers several figures lists them.
fn several(address: &str, hits: Hits) -> IndexPage {
    let figures = hits.figures.into_iter().map(|hit| FoundFigure {
        href: figure_href(&hit.address.to_string()),
        owner: Bilingual::new(hit.address.to_string(), hit.address.to_string()),
        sentence: hit.sentence,
    });
    IndexPage {
        asked: address.to_owned(),
        figures: figures.collect(),
        ..IndexPage::default()
    }
}

fn page(library: &Library, told: KnownFigure, day: jiff::civil::Date) -> FigurePage {
    let owner = told.address.owner;
    let cases = told.history.iter().flat_map(|row| &row.cases);
    let mut cases: Vec<(String, String)> = cases
        .map(|case| (case.file.clone(), case.name.clone()))
        .collect();
    cases.sort();
    cases.dedup();
    let sources = sources(library, &told);
    let related = told.related.iter().map(|other| {
        let how = other.relation.name();
        (
            how,
            figure_href(&other.address.to_string()),
            other.sentence.clone(),
        )
    });
    FigurePage {
        address: told.address.to_string(),
        owner: (owner_href(owner), told.owner),
        subject: told.subject,
        conditions: told.conditions,
        day,
        used: told.used,
        related: related.collect(),
        disputes: told
            .disputes
            .iter()
            .map(|row| dispute(owner, row))
            .collect(),
        sources,
        cases,
        history: told
            .history
            .into_iter()
            .map(|row| HistoryRow {
                in_force: row.in_force,
                from: row.from,
                until: row.until,
                value: row.value,
                sentence: row.sentence,
                amounts: row.amounts.iter().map(|of| (of.year, of.amount)).collect(),
                basis: row.basis,
            })
            .collect(),
    }
}

fn owner_href(owner: Owner) -> String {
    format!("/policy/{owner}")
}

/// The sources the rows of a figure name.
fn sources(library: &Library, told: &KnownFigure) -> Vec<SourceView> {
    let pack = match told.address.owner {
        Owner::Pack(region, scheme) => library.find(region, scheme),
        Owner::National => library.packs().next(),
    };
    let named = told.history.iter().map(|row| &row.basis.source);
    listed(named.filter_map(|id| Some((id, pack?.source(id)?))))
}

fn dispute(owner: Owner, told: &ShownDisagreement) -> FigureDispute {
    let place = match owner {
        Owner::National => "national".to_owned(),
        Owner::Pack(region, _) => region.to_string(),
    };
    let version = |version: &workbench::show::ShownVersion| FigureVersion {
        source: version.title.clone(),
        says: version.says.clone(),
        in_force: version.in_force,
        try_href: version
            .according_to
            .as_ref()
            .map(|by| format!("/policy/what-if?pack={owner}&according_to={by}")),
    };
    FigureDispute {
        id: told.id.clone(),
        href: format!("/policy/disputes?place={place}#dispute-{}", told.id),
        topic: told.topic.clone(),
        why: told.why.clone(),
        versions: told.versions.iter().map(version).collect(),
    }
}
