//! The store: the only place with SQL. One text for SQLite and PostgreSQL, one function a question,
//! one file an aggregate. Every hot table leads its key with the person, so that one settlement
//! touches one place even on an engine that spreads its rows over many machines.
//!
//! Nothing here knows the time or makes randomness: instants and [`Random`] come in as arguments.

mod ahead;
pub mod audit;
pub mod bill_cases;
pub mod bill_questions;
pub mod bill_shares;
pub mod bureau;
pub mod cases;
pub mod consents;
pub mod contacts;
pub mod corrections;
pub mod db;
pub mod deliveries;
pub mod designations;
pub mod digest;
pub mod documents;
pub mod drafts;
pub mod employers;
pub mod enrolments;
pub mod error;
pub mod facility_days;
pub mod filing_calendar;
pub mod filings;
pub mod grid;
mod heads;
pub mod hospital_records;
pub mod inbox;
pub mod installation;
pub mod keep;
mod kept;
pub mod kin;
mod legs;
pub mod lines;
pub mod messages;
mod migrate;
pub mod newcomers;
pub mod newer_rules;
pub mod operators;
pub mod outbox;
pub mod packs;
pub mod passkeys;
pub mod people;
pub mod points;
pub mod policy_drafts;
mod pool;
mod postgres;
pub mod practitioners;
pub mod reference;
pub mod releases;
pub mod reviews;
pub mod rows;
pub mod seal;
pub mod second_looks;
pub mod serving;
pub mod sessions;
pub mod settlements;
pub mod ship;
mod ship_sign;
pub mod sign_ins;
mod slice;
mod so_far;
mod sqlite;
pub mod staff;
pub mod staff_numbers;
pub mod standing;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tx;
pub mod value;
pub mod verify;
pub mod visits;
pub mod voucher_codes;
pub mod wal;
pub mod watch;
mod wire;
mod year_totals;

pub use db::Db;
pub use error::{Fate, StoreError};
pub use seal::{Keys, Random, sha256_hex};
pub use tx::Tx;
pub use value::{Row, Value};
