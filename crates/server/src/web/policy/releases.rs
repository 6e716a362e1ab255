//! Who changed which rules when, and why; read only. `/policy/releases` and
//! `/policy/releases/{release}`.

use askama::Template;
use domain::Bilingual;
use jiff::civil::DateTime;

use super::change::{BarInWords, ChangeView, RuleInWords};
use crate::web::frame::{Frame, Lang};
use crate::web::text::{EditorText, PolicyText, Text};
use crate::web::{html, words};

/// A release in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseSummary {
    /// Its page.
    pub href: String,
    /// Its number.
    pub id: String,
    /// The place.
    pub place: Bilingual,
    /// Where it stands.
    pub state: Bilingual,
    /// Whether it decides now.
    pub in_force: bool,
    /// Whether it waits for a second person.
    pub waits: bool,
    /// Why it was drafted.
    pub why: String,
    /// Who drafted it, and when.
    pub drafted: Bilingual,
    /// From when to when it holds; what it waits for where it does not hold yet.
    pub span: Bilingual,
    /// What it changes, in a sentence.
    pub change: Option<Bilingual>,
    /// The release it undoes.
    pub undoes: Option<String>,
}

/// A release in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasePage {
    /// In short.
    pub release: ReleaseSummary,
    /// What happened: what, when, who, why.
    pub events: Vec<(Bilingual, DateTime, String, String)>,
    /// What it changes, as tested last.
    pub change: Option<ChangeView>,
    /// Packs it changes: page, name, and hash of the new text.
    pub packs: Vec<(String, Bilingual, String)>,
    /// Files and the hashes of their texts: what people call them, name, hash.
    pub files: Vec<(Bilingual, String)>,
    /// The release it undoes: number and page.
    pub undoes: Option<(String, String)>,
    /// What happens next, and by whom.
    pub next: Bilingual,
    /// What whoever is signed in may do with it.
    pub panel: Option<DecisionPanel>,
    /// What was wrong with the decision that was sent.
    pub wrong: Option<Bilingual>,
}

/// What somebody may do with a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionPanel {
    /// What they saw.
    pub stamp: String,
    /// Whether a decision is still to be taken.
    pub is_open: bool,
    /// Why it cannot be approved; nothing where it can.
    pub why_not: Vec<Bilingual>,
    /// Whether they may approve it.
    pub may_approve: bool,
    /// Whether they may send it back.
    pub may_refuse: bool,
    /// Whether they may take it back.
    pub may_withdraw: bool,
    /// Whether they may draft the way back.
    pub may_roll_back: bool,
    /// Whether they may go on with what was refused or taken back.
    pub may_reopen: bool,
    /// The first day from which it may be approved.
    pub earliest: String,
    /// The day that was filled in.
    pub from: String,
    /// The reason that was filled in.
    pub why: String,
    /// Whether it is asked what becomes of what was settled: the words, and which is chosen.
    pub past: Vec<(String, Bilingual, bool)>,
    /// Who drafted it.
    pub drafter: String,
    /// Whether a changed rule rests on no source that was compared with the published text.
    pub unsourced: bool,
    /// What is wrong, by the field it stands in.
    pub faults: Vec<(&'static str, Bilingual)>,
}

impl DecisionPanel {
    /// What is wrong with a field.
    pub fn fault(&self, field: &str) -> Option<&Bilingual> {
        let found = self.faults.iter().find(|(known, _)| *known == field);
        found.map(|(_, why)| why)
    }
}

#[derive(Template)]
#[template(path = "policy_releases.html")]
struct ListHtml<'a> {
    frame: &'a Frame,
    releases: &'a [ReleaseSummary],
    later: Option<String>,
}

#[derive(Template)]
#[template(path = "policy_release.html")]
struct OneHtml<'a> {
    frame: &'a Frame,
    page: &'a ReleasePage,
    release: &'a ReleaseSummary,
    events: Vec<Event<'a>>,
    change: ChangeView,
    rules: Vec<RuleInWords>,
    bars: Vec<BarInWords>,
    failing: String,
    mend: Option<(String, i64)>,
    heading: String,
}

struct Event<'a> {
    what: &'a str,
    when: String,
    by: &'a str,
    why: &'a str,
}

/// The list as HTML, newest first.
pub fn render_list(
    frame: &Frame,
    (releases, later): (&[ReleaseSummary], Option<String>),
) -> String {
    html(&ListHtml {
        frame,
        releases,
        later,
    })
}

/// One release as HTML.
pub fn render(frame: &Frame, page: &ReleasePage) -> String {
    let events = page.events.iter().map(|(what, at, by, why)| Event {
        what: frame.pick(what),
        when: moment(frame, *at),
        by,
        why,
    });
    let change = page.change.clone().unwrap_or_default();
    html(&OneHtml {
        frame,
        heading: heading(frame, (page, &change)),
        rules: change.shown_rows(frame),
        bars: change.shown_bars(frame),
        failing: change.failing_heading(frame),
        mend: None,
        change,
        page,
        release: &page.release,
        events: events.collect(),
    })
}

/// What it changes; of the way back, that it is one, and that it waits where it does.
fn heading(frame: &Frame, (page, change): (&ReleasePage, &ChangeView)) -> String {
    let says = match page.change.is_some() && !change.heading.zh.is_empty() {
        true => frame.pick(&change.heading),
        false => frame.pick(&page.release.place),
    };
    let colon = match frame.lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    };
    match (&page.release.undoes, page.release.waits) {
        (Some(_), true) => format!("{}{colon}{says}", frame.say(EditorText::BackWaits)),
        (Some(_), false) => format!("{}{colon}{says}", frame.say(EditorText::BackDone)),
        (None, true) => format!("{}{colon}{says}", frame.say(EditorText::ChangeWaits)),
        (None, false) => says.to_owned(),
    }
}

fn moment(frame: &Frame, at: DateTime) -> String {
    let day = words::day(frame.lang, at.date());
    format!("{day} {:02}:{:02}", at.hour(), at.minute())
}
