//! Several cases at once: what each would become and what its person would read; afterwards, what
//! became of each.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{AskText, DeskText, Text};

/// One of several cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkRow {
    /// Filing number.
    pub id: String,
    /// Full name; the page masks it. Empty where the case is not to be seen.
    pub name: String,
    /// What it is about.
    pub what: Bilingual,
    /// How it would stand, or stands, and what the person reads; why not, and what to do.
    pub outcome: Result<(Bilingual, Bilingual), (Bilingual, Bilingual)>,
    /// That the operator was shown it as it stands.
    pub shown: String,
}

/// Several cases that are decided together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BulkPage {
    /// The decision, as a word.
    pub verdict: &'static str,
    /// The same as people call it.
    pub decision: Bilingual,
    /// Reasons to choose from: word, name, and whether it is chosen.
    pub reasons: Vec<(String, Bilingual, bool)>,
    /// What is added in words.
    pub more: String,
    /// Whether a reason has to be chosen first.
    pub wants_reason: bool,
    /// Whether they were decided.
    pub is_done: bool,
    /// The cases.
    pub rows: Vec<BulkRow>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

/// A case as the template has it.
struct BulkItem<'a> {
    id: &'a str,
    shown: &'a str,
    name: String,
    what: &'a str,
    first: &'a str,
    second: &'a str,
}

#[derive(Template)]
#[template(path = "clerk_bulk.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a BulkPage,
    heading: String,
    wrong: Vec<BulkItem<'a>>,
    right: Vec<BulkItem<'a>>,
}

fn item<'a>(frame: &Frame, row: &'a BulkRow) -> BulkItem<'a> {
    let (Ok((first, second)) | Err((first, second))) = &row.outcome;
    BulkItem {
        id: &row.id,
        shown: &row.shown,
        name: match row.name.as_str() {
            "" => String::new(),
            name => mask_name(name),
        },
        what: frame.pick(&row.what),
        first: frame.pick(first),
        second: frame.pick(second),
    }
}

fn heading(page: &BulkPage, (right, wrong): (usize, usize)) -> Bilingual {
    let (all, decision) = (right + wrong, &page.decision);
    match (page.is_done, wrong) {
        (false, 0) => Bilingual::new(
            format!("{}：{all} 件都可以", decision.zh),
            format!("{}: all {all} can be", decision.en),
        ),
        (false, _) => Bilingual::new(
            format!("{}：{all} 件，{right} 件可以，{wrong} 件不行", decision.zh),
            format!("{}: {right} of {all} can be, {wrong} cannot", decision.en),
        ),
        (true, 0) => Bilingual::new(
            format!("{}：{all} 件都办好了", decision.zh),
            format!("{}: all {all} are done", decision.en),
        ),
        (true, _) => Bilingual::new(
            format!("{}：办好 {right} 件，没办 {wrong} 件", decision.zh),
            format!("{}: {right} done, {wrong} not", decision.en),
        ),
    }
}

/// The page as HTML.
pub fn render_bulk(frame: &Frame, page: &BulkPage) -> String {
    let of = |is_right: bool| {
        let rows = page.rows.iter();
        let rows = rows.filter(|row| row.outcome.is_ok() == is_right);
        rows.map(|row| item(frame, row)).collect::<Vec<_>>()
    };
    let (right, wrong) = (of(true), of(false));
    let heading = heading(page, (right.len(), wrong.len()));
    html(&Html {
        heading: frame.pick(&heading).to_owned(),
        frame,
        page,
        wrong,
        right,
    })
}
