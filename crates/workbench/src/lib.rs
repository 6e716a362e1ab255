//! What policy makers use: cases, checks, coverage, differences, figures with everything known of
//! them, rules in words. Pure, like the domain it stands on; a settlement needs none of it.

pub mod address;
pub mod amend;
pub mod answers;
pub mod apart;
mod band;
pub mod case;
pub mod changes;
pub mod check;
mod cover;
pub mod coverage;
pub mod diff;
mod due;
pub mod figure;
pub mod filing_band;
pub mod glance;
pub mod help;
pub mod judge;
pub mod outlook;
pub mod probe;
pub mod rows;
pub mod schema;
pub mod sheet;
pub mod show;
pub mod standard;
pub mod travel;
