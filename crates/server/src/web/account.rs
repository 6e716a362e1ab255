//! The account of staff: what they may do, the second factor, the passkeys. `/account`.

use askama::Template;
use domain::Bilingual;

use super::frame::Frame;
use super::html;
use super::text::{DoorText, MineText, Text};

/// The account of somebody who works here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountPage {
    /// What people call them.
    pub name: String,
    /// What they may do.
    pub roles: Bilingual,
    /// What they work for.
    pub unit: Bilingual,
    /// The key of the second factor, while it is to be set up.
    pub key: Option<String>,
    /// Whether it is set up.
    pub is_set_up: bool,
    /// Whether they are signed in for more than setting that up.
    pub is_full: bool,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Where passkeys are for; nothing where there are none.
    pub origin: Option<String>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Where their work is, with its name.
    pub desks: Vec<(&'static str, Bilingual)>,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Our number for it.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// The day it was registered.
    pub made_on: String,
    /// The day it was last used.
    pub used_on: Option<String>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountHtml<'a> {
    frame: &'a Frame,
    page: &'a AccountPage,
    key: Option<String>,
}

/// The account as HTML; the key in groups of four, as people copy it.
pub fn render_account(frame: &Frame, page: &AccountPage) -> String {
    let grouped = |key: &String| {
        let letters: Vec<char> = key.chars().collect();
        let groups = letters
            .chunks(4)
            .map(|four| four.iter().collect::<String>());
        groups.collect::<Vec<_>>().join(" ")
    };
    let key = page.key.as_ref().map(grouped);
    html(&AccountHtml { frame, page, key })
}
