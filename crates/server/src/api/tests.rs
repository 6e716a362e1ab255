//! The API from the outside: requests in, replies and problems out, over the whole router.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod bad_input;
mod bad_requests;
mod clock;
mod document;
mod door;
mod filings;
mod hospital;
mod releases;
mod replies;
mod workbench;
pub(crate) mod world;
