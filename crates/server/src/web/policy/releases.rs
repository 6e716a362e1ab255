//! Who changed which rules when, and why; read only. `/policy/releases` and
//! `/policy/releases/{release}`.

use askama::Template;
use domain::Bilingual;
use jiff::civil::{Date, DateTime};

use crate::web::frame::Frame;
use crate::web::text::{PolicyText, Text};
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
    /// Why it was drafted.
    pub why: String,
    /// Who drafted it.
    pub by: String,
    /// When, in China.
    pub at: DateTime,
    /// First day in force.
    pub from: Option<Date>,
    /// First day no longer in force.
    pub until: Option<Date>,
}

/// A release in full.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasePage {
    /// In short.
    pub release: ReleaseSummary,
    /// What happened: what, when, who, why.
    pub events: Vec<(Bilingual, DateTime, String, String)>,
    /// The latest test.
    pub test: Option<TestView>,
    /// Files and the hashes of their texts.
    pub files: Vec<(String, String)>,
    /// The release it undoes: number and page.
    pub undoes: Option<(String, String)>,
}

/// What a test said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestView {
    /// Cases that came out.
    pub passed: usize,
    /// What does not hold: where and what.
    pub findings: Vec<(String, Bilingual)>,
    /// What it changes of what was settled, and what becomes of it.
    pub past: Vec<Bilingual>,
    /// Packs it changes: page and hash.
    pub packs: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "policy_releases.html")]
struct ListHtml<'a> {
    frame: &'a Frame,
    releases: Vec<Shown<'a>>,
}

#[derive(Template)]
#[template(path = "policy_release.html")]
struct OneHtml<'a> {
    frame: &'a Frame,
    page: &'a ReleasePage,
    release: Shown<'a>,
    events: Vec<Event<'a>>,
}

struct Shown<'a> {
    release: &'a ReleaseSummary,
    drafted: String,
    span: String,
}

struct Event<'a> {
    what: &'a str,
    when: String,
    by: &'a str,
    why: &'a str,
}

/// The list as HTML, newest first.
pub fn render_list(frame: &Frame, releases: &[ReleaseSummary]) -> String {
    html(&ListHtml {
        frame,
        releases: releases.iter().map(|one| shown(frame, one)).collect(),
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
    html(&OneHtml {
        frame,
        page,
        release: shown(frame, &page.release),
        events: events.collect(),
    })
}

fn shown<'a>(frame: &Frame, release: &'a ReleaseSummary) -> Shown<'a> {
    Shown {
        release,
        drafted: format!("{} · {}", moment(frame, release.at), release.by),
        span: release
            .from
            .map(|from| words::span(frame.lang, from, release.until))
            .unwrap_or_default(),
    }
}

fn moment(frame: &Frame, at: DateTime) -> String {
    let day = words::day(frame.lang, at.date());
    format!("{day} {:02}:{:02}", at.hour(), at.minute())
}
