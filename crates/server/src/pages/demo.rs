//! The front page of the demo, the page for HIS engineers, the API reference.

use axum::extract::State;
use axum::response::Html;
use desk::accounts::Unit;
use desk::{Role, Settlement};
use domain::advice::name_to_type;
use domain::facility::{Care, Facility, FacilityKind, Level};
use domain::ids::PersonId;
use domain::{Bilingual, Money, region_names};
use national::codes::INSUTYPE;

use super::given::FormValues;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::app::SandboxPerson;
use crate::web::developer::{self, DeveloperPage, ErrorEntry, TestFacility, TestPerson, Try};
use crate::web::home::{self, HomePage, RoleSwitch};
use crate::web::text::AdviceText;
use crate::web::{self};
use crate::{App, api};
use national::sample::{SampleLine, Story};

pub(super) async fn home(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let named = |name: &str| given.get(name).map(as_named).unwrap_or_default();
    let insured = match given.get("insured_at") {
        Some(typed) => as_named(typed),
        None => on_record(&app, &asking).await?.unwrap_or_default(),
    };
    let page = HomePage {
        insured: frame_name(&asking, &insured),
        treated: frame_name(&asking, &named("treated_at")),
        hot: HOT.iter().filter_map(|code| hot(code)).collect(),
        bill: example_bill(&app, &asking).await?,
        roles: roles(&app, &asking).await?,
    };
    Ok(Html(home::render(&asking.frame, &page)))
}

/// Where whoever is asked about is insured by the record, so that it need not be typed.
async fn on_record(app: &App, asking: &Asking) -> Result<Option<Bilingual>, PageProblem> {
    let Some(person) = asking.about() else {
        return Ok(None);
    };
    let places = app.read(move |desk| desk::drafts::insured_places(desk, &person));
    let places = places.await.map_err(|error| asking.problem(error))?;
    Ok(places.first().copied().map(name_to_type))
}

/// A bill that shows how one is explained: an invented one that stands; elsewhere one's own.
async fn example_bill(app: &App, asking: &Asking) -> Result<String, PageProblem> {
    let people: Vec<PersonId> = app.story().iter().map(|one| one.id.clone()).collect();
    let made = match app.is_sandbox() && asking.frame.signed.is_none() {
        true => app.read(move |desk| newest(desk, &people)).await,
        false => Ok(None),
    };
    let made = made.map_err(|error| asking.problem(error))?;
    Ok(made.map_or_else(
        || asking.frame.own_home().to_owned(),
        |settlement| format!("/settlements/{}", settlement.id),
    ))
}

/// The newest settlement that still counts.
fn newest(
    desk: &mut desk::Desk<'_, '_>,
    people: &[PersonId],
) -> Result<Option<Settlement>, desk::DeskError> {
    for settlement in desk::query::newest_settlements(desk, people, 4)? {
        if desk::query::cancellation_of(desk, &settlement)?.is_none() {
            return Ok(Some(settlement));
        }
    }
    Ok(None)
}

/// Who stands for whom in the demo: somebody old, and staff of each kind, at their own desk.
async fn roles(app: &App, asking: &Asking) -> Result<Vec<RoleSwitch>, PageProblem> {
    if !app.is_sandbox() {
        return Ok(vec![]);
    }
    let staff = app.read(desk::accounts::staff_in_use).await;
    let staff = staff.map_err(|error| asking.problem(error))?;
    let mut old = app.story().iter();
    let old = old.find(|one| one.id.to_string() == AN_OLD_PERSON);
    let mut roles: Vec<RoleSwitch> = old.map(as_patient).into_iter().collect();
    for (role, name, to) in DESKS {
        let mut held = staff.iter().filter(|one| one.roles.contains(&role));
        // Whoever sees to a place rather than to everything has cases to see to.
        let own = held.clone().find(|one| one.unit != Unit::All);
        roles.extend(own.or(held.next()).map(|one| RoleSwitch {
            field: "operator",
            value: one.name.clone(),
            to,
            name,
        }));
    }
    Ok(roles)
}

/// A retired woman whom her daughter helps.
const AN_OLD_PERSON: &str = "44030000000000000035";

fn as_patient(one: &SandboxPerson) -> RoleSwitch {
    RoleSwitch {
        field: "person",
        value: one.id.to_string(),
        to: "/me",
        name: AdviceText::RolePatient,
    }
}

/// Staff in the demo, with what they are called and where they begin.
const DESKS: [(Role, AdviceText, &str); 5] = [
    (Role::Employer, AdviceText::RoleEmployer, "/employer"),
    (Role::Clerk, AdviceText::RoleClerk, "/clerk"),
    (Role::FacilityDesk, AdviceText::RoleHospital, "/desk"),
    (Role::Editor, AdviceText::RolePolicy, "/policy/edit"),
    (Role::Bureau, AdviceText::RoleDirector, "/bureau"),
];

/// Where most people go who go elsewhere; and one place where nothing can be filed, to say so.
const HOT: [&str; 7] = [
    "110000", "310000", "440100", "510100", "330100", "420100", "810000",
];

fn hot(code: &str) -> Option<(String, Bilingual)> {
    let name = region_names::label(code.parse().ok()?);
    let short = name
        .zh
        .trim_end_matches("特别行政区")
        .trim_end_matches('市');
    Some((code.to_owned(), Bilingual::new(short, name.en)))
}

/// What an earlier question said of a place: a code by its name.
fn as_named(typed: &str) -> Bilingual {
    let region = typed.parse().ok();
    region.map_or_else(|| Bilingual::new(typed, typed), name_to_type)
}

fn frame_name(asking: &Asking, name: &Bilingual) -> String {
    asking.frame.pick(name).to_owned()
}

fn tries(app: &App) -> Vec<Try> {
    let quote = "suixing quote demo/bills/guangzhou.toml --explain";
    let has_rules = app.reference().library.packs().next().is_some();
    vec![
        Try {
            title: Bilingual::new(
                "看深圳的规定和有争议的说法",
                "read Shenzhen's rules and disputes",
            ),
            href: has_rules.then(|| "/policy".to_owned()),
            command: None,
        },
        Try {
            title: Bilingual::new("不联网试算一张账单", "work out a bill offline"),
            href: None,
            command: Some(quote.to_owned()),
        },
    ]
}

pub(super) async fn developer(State(app): State<App>, asking: Asking) -> Page {
    let reference = app.reference();
    let facilities = reference.facilities().map(|facility| TestFacility {
        code: facility.code.to_string(),
        name: facility.name.clone(),
        region: region_names::label(facility.region),
        level: facility.level,
    });
    let people = app.story().iter().map(|known| TestPerson {
        name: known.name.clone(),
        voucher_type: known.voucher.kind.clone(),
        voucher_number: known.voucher.number.clone(),
        insured_at: region_names::label(known.insured_at),
        scheme: known.scheme,
        proves: known.proves.clone(),
    });
    let page = DeveloperPage {
        address: app.address().to_owned(),
        facilities: if app.is_sandbox() {
            facilities.collect()
        } else {
            vec![]
        },
        tries: match app.is_sandbox() {
            true => tries(&app),
            false => vec![],
        },
        people: people.collect(),
        story: story(&app),
        errors: api::error_catalogue()
            .into_iter()
            .map(error_entry)
            .collect(),
    };
    Ok(Html(developer::render(&asking.frame, &page)))
}

fn error_entry(entry: api::CatalogueEntry) -> ErrorEntry {
    ErrorEntry {
        code: entry.code.to_owned(),
        status: entry.status,
        title: Bilingual::new(entry.zh, entry.en),
        next: Bilingual::new(entry.next_zh, entry.next_en),
    }
}

/// The script: the first known person at the first level-3 hospital away from home that settles
/// outpatient visits today.
fn story(app: &App) -> Option<Story> {
    let known = app.story().first()?;
    let reference = app.reference();
    let today = app.today();
    let fits = |facility: &&Facility| {
        facility.kind == FacilityKind::Hospital
            && facility.level == Level::Tertiary
            && facility.region.pooling() != known.insured_at
            && facility.is_networked(Care::Outpatient, today)
    };
    let home_province = known.insured_at.province();
    let near = |facility: &Facility| facility.region.province() == home_province;
    let found: Vec<&Facility> = reference.facilities().filter(fits).collect();
    let facility = found
        .iter()
        .find(|facility| near(facility))
        .or(found.first())?;
    let catalogue = reference.catalogue(facility.region).ok()?;
    let items = catalogue
        .items()
        .iter()
        .filter(|item| item.period.contains(today) && !item.restricted && item.limit.is_none());
    let line = |item: &domain::catalogue::Item| SampleLine {
        code: item.code.clone(),
        price: Money::from_yuan(48),
        count: 2,
    };
    Some(Story {
        facility_code: facility.code.to_string(),
        facility_name: facility.name.clone(),
        treated_at: facility.region,
        insured_at: known.insured_at,
        voucher_type: known.voucher.kind.clone(),
        voucher_number: known.voucher.number.clone(),
        scheme_code: INSUTYPE.write(known.scheme)?.to_owned(),
        day: today,
        lines: items.take(3).map(line).collect(),
    })
}

pub(super) async fn api_docs(asking: Asking) -> Page {
    let openapi = serde_json::to_value(api::openapi()).unwrap_or_default();
    Ok(Html(web::api_docs::render(&asking.frame, &openapi)))
}
