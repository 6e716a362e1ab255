//! Where sources disagree, by place: who says what, what it would come to, which one decides and
//! why. `/policy/disputes`.

use askama::Template;
use domain::Bilingual;
use jiff::civil::Date;

use super::figure::{FigureVersion, WhoSays, version};
use crate::web::frame::{Frame, Lang};
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// The disputes, of one place or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisputesPage {
    /// Places to filter by: word, name, and whether it is the one asked for.
    pub places: Vec<(String, Bilingual, bool)>,
    /// Whether one place was asked for: its disputes stand open.
    pub of_one: bool,
    /// The disputes, by place.
    pub groups: Vec<DisputesOfPlace>,
}

/// The disputes of one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputesOfPlace {
    /// Its name.
    pub place: Bilingual,
    /// Its page of disputes.
    pub href: String,
    /// They.
    pub disputes: Vec<Dispute>,
}

/// One dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Its anchor, unique on the page.
    pub anchor: String,
    /// What it is about.
    pub topic: Bilingual,
    /// The schemes it is recorded of; none where it is about procedures.
    pub schemes: Vec<Bilingual>,
    /// Every version, the one in force first.
    pub versions: Vec<FigureVersion>,
    /// Every decision, the first one first.
    pub decisions: Vec<DecisionView>,
}

/// Which version decides, from when, why, and who said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionView {
    /// Title of the source that decides.
    pub source: String,
    /// First day of care it decides; none for the first decision.
    pub from: Option<Date>,
    /// Why.
    pub why: Bilingual,
    /// The day it was decided.
    pub decided_on: Option<Date>,
    /// Who decided it.
    pub decided_by: Option<String>,
}

#[derive(Template)]
#[template(path = "policy_disputes.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a DisputesPage,
    groups: Vec<ShownGroup<'a>>,
}

struct ShownGroup<'a> {
    of: &'a DisputesOfPlace,
    count: String,
    disputes: Vec<Shown<'a>>,
}

struct Shown<'a> {
    dispute: &'a Dispute,
    /// Of whom, where it is recorded of a scheme.
    of_whom: String,
    /// What decides, in a few words.
    holds: &'a str,
    /// What the first other source would change in money.
    apart: String,
    why: &'a str,
    versions: Vec<WhoSays<'a>>,
    decisions: Vec<ShownDecision<'a>>,
}

struct ShownDecision<'a> {
    source: &'a str,
    since: String,
    why: &'a str,
    signed: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &DisputesPage) -> String {
    html(&Html {
        frame,
        page,
        groups: page
            .groups
            .iter()
            .map(|of| ShownGroup {
                count: words::count(frame.lang, of.disputes.len(), &Text::Disputes.both()),
                disputes: of.disputes.iter().map(|one| shown(frame, one)).collect(),
                of,
            })
            .collect(),
    })
}

fn shown<'a>(frame: &Frame, dispute: &'a Dispute) -> Shown<'a> {
    let last = dispute.decisions.last();
    let versions: Vec<_> = dispute
        .versions
        .iter()
        .map(|one| version(frame, one))
        .collect();
    let apart = versions.iter().find(|one| one.of.apart.is_some());
    let holds = dispute.versions.iter().find(|one| one.in_force);
    Shown {
        dispute,
        of_whom: of_whom(frame, &dispute.schemes),
        holds: holds.map(|one| frame.pick(&one.says)).unwrap_or_default(),
        apart: apart.map(|one| one.apart.clone()).unwrap_or_default(),
        why: last
            .map(|decision| frame.pick(&decision.why))
            .unwrap_or_default(),
        versions,
        decisions: dispute
            .decisions
            .iter()
            .map(|one| decided(frame, one))
            .collect(),
    }
}

fn of_whom(frame: &Frame, schemes: &[Bilingual]) -> String {
    match (schemes, frame.lang) {
        ([], _) => String::new(),
        ([only], _) => frame.pick(only).to_owned(),
        (_, Lang::Zh) => "职工、居民都一样".to_owned(),
        (_, Lang::En) => "employees and residents alike".to_owned(),
    }
}

fn decided<'a>(frame: &Frame, decision: &'a DecisionView) -> ShownDecision<'a> {
    let on = decision.decided_on.map(|on| words::day(frame.lang, on));
    let signed = [on, decision.decided_by.clone()];
    let signed: Vec<String> = signed.into_iter().flatten().collect();
    ShownDecision {
        source: &decision.source,
        since: match decision.from {
            Some(from) => words::since(frame.lang, from),
            None => frame.say(PolicyText::FirstDecision).to_owned(),
        },
        why: frame.pick(&decision.why),
        signed: match signed.is_empty() {
            true => frame.say(PolicyText::NotSigned).to_owned(),
            false => signed.join("　"),
        },
    }
}
