//! Cells of a table as fields of a form, and back.

use std::collections::BTreeMap;

use domain::{Bilingual, say};
use workbench::sheet::cells::{self, Cell};
use workbench::sheet::columns::{Column, ColumnKind};
use workbench::sheet::display::plain;
use workbench::sheet::rows::FileRow;

use crate::pages::given::FormValues;
use crate::web::Lang;
use crate::web::policy::editor::GridCell;

/// What stands above a column.
pub(super) fn title(column: &Column, lang: Lang) -> String {
    match lang {
        Lang::Zh => column.title.clone(),
        Lang::En => column.path.clone(),
    }
}

/// The name of a word in a language: names are written `中文 / English`.
fn named(names: &str, word: &str, lang: Lang) -> String {
    let mut both = names.split(" / ");
    let name = match lang {
        Lang::Zh => both.next(),
        Lang::En => both.nth(1),
    };
    let name = name.filter(|name| !name.is_empty()).unwrap_or(word);
    name.to_owned()
}

/// The words a column may hold; none where it may hold something else too.
fn words(column: &Column, lang: Lang) -> Vec<(String, String)> {
    match column.kinds.as_slice() {
        [ColumnKind::Word(words)] => words
            .iter()
            .map(|(word, names)| (word.clone(), named(names, word, lang)))
            .collect(),
        [ColumnKind::YesNo] => {
            let word = |says: Bilingual, word: &str| (word.to_owned(), lang.pick(&says).to_owned());
            vec![
                word(say!("是", "yes"), "true"),
                word(say!("否", "no"), "false"),
            ]
        }
        _ => Vec::new(),
    }
}

/// A value as it stands in a field: words of a closed list by their names where they are typed.
pub(super) fn typed(column: &Column, cell: &Cell, lang: Lang) -> String {
    let known = column.kinds.iter().find_map(|kind| match kind {
        ColumnKind::Word(words) => Some(words),
        ColumnKind::List(item) => match item.as_ref() {
            ColumnKind::Word(words) => Some(words),
            _ => None,
        },
        _ => None,
    });
    let is_chosen = !words(column, lang).is_empty();
    let Some(known) = known.filter(|_| !is_chosen) else {
        return plain(cell);
    };
    let one = |cell: &Cell| {
        let text = plain(cell);
        let names = known.iter().find(|(word, _)| *word == text);
        names.map_or(text.clone(), |(word, names)| named(names, word, lang))
    };
    match cell {
        Cell::List(items) => items.iter().map(one).collect::<Vec<_>>().join("、"),
        single => one(single),
    }
}

/// What a row says in a column, as it stands in a field.
pub(super) fn value_of(row: Option<&FileRow>, column: &Column, lang: Lang) -> String {
    let leaf = row.and_then(|row| row.leaves.iter().find(|(path, _)| *path == column.path));
    leaf.map_or_else(String::new, |(_, cell)| typed(column, cell, lang))
}

/// A field with this value.
pub(super) fn field(column: &Column, (name, value): (String, String), lang: Lang) -> GridCell {
    let width = value
        .chars()
        .map(|sign| if sign.is_ascii() { 1 } else { 2 })
        .sum::<usize>();
    GridCell {
        name,
        column: title(column, lang),
        words: words(column, lang),
        is_day: column.kinds == [ColumnKind::Day],
        wrong: None,
        width: width.clamp(8, 40),
        value,
    }
}

/// What was filled in where it is not what stood there: the leaves that differ. What cannot be read
/// is told in its field.
pub(super) fn differing(
    (row, columns): (Option<&FileRow>, &[Column]),
    (values, lang): (&FormValues, Lang),
    fields: &mut [GridCell],
) -> BTreeMap<String, Option<Cell>> {
    let mut said = BTreeMap::new();
    for (column, field) in columns.iter().zip(fields) {
        let sent = values.text(&field.name);
        let stood = value_of(row, column, lang);
        field.value.clone_from(&sent);
        if sent == stood.trim() {
            continue;
        }
        if cells::bare(&sent).is_empty() {
            said.insert(column.path.clone(), None);
            continue;
        }
        match cells::read(&column.kinds, &sent) {
            Ok(cell) => drop(said.insert(column.path.clone(), Some(cell))),
            Err(why) => {
                let (message, next) = (why.message, why.next);
                let says = say!(
                    "{message}。{next}", "{message}; {next}"; message = message, next = next
                );
                field.wrong = Some(says);
            }
        }
    }
    said
}

/// A row in words: what stands in its columns, but for its source.
pub(super) fn in_words(leaves: &[(String, Cell)], columns: &[Column]) -> Bilingual {
    let said = |lang: Lang| {
        let of = |path: &str| leaves.iter().find(|(known, _)| known == path);
        let own = match lang {
            Lang::Zh => of("says.zh"),
            Lang::En => of("says.en"),
        };
        let own = own.map(|(_, cell)| plain(cell));
        let told = columns.iter().filter_map(|column| {
            let aside = ["says", "basis", "title"].iter();
            let mut aside = aside.filter(|top| column.path.starts_with(*top));
            if aside.next().is_some() {
                return None;
            }
            let (_, cell) = of(&column.path)?;
            Some(format!(
                "{} {}",
                title(column, lang),
                typed(column, cell, lang)
            ))
        });
        let told: Vec<String> = told.collect();
        let between = if lang == Lang::Zh { "，" } else { ", " };
        let told = told.join(between);
        match own {
            Some(own) => format!("{own}（{told}）"),
            None => told,
        }
    };
    Bilingual::new(said(Lang::Zh), said(Lang::En))
}
