//! What only the sandbox may show or do, where people are invented and nobody signs in.

use super::problems;
use crate::App;
use crate::problem::ApiProblem;

/// Refuses it everywhere else.
pub(crate) fn sandbox_only(app: &App) -> Result<(), ApiProblem> {
    match app.is_sandbox() {
        true => Ok(()),
        false => Err(problems::SANDBOX_ONLY.problem()),
    }
}
