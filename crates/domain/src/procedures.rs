//! Procedures (经办): how a place takes filings, designations and claims, and how money is cleared.
//!
//! Dated, cited rows in `policies/<region>/procedures.toml`, read by [`Procedures::parse`]; the
//! figures that decide how much is paid stand in the packs beside it. What is made of the rows is
//! decided by the modules they are about, such as [`crate::filing`].

mod condition;
mod parse;
mod rows;
mod say;
mod sheet;

pub use condition::{Answer, Circumstances, When, Words};
pub(crate) use parse::Written;
pub use rows::{
    AfterChange, Approval, AtHome, AutomaticCondition, Category, ChangeRule, Decider, Dispute,
    EmergencyRule, Exemption, Guard, ManualClaim, Material, Pledge, PledgeAllowed, Start, Validity,
};
pub use sheet::Procedures;

/// The name of the file in the folder of a place.
pub const FILE: &str = "procedures.toml";

/// What the file was called before it held more than filings.
pub const OLD_FILE: &str = "filing.toml";
