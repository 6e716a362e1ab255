//! Who may what, tried from the outside: every address by everybody, everything of another unit by
//! every way in, and what is taken away gone with the next request.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod cases;
mod counter;
mod court;
mod elsewhere;
mod inventory;
mod list;
mod matrix;
mod signed_in;
