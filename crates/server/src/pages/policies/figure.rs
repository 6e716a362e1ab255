//! One figure by its address; several, where the address covers several.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use domain::policy::Library;
use domain::text::{Bilingual, Named};
use jiff::civil::Date;
use workbench::address::{Address, Owner};
use workbench::apart::apart;
use workbench::coverage::Exercised;
use workbench::figure::{FigureAnswer, FigureQuestion, Hits, KnownFigure};
use workbench::show::{ShownDisagreement, ShownVersion};

use super::index::{found, owner_name};
use super::links::figure_href;
use super::nowhere::no_figure;
use super::readable::Readable;
use super::sources::listed;
use crate::App;
use crate::pages::Asking;
use crate::pages::given::FormValues;
use crate::web::policy::SourceView;
use crate::web::policy::figure::{self, FigureDispute, FigurePage, FigureVersion, HistoryRow};
use crate::web::policy::index::{self, IndexPage};

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
    let (reference, exercised) = match app.exercised_soon().await {
        Err(error) => return asking.problem(error).into_response(),
        Ok(found) => found,
    };
    let library = &reference.library;
    let none = Exercised::default();
    let question = FigureQuestion {
        library,
        exercised: exercised.as_deref().unwrap_or(&none),
        on: day,
    };
    match question.ask(address) {
        Err(error) => no_figure(asking, library, &error),
        Ok(FigureAnswer::Figure(told)) => {
            let told = Readable::of_owner(library, told.address.owner).figure(*told);
            let page = FigurePage {
                cases_pending: exercised.is_none(),
                ..page(library, told, day)
            };
            Html(figure::render(&asking.frame, &page)).into_response()
        }
        Ok(FigureAnswer::Hits(hits)) => {
            let page = several(library, hits);
            Html(index::render(&asking.frame, &page)).into_response()
        }
    }
}

/// An address that covers several figures lists them.
fn several(library: &Library, hits: Hits) -> IndexPage {
    let figures = hits.figures.iter().map(|hit| found(library, hit));
    IndexPage {
        several: true,
        figures: figures.collect(),
        ..IndexPage::default()
    }
}

fn page(library: &Library, told: KnownFigure, day: Date) -> FigurePage {
    let owner = told.address.owner;
    let cases = told.history.iter().flat_map(|row| &row.cases);
    let mut cases: Vec<String> = cases.map(|case| in_one_language(&case.name)).collect();
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
    let (zh, en) = told.table.asked();
    FigurePage {
        address: told.address.to_string(),
        owner: (format!("/policy/{owner}"), owner_name(library, owner)),
        subject: told.subject,
        asked: Bilingual::new(zh, en),
        conditions: told.conditions,
        day,
        used: told.used,
        related: related.collect(),
        disputes: disputes(library, owner, &told.disputes, day),
        sources,
        cases,
        cases_pending: false,
        stretches: told.stretches,
        try_href: match owner {
            Owner::National => None,
            Owner::Pack(..) => Some(format!("/policy/what-if?pack={owner}")),
        },
        history: told
            .history
            .into_iter()
            .map(|row| HistoryRow {
                in_force: row.in_force,
                from: row.from,
                until: row.until,
                value: row.value,
                parts: row.parts,
                unknown: row.unknown,
                sentence: row.sentence,
                amounts: row.amounts.iter().map(|of| (of.year, of.amount)).collect(),
                basis: row.basis,
            })
            .collect(),
    }
}

/// Cases are named in Chinese, with English behind a stroke; the first says enough.
fn in_one_language(name: &str) -> String {
    let (first, _) = name.split_once(" / ").unwrap_or((name, ""));
    first.to_owned()
}

/// The sources the rows of a figure name.
fn sources(library: &Library, told: &KnownFigure) -> Vec<SourceView> {
    let pack = match told.address.owner {
        Owner::Pack(region, scheme) => library.find(region, scheme).map(AsRef::as_ref),
        Owner::National => library.packs().next().map(AsRef::as_ref),
    };
    let named = told.history.iter().map(|row| &row.basis.source);
    listed(named.filter_map(|id| Some((id, pack?.source(id)?))))
}

fn disputes(
    library: &Library,
    owner: Owner,
    told: &[ShownDisagreement],
    day: Date,
) -> Vec<FigureDispute> {
    let (place, pack) = match owner {
        Owner::National => ("national".to_owned(), None),
        Owner::Pack(region, scheme) => (region.to_string(), library.find(region, scheme)),
    };
    let money = pack.map(|pack| apart(pack, day));
    let version = |version: &ShownVersion| {
        let by = version.according_to.as_ref();
        FigureVersion {
            source: version.title.clone(),
            dated: version.dated.clone().unwrap_or_default(),
            says: version.says.clone(),
            in_force: version.in_force,
            apart: by.and_then(|by| money.as_ref()?.get(by).cloned()),
            try_href: by.map(|by| format!("/policy/what-if?pack={owner}&according_to={by}")),
        }
    };
    let disputes = told.iter().map(|one| FigureDispute {
        href: format!("/policy/disputes?place={place}#dispute-{}", one.id),
        topic: one.topic.clone(),
        why: one.why.clone(),
        versions: one.versions.iter().map(version).collect(),
    });
    disputes.collect()
}
