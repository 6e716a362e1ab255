//! A bill the rules refuse, whichever way it was asked for: over the hospital interface or at the
//! desk of a facility. It is noted for the person, and where the rules do not say for a clerk.

use desk::bill_cases::NotedRefusal;
use desk::{Desk, DeskError};

use crate::App;

/// A refusal that was noted, for whoever asked.
pub(crate) struct RefusalNoted {
    /// Number of the case.
    pub number: String,
    /// Whether the rules themselves say that the person pays and claims; a clerk looks otherwise.
    pub is_by_rule: bool,
}

/// Notes what [`NotedRefusal::of`] says of an error; nothing where only what was sent was wrong.
/// Whoever asked gets their answer whatever becomes of the note.
pub(crate) async fn noted<N>(
    app: &App,
    refused: Option<NotedRefusal>,
    note: N,
) -> Option<RefusalNoted>
where
    N: Fn(&mut Desk<'_, '_>, &NotedRefusal) -> Result<Option<String>, DeskError> + Send + 'static,
{
    let refused = refused?;
    let is_by_rule = refused.is_by_rule();
    match app.transact(move |desk| note(desk, &refused)).await {
        Ok(number) => number.map(|number| RefusalNoted { number, is_by_rule }),
        Err(failed) => {
            tracing::warn!(%failed, "a refusal was not noted");
            None
        }
    }
}
