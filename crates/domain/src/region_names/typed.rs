//! A place as people type it: a code, or a name with or without 市. The one reader of places for
//! forms, bills and addresses.

use serde::{Deserialize, Deserializer};

use super::{NamedPlace, PlaceMeant};
use crate::{Bilingual, Region};

/// The place of a code or a name; what is wrong, with places like it, when there is none or more
/// than one. A district is its own code, a province in which every city insures by itself the
/// province.
pub fn place(typed: &str) -> Result<Region, Bilingual> {
    match super::meant(typed) {
        PlaceMeant::Place { place, .. } | PlaceMeant::CitiesOf(place, _) => Ok(place.region),
        PlaceMeant::Abroad => Ok(Region::ABROAD),
        PlaceMeant::Several(several) => Err(which(typed, &several)),
        // The codes of new districts are younger than any list; their fund is known by the city.
        PlaceMeant::Unknown(near) => match typed.parse::<Region>() {
            Ok(region) if super::find(region).is_some() => Ok(region),
            _ => Err(unknown(typed, &near)),
        },
    }
}

/// Reads a place where a field of a request wants one.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Region, D::Error> {
    let typed = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
    match typed.parse() {
        // Whether the code is of any place is asked where the whole bill is known.
        Ok(region) => Ok(region),
        Err(_) => place(&typed).map_err(|why| serde::de::Error::custom(PlaceError(why))),
    }
}

/// Why a text is no place, in both languages: a reader of fields takes them apart again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceError(pub Bilingual);

/// Between the languages of a message that passes through a reader which knows only one.
pub const BOTH: &str = " ¦ ";

impl std::fmt::Display for PlaceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{BOTH}{}", self.0.zh, self.0.en)
    }
}

/// The names with what each lies in.
fn listed(places: &[&NamedPlace]) -> Bilingual {
    let names: Vec<Bilingual> = places.iter().map(|place| place.told_apart()).collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    Bilingual::new(zh.join("、"), en.join("; "))
}

fn which(typed: &str, several: &[&NamedPlace]) -> Bilingual {
    let names = listed(several);
    Bilingual::new(
        format!(
            "叫「{typed}」的地方不止一个，请写清楚是哪一个：{}",
            names.zh
        ),
        format!(
            "More than one place is called “{typed}”; say which: {}",
            names.en
        ),
    )
}

fn unknown(typed: &str, like: &[&NamedPlace]) -> Bilingual {
    let (zh, en) = match like.is_empty() {
        true => (String::new(), String::new()),
        false => {
            let like = listed(like);
            (
                format!("。是不是：{}", like.zh),
                format!(". Perhaps: {}", like.en),
            )
        }
    };
    Bilingual::new(
        format!("没有「{typed}」这个地方，请写城市名或六位代码，例如 成都 或 510100{zh}"),
        format!("There is no place “{typed}”; write a city or its six digits, such as 510100{en}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_city_is_found_by_name_and_by_code() {
        let chengdu: Region = "510100".parse().unwrap();
        for typed in ["成都", "成都市", "510100", "Chengdu", "chengdu"] {
            assert_eq!(place(typed), Ok(chengdu), "{typed}");
        }
        for (typed, code) in [("香港", "810000"), ("澳门", "820000"), ("台湾", "710000")] {
            assert_eq!(place(typed), Ok(code.parse().unwrap()), "{typed}");
        }
        for typed in ["境外", "国外", "abroad"] {
            assert_eq!(place(typed), Ok(Region::ABROAD), "{typed}");
        }
        for (typed, both) in [
            ("朝阳", "北京市朝阳区"),
            ("朝阳", "辽宁省朝阳市"),
            ("吉林", "吉林省吉林市"),
        ] {
            let why = place(typed).unwrap_err();
            assert!(why.zh.contains(both), "{typed}: {}", why.zh);
        }
        for (typed, code) in [
            ("广州市天河区", "440106"),
            ("440199", "440199"),
            ("广东", "440000"),
        ] {
            assert_eq!(place(typed), Ok(code.parse().unwrap()), "{typed}");
        }
        for typed in ["不存在的地方", "000000", "999999", "'; drop"] {
            assert!(place(typed).is_err(), "{typed}");
        }
    }
}
