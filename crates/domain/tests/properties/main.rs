//! What holds for every bill, every plan and every text, whatever the policy says.

mod bills;
mod packs;
mod plans;
#[path = "../support/shipped.rs"]
mod shipped;
