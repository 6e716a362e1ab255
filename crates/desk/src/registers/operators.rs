//! Operators, each with an invitation: whoever takes them in hands the codes out.

use std::cell::RefCell;

use domain::text::Named;
use sheets::operators::{OperatorRow, RoleWords, read};
use sheets::words::word;

use super::whole::{read_whole, some_at_a_time};
use super::{RegisterFailed, RegisterFile, RegisterPlace, RegisterReport};
use crate::{OperatorInvited, OperatorStatement, Role};

/// Takes operators in, or rehearses it; who is new is invited.
pub fn take_operators_in(
    place: RegisterPlace<'_>,
    file: RegisterFile,
    writes: bool,
) -> Result<(RegisterReport, Vec<OperatorInvited>), RegisterFailed> {
    let words = RoleWords {
        read: role,
        all: || {
            let names = Role::ALL.iter().map(|role| role.name().zh);
            names.collect::<Vec<_>>().join("、")
        },
        are_of_a_place: |roles| {
            let elsewhere = |role: &Role| matches!(role, Role::Employer | Role::FacilityDesk);
            !roles.iter().any(elsewhere)
        },
    };
    let register = read_whole(file, |header, row, places| {
        read(header, row, (places, words))
    })?;
    let register = register.each(|row: OperatorRow<Role>| OperatorStatement {
        row: row.row,
        number: row.number,
        name: row.name,
        roles: row.roles,
        unit: row.unit,
        certificate: row.certificate,
        is_disabled: row.is_disabled,
    });
    let invited: RefCell<Vec<OperatorInvited>> = RefCell::default();
    let report = some_at_a_time((place, writes), register, |intake, some| {
        let taken = intake.take_in_operators(some)?;
        invited.borrow_mut().extend(taken.invited);
        Ok(taken.fates)
    })?;
    Ok((report, invited.into_inner()))
}

/// A role as agencies call it.
fn role(text: &str) -> Option<Role> {
    const OTHERS: [(&str, Role); 10] = [
        ("经办", Role::Clerk),
        ("经办人", Role::Clerk),
        ("经办员", Role::Clerk),
        ("主管", Role::Supervisor),
        ("科长", Role::Supervisor),
        ("审计", Role::Auditor),
        ("审计员", Role::Auditor),
        ("管理员", Role::Administrator),
        ("医保办", Role::FacilityDesk),
        ("政策发布人", Role::Publisher),
    ];
    word(text, Role::ALL, Role::from_word, &OTHERS)
}
