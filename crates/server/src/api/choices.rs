//! Choosing a facility for outpatient care at a counter: by clerks for the people of their unit, by
//! the desk of a facility for whoever shows a voucher there. The same rules as on every other way.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::accounts;
use desk::looked::{ReadNote, note_read};
use desk::{ChooseFacility, FacilityChosen, Keyed, Voucher, choices_standing, choose_as_staff};
use domain::designation::Need;
use domain::ids::{Certificate, CertificateKind, FacilityCode, MessageId, PersonId, SettlementId};
use domain::person::Scheme;
use domain::procedures::{ChangeReason, ChoiceChannel};
use domain::{Bilingual, Region};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::filings::send;
use super::limits::check_texts;
use super::operators::Bearer;
use super::read::{IdempotencyKey, Json, Path};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type ChooseDoc = Of<ChooseBody>;
type ChosenDoc = Of<ChosenReply>;
type StandingDoc = Of<ChoicesReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get, choose))
}

/// A facility that is to be chosen.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "facility": "H44010600003" }))]
pub struct ChooseBody {
    /// Which.
    facility: FacilityCode,
    /// The insured place by whose rules, where the person has more than one insurance.
    #[serde(default)]
    insured_at: Option<Region>,
    /// The scheme, with it.
    #[serde(default)]
    scheme: Option<Scheme>,
    /// The one given up for it, where all choices are made.
    #[serde(default)]
    instead_of: Option<FacilityCode>,
    /// Why it is changed, where the rules ask for a reason.
    #[serde(default)]
    reason: Option<ChangeReason>,
    /// At the desk of a facility: the number of the ID card, or of the electronic voucher, that the
    /// person shows.
    #[serde(default)]
    voucher: Option<String>,
}

/// A choice that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChosenReply {
    /// Its number.
    number: MessageId,
    /// Which facility.
    facility: FacilityCode,
    /// The one given up for it.
    instead_of: Option<FacilityCode>,
    /// From which day it holds.
    from: Date,
    /// How it was chosen.
    channel: ChoiceChannel,
    /// Settlements that come to something else now.
    corrected: Vec<SettlementId>,
}

/// What is asked of the person in one place.
#[derive(Debug, Serialize, JsonSchema)]
struct NeedReply {
    /// The insured place.
    insured_at: Region,
    /// The scheme.
    scheme: Scheme,
    /// The pooling region.
    place: Region,
    /// Whether a choice is asked for: `needed` or `not-asked`.
    #[schemars(with = "String", example = &"needed")]
    need: &'static str,
    /// What the rule is called.
    title: Bilingual,
    /// What it says.
    says: Bilingual,
    /// Whether something has to be chosen that is not.
    missing: bool,
    /// What is chosen there.
    held: Vec<HeldReply>,
}

/// A facility that is chosen.
#[derive(Debug, Serialize, JsonSchema)]
struct HeldReply {
    /// Which.
    facility: FacilityCode,
    /// From which day.
    from: Date,
    /// The first day it no longer is.
    until: Option<Date>,
}

/// How a person stands to choosing.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChoicesReply {
    /// Each insurance and place.
    needs: Vec<NeedReply>,
    /// Choices that were made, oldest first.
    made: Vec<ChosenReply>,
}

fn chosen(done: &FacilityChosen) -> ChosenReply {
    let made = &done.made;
    ChosenReply {
        number: made.number.clone(),
        facility: made.facility.clone(),
        instead_of: made.instead_of.clone(),
        from: made.from,
        channel: made.channel,
        corrected: done
            .corrections
            .iter()
            .map(|it| it.settlement.clone())
            .collect(),
    }
}

/// What somebody shows at the counter: the number of an ID card, else of the voucher.
fn shown(text: &str) -> Voucher {
    let card = Certificate::read(CertificateKind::CitizenId, text);
    card.map_or_else(|_| Voucher::Token(text.to_owned()), Voucher::Certificate)
}

/// Chooses a facility for outpatient care.
///
/// By the rules of the insured place: whether a choice is needed there, which facilities may be
/// chosen, how often it may be changed and from which day it holds. By a clerk for the people of
/// its unit; by the desk of a facility for whoever shows a voucher, and for its own facility alone.
/// The person is told. What was settled for days it touches is derived again. `Idempotency-Key` as
/// for submitting.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/choices", tag = "people",
    request_body = ChooseDoc, security(("operator" = [])),
    params(("person" = String, Path, description = "our number for the person"), IdempotencyKey),
    responses(
        (status = 200, description = "chosen", body = ChosenDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held"),
        (status = 404, description = "unknown-person, unknown-facility"),
        (status = 409, description = "choices-full, chosen-already, choice-not-held, key-reused"),
        (status = 422, description = "nothing-to-choose, choice-not-allowed, choice-unfiled, …"),
    ),
)]
async fn choose(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(body): Json<ChooseBody>,
) -> Result<Response, ApiProblem> {
    check_texts(&body)?;
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let operator = desk::operators::operator(desk, &operator)?;
        let asked = ChooseFacility {
            person: person.clone(),
            number: key.clone(),
            facility: body.facility.clone(),
            insured_by: body.insured_at.zip(body.scheme),
            instead_of: body.instead_of.clone(),
            reason: body.reason,
            channel: ChoiceChannel::Counter,
        };
        let keyed = Keyed {
            person: &person,
            key: &key,
            deed: "choose-facility",
            content: &body,
        };
        let voucher = body.voucher.as_deref().map(shown);
        let work = |desk: &mut desk::Desk<'_, '_>| {
            choose_as_staff(desk, (&operator, &asked), voucher.as_ref())
        };
        desk::remember(desk, &keyed, work, |done| {
            serde_json::to_vec(&chosen(done)).expect("our types always serialise")
        })
    });
    Ok(send(StatusCode::OK, &sent, answer.await?))
}

/// How a person stands to choosing facilities for outpatient care.
///
/// What each insurance asks at home and in the places filed for, what is chosen, and how it came
/// about. By a clerk for the people of its unit.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/choices", tag = "people",
    security(("operator" = [])),
    params(("person" = String, Path, description = "our number for the person")),
    responses(
        (status = 200, description = "needs and choices", body = StandingDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held"),
        (status = 404, description = "unknown-person"),
    ),
)]
async fn get(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(operator): Bearer,
) -> Result<axum::Json<ChoicesReply>, ApiProblem> {
    let found = app.transact(move |desk| {
        let operator = desk::operators::operator(desk, &operator)?;
        accounts::in_unit(desk, &operator, &person)?;
        let read = ReadNote {
            person: &person,
            object: "/designation",
            reason: "",
        };
        note_read(desk, &operator, read)?;
        choices_standing(desk, &person)
    });
    let standing = found.await?;
    let needs = standing.needs.into_iter().map(|need| NeedReply {
        insured_at: need.insured_by.0,
        scheme: need.insured_by.1,
        place: need.place,
        need: match need.need {
            Need::Needed => Need::Needed.word(),
            _ => Need::NotAsked.word(),
        },
        missing: need.is_missing(),
        title: need.title,
        says: need.says,
        held: need
            .held
            .into_iter()
            .map(|one| HeldReply {
                facility: one.facility,
                from: one.period.from,
                until: one.period.until,
            })
            .collect(),
    });
    let needs = needs.collect();
    let made = standing.made.into_iter().map(|made| {
        chosen(&FacilityChosen {
            made,
            corrections: vec![],
        })
    });
    Ok(axum::Json(ChoicesReply {
        needs,
        made: made.collect(),
    }))
}
