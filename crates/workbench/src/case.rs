//! A bill as a file an official could sign: who, where, how much, and – in a golden case – what
//! must come out. `suixing quote` reads the same format. No tolerance, ever.
//!
//! What a case says is apart from what is done with it: [`Case`] and [`Expect`] are read from the
//! file; `answer` and `course` work them out, `compare` and `judge` say whether it came out.

mod answer;
mod assumed;
mod check;
mod compare;
mod course;
mod error;
mod expect;
mod fault;
mod given;
mod judge;
mod pointing;
mod procedure;
mod quoted;
pub(crate) mod rows;
mod situated;
mod standing_in;
mod totals;
mod written;

pub use answer::CaseAnswer;
pub use assumed::Assumed;
pub(crate) use compare::in_words;
pub use compare::{ValueDiffers, share_of};
pub use course::EARLIER_MAX;
pub use error::CaseError;
pub use expect::{CancelledBill, Expect, ExpectedAfter};
pub use fault::Fault;
pub use given::{CaseBill, CaseFiling, CaseLine, CasePerson, CaseVisit, CaseYear, Ledger};
pub use judge::{AnyCase, CaseRun, Judged, Ran, run_all};
pub use pointing::place_of;
pub use procedure::{Asker, ProcedureCase, ProcedureJudged};
pub use rows::Unreadable;
pub use written::{Case, Earlier, Proof};
