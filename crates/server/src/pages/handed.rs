//! A table that somebody hands over in a file: who sent it with which fields, and the rows in it or
//! why there are none.

use axum::extract::Request;
use domain::Bilingual;
use sheets::{Columns, UnreadableTable, modest};
use tokio::sync::Semaphore;

use super::Asking;
use super::form::{FilesRead, SentFiles};
use super::given::FormValues;
use super::problem::PageProblem;
use crate::App;
use crate::web::text::DeskText;

/// Workbooks that are unpacked at once, of all requests together.
static UNPACKING: Semaphore = Semaphore::const_new(2);

/// A row of a table: its number, as the file counts, and the cells of our columns in their order.
pub(super) type RowHanded = (usize, Vec<String>);

/// A form with a table in a file.
pub(super) struct Handed<T> {
    /// Who sent it.
    pub asking: Asking,
    /// What was filled in beside it.
    pub values: FormValues,
    /// What was read of the file, or what is wrong with it as a whole.
    pub read: Result<T, Bilingual>,
}

/// Reads the one file of a form.
pub(super) async fn handed<T: Send + 'static>(
    app: &App,
    request: Request,
    read: fn(Vec<u8>) -> Result<T, UnreadableTable>,
) -> Result<Handed<T>, PageProblem> {
    let sent = match SentFiles::read(request, app).await? {
        FilesRead::TooLarge(asking) => {
            return Ok(Handed {
                asking,
                values: FormValues::default(),
                read: Err(DeskText::FileTooLarge.both()),
            });
        }
        FilesRead::Form(sent) => sent,
    };
    let file = match &sent.files[..] {
        [file] if !file.is_empty() => Some(file.clone()),
        _ => None,
    };
    let read = match file {
        Some(file) => in_turn(file, read).await,
        None => Err(DeskText::ChooseFile.both()),
    };
    Ok(Handed {
        asking: sent.asking,
        values: sent.values,
        read,
    })
}

async fn in_turn<T: Send + 'static>(
    file: Vec<u8>,
    read: fn(Vec<u8>) -> Result<T, UnreadableTable>,
) -> Result<T, Bilingual> {
    let _turn = UNPACKING.acquire().await;
    let read = tokio::task::spawn_blocking(move || read(file)).await;
    // A reader that broke on a file has not read it.
    let read = read.map_err(|_| DeskText::FileUnreadable.both())?;
    read.map_err(told)
}

/// The rows of a table with these columns, empty ones left out.
pub(super) fn rows_of<C: Columns>(bytes: Vec<u8>) -> Result<Vec<RowHanded>, UnreadableTable> {
    let table = modest::open::<C>(bytes)?;
    let header = table.header.clone();
    let mut rows = Vec::new();
    for row in table {
        let row = row?;
        let cells = row.in_order(&header);
        if cells.iter().all(String::is_empty) {
            continue;
        }
        let cells = cells.iter();
        let cells = cells.map(|cell| cell.replace(['\t', '\r', '\n'], " "));
        let number = usize::try_from(row.number).unwrap_or(usize::MAX);
        rows.push((number, cells.collect()));
    }
    Ok(rows)
}

/// Why a file is no table, in a sentence.
pub(super) fn told(why: UnreadableTable) -> Bilingual {
    Bilingual::new(
        format!("{}。{}。", why.says.zh, why.next.zh),
        format!("{}. {}.", why.says.en, why.next.en),
    )
}
