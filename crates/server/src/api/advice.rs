//! Must I file at all, and as what: the first question, answered from what has been said so far.

use std::collections::BTreeSet;

use axum::extract::State;
use desk::{DeskError, Voucher};
use domain::Region;
use domain::advice::advise;
use domain::calendar::age_on;
use domain::facility::Care;
use domain::filing::{Advice, AdviceAsked, Filing, FilingInForce, Register};
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme, Status};
use domain::procedures::Circumstances;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::errors::catalogued;
use super::read::Query;
use super::sandbox::sandbox_only;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type AdviceDoc = Of<Advice>;
type SaidDoc = Of<Said>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// What the address asks. What is not said stays open in the answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Said {
    /// Insured place.
    insured_at: Region,
    /// Where care is sought; 900000 is abroad.
    treated_at: Region,
    /// The day care is sought; today unless stated.
    day: Option<Date>,
    /// Kind of care.
    care: Option<Care>,
    /// Scheme.
    scheme: Option<Scheme>,
    /// Tier, where the scheme has tiers.
    tier: Option<String>,
    /// Status within the scheme.
    status: Option<Status>,
    /// Where the household register lies.
    register: Option<Register>,
    /// Marks of the person, with commas between.
    traits: Option<String>,
    /// Months away, past or intended.
    months_away: Option<u8>,
    /// Whether an employer posted the person.
    posted: Option<bool>,
    /// Age in full years.
    age: Option<u8>,
    /// Emergency rescue.
    emergency: Option<bool>,
    /// A hospital has referred or is about to refer the person.
    referred: Option<bool>,
    /// In the sandbox: the person who asks; insurance, age and filings are then known.
    person: Option<PersonId>,
}

/// What is known of the person besides what was said.
#[derive(Default)]
struct Known {
    enrolment: Option<Enrolment>,
    age: Option<u8>,
    filings: Vec<FilingInForce>,
}

/// Must I file?
///
/// Answered before any form is opened; every way to file with its conditions, proofs and sources.
#[utoipa::path(
    get, path = "/api/v1/advice", tag = "filings", params(SaidDoc),
    responses(
        (status = 200, description = "the advice", body = AdviceDoc),
        (status = 400, description = "bad-query, unknown-mark, unknown-tier, impossible-age, \
            wrong-status, contradiction"),
        (status = 422, description = "not-enrolled"),
    ),
)]
async fn get(
    State(app): State<App>,
    Query(said): Query<Said>,
) -> Result<axum::Json<Advice>, ApiProblem> {
    let today = app.today();
    let day = said.day.unwrap_or(today);
    let known = match &said.person {
        Some(person) => {
            sandbox_only(&app)?;
            known(&app, person.clone(), (said.insured_at, day)).await?
        }
        None => Known::default(),
    };
    let reference = app.reference();
    let traits = said.traits.as_deref().map(separated);
    let asked = AdviceAsked {
        about: circumstances(&said, &known, traits.as_ref()),
        day,
        emergency: said.emergency,
        referred: said.referred,
        filings: &known.filings,
    };
    let advice = advise(&reference.library, &asked, known.enrolment.as_ref());
    let advice = advice.map_err(|why| catalogued(why.code(), why.message()))?;
    Ok(axum::Json(advice))
}

/// What was said goes before what is on record: the person may ask about a change to come.
fn circumstances<'a>(
    said: &'a Said,
    known: &'a Known,
    traits: Option<&'a BTreeSet<String>>,
) -> Circumstances<'a> {
    let enrolment = known.enrolment.as_ref();
    Circumstances {
        care: said.care,
        scheme: said.scheme.or(enrolment.map(|e| e.scheme)),
        tier: said
            .tier
            .as_deref()
            .or(enrolment.and_then(|e| e.tier.as_deref())),
        status: said.status.or(enrolment.map(|e| e.status)),
        register: said.register,
        traits: traits.or(enrolment.map(|e| &e.traits)),
        months_away: said.months_away,
        posted: said.posted,
        age: said.age.or(known.age),
        ..Circumstances::of_journey(said.insured_at, said.treated_at)
    }
}

fn separated(words: &str) -> BTreeSet<String> {
    let words = words
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

async fn known(
    app: &App,
    person: PersonId,
    (insured_at, day): (Region, Date),
) -> Result<Known, ApiProblem> {
    let read = app.read(move |desk| {
        let found = desk::identify(desk, &Voucher::Person(person.clone()))?;
        let filings = desk::filings(desk, &person)?;
        let at = insured_at.pooling();
        let mut there = found.enrolments.into_iter().filter(|e| e.insured_at == at);
        // Whoever is insured elsewhere is not advised by the rules of this place.
        let not_there = DeskError::NotEnrolled {
            scheme: None,
            insured_at: Some(at),
        };
        Ok(Known {
            enrolment: Some(there.next().ok_or(not_there)?),
            age: Some(age_on(found.person.born_on, day)),
            filings: filings.iter().filter_map(Filing::in_force).collect(),
        })
    });
    Ok(read.await?)
}
