//! One's own pages: what is to be done, the family, and who looked. `/me`.

use askama::Template;
use domain::ids::mask_name;
use domain::text::Named;
use domain::{Bilingual, Region};

use super::frame::Frame;
use super::html;
use super::person::{ShownFiling, Tone};
use super::text::{BillCaseText, ChoiceText, DoorText, FilingText, MineText, Text, VoucherText};

mod erase;
mod messages;
mod refused;

pub use erase::{ErasePage, render_erase};
pub use messages::{MessageRow, MessagesPage, new_ones, render_messages};
pub use refused::{RefusedPage, render_refused};

/// One's own page, or that of somebody one may act for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MinePage {
    /// Full name; the page masks it.
    pub name: String,
    /// Number of the person.
    pub person: String,
    /// Whether it is of somebody else.
    pub is_for_other: bool,
    /// Where the person is insured, so that a new filing need not ask.
    pub insured_at: Option<Region>,
    /// Filings that are in force or wait for something, newest first.
    pub filings: Vec<ShownFiling>,
    /// Filings that are over, newest first.
    pub before: Vec<ShownFiling>,
    /// Filings that are being filled in: number, place and day last saved.
    pub drafts: Vec<(String, Bilingual, String)>,
    /// The newest things they were told.
    pub messages: Vec<MessageRow>,
    /// How many of all they were told are new.
    pub unread: usize,
    /// What hospitals recorded that has not run out.
    pub hospital: Vec<HospitalRow>,
    /// Bills that were not settled directly: address, hospital and amount, how it stands.
    pub refused: Vec<RefusedRow>,
}

/// A bill that was not settled directly, in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Where it is explained.
    pub href: String,
    /// The hospital.
    pub facility: String,
    /// The day and the amount.
    pub when: String,
    /// How it stands.
    pub state: Bilingual,
}

/// What a hospital recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HospitalRow {
    /// What.
    pub what: Bilingual,
    /// By which hospital, for which days.
    pub how: Bilingual,
    /// How it stands.
    pub state: Bilingual,
    /// Whether it holds today.
    pub holds: bool,
}

/// Who looked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedPage {
    /// Newest first.
    pub looks: Vec<LookRow>,
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookRow {
    /// When, on the clock in China.
    pub at: String,
    /// Who.
    pub who: Bilingual,
    /// What was looked at.
    pub what: Bilingual,
    /// Why, where that was said.
    pub reason: Bilingual,
}

/// The family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyPage {
    /// Who may act for the person: number, full name, relation, since when.
    pub helpers: Vec<(String, String, Bilingual, String)>,
    /// Whom the person may act for: number, full name, relation.
    pub helped: Vec<(String, String, Bilingual)>,
    /// Relations to choose from: word and name.
    pub relations: Vec<(&'static str, Bilingual)>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// The fields that were wrong.
    pub wrong_fields: Vec<&'static str>,
    /// What was typed as the name, the number, the relation and the last day.
    pub typed: FamilyTyped,
    /// A code for somebody: full name and code.
    pub code: Option<(String, String)>,
}

/// What was typed into the form of a consent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyTyped {
    /// The name.
    pub name: String,
    /// The number of a certificate.
    pub number: String,
    /// The relation, by its word.
    pub relation: String,
    /// The last day.
    pub until: String,
}

impl FamilyPage {
    /// How a field is marked.
    fn mark(&self, field: &str) -> &'static str {
        match self.wrong_fields.contains(&field) {
            true => " bad",
            false => "",
        }
    }
}

#[derive(Template)]
#[template(path = "me.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a MinePage,
    name: String,
    filings: Vec<Filed<'a>>,
    before: Vec<Filed<'a>>,
    /// How many messages are new, in words.
    fresh: Option<Bilingual>,
    new: String,
    of: String,
}

struct Filed<'a> {
    href: String,
    to: &'a str,
    reason: &'a str,
    class: &'static str,
    state: &'a str,
}

#[derive(Template)]
#[template(path = "me_looked.html")]
struct LookedHtml<'a> {
    frame: &'a Frame,
    page: &'a LookedPage,
}

#[derive(Template)]
#[template(path = "me_family.html")]
struct FamilyHtml<'a> {
    frame: &'a Frame,
    page: &'a FamilyPage,
    helpers: Vec<(&'a str, String, &'a str, &'a str)>,
    helped: Vec<(&'a str, String, &'a str)>,
    code: Option<(String, String)>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &MinePage) -> String {
    let filed = |filing| filed(frame, filing);
    html(&Html {
        frame,
        page,
        name: match page.is_for_other {
            true => mask_name(&page.name),
            false => page.name.clone(),
        },
        filings: page.filings.iter().map(filed).collect(),
        before: page.before.iter().map(filed).collect(),
        fresh: new_ones(page.unread),
        new: match page.insured_at {
            Some(at) => format!("/?insured_at={at}"),
            None => "/".to_owned(),
        },
        of: match page.is_for_other {
            true => format!("?for={}", page.person),
            false => String::new(),
        },
    })
}

fn filed<'a>(frame: &Frame, filing: &'a ShownFiling) -> Filed<'a> {
    Filed {
        href: format!("/filings/{}", filing.id),
        to: frame.pick(&filing.to),
        reason: frame.pick(&filing.reason),
        class: match filing.tone {
            Tone::On => "on",
            Tone::Wait => "wait",
            Tone::Over => "",
        },
        state: frame.pick(&filing.state),
    }
}

/// The page of who looked, as HTML.
pub fn render_looked(frame: &Frame, page: &LookedPage) -> String {
    html(&LookedHtml { frame, page })
}

/// The page of the family, as HTML.
pub fn render_family(frame: &Frame, page: &FamilyPage) -> String {
    let helpers = page.helpers.iter().map(|(id, name, relation, since)| {
        (
            id.as_str(),
            mask_name(name),
            frame.pick(relation),
            since.as_str(),
        )
    });
    let helped = page.helped.iter();
    let helped =
        helped.map(|(id, name, relation)| (id.as_str(), mask_name(name), frame.pick(relation)));
    let grouped = |code: &str| match code.split_at_checked(4) {
        Some((head, tail)) => format!("{head} {tail}"),
        None => code.to_owned(),
    };
    html(&FamilyHtml {
        frame,
        page,
        helpers: helpers.collect(),
        helped: helped.collect(),
        code: page
            .code
            .as_ref()
            .map(|(name, code)| (mask_name(name), grouped(code))),
    })
}

/// A word of a closed list with its name, for a list to choose from.
pub fn choices<T: Named + Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
) -> Vec<(&'static str, Bilingual)> {
    all.iter().map(|one| (word(*one), one.name())).collect()
}
