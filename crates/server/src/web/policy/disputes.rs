//! Where sources disagree: in plain words for residents, the whole record for staff.
//! `/policy/disputes`.

use askama::Template;
use domain::Bilingual;
use domain::basis::Confidence;
use jiff::civil::Date;

use crate::web::frame::Frame;
use crate::web::text::{PolicyText, Text};
use crate::web::{html, words};

/// The disputes, of one place or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DisputesPage {
    /// Places to filter by: word, name, and whether it is the one asked for.
    pub places: Vec<(String, Bilingual, bool)>,
    /// The disputes.
    pub disputes: Vec<Dispute>,
}

/// One dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Number, such as `X01`.
    pub id: String,
    /// Its anchor, unique on the page.
    pub anchor: String,
    /// Whose rules.
    pub place: Bilingual,
    /// What it is about.
    pub topic: Bilingual,
    /// What it touches: addresses and words.
    pub touches: Vec<String>,
    /// Every version, the one in force first.
    pub versions: Vec<VersionView>,
    /// Every decision, the first one first.
    pub decisions: Vec<DecisionView>,
}

/// What one source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionView {
    /// Id of the source.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Who published it, and when.
    pub published: String,
    /// How sure.
    pub confidence: Option<Confidence>,
    /// What it says.
    pub says: Bilingual,
    /// Whether it decides today.
    pub in_force: bool,
    /// A bill tried out by it: the scheme and the page.
    pub try_hrefs: Vec<(Bilingual, String)>,
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
    disputes: Vec<Shown<'a>>,
}

struct Shown<'a> {
    dispute: &'a Dispute,
    in_force: Vec<&'a VersionView>,
    others: Vec<&'a VersionView>,
    why: &'a str,
    versions: Vec<ShownVersion<'a>>,
    decisions: Vec<ShownDecision<'a>>,
}

struct ShownVersion<'a> {
    version: &'a VersionView,
    confidence: String,
    says: &'a str,
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
        disputes: page.disputes.iter().map(|one| shown(frame, one)).collect(),
    })
}

fn shown<'a>(frame: &Frame, dispute: &'a Dispute) -> Shown<'a> {
    let (in_force, others) = dispute.versions.iter().partition(|one| one.in_force);
    let version = |version: &'a VersionView| ShownVersion {
        version,
        confidence: version
            .confidence
            .map(|c| frame.name(&c))
            .unwrap_or_default(),
        says: frame.pick(&version.says),
    };
    let last = dispute.decisions.last();
    Shown {
        dispute,
        in_force,
        others,
        why: last
            .map(|decision| frame.pick(&decision.why))
            .unwrap_or_default(),
        versions: dispute.versions.iter().map(version).collect(),
        decisions: dispute
            .decisions
            .iter()
            .map(|one| decided(frame, one))
            .collect(),
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
            false => signed.join(" · "),
        },
    }
}
