//! Who may what, tried from the outside: every address by everybody, everything of another unit by
//! every way in, and what is taken away gone with the next request.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod bills;
mod cases;
mod counter;
mod court;
mod doors;
mod elsewhere;
mod facility;
mod inventory;
mod list;
mod matrix;
mod several;
mod signed_in;
