//! The waterfall: the whole bill on top, then every step takes its stretch, left to right, until
//! nothing is left. Places only; the template draws.

use domain::Money;
use domain::explanation::{Explanation, Half, Part};

use super::scale::{ScaleSpan, em, text_width, wrap};
use crate::web::frame::Frame;
use crate::web::settlement::arrange::{Role, WaterfallRow, rows};
use crate::web::words;

// Heights in tenths of the type size.
const LINE: u32 = 14;
const LABEL_TO_BAR: u32 = 5;
const BAR: u32 = 9;
const AFTER_ROW: u32 = 9;
const ABOVE_HEADING: u32 = 6;
const BELOW_HEADING: u32 = 8;

/// Room for one line of text on a screen 320 px wide, in hundredths of the type size: standard and
/// elder version.
const ROOM: u32 = 1_480;
const ROOM_ELDER: u32 = 1_080;

/// A line of text and where its baseline lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The text.
    pub text: String,
    /// Its baseline.
    pub y: String,
}

/// One step as a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Name, in as many lines as it takes.
    pub labels: Vec<Label>,
    /// Amount, at the right end.
    pub amount: Label,
    /// Whose money.
    pub part: Part,
    /// Whether it is a sum, set in bold.
    pub is_sum: bool,
    /// Where it lies along the bill.
    pub span: ScaleSpan,
    /// Top edge.
    pub y: String,
    /// Top of the line that ties it to the bar above, when they hang together.
    pub tied_from: Option<String>,
}

impl Bar {
    /// Its class in the sheet: the colour of the payer.
    pub const fn class(&self) -> &'static str {
        super::class(self.part)
    }
}

/// One half of the waterfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarGroup {
    /// Its heading, in as many lines as it takes.
    pub heading: Vec<Label>,
    /// Its steps.
    pub bars: Vec<Bar>,
}

/// The whole chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    /// The halves in order.
    pub groups: Vec<BarGroup>,
    /// Height of the chart.
    pub height: String,
    /// Height of a bar.
    pub bar: String,
    /// The chart in one sentence, for those who hear the page.
    pub description: String,
}

/// A row with its stretch.
struct Placed {
    row: WaterfallRow,
    span: ScaleSpan,
    /// Where the bar above must pass for the two to hang together.
    hangs_at: Option<u32>,
}

impl Waterfall {
    /// Lays an explanation out in the language and version of the page.
    pub fn draw(frame: &Frame, explanation: &Explanation) -> Waterfall {
        let placed = place_all(rows(explanation), explanation);
        let description = placed
            .iter()
            .map(|placed| words::named(frame.lang, &placed.row.title, placed.row.amount))
            .collect::<Vec<_>>()
            .join("; ");
        let mut groups: Vec<BarGroup> = Vec::new();
        let mut half: Option<Half> = None;
        let mut top = 0;
        let mut bar_above = 0;
        for placed in placed {
            if half != Some(placed.row.half) {
                half = Some(placed.row.half);
                let (group, bottom) = heading(frame, placed.row.half, top);
                groups.push(group);
                top = bottom;
                bar_above = 0;
            }
            let (bar, bar_top) = bar(frame, placed, top, bar_above);
            let group = groups.last_mut().expect("a heading was pushed above");
            group.bars.push(bar);
            bar_above = bar_top + BAR;
            top = bar_above + AFTER_ROW;
        }
        Waterfall {
            groups,
            height: em(top),
            bar: em(BAR),
            description,
        }
    }
}

/// The heading of a half; also returns where its bars begin.
fn heading(frame: &Frame, half: Half, top: u32) -> (BarGroup, u32) {
    let room = if frame.elder { ROOM_ELDER } else { ROOM };
    let lines = wrap(&frame.name(&half), bold(room));
    let heading = labels(lines, top + ABOVE_HEADING);
    let bottom = top + ABOVE_HEADING + LINE * count(&heading) + BELOW_HEADING;
    let group = BarGroup {
        heading,
        bars: Vec::new(),
    };
    (group, bottom)
}

/// Lines of text under each other.
fn labels(lines: Vec<String>, top: u32) -> Vec<Label> {
    let place = |(text, line)| Label {
        text,
        y: em(top + LINE * line),
    };
    lines.into_iter().zip(1_u32..).map(place).collect()
}

fn count(labels: &[Label]) -> u32 {
    u32::try_from(labels.len()).expect("a title has a handful of lines")
}

/// The room bold type leaves of this much: it runs an eighth wider.
const fn bold(room: u32) -> u32 {
    room * 8 / 9
}

/// One bar with its labels; also returns its top edge.
fn bar(frame: &Frame, placed: Placed, top: u32, bar_above: u32) -> (Bar, u32) {
    let Placed {
        row,
        span,
        hangs_at,
    } = placed;
    let amount = amount_of(frame, &row);
    let is_sum = row.role == Role::Sum || row.part == Part::Fund;
    let room = if frame.elder {
        ROOM_ELDER
    } else {
        ROOM.saturating_sub(text_width(&amount))
    };
    let room = if is_sum { bold(room) } else { room };
    let labels = labels(wrap(frame.pick(&row.title), room), top);
    // Large type leaves no room beside the name: the amount gets a line of its own.
    let amount_line = if frame.elder { count(&labels) + 1 } else { 1 };
    let bar_top = top + LINE * count(&labels).max(amount_line) + LABEL_TO_BAR;
    let bar = Bar {
        labels,
        amount: Label {
            text: amount,
            y: em(top + LINE * amount_line),
        },
        part: row.part,
        is_sum,
        span,
        y: em(bar_top),
        tied_from: (bar_above > 0 && hangs_at == Some(span.start)).then(|| em(bar_above)),
    };
    (bar, bar_top)
}

/// A reduction is shown with a minus sign, everything else as it is.
fn amount_of(frame: &Frame, row: &WaterfallRow) -> String {
    let amount = words::yuan(frame.lang, row.amount);
    let reduces = row.role == Role::Taken && matches!(row.part, Part::Cash | Part::Outside);
    if reduces && row.amount.fen() > 0 {
        format!("−{amount}")
    } else {
        amount
    }
}

/// How far along the bill the rows have come.
struct Along {
    total: Money,
    /// Taken by the steps so far, in order.
    taken: Money,
    /// Paid by funds so far.
    funds: Money,
    /// Paid by funds and the person's pockets so far.
    paid: Money,
}

impl Along {
    /// Where a row starts; steps on.
    ///
    /// Steps follow each other from the left. Sums end where the bill ends. A later layer pays from
    /// the person's part: it takes a stretch off that part's left end. Pockets share what remains.
    fn start(&mut self, row: &WaterfallRow, amount: Money) -> Money {
        let last = self.total - amount;
        let start = match row.role {
            Role::Sum | Role::Aside => last,
            Role::Taken if self.taken <= last => self.taken,
            Role::Taken => self.funds.min(last),
            Role::Pocket => self.paid.min(last),
        };
        match row.role {
            Role::Sum | Role::Aside => (),
            Role::Taken => self.taken = self.taken.max(start + amount),
            Role::Pocket => self.paid = start + amount,
        }
        if row.role == Role::Taken && row.is_paid {
            self.funds += amount;
        }
        start
    }
}

/// Gives every row its stretch of the bill.
fn place_all(rows: Vec<WaterfallRow>, explanation: &Explanation) -> Vec<Placed> {
    let total = explanation.shares.total();
    let mut along = Along {
        total,
        taken: Money::ZERO,
        funds: Money::ZERO,
        paid: explanation.shares.funds(),
    };
    let mut hangs_at = None;
    rows.into_iter()
        .map(|row| {
            let amount = row.amount.floor_zero().min(total.floor_zero());
            let start = along.start(&row, amount);
            let span = ScaleSpan::between(start, start + amount, total);
            let end = match row.role {
                Role::Sum | Role::Aside => span.start,
                Role::Taken | Role::Pocket => span.end,
            };
            Placed {
                row,
                span,
                hangs_at: hangs_at.replace(end),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
