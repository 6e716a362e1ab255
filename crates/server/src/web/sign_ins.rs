//! Where somebody is signed in. `/me/sign-ins` and `/account/sign-ins`.

use askama::Template;
use domain::Bilingual;

use super::frame::Frame;
use super::html;
use super::text::{DoorText, Text};

/// The page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInsPage {
    /// Whose page it leads back to.
    pub home: &'static str,
    /// The last used first.
    pub rows: Vec<SignInRow>,
}

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignInRow {
    /// By what it is named.
    pub number: String,
    /// Whether it is this one.
    pub is_here: bool,
    /// What it is.
    pub device: Bilingual,
    /// How somebody showed who they are.
    pub way: Bilingual,
    /// Since when, on the clock in China.
    pub began_at: String,
    /// When it was last used.
    pub seen_at: String,
}

#[derive(Template)]
#[template(path = "sign_ins.html")]
struct SignInsHtml<'a> {
    frame: &'a Frame,
    page: &'a SignInsPage,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &SignInsPage) -> String {
    html(&SignInsHtml { frame, page })
}
