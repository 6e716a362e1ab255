//! The desk where a facility settles without a system of its own: the day, one person's bill as a
//! form with what it would come to, and a settled bill to print. `/desk`.

use std::collections::BTreeMap;

use askama::Template;
use domain::bill::Scope;
use domain::explain::bought_on_account;
use domain::explanation::Explanation;
use domain::ids::mask_name;
use domain::shares::Shares;
use domain::{Bilingual, Money};

pub use super::bill_parts::{
    BillCell, BillRow, ChargedLine, DiagnosisTyped, ItemShown, RefusalShown, SaidAhead, StayShown,
};
use super::chart::{DrawnWith, Ribbon, Waterfall};
use super::clerk::OfferedChoice;
use super::frame::Frame;
use super::settlement::{KeyEntry, provisional, ribbon_and_key};
use super::text::{BillText, DeskText, FacilityDeskText, Text};
use super::{html, words};

/// One of the sums of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySum {
    /// How many.
    pub count: usize,
    /// Who paid what.
    pub shares: Shares,
}

/// A bill in the list of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedBill {
    /// Its number.
    pub id: String,
    /// The full name; the page masks it.
    pub name: String,
    /// The time of day.
    pub at: String,
    /// Who pays what.
    pub shares: Shares,
    /// Whether it was taken back.
    pub is_cancelled: bool,
}

/// The first page: who is here, and the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillDeskPage {
    /// Name of the facility.
    pub facility: String,
    /// The day that is shown.
    pub day: String,
    /// What was settled.
    pub settled: DaySum,
    /// What was taken back.
    pub cancelled: DaySum,
    /// What stands.
    pub stands: Shares,
    /// The newest first.
    pub bills: Vec<ListedBill>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

/// A line as it is priced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PricedLine {
    /// Its number within the bill.
    pub number: String,
    /// What it is.
    pub name: String,
    /// Whether it gives another line back.
    pub gives_back: bool,
    /// What it costs.
    pub amount: Money,
    /// What of it is not paid, and why.
    pub not_paid: Vec<(Money, Bilingual)>,
}

/// What a bill comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillTold {
    /// The bill.
    pub scope: Scope,
    /// Who pays what.
    pub shares: Shares,
    /// Why.
    pub explanation: Explanation,
    /// Its lines.
    pub lines: Vec<PricedLine>,
}

/// One person's bill as a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillFormPage {
    /// Name of the facility.
    pub facility: String,
    /// Our number for the person.
    pub person: String,
    /// Full name; the page masks it.
    pub name: String,
    /// The masked number.
    pub number: String,
    /// Insurances: the value of the form and the words.
    pub insured: Vec<(String, Bilingual)>,
    /// Whether it is a pharmacy.
    pub is_pharmacy: bool,
    /// Kinds of care that can be settled here.
    pub kinds: Vec<OfferedChoice>,
    /// What is said before care.
    pub ahead: Vec<SaidAhead>,
    /// The stay the form may go on with.
    pub stay: Option<StayShown>,
    /// Diagnoses, the main one first.
    pub diagnoses: Vec<DiagnosisTyped>,
    /// Diseases the rules of the insured places know: code and name.
    pub diseases: Vec<(String, Bilingual)>,
    /// Items that were looked for.
    pub found: Option<Vec<ItemShown>>,
    /// The rows of the bill.
    pub rows: Vec<BillRow>,
    /// Items to choose from: code and name.
    pub items: Vec<(String, String)>,
    /// The number of the form.
    pub form: String,
    /// Today.
    pub today: String,
    /// What was typed before, by the name of the field.
    pub typed: BTreeMap<String, String>,
    /// What is wrong, by the name of the field.
    pub faults: BTreeMap<String, Bilingual>,
    /// What became of the form, where somebody asked.
    pub came: Option<Bilingual>,
    /// What is wrong as a whole.
    pub wrong: Option<Bilingual>,
    /// What happens with what the rules refuse.
    pub refused: Option<RefusalShown>,
    /// What it would come to.
    pub told: Option<BillTold>,
    /// What that was worked out from, as the form sends it back.
    pub inputs: String,
}

/// A settled bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillOnPaper {
    /// Number of the settlement.
    pub id: String,
    /// Name of the facility.
    pub facility: String,
    /// Full name; the page masks it.
    pub name: String,
    /// The masked number.
    pub number: String,
    /// Insured place and scheme.
    pub insured: Bilingual,
    /// Kind of care.
    pub care: Bilingual,
    /// Its days.
    pub days: Bilingual,
    /// When it was settled.
    pub at: String,
    /// What it came to.
    pub told: BillTold,
    /// Since when it is taken back.
    pub cancelled: Option<String>,
    /// Where it is a form again, once it is taken back.
    pub again: Option<String>,
    /// Whether it was settled just now.
    pub is_new: bool,
    /// How many milliseconds settling it took, where that is known.
    pub took_ms: Option<u32>,
    /// What taking it back would do, where somebody asked.
    pub ahead: Vec<Bilingual>,
    /// The number under which it is taken back.
    pub form: String,
    /// Why it was to be taken back, as typed.
    pub reason: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

impl BillFormPage {
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    fn day(&self) -> &str {
        match self.typed("from") {
            "" => &self.today,
            typed => typed,
        }
    }

    /// Whether a box is ticked; that of the account is until somebody says otherwise.
    fn ticked(&self, name: &str) -> bool {
        self.typed(name) == "1" || name == "account" && self.typed.is_empty()
    }

    /// What the day is called.
    fn day_label(&self, frame: &Frame) -> &'static str {
        match self.is_pharmacy {
            true => frame.say(BillText::SaleDay),
            false => frame.say(BillText::VisitDay),
        }
    }

    /// What the code of whoever treats is called.
    fn doctor_code(&self, frame: &Frame) -> &'static str {
        match self.is_pharmacy {
            true => frame.say(BillText::PharmacistCode),
            false => frame.say(FacilityDeskText::DoctorCode),
        }
    }

    /// The same of the name.
    fn doctor_name(&self, frame: &Frame) -> &'static str {
        match self.is_pharmacy {
            true => frame.say(BillText::PharmacistName),
            false => frame.say(FacilityDeskText::DoctorName),
        }
    }

    fn fault(&self, name: &str) -> Option<&Bilingual> {
        self.faults.get(name)
    }
}

/// What a bill comes to, as the page draws it.
pub(super) struct ToldDrawn<'a> {
    pub pays: String,
    pub whole: String,
    pub ribbon: Ribbon,
    pub ribbon_label: String,
    pub key: Vec<KeyEntry>,
    pub payers: Vec<(String, String)>,
    pub chart: Waterfall,
    pub provisional: Vec<&'a str>,
    pub lines: Vec<LineDrawn>,
}

pub(super) struct LineDrawn {
    pub name: String,
    pub gives_back: bool,
    pub amount: String,
    pub not_paid: Vec<(String, String)>,
}

fn payers(frame: &Frame, shares: &Shares) -> Vec<(String, String)> {
    let paid = shares.iter().filter(|(_, amount)| !amount.is_zero());
    paid.map(|(payer, amount)| (frame.name(&payer), words::yuan(frame.lang, amount)))
        .collect()
}

/// What the amounts rest on for now, and that it was bought on one's own account.
fn notices<'a>(frame: &Frame, explanation: &'a Explanation) -> Vec<&'a str> {
    let on_account = bought_on_account();
    let said = explanation.caveats.iter();
    let said = said.filter(|one| **one == on_account);
    let mut all = provisional(frame, explanation);
    all.extend(said.map(|one| frame.pick(one)));
    all
}

impl<'a> ToldDrawn<'a> {
    pub(super) fn of(frame: &Frame, told: &'a BillTold) -> ToldDrawn<'a> {
        let (ribbon, key) = ribbon_and_key(frame, &told.scope, &told.shares);
        let yuan = |amount: Money| words::yuan(frame.lang, amount);
        let lines = told.lines.iter().map(|line| LineDrawn {
            name: line.name.clone(),
            gives_back: line.gives_back,
            amount: yuan(line.amount),
            not_paid: line
                .not_paid
                .iter()
                .map(|(amount, why)| (yuan(*amount), frame.pick(why).to_owned()))
                .collect(),
        });
        ToldDrawn {
            pays: yuan(told.shares.person()),
            whole: yuan(told.shares.total()),
            ribbon_label: ribbon.describe(frame.lang),
            ribbon,
            key,
            payers: payers(frame, &told.shares),
            chart: Waterfall::draw(
                frame,
                &told.explanation,
                DrawnWith {
                    places: None,
                    sources: None,
                },
            ),
            provisional: notices(frame, &told.explanation),
            lines: lines.collect(),
        }
    }

    pub(super) fn is_all_paid(&self) -> bool {
        self.lines.iter().all(|line| line.not_paid.is_empty())
    }
}

/// A sum of the day as the page shows it.
struct SumDrawn {
    heading: &'static str,
    count: String,
    total: String,
    payers: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "bill_desk.html")]
struct BillDeskHtml<'a> {
    frame: &'a Frame,
    page: &'a BillDeskPage,
    sums: Vec<SumDrawn>,
}

#[derive(Template)]
#[template(path = "bill_form.html")]
struct BillFormHtml<'a> {
    frame: &'a Frame,
    page: &'a BillFormPage,
    name: String,
    told: Option<ToldDrawn<'a>>,
    quoted: String,
}

#[derive(Template)]
#[template(path = "bill_paper.html")]
struct BillPaperHtml<'a> {
    frame: &'a Frame,
    page: &'a BillOnPaper,
    name: String,
    told: ToldDrawn<'a>,
}

#[derive(Template)]
#[template(path = "bill_slip.html")]
struct BillSlipHtml<'a> {
    frame: &'a Frame,
    page: &'a BillOnPaper,
    name: String,
    told: ToldDrawn<'a>,
}

/// The first page as HTML.
pub fn render(frame: &Frame, page: &BillDeskPage) -> String {
    let sum = |heading: BillText, count: Option<usize>, shares: &Shares| SumDrawn {
        heading: frame.say(heading),
        count: count.map_or_else(String::new, |count| count.to_string()),
        total: words::yuan(frame.lang, shares.total()),
        payers: payers(frame, shares),
    };
    let (settled, cancelled) = (&page.settled, &page.cancelled);
    let mut sums = vec![sum(
        BillText::SettledCount,
        Some(settled.count),
        &settled.shares,
    )];
    if cancelled.count > 0 {
        let back = Some(cancelled.count);
        sums.push(sum(BillText::CancelledCount, back, &cancelled.shares));
        sums.push(sum(BillText::StandsCount, None, &page.stands));
    }
    html(&BillDeskHtml { frame, page, sums })
}

/// The form as HTML.
pub fn render_form(frame: &Frame, page: &BillFormPage) -> String {
    let told = page.told.as_ref();
    html(&BillFormHtml {
        frame,
        page,
        name: mask_name(&page.name),
        told: told.map(|told| ToldDrawn::of(frame, told)),
        quoted: told.map_or_else(String::new, |told| told.shares.person().to_string()),
    })
}

/// A settled bill as HTML.
pub fn render_paper(frame: &Frame, page: &BillOnPaper) -> String {
    html(&BillPaperHtml {
        frame,
        page,
        name: mask_name(&page.name),
        told: ToldDrawn::of(frame, &page.told),
    })
}

/// The same on a narrow strip, as the printers of tills have it.
pub fn render_slip(frame: &Frame, page: &BillOnPaper) -> String {
    html(&BillSlipHtml {
        frame,
        page,
        name: mask_name(&page.name),
        told: ToldDrawn::of(frame, &page.told),
    })
}

impl BillOnPaper {
    /// How long settling took, in seconds.
    fn took(&self) -> Option<String> {
        let took = self.took_ms?;
        Some(format!("{}.{:03}", took / 1_000, took % 1_000))
    }
}

impl ListedBill {
    fn masked(&self) -> String {
        mask_name(&self.name)
    }

    fn says(&self, frame: &Frame) -> String {
        let yuan = |amount| words::yuan(frame.lang, amount);
        let (total, person) = (self.shares.total(), self.shares.person());
        let [whole, pays] = [BillText::Total, BillText::PersonPays].map(|word| frame.say(word));
        format!("{whole} {}\u{3000}{pays} {}", yuan(total), yuan(person))
    }
}
