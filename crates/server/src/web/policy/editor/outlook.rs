//! What runs out when, and what happens if nobody does anything.

use askama::Template;
use domain::Bilingual;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{EditorText, PolicyText, Text};

/// Something that runs out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlookRow {
    /// The first day of it; empty for what never was.
    pub on: String,
    /// How soon that is.
    pub group: RunsOut,
    /// Whose rules.
    pub place: Bilingual,
    /// What runs out.
    pub what: Bilingual,
    /// The rules it is about.
    pub rules: Vec<Bilingual>,
    /// What happens if nothing is done.
    pub otherwise: Bilingual,
    /// Where it can be seen to; none for who may not.
    pub href: Option<String>,
}

/// How soon something runs out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunsOut {
    /// It has, or was never there.
    #[default]
    Past,
    /// Within three months.
    Three,
    /// Within six.
    Six,
    /// Within twelve.
    Twelve,
    /// Later.
    Later,
}

impl RunsOut {
    /// All of them: what can still be seen to in time comes first, what has passed last.
    pub const ALL: [RunsOut; 5] = [
        RunsOut::Three,
        RunsOut::Six,
        RunsOut::Twelve,
        RunsOut::Later,
        RunsOut::Past,
    ];

    /// As an address has it.
    pub fn word(self) -> &'static str {
        match self {
            RunsOut::Past => "past",
            RunsOut::Three => "3",
            RunsOut::Six => "6",
            RunsOut::Twelve => "12",
            RunsOut::Later => "later",
        }
    }

    fn heading(self) -> EditorText {
        match self {
            RunsOut::Past => EditorText::RanOut,
            RunsOut::Three => EditorText::WithinThree,
            RunsOut::Six => EditorText::WithinSix,
            RunsOut::Twelve => EditorText::WithinTwelve,
            RunsOut::Later => EditorText::LaterOn,
        }
    }
}

/// What runs out at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlookGroup {
    /// When.
    pub group: RunsOut,
    /// How much that is in all.
    pub count: usize,
    /// Those shown.
    pub rows: Vec<OutlookRow>,
    /// Where the others are; none where all are shown.
    pub more: Option<String>,
    /// The same by place, where nobody chose one: page, name, how much.
    pub by_place: Vec<(String, Bilingual, usize)>,
}

impl OutlookGroup {
    fn heading(&self) -> EditorText {
        self.group.heading()
    }

    fn is_past(&self) -> bool {
        self.group == RunsOut::Past
    }
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutlookPage {
    /// What runs out, by how soon.
    pub groups: Vec<OutlookGroup>,
    /// Pages of one group: address, which, and whether it is this one.
    pub pages: Vec<(String, String, bool)>,
    /// The whole again, where only one group is shown.
    pub whole: Option<String>,
    /// Places to filter by: word, name, and whether it is the one asked for.
    pub places: Vec<(String, Bilingual, bool)>,
    /// The table to download.
    pub csv: String,
}

#[derive(Template)]
#[template(path = "policy_outlook.html")]
struct OutlookHtml<'a> {
    frame: &'a Frame,
    page: &'a OutlookPage,
}

/// The page as HTML.
pub fn render_outlook(frame: &Frame, page: &OutlookPage) -> String {
    html(&OutlookHtml { frame, page })
}
