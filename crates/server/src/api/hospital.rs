//! What a hospital puts on record of somebody it has seen: that it refers them, that they have a
//! disease the insured place pays for in particular. By the desk of the facility; the hospital
//! interface has transactions for the same.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use desk::accounts::Claimed;
use desk::hospital::{
    KeptRecord, RecordRecognition, RecordReferral, RecordsHere, ShownAtDesk, WithdrawRecord,
    at_desk, find_at_desk, record_recognition, record_referral, records_here, withdraw_recognition,
    withdraw_referral,
};
use desk::{Caller, Desk, DeskError, Keyed, OperatorKey};
use domain::Region;
use domain::filing::Contact;
use domain::hospital_record::{NamedCode, RecordingDoctor};
use domain::ids::{FacilityCode, HospitalRecordId, MessageId, PersonId, mask_name};
use domain::person::Scheme;
use domain::region::Distance;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::reply::{
    InsuredReply, RecognitionReply, RecordsReply, ReferralReply, SeenReply, as_bytes,
};
use super::filings::send;
use super::limits::check_texts;
use super::operators::Bearer;
use super::read::{IdempotencyKey, Json, Path};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

mod reply;

type FindDoc = Of<FindBody>;
type SeenDoc = Of<SeenReply>;
type ReferralDoc = Of<ReferralBody>;
type ReferralReplyDoc = Of<ReferralReply>;
type RecognitionDoc = Of<RecognitionBody>;
type RecognitionReplyDoc = Of<RecognitionReply>;
type WithdrawDoc = Of<WithdrawBody>;
type RecordsDoc = Of<RecordsReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find))
        .routes(routes!(list))
        .routes(routes!(refer))
        .routes(routes!(withdraw_a_referral))
        .routes(routes!(recognise))
        .routes(routes!(withdraw_a_recognition))
}

/// Who is at the desk: the token of the electronic voucher, or name and number, both.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "voucher": "EV0000000001" }))]
pub struct FindBody {
    /// Token of the electronic voucher.
    #[serde(default)]
    voucher: Option<String>,
    /// Full name.
    #[serde(default)]
    name: Option<String>,
    /// Number of the ID card or another certificate.
    #[serde(default)]
    number: Option<String>,
}

/// A referral.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "to_name": "示例医院", "to_place": "510100",
    "diagnosis": { "code": "C34.900", "name": "示例" },
    "reason": "本院无条件进一步诊治", "opinion": "同意转诊", "referred_on": "2026-11-30",
}))]
pub struct ReferralBody {
    /// The hospital that takes the patient (reflin_medins_no), where it has a code.
    #[serde(default)]
    to_facility: Option<FacilityCode>,
    /// What it is called (reflin_medins_name).
    to_name: String,
    /// Where it lies (mdtrtarea_admdvs).
    to_place: Region,
    /// How far away, seen from here (refl_type); compared with the place.
    #[serde(default)]
    distance: Option<Distance>,
    /// The diagnosis (diag_code, diag_name).
    diagnosis: NamedCode,
    /// How the patient is (dise_cond_dscr).
    #[serde(default)]
    condition: String,
    /// Why (refl_rea).
    reason: String,
    /// What the hospital thinks of it (refl_opnn).
    opinion: String,
    /// The doctor.
    #[serde(default)]
    doctor: Option<RecordingDoctor>,
    /// The day on which it was decided (refl_date).
    referred_on: Date,
    /// The first day (begndate).
    #[serde(default)]
    from: Option<Date>,
    /// The last day (enddate); as long as the insured place lets it last if none.
    #[serde(default)]
    through: Option<Date>,
    /// Whom to reach, where the hospital files for the person, who agreed to it.
    #[serde(default)]
    files: Option<Contact>,
}

/// A recognition of a disease.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({
    "disease": { "code": "M07800", "name": "示例" },
    "doctor": { "code": "D440300000001", "name": "示例" }, "recognised_on": "2026-11-30",
}))]
pub struct RecognitionBody {
    /// The insured place (insu_optins), where the person has more than one insurance.
    #[serde(default)]
    insured_at: Option<Region>,
    /// The scheme (insutype), with it.
    #[serde(default)]
    scheme: Option<Scheme>,
    /// The disease (opsp_dise_code, opsp_dise_name), by the national code or by the name in the
    /// policy.
    disease: NamedCode,
    /// The doctor (diag_dr_codg, diag_dr_name).
    doctor: RecordingDoctor,
    /// The day on which it was found (hosp_ide_date).
    recognised_on: Date,
    /// The first day (begndate).
    #[serde(default)]
    from: Option<Date>,
    /// The last day (enddate), where it ends.
    #[serde(default)]
    through: Option<Date>,
    /// What else is to be said (memo).
    #[serde(default)]
    memo: String,
}

/// Why a record is taken back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = json!({ "reason": "登记错了人" }))]
pub struct WithdrawBody {
    /// Why.
    reason: String,
}

/// Finds who is at the desk.
///
/// By what the person shows; who cannot be found and who does not fit are the same answer. The
/// person sees that this facility looked. For a day the desk may record something of the person.
#[utoipa::path(
    post, path = "/api/v1/facility/people", tag = "people", request_body = FindDoc,
    security(("operator" = [])),
    responses(
        (status = 200, description = "who", body = SeenDoc),
        (status = 400, description = "field"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held, own-case"),
        (status = 404, description = "unknown-person"),
    ),
)]
async fn find(
    State(app): State<App>,
    Bearer(operator): Bearer,
    Json(body): Json<FindBody>,
) -> Result<axum::Json<SeenReply>, ApiProblem> {
    check_texts(&body)?;
    let shown = match (body.voucher, body.name.zip(body.number)) {
        (Some(token), None) => ShownAtDesk::Token(token),
        (None, Some((name, number))) => ShownAtDesk::Papers(Claimed { name, number }),
        _ => {
            let rule = domain::say!(
                "写电子凭证，或者姓名和证件号码",
                "give the voucher, or name and number"
            );
            let field = "voucher";
            return Err(DeskError::Field { field, rule }.into());
        }
    };
    let found = app.transact(move |desk| {
        let operator = desk::operators::operator(desk, &operator)?;
        find_at_desk(desk, (&operator, &at_the_desk()), &shown)
    });
    let found = found.await?;
    let insured = found.enrolments.iter().map(|one| InsuredReply {
        insured_at: one.insured_at,
        scheme: one.scheme,
    });
    Ok(axum::Json(SeenReply {
        insured: insured.collect(),
        name: mask_name(&found.person.name),
        person: found.person.id,
    }))
}

/// What the audit calls what has no number of its own.
fn at_the_desk() -> MessageId {
    "DESK".parse().expect("four letters")
}

/// What this facility recorded of somebody.
///
/// Of whom it has seen: at a visit, or at its desk within a day.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/hospital-records", tag = "people",
    security(("operator" = [])),
    params(("person" = String, Path, description = "our number for the person")),
    responses(
        (status = 200, description = "referrals and recognitions", body = RecordsDoc),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held, own-case"),
        (status = 404, description = "unknown-person"),
    ),
)]
async fn list(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(operator): Bearer,
) -> Result<axum::Json<RecordsReply>, ApiProblem> {
    let today = app.today();
    let found = app.read(move |desk| {
        let operator = desk::operators::operator(desk, &operator)?;
        records_here(desk, (&operator, &at_the_desk()), &person)
    });
    let RecordsHere {
        referrals,
        recognitions,
    } = found.await?;
    let referral = |kept: &KeptRecord<_>| ReferralReply::of(kept, today);
    let recognition = |kept: &KeptRecord<_>| RecognitionReply::of(kept, today);
    Ok(axum::Json(RecordsReply {
        referrals: referrals.iter().map(referral).collect(),
        recognitions: recognitions.iter().map(recognition).collect(),
    }))
}

/// Records that the hospital refers somebody.
///
/// A filing for a referral rests on it instead of a paper. With `files` the hospital files for the
/// person at once, by the rules of the insured place; what they do not take is said in
/// `not_filed`, and the referral is recorded all the same. `Idempotency-Key` as for submitting.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/referrals", tag = "people",
    request_body = ReferralDoc, security(("operator" = [])),
    params(("person" = String, Path, description = "our number for the person"), IdempotencyKey),
    responses(
        (status = 201, description = "recorded", body = ReferralReplyDoc),
        (status = 400, description = "field, date-ahead, date-order"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held, own-case"),
        (status = 404, description = "unknown-person"),
        (status = 409, description = "already-referred, key-reused"),
        (status = 422, description = "not-a-hospital, doctor-not-here"),
    ),
)]
async fn refer(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(body): Json<ReferralBody>,
) -> Result<Response, ApiProblem> {
    check_texts(&body)?;
    let today = app.today();
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let operator = desk::operators::operator(desk, &operator)?;
        let caller = at_desk(desk, (&operator, &key), &person)?;
        let keyed = keyed((&person, &key), "record-referral", &body);
        let asked = referral(&person, &body);
        let work = |desk: &mut Desk<'_, '_>| record_referral(desk, &caller, &asked);
        desk::remember(desk, &keyed, work, |done| {
            as_bytes(&ReferralReply::done(done, today))
        })
    });
    Ok(send(StatusCode::CREATED, &sent, answer.await?))
}

fn keyed<'a, C>(
    (person, key): (&'a PersonId, &'a MessageId),
    deed: &'static str,
    content: &'a C,
) -> Keyed<'a, C> {
    Keyed {
        person,
        key,
        deed,
        content,
    }
}

fn referral(person: &PersonId, body: &ReferralBody) -> RecordReferral {
    RecordReferral {
        person: person.clone(),
        to_facility: body.to_facility.clone(),
        to_name: body.to_name.clone(),
        to_place: body.to_place,
        distance: body.distance,
        diagnosis: body.diagnosis.clone(),
        condition: body.condition.clone(),
        reason: body.reason.clone(),
        opinion: body.opinion.clone(),
        doctor: body.doctor.clone(),
        referred_on: body.referred_on,
        from: body.from,
        through: body.through,
        files: body.files.clone(),
    }
}

/// Takes a referral back.
///
/// The facility's own alone. Filings that rest on nothing else are cancelled; what was settled
/// stands. Once more is the same.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/referrals/{record}/withdrawal", tag = "people",
    request_body = WithdrawDoc, security(("operator" = [])),
    params(
        ("person" = String, Path, description = "our number for the person"),
        ("record" = String, Path, description = "number of the record"),
        IdempotencyKey,
    ),
    responses(
        (status = 200, description = "withdrawn", body = ReferralReplyDoc),
        (status = 400, description = "field"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held"),
        (status = 404, description = "unknown-hospital-record"),
        (status = 409, description = "key-reused"),
        (status = 422, description = "filing-refused"),
    ),
)]
async fn withdraw_a_referral(
    State(app): State<App>,
    Path((person, record)): Path<(PersonId, HospitalRecordId)>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(body): Json<WithdrawBody>,
) -> Result<Response, ApiProblem> {
    let reply = |kept: &KeptRecord<_>, today| as_bytes(&ReferralReply::of(kept, today));
    let taken_back = TakenBackBy {
        deed: "withdraw-referral",
        work: withdraw_referral,
        reply,
    };
    taken_back
        .answer(&app, (operator, key), (person, record, body))
        .await
}

/// How one kind of record is taken back, and what is answered.
struct TakenBackBy<K> {
    deed: &'static str,
    work: fn(&mut Desk<'_, '_>, &Caller, &WithdrawRecord) -> Result<K, DeskError>,
    reply: fn(&K, Date) -> Vec<u8>,
}

impl<K: Send + 'static> TakenBackBy<K> {
    async fn answer(
        self,
        app: &App,
        (operator, key): (OperatorKey, MessageId),
        (person, record, body): (PersonId, HospitalRecordId, WithdrawBody),
    ) -> Result<Response, ApiProblem> {
        check_texts(&body)?;
        let today = app.today();
        let sent = key.clone();
        let TakenBackBy { deed, work, reply } = self;
        let answer = app.transact(move |desk| {
            let operator = desk::operators::operator(desk, &operator)?;
            let caller = desk::hospital::as_facility(&operator, &key)?;
            let content = json!({ "record": record, "reason": body.reason });
            let keyed = keyed((&person, &key), deed, &content);
            let asked = WithdrawRecord {
                person: person.clone(),
                record: record.clone(),
                reason: body.reason.clone(),
            };
            let work = |desk: &mut Desk<'_, '_>| work(desk, &caller, &asked);
            desk::remember(desk, &keyed, work, |done| reply(done, today))
        });
        Ok(send(StatusCode::OK, &sent, answer.await?))
    }
}

/// Records that the hospital recognised a disease.
///
/// From its first day the insurance has it on record, as if a register had stated it; what was
/// settled for its days is derived again. `Idempotency-Key` as for submitting.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/recognitions", tag = "people",
    request_body = RecognitionDoc, security(("operator" = [])),
    params(("person" = String, Path, description = "our number for the person"), IdempotencyKey),
    responses(
        (status = 201, description = "recorded", body = RecognitionReplyDoc),
        (status = 400, description = "field, date-ahead, date-order"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held, own-case"),
        (status = 404, description = "unknown-person"),
        (status = 409, description = "already-recognised, key-reused"),
        (status = 422, description = "not-enrolled, doctor-not-here, disease-not-listed, …"),
    ),
)]
async fn recognise(
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(body): Json<RecognitionBody>,
) -> Result<Response, ApiProblem> {
    check_texts(&body)?;
    let today = app.today();
    let sent = key.clone();
    let answer = app.transact(move |desk| {
        let operator = desk::operators::operator(desk, &operator)?;
        let caller = at_desk(desk, (&operator, &key), &person)?;
        let keyed = keyed((&person, &key), "record-recognition", &body);
        let asked = RecordRecognition {
            person: person.clone(),
            insured_by: body.insured_at.zip(body.scheme),
            disease: body.disease.clone(),
            doctor: body.doctor.clone(),
            recognised_on: body.recognised_on,
            from: body.from,
            through: body.through,
            memo: body.memo.clone(),
        };
        let work = |desk: &mut Desk<'_, '_>| record_recognition(desk, &caller, &asked);
        desk::remember(desk, &keyed, work, |done| {
            as_bytes(&RecognitionReply::done(done, today))
        })
    });
    Ok(send(StatusCode::CREATED, &sent, answer.await?))
}

/// Takes a recognition back.
///
/// The facility's own alone, from today on; what was settled before stands. Once more is the same.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/recognitions/{record}/withdrawal", tag = "people",
    request_body = WithdrawDoc, security(("operator" = [])),
    params(
        ("person" = String, Path, description = "our number for the person"),
        ("record" = String, Path, description = "number of the record"),
        IdempotencyKey,
    ),
    responses(
        (status = 200, description = "withdrawn", body = RecognitionReplyDoc),
        (status = 400, description = "field"),
        (status = 401, description = "unknown-operator-key"),
        (status = 403, description = "role-not-held"),
        (status = 404, description = "unknown-hospital-record"),
        (status = 409, description = "key-reused"),
    ),
)]
async fn withdraw_a_recognition(
    State(app): State<App>,
    Path((person, record)): Path<(PersonId, HospitalRecordId)>,
    Bearer(operator): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    Json(body): Json<WithdrawBody>,
) -> Result<Response, ApiProblem> {
    let reply = |kept: &KeptRecord<_>, today| as_bytes(&RecognitionReply::of(kept, today));
    let taken_back = TakenBackBy {
        deed: "withdraw-recognition",
        work: withdraw_recognition,
        reply,
    };
    taken_back
        .answer(&app, (operator, key), (person, record, body))
        .await
}
