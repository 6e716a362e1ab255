//! Designation, manual claims and the national floor, each said in tables alone.

mod band;
mod claims;
mod designation;
mod support;
