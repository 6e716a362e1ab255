//! The answer to whoever is filed for the place already: that they are, until when, and what they
//! need; nobody is asked to file or to cancel what holds.

use askama::Template;
use domain::text::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::skyline::Skyline;
use crate::web::text::{AdviceText, DirectoryText, FilingText, Text};

/// A filing that covers the journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledPage {
    /// Where the person is insured.
    pub from: Bilingual,
    /// Where the person goes.
    pub to: Bilingual,
    /// Both, drawn.
    pub sky: Skyline,
    /// As what, and until when.
    pub says: Bilingual,
    /// Its page.
    pub filing: String,
    /// Where the question is asked again.
    pub again: String,
    /// Hospitals there.
    pub directory: String,
}

#[derive(Template)]
#[template(path = "advice_filed.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a FiledPage,
    sky: Skyline,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &FiledPage) -> String {
    html(&Html {
        frame,
        page,
        sky: page.sky,
    })
}
