//! A place as people type it: a code, or a name with or without 市. The one reader of places for
//! forms, bills and addresses.

use serde::{Deserialize, Deserializer};

use crate::{Bilingual, Region};

/// No more places are suggested.
const SUGGESTED: usize = 6;

/// How people call everywhere outside China.
const ABROAD: [&str; 6] = ["国外", "海外", "外国", "abroad", "overseas", "foreign"];

/// The place of a code or a name; what is wrong, with places like it, when there is none.
pub fn place(typed: &str) -> Result<Region, Bilingual> {
    if let Ok(region) = typed.parse::<Region>() {
        let known = super::find(region).is_some();
        return match known {
            true => Ok(region),
            false => Err(unknown(typed, &[])),
        };
    }
    let wanted = plain(typed);
    if ABROAD.contains(&wanted.as_str()) {
        return Ok(Region::ABROAD);
    }
    let all = super::all();
    let exact = all
        .iter()
        .find(|row| plain(row.name) == wanted || plain(row.name_en) == wanted);
    if let Some(row) = exact {
        return Ok(row.region);
    }
    let like: Vec<&str> = all
        .iter()
        .filter(|row| !wanted.is_empty() && plain(row.name).contains(&wanted))
        .map(|row| row.name)
        .take(SUGGESTED)
        .collect();
    Err(unknown(typed, &like))
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

fn plain(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let ends = ["市", "省", "地区", "盟", "自治州", "自治区", "特别行政区"];
    let short = ends.iter().find_map(|end| name.strip_suffix(end));
    short
        .filter(|short| !short.is_empty())
        .unwrap_or(&name)
        .to_owned()
}

fn unknown(typed: &str, like: &[&str]) -> Bilingual {
    let (zh, en) = match like.is_empty() {
        true => (String::new(), String::new()),
        false => {
            let like = like.join("、");
            (format!("。是不是：{like}"), format!(". Perhaps: {like}"))
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
        for typed in ["不存在的地方", "000000", "999999", "'; drop"] {
            assert!(place(typed).is_err(), "{typed}");
        }
    }
}
