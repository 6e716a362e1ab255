//! A file an employer hands over: who sent it, and the rows in it or why there are none.

use axum::extract::Request;
use sheets::{Columns, UnreadableTable};
use tokio::sync::Semaphore;

use super::rows::RowsSent;
use crate::App;
use crate::pages::Asking;
use crate::pages::form::{FilesRead, SentFiles};
use crate::pages::problem::PageProblem;
use crate::web::text::DeskText;
use domain::Bilingual;

/// Workbooks that are unpacked at once, of all requests together.
static UNPACKING: Semaphore = Semaphore::const_new(2);

/// Rows, or what is wrong with the file as a whole.
pub(super) type RowsOfFile = Result<RowsSent, Bilingual>;

/// Reads the one file of a form.
pub(super) async fn rows<C: Columns>(
    app: &App,
    request: Request,
) -> Result<(Asking, RowsOfFile), PageProblem> {
    let sent = match SentFiles::read(request, app).await? {
        FilesRead::TooLarge(asking) => {
            return Ok((asking, Err(DeskText::FileTooLarge.both())));
        }
        FilesRead::Form(sent) => sent,
    };
    let file = match &sent.files[..] {
        [file] if !file.is_empty() => file.clone(),
        _ => return Ok((sent.asking, Err(DeskText::ChooseFile.both()))),
    };
    let _turn = UNPACKING.acquire().await;
    let read = tokio::task::spawn_blocking(move || RowsSent::of_file::<C>(file)).await;
    // A reader that broke on a file has not read it.
    let read = read.map_err(|_| DeskText::FileUnreadable.both());
    let read = read.and_then(|read| read.map_err(told));
    let read = read.and_then(|read| match read.rows.is_empty() {
        true => Err(DeskText::FileEmpty.both()),
        false => Ok(read),
    });
    Ok((sent.asking, read))
}

fn told(why: UnreadableTable) -> Bilingual {
    Bilingual::new(
        format!("{}。{}。", why.says.zh, why.next.zh),
        format!("{}. {}.", why.says.en, why.next.en),
    )
}
