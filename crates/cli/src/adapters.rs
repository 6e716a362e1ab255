//! The ways in which notices leave, behind one small trait: the local inbox, gateways for text
//! messages, the official account and the mini-programme, and webhooks. What is sent when, and how
//! often it is tried, is the lane's; an adapter only says whether the receiver has it.

mod gateway;
mod lane;
mod outside;
mod post;
mod reachable;
mod stated;
mod webhook;

use std::time::Duration;

use domain::Bilingual;
use domain::notices::{NoticeFacts, NoticeTopic};
use jiff::Timestamp;
use store::outbox::OutboxNotice;

pub use self::lane::{LaneCounts, NoticeLane};
pub use self::outside::ask_outside;
pub use self::reachable::is_reachable;
pub use self::stated::{AdapterStated, NoticesStated};

/// A notice on its way, with everything an adapter may say of it.
#[derive(Clone, Debug)]
pub struct OutgoingNotice {
    /// As it was written.
    pub notice: OutboxNotice,
    /// What it is about; nothing for one that a newer program wrote.
    pub topic: Option<NoticeTopic>,
    /// What its words are filled in from.
    pub facts: NoticeFacts,
    /// The person's telephone, where the adapter asks for it and there is one.
    pub phone: Option<PhoneNumber>,
}

impl OutgoingNotice {
    /// What a receiver outside knows it by: the same each time, and nothing of the person.
    pub fn id(&self) -> String {
        let hash = store::sha256_hex(&[b"notice", self.notice.key().as_bytes()]);
        format!("msg_{}", &hash[..32])
    }

    /// Whether it is worth nothing any more.
    pub fn is_too_late(&self, now: Timestamp) -> bool {
        let minutes = self.topic.and_then(NoticeTopic::holds_minutes);
        let age = now.duration_since(self.notice.created_at);
        minutes.is_some_and(|minutes| age.as_mins() >= minutes)
    }

    /// The words for one message.
    pub fn words(&self) -> Option<Bilingual> {
        self.topic.map(|topic| topic.words(&self.facts))
    }
}

/// A telephone number; it is not printed.
#[derive(Clone)]
pub struct PhoneNumber(pub String);

impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

/// Why the receiver has it not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotSent {
    /// A stable code; never anything the receiver wrote at length, nor anything personal.
    pub code: String,
    /// Whether to try again.
    pub again: TryAgain,
}

/// Whether trying again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TryAgain {
    /// It can; not before so long, where the receiver said so.
    After(Option<Duration>),
    /// It is about this notice alone, and stays so.
    Never,
}

impl NotSent {
    /// It may go better later.
    pub fn later(code: impl Into<String>) -> NotSent {
        NotSent {
            code: code.into(),
            again: TryAgain::After(None),
        }
    }

    /// It will not go better.
    pub fn never(code: impl Into<String>) -> NotSent {
        NotSent {
            code: code.into(),
            again: TryAgain::Never,
        }
    }
}

/// A way in which notices leave.
pub trait NoticeAdapter: Send {
    /// How many it takes at once, in the order they were caused; where one fails all do. One sender
    /// at a time has such an adapter.
    fn together(&self) -> usize {
        1
    }

    /// Whether it needs the person's telephone.
    fn needs_phone(&self) -> bool {
        false
    }

    /// Sends notices; when it returns the receiver has them.
    fn send(&mut self, notices: &[OutgoingNotice]) -> Result<(), NotSent>;
}
