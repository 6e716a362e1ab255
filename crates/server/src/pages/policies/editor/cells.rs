//! Cells of a table as fields of a form, and back.

use std::collections::BTreeMap;

use domain::text::Sep;
use domain::{Bilingual, say};
use workbench::sheet::cells::{self, Cell, Trouble};
use workbench::sheet::columns::{Column, ColumnKind};
use workbench::sheet::display::{is_sentence, plain, spoken};
use workbench::sheet::paste::IDENTITY;
use workbench::sheet::rows::FileRow;

use crate::pages::given::FormValues;
use crate::web::Lang;
use crate::web::policy::editor::GridCell;

/// So many words of a list are named beside a field that is typed into.
const HINTED_MAX: usize = 12;

/// What stands above a column.
pub(super) fn title(column: &Column, lang: Lang) -> String {
    lang.pick(&column.heading()).to_owned()
}

/// The words a column may hold, each with its name; none where it may hold something else too.
fn words(column: &Column, lang: Lang) -> Vec<(String, String)> {
    match column.kinds.as_slice() {
        [ColumnKind::Word(words) | ColumnKind::Name(words)] => words
            .iter()
            .map(|(word, names)| {
                let name = cells::called(names, word, lang == Lang::Zh);
                (word.clone(), name.to_owned())
            })
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

/// The sources a column of them may name: number and title.
pub(super) fn sources(columns: &[Column]) -> Vec<(String, String)> {
    let of = |column: &Column| match column.kinds.as_slice() {
        [ColumnKind::Source(known)] => Some(known.clone()),
        _ => None,
    };
    columns.iter().find_map(of).unwrap_or_default()
}

/// What may be typed where a list of words is known, in a line.
fn hint(column: &Column, lang: Lang) -> String {
    let known = column.words().filter(|known| known.len() <= HINTED_MAX);
    let Some(known) = known.filter(|_| words(column, lang).is_empty()) else {
        return String::new();
    };
    let named = known.iter();
    let named = named.map(|(word, names)| cells::called(names, word, lang == Lang::Zh));
    let between = if lang == Lang::Zh { "、" } else { ", " };
    let list = named.collect::<Vec<_>>().join(between);
    let says = say!(
        "可以写：{list}；几个用「、」隔开",
        "known: {list}; put a comma between several"
    );
    lang.pick(&says).to_owned()
}

/// A value as it stands in a field: words by their names where they are typed.
pub(super) fn typed(column: &Column, cell: &Cell, lang: Lang) -> String {
    match words(column, lang).is_empty() {
        true => lang.pick(&spoken(column, cell)).to_owned(),
        false => plain(cell),
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
    let is_sourced = matches!(column.kinds.as_slice(), [ColumnKind::Source(_)]);
    GridCell {
        name,
        path: column.path.clone(),
        column: title(column, lang),
        words: words(column, lang),
        is_day: column.kinds == [ColumnKind::Day],
        wrong: None,
        width: width.clamp(6, 24),
        hint: hint(column, lang),
        is_sourced,
        value,
    }
}

/// A reason in a sentence with what to do.
pub(super) fn told(why: &Trouble) -> Bilingual {
    let (message, next) = (why.message.clone(), why.next.clone());
    say!("{message}。{next}", "{message}; {next}"; message = message, next = next)
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
            Err(why) => field.wrong = Some(told(&why)),
        }
    }
    said
}

fn leaf<'a>(leaves: &'a [(String, Cell)], path: &str) -> Option<&'a Cell> {
    let found = leaves.iter().find(|(known, _)| known == path);
    found.map(|(_, cell)| cell)
}

/// A value with what it is, where the value alone does not say it: «在职», but «周岁 60 及以上».
fn clause(column: &Column, cell: &Cell) -> Bilingual {
    const SAYS_NOTHING: [&str; 4] = ["when.without", "when.elsewhere", "when.follows", "counter"];
    let is_plain = column.words().is_some() && !SAYS_NOTHING.contains(&column.path.as_str());
    let (name, value) = (column.heading(), spoken(column, cell));
    match is_plain {
        true => value,
        false => say!("{name} {value}", "{name} {value}"; name = name, value = value),
    }
}

fn clauses(
    leaves: &[(String, Cell)],
    columns: &[Column],
    is_meant: impl Fn(&Column) -> bool,
) -> Bilingual {
    let meant = columns.iter().filter(|column| is_meant(column));
    let told = meant.filter_map(|column| Some(clause(column, leaf(leaves, &column.path)?)));
    Bilingual::join(told, Sep::Comma)
}

/// Whom and what a row is about, in words.
pub(super) fn who(leaves: &[(String, Cell)], columns: &[Column]) -> Bilingual {
    let own = |key: &str| -> Option<Bilingual> {
        let text = |lang: &str| leaf(leaves, &format!("{key}.{lang}")).map(plain);
        let zh = text("zh")?;
        let en = text("en").unwrap_or_else(|| zh.clone());
        Some(Bilingual { zh, en })
    };
    let is_about = |column: &Column| IDENTITY.contains(&column.top()) && column.path != "name";
    let about = clauses(leaves, columns, is_about);
    let named = own("title").or_else(|| {
        leaf(leaves, "name").map(|cell| {
            let word = plain(cell);
            Bilingual::new(word.clone(), word)
        })
    });
    match (named, about.zh.is_empty()) {
        (Some(named), true) => named,
        (Some(named), false) => say!(
            "{named}：{about}", "{named}: {about}"; named = named, about = about
        ),
        (None, true) => own("says").unwrap_or_else(|| say!("所有情形", "in every situation")),
        (None, false) => about,
    }
}

/// What a row says: its figures and its days, in words.
pub(super) fn what(leaves: &[(String, Cell)], columns: &[Column]) -> Bilingual {
    clauses(leaves, columns, |column| {
        let is_aside = IDENTITY.contains(&column.top()) || is_sentence(column);
        !is_aside && column.top() != "basis"
    })
}

/// A row in words, but for its source.
pub(super) fn in_words(leaves: &[(String, Cell)], columns: &[Column]) -> Bilingual {
    let (who, what) = (who(leaves, columns), what(leaves, columns));
    match what.zh.is_empty() {
        true => who,
        false => say!("{who}：{what}", "{who}: {what}"; who = who, what = what),
    }
}
