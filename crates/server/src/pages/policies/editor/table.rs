//! A table of a draft, edited as a table.

use axum::extract::{Path, State};
use axum::response::{Html, Response};
use desk::releases::WorkingDraft;
use domain::files::NamedText;
use domain::{Bilingual, say};
use jiff::civil::Date;
use workbench::sheet::columns::Column;
use workbench::sheet::display;
use workbench::sheet::edit::{RowEdit, edited};
use workbench::sheet::paste::IDENTITY;
use workbench::sheet::rewrite::Spread;
use workbench::sheet::rows::{FileRow, rows};

use super::super::change::file_name;
use super::cells::{self, field};
use super::checked::{self, NotHolding};
use super::draft::{
    NotSaved, OfTable, done, head, nowhere, opened, save as save_files, to, unprocessable,
};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::Lang;
use crate::web::policy::editor::{EditTablePage, GridRow, render_table};

/// So many rows a page.
const ROWS_SHOWN: usize = 30;

pub(super) type TablePath = Path<(String, String, String)>;

/// The rows of a table, and its columns.
pub(super) struct TableRows {
    pub rows: Vec<FileRow>,
    /// Every column some row has.
    pub columns: Vec<Column>,
    /// Those of the figures, which are changed in the table.
    pub figures: Vec<Column>,
}

impl TableRows {
    /// None where the file cannot be read.
    pub fn of(of: &OfTable) -> Option<TableRows> {
        let rows = rows(&of.file.text, &of.table).ok()?;
        let seen: Vec<&FileRow> = rows.iter().collect();
        let columns = display::columns(&of.form, &seen);
        let figures = display::figures(&of.form, &seen);
        Some(TableRows {
            rows,
            columns,
            figures,
        })
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path((place, base, table)): TablePath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let library = &app.reference().library;
    let of = OfTable::find((&draft, library), (&base, &table)).ok_or_else(|| nowhere(&asking))?;
    let first = asking.asked("first").and_then(|text| text.parse().ok());
    let mut page = page(
        (&draft, &of),
        (first.unwrap_or(0), app.today()),
        asking.frame.lang,
    );
    page.head.done = done(&asking);
    Ok(Html(render_table(&asking.frame, &page)))
}

/// That a file cannot be read as tables.
pub(super) fn unreadable() -> Bilingual {
    say!(
        "这个文件的写法有错，读不成表，请先在全文里改正",
        "the text of this file is broken and no table can be read; mend the text first"
    )
}

fn page(
    (draft, of): (&WorkingDraft, &OfTable),
    (first, today): (usize, Date),
    lang: Lang,
) -> EditTablePage {
    let mut page = EditTablePage {
        head: head(draft),
        name: of.name(),
        file: file_name(&of.file.name),
        href: of.href(draft, "table"),
        paste: of.href(draft, "paste"),
        add: format!("{}/new", of.href(draft, "row")),
        first,
        ..EditTablePage::default()
    };
    let Some(all) = TableRows::of(of) else {
        page.head.wrong = Some(unreadable());
        return page;
    };
    let base = draft.base_of(&of.file.name);
    let known = base.and_then(|file: &NamedText| rows(&file.text, &of.table).ok());
    let known = known.unwrap_or_default();
    let is_known = |row: &FileRow| known.iter().any(|other| other.leaves == row.leaves);
    let figures = all.figures.iter();
    page.columns = figures.map(|column| cells::title(column, lang)).collect();
    page.folded = folded(&all, lang);
    page.sources = cells::sources(&all.figures);
    let shown = all.rows.iter().enumerate().skip(first).take(ROWS_SHOWN);
    page.rows = shown
        .map(|(at, row)| GridRow {
            number: at + 1,
            href: format!("{}/{}", of.href(draft, "row"), at + 1),
            who: cells::who(&row.leaves, &all.columns),
            what: cells::what(&row.leaves, &all.columns),
            cells: fields((at, row), &all.figures, lang),
            is_new: !is_known(row),
            is_over: day(row, "until").is_some_and(|until| until <= today),
            wrong: Vec::new(),
        })
        .collect();
    page.pages = (0..all.rows.len())
        .step_by(ROWS_SHOWN)
        .map(|from| {
            let last = (from + ROWS_SHOWN).min(all.rows.len());
            let address = format!("{}?first={from}", page.href);
            (address, format!("{}–{last}", from + 1), from == first)
        })
        .collect();
    page
}

/// Columns rows have that are not shown in the table, by what people call them.
fn folded(all: &TableRows, lang: Lang) -> Vec<String> {
    let aside = all.columns.iter().filter(|column| {
        let is_shown = all.figures.iter().any(|shown| shown.path == column.path);
        let is_said = IDENTITY.contains(&column.top());
        !is_shown && !is_said
    });
    aside.map(|column| cells::title(column, lang)).collect()
}

/// A day a row says.
pub(super) fn day(row: &FileRow, path: &str) -> Option<Date> {
    let (_, cell) = row.leaves.iter().find(|(known, _)| known == path)?;
    display::plain(cell).parse().ok()
}

fn fields(
    (at, row): (usize, &FileRow),
    columns: &[Column],
    lang: Lang,
) -> Vec<crate::web::policy::editor::GridCell> {
    let one = |column: &Column| {
        let value = cells::value_of(Some(row), column, lang);
        field(column, (format!("c{at}-{}", column.path), value), lang)
    };
    columns.iter().map(one).collect()
}

/// Why a row cannot be changed in its table.
pub(super) fn spread(spread: &Spread) -> Bilingual {
    let Spread { row, key } = spread;
    say!(
        "第 {row} 行把 {key} 分写成几行，请在全文里改",
        "row {row} writes {key} over several lines; change it in the text"
    )
}

pub(super) async fn save(
    State(app): State<App>,
    Path((place, base, table)): TablePath,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let draft = opened(&app, asking, &place).await?;
    let library = &app.reference().library;
    let of = OfTable::find((&draft, library), (&base, &table)).ok_or_else(|| nowhere(asking))?;
    let first = sent.values.get("first").and_then(|text| text.parse().ok());
    let first: usize = first.unwrap_or(0);
    let lang = asking.frame.lang;
    let mut page = page((&draft, &of), (first, app.today()), lang);
    let Some(all) = TableRows::of(&of) else {
        return Ok(unprocessable(render_table(&asking.frame, &page)));
    };
    if super::draft::version(&sent) != draft.version {
        page.head.wrong = Some(saved_since(&draft));
        return Ok(unprocessable(render_table(&asking.frame, &page)));
    }
    let edits = typed(&all, (&sent, lang), &mut page);
    let back = format!("{}?first={first}", page.href);
    if edits.is_empty() && page.wrong_count() == 0 {
        return Ok(to(&format!("{back}&saved=0")));
    }
    let told = match edited((&of.file.text, &of.table), &of.form, &edits) {
        Err(why) => spread(&why),
        Ok((text, _)) => {
            let faults = checked::check(&app, asking, (&draft, &of), &text).await?;
            told_in_place(&mut page, faults);
            if page.wrong_count() == 0 && page.head.wrong.is_none() {
                let files = vec![(of.file.name.clone(), Some(text))];
                match save_files(&app, &sent, (&draft, files)).await {
                    Ok(()) => return Ok(to(&format!("{back}&saved=1"))),
                    Err(NotSaved::Page(problem)) => return Err(problem),
                    Err(NotSaved::Here(why)) => why,
                }
            } else {
                page.head
                    .wrong
                    .clone()
                    .unwrap_or_else(|| checked::to_mend(page.wrong_count()))
            }
        }
    };
    page.head.wrong = Some(told);
    Ok(unprocessable(render_table(&asking.frame, &page)))
}

fn saved_since(draft: &WorkingDraft) -> Bilingual {
    let saver = draft.saved.as_ref().map(|(who, _)| who.name.clone());
    let by = saver.unwrap_or_default();
    say!(
        "您打开以后 {by} 又存过这份草稿，您的改动没有存。下面是现在的样子，请再改一次",
        "{by} saved this draft since you opened it, and your changes were not saved. Below is how \
         it stands now; change it once more"
    )
}

/// What was typed into the cells, as edits; what cannot be read is told in its cell.
fn typed(all: &TableRows, (sent, lang): (&Sent, Lang), page: &mut EditTablePage) -> Vec<RowEdit> {
    let mut edits = Vec::new();
    for shown in &mut page.rows {
        let row = shown.number - 1;
        let own = (all.rows.get(row), all.figures.as_slice());
        let leaves = cells::differing(own, (&sent.values, lang), &mut shown.cells);
        if !leaves.is_empty() {
            edits.push(RowEdit::Change { row, leaves });
        }
    }
    edits
}

/// Every fault at its cell, else at its row; what lies elsewhere is told over the table.
fn told_in_place(page: &mut EditTablePage, faults: Vec<NotHolding>) {
    for fault in faults {
        let row = fault.at.as_ref().map(|at| at.row + 1);
        let shown = page.rows.iter_mut().find(|shown| Some(shown.number) == row);
        match shown {
            Some(shown) => {
                let left = checked::into_field(&mut shown.cells, &fault);
                shown.wrong.extend(left);
            }
            None => page.head.wrong = Some(fault.says),
        }
    }
}
