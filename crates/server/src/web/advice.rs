//! The answer to «must I file?»: one of a few panels, why, what to bring, what to do now; before
//! it, where the rules need it, one question. `/advice`.

mod filed;
mod places;
mod question;
mod say;

use askama::Template;
use domain::advice::{JourneyAnswer, JourneyAsked, Panel, Why, WhyAnswer};
use domain::facility::Care;
use domain::filing::{CategoryAdvice, Channel, Verdict};
use domain::procedures::Decider;
use domain::text::{Bilingual, Named, Sep};
use workbench::help::CitedRow;

use super::basis::Chip;
use super::frame::Frame;
use super::help::ToldView;
use super::html;
use super::skyline::Skyline;
use super::text::{AdviceText, DirectoryText, FilingText, HelpText, Text};

pub use filed::{FiledPage, render as render_filed};
pub use places::{PlaceField, PlaceWrong, PlacesPage, known_names, render as render_places};
pub use question::{QuestionPage, render as render_question};
pub use say::address;

/// The answer with what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerPage {
    /// Where the person is insured, as it was named.
    pub from: Bilingual,
    /// Where the person goes, as it was named.
    pub to: Bilingual,
    /// What was asked.
    pub asked: JourneyAsked,
    /// What the rules say.
    pub answer: JourneyAnswer,
    /// The hospital the place was named by.
    pub by: Option<String>,
    /// Other places of the name, with the address that asks about them.
    pub also: Vec<(String, Bilingual)>,
    /// Proofs of the way to file, each a choice in words.
    pub materials: Vec<Bilingual>,
    /// Whether a pledge stands for them.
    pub pledge: bool,
    /// Where to ask and file.
    pub contacts: Vec<ContactView>,
    /// What becomes of somebody who did not file.
    pub not_filed: Vec<CitedRow>,
    /// Networked hospitals of the place on record.
    pub hospitals: Vec<String>,
    /// Where a bill can be tried out.
    pub what_if: Option<String>,
    /// The rules of the insured place, where any are on record.
    pub rules: Option<String>,
    /// Where a filing is begun, where one is open on the website.
    pub file: Option<String>,
}

/// A way to reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactView {
    /// What people call it.
    pub title: Bilingual,
    /// Telephone.
    pub phone: Option<String>,
    /// Whether its area code is ours, and not the agency's word.
    pub is_completed: bool,
    /// The way through the menus.
    pub menu: Option<Bilingual>,
}

#[derive(Template)]
#[template(path = "advice.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a AnswerPage,
    sky: Skyline,
    class: &'static str,
    icon: &'static str,
    word: &'static str,
    reason: Option<String>,
    title: String,
    says: Vec<String>,
    chips: Vec<Chip>,
    rows: Vec<Row>,
    example: Option<String>,
    way: Option<Way>,
    stakes: Option<String>,
    closed: Vec<(&'a str, Vec<&'a str>)>,
    channels: Vec<(&'static str, String)>,
    again: String,
    directory: String,
    stay: String,
    others: Option<String>,
    not_filed: ToldView,
}

/// One reason to go, and what it comes to.
struct Row {
    href: String,
    icon: &'static str,
    title: String,
    sub: String,
    state: Option<(&'static str, String)>,
}

/// What one files as.
struct Way {
    title: String,
    who: String,
    share: Option<String>,
    note: Option<&'static str>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &AnswerPage) -> String {
    let answer = &page.answer;
    let (class, icon) = look(answer);
    let asked = &page.asked;
    let with = |change: fn(&mut JourneyAsked)| {
        let mut other = *asked;
        change(&mut other);
        address(&other)
    };
    let is_filed = matches!(answer.panel, Panel::FileFirst | Panel::Partly);
    let way = answer.advice.categories.first();
    let way = way.filter(|_| is_filed && !answer.filed.is_empty() && asked.why.is_some());
    html(&Html {
        frame,
        page,
        sky: Skyline::of(asked.insured_at, asked.treated_at),
        class,
        icon,
        word: answer.panel.word(),
        reason: asked.why.map(|why| say::parted(frame, why).0),
        title: say::title(frame, answer),
        says: say::says(frame, page),
        chips: Chip::all(frame, &answer.advice.basis, None),
        rows: answer
            .by_why
            .iter()
            .map(|one| row(frame, page, one))
            .collect(),
        example: say::example(frame, answer),
        way: way.map(|way| shown_way(frame, page, way)),
        stakes: say::stakes(frame, answer),
        closed: closed(frame, answer),
        channels: match answer.filed.is_empty() {
            true => vec![],
            false => channels(frame, page),
        },
        again: format!(
            "/?insured_at={}&treated_at={}",
            asked.insured_at, asked.treated_at
        ),
        directory: format!(
            "/facilities?insured_at={}&treated_at={}",
            asked.insured_at, asked.treated_at
        ),
        not_filed: ToldView::of(frame, &page.not_filed, &[]),
        stay: with(|it| it.why = Some(Why::Stay)),
        others: asked
            .why
            .map(|_| with(|it| (it.why, it.slip, it.months, it.care) = (None, None, None, None))),
    })
}

/// The colour and the drawing of the panel.
fn look(answer: &JourneyAnswer) -> (&'static str, &'static str) {
    match answer.panel {
        Panel::NoFiling => ("", "check"),
        Panel::Partly if answer.filed.is_empty() => ("", "check"),
        Panel::Partly | Panel::FileFirst => (" wait", "filing"),
        Panel::HospitalFiles => (" wait", "hospital"),
        Panel::NotPossible => (" no", "stop"),
        Panel::NotKnown => (" wait", "ask"),
    }
}

fn row(frame: &Frame, page: &AnswerPage, one: &WhyAnswer) -> Row {
    let asked = JourneyAsked {
        why: Some(one.why),
        ..page.asked
    };
    let (title, more) = say::parted(frame, one.why);
    let home = page.answer.share_at_home;
    let share = || say::share_state(frame, one.share, home);
    let (sub, state) = match one.panel {
        Panel::NoFiling => (
            frame.say(AdviceText::StoryEmergencyHow).to_owned(),
            Some(("on", frame.say(AdviceText::FilesItself).to_owned())),
        ),
        Panel::HospitalFiles => (
            frame.say(AdviceText::StoryReferralHow).to_owned(),
            share().or(Some(("on", frame.say(AdviceText::HospitalDoes).to_owned()))),
        ),
        _ => (more, share()),
    };
    Row {
        href: address(&asked),
        icon: icon_of(one.why),
        title,
        sub,
        state,
    }
}

/// The drawing of a reason.
pub(super) fn icon_of(why: Why) -> &'static str {
    match why {
        Why::Stay => "family",
        Why::Posted => "card",
        Why::Study => "book",
        Why::Referral => "hospital",
        Why::Trip => "trip",
        Why::Emergency => "warn",
    }
}

fn shown_way(frame: &Frame, page: &AnswerPage, way: &CategoryAdvice) -> Way {
    let answer = &page.answer;
    let of = answer.advice.categories.len();
    let sure = way.verdict == Verdict::Pass || of == 1;
    Way {
        title: frame.pick(&way.title).to_owned(),
        who: frame.pick(&way.who).to_owned(),
        share: say::share_line(frame, answer, way.footing),
        note: (!sure).then(|| frame.say(AdviceText::NotCertain)),
    }
}

/// The ways that are not open, each with what speaks against it; only where none is.
fn closed<'a>(frame: &Frame, answer: &'a JourneyAnswer) -> Vec<(&'a str, Vec<&'a str>)> {
    if answer.panel != Panel::NotPossible {
        return vec![];
    }
    let why = |way: &'a CategoryAdvice| {
        let failed = way.answers.iter();
        let failed = failed.filter(|it| it.verdict == Verdict::Fail);
        let told = failed.map(|it| frame.lang.pick(&it.asks)).collect();
        (frame.lang.pick(&way.title), told)
    };
    answer.advice.not_offered.iter().map(why).collect()
}

/// The names of several things, as a list.
fn named_in_a_row<T: Named>(frame: &Frame, all: &[T]) -> String {
    let names = Bilingual::join(all.iter().map(Named::name), Sep::List);
    frame.pick(&names).to_owned()
}

/// How a filing may come in: on a telephone with a screen, and without.
fn channels(frame: &Frame, page: &AnswerPage) -> Vec<(&'static str, String)> {
    let way = page.answer.advice.categories.first();
    let channels = way.map(|way| way.channels.as_slice()).unwrap_or_default();
    let people = channels.iter().filter(|it| **it != Channel::Hospital);
    let (online, offline): (Vec<Channel>, Vec<Channel>) =
        people.copied().partition(|it| ONLINE.contains(it));
    let named = |word, channels: Vec<Channel>| (frame.say(word), named_in_a_row(frame, &channels));
    // Where nothing can be begun here, what to do there is said.
    let words = match page.file {
        Some(_) => (AdviceText::OnThePhone, AdviceText::WithoutPhone),
        None => (AdviceText::OnThePhoneDo, AdviceText::OrWithout),
    };
    let rows = [named(words.0, online), named(words.1, offline)];
    rows.into_iter()
        .filter(|(_, names)| !names.is_empty())
        .collect()
}

/// What needs a screen.
const ONLINE: [Channel; 5] = [
    Channel::MiniProgramme,
    Channel::NationalApp,
    Channel::OfficialAccount,
    Channel::Website,
    Channel::EmployerService,
];

impl AnswerPage {
    /// Whether nobody can file or settle there at all.
    fn is_outside(&self) -> bool {
        self.asked.treated_at.is_outside_the_scheme()
    }

    /// Whether the answer is green: something to bring, nothing to do.
    fn is_free(&self) -> bool {
        self.answer.panel == Panel::NoFiling
            || self.answer.panel == Panel::Partly && self.answer.filed.is_empty()
    }

    /// Whether there is a first thing to do besides calling.
    fn leads_on(&self) -> bool {
        let sees = self.what_if.is_some() && !self.is_closed() && !self.is_by_hospital();
        sees || self.file.is_some()
    }

    fn is_filed(&self) -> bool {
        !self.answer.filed.is_empty() && self.answer.panel != Panel::HospitalFiles
    }

    fn is_by_hospital(&self) -> bool {
        self.answer.panel == Panel::HospitalFiles
    }

    fn is_closed(&self) -> bool {
        self.answer.panel == Panel::NotPossible
    }

    /// Whether it is decided at once.
    pub(super) fn is_at_once(&self) -> bool {
        let way = self.answer.advice.categories.first();
        way.is_some_and(|way| way.decided_by == Decider::Rule)
    }

    /// Whether it can be done on a telephone with a screen.
    pub(super) fn is_mobile(&self) -> bool {
        let way = self.answer.advice.categories.first();
        way.is_some_and(|way| way.channels.iter().any(|it| ONLINE.contains(it)))
    }

    /// Names of kinds of care in a row.
    pub(super) fn cares(frame: &Frame, cares: &[Care]) -> String {
        named_in_a_row(frame, cares)
    }
}
