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
use workbench::sheet::rewrite::Spread;
use workbench::sheet::rows::{FileRow, rows};

use super::super::change::file_name;
use super::cells::{self, field};
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
    pub columns: Vec<Column>,
}

impl TableRows {
    /// None where the file cannot be read.
    pub fn of(of: &OfTable) -> Option<TableRows> {
        let rows = rows(&of.file.text, &of.table).ok()?;
        let seen: Vec<&FileRow> = rows.iter().collect();
        let columns = display::columns(&of.form, &seen);
        Some(TableRows { rows, columns })
    }
}

pub(super) async fn show(
    State(app): State<App>,
    Path((place, base, table)): TablePath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let of = OfTable::find(&draft, &base, &table).ok_or_else(|| nowhere(&asking))?;
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
    page.columns = all
        .columns
        .iter()
        .map(|column| cells::title(column, lang))
        .collect();
    let shown = all.rows.iter().enumerate().skip(first).take(ROWS_SHOWN);
    page.rows = shown
        .map(|(at, row)| GridRow {
            number: at + 1,
            href: format!("{}/{}", of.href(draft, "row"), at + 1),
            cells: fields((at, row), &all.columns, lang),
            is_new: !is_known(row),
            is_over: day(row, "until").is_some_and(|until| until <= today),
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
    let columns = columns.iter().enumerate();
    let one = |(number, column): (usize, &Column)| {
        let value = cells::value_of(Some(row), column, lang);
        field(column, (format!("c{at}-{number}"), value), lang)
    };
    columns.map(one).collect()
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
    let of = OfTable::find(&draft, &base, &table).ok_or_else(|| nowhere(asking))?;
    let first = sent.values.get("first").and_then(|text| text.parse().ok());
    let first: usize = first.unwrap_or(0);
    let lang = asking.frame.lang;
    let mut page = page((&draft, &of), (first, app.today()), lang);
    let Some(all) = TableRows::of(&of) else {
        return Ok(unprocessable(render_table(&asking.frame, &page)));
    };
    if super::draft::version(&sent) != draft.version {
        let saver = draft.saved.as_ref().map(|(who, _)| who.name.clone());
        let by = saver.unwrap_or_default();
        page.head.wrong = Some(say!(
            "您打开以后 {by} 又存过这份草稿，您的改动没有存。下面是现在的样子，请再改一次",
            "{by} saved this draft since you opened it, and your changes were not saved. Below is \
             how it stands now; change it once more"
        ));
        return Ok(unprocessable(render_table(&asking.frame, &page)));
    }
    let mut edits = Vec::new();
    for shown in &mut page.rows {
        let row = shown.number - 1;
        let own = (all.rows.get(row), all.columns.as_slice());
        let leaves = cells::differing(own, (&sent.values, lang), &mut shown.cells);
        if !leaves.is_empty() {
            edits.push(RowEdit::Change { row, leaves });
        }
    }
    let wrong = page.rows.iter().flat_map(|row| &row.cells);
    let wrong = wrong.filter(|cell| cell.wrong.is_some()).count();
    let back = format!("{}?first={first}", page.href);
    let told = if wrong > 0 {
        say!(
            "有 {wrong} 格要改，还没有存",
            "{wrong} cells have to be mended; nothing was saved"
        )
    } else if edits.is_empty() {
        return Ok(to(&format!("{back}&saved=0")));
    } else {
        match edited((&of.file.text, &of.table), &of.form, &edits) {
            Err(why) => spread(&why),
            Ok((text, _)) => {
                let files = vec![(of.file.name.clone(), Some(text))];
                match save_files(&app, &sent, (&draft, files)).await {
                    Ok(()) => return Ok(to(&format!("{back}&saved=1"))),
                    Err(NotSaved::Page(problem)) => return Err(problem),
                    Err(NotSaved::Here(why)) => why,
                }
            }
        }
    };
    page.head.wrong = Some(told);
    Ok(unprocessable(render_table(&asking.frame, &page)))
}
