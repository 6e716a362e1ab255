//! The page for developers of hospital systems: where to send what, whom to try it with, the whole
//! story as a script, and every error. `/developer`.

mod layout;
pub mod story;

use askama::Template;
use domain::Bilingual;
use domain::facility::Level;
use domain::person::Scheme;

use super::frame::Frame;
use super::html;
use super::text::Text;
use national::sample::Story;
use story::{Exchange, exchanges};

/// What a developer gets to see in the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeveloperPage {
    /// Address of this server, without a path: `http://127.0.0.1:8080`.
    pub address: String,
    /// Facilities to send as.
    pub facilities: Vec<TestFacility>,
    /// Things to try.
    pub tries: Vec<Try>,
    /// People to treat.
    pub people: Vec<TestPerson>,
    /// What the script is about; without it no script is shown.
    pub story: Option<Story>,
    /// The error catalogue.
    pub errors: Vec<ErrorEntry>,
}

/// One thing to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// What to do.
    pub title: Bilingual,
    /// Where, if it is a page.
    pub href: Option<String>,
    /// What to type, if it is a command.
    pub command: Option<String>,
}

/// An invented facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFacility {
    /// Twelve-character code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Name of its place.
    pub region: Bilingual,
    /// Settlement level.
    pub level: Level,
}

/// An invented person. Sandbox numbers belong to nobody and are shown in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestPerson {
    /// Invented name.
    pub name: String,
    /// Kind of voucher: 01 e-voucher, 02 ID card, 03 social-security card.
    pub voucher_type: String,
    /// Its number.
    pub voucher_number: String,
    /// Name of the insured place.
    pub insured_at: Bilingual,
    /// Scheme.
    pub scheme: Scheme,
    /// What this person proves.
    pub proves: Bilingual,
}

/// One entry of the error catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorEntry {
    /// Stable code.
    pub code: String,
    /// HTTP status on the JSON interface.
    pub status: u16,
    /// What it means.
    pub title: Bilingual,
    /// What to do.
    pub next: Bilingual,
}

#[derive(Template)]
#[template(path = "developer.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a DeveloperPage,
    endpoint: String,
    prelude: String,
    exchanges: Vec<Exchange>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &DeveloperPage) -> String {
    let endpoint = format!("{}{}", page.address, story::PATH);
    let facts = page.story.as_ref();
    html(&Html {
        frame,
        page,
        prelude: facts
            .map(|facts| story::prelude(&endpoint, facts))
            .unwrap_or_default(),
        exchanges: facts
            .map(|facts| exchanges(&page.address, facts))
            .unwrap_or_default(),
        endpoint,
    })
}
