//! A bill tried out: who would pay what, by the version in force and by the others, on this footing
//! and on others; or what is known where there is no answer. `/policy/what-if`.

use askama::Template;
use domain::basis::ShownBasis;
use domain::explanation::Explanation;
use domain::shares::Shares;
use domain::{Bilingual, Money};

pub use super::form::{Field, FieldKind, Form, FormOption};
use crate::web::basis::{Chip, TwoSides};
use crate::web::chart::{DrawnWith, Ribbon, Waterfall};
use crate::web::frame::Frame;
use crate::web::settlement::{
    KeyEntry, Other, alternatives, disputes, provisional, ribbon_and_key,
};
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// The form, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhatIfPage {
    /// The form with what was typed.
    pub form: Form,
    /// What was asked, in one line.
    pub context: Bilingual,
    /// What came of it; none before it is sent, or when something is wrong.
    pub outcome: Option<OutcomeView>,
    /// The same bill by each version, where they differ.
    pub priced: Vec<PricedView>,
    /// Page that lists the sources.
    pub policy_href: String,
    /// Whether all steps are open.
    pub open_all: bool,
}

/// What came of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeView {
    /// An answer.
    Answer {
        /// Who pays what and why.
        explanation: Box<Explanation>,
        /// What was not stated though a rule asks, and what it was computed as.
        assumed: Vec<Bilingual>,
        /// The version it goes by, if one was asked for.
        by: Option<Bilingual>,
    },
    /// No answer.
    Refused {
        /// Stable word.
        code: &'static str,
        /// Why, what is known, and what to do.
        says: Bilingual,
        /// What says so.
        basis: Vec<ShownBasis>,
        /// Where to ask.
        contacts: Vec<Bilingual>,
    },
}

/// The bill by one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedView {
    /// Which version.
    pub by: Bilingual,
    /// What it says.
    pub says: Bilingual,
    /// What the funds pay and what the person pays; or why there is no answer.
    pub result: Result<(Money, Money), Bilingual>,
    /// Whether it is what is in force.
    pub in_force: bool,
    /// Whether it is the one that is shown.
    pub shown: bool,
    /// The page by this version.
    pub href: Option<String>,
}

#[derive(Template)]
#[template(path = "policy_what_if_form.html")]
struct FormHtml<'a> {
    frame: &'a Frame,
    page: &'a WhatIfPage,
    wrong: Vec<(&'a str, &'a Bilingual)>,
    refused: Option<Refused<'a>>,
    priced: Vec<ShownPrice<'a>>,
}

struct Refused<'a> {
    code: &'static str,
    says: &'a str,
    basis: Vec<Chip>,
    contacts: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "policy_what_if.html")]
struct AnswerHtml<'a> {
    frame: &'a Frame,
    page: &'a WhatIfPage,
    by: Option<&'a str>,
    you_pay: String,
    who_paid: String,
    ribbon: Ribbon,
    ribbon_label: String,
    key: Vec<KeyEntry>,
    payers: String,
    footing_word: &'static str,
    footing: String,
    footing_reason: &'a str,
    chart: Waterfall,
    disputes: Vec<TwoSides>,
    alternatives: Vec<Other>,
    caveats: Vec<&'a str>,
    provisional: Vec<&'a str>,
    assumed: Vec<&'a str>,
    priced: Vec<ShownPrice<'a>>,
}

struct ShownPrice<'a> {
    by: &'a str,
    says: &'a str,
    result: String,
    in_force: bool,
    shown: bool,
    href: Option<&'a str>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &WhatIfPage) -> String {
    match &page.outcome {
        Some(OutcomeView::Answer {
            explanation,
            assumed,
            by,
        }) => answer(frame, page, (explanation, assumed, by)),
        Some(OutcomeView::Refused {
            code,
            says,
            basis,
            contacts,
        }) => {
            let refused = Refused {
                code,
                says: frame.pick(says),
                basis: Chip::all(frame, basis, Some(&page.policy_href)),
                contacts: contacts.iter().map(|one| frame.pick(one)).collect(),
            };
            form(frame, page, Some(refused))
        }
        None => form(frame, page, None),
    }
}

fn form(frame: &Frame, page: &WhatIfPage, refused: Option<Refused<'_>>) -> String {
    html(&FormHtml {
        frame,
        page,
        wrong: page.form.wrong(),
        refused,
        priced: page.priced.iter().map(|one| price(frame, one)).collect(),
    })
}

fn answer(
    frame: &Frame,
    page: &WhatIfPage,
    (explanation, assumed, by): (&Explanation, &[Bilingual], &Option<Bilingual>),
) -> String {
    let lang = frame.lang;
    let (ribbon, key) = ribbon_and_key(frame, &explanation.scope, &explanation.shares);
    let drawn_with = DrawnWith {
        sources: Some(&page.policy_href),
        ..DrawnWith::default()
    };
    html(&AnswerHtml {
        frame,
        page,
        by: by.as_ref().map(|by| frame.pick(by)),
        you_pay: words::yuan(lang, explanation.shares.person()),
        who_paid: words::who_paid(lang, &explanation.shares),
        ribbon_label: ribbon.describe(lang),
        ribbon,
        key,
        payers: payers(&explanation.shares),
        footing_word: explanation.footing.footing.word(),
        footing: frame.name(&explanation.footing.footing),
        footing_reason: frame.pick(&explanation.footing.reason),
        chart: Waterfall::draw(frame, explanation, drawn_with),
        disputes: disputes(frame, explanation),
        alternatives: alternatives(frame, explanation),
        caveats: explanation.caveats.iter().map(|c| frame.pick(c)).collect(),
        provisional: provisional(frame, explanation),
        assumed: assumed.iter().map(|one| frame.pick(one)).collect(),
        priced: page.priced.iter().map(|one| price(frame, one)).collect(),
    })
}

/// `pooled-fund 8460.00, cash 1540.00`: the amounts for programs that read the page.
fn payers(shares: &Shares) -> String {
    let paid = shares.iter().filter(|(_, amount)| !amount.is_zero());
    let words: Vec<String> = paid
        .map(|(payer, amount)| format!("{payer} {amount}"))
        .collect();
    words.join(", ")
}

fn price<'a>(frame: &Frame, one: &'a PricedView) -> ShownPrice<'a> {
    ShownPrice {
        by: frame.pick(&one.by),
        says: frame.pick(&one.says),
        result: match &one.result {
            Ok((funds, person)) => words::both_parts(frame.lang, *funds, *person),
            Err(why) => frame.pick(why).to_owned(),
        },
        in_force: one.in_force,
        shown: one.shown,
        href: one.href.as_deref(),
    }
}
