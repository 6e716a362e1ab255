//! What a supervisor sees of all cases. `/clerk/board`.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;
use jiff::civil::Date;

use super::{AskText, DeskText, Frame, Text, html};
use crate::web::words;

/// A case in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardLine {
    /// Where it is.
    pub href: String,
    /// Its number.
    pub number: String,
    /// What.
    pub kind: Bilingual,
    /// Full name; the page masks it.
    pub name: String,
    /// To be decided by then.
    pub due: Date,
    /// With whom it is.
    pub with: String,
    /// Whether it can be given to somebody here.
    pub can_be_given: bool,
}

/// What two people decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverrideLine {
    /// Where it is.
    pub href: String,
    /// Its number.
    pub number: String,
    /// What.
    pub kind: Bilingual,
    /// Who proposed.
    pub proposed_by: String,
    /// Who confirmed.
    pub confirmed_by: String,
    /// When.
    pub on: String,
    /// Why.
    pub reason: Bilingual,
}

/// A decision that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawnLine {
    /// Where it is.
    pub href: String,
    /// Word of what it is.
    pub word: &'static str,
    /// Its number.
    pub number: String,
    /// What.
    pub kind: Bilingual,
    /// Full name; the page masks it.
    pub name: String,
    /// Who decided.
    pub by: String,
    /// When.
    pub on: String,
    /// How it ended.
    pub ended: Bilingual,
    /// Who looked, whether they agree, and why not.
    pub look: Option<(String, bool, String)>,
    /// Whether this operator may look.
    pub may_look: bool,
}

/// The board of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardPage {
    /// Filings that wait, by reason: late, within two days, later.
    pub backlog: Vec<(Bilingual, [u64; 3])>,
    /// Bills that wait, by kind.
    pub bills: Vec<(Bilingual, [u64; 3])>,
    /// Who has how many open.
    pub holders: Vec<(String, u64)>,
    /// What may be late.
    pub at_risk: Vec<BoardLine>,
    /// What waits for a second pair of eyes.
    pub second_eye: Vec<BoardLine>,
    /// Who decided how much: approved, returned, refused.
    pub decisions: Vec<(String, [u64; 3])>,
    /// Who confirmed how many bills.
    pub bill_decisions: Vec<(String, u64)>,
    /// What was decided against a check, or about a bill.
    pub overridden: Vec<OverrideLine>,
    /// By what the sample was drawn.
    pub seed: String,
    /// How many of a hundred.
    pub rate: u32,
    /// From how many decisions.
    pub drawn_from: usize,
    /// Agreed, not agreed, not looked at.
    pub counts: [usize; 3],
    /// The sample.
    pub sample: Vec<DrawnLine>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

#[derive(Template)]
#[template(path = "clerk_board.html")]
struct BoardHtml<'a> {
    frame: &'a Frame,
    page: &'a BoardPage,
    totals: [u64; 3],
}

impl BoardHtml<'_> {
    fn masked(&self, name: &str) -> String {
        mask_name(name)
    }

    fn day(&self, day: &Date) -> String {
        words::day(self.frame.lang, *day)
    }
}

/// The board as HTML.
pub fn render_board(frame: &Frame, page: &BoardPage) -> String {
    let mut totals = [0; 3];
    for (_, counts) in page.backlog.iter().chain(&page.bills) {
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
    }
    html(&BoardHtml {
        frame,
        page,
        totals,
    })
}
