//! Which case somebody is: one question a screen, every answer in the address; at the end the kind,
//! why, what to bring, what to do next. The answer is the advice's own. `/help/which`.

use askama::Template;
use domain::Bilingual;
use domain::advice::{JourneyAsked, Panel};
use domain::filing::{CategoryAdvice, FilingReason, Verdict};

use super::PlaceTyped;
use crate::web::advice::{AnswerPage, known_names};
use crate::web::basis::Chip;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{AdviceText, DirectoryText, FilingText, HelpText, Text};

/// Somebody invented, whose case it may be.
#[derive(Clone, Copy, Debug)]
pub struct LikeSomebody {
    /// Who.
    pub title: HelpText,
    /// From where to where, and why.
    pub how: HelpText,
    /// The address that says so.
    pub href: &'static str,
    icon: &'static str,
}

const fn like(
    (title, how): (HelpText, HelpText),
    icon: &'static str,
    href: &'static str,
) -> LikeSomebody {
    LikeSomebody {
        title,
        how,
        href,
        icon,
    }
}

/// The five of the guides; all invented.
pub const LIKE: [LikeSomebody; 5] = [
    like(
        (HelpText::LikeFather, HelpText::LikeFatherHow),
        "family",
        "/help/which?insured_at=510100&treated_at=440300&why=trip&care=chronic-outpatient",
    ),
    like(
        (HelpText::LikeGrandchild, HelpText::LikeGrandchildHow),
        "home",
        "/help/which?insured_at=440300&treated_at=430100&why=stay&months=6&scheme=employee",
    ),
    like(
        (HelpText::LikeZhang, HelpText::LikeZhangHow),
        "card",
        "/help/which?insured_at=440300&treated_at=510100&why=posted&months=12&scheme=employee",
    ),
    like(
        (HelpText::LikeLi, HelpText::LikeLiHow),
        "hospital",
        "/help/which?insured_at=440300&treated_at=441900&why=trip",
    ),
    like(
        (HelpText::LikeGrandpa, HelpText::LikeGrandpaHow),
        "warn",
        "/help/which?insured_at=110000&treated_at=460000&why=emergency",
    ),
];

/// A place that is asked for.
#[derive(Clone, Debug)]
pub struct WhichPlace {
    /// Whether it is the insured place.
    pub is_insured: bool,
    /// What was typed.
    pub place: PlaceTyped,
    /// What was said before: name and value.
    pub kept: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "help_which.html")]
struct PlaceHtml<'a> {
    frame: &'a Frame,
    page: &'a WhichPlace,
    asks: &'static str,
    why: &'static str,
    name: &'static str,
    hint: &'static str,
    wrong: Option<&'static str>,
    names: Vec<String>,
    like: &'static [LikeSomebody],
}

/// The page that asks for a place.
pub fn render_place(frame: &Frame, page: &WhichPlace) -> String {
    let (asks, why, name, hint) = match page.is_insured {
        true => (
            HelpText::WhichInsured,
            HelpText::WhichInsuredWhy,
            "insured_at",
            AdviceText::InsuredHint,
        ),
        false => (
            HelpText::WhichTreated,
            HelpText::WhichTreatedWhy,
            "treated_at",
            AdviceText::TreatedHint,
        ),
    };
    html(&PlaceHtml {
        frame,
        page,
        asks: frame.say(asks),
        why: frame.say(why),
        name,
        hint: frame.say(hint),
        wrong: page.place.told_wrong(frame),
        names: known_names(frame),
        like: match page.is_insured && page.place.typed.is_empty() {
            true => &LIKE,
            false => &[],
        },
    })
}

/// A question with answers to choose from.
#[derive(Clone, Debug)]
pub struct WhichQuestion {
    /// From where to where.
    pub names: (Bilingual, Bilingual),
    /// The question.
    pub asks: Bilingual,
    /// Its word.
    pub word: &'static str,
    /// Answers: the address that says it, what it is, more of it.
    pub choices: Vec<(String, Bilingual)>,
    /// The address of the question before.
    pub back: String,
}

#[derive(Template)]
#[template(path = "help_which_question.html")]
struct QuestionHtml<'a> {
    frame: &'a Frame,
    page: &'a WhichQuestion,
}

/// The page of a question.
pub fn render_question(frame: &Frame, page: &WhichQuestion) -> String {
    html(&QuestionHtml { frame, page })
}

/// The answer, with what surrounds an advice.
#[derive(Clone, Debug)]
pub struct WhichPage {
    /// The advice and what surrounds it.
    pub answer: AnswerPage,
    /// The sheet to take along.
    pub checklist: String,
}

#[derive(Template)]
#[template(path = "help_which_answer.html")]
struct AnswerHtml<'a> {
    frame: &'a Frame,
    page: &'a AnswerPage,
    checklist: &'a str,
    class: &'static str,
    icon: &'static str,
    title: String,
    kind: Option<&'a CategoryAdvice>,
    chips: Vec<Chip>,
    again: String,
    directory: String,
    before: Option<String>,
}

/// The page of the answer.
pub fn render_answer(frame: &Frame, page: &WhichPage) -> String {
    let answer = &page.answer.answer;
    let kind = kind_of(&page.answer);
    let (class, icon) = match answer.panel {
        Panel::NoFiling => ("", "check"),
        Panel::Partly | Panel::FileFirst => (" wait", "filing"),
        Panel::HospitalFiles => (" wait", "hospital"),
        Panel::NotPossible => (" no", "stop"),
        Panel::NotKnown => (" wait", "ask"),
    };
    let title = match kind {
        Some(way) => frame.say(plain_kind(way.reason)).to_owned(),
        None => frame
            .lang
            .pick(&domain::text::Named::name(&answer.panel))
            .to_owned(),
    };
    let mut basis = answer.advice.basis.clone();
    basis.extend(kind.map(|way| way.basis.clone()));
    let JourneyAsked {
        insured_at,
        treated_at,
        ..
    } = page.answer.asked;
    html(&AnswerHtml {
        frame,
        page: &page.answer,
        checklist: &page.checklist,
        class,
        icon,
        title,
        kind,
        chips: Chip::all(frame, &basis, None),
        again: format!("/help/which?insured_at={insured_at}&treated_at={treated_at}"),
        directory: format!("/facilities?insured_at={insured_at}&treated_at={treated_at}"),
        before: page.answer.what_if.clone(),
    })
}

/// The way one files, where one does: what the advice names first.
fn kind_of(page: &AnswerPage) -> Option<&CategoryAdvice> {
    let answer = &page.answer;
    let files = matches!(
        answer.panel,
        Panel::FileFirst | Panel::Partly | Panel::HospitalFiles
    );
    let way = answer.advice.categories.first();
    way.filter(|way| files && !answer.filed.is_empty() && way.verdict != Verdict::Fail)
}

/// A reason to file, as people say it.
fn plain_kind(reason: FilingReason) -> HelpText {
    match reason {
        FilingReason::ResettledRetiree => HelpText::KindResettled,
        FilingReason::LongTermResident => HelpText::KindLongTerm,
        FilingReason::PostedWorker => HelpText::KindPosted,
        FilingReason::Referral => HelpText::KindReferral,
        FilingReason::Emergency => HelpText::KindEmergency,
        FilingReason::OtherTemporary => HelpText::KindTemporary,
    }
}
