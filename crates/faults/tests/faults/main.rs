//! What the desk does while the disk fails under it, on SQLite; one binary, so that the world of
//! the tests is built once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

// The world of the desk's tests needs them.
use proptest as _;
use serde_json as _;

mod histories;
mod nth;
mod offsets;
mod place;
mod power;
#[allow(dead_code, reason = "each binary uses its own part")]
mod till;
#[path = "../../../desk/tests/desk/world/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each binary uses its own part")]
mod world;
