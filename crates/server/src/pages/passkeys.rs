//! Passkeys over HTTP: what a browser is asked, as its script needs it, and what it hands over, as
//! fields of a form like any other.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use desk::accounts::{self, AccountError, PasskeyAsked, PasskeyMade, PasskeyPlace, PasskeyShown};
use desk::operators::Operator;
use desk::{Desk, DeskError};
use serde_json::{Value, json};

use super::account::account_page;
use super::form::Sent;
use super::problem::PageProblem;
use super::sign_in::{staff_entered, tried};
use crate::App;
use crate::problem::{ApiProblem, in_a_sentence};
use crate::web::account::render_account;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/passkey/begin", post(ask))
        .route("/sign-in/passkey", post(with_passkey))
        .route("/account/passkeys/begin", post(ask_to_make))
        .route("/account/passkeys", post(add))
        .route("/account/passkeys/remove", post(remove))
}

/// How long a browser waits for somebody, in milliseconds; the challenge holds as long.
const WAIT_MS: u32 = 300_000;

fn place(app: &App, sent: &Sent) -> Result<PasskeyPlace, PageProblem> {
    let place = app.ways().passkey_place();
    place.ok_or_else(|| {
        let path = &sent.asking.frame.path;
        sent.asking.problem(ApiProblem::no_such_page(path))
    })
}

/// Which browser it is: its forms are told by something only it has.
fn browser(sent: &Sent) -> String {
    sent.asking.frame.token.clone()
}

fn text_of(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes_of(sent: &Sent, name: &str) -> Vec<u8> {
    let text = sent.values.text(name);
    URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
}

fn credentials(known: &[Vec<u8>]) -> Vec<Value> {
    let named = known
        .iter()
        .map(|one| json!({ "type": "public-key", "id": text_of(one) }));
    named.collect()
}

/// The passkey a form brings, where it brings one.
pub(super) fn shown(app: &App, sent: &Sent) -> Option<(PasskeyAsked, PasskeyShown)> {
    sent.values.get("credential")?;
    let asked = PasskeyAsked {
        place: app.ways().passkey_place()?,
        browser: browser(sent),
    };
    let shown = PasskeyShown {
        credential: bytes_of(sent, "credential"),
        client: bytes_of(sent, "client"),
        authenticator: bytes_of(sent, "authenticator"),
        signature: bytes_of(sent, "signature"),
        owner: bytes_of(sent, "owner"),
    };
    Some((asked, shown))
}

/// What a browser is asked to show: any passkey of this place, or, behind a password, those of the
/// account.
async fn ask(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let place = place(&app, &sent)?;
    let (browser, named) = (browser(&sent), sent.values.text("name"));
    let is_second = sent.values.get("for") == Some("second");
    let asked = app.transact(move |desk| {
        let known = match is_second {
            true => accounts::passkeys_to_ask(desk, &named)?,
            false => vec![],
        };
        Ok((accounts::ask_for_passkey(desk, &browser)?, known))
    });
    let (challenge, known) = asked.await.map_err(|error| sent.asking.problem(error))?;
    let options = json!({
        "challenge": text_of(&challenge),
        "rpId": place.rp_id,
        "timeout": WAIT_MS,
        "allowCredentials": credentials(&known),
        "userVerification": if is_second { "preferred" } else { "required" },
    });
    Ok(Json(options).into_response())
}

async fn with_passkey(State(app): State<App>, sent: Sent) -> Response {
    let done = match shown(&app, &sent) {
        None => Ok(accounts::SignInAttempt::Refused(AccountError::SignInFailed)),
        Some((asked, shown)) => {
            let work = move |desk: &mut Desk<'_, '_>| {
                accounts::sign_in_with_passkey(desk, (&asked, &shown))
            };
            tried(&app, &sent.asking, work).await
        }
    };
    staff_entered(&app, &sent, (done, false)).await
}

/// What a browser is asked to make: ES256, EdDSA or RS256, and nothing of who made it.
async fn ask_to_make(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let place = place(&app, &sent)?;
    let operator = sent.asking.staff()?.clone();
    let (browser, of) = (browser(&sent), operator.clone());
    let asked = app.transact(move |desk| {
        let known = accounts::passkeys_known(desk, &of)?;
        Ok((accounts::ask_for_passkey(desk, &browser)?, known))
    });
    let (challenge, known) = asked.await.map_err(|error| sent.asking.problem(error))?;
    let brand = crate::web::text::Text::Brand.both();
    let kinds = [-7, -8, -257].map(|alg| json!({ "type": "public-key", "alg": alg }));
    let options = json!({
        "challenge": text_of(&challenge),
        "rp": { "id": place.rp_id, "name": sent.asking.frame.pick(&brand) },
        "user": {
            "id": text_of(operator.id.as_bytes()),
            "name": operator.name, "displayName": operator.name,
        },
        "pubKeyCredParams": kinds,
        "timeout": WAIT_MS,
        "excludeCredentials": credentials(&known),
        "authenticatorSelection": {
            "residentKey": "preferred", "userVerification": "preferred",
        },
        "attestation": "none",
    });
    Ok(Json(options).into_response())
}

async fn add(State(app): State<App>, sent: Sent) -> Response {
    match adds(&app, &sent).await {
        Ok(Ok(())) => Redirect::to("/account").into_response(),
        Ok(Err(why)) => again(&app, &sent, &DeskError::from(why)).await,
        Err(problem) => problem.into_response(),
    }
}

async fn adds(app: &App, sent: &Sent) -> Result<Result<(), AccountError>, PageProblem> {
    let operator: Operator = sent.asking.staff()?.clone();
    let asked = PasskeyAsked {
        place: place(app, sent)?,
        browser: browser(sent),
    };
    let made = PasskeyMade {
        name: sent.values.text("passkey-name"),
        client: bytes_of(sent, "client"),
        attestation: bytes_of(sent, "attestation"),
    };
    let done =
        app.transact(move |desk| accounts::register_passkey(desk, &operator, (&asked, &made)));
    done.await.map_err(|error| sent.asking.problem(error))
}

async fn remove(State(app): State<App>, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let id = sent.values.text("passkey");
    let done = app.transact(move |desk| accounts::remove_passkey(desk, &operator, &id));
    match done.await {
        Ok(()) => Redirect::to("/account").into_response(),
        Err(error) => again(&app, &sent, &error).await,
    }
}

/// The account again, with what was wrong.
async fn again(app: &App, sent: &Sent, error: &DeskError) -> Response {
    let entry = error.entry();
    let status = crate::problem::status_of_kind(entry.kind);
    match account_page(app, &sent.asking).await {
        Ok(mut page) => {
            page.wrong = Some(in_a_sentence(error));
            (status, Html(render_account(&sent.asking.frame, &page))).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}
