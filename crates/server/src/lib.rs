//! The faces of the platform over HTTP: the hospital interface, the JSON API, the pages, the
//! probes. They translate; the business is in `desk`.

pub mod access;
mod admission;
pub mod api;
pub mod app;
mod connections;
pub mod entrance;
pub mod fsi;
mod guesses;
pub mod limits;
pub mod live;
pub mod metrics;
pub mod pages;
mod patience;
pub mod probes;
pub mod problem;
mod proof;
pub mod register_jobs;
pub mod run;
mod signatures;
pub mod tls;
pub mod web;

pub use app::{App, Setup};
