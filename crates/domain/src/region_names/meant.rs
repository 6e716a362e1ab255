//! Which place people mean by what they write: a code, a name in full or in short, with or without
//! what it lies in, in pinyin or by its first letters; or the hospital they want to go to.
//!
//! Where two places could be meant, both are named and none is chosen in silence.

use super::divisions::{NamedPlace, Rank, place_of, places};
use crate::Region;
use crate::signs::half_width;

/// No more places are suggested.
const SUGGESTED: usize = 8;

/// So many places may share first letters before the letters say nothing.
const MOST_BY_INITIALS: usize = 12;

/// How people call everywhere outside China.
const ABROAD: [&str; 8] = [
    "国外", "海外", "外国", "境外", "出国", "abroad", "overseas", "foreign",
];

/// Countries, and cities of theirs that people name instead. None is the name of a place in China.
const COUNTRIES: [&str; 92] = [
    "日本",
    "东京",
    "大阪",
    "京都",
    "北海道",
    "韩国",
    "首尔",
    "济州岛",
    "朝鲜",
    "蒙古国",
    "泰国",
    "曼谷",
    "清迈",
    "普吉",
    "新加坡",
    "马来西亚",
    "吉隆坡",
    "印度",
    "尼泊尔",
    "斯里兰卡",
    "马尔代夫",
    "越南",
    "河内",
    "胡志明",
    "老挝",
    "缅甸",
    "柬埔寨",
    "菲律宾",
    "巴厘岛",
    "文莱",
    "巴基斯坦",
    "孟加拉",
    "哈萨克斯坦",
    "乌兹别克斯坦",
    "迪拜",
    "阿联酋",
    "沙特",
    "以色列",
    "土耳其",
    "伊朗",
    "美国",
    "纽约",
    "洛杉矶",
    "旧金山",
    "华盛顿",
    "波士顿",
    "西雅图",
    "芝加哥",
    "夏威夷",
    "加拿大",
    "温哥华",
    "多伦多",
    "墨西哥",
    "巴西",
    "阿根廷",
    "智利",
    "秘鲁",
    "英国",
    "伦敦",
    "法国",
    "巴黎",
    "德国",
    "柏林",
    "慕尼黑",
    "意大利",
    "罗马",
    "西班牙",
    "葡萄牙",
    "荷兰",
    "比利时",
    "瑞士",
    "瑞典",
    "挪威",
    "丹麦",
    "芬兰",
    "奥地利",
    "希腊",
    "波兰",
    "匈牙利",
    "捷克",
    "俄罗斯",
    "莫斯科",
    "乌克兰",
    "澳大利亚",
    "悉尼",
    "墨尔本",
    "新西兰",
    "奥克兰",
    "埃及",
    "南非",
    "肯尼亚",
    "欧洲",
];

/// Other names in use, and the code each stands for. Of Taiwan the code list has no city.
const OTHERWISE: [(&str, &str); 31] = [
    ("台湾", "710000"),
    ("台北", "710000"),
    ("新北", "710000"),
    ("桃园市", "710000"),
    ("台中", "710000"),
    ("台南", "710000"),
    ("高雄", "710000"),
    ("基隆", "710000"),
    ("新竹", "710000"),
    ("嘉义", "710000"),
    ("花莲", "710000"),
    ("taipei", "710000"),
    ("kaohsiung", "710000"),
    ("taiwan", "710000"),
    ("九龙", "810000"),
    ("港岛", "810000"),
    ("新界", "810000"),
    ("kowloon", "810000"),
    ("hongkong", "810000"),
    ("hk", "810000"),
    ("macau", "820000"),
    ("macao", "820000"),
    ("新疆兵团", "659000"),
    ("兵团", "659000"),
    ("建设兵团", "659000"),
    ("生产建设兵团", "659000"),
    ("内蒙", "150000"),
    ("羊城", "440100"),
    ("蓉城", "510100"),
    ("帝都", "110000"),
    ("魔都", "310000"),
];

/// What was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceMeant {
    /// One place; `also` are others that bear the name and are less likely meant.
    Place {
        /// The place.
        place: &'static NamedPlace,
        /// The hospital it was named by, if it was one.
        by: Option<String>,
        /// Others of the name.
        also: Vec<&'static NamedPlace>,
    },
    /// Any of these; whoever wrote it has to say which.
    Several(Vec<&'static NamedPlace>),
    /// A province in which every city insures by itself: one of its cities has to be named.
    CitiesOf(&'static NamedPlace, Vec<&'static NamedPlace>),
    /// Everywhere outside China.
    Abroad,
    /// Nothing that is known here; perhaps one of these.
    Unknown(Vec<&'static NamedPlace>),
}

/// What was meant, by the names of divisions alone.
pub fn meant(typed: &str) -> PlaceMeant {
    meant_with(typed, std::iter::empty())
}

/// What was meant, where the names of institutions and where they lie are known too.
pub fn meant_with<'a>(
    typed: &str,
    institutions: impl Iterator<Item = (&'a str, Region)>,
) -> PlaceMeant {
    let typed = plain(typed);
    if let Ok(region) = typed.parse::<Region>() {
        return of_code(region);
    }
    if ABROAD.contains(&typed.as_str()) {
        return PlaceMeant::Abroad;
    }
    if typed.is_empty() {
        return PlaceMeant::Unknown(vec![]);
    }
    if let Some(place) = otherwise(&typed) {
        return one(place, vec![]);
    }
    let found = match typed.is_ascii() {
        true => by_letters(&letters(&typed)),
        false => by_name(&typed),
    };
    if !found.is_empty() {
        return decide(found);
    }
    let is_abroad = || COUNTRIES.iter().any(|name| typed.starts_with(name));
    match by_institution(&typed, institutions) {
        Some(found) => found,
        None if is_abroad() => PlaceMeant::Abroad,
        None => PlaceMeant::Unknown(near(&typed)),
    }
}

/// As it is compared: no blanks, no difference of width or case, the one character of the old
/// script that stands on signs everywhere in the new.
fn plain(typed: &str) -> String {
    let typed = half_width(typed).to_lowercase().replace('臺', "台");
    let ascii = typed.is_ascii();
    let kept = typed.chars().filter(|it| ascii || !it.is_whitespace());
    let kept: String = kept.collect();
    let kept = kept.trim();
    kept.strip_prefix("中国").unwrap_or(kept).to_owned()
}

/// The letters of a name written in letters: `Xi'an` as `xian`.
pub(super) fn letters(text: &str) -> String {
    let plain = text.to_lowercase().replace('ü', "u");
    plain.chars().filter(char::is_ascii_lowercase).collect()
}

fn one(place: &'static NamedPlace, also: Vec<&'static NamedPlace>) -> PlaceMeant {
    match place.region.is_province() && !place.region.is_pooling() && !outside(place) {
        true => PlaceMeant::CitiesOf(place, cities_of(place)),
        false => {
            let by = None;
            PlaceMeant::Place { place, by, also }
        }
    }
}

fn outside(place: &NamedPlace) -> bool {
    place.region.is_outside_the_scheme()
}

/// The places one can be insured in or file to in a province.
fn cities_of(province: &NamedPlace) -> Vec<&'static NamedPlace> {
    let children = super::children(province.region);
    children.filter_map(|row| place_of(row.region)).collect()
}

/// A code that is listed, or else those that begin like it.
fn of_code(region: Region) -> PlaceMeant {
    if region == Region::ABROAD {
        return PlaceMeant::Abroad;
    }
    if let Some(place) = place_of(region) {
        return one(place, vec![]);
    }
    let code = region.to_string();
    let alike = |length: usize| {
        let like = move |place: &&NamedPlace| place.region.to_string().starts_with(&code[..length]);
        places().iter().filter(like).take(SUGGESTED).collect()
    };
    PlaceMeant::Unknown(alike(4))
}

fn otherwise(typed: &str) -> Option<&'static NamedPlace> {
    let named = match typed.is_ascii() {
        true => letters(typed),
        false => typed.trim_end_matches('市').to_owned(),
    };
    let found = OTHERWISE
        .iter()
        .find(|(name, _)| *name == named || *name == typed)?;
    place_of(found.1.parse().ok()?)
}

/// Every place called so. A whole name outweighs a short one: 朝阳市 is no 朝阳区.
fn by_name(typed: &str) -> Vec<&'static NamedPlace> {
    let all = || places().iter();
    let whole: Vec<_> = all()
        .filter(|place| is_called(typed, place, &[place.name]))
        .collect();
    if !whole.is_empty() {
        return whole;
    }
    let called = |place: &&NamedPlace| {
        let short = place.short();
        let prefecture = format!("{short}州");
        is_called(typed, place, &[short, &prefecture])
    };
    all().filter(called).collect()
}

/// Whether the text is one of the names, alone or behind the names of what the place lies in.
fn is_called(typed: &str, place: &NamedPlace, names: &[&str]) -> bool {
    if names.contains(&typed) {
        return true;
    }
    let Some(above) = place.above() else {
        return false;
    };
    let behind = |above: &NamedPlace| {
        let heads = [above.name, above.short()];
        let mut rests = heads.iter().filter_map(|head| typed.strip_prefix(head));
        rests.any(|rest| !rest.is_empty() && is_called(rest, place, names))
    };
    behind(above) || above.above().is_some_and(behind)
}

/// Every place of the letters: in pinyin, in English, with 市 or 区 behind or not; or, of cities, by
/// the first letters.
fn by_letters(typed: &str) -> Vec<&'static NamedPlace> {
    let endings = ["shi", "sheng", "qu", "xian", "city", "district", "province"];
    let mut bare: Vec<&str> = vec![typed];
    bare.extend(endings.iter().filter_map(|end| typed.strip_suffix(end)));
    let is_named = |place: &&NamedPlace| {
        let own = place.letters();
        let english = place.english_letters();
        let above = place.above().map(NamedPlace::letters).unwrap_or_default();
        bare.iter().any(|typed| {
            *typed == own
                || english.as_deref() == Some(*typed)
                || typed.strip_prefix(above.as_str()) == Some(own.as_str())
        })
    };
    let named: Vec<_> = places().iter().filter(is_named).collect();
    if !named.is_empty() || typed.len() < 2 {
        return named;
    }
    let begins = |place: &&NamedPlace| {
        place.rank() != Rank::District && place.region.is_pooling() && place.initials() == typed
    };
    let by_initials: Vec<_> = places().iter().filter(begins).collect();
    match by_initials.len() > MOST_BY_INITIALS {
        true => vec![],
        false => by_initials,
    }
}

/// Of places that bear the name, the one that is meant; or all of them, to be asked.
fn decide(mut found: Vec<&'static NamedPlace>) -> PlaceMeant {
    found.sort_by_key(|place| (place.rank(), place.region));
    let found = once_each(found);
    let (first, others) = found.split_first().expect("something was found");
    let others = others.to_vec();
    if others.is_empty() {
        return one(first, others);
    }
    // 海南 is the province, though a district and a prefecture are called so too.
    let is_whole = first.rank() == Rank::Province && first.region.is_pooling();
    let only_districts = others.iter().all(|place| place.rank() == Rank::District);
    let is_city = first.rank() == Rank::City && only_districts;
    if is_whole || is_city && !others.iter().any(|place| is_well_known(place)) {
        return one(first, others);
    }
    PlaceMeant::Several(found)
}

/// A district of a municipality or of a capital is as well known as a city elsewhere.
fn is_well_known(place: &NamedPlace) -> bool {
    let pooling = place.region.pooling();
    pooling.is_province() || pooling.to_string().ends_with("0100")
}

/// Of places that insure together only the highest: 长沙县 lies in 长沙市.
fn once_each(found: Vec<&'static NamedPlace>) -> Vec<&'static NamedPlace> {
    let mut kept: Vec<&'static NamedPlace> = Vec::new();
    for place in found {
        let pooling = place.region.pooling();
        let same = |known: &&NamedPlace| {
            known.region.pooling() == pooling
                && (known.region.is_pooling() || !known.region.is_province())
        };
        if !kept.iter().any(same) {
            kept.push(place);
        }
    }
    kept
}

/// The place of an institution whose name contains the text.
fn by_institution<'a>(
    typed: &str,
    institutions: impl Iterator<Item = (&'a str, Region)>,
) -> Option<PlaceMeant> {
    if typed.chars().count() < 2 {
        return None;
    }
    let named = institutions.filter(|(name, _)| name.to_lowercase().contains(typed));
    let named: Vec<(&str, Region)> = named.collect();
    let at = |region: Region| place_of(region).or_else(|| place_of(region.pooling()));
    let found = named.iter().filter_map(|(_, region)| at(*region)).collect();
    let found = once_each(found);
    match found.as_slice() {
        [] => None,
        [place] => Some(PlaceMeant::Place {
            place,
            by: named.first().map(|(name, _)| (*name).to_owned()),
            also: vec![],
        }),
        _ => Some(PlaceMeant::Several(found)),
    }
}

/// The places whose name is most like the text: named within it, containing it, or one slip away.
fn near(typed: &str) -> Vec<&'static NamedPlace> {
    let slips = |name: &str| strsim::damerau_levenshtein(name, typed);
    let mut like: Vec<(usize, &'static NamedPlace)> = Vec::new();
    for place in places()
        .iter()
        .filter(|place| place.rank() != Rank::Province || place.region.is_pooling())
    {
        let short = place.short();
        let is_district = place.rank() == Rank::District;
        let letters = typed.len();
        let how = match typed.is_ascii() {
            true if !is_district && letters >= 3 => Some(slips(&place.letters())),
            true => None,
            false if typed.contains(short) && !is_district => Some(0),
            false if typed.contains(place.name) => Some(0),
            false if short.contains(typed) => Some(1),
            // With its ending or without: 成督市 and 成督，武候区.
            false if typed.chars().count() >= 3 && slips(place.name) == 1 => Some(2),
            false if !is_district && typed.chars().count() >= 2 => Some(1 + slips(short)),
            false => None,
        };
        like.extend(how.filter(|how| *how <= 2).map(|how| (how, place)));
    }
    like.sort_by_key(|(how, place)| (*how, place.rank(), place.region));
    let like = like.into_iter().map(|(_, place)| place).collect();
    once_each(like).into_iter().take(SUGGESTED).collect()
}

#[cfg(test)]
mod tests;
