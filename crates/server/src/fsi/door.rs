//! Where a message comes in: its body whole, its sender known and signed for. What it says is not
//! read before that.

use std::future::poll_fn;
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::Region;
use domain::ids::FacilityCode;
use national::gateway::Rejection;
use national::reply::{self, Failure, ReplyHead};
use national::{ReadError, Received};

use super::json;
use super::message::Turned;
use crate::App;
use crate::app::RejectionForm;

/// The largest message; a day's lines of a hospital stay are far below.
const BODY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// How much of a body that is too long is still read, and dropped.
const DRAINED_BYTES_MAX: usize = 8 * BODY_BYTES_MAX;

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

/// A message whose sender is known and has signed. One that names no sender cannot be acted on, and
/// is let through to be told all that is wrong with it.
pub(super) async fn receive(
    app: &App,
    headers: &HeaderMap,
    body: Body,
    infno: Option<&str>,
) -> Result<Received, TurnedAway> {
    let megabytes = BODY_BYTES_MAX >> 20;
    let bytes = whole(body)
        .await
        .ok_or(ReadError::BodyTooLarge { megabytes })?;
    let received = Received::read(&bytes, infno)?;
    let Some(facility) = received.facility() else {
        return Ok(received);
    };
    if let Err(error) = app.reference().facility(facility) {
        return Err(TurnedAway::Turned {
            facility: Some(facility.clone()),
            why: error.into(),
        });
    }
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let verified = match app.gateway(facility) {
        Some(gateway) => gateway.verify(header, app.now()),
        None => Err(Rejection::UnknownKey),
    };
    match verified {
        Ok(()) => Ok(received),
        Err(why) => Err(TurnedAway::Rejected {
            facility: facility.clone(),
            why,
        }),
    }
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
