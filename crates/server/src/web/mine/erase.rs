//! Having one's data erased: what goes, what stays and by which rule, and what was done.

use askama::Template;
use domain::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{MineText, Text};

/// What goes and what stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErasePage {
    /// What goes, or went, with how many there are.
    pub erased: Vec<(Bilingual, usize)>,
    /// What stays: what it is, by which rule, and until when.
    pub kept: Vec<(Bilingual, Bilingual, Bilingual)>,
    /// Whether it was done.
    pub is_done: bool,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

#[derive(Template)]
#[template(path = "me_erase.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a ErasePage,
}

/// The page as HTML.
pub fn render_erase(frame: &Frame, page: &ErasePage) -> String {
    html(&Html { frame, page })
}
