//! What only the sandbox may show or do, where people are invented and nobody signs in.

use super::problems;
use crate::App;
use crate::problem::Problem;

/// Refuses it everywhere else.
pub(crate) fn sandbox_only(app: &App) -> Result<(), Problem> {
    match app.is_sandbox() {
        true => Ok(()),
        false => Err(problems::SANDBOX_ONLY.problem()),
    }
}
