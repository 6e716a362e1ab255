//! The page of one settlement: what you pay, who pays the rest, every step with its reason, and
//! what it would have been on another footing. `/settlements/{id}`.

pub mod arrange;

use askama::Template;
use domain::bill::Scope;
use domain::explanation::{Alternative, ExplainedStep, Explanation, Half};
use domain::facility::Care;
use domain::ids::{Certificate, mask_name};
use domain::shares::Shares;
use domain::situation::Footing;
use domain::{Bilingual, Money};
use jiff::civil::Date;

use super::basis::{Chip, TwoSides};
use super::chart::{self, Ribbon, Waterfall};
use super::frame::Frame;
use super::text::Text;
use super::{html, words};
use arrange::{Role, rows};

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
    /// Whether all steps are open (`?open=all`).
    pub open_all: bool,
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
    key: Vec<KeyEntry>,
    footing: String,
    footing_tone: &'static str,
    footing_reason: String,
    footing_basis: Vec<Chip>,
    chart: Waterfall,
    table: Vec<TableRow>,
    halves: Vec<HalfOfSteps>,
    alternatives: Vec<Other>,
    caveats: Vec<&'a str>,
    provisional: Vec<&'a str>,
    person: String,
    fingerprint: String,
}

/// One entry of the ribbon's key.
pub(super) struct KeyEntry {
    pub class: &'static str,
    pub name: String,
    pub amount: String,
}

pub(super) struct TableRow {
    pub title: String,
    pub amount: String,
    pub left: String,
    pub class: &'static str,
    pub is_sum: bool,
}

pub(super) struct HalfOfSteps {
    pub name: String,
    pub steps: Vec<StepView>,
}

pub(super) struct StepView {
    /// Whether there is more to say than name and amount.
    pub opens: bool,
    pub title: String,
    pub class: &'static str,
    pub amount: String,
    pub formula: String,
    pub detail: String,
    pub basis: Vec<Chip>,
    pub disputes: Vec<TwoSides>,
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
    html(&Html {
        frame,
        page,
        context: context(frame, page),
        cancelled: match page.state {
            State::Live => None,
            State::Cancelled(on) => Some(words::day(lang, on)),
        },
        you_pay: words::yuan(lang, page.shares.person()),
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
        chart: Waterfall::draw(frame, explanation),
        table: table(frame, explanation),
        halves: halves(frame, explanation, sources),
        alternatives: alternatives(frame, explanation),
        caveats: explanation.caveats.iter().map(|c| frame.pick(c)).collect(),
        provisional: provisional(frame, explanation),
        person: format!(
            "{} · {}",
            mask_name(&page.person_name),
            page.certificate.masked()
        ),
        // The first sixteen characters tell two packs apart; the whole hash is in the API.
        fingerprint: domain::text::cut(&explanation.pack_hash, 16),
    })
}

/// Facility, care and day in one line.
fn context(frame: &Frame, page: &SettlementPage) -> String {
    format!(
        "{} · {} · {}",
        page.facility,
        frame.name(&page.care),
        words::day(frame.lang, page.settled_on)
    )
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

pub(super) fn table(frame: &Frame, explanation: &Explanation) -> Vec<TableRow> {
    let plain = |amount: Money| words::yuan(frame.lang, amount);
    rows(explanation)
        .into_iter()
        .map(|row| TableRow {
            title: frame.pick(&row.title).to_owned(),
            amount: plain(row.amount),
            left: row.left.map(plain).unwrap_or_default(),
            class: chart::class(row.part),
            is_sum: row.role == Role::Sum,
        })
        .collect()
}

pub(super) fn halves(
    frame: &Frame,
    explanation: &Explanation,
    sources: Option<&str>,
) -> Vec<HalfOfSteps> {
    Half::ALL
        .iter()
        .map(|&half| HalfOfSteps {
            name: frame.name(&half),
            steps: explanation
                .steps
                .iter()
                .filter(|step| step.half == half)
                .map(|shown| step(frame, shown, sources))
                .collect(),
        })
        .filter(|half| !half.steps.is_empty())
        .collect()
}

fn step(frame: &Frame, step: &ExplainedStep, sources: Option<&str>) -> StepView {
    let detail = frame.pick(&step.detail).to_owned();
    let has_formula = step.formula != step.amount.grouped();
    StepView {
        opens: has_formula || !(detail.is_empty() && step.basis.is_empty()),
        title: frame.pick(&step.title).to_owned(),
        class: chart::class(step.part),
        amount: words::yuan(frame.lang, step.amount),
        formula: if has_formula {
            step.formula.clone()
        } else {
            String::new()
        },
        detail,
        basis: Chip::all(frame, &step.basis, sources),
        disputes: step
            .disputes
            .iter()
            .map(|dispute| TwoSides::of(frame, dispute, step.amount))
            .collect(),
    }
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
