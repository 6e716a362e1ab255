//! Operators, each with an invitation: the codes stand in a file of their own, which is for whoever
//! hands them out and for nobody else.

use std::cell::RefCell;
use std::path::PathBuf;

use anyhow::Result;
use desk::{OperatorInvited, OperatorStatement, Role};
use domain::say;
use domain::text::Named;
use sheets::operators::{OperatorRow, RoleWords, read};
use sheets::text::written;
use sheets::words::word;

use super::file::ImportArgs;
use super::report::write_private;

/// Takes operators in.
pub fn run(import: &ImportArgs) -> Result<u8> {
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
    let stated = |row: OperatorRow<Role>| OperatorStatement {
        row: row.row,
        number: row.number,
        name: row.name,
        roles: row.roles,
        unit: row.unit,
        certificate: row.certificate,
        is_disabled: row.is_disabled,
    };
    let register = import.read_whole(|header, row, places| read(header, row, (places, words)))?;
    let register = register.with(|rows| rows.into_iter().map(stated).collect());
    let invited: RefCell<Vec<OperatorInvited>> = RefCell::default();
    import.take_in_then(
        register,
        |intake, some| {
            let taken = intake.take_in_operators(some)?;
            invited.borrow_mut().extend(taken.invited);
            Ok(taken.fates)
        },
        |report| {
            let invited = invited.borrow();
            if invited.is_empty() {
                return Ok(());
            }
            let to = invitations(import);
            write_private(&to, &written(&table(&invited)))?;
            let to = to.display();
            report.note(say!(
                "邀请码写在 {to}，72 小时内有效，只能用一次；分别交给本人后删掉",
                "the invitations are in {to}; each works once, within 72 hours; hand them to their \
                 owners and delete the file"
            ));
            Ok(())
        },
    )
}

/// Beside the report.
fn invitations(import: &ImportArgs) -> PathBuf {
    import.report_path().with_extension("invitations.csv")
}

fn table(invited: &[OperatorInvited]) -> Vec<Vec<String>> {
    let head = ["工号 number", "账号 account", "邀请码 invitation"].map(str::to_owned);
    let rows = invited.iter().map(|one| {
        vec![
            one.number.clone(),
            sheets::text::harmless(&one.name),
            one.code.clone(),
        ]
    });
    std::iter::once(head.to_vec()).chain(rows).collect()
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
