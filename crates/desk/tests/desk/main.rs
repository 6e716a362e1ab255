//! What the desk does, on both engines; one binary, so that the world of the tests is built once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod accounts;
mod any_order;
mod authenticator;
mod bill_cases;
mod calendar;
mod canary;
mod catalogue_changed;
mod choosing;
mod clock;
mod corruption;
mod days;
mod designation;
mod directory;
mod drafts;
mod e_voucher;
mod employed;
mod employers_desk;
mod erased;
mod facts;
mod fold;
mod followed;
mod hospital;
mod insurance_changed;
mod lines;
mod midnight;
mod model;
#[path = "../official/mod.rs"]
mod official;
mod on_record;
mod over_time;
mod paper;
mod passkeys;
mod past;
mod put_back;
mod questions;
mod refusals;
mod releases;
mod replay;
mod reversal;
mod scene;
mod sharing;
mod story;
mod terms;
mod together;
mod world;
