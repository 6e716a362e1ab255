//! Whom and what a procedure is about, in words.

use domain::procedures::{Sheet, When, Words};
use domain::text::{Bilingual, Named};
use domain::{Region, region_names};

/// The conditions in one line; none when there are none.
pub(super) fn in_words(sheet: &Sheet, when: &When) -> Option<Bilingual> {
    let mut said = Vec::new();
    said.extend(named(&when.scheme));
    said.extend(named(&when.care));
    said.extend(named(&when.distance));
    said.extend(named(&when.status));
    said.extend(named(&when.register));
    said.extend(places(&when.place, ("在", "in ")));
    said.extend(places(&when.elsewhere, ("不在", "outside ")));
    said.extend(marks(sheet, &when.with, ("", "")));
    said.extend(marks(sheet, &when.without, ("非", "not ")));
    if said.is_empty() {
        return None;
    }
    let said = join(&said, ("，", ", "));
    Some(Bilingual::new(
        format!("适用：{}", said.zh),
        format!("For: {}", said.en),
    ))
}

/// Words put together.
pub(super) fn join(words: &[Bilingual], (zh, en): (&str, &str)) -> Bilingual {
    let (chinese, english): (Vec<&str>, Vec<&str>) = words
        .iter()
        .map(|word| (word.zh.as_str(), word.en.as_str()))
        .unzip();
    Bilingual::new(chinese.join(zh), english.join(en))
}

/// The names of words, any of which will do.
pub(super) fn named<T: Named>(words: &Words<T>) -> Option<Bilingual> {
    let names: Vec<Bilingual> = words.as_slice().iter().map(Named::name).collect();
    (!names.is_empty()).then(|| join(&names, ("、", " or ")))
}

fn places(places: &Words<Region>, (zh, en): (&str, &str)) -> Option<Bilingual> {
    let names = places.as_slice().iter();
    let names: Vec<Bilingual> = names.map(|place| region_names::label(*place)).collect();
    (!names.is_empty()).then(|| {
        let names = join(&names, ("、", ", "));
        Bilingual::new(format!("{zh}{}", names.zh), format!("{en}{}", names.en))
    })
}

fn marks(sheet: &Sheet, marks: &Words<String>, (zh, en): (&str, &str)) -> Option<Bilingual> {
    let name = |mark: &String| {
        let known = sheet.marks.get(mark).cloned();
        known.unwrap_or_else(|| Bilingual::new(mark, mark))
    };
    let names: Vec<Bilingual> = marks.as_slice().iter().map(name).collect();
    (!names.is_empty()).then(|| {
        let names = join(&names, ("、", ", "));
        Bilingual::new(format!("{zh}{}", names.zh), format!("{en}{}", names.en))
    })
}
