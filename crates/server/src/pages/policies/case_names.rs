//! Names of cases in the words of readers: where policy makers wrote a word of the files, a footing
//! or a mark, stands what people call it.

use domain::facility::{Care, Level};
use domain::person::Status;
use domain::policy::Pack;
use domain::region::Distance;
use domain::rules::AnyRow;
use domain::situation::{Footing, Route};
use domain::text::Named;

use super::readable::Readable;

/// Cases are named in Chinese, with English behind a stroke; the first says enough.
pub(super) fn case_name(name: &str, pack: Option<&Pack>, readable: &Readable) -> String {
    let (first, _) = name.split_once(" / ").unwrap_or((name, ""));
    let (mut said, mut word) = (String::with_capacity(first.len()), String::new());
    for sign in first.chars().chain(['\n']) {
        if sign.is_ascii_lowercase() || sign == '-' {
            word.push(sign);
            continue;
        }
        let called = called(&word, pack);
        said.push_str(called.as_deref().unwrap_or(&word));
        // Between Chinese words stands no gap.
        if !(called.is_some() && sign == ' ') {
            said.push(sign);
        }
        word.clear();
    }
    said.pop();
    readable.text(&said)
}

fn called(word: &str, pack: Option<&Pack>) -> Option<String> {
    let known = Footing::from_word(word)
        .map(|word| word.name())
        .or_else(|| Level::from_word(word).map(|word| word.name()))
        .or_else(|| Status::from_word(word).map(|word| word.name()))
        .or_else(|| Care::from_word(word).map(|word| word.name()))
        .or_else(|| Distance::from_word(word).map(|word| word.name()))
        .or_else(|| Route::from_word(word).map(|word| word.name()));
    let own = || {
        let pack = pack?;
        let marks = [&pack.marks, &pack.national.marks];
        let mark = marks.iter().find_map(|marks| marks.get(word)).cloned();
        let tier = |row: AnyRow<'_>| match row {
            AnyRow::Tier(row) if row.figure.name == word => Some(row.figure.title.clone()),
            _ => None,
        };
        mark.or_else(|| pack.tables.every_row().find_map(tier))
    };
    known.or_else(own).map(|name| name.zh)
}
