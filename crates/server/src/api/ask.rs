//! A question in one's own words, answered from cited rows alone. No number of a person is taken,
//! and nothing that was asked is kept.

use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use workbench::help::AskAnswer;

use super::read::Query;
use super::schema::Of;
use crate::App;
use crate::pages::help_asked;
use crate::problem::ApiProblem;

type AskAnswerDoc = Of<AskAnswer>;
type QuestionTypedDoc = Of<QuestionTyped>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get))
}

/// The question, and what is said beside it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct QuestionTyped {
    /// The question as it is typed, in Chinese or English; of a longer one than 200 characters the
    /// rest is not read.
    q: String,
    /// Insured place: a code or a name.
    insured_at: Option<String>,
    /// Place of care: a code or a name.
    treated_at: Option<String>,
    /// Scheme.
    scheme: Option<String>,
    /// Status within it.
    status: Option<String>,
    /// Kind of care.
    care: Option<String>,
    /// Level of the hospital.
    level: Option<String>,
    /// Why one goes.
    why: Option<String>,
    /// Whether a hospital refers: `yes` or `no`.
    slip: Option<String>,
    /// Months away.
    months: Option<String>,
}

impl QuestionTyped {
    fn said(&self, name: &str) -> Option<&str> {
        let value = match name {
            "insured_at" => &self.insured_at,
            "treated_at" => &self.treated_at,
            "scheme" => &self.scheme,
            "status" => &self.status,
            "care" => &self.care,
            "level" => &self.level,
            "why" => &self.why,
            "slip" => &self.slip,
            "months" => &self.months,
            _ => &None,
        };
        value.as_deref()
    }
}

/// What is the answer?
///
/// From the rules on record, each row with its source; what they do not say is answered with
/// `unknown`, never with a guess.
#[utoipa::path(
    get, path = "/api/v1/ask", tag = "policies", params(QuestionTypedDoc),
    responses(
        (status = 200, description = "the answer with its rows", body = AskAnswerDoc),
        (status = 400, description = "bad-query"),
    ),
)]
async fn get(
    State(app): State<App>,
    Query(typed): Query<QuestionTyped>,
) -> Result<axum::Json<AskAnswer>, ApiProblem> {
    let reference = app.reference();
    let day = app.today();
    let (_, answer) = help_asked(&reference, &typed.q, (&|name| typed.said(name), day));
    Ok(axum::Json(answer))
}
