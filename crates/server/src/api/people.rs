//! The invented people of the sandbox, with everything on record about them. Elsewhere nobody may
//! list people.

use std::collections::BTreeMap;

use axum::extract::State;
use desk::{ADMISSIONS, Identified, UNFILED_STAYS, Voucher, YearTotal, query};
use domain::calendar::{Month, Period};
use domain::ids::{CertificateKind, PersonId};
use domain::person::{Enrolment, Gender, Scheme, Status};
use domain::region_names::label;
use domain::{Bilingual, Money, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filings::{self, FilingsReply};
use super::read::{Path, Query};
use super::sandbox::sandbox_only;
use super::schema::Of;
use super::settlements::SettlementAnswer;
use crate::App;
use crate::app::SandboxPerson;
use crate::problem::ApiProblem;

type FilingsReplyDoc = Of<FilingsReply>;
type PeopleReplyDoc = Of<PeopleReply>;
type PersonReplyDoc = Of<PersonReply>;
type SettlementsReplyDoc = Of<SettlementsReply>;
type YearsReplyDoc = Of<YearsReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(list_filings))
        .routes(routes!(list_settlements))
        .routes(routes!(year_to_date))
}

/// What a person shows at the counter.
#[derive(Debug, Serialize, JsonSchema)]
struct VoucherReply {
    /// `01` e-voucher, `02` ID card, `03` social-security card (mdtrt_cert_type).
    #[serde(rename = "type")]
    kind: String,
    /// Its number (mdtrt_cert_no).
    number: String,
}

/// One insurance of a person.
#[derive(Debug, Serialize, JsonSchema)]
struct EnrolmentReply {
    /// Insured place.
    insured_at: Region,
    /// Name of the insured place.
    insured_at_name: Bilingual,
    /// Scheme.
    scheme: Scheme,
    /// Tier, where the scheme has tiers.
    tier: Option<String>,
    /// Status.
    status: Status,
    /// Since when, and until when if it ended.
    period: Period,
    /// First month of the present run of continuous insurance.
    #[schemars(with = "String", example = &"2020-09")]
    continuous_since: Month,
    /// Last month for which premiums are paid.
    #[schemars(with = "String", example = &"2026-11")]
    paid_through: Month,
    /// Marks a policy may ask about.
    traits: Vec<String>,
    /// Balance of the personal account.
    account: Money,
    /// The employer, if any.
    employer: Option<String>,
}

/// A certificate.
#[derive(Debug, Serialize, JsonSchema)]
struct CertificateReply {
    /// Its kind.
    kind: CertificateKind,
    /// Its number.
    number: String,
}

/// An invented person. Nobody has these numbers, so they are shown in full.
#[derive(Debug, Serialize, JsonSchema)]
struct PersonReply {
    /// Our number for the person.
    person: PersonId,
    /// Invented name.
    name: String,
    /// What says who it is; its number cannot be anybody's.
    certificate: CertificateReply,
    /// Gender.
    gender: Gender,
    /// Day of birth as registered.
    born_on: Date,
    /// What to send to the hospital interface; none for people outside the demo's story.
    voucher: Option<VoucherReply>,
    /// What the person is for.
    proves: Option<Bilingual>,
    /// Where insured, the present insurance first.
    enrolments: Vec<EnrolmentReply>,
}

/// The invented people.
#[derive(Debug, Serialize, JsonSchema)]
struct PeopleReply {
    /// In the order of the demo.
    people: Vec<PersonReply>,
}

impl From<Enrolment> for EnrolmentReply {
    fn from(enrolment: Enrolment) -> EnrolmentReply {
        EnrolmentReply {
            insured_at: enrolment.insured_at,
            insured_at_name: label(enrolment.insured_at),
            scheme: enrolment.scheme,
            tier: enrolment.tier,
            status: enrolment.status,
            period: enrolment.period,
            continuous_since: enrolment.continuous_since,
            paid_through: enrolment.paid_through,
            traits: enrolment.traits.into_iter().collect(),
            account: enrolment.account,
            employer: enrolment.employer,
        }
    }
}

impl PersonReply {
    fn new(found: Identified, known: Option<&SandboxPerson>) -> PersonReply {
        let Identified { person, enrolments } = found;
        PersonReply {
            certificate: CertificateReply {
                kind: person.certificate.kind(),
                number: person.certificate.reveal().to_owned(),
            },
            person: person.id,
            name: person.name,
            gender: person.gender,
            born_on: person.born_on,
            voucher: known.map(|known| VoucherReply {
                kind: known.voucher.kind.clone(),
                number: known.voucher.number.clone(),
            }),
            proves: known.map(|known| known.proves.clone()),
            enrolments: enrolments.into_iter().map(EnrolmentReply::from).collect(),
        }
    }
}

/// Invented people to try everything with.
///
/// Each with a voucher for the hospital interface and the sentence he or she proves. Sandbox only.
#[utoipa::path(
    get, path = "/api/v1/people", tag = "people",
    responses(
        (status = 200, description = "the people of the demo", body = PeopleReplyDoc),
        (status = 404, description = "sandbox-only"),
    ),
)]
async fn list(State(app): State<App>) -> Result<axum::Json<PeopleReply>, ApiProblem> {
    sandbox_only(&app)?;
    let story = app.story().to_vec();
    let read = app.read(move |desk| {
        let person = |known: &SandboxPerson| {
            let found = desk::identify(desk, &Voucher::Person(known.id.clone()))?;
            Ok(PersonReply::new(found, Some(known)))
        };
        story.iter().map(person).collect()
    });
    Ok(axum::Json(PeopleReply {
        people: read.await?,
    }))
}

/// One invented person.
///
/// Sandbox only.
#[utoipa::path(
    get, path = "/api/v1/people/{person}", tag = "people",
    params(("person" = String, Path, description = "our number for the person")),
    responses(
        (status = 200, description = "the person", body = PersonReplyDoc),
        (status = 404, description = "unknown-person, sandbox-only"),
    ),
)]
async fn get(
    State(app): State<App>,
    Path(id): Path<PersonId>,
) -> Result<axum::Json<PersonReply>, ApiProblem> {
    sandbox_only(&app)?;
    let known = app.story().iter().find(|known| known.id == id).cloned();
    let found = app
        .read(move |desk| desk::identify(desk, &Voucher::Person(id.clone())))
        .await?;
    Ok(axum::Json(PersonReply::new(found, known.as_ref())))
}

/// All filings of a person.
///
/// Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/filings", tag = "people",
    params(("person" = String, Path, description = "our number for the person")),
    responses(
        (status = 200, description = "filings by number", body = FilingsReplyDoc),
        (status = 404, description = "unknown-person, sandbox-only"),
    ),
)]
async fn list_filings(
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<axum::Json<FilingsReply>, ApiProblem> {
    sandbox_only(&app)?;
    let found = app
        .read(move |desk| filings::of_person(desk, &person))
        .await?;
    Ok(axum::Json(FilingsReply { filings: found }))
}

/// Settlements of a person.
#[derive(Debug, Serialize, JsonSchema)]
struct SettlementsReply {
    /// In the order in which they were made, cancellations included: so many of the newest.
    settlements: Vec<SettlementAnswer>,
    /// What to send as `before` to be given the next older ones; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<i64>,
}

/// Which settlements.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    before: Option<i64>,
}

/// The settlements of a person, a hundred at a time.
///
/// Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/settlements", tag = "people",
    params(
        ("person" = String, Path, description = "our number for the person"),
        ("before" = Option<i64>, Query, description = "`earlier` of the answer before"),
    ),
    responses(
        (status = 200, description = "settlements, the newest last", body = SettlementsReplyDoc),
        (status = 404, description = "unknown-person, sandbox-only"),
    ),
)]
async fn list_settlements(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Query(asked): Query<Asked>,
) -> Result<axum::Json<SettlementsReply>, ApiProblem> {
    sandbox_only(&app)?;
    let read = app.read(move |desk| {
        desk::identify(desk, &Voucher::Person(person.clone()))?;
        query::settlements_before(desk, &person, asked.before)
    });
    let page = read.await?;
    let oldest_first = page.made.iter().rev();
    let reply = |one: &query::InList| {
        SettlementAnswer::new(&one.sent, one.cancelled_by.clone(), &page.corrections)
    };
    Ok(axum::Json(SettlementsReply {
        settlements: oldest_first.map(reply).collect(),
        earlier: page.earlier,
    }))
}

/// What was used up in one benefit year.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct YearReply {
    /// Label of the benefit year.
    #[schemars(example = &"2026")]
    year: String,
    /// Insured place.
    insured_at: String,
    /// Scheme.
    scheme: &'static str,
    /// Inpatient admissions settled.
    admissions: i64,
    /// Stays settled without a filing.
    unfiled_stays: i64,
    /// Amounts by counter; the pack names its counters.
    counters: BTreeMap<String, Money>,
}

/// What a person has used up.
#[derive(Debug, Serialize, JsonSchema)]
struct YearsReply {
    /// The newest benefit year first.
    years: Vec<YearReply>,
}

/// What a person has used up, by benefit year.
///
/// The fold of the live settlements: deductibles paid, amounts towards each ceiling, admissions.
/// Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/year-to-date", tag = "people",
    params(("person" = String, Path, description = "our number for the person")),
    responses(
        (status = 200, description = "by benefit year", body = YearsReplyDoc),
        (status = 404, description = "unknown-person, sandbox-only"),
    ),
)]
async fn year_to_date(
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<axum::Json<YearsReply>, ApiProblem> {
    sandbox_only(&app)?;
    let read = app.read(move |desk| {
        desk::identify(desk, &Voucher::Person(person.clone()))?;
        desk::year_totals(desk, &person)
    });
    Ok(axum::Json(YearsReply {
        years: by_year(read.await?),
    }))
}

/// Totals that belong together stand together already.
fn by_year(totals: Vec<YearTotal>) -> Vec<YearReply> {
    let mut years: Vec<YearReply> = Vec::new();
    for total in totals {
        let (insured_at, scheme) = (total.insured_at.to_string(), total.scheme.word());
        let same = |last: &YearReply| {
            last.year == total.year && last.insured_at == insured_at && last.scheme == scheme
        };
        if !years.last().is_some_and(same) {
            let year = total.year.clone();
            years.push(YearReply {
                year,
                insured_at,
                scheme,
                ..YearReply::default()
            });
        }
        let year = years.last_mut().expect("one was pushed if there was none");
        match total.counter.as_str() {
            // Counted in ones.
            ADMISSIONS => year.admissions = total.amount.fen(),
            UNFILED_STAYS => year.unfiled_stays = total.amount.fen(),
            _ => drop(year.counters.insert(total.counter, total.amount)),
        }
    }
    years
}
