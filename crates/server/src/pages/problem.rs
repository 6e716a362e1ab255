//! A page that cannot be shown, and the page that says why.

use axum::response::{Html, IntoResponse, Response};

use super::asking::Asking;
use crate::problem::ApiProblem;
use crate::web::problem::ProblemPage;
use crate::web::{self, Frame};

/// A page, or the page of a problem.
pub(crate) type Page = Result<Html<String>, PageProblem>;

/// A problem on its way to becoming a page.
pub(crate) struct PageProblem {
    frame: Frame,
    problem: ApiProblem,
}

impl Asking {
    /// Turns a problem into its page.
    pub(crate) fn problem(&self, problem: impl Into<ApiProblem>) -> PageProblem {
        PageProblem {
            frame: self.frame.clone(),
            problem: problem.into(),
        }
    }
}

impl IntoResponse for PageProblem {
    fn into_response(self) -> Response {
        let told = self.problem.status();
        let ApiProblem {
            status,
            code,
            title,
            detail,
            next,
            ..
        } = self.problem;
        let page = ProblemPage {
            status,
            code,
            title,
            detail,
            next,
        };
        (told, Html(web::problem::render(&self.frame, &page))).into_response()
    }
}
