//! Every contradiction on record: of packs and of procedures, each once, by place.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::basis::Source;
use domain::person::Scheme;
use domain::policy::{Library, Pack};
use domain::procedures::{self, Sheet};
use domain::rules::dispute::Version as _;
use domain::rules::{self, DisputeRow, VersionRow};
use domain::text::Bilingual;
use domain::{Region, region_names};
use jiff::civil::Date;
use workbench::apart::{ApartOfPack, apart};

use super::nowhere::no_place;
use super::procedures::national;
use super::readable::{Readable, as_set};
use crate::App;
use crate::pages::Asking;
use crate::pages::given::FormValues;
use crate::web::policy::disputes::{self, DecisionView, Dispute, DisputesOfPlace, DisputesPage};
use crate::web::policy::figure::FigureVersion;

/// Whose disputes: a place's, or the nation's, which come last.
type Place = Option<Region>;

pub(super) async fn disputes(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let wanted: Option<Place> = match given.get("place") {
        None | Some("") => None,
        Some("national") => Some(None),
        Some(code) => match code.parse::<Region>() {
            Ok(region) => Some(Some(region.pooling())),
            Err(_) => return no_place(&asking, library, code),
        },
    };
    let groups = all(library, app.today());
    let places = groups.iter().map(|(place, _)| {
        let is_chosen = wanted == Some(*place);
        (word(*place), name(*place), is_chosen)
    });
    let page = DisputesPage {
        places: places.collect(),
        of_one: wanted.is_some(),
        groups: groups
            .into_iter()
            // What is disputed of the nation's rules is disputed of everybody's.
            .filter(|(place, _)| wanted.is_none_or(|wanted| wanted == *place || place.is_none()))
            .map(|(place, disputes)| DisputesOfPlace {
                place: name(place),
                href: format!("/policy/disputes?place={}", word(place)),
                disputes,
            })
            .collect(),
    };
    Html(disputes::render(&asking.frame, &with_own_anchors(page))).into_response()
}

/// A number that a place and the nation share is one anchor and another.
fn with_own_anchors(mut page: DisputesPage) -> DisputesPage {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let all = page.groups.iter_mut().flat_map(|group| &mut group.disputes);
    for dispute in all.filter(|_| page.of_one) {
        let count = seen.entry(dispute.anchor.clone()).or_default();
        *count += 1;
        if *count > 1 {
            dispute.anchor += &format!("-{count}");
        }
    }
    page
}

fn word(place: Place) -> String {
    place.map_or_else(|| "national".to_owned(), |region| region.to_string())
}

fn name(place: Place) -> Bilingual {
    place.map_or_else(
        || Bilingual::new("全国", "the whole country"),
        region_names::label,
    )
}

/// All disputes by place; those that a place's schemes or its procedures share once.
fn all(library: &Library, day: Date) -> Vec<(Place, Vec<Dispute>)> {
    let mut found: Vec<(Place, Vec<Dispute>)> = Vec::new();
    for pack in library.packs() {
        let told = OfPack {
            pack,
            readable: Readable::of_place(library, pack.region),
            money: &apart(pack, day),
            day,
        };
        let told = pack.disputes.iter().map(|row| told.dispute(row));
        add(&mut found, Some(pack.region), told.collect());
    }
    let mut regions: Vec<Region> = library.packs().map(|pack| pack.region).collect();
    regions.dedup();
    for region in regions {
        let rules = library.procedures(region);
        let readable = Readable::of(None, rules);
        for sheet in rules.sheets().filter(|sheet| sheet.region.is_some()) {
            add(&mut found, sheet.region, of_sheet(sheet, &readable, day));
        }
    }
    let rules = national(library);
    let readable = Readable::of(None, rules);
    for sheet in rules.sheets() {
        add(&mut found, sheet.region, of_sheet(sheet, &readable, day));
    }
    found.retain(|(_, disputes)| !disputes.is_empty());
    found.sort_by_key(|(place, _)| (place.is_none(), *place));
    found
}

fn add(found: &mut Vec<(Place, Vec<Dispute>)>, place: Place, told: Vec<Dispute>) {
    let at = match found.iter().position(|(known, _)| *known == place) {
        Some(at) => at,
        None => {
            found.push((place, vec![]));
            found.len() - 1
        }
    };
    let known = &mut found[at].1;
    for dispute in told {
        match known.iter_mut().find(|one| is_the_same(one, &dispute)) {
            Some(one) => join(one, dispute),
            None => known.push(dispute),
        }
    }
}

/// The same topic, and the same said of it.
fn is_the_same(one: &Dispute, other: &Dispute) -> bool {
    let says = |dispute: &Dispute| -> Vec<String> {
        let versions = dispute.versions.iter();
        versions.map(|version| version.says.zh.clone()).collect()
    };
    one.topic == other.topic && says(one) == says(other)
}

/// The same dispute of another scheme says only that it is of that too, and what money it is there.
fn join(known: &mut Dispute, other: Dispute) {
    for scheme in other.schemes {
        if !known.schemes.contains(&scheme) {
            known.schemes.push(scheme);
        }
    }
    for (known, other) in known.versions.iter_mut().zip(other.versions) {
        known.apart = known.apart.take().or(other.apart);
        known.try_href = known.try_href.take().or(other.try_href);
    }
}

/// As people call it.
fn scheme_name(scheme: Scheme) -> Bilingual {
    match scheme {
        Scheme::Employee => Bilingual::new("职工", "employees"),
        Scheme::Resident => Bilingual::new("居民", "residents"),
    }
}

/// The disputes of a pack.
struct OfPack<'a> {
    pack: &'a Pack,
    readable: Readable,
    money: &'a ApartOfPack,
    day: Date,
}

impl OfPack<'_> {
    fn dispute(&self, row: &DisputeRow) -> Dispute {
        let pack = self.pack;
        let decides = row.decision_on(self.day).in_force;
        let version = |version: &VersionRow| {
            let by = format!("{}:{}", row.id, version.source);
            let is_tried = version.has_rows() && version.source != decides;
            let href = format!(
                "/policy/what-if?pack={}/{}&according_to={by}",
                pack.region, pack.scheme
            );
            FigureVersion {
                apart: self.money.get(&by).cloned(),
                try_href: is_tried.then_some(href),
                ..told(
                    pack.source(&version.source),
                    self.readable.say(&version.says),
                    version.source == decides,
                )
            }
        };
        Dispute {
            anchor: format!("dispute-{}", row.id),
            topic: self.readable.say(&row.topic),
            schemes: vec![scheme_name(pack.scheme)],
            versions: sorted(row.version.iter().map(version).collect()),
            decisions: row
                .decisions()
                .map(|one| decision(one, &self.readable, |id| pack.source(id)))
                .collect(),
        }
    }
}

fn of_sheet(sheet: &Sheet, readable: &Readable, day: Date) -> Vec<Dispute> {
    let dispute = |row: &DisputeRow<procedures::VersionRow>| {
        let decides = row.decision_on(day).in_force;
        let version = |version: &procedures::VersionRow| {
            let source = sheet.sources.get(&version.source);
            let says = readable.say(&version.says);
            told(source, says, version.source == decides)
        };
        Dispute {
            anchor: format!("dispute-{}", row.id),
            topic: readable.say(&row.topic),
            schemes: vec![],
            versions: sorted(row.version.iter().map(version).collect()),
            decisions: row
                .decisions()
                .map(|one| decision(one, readable, |id| sheet.sources.get(id)))
                .collect(),
        }
    };
    sheet.disputes.iter().map(dispute).collect()
}

fn decision<'s>(
    decision: rules::Decision<'_>,
    readable: &Readable,
    source: impl Fn(&str) -> Option<&'s Source>,
) -> DecisionView {
    DecisionView {
        source: title(source(decision.in_force)),
        from: decision.from,
        why: readable.say(decision.why),
        decided_on: decision.decided_on,
        decided_by: decision.decided_by.map(str::to_owned),
    }
}

fn title(source: Option<&Source>) -> String {
    source.map_or_else(|| "没有写明".to_owned(), |source| as_set(&source.title))
}

fn told(source: Option<&Source>, says: Bilingual, in_force: bool) -> FigureVersion {
    let published = source.map(|source| [source.publisher.clone(), source.dated.clone()]);
    let published: Vec<String> = published.into_iter().flatten().flatten().collect();
    FigureVersion {
        source: title(source),
        dated: as_set(&published.join("，")),
        says,
        in_force,
        apart: None,
        try_href: None,
    }
}

fn sorted(mut versions: Vec<FigureVersion>) -> Vec<FigureVersion> {
    versions.sort_by_key(|version| !version.in_force);
    versions
}
