//! Filing, from the policy text to the footing of a visit.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod advice;
mod footing;
mod machine;
mod properties;
mod rules;
#[path = "../support/shipped.rs"]
mod shipped;
mod submissions;
mod support;
mod told;
mod variants;
