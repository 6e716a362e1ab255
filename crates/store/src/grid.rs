//! More machines than one: what lies where, what each statement looks at, how a distributed engine
//! is set up, and whether it does as declared.

pub mod citus;
pub mod conformance;
pub mod statements;
pub mod tables;
