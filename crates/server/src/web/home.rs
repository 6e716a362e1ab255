//! The home page: what this is in three steps, a bill already worked out, people and hospitals to
//! try it with. `/`.

use askama::Template;
use domain::Bilingual;
use domain::bill::Scope;
use domain::facility::{Care, Level};
use domain::person::Scheme;
use domain::shares::Shares;
use jiff::civil::Date;

use super::chart::Ribbon;
use super::frame::Frame;
use super::text::Text;
use super::{html, words};

/// What the home page shows. Links that are none are not drawn: a page never links to nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomePage {
    /// The page that asks whether one has to file.
    pub ask: Option<String>,
    /// The page to file on.
    pub file: Option<String>,
    /// Settlements already made.
    pub examples: Vec<ListedSettlement>,
    /// Invented people.
    pub people: Vec<DemoPersonView>,
    /// Invented hospitals.
    pub facilities: Vec<DemoFacility>,
    /// Things to try.
    pub tries: Vec<Try>,
}

/// A settlement in a list, with its ribbon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSettlement {
    /// Its page.
    pub href: String,
    /// Name of the facility.
    pub facility: String,
    /// Kind of care.
    pub care: Care,
    /// Day of settlement.
    pub settled_on: Date,
    /// The bill by scope.
    pub scope: Scope,
    /// Who pays.
    pub shares: Shares,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
    /// What to look at, if there is something.
    pub note: Bilingual,
}

/// An invented person. The full name may be shown because it belongs to nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoPersonView {
    /// Invented name.
    pub name: String,
    /// Name of the insured place.
    pub insured_at: Bilingual,
    /// Scheme.
    pub scheme: Scheme,
    /// What this person shows.
    pub proves: Bilingual,
    /// The person's page.
    pub href: Option<String>,
}

/// An invented hospital.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoFacility {
    /// Name.
    pub name: String,
    /// Name of its place.
    pub region: Bilingual,
    /// Settlement level.
    pub level: Level,
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

#[derive(Template)]
#[template(path = "home.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a HomePage,
    examples: Vec<Listed<'a>>,
}

/// A listed settlement, prepared.
pub(super) struct Listed<'a> {
    pub href: &'a str,
    pub title: String,
    pub you_pay: String,
    pub day: String,
    pub note: &'a str,
    pub is_cancelled: bool,
    pub ribbon: Ribbon,
    pub ribbon_label: String,
}

impl<'a> Listed<'a> {
    /// Prepares settlements for a list.
    pub(super) fn all(frame: &Frame, settlements: &'a [ListedSettlement]) -> Vec<Listed<'a>> {
        let prepare = |settlement| Listed::of(frame, settlement);
        settlements.iter().map(prepare).collect()
    }

    fn of(frame: &Frame, settlement: &'a ListedSettlement) -> Listed<'a> {
        let ribbon = Ribbon::of(&settlement.scope, &settlement.shares);

        Listed {
            href: &settlement.href,
            title: format!("{} · {}", settlement.facility, frame.name(&settlement.care)),
            you_pay: words::yuan(frame.lang, settlement.shares.person()),
            day: words::bill_of_day(frame.lang, settlement.settled_on, settlement.shares.total()),
            note: frame.pick(&settlement.note),
            is_cancelled: settlement.is_cancelled,
            ribbon_label: ribbon.describe(frame.lang),
            ribbon,
        }
    }
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &HomePage) -> String {
    html(&Html {
        frame,
        page,
        examples: Listed::all(frame, &page.examples),
    })
}
