//! The directory over HTTP: places are read as people write them, words by their lists; what is not
//! understood is asked back, and everything that is stays in the address.

mod choosing;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use desk::Reference;
use desk::directory::{DirectoryAsked, FacilityState, Fewer, OpenCare};
use domain::advice::{JourneyAsked, journey, name_of, name_to_type};
use domain::facility::{Care, Facility, FacilityKind, Level};
use domain::ids::FacilityCode;
use domain::region_names::{NamedPlace, PlaceMeant, meant, place_of};
use domain::text::Bilingual;
use domain::{Region, region_names};
use jiff::civil::Date;

use choosing::{choosing_of, may_be_chosen};

use super::given::FormValues;
use super::{Asking, Page};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::advice::{PlaceField, PlaceWrong};
use crate::web::facilities::facility::{self, ChoosingLine, FacilityPage, MeaningView};
use crate::web::facilities::{
    self, DirectoryAddress, DirectoryPage, DirectoryRow, FewerOf, FoundView, PAGE,
};

/// No further page is looked at.
const PAGES_MOST: usize = 50_000;

/// No more districts are named.
const DISTRICTS_MOST: usize = 40;

pub(super) async fn list(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    let reference = app.reference();
    let day = app.today();
    let read = Read::of(&given, &asking);
    let mut page = DirectoryPage {
        found: None,
        day,
        asked: read.asked,
        insured: read.insured,
        treated: read.treated,
        near: read.near,
        strange: read.strange,
    };
    let understood = page.treated.wrong.is_none() && page.near.wrong.is_none();
    if page.asked.asks() && understood {
        page.found = Some(found(&reference, &page.asked, day));
    }
    let status = match page.is_mistaken() {
        true => StatusCode::BAD_REQUEST,
        false => StatusCode::OK,
    };
    (status, Html(facilities::render(&asking.frame, &page))).into_response()
}

/// What the address says, and what of it nobody understands.
struct Read {
    asked: DirectoryAddress,
    insured: PlaceField,
    treated: PlaceField,
    near: PlaceField,
    strange: Vec<String>,
}

impl Read {
    fn of(given: &FormValues, asking: &Asking) -> Read {
        let mut strange = Vec::new();
        let mut word = |name: &str, known: bool| {
            let sent = given.get(name);
            strange.extend(
                sent.filter(|_| !known)
                    .map(|it| domain::text::shortened(it, 20)),
            );
        };
        let care = given.get("care").and_then(Care::from_word);
        let level = given.get("level").and_then(Level::from_word);
        let kind = given.get("kind").and_then(FacilityKind::from_word);
        let number = given.get("page").map_or(Some(1), |it| it.parse().ok());
        let number = number.filter(|it| (1..=PAGES_MOST).contains(it));
        word("care", care.is_some());
        word("level", level.is_some());
        word("kind", kind.is_some());
        word("page", number.is_some());
        let mut asked = DirectoryAddress {
            text: domain::text::cut(&given.text("q"), 60),
            care,
            level,
            kind,
            choosing: given.get("choosing") == Some("1"),
            page: number.unwrap_or(1),
            ..DirectoryAddress::default()
        };
        let read = |name: &str| read_place(given.get(name), name == "insured_at");
        let (insured, treated, near) = (read("insured_at"), read("treated_at"), read("near"));
        asked.insured_at = insured.region();
        asked.treated_at = treated.region();
        asked.near = near.region();
        let field = |name: &'static str, read: PlaceRead, set: Set| {
            read.field((given, asking), &asked, set).unwrap_or_else(|| {
                let typed = given.text(name);
                PlaceField {
                    typed,
                    ..PlaceField::default()
                }
            })
        };
        let insured = field("insured_at", insured, |to, it| to.insured_at = Some(it));
        let treated = field("treated_at", treated, |to, it| to.treated_at = Some(it));
        let near = field("near", near, |to, it| to.near = Some(it));
        Read {
            asked,
            insured,
            treated,
            near,
            strange,
        }
    }
}

/// Puts a place into an address.
type Set = fn(&mut DirectoryAddress, Region);

/// A place as it was read.
enum PlaceRead {
    Nothing,
    Known(Region),
    Not(PlaceWrong, String, Vec<&'static NamedPlace>),
}

impl PlaceRead {
    fn region(&self) -> Option<Region> {
        match self {
            PlaceRead::Known(region) => Some(*region),
            _ => None,
        }
    }

    /// The field of the form: what was typed, what is wrong, and the places that may be meant, each
    /// as the address that says so.
    fn field(
        self,
        (_, asking): (&FormValues, &Asking),
        asked: &DirectoryAddress,
        set: Set,
    ) -> Option<PlaceField> {
        let (wrong, typed, choices) = match self {
            PlaceRead::Nothing => return None,
            PlaceRead::Known(region) => {
                let typed = asking.frame.pick(&name_to_type(region)).to_owned();
                (None, typed, vec![])
            }
            PlaceRead::Not(wrong, typed, choices) => (Some(wrong), typed, choices),
        };
        let choice = |place: &&NamedPlace| {
            let mut to = asked.on_page(1);
            set(&mut to, place.region);
            (to.href(), place.told_apart())
        };
        Some(PlaceField {
            typed,
            wrong,
            choices: choices.iter().map(choice).collect(),
        })
    }
}

/// A place as people write it. A whole province can be looked in, though nobody is insured by one.
fn read_place(typed: Option<&str>, insures: bool) -> PlaceRead {
    let Some(typed) = typed else {
        return PlaceRead::Nothing;
    };
    let not = |wrong, choices| PlaceRead::Not(wrong, typed.to_owned(), choices);
    let known = |region: Region| match insures && region.is_outside_the_scheme() {
        true => not(PlaceWrong::Outside, vec![]),
        false => PlaceRead::Known(region),
    };
    match meant(typed) {
        PlaceMeant::Place { place, .. } => known(place.region),
        PlaceMeant::Abroad => known(Region::ABROAD),
        PlaceMeant::Several(several) => not(PlaceWrong::Several, several),
        PlaceMeant::CitiesOf(_, cities) if insures => not(PlaceWrong::Cities, cities),
        PlaceMeant::CitiesOf(province, _) => known(province.region),
        PlaceMeant::Unknown(near) => match typed.parse::<Region>() {
            Ok(region) if region_names::find(region).is_some() => known(region),
            _ => not(PlaceWrong::Unknown, near),
        },
    }
}

/// A place by its own name; everywhere abroad as people say it.
fn place_name(region: Region) -> Bilingual {
    match region == Region::ABROAD {
        true => Bilingual::new("国外", "abroad"),
        false => name_of(region),
    }
}

fn found(reference: &Reference, address: &DirectoryAddress, day: Date) -> FoundView {
    let directory = reference.directory();
    let asked = directory_asked(address, day);
    let found = directory.search(&asked);
    let place = address.treated_at;
    let rows = found.page.iter();
    let rows = rows.map(|one| DirectoryRow {
        may: may_be_chosen(reference, (address, one.facility), day),
        ..row(address, one.facility, (one.state, one.metres), day)
    });
    let mut rows: Vec<DirectoryRow> = rows.collect();
    // Whoever looks for one to choose sees those first that can be.
    rows.sort_by_key(|row| row.may == Some(false));
    let both = address.insured_at.zip(place);
    FoundView {
        from: address.insured_at.map(place_name),
        to: place.map(place_name),
        outside: place.is_some_and(Region::is_outside_the_scheme),
        home: both.is_some_and(|(from, to)| from.pooling() == to.pooling()),
        open: place
            .map(|place| open_of(reference, (place, &asked), day))
            .unwrap_or_default(),
        total: found.total,
        open_total: found.open,
        rows,
        districts: districts(reference, address),
        fewer: match found.total {
            0 => fewer(address, directory.with_fewer(&asked)),
            _ => vec![],
        },
    }
}

/// What is open by kind of care, counted as the other filters leave it.
fn open_of(
    reference: &Reference,
    (place, asked): (Region, &DirectoryAsked),
    day: Date,
) -> Vec<OpenCare> {
    let directory = reference.directory();
    let mut open = directory.open_at(place, day);
    if asked.text.is_empty() {
        return open;
    }
    for one in &mut open {
        let of_kind = DirectoryAsked {
            care: Some(one.care),
            skip: 0,
            count: 0,
            ..asked.clone()
        };
        one.count = directory.search(&of_kind).open;
    }
    open
}

fn directory_asked(address: &DirectoryAddress, day: Date) -> DirectoryAsked {
    DirectoryAsked {
        text: address.text.clone(),
        at: address.treated_at,
        care: address.care,
        level: address.level.into_iter().collect(),
        kind: address.kind,
        near: address.near,
        skip: (address.page - 1) * PAGE,
        count: PAGE,
        ..DirectoryAsked::on(day)
    }
}

fn row(
    address: &DirectoryAddress,
    facility: &Facility,
    (state, metres): (FacilityState, Option<u64>),
    day: Date,
) -> DirectoryRow {
    let is_pharmacy = facility.kind == FacilityKind::Pharmacy;
    let settles = Care::ALL.iter().copied();
    DirectoryRow {
        href: address.of_facility(facility.code.as_str()),
        name: facility.name.clone(),
        level: (!is_pharmacy).then(|| facility.level_on(day)),
        kind: facility.kind,
        place: name_of(facility.region),
        state,
        settles: settles
            .filter(|care| facility.is_networked(*care, day))
            .collect(),
        metres,
        may: None,
    }
}

/// The divisions of the city that is looked in, the one that is named left out.
fn districts(
    reference: &Reference,
    address: &DirectoryAddress,
) -> Vec<(Bilingual, DirectoryAddress, usize)> {
    let Some(place) = address.treated_at else {
        return vec![];
    };
    let all = reference.directory().divisions(place.pooling());
    let all = all.into_iter().filter(|(division, _)| *division != place);
    let named = all.filter_map(|(division, count)| {
        let name = place_of(division)?.label();
        let mut to = address.on_page(1);
        to.treated_at = Some(division);
        Some((name, to, count))
    });
    named.take(DISTRICTS_MOST).collect()
}

/// What would be found with less asked, each as an address.
fn fewer(address: &DirectoryAddress, fewer: Vec<Fewer>) -> Vec<(FewerOf, DirectoryAddress, usize)> {
    let one = |Fewer { asked, total }: Fewer| {
        let mut to = address.on_page(1);
        let of = match () {
            () if asked.care.is_none() && to.care.take().is_some() => FewerOf::Service,
            () if asked.level.is_empty() && to.level.take().is_some() => FewerOf::Level,
            () if asked.kind.is_none() && to.kind.take().is_some() => FewerOf::Kind,
            () if asked.text.is_empty() && !to.text.is_empty() => {
                to.text.clear();
                FewerOf::Name
            }
            () => {
                to.treated_at = asked.at;
                FewerOf::Place(asked.at.map(place_name).unwrap_or_default())
            }
        };
        (of, to, total)
    };
    fewer.into_iter().map(one).collect()
}

pub(super) async fn one(
    State(app): State<App>,
    Path(code): Path<String>,
    given: FormValues,
    headers: HeaderMap,
    asking: Asking,
) -> Page {
    let unknown = || ApiProblem::no_such_page(&asking.frame.path);
    let parsed: FacilityCode = match code.to_ascii_uppercase().parse() {
        Ok(parsed) => parsed,
        Err(_) => return Err(asking.problem(unknown())),
    };
    let reference = app.reference();
    let known = reference.facility(&parsed);
    let facility = known.map_err(|error| asking.problem(error))?;
    let read = Read::of(&given, &asking);
    let page = facility_page(&reference, (facility, &read.asked), app.today());
    let page = FacilityPage {
        scanned: given.get("by") == Some("scan"),
        qr: format!("{}/facilities/{parsed}?by=scan", reached_at(&app, &headers)),
        ..page
    };
    Ok(Html(facility::render(&asking.frame, &page)))
}

/// The address by which the reader reached this page, so that a telephone reaches it too.
pub(super) fn reached_at(app: &App, headers: &HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let is_host = |host: &&str| {
        let plain = |sign: u8| sign.is_ascii_alphanumeric() || b".-:[]".contains(&sign);
        !host.is_empty() && host.len() <= 255 && host.bytes().all(plain)
    };
    let scheme = match app.address().starts_with("https://") {
        true => "https",
        false => "http",
    };
    host.filter(is_host).map_or_else(
        || app.address().to_owned(),
        |host| format!("{scheme}://{host}"),
    )
}

fn facility_page(
    reference: &Reference,
    (facility, asked): (&Facility, &DirectoryAddress),
    day: Date,
) -> FacilityPage {
    let mut services: Vec<_> = facility.networked.iter().collect();
    services.sort_by_key(|it| (it.care, std::cmp::Reverse(it.period.from)));
    let place = place_of(facility.region).map(|place| place.told_apart());
    let insured = asked.insured_at;
    let meaning = insured.map(|from| meaning(reference, (from, facility), day));
    let lines = meaning.iter().flat_map(|it| &it.choosing);
    let choosable = match &meaning {
        Some(_) => lines.clone().any(|line| line.may == Some(true)),
        None => facility.kind == FacilityKind::Hospital,
    };
    let mut services_now = facility.networked.iter();
    let is_closed = !services_now.any(|one| one.period.until.is_none_or(|until| until > day));
    let others = DirectoryAddress {
        insured_at: insured,
        treated_at: Some(facility.region.pooling()),
        page: 1,
        ..DirectoryAddress::default()
    };
    FacilityPage {
        elsewhere: is_closed.then(|| others.href()),
        code: facility.code.to_string(),
        name: facility.name.clone(),
        kind: facility.kind,
        level: facility.level_on(day),
        grade: facility.grade_on(day),
        place: place.unwrap_or_else(|| place_name(facility.region)),
        address: facility.site.address.clone(),
        phone: facility.site.phone.clone(),
        services: services.iter().map(|it| (it.care, it.period)).collect(),
        day,
        asked: asked.clone(),
        scanned: false,
        choose: choosable.then(|| format!("/designation/choose?facility={}", facility.code)),
        meaning,
        qr: String::new(),
    }
}

/// What the facility means for somebody insured in a place.
fn meaning(reference: &Reference, (from, facility): (Region, &Facility), day: Date) -> MeaningView {
    let library = &reference.library;
    let to = facility.region;
    let home = from.pooling() == to.pooling();
    let asked = JourneyAsked::between(from, to, day);
    let filing = match journey(library, &asked) {
        _ if home => Bilingual::new("在参保地看病，不用备案", "care at home; nothing to file"),
        Ok(answer) => domain::text::Named::name(&answer.panel),
        Err(why) => why.message(),
    };
    let packs = library.packs().filter(|pack| pack.region == from.pooling());
    let packs: Vec<_> = packs.collect();
    let at = to.pooling();
    let what_if = packs.first().map(|pack| {
        let (place, scheme) = (pack.region, pack.scheme);
        format!("/policy/what-if?pack={place}/{scheme}&at={at}")
    });
    let rules = library.procedures(from);
    let mut choosing: Vec<ChoosingLine> = Vec::new();
    for pack in packs {
        for line in choosing_of(rules, (pack, facility), day) {
            if !choosing.contains(&line) {
                choosing.push(line);
            }
        }
    }
    MeaningView {
        from: place_name(from),
        home,
        filing,
        advice: format!("/advice?insured_at={from}&treated_at={to}"),
        what_if,
        choosing,
    }
}
