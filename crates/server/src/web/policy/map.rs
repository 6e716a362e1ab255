//! The provinces as tiles, each about where it lies: shade is how many places are known, a dashed
//! border is outside the scheme, a dot that sources differ.

use domain::{Region, region_names};

use super::index::Province;
use crate::web::frame::{Frame, Lang};

/// Division code, the letter people write for it, column and row.
const TILES: [(&str, &str, u8, u8); 34] = [
    ("230000", "黑", 7, 0),
    ("150000", "蒙", 5, 1),
    ("220000", "吉", 7, 1),
    ("650000", "新", 0, 2),
    ("640000", "宁", 3, 2),
    ("140000", "晋", 4, 2),
    ("110000", "京", 5, 2),
    ("120000", "津", 6, 2),
    ("210000", "辽", 7, 2),
    ("630000", "青", 1, 3),
    ("620000", "甘", 2, 3),
    ("610000", "陕", 3, 3),
    ("410000", "豫", 4, 3),
    ("130000", "冀", 5, 3),
    ("370000", "鲁", 6, 3),
    ("540000", "藏", 1, 4),
    ("510000", "川", 2, 4),
    ("500000", "渝", 3, 4),
    ("420000", "鄂", 4, 4),
    ("340000", "皖", 5, 4),
    ("320000", "苏", 6, 4),
    ("310000", "沪", 7, 4),
    ("530000", "滇", 2, 5),
    ("520000", "黔", 3, 5),
    ("430000", "湘", 4, 5),
    ("360000", "赣", 5, 5),
    ("330000", "浙", 6, 5),
    ("450000", "桂", 3, 6),
    ("440000", "粤", 4, 6),
    ("350000", "闽", 5, 6),
    ("710000", "台", 6, 6),
    ("460000", "琼", 3, 7),
    ("820000", "澳", 4, 7),
    ("810000", "港", 5, 7),
];

/// A tile.
pub(super) struct Tile {
    pub href: String,
    /// One letter in Chinese, the beginning of the name in English.
    pub letter: String,
    /// The whole name.
    pub name: String,
    pub places: usize,
    pub has_disputes: bool,
    /// Where it lies and how dark it is.
    pub class: String,
}

/// The tiles, north to south.
pub(super) fn tiles(frame: &Frame, provinces: &[Province]) -> Vec<Tile> {
    TILES
        .iter()
        .map(|tile| shown(frame, tile, provinces))
        .collect()
}

fn shown(
    frame: &Frame,
    &(code, letter, column, row): &(&str, &str, u8, u8),
    provinces: &[Province],
) -> Tile {
    let region: Option<Region> = code.parse().ok();
    let name = region.map(region_names::label).unwrap_or_default();
    let found = provinces.iter().find(|one| Some(one.code) == region);
    let places = found.map_or(0, Province::places);
    let shade = match (code, places) {
        ("710000" | "810000" | "820000", _) => "beyond",
        (_, 0) => "none",
        (_, 1) => "few",
        (_, 2) => "some",
        _ => "many",
    };
    Tile {
        href: match found {
            Some(_) => format!("#province-{code}"),
            None => format!("/policy/{code}"),
        },
        letter: match frame.lang {
            Lang::Zh => letter.to_owned(),
            Lang::En => name.en.chars().take(3).collect(),
        },
        name: frame.pick(&name).to_owned(),
        places,
        has_disputes: found.is_some_and(|one| one.packs.iter().any(|pack| pack.disputes > 0)),
        class: format!("c{column} r{row} {shade}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_province_has_a_tile_of_its_own() {
        let spots: BTreeSet<(u8, u8)> = TILES.iter().map(|tile| (tile.2, tile.3)).collect();
        assert_eq!(spots.len(), TILES.len());
        let codes: BTreeSet<&str> = TILES.iter().map(|tile| tile.0).collect();
        assert_eq!(codes.len(), TILES.len());
        for code in codes {
            let region: Region = code.parse().unwrap();
            assert_eq!(region.province(), region, "{code}");
            assert!(!region_names::label(region).zh.is_empty(), "{code}");
        }
    }
}
