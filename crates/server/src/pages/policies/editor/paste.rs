//! Rows pasted from a spreadsheet, or in a file: looked at first, row by row, then saved.

use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{Html, IntoResponse, Response};
use desk::releases::WorkingDraft;
use domain::text::Sep;
use domain::{Bilingual, say};
use workbench::sheet::cells::{Cell, Trouble};
use workbench::sheet::columns::Column;
use workbench::sheet::display::spoken;
use workbench::sheet::edit::{RowEdit, edited, origins};
use workbench::sheet::paste::{Becomes, CellChange, NoPaste, Pasted, PastedRow, WrongCell, read};
use workbench::sheet::rows::rows;

use super::checked::{self, NotHolding};
use super::draft::{
    NotSaved, OfTable, head, nowhere, opened, save as save_files, to, unprocessable,
};
use super::table::{TablePath, TableRows, spread, unreadable};
use crate::App;
use crate::pages::form::{FilesRead, LIST, Sent, SentFiles};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::Lang;
use crate::web::policy::editor::{PastePage, PasteRow, render_paste};

/// The largest file that is taken.
const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// So many rows at once; more are for the command.
const ROWS_MAX: usize = 500;

fn page((draft, of): (&WorkingDraft, &OfTable), (all, lang): (&TableRows, Lang)) -> PastePage {
    let header: Vec<String> = all.columns.iter().map(Column::header).collect();
    let words = all.columns.iter().map(|column| match lang {
        Lang::Zh => column.title().zh,
        Lang::En => column.title().en,
    });
    let words: Vec<String> = words.collect();
    PastePage {
        words: words.join("\t"),
        head: head(draft),
        name: of.name(),
        table: of.href(draft, "table"),
        href: of.href(draft, "paste"),
        header: header.join("\t"),
        ..PastePage::default()
    }
}

pub(super) async fn ask(
    State(app): State<App>,
    Path((place, base, table)): TablePath,
    asking: Asking,
) -> Page {
    let draft = opened(&app, &asking, &place).await?;
    let library = &app.reference().library;
    let of = OfTable::find((&draft, library), (&base, &table)).ok_or_else(|| nowhere(&asking))?;
    let all = TableRows::of(&of).ok_or_else(|| nowhere(&asking))?;
    Ok(Html(render_paste(
        &asking.frame,
        &page((&draft, &of), (&all, asking.frame.lang)),
    )))
}

/// What was sent: pasted text, or what a file says, in the form of a paste.
struct Brought {
    asking: Asking,
    /// The form, where it was no file.
    sent: Option<Sent>,
    text: String,
    wrong: Option<Bilingual>,
}

impl Brought {
    async fn read(request: Request, app: &App) -> Result<Brought, PageProblem> {
        if !SentFiles::is_of(&request) {
            let sent = Sent::from_request(request, app).await?;
            return Ok(Brought {
                asking: sent.asking.clone(),
                text: sent.values.text(LIST),
                sent: Some(sent),
                wrong: None,
            });
        }
        let brought = |asking, text, wrong| Brought {
            asking,
            sent: None,
            text,
            wrong,
        };
        let files = match SentFiles::read_up_to(request, app, FILE_BYTES_MAX).await? {
            FilesRead::Form(files) => files,
            FilesRead::TooLarge(asking) => {
                let wrong = say!(
                    "文件超过 2 MB，请分几次，或用 suixing policy import",
                    "the file is larger than 2 MB; take it in parts, or with suixing policy import"
                );
                return Ok(brought(asking, String::new(), Some(wrong)));
            }
        };
        let bytes = files.files.into_iter().next().unwrap_or_default();
        match sheets::modest::any_records(bytes) {
            Ok(records) => {
                let lines = records.iter().map(|(_, cells)| {
                    let cells = cells
                        .iter()
                        .map(|cell| cell.replace(['\t', '\n', '\r'], " "));
                    cells.collect::<Vec<_>>().join("\t")
                });
                let text = lines.collect::<Vec<_>>().join("\n");
                Ok(brought(files.asking, text, None))
            }
            Err(why) => {
                let (says, next) = (why.says, why.next);
                let wrong = say!("{says}。{next}", "{says}. {next}"; says = says, next = next);
                Ok(brought(files.asking, String::new(), Some(wrong)))
            }
        }
    }
}

pub(super) async fn pasted(
    State(app): State<App>,
    Path((place, base, table)): TablePath,
    request: Request,
) -> Result<Response, PageProblem> {
    let brought = Brought::read(request, &app).await?;
    let asking = &brought.asking;
    let draft = opened(&app, asking, &place).await?;
    let library = &app.reference().library;
    let of = OfTable::find((&draft, library), (&base, &table)).ok_or_else(|| nowhere(asking))?;
    let all = TableRows::of(&of).ok_or_else(|| nowhere(asking))?;
    let mut page = page((&draft, &of), (&all, asking.frame.lang));
    page.list.clone_from(&brought.text);
    let found = match brought.wrong.clone() {
        Some(wrong) => Err(wrong),
        None => looked_at(&of, &all, &brought.text),
    };
    let mut found = match found {
        Ok(found) => found,
        Err(wrong) => {
            page.head.wrong = Some(wrong);
            return Ok(unprocessable(render_paste(&asking.frame, &page)));
        }
    };
    page.elsewhere = proved(&app, asking, (&draft, &of), &mut found).await?;
    let saves = brought
        .sent
        .as_ref()
        .filter(|sent| sent.values.text("do") == "save");
    if let Some(sent) = saves.filter(|_| found.is_whole() && page.elsewhere.is_empty()) {
        match written(&app, sent, (&draft, &of), &found).await {
            Ok(done) => return Ok(to(&format!("{}?saved={}", page.table, u8::from(done)))),
            Err(NotSaved::Page(problem)) => return Err(problem),
            Err(NotSaved::Here(wrong)) => page.head.wrong = Some(wrong),
        }
    }
    page.is_whole = found.is_whole() && page.elsewhere.is_empty();
    page.rows = found.rows.iter().map(|row| shown(row, &of)).collect();
    let html = render_paste(&asking.frame, &page);
    match page.is_whole && page.head.wrong.is_none() {
        true => Ok(Html(html).into_response()),
        false => Ok(unprocessable(html)),
    }
}

fn looked_at(of: &OfTable, all: &TableRows, text: &str) -> Result<Pasted, Bilingual> {
    let records = sheets::text::records(text.as_bytes());
    let records = records.map_err(|why| why.says)?;
    let count = records.len();
    if count > ROWS_MAX {
        return Err(say!(
            "一次最多 {ROWS_MAX} 行，这里有 {count} 行",
            "at most {ROWS_MAX} rows at once; here are {count}"
        ));
    }
    if TableRows::of(of).is_none() {
        return Err(unreadable());
    }
    read(&of.form, &all.rows, &records).map_err(|NoPaste(why)| why)
}

/// What one look hides behind what it finds first: rows that cannot be read, figures that cannot
/// be, rows that are there twice.
const LOOKS_MAX: usize = 4;

/// Everything the check of the file finds of the rows, each at its row; what it finds elsewhere
/// comes back. A row that is wrong is left out and the others are looked at again, as its faults
/// would hide theirs.
async fn proved(
    app: &App,
    asking: &Asking,
    (draft, of): (&WorkingDraft, &OfTable),
    found: &mut Pasted,
) -> Result<Vec<Bilingual>, PageProblem> {
    let standing = rows(&of.file.text, &of.table).map_or(0, |rows| rows.len());
    for _ in 0..LOOKS_MAX {
        let (pasted, edits): (Vec<usize>, Vec<RowEdit>) = found.edits_by_row().into_iter().unzip();
        if edits.is_empty() {
            break;
        }
        let (text, _) = match edited((&of.file.text, &of.table), &of.form, &edits) {
            Ok(text) => text,
            Err(why) => return Ok(vec![spread(&why)]),
        };
        let faults = checked::check(app, asking, (draft, of), &text).await?;
        if faults.is_empty() {
            break;
        }
        let origins = origins(standing, &edits);
        let mut elsewhere = Vec::new();
        let mut is_told = false;
        for fault in faults {
            let row = fault
                .at
                .as_ref()
                .and_then(|at| origins.get(at.row).copied().flatten());
            match row {
                Some(edit) => {
                    is_told = true;
                    tell(&mut found.rows[pasted[edit]], fault);
                }
                None => elsewhere.push(fault.says),
            }
        }
        if !is_told {
            return Ok(elsewhere);
        }
    }
    Ok(Vec::new())
}

/// Notes a fault at its cell, or at the row.
fn tell(row: &mut PastedRow, fault: NotHolding) {
    let path = fault.at.as_ref().and_then(|at| at.path.as_ref());
    let cells = row.cells.iter();
    let named = cells.clone().position(|cell| Some(&cell.path) == path);
    let values: Vec<&str> = cells.map(|cell| cell.text.as_str()).collect();
    let at = named.or_else(|| checked::by_value(&fault.says, &values));
    let cell = at.map(|at| row.cells[at].clone());
    let is_said = |one: &WrongCell| one.why.message == fault.says;
    if row.wrong.iter().any(is_said) {
        return;
    }
    let why = Trouble {
        code: "does-not-hold",
        message: fault.says.clone(),
        next: Bilingual::default(),
    };
    row.wrong.push(WrongCell { cell, why });
    row.becomes = Becomes::Wrong;
}

/// Saves what was pasted; whether anything differs.
async fn written(
    app: &App,
    sent: &Sent,
    (draft, of): (&WorkingDraft, &OfTable),
    found: &Pasted,
) -> Result<bool, NotSaved> {
    let edits = found.edits();
    if edits.is_empty() {
        return Ok(false);
    }
    let text = edited((&of.file.text, &of.table), &of.form, &edits);
    let (text, _) = text.map_err(|why| NotSaved::Here(spread(&why)))?;
    let files = vec![(of.file.name.clone(), Some(text))];
    save_files(app, sent, (draft, files)).await?;
    Ok(true)
}

fn shown(row: &PastedRow, of: &OfTable) -> PasteRow {
    let becomes = match &row.becomes {
        Becomes::New => say!("新的一行", "a new row"),
        Becomes::Same { row } => {
            let row = row + 1;
            say!(
                "和第 {row} 行一样，不动",
                "the same as row {row}; nothing is done"
            )
        }
        Becomes::Later { row, from } => {
            let row = row + 1;
            say!(
                "第 {row} 行到 {from} 为止，从那天起是新的一行",
                "row {row} ends on {from}, and a new one begins then"
            )
        }
        Becomes::Changed { row, cells } => {
            let row = row + 1;
            let told = cells.iter().map(|cell| changes(of, cell));
            let told = Bilingual::join(told, Sep::Comma);
            say!("改第 {row} 行：{told}", "changes row {row}: {told}"; told = told)
        }
        Becomes::Wrong => Bilingual::default(),
    };
    let wrong = row.wrong.iter().map(|wrong| {
        let cell = wrong.cell.as_ref();
        let column = cell.map(|cell| cell.called.clone()).unwrap_or_default();
        let text = cell.map(|cell| cell.text.clone()).unwrap_or_default();
        (
            column,
            text,
            wrong.why.message.clone(),
            wrong.why.next.clone(),
        )
    });
    let cells = row.cells.iter();
    PasteRow {
        number: row.number,
        becomes,
        cells: cells
            .map(|cell| (cell.called.clone(), cell.text.clone()))
            .collect(),
        wrong: wrong.collect(),
    }
}

/// What changes in a cell, in words: «比例·三级 65% → 60%».
fn changes(of: &OfTable, (path, before, after): &CellChange) -> Bilingual {
    let Some(column) = of.form.column(path) else {
        return Bilingual::default();
    };
    let told = |cell: &Option<Cell>| match cell {
        Some(cell) => spoken(&column, cell),
        None => say!("空", "blank"),
    };
    let (called, before, after) = (column.heading(), told(before), told(after));
    say!("{called} {before} → {after}", "{called} {before} → {after}";
        called = called, before = before, after = after)
}
