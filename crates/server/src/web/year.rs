//! The page of one's year: what is left of what is limited, the account, what the next stay costs
//! first, and what was corrected. `/me/year`.

use askama::Template;
use domain::facility::Level;
use domain::ids::mask_name;
use domain::{Bilingual, Money};
use jiff::civil::Date;

use super::frame::{Frame, Lang};
use super::person::{CountedRow, ShownEnrolment, YearRow, counted};
use super::text::{AdviceText, MineText, Text};
use super::{html, words};

/// A person's year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MyYearPage {
    /// Name; the page masks it.
    pub name: String,
    /// Whether it is of somebody one acts for.
    pub is_for_other: bool,
    /// Insurances.
    pub enrolments: Vec<ShownEnrolment>,
    /// What the next stay costs first, by insurance.
    pub deductibles: Vec<NextDeductible>,
    /// What was used, and of what.
    pub rows: Vec<YearRow>,
    /// Corrections of this year, newest first, each with its bill.
    pub corrections: Vec<(Bilingual, String)>,
    /// The page of the bills.
    pub bills: String,
    /// The day it is told for.
    pub today: Date,
}

/// What the next stay at home costs first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDeductible {
    /// Name of the insured place.
    pub insured_at: Bilingual,
    /// How many stays were counted this year.
    pub stays: u8,
    /// By level of hospital.
    pub levels: Vec<(Level, Money)>,
}

#[derive(Template)]
#[template(path = "me_year.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a MyYearPage,
    name: String,
    until: String,
    accounts: Vec<(&'a str, String)>,
    deductibles: Vec<(String, Vec<(String, String)>)>,
    year: Vec<CountedRow<'a>>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &MyYearPage) -> String {
    let accounts = page.enrolments.iter();
    let accounts = accounts.filter(|one| !one.account.is_zero()).map(|one| {
        let amount = words::yuan(frame.lang, one.account);
        (frame.pick(&one.insured_at), amount)
    });
    html(&Html {
        frame,
        page,
        name: mask_name(&page.name),
        until: words::day(frame.lang, page.today),
        accounts: accounts.collect(),
        deductibles: page
            .deductibles
            .iter()
            .map(|one| deductible(frame, one))
            .collect(),
        year: page.rows.iter().map(|row| counted(frame, row)).collect(),
    })
}

/// «Your second stay of this year», and what one pays first by level.
fn deductible(frame: &Frame, next: &NextDeductible) -> (String, Vec<(String, String)>) {
    let place = frame.pick(&next.insured_at);
    let turn = u16::from(next.stays) + 1;
    let says = match frame.lang {
        Lang::Zh => format!("{place}，今年第 {turn} 次住院"),
        Lang::En => format!("{place}, stay number {turn} of this year"),
    };
    let levels = next.levels.iter();
    let levels =
        levels.map(|(level, amount)| (frame.name(level), words::yuan(frame.lang, *amount)));
    (says, levels.collect())
}
