//! Designated facilities.

use anyhow::Result;
use desk::FacilityStatement;
use sheets::facilities::{FacilityRow, read};

use super::file::ImportArgs;

/// Takes facilities in.
pub fn run(import: &ImportArgs) -> Result<u8> {
    let stated = |row: FacilityRow| FacilityStatement {
        row: row.number,
        facility: row.facility,
    };
    let register = import.read_whole(read)?;
    let register = register.with(|rows| rows.into_iter().map(stated).collect());
    import.take_in(register, |intake, some| intake.take_in_facilities(some))
}
