//! The waterfall: the whole bill on top, then every step takes its stretch, left to right, until
//! nothing is left. Places only; the template draws.

use domain::Money;
use domain::explanation::{Explanation, Half, Part};
use domain::text::Named;

use super::scale::{Span, em, text_width, wrap};
use crate::web::frame::Frame;
use crate::web::settlement::arrange::{Role, Row, rows};
use crate::web::words;

// Heights in tenths of the type size.
const LINE: u32 = 14;
const LABEL_TO_BAR: u32 = 5;
const BAR: u32 = 9;
const AFTER_ROW: u32 = 9;
const HEADING: u32 = 30;

/// Room for one line of text on a screen 320 px wide, in hundredths of the type size: standard and
/// elder version.
const ROOM: u32 = 1_480;
const ROOM_ELDER: u32 = 960;

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
    pub span: Span,
    /// Top edge.
    pub y: String,
    /// Top of the line that ties it to the bar above, when they hang together.
    pub tied_from: Option<String>,
}

impl Bar {
    /// Its class in the sheet: the colour of whoever pays.
    pub const fn class(&self) -> &'static str {
        super::class(self.part)
    }
}

/// One half of the waterfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its heading.
    pub heading: Label,
    /// Its steps.
    pub bars: Vec<Bar>,
}

/// The whole chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    /// The halves in order.
    pub groups: Vec<Group>,
    /// Height of the chart.
    pub height: String,
    /// Height of a bar.
    pub bar: String,
    /// The chart in one sentence, for those who hear the page.
    pub description: String,
}

/// A row with its stretch.
struct Placed {
    row: Row,
    span: Span,
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
        let mut groups: Vec<Group> = Vec::new();
        let mut half: Option<Half> = None;
        let mut top = 0;
        let mut bar_above = 0;
        for placed in placed {
            if half != Some(placed.row.half) {
                half = Some(placed.row.half);
                groups.push(heading(frame, placed.row.half, top));
                top += HEADING;
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

fn heading(frame: &Frame, half: Half, top: u32) -> Group {
    Group {
        heading: Label {
            text: frame.pick(&half.name()).to_owned(),
            y: em(top + 20),
        },
        bars: Vec::new(),
    }
}

/// One bar with its labels; also returns its top edge.
fn bar(frame: &Frame, placed: Placed, top: u32, bar_above: u32) -> (Bar, u32) {
    let Placed {
        row,
        span,
        hangs_at,
    } = placed;
    let amount = amount_of(frame, &row);
    let room = if frame.elder {
        ROOM_ELDER
    } else {
        ROOM - text_width(&amount)
    };
    let lines = wrap(frame.pick(&row.title), room);
    let count = u32::try_from(lines.len()).expect("a title has a handful of lines");
    // Large type leaves no room beside the name: the amount gets a line of its own.
    let amount_line = if frame.elder { count } else { 0 };
    let baseline = |line: u32| em(top + LINE * (line + 1));
    let bar_top = top + LINE * count.max(amount_line + 1) + LABEL_TO_BAR;
    let labels = lines
        .into_iter()
        .zip(0_u32..)
        .map(|(text, line)| Label {
            text,
            y: baseline(line),
        })
        .collect();
    let bar = Bar {
        labels,
        amount: Label {
            text: amount,
            y: baseline(amount_line),
        },
        part: row.part,
        is_sum: row.role == Role::Sum || row.part == Part::Fund,
        span,
        y: em(bar_top),
        tied_from: (bar_above > 0 && hangs_at == Some(span.start)).then(|| em(bar_above)),
    };
    (bar, bar_top)
}

/// A reduction is shown with a minus sign, everything else as it is.
fn amount_of(frame: &Frame, row: &Row) -> String {
    let amount = words::yuan(frame.lang, row.amount);
    let reduces = row.role == Role::Taken && matches!(row.part, Part::Cash | Part::Outside);
    if reduces && row.amount.fen() > 0 {
        format!("−{amount}")
    } else {
        amount
    }
}

/// Gives every row its stretch of the bill. Steps follow each other from the left; sums and the
/// person's pockets end where the bill ends.
fn place_all(rows: Vec<Row>, explanation: &Explanation) -> Vec<Placed> {
    let total = explanation.shares.total();
    let mut taken = Money::ZERO;
    let mut paid = explanation.shares.funds();
    let mut above: Option<(Role, Span)> = None;
    rows.into_iter()
        .map(|row| {
            let amount = row.amount.floor_zero().min(total.floor_zero());
            let start = match row.role {
                Role::Sum => total - amount,
                Role::Taken => taken.min(total - amount),
                Role::Pocket => paid.min(total - amount),
            };
            let span = Span::between(start, start + amount, total);
            match row.role {
                Role::Sum => (),
                Role::Taken => taken = start + amount,
                Role::Pocket => paid = start + amount,
            }
            let hangs_at = above.map(|(role, span)| match role {
                Role::Sum => span.start,
                Role::Taken | Role::Pocket => span.end,
            });
            above = Some((row.role, span));
            Placed {
                row,
                span,
                hangs_at,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::chart::scale::FULL;
    use crate::web::fixtures;

    fn spans(explanation: &Explanation) -> Vec<(Role, Span, Money)> {
        place_all(rows(explanation), explanation)
            .into_iter()
            .map(|placed| (placed.row.role, placed.span, placed.row.amount))
            .collect()
    }

    fn width(spans: &[(Role, Span, Money)], role: Role) -> u32 {
        let of_role = spans.iter().filter(|(r, ..)| *r == role);
        of_role.map(|(_, span, _)| span.width()).sum()
    }

    #[test]
    fn bars_add_up_to_the_bill() {
        let explanation = fixtures::explanation();
        let spans = spans(&explanation);
        assert_eq!(
            spans[0].1,
            Span {
                start: 0,
                end: FULL
            }
        );
        let taken: Money = spans
            .iter()
            .filter(|(role, ..)| *role == Role::Taken)
            .map(|(_, _, amount)| *amount)
            .sum();
        let last_taken = spans.iter().rev().find(|s| s.0 == Role::Taken).unwrap();
        let total = explanation.shares.total();
        assert_eq!(last_taken.1.end, super::super::scale::place(taken, total));
        // Funds and pockets together are the whole bill.
        let funds = super::super::scale::place(explanation.shares.funds(), total);
        assert_eq!(funds + width(&spans, Role::Pocket), FULL);
        assert_eq!(spans.last().unwrap().1.end, FULL);
    }

    #[test]
    fn neighbouring_bars_touch() {
        let spans = spans(&fixtures::explanation());
        let mut end = 0;
        for (_, span, _) in spans.iter().filter(|(role, ..)| *role == Role::Taken) {
            assert_eq!(span.start, end);
            end = span.end;
        }
    }

    #[test]
    fn no_bar_sticks_out_whatever_the_trace_says() {
        let mut explanation = fixtures::explanation();
        for step in &mut explanation.steps {
            step.amount = step.amount + step.amount + Money::from_yuan(5_000);
        }
        for (_, span, _) in spans(&explanation) {
            assert!(span.start <= span.end && span.end <= FULL);
        }
        explanation.steps[0].amount = Money::from_yuan(-3);
        assert_eq!(spans(&explanation)[1].1.width(), 0);
    }

    #[test]
    fn a_step_of_nothing_keeps_its_place() {
        let mut explanation = fixtures::explanation();
        explanation.steps[0].amount = Money::ZERO;
        let chart = Waterfall::draw(&Frame::new("/"), &explanation);
        assert_eq!(chart.groups[0].bars[1].span.width(), 0);
        assert_eq!(chart.groups[0].bars[1].amount.text, "¥0.00");
    }

    #[test]
    fn a_trace_without_pockets_gets_them_from_the_shares() {
        let mut explanation = fixtures::explanation();
        explanation.steps.retain(|step| step.half != Half::Person);
        let chart = Waterfall::draw(&Frame::new("/"), &explanation);
        let own = chart.groups.last().unwrap();
        let names: Vec<&str> = own.bars.iter().map(|b| b.labels[0].text.as_str()).collect();
        assert_eq!(names, ["您自己的部分", "个人账户", "现金"]);
    }

    #[test]
    fn a_bill_of_nothing_draws_nothing_and_divides_by_nothing() {
        let mut explanation = fixtures::explanation();
        explanation.shares = Default::default();
        explanation.steps.clear();
        for (_, span, _) in spans(&explanation) {
            assert_eq!(span.width(), 0);
        }
    }
}
