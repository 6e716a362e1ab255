//! One view over every dated row of a pack, whatever its table: address, conditions, days, source,
//! and the rows that versions of disputes would put in its place.

mod deciding;
mod touch;
mod words;

use domain::policy::Pack;
use domain::rules::AnyRow;
use domain::rules::{DisputeRow, VersionRow};

use crate::address::{Address, Owner, cell};

/// A row with its pack and its address.
#[derive(Clone, Debug)]
pub struct RowView<'a> {
    /// The pack it is seen through.
    pub pack: &'a Pack,
    /// Names its cell; rows of one cell at different dates are its history.
    pub address: Address,
    /// The row.
    pub row: AnyRow<'a>,
    /// The version of a dispute that brings it.
    pub version: Option<(&'a DisputeRow, &'a VersionRow)>,
}

/// Every dated row of a pack, table by table, then those of its disputes.
pub fn rows(pack: &Pack) -> Vec<RowView<'_>> {
    let owner = Owner::Pack(pack.region, pack.scheme);
    let own = pack.tables.every_row();
    let mut rows: Vec<RowView<'_>> = own.map(|row| view(pack, owner, row, None)).collect();
    for dispute in &pack.disputes {
        for version in &dispute.version {
            let told = version.every_row();
            rows.extend(told.map(|row| view(pack, owner, row, Some((dispute, version)))));
        }
    }
    rows
}

/// Every row of the national file, as this pack inherits it.
pub fn national_rows(pack: &Pack) -> Vec<RowView<'_>> {
    let rows = pack.national.tables.every_row();
    rows.map(|row| view(pack, Owner::National, row, None))
        .collect()
}

fn view<'a>(
    pack: &'a Pack,
    owner: Owner,
    row: AnyRow<'a>,
    version: Option<(&'a DisputeRow, &'a VersionRow)>,
) -> RowView<'a> {
    let named = version.map(|(dispute, version)| (dispute.id.clone(), version.source.clone()));
    RowView {
        pack,
        address: Address {
            owner,
            table: row.table(),
            cell: cell(row),
            version: named,
        },
        row,
        version,
    }
}
