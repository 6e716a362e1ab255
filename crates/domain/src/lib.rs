//! The field itself: who is insured where, what a place of care may charge, what the insured place
//! pays, and why. Pure: no clock, no randomness, no files, no sockets, no SQL, no async.
//! "Today", identifiers and policy texts come in as arguments.

pub mod adjudicate;
pub mod advice;
pub mod area_codes;
pub mod basis;
pub mod bill;
pub mod calendar;
pub mod catalogue;
pub mod clearing;
pub mod contact;
pub mod designation;
pub mod diagnosis;
pub mod dictionary;
pub mod employer;
pub mod errors;
pub mod explain;
pub mod explanation;
pub mod facility;
pub mod facts;
pub mod files;
pub mod filing;
pub mod footing;
mod forms;
pub mod hospital_record;
pub mod ids;
pub mod kin;
pub mod money;
pub mod notices;
pub mod person;
pub mod plan;
pub mod policy;
pub mod practitioner;
pub mod procedures;
pub mod question;
pub mod rate;
pub mod region;
pub mod region_names;
pub mod reimbursement;
pub mod rules;
pub mod schema;
pub mod shares;
pub mod signs;
pub mod situation;
pub mod split;
pub mod struck;
pub mod text;
pub mod trace;

pub use money::Money;
pub use rate::{Rate, Share};
pub use region::Region;
pub use text::Bilingual;

#[doc(hidden)]
pub use schemars;
