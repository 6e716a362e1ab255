//! Policy as dated, cited data: what a place pays, since when, and where that is written.
//!
//! A *pack* is the policy of one insured place and scheme. It is a set of decision tables; in every
//! situation and on every day exactly one row of a table must match, which `check` proves. A row
//! that one source claims and another denies is kept as an *overlay* beside the tables, so that the
//! other answer can always be computed too.

mod answers;
pub mod apart;
mod asked;
mod check;
pub mod in_force;
pub mod library;
pub mod national;
pub mod pack;
pub mod parse;
mod stays;
mod totals;
pub mod vocabulary;

pub use answers::MonthlyCredit;
pub use in_force::{InForce, OnDay};
pub use library::Library;
pub use national::National;
pub use pack::{BenefitYear, Overlay, Pack};
