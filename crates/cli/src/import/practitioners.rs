//! Doctors and pharmacists.

use anyhow::Result;
use desk::PractitionerStatement;
use sheets::practitioners::{PractitionerRow, read};

use super::file::ImportArgs;

/// Takes doctors and pharmacists in.
pub fn run(import: &ImportArgs) -> Result<u8> {
    let stated = |row: PractitionerRow| PractitionerStatement {
        row: row.number,
        practitioner: row.practitioner,
        status: row.status,
        status_from: row.status_from,
        status_until: row.status_until,
    };
    let register = import.read_whole(read)?;
    let register = register.with(|rows| rows.into_iter().map(stated).collect());
    import.take_in(register, |intake, some| intake.take_in_practitioners(some))
}
