//! The page of one's year: what is left of what is limited, the account, what the next stay costs
//! first, and what was corrected. `/me/year`.

use askama::Template;
use domain::facility::Level;
use domain::ids::mask_name;
use domain::shares::{Payer, Shares};
use domain::{Bilingual, Money};
use jiff::civil::Date;

use super::chart::Meter;
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
    /// Who paid what of the bills of the year, by insurance.
    pub spent: Vec<SpentInYear>,
    /// What the personal account may pay.
    pub accounts: Vec<AccountRules>,
    /// Near relatives on record: full name and relation.
    pub relatives: Vec<(String, Bilingual)>,
    /// The years to choose from, each with whether it is shown.
    pub years: Vec<(String, bool)>,
    /// Whether it is this year.
    pub is_now: bool,
    /// The page of the bills.
    pub bills: String,
    /// The day it is told for.
    pub today: Date,
}

impl MyYearPage {
    /// Whether something counts in this year though no bill of it was settled here.
    pub fn has_brought_along(&self) -> bool {
        let is_used = self.rows.iter().any(|row| !row.used.is_zero());
        self.spent.is_empty() && (is_used || self.deductibles.iter().any(|next| next.stays > 0))
    }
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

/// Who paid what in a year under one insurance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpentInYear {
    /// Insured place and scheme.
    pub under: Bilingual,
    /// How many bills.
    pub bills: usize,
    /// Who paid what.
    pub shares: Shares,
}

/// What the rules say of a personal account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRules {
    /// Name of the insured place.
    pub insured_at: Bilingual,
    /// The parts of a bill it may pay; none where that is not known.
    pub pays: Option<Vec<Bilingual>>,
    /// What they say of sharing it with near relatives.
    pub sharing: Vec<Bilingual>,
}

/// A year of bills as the page draws it.
struct SpentDrawn<'a> {
    under: &'a str,
    bills: String,
    total: String,
    payers: Vec<PayerDrawn>,
}

/// A payer with a bar.
struct PayerDrawn {
    name: String,
    amount: String,
    class: &'static str,
    meter: Meter,
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
    spent: Vec<SpentDrawn<'a>>,
    rules: Vec<(&'a str, Option<String>, Vec<&'a str>)>,
    relatives: Vec<(String, &'a str)>,
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
        spent: page.spent.iter().map(|one| spent(frame, one)).collect(),
        rules: page.accounts.iter().map(|one| rules(frame, one)).collect(),
        relatives: page
            .relatives
            .iter()
            .map(|(name, relation)| (mask_name(name), frame.pick(relation)))
            .collect(),
    })
}

/// «Your second stay of this year», and what one pays first by level.
pub(super) fn deductible(frame: &Frame, next: &NextDeductible) -> (String, Vec<(String, String)>) {
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

fn spent<'a>(frame: &Frame, one: &'a SpentInYear) -> SpentDrawn<'a> {
    let total = one.shares.total();
    let payers = one.shares.iter().filter(|(_, amount)| !amount.is_zero());
    SpentDrawn {
        under: frame.pick(&one.under),
        bills: match frame.lang {
            Lang::Zh => format!("{} 笔", one.bills),
            Lang::En => format!("bills: {}", one.bills),
        },
        total: words::yuan(frame.lang, total),
        payers: payers
            .map(|(payer, amount)| PayerDrawn {
                name: frame.name(&payer),
                amount: words::yuan(frame.lang, amount),
                class: class_of(payer),
                meter: Meter::of(amount, total),
            })
            .collect(),
    }
}

/// The texture of a payer.
const fn class_of(payer: Payer) -> &'static str {
    match payer {
        Payer::PooledFund => "fund",
        Payer::Account | Payer::FamilyAccount => "account",
        Payer::Cash => "cash",
        _ => "supplement",
    }
}

/// Place, the parts an account may pay, what is said of sharing it.
fn rules<'a>(frame: &Frame, one: &'a AccountRules) -> (&'a str, Option<String>, Vec<&'a str>) {
    let pays = one.pays.as_ref().map(|parts| {
        let parts: Vec<&str> = parts.iter().map(|part| frame.pick(part)).collect();
        parts.join(match frame.lang {
            Lang::Zh => "、",
            Lang::En => ", ",
        })
    });
    let sharing = one.sharing.iter().map(|says| frame.pick(says));
    (frame.pick(&one.insured_at), pays, sharing.collect())
}
