//! Every contradiction on record: of packs and of procedures, each once.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use domain::basis::Source;
use domain::policy::{Library, Pack};
use domain::procedures::{self, Sheet};
use domain::rules::dispute::Version as _;
use domain::rules::{self, DisputeRow, VersionRow};
use domain::text::{Bilingual, Named};
use domain::{Region, region_names};
use jiff::civil::Date;

use super::nowhere::no_place;
use super::procedures::national;
use crate::App;
use crate::pages::Asking;
use crate::pages::given::FormValues;
use crate::web::policy::disputes::{self, DecisionView, Dispute, DisputesPage, VersionView};

/// Whose disputes: a place's, or the nation's.
type Place = Option<Region>;

pub(super) async fn disputes(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Response {
    let reference = app.reference();
    let library = &reference.library;
    let all = all(library, app.today());
    let wanted: Option<Place> = match given.get("place") {
        None => None,
        Some("national") => Some(None),
        Some(code) => match code.parse::<Region>() {
            Ok(region) => Some(Some(region.pooling())),
            Err(_) => return no_place(&asking, library, code),
        },
    };
    let is_chosen = |place: &Place| wanted == Some(*place);
    let places = places(&all);
    let page = DisputesPage {
        places: places
            .iter()
            .map(|place| (word(*place), name(*place), is_chosen(place)))
            .collect(),
        disputes: all
            .into_iter()
            // What is disputed of the nation's rules is disputed of everybody's.
            .filter(|(place, _)| wanted.is_none_or(|wanted| wanted == *place || place.is_none()))
            .map(|(_, dispute)| dispute)
            .collect(),
    };
    let page = with_own_anchors(page, wanted.is_some());
    Html(disputes::render(&asking.frame, &page)).into_response()
}

/// On the page of one place a number is an anchor; over all places numbers repeat.
fn with_own_anchors(mut page: DisputesPage, one_place: bool) -> DisputesPage {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for dispute in &mut page.disputes {
        let plain = format!("dispute-{}", dispute.id);
        let base = match one_place {
            true => plain,
            false => dispute.anchor.clone(),
        };
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        dispute.anchor = match *count {
            1 => base,
            number => format!("{base}-{number}"),
        };
    }
    page
}

fn places(all: &[(Place, Dispute)]) -> Vec<Place> {
    let mut places: Vec<Place> = all.iter().map(|(place, _)| *place).collect();
    places.sort();
    places.dedup();
    places
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

/// All disputes by number: those a place's schemes share once.
fn all(library: &Library, day: Date) -> Vec<(Place, Dispute)> {
    let mut found: Vec<(Place, Dispute)> = Vec::new();
    for pack in library.packs() {
        for row in &pack.disputes {
            let dispute = of_pack(pack, row, day);
            let same = |(place, known): &&mut (Place, Dispute)| {
                *place == Some(pack.region) && known.id == row.id && known.topic == row.topic
            };
            match found.iter_mut().find(same) {
                Some((_, known)) => add_links(known, dispute),
                None => found.push((Some(pack.region), dispute)),
            }
        }
    }
    let mut regions: Vec<Region> = library.packs().map(|pack| pack.region).collect();
    regions.dedup();
    let own = regions
        .iter()
        .flat_map(|region| library.procedures(*region).sheets());
    let own = own.filter(|sheet| sheet.region.is_some());
    for sheet in own.chain(national(library).sheets()) {
        let rows = sheet.disputes.iter();
        found.extend(rows.map(|row| (sheet.region, of_sheet(sheet, row, day))));
    }
    found.sort_by(|(a, one), (b, other)| (&one.id, a).cmp(&(&other.id, b)));
    found
}

/// The same dispute in another scheme brings only the links to try it there.
fn add_links(known: &mut Dispute, other: Dispute) {
    for (known, other) in known.versions.iter_mut().zip(other.versions) {
        known.try_hrefs.extend(other.try_hrefs);
    }
}

fn of_pack(pack: &Pack, row: &DisputeRow, day: Date) -> Dispute {
    let decides = row.decision_on(day).in_force;
    let version = |version: &VersionRow| {
        let href = format!(
            "/policy/what-if?pack={}/{}&according_to={}:{}",
            pack.region, pack.scheme, row.id, version.source
        );
        let is_tried = version.has_rows() && version.source != decides;
        VersionView {
            try_hrefs: match is_tried {
                true => vec![(pack.scheme.name(), href)],
                false => vec![],
            },
            ..told(
                &version.source,
                pack.source(&version.source),
                &version.says,
                decides,
            )
        }
    };
    Dispute {
        id: row.id.clone(),
        anchor: format!("dispute-{}-{}", pack.region, row.id),
        place: name(Some(pack.region)),
        topic: row.topic.clone(),
        touches: row.touches.clone(),
        versions: sorted(row.version.iter().map(version).collect()),
        decisions: row
            .decisions()
            .map(|one| decision(one, |id| pack.source(id)))
            .collect(),
    }
}

fn of_sheet(sheet: &Sheet, row: &DisputeRow<procedures::VersionRow>, day: Date) -> Dispute {
    let decides = row.decision_on(day).in_force;
    let version = |version: &procedures::VersionRow| {
        let source = sheet.sources.get(&version.source);
        told(&version.source, source, &version.says, decides)
    };
    Dispute {
        id: row.id.clone(),
        anchor: format!("dispute-{}-procedures-{}", word(sheet.region), row.id),
        place: name(sheet.region),
        topic: row.topic.clone(),
        touches: row.touches.clone(),
        versions: sorted(row.version.iter().map(version).collect()),
        decisions: row
            .decisions()
            .map(|one| decision(one, |id| sheet.sources.get(id)))
            .collect(),
    }
}

fn decision<'s>(
    decision: rules::Decision<'_>,
    source: impl Fn(&str) -> Option<&'s Source>,
) -> DecisionView {
    DecisionView {
        source: title(decision.in_force, source(decision.in_force)),
        from: decision.from,
        why: decision.why.clone(),
        decided_on: decision.decided_on,
        decided_by: decision.decided_by.map(str::to_owned),
    }
}

fn title(id: &str, source: Option<&Source>) -> String {
    source.map_or_else(|| id.to_owned(), |source| source.title.clone())
}

fn told(id: &str, source: Option<&Source>, says: &Bilingual, decides: &str) -> VersionView {
    let published = source.map(|source| [source.publisher.clone(), source.dated.clone()]);
    let published: Vec<String> = published.into_iter().flatten().flatten().collect();
    VersionView {
        source: id.to_owned(),
        title: title(id, source),
        published: published.join(" · "),
        confidence: source.map(|source| source.class),
        says: says.clone(),
        in_force: id == decides,
        try_hrefs: vec![],
    }
}

fn sorted(mut versions: Vec<VersionView>) -> Vec<VersionView> {
    versions.sort_by_key(|version| !version.in_force);
    versions
}
