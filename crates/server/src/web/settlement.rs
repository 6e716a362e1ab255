//! The page of one settlement: what you pay, who pays the rest, every step with its reason, and
//! what it would have been on another footing. `/settlements/{id}`.

pub mod arrange;
mod items;
mod paper;

use askama::Template;
use domain::bill::Scope;
use domain::explanation::{Alternative, Explanation};
use domain::facility::Care;
use domain::ids::{Certificate, mask_name};
use domain::shares::Shares;
use domain::situation::Footing;
use domain::{Bilingual, Money};
use jiff::civil::{Date, DateTime};

use super::asked::ShownQuestion;
use super::basis::{Chip, TwoSides};
use super::chart::scale::{FULL, ScaleSpan, place};
use super::chart::{self, DrawnWith, Ribbon, Waterfall};
use super::frame::{Frame, Lang};
use super::text::{AskText, Text};
use super::{html, words};
pub use items::ItemOnBill;
use items::{ClassOnBill, by_class};
use paper::OnPaperBill;

/// Whether a settlement counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It counts.
    Live,
    /// It was cancelled on this day.
    Cancelled(Date),
}

/// One settlement with its explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementPage {
    /// Settlement number.
    pub id: String,
    /// Name of the facility.
    pub facility: String,
    /// Kind of care.
    pub care: Care,
    /// Day of settlement.
    pub settled_on: Date,
    /// Name of the person; the page masks it.
    pub person_name: String,
    /// What says who the person is; the page masks it.
    pub certificate: Certificate,
    /// Name of the insured place.
    pub insured_at: Bilingual,
    /// Name of the place of care.
    pub treated_at: Bilingual,
    /// What was charged, in the order of the bill.
    pub items: Vec<ItemOnBill>,
    /// What proves the paper to be ours, and the address that says so.
    pub check: BillCheck,
    /// Where one sees how to file for the place.
    pub file_href: Option<String>,
    /// Whether it counts.
    pub state: State,
    /// What its cancellation means for later settlements, as far as the policy says.
    pub after: Vec<Bilingual>,
    /// Who pays what; where the stay was settled in part before, what is left of it.
    pub shares: Shares,
    /// What a reader has to know first: parts of a stay, corrections; each with its page.
    pub notices: Vec<(Bilingual, Option<String>)>,
    /// Why each fen went where it went.
    pub explanation: Explanation,
    /// Page of the person, where the reader may see it.
    pub person_href: Option<String>,
    /// Page of the policy pack, which lists the sources.
    pub policy_href: Option<String>,
    /// What was asked about the bill.
    pub questions: Vec<ShownQuestion>,
    /// Whether all steps are open (`?open=all`).
    pub open_all: bool,
}

/// What is printed so that a paper can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillCheck {
    /// The check code.
    pub code: String,
    /// The address that says what the code is of.
    pub address: String,
    /// When the page was made.
    pub made_at: DateTime,
}

#[derive(Template)]
#[template(path = "settlement.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a SettlementPage,
    context: String,
    cancelled: Option<String>,
    you_pay: String,
    who_paid: String,
    ribbon: Ribbon,
    ribbon_label: String,
    braces: Vec<Brace>,
    key: Vec<KeyEntry>,
    better: Option<String>,
    footing: String,
    footing_tone: &'static str,
    footing_reason: String,
    footing_basis: Vec<Chip>,
    chart: Waterfall,
    disputes: Vec<TwoSides>,
    classes: Vec<ClassOnBill>,
    adds_up: Option<String>,
    alternatives: Vec<Other>,
    caveats: Vec<&'a str>,
    provisional: Vec<&'a str>,
    person: String,
    paper: OnPaperBill,
    questions: &'a [ShownQuestion],
}

/// A stretch of the ribbon with who pays it.
pub(super) struct Brace {
    pub name: &'static str,
    pub amount: String,
    pub span: ScaleSpan,
}

/// One entry of the ribbon's key.
pub(super) struct KeyEntry {
    pub class: &'static str,
    pub name: String,
    pub amount: String,
}

pub(super) struct Other {
    pub footing: String,
    pub result: String,
    pub note: String,
}

/// What the amounts rest on for now, said beside them.
pub(super) fn provisional<'a>(frame: &Frame, explanation: &'a Explanation) -> Vec<&'a str> {
    let told = explanation.provisional.iter();
    told.map(|one| frame.pick(&one.says)).collect()
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &SettlementPage) -> String {
    let explanation = &page.explanation;
    let sources = page.policy_href.as_deref();
    let lang = frame.lang;
    let (ribbon, key) = ribbon_and_key(frame, &explanation.scope, &explanation.shares);
    let decision = &explanation.footing;
    let drawn_with = DrawnWith {
        places: Some((&page.treated_at, &page.insured_at)),
        sources,
    };
    html(&Html {
        frame,
        page,
        context: context(frame, page),
        cancelled: match page.state {
            State::Live => None,
            State::Cancelled(on) => Some(words::day(lang, on)),
        },
        you_pay: words::yuan(lang, page.shares.person()),
        braces: braces(frame, &explanation.shares),
        better: better(frame, page),
        who_paid: words::who_paid(lang, &page.shares),
        ribbon_label: ribbon.describe(lang),
        ribbon,
        key,
        footing: frame.name(&decision.footing),
        footing_tone: match decision.footing {
            Footing::Unfiled => "wait",
            _ => "on",
        },
        footing_reason: frame.pick(&decision.reason).to_owned(),
        footing_basis: Chip::all(frame, &decision.basis, sources),
        chart: Waterfall::draw(frame, explanation, drawn_with),
        disputes: disputes(frame, explanation),
        adds_up: items::adds_up(frame, &page.items, page.shares.total()),
        classes: by_class(frame, &page.items),
        alternatives: alternatives(frame, explanation),
        caveats: explanation.caveats.iter().map(|c| frame.pick(c)).collect(),
        provisional: provisional(frame, explanation),
        person: format!(
            "{}　{}",
            mask_name(&page.person_name),
            page.certificate.masked()
        ),
        paper: OnPaperBill::of(frame, page),
        questions: &page.questions,
    })
}

/// The two stretches of the ribbon: what the insurance pays, and what the person pays.
fn braces(frame: &Frame, shares: &Shares) -> Vec<Brace> {
    let size = |amount: Money| amount.max(-amount);
    let (funds, person) = (size(shares.funds()), size(shares.person()));
    let split = place(funds, size(shares.total()));
    let brace = |name: Text, amount, start, end| Brace {
        name: frame.say(name),
        amount: words::yuan(frame.lang, amount),
        span: ScaleSpan { start, end },
    };
    let both = [
        (funds, brace(Text::InsurancePays, funds, 0, split)),
        (person, brace(Text::YouPayShort, person, split, FULL)),
    ];
    let shown = both.into_iter().filter(|(amount, _)| !amount.is_zero());
    shown.map(|(_, brace)| brace).collect()
}

/// The other footing that would have left the least to the person, and how much less.
fn better(frame: &Frame, page: &SettlementPage) -> Option<String> {
    if page.state != State::Live {
        return None;
    }
    let explanation = &page.explanation;
    let others = explanation.alternatives.iter();
    let paid = others.filter_map(|other| Some((other.funds?, other)));
    let (funds, other) = paid.max_by_key(|(funds, _)| *funds)?;
    let less = funds - explanation.shares.funds();
    (less.fen() > 0).then(|| words::had_it_been(frame.lang, &other.footing, less))
}

/// Facility, care and day in one line.
fn context(frame: &Frame, page: &SettlementPage) -> String {
    let care = frame.name(&page.care);
    let day = words::day(frame.lang, page.settled_on);
    match frame.lang {
        Lang::Zh => format!("{}，{care}，{day}结清", page.facility),
        Lang::En => format!("{}, {care}, settled on {day}", page.facility),
    }
}

/// The ribbon of a bill and its key with amounts.
pub(super) fn ribbon_and_key(
    frame: &Frame,
    scope: &Scope,
    shares: &Shares,
) -> (Ribbon, Vec<KeyEntry>) {
    let ribbon = Ribbon::of(scope, shares);
    let key = ribbon
        .pieces
        .iter()
        .map(|piece| KeyEntry {
            class: chart::class(piece.part),
            name: frame.pick(&ribbon.name(piece)).to_owned(),
            amount: words::yuan(frame.lang, piece.amount),
        })
        .collect();
    (ribbon, key)
}

/// What other sources say about the steps, each once.
pub(super) fn disputes(frame: &Frame, explanation: &Explanation) -> Vec<TwoSides> {
    let mut sides: Vec<TwoSides> = Vec::new();
    for step in &explanation.steps {
        for dispute in &step.disputes {
            let side = TwoSides::of(frame, dispute, step.amount);
            if !sides.contains(&side) {
                sides.push(side);
            }
        }
    }
    sides
}

pub(super) fn alternatives(frame: &Frame, explanation: &Explanation) -> Vec<Other> {
    let paid = explanation.shares.funds();
    explanation
        .alternatives
        .iter()
        .map(
            |Alternative {
                 footing,
                 funds,
                 note,
             }| Other {
                footing: frame.pick(footing).to_owned(),
                result: match funds {
                    Some(would) => words::difference(frame.lang, paid, *would),
                    None => frame.say(Text::NotKnown).to_owned(),
                },
                note: frame.pick(note).to_owned(),
            },
        )
        .collect()
}
