//! An address that leads nowhere, and where it may have meant to lead; in both languages at once,
//! because people who land here may not know where the language switch is.

use askama::Template;
use domain::Bilingual;

use crate::web::frame::{Frame, Lang};
use crate::web::html;
use crate::web::text::{PolicyText, Text};

/// What is not there, and what there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NowherePage {
    /// What is wrong with the address.
    pub detail: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// Pages like it: address and name.
    pub nearest: Vec<(String, Bilingual)>,
}

#[derive(Template)]
#[template(path = "policy_nowhere.html")]
struct Html<'a> {
    frame: &'a Frame,
    told: [Told<'a>; 2],
}

/// The page in one language.
struct Told<'a> {
    tag: &'static str,
    title: &'static str,
    detail: &'a str,
    what_next: &'static str,
    next: &'a str,
    perhaps: &'static str,
    nearest: Vec<(&'a str, &'a str)>,
}

/// The page as HTML; the language of the page comes first.
pub fn render(frame: &Frame, page: &NowherePage) -> String {
    html(&Html {
        frame,
        told: [frame.lang, frame.lang.other()].map(|lang| tell(lang, page)),
    })
}

fn tell(lang: Lang, page: &NowherePage) -> Told<'_> {
    let nearest = page.nearest.iter();
    Told {
        tag: lang.tag(),
        title: PolicyText::Nowhere.say(lang),
        detail: lang.pick(&page.detail),
        what_next: Text::WhatNext.say(lang),
        next: lang.pick(&page.next),
        perhaps: PolicyText::PerhapsYouMeant.say(lang),
        nearest: nearest
            .map(|(href, name)| (href.as_str(), lang.pick(name)))
            .collect(),
    }
}
