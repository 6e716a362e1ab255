//! A facility's own list of a day against what is settled here. `/desk/day`.

use askama::Template;
use desk::hospital::{ComparedDay, DayDifference};
use domain::{Bilingual, Money};

use super::frame::Frame;
use super::text::{BillText, Text};
use super::{html, words};

/// The page of a day that is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComparedDayPage {
    /// Name of the facility.
    pub facility: String,
    /// The day.
    pub day: String,
    /// What was found, once a list was handed in.
    pub compared: Option<ComparedDay>,
    /// The list as it was pasted.
    pub list: String,
    /// What was wrong with it.
    pub wrong: Option<Bilingual>,
}

impl ComparedDayPage {
    fn has_list(&self) -> bool {
        !self.list.is_empty()
    }
}

/// A bill that differs, as the page shows it.
struct DifferenceDrawn {
    number: String,
    is_here: bool,
    what: BillText,
    next: BillText,
    own: String,
    here: String,
}

/// What differs, with what to do.
fn drawn(frame: &Frame, one: &DayDifference) -> DifferenceDrawn {
    let yuan = |amount: Money| words::yuan(frame.lang, amount);
    let own = |bill: &desk::hospital::OwnBill| match bill.person {
        Some(person) => format!("{} / {}", yuan(bill.total), yuan(person)),
        None => yuan(bill.total),
    };
    let here = |made: &desk::hospital::SettledThatDay| {
        format!(
            "{} / {}",
            yuan(made.shares.total()),
            yuan(made.shares.person())
        )
    };
    let (number, is_here, (what, next), own, here) = match one {
        DayDifference::NotInOwn(made) => (
            made.id.to_string(),
            true,
            (BillText::NotInOwn, BillText::NotInOwnNext),
            String::new(),
            here(made),
        ),
        DayDifference::NotHere(bill) => (
            bill.settlement.clone(),
            false,
            (BillText::NotHere, BillText::NotHereNext),
            own(bill),
            String::new(),
        ),
        DayDifference::OtherAmounts(bill, made) => (
            made.id.to_string(),
            true,
            (BillText::OtherAmounts, BillText::OtherAmountsNext),
            own(bill),
            here(made),
        ),
        DayDifference::TakenBack(bill, made) => (
            made.id.to_string(),
            true,
            (BillText::TakenBackHere, BillText::TakenBackHereNext),
            own(bill),
            here(made),
        ),
        DayDifference::ListedTwice(bill) => (
            bill.settlement.clone(),
            false,
            (BillText::ListedTwice, BillText::ListedTwiceNext),
            own(bill),
            String::new(),
        ),
    };
    DifferenceDrawn {
        number,
        is_here,
        what,
        next,
        own,
        here,
    }
}

#[derive(Template)]
#[template(path = "bill_day.html")]
struct ComparedDayHtml<'a> {
    frame: &'a Frame,
    page: &'a ComparedDayPage,
    heading: String,
    differences: Vec<DifferenceDrawn>,
    /// What, in the own list, here.
    sums: Vec<(&'static str, String, String)>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &ComparedDayPage) -> String {
    let found = page.compared.as_ref();
    let differences: Vec<_> = found
        .iter()
        .flat_map(|day| &day.differences)
        .map(|one| drawn(frame, one))
        .collect();
    let sums = found.map(|day| {
        vec![
            (
                frame.say(BillText::HowManyBills),
                day.own_count.to_string(),
                day.here_count.to_string(),
            ),
            (
                frame.say(BillText::Total),
                words::yuan(frame.lang, day.own_total),
                words::yuan(frame.lang, day.here.total()),
            ),
        ]
    });
    html(&ComparedDayHtml {
        frame,
        page,
        heading: found.map_or_else(
            || frame.say(BillText::CompareDay).to_owned(),
            |day| words::day_compared(frame.lang, (differences.len(), day.agree)),
        ),
        differences,
        sums: sums.unwrap_or_default(),
    })
}
