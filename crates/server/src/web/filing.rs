//! Filing on pages: one question a screen, everything once more before it is sent, and how a filing
//! stands. `/file`, `/filings`.

mod check;
mod paper;
mod status;
mod step;
mod verify;

pub use check::{CheckPage, CheckRow, Foretold, render as render_check};
pub use paper::{RegistrationForm, render as render_form};
pub use status::{
    ConfirmPage, FilingPage, FilingStep, StepTone, confirm as render_confirm,
    render as render_status,
};
pub use step::{
    ContactField, ElsewherePage, PickRow, StepBody, StepPage, elsewhere as render_elsewhere,
    render as render_step,
};
pub use verify::{VerifiedBill, VerifiedFiling, VerifyPage, render as render_verify};
