//! A cell in words that need no quoting: the conditions of a row as `inpatient+one+on-job`.

use domain::facility::{Care, Grade, Level};
use domain::person::Status;
use domain::region::Distance;
use domain::rules::AnyRow;
use domain::rules::when::{Names, When};
use domain::situation::Footing;
use domain::situation::{Follows, Route};

/// What a row says when it has no condition.
pub(super) const ALWAYS: &str = "always";

/// Beginnings that tell the kind of a condition.
const PREFIXES: [&str; 12] = [
    "tier-",
    "in-",
    "not-in-",
    "admission-",
    "unfiled-stay-",
    "grade-",
    "follows-",
    "age-",
    "months-",
    "with-",
    "without-",
    "above-",
];

/// What an address says behind the table.
pub(crate) fn cell(row: AnyRow<'_>) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    segments.extend(row.layers().map(layers));
    segments.extend(row.name().map(safe));
    match row {
        AnyRow::Index(row) => segments.push(row.year.to_string()),
        AnyRow::Tier(_) | AnyRow::Note(_) | AnyRow::BenefitYear(_) => {
            let when = Some(conditions(row.when()));
            segments.extend(when.filter(|when| !when.is_empty()).map(joined));
        }
        _ => {
            let mut words = conditions(row.when());
            words.extend(band(row));
            segments.push(joined(words));
        }
    }
    segments
}

fn joined(words: Vec<String>) -> String {
    match words.is_empty() {
        true => ALWAYS.to_owned(),
        false => words.join("+"),
    }
}

/// The words of a segment in an order of their own, so that `b+a,c` is `c,a+b` too.
pub(super) fn words(segment: &str) -> Vec<String> {
    let sorted = |word: &str| {
        let mut parts: Vec<&str> = word.split(',').collect();
        parts.sort_unstable();
        parts.join(",")
    };
    let mut words: Vec<String> = segment.split('+').map(sorted).collect();
    words.sort_unstable();
    words
}

/// Where a band begins; the first one says nothing.
fn band(row: AnyRow<'_>) -> Option<String> {
    let AnyRow::Rate(row) = row else {
        return None;
    };
    let above = row.above.filter(|above| !above.is_zero())?.to_string();
    Some(format!(
        "above-{}",
        above.strip_suffix(".00").unwrap_or(&above)
    ))
}

fn layers(of: &Names) -> String {
    let mut names: Vec<String> = of.iter().map(safe).collect();
    names.sort_unstable();
    names.join("+")
}

/// One word for each kind of condition, in a fixed order whatever the order of the file.
fn conditions(when: &When) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    words.extend(closed(&when.care, Care::ALL, Care::word));
    words.extend(free("", when.tier.iter().map(|tier| safe_tier(tier))));
    words.extend(closed(&when.status, Status::ALL, Status::word));
    words.extend(closed(&when.level, Level::ALL, Level::word));
    words.extend(closed(&when.distance, Distance::ALL, Distance::word));
    words.extend(free("in-", when.place.iter().map(ToString::to_string)));
    words.extend(free(
        "not-in-",
        when.elsewhere.iter().map(ToString::to_string),
    ));
    words.extend(closed(&when.footing, Footing::ALL, Footing::word));
    words.extend(when.admission.map(|span| format!("admission-{span}")));
    words.extend(when.unfiled_stay.map(|span| format!("unfiled-stay-{span}")));
    words
        .extend(closed(&when.grade, Grade::ALL, Grade::word).map(|words| format!("grade-{words}")));
    words.extend(
        closed(&when.follows, Follows::ALL, Follows::word).map(|words| format!("follows-{words}")),
    );
    words.extend(when.age.map(|span| format!("age-{span}")));
    words.extend(when.months.map(|span| format!("months-{span}")));
    words.extend(free("with-", when.with.iter().map(|mark| safe(mark))));
    words.extend(free("without-", when.without.iter().map(|mark| safe(mark))));
    words.extend(closed(&when.route, Route::ALL, Route::word));
    words
}

/// Words of a closed list, in the order of the list.
fn closed<T: Copy + PartialEq>(
    wanted: &[T],
    all: &[T],
    word: fn(T) -> &'static str,
) -> Option<String> {
    let words = all.iter().filter(|one| wanted.contains(one));
    let words: Vec<&str> = words.map(|one| word(*one)).collect();
    (!words.is_empty()).then(|| words.join(","))
}

/// Words of the pack's own, sorted.
fn free(prefix: &str, words: impl Iterator<Item = String>) -> Option<String> {
    let mut words: Vec<String> = words.collect();
    words.sort_unstable();
    words.dedup();
    (!words.is_empty()).then(|| format!("{prefix}{}", words.join(",")))
}

/// A tier stands as it is, unless it could be taken for another condition.
fn safe_tier(tier: &str) -> String {
    let is_other = is_closed_word(tier)
        || tier == ALWAYS
        || PREFIXES.iter().any(|prefix| tier.starts_with(prefix));
    match is_other {
        true => format!("tier-{}", safe(tier)),
        false => safe(tier),
    }
}

fn is_closed_word(word: &str) -> bool {
    Care::from_word(word).is_some()
        || Status::from_word(word).is_some()
        || Level::from_word(word).is_some()
        || Distance::from_word(word).is_some()
        || Footing::from_word(word).is_some()
        || Route::from_word(word).is_some()
}

/// A name of the pack's own; what a URL or a shell could misread is written as its number.
fn safe(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        if letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.') {
            text.push(letter);
        } else {
            text += &format!("~{:x}~", u32::from(letter));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_closed_lists_share_a_word() {
        let mut seen = BTreeSet::new();
        let lists = [
            Care::ALL.iter().map(|word| word.word()).collect::<Vec<_>>(),
            Status::ALL.iter().map(|word| word.word()).collect(),
            Level::ALL.iter().map(|word| word.word()).collect(),
            Distance::ALL.iter().map(|word| word.word()).collect(),
            Footing::ALL.iter().map(|word| word.word()).collect(),
            Route::ALL.iter().map(|word| word.word()).collect(),
        ];
        for word in lists.into_iter().flatten() {
            assert!(seen.insert(word), "{word} means two things");
            assert_eq!(safe(word), word);
        }
    }

    #[test]
    fn a_name_cannot_be_taken_for_a_condition_or_break_an_address() {
        let rows = [
            ("one", "one"),
            ("inpatient", "tier-inpatient"),
            ("with-all", "tier-with-all"),
            ("tier-one", "tier-tier-one"),
            ("always", "tier-always"),
            ("一档", "一档"),
            ("a/b@c+d,e f", "a~2f~b~40~c~2b~d~2c~e~20~f"),
        ];
        for (tier, word) in rows {
            assert_eq!(safe_tier(tier), word);
        }
    }

    #[test]
    fn words_of_a_segment_may_come_in_any_order() {
        assert_eq!(words("b+a,c"), words("c,a+b"));
        assert_ne!(words("b+a"), words("b,a"));
    }
}
