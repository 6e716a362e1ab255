//! The tables of a file: listed once, and from the list the file as written, the rows of a version
//! in a dispute, and the rows in use.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;

use super::claim::ClaimRow;
use super::clearing::ClearingRow;
use super::dated::Dated;
use super::designation::DesignationRow;
use super::other::{ContactRow, FilingBandRow, NoteRow};
use super::rows::{Category, EmergencyRule, Exemption, Guard};
use crate::Bilingual;
use crate::basis::{Basis, Source};
use crate::calendar::Period;
use crate::rules::dispute::{DisputeRow, Version};
use crate::rules::when::When;

/// One row of any table.
#[derive(Clone, Debug)]
pub struct RowRef<'a> {
    /// Its table, as written.
    pub table: &'static str,
    /// What it is called within the table; empty where the table needs no names.
    pub key: String,
    /// What people call it.
    pub label: Bilingual,
    /// When it is in force.
    pub period: Period,
    /// Whom and what it is about.
    pub when: Option<&'a When>,
    /// What it rests on; no two rows share one.
    pub basis: &'a Arc<Basis>,
}

impl RowRef<'_> {
    /// Its address within the file, such as `category/referral`: rows of one address at different
    /// dates are the history of one thing.
    pub fn address(&self) -> String {
        // Elsewhere the key alone tells what a row is about.
        let by_conditions = self.when.filter(|_| self.table == "manual_claim");
        let conditions = by_conditions
            .map(|when| when.slugs().join("+"))
            .unwrap_or_default();
        let parts = [self.table, &self.key, &conditions];
        let written: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        written.join("/")
    }
}

fn each<'a, T: Dated>(table: &'static str, rows: &'a [T]) -> impl Iterator<Item = RowRef<'a>> {
    rows.iter().map(move |row| RowRef {
        table,
        key: row.key(),
        label: row.label(),
        period: row.period(),
        when: row.when(),
        basis: row.basis(),
    })
}

/// The rows that have a day within the period, cut to it.
fn within<T: Dated + Clone>(rows: &[T], days: Period) -> Vec<T> {
    let cut = |row: &T| {
        let old = row.period();
        let until = match (old.until, days.until) {
            (Some(old), Some(new)) => Some(old.min(new)),
            (old, new) => old.or(new),
        };
        let from: Date = old.from.max(days.from);
        let mut row = row.clone();
        row.limit(Period { from, until });
        row
    };
    let overlapping = rows.iter().filter(|row| row.period().overlaps(&days));
    overlapping.map(cut).collect()
}

macro_rules! tables {
    ($($(#[$doc:meta])* $table:ident: $row:ident, $list:literal;)+) => {
        /// The rows of one file, or of one version of a dispute.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct Tables {
            $($(#[$doc])* pub $table: Vec<$row>,)+
        }

        impl Tables {
            /// Every row of every table.
            pub fn rows(&self) -> Vec<RowRef<'_>> {
                let mut rows = Vec::new();
                $(rows.extend(each(stringify!($table), &self.$table));)+
                rows
            }

            /// Whether there is no row at all.
            pub fn is_empty(&self) -> bool {
                true $(&& self.$table.is_empty())+
            }

            /// The same rows on no other days than these.
            pub(super) fn within(&self, days: Period) -> Tables {
                Tables { $($table: within(&self.$table, days),)+ }
            }

            pub(super) fn extend(&mut self, other: Tables) {
                $(self.$table.extend(other.$table);)+
            }
        }

        /// The names of all tables.
        pub(super) const TABLES: &[&str] = &[$(stringify!($table)),+];

        /// What one source says in a dispute, and the rows that would follow from it.
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct VersionRow {
            /// Source id.
            pub source: String,
            /// What it says.
            pub says: Bilingual,
            $($(#[$doc])* #[serde(default)] pub $table: Vec<$row>,)+
        }

        impl Version for VersionRow {
            fn source(&self) -> &str {
                &self.source
            }

            fn says(&self) -> &Bilingual {
                &self.says
            }

            fn has_rows(&self) -> bool {
                !self.tables().is_empty()
            }
        }

        impl VersionRow {
            /// Every row that would follow from it.
            pub fn rows(&self) -> Vec<RowRef<'_>> {
                let mut rows = Vec::new();
                $(rows.extend(each(stringify!($table), &self.$table));)+
                rows
            }

            /// The rows that would follow from it.
            pub fn tables(&self) -> Tables {
                Tables { $($table: self.$table.clone(),)+ }
            }
        }

        /// The file as written.
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct Written {
            /// The place, or `national`.
            #[schemars(with = "String")]
            pub region: Spanned<String>,
            /// Where rows come from, by id.
            pub sources: BTreeMap<String, Source>,
            /// Proofs and documents, in words.
            #[serde(default)]
            pub materials: BTreeMap<String, Bilingual>,
            /// Options one may choose when filing, in words.
            #[serde(default)]
            pub options: BTreeMap<String, Bilingual>,
            /// Marks of people, institutions and claims that conditions ask about, in words.
            #[serde(default)]
            pub marks: BTreeMap<String, Bilingual>,
            /// Where sources disagree.
            #[serde(default)]
            #[schemars(with = "Vec<DisputeRow<VersionRow>>")]
            pub dispute: Vec<Spanned<DisputeRow<VersionRow>>>,
            $(
                $(#[$doc])*
                #[serde(default)]
                #[schemars(with = $list)]
                pub $table: Vec<Spanned<$row>>,
            )+
        }

        impl Written {
            /// The rows without the places they stand at.
            pub(super) fn tables(&self) -> Tables {
                fn plain<T: Clone>(rows: &[Spanned<T>]) -> Vec<T> {
                    rows.iter().map(|row| row.get_ref().clone()).collect()
                }
                Tables { $($table: plain(&self.$table),)+ }
            }
        }
    };
}

tables! {
    /// Ways to file, most helpful first.
    category: Category, "Vec<Category>";
    /// Where nobody needs to file.
    exempt: Exemption, "Vec<Exemption>";
    /// Whether emergency rescue counts as filed.
    emergency: EmergencyRule, "Vec<EmergencyRule>";
    /// Checks every submission must pass.
    guard: Guard, "Vec<Guard>";
    /// Who chooses an institution for outpatient care.
    designation: DesignationRow, "Vec<DesignationRow>";
    /// Claiming what was not settled on the spot.
    manual_claim: ClaimRow, "Vec<ClaimRow>";
    /// Money between regions.
    clearing: ClearingRow, "Vec<ClearingRow>";
    /// Where to ask.
    contact: ContactRow, "Vec<ContactRow>";
    /// Rules that are shown and decide nothing by themselves.
    note: NoteRow, "Vec<NoteRow>";
    /// National rules no place's filings may leave.
    band: FilingBandRow, "Vec<FilingBandRow>";
}
