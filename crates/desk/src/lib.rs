//! The desk: one function for each thing the business does, over a transaction. Every face – the
//! hospital interface, the API, the pages, the command line – calls these, so a rule exists once
//! and every channel obeys it. No HTTP, no HTML, no wire spellings; no clock and no randomness but
//! what the [`Desk`] is given. Only [`clock`] says where the time comes from.
//!
//! Whatever writes for a facility goes through [`once`]: the person's turn is taken, then the
//! message is looked for, and the answer is stored with the work, so that asking again is harmless.

pub mod accounts;
pub mod aftermath;
mod beside;
pub mod bill_cases;
mod bill_waits;
pub mod board;
pub mod bureau;
pub mod calendar;
pub mod cancel;
pub mod cases;
mod changed;
pub mod check_code;
pub mod clock;
mod code_signs;
pub mod context;
mod correct;
mod corrected;
mod days;
pub mod decide;
mod deed;
mod derive;
pub mod designation;
pub mod directory;
pub mod drafts;
pub mod e_voucher;
pub mod employer;
pub mod entitlement;
pub mod erasure;
pub mod error;
pub mod filing;
mod findings;
pub mod hospital;
pub mod identify;
mod in_order;
pub mod intake;
mod limits;
mod lines;
pub mod looked;
pub mod messages;
pub mod notices;
mod on_record;
pub mod once;
pub mod operators;
mod parts;
mod price;
pub mod query;
pub mod questions;
mod refunds;
pub mod register;
pub mod registers;
pub mod releases;
pub mod remember;
pub mod replay;
pub mod reverse;
mod review;
mod rules;
pub mod settle;
pub mod sharing;
mod shown;
pub mod sign_in;
pub mod staff_list;
mod standing;
pub mod stay;
mod stays;
mod telling;
mod terms;
mod unit_places;
pub mod verify;
pub mod visit;
mod visit_error;
pub mod year_spent;

pub use aftermath::{AfterCancellation, after_cancellation};
pub use calendar::{CalendarStep, calendar_next, is_calendar_due};
pub use cancel::{CancelSettlement, Cancelled, cancel_because, cancel_settlement};
pub use clock::Clock;
pub use context::{Caller, Desk, Reference};
pub use decide::{
    CorrectionVerdict, DecideCorrection, DecidedCorrection, correction_tasks, correction_tasks_of,
    decide_correction,
};
pub use deed::{Deed, PartsBefore, Side, Terms, VisitTerms, Vouching};
pub use designation::{
    ChoiceNeed, ChoiceWeighed, ChoicesStanding, ChooseFacility, FacilityChosen, choices_standing,
    choose_as_staff, choose_facility, weigh_choice,
};
pub use entitlement::{Entitlement, EntitlementQuestion, check_entitlement};
pub use error::DeskError;
pub use filing::{cancel_filing, decide_filing, file, filings};
pub use identify::{Identified, Look, identify, note_look, refuse_strangers};
pub use intake::{
    CatalogueStatement, CatalogueTaken, EmployerStatement, FacilityStatement, FateOfRow,
    InsuredStatement, Intake, IntakeNeeds, KinStated, LinkStatement, NotNamed, OperatorInvited,
    OperatorStatement, OperatorsTaken, PractitionerStatement, PreparedPeople, RowFate, WouldEnd,
    by_certificate,
};
pub use lines::{UploadLines, Uploaded, WithdrawLines, Withdrawal, upload_lines, withdraw_lines};
pub use notices::{NoticeFared, NoticeInWords, inbox_of};
pub use once::MessageAnswer;
pub use operators::{OperatorKey, Role};
pub use parts::SettledTogether;
pub use price::Priced;
pub use query::{
    MessageFate, YearTotal, fate_of_message, lines_of_settlement, settlement_by_id,
    settlement_of_facility, year_totals,
};
pub use register::{RegisterStatement, record_choices, record_facility, record_insurance};
pub use releases::Office;
pub use remember::{Keyed, remember};
pub use reverse::{ReversalOutcome, ReverseMessage, reverse_message};
pub use review::{Reviewing, open_reviews, review_next};
pub use settle::{Settle, Settled, quote, settle};
pub use shown::{Shown, ShownCertificate, ShownVoucher, Voucher};
pub use sign_in::{SignedIn, sign_in, sign_out};
pub use stay::{CancelDischarge, DischargeTerms, cancel_discharge, discharge};
pub use visit::{
    CancelVisit, FlagsSaid, OpenVisit, UpdateVisit, cancel_visit, open_visit, update_visit,
};
pub use visit_error::VisitError;

// What the faces need of the store, so that they depend on the desk alone.
pub use store::corrections::{Cause, Correction, Task as CorrectionTask};
pub use store::deliveries::{Delivery, DeliveryState};
pub use store::designations::{ChoiceMadeBefore, Designation};
pub use store::enrolments::{Insurance, RecordedInsurance};
pub use store::installation::ClockSeen;
pub use store::lines::StoredLine;
pub use store::settlements::{ADMISSIONS, Settlement, SoFar, UNFILED_STAYS, counts_in_ones};
pub use store::visits::{Visit, VisitFlags};
pub use store::{Db, Keys, Random, StoreError, sha256_hex};
