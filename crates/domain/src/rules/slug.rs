//! Words of conditions in an address: what needs no quoting in a URL or a shell, and cannot be
//! taken for another condition.

/// What a row says when it has no condition.
pub const ALWAYS: &str = "always";

/// Begins a tier that could be taken for something else.
pub(super) const TIER: &str = "tier-";

/// Begins the word of a band.
pub const ABOVE: &str = "above-";

/// Words of the pack's own, sorted.
pub(super) fn free(prefix: &str, words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    words.sort_unstable();
    words.dedup();
    format!("{prefix}{}", words.join(","))
}

/// A tier stands as it is, unless it could be taken for something else.
pub(super) fn safe_tier(tier: &str, taken: fn(&str) -> bool) -> String {
    let is_other = taken(tier) || tier == ALWAYS || tier.starts_with(ABOVE);
    match is_other {
        true => format!("{TIER}{}", safe(tier)),
        false => safe(tier),
    }
}

/// A name of the pack's own; what a URL or a shell could misread is written as its number.
pub fn safe(name: &str) -> String {
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
    use super::*;

    #[test]
    fn a_name_cannot_be_taken_for_a_condition_or_break_an_address() {
        let rows = [
            ("one", "one"),
            ("inpatient", "tier-inpatient"),
            ("with-all", "tier-with-all"),
            ("tier-one", "tier-tier-one"),
            ("always", "tier-always"),
            ("posted", "tier-posted"),
            ("grade-one", "tier-grade-one"),
            ("一档", "一档"),
            ("a/b@c+d,e f", "a~2f~b~40~c~2b~d~2c~e~20~f"),
        ];
        for (tier, word) in rows {
            assert_eq!(safe_tier(tier, crate::rules::When::claims), word);
        }
    }
}
