//! Publishing policy. A release is all files of one folder of policies. Somebody drafts it; every
//! check and every case of every place is run; a second person approves it, from a day; on that
//! day, in China, it takes the place of the folder as it was, in every program on the database and
//! without a restart. Nothing is edited: a release that was wrong is rolled back by another one
//! that holds the text of before, under the same rule of two people.
//!
//! Checking takes seconds, so it is done beside the database: the texts are read on a snapshot,
//! judged, and the outcome is written only if nothing was published meanwhile.

mod actor;
mod decidable;
mod decide;
mod draft;
mod effect;
mod error;
mod lately;
mod library;
mod mark;
mod past;
mod place;
mod rehearse;
mod told;
mod view;
mod working;

use std::sync::Arc;

use domain::calendar::today_in_china;
use domain::files::NamedText;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use store::operators::{self as requests, AnsweredBefore};
use store::{Db, Random, StoreError, Tx, sha256_hex};

pub use actor::ReleaseActor;
pub use decidable::Decidable;
pub use decide::ApproveFrom;
pub use draft::Draft;
pub use effect::{PastBills, PastEffect};
pub use error::ReleaseError;
pub(crate) use mark::{Mark, ReleasesInForce};
pub(crate) use past::ask_twice;
pub use place::PlaceFolder;
pub use rehearse::{NewPack, TestResult};
pub use store::releases::ReleaseEventKind;
pub use told::{BillChange, PackChange, PackFate, RuleChange};
pub use view::{EventView, ReleaseState, ReleaseView, Summary, TestInShort, Who};
pub use working::{DraftSeen, SavedFile, WorkingDraft};

use crate::once::{canonical, differing_fields};
use crate::operators::to_microsecond;
use crate::review::{Reviewing, open_reviews, review_next};
use crate::{Desk, DeskError};

/// Where policy is published: the database, the policies that are installed, the moment.
#[derive(Clone, Copy)]
pub struct Office<'o> {
    db: &'o Db,
    base: &'o [NamedText],
    now: Timestamp,
}

/// The number a caller gives a request; the same number again is the same request.
pub type RequestKey<'a> = Option<&'a str>;

/// How often a decision is tried again when somebody else published meanwhile.
const ATTEMPTS: usize = 5;

/// Another release was handled while this one was being tested.
#[derive(Debug, thiserror::Error)]
#[error("another release was handled meanwhile")]
struct Moved;

impl Moved {
    fn is_why(error: &DeskError) -> bool {
        let DeskError::Unavailable(StoreError::Contended { source, .. }) = error else {
            return false;
        };
        source.is::<Moved>()
    }
}

impl From<Moved> for DeskError {
    fn from(moved: Moved) -> DeskError {
        let (attempts, source) = (1, Box::new(moved));
        DeskError::Unavailable(StoreError::Contended { attempts, source })
    }
}

impl<'o> Office<'o> {
    /// Opens the office. `base` are the texts that are installed: those of a folder, or the ones
    /// shipped.
    pub fn new(db: &'o Db, base: &'o [NamedText], now: Timestamp) -> Office<'o> {
        Office {
            db,
            base,
            now: to_microsecond(now),
        }
    }

    fn today(&self) -> Date {
        today_in_china(self.now)
    }

    /// Goes on with every review that is due, and tells each step. Returns how many are left.
    pub fn review(
        &self,
        random: impl Random + Clone + 'static,
        mut told: impl FnMut(Reviewing),
    ) -> Result<i64, DeskError> {
        let reference = Arc::new(self.reference()?);
        loop {
            let (now, reference) = (self.now, Arc::clone(&reference));
            let mut random = random.clone();
            let step = self.db.transact(move |tx: &mut Tx<'_>| {
                let mut desk = Desk::new(tx, now, &mut random, &reference);
                match review_next(&mut desk)? {
                    Reviewing::Idle => Ok(Err(open_reviews(&mut desk)?)),
                    step => Ok::<_, DeskError>(Ok(step)),
                }
            })?;
            match step {
                Ok(step) => told(step),
                Err(left) => return Ok(left),
            }
        }
    }

    /// Tries again while somebody else publishes at the same time.
    fn settled<T>(
        &self,
        mut attempt: impl FnMut() -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        for _ in 1..ATTEMPTS {
            match attempt() {
                Err(error) if Moved::is_why(&error) => {}
                done => return done,
            }
        }
        attempt()
    }
}

/// A request as it is remembered: whose, under which key, what it says.
struct Request {
    key: String,
    content: String,
}

impl Request {
    fn of(key: RequestKey<'_>, deed: &str, content: &impl Serialize) -> Option<Request> {
        let content = canonical(&(deed, content));
        Some(Request {
            key: key?.to_owned(),
            content: String::from_utf8(content).expect("JSON is UTF-8"),
        })
    }

    /// The answer given before, if this is the same request.
    fn answered(&self, tx: &mut Tx<'_>, operator: &str) -> Result<Option<Vec<u8>>, DeskError> {
        let Some(before) = requests::answered(tx, operator, &self.key)? else {
            return Ok(None);
        };
        if before.digest == self.digest() {
            return Ok(Some(before.reply.into_bytes()));
        }
        let part = |text: &str| -> (serde_json::Value, serde_json::Value) {
            serde_json::from_str(text).unwrap_or_default()
        };
        let ((deed, old), (asked, new)) = (part(&before.content), part(&self.content));
        let fields = match deed == asked {
            true => differing_fields(&canonical(&old), &canonical(&new)),
            false => vec!["deed".to_owned()],
        };
        let message = self.key.parse().map_err(|_| {
            let zh = "1 至 64 个可见字符";
            crate::operators::field("Idempotency-Key", zh, "1 to 64 printable characters")
        })?;
        Err(DeskError::KeyReused { message, fields })
    }

    fn remember(
        &self,
        tx: &mut Tx<'_>,
        (operator, now): (&str, Timestamp),
        reply: &[u8],
    ) -> Result<(), DeskError> {
        let answer = AnsweredBefore {
            digest: self.digest(),
            content: self.content.clone(),
            reply: String::from_utf8_lossy(reply).into_owned(),
        };
        let key = (operator, self.key.as_str());
        Ok(requests::remember(tx, key, &answer, now)?)
    }

    fn digest(&self) -> String {
        sha256_hex(&[self.content.as_bytes()])
    }
}
