//! What people ask, folded, with the answers of the place that was said. `/help`.

use askama::Template;
use domain::Bilingual;
use domain::text::Named;
use workbench::help::{CitedRow, HelpGroup, HelpQuestion, Needs};

use super::{PlaceTyped, ToldView};
use crate::web::advice::known_names;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{AdviceText, HelpText, Text};

/// The questions with what was told of each.
#[derive(Debug, Default)]
pub struct FaqPage {
    /// Where the person is insured, as it was typed.
    pub place: PlaceTyped,
    /// Its name, where it was understood.
    pub insured: Option<Bilingual>,
    /// Its code.
    pub code: Option<String>,
    /// Each question with its rows, and of what none is on record.
    pub answers: Vec<(&'static HelpQuestion, Vec<CitedRow>, Vec<Bilingual>)>,
}

#[derive(Template)]
#[template(path = "help.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a FaqPage,
    wrong: Option<&'static str>,
    names: Vec<String>,
    groups: Vec<Group<'a>>,
    /// What holds in an emergency, which nobody has the time to look for.
    emergency: ToldView,
}

/// Questions about one thing.
struct Group<'a> {
    word: &'static str,
    name: String,
    questions: Vec<Asked<'a>>,
}

/// A question, prepared.
struct Asked<'a> {
    id: &'a str,
    asks: &'a str,
    says: &'a str,
    told: ToldView,
    /// What has to be said before there is an answer.
    first: Option<&'static str>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &FaqPage) -> String {
    let groups = HelpGroup::ALL.iter().map(|group| Group {
        word: group.word(),
        name: frame.lang.pick(&group.name()).to_owned(),
        questions: page
            .answers
            .iter()
            .filter(|(question, ..)| question.group == *group)
            .map(|answer| asked(frame, page, answer))
            .collect(),
    });
    html(&Html {
        frame,
        page,
        wrong: page.place.told_wrong(frame),
        names: known_names(frame),
        groups: groups.collect(),
        emergency: emergency(frame, page),
    })
}

fn emergency(frame: &Frame, page: &FaqPage) -> ToldView {
    let mut answers = page.answers.iter();
    let found = answers.find(|(question, ..)| question.id == "emergency");
    let rows = found.map_or(&[][..], |(_, rows, _)| rows);
    let first = rows.get(..1).unwrap_or_default();
    ToldView::of(frame, first, &[])
}

fn asked<'a>(
    frame: &'a Frame,
    page: &FaqPage,
    (question, rows, not_known): &(&'static HelpQuestion, Vec<CitedRow>, Vec<Bilingual>),
) -> Asked<'a> {
    let has_place = page.insured.is_some();
    let first = match question.needs {
        Needs::Both => Some(HelpText::SayBothFirst),
        Needs::Insured if !has_place && rows.is_empty() => Some(HelpText::SayPlaceFirst),
        Needs::Insured | Needs::Nothing => None,
    };
    // Without a place nothing is missing: it has not been asked for.
    let not_known: &[Bilingual] = match has_place || question.needs == Needs::Nothing {
        true => not_known,
        false => &[],
    };
    Asked {
        id: &question.id,
        asks: frame.lang.pick(&question.asks),
        says: frame.lang.pick(&question.says),
        told: ToldView::of(frame, rows, not_known),
        first: first.map(|word| frame.say(word)),
    }
}
