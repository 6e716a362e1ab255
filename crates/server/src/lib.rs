//! The faces of the platform over HTTP: the hospital interface, the JSON API, the pages, the
//! probes. They translate; the business is in `desk`.

pub mod access;
mod admission;
pub mod api;
pub mod app;
mod connections;
mod device;
pub mod entrance;
pub mod face;
pub mod fsi;
mod guesses;
pub mod limits;
pub mod live;
pub mod metrics;
mod not_settled;
pub mod outside;
pub mod pages;
mod patience;
pub mod probes;
pub mod problem;
mod proof;
mod random;
pub mod register_jobs;
mod rehearsal;
pub mod run;
mod sandbox_person;
mod signatures;
pub mod single_sign_on;
pub mod tls;
pub mod ways;
pub mod web;

pub use app::{App, Setup};
