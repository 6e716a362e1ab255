//! Showing one bill to family: who sees it, links, and what a link shows.

use askama::Template;
use domain::Bilingual;
use domain::bill::Scope;
use domain::ids::mask_name;
use domain::shares::Shares;
use jiff::civil::DateTime;

use super::chart::Ribbon;
use super::facilities::{Qr, drawn};
use super::frame::Frame;
use super::settlement::{KeyEntry, ribbon_and_key};
use super::text::{AskText, Text};
use super::{html, words};

/// Who sees a bill, and its links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharePage {
    /// Number of the bill.
    pub bill: String,
    /// Who may act for the person: full name and relation.
    pub helpers: Vec<(String, Bilingual)>,
    /// Links that hold: number, until when, how often opened.
    pub links: Vec<(String, String, i64)>,
    /// The address of a link just made.
    pub made: Option<String>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

/// What a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedPage {
    /// Whose; the page masks it.
    pub name: String,
    /// When it was settled.
    pub settled_at: DateTime,
    /// The bill by what is payable.
    pub scope: Scope,
    /// Who pays what.
    pub shares: Shares,
    /// Whether it was taken back.
    pub is_cancelled: bool,
    /// Until when the link holds.
    pub ends_at: DateTime,
}

#[derive(Template)]
#[template(path = "share.html")]
struct ShareHtml<'a> {
    frame: &'a Frame,
    page: &'a SharePage,
    helpers: Vec<(String, &'a str)>,
    qr: Option<Qr>,
}

#[derive(Template)]
#[template(path = "shared.html")]
struct SharedHtml<'a> {
    frame: &'a Frame,
    page: &'a SharedPage,
    name: String,
    day: String,
    ends: String,
    you_pay: String,
    who_paid: String,
    ribbon: Ribbon,
    ribbon_label: String,
    key: Vec<KeyEntry>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &SharePage) -> String {
    let helpers = page.helpers.iter();
    html(&ShareHtml {
        frame,
        page,
        helpers: helpers
            .map(|(name, relation)| (mask_name(name), frame.pick(relation)))
            .collect(),
        qr: page.made.as_deref().and_then(drawn),
    })
}

/// What a link shows, as HTML.
pub fn render_shared(frame: &Frame, page: &SharedPage) -> String {
    let (ribbon, key) = ribbon_and_key(frame, &page.scope, &page.shares);
    html(&SharedHtml {
        frame,
        page,
        name: mask_name(&page.name),
        day: words::day(frame.lang, page.settled_at.date()),
        ends: page.ends_at.strftime("%Y-%m-%d %H:%M").to_string(),
        you_pay: words::yuan(frame.lang, page.shares.person()),
        who_paid: words::who_paid(frame.lang, &page.shares),
        ribbon_label: ribbon.describe(frame.lang),
        ribbon,
        key,
    })
}
