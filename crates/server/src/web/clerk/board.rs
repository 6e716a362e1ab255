//! What a supervisor sees of all cases. `/clerk/board`.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use super::{DeskText, Frame, Text, html};

/// The board of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardPage {
    /// What waits, by reason: late, within two days, later.
    pub backlog: Vec<(Bilingual, [u64; 3])>,
    /// Who decided how much: approved, returned, refused.
    pub decisions: Vec<(String, [u64; 3])>,
    /// What is to be looked at again: filing, full name, how it ended, who decided, when.
    pub sample: Vec<(String, String, Bilingual, String, String)>,
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
    sample: Vec<(&'a str, String, &'a str, &'a str, &'a str)>,
}

/// The board as HTML.
pub fn render_board(frame: &Frame, page: &BoardPage) -> String {
    let mut totals = [0; 3];
    for (_, counts) in &page.backlog {
        for (total, count) in totals.iter_mut().zip(counts) {
            *total += count;
        }
    }
    let sample = page.sample.iter().map(|(id, name, state, by, on)| {
        (
            id.as_str(),
            mask_name(name),
            frame.pick(state),
            by.as_str(),
            on.as_str(),
        )
    });
    html(&BoardHtml {
        frame,
        page,
        totals,
        sample: sample.collect(),
    })
}
