//! `suixing import …`: registers from the files of the systems that keep them. Nothing is written
//! before it was seen what would be: without `--write` it is a rehearsal. What is refused stands in
//! a table of its own, row by row, that WPS opens.

mod catalogue;
pub mod document;
mod file;
mod operators;
mod people;
mod report;

use anyhow::Result;
use clap::Subcommand;
use desk::registers::{RegisterKind, RegisterOptions};

/// Which register.
#[derive(Debug, Subcommand)]
pub enum ImportKind {
    /// 参保人和参保记录，一行一项参保 / people with their insurances, one insurance a row
    People(people::ImportPeople),
    /// 定点医药机构，一行一家 / designated facilities, one a row
    Facilities(file::ImportArgs),
    /// 一个地方的医保目录，一行一项 / the catalogue of a place, one item a row
    Catalogue(catalogue::ImportCatalogue),
    /// 医师和药师，一行一人在一家机构 / doctors and pharmacists, one at one facility a row
    Doctors(file::ImportArgs),
    /// 用人单位，一行一家 / employers, one a row
    Employers(file::ImportArgs),
    /// 谁在哪家单位，一行一段 / who is employed by whom, one employment a row
    Staff(file::ImportArgs),
    /// 亲属关系，一行一项 / family links, one a row
    Families(file::ImportArgs),
    /// 门诊选点，一行一项 / facilities chosen for outpatient care, one a row
    Designations(file::ImportArgs),
    /// 经办和管理人员，一行一个账号，新账号各得一个邀请码 / operators, one account a row; who is new is
    /// invited
    Operators(file::ImportArgs),
}

/// Takes a register in, or rehearses it; the exit code is 1 where a row was refused.
pub fn run(what: &ImportKind) -> Result<u8> {
    let plain = RegisterOptions::default();
    match what {
        ImportKind::People(options) => people::run(options),
        ImportKind::Catalogue(options) => catalogue::run(options),
        ImportKind::Facilities(import) => import.take_in(RegisterKind::Facilities, plain),
        ImportKind::Doctors(import) => import.take_in(RegisterKind::Doctors, plain),
        ImportKind::Employers(import) => import.take_in(RegisterKind::Employers, plain),
        ImportKind::Staff(import) => import.take_in(RegisterKind::Staff, plain),
        ImportKind::Families(import) => import.take_in(RegisterKind::Families, plain),
        ImportKind::Designations(import) => import.take_in(RegisterKind::Designations, plain),
        ImportKind::Operators(import) => operators::run(import),
    }
}
