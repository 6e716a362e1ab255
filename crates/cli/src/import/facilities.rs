//! Designated facilities, one after the other.

use anyhow::Result;
use desk::{FacilityStatement, Intake};
use sheets::facilities::{FacilityColumn, read};
use sheets::reader::KnownPlaces;

use super::file::{ImportArgs, row_bar};
use super::report::ImportReport;
use crate::say::{told, unreadable_table};

/// Takes facilities in.
pub fn run(import: &ImportArgs) -> Result<u8> {
    let mut opened = import.open()?;
    let bytes = std::mem::take(&mut opened.bytes);
    let bar = row_bar(&bytes, import.json);
    let table = import.table::<FacilityColumn>(bytes)?;
    let header = table.header.clone();
    let mut report = ImportReport::of_unused(&header.unused);
    let statement = opened.statement(&import.by);
    let intake = Intake::of_reference(opened.needs.clone(), statement, import.write);
    let intake = intake.map_err(told)?;
    let mut places = KnownPlaces::default();
    for row in table {
        let row = row.map_err(unreadable_table)?;
        match read(&header, &row, &mut places) {
            Err(faults) => report.unreadable(row.number, &faults),
            Ok(read) => {
                let stated = FacilityStatement {
                    row: read.number,
                    facility: read.facility,
                };
                report.add(vec![intake.take_in_facility(stated).map_err(told)?]);
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    report.tell(&import.report_path(), (import.write, import.json))
}
