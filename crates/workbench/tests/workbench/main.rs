//! The policy workbench over the shipped packs: addresses, figures, differences, coverage.

#![allow(clippy::panic, reason = "a test that cannot go on fails")]

mod addresses;
mod ahead;
mod alternatives;
mod bounded;
mod courses;
mod coverage;
mod decided;
mod differences;
mod facts;
mod figures;
mod filing_band;
mod headings;
mod judged;
mod limits;
mod national;
mod pack_problems;
mod policy_format;
mod shipped;
mod sources;
mod strict;
#[path = "../../../domain/tests/support/shipped.rs"]
mod support;
mod texts;
mod whole;
