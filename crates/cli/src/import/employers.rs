//! Employers.

use anyhow::Result;
use desk::EmployerStatement;
use sheets::employers::{EmployerRow, read};

use super::file::ImportArgs;

/// Takes employers in.
pub fn run(import: &ImportArgs) -> Result<u8> {
    let stated = |row: EmployerRow| EmployerStatement {
        row: row.number,
        employer: row.employer,
    };
    let register = import.read_whole(read)?;
    let register = register.with(|rows| rows.into_iter().map(stated).collect());
    import.take_in(register, |intake, some| intake.take_in_employers(some))
}
