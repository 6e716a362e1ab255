//! The desk of clerks and supervisors: the list, one case, finding, the counter, the board.
//! `/clerk`.

use askama::Template;
use domain::Bilingual;
use domain::basis::ShownBasis;
use domain::filing::Verdict;
use domain::ids::mask_name;
use domain::word_list;
use jiff::civil::Date;

use super::basis::Chip;
use super::frame::Frame;
use super::html;
use super::text::{AskText, DeskText, Text};
use super::words;

mod bills;
mod board;
mod bulk;
mod counter;

pub use bills::{
    BillCasePage, BillListed, BillTyped, BillsPage, FigureShown, ProposalShown, render_bill,
    render_bills,
};
pub use board::{BoardLine, BoardPage, DrawnLine, OverrideLine, render_board};
pub use bulk::{BulkPage, BulkRow, render_bulk};
pub use counter::{CounterPage, FindPage, FoundPerson, render_counter, render_find};

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// Filing number.
    pub id: String,
    /// Full name; the page masks it.
    pub name: String,
    /// Reason of the filing, and from where to where.
    pub what: Bilingual,
    /// To be decided by then.
    pub due: Option<Date>,
    /// How many days that is from now; none where nobody has to.
    pub days: Option<i32>,
    /// Why somebody has to look.
    pub why: Bilingual,
    /// Days since it came.
    pub age: i32,
    /// Who has it open, and since when.
    pub held: Option<Bilingual>,
    /// How it stands.
    pub state: Bilingual,
    /// Whether it is the one that is open.
    pub is_open: bool,
}

/// A word with its name and whether it is chosen.
pub type OfferedChoice = (String, Bilingual, bool);

word_list! {
    /// A column of the list that may be shown or left out.
    QueueColumn {
        /// By when it has to be decided.
        Due = "due", "到期", "due";
        /// What it is about.
        What = "what", "办什么", "what";
        /// Why somebody has to look.
        Why = "why", "为什么要人看", "why";
        /// How long it has waited.
        Age = "age", "收到", "received";
        /// How it stands, and who has it open.
        State = "state", "状态", "state";
        /// Its number.
        Number = "number", "备案号", "filing number";
    }
}

/// The list of cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuePage {
    /// The cases of this page.
    pub cases: Vec<ListedRow>,
    /// How many there are, in words.
    pub all: Bilingual,
    /// How many are due today or late, in words.
    pub due: Bilingual,
    /// The lists.
    pub lanes: Vec<OfferedChoice>,
    /// The reasons.
    pub reasons: Vec<OfferedChoice>,
    /// Whether only those are shown that are due.
    pub due_only: bool,
    /// The columns, and whether each is shown.
    pub columns: Vec<(QueueColumn, bool)>,
    /// What the list was asked for: names and values, for the forms.
    pub asked: Vec<(String, String)>,
    /// Whether the cases of this list wait for a decision.
    pub can_decide: bool,
    /// Address of the next page.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub is_later: bool,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// How it came out.
    pub verdict: Verdict,
    /// What is checked.
    pub kind: Bilingual,
    /// What was found.
    pub says: Bilingual,
    /// The source.
    pub basis: Option<ShownBasis>,
}

/// A proof that was handed in, or seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownProof {
    /// What it is.
    pub name: Bilingual,
    /// Where the file is, if there is one.
    pub href: Option<String>,
    /// What else there is to say of it.
    pub note: Bilingual,
}

/// What is being decided on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Deciding {
    /// Nothing yet.
    #[default]
    Open,
    /// It is returned.
    Return,
    /// It is refused.
    Refuse,
    /// An approval against a check is proposed.
    Propose,
}

/// One case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CasePage {
    /// Filing number.
    pub id: String,
    /// Full name; the page masks it.
    pub name: String,
    /// Reason, and from where to where.
    pub what: Bilingual,
    /// Why somebody has to look; how it stands where nobody has to.
    pub why: Bilingual,
    /// Whether it waits for a decision.
    pub waits: bool,
    /// The masked number, or the full one where it was asked for.
    pub number: String,
    /// Whether that is the full one.
    pub is_full: bool,
    /// Label and value, in order.
    pub facts: Vec<(Bilingual, Bilingual)>,
    /// The proofs.
    pub proofs: Vec<ShownProof>,
    /// Whom to reach in full, where it was asked for.
    pub contact: Option<String>,
    /// What the forms carry: that the case is open, and since when.
    pub opened: String,
    /// Whether it waits for the person.
    pub is_returned: bool,
    /// Until when the person has time, where it waits for them.
    pub awaits_until: Option<Bilingual>,
    /// The checks.
    pub rules: Vec<RuleRow>,
    /// When, and what happened.
    pub history: Vec<(String, Bilingual)>,
    /// Other filings: number, what, how it stands.
    pub others: Vec<(String, Bilingual, Bilingual)>,
    /// What the person reads when it is approved; why it is not possible otherwise.
    pub will_read: Option<Result<Bilingual, Bilingual>>,
    /// Reasons to choose from: word, name, what the person reads.
    pub reasons: Vec<(String, Bilingual, Bilingual)>,
    /// What is being decided.
    pub deciding: Deciding,
    /// Who else has it open.
    pub held: Option<Bilingual>,
    /// What somebody proposes.
    pub proposed: Option<Bilingual>,
    /// Whether it may be returned and refused.
    pub may_decide: bool,
    /// Whether it may be approved.
    pub may_approve: bool,
    /// Whether approving it may be proposed.
    pub may_propose: bool,
    /// Whether it may be taken over.
    pub may_take_over: bool,
    /// Whether this operator has taken it.
    pub is_taken: bool,
    /// Whether this operator entered it.
    pub is_own_entry: bool,
    /// The first of the list, for the left side.
    pub queue: Vec<ListedRow>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

/// A case of a list as the template has it.
struct QueueItem<'a> {
    id: &'a str,
    name: String,
    what: &'a str,
    why: &'a str,
    due: String,
    left: String,
    class: &'static str,
    age: String,
    held: Option<&'a str>,
    state: &'a str,
    is_open: bool,
}

fn item<'a>(frame: &Frame, row: &'a ListedRow) -> QueueItem<'a> {
    let (left, class) = match row.days {
        None => (frame.pick(&row.state).to_owned(), ""),
        Some(days) => left(frame, days),
    };
    QueueItem {
        id: &row.id,
        name: mask_name(&row.name),
        what: frame.pick(&row.what),
        why: frame.pick(&row.why),
        due: row
            .due
            .map(|due| words::day(frame.lang, due))
            .unwrap_or_default(),
        left,
        class,
        age: frame.pick(&days_ago(row.age)).to_owned(),
        held: row.held.as_ref().map(|held| frame.pick(held)),
        state: frame.pick(&row.state),
        is_open: row.is_open,
    }
}

/// How long there still is, with the tone of it.
fn left(frame: &Frame, days: i32) -> (String, &'static str) {
    let (said, class) = match days {
        ..=-1 => (
            Bilingual::new(format!("过期 {} 天", -days), format!("{} days late", -days)),
            "no",
        ),
        0 => (Bilingual::new("今天到期", "due today"), "wait"),
        1..=2 => (
            Bilingual::new(format!("还有 {days} 天"), format!("{days} days left")),
            "wait",
        ),
        _ => (
            Bilingual::new(format!("还有 {days} 天"), format!("{days} days left")),
            "",
        ),
    };
    (frame.pick(&said).to_owned(), class)
}

/// How long ago something came.
fn days_ago(days: i32) -> Bilingual {
    match days {
        ..=0 => Bilingual::new("今天", "today"),
        1 => Bilingual::new("昨天", "yesterday"),
        days => Bilingual::new(format!("{days} 天前"), format!("{days} days ago")),
    }
}

#[derive(Template)]
#[template(path = "clerk_queue.html")]
struct QueueHtml<'a> {
    frame: &'a Frame,
    page: &'a QueuePage,
    cases: Vec<QueueItem<'a>>,
}

#[derive(Template)]
#[template(path = "clerk_case.html")]
struct CaseHtml<'a> {
    frame: &'a Frame,
    page: &'a CasePage,
    name: String,
    queue: Vec<QueueItem<'a>>,
    rules: Vec<RuleItem<'a>>,
    will_read: Option<(&'a str, bool)>,
}

/// A check as the template has it.
struct RuleItem<'a> {
    class: &'static str,
    icon: &'static str,
    verdict: String,
    kind: &'a str,
    says: &'a str,
    chip: Option<Chip>,
}

impl QueuePage {
    fn shows(&self, column: &str) -> bool {
        let mut columns = self.columns.iter();
        columns.any(|(one, shown)| *shown && one.word() == column)
    }
}

impl CasePage {
    fn is_open(&self) -> bool {
        self.deciding == Deciding::Open
    }

    fn is_return(&self) -> bool {
        self.deciding == Deciding::Return
    }

    fn is_propose(&self) -> bool {
        self.deciding == Deciding::Propose
    }
}

/// The list as HTML.
pub fn render(frame: &Frame, page: &QueuePage) -> String {
    let cases = page.cases.iter().map(|row| item(frame, row)).collect();
    html(&QueueHtml { frame, page, cases })
}

/// A case as HTML.
pub fn render_case(frame: &Frame, page: &CasePage) -> String {
    let rule = |row: &'_ RuleRow| {
        let (class, icon) = match row.verdict {
            Verdict::Pass => ("pass", "check"),
            Verdict::Fail => ("fail", "stop"),
            Verdict::Unknown => ("unknown", "ask"),
        };
        (class, icon, frame.name(&row.verdict))
    };
    let rules = page.rules.iter().map(|row| {
        let (class, icon, verdict) = rule(row);
        RuleItem {
            class,
            icon,
            verdict,
            kind: frame.pick(&row.kind),
            says: frame.pick(&row.says),
            chip: row.basis.as_ref().map(|it| Chip::of(frame, it, None)),
        }
    });
    html(&CaseHtml {
        frame,
        page,
        name: mask_name(&page.name),
        queue: page.queue.iter().map(|row| item(frame, row)).collect(),
        rules: rules.collect(),
        will_read: page.will_read.as_ref().map(|told| match told {
            Ok(text) => (frame.pick(text), true),
            Err(why) => (frame.pick(why), false),
        }),
    })
}
