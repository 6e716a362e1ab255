//! What a person was told: the newest three on their page, all of them on their own.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{MineText, Text};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRow {
    /// When, on the clock in China.
    pub at: String,
    /// What about.
    pub title: Bilingual,
    /// What happened, and what to do.
    pub text: Bilingual,
    /// Where it leads, and in which words.
    pub leads: Option<(String, MineText)>,
    /// Whether it is new to the reader.
    pub is_unread: bool,
}

/// Everything a person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagesPage {
    /// Full name; the page masks it.
    pub name: String,
    /// Whether it is of somebody else.
    pub is_for_other: bool,
    /// What an address ends in so that it is about the same person.
    pub of: String,
    /// The newest first.
    pub rows: Vec<MessageRow>,
    /// How many are new.
    pub unread: usize,
    /// The moment of the newest, as the form sends it.
    pub through: i64,
}

#[derive(Template)]
#[template(path = "me_messages.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a MessagesPage,
    name: String,
    new: Option<Bilingual>,
}

/// How many are new, in words; nothing where none is.
pub fn new_ones(count: usize) -> Option<Bilingual> {
    let said = || Bilingual::new(format!("{count} 条新的"), format!("{count} new"));
    (count > 0).then(said)
}

/// The page as HTML.
pub fn render_messages(frame: &Frame, page: &MessagesPage) -> String {
    html(&Html {
        frame,
        page,
        name: mask_name(&page.name),
        new: new_ones(page.unread),
    })
}
