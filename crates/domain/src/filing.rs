//! Filing (备案): telling the insured place beforehand that care will be sought elsewhere.
//!
//! Who may file, with what proof, for how long and who decides is data ([`crate::procedures`]).
//! This module holds the words, the record and the state machine ([`apply()`]), and the first
//! question anybody asks: must I file at all ([`advise()`])? What a filing is worth in money is not
//! decided here: see [`crate::footing`] and the policies.

mod advise;
mod apply;
mod change;
mod check;
mod event;
mod guards;
mod materials;
mod notice;
mod record;
mod subject;
mod words;

pub use advise::{
    Advice, AdviceAsked, AdviceKind, AnswerToChoose, CategoryAdvice, Fact, Question, advise,
};
pub use apply::{BY_RULE, apply};
pub use change::ends;
pub use event::{Applied, Event, InsuranceChange, KnownOfPerson, Occasion, Refused};
pub use notice::{Notice, NoticeKind, remind, remind_to_choose};
pub use record::{
    Agent, AgentKind, Check, Contact, Evidence, FILED_BY_PLEDGE, FILED_BY_PROOF, Filing,
    FilingInForce, HistoryEntry, PaidStay, Submission, marks_of,
};
pub use words::{
    Channel, CheckKind, EventKind, FilingKind, FilingReason, Register, State, Verdict,
};
