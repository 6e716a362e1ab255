//! Help in plain words: what people ask, which case they are, a sheet to take along, the meaning of
//! words, and a box to ask in. Everything said comes with the rows it rests on.

mod ask;
mod checklist;
mod faq;
mod terms;
mod which;

use domain::Bilingual;
use domain::basis::ShownDispute;
use workbench::help::{CitedRow, Hotline};

use super::basis::{Chip, without_addresses};
use super::frame::Frame;
use super::text::Word;

#[cfg(test)]
pub(crate) use ask::EXAMPLES;
pub use ask::{AnsweredPage, render as render_ask};
pub use checklist::{ChecklistPage, ListedPlace, render as render_checklist};
pub use faq::{FaqPage, render as render_faq};
pub use terms::{TermView, render as render_terms, terms};
pub use which::{
    LIKE, LikeSomebody, WhichPage, WhichPlace, WhichQuestion, render_answer as render_which,
    render_place as render_which_place, render_question as render_which_question,
};

/// What was told of something, prepared: sentences, sources, who says otherwise, what is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldView {
    pub(super) lines: Vec<String>,
    pub(super) chips: Vec<Chip>,
    pub(super) others: Vec<OtherSource>,
    pub(super) not_known: Vec<String>,
}

/// Another source, prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSource {
    pub(super) topic: String,
    pub(super) other: String,
    pub(super) says: String,
    pub(super) why: String,
}

impl ToldView {
    /// Prepares rows; each source and each other version stands once.
    pub fn of(frame: &Frame, rows: &[CitedRow], not_known: &[Bilingual]) -> ToldView {
        let mut told = ToldView {
            not_known: not_known
                .iter()
                .map(|it| frame.pick(it).to_owned())
                .collect(),
            ..ToldView::default()
        };
        let mut basis = Vec::new();
        for row in rows {
            told.lines.push(frame.pick(&row.says).to_owned());
            basis.extend(row.basis.iter().cloned());
            for dispute in &row.disputes {
                let other = OtherSource::of(frame, dispute);
                if !told.others.contains(&other) {
                    told.others.push(other);
                }
            }
        }
        told.chips = Chip::all(frame, &basis, None);
        told
    }

    /// Every word of it, to look for terms in.
    pub(super) fn text(&self) -> String {
        self.lines.concat()
    }
}

impl OtherSource {
    fn of(frame: &Frame, dispute: &ShownDispute) -> OtherSource {
        OtherSource {
            topic: frame.pick(&dispute.topic).to_owned(),
            other: without_addresses(&dispute.other),
            says: frame.pick(&dispute.says).to_owned(),
            why: without_addresses(frame.pick(&dispute.why)),
        }
    }
}

/// A number to call, prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotlineView {
    pub(super) title: String,
    pub(super) dial: Option<String>,
}

impl HotlineView {
    /// Prepares numbers.
    pub fn all(frame: &Frame, lines: &[Hotline]) -> Vec<HotlineView> {
        let of = |line: &Hotline| HotlineView {
            title: frame.pick(&line.title).to_owned(),
            dial: line.dial.clone(),
        };
        lines.iter().map(of).collect()
    }
}

/// A place as a form takes it, with what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceTyped {
    /// What was typed or is known.
    pub typed: String,
    /// What is wrong with it.
    pub wrong: Option<super::advice::PlaceWrong>,
    /// Places that may be meant, each with its address.
    pub choices: Vec<(String, Bilingual)>,
}

impl PlaceTyped {
    pub(super) fn told_wrong(&self, frame: &Frame) -> Option<&'static str> {
        self.wrong.map(|wrong| wrong.in_language(frame.lang))
    }
}
