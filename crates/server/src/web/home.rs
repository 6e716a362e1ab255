//! The home page asks one question: from where to where. Below it three everyday cases as pictures
//! and the few ways on; in a demo also whom one may be. `/`.

use askama::Template;
use domain::Bilingual;
use domain::bill::Scope;
use domain::facility::Care;
use domain::shares::Shares;
use jiff::civil::Date;

use super::advice::known_names;
use super::chart::Ribbon;
use super::frame::Frame;
use super::stories::{self, ShownStory};
use super::text::{AdviceText, DirectoryText, Text};
use super::{html, words};

/// What the home page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomePage {
    /// Where the person is insured, as far as it was said.
    pub insured: String,
    /// Where the person goes, as far as it was said.
    pub treated: String,
    /// Places many people go to: code and name.
    pub hot: Vec<(String, Bilingual)>,
    /// A bill that shows how one is explained: an invented one, or one's own.
    pub bill: String,
    /// Whom one may be in a demo.
    pub roles: Vec<RoleSwitch>,
}

/// Somebody of a demo, whom one becomes with one tap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleSwitch {
    /// Whether they are insured or work here, as the form of the sign-in has it.
    pub field: &'static str,
    /// Number of the person, or name of the operator.
    pub value: String,
    /// Where they begin.
    pub to: &'static str,
    /// Who they are, in a word.
    pub name: AdviceText,
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

#[derive(Template)]
#[template(path = "home.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a HomePage,
    names: Vec<String>,
    stories: Vec<ShownStory>,
}

/// So many stories stand on the home page; the others are one step away.
const STORIES_SHOWN: usize = 3;

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
        names: known_names(frame),
        stories: stories::shown(frame)
            .into_iter()
            .take(STORIES_SHOWN)
            .collect(),
    })
}
