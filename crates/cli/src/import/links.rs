//! What links people with something: employers, relatives, chosen facilities. Rows name people by a
//! certificate; those about one person are taken in together.

use anyhow::Result;
use desk::{Designation, KinStated, LinkStatement, by_certificate};
use sheets::designations::ChosenRow;
use sheets::families::FamilyRow;
use sheets::staff::EmploymentRow;

use super::file::ImportArgs;

/// Takes in who is employed by whom.
pub fn staff(import: &ImportArgs) -> Result<u8> {
    let stated = |row: EmploymentRow| LinkStatement {
        row: row.number,
        person: row.person,
        says: row.employment,
    };
    let register = import.read_whole(sheets::staff::read)?;
    let register = register.with(|rows| by_certificate(rows.into_iter().map(stated).collect()));
    import.take_in(register, |intake, some| intake.take_in_staff(&some))
}

/// Takes family links in.
pub fn families(import: &ImportArgs) -> Result<u8> {
    let stated = |row: FamilyRow| LinkStatement {
        row: row.number,
        person: row.person,
        says: KinStated {
            relative: row.relative,
            relation: row.relation,
            period: row.period,
        },
    };
    let register = import.read_whole(sheets::families::read)?;
    let register = register.with(|rows| by_certificate(rows.into_iter().map(stated).collect()));
    import.take_in(register, |intake, some| intake.take_in_kin(&some))
}

/// Takes in what people chose for outpatient care.
pub fn designations(import: &ImportArgs) -> Result<u8> {
    let stated = |row: ChosenRow| LinkStatement {
        row: row.number,
        person: row.person,
        says: Designation {
            facility: row.facility,
            period: row.period,
        },
    };
    let register = import.read_whole(sheets::designations::read)?;
    let register = register.with(|rows| by_certificate(rows.into_iter().map(stated).collect()));
    import.take_in(register, |intake, some| intake.take_in_choices(&some))
}
