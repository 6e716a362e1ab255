//! The hospital interface: bytes → envelope → typed request, typed reply → bytes. Pure: no HTTP, no
//! clock, no SQL. Wire spellings such as `psn_no` appear in this crate and nowhere else.
//!
//! A server calls, in this order: [`gateway::Gateway::verify`] on the headers, [`Envelope::read`] on the
//! body, [`Request::read`] on the envelope, one builder of [`reply`] on what came of it, and
//! [`reply::seal`] or [`reply::refuse`] for the bytes to send back.
//!
//! Liberal in what it accepts: programs of many vendors and provinces send the same transaction in
//! different shapes, and none of them can be changed from here. Exact in what it sends: documented
//! fields in documented order, amounts as JSON numbers with two decimals.

pub mod codes;
pub mod envelope;
pub mod errors;
pub mod flags;
pub mod gateway;
mod json;
mod node;
mod number;
mod private;
pub mod reply;
pub mod request;
pub mod time;

pub use envelope::{Envelope, Operator};
pub use errors::ReadError;
pub use flags::Flags;
pub use private::Private;
pub use request::Request;
