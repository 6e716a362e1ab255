//! The home of those who make policy: what they write, what waits, what runs out, what is open.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Html;
use desk::Role;
use desk::operators::Operator;
use desk::releases::{PlaceFolder, ReleaseState, WorkingDraft};
use domain::policy::Library;
use domain::region_names::label;
use domain::{Bilingual, Region, say};

use super::super::releases::release;
use super::draft::{head, may_edit};
use super::outlook::{entries, folder, soon, soon_entries};
use crate::App;
use crate::pages::given::FormValues;
use crate::pages::{Asking, Page};
use crate::web::policy::editor::{EditHomePage, HomeRow, PlacesOf, render_home};

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

/// A name as it is looked for: in small letters, without blanks.
fn folded(text: &str) -> String {
    let signs = text.chars().filter(|sign| !sign.is_whitespace());
    signs.collect::<String>().to_lowercase()
}

/// The places by province, those of the country first; only those whose name, or whose province's,
/// has what was looked for in it.
fn by_province(all: Vec<HomeRow>, sought: &str) -> Vec<PlacesOf> {
    let sought = folded(sought);
    let has = |name: &Bilingual| {
        [&name.zh, &name.en]
            .iter()
            .any(|text| folded(text).contains(&sought))
    };
    let mut provinces: BTreeMap<Option<Region>, PlacesOf> = BTreeMap::new();
    for row in all {
        let code = row.href.rsplit('/').next().unwrap_or_default();
        let province = code.parse::<Region>().ok().map(Region::province);
        let name = province.map_or_else(|| name("national"), label);
        if !(has(&name) || has(&row.title) || code.starts_with(&sought)) {
            continue;
        }
        let of = provinces.entry(province).or_insert_with(|| PlacesOf {
            name,
            places: Vec::new(),
            is_open: !sought.is_empty(),
        });
        of.places.push(row);
    }
    provinces.into_values().collect()
}

/// The places to begin with: a draft is being written, or something runs out soon.
fn first(all: &[HomeRow], drafts: &[HomeRow], soon: &[(String, usize)]) -> Vec<HomeRow> {
    let told = all.iter().filter_map(|row| {
        let code = row.href.rsplit('/').next()?;
        let is_drafted = drafts.iter().any(|draft| draft.href == row.href);
        let runs_out = soon
            .iter()
            .find(|(place, _)| place == code)
            .map(|(_, count)| *count);
        let says = match (is_drafted, runs_out) {
            (true, None) => say!("有正在写的草稿", "a draft is being written"),
            (true, Some(count)) => say!(
                "有正在写的草稿，三个月内到期 {count} 处",
                "a draft is being written; {count} things run out within three months"
            ),
            (false, Some(count)) => say!(
                "三个月内到期 {count} 处",
                "{count} things run out within three months"
            ),
            (false, None) => return None,
        };
        Some((
            usize::from(!is_drafted),
            HomeRow {
                says,
                ..row.clone()
            },
        ))
    });
    let mut told: Vec<(usize, HomeRow)> = told.collect();
    told.sort_by_key(|(rank, _)| *rank);
    told.into_iter().map(|(_, row)| row).collect()
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

pub(super) async fn home(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
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
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in soon_entries(app.today(), &runs_out) {
        *counts.entry(folder(entry.owner)).or_default() += 1;
    }
    let counts: Vec<(String, usize)> = counts.into_iter().collect();
    let soon = soon((&operator, app.today()), &runs_out).into_iter();
    let soon = soon.take(SOON_SHOWN).map(|row| {
        let (on, place, what) = (row.on, row.place, row.what);
        HomeRow {
            href: row.href.unwrap_or_default(),
            title: say!("{on} {place}：{what}", "{on} {place}: {what}"; place = place, what = what),
            says: row.otherwise,
        }
    });
    let own = drafts
        .iter()
        .filter(|draft| may_edit(&operator, &draft.place));
    let drafts: Vec<HomeRow> = own.map(draft_row).collect();
    let sought = given.text("q");
    let page = EditHomePage {
        edits: operator.roles.contains(&Role::Editor),
        waiting: waiting.map(release).collect(),
        soon: soon.collect(),
        disputes: counted_rows(&places, "/disputes", |known| known.disputes),
        unverified: counted_rows(&places, "", |known| known.rules - known.verified),
        first: first(&all, &drafts, &counts),
        provinces: by_province(all, &sought),
        sought,
        drafts,
    };
    Ok(Html(render_home(&asking.frame, &page)))
}

/// Places of which there is any, with how many there are.
fn counted_rows(
    places: &BTreeMap<String, Counted>,
    page: &str,
    count: impl Fn(&Counted) -> usize,
) -> Vec<HomeRow> {
    let says = |known: &Counted| {
        let count = count(known);
        (count > 0).then(|| say!("{count} 处", "{count}"))
    };
    rows(places, (page, says))
}
