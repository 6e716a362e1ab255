//! Quotes: one bill in, who pays what and why out. Nothing is stored and nobody is identified, so
//! the sandbox and the real thing are the same.

use axum::extract::State;
use domain::basis::{ShownBasis, ShownDispute};
use domain::explain::Inputs;
use domain::explanation::{Alternative, ExplainedStep, Explanation, Provisional};
use domain::files::complaint;
use domain::files::{NamedText, Place};
use domain::shares::{Payer, Shares};
use domain::situation::Footing;
use domain::{Bilingual, Money};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workbench::case::{Assumed, CancelledBill, Case, CaseAnswer, CaseError};

use super::errors::catalogued;
use super::problems;
use super::read::{self, Json};
use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type CaseDoc = Of<Case>;
type QuoteReplyDoc = Of<QuoteReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(quote))
}

/// A computed bill.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuoteReply {
    /// The whole bill.
    pub total: Money,
    /// What the visit stands on.
    pub footing: Footing,
    /// Why.
    pub footing_reason: Bilingual,
    /// Who pays what; every payer is named.
    #[schemars(with = "std::collections::BTreeMap<String, Money>")]
    #[serde(serialize_with = "every_payer")]
    pub payers: Shares,
    /// What all funds pay.
    pub fund_total: Money,
    /// What the person pays: accounts and cash.
    pub person_total: Money,
    /// The bill as the place of care's catalogue split it.
    pub scope: domain::bill::Scope,
    /// What the person pays as deductible.
    pub deductible: Money,
    /// Every step that moved money, in order.
    pub steps: Vec<StepReply>,
    /// The same bill on other footings.
    pub alternatives: Vec<Alternative>,
    /// What the reader should know.
    pub caveats: Vec<Bilingual>,
    /// Figures that are not published and that others stand in for: the amounts are worked out
    /// with these for now, and the difference is settled afterwards.
    pub provisional: Vec<Provisional>,
    /// Where a bill made before is cancelled: what follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<CancelledBill>,
    /// What was not stated though a rule asks for it, and what it was computed as.
    pub assumed: Vec<Assumed>,
    /// Hash of the policy pack, see `/api/v1/policies`.
    pub pack: String,
}

/// One step of a bill.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepReply {
    /// Stable word of the rule.
    #[schemars(example = &"deductible")]
    pub rule: String,
    /// Who pays, in a step in which somebody does.
    #[schemars(with = "Option<Payer>")]
    pub payer: Option<String>,
    /// The amount moved.
    pub amount: Money,
    /// What is left unpaid afterwards.
    pub left: Money,
    /// The arithmetic.
    #[schemars(example = &"9,400.00 × 90% × 80% = 6,768.00")]
    pub formula: String,
    /// Name of the step, Chinese.
    pub zh: String,
    /// Name of the step, English.
    pub en: String,
    /// The reason in a sentence.
    pub detail: Bilingual,
    /// What it rests on.
    pub basis: Vec<ShownBasis>,
    /// Where sources disagree, and what would come out.
    pub disputes: Vec<ShownDispute>,
}

/// Zero shares too, so that callers need not know the list.
pub(super) fn every_payer<S: Serializer>(shares: &Shares, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(shares.iter())
}

impl QuoteReply {
    /// From what a bill was computed from and its explanation.
    pub fn new(inputs: &Inputs, deductible: Money, explanation: Explanation) -> QuoteReply {
        let shares = explanation.shares;
        let moved = explanation.steps.into_iter().filter(|step| !step.is_sum());
        QuoteReply {
            total: inputs.scope.total(),
            footing: inputs.situation.footing,
            footing_reason: explanation.footing.reason,
            payers: shares,
            fund_total: shares.funds(),
            person_total: shares.person(),
            scope: inputs.scope,
            deductible,
            steps: moved.map(StepReply::from).collect(),
            alternatives: explanation.alternatives,
            caveats: explanation.caveats,
            provisional: explanation.provisional,
            cancelled: None,
            assumed: vec![],
            pack: explanation.pack_hash,
        }
    }
}

impl From<CaseAnswer> for QuoteReply {
    fn from(answer: CaseAnswer) -> QuoteReply {
        let deductible = answer.computed.adjudication.deductible;
        QuoteReply {
            cancelled: answer.cancelled,
            assumed: answer.assumed,
            ..QuoteReply::new(&answer.inputs, deductible, answer.explanation)
        }
    }
}

impl From<ExplainedStep> for StepReply {
    fn from(step: ExplainedStep) -> StepReply {
        StepReply {
            rule: step.rule,
            payer: step.payer,
            amount: step.amount,
            left: step.left,
            formula: step.formula,
            zh: step.title.zh,
            en: step.title.en,
            detail: step.detail,
            basis: step.basis,
            disputes: step.disputes,
        }
    }
}

/// The answer as `suixing quote --json` prints it too.
pub fn as_json(answer: &CaseAnswer) -> Value {
    let reply = QuoteReply::from(answer.clone());
    serde_json::to_value(reply).expect("texts and amounts always serialise")
}

/// Reads a bill from a file, JSON or TOML by how it begins, and refuses it as the API does.
pub fn read_bill(bytes: &[u8]) -> Result<Case, ApiProblem> {
    read::check_encoding(bytes)?;
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match bytes.trim_ascii_start().first() {
        Some(b'{' | b'[') if !is_table_head(bytes) => read::from_json(bytes),
        // A number or a word alone is JSON, though no bill.
        Some(_) if read::is_json(bytes) => read::from_json(bytes),
        _ => from_toml(&String::from_utf8_lossy(bytes)),
    }
}

/// `[person]`, with which a TOML file may begin, against `[…]` of a JSON list.
fn is_table_head(bytes: &[u8]) -> bool {
    let begin = bytes.trim_ascii_start();
    let line = begin
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let line = line.trim_ascii().strip_prefix(b"[");
    line.and_then(<[u8]>::first)
        .is_some_and(|first| first.is_ascii_alphabetic() || *first == b'[')
}

fn from_toml(text: &str) -> Result<Case, ApiProblem> {
    let file = NamedText {
        name: String::new(),
        text: text.to_owned(),
    };
    let syntax = |error: &toml::de::Error| {
        let found = complaint::problem(&file, error);
        let (line, column) = (found.line, found.column);
        let code = match found.code {
            "duplicate-key" => problems::REPEATED_FIELD,
            _ => problems::BAD_TOML,
        };
        code.because(Bilingual::new(
            format!(
                "第 {line} 行第 {column} 列：{}。{}",
                found.message.zh, found.next.zh
            ),
            format!(
                "line {line}, column {column}: {}; {}",
                found.message.en, found.next.en
            ),
        ))
    };
    let reader = toml::Deserializer::parse(text).map_err(|error| syntax(&error))?;
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.inner();
        let place = Place::of(&file, inner.span().unwrap_or_default());
        read::about_field(&path, inner.message(), (place.line, place.column))
    })
}

/// Computes one bill.
///
/// The body is a bill in the format of the golden cases. The answer says who pays what, every step
/// with its formula, its source and what other sources say, and the same bill on other footings.
#[utoipa::path(
    post, path = "/api/v1/quotes", tag = "quotes",
    request_body(content = CaseDoc, example = json!({
        "name": "三级医院住院 inpatient, level 3",
        "person": { "insured_at": "440300", "scheme": "employee", "tier": "one" },
        "visit": {
            "day": "2026-11-03", "care": "inpatient", "treated_at": "420100", "level": "tertiary",
            "filings": [
                { "reason": "other-temporary", "destination": "420100", "from": "2026-10-01" }
            ]
        },
        "bill": { "total": "10000.00", "eligible": "10000.00" }
    })),
    responses(
        (status = 200, description = "the computed bill", body = QuoteReplyDoc),
        (status = 400, description = "the bill cannot be read or does not add up"),
        (status = 422, description = "the rules give no amount"),
    ),
)]
async fn quote(
    State(app): State<App>,
    Json(case): Json<Case>,
) -> Result<axum::Json<QuoteReply>, ApiProblem> {
    let answer = case
        .quote(&app.reference().library)
        .map_err(|error| refused(&error))?;
    Ok(axum::Json(answer.into()))
}

/// A bill without an answer, with what to do next.
pub fn refused(error: &CaseError) -> ApiProblem {
    catalogued(error.code(), error.message())
}
