//! One row of a table: a new one, another from a day on, its end.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::WorkingDraft;
use domain::{Bilingual, say};
use jiff::civil::Date;
use workbench::sheet::cells::Cell;
use workbench::sheet::columns::Column;
use workbench::sheet::display::{self, is_sentence};
use workbench::sheet::edit::{Leaves, RowEdit, edited};
use workbench::sheet::paste::IDENTITY;
use workbench::sheet::rows::{FileRow, rows};

use super::cells::{self, differing, field, in_words};
use super::checked;
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
use crate::web::policy::editor::{RowPage, RowPart, render_row};

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

/// Every column the row may have, those no row has yet too; the days of a new row are asked for by
/// themselves.
fn columns(of: &OfTable, (all, at): (&TableRows, Option<usize>)) -> Vec<Column> {
    let seen: Vec<&FileRow> = all.rows.iter().collect();
    let mut columns = display::every(&of.form, &seen);
    columns.retain(|column| at.is_some() || column.path != "from");
    columns
}

/// The part of the page a column belongs to, and whether it is shown at once: what the row says, or
/// what most rows say.
fn part_of(column: &Column, (all, row): (&TableRows, Option<&FileRow>)) -> (RowPart, bool) {
    let says = |row: &FileRow| row.leaves.iter().any(|(path, _)| *path == column.path);
    let many = all.rows.iter().filter(|row| says(row)).count() * 3 > all.rows.len();
    let always = [
        "basis.source",
        "basis.at",
        "basis.confidence",
        "from",
        "until",
    ];
    let is_shown = row.is_some_and(says) || many || always.contains(&column.path.as_str());
    let part = match column.top() {
        top if IDENTITY.contains(&top) || top == "title" => RowPart::About,
        "from" | "until" => RowPart::Days,
        "basis" => RowPart::Basis,
        _ if is_sentence(column) => RowPart::Words,
        _ => RowPart::Figures,
    };
    (part, is_shown)
}

/// Whether a row is of the draft alone: none that is approved is about the same from that day on.
fn is_new(draft: &WorkingDraft, of: &OfTable, row: &FileRow) -> bool {
    let base = draft.base_of(&of.file.name);
    let known = base.and_then(|file| rows(&file.text, &of.table).ok());
    let mut known = known.unwrap_or_default().into_iter();
    !known.any(|other| identity(&other) == identity(row))
}

/// Whom and what a row is about, and from which day on.
fn identity(row: &FileRow) -> Vec<&(String, Cell)> {
    let is_of_it = |(path, _): &&(String, Cell)| {
        let top = path.split('.').next().unwrap_or_default();
        top == "from" || IDENTITY.contains(&top)
    };
    row.leaves.iter().filter(is_of_it).collect()
}

fn page(
    (draft, of): (&WorkingDraft, &OfTable),
    (all, at): (&TableRows, Option<usize>),
    lang: Lang,
) -> RowPage {
    let row = at.map(|at| &all.rows[at]);
    let columns = columns(of, (all, at));
    let fields = columns.iter().map(|column| {
        let value = cells::value_of(row, column, lang);
        let (part, is_shown) = part_of(column, (all, row));
        let cell = field(column, (format!("f-{}", column.path), value), lang);
        (part, is_shown, cell)
    });
    let (parts, fields): (Vec<_>, Vec<_>) = fields.map(|(a, b, cell)| ((a, b), cell)).unzip();
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
        day_wrong: None,
        sources: cells::sources(&columns),
        parts,
        fields,
        may_remove: row.is_some_and(|row| is_new(draft, of, row)),
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path((place, base, table, row)): RowPath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let library = &app.reference().library;
    let of = OfTable::find((&draft, library), (&base, &table)).ok_or_else(|| nowhere(&asking))?;
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
    let library = &app.reference().library;
    let of = OfTable::find((&draft, library), (&base, &table)).ok_or_else(|| nowhere(asking))?;
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
            Ok((text, _)) => match refused(&app, &sent, (&draft, &of), (&text, &mut page)).await? {
                Some(wrong) => wrong,
                None => return Ok(to(&format!("{back}?saved=1"))),
            },
        },
    };
    page.head.wrong = Some(wrong);
    Ok(unprocessable(render_row(&asking.frame, &page)))
}

/// Saves the text unless its check finds something; each fault is told at its field.
async fn refused(
    app: &App,
    sent: &Sent,
    (draft, of): (&WorkingDraft, &OfTable),
    (text, page): (&str, &mut RowPage),
) -> Result<Option<Bilingual>, PageProblem> {
    let faults = checked::check(app, &sent.asking, (draft, of), text).await?;
    let count = faults.len();
    let left: Vec<Bilingual> = faults
        .iter()
        .filter_map(|fault| checked::into_field(&mut page.fields, fault))
        .collect();
    if let Some(first) = left.into_iter().next() {
        return Ok(Some(first));
    }
    if count > 0 {
        return Ok(Some(checked::to_mend(count)));
    }
    let files = vec![(of.file.name.clone(), Some(text.to_owned()))];
    match save_files(app, sent, (draft, files)).await {
        Ok(()) => Ok(None),
        Err(NotSaved::Page(problem)) => Err(problem),
        Err(NotSaved::Here(why)) => Ok(Some(why)),
    }
}

/// The day in a field of its own; what is wrong with it is told beside it.
fn day_of(sent: &Sent, (name, page): (&'static str, &mut RowPage)) -> Result<Date, Bilingual> {
    let read = match sent.values.get(name) {
        None => Err(say!("请写日期", "give the day")),
        Some(text) => given_day(text).ok_or_else(|| not_a_day(text)),
    };
    read.map_err(|why| day_wrong(page, (name, why)))
}

fn day_wrong(page: &mut RowPage, (name, why): (&'static str, Bilingual)) -> Bilingual {
    page.day_wrong = Some((name, why));
    checked::to_mend(1)
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
            let until = day_of(sent, ("until", page))?;
            if let Some(from) = day(row, "from").filter(|from| *from >= until) {
                return Err(day_wrong(page, ("until", begins(from))));
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
        (deed, ..) => {
            let columns = columns(of, (all, at));
            let lang = sent.asking.frame.lang;
            let own = (row, columns.as_slice());
            let said = differing(own, (&sent.values, lang), &mut page.fields);
            page.from = sent.values.text("from");
            let in_place = at.filter(|_| deed == "mend");
            let from = match in_place {
                Some(_) => None,
                None => Some(day_of(sent, ("from", page))),
            };
            let wrong = page.wrong_count();
            if wrong > 0 {
                return Err(checked::to_mend(wrong));
            }
            match (in_place, from.transpose()?) {
                (Some(_), _) if said.is_empty() => Err(nothing_changed()),
                (Some(row), _) => Ok(vec![RowEdit::Change { row, leaves: said }]),
                (None, Some(from)) => {
                    let made = next((at, row), from, said);
                    made.map_err(|(is_day, why)| match is_day {
                        true => day_wrong(page, ("from", why)),
                        false => why,
                    })
                }
                (None, None) => Err(nothing_changed()),
            }
        }
    }
}

fn nothing_changed() -> Bilingual {
    say!("没有改动任何一格", "no cell was changed")
}

fn begins(from: Date) -> Bilingual {
    say!(
        "现在这一行从 {from} 起，新的日子要更晚；改错字请直接改格子",
        "this row begins on {from}, so the day has to be later; a slip is mended in its cell"
    )
}

/// A row from a day on: in place of another, or a new one. With what is wrong comes whether it is
/// the day.
fn next(
    (at, row): (Option<usize>, Option<&FileRow>),
    from: Date,
    mut said: BTreeMap<String, Option<Cell>>,
) -> Result<Vec<RowEdit>, (bool, Bilingual)> {
    let Some((at, row)) = at.zip(row) else {
        let own = said.into_iter();
        let mut leaves: Leaves = own.filter_map(|(path, cell)| Some((path, cell?))).collect();
        if leaves.is_empty() {
            return Err((false, say!("这一行没有内容", "the row says nothing")));
        }
        leaves.insert("from".to_owned(), Cell::Text(from.to_string()));
        let after = None;
        return Ok(vec![RowEdit::Add { after, leaves }]);
    };
    if let Some(begun) = day(row, "from").filter(|begun| *begun >= from) {
        return Err((true, begins(begun)));
    }
    if let Some(until) = day(row, "until").filter(|until| *until <= from) {
        let why = say!(
            "这一行到 {until} 就不再有效了，请改后面那一行",
            "this row no longer holds from {until} on; change the one behind it"
        );
        return Err((true, why));
    }
    said.remove("from");
    if said.is_empty() {
        return Err((false, nothing_changed()));
    }
    Ok(RowEdit::from_a_day((at, row), from, &said).to_vec())
}
