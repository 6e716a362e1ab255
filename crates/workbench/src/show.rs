//! Figures of a pack as tables for people: every row in words, with since when and where it is
//! written. `suixing policy show` and the policy pages print them.

mod conditions;
mod disputes;
mod figures;
mod tables;
mod words;

use jiff::civil::Date;

use domain::basis::ShownBasis;
use domain::policy::pack::Pack;
use domain::policy::rows::Table;
use domain::text::Bilingual;

pub use disputes::{
    ListedDispute, ShownDecision, ShownDisagreement, ShownVersion, all_disputes, disputes,
};
pub use words::Part;
pub(crate) use words::Words;

/// A table of figures.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ShownTable {
    /// Which.
    pub table: Table,
    /// What they are.
    pub caption: Bilingual,
    /// Names of the columns.
    pub columns: Vec<Bilingual>,
    /// Rows.
    pub rows: Vec<ShownRow>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ShownRow {
    /// Address of the cell.
    pub address: String,
    /// One cell a column.
    pub cells: Vec<Bilingual>,
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<String>,
}

/// The tables of a pack on a day, or of all days. Tables without a row are left out.
pub fn tables_on(pack: &Pack, on: Option<Date>) -> Vec<ShownTable> {
    Words { pack, on }.tables()
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
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.columns.len());
        }
        table.rows.first().cloned()
    }

    #[test]
    fn a_row_is_said_in_words_in_both_languages() {
        let tables = tables_on(&pack(), Some(date(2024, 6, 1)));
        let rate = row_of(&tables, "支付比例").expect("a rate in 2024");
        let zh: Vec<&str> = rate.cells.iter().map(|cell| cell.zh.as_str()).collect();
        let en: Vec<&str> = rate.cells.iter().map(|cell| cell.en.as_str()).collect();
        let when = "住院，在广州市就医，满 60 岁，非已签约";
        let pay = "一级 90%，三级 80%（1,000.00 元以上的部分）";
        assert_eq!(zh, ["统筹基金", when, pay, ""]);
        assert_eq!(
            en[1..3],
            [
                "inpatient, treated in Guangzhou, aged 60 or more, not signed",
                "level 1 90%, level 3 80% (above 1,000.00)"
            ]
        );
        assert_eq!(rate.basis.at.as_deref(), Some("第一条"));
        let ceiling = row_of(&tables, "年度限额").expect("a ceiling in 2024");
        assert_eq!(ceiling.cells[2].zh, "前年平均工资的 6% = 6,000.00 元");
    }

    #[test]
    fn a_day_shows_what_is_in_force_on_it_and_no_day_shows_all() {
        let later = tables_on(&pack(), Some(date(2025, 1, 1)));
        assert_eq!(row_of(&later, "支付比例"), None);
        let all = tables_on(&pack(), None);
        assert!(row_of(&all, "支付比例").is_some());
        let ceiling = row_of(&all, "年度限额").expect("a ceiling");
        assert_eq!(
            ceiling.cells[2].en,
            "6% of the average wage of the year before last"
        );
    }
}
