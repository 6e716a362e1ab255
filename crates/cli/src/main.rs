//! The one binary.

#[cfg_attr(
    not(test),
    expect(dead_code, reason = "nothing starts the demo from here yet")
)]
mod demo;

fn main() {}
