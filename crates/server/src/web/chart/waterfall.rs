//! The waterfall: the whole bill on top, then every step takes its stretch, left to right, until
//! nothing is left; each opens to its reason. Two halves, each under the name of the place that
//! decides it, and the person's own part.

use domain::explanation::{ExplainedStep, Explanation, Half, Part};
use domain::{Bilingual, Money};

use super::scale::{FULL, ScaleSpan};
use crate::web::basis::Chip;
use crate::web::frame::{Frame, Lang};
use crate::web::settlement::arrange::{Role, WaterfallRow, rows};
use crate::web::words;

/// What a waterfall is drawn with beside the explanation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DrawnWith<'a> {
    /// Name of the place of care and of the insured place, where the page knows them.
    pub places: Option<(&'a Bilingual, &'a Bilingual)>,
    /// Page that lists the sources.
    pub sources: Option<&'a str>,
}

/// One step as a bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its name.
    pub title: String,
    /// How much.
    pub amount: String,
    /// Whose money.
    pub part: Part,
    /// Whether it takes something away from what can be paid.
    pub reduces: bool,
    /// Whether it is a sum or what a fund pays, set in bold.
    pub is_sum: bool,
    /// Where it lies along the bill.
    pub span: ScaleSpan,
    /// What is left of the bill behind it.
    pub rest: ScaleSpan,
    /// The arithmetic, where it is more than the amount.
    pub formula: String,
    /// The reason in a sentence.
    pub detail: String,
    /// What it rests on.
    pub basis: Vec<Chip>,
}

impl Bar {
    /// Its class in the sheet: the colour and the texture of the payer.
    pub const fn class(&self) -> &'static str {
        super::class(self.part)
    }

    /// Whether there is more to say than name and amount.
    pub fn opens(&self) -> bool {
        !(self.formula.is_empty() && self.detail.is_empty() && self.basis.is_empty())
    }
}

/// One half of the waterfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarGroup {
    /// Who decides what.
    pub name: String,
    /// The sign before it: a ring for the place of care, a dot for the insured place.
    pub sign: &'static str,
    /// Its steps.
    pub bars: Vec<Bar>,
}

/// The whole chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    /// The halves in order.
    pub groups: Vec<BarGroup>,
}

impl Waterfall {
    /// Lays an explanation out in the language of the page.
    pub fn draw(frame: &Frame, explanation: &Explanation, with: DrawnWith<'_>) -> Waterfall {
        let mut groups: Vec<BarGroup> = Vec::new();
        let mut half: Option<Half> = None;
        for (row, span) in place_all(rows(explanation), explanation) {
            if half != Some(row.half) {
                half = Some(row.half);
                groups.push(group(frame, row.half, with));
            }
            let step = row.step.and_then(|at| explanation.steps.get(at));
            let group = groups.last_mut().expect("a group was pushed above");
            group.bars.push(bar(frame, (row, span), (step, with)));
        }
        Waterfall { groups }
    }

    /// The half of the place of care.
    pub fn first_half(&self) -> &[BarGroup] {
        self.groups.get(..1).unwrap_or_default()
    }

    /// What the insured place decides, and the person's own part.
    pub fn second_half(&self) -> &[BarGroup] {
        self.groups.get(1..).unwrap_or_default()
    }
}

fn group(frame: &Frame, half: Half, with: DrawnWith<'_>) -> BarGroup {
    let decides = |place: &Bilingual, zh: &str, en: &str| match frame.lang {
        Lang::Zh => format!("{}决定：{zh}", frame.pick(place)),
        Lang::En => format!("{} decides {en}", frame.pick(place)),
    };
    let name = match (half, with.places) {
        (Half::PlaceOfCare, Some((place, _))) => decides(place, "哪些能报", "what is payable"),
        (Half::InsuredPlace, Some((_, place))) => decides(place, "报多少", "how much"),
        (half, _) => frame.name(&half),
    };
    let sign = match half {
        Half::PlaceOfCare => "away",
        Half::InsuredPlace => "home",
        Half::Person => "own",
    };
    BarGroup {
        name,
        sign,
        bars: Vec::new(),
    }
}

fn bar(
    frame: &Frame,
    (row, span): (WaterfallRow, ScaleSpan),
    (step, with): (Option<&ExplainedStep>, DrawnWith<'_>),
) -> Bar {
    let formula = step.map(|step| step.formula.as_str()).unwrap_or_default();
    let is_more = formula != row.amount.grouped();
    Bar {
        title: frame.pick(&row.title).to_owned(),
        amount: words::yuan(frame.lang, row.amount),
        part: row.part,
        reduces: row.role == Role::Taken && matches!(row.part, Part::Cash | Part::Outside),
        is_sum: row.role == Role::Sum || row.part == Part::Fund,
        span,
        rest: ScaleSpan {
            start: span.end,
            end: FULL.max(span.end),
        },
        formula: if is_more { formula } else { "" }.to_owned(),
        detail: step.map_or("", |step| frame.pick(&step.detail)).to_owned(),
        basis: step.map_or_else(Vec::new, |step| Chip::all(frame, &step.basis, with.sources)),
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
fn place_all(rows: Vec<WaterfallRow>, explanation: &Explanation) -> Vec<(WaterfallRow, ScaleSpan)> {
    let total = explanation.shares.total();
    let mut along = Along {
        total,
        taken: Money::ZERO,
        funds: Money::ZERO,
        paid: explanation.shares.funds(),
    };
    rows.into_iter()
        .map(|row| {
            let amount = row.amount.floor_zero().min(total.floor_zero());
            let start = along.start(&row, amount);
            let span = ScaleSpan::between(start, start + amount, total);
            (row, span)
        })
        .collect()
}

#[cfg(test)]
mod tests;
