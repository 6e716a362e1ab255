//! Where in its file a case is wrong, for what only the calculation finds out: a word nobody knows,
//! parts that do not add up, a number that does not follow.

use std::ops::Range;

use domain::files::{NamedText, Place};
use toml::Spanned;
use toml::de::DeValue;

use super::error::CaseError;
use super::rows::{CaseRow, whole};

type Written<'a> = Spanned<DeValue<'a>>;

/// Where the one bill of a file says what an error is about, or else where it begins. None for a
/// file that is no TOML, and for what the rules say of a bill that is right.
pub fn place_of(file: &NamedText, error: &CaseError) -> Option<Place> {
    if error.refusal().is_some() {
        return None;
    }
    whole(file).ok().map(|row| row.place_of(error))
}

impl CaseRow<'_> {
    /// Where it says what an error is about, or else where it begins. What a bill made before does
    /// not say is as in the case itself, and is looked for there.
    pub(super) fn place_of(&self, error: &CaseError) -> Place {
        let (part, error) = match error {
            CaseError::OfBill { bill, error } => {
                let bill = at(&self.written, &format!("earlier[{}]", bill - 1));
                (bill.unwrap_or(&self.written), &**error)
            }
            error => (&self.written, error),
        };
        let said_in = |part: &Written<'_>| match error {
            CaseError::Unknown(word) => says(part, &word.sent),
            error => {
                let keys = error.fields().into_iter();
                let mut written = keys.filter_map(|key| Some(at(part, &key)?.span()));
                written.next()
            }
        };
        let span = said_in(part).or_else(|| said_in(&self.written));
        Place::of(self.file, span.unwrap_or_else(|| part.span()))
    }
}

/// The value under a path such as `bill.lines[0].amount`. A key may hold dots itself.
fn at<'w, 'a>(whole: &'w Written<'a>, path: &str) -> Option<&'w Written<'a>> {
    let inside = whole.get_ref();
    if let Some(found) = inside.get(path) {
        return Some(found);
    }
    let (step, rest) = match path.split_once('.') {
        Some((step, rest)) => (step, Some(rest)),
        None => (path, None),
    };
    let inner = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
        Some((name, place)) => inside
            .get(name)?
            .get_ref()
            .get(place.parse::<usize>().ok()?)?,
        None => inside.get(step)?,
    };
    match rest {
        Some(rest) => at(inner, rest),
        None => Some(inner),
    }
}

/// The first key or text that is the word.
fn says(whole: &Written<'_>, word: &str) -> Option<Range<usize>> {
    match whole.get_ref() {
        DeValue::String(text) => (text == word && !word.is_empty()).then(|| whole.span()),
        DeValue::Array(list) => list.iter().find_map(|item| says(item, word)),
        DeValue::Table(table) => table.iter().find_map(|(key, value)| {
            // A case may bring rules along, in which the word means something.
            if key.get_ref() == "rules" {
                None
            } else if key.get_ref() == word {
                Some(key.span())
            } else {
                says(value, word)
            }
        }),
        _ => None,
    }
}
