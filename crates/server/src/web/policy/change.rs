//! A change of the rules as people see it: one sentence, what they pay more or less, what does not
//! come out any more and why. On the page of a draft and on that of a release.

use domain::basis::ShownBasis;
use domain::{Bilingual, Money};
use jiff::civil::Date;

use crate::web::basis::Chip;
use crate::web::frame::{Frame, Lang};
use crate::web::text::EditorText;
use crate::web::words;

/// A change, in words and in money.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeView {
    /// All of it in one sentence.
    pub heading: Bilingual,
    /// The rules, old and new.
    pub rows: Vec<ChangedRule>,
    /// Standard bills that come to something else.
    pub bills: Vec<BillBar>,
    /// The day they are of, where that is a later one.
    pub bills_on: Option<Bilingual>,
    /// How many come to the same.
    pub unchanged: usize,
    /// What it changes of what was settled, and what becomes of it.
    pub past: Vec<Bilingual>,
    /// Cases that do not come out, by what makes them so.
    pub failing: Vec<FailingGroup>,
    /// What else does not hold.
    pub findings: Vec<FindingInWords>,
    /// Cases that came out.
    pub passed: usize,
    /// Cases that expect something else than before: name, what was expected, what is.
    pub cases_changed: Vec<(String, Bilingual, Bilingual)>,
    /// Cases that are gone.
    pub cases_dropped: Vec<String>,
    /// Cases that are new.
    pub cases_added: usize,
}

/// A rule that is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedRule {
    /// What happened to it.
    pub what: Bilingual,
    /// Whose rule, and which.
    pub subject: Bilingual,
    /// What it was.
    pub before: Option<Bilingual>,
    /// What it is.
    pub after: Option<Bilingual>,
    /// On what it rests.
    pub basis: Option<ShownBasis>,
}

/// What the person pays of a standard bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillBar {
    /// The bill.
    pub bill: Bilingual,
    /// What the person paid.
    pub before: Option<Money>,
    /// What the person pays.
    pub after: Option<Money>,
}

/// Cases that fail for one reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FailingGroup {
    /// What makes them so.
    pub cause: Bilingual,
    /// How many.
    pub count: usize,
    /// By how they differ, a case for each.
    pub rows: Vec<FailingRow>,
    /// Their names.
    pub names: Vec<String>,
    /// Its number, for the form that takes the new values over; none where that cannot be done.
    pub mendable: Option<usize>,
}

/// Cases that differ in the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailingRow {
    /// One of them.
    pub name: String,
    /// How many.
    pub count: usize,
    /// What is compared.
    pub what: Bilingual,
    /// What is expected.
    pub expected: Bilingual,
    /// What comes out.
    pub got: Bilingual,
}

/// Something that does not hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingInWords {
    /// Where, in words.
    pub place: Bilingual,
    /// Where it can be mended.
    pub href: Option<String>,
    /// What is wrong.
    pub says: Bilingual,
    /// What to do.
    pub next: Bilingual,
    /// A case that would prove the row: its number, its name, who pays what in it.
    pub proving: Option<(usize, String, Bilingual)>,
}

/// A rule that is another, in the language of a page.
pub struct RuleInWords {
    /// What happened to it.
    pub what: String,
    /// Which.
    pub subject: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
    /// Since when.
    pub since: String,
    /// Where it comes from.
    pub chip: Option<Chip>,
}

/// A standard bill, in the language of a page.
pub struct BarInWords {
    /// The bill.
    pub bill: String,
    /// Paid before.
    pub before: String,
    /// Paid now.
    pub after: String,
    /// By how much that differs, in words.
    pub says: String,
    /// How long the bar is, of a hundred.
    pub width: i64,
    /// Whether it is less.
    pub is_less: bool,
}

impl ChangeView {
    /// The rules, in the language of a page.
    pub fn shown_rows(&self, frame: &Frame) -> Vec<RuleInWords> {
        let text = |both: &Option<Bilingual>| {
            let both = both.as_ref();
            both.map_or_else(|| "—".to_owned(), |both| frame.pick(both).to_owned())
        };
        let row = |row: &ChangedRule| RuleInWords {
            what: frame.pick(&row.what).to_owned(),
            subject: frame.pick(&row.subject).to_owned(),
            before: text(&row.before),
            after: text(&row.after),
            since: row
                .basis
                .as_ref()
                .map_or_else(String::new, |basis| since(frame, basis.from)),
            chip: row.basis.as_ref().map(|basis| Chip::of(frame, basis, None)),
        };
        self.rows.iter().map(row).collect()
    }

    /// The bills, in the language of a page, each with a bar as long as the difference.
    pub fn shown_bars(&self, frame: &Frame) -> Vec<BarInWords> {
        let differ = |bar: &BillBar| Some((bar.after? - bar.before?).fen());
        let most = self.bills.iter().filter_map(differ).map(i64::abs).max();
        let most = most.unwrap_or(0).max(1);
        let bar = |bar: &BillBar| {
            let fen = differ(bar);
            BarInWords {
                bill: frame.pick(&bar.bill).to_owned(),
                before: amount(frame, bar.before),
                after: amount(frame, bar.after),
                says: differs(frame, bar),
                width: fen.map_or(0, |fen| (fen.abs() * 100 / most).max(1)),
                is_less: fen.is_some_and(i64::is_negative),
            }
        };
        self.bills.iter().map(bar).collect()
    }

    /// Whether it could be approved as far as checks and cases go.
    pub fn is_green(&self) -> bool {
        self.failing.is_empty() && self.findings.is_empty()
    }

    /// How many cases do not come out.
    pub fn failing_count(&self) -> usize {
        self.failing.iter().map(|group| group.count).sum()
    }

    /// The heading over what does not come out.
    pub fn failing_heading(&self, frame: &Frame) -> String {
        let count = self.failing_count();
        let one = match self.failing.as_slice() {
            [only] => Some(frame.pick(&only.cause)),
            _ => None,
        };
        match (frame.lang, one) {
            (Lang::Zh, Some(cause)) => format!("{count} 个算例不符，都差在：{cause}"),
            (Lang::Zh, None) => format!("{count} 个算例不符"),
            (Lang::En, Some(cause)) => format!("{count} cases do not come out, all by: {cause}"),
            (Lang::En, None) => format!("{count} cases do not come out"),
        }
    }
}

fn since(frame: &Frame, from: Date) -> String {
    words::since(frame.lang, from)
}

fn amount(frame: &Frame, amount: Option<Money>) -> String {
    amount.map_or_else(
        || frame.say(EditorText::NoAmount).to_owned(),
        Money::grouped,
    )
}

/// «多付 95.00».
fn differs(frame: &Frame, bar: &BillBar) -> String {
    let (Some(before), Some(after)) = (bar.before, bar.after) else {
        let word = match bar.after {
            Some(_) => EditorText::NowKnown,
            None => EditorText::NowUnknown,
        };
        return frame.say(word).to_owned();
    };
    let more = after - before;
    let (word, by) = match (more.is_zero(), more.is_negative()) {
        (true, _) => return frame.say(EditorText::SharesMove).to_owned(),
        (_, true) => (EditorText::PaysLess, -more),
        _ => (EditorText::PaysMore, more),
    };
    format!("{} {}", frame.say(word), by.grouped())
}
