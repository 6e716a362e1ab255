//! Designation, manual claims and the national floor, each said in tables alone.

mod claims;
mod designation;
mod support;
