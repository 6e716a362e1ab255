//! Staff at the agency's provider of identities: away to it, back from it, and our own second step
//! where the provider took none that counts.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use desk::DeskError;
use desk::accounts::{self, AccountError, LeftWith, ProviderAttempt, SignInAttempt};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Asking;
use super::form::Sent;
use super::given::FormValues;
use super::onward::onward;
use super::problem::PageProblem;
use super::sign_in::{let_in, second_step, signed_in, tried};
use crate::App;
use crate::access::{brought, step_cookie};
use crate::problem::ApiProblem;
use crate::single_sign_on::{AskedOfProvider, CameBack, NamedByProvider};
use crate::web::sign_in::{SecondStepPage, render_second_step};

/// Under which names something lies with the browser.
const ASKED: &str = "asked";
const NAMED: &str = "named";

/// How long our second step may take.
const STEP_MOST: SignedDuration = SignedDuration::from_mins(5);

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in/sso", get(go))
        .route("/sign-in/sso/back", get(back))
        .route("/sign-in/second-step", get(step).post(stepped))
}

/// Whom the provider named, as it lies with the browser until the second step.
#[derive(Serialize, Deserialize)]
struct Named {
    account: String,
    to: String,
    at: Timestamp,
}

fn not_here(asking: &Asking) -> PageProblem {
    asking.problem(ApiProblem::no_such_page(&asking.frame.path))
}

fn told(asking: &Asking, error: AccountError) -> PageProblem {
    asking.problem(DeskError::from(error))
}

async fn go(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let (to, now) = (onward(&given, "/account"), app.now());
    let begun = app.outside(move |ways| {
        let provider = ways.single_sign_on.as_ref()?;
        Some(provider.begin(&to, now))
    });
    let begun = begun.await.flatten().ok_or_else(|| not_here(&asking))?;
    let (address, asked) = begun.map_err(|error| told(&asking, error))?;
    let cookie = left(&app, &asking, (LeftWith::Provider, ASKED), &asked).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response())
}

/// Leaves something with the browser.
async fn left(
    app: &App,
    asking: &Asking,
    (what, name): (LeftWith, &str),
    value: &impl Serialize,
) -> Result<HeaderValue, PageProblem> {
    let text = serde_json::to_string(value).expect("texts always serialise");
    let sealed = app.read(move |desk| Ok(accounts::leave_with(desk, what, &text)));
    let sealed = sealed.await.map_err(|error| asking.problem(error))?;
    Ok(step_cookie(app, name, &sealed))
}

/// What the browser brings back.
async fn returned<T: for<'a> Deserialize<'a>>(
    app: &App,
    headers: &HeaderMap,
    (what, name): (LeftWith, &str),
) -> Result<Option<T>, DeskError> {
    let Some(sealed) = brought(headers, app, name) else {
        return Ok(None);
    };
    let text = app.read(move |desk| Ok(accounts::brought_back(desk, what, &sealed)));
    let text = text.await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
}

async fn back(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Response {
    let came = came_back(&asking.frame.query);
    let reply = match comes_back(&app, &headers, (came, &asking)).await {
        Ok(reply) => reply,
        Err(problem) => problem.into_response(),
    };
    // Once is enough, however it went.
    with_cookie(reply, step_cookie(&app, ASKED, ""))
}

/// No provider puts more into an address.
const LONGEST: usize = 4_000;

fn came_back(query: &str) -> CameBack {
    let given = FormValues::of(
        form_urlencoded::parse(query.as_bytes()).into_owned(),
        LONGEST,
    );
    CameBack {
        code: given.text("code"),
        state: given.text("state"),
        error: given.text("error"),
        iss: given.get("iss").map(str::to_owned),
    }
}

fn with_cookie(mut reply: Response, cookie: HeaderValue) -> Response {
    reply.headers_mut().append(header::SET_COOKIE, cookie);
    reply
}

async fn comes_back(
    app: &App,
    headers: &HeaderMap,
    (came, asking): (CameBack, &Asking),
) -> Result<Response, PageProblem> {
    if app.ways().single_sign_on.is_none() {
        return Err(not_here(asking));
    }
    let asked: Option<AskedOfProvider> = returned(app, headers, (LeftWith::Provider, ASKED))
        .await
        .map_err(|error| asking.problem(error))?;
    let asked = asked.ok_or_else(|| told(asking, AccountError::ProviderStale))?;
    let (to, now) = (asked.to.clone(), app.now());
    let named = app.outside(move |ways| {
        let provider = ways.single_sign_on.as_ref()?;
        Some(provider.finish((&asked, &came), now))
    });
    let named = named.await.flatten().ok_or_else(|| not_here(asking))?;
    let named = named.map_err(|error| told(asking, error))?;
    enters(app, asking, (named, to)).await
}

async fn enters(
    app: &App,
    asking: &Asking,
    (named, to): (NamedByProvider, String),
) -> Result<Response, PageProblem> {
    let device = asking.device.clone();
    let attempt = app.transact(move |desk| {
        let NamedByProvider {
            number,
            had_second_step,
        } = &named;
        let attempt = accounts::sign_in_by_provider(desk, number, *had_second_step)?;
        Ok(match attempt {
            ProviderAttempt::In(secret) => {
                let attempt = SignInAttempt::In(secret.clone());
                accounts::note_device(desk, (&attempt, &device))?;
                ProviderAttempt::In(secret)
            }
            other => other,
        })
    });
    let attempt = attempt.await.map_err(|error| asking.problem(error))?;
    match attempt {
        ProviderAttempt::In(secret) => Ok(signed_in(app, &secret, &to)),
        ProviderAttempt::Refused(why) => Err(told(asking, why)),
        ProviderAttempt::SecondStep(account) => {
            let named = Named {
                account,
                to,
                at: app.now(),
            };
            let cookie = left(app, asking, (LeftWith::SecondStep, NAMED), &named).await?;
            let reply = Redirect::to("/sign-in/second-step").into_response();
            Ok(with_cookie(reply, cookie))
        }
    }
}

/// Whom the provider named a moment ago.
async fn named(app: &App, headers: &HeaderMap, asking: &Asking) -> Result<Named, PageProblem> {
    let named: Option<Named> = returned(app, headers, (LeftWith::SecondStep, NAMED))
        .await
        .map_err(|error| asking.problem(error))?;
    let fresh = named.filter(|it| app.now().duration_since(it.at) <= STEP_MOST);
    fresh.ok_or_else(|| told(asking, AccountError::ProviderStale))
}

fn step_page(app: &App, named: &Named) -> SecondStepPage {
    SecondStepPage {
        account: named.account.clone(),
        wrong: None,
        origin: app.ways().passkey_place().map(|place| place.origin),
    }
}

async fn step(State(app): State<App>, headers: HeaderMap, asking: Asking) -> Response {
    match named(&app, &headers, &asking).await {
        Ok(named) => {
            let page = step_page(&app, &named);
            Html(render_second_step(&asking.frame, &page)).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

async fn stepped(State(app): State<App>, headers: HeaderMap, sent: Sent) -> Response {
    let named = match named(&app, &headers, &sent.asking).await {
        Ok(named) => named,
        Err(problem) => return problem.into_response(),
    };
    let (account, step) = (named.account.clone(), second_step(&app, &sent));
    let done = tried(&app, &sent.asking, move |desk| {
        accounts::finish_by_provider(desk, &account, &step)
    });
    match done.await {
        Ok(attempt) => {
            let is_in = matches!(attempt, SignInAttempt::In(_));
            let reply = let_in(&app, attempt, &named.to, |wrong| {
                let mut page = step_page(&app, &named);
                page.wrong = Some(wrong);
                render_second_step(&sent.asking.frame, &page)
            });
            match is_in {
                true => with_cookie(reply, step_cookie(&app, NAMED, "")),
                false => reply,
            }
        }
        Err(error) => sent.asking.problem(error).into_response(),
    }
}
