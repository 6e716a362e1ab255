//! What is put on record of people's insurances and of facilities, with the days it holds for; what
//! was settled for such days is derived again. By clerks with a key.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::{Correction, Designation, Desk, DeskError, Keyed, RecordedInsurance, RegisterStatement};
use domain::calendar::{Month, Period};
use domain::facility::{Facility, Grade, GradedBefore, Level};
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::person::{Enrolment, Scheme, Status};
use domain::{Money, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::corrections::{CorrectedDoc, as_bytes};
use super::filings::send;
use super::limits::check_texts;
use super::operators::Bearer;
use super::read::{IdempotencyKey, Json, Path};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type ChoicesDoc = Of<ChoicesOnRecord>;
type InsuranceDoc = Of<InsuranceOnRecord>;
type LevelsDoc = Of<LevelsOnRecord>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(put_insurance))
        .routes(routes!(put_choices))
        .routes(routes!(put_levels))
}

/// What is on record of an insurance from a day on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InsuranceRow {
    /// From when it holds; left out in the first row.
    #[serde(default)]
    from: Option<Date>,
    /// The first day of the insurance.
    enrolled_from: Date,
    /// The first day without it, if it ended.
    #[serde(default)]
    enrolled_until: Option<Date>,
    /// Tier, where the scheme has tiers.
    #[serde(default)]
    tier: Option<String>,
    /// Status.
    status: Status,
    /// First month of the present run of continuous insurance.
    #[schemars(with = "String", example = &"2015-03")]
    continuous_since: Month,
    /// Last month for which premiums are paid in full.
    #[schemars(with = "String", example = &"2026-10")]
    paid_through: Month,
    /// Marks a policy may ask about.
    #[serde(default)]
    traits: Vec<String>,
    /// Employer, if any.
    #[serde(default)]
    employer: Option<String>,
    /// What the contribution of a month is reckoned from.
    #[serde(default)]
    contribution_base: Option<Money>,
    /// Diseases the person was recognised as having.
    #[serde(default)]
    recognised: Vec<String>,
}

/// All that is on record of an insurance, from its beginning.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "number": "REG-2026-11-0007", "rows": [
    { "enrolled_from": "2015-03-01", "status": "on-job", "tier": "one",
      "continuous_since": "2015-03", "paid_through": "2026-10" },
    { "from": "2026-11-01", "enrolled_from": "2015-03-01", "status": "retired", "tier": "one",
      "continuous_since": "2015-03", "paid_through": "2026-10" }] }))]
pub struct InsuranceOnRecord {
    /// Number of the statement; corrections name it as their cause.
    number: String,
    /// What holds from when, oldest first.
    rows: Vec<InsuranceRow>,
}

/// A facility a person chose for outpatient care.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceRow {
    /// Which.
    facility: FacilityCode,
    /// The first day it holds.
    from: Date,
    /// The first day it no longer does.
    #[serde(default)]
    until: Option<Date>,
}

/// All facilities a person chose for outpatient care.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "number": "REG-2026-11-0008", "choices": [
    { "facility": "H44030600003", "from": "2026-01-01" }] }))]
pub struct ChoicesOnRecord {
    /// Number of the statement; corrections name it as their cause.
    number: String,
    /// What was chosen, with its days.
    choices: Vec<ChoiceRow>,
}

/// The level of a facility until a day.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LevelRow {
    /// The first day on which it was another.
    until: Date,
    /// Settlement level.
    level: Level,
    /// Grade on the licence, where it is on record.
    #[serde(default)]
    grade: Grade,
}

/// The settlement level of a facility, with those before.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "number": "REG-2026-11-0009", "level": "tertiary", "before": [
    { "until": "2026-07-01", "level": "secondary" }] }))]
pub struct LevelsOnRecord {
    /// Number of the statement; corrections name it as their cause.
    number: String,
    /// The level today.
    level: Level,
    /// Grade on the licence today, where it is on record.
    #[serde(default)]
    grade: Grade,
    /// Those before, oldest first.
    #[serde(default)]
    before: Vec<LevelRow>,
}

/// What was put on record of a facility.
#[derive(Debug, Serialize, JsonSchema)]
struct LevelsReply {
    /// Which.
    facility: FacilityCode,
    /// The number of the statement.
    number: String,
}

type LevelsReplyDoc = Of<LevelsReply>;

impl InsuranceRow {
    fn recorded(self, (insured_at, scheme): (Region, Scheme)) -> RecordedInsurance {
        RecordedInsurance {
            from: self.from,
            enrolment: Enrolment {
                insured_at,
                scheme,
                tier: self.tier,
                status: self.status,
                period: Period {
                    from: self.enrolled_from,
                    until: self.enrolled_until,
                },
                continuous_since: self.continuous_since,
                paid_through: self.paid_through,
                traits: self.traits.into_iter().collect(),
                account: Money::ZERO,
                employer: self.employer,
                contribution_base: self.contribution_base,
                recognised: self.recognised,
            },
        }
    }
}

/// Puts on record what holds of an insurance, from its beginning.
///
/// It takes the place of what was on record; days that have passed included. What was settled for
/// such days is derived again, and the difference corrected or left to a clerk, as the policy says.
/// The personal account is not part of it. By a clerk; `Idempotency-Key` as for submitting.
#[utoipa::path(
    put, path = "/api/v1/people/{person}/insurances/{insured_at}/{scheme}", tag = "people",
    request_body = InsuranceDoc, security(("operator" = [])),
    params(
        ("person" = String, Path, description = "our number for the person"),
        ("insured_at" = String, Path, description = "division code of the pooling region"),
        ("scheme" = String, Path, description = "employee or resident"),
        IdempotencyKey,
    ),
    responses(
        (status = 200, description = "what was corrected", body = CorrectedDoc),
        (status = 400, description = "bad-register: which row, and why"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-person"),
    ),
)]
async fn put_insurance(
    State(app): State<App>,
    Path((person, insured_at, scheme)): Path<(PersonId, Region, Scheme)>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<InsuranceOnRecord>,
) -> Result<Response, ApiProblem> {
    check_texts(&asked)?;
    let insurance = (insured_at, scheme);
    let rows = asked.rows.clone().into_iter();
    let history: Vec<RecordedInsurance> = rows.map(|row| row.recorded(insurance)).collect();
    let number = asked.number.clone();
    let content = json!({
        "insured_at": insured_at,
        "scheme": scheme,
        "number": asked.number,
        "rows": asked.rows,
    });
    let whose = person.clone();
    record(
        &app,
        (operator, key),
        (person, "record-insurance", content),
        {
            move |desk, by| {
                let statement = RegisterStatement {
                    by,
                    number: &number,
                };
                desk::record_insurance(desk, statement, (&whose, insurance), &history)
            }
        },
    )
    .await
}

/// Puts on record which facilities a person chose for outpatient care.
///
/// All of them with their days; they take the place of what was on record. What was settled for
/// days that have passed is derived again. By a clerk; `Idempotency-Key` as for submitting.
#[utoipa::path(
    put, path = "/api/v1/people/{person}/choices", tag = "people",
    request_body = ChoicesDoc, security(("operator" = [])),
    params(("person" = String, Path, description = "our number for the person"), IdempotencyKey),
    responses(
        (status = 200, description = "what was corrected", body = CorrectedDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-person, unknown-facility"),
    ),
)]
async fn put_choices(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(asked): Json<ChoicesOnRecord>,
) -> Result<Response, ApiProblem> {
    check_texts(&asked)?;
    let chosen = asked.choices.iter().map(|row| Designation {
        facility: row.facility.clone(),
        period: Period {
            from: row.from,
            until: row.until,
        },
    });
    let chosen: Vec<Designation> = chosen.collect();
    let number = asked.number.clone();
    let whose = person.clone();
    record(&app, (operator, key), (person, "record-choices", asked), {
        move |desk, by| {
            let statement = RegisterStatement {
                by,
                number: &number,
            };
            desk::record_choices(desk, statement, &whose, &chosen)
        }
    })
    .await
}

/// Does what a statement asks, once under its key.
async fn record<C, W>(
    app: &App,
    (operator, key): (desk::OperatorKey, MessageId),
    (person, deed, content): (PersonId, &'static str, C),
    mut work: W,
) -> Result<Response, ApiProblem>
where
    C: Serialize + Send + 'static,
    W: FnMut(&mut Desk<'_, '_>, &str) -> Result<Vec<Correction>, DeskError> + Send + 'static,
{
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let clerk = desk::operators::clerk(desk, &operator)?;
        let keyed = Keyed {
            person: &person,
            key: &key,
            deed,
            content: &content,
        };
        let work = |desk: &mut Desk<'_, '_>| {
            let corrections = work(desk, &clerk.id)?;
            let waiting = desk::correction_tasks_of(desk, &person)?;
            Ok((corrections, waiting))
        };
        desk::remember(desk, &keyed, work, |(made, waiting)| {
            as_bytes(made, waiting)
        })
    });
    Ok(send(StatusCode::OK, &sent, answer.await?))
}

/// Puts on record the settlement level of a facility, with those before.
///
/// What was settled there is derived again, person by person, within a minute or so; the
/// differences are corrected or left to a clerk, as the policy says. By a clerk.
#[utoipa::path(
    put, path = "/api/v1/facilities/{facility}/levels", tag = "facilities",
    request_body = LevelsDoc, security(("operator" = [])),
    params(("facility" = String, Path, description = "its code")),
    responses(
        (status = 200, description = "on record", body = LevelsReplyDoc),
        (status = 400, description = "bad-register: the days go up"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-missing"),
        (status = 404, description = "unknown-facility"),
    ),
)]
async fn put_levels(
    State(app): State<App>,
    Path(code): Path<FacilityCode>,
    Bearer(operator): Bearer,
    Json(asked): Json<LevelsOnRecord>,
) -> Result<axum::Json<LevelsReply>, ApiProblem> {
    check_texts(&asked)?;
    let number = asked.number.clone();
    let before = asked.before.iter().map(|row| GradedBefore {
        until: row.until,
        level: row.level,
        grade: row.grade,
    });
    let before: Vec<GradedBefore> = before.collect();
    let facility = code.clone();
    let done = app.transact(move |desk| {
        let clerk = desk::operators::clerk(desk, &operator)?;
        let stated = Facility {
            level: asked.level,
            grade: asked.grade,
            before: before.clone(),
            ..desk.reference().facility(&facility)?.clone()
        };
        let statement = RegisterStatement {
            by: &clerk.id,
            number: &asked.number,
        };
        desk::record_facility(desk, statement, &stated)
    });
    done.await?;
    app.refresh().await?;
    Ok(axum::Json(LevelsReply {
        facility: code,
        number,
    }))
}
