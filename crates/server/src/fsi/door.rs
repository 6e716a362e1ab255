//! Where a message comes in: its body whole, its sender known and signed for. What it says is not
//! read before that.

use std::future::poll_fn;
use std::net::IpAddr;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::Region;
use domain::ids::FacilityCode;
use national::gateway::Rejection;
use national::reply::{self, Failure, ReplyHead, Withheld};
use national::{ReadError, Received};
use sha2::{Digest as _, Sha256};
use tokio::sync::SemaphorePermit;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::json;
use super::message::Turned;
use crate::App;
use crate::entrance::RejectionForm;
use crate::signatures::Digest;

/// The largest message of somebody who has not signed.
const UNSIGNED_BYTES_MAX: usize = 64 * 1024;

/// A message that is longer is read off the threads that serve everybody.
const READ_AT_ONCE_MAX: usize = 64 * 1024;

/// The largest message; a day's lines of a hospital stay are far below.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How much of a body that is too long is still read, and dropped.
const DRAINED_BYTES_MAX: usize = 8 * BODY_BYTES_MAX;

/// How long the body of a message may take that is not worked for.
const LET_GO_AFTER: Duration = Duration::from_secs(2);

/// The headers in which a signature stands.
const SIGNATURES: [&str; 2] = ["_api_signature", "x-tif-signature"];

/// Why a message does not come in.
pub(super) enum TurnedAway {
    /// The gateway rejects it.
    Rejected {
        facility: FacilityCode,
        why: Rejection,
    },
    /// It is answered as a hospital's message, with a refusal.
    Turned {
        facility: Option<FacilityCode>,
        why: Turned,
    },
}

impl From<ReadError> for TurnedAway {
    fn from(error: ReadError) -> TurnedAway {
        TurnedAway::Turned {
            facility: None,
            why: error.into(),
        }
    }
}

/// What is known of a request but its body.
#[derive(Clone, Copy)]
pub(super) struct Requested<'a> {
    pub headers: &'a HeaderMap,
    /// Where it comes from; nothing where it did not come over a connection.
    pub peer: Option<IpAddr>,
}

impl Requested<'_> {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The digest of a body that is signed for; of any other nobody asks.
    fn digest_of(&self, body: &[u8]) -> Digest {
        let is_signed = SIGNATURES
            .iter()
            .any(|name| self.headers.contains_key(*name));
        match is_signed {
            true => Sha256::digest(body).into(),
            false => Digest::default(),
        }
    }
}

/// A message with leave to hold its bytes.
pub(super) struct Held<'a> {
    pub received: Received,
    _bytes: Vec<SemaphorePermit<'a>>,
}

/// A message whose sender is known and has signed. One that names no sender cannot be acted on, and
/// is let through to be told all that is wrong with it.
pub(super) async fn receive<'a>(
    app: &'a App,
    asked: Requested<'_>,
    body: Body,
    infno: Option<&str>,
) -> Result<Held<'a>, TurnedAway> {
    let (bytes, held) = whole_in_time(app, asked.headers, body).await?;
    let digest = asked.digest_of(&bytes);
    let received = read(bytes, infno).await?;
    check_sender(app, asked, (&received, digest))?;
    Ok(Held {
        received,
        _bytes: held,
    })
}

/// The body, if it comes in time and somebody may send so much.
async fn whole_in_time<'a>(
    app: &'a App,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Vec<u8>, Vec<SemaphorePermit<'a>>), TurnedAway> {
    let turned = |why| TurnedAway::Turned {
        facility: None,
        why,
    };
    let signed = app.is_signed(|name| headers.get(name).and_then(|value| value.to_str().ok()));
    let most = match signed {
        true => BODY_BYTES_MAX,
        false => UNSIGNED_BYTES_MAX,
    };
    let patience = Duration::from_secs(app.limits().body_seconds_max);
    let whole = timeout(patience, whole(app, body, most)).await;
    let whole = whole.map_err(|_| turned(Turned::Withheld(Withheld::SlowBody)))?;
    let megabytes = BODY_BYTES_MAX >> 20;
    whole.ok_or_else(|| {
        turned(match signed {
            true => ReadError::BodyTooLarge { megabytes }.into(),
            false => Turned::Rejected(Rejection::UnknownKey),
        })
    })
}

async fn read(bytes: Vec<u8>, infno: Option<&str>) -> Result<Received, ReadError> {
    if bytes.len() <= READ_AT_ONCE_MAX {
        return Received::read(&bytes, infno);
    }
    let infno = infno.map(str::to_owned);
    let read = spawn_blocking(move || Received::read(&bytes, infno.as_deref()));
    match read.await {
        Ok(read) => read,
        Err(broke) => resume_unwind(broke.into_panic()),
    }
}

fn check_sender(
    app: &App,
    asked: Requested<'_>,
    (received, digest): (&Received, Digest),
) -> Result<(), TurnedAway> {
    let Some(facility) = received.facility() else {
        return Ok(());
    };
    if let Err(error) = app.reference().facility(facility) {
        return Err(TurnedAway::Turned {
            facility: Some(facility.clone()),
            why: error.into(),
        });
    }
    check_signature(app, asked, (facility, received, digest)).map_err(|why| TurnedAway::Rejected {
        facility: facility.clone(),
        why,
    })
}

fn check_signature(
    app: &App,
    asked: Requested<'_>,
    (facility, received, body): (&FacilityCode, &Received, Digest),
) -> Result<(), Rejection> {
    let header = |name: &str| asked.header(name);
    let gateway = app.gateway(facility).ok_or(Rejection::UnknownKey)?;
    let entrance = app.entrance(facility);
    if !entrance.is_none_or(|entrance| entrance.lets_in(asked.peer)) {
        return Err(Rejection::Address);
    }
    gateway.verify(header, app.now())?;
    if let Ok(infno) = received.infno() {
        gateway.check_transaction(header, infno)?;
    }
    let once = gateway.used_once(header);
    let once = once.filter(|_| entrance.is_some_and(|entrance| entrance.signs_once));
    let Some(signature) = once else {
        return Ok(());
    };
    let signed = (Sha256::digest(signature).into(), body);
    let believed = (app.now(), gateway.window());
    match app.signatures().may_sign(facility, signed, believed) {
        true => Ok(()),
        false => Err(Rejection::Replayed),
    }
}

/// Reads what is left of a body that nobody wants, as far as it is short and comes soon, so that
/// its sender hears the answer over the same connection.
pub(super) async fn let_go(mut body: Body) {
    let rest = async {
        let mut read = 0;
        while read <= UNSIGNED_BYTES_MAX {
            match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
                Some(Ok(frame)) => read += frame.data_ref().map_or(0, |data| data.len()),
                Some(Err(_)) | None => return,
            }
        }
    };
    // Whoever is slower hears it all the same, or sees the connection end.
    let _ = timeout(LET_GO_AFTER, rest).await;
}

/// Where a facility lies, if it is one we know.
pub(super) fn place(app: &App, facility: Option<&FacilityCode>) -> Option<Region> {
    let reference = app.reference();
    let known = reference.facility(facility?).ok()?;
    Some(known.region)
}

/// The division that answers a facility: the pooling region it lies in. The code of one we do not
/// know still says where it is.
pub(super) fn receiver(app: &App, facility: Option<&FacilityCode>) -> Region {
    let region = place(app, facility).or_else(|| facility?.division());
    region.map_or(app.division(), Region::pooling)
}

/// The answer to a message the gateway rejects.
pub(super) fn reject(form: RejectionForm, head: &ReplyHead, why: Rejection) -> Response {
    match form {
        RejectionForm::Envelope => json(StatusCode::OK, reply::refuse(head, &Failure::from(why))),
        RejectionForm::Status401 => json(StatusCode::UNAUTHORIZED, why.body()),
    }
}

/// The body with leave to hold it, unless it is too long or breaks off. One that is too long is
/// read on for a while: a client that is still sending would see a broken connection instead of our
/// answer.
async fn whole(
    app: &App,
    mut body: Body,
    most: usize,
) -> Option<(Vec<u8>, Vec<SemaphorePermit<'_>>)> {
    let (mut bytes, mut held) = (Vec::new(), Vec::new());
    let mut received = 0;
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let Ok(data) = frame.ok()?.into_data() else {
            continue;
        };
        received += data.len();
        if received > DRAINED_BYTES_MAX {
            return None;
        }
        if received > most {
            (bytes, held) = (Vec::new(), Vec::new());
        } else {
            // The first of each connection has room without asking: a short message waits for
            // nobody's long one.
            let beyond = received.saturating_sub(UNSIGNED_BYTES_MAX);
            if beyond > 0 {
                held.push(app.hold(beyond.min(data.len())).await);
            }
            bytes.extend_from_slice(&data);
        }
    }
    (received <= most).then_some((bytes, held))
}
