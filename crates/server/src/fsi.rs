//! The hospital interface over HTTP: bytes in, bytes out, always HTTP 200 for an answer, whatever
//! it says. The reading and writing is in `national`, the business in `desk`; this joins the two.

mod bills;
mod door;
mod lines;
mod message;
mod people;
mod queries;
mod said;
mod shown;
mod visits;
mod voucher;

use std::any::Any;
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::Side::{Inpatient, Outpatient};
use desk::{Caller, Random};
use domain::ids::FacilityCode;
use domain::text::cut;
use national::reply::{self, Failure, ReplyHead, Withheld};
use national::request::Opened;
use national::{Doubt, Reading, Request};

use tokio::time::timeout;

use self::door::{Held, Requested, TurnedAway};
use self::message::{Message, Turned};
use self::shown::shown;
use crate::App;
use crate::admission::{self, Lane, TooMany};
use crate::app::SystemRandom;
use crate::connections::Peer;
use crate::metrics::Ended;
use crate::problem::{chain, log_panic};

/// The transaction is named in the message, and perhaps at the end of the address.
pub(crate) async fn call(
    State(app): State<App>,
    Path(captured): Path<HashMap<String, String>>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let asked = Requested {
        headers: &headers,
        peer: peer.map(|Extension(Peer(address))| address.ip()),
    };
    answer(app, asked, captured.get("infno"), body).await
}

/// Turns a message away unread: nothing was done, and it may come again.
pub(crate) async fn turn_away(State(app): State<App>, body: Body) -> Response {
    let began = Instant::now();
    door::let_go(body).await;
    let withheld = Failure::from(Withheld::Busy);
    count(&app, ("unread".to_owned(), withheld.code), began);
    json(StatusCode::OK, reply::refuse(&new_head(&app), &withheld))
}

async fn answer(app: App, asked: Requested<'_>, infno: Option<&String>, body: Body) -> Response {
    if app.is_overrun() {
        return turn_away(State(app), body).await;
    }
    let began = Instant::now();
    let mut head = new_head(&app);
    let mut what = "unread".to_owned();
    let answered = match door::receive(&app, asked, body, infno.map(String::as_str)).await {
        Ok(Held { received, .. }) => {
            let sender = received.facility().cloned();
            head.receiver = door::receiver(&app, sender.as_ref());
            let reference = app.reference();
            let reading = Reading {
                dictionaries: &reference.library.dictionaries,
                place: door::place(&app, received.facility()),
                today: app.today(),
            };
            match Request::open(received, reading) {
                Ok(opened) => {
                    what = known_transaction(&opened.envelope.infno);
                    work(&app, (head, opened), sender).await
                }
                Err(error) => Err(error.into()),
            }
        }
        Err(TurnedAway::Rejected { facility, why }) => {
            head.receiver = door::receiver(&app, Some(&facility));
            count(&app, (what, why.code()), began);
            return door::reject(app.rejection(&facility), &head, why);
        }
        Err(TurnedAway::Turned { facility, why }) => {
            head.receiver = door::receiver(&app, facility.as_ref());
            Err(why)
        }
    };
    let (code, bytes) = match answered {
        Ok(bytes) => ("ok", bytes),
        Err(turned) => {
            let failure = turned.failure();
            if let Turned::Refused(error) = &turned {
                tracing::info!(
                    transaction = what,
                    code = failure.code,
                    error = chain(error.as_ref()),
                    "hospital message refused"
                );
            }
            (failure.code, reply::refuse(&head, &failure))
        }
    };
    count(&app, (what, code), began);
    json(StatusCode::OK, bytes)
}

/// Does what a message asks for when its turn comes. One that takes too long goes on, and its
/// sender is told to ask for its fate.
async fn work(
    app: &App,
    (head, opened): (ReplyHead, Opened),
    sender: Option<FacilityCode>,
) -> Result<Vec<u8>, Turned> {
    let sender = sender.unwrap_or_else(|| opened.envelope.facility.clone());
    let leave = app.enter(Lane::Facility(sender)).await;
    let leave = leave.map_err(|TooMany| Turned::Withheld(Withheld::Busy))?;
    let patience = Duration::from_secs(app.limits().work_seconds_max);
    let own = app.clone();
    let working = tokio::spawn(admission::with(leave, async move {
        dispatch(&own, head, opened).await
    }));
    match timeout(patience, working).await {
        Ok(Ok(answered)) => answered,
        Ok(Err(broke)) => resume_unwind(broke.into_panic()),
        Err(_) => Err(Turned::Withheld(Withheld::Interrupted)),
    }
}

fn count(app: &App, (what, code): (String, &str), began: Instant) {
    let ended = Ended {
        face: "hospital",
        what,
        code: code.to_owned(),
    };
    app.metrics().count(ended, began.elapsed());
}

/// Only numbers we know become labels, so that a stranger cannot fill the metrics.
fn known_transaction(infno: &str) -> String {
    let short = infno.len() <= 6 && infno.bytes().all(|b| b.is_ascii_alphanumeric());
    if short {
        infno.to_owned()
    } else {
        "other".to_owned()
    }
}

fn json(status: StatusCode, bytes: Vec<u8>) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "application/json;charset=utf-8")],
        bytes,
    )
        .into_response()
}

/// The outside of a reply to a message that just arrived.
fn new_head(app: &App) -> ReplyHead {
    let mut bytes = [0; 8];
    SystemRandom.fill(&mut bytes);
    let now = app.now();
    ReplyHead {
        receiver: app.division(),
        sequence: u64::from_le_bytes(bytes),
        received_at: now,
        responded_at: now,
    }
}

/// The message on its way, and what it asks for.
fn message(app: &App, head: ReplyHead, opened: Opened) -> (Message, Request) {
    let doubts = opened.doubts(app.now());
    let Opened {
        envelope,
        request,
        kept,
    } = opened;
    let operator = envelope.operator.number.clone().unwrap_or_default();
    let caller = Caller {
        facility: envelope.facility.clone(),
        message: envelope.msgid.clone(),
        operator: cut(&operator, 30),
        said_besides: Some(kept.to_bytes()),
        shown: shown(&envelope, &request),
    };
    let message = Message {
        clock: app.clock().clone(),
        head,
        envelope,
        caller,
        doubts: doubts.iter().map(Doubt::told).collect(),
    };
    (message, request)
}

async fn dispatch(app: &App, head: ReplyHead, opened: Opened) -> Result<Vec<u8>, Turned> {
    let (message, request) = message(app, head, opened);
    Ok(match request {
        Request::SignIn(asked) => people::sign_in(app, message, asked).await?,
        Request::SignOut(asked) => people::sign_out(app, message, asked).await?,
        Request::Identify(asked) => people::identify(app, message, asked).await?,
        Request::FindFacility(asked) => people::find_facility(app, &message, &asked),
        Request::CheckEntitlement(asked) => people::check_entitlement(app, message, asked).await?,
        Request::Register(asked) => visits::register(app, message, asked).await?,
        Request::Admit(asked) => visits::admit(app, message, asked).await?,
        Request::DescribeVisit(asked) => visits::describe(app, message, asked).await?,
        Request::ChangeAdmission(asked) => visits::change(app, message, asked).await?,
        Request::Discharge(asked) => visits::discharge(app, message, asked).await?,
        Request::CancelDischarge(asked) => visits::cancel_discharge(app, message, asked).await?,
        Request::CancelRegistration(asked) => {
            visits::cancel(app, message, asked, Outpatient).await?
        }
        Request::CancelAdmission(asked) => visits::cancel(app, message, asked, Inpatient).await?,
        Request::UploadOutpatientLines(asked) => {
            lines::upload(app, message, asked, Outpatient).await?
        }
        Request::UploadInpatientLines(asked) => {
            lines::upload(app, message, asked, Inpatient).await?
        }
        Request::WithdrawOutpatientLines(asked) => {
            lines::withdraw(app, message, asked, Outpatient).await?
        }
        Request::WithdrawInpatientLines(asked) => {
            lines::withdraw(app, message, asked, Inpatient).await?
        }
        Request::QuoteOutpatient(bill) => bills::quote(app, message, bill.into()).await?,
        Request::QuoteInpatient(bill) => bills::quote(app, message, bill.into()).await?,
        Request::SettleOutpatient(bill) => bills::settle(app, message, bill.into()).await?,
        Request::SettleInpatient(bill) => bills::settle(app, message, bill.into()).await?,
        Request::CancelOutpatient(asked) => bills::cancel(app, message, asked, Outpatient).await?,
        Request::CancelInpatient(asked) => bills::cancel(app, message, asked, Inpatient).await?,
        Request::Reverse(asked) => bills::reverse(app, message, asked).await?,
        Request::QuerySettlement(asked) => queries::settlement(app, message, asked).await?,
        Request::QueryLines(asked) => queries::lines(app, message, asked).await?,
        Request::QueryYearToDate(asked) => queries::year_to_date(app, message, asked).await?,
    })
}

/// The answer when a handler of the hospital interface panicked: a refusal. The panic is in the
/// log; the caller learns only that the fate of the message is unknown.
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    log_panic(panic.as_ref());
    json(StatusCode::INTERNAL_SERVER_ERROR, reply::fate_unknown())
}
