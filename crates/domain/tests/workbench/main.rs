//! The policy workbench over the shipped packs: addresses, figures, differences, coverage.

#![allow(clippy::panic, reason = "a test that cannot go on fails")]

mod addresses;
mod coverage;
mod differences;
mod figures;
mod judged;
mod shipped;
#[path = "../support/shipped.rs"]
mod support;
mod whole;
