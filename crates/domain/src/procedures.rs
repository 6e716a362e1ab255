//! Procedures (经办): how a place takes filings, designations and claims, and how money is cleared.
//!
//! Dated, cited rows in `policies/<region>/procedures.toml`, read by [`Procedures::parse`]; the
//! figures that decide how much is paid stand in the packs beside it. What is made of the rows is
//! decided by the modules they are about, such as [`crate::filing`].

mod check;
mod claim;
mod clearing;
mod dated;
mod designation;
mod lookup;
mod other;
mod parse;
mod rows;
mod say;
mod sheet;
mod tables;

pub use crate::rules::when::{Answer, Circumstances, When, Words};
pub use claim::{
    Aspect, ByRulesOf, ClaimReason, ClaimRoute, ClaimRow, CountedFrom, Payable, Side, Window,
};
pub use clearing::{
    ClearingRow, ClearingStep, HospitalSide, MeanOf, Prepayment, PrepaymentReview, Target,
    Thresholds,
};
pub use dated::Dated;
pub use designation::{
    ChangeLimit, ChangeReason, ChoiceChannel, DesignationRow, Effect, Exception, Institution,
    Institutions, Per, Slot, Works,
};
pub use lookup::Procedures;
pub use other::{ContactRow, FilingBandRow, NoteRow};
pub use parse::read;
pub use rows::{
    AfterChange, Approval, AtHome, AutomaticCondition, Category, ChangeRule, Decider,
    EmergencyRule, Exemption, Guard, Lasting, Material, Pledge, PledgeAllowed, Start, Validity,
};
pub use sheet::{RowInFile, Sheet};
pub use tables::{RowRef, Tables, VersionRow, Written};

/// The name of the file in the folder of a place.
pub const FILE: &str = "procedures.toml";

/// What the file was called before it held more than filings.
pub const OLD_FILE: &str = "filing.toml";
