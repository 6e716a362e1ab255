//! The hospital interface over HTTP: bytes in, bytes out, always HTTP 200 for an answer, whatever
//! it says. The reading and writing is in `national`, the business in `desk`; this joins the two.

mod bills;
mod lines;
mod message;
mod people;
mod queries;
mod visits;

use std::any::Any;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use desk::{Caller, Random};
use domain::Region;
use domain::facility::Care::{Inpatient, Outpatient};
use domain::text::cut;
use national::gateway::Rejection;
use national::reply::{self, ReplyHead};
use national::{Envelope, ReadError, Request};

use self::message::{Message, Turned};
use crate::App;
use crate::app::SystemRandom;
use crate::metrics::Ended;
use crate::problem::log_panic;

/// The largest message; a day's lines of a hospital stay are far below.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The transaction is named in the message.
pub async fn call(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    answer(app, headers, None, body).await
}

/// The transaction is also at the end of the address.
pub async fn call_numbered(
    State(app): State<App>,
    Path(infno): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(app, headers, Some(infno), body).await
}

/// A city's own address: `/mbs-hiIntf-<city>/web/api/fsi/callService/{infno}`.
pub async fn call_at_site(
    State(app): State<App>,
    Path((_, infno)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(app, headers, Some(infno), body).await
}

/// Guangdong's address: `/ebus/{system}/{stage}/hsa/hgs/{infno}`.
pub async fn call_guangdong(
    State(app): State<App>,
    Path((_, _, infno)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    answer(app, headers, Some(infno), body).await
}

async fn answer(app: App, headers: HeaderMap, infno: Option<String>, body: Body) -> Response {
    let began = Instant::now();
    let head = new_head(&app);
    let mut what = "unread".to_owned();
    let answered = match read(&app, body, infno.as_deref()).await {
        Ok(envelope) => {
            what = known_transaction(&envelope.infno);
            let gateway = app.gateway(&envelope.facility);
            let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
            let verified = match gateway {
                Some(gateway) => gateway.verify(header, app.now()),
                None => Err(Rejection::UnknownKey),
            };
            if let Err(rejection) = verified {
                count(&app, (what, rejection.code()), began);
                return json(StatusCode::UNAUTHORIZED, rejection.body());
            }
            dispatch(&app, head, envelope).await
        }
        Err(turned) => Err(turned),
    };
    let (code, bytes) = match answered {
        Ok(bytes) => ("ok", bytes),
        Err(turned) => {
            let failure = turned.failure();
            if let Turned::Refused(error) = &turned {
                tracing::info!(
                    transaction = what,
                    code = failure.code,
                    error = error.as_ref() as &dyn std::error::Error,
                    "hospital message refused"
                );
            }
            (failure.code, reply::refuse(&head, &failure))
        }
    };
    count(&app, (what, code), began);
    json(StatusCode::OK, bytes)
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
        receiver: home_of(app),
        sequence: u64::from_le_bytes(bytes),
        received_at: now,
        responded_at: now,
    }
}

/// The division we answer for until the message says where it comes from.
fn home_of(app: &App) -> Region {
    let reference = app.reference();
    reference
        .facilities()
        .next()
        .map_or(Region::CORPS, |facility| facility.region.pooling())
}

async fn read(app: &App, body: Body, infno: Option<&str>) -> Result<Envelope, Turned> {
    let megabytes = BODY_BYTES_MAX >> 20;
    let bytes = whole(body)
        .await
        .ok_or(ReadError::BodyTooLarge { megabytes })?;
    let envelope = Envelope::read(&bytes, infno)?;
    app.reference().facility(&envelope.facility)?;
    Ok(envelope)
}

/// How much of a body that is too long is still read, and dropped.
const DRAINED_BYTES_MAX: usize = 8 * BODY_BYTES_MAX;

/// The body, unless it is too long or breaks off. One that is too long is read on for a while: a
/// client that is still sending would see a broken connection instead of our answer.
async fn whole(mut body: Body) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut received = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else {
            continue;
        };
        received += data.len();
        if received > DRAINED_BYTES_MAX {
            return None;
        }
        if received > BODY_BYTES_MAX {
            bytes = Vec::new();
        } else {
            bytes.extend_from_slice(&data);
        }
    }
    (received <= BODY_BYTES_MAX).then_some(bytes)
}

async fn dispatch(app: &App, head: ReplyHead, envelope: Envelope) -> Result<Vec<u8>, Turned> {
    let request = Request::read(&envelope)?;
    let facility = app.reference().facility(&envelope.facility)?.clone();
    let head = ReplyHead {
        receiver: facility.region.pooling(),
        ..head
    };
    let operator = envelope.operator.number.clone().unwrap_or_default();
    let caller = Caller {
        facility: envelope.facility.clone(),
        message: envelope.msgid.clone(),
        operator: cut(&operator, 30),
    };
    let message = Message {
        clock: app.clock(),
        head,
        envelope,
        caller,
    };
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
