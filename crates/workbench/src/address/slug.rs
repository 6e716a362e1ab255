//! A cell in words that need no quoting: the conditions of a row as `inpatient+one+on-job`.

use domain::rules::AnyRow;
use domain::rules::slug::{ABOVE, ALWAYS, safe};
use domain::rules::when::Names;

/// What an address says behind the table.
pub(crate) fn cell(row: AnyRow<'_>) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    segments.extend(row.layers().map(layers));
    segments.extend(row.name().map(safe));
    match row {
        AnyRow::Index(row) => segments.push(row.year.to_string()),
        AnyRow::Tier(_) | AnyRow::Note(_) | AnyRow::BenefitYear(_) => {
            let when = row.when().slugs();
            segments.extend((!when.is_empty()).then(|| joined(when)));
        }
        _ => {
            let mut words = row.when().slugs();
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
        "{ABOVE}{}",
        above.strip_suffix(".00").unwrap_or(&above)
    ))
}

fn layers(of: &Names) -> String {
    let mut names: Vec<String> = of.iter().map(|name| safe(name)).collect();
    names.sort_unstable();
    names.join("+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_segment_may_come_in_any_order() {
        assert_eq!(words("b+a,c"), words("c,a+b"));
        assert_ne!(words("b+a"), words("b,a"));
    }
}
