//! The box to ask in, and the answer with the rows it rests on. `/ask`.

use askama::Template;
use domain::Bilingual;
use domain::text::Named;
use workbench::help::{AskAnswer, AskBack, AskKind, QuotedWay, TravelQuote};

use super::{HotlineView, TermView, ToldView};
use crate::web::frame::{Frame, Lang};
use crate::web::html;
use crate::web::text::{HelpText, Text};
use crate::web::words;

/// The question and its answer.
#[derive(Clone, Debug, Default)]
pub struct AnsweredPage {
    /// The question, as it may be shown.
    pub asked: String,
    /// Where the person is insured, where that was understood.
    pub insured: Option<Bilingual>,
    /// Where the person goes.
    pub treated: Option<Bilingual>,
    /// Whether the number of a person was struck out before.
    pub struck: bool,
    /// The answer.
    pub answer: Option<AskAnswer>,
    /// What is kept when something more is said: name and value.
    pub kept: Vec<(String, String)>,
    /// The same as an address.
    pub again: String,
    /// Where to go on: what it is, and the address.
    pub next: Vec<(HelpText, String)>,
}

#[derive(Template)]
#[template(path = "help_ask.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a AnsweredPage,
    says: Option<String>,
    is_national: bool,
    kind: &'static str,
    class: &'static str,
    icon: &'static str,
    told: ToldView,
    bills: Vec<Bill>,
    missing: Vec<Missing<'a>>,
    terms: Vec<TermView>,
    hotlines: Vec<HotlineView>,
    examples: [(String, &'static str); 5],
}

/// A way by its name, with what the funds and the person pay, and whether it is claimed by hand.
type WayPriced = (String, Option<(String, String)>, bool);

/// A bill at a level, prepared.
struct Bill {
    level: String,
    ways: Vec<WayPriced>,
}

/// Something that was not said, prepared.
struct Missing<'a> {
    name: &'static str,
    asks: &'a str,
    choices: Vec<(String, &'a str)>,
    is_written: bool,
}

/// Questions one may ask, in Chinese and English.
pub(crate) const EXAMPLES: [(&str, &str); 5] = [
    (
        "我妈在深圳参保，去成都住院能报多少？",
        "Insured in Shenzhen, how much is paid for a hospital stay in Chengdu?",
    ),
    (
        "北京退休去海南要备案吗？",
        "Insured in Beijing, do I need to file for Hainan?",
    ),
    (
        "急诊没备案怎么办？",
        "An emergency and nothing filed: what now?",
    ),
    (
        "在深圳参保，报销要什么材料？",
        "Insured in Shenzhen, which papers does a claim need?",
    ),
    ("起付线是什么意思？", "What is a deductible?"),
];

/// The page as HTML.
pub fn render(frame: &Frame, page: &AnsweredPage) -> String {
    let answer = page.answer.as_ref();
    let told = answer.map(|it| ToldView::of(frame, &it.rows, &it.not_known));
    let told = told.unwrap_or_default();
    let says = answer.map(|it| frame.pick(&it.says));
    let text = format!("{}{}", says.unwrap_or_default(), told.text());
    let (class, icon) = look(answer);
    let example = |(zh, en): (&'static str, &'static str)| {
        let said = match frame.lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
        (
            format!("/ask?q={}", crate::web::facilities::encoded(said)),
            said,
        )
    };
    html(&Html {
        frame,
        page,
        kind: answer.map_or("none", |it| it.kind.word()),
        class,
        icon,
        bills: bills(frame, answer),
        missing: answer.map_or_else(Vec::new, |it| missing(frame, page, &it.missing)),
        terms: match answer {
            Some(answer) if answer.kind != AskKind::Term => TermView::occurring(frame, &text),
            _ => vec![],
        },
        hotlines: answer.map_or_else(Vec::new, |it| HotlineView::all(frame, &it.hotlines)),
        examples: EXAMPLES.map(example),
        is_national: answer.is_some_and(|it| it.national_only && !it.rows.is_empty()),
        // Where the rules say it all, their first sentence is the answer.
        says: says
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .or_else(|| told.lines.first().cloned()),
        told,
    })
}

/// The colour and drawing: what is known is tinted, what is not is not.
fn look(answer: Option<&AskAnswer>) -> (&'static str, &'static str) {
    match answer.map(|it| it.kind) {
        Some(AskKind::Danger) => (" wait", "phone"),
        Some(AskKind::Unknown | AskKind::Elsewhere | AskKind::Medical) => (" wait", "ask"),
        Some(_) if answer.is_some_and(|it| it.rows.is_empty() && it.quotes.is_empty()) => {
            (" wait", "ask")
        }
        _ => ("", "book"),
    }
}

fn bills(frame: &Frame, answer: Option<&AskAnswer>) -> Vec<Bill> {
    let quotes = answer.map_or(&[][..], |it| &it.quotes);
    let way = |way: &QuotedWay| {
        let amounts = way.funds.zip(way.person).map(|(funds, person)| {
            (
                words::yuan(frame.lang, funds),
                words::yuan(frame.lang, person),
            )
        });
        (frame.pick(&way.name).to_owned(), amounts, way.by_hand)
    };
    let bill = |quote: &TravelQuote| Bill {
        level: frame.lang.pick(&quote.level.name()).to_owned(),
        ways: quote.ways.iter().map(way).collect(),
    };
    quotes.iter().map(bill).collect()
}

fn missing<'a>(frame: &'a Frame, page: &AnsweredPage, all: &'a [AskBack]) -> Vec<Missing<'a>> {
    let of = |one: &'a AskBack| Missing {
        name: one.name,
        asks: frame.pick(&one.asks),
        choices: one
            .choices
            .iter()
            .map(|(value, says)| {
                (
                    format!("{}&{}={value}", page.again, one.name),
                    frame.pick(says),
                )
            })
            .collect(),
        is_written: one.name.ends_with("_at"),
    };
    all.iter().map(of).collect()
}
