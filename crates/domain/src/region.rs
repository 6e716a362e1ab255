//! Division codes (医保区划) and the pooling regions (统筹地区) above them.
//!
//! Most prefecture-level cities pool their own fund. The four municipalities, Hainan, Tibet and the
//! Xinjiang Production and Construction Corps pool at the top, so people file to the whole of them
//! (医保发〔2022〕22号).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::word_list;

/// A six-digit division code: province, prefecture, county. As an insured place it is a pooling
/// region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region(u32);

/// Why a text is not a division code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// Not six digits.
    #[error("«{0}» is not a six-digit division code such as 440300")]
    NotACode(String),
    /// Six digits that no province begins with.
    #[error("no division has the code «{0}»; abroad is 900000")]
    NoProvince(String),
}

word_list! {
    /// Where the place of care lies, seen from the insured place.
    Distance {
        /// Inside the pooling region itself.
        Home = "home", "参保地内", "at home";
        /// Elsewhere in the same province.
        InProvince = "in-province", "省内异地", "elsewhere in the province";
        /// In another province.
        OutOfProvince = "out-of-province", "跨省", "in another province";
    }
}

impl Region {
    /// The Xinjiang Production and Construction Corps, pooled as one.
    pub const CORPS: Region = Region(659_000);

    /// Everywhere outside China. No division has this code; it only lets a bill say so and be told
    /// why it is not settled.
    pub const ABROAD: Region = Region(900_000);

    /// The whole country. No division has this code; it heads what is said before anybody knows of
    /// which place.
    pub const COUNTRY: Region = Region(100_000);

    /// The code of the province, `440000`. The Corps lies in Xinjiang.
    pub const fn province(self) -> Region {
        Region(self.0 / 10_000 * 10_000)
    }

    /// Whether this is a whole province.
    pub const fn is_province(self) -> bool {
        self.0.is_multiple_of(10_000)
    }

    /// The pooling region a division belongs to.
    pub const fn pooling(self) -> Region {
        let province = self.0 / 10_000;
        let prefecture = self.0 / 100;
        match province {
            // Municipalities, Hainan and Tibet pool at the top.
            11 | 12 | 31 | 46 | 50 | 54 => self.province(),
            65 if prefecture == 6590 => Region::CORPS,
            // Cities directly under a province (469000-family excepted above) pool by themselves.
            _ if prefecture % 100 == 90 => self,
            _ => Region(prefecture * 100),
        }
    }

    /// Whether this is itself a pooling region: a city that pools by itself, a municipality, or a
    /// province or corps pooled at the top. People file to these and no others (NAT-04).
    pub const fn is_pooling(self) -> bool {
        if self.is_province() {
            matches!(self.0 / 10_000, 11 | 12 | 31 | 46 | 50 | 54)
        } else {
            let heads_a_list = self.0 % 10_000 == 9_000 && self.0 != Region::CORPS.0;
            self.pooling().0 == self.0 && !heads_a_list
        }
    }

    /// Whether `other` lies inside this province, pooling region or division.
    pub fn covers(self, other: Region) -> bool {
        self == other
            || self == other.pooling()
            || (self.is_province() && self.province() == other.province())
    }

    /// Whether `other` lies inside this place, also where it is a city of a province that pools at
    /// the top: what people mean who look for something there. Nobody files to such a city.
    pub fn encloses(self, other: Region) -> bool {
        let is_city = self.0.is_multiple_of(100) && self.0 / 100 == other.0 / 100;
        self.covers(other) || is_city
    }

    /// Hong Kong, Macao, Taiwan and abroad: outside the scheme (S003).
    pub const fn is_outside_the_scheme(self) -> bool {
        matches!(self.0 / 10_000, 71 | 81 | 82 | 90)
    }

    /// Where `treated_at` lies, seen from this insured place.
    pub fn distance_to(self, treated_at: Region) -> Distance {
        if self.pooling() == treated_at.pooling() {
            Distance::Home
        } else if self.province() == treated_at.province() {
            Distance::InProvince
        } else {
            Distance::OutOfProvince
        }
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Region, RegionError> {
        let sent = || crate::text::shortened(text, 20);
        let wrong = || RegionError::NotACode(sent());
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let code: u32 = text.parse().map_err(|_| wrong())?;
        if !(110_000..830_000).contains(&code) && code != Region::ABROAD.0 {
            return Err(RegionError::NoProvince(sent()));
        }
        Ok(Region(code))
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl Serialize for Region {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Region {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Region, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(code: &str) -> Region {
        code.parse().unwrap()
    }

    #[test]
    fn divisions_belong_to_their_pooling_region() {
        let rows = [
            ("440305", "440300"),
            ("440300", "440300"),
            ("110105", "110000"),
            ("460100", "460000"),
            ("469001", "460000"),
            ("540102", "540000"),
            ("659001", "659000"),
            ("650100", "650100"),
            ("429004", "429004"),
        ];
        for (division, pooling) in rows {
            assert_eq!(region(division).pooling(), region(pooling), "{division}");
        }
    }

    #[test]
    fn people_file_to_pooling_regions() {
        for code in ["440300", "110000", "460000", "540000", "659000", "429004"] {
            assert!(region(code).is_pooling(), "{code}");
        }
        for code in [
            "440000", "440305", "110105", "460100", "650000", "659001", "429000",
        ] {
            assert!(!region(code).is_pooling(), "{code}");
        }
    }

    #[test]
    fn distance_is_seen_from_the_insured_place() {
        let shenzhen = region("440300");
        assert_eq!(shenzhen.distance_to(region("440305")), Distance::Home);
        assert_eq!(shenzhen.distance_to(region("440100")), Distance::InProvince);
        assert_eq!(
            shenzhen.distance_to(region("510107")),
            Distance::OutOfProvince
        );
    }

    #[test]
    fn a_wrong_code_is_refused() {
        for text in [
            "",
            "44030",
            "4403000",
            "44o300",
            "４４０３００",
            "000000",
            "990000",
        ] {
            assert!(text.parse::<Region>().is_err(), "{text:?}");
        }
    }
}
