//! The layer in front of every page and call: finds out who asks, and holds them to the table.

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use desk::accounts::{self, AccountError, SignInWay, SignedInAs};
use desk::operators::OperatorError;
use desk::{DeskError, OperatorKey, Random};
use std::convert::Infallible;

use super::may::{Denied, May};
use super::secrets::{Cookies, form_token, visitor_cookie};
use super::table::{self, GuardedRoute};
use crate::App;
use crate::api::problems;
use crate::app::SystemRandom;
use crate::pages::Asking;
use crate::problem::ApiProblem;

/// Who asks, for handlers.
#[derive(Clone, Debug, Default)]
pub struct SignedAs {
    /// Who is signed in, if anybody is.
    pub who: Option<SignedInAs>,
    /// What the forms of this browser carry.
    pub token: String,
}

impl FromRequestParts<App> for SignedAs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<SignedAs, Infallible> {
        Ok(parts
            .extensions
            .get::<SignedAs>()
            .cloned()
            .unwrap_or_default())
    }
}

/// Pages with a form that people fill in before they are signed in.
const FORMS_OF_STRANGERS: [&str; 6] = [
    "/sign-in",
    "/sign-in/staff",
    "/sign-in/second-step",
    "/sign-in/face/back",
    "/sign-in/face/stand-in",
    "/welcome",
];

/// Lets in whom the table lets in.
pub async fn guard(
    State(app): State<App>,
    asking: Asking,
    request: Request,
    next: Next,
) -> Response {
    let path = request.extensions().get::<MatchedPath>();
    let Some(path) = path.map(|path| path.as_str().to_owned()) else {
        return next.run(request).await;
    };
    let is_call = request.uri().path().starts_with("/api/") && path != "/api/docs";
    let Some(row) = table::row(request.method().as_str(), &path) else {
        // The router says which methods there are, and that there is nothing else.
        return match is_known(&path) {
            true => next.run(request).await,
            false => {
                tracing::error!(path, "an address without a row in the table of access");
                ApiProblem::no_such_page(request.uri().path()).into_response()
            }
        };
    };
    let cookies = Cookies::read(request.headers(), &app);
    let who = match is_call {
        true => by_key(&app, row, request.headers()).await,
        false => by_cookie(&app, &cookies).await,
    };
    let who = match who {
        Ok(who) => who,
        Err(problem) if is_call => return problem.into_response(),
        Err(problem) => return asking.problem(problem).into_response(),
    };
    if let Err(denied) = row.may.check(who.as_ref(), app.is_sandbox()) {
        let method = request.method().clone();
        return refuse(&asking, (is_call, &method), (row, who, denied));
    }
    if !is_call && is_from_elsewhere(&request) {
        return asking
            .problem(problems::FORM_FROM_ELSEWHERE.problem())
            .into_response();
    }
    // In a demo the front page lets one be somebody with one tap.
    let forms = FORMS_OF_STRANGERS.contains(&path.as_str()) || path == "/" && app.is_sandbox();
    answer(&app, (request, next), (who, cookies, forms)).await
}

/// Has it answered for whoever asks; what is somebody's own no browser keeps.
async fn answer(
    app: &App,
    (mut request, next): (Request, Next),
    (who, mut cookies, forms): (Option<SignedInAs>, Cookies, bool),
) -> Response {
    let is_private = who.is_some();
    // A sign-in that is over is none: the form is told by something of its own.
    let is_new = forms && who.is_none() && cookies.visitor.is_none();
    if is_new {
        let mut bytes = [0; 32];
        SystemRandom.fill(&mut bytes);
        cookies.visitor = Some(domain::text::hex(&bytes));
    }
    let token = match &who {
        Some(_) => cookies.token(),
        None => cookies
            .visitor
            .as_deref()
            .map(form_token)
            .unwrap_or_default(),
    };
    request.extensions_mut().insert(SignedAs { who, token });
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if is_private {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(secret) = cookies.visitor.filter(|_| is_new) {
        headers.append(header::SET_COOKIE, visitor_cookie(app, &secret));
    }
    response
}

/// Whether any method of the address stands in the table, or it is one of those that only say that
/// there is nothing.
fn is_known(path: &str) -> bool {
    let nothing = ["/api", "/api/", "/api/{*rest}"];
    nothing.contains(&path) || table::rows().any(|row| row.path == path)
}

/// Who holds the secret of the cookie; its use is noted once in a while.
async fn by_cookie(app: &App, cookies: &Cookies) -> Result<Option<SignedInAs>, ApiProblem> {
    let Some(secret) = cookies.session.clone() else {
        return Ok(None);
    };
    let asked = secret.clone();
    let found = app
        .read(move |desk| accounts::signed_in(desk, &asked))
        .await?;
    let Some((who, to_note)) = found else {
        return Ok(None);
    };
    if to_note {
        app.transact(move |desk| accounts::note_use(desk, &secret))
            .await?;
    }
    Ok(Some(who))
}

/// Whose key was sent, where one was or one is needed.
async fn by_key(
    app: &App,
    row: &GuardedRoute,
    headers: &HeaderMap,
) -> Result<Option<SignedInAs>, ApiProblem> {
    let is_public = row.may.check(None, app.is_sandbox()).is_ok();
    let sent = headers.get(header::AUTHORIZATION);
    let text = sent.and_then(|sent| sent.to_str().ok()).unwrap_or_default();
    let (scheme, key) = text.split_once(' ').unwrap_or_default();
    if is_public || !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    let key = OperatorKey::sent(key);
    if key.is_of_demo() && !app.is_sandbox() {
        return Err(DeskError::from(OperatorError::UnknownKey).into());
    }
    let operator = app.office(move |office| office.identify(&key)).await?;
    Ok(Some(SignedInAs::Staff {
        operator,
        way: SignInWay::Password,
        has_second_factor: true,
    }))
}

fn refuse(
    asking: &Asking,
    (is_call, method): (bool, &Method),
    (row, who, denied): (&GuardedRoute, Option<SignedInAs>, Denied),
) -> Response {
    let problem: ApiProblem = match denied {
        Denied::NotSignedIn if is_call => DeskError::from(OperatorError::UnknownKey).into(),
        Denied::NotSignedIn => DeskError::from(AccountError::NotSignedIn).into(),
        Denied::NotTheirs => match (row.may, who) {
            (May::Roles([role, ..]), Some(SignedInAs::Staff { operator, .. })) if is_call => {
                DeskError::from(OperatorError::RoleMissing {
                    operator: operator.name,
                    role: *role,
                })
                .into()
            }
            _ => DeskError::from(AccountError::RoleNotHeld).into(),
        },
        Denied::SecondFactorFirst => DeskError::from(AccountError::SecondFactorNeeded).into(),
        Denied::SandboxOnly => problems::SANDBOX_ONLY.problem(),
    };
    match denied {
        _ if is_call => problem.into_response(),
        Denied::NotSignedIn if *method == Method::GET => {
            Redirect::to(&asking.sign_in_and_back()).into_response()
        }
        Denied::SecondFactorFirst => Redirect::to("/account").into_response(),
        _ => asking.problem(problem).into_response(),
    }
}

/// Whether a browser says that a page of somebody else made it send this.
fn is_from_elsewhere(request: &Request) -> bool {
    let said = |name: &str| request.headers().get(name).and_then(|it| it.to_str().ok());
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    changes && matches!(said("sec-fetch-site"), Some("cross-site" | "same-site"))
}
