//! Signing in and out, and the account of staff.

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::accounts::{self, Claimed, SessionSecret, SignInAttempt, SignInWay, SignedInAs, Unit};
use desk::operators::Operator;
use desk::{DeskError, Role};
use domain::text::{Named, Sep};
use domain::{Bilingual, region_names};

use super::form::Sent;
use super::given::FormValues;
use super::onward::onward;
use super::{Asking, Page};
use crate::App;
use crate::access::{Cookies, session_cookie, signed_out_cookie};
use crate::api::sandbox_only;
use crate::problem::ApiProblem;
use crate::web::sign_in::{
    self, AccountPage, ChosenWay, SignInPage, StaffSignInPage, render_account, render_staff,
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(choose))
        .route("/sign-in/voucher", post(with_voucher))
        .route("/sign-in/send-code", post(send_code))
        .route("/sign-in/code", post(with_code))
        .route("/sign-in/demo", post(in_demo))
        .route("/sign-in/staff", get(staff).post(with_password))
        .route("/welcome", get(invited).post(welcome))
        .route("/sign-out", post(sign_out))
        .route("/account", get(account))
        .route("/account/second-factor", post(second_factor))
}

fn page_of(app: &App, given: &FormValues, way: ChosenWay) -> SignInPage {
    let people = app.story().iter();
    let people = people.filter(|_| app.is_sandbox() && way == ChosenWay::Demo);
    SignInPage {
        way,
        to: onward(given, "/me"),
        wrong: None,
        sent: false,
        name: given.text("name"),
        people: people
            .map(|one| (one.id.to_string(), one.name.clone(), one.proves.clone()))
            .collect(),
    }
}

async fn choose(State(app): State<App>, given: FormValues, asking: Asking) -> Response {
    if matches!(asking.who, Some(SignedInAs::Person { .. })) {
        return Redirect::to(&onward(&given, "/me")).into_response();
    }
    let way = match given.get("way") {
        Some("voucher") => ChosenWay::Voucher,
        Some("code") => ChosenWay::Code,
        Some("demo") if app.is_sandbox() => ChosenWay::Demo,
        _ => ChosenWay::Open,
    };
    Html(sign_in::render(&asking.frame, &page_of(&app, &given, way))).into_response()
}

/// Lets in, or shows the page again with what was wrong.
fn let_in(
    app: &App,
    attempt: SignInAttempt,
    to: &str,
    again: impl FnOnce(Bilingual) -> String,
) -> Response {
    match attempt {
        SignInAttempt::In(secret) => signed_in(app, &secret, to),
        SignInAttempt::Refused(why) => {
            let problem = ApiProblem::from(DeskError::from(why));
            let mut told = problem.detail.clone();
            told.zh = format!("{}。{}。", told.zh, problem.next.zh);
            told.en = format!("{}. {}.", told.en, problem.next.en);
            (problem.status(), Html(again(told))).into_response()
        }
    }
}

fn signed_in(app: &App, secret: &SessionSecret, to: &str) -> Response {
    let headers = [(header::SET_COOKIE, session_cookie(app, secret))];
    (headers, Redirect::to(to)).into_response()
}

async fn with_voucher(State(app): State<App>, sent: Sent) -> Response {
    let voucher = sent.values.text("voucher");
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::sign_in_with_voucher(desk, &voucher)
    });
    entered(&app, &sent, (done.await, ChosenWay::Voucher))
}

async fn with_code(State(app): State<App>, sent: Sent) -> Response {
    let (claimed, code) = (claimed(&sent.values), sent.values.text("code"));
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::sign_in_with_code(desk, (&claimed, &code))
    });
    entered(&app, &sent, (done.await, ChosenWay::Code))
}

fn entered(
    app: &App,
    sent: &Sent,
    (done, way): (Result<SignInAttempt, DeskError>, ChosenWay),
) -> Response {
    match done {
        Ok(attempt) => let_in(app, attempt, &onward(&sent.values, "/me"), |wrong| {
            let mut page = page_of(app, &sent.values, way);
            page.wrong = Some(wrong);
            sign_in::render(&sent.asking.frame, &page)
        }),
        Err(error) => sent.asking.problem(error).into_response(),
    }
}

fn claimed(values: &FormValues) -> Claimed {
    Claimed {
        name: values.text("name"),
        number: values.text("number"),
    }
}

async fn send_code(State(app): State<App>, sent: Sent) -> Page {
    let asked = claimed(&sent.values);
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::ask_for_code(desk, &asked)
    });
    done.await.map_err(|error| sent.asking.problem(error))?;
    let mut page = page_of(&app, &sent.values, ChosenWay::Code);
    page.sent = true;
    Ok(Html(sign_in::render(&sent.asking.frame, &page)))
}

async fn in_demo(State(app): State<App>, sent: Sent) -> Response {
    if let Err(problem) = sandbox_only(&app) {
        return sent.asking.problem(problem).into_response();
    }
    let operator = sent.values.get("operator").map(str::to_owned);
    let is_staff = operator.is_some();
    let person = sent.values.text("person");
    let done = app.transact(move |desk| match &operator {
        Some(named) => accounts::sign_in_staff_in_demo(desk, named),
        None => match person.parse() {
            Ok(person) => accounts::sign_in_in_demo(desk, &person),
            Err(_) => Err(DeskError::UnknownPerson),
        },
    });
    match done.await {
        Ok(SignInAttempt::In(secret)) => {
            let home = if is_staff { "/account" } else { "/me" };
            signed_in(&app, &secret, &onward(&sent.values, home))
        }
        Ok(SignInAttempt::Refused(why)) => {
            sent.asking.problem(DeskError::from(why)).into_response()
        }
        Err(error) => sent.asking.problem(error).into_response(),
    }
}

async fn sign_out(State(app): State<App>, headers: axum::http::HeaderMap, sent: Sent) -> Response {
    if let Some(secret) = Cookies::read(&headers, &app).session {
        let done = app.transact(move |desk| accounts::end_session(desk, &secret));
        if let Err(error) = done.await {
            return sent.asking.problem(error).into_response();
        }
    }
    let cookie = [(header::SET_COOKIE, signed_out_cookie(&app))];
    (cookie, Redirect::to("/")).into_response()
}

async fn staff_page(app: &App, given: &FormValues, is_invited: bool) -> StaffSignInPage {
    let shown = app.is_sandbox() && !is_invited;
    let operators = match shown {
        true => app.read(accounts::staff_in_use).await.unwrap_or_default(),
        false => vec![],
    };
    StaffSignInPage {
        to: onward(given, "/account"),
        wrong: None,
        name: given.text("name"),
        is_invited,
        operators: operators
            .into_iter()
            .map(|one| (one.name.clone(), roles(&one)))
            .collect(),
    }
}

fn roles(operator: &Operator) -> Bilingual {
    Bilingual::join(operator.roles.iter().map(Role::name), Sep::List)
}

async fn staff(State(app): State<App>, given: FormValues, asking: Asking) -> Html<String> {
    Html(render_staff(
        &asking.frame,
        &staff_page(&app, &given, false).await,
    ))
}

async fn invited(State(app): State<App>, given: FormValues, asking: Asking) -> Html<String> {
    Html(render_staff(
        &asking.frame,
        &staff_page(&app, &given, true).await,
    ))
}

async fn with_password(State(app): State<App>, sent: Sent) -> Response {
    let values = &sent.values;
    let (name, password, code) = (
        values.text("name"),
        values.text("password"),
        values.text("code"),
    );
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::sign_in_staff(desk, (&name, &password, &code))
    });
    staff_entered(&app, &sent, (done.await, false)).await
}

async fn welcome(State(app): State<App>, sent: Sent) -> Response {
    let values = &sent.values;
    let (name, code, password) = (
        values.text("name"),
        values.text("code"),
        values.text("password"),
    );
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::accept_invitation(desk, (&name, &code), &password)
    });
    staff_entered(&app, &sent, (done.await, true)).await
}

async fn staff_entered(
    app: &App,
    sent: &Sent,
    (done, is_invited): (Result<SignInAttempt, DeskError>, bool),
) -> Response {
    let mut page = staff_page(app, &sent.values, is_invited).await;
    match done {
        Ok(attempt) => let_in(app, attempt, &page.to.clone(), |wrong| {
            page.wrong = Some(wrong);
            render_staff(&sent.asking.frame, &page)
        }),
        Err(error) => sent.asking.problem(error).into_response(),
    }
}

async fn account(State(app): State<App>, asking: Asking) -> Page {
    let page = account_page(&app, &asking).await?;
    Ok(Html(render_account(&asking.frame, &page)))
}

async fn account_page(
    app: &App,
    asking: &Asking,
) -> Result<AccountPage, super::problem::PageProblem> {
    let operator = asking.staff()?.clone();
    let (is_set_up, invited) = match &asking.who {
        Some(SignedInAs::Staff {
            has_second_factor,
            way,
            ..
        }) => (*has_second_factor, *way == SignInWay::Invitation),
        _ => (false, false),
    };
    let key = match invited && !is_set_up {
        true => {
            let of = operator.clone();
            let key = app.transact(move |desk| accounts::second_factor_to_be(desk, &of));
            Some(key.await.map_err(|error| asking.problem(error))?)
        }
        false => None,
    };
    let reference = app.reference();
    let unit = match &operator.unit {
        Unit::All => Bilingual::new("整个系统", "the whole installation"),
        Unit::Region(region) => region_names::label(*region),
        Unit::Employer(number) => Bilingual::new(number, number),
        Unit::Facility(code) => {
            let name = reference
                .facility(code)
                .map(|facility| facility.name.clone());
            let name = name.unwrap_or_else(|_| code.to_string());
            Bilingual::new(&name, &name)
        }
    };
    Ok(AccountPage {
        roles: roles(&operator),
        unit,
        key,
        is_set_up,
        wrong: None,
        desks: if invited { vec![] } else { desks(&operator) },
        name: operator.name,
    })
}

/// Where each role works.
fn desks(operator: &Operator) -> Vec<(&'static str, Bilingual)> {
    let mut desks: Vec<(&'static str, Bilingual)> = Vec::new();
    for role in &operator.roles {
        let (href, zh, en) = match role {
            Role::Editor | Role::Publisher => {
                ("/policy/releases", "政策发布", "Releases of policy")
            }
            Role::Employer => ("/employer", "单位的备案", "Filings of the employer"),
            Role::Clerk | Role::Supervisor => ("/clerk", "待办的备案", "Filings that wait"),
            _ => continue,
        };
        if desks.iter().all(|(known, _)| *known != href) {
            desks.push((href, Bilingual::new(zh, en)));
        }
    }
    desks
}

async fn second_factor(State(app): State<App>, sent: Sent) -> Response {
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let code = sent.values.text("code");
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::confirm_second_factor(desk, (&operator, &code))
    });
    let page = account_page(&app, &sent.asking).await;
    match (done.await, page) {
        (Ok(attempt), Ok(mut page)) => let_in(&app, attempt, "/account", |wrong| {
            page.wrong = Some(wrong);
            render_account(&sent.asking.frame, &page)
        }),
        (Err(error), _) => sent.asking.problem(error).into_response(),
        (_, Err(problem)) => problem.into_response(),
    }
}
