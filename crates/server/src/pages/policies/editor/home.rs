//! The home of those who make policy: what they write, what waits, what runs out, what is open.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Html;
use desk::Role;
use desk::operators::Operator;
use desk::releases::{PlaceFolder, ReleaseState, WorkingDraft};
use domain::policy::Library;
use domain::{Bilingual, say};

use super::super::releases::release;
use super::draft::{head, may_edit};
use super::outlook::{entries, soon};
use crate::App;
use crate::pages::{Asking, Page};
use crate::web::policy::editor::{EditHomePage, HomeRow, render_home};

/// So much of what runs out is told here.
const SOON_SHOWN: usize = 10;

/// What is known of a place, counted over its schemes.
#[derive(Default)]
struct Counted {
    rules: usize,
    verified: usize,
    disputes: usize,
}

/// The places of the operator's unit.
fn counted(library: &Library, operator: &Operator) -> BTreeMap<String, Counted> {
    let mut places: BTreeMap<String, Counted> = BTreeMap::new();
    for pack in library.packs() {
        let code = pack.region.to_string();
        let own = code.parse::<PlaceFolder>();
        if !own.is_ok_and(|own| own.is_of(operator)) {
            continue;
        }
        let known = places.entry(code).or_default();
        for row in pack.every_row() {
            known.rules += 1;
            known.verified += usize::from(row.basis().verified);
        }
        known.disputes = known.disputes.max(pack.disputes.len());
    }
    places
}

fn name(place: &str) -> Bilingual {
    let place = place.parse::<PlaceFolder>();
    place.map(|place| place.name()).unwrap_or_default()
}

fn rows(
    places: &BTreeMap<String, Counted>,
    (page, says): (&str, impl Fn(&Counted) -> Option<Bilingual>),
) -> Vec<HomeRow> {
    let row = |(place, known): (&String, &Counted)| {
        Some(HomeRow {
            href: format!("/policy/edit/{place}{page}"),
            title: name(place),
            says: says(known)?,
        })
    };
    places.iter().filter_map(row).collect()
}

fn draft_row(draft: &WorkingDraft) -> HomeRow {
    HomeRow {
        href: format!("/policy/edit/{}", draft.place),
        title: draft.place.name(),
        says: head(draft).says,
    }
}

/// The places one may choose.
fn to_choose(places: &BTreeMap<String, Counted>, with_national: bool) -> Vec<HomeRow> {
    let mut all = rows(
        places,
        ("", |known: &Counted| {
            let (rules, verified) = (known.rules, known.verified);
            Some(say!(
                "{rules} 条规定，{verified} 条核对过原文",
                "{rules} rules, {verified} compared with the published text"
            ))
        }),
    );
    if with_national {
        all.push(HomeRow {
            href: "/policy/edit/national".to_owned(),
            title: name("national"),
            says: say!("各地都继承的规定", "what every place inherits"),
        });
    }
    all
}

pub(super) async fn home(State(app): State<App>, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let found = app.office(|office| Ok((office.working_drafts()?, office.releases()?)));
    let (drafts, releases) = found.await.map_err(|error| asking.problem(error))?;
    let runs_out = entries(&app, &operator, None).await;
    let reference = app.reference();
    let places = counted(&reference.library, &operator);
    let is_own = |place: &str| {
        place
            .parse::<PlaceFolder>()
            .is_ok_and(|place| place.is_of(&operator))
    };
    let waiting = releases
        .iter()
        .filter(|one| one.state == ReleaseState::Draft && is_own(&one.place));
    let all = to_choose(&places, is_own("national"));
    let soon = soon((&operator, app.today()), &runs_out).into_iter();
    let soon = soon.take(SOON_SHOWN).map(|row| {
        let (on, place, what) = (row.on, row.place, row.what);
        HomeRow {
            href: row.href.unwrap_or_default(),
            title: say!("{on} {place}：{what}", "{on} {place}: {what}"; place = place, what = what),
            says: row.otherwise,
        }
    });
    let page = EditHomePage {
        edits: operator.roles.contains(&Role::Editor),
        drafts: drafts
            .iter()
            .filter(|draft| may_edit(&operator, &draft.place))
            .map(draft_row)
            .collect(),
        waiting: waiting.map(release).collect(),
        soon: soon.collect(),
        disputes: rows(
            &places,
            ("/disputes", |known: &Counted| {
                let count = known.disputes;
                (count > 0).then(|| say!("{count} 处", "{count}"))
            }),
        ),
        unverified: rows(
            &places,
            ("", |known: &Counted| {
                let left = known.rules - known.verified;
                (left > 0).then(|| say!("{left} 条", "{left} rules"))
            }),
        ),
        places: all,
    };
    Ok(Html(render_home(&asking.frame, &page)))
}
