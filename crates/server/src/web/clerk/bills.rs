//! Bills that wait for a person. `/clerk/bills`.

use askama::Template;
use domain::Bilingual;
use domain::basis::ShownBasis;
use domain::ids::mask_name;
use jiff::civil::Date;

use super::{OfferedChoice, days_ago, left};
use crate::web::asked::ShownQuestion;
use crate::web::basis::Chip;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{AskText, BillCaseText, DeskText, Text};
use crate::web::words;

/// A bill in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillListed {
    /// Its number.
    pub id: String,
    /// Full name; the page masks it.
    pub name: String,
    /// The hospital and the place.
    pub what: Bilingual,
    /// Why it waits.
    pub why: Bilingual,
    /// What it comes to.
    pub total: String,
    /// To be decided by then.
    pub due: Date,
    /// How many days that is from now.
    pub days: i32,
    /// When it came.
    pub received: Date,
    /// Days since.
    pub age: i32,
    /// The days of care.
    pub care: String,
    /// How it stands.
    pub state: Bilingual,
    /// Whether it is the one that is open.
    pub is_open: bool,
}

/// The list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillsPage {
    /// Those of this page.
    pub bills: Vec<BillListed>,
    /// The lists.
    pub lanes: Vec<OfferedChoice>,
    /// The kinds.
    pub kinds: Vec<OfferedChoice>,
    /// Address of the next page.
    pub next: Option<String>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

/// A figure that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureShown {
    /// Name of its field.
    pub field: String,
    /// The fund and what is not known.
    pub says: Bilingual,
    /// What is used for now.
    pub used: Option<String>,
    /// What was typed.
    pub typed: String,
}

/// What the person is told, and a proposal as the second one reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposalShown {
    /// Who proposed, and when.
    pub by: String,
    /// What.
    pub verdict: Bilingual,
    /// Why.
    pub reason: String,
    /// On what it rests: title, number, address.
    pub source: [String; 3],
    /// The figures.
    pub figures: Vec<Bilingual>,
    /// What each payer pays more.
    pub comes_out: Bilingual,
}

/// What was typed into the form of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillTyped {
    /// Why.
    pub reason: String,
    /// The document.
    pub title: String,
    /// Its number.
    pub number: String,
    /// Where it is.
    pub address: String,
}

/// One bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BillCasePage {
    /// Its number.
    pub id: String,
    /// Full name; the page masks it.
    pub name: String,
    /// The hospital and the place.
    pub what: Bilingual,
    /// Why it waits.
    pub why: Bilingual,
    /// How it stands.
    pub state: Bilingual,
    /// Whether it waits for somebody.
    pub waits: bool,
    /// Label and value, in order.
    pub facts: Vec<(Bilingual, Bilingual)>,
    /// Where the settlement is shown, if there is one.
    pub settlement: Option<String>,
    /// What changed, or why it was refused.
    pub causes: Vec<Bilingual>,
    /// What was asked about it and is looked at again: where it is shown, and in words.
    pub questions: Vec<(String, ShownQuestion)>,
    /// What is missing.
    pub figures: Vec<FigureShown>,
    /// What comes out by what stands now.
    pub would: Option<Bilingual>,
    /// What may be decided: word, name, what the person reads.
    pub verdicts: Vec<(String, Bilingual, Bilingual)>,
    /// The verdict that was chosen, or is the only one.
    pub chosen: String,
    /// What was typed.
    pub typed: BillTyped,
    /// What is proposed or was decided.
    pub proposal: Option<ProposalShown>,
    /// Whether it may be proposed.
    pub may_propose: bool,
    /// Whether it may be confirmed.
    pub may_confirm: bool,
    /// Whether it may be taken back.
    pub may_take_back: bool,
    /// Whether nothing is to be decided any more.
    pub is_closed: bool,
    /// What the rules rest on.
    pub basis: Vec<ShownBasis>,
    /// Papers to claim with.
    pub papers: Vec<Bilingual>,
    /// Until when it may be claimed, and why, where it is.
    pub claim_says: Option<Bilingual>,
    /// When, and what happened.
    pub history: Vec<(String, Bilingual)>,
    /// The first of the list, for the left side.
    pub queue: Vec<BillListed>,
    /// What the forms carry.
    pub opened: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

struct BillItem<'a> {
    id: &'a str,
    name: String,
    what: &'a str,
    why: &'a str,
    total: &'a str,
    due: String,
    left: String,
    class: &'static str,
    received: String,
    age: String,
    care: &'a str,
    state: &'a str,
    is_open: bool,
}

fn item<'a>(frame: &Frame, row: &'a BillListed, waits: bool) -> BillItem<'a> {
    let (left, class) = match waits {
        true => left(frame, row.days),
        false => (frame.pick(&row.state).to_owned(), ""),
    };
    BillItem {
        id: &row.id,
        name: mask_name(&row.name),
        what: frame.pick(&row.what),
        why: frame.pick(&row.why),
        total: &row.total,
        due: words::day(frame.lang, row.due),
        left,
        class,
        received: words::day(frame.lang, row.received),
        age: frame.pick(&days_ago(row.age)).to_owned(),
        care: &row.care,
        state: frame.pick(&row.state),
        is_open: row.is_open,
    }
}

#[derive(Template)]
#[template(path = "clerk_bills.html")]
struct ListHtml<'a> {
    frame: &'a Frame,
    page: &'a BillsPage,
    bills: Vec<BillItem<'a>>,
}

#[derive(Template)]
#[template(path = "clerk_bill.html")]
struct OneHtml<'a> {
    frame: &'a Frame,
    page: &'a BillCasePage,
    name: String,
    queue: Vec<BillItem<'a>>,
    chips: Vec<Chip>,
}

impl BillCasePage {
    fn is_chosen(&self, word: &str) -> bool {
        self.chosen == word
    }
}

/// The list as HTML.
pub fn render_bills(frame: &Frame, page: &BillsPage, waits: bool) -> String {
    let bills = page.bills.iter().map(|row| item(frame, row, waits));
    html(&ListHtml {
        frame,
        page,
        bills: bills.collect(),
    })
}

/// A bill as HTML.
pub fn render_bill(frame: &Frame, page: &BillCasePage) -> String {
    let queue = page.queue.iter().map(|row| item(frame, row, true));
    html(&OneHtml {
        frame,
        page,
        name: mask_name(&page.name),
        queue: queue.collect(),
        chips: page
            .basis
            .iter()
            .map(|basis| Chip::of(frame, basis, None))
            .collect(),
    })
}
