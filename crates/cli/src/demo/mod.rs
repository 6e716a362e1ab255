//! The demo: invented people, facilities and catalogues, embedded in the binary.

pub mod catalogues;
mod command;
pub mod data;
pub mod days;
pub mod employers;
pub mod examples;
pub mod facilities;
pub mod filings;
pub mod folder;
pub mod people;
pub mod seed;
mod waiting;

pub use command::{Demo, run};
