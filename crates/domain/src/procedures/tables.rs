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
        /// 一个来源的说法，和照它算时的行
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct VersionRow {
            /// Source id.
            /// 来源的编号
            pub source: String,
            /// What it says.
            /// 它怎么说
            pub says: Bilingual,
            $(
                /// By this version:
                $(#[$doc])*
                /// （照这种说法）
                #[serde(default)]
                pub $table: Vec<$row>,
            )+
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
        /// 经办规则：备案及其他手续，每行都有日期和依据
        #[derive(Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct Written {
            /// The place, or `national`.
            /// 统筹地区的六位区划代码，全国规则写 national
            #[schemars(with = "String")]
            pub region: Spanned<String>,
            /// Where rows come from, by id.
            /// 来源：规定取自哪些文件
            pub sources: BTreeMap<String, Source>,
            /// Proofs and documents, in words.
            /// 材料的名称
            #[serde(default)]
            pub materials: BTreeMap<String, Bilingual>,
            /// Options one may choose when filing, in words.
            /// 选项的名称
            #[serde(default)]
            pub options: BTreeMap<String, Bilingual>,
            /// Marks of people, institutions and claims that conditions ask about, in words.
            /// 标记：with 和 without 里用到的词，用两种文字说明
            #[serde(default)]
            pub marks: BTreeMap<String, Bilingual>,
            /// Where sources disagree.
            /// 来源互相矛盾之处
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
    /// 备案的种类
    category: Category, "Vec<Category>";
    /// Where nobody needs to file.
    /// 哪些情形不用备案
    exempt: Exemption, "Vec<Exemption>";
    /// Whether emergency rescue counts as filed.
    /// 急诊抢救算不算已备案
    emergency: EmergencyRule, "Vec<EmergencyRule>";
    /// Checks every submission must pass.
    /// 每次申请都要过的检查
    guard: Guard, "Vec<Guard>";
    /// Who chooses an institution for outpatient care.
    /// 门诊定点：谁要选、选什么、何时生效
    designation: DesignationRow, "Vec<DesignationRow>";
    /// Claiming what was not settled on the spot.
    /// 没有直接结算的费用怎样报销
    manual_claim: ClaimRow, "Vec<ClaimRow>";
    /// Money between regions.
    /// 地区之间的清算
    clearing: ClearingRow, "Vec<ClearingRow>";
    /// Where to ask.
    /// 到哪里问、到哪里办
    contact: ContactRow, "Vec<ContactRow>";
    /// Rules that are shown and decide nothing by themselves.
    /// 只说明、不影响金额的规定
    note: NoteRow, "Vec<NoteRow>";
    /// National rules no place's filings may leave.
    /// 各地备案不得突破的底线，只写在全国文件里
    band: FilingBandRow, "Vec<FilingBandRow>";
}
