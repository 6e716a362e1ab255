//! The front door with what the shipped policies really say: every kind of answer and question is
//! well formed in both languages, light, and needs no style or script of its own.

use domain::advice::{JourneyAsked, Panel, ToAsk, Why, journey, name_of};
use domain::policy::Library;
use jiff::civil::date;

use super::form;
use super::shipped::library;
use crate::web::advice::{
    self, AnswerPage, PlaceField, PlaceWrong, PlacesPage, QuestionPage, address,
};
use crate::web::fixtures::both;
use crate::web::stories::{self, StoriesPage};
use crate::web::{Frame, Lang};

fn frames() -> [Frame; 3] {
    let frame = |lang, elder| Frame {
        lang,
        elder,
        ..Frame::new("/advice")
    };
    [
        frame(Lang::Zh, false),
        frame(Lang::En, false),
        frame(Lang::Zh, true),
    ]
}

fn check(page: &str, about: &str) {
    if let Err(wrong) = form::check(page) {
        panic!("{about}: {wrong}: {page}");
    }
    assert!(page.len() < 60_000, "{about}: {}", page.len());
    assert!(
        !page.contains("<script") && !page.contains(" style="),
        "{about}"
    );
}

/// The page of a journey, with everything beside it.
fn shown(library: &Library, asked: &JourneyAsked, frame: &Frame) -> (String, Panel, Option<ToAsk>) {
    let answer = journey(library, asked).unwrap();
    let (panel, question) = (answer.panel, answer.question.clone());
    let (from, to) = (name_of(asked.insured_at), name_of(asked.treated_at));
    let page = match &question {
        Some(question) => advice::render_question(
            frame,
            &QuestionPage {
                from,
                to,
                asked: *asked,
                question: question.clone(),
                basis: answer.advice.basis.clone(),
            },
        ),
        None => advice::render(
            frame,
            &AnswerPage {
                from,
                to,
                asked: *asked,
                by: Some("<b>医院</b>".to_owned()),
                also: vec![("/advice".to_owned(), both("别处", "elsewhere"))],
                materials: vec![both("居住证", "residence permit")],
                pledge: false,
                contacts: vec![],
                not_filed: vec![],
                hospitals: vec!["示例市第一医院".to_owned()],
                what_if: None,
                rules: None,
                file: Some("/file?insured_at=440300&treated_at=510100".to_owned()),
                answer,
            },
        ),
    };
    (page, panel, question.map(|question| question.asks))
}

#[test]
fn every_answer_and_question_is_well_formed() {
    let library = library();
    let mut seen = vec![];
    let mut asked_for = vec![];
    let region = |code: &str| code.parse().unwrap();
    for from in ["440300", "510100", "440100", "330100", "320200", "440600"] {
        for to in ["440100", "440305", "110000", "320500", "900000", "460000"] {
            for why in std::iter::once(None).chain(Why::ALL.iter().copied().map(Some)) {
                let day = date(2026, 11, 18);
                let mut asked = JourneyAsked::between(region(from), region(to), day);
                asked.why = why;
                for frame in frames() {
                    let (page, panel, question) = shown(&library, &asked, &frame);
                    check(&page, &address(&asked));
                    seen.push(panel);
                    asked_for.extend(question);
                }
            }
        }
    }
    for panel in Panel::ALL {
        assert!(seen.contains(panel), "no journey comes to {panel}");
    }
    for question in [ToAsk::Slip, ToAsk::Months] {
        assert!(asked_for.contains(&question), "nobody is asked {question}");
    }
}

#[test]
fn places_and_stories_are_well_formed() {
    let nasty = "\"><script>alert(1)</script>";
    let field = |wrong| PlaceField {
        typed: nasty.to_owned(),
        wrong,
        choices: vec![(
            "/advice?a=1&b=2".to_owned(),
            both("北京市朝阳区", "Chaoyang"),
        )],
    };
    for frame in frames() {
        for wrong in [
            PlaceWrong::Missing,
            PlaceWrong::Unknown,
            PlaceWrong::Several,
            PlaceWrong::Cities,
            PlaceWrong::Outside,
        ] {
            let page = PlacesPage {
                insured: field(None),
                treated: field(Some(wrong)),
                kept: vec![("why".to_owned(), nasty.to_owned())],
            };
            check(&advice::render_places(&frame, &page), "places");
        }
        for chosen in [None, Some("diabetes".to_owned()), Some(nasty.to_owned())] {
            let page = StoriesPage {
                insured: nasty.to_owned(),
                treated: String::new(),
                chosen,
            };
            check(&stories::render(&frame, &page), "stories");
        }
    }
}
