//! Every place people name: provinces, cities, and the counties and districts below them.
//!
//! The districts are read once from `data/districts.csv`. Nobody is insured by a district and
//! nobody files to one; they are here because people say 天河区 and mean the fund of 广州市.

use std::sync::LazyLock;

use crate::{Bilingual, Region};

/// A place as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// Its own code, that of the district where a district is meant.
    pub region: Region,
    /// 天河区.
    pub name: &'static str,
    /// The syllables without the generic ending: `tian he`.
    pub(super) pinyin: &'static str,
    /// The customary English name, where it has one.
    english: Option<&'static str>,
}

/// How high a place stands in the order of divisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A province or what counts as one.
    Province,
    /// A city, a prefecture, or what lies directly under a province.
    City,
    /// Everything below.
    District,
}

static PLACES: LazyLock<Vec<NamedPlace>> = LazyLock::new(|| {
    let cities = include_str!("../../data/regions.csv").lines().skip(1);
    let districts = include_str!("../../data/districts.csv").lines().skip(1);
    let mut places: Vec<NamedPlace> = cities.map(read_city).collect();
    places.retain(|place| !place.pinyin.is_empty());
    places.extend(districts.map(read_district));
    places.sort_by_key(|place| place.region);
    places
});

fn read_city(row: &'static str) -> NamedPlace {
    let cells: Vec<&'static str> = row.split(',').collect();
    NamedPlace {
        region: cells[0].parse().expect("regions.csv begins with a code"),
        name: cells[1],
        english: Some(cells[2]),
        pinyin: cells[3],
    }
}

fn read_district(row: &'static str) -> NamedPlace {
    let cells: Vec<&'static str> = row.split(',').collect();
    NamedPlace {
        region: cells[0].parse().expect("districts.csv begins with a code"),
        name: cells[1],
        english: None,
        pinyin: cells[2],
    }
}

/// Every named place, sorted by code.
pub fn places() -> &'static [NamedPlace] {
    &PLACES
}

/// The place of exactly this code.
pub fn place_of(region: Region) -> Option<&'static NamedPlace> {
    let places = places();
    let found = places.binary_search_by_key(&region, |place| place.region);
    found.ok().map(|at| &places[at])
}

impl NamedPlace {
    pub(super) fn rank(&self) -> Rank {
        let code = self.region.to_string();
        if self.region.is_province() || self.region == Region::CORPS {
            Rank::Province
        } else if code.ends_with("00") || super::row_of(self.region).is_some() {
            Rank::City
        } else {
            Rank::District
        }
    }

    /// The city a district lies in, the province a city lies in; none above a province.
    pub(super) fn above(&self) -> Option<&'static NamedPlace> {
        let prefecture = || {
            let code = self.region.to_string();
            let city = format!("{}00", &code[..4]).parse().ok()?;
            place_of(city).filter(|city| city.region != self.region)
        };
        match self.rank() {
            Rank::Province => None,
            Rank::City => place_of(self.region.province()),
            Rank::District => prefecture().or_else(|| place_of(self.region.pooling())),
        }
        .or_else(|| place_of(self.region.province()).filter(|it| it.region != self.region))
    }

    /// The name without the generic ending: 天河、大理、内蒙古.
    pub(super) fn short(&self) -> &'static str {
        short(self.name)
    }

    /// The name without the generic ending, and its syllables: 重庆、`chong qing`.
    pub fn spelt(&self) -> (&'static str, &'static str) {
        (self.short(), self.pinyin)
    }

    /// Whether it is a county, a district or what else lies below a city.
    pub fn is_district(&self) -> bool {
        self.rank() == Rank::District
    }

    /// The name in letters, without blanks: `tianhe`.
    pub(super) fn letters(&self) -> String {
        self.pinyin.split(' ').collect()
    }

    /// The first letters of the syllables: `gz`.
    pub(super) fn initials(&self) -> String {
        let first = self.pinyin.split(' ').filter_map(|it| it.chars().next());
        first.collect()
    }

    /// The customary English name in letters, where it has one.
    pub(super) fn english_letters(&self) -> Option<String> {
        self.english.map(super::meant::letters)
    }

    /// The name alone, in both languages.
    pub fn label(&self) -> Bilingual {
        let english = self.english.map(str::to_owned);
        Bilingual::new(self.name, english.unwrap_or_else(|| capital(self.pinyin)))
    }

    /// The name as people say it: nobody says 特别行政区.
    pub fn spoken(&self) -> Bilingual {
        let own = self.label();
        match self.rank() == Rank::Province && self.name.ends_with('区') {
            true => Bilingual::new(self.short(), own.en),
            false => own,
        }
    }

    /// The name as it is understood again when it is typed.
    pub fn typed(&self) -> Bilingual {
        match self.rank() {
            Rank::District => Bilingual::new(self.told_apart().zh, self.told_apart().zh),
            Rank::Province | Rank::City => self.label(),
        }
    }

    /// The name with what it lies in, so that no two are alike: 北京市朝阳区、辽宁省朝阳市.
    pub fn told_apart(&self) -> Bilingual {
        let own = self.label();
        match self.above() {
            None => own,
            Some(above) => {
                let above = above.label();
                Bilingual::new(
                    format!("{}{}", above.zh, own.zh),
                    format!("{}, {}", own.en, above.en),
                )
            }
        }
    }
}

fn capital(pinyin: &str) -> String {
    let joined: String = pinyin.split(' ').collect();
    let mut letters = joined.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Generic endings, the longest first.
const ENDINGS: [&str; 15] = [
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "新区",
    "省",
    "市",
    "盟",
    "区",
    "县",
    "旗",
    "州",
];

/// The peoples that stand in names of autonomous places, as they stand there, the longest first.
const PEOPLES: [&str; 40] = [
    "柯尔克孜族",
    "柯尔克孜",
    "哈萨克族",
    "达斡尔族",
    "鄂温克族",
    "塔吉克族",
    "维吾尔族",
    "保安族",
    "傈僳族",
    "仫佬族",
    "毛南族",
    "布依族",
    "土家族",
    "景颇族",
    "哈尼族",
    "朝鲜族",
    "蒙古族",
    "东乡族",
    "撒拉族",
    "裕固族",
    "拉祜族",
    "仡佬族",
    "独龙族",
    "普米族",
    "维吾尔",
    "纳西族",
    "布朗族",
    "各族",
    "哈萨克",
    "藏族",
    "彝族",
    "苗族",
    "侗族",
    "傣族",
    "白族",
    "黎族",
    "回族",
    "壮族",
    "羌族",
    "满族",
];

/// A name without its generic ending and without the peoples it names; the whole name where nothing
/// that could stand alone would be left.
pub(super) fn short(name: &'static str) -> &'static str {
    let ending = ENDINGS.iter().find(|ending| name.ends_with(**ending));
    let Some(ending) = ending else {
        return name;
    };
    let mut left = &name[..name.len() - ending.len()];
    if ending.starts_with("自治") {
        while let Some(shorter) = PEOPLES
            .iter()
            .chain(&["瑶族", "土族", "畲族", "佤族", "怒族", "锡伯", "蒙古"])
            .find_map(|people| left.strip_suffix(people))
            .filter(|shorter| stands_alone(shorter))
        {
            left = shorter;
        }
    }
    if stands_alone(left) { left } else { name }
}

/// Nobody calls 单县 «单».
fn stands_alone(name: &str) -> bool {
    name.chars().count() >= 2
}
