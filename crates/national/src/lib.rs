//! The hospital interface: bytes → envelope → typed request, typed reply → bytes. Pure: no HTTP, no
//! clock, no SQL. Wire spellings such as `psn_no` appear in this crate and nowhere else.
//!
//! A server calls, in this order: [`gateway::Gateway::verify`] on the headers, [`Envelope::read`]
//! on the body, [`Request::read`] on the envelope, one builder of [`reply`] on what came of it, and
//! [`reply::seal`] or [`reply::refuse`] for the bytes to send back.
//!
//! ```
//! use national::{Envelope, Reading, Request, reply};
//!
//! let body = r#"{"infno":"9001","msgid":"H43010000001202611030900000001",
//!     "fixmedins_code":"H43010000001","input":{"signIn":{"opter_no":"0001"}}}"#;
//! let envelope = Envelope::read(body.as_bytes(), None)?;
//! let request = Request::read(&envelope, Reading::shipped())?;
//! let Request::SignIn(sign_in) = request else { panic!("9001 is a sign-in") };
//! assert_eq!(sign_in.operator.as_deref(), Some("0001"));
//!
//! let now: jiff::Timestamp = "2026-11-03T01:00:00Z".parse().expect("a time");
//! let receiver = "430100".parse().expect("a division code");
//! let head = reply::ReplyHead { receiver, sequence: 1, received_at: now, responded_at: now };
//! let bytes = reply::seal(&head, reply::signed_in("S-1", now));
//! assert!(bytes.starts_with(br#"{"infcode":0,"inf_refmsgid":"430100202611030900000000000001""#));
//! # Ok::<(), national::ReadError>(())
//! ```
//!
//! Liberal in what it accepts: programs of many vendors and provinces send the same transaction in
//! different shapes, and none of them can be changed from here. Exact in what it sends: documented
//! fields in documented order, amounts as JSON numbers with two decimals.

pub mod codes;
mod doubt;
mod doubts;
pub mod envelope;
pub mod errors;
mod faults;
pub mod flags;
pub mod gateway;
mod json;
pub mod kept;
mod node;
mod number;
mod private;
mod reading;
pub mod reply;
pub mod request;
pub mod sample;
pub mod time;

pub use doubt::Doubt;
pub use envelope::{Envelope, Received, SendingOperator};
pub use errors::ReadError;
pub use flags::Flags;
pub use kept::{KeptFields, KeptMessage};
pub use private::Private;
pub use reading::Reading;
pub use request::Request;
