//! Before a journey: what is left to the person of a bill, by how one is filed and by level of
//! hospital, and the difference in one sentence. `/before`.

use askama::Template;
use domain::explanation::{Explanation, Part};
use domain::facility::{Care, Level};
use domain::person::Scheme;
use domain::situation::Footing;
use domain::{Bilingual, Money};
use workbench::glance::GlancedBill;
use workbench::help::CitedRow;
use workbench::travel::{TravelBill, TravelRow, WAYS};

use super::advice::{PlaceField, PlaceWrong, known_names};
use super::basis::TwoSides;
use super::chart::{DrawnWith, Waterfall};
use super::frame::Frame;
use super::help::ToldView;
use super::person::{CountedRow, YearRow, counted};
use super::settlement::disputes;
use super::text::{AdviceText, PolicyText, Text};
use super::{html, words};

/// The kinds of care that can be asked about.
pub const CARES: [Care; 2] = [Care::Inpatient, Care::Outpatient];

/// The form and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforePage {
    /// Where insured.
    pub insured: PlaceField,
    /// Where one goes.
    pub treated: PlaceField,
    /// Kind of care.
    pub care: Care,
    /// The scheme that was said.
    pub scheme: Option<Scheme>,
    /// Whom the answer is for, where the record says; and how it is asked without.
    pub own: Option<OwnFacts>,
    /// Whether the record is left aside.
    pub is_without: bool,
    /// Amounts of typical bills: the address, and the amount.
    pub typical: Vec<(String, Money)>,
    /// The amount as typed.
    pub amount: String,
    /// What is wrong with it.
    pub wrong_amount: Option<Bilingual>,
    /// The hospital, as far as one was named.
    pub hospital: HospitalAsked,
    /// The answer, where everything was understood.
    pub answer: Option<BeforeAnswer>,
}

/// The hospital that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HospitalAsked {
    /// What was typed.
    pub typed: String,
    /// The one that is meant.
    pub named: Option<NamedHospital>,
    /// Those that may be meant: the address that says so, and the name.
    pub choices: Vec<(String, String)>,
}

/// A hospital on record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedHospital {
    /// Its name.
    pub name: String,
    /// Its level on the day.
    pub level: Level,
    /// Its page.
    pub href: String,
}

/// What the record says of whoever is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFacts {
    /// Scheme, tier, status and age in words.
    pub says: Bilingual,
    /// How they are filed for the place, in words; none where they are not.
    pub filed: Option<Bilingual>,
    /// The page that asks without it.
    pub without: String,
    /// How many stays were settled this year, in words; none where there was none.
    pub stays: Option<Bilingual>,
    /// What was used of the year, and of what.
    pub year: Vec<YearRow>,
}

/// The way and level that are told step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldWay {
    /// How one is filed.
    pub way: Footing,
    /// The level of the hospital.
    pub level: Level,
    /// Why it comes to what it comes to.
    pub explanation: Explanation,
}

/// What a bill would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeforeAnswer {
    /// What becomes of somebody who did not file.
    pub not_filed: Vec<CitedRow>,
    /// What is told step by step.
    pub chosen: Option<ToldWay>,
    /// The address to which a way and a level are added to tell another.
    pub choose: String,
    /// Where insured.
    pub from: Bilingual,
    /// Where one goes.
    pub to: Bilingual,
    /// The scheme whose rules answer; none where no rules of the place are on record.
    pub scheme: Option<Scheme>,
    /// Whether one stays at home.
    pub is_home: bool,
    /// Whether nothing is settled there.
    pub is_outside: bool,
    /// The bill.
    pub amount: Money,
    /// By level and situation.
    pub rows: Vec<TravelRow>,
    /// The page that says whether and how to file.
    pub advice: String,
    /// Where it can be worked out closely.
    pub what_if: Option<String>,
}

impl BeforePage {
    /// Whether something was typed that means nothing.
    pub fn is_mistaken(&self) -> bool {
        let wrong = [self.insured.wrong, self.treated.wrong];
        let mut wrong = wrong.into_iter().flatten();
        self.wrong_amount.is_some()
            || wrong.any(|it| !matches!(it, PlaceWrong::Several | PlaceWrong::Cities))
    }
}

#[derive(Template)]
#[template(path = "before.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a BeforePage,
    names: Vec<String>,
    places: [PlaceAsked<'a>; 2],
    cares: Vec<(&'static str, String, bool)>,
    schemes: Vec<(&'static str, String, bool)>,
    levels: Vec<LevelShown>,
    difference: Option<String>,
    by_hand: bool,
    context: String,
    typical: Vec<(&'a str, String)>,
    steps: Option<StepsDrawn>,
    disputes: Vec<TwoSides>,
    year: Vec<CountedRow<'a>>,
    at_hospital: Option<String>,
    not_filed: ToldView,
}

/// One way, step by step.
struct StepsDrawn {
    heading: String,
    chart: Waterfall,
}

struct PlaceAsked<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    field: &'a PlaceField,
    wrong: Option<&'static str>,
}

struct LevelShown {
    name: String,
    bars: Vec<BarShown>,
}

struct BarShown {
    name: &'static str,
    says: String,
    /// The page that tells it step by step.
    href: Option<String>,
    /// Whether that is told below.
    chosen: bool,
    /// Where the funds' part ends, in thousandths.
    funds: Option<i64>,
    best: bool,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &BeforePage) -> String {
    let answer = page.answer.as_ref();
    let rows = answer.map_or(&[][..], |answer| &answer.rows);
    let place = |name, (label, hint), field| asked(frame, (name, label, hint), field);
    let mut bills = rows.iter().flat_map(|row| row.bills);
    html(&Html {
        frame,
        page,
        names: known_names(frame),
        places: [
            place(
                "insured_at",
                (AdviceText::InsuredLabel, AdviceText::InsuredHint),
                &page.insured,
            ),
            place(
                "treated_at",
                (AdviceText::TreatedLabel, AdviceText::TreatedHint),
                &page.treated,
            ),
        ],
        cares: CARES
            .iter()
            .map(|care| (care.word(), frame.name(care), *care == page.care))
            .collect(),
        schemes: Scheme::ALL
            .iter()
            .map(|it| (it.word(), frame.name(it), page.scheme == Some(*it)))
            .collect(),
        levels: answer.map_or_else(Vec::new, |answer| levels(frame, answer)),
        difference: answer.and_then(|answer| match &page.own {
            // Who has filed is not told what it would cost not to have.
            Some(own) if own.filed.is_some() => filed_already(frame, answer),
            _ => difference(frame, answer),
        }),
        by_hand: bills.any(|it| it.by_hand && left(&it).is_some()),
        context: answer.map_or_else(String::new, |answer| context(frame, page, answer)),
        typical: page
            .typical
            .iter()
            .map(|(href, amount)| (href.as_str(), words::whole_yuan(frame.lang, *amount)))
            .collect(),
        steps: answer.and_then(|answer| steps(frame, answer)),
        disputes: answer
            .and_then(|answer| answer.chosen.as_ref())
            .map_or_else(Vec::new, |chosen| disputes(frame, &chosen.explanation)),
        year: page.own.as_ref().map_or_else(Vec::new, |own| {
            own.year.iter().map(|row| counted(frame, row)).collect()
        }),
        not_filed: answer.map_or_else(ToldView::default, |answer| {
            ToldView::of(frame, &answer.not_filed, &[])
        }),
        at_hospital: page
            .hospital
            .named
            .as_ref()
            .map(|named| frame.name(&named.level)),
    })
}

/// The two halves of one way, step by step.
fn steps(frame: &Frame, answer: &BeforeAnswer) -> Option<StepsDrawn> {
    let chosen = answer.chosen.as_ref()?;
    let places = match chosen.way {
        Footing::AtHome => (&answer.from, &answer.from),
        _ => (&answer.to, &answer.from),
    };
    let drawn_with = DrawnWith {
        places: Some(places),
        sources: None,
    };
    let mut chart = Waterfall::draw(frame, &chosen.explanation, drawn_with);
    // From which pocket one will pay is not known before: cash it is not called.
    for group in chart.groups.iter_mut().filter(|group| group.sign == "own") {
        group.bars.retain(|bar| bar.part != Part::Cash);
    }
    Some(StepsDrawn {
        heading: format!(
            "{} {}",
            frame.say(column(chosen.way)),
            frame.name(&chosen.level)
        ),
        chart,
    })
}

fn asked<'a>(
    frame: &Frame,
    (name, label, hint): (&'static str, AdviceText, AdviceText),
    field: &'a PlaceField,
) -> PlaceAsked<'a> {
    PlaceAsked {
        name,
        label: frame.say(label),
        hint: frame.say(hint),
        field,
        wrong: field.wrong.map(|wrong| frame.say(wrong)),
    }
}

fn context(frame: &Frame, page: &BeforePage, answer: &BeforeAnswer) -> String {
    let scheme = answer.scheme.map(|it| frame.name(&it)).unwrap_or_default();
    let (care, amount) = (
        frame.name(&page.care),
        words::whole_yuan(frame.lang, answer.amount),
    );
    format!("{scheme} {care} {amount}")
}

/// The name of a column.
const fn column(way: Footing) -> AdviceText {
    match way {
        Footing::AtHome => AdviceText::AtHomeWay,
        Footing::Referred => AdviceText::ReferredWay,
        Footing::LongTermFiled => AdviceText::FiledLong,
        Footing::TemporaryFiled => AdviceText::FiledShort,
        Footing::Emergency => AdviceText::AsEmergency,
        _ => AdviceText::NotFiled,
    }
}

fn left(bill: &TravelBill) -> Option<Money> {
    match bill.bill {
        GlancedBill::Paid { person, .. } => Some(person),
        GlancedBill::NotDirect | GlancedBill::Unknown => None,
    }
}

fn levels(frame: &Frame, answer: &BeforeAnswer) -> Vec<LevelShown> {
    let level = |row: &TravelRow| {
        let known = row.bills.iter().filter_map(left);
        let (least, most) = (known.clone().min(), known.max());
        let bars = WAYS
            .into_iter()
            .zip(&row.bills)
            .map(|(way, bill)| BarShown {
                best: least != most && left(bill) == least && least.is_some(),
                href: left(bill).map(|_| {
                    let (way, level) = (way.word(), row.level.word());
                    format!("{}&way={way}&level={level}#steps", answer.choose)
                }),
                chosen: answer
                    .chosen
                    .as_ref()
                    .is_some_and(|chosen| (chosen.way, chosen.level) == (way, row.level)),
                ..bar(frame, (way, bill), answer.amount)
            });
        LevelShown {
            name: frame.name(&row.level),
            bars: bars.collect(),
        }
    };
    let is_known = |row: &&TravelRow| row.bills.iter().any(|bill| left(bill).is_some());
    answer.rows.iter().filter(is_known).map(level).collect()
}

fn bar(frame: &Frame, (way, bill): (Footing, &TravelBill), amount: Money) -> BarShown {
    let (says, funds) = match bill.bill {
        GlancedBill::Paid { funds, person } => {
            let left = words::whole_yuan(frame.lang, person);
            let says = format!("{} {left}", frame.say(PolicyText::YouPayShort));
            (says, Some(funds.fen() * 1_000 / amount.fen().max(1)))
        }
        GlancedBill::NotDirect => (frame.say(PolicyText::NotOnTheSpot).to_owned(), None),
        GlancedBill::Unknown => (frame.say(PolicyText::NotKnownShort).to_owned(), None),
    };
    BarShown {
        name: frame.say(column(way)),
        says: match bill.by_hand && funds.is_some() {
            true => format!("{says} {}", frame.say(AdviceText::PaidFirstMark)),
            false => says,
        },
        funds,
        href: None,
        chosen: false,
        best: false,
    }
}

/// What is left to somebody by the way they have filed.
fn filed_already(frame: &Frame, answer: &BeforeAnswer) -> Option<String> {
    let chosen = answer.chosen.as_ref()?;
    let row = answer.rows.iter().find(|row| row.level == chosen.level)?;
    let mut ways = WAYS.into_iter().zip(&row.bills);
    let (_, bill) = ways.find(|(way, _)| *way == chosen.way)?;
    let level = frame.name(&row.level);
    let way = frame.say(column(chosen.way));
    Some(words::left_as_filed(frame.lang, (way, &level), left(bill)?))
}

/// What filing is worth, at the highest level at which both are known.
fn difference(frame: &Frame, answer: &BeforeAnswer) -> Option<String> {
    answer.rows.iter().rev().find_map(|row| {
        let ways = || WAYS.into_iter().zip(&row.bills);
        let is_filed = |way| matches!(way, Footing::LongTermFiled | Footing::TemporaryFiled);
        let filed = ways().filter(|(way, _)| is_filed(*way));
        let filed = filed.filter_map(|(_, bill)| left(bill)).min()?;
        let level = frame.name(&row.level);
        let (_, unfiled) = ways().find(|(way, _)| *way == Footing::Unfiled)?;
        match (left(unfiled), unfiled.bill) {
            (Some(person), _) => Some(words::filing_is_worth(frame.lang, &level, person - filed)),
            // Where filing leaves all of it to the person too, nothing is won by it.
            (None, GlancedBill::NotDirect) if filed < answer.amount => {
                Some(words::paid_in_advance(frame.lang, answer.amount))
            }
            (None, _) => None,
        }
    })
}
