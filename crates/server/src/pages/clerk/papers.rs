//! The papers of a case: the files that were handed in, and the form to print.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use desk::Voucher;
use desk::cases;
use desk::check_code::check_code;

use super::said::{filing_id, refused, unknown};
use crate::App;
use crate::pages::Asking;
use crate::pages::printed::{OnPaper, file_of_proof, printed};
use crate::pages::problem::PageProblem;

/// A file that was handed in, looked at and noted.
pub(super) async fn document(
    State(app): State<App>,
    Path((id, ordinal)): Path<(String, String)>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let (id, by) = (filing_id(&asking, &Path(id))?, asking.staff()?.clone());
    let nothing = unknown(&asking, &format!("{id}/documents/{ordinal}"));
    let Ok(ordinal) = ordinal.parse() else {
        return Err(nothing);
    };
    let of = id.clone();
    let found = app.transact(move |desk| cases::case_document(desk, &by, (&of, ordinal)));
    let found = found.await.map_err(|error| refused(&asking, &id, error))?;
    found.map(file_of_proof).ok_or(nothing)
}

/// The registration form, for who has no telephone to show it on.
pub(super) async fn form(
    State(app): State<App>,
    id: Path<String>,
    headers: HeaderMap,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let (id, by) = (filing_id(&asking, &id)?, asking.staff()?.clone());
    let of = id.clone();
    let found = app.transact(move |desk| {
        let filing = cases::find_case(desk, &by, &of)?;
        let person = Voucher::Person(filing.person().clone());
        Ok(OnPaper {
            name: desk::identify(desk, &person)?.person.name,
            code: check_code(desk, &of),
            filing,
        })
    });
    let found = found.await.map_err(|error| refused(&asking, &id, error))?;
    Ok(printed(&app, &headers, &found))
}
