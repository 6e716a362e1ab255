//! Settlements as they are stored, and explained again from what is stored with them.

use axum::extract::State;
use desk::{Correction, DeskError, Settlement, query};
use domain::bill::Scope;
use domain::facility::Care;
use domain::ids::{CorrectionId, FacilityCode, MessageId, PersonId, SettlementId, VisitId};
use domain::person::Scheme;
use domain::policy::Pack;
use domain::shares::Shares;
use domain::situation::Footing;
use domain::text::Named;
use domain::{Bilingual, Money, Region};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workbench::case::CaseError;

use super::quotes::{QuoteReply, every_payer, refused};
use super::read::Path;
use super::sandbox::sandbox_only;
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type ExplanationReplyDoc = Of<ExplanationReply>;
type CorrectionAnswerDoc = Of<CorrectionAnswer>;
type SettlementReplyDoc = Of<SettlementAnswer>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get))
        .routes(routes!(explain))
        .routes(routes!(get_correction))
        .routes(routes!(explain_correction))
}

/// A settlement, or the cancellation of one: the same with the opposite amounts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettlementAnswer {
    /// Its number.
    pub settlement: SettlementId,
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// Its serial within the visit: the charge batch, or which settlement of the stay.
    pub batch: String,
    /// The facility.
    pub facility: FacilityCode,
    /// The facility's number for the message that asked for it.
    pub message: MessageId,
    /// When it was made.
    pub created_at: Timestamp,
    /// The settlement this one undoes.
    pub reversal_of: Option<SettlementId>,
    /// The cancellation that undid this one.
    pub reversed_by: Option<SettlementId>,
    /// Insured place.
    pub insured_at: Region,
    /// Place of care.
    pub treated_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Kind of care.
    pub care: Care,
    /// The day that picked the rules.
    pub day: Date,
    /// Label of the benefit year.
    #[schemars(example = &"2026")]
    pub year: String,
    /// What the visit stood on.
    pub footing: Footing,
    /// Why.
    pub footing_reason: Bilingual,
    /// The whole bill.
    pub total: Money,
    /// Who pays what; every payer is named.
    #[schemars(with = "std::collections::BTreeMap<String, Money>")]
    #[serde(serialize_with = "every_payer")]
    pub payers: Shares,
    /// What all funds pay.
    pub fund_total: Money,
    /// What the person pays: accounts and cash.
    pub person_total: Money,
    /// The bill as the place of care's catalogue split it.
    pub scope: Scope,
    /// What the person paid as deductible.
    pub deductible: Money,
    /// What of the same stay was settled before: the whole stay so far is computed as one, and this
    /// taken off.
    pub so_far: Option<SettledBefore>,
    /// What it was corrected by since, in order.
    pub corrections: Vec<CorrectionAnswer>,
    /// Who pays what as it stands now, with its corrections: nothing once it is cancelled, nor for
    /// the cancellation itself.
    #[schemars(with = "std::collections::BTreeMap<String, Money>")]
    #[serde(serialize_with = "every_payer")]
    pub stands: Shares,
    /// Serials of the lines it counts.
    pub lines: Vec<String>,
    /// Hash of the policy pack that decided, see `/api/v1/policies/{hash}/text`.
    pub pack: String,
}

/// What of a stay was settled before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SettledBefore {
    /// The settlements, in the order they were made.
    pub settlements: Vec<SettlementId>,
    /// Their bill.
    pub total: Money,
    /// Who paid what.
    #[schemars(with = "std::collections::BTreeMap<String, Money>")]
    #[serde(serialize_with = "every_payer")]
    pub payers: Shares,
}

/// A correction of a settlement (补差): what it comes to more or less than before.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CorrectionAnswer {
    /// Its number.
    pub correction: CorrectionId,
    /// What it corrects.
    pub settlement: SettlementId,
    /// Which correction of the settlement, from 1.
    pub ordinal: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Why, as a word.
    #[schemars(example = &"earlier-cancelled")]
    pub cause: &'static str,
    /// Why, in words.
    pub says: Bilingual,
    /// Number of what caused it: the settlement that was cancelled, the filing, the release.
    pub cause_of: String,
    /// What each payer pays more, or less where it is negative; together nothing.
    #[schemars(with = "std::collections::BTreeMap<String, Money>")]
    #[serde(serialize_with = "every_payer")]
    pub difference: Shares,
    /// What the person pays more as deductible.
    pub deductible: Money,
    /// Hash of the policy pack that decided.
    pub pack: String,
}

impl From<&Correction> for CorrectionAnswer {
    fn from(made: &Correction) -> CorrectionAnswer {
        CorrectionAnswer {
            correction: made.id.clone(),
            settlement: made.settlement.clone(),
            ordinal: made.ordinal,
            created_at: made.created_at,
            cause: made.cause.word(),
            says: made.cause.name(),
            cause_of: made.cause_of.clone(),
            difference: made.shares,
            deductible: made.deductible,
            pack: made.pack_hash.clone(),
        }
    }
}

impl SettlementAnswer {
    pub(super) fn new(
        stored: &Settlement,
        reversed_by: Option<SettlementId>,
        corrections: &[Correction],
    ) -> SettlementAnswer {
        let situation = &stored.inputs.situation;
        let own = corrections
            .iter()
            .filter(|made| made.settlement == stored.id);
        let stands = match reversed_by.is_some() || stored.reversal_of.is_some() {
            true => Shares::default(),
            false => own
                .clone()
                .fold(stored.shares, |sum, made| sum.plus(&made.shares)),
        };
        SettlementAnswer {
            settlement: stored.id.clone(),
            person: stored.person.clone(),
            visit: stored.visit.clone(),
            batch: stored.batch.clone(),
            facility: stored.facility.clone(),
            message: stored.message.clone(),
            created_at: stored.created_at,
            reversal_of: stored.reversal_of.clone(),
            reversed_by,
            insured_at: situation.insured_at,
            treated_at: situation.treated_at,
            scheme: situation.scheme,
            care: situation.care,
            day: situation.day,
            year: stored.year.clone(),
            footing: situation.footing,
            footing_reason: stored.inputs.footing.reason.clone(),
            total: stored.scope.total(),
            payers: stored.shares,
            fund_total: stored.shares.funds(),
            person_total: stored.shares.person(),
            scope: stored.scope,
            deductible: stored.deductible,
            so_far: stored.so_far.as_ref().map(|so_far| SettledBefore {
                settlements: so_far.settlements.clone(),
                total: so_far.shares.total(),
                payers: so_far.shares,
            }),
            corrections: own.map(CorrectionAnswer::from).collect(),
            stands,
            lines: stored.lines.iter().map(|line| line.0.clone()).collect(),
            pack: stored.pack_hash.clone(),
        }
    }
}

/// One settlement.
///
/// As it was written; nothing is ever edited. A cancellation names the settlement it undoes.
/// Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/settlements/{settlement}", tag = "settlements",
    params(("settlement" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the record", body = SettlementReplyDoc),
        (status = 404, description = "unknown-settlement, sandbox-only"),
    ),
)]
async fn get(
    State(app): State<App>,
    Path(id): Path<SettlementId>,
) -> Result<axum::Json<SettlementAnswer>, ApiProblem> {
    sandbox_only(&app)?;
    let read = app.read(move |desk| {
        let stored = query::settlement_by_id(desk, &id)?;
        let reversed_by = query::cancellation_of(desk, &stored)?.map(|undone| undone.id);
        let corrections = query::corrections_of_settlement(desk, &stored)?;
        Ok(SettlementAnswer::new(&stored, reversed_by, &corrections))
    });
    Ok(axum::Json(read.await?))
}

/// A settlement derived again.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ExplanationReply {
    /// The settlement.
    pub settlement: SettlementId,
    /// The settlement this one undoes; the explanation is then of that one.
    pub reversal_of: Option<SettlementId>,
    /// Whether the amounts derived now are those on record, to the fen.
    pub agrees_with_record: bool,
    /// Who paid what of the same stay before: taken off the amounts explained, which are those of
    /// the whole stay so far.
    #[schemars(with = "std::collections::BTreeMap<String, Money>")]
    #[serde(serialize_with = "every_payer")]
    pub so_far: Shares,
    /// The bill, step by step.
    pub explanation: QuoteReply,
}

/// Why a settlement came to what it did.
///
/// Derived again from the stored inputs and the policy pack of that day, found by its hash.
/// Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/settlements/{settlement}/explanation", tag = "settlements",
    params(("settlement" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the explanation", body = ExplanationReplyDoc),
        (status = 404, description = "unknown-settlement, sandbox-only"),
    ),
)]
async fn explain(
    State(app): State<App>,
    Path(id): Path<SettlementId>,
) -> Result<axum::Json<ExplanationReply>, ApiProblem> {
    sandbox_only(&app)?;
    let read = app.read(move |desk| {
        let stored = query::settlement_by_id(desk, &id)?;
        let pack = query::pack_of_settlement(desk, &stored)?;
        Ok::<_, DeskError>((stored, pack))
    });
    let (stored, pack) = read.await?;
    explained(&app, &stored, &pack).map(axum::Json)
}

/// A settlement derived again, as it was made or as it stood after a correction.
fn explained(app: &App, stored: &Settlement, pack: &Pack) -> Result<ExplanationReply, ApiProblem> {
    let inputs = &stored.inputs;
    let unexplained = |refusal| refused(&CaseError::Refused(refusal));
    let computed = inputs.settled_again(pack).map_err(unexplained)?;
    let mut explanation = inputs.tell(pack, None, &computed);
    let reference = app.reference();
    let rules = reference.library.procedures(inputs.situation.insured_at);
    explanation.alternatives = inputs.alternatives(&pack.in_force(None), rules);
    let recorded = match stored.reversal_of {
        None => stored.shares,
        Some(_) => stored.shares.negated(),
    };
    let so_far = stored.so_far.as_ref().map(|so_far| so_far.shares);
    let so_far = so_far.unwrap_or_default();
    let deductible = computed.adjudication.deductible;
    Ok(ExplanationReply {
        agrees_with_record: recorded == explanation.shares.less(&so_far),
        so_far,
        explanation: QuoteReply::new(inputs, deductible, explanation),
        settlement: stored.id.clone(),
        reversal_of: stored.reversal_of.clone(),
    })
}

/// One correction.
///
/// What a settlement comes to more or less than before, and why. The settlement stays as it was
/// written. Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/corrections/{correction}", tag = "settlements",
    params(("correction" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the record", body = CorrectionAnswerDoc),
        (status = 404, description = "unknown-correction, sandbox-only"),
    ),
)]
async fn get_correction(
    State(app): State<App>,
    Path(id): Path<CorrectionId>,
) -> Result<axum::Json<CorrectionAnswer>, ApiProblem> {
    sandbox_only(&app)?;
    let read = app.read(move |desk| query::correction_by_id(desk, &id));
    Ok(axum::Json(CorrectionAnswer::from(&read.await?)))
}

/// Why a settlement came to what it does since a correction.
///
/// Derived again from what stood when it was corrected. Sandbox only until people can sign in.
#[utoipa::path(
    get, path = "/api/v1/corrections/{correction}/explanation", tag = "settlements",
    params(("correction" = String, Path, description = "its number")),
    responses(
        (status = 200, description = "the explanation", body = ExplanationReplyDoc),
        (status = 404, description = "unknown-correction, sandbox-only"),
    ),
)]
async fn explain_correction(
    State(app): State<App>,
    Path(id): Path<CorrectionId>,
) -> Result<axum::Json<ExplanationReply>, ApiProblem> {
    sandbox_only(&app)?;
    let read = app.read(move |desk| {
        let correction = query::correction_by_id(desk, &id)?;
        let stored = query::settlement_by_id(desk, &correction.settlement)?;
        let made = query::corrections_of_settlement(desk, &stored)?;
        let until = made
            .iter()
            .filter(|made| made.ordinal <= correction.ordinal);
        let stands = until.fold(stored, Settlement::corrected);
        let pack = query::pack_of_settlement(desk, &stands)?;
        Ok::<_, DeskError>((stands, pack))
    });
    let (stands, pack) = read.await?;
    explained(&app, &stands, &pack).map(axum::Json)
}
