//! The registration form on paper.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::ids::FilingId;

use super::filling::{hidden, no_such};
use super::status::find;
use crate::App;
use crate::pages::Asking;
use crate::pages::printed::{OnPaper, printed};
use crate::pages::problem::PageProblem;

pub(super) async fn form(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let own = asking.resident()?.clone();
    let id: FilingId = id.parse().map_err(|_| no_such(&asking))?;
    let found = app.read(move |desk| find(desk, &own, &id));
    let found = found.await.map_err(|error| hidden(&asking, error))?;
    let paper = OnPaper {
        filing: found.filing,
        name: found.name,
        code: found.check_code,
    };
    Ok(printed(&app, &headers, &paper))
}
