//! Rows pasted from a spreadsheet, or in a file: looked at first, row by row, then saved.

use axum::extract::{FromRequest, Path, Request, State};
use axum::response::{Html, IntoResponse, Response};
use desk::releases::WorkingDraft;
use domain::{Bilingual, say};
use workbench::sheet::columns::Column;
use workbench::sheet::edit::edited;
use workbench::sheet::paste::{Becomes, NoPaste, Pasted, PastedRow, read};

use super::draft::{
    NotSaved, OfTable, head, nowhere, opened, save as save_files, to, unprocessable,
};
use super::table::{TablePath, TableRows, spread, unreadable};
use crate::App;
use crate::pages::form::{FilesRead, LIST, Sent, SentFiles};
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::policy::editor::{PastePage, PasteRow, render_paste};

/// The largest file that is taken.
const FILE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// So many rows at once; more are for the command.
const ROWS_MAX: usize = 500;

fn page((draft, of): (&WorkingDraft, &OfTable), all: &TableRows) -> PastePage {
    let header: Vec<String> = all.columns.iter().map(Column::header).collect();
    PastePage {
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
    let of = OfTable::find(&draft, &base, &table).ok_or_else(|| nowhere(&asking))?;
    let all = TableRows::of(&of).ok_or_else(|| nowhere(&asking))?;
    Ok(Html(render_paste(
        &asking.frame,
        &page((&draft, &of), &all),
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
        match sheets::table::any_records(bytes) {
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
    let of = OfTable::find(&draft, &base, &table).ok_or_else(|| nowhere(asking))?;
    let all = TableRows::of(&of).ok_or_else(|| nowhere(asking))?;
    let mut page = page((&draft, &of), &all);
    page.list.clone_from(&brought.text);
    let found = match brought.wrong.clone() {
        Some(wrong) => Err(wrong),
        None => looked_at(&of, &all, &brought.text),
    };
    let found = match found {
        Ok(found) => found,
        Err(wrong) => {
            page.head.wrong = Some(wrong);
            return Ok(unprocessable(render_paste(&asking.frame, &page)));
        }
    };
    let saves = brought
        .sent
        .as_ref()
        .filter(|sent| sent.values.text("do") == "save");
    if let Some(sent) = saves.filter(|_| found.is_whole()) {
        match written(&app, sent, (&draft, &of), &found).await {
            Ok(done) => return Ok(to(&format!("{}?saved={}", page.table, u8::from(done)))),
            Err(NotSaved::Page(problem)) => return Err(problem),
            Err(NotSaved::Here(wrong)) => page.head.wrong = Some(wrong),
        }
    }
    page.is_whole = found.is_whole();
    page.rows = found.rows.iter().map(|row| shown(row, &all)).collect();
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

fn shown(row: &PastedRow, all: &TableRows) -> PasteRow {
    let title = |path: &str| {
        let mut columns = all.columns.iter();
        let column = columns.find(|column| column.path == path);
        column.map_or_else(|| path.to_owned(), |column| column.title.clone())
    };
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
            let told = cells.iter().map(|(path, before, after)| {
                let or_none = |text: &str| match text.is_empty() {
                    true => "—".to_owned(),
                    false => text.to_owned(),
                };
                format!("{} {} → {}", title(path), or_none(before), or_none(after))
            });
            let told = told.collect::<Vec<_>>().join("，");
            say!("改第 {row} 行：{told}", "changes row {row}: {told}")
        }
        Becomes::Wrong => Bilingual::default(),
    };
    let wrong = row.wrong.iter().map(|(column, text, why)| {
        (
            column.clone(),
            text.clone(),
            why.message.clone(),
            why.next.clone(),
        )
    });
    PasteRow {
        number: row.number,
        becomes,
        cells: row.cells.clone(),
        wrong: wrong.collect(),
    }
}
