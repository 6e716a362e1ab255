//! Signing in and out.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use desk::accounts::{self, Claimed, SecondStep, SessionSecret, SignInAttempt, SignedInAs};
use desk::operators::Operator;
use desk::{Desk, DeskError, Role};
use domain::Bilingual;
use domain::text::{Named, Sep};

use super::form::Sent;
use super::given::FormValues;
use super::onward::onward;
use super::problem::PageProblem;
use super::{Asking, passkeys};
use crate::App;
use crate::access::{Cookies, session_cookie, signed_out_cookie};
use crate::api::sandbox_only;
use crate::problem::ApiProblem;
use crate::web::sign_in::{self, ChosenWay, SignInPage, StaffSignInPage, render_staff};
use crate::web::text::MineText;

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
}

pub(super) fn page_of(app: &App, given: &FormValues, way: ChosenWay) -> SignInPage {
    let people = app.story().iter();
    let people = people.filter(|_| app.is_sandbox() && way == ChosenWay::Demo);
    SignInPage {
        way,
        to: onward(given, "/me"),
        wrong: None,
        sent: false,
        name: given.text("name"),
        has_face: app.ways().face.is_some(),
        number: given.text("number"),
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
        Some("face") if app.ways().face.is_some() => ChosenWay::Face,
        Some("demo") if app.is_sandbox() => ChosenWay::Demo,
        _ => ChosenWay::Open,
    };
    Html(sign_in::render(&asking.frame, &page_of(&app, &given, way))).into_response()
}

/// Has somebody tried at the desk, and notes with what.
pub(super) async fn tried<W>(
    app: &App,
    asking: &Asking,
    mut work: W,
) -> Result<SignInAttempt, DeskError>
where
    W: FnMut(&mut Desk<'_, '_>) -> Result<SignInAttempt, DeskError> + Send + 'static,
{
    let (device, source) = (asking.device.clone(), asking.source.clone());
    let attempt = app.transact(move |desk| {
        desk.comes_from(&source);
        let attempt = work(desk)?;
        accounts::note_device(desk, (&attempt, &device))?;
        Ok(attempt)
    });
    attempt.await
}

/// Lets in, or shows the page again with what was wrong.
pub(super) fn let_in(
    app: &App,
    attempt: SignInAttempt,
    to: &str,
    again: impl FnOnce(Bilingual) -> String,
) -> Response {
    match attempt {
        SignInAttempt::In(secret) => signed_in(app, &secret, to),
        SignInAttempt::Refused(why) => {
            let problem = ApiProblem::from(DeskError::from(why));
            (problem.status(), Html(again(problem.says()))).into_response()
        }
    }
}

/// Leaves the secret with the browser, and goes on.
pub(super) fn signed_in(app: &App, secret: &SessionSecret, to: &str) -> Response {
    let headers = [(header::SET_COOKIE, session_cookie(app, secret))];
    (headers, Redirect::to(to)).into_response()
}

async fn with_voucher(State(app): State<App>, sent: Sent) -> Response {
    let voucher = sent.values.text("voucher");
    let work = move |desk: &mut Desk<'_, '_>| accounts::sign_in_with_voucher(desk, &voucher);
    let done = tried(&app, &sent.asking, work);
    entered(&app, &sent, (done.await, ChosenWay::Voucher))
}

async fn with_code(State(app): State<App>, sent: Sent) -> Response {
    let fields = [WHO[0], WHO[1], ("code", MineText::YourCode)];
    if let Some(wrong) = missing(&sent.values, &fields) {
        return incomplete(&app, &sent, wrong);
    }
    let (claimed, code) = (claimed(&sent.values), sent.values.text("code"));
    let done = tried(&app, &sent.asking, move |desk| {
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

pub(super) fn claimed(values: &FormValues) -> Claimed {
    Claimed {
        name: values.text("name"),
        number: values.text("number"),
    }
}

/// Which of these fields is empty, if one is.
fn missing(values: &FormValues, fields: &[(&str, MineText)]) -> Option<Bilingual> {
    let mut empty = fields.iter();
    let (_, label) = empty.find(|(name, _)| values.get(name).is_none())?;
    let Bilingual { zh, en } = label.both();
    Some(Bilingual::new(
        format!("请填写「{zh}」"),
        format!("Please fill in “{en}”"),
    ))
}

/// The page again, with what is to be filled in.
fn incomplete(app: &App, sent: &Sent, wrong: Bilingual) -> Response {
    let mut page = page_of(app, &sent.values, ChosenWay::Code);
    page.wrong = Some(wrong);
    let page = Html(sign_in::render(&sent.asking.frame, &page));
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

/// Who somebody is, as the form asks.
const WHO: [(&str, MineText); 2] = [
    ("name", MineText::YourName),
    ("number", MineText::YourNumber),
];

async fn send_code(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    // Enter in the field of the code presses the first button of the form: whoever has typed a code
    // wants to sign in.
    if sent.values.get("code").is_some() {
        return Ok(with_code(State(app), sent).await);
    }
    if let Some(wrong) = missing(&sent.values, &WHO) {
        return Ok(incomplete(&app, &sent, wrong));
    }
    let asked = claimed(&sent.values);
    let source = sent.asking.source.clone();
    let done = app.transact(move |desk| {
        desk.comes_from(&source);
        accounts::ask_for_code(desk, &asked)
    });
    done.await.map_err(|error| sent.asking.problem(error))?;
    let mut page = page_of(&app, &sent.values, ChosenWay::Code);
    page.sent = true;
    Ok(Html(sign_in::render(&sent.asking.frame, &page)).into_response())
}

async fn in_demo(State(app): State<App>, sent: Sent) -> Response {
    if let Err(problem) = sandbox_only(&app) {
        return sent.asking.problem(problem).into_response();
    }
    let operator = sent.values.get("operator").map(str::to_owned);
    let is_staff = operator.is_some();
    let person = sent.values.text("person");
    let done = tried(&app, &sent.asking, move |desk| match &operator {
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

pub(super) async fn staff_page(app: &App, given: &FormValues, is_invited: bool) -> StaffSignInPage {
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
        passkeys: app.ways().passkey_place().map(|place| place.origin),
        provider: app
            .ways()
            .single_sign_on
            .as_ref()
            .map(|it| it.label().clone()),
        operators: operators
            .into_iter()
            .map(|one| (one.name.clone(), roles(&one)))
            .collect(),
    }
}

/// What an operator may do.
pub(super) fn roles(operator: &Operator) -> Bilingual {
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
    let (name, password) = (values.text("name"), values.text("password"));
    let step = second_step(&app, &sent);
    let done = tried(&app, &sent.asking, move |desk| {
        accounts::sign_in_staff(desk, (&name, &password), &step)
    });
    staff_entered(&app, &sent, (done.await, false)).await
}

/// What a form has as the second step: a passkey where one was shown, else the code.
pub(super) fn second_step(app: &App, sent: &Sent) -> SecondStep {
    match passkeys::shown(app, sent) {
        Some(shown) => SecondStep::Passkey(Box::new(shown)),
        None => SecondStep::Code(sent.values.text("code")),
    }
}

async fn welcome(State(app): State<App>, sent: Sent) -> Response {
    let values = &sent.values;
    let (name, code, password) = (
        values.text("name"),
        values.text("code"),
        values.text("password"),
    );
    let done = tried(&app, &sent.asking, move |desk| {
        accounts::accept_invitation(desk, (&name, &code), &password)
    });
    staff_entered(&app, &sent, (done.await, true)).await
}

/// Lets staff in, or shows the page again.
pub(super) async fn staff_entered(
    app: &App,
    sent: &Sent,
    (done, is_invited): (Result<SignInAttempt, DeskError>, bool),
) -> Response {
    match done {
        // Whoever is let in needs no page to be read.
        Ok(SignInAttempt::In(secret)) => signed_in(app, &secret, &onward(&sent.values, "/account")),
        Ok(refused) => {
            let mut page = staff_page(app, &sent.values, is_invited).await;
            let_in(app, refused, &page.to.clone(), |wrong| {
                page.wrong = Some(wrong);
                render_staff(&sent.asking.frame, &page)
            })
        }
        Err(error) => sent.asking.problem(error).into_response(),
    }
}
