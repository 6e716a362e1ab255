//! One view over every dated row of a pack, whatever its table: address, conditions, days, source,
//! and the rows that versions of disputes would put in its place.

mod inherited;
mod touch;
mod words;

use domain::policy::Pack;
use domain::policy::format::{DisputeRow, VersionRow};
use domain::policy::rows::AnyRow;

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
    let mut listed = Listed::of(pack, Owner::Pack(pack.region, pack.scheme));
    listed.add(&pack.layers, AnyRow::Layer);
    listed.add(&pack.tables.directs, AnyRow::Direct);
    listed.add(&pack.tables.deductibles, AnyRow::Deductible);
    listed.add(&pack.tables.rates, AnyRow::Rate);
    listed.add(&pack.tables.adjustments, AnyRow::Adjustment);
    listed.add(&pack.tables.ceilings, AnyRow::Ceiling);
    listed.add(&pack.upfronts, AnyRow::Upfront);
    listed.add(&pack.accounts, AnyRow::Account);
    listed.add(&pack.credits, AnyRow::Credit);
    listed.add(&pack.tiers, AnyRow::Tier);
    listed.add(&pack.indices, AnyRow::Index);
    listed.add(&pack.benefit_years, AnyRow::BenefitYear);
    listed.add(&pack.notes, AnyRow::Note);
    for dispute in &pack.disputes {
        for version in &dispute.version {
            listed.version = Some((dispute, version));
            listed.add(&version.direct, AnyRow::Direct);
            listed.add(&version.deductible, AnyRow::Deductible);
            listed.add(&version.rate, AnyRow::Rate);
            listed.add(&version.adjustment, AnyRow::Adjustment);
            listed.add(&version.ceiling, AnyRow::Ceiling);
        }
    }
    listed.rows
}

/// Every row of the national file, as this pack inherits it.
pub fn national_rows(pack: &Pack) -> Vec<RowView<'_>> {
    let mut listed = Listed::of(pack, Owner::National);
    let national = &*pack.national;
    listed.add(&national.tables.directs, AnyRow::Direct);
    listed.add(&national.notes, AnyRow::Note);
    listed.add(&national.bands, AnyRow::Band);
    listed.rows
}

struct Listed<'a> {
    pack: &'a Pack,
    owner: Owner,
    version: Option<(&'a DisputeRow, &'a VersionRow)>,
    rows: Vec<RowView<'a>>,
}

impl<'a> Listed<'a> {
    fn of(pack: &'a Pack, owner: Owner) -> Listed<'a> {
        Listed {
            pack,
            owner,
            version: None,
            rows: vec![],
        }
    }

    fn add<R>(&mut self, table: &'a [R], of: fn(&'a R) -> AnyRow<'a>) {
        let Listed {
            pack,
            owner,
            version,
            ..
        } = *self;
        let named = version.map(|(dispute, version)| (dispute.id.clone(), version.source.clone()));
        self.rows.extend(table.iter().map(of).map(|row| RowView {
            pack,
            address: Address {
                owner,
                table: row.table(),
                cell: cell(row),
                version: named.clone(),
            },
            row,
            version,
        }));
    }
}
