//! Words of insurance, a sentence each: the list beside the templates, the page of it, and those
//! that occur in a text. `/help/words`.

use std::sync::LazyLock;

use askama::Template;
use serde::Deserialize;
use workbench::help::HelpTerm;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{HelpText, Text};

#[derive(Deserialize)]
struct WrittenTerms {
    term: Vec<HelpTerm>,
}

static TERMS: LazyLock<Vec<HelpTerm>> = LazyLock::new(|| {
    let written: WrittenTerms =
        toml::from_str(include_str!("../../../words.toml")).expect("it is tested");
    written.term
});

/// Every term that may stand on a page for people.
pub fn terms() -> &'static [HelpTerm] {
    &TERMS
}

/// A term, prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermView {
    pub(super) id: &'static str,
    pub(super) plain: &'static str,
    pub(super) official: Option<&'static str>,
    pub(super) says: &'static str,
}

impl TermView {
    fn of(frame: &Frame, term: &'static HelpTerm) -> TermView {
        let (plain, official) = (
            frame.lang.pick(&term.plain),
            frame.lang.pick(&term.official),
        );
        TermView {
            id: &term.id,
            plain,
            official: (plain != official).then_some(official),
            says: frame.lang.pick(&term.says),
        }
    }

    /// The terms that occur in a text, as people or as rules say them.
    pub(super) fn occurring(frame: &Frame, text: &str) -> Vec<TermView> {
        let text = text.to_lowercase();
        let occurs = |term: &&'static HelpTerm| {
            let official = frame.lang.pick(&term.official).to_lowercase();
            text.contains(&official)
                || term
                    .also
                    .iter()
                    .any(|name| name.chars().count() > 2 && text.contains(name))
        };
        let found = terms().iter().filter(occurs);
        found.map(|term| TermView::of(frame, term)).collect()
    }
}

#[derive(Template)]
#[template(path = "help_words.html")]
struct Html<'a> {
    frame: &'a Frame,
    terms: Vec<TermView>,
}

/// The page of all of them.
pub fn render(frame: &Frame) -> String {
    html(&Html {
        frame,
        terms: terms()
            .iter()
            .map(|term| TermView::of(frame, term))
            .collect(),
    })
}
