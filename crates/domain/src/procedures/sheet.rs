//! One file, and a row found in it: whatever is shown of a row needs the names and sources of the
//! file it stands in, which may be the national one.

use std::collections::BTreeMap;
use std::ops::Deref;

use jiff::civil::Date;

use super::dated::Dated;
use super::tables::{RowRef, Tables, VersionRow};
use crate::basis::{Basis, Source};
use crate::basis::{ShownBasis, ShownDispute};
use crate::rules::dispute::DisputeRow;
use crate::rules::when::Titles;
use crate::{Bilingual, Region};

/// One file of procedures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The place; none for the national file.
    pub region: Option<Region>,
    /// Sources by id.
    pub sources: BTreeMap<String, Source>,
    /// Names of proofs and documents.
    pub materials: BTreeMap<String, Bilingual>,
    /// Names of options.
    pub options: BTreeMap<String, Bilingual>,
    /// Names of marks.
    pub marks: BTreeMap<String, Bilingual>,
    /// The rows.
    pub tables: Tables,
    /// Where sources disagree.
    pub disputes: Vec<DisputeRow<VersionRow>>,
}

impl Sheet {
    /// The same names and sources with other rows, which decide before the sheet's own.
    pub(super) fn with_rows(&self, tables: Tables) -> Sheet {
        Sheet {
            tables,
            disputes: Vec::new(),
            ..self.clone()
        }
    }

    /// Rows of versions that later decisions put in force, each on the days it decides.
    pub(super) fn resolved(&self) -> Option<Sheet> {
        let mut tables = Tables::default();
        for dispute in &self.disputes {
            for (version, days) in dispute.decided_later() {
                tables.extend(version.tables().within(days));
            }
        }
        (!tables.is_empty()).then(|| self.with_rows(tables))
    }

    /// The rows of a table in force on the day.
    pub(super) fn in_force<'a, T: Dated>(
        &'a self,
        rows: &'a [T],
        day: Date,
    ) -> impl Iterator<Item = RowInFile<'a, T>> {
        let current = move |row: &&T| row.period().contains(day);
        let found = |row| RowInFile { row, sheet: self };
        rows.iter().filter(current).map(found)
    }

    /// All rows of a table, whatever the day.
    pub(super) fn found<'a, T>(&'a self, rows: &'a [T]) -> impl Iterator<Item = RowInFile<'a, T>> {
        rows.iter().map(|row| RowInFile { row, sheet: self })
    }

    /// Every row with its whole address, such as `440300/procedures/category/referral`; then those
    /// of versions of disputes, as `440300/procedures/category/referral@X04:S000`.
    pub fn addresses(&self) -> Vec<(String, RowRef<'_>)> {
        let place = self
            .region
            .map_or_else(|| "national".to_owned(), |region| region.to_string());
        let whole = |row: &RowRef<'_>| format!("{place}/procedures/{}", row.address());
        let own = self.tables.rows().into_iter();
        let mut rows: Vec<_> = own.map(|row| (whole(&row), row)).collect();
        for dispute in &self.disputes {
            for version in &dispute.version {
                let by = format!("@{}:{}", dispute.id, version.source);
                let told = version.rows().into_iter();
                rows.extend(told.map(|row| (whole(&row) + &by, row)));
            }
        }
        rows
    }
}

impl Titles for Sheet {
    fn mark(&self, mark: &str) -> Bilingual {
        named(&self.marks, mark)
    }
}

/// A row, and the file it stands in.
#[derive(Debug)]
pub struct RowInFile<'a, T> {
    row: &'a T,
    sheet: &'a Sheet,
}

impl<T> Clone for RowInFile<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RowInFile<'_, T> {}

impl<T> Deref for RowInFile<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.row
    }
}

impl<'a, T> RowInFile<'a, T> {
    /// The row, for as long as the procedures live.
    pub fn row(self) -> &'a T {
        self.row
    }

    /// Whether the place says nothing about this, so that the national row decides.
    pub fn is_national(self) -> bool {
        self.sheet.region.is_none()
    }

    /// A basis written in this file, as people see it.
    pub(crate) fn shown_as(self, basis: &Basis, from: Date) -> ShownBasis {
        basis.shown(self.sheet.sources.get(&basis.source), from)
    }

    /// The name of a kind of proof.
    pub fn material_name(self, kind: &str) -> Bilingual {
        named(&self.sheet.materials, kind)
    }

    /// The name of an option.
    pub fn option_name(self, option: &str) -> Bilingual {
        named(&self.sheet.options, option)
    }
}

fn named(names: &BTreeMap<String, Bilingual>, word: &str) -> Bilingual {
    let unnamed = || Bilingual::new(word, word);
    names.get(word).cloned().unwrap_or_else(unnamed)
}

impl<T: Dated> RowInFile<'_, T> {
    /// The row's basis as people see it.
    pub fn shown(self) -> ShownBasis {
        self.shown_as(self.row.basis(), self.row.period().from)
    }

    /// Where other sources disagree with the row of this table; each version not in force is one.
    pub fn disputes(self, table: &str) -> Vec<ShownDispute> {
        let address = format!("{table}/{}", self.row.key());
        let touching = |dispute: &&DisputeRow<VersionRow>| {
            let mut touched = dispute.touches.iter();
            touched.any(|touched| *touched == address || touched == table)
        };
        let day = self.row.period().from;
        let about = self.sheet.disputes.iter().filter(touching);
        about
            .flat_map(|dispute| self.shown_dispute(dispute, day))
            .collect()
    }

    fn shown_dispute(self, dispute: &DisputeRow<VersionRow>, day: Date) -> Vec<ShownDispute> {
        let decision = dispute.decision_on(day);
        let title = |id: &String| match self.sheet.sources.get(id) {
            Some(source) => source.title.clone(),
            None => id.clone(),
        };
        let others = dispute
            .version
            .iter()
            .filter(|v| v.source != decision.in_force);
        others
            .map(|version| ShownDispute {
                id: dispute.id.clone(),
                topic: dispute.topic.clone(),
                says: version.says.clone(),
                other: title(&version.source),
                would_be: None,
                why: decision.why.clone(),
            })
            .collect()
    }
}
