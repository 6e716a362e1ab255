//! A place of care as people type it: a code, or a name with or without 市.

use domain::text::Bilingual;
use domain::{Region, region_names};

/// No more places are suggested.
const SUGGESTED: usize = 6;

/// How people call everywhere outside China.
const ABROAD: [&str; 6] = ["国外", "海外", "外国", "abroad", "overseas", "foreign"];

/// The place of a code or a name; what is wrong, with places like it, when there is none.
pub(super) fn place(typed: &str) -> Result<Region, Bilingual> {
    if let Ok(region) = typed.parse::<Region>() {
        let known = region_names::find(region).is_some();
        return match known {
            true => Ok(region),
            false => Err(unknown(typed, &[])),
        };
    }
    let wanted = plain(typed);
    if ABROAD.contains(&wanted.as_str()) {
        return Ok(Region::ABROAD);
    }
    let all = region_names::all();
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
