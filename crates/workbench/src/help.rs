//! Help in plain words: what people ask, answered from rows that name their source, for the place
//! they name. Nothing is known here that the rules do not say: where they say nothing, so does the
//! answer.
//!
//! [`tell`] says one thing of a place; [`questions`] are the things people ask, each with what is
//! told about it; [`hear`] reads what somebody typed; [`ask`] answers it.

mod answer;
mod cited;
mod facts;
mod figures;
mod hear;
mod hotline;
mod questions;
mod quote;

pub use answer::{AskAnswer, AskBack, AskKind, ask, told_of};
pub use cited::CitedRow;
pub use facts::{HelpPlace, PlainFact, tell};
pub use hear::{Heard, hear};
pub use hotline::{Hotline, hotlines};
pub use questions::{HelpGroup, HelpQuestion, HelpTerm, Needs, questions};
pub use quote::{QuotedWay, TravelQuote, quoted};

/// An amount of a rule as people write it: whole yuan without fen.
fn yuan(amount: domain::Money) -> String {
    let grouped = amount.grouped();
    grouped.strip_suffix(".00").unwrap_or(&grouped).to_owned()
}
