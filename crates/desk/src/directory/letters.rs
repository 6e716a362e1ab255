//! Names in letters: what people type who look for 中山医院 with `zhongshan`, `zsyy` or `zhongsyy`.
//!
//! Each character has its syllable from the table of `pinyin`. A few characters are read in more
//! ways than one; within the name of a place they are read as the place is, elsewhere either way
//! will do.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::region_names;
use domain::signs::half_width;
use pinyin::ToPinyin;

/// Nothing longer is looked for; what is longer names nothing.
pub(super) const LONGEST: usize = 60;

/// Characters in names of institutions that are read in more ways than one.
const EITHER_WAY: [(char, &str); 14] = [
    ('长', "chang|zhang"),
    ('重', "chong|zhong"),
    ('乐', "le|yue"),
    ('朝', "chao|zhao"),
    ('行', "hang|xing"),
    ('曾', "zeng|ceng"),
    ('都', "du|dou"),
    ('厦', "xia|sha"),
    ('单', "dan|shan"),
    ('强', "qiang|jiang"),
    ('调', "tiao|diao"),
    ('藏', "zang|cang"),
    ('传', "chuan|zhuan"),
    ('覃', "qin|tan"),
];

/// Names of places that are read otherwise than character by character, by their first one.
static PLACES: LazyLock<HashMap<char, Vec<(&'static str, &'static str)>>> = LazyLock::new(|| {
    let mut all: HashMap<char, Vec<_>> = HashMap::new();
    for place in region_names::places() {
        let (name, syllables) = place.spelt();
        let is_plain = name
            .chars()
            .map(syllable)
            .eq(syllables.split(' ').map(Some));
        let fits = name.chars().count() == syllables.split(' ').count();
        let first = name.chars().next().filter(|_| fits && !is_plain);
        if let Some(first) = first {
            all.entry(first).or_default().push((name, syllables));
        }
    }
    // 朝阳区 before 朝：the longest name that stands there is meant.
    for names in all.values_mut() {
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    }
    all
});

fn syllable(character: char) -> Option<&'static str> {
    let either = EITHER_WAY.iter().find(|(it, _)| *it == character);
    either
        .map(|(_, ways)| *ways)
        .or_else(|| character.to_pinyin().map(|read| read.plain()))
}

/// A name as it is compared: narrow signs, small letters, no blanks.
pub(super) fn plain(name: &str) -> String {
    let narrow = half_width(name).to_lowercase();
    narrow.chars().filter(|it| !it.is_whitespace()).collect()
}

/// The syllables of a plain name with blanks between them; a run of figures or letters is one.
pub(super) fn spell(plain: &str) -> String {
    let mut spelt = String::with_capacity(plain.len() * 2);
    let mut rest = plain;
    let mut in_run = false;
    while let Some(first) = rest.chars().next() {
        let goes_on = std::mem::replace(&mut in_run, first.is_ascii_alphanumeric()) && in_run;
        if !goes_on && !spelt.is_empty() && !spelt.ends_with(' ') {
            spelt.push(' ');
        }
        let named = PLACES.get(&first).into_iter().flatten();
        let place = named.copied().find(|(name, _)| rest.starts_with(name));
        let length = match place {
            Some((name, syllables)) => {
                push_letters(&mut spelt, syllables);
                name.len()
            }
            None => {
                match syllable(first) {
                    Some(syllable) => push_letters(&mut spelt, syllable),
                    None if in_run => spelt.push(first),
                    None => {}
                }
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    spelt
}

/// Nobody types ü.
fn push_letters(spelt: &mut String, syllables: &str) {
    spelt.extend(syllables.chars().map(|it| if it == 'ü' { 'u' } else { it }));
}

/// What was typed in letters, as syllables are compared with it: `Lv` is how people write lü.
pub(super) fn typed(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    let kept: String = kept.collect::<String>().to_lowercase();
    kept.replace("lv", "lu").replace("nv", "nu")
}

/// Whether the letters spell some of the syllables, one after the other: each in full or by its
/// first letter, the last as far as it was typed; and whether they begin at the first.
pub(super) fn spells(syllables: &str, typed: &str) -> Option<FromStart> {
    let anywhere = goes_through(syllables, typed, false);
    anywhere.then(|| match goes_through(syllables, typed, true) {
        true => FromStart::Yes,
        false => FromStart::No,
    })
}

/// Whether what was found stands at the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FromStart {
    Yes,
    No,
}

/// Bit n of the mask: n letters were spelt by the syllables so far. One pass, whatever is typed.
fn goes_through(syllables: &str, typed: &str, from_start: bool) -> bool {
    let letters = typed.as_bytes();
    if letters.is_empty() || letters.len() > LONGEST {
        return false;
    }
    let done = 1_u64 << letters.len();
    let mut mask = 1_u64;
    for ways in syllables.split(' ') {
        let mut next = 0_u64;
        for ways in ways.split('|') {
            let syllable = ways.as_bytes();
            let mut left = mask;
            while left != 0 {
                let at = left.trailing_zeros() as usize;
                left &= left - 1;
                next |= steps(&letters[at..], syllable) << at;
            }
        }
        if next & done != 0 {
            return true;
        }
        mask = next | u64::from(!from_start);
        if mask == 0 {
            return false;
        }
    }
    false
}

/// How many letters a syllable takes of those that are left.
fn steps(left: &[u8], syllable: &[u8]) -> u64 {
    let Some(first) = left.first().filter(|it| syllable.first() == Some(it)) else {
        return 0;
    };
    // A figure is no first letter of a number.
    let mut taken = u64::from(first.is_ascii_alphabetic()) << 1;
    if left.starts_with(syllable) {
        taken |= 1 << syllable.len();
    } else if syllable.starts_with(left) {
        taken |= 1 << left.len();
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(name: &str, written: &str) -> bool {
        spells(&spell(&plain(name)), &typed(written)).is_some()
    }

    #[test]
    fn names_are_found_by_syllables_by_first_letters_and_by_both() {
        // name, what is typed, whether it is found
        for (name, written, found) in [
            ("广州示例大学附属第一医院", "guangzhou", true),
            ("广州示例大学附属第一医院", "gzsldx", true),
            ("广州示例大学附属第一医院", "guangzsl", true),
            ("广州示例大学附属第一医院", "diyiyiyuan", true),
            ("广州示例大学附属第一医院", "dyyy", true),
            ("广州示例大学附属第一医院", "yiyu", true),
            ("广州示例大学附属第一医院", "gz yy", false),
            ("广州示例大学附属第一医院", "uangzhou", false),
            ("广州示例大学附属第一医院", "shenzhen", false),
            ("301医院", "301yy", true),
            ("301医院", "30", true),
            ("301医院", "3yy", false),
            ("女子医院", "nvzi", true),
            ("女子医院", "nuzi", true),
            ("Ａ座 示例诊所", "azuo", true),
        ] {
            assert_eq!(finds(name, written), found, "{name} {written}");
        }
    }

    /// What the table of characters alone would get wrong.
    #[test]
    fn places_are_read_as_they_are_called() {
        for (name, written) in [
            ("重庆示例医院", "chongqing"),
            ("长沙示例医院", "changsha"),
            ("厦门示例医院", "xiamen"),
            ("六安示例医院", "luan"),
            ("蚌埠示例医院", "bengbu"),
            ("广州番禺示例医院", "panyu"),
            ("西藏示例医院", "xizang"),
            ("长乐示例医院", "changle"),
            ("亳州示例医院", "bozhou"),
        ] {
            assert!(finds(name, written), "{name} {written}: {}", spell(name));
        }
        assert!(finds("院长示例诊所", "yuanzhang"));
        assert!(!finds("重庆示例医院", "zhongqing"));
    }

    #[test]
    fn what_is_no_name_finds_nothing_and_takes_no_time() {
        let name = "安安安安安安安安安安安安安安安安安安安安安安安安安安安安安安".repeat(4);
        let spelt = spell(&name);
        let began = std::time::Instant::now();
        for written in ["", "a".repeat(60).as_str(), "an".repeat(900).as_str()] {
            let found = spells(&spelt, &typed(written)).is_some();
            assert_eq!(found, written.len() == 60, "{}", written.len());
        }
        assert!(spells(&spelt, &format!("{}x", "an".repeat(29))).is_none());
        assert!(began.elapsed().as_millis() < 200);
        assert_eq!(spell("。，！"), "");
        assert_eq!(typed("'; drop--"), "drop");
    }
}
