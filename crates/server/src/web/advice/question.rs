//! One question a screen, each answer a link that says it in the address.

use askama::Template;
use domain::advice::{JourneyAsked, JourneyQuestion, ToAsk, Why};
use domain::basis::ShownBasis;
use domain::person::Scheme;
use domain::text::Bilingual;

use super::{icon_of, say};
use crate::web::basis::Chip;
use crate::web::frame::{Frame, Lang};
use crate::web::html;
use crate::web::text::{AdviceText, Text};

/// A question that has to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionPage {
    /// Where the person is insured.
    pub from: Bilingual,
    /// Where the person goes.
    pub to: Bilingual,
    /// What was said so far.
    pub asked: JourneyAsked,
    /// What is asked.
    pub question: JourneyQuestion,
    /// The rules that make it matter.
    pub basis: Vec<ShownBasis>,
}

#[derive(Template)]
#[template(path = "advice_question.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a QuestionPage,
    asks: String,
    why: &'static str,
    choices: Vec<Choice>,
    chips: Vec<Chip>,
    back: String,
}

/// An answer to choose.
struct Choice {
    href: String,
    icon: Option<&'static str>,
    title: String,
    sub: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &QuestionPage) -> String {
    let to = frame.pick(&page.to);
    let asks = match (page.question.asks, frame.lang) {
        (ToAsk::Months, Lang::Zh) => format!("您要在{to}住多久？"),
        (ToAsk::Why, Lang::Zh) => format!("您为什么去{to}？"),
        _ => frame.name(&page.question.asks),
    };
    let why = match page.question.asks {
        ToAsk::Why => AdviceText::WhyAskWhy,
        ToAsk::Slip => AdviceText::WhyAskSlip,
        ToAsk::Months => AdviceText::WhyAskMonths,
        ToAsk::Scheme => AdviceText::WhyAskScheme,
    };
    let before = match page.question.asks {
        ToAsk::Why => None,
        _ => page.asked.why,
    };
    html(&Html {
        frame,
        page,
        asks,
        why: frame.say(why),
        choices: choices(frame, page),
        chips: Chip::all(frame, &page.basis, None),
        back: match before {
            None => format!(
                "/?insured_at={}&treated_at={}",
                page.asked.insured_at, page.asked.treated_at
            ),
            Some(_) => say::address(&JourneyAsked {
                why: None,
                slip: None,
                months: None,
                ..page.asked
            }),
        },
    })
}

fn choices(frame: &Frame, page: &QuestionPage) -> Vec<Choice> {
    let choice = |title: String, sub: &str, change: &dyn Fn(&mut JourneyAsked)| {
        let mut asked = page.asked;
        change(&mut asked);
        Choice {
            href: say::address(&asked),
            icon: None,
            title,
            sub: sub.to_owned(),
        }
    };
    let word = |word: AdviceText| frame.say(word).to_owned();
    match page.question.asks {
        ToAsk::Why => {
            let of = |why: &Why| {
                let (title, sub) = say::parted(frame, *why);
                Choice {
                    icon: Some(icon_of(*why)),
                    ..choice(title, &sub, &|asked| asked.why = Some(*why))
                }
            };
            Why::ALL.iter().map(of).collect()
        }
        ToAsk::Slip => [(AdviceText::SlipYes, true), (AdviceText::SlipNo, false)]
            .map(|(says, is)| choice(word(says), "", &|asked| asked.slip = Some(is)))
            .into(),
        ToAsk::Scheme => {
            let of = |scheme: &Scheme| {
                let title = frame.name(scheme);
                choice(title, "", &|asked| asked.scheme = Some(*scheme))
            };
            Scheme::ALL.iter().map(of).collect()
        }
        ToAsk::Months => {
            let from = &page.question.months_asked;
            let mut told: Vec<Choice> = from
                .iter()
                .rev()
                .map(|months| {
                    choice(say::at_least(frame, *months), "", &|it| {
                        it.months = Some(*months)
                    })
                })
                .collect();
            if let Some(least) = from.first() {
                let title = say::less_than(frame, *least);
                told.push(choice(title, "", &|it| it.months = Some(least - 1)));
            }
            let how = frame.say(AdviceText::NotCertainHow);
            told.push(choice(word(AdviceText::NotCertain), how, &|it| {
                it.months = Some(0)
            }));
            told
        }
    }
}
