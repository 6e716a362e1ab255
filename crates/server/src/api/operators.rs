//! Who asks: an operator by its key, sent as `Authorization: Bearer …` with each request.

use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;
use desk::operators::OperatorError;
use desk::{DeskError, OperatorKey, Role};
use schemars::JsonSchema;
use serde::Serialize;
use utoipa::Modify;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::schema::Of;
use crate::App;
use crate::problem::ApiProblem;

type OperatorReplyDoc = Of<OperatorReply>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(myself))
}

/// The key of an operator. Whose it is, and whether it is in use, the desk says.
#[derive(Clone, Debug)]
pub struct Bearer(pub OperatorKey);

impl FromRequestParts<App> for Bearer {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Bearer, ApiProblem> {
        let sent = parts.headers.get(header::AUTHORIZATION);
        let text = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
        let (scheme, key) = text.split_once(' ').unwrap_or_default();
        let key = OperatorKey::sent(key);
        // The demo's keys are printed for everybody to read.
        let is_public = key.is_of_demo() && !app.is_sandbox();
        match scheme.eq_ignore_ascii_case("bearer") && !is_public {
            true => Ok(Bearer(key)),
            false => Err(DeskError::from(OperatorError::UnknownKey).into()),
        }
    }
}

/// Tells the reference how an operator signs in.
#[derive(Debug)]
pub(super) struct SignInAsked;

/// The name under which the calls refer to it.
pub(super) const SCHEME: &str = "operator";

impl Modify for SignInAsked {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "操作员密钥 · the key that `suixing operator add` printed once",
            ))
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme(SCHEME, SecurityScheme::Http(scheme));
    }
}

/// An operator.
#[derive(Debug, Serialize, JsonSchema)]
struct OperatorReply {
    /// Its number.
    id: String,
    /// Its name.
    name: String,
    /// What it may do.
    roles: Vec<Role>,
}

/// Whose key this is.
///
/// Shows an operator that the key works, and what it opens.
#[utoipa::path(
    get, path = "/api/v1/operator", tag = "releases", security(("operator" = [])),
    responses(
        (status = 200, description = "the operator", body = OperatorReplyDoc),
        (status = 401, description = "unknown-operator-key"),
    ),
)]
async fn myself(
    State(app): State<App>,
    Bearer(key): Bearer,
) -> Result<axum::Json<OperatorReply>, ApiProblem> {
    let operator = app.office(move |office| office.identify(&key)).await?;
    Ok(axum::Json(OperatorReply {
        id: operator.id,
        name: operator.name,
        roles: operator.roles,
    }))
}
