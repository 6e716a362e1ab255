//! `suixing import …`: registers from the files of the systems that keep them. Nothing is written
//! before it was seen what would be: without `--write` it is a rehearsal. What is refused stands in
//! a table of its own, row by row, that WPS opens.

mod catalogue;
pub mod document;
mod facilities;
mod file;
mod people;
mod report;

use anyhow::Result;
use clap::Subcommand;

/// Which register.
#[derive(Debug, Subcommand)]
pub enum ImportKind {
    /// 参保人和参保记录，一行一项参保 / people with their insurances, one insurance a row
    People(people::ImportPeople),
    /// 定点医药机构，一行一家 / designated facilities, one a row
    Facilities(file::ImportArgs),
    /// 一个地方的医保目录，一行一项 / the catalogue of a place, one item a row
    Catalogue(catalogue::ImportCatalogue),
}

/// Takes a register in, or rehearses it; the exit code is 1 where a row was refused.
pub fn run(what: &ImportKind) -> Result<u8> {
    match what {
        ImportKind::People(options) => people::run(options),
        ImportKind::Facilities(options) => facilities::run(options),
        ImportKind::Catalogue(options) => catalogue::run(options),
    }
}
