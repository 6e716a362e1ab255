//! A page that cannot be shown, and the page that says why.

use axum::response::{Html, IntoResponse, Response};

use super::asking::Asking;
use crate::problem::{ApiProblem, ProblemInWords};
use crate::web::problem::ProblemPage;
use crate::web::{self, Frame};

/// A page, or the page of a problem.
pub(crate) type Page = Result<Html<String>, PageProblem>;

/// A problem on its way to becoming a page.
pub(crate) struct PageProblem(Box<(Frame, ApiProblem, bool)>);

impl Asking {
    /// Turns a problem into its page.
    pub(crate) fn problem(&self, problem: impl Into<ApiProblem>) -> PageProblem {
        PageProblem(Box::new((self.frame.clone(), problem.into(), self.changes)))
    }
}

impl IntoResponse for PageProblem {
    fn into_response(self) -> Response {
        let (frame, problem, changes) = *self.0;
        let told = problem.status();
        let ProblemInWords {
            title,
            detail,
            next,
        } = problem.on_page();
        let ApiProblem { status, code, .. } = problem;
        let page = ProblemPage {
            status,
            code,
            title,
            detail,
            next,
            // What only another time or another hand mends is asked for again.
            again: (status >= 500 && !changes).then(|| frame.address()),
            changes,
        };
        (told, Html(web::problem::render(&frame, &page))).into_response()
    }
}
