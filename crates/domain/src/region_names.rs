//! Names of divisions, in Chinese and English.
//!
//! Read once from `data/regions.csv`; origin and licence stand in `data/README.md`. Counties
//! are not listed there: a code that is not takes the name of its pooling region, because that is
//! whose fund pays and what people file to. Whoever says a county is understood all the same, see
//! [`meant()`].

mod divisions;
mod meant;
pub mod typed;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::{Bilingual, Region};

pub use divisions::{NamedPlace, place_of, places};
pub use meant::{PlaceMeant, meant, meant_with};

/// A division and its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionName {
    /// The division.
    pub region: Region,
    /// 深圳市.
    pub name: &'static str,
    /// Shenzhen.
    pub name_en: &'static str,
}

static NAMES: LazyLock<Vec<RegionName>> = LazyLock::new(|| {
    let mut names: Vec<RegionName> = include_str!("../data/regions.csv")
        .lines()
        .skip(1)
        .map(read_row)
        .collect();
    names.sort_by_key(|row| row.region);
    names
});

/// One row of the table: code, name, English name.
fn read_row(row: &'static str) -> RegionName {
    let mut cells = row.split(',');
    let mut cell = || {
        cells
            .next()
            .expect("every row of regions.csv has four cells")
    };
    RegionName {
        region: cell().parse().expect("regions.csv begins with a code"),
        name: cell(),
        name_en: cell(),
    }
}

/// Every listed division, sorted by code.
pub fn all() -> &'static [RegionName] {
    &NAMES
}

/// The row of exactly this division.
fn row_of(region: Region) -> Option<&'static RegionName> {
    let names = all();
    names
        .binary_search_by_key(&region, |row| row.region)
        .ok()
        .map(|at| &names[at])
}

/// The row of this division, or else of the pooling region it belongs to.
pub fn find(region: Region) -> Option<&'static RegionName> {
    row_of(region).or_else(|| row_of(region.pooling()))
}

/// The Chinese name, `深圳市`; a county takes that of its pooling region.
pub fn name(region: Region) -> Option<&'static str> {
    find(region).map(|row| row.name)
}

/// The English name, `Shenzhen`; a county takes that of its pooling region.
pub fn name_en(region: Region) -> Option<&'static str> {
    find(region).map(|row| row.name_en)
}

/// The name with its province in front, `广东省深圳市`; a province or municipality stands alone.
pub fn full_name(region: Region) -> Option<String> {
    let row = find(region)?;
    // The Corps is not a part of the region's government, and its name says where it is.
    if row.region.is_province() || row.region == Region::CORPS {
        return Some(row.name.to_owned());
    }
    let province = row_of(row.region.province())?;
    Some(format!("{}{}", province.name, row.name))
}

/// Both names for a page; the bare code where there is none.
pub fn label(region: Region) -> Bilingual {
    match find(region) {
        Some(row) => Bilingual::new(row.name, row.name_en),
        None => Bilingual::new(region.to_string(), region.to_string()),
    }
}

/// The labels of all divisions, for what is told in words elsewhere.
pub fn labels() -> BTreeMap<Region, Bilingual> {
    let label = |row: &RegionName| (row.region, Bilingual::new(row.name, row.name_en));
    all().iter().map(label).collect()
}

/// Provinces and municipalities inside the scheme.
pub fn provinces() -> impl Iterator<Item = &'static RegionName> {
    let inside =
        |row: &&RegionName| row.region.is_province() && !row.region.is_outside_the_scheme();
    all().iter().filter(inside)
}

/// 419000 and its like head a part of the code list; of them only the Corps is a place.
fn is_heading(region: Region) -> bool {
    region.to_string().ends_with("9000") && region != Region::CORPS
}

/// Every pooling region, sorted by code: where one can be insured, and what one can file to.
pub fn pooling_regions() -> impl Iterator<Item = &'static RegionName> {
    let pools = |row: &&RegionName| row.region.is_pooling() && !is_heading(row.region);
    all().iter().filter(pools)
}

/// The pooling regions of a province: its cities, or the province itself when it pools at the top.
pub fn children(province: Region) -> impl Iterator<Item = &'static RegionName> {
    pooling_regions().filter(move |row| row.region.province() == province.province())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        code.parse().unwrap()
    }

    #[test]
    fn divisions_are_named_in_both_languages() {
        // code → name, English name, full name
        let rows = [
            ("440300", "深圳市", "Shenzhen", "广东省深圳市"),
            ("440000", "广东省", "Guangdong", "广东省"),
            ("110000", "北京市", "Beijing", "北京市"),
            ("460000", "海南省", "Hainan", "海南省"),
            ("460100", "海口市", "Haikou", "海南省海口市"),
            ("429004", "仙桃市", "Xiantao", "湖北省仙桃市"),
            ("540100", "拉萨市", "Lhasa", "西藏自治区拉萨市"),
        ];
        for (code, chinese, english, full) in rows {
            assert_eq!(name(region(code)), Some(chinese), "{code}");
            assert_eq!(name_en(region(code)), Some(english), "{code}");
            assert_eq!(full_name(region(code)).as_deref(), Some(full), "{code}");
        }
        assert_eq!(
            full_name(Region::CORPS).as_deref(),
            Some("新疆生产建设兵团")
        );
    }

    #[test]
    fn an_unlisted_division_takes_the_name_of_its_pooling_region() {
        for (code, chinese) in [
            ("440305", "深圳市"),
            ("440399", "深圳市"),
            ("110105", "北京市"),
            ("460106", "海南省"),
            ("659099", "新疆生产建设兵团"),
        ] {
            assert_eq!(name(region(code)), Some(chinese), "{code}");
        }
        assert_eq!(name(region("448800")), None);
        assert_eq!(label(region("448800")).zh, "448800");
    }

    #[test]
    fn no_name_is_empty_odd_or_listed_twice() {
        assert!(all().len() > 390, "{} rows", all().len());
        for pair in all().windows(2) {
            assert!(pair[0].region < pair[1].region, "{:?}", pair[1]);
        }
        for row in all() {
            let latin = |c: char| c.is_ascii_alphabetic() || " '()ü".contains(c);
            assert!(
                row.name_en.len() > 2 && row.name_en.chars().all(latin),
                "{row:?}"
            );
            assert!(
                row.name.chars().count() > 1 && !row.name.contains('-'),
                "{row:?}"
            );
        }
    }

    #[test]
    fn only_places_that_insure_can_be_filed_to() {
        let cities = |code: &str| -> Vec<&str> { children(region(code)).map(|r| r.name).collect() };
        assert_eq!(cities("440000").len(), 21);
        assert!(!cities("440000").contains(&"广东省"));
        assert_eq!(cities("110000"), ["北京市"]);
        assert_eq!(cities("460000"), ["海南省"]);
        assert_eq!(cities("540000"), ["西藏自治区"]);
        assert!(cities("650000").contains(&"新疆生产建设兵团"));
        assert!(!cities("650000").contains(&"石河子市"));
        assert!(cities("420000").contains(&"仙桃市"));
        assert!(!cities("420000").contains(&"湖北省直辖县级行政区划"));
        assert_eq!(cities("810000").len(), 0);
        assert_eq!(provinces().count(), 31);
        for row in pooling_regions() {
            assert_eq!(row.region.pooling(), row.region, "{row:?}");
        }
    }
}
