//! Where places are named in a text: the longest name at each spot, names of districts by their
//! whole name or behind a word of going, names in letters word by word, and hospitals on record.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use domain::Region;
use domain::region_names::{NamedPlace, PlaceMeant, meant, meant_with, places};

/// Names in use that the list of divisions does not have.
const OTHER_NAMES: [&str; 14] = [
    "新疆兵团",
    "生产建设兵团",
    "兵团",
    "内蒙",
    "羊城",
    "蓉城",
    "魔都",
    "帝都",
    "台湾",
    "台北",
    "高雄",
    "九龙",
    "香港",
    "澳门",
];

/// How people call places that lie outside China.
const ABROAD: [&str; 17] = [
    "国外",
    "海外",
    "境外",
    "外国",
    "出国",
    "日本",
    "韩国",
    "美国",
    "泰国",
    "新加坡",
    "英国",
    "法国",
    "德国",
    "加拿大",
    "澳大利亚",
    "新西兰",
    "越南",
];

/// In letters.
const ABROAD_IN_LETTERS: [&str; 8] = [
    "abroad",
    "overseas",
    "japan",
    "thailand",
    "america",
    "usa",
    "singapore",
    "europe",
];

/// Names that hospitals and streets bear far away from the place.
const BORNE_BY_HOSPITALS: [&str; 6] = ["东方", "中山", "和平", "长安", "建设", "新华"];

/// Words of going, behind which the short name of a district is meant as a place.
const GOING: [&str; 8] = ["去", "到", "在", "从", "回", "来", "往", "老家"];

/// English words that are also names in letters.
const ENGLISH: [&str; 12] = [
    "change",
    "long",
    "can",
    "ran",
    "shan",
    "anyone",
    "hongkong dollar",
    "yuan",
    "ten",
    "she",
    "he",
    "shang",
];

/// A spot, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlaceSpot {
    pub(super) from: usize,
    pub(super) until: usize,
    /// What may be meant; one where it is clear, none abroad.
    pub(super) meant: Vec<&'static NamedPlace>,
    pub(super) is_abroad: bool,
}

/// A name, and whether it is the short one of a district.
type Name = (Vec<char>, bool);

/// Names by their first character, the longest first.
static NAMES: LazyLock<BTreeMap<char, Vec<Name>>> = LazyLock::new(|| {
    let mut names: BTreeMap<char, Vec<Name>> = BTreeMap::new();
    let mut add = |name: &str, is_short_of_district: bool| {
        let signs: Vec<char> = name.chars().collect();
        if signs.len() >= 2 {
            let listed = names.entry(signs[0]).or_default();
            listed.push((signs, is_short_of_district));
        }
    };
    for place in places() {
        let (short, _) = place.spelt();
        let is_district = place.is_district();
        if !is_district || place.name.chars().count() >= 3 {
            add(place.name, false);
        }
        add(short, is_district);
        if !is_district && place.name.ends_with("自治州") {
            add(&format!("{short}州"), false);
        }
    }
    for name in OTHER_NAMES {
        add(name, false);
    }
    for listed in names.values_mut() {
        // Of the same length what is no district goes first.
        listed.sort_by_key(|(signs, short)| (std::cmp::Reverse(signs.len()), *short));
    }
    names
});

/// Names in letters of what is no district, so that other words cost nothing.
static LETTERS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let others = ["taiwan", "taipei", "hongkong", "macau", "macao"].map(str::to_owned);
    let whole = places().iter().filter(|place| !place.is_district());
    let names = whole.flat_map(|place| [place.spelt().1.to_owned(), place.label().en]);
    names.map(|name| letters_of(&name)).chain(others).collect()
});

fn letters_of(name: &str) -> String {
    let small = name.to_lowercase().replace('ü', "u");
    small.chars().filter(char::is_ascii_lowercase).collect()
}

/// Whether a word is a name in letters, with its ending or without.
fn is_name_in_letters(word: &str) -> bool {
    let word = letters_of(word);
    let endings = ["shi", "sheng", "city", "province"];
    let mut bare = endings.iter().filter_map(|end| word.strip_suffix(end));
    LETTERS.contains(&word) || bare.any(|word| LETTERS.contains(word))
}

/// Every place named in the text, in order.
pub(super) fn spots<'a>(
    text: &str,
    institutions: impl Iterator<Item = (&'a str, Region)> + Clone,
) -> Vec<PlaceSpot> {
    let signs: Vec<char> = text.chars().collect();
    let mut found: Vec<PlaceSpot> = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let spot = match signs[at].is_ascii() {
            true => in_letters(&signs, at),
            false => abroad(&signs, at).or_else(|| named(&signs, at)),
        };
        match spot {
            Some(spot) => {
                at = spot.until;
                let is_place = spot.is_abroad || !spot.meant.is_empty();
                if is_place {
                    found.push(spot);
                }
            }
            None => at += 1,
        }
    }
    if let Some(spot) = hospital(&signs, institutions) {
        let is_new = |known: &PlaceSpot| known.until <= spot.from || spot.until <= known.from;
        if found.len() < 2 && found.iter().all(is_new) {
            found.push(spot);
            found.sort_by_key(|spot| spot.from);
        }
    }
    found
}

fn starts(signs: &[char], at: usize, word: &str) -> bool {
    let mut signs = signs[at..].iter();
    word.chars().all(|sign| signs.next() == Some(&sign))
}

fn abroad(signs: &[char], at: usize) -> Option<PlaceSpot> {
    let found = ABROAD.iter().find(|word| starts(signs, at, word))?;
    Some(PlaceSpot {
        from: at,
        until: at + found.chars().count(),
        meant: vec![],
        is_abroad: true,
    })
}

/// The longest name here, with what lies in it directly behind.
fn named(signs: &[char], at: usize) -> Option<PlaceSpot> {
    let first = longest(signs, at, false)?;
    let mut until = at + first;
    let mut meant = understood(&signs[at..until])?;
    // 广州天河、广东省深圳市：one place, said with what it lies in.
    while let Some(more) = longest(signs, until, true) {
        let whole = understood(&signs[at..until + more]);
        let Some(whole) = whole.filter(|whole| whole.len() == 1) else {
            break;
        };
        (until, meant) = (until + more, whole);
    }
    let name: String = signs[at..until].iter().collect();
    let is_hospital = BORNE_BY_HOSPITALS.contains(&name.as_str()) && starts(signs, until, "医院");
    Some(PlaceSpot {
        from: at,
        until,
        meant: if is_hospital { vec![] } else { meant },
        is_abroad: false,
    })
}

/// The length of the longest name here. The short name of a district needs a word of going in
/// front, or the place it lies in.
fn longest(signs: &[char], at: usize, is_behind: bool) -> Option<usize> {
    let listed = NAMES.get(signs.get(at)?)?;
    let before: String = signs[at.saturating_sub(2)..at].iter().collect();
    let is_going = is_behind || GOING.iter().any(|word| before.ends_with(word));
    let fits = |(name, short): &&Name| {
        signs[at..].starts_with(name) && (!*short || is_going && is_place_there(signs, at, name))
    };
    listed.iter().find(fits).map(|(name, _)| name.len())
}

/// Whether the short name of a district stands where a place stands: before a word of being there,
/// or at an end.
fn is_place_there(signs: &[char], at: usize, name: &[char]) -> bool {
    let behind: String = signs[at + name.len()..].iter().take(2).collect();
    let words = [
        "住", "看", "就", "治", "做", "的", "医", "要", "去", "到", "区", "县", "带", "工", "上",
        "养", "生", "急", "报", "能", "需", "用", "，", "。", "？", "?", ",", "有", "参", "交",
        "买", "门", "人",
    ];
    behind.is_empty() || words.iter().any(|word| behind.starts_with(word))
}

fn understood(signs: &[char]) -> Option<Vec<&'static NamedPlace>> {
    let name: String = signs.iter().collect();
    places_of(meant(&name))
}

fn places_of(meant: PlaceMeant) -> Option<Vec<&'static NamedPlace>> {
    match meant {
        PlaceMeant::Place { place, .. } => Some(vec![place]),
        PlaceMeant::Several(several) => Some(several),
        PlaceMeant::CitiesOf(_, cities) => Some(cities),
        PlaceMeant::Abroad | PlaceMeant::Unknown(_) => None,
    }
}

/// A name in letters: a word, or two that are one name.
fn in_letters(signs: &[char], at: usize) -> Option<PlaceSpot> {
    let is_start = at == 0 || !signs[at - 1].is_ascii_alphabetic();
    if !is_start || !signs[at].is_ascii_alphabetic() {
        return None;
    }
    let word_at = |from: usize| {
        let word = signs[from..].iter();
        let word = word.take_while(|sign| sign.is_ascii_alphabetic() || **sign == '\'');
        word.collect::<String>()
    };
    let first = word_at(at);
    let second = (signs.get(at + first.len()) == Some(&' '))
        .then(|| word_at(at + first.len() + 1))
        .filter(|second| second.len() >= 2);
    let joined = second.map(|second| (format!("{first}{second}"), first.len() + 1 + second.len()));
    let single = (first.clone(), first.len());
    let tries = joined.into_iter().chain([single]);
    for (name, length) in tries {
        let spot = |meant: Vec<&'static NamedPlace>, is_abroad| PlaceSpot {
            from: at,
            until: at + length,
            meant,
            is_abroad,
        };
        if ABROAD_IN_LETTERS.contains(&name.as_str()) {
            return Some(spot(vec![], true));
        }
        if name.len() < 4 || ENGLISH.contains(&name.as_str()) || !is_name_in_letters(&name) {
            continue;
        }
        let found = places_of(meant(&name)).unwrap_or_default();
        let is_whole = |place: &&NamedPlace| !place.is_district();
        if !found.is_empty() && found.iter().all(is_whole) {
            return Some(spot(found, false));
        }
    }
    None
}

/// A hospital on record: what stands before 医院，as far as it is its name.
fn hospital<'a>(
    signs: &[char],
    institutions: impl Iterator<Item = (&'a str, Region)> + Clone,
) -> Option<PlaceSpot> {
    let text: String = signs.iter().collect();
    let end = text.find("医院")?;
    let before: Vec<char> = text[..end].chars().collect();
    let until = before.len() + 2;
    // The longest name that is known.
    for from in before.len().saturating_sub(10)..before.len().saturating_sub(1) {
        let name: String = signs[from..until].iter().collect();
        let exact = institutions
            .clone()
            .filter(|(known, _)| known.contains(&name));
        if let Some(meant) = places_of(meant_if_any(&name, exact)) {
            return Some(PlaceSpot {
                from,
                until,
                meant,
                is_abroad: false,
            });
        }
    }
    None
}

fn meant_if_any<'a>(name: &str, mut known: impl Iterator<Item = (&'a str, Region)>) -> PlaceMeant {
    match known.next() {
        None => PlaceMeant::Unknown(vec![]),
        Some(first) => meant_with(name, std::iter::once(first).chain(known)),
    }
}
