//! A sheet to print and take along: before leaving, what to take, what to say in hospital, and what
//! to keep in case nothing is settled on the spot. `/help/checklist`.

use askama::Template;
use domain::Bilingual;
use domain::advice::Why;
use jiff::civil::Date;
use workbench::help::{CitedRow, Hotline};

use super::{HotlineView, PlaceTyped, ToldView};
use crate::web::advice::known_names;
use crate::web::frame::Frame;
use crate::web::text::{AdviceText, HelpText, Text};
use crate::web::{html, words};

/// A place on the sheet, with whom to call.
#[derive(Clone, Debug)]
pub struct ListedPlace {
    /// Its name.
    pub name: Bilingual,
    /// Numbers.
    pub hotlines: Vec<Hotline>,
}

/// The sheet.
#[derive(Clone, Debug, Default)]
pub struct ChecklistPage {
    /// The insured place as it was typed.
    pub insured: PlaceTyped,
    /// The place of care as it was typed.
    pub treated: PlaceTyped,
    /// Why the person goes.
    pub case: Option<Why>,
    /// Both places, where they are known.
    pub places: Option<(ListedPlace, ListedPlace)>,
    /// To be done before leaving.
    pub before: Vec<Bilingual>,
    /// To be taken along.
    pub take: Vec<Bilingual>,
    /// To be said and done in hospital.
    pub there: Vec<Bilingual>,
    /// Papers of a claim.
    pub papers: Vec<CitedRow>,
    /// Until when to claim.
    pub deadlines: Vec<CitedRow>,
    /// Of what no rule is on record.
    pub not_known: Vec<Bilingual>,
    /// The day.
    pub day: Date,
    /// Where the sheet can be seen again.
    pub address: String,
}

#[derive(Template)]
#[template(path = "help_checklist.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a ChecklistPage,
    fields: [(
        &'static str,
        &'static str,
        &'a PlaceTyped,
        Option<&'static str>,
    ); 2],
    names: Vec<String>,
    case: Option<String>,
    cases: Vec<(&'static str, String, bool)>,
    lists: Vec<(&'static str, Vec<&'a str>)>,
    papers: ToldView,
    deadlines: ToldView,
    calls: Vec<(&'static str, &'a str, Vec<HotlineView>)>,
    day: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &ChecklistPage) -> String {
    let choice = |why: &Why| (why.word(), frame.name(why), page.case == Some(*why));
    let mut calls = Vec::new();
    if let Some((home, there)) = &page.places {
        for (heading, place) in [
            (HelpText::ListCallHome, home),
            (HelpText::ListCallThere, there),
        ] {
            let lines = HotlineView::all(frame, &place.hotlines);
            calls.push((frame.say(heading), frame.pick(&place.name), lines));
        }
    }
    html(&Html {
        frame,
        page,
        fields: [
            (
                "insured",
                frame.say(AdviceText::InsuredLabel),
                &page.insured,
                page.insured.told_wrong(frame),
            ),
            (
                "treated",
                frame.say(AdviceText::TreatedLabel),
                &page.treated,
                page.treated.told_wrong(frame),
            ),
        ],
        names: known_names(frame),
        case: page.case.map(|why| frame.name(&why)),
        cases: Why::ALL.iter().map(choice).collect(),
        lists: lists(frame, page),
        papers: ToldView::of(frame, &page.papers, &page.not_known),
        deadlines: ToldView::of(frame, &page.deadlines, &[]),
        calls,
        day: words::day(frame.lang, page.day),
    })
}

fn lists<'a>(frame: &Frame, page: &'a ChecklistPage) -> Vec<(&'static str, Vec<&'a str>)> {
    let lang = frame.lang;
    let picked = |all: &'a [Bilingual]| all.iter().map(|it| lang.pick(it)).collect();
    vec![
        (
            frame.say(match page.case {
                Some(Why::Emergency) => HelpText::ListFirst,
                _ => HelpText::ListBefore,
            }),
            picked(&page.before),
        ),
        (frame.say(HelpText::ListTake), picked(&page.take)),
        (frame.say(HelpText::ListThere), picked(&page.there)),
    ]
}
