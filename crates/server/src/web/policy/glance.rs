//! A place in ten seconds, as people see it.

use domain::Money;
use domain::text::Bilingual;
use workbench::glance::{GLANCED_BILL, GLANCED_LEVELS, GlancedBill, PlaceGlance};

use crate::web::frame::Frame;
use crate::web::text::PolicyText;
use crate::web::words;

/// The figures in the language of a page.
pub(super) struct ShownGlance<'a> {
    /// Of which tier.
    pub tier: &'a str,
    pub levels: Vec<String>,
    pub rates: Vec<ShownRates<'a>>,
    pub deductibles: Vec<String>,
    pub by_bands: bool,
    pub elsewhere: Vec<ShownElsewhere<'a>>,
    pub most: Vec<(&'a str, String)>,
    /// The bill the situations are compared on.
    pub bill: String,
}

/// What is paid of a stay, for some of the people.
pub(super) struct ShownRates<'a> {
    pub whose: &'a str,
    /// By level; none is not known.
    pub rates: Vec<Option<String>>,
}

/// A situation elsewhere: a bar and what is left.
pub(super) struct ShownElsewhere<'a> {
    pub name: &'a str,
    pub says: String,
    /// Where the funds' part ends, in thousandths; none where nothing is settled or known.
    pub funds: Option<i64>,
}

impl<'a> ShownGlance<'a> {
    pub(super) fn of(frame: &Frame, glance: &'a PlaceGlance) -> ShownGlance<'a> {
        let whole = |amount: Money| words::whole_yuan(frame.lang, amount);
        let unknown = || frame.say(PolicyText::NotKnownShort).to_owned();
        ShownGlance {
            tier: glance.tier.as_ref().map_or("", |tier| frame.pick(tier)),
            levels: GLANCED_LEVELS
                .iter()
                .map(|level| frame.name(level))
                .collect(),
            rates: glance
                .rates
                .iter()
                .map(|(whose, rates)| ShownRates {
                    whose: frame.pick(whose),
                    rates: rates
                        .iter()
                        .map(|rate| rate.map(|share| share.to_string()))
                        .collect(),
                })
                .collect(),
            deductibles: glance
                .deductibles
                .iter()
                .map(|amount| amount.map_or_else(unknown, whole))
                .collect(),
            by_bands: glance.by_bands,
            elsewhere: glance
                .elsewhere
                .iter()
                .map(|one| elsewhere(frame, one))
                .collect(),
            most: glance
                .most
                .iter()
                .map(|(name, most)| (frame.pick(name), whole(*most)))
                .collect(),
            bill: whole(GLANCED_BILL),
        }
    }
}

fn elsewhere<'a>(frame: &Frame, (name, bill): &'a (Bilingual, GlancedBill)) -> ShownElsewhere<'a> {
    let (says, funds) = match bill {
        GlancedBill::Paid { funds, person } => {
            let left = words::whole_yuan(frame.lang, *person);
            let says = format!("{} {left}", frame.say(PolicyText::YouPayShort));
            (says, Some(funds.fen() * 1_000 / GLANCED_BILL.fen()))
        }
        GlancedBill::NotDirect => (frame.say(PolicyText::NotOnTheSpot).to_owned(), None),
        GlancedBill::Unknown => (frame.say(PolicyText::NotKnownShort).to_owned(), None),
    };
    ShownElsewhere {
        name: frame.pick(name),
        says,
        funds,
    }
}
