//! An address that leads nowhere, and where it may have meant to lead.

use askama::Template;
use domain::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{PolicyText, Text};

/// What is not there, and what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NowherePage {
    /// What is wrong with the address.
    pub detail: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// Pages like it: address and name.
    pub nearest: Vec<(String, Bilingual)>,
}

#[derive(Template)]
#[template(path = "policy_nowhere.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a NowherePage,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &NowherePage) -> String {
    html(&Html { frame, page })
}
