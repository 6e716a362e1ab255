//! Figures of a pack as tables for people: every row in words, with since when and where it is
//! written. `suixing policy show` and the policy pages print them.

mod disputes;
mod tables;
mod words;

use jiff::civil::Date;

use crate::address::Address;
use domain::basis::ShownBasis;
use domain::policy::pack::Pack;
use domain::rules::Table;
use domain::text::Bilingual;

pub use disputes::{
    ListedDispute, ShownDecision, ShownDisagreement, ShownVersion, all_disputes, disputes,
};
pub use domain::rules::Part;
pub(crate) use words::ShownWords;

/// A table of figures.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ShownTable {
    /// Which.
    pub table: Table,
    /// What they are.
    pub caption: Bilingual,
    /// Rows.
    pub rows: Vec<ShownRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ShownRow {
    /// Address of the cell.
    pub address: Address,
    /// The fund it belongs to, where it belongs to one.
    pub of: Option<Bilingual>,
    /// When it applies; empty where it always does.
    pub when: Option<Bilingual>,
    /// What it comes to, part by part.
    pub values: Vec<ShownValue>,
    /// The rule in a sentence, where it has one.
    pub says: Option<Bilingual>,
    /// First day.
    pub from: Date,
    /// First day no longer in force.
    pub until: Option<Date>,
    /// Where it comes from.
    pub basis: ShownBasis,
    /// Why the figure is not known, where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unknown: Option<Bilingual>,
    /// Disputes in which another source would change it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<String>,
}

/// A part of what a rule comes to.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ShownValue {
    /// What it is, where a rule has several.
    pub name: Option<Bilingual>,
    /// In words.
    pub value: Bilingual,
}

/// The tables of a pack on a day, or of all days. Tables without a row are left out.
pub fn tables_on(pack: &Pack, on: Option<Date>) -> Vec<ShownTable> {
    ShownWords { pack, on }.tables()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use domain::files::NamedText;

    const PACK: &str = r#"
region = "440300"
scheme = "resident"
[sources.A]
title = "试行办法"
class = "A"
[marks]
signed = { zh = "已签约", en = "signed" }
[[index]]
name = "wage"
title = { zh = "平均工资", en = "average wage" }
year = 2022
value = "100000.00"
basis = { source = "A", confidence = "A" }
[[benefit_year]]
starts = "01-01"
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
[[layer]]
name = "pooled"
title = { zh = "统筹基金", en = "pooled fund" }
payer = "pooled-fund"
base = ["eligible"]
counts = "visit"
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
[[rate]]
of = "pooled"
when = { care = "inpatient", age = "60..", without = "signed", place = "440100" }
pay = { primary = "90%", tertiary = "80%" }
above = "1000.00"
from = "2024-01-01"
until = "2025-01-01"
basis = { source = "A", at = "第一条", confidence = "A" }
[[ceiling]]
counter = "year"
of = "pooled"
index_share = { index = "wage", years_back = 2, share = "6%" }
from = "2024-01-01"
basis = { source = "A", confidence = "A" }
"#;

    fn pack() -> Pack {
        let file = NamedText {
            name: "resident.toml".to_owned(),
            text: PACK.to_owned(),
        };
        Pack::parse(&[file], |_| String::new()).expect("a sound pack")
    }

    fn row_of(tables: &[ShownTable], caption: &str) -> Option<ShownRow> {
        let table = tables.iter().find(|table| table.caption.zh == caption)?;
        table.rows.first().cloned()
    }

    #[test]
    fn a_row_is_said_in_words_in_both_languages() {
        let tables = tables_on(&pack(), Some(date(2024, 6, 1)));
        let rate = row_of(&tables, "支付比例").expect("a rate in 2024");
        assert_eq!(rate.of.expect("a fund").zh, "统筹基金");
        let when = Bilingual::new(
            "住院，在广州市就医，满 60 岁，非已签约",
            "inpatient, treated in Guangzhou, aged 60 or more, not signed",
        );
        assert_eq!(rate.when, Some(when));
        let pay = Bilingual::new(
            "一级 90%，三级 80%（1,000.00 元以上的部分）",
            "level 1 90%, level 3 80% (above 1,000.00)",
        );
        let only = ShownValue {
            name: None,
            value: pay,
        };
        assert_eq!(rate.values, [only]);
        assert_eq!(rate.says, None);
        assert_eq!(rate.basis.at.as_deref(), Some("第一条"));
        let ceiling = row_of(&tables, "年度限额").expect("a ceiling in 2024");
        assert_eq!(
            ceiling.values[0].value.zh,
            "前年平均工资的 6% = 6,000.00 元"
        );
    }

    #[test]
    fn a_day_shows_what_is_in_force_on_it_and_no_day_shows_all() {
        let later = tables_on(&pack(), Some(date(2025, 1, 1)));
        assert_eq!(row_of(&later, "支付比例"), None);
        let all = tables_on(&pack(), None);
        assert!(row_of(&all, "支付比例").is_some());
        let ceiling = row_of(&all, "年度限额").expect("a ceiling");
        assert_eq!(
            ceiling.values[0].value.en,
            "6% of the average wage of the year before last"
        );
    }
}
