//! Operators, each with an invitation: the codes stand in a file of their own, which is for whoever
//! hands them out and for nobody else.

use std::path::PathBuf;

use anyhow::Result;
use desk::OperatorInvited;
use desk::registers::take_operators_in;
use domain::say;
use sheets::Columns;
use sheets::operators::OperatorColumn;
use sheets::text::written;

use super::file::ImportArgs;
use super::report::write_private;

/// Takes operators in.
pub fn run(import: &ImportArgs) -> Result<u8> {
    let columns = OperatorColumn::ALL.iter().map(|one| one.column().word);
    let writes = import.write;
    let (mut report, invited) = import.at_work(&columns.collect::<Vec<_>>(), |place, file| {
        take_operators_in(place, file, writes)
    })?;
    if !invited.is_empty() {
        let to = invitations(import);
        write_private(&to, &written(&table(&invited)))?;
        let to = to.display();
        report.note(say!(
            "邀请码写在 {to}，72 小时内有效，只能用一次；分别交给本人后删掉",
            "the invitations are in {to}; each works once, within 72 hours; hand them to their \
             owners and delete the file"
        ));
    }
    import.tell(&report)
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
