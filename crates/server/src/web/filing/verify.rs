//! Whether a filing on paper holds: in a word, and to nobody more than that. Of a bill, what one
//! holds the paper against: the masked name, the places, the day and the amounts; no illness.

use askama::Template;
use domain::Money;
use domain::calendar::Period;
use domain::text::Bilingual;
use jiff::civil::Date;

use crate::web::frame::Frame;
use crate::web::text::{FilingText, Text};
use crate::web::{html, words};

/// What the check code leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedFiling {
    /// How it stands today.
    pub state: FilingText,
    /// Whether it holds.
    pub holds: bool,
    /// Where insured, and the place filed to.
    pub places: (Bilingual, Bilingual),
    /// While it holds.
    pub period: Period,
}

/// A bill that a check code leads to, as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedBill {
    /// How it stands.
    pub state: FilingText,
    /// Whether it counts.
    pub holds: bool,
    /// Where insured, and where treated.
    pub places: (Bilingual, Bilingual),
    /// The masked name.
    pub name: String,
    /// Day of settlement.
    pub settled_on: Date,
    /// What the bill comes to.
    pub total: Money,
    /// What the person pays of it.
    pub person: Money,
}

/// The page that asks for a check code, and says what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyPage {
    /// What was asked.
    pub code: String,
    /// What it leads to.
    pub found: Option<VerifiedFiling>,
    /// The bill it leads to.
    pub bill: Option<VerifiedBill>,
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a VerifyPage,
    period: String,
    bill: Vec<(&'static str, String)>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &VerifyPage) -> String {
    let period = page.found.as_ref().map(|found| {
        let Period { from, until } = found.period;
        words::span(frame.lang, from, until)
    });
    html(&Html {
        frame,
        page,
        period: period.unwrap_or_default(),
        bill: page
            .bill
            .as_ref()
            .map_or_else(Vec::new, |bill| facts(frame, bill)),
    })
}

/// What a paper is held against.
fn facts(frame: &Frame, bill: &VerifiedBill) -> Vec<(&'static str, String)> {
    let lang = frame.lang;
    vec![
        (frame.say(Text::PersonLabel), bill.name.clone()),
        (
            frame.say(Text::SettledOn),
            words::day(lang, bill.settled_on),
        ),
        (frame.say(Text::WholeBill), words::yuan(lang, bill.total)),
        (frame.say(Text::YouPay), words::yuan(lang, bill.person)),
    ]
}
