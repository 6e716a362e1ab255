//! A file an employer hands over: who sent it, and the rows in it or why there are none.

use axum::extract::Request;
use domain::Bilingual;
use sheets::Columns;

use super::rows::RowsSent;
use crate::App;
use crate::pages::Asking;
use crate::pages::handed::handed;
use crate::pages::problem::PageProblem;
use crate::web::text::DeskText;

/// Rows, or what is wrong with the file as a whole.
pub(super) type RowsOfFile = Result<RowsSent, Bilingual>;

/// Reads the one file of a form.
pub(super) async fn rows<C: Columns>(
    app: &App,
    request: Request,
) -> Result<(Asking, RowsOfFile), PageProblem> {
    let sent = handed(app, request, RowsSent::of_file::<C>).await?;
    let read = sent.read.and_then(|read| match read.rows.is_empty() {
        true => Err(DeskText::FileEmpty.both()),
        false => Ok(read),
    });
    Ok((sent.asking, read))
}
