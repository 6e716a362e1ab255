//! The rules of a place on a day, and those of the whole country.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::person::Scheme;
use domain::policy::{Library, Pack};
use domain::procedures::Procedures;
use domain::rules::Table;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use workbench::glance::{filing_in_short, glance};
use workbench::rows::national_rows;
use workbench::show::{ShownRow, ShownTable, ShownValue, tables_on};

use super::links::pack_href;
use super::nowhere::no_place;
use super::own::own_year;
use super::procedures::{self, ProceduresOn, groups};
use super::readable::Readable;
use super::rules::{rank, sections};
use super::sources::listed;
use super::summary::summary_with_answers;
use crate::App;
use crate::pages::Asking;
use crate::pages::given::{FormValues, day as given_day, not_a_day};
use crate::web::policy::SourceView;
use crate::web::policy::place::{self, ChangeDays, PlacePage};

/// `/policy/440300`: its only scheme, or the schemes to pick from.
pub(super) async fn schemes(
    State(app): State<App>,
    Path(region): Path<String>,
    asking: Asking,
) -> Response {
    let reference = app.reference();
    let Some(code) = region.parse::<Region>().ok() else {
        return no_place(&asking, &reference.library, &region);
    };
    let of_place = |pack: &&std::sync::Arc<Pack>| pack.region == code.pooling();
    let packs: Vec<_> = reference.library.packs().filter(of_place).collect();
    match packs[..] {
        [] => no_place(&asking, &reference.library, &region),
        [only] => Redirect::to(&pack_href(only)).into_response(),
        _ => Redirect::to(&format!("/policy?q={}", code.pooling())).into_response(),
    }
}

pub(super) async fn place(
    State(app): State<App>,
    Path((region, scheme)): Path<(String, String)>,
    given: FormValues,
    asking: Asking,
) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let wanted = region
        .parse::<Region>()
        .ok()
        .zip(Scheme::from_word(&scheme));
    let found = wanted.and_then(|(region, scheme)| library.find(region, scheme));
    let Some(pack) = found else {
        return no_place(&asking, library, &region);
    };
    let own = match own_year(&app, &asking, pack).await {
        Ok(own) => own,
        Err(problem) => return problem.into_response(),
    };
    let is_own = own.is_some();
    let (day, on_wrong) = day_asked(&given, app.today());
    let page = PlacePage {
        own,
        on_asked: given.get("on").is_some() && on_wrong.is_none(),
        on_wrong,
        open_all: asking.open_all,
        ..page(library, pack, day)
    };
    let page = shown(&asking, &page);
    match is_own {
        // On a shared telephone «back» would show what is somebody's own.
        true => ([(header::CACHE_CONTROL, "no-store")], page).into_response(),
        false => page,
    }
}

/// The day that is asked for; today, and what is wrong with the one that was sent, where it is no
/// day.
fn day_asked(given: &FormValues, today: Date) -> (Date, Option<(String, Bilingual)>) {
    match given.get("on").map(|text| (text, given_day(text))) {
        None => (today, None),
        Some((_, Some(day))) => (day, None),
        Some((text, None)) => (today, Some((text.to_owned(), not_a_day(text)))),
    }
}

fn shown(asking: &Asking, page: &PlacePage) -> Response {
    let status = match page.on_wrong.is_some() {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::OK,
    };
    (status, Html(place::render(&asking.frame, page))).into_response()
}

fn page(library: &Library, pack: &Pack, day: Date) -> PlacePage {
    let rules = library.procedures(pack.region);
    let own = rules.sheets().any(|sheet| sheet.region.is_some());
    let has_rules = pack.benefit_year(day).is_some();
    let tables = match has_rules {
        true => tables_on(pack, Some(day)),
        // Notes and indices of other years would look like rules of that day.
        false => vec![],
    };
    let readable = Readable::of_place(library, pack.region);
    PlacePage {
        summary: Some(summary_with_answers(library, pack, day)),
        day,
        hash: Some(pack.hash().to_owned()),
        sections: sections(tables, &readable),
        procedures: groups(ProceduresOn {
            rules,
            scheme: Some(pack.scheme),
            day,
            readable: &readable,
        }),
        own_procedures: own,
        disputes: readable.topics(disputes(pack, rules)),
        disputes_href: format!("/policy/disputes?place={}", pack.region),
        sources: readable.sources(sources(pack, rules)),
        pack: format!("{}/{}", pack.region, pack.scheme),
        glance: glance(pack, day),
        filing: filing_in_short(library, pack, day),
        own: None,
        changes: changes(pack, day),
        hotline: hotline(rules, day),
        on_asked: false,
        on_wrong: None,
        open_all: false,
    }
}

/// When rules of the pack changed last, and when they will next as far as it is known. Of the
/// tables a resident asks about; sources and notes change no amount.
fn changes(pack: &Pack, day: Date) -> ChangeDays {
    let all = workbench::rows::rows(pack);
    let told = all.iter().filter(|row| row.version.is_none());
    let mut told: Vec<(Date, Table)> = told
        .map(|row| (row.row.from(), row.row.table()))
        .filter(|(_, table)| !matches!(table, Table::Note | Table::Band | Table::Layer))
        .collect();
    told.sort_by_key(|(from, table)| (*from, rank(*table)));
    told.dedup();
    let of = |wanted: Date| {
        let tables = told.iter().filter(|(from, _)| *from == wanted);
        let names = tables.map(|(_, table)| table.asked());
        let names = names.map(|(zh, en)| Bilingual::new(zh, en));
        (wanted, names.collect())
    };
    let days = || told.iter().map(|(from, _)| *from);
    ChangeDays {
        latest: days().filter(|from| *from <= day).max().map(of),
        next: days().filter(|from| *from > day).min().map(of),
    }
}

/// The first contact of the place that has a telephone.
fn hotline(rules: &Procedures, day: Date) -> Option<(Bilingual, String)> {
    let contacts = rules.contacts_on(day);
    let mut contacts = contacts.iter();
    contacts.find_map(|row| Some((row.title.clone(), row.phone.clone()?)))
}

/// The disputes of the pack and of the place's procedures, each number once.
pub(super) fn disputes(pack: &Pack, rules: &Procedures) -> Vec<(String, Bilingual)> {
    let own = pack.disputes.iter().map(|row| (&row.id, &row.topic));
    let of_sheets = rules.sheets().flat_map(|sheet| &sheet.disputes);
    let all = own.chain(of_sheets.map(|row| (&row.id, &row.topic)));
    let mut found: BTreeMap<String, Bilingual> = BTreeMap::new();
    for (id, topic) in all {
        found.entry(id.clone()).or_insert_with(|| topic.clone());
    }
    found.into_iter().collect()
}

/// Every source the page may cite, each id once: the pack's, the nation's, the procedures'.
fn sources(pack: &Pack, rules: &Procedures) -> Vec<SourceView> {
    let of_sheets = rules.sheets().flat_map(|sheet| &sheet.sources);
    let own = pack.sources.iter().chain(&pack.national.sources);
    listed(own.chain(of_sheets))
}

pub(super) async fn national(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let Some(pack) = library.packs().next() else {
        return no_place(&asking, library, "national");
    };
    let (day, on_wrong) = day_asked(&given, app.today());
    let rules = procedures::national(library);
    let readable = Readable::of(Some(pack), rules);
    let page = PlacePage {
        summary: None,
        day,
        hash: None,
        sections: sections(national_tables(pack, day), &readable),
        procedures: groups(ProceduresOn {
            rules,
            scheme: None,
            day,
            readable: &readable,
        }),
        own_procedures: true,
        disputes: {
            let of_sheets = rules.sheets().flat_map(|sheet| &sheet.disputes);
            let told = of_sheets.map(|row| (row.id.clone(), row.topic.clone()));
            readable.topics(told.collect())
        },
        disputes_href: "/policy/disputes?place=national".to_owned(),
        sources: readable.sources(national_sources(pack, rules)),
        pack: String::new(),
        glance: None,
        filing: Bilingual::default(),
        own: None,
        changes: ChangeDays::default(),
        hotline: None,
        on_asked: given.get("on").is_some() && on_wrong.is_none(),
        on_wrong,
        open_all: asking.open_all,
    };
    shown(&asking, &page)
}

fn national_sources(pack: &Pack, rules: &Procedures) -> Vec<SourceView> {
    let of_sheets = rules.sheets().flat_map(|sheet| &sheet.sources);
    listed(pack.national.sources.iter().chain(of_sheets))
}

/// The national rows as tables of their own.
fn national_tables(pack: &Pack, day: Date) -> Vec<ShownTable> {
    let mut tables: Vec<ShownTable> = Vec::new();
    for view in national_rows(pack) {
        let row = view.row;
        if !row.is_in_force(day) {
            continue;
        }
        let shown = ShownRow {
            address: view.address.clone(),
            of: None,
            when: Some(view.conditions()),
            values: vec![ShownValue {
                name: None,
                value: view.value(Some(day)),
            }],
            says: match row.table() {
                Table::Note => None,
                _ => row.says().cloned(),
            },
            from: row.from(),
            until: row.until(),
            basis: pack.show_basis(row.basis(), row.from()),
            unknown: row.unknown().cloned(),
            disputes: vec![],
        };
        match tables.iter_mut().find(|table| table.table == row.table()) {
            Some(table) => table.rows.push(shown),
            None => tables.push(ShownTable {
                table: row.table(),
                caption: view.table_name(),
                rows: vec![shown],
            }),
        }
    }
    tables
}
