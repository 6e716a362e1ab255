//! One row of a table: a new one, another from a day on, its end.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::WorkingDraft;
use domain::{Bilingual, say};
use jiff::civil::Date;
use workbench::sheet::cells::Cell;
use workbench::sheet::columns::Column;
use workbench::sheet::edit::{Leaves, RowEdit, edited};
use workbench::sheet::rows::{FileRow, rows};

use super::cells::{self, differing, field, in_words};
use super::draft::{
    NotSaved, OfTable, head, nowhere, opened, save as save_files, to, unprocessable,
};
use super::table::{TableRows, day, spread};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::{day as given_day, not_a_day};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::Lang;
use crate::web::policy::editor::{RowPage, render_row};

type RowPath = Path<(String, String, String, String)>;

/// The row an address means: none for a new one.
fn at(all: &TableRows, row: &str) -> Option<Option<usize>> {
    if row == "new" {
        return Some(None);
    }
    let number: usize = row.parse().ok()?;
    let at = number.checked_sub(1)?;
    (at < all.rows.len()).then_some(Some(at))
}

/// Columns but for the days, which the page asks for by themselves.
fn columns(all: &TableRows) -> Vec<Column> {
    let own = all.columns.iter();
    let own = own.filter(|column| !["from", "until"].contains(&column.path.as_str()));
    own.cloned().collect()
}

/// Whether a row is of the draft alone.
fn is_new(draft: &WorkingDraft, of: &OfTable, row: &FileRow) -> bool {
    let base = draft.base_of(&of.file.name);
    let known = base.and_then(|file| rows(&file.text, &of.table).ok());
    !known
        .unwrap_or_default()
        .iter()
        .any(|other| other.leaves == row.leaves)
}

fn page(
    (draft, of): (&WorkingDraft, &OfTable),
    (all, at): (&TableRows, Option<usize>),
    lang: Lang,
) -> RowPage {
    let row = at.map(|at| &all.rows[at]);
    let fields = columns(all);
    let fields = fields.iter().enumerate().map(|(number, column)| {
        let value = cells::value_of(row, column, lang);
        field(column, (format!("f{number}"), value), lang)
    });
    RowPage {
        head: head(draft),
        name: of.name(),
        table: of.href(draft, "table"),
        href: match at {
            Some(at) => format!("{}/{}", of.href(draft, "row"), at + 1),
            None => format!("{}/new", of.href(draft, "row")),
        },
        says: row.map_or_else(Bilingual::default, |row| {
            in_words(&row.leaves, &all.columns)
        }),
        id: at.zip(row).map_or_else(String::new, |(at, row)| {
            row.id(at + 1, super::draft::hash_of)
        }),
        from: String::new(),
        until: String::new(),
        fields: fields.collect(),
        may_remove: row.is_some_and(|row| is_new(draft, of, row)),
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path((place, base, table, row)): RowPath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let of = OfTable::find(&draft, &base, &table).ok_or_else(|| nowhere(&asking))?;
    let all = TableRows::of(&of).ok_or_else(|| nowhere(&asking))?;
    let at = at(&all, &row).ok_or_else(|| nowhere(&asking))?;
    let page = page((&draft, &of), (&all, at), asking.frame.lang);
    Ok(Html(render_row(&asking.frame, &page)))
}

pub(super) async fn save(
    State(app): State<App>,
    Path((place, base, table, row)): RowPath,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let draft = opened(&app, asking, &place).await?;
    let of = OfTable::find(&draft, &base, &table).ok_or_else(|| nowhere(asking))?;
    let all = TableRows::of(&of).ok_or_else(|| nowhere(asking))?;
    let at = at(&all, &row).ok_or_else(|| nowhere(asking))?;
    let mut page = page((&draft, &of), (&all, at), asking.frame.lang);
    let is_seen = sent.values.text("id") == page.id;
    let edits = match is_seen {
        true => edits((&draft, &of), (&all, at), (&sent, &mut page)),
        false => Err(say!(
            "您打开以后这一行变了，请看清再改",
            "this row is another than the one you opened; look at it and change it once more"
        )),
    };
    let back = page.table.clone();
    let wrong = match edits {
        Err(wrong) => wrong,
        Ok(edits) => match edited((&of.file.text, &of.table), &of.form, &edits) {
            Err(why) => spread(&why),
            Ok((text, _)) => {
                let files = vec![(of.file.name.clone(), Some(text))];
                match save_files(&app, &sent, (&draft, files)).await {
                    Ok(()) => return Ok(to(&format!("{back}?saved=1"))),
                    Err(NotSaved::Page(problem)) => return Err(problem),
                    Err(NotSaved::Here(why)) => why,
                }
            }
        },
    };
    page.head.wrong = Some(wrong);
    Ok(unprocessable(render_row(&asking.frame, &page)))
}

fn day_of(sent: &Sent, name: &str) -> Result<Date, Bilingual> {
    match sent.values.get(name) {
        None => Err(say!("请写日期", "give the day")),
        Some(text) => given_day(text).ok_or_else(|| not_a_day(text)),
    }
}

/// What is to be done, as the form says.
fn edits(
    (draft, of): (&WorkingDraft, &OfTable),
    (all, at): (&TableRows, Option<usize>),
    (sent, page): (&Sent, &mut RowPage),
) -> Result<Vec<RowEdit>, Bilingual> {
    let row = at.map(|at| &all.rows[at]);
    match (sent.values.text("do").as_str(), at, row) {
        ("end", Some(at), Some(row)) => {
            page.until = sent.values.text("until");
            let until = day_of(sent, "until")?;
            if let Some(from) = day(row, "from").filter(|from| *from >= until) {
                return Err(begins(from));
            }
            let cell = Some(Cell::Text(until.to_string()));
            let leaves = BTreeMap::from([("until".to_owned(), cell)]);
            Ok(vec![RowEdit::Change { row: at, leaves }])
        }
        ("remove", Some(at), Some(row)) if is_new(draft, of, row) => {
            Ok(vec![RowEdit::Remove { row: at }])
        }
        ("remove", ..) => Err(say!(
            "现行的行不能删，请写到哪天为止：以前的结算还要照它重算",
            "a row that is in force is not taken out; let it end, as past settlements rest on it"
        )),
        _ => {
            let columns = columns(all);
            let lang = sent.asking.frame.lang;
            let own = (row, columns.as_slice());
            let said = differing(own, (&sent.values, lang), &mut page.fields);
            page.from = sent.values.text("from");
            let from = day_of(sent, "from")?;
            let wrong = page
                .fields
                .iter()
                .filter(|field| field.wrong.is_some())
                .count();
            if wrong > 0 {
                return Err(say!(
                    "有 {wrong} 格要改，还没有存",
                    "{wrong} cells have to be mended; nothing was saved"
                ));
            }
            next((at, row), from, said)
        }
    }
}

fn begins(from: Date) -> Bilingual {
    say!(
        "现在这一行从 {from} 起，新的日子要更晚；改错字请直接改格子",
        "this row begins on {from}, so the day has to be later; a slip is mended in its cell"
    )
}

/// A row from a day on: in place of another, or a new one.
fn next(
    (at, row): (Option<usize>, Option<&FileRow>),
    from: Date,
    said: BTreeMap<String, Option<Cell>>,
) -> Result<Vec<RowEdit>, Bilingual> {
    let Some((at, row)) = at.zip(row) else {
        let own = said.into_iter();
        let mut leaves: Leaves = own.filter_map(|(path, cell)| Some((path, cell?))).collect();
        if leaves.is_empty() {
            return Err(say!("这一行没有内容", "the row says nothing"));
        }
        leaves.insert("from".to_owned(), Cell::Text(from.to_string()));
        let after = None;
        return Ok(vec![RowEdit::Add { after, leaves }]);
    };
    if let Some(begun) = day(row, "from").filter(|begun| *begun >= from) {
        return Err(begins(begun));
    }
    if let Some(until) = day(row, "until").filter(|until| *until <= from) {
        return Err(say!(
            "这一行到 {until} 就不再有效了，请改后面那一行",
            "this row no longer holds from {until} on; change the one behind it"
        ));
    }
    if said.is_empty() {
        return Err(say!("没有改动任何一格", "no cell was changed"));
    }
    Ok(RowEdit::from_a_day((at, row), from, &said).to_vec())
}
