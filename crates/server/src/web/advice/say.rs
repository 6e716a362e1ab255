//! The sentences of the answer, made of what the engine found, in both languages.

use domain::Rate;
use domain::advice::{JourneyAnswer, JourneyAsked, Panel, Why};
use domain::facility::Care;
use domain::filing::AdviceKind;
use domain::person::{Scheme, Status};
use domain::situation::Footing;
use domain::text::Bilingual;

use super::AnswerPage;
use crate::web::frame::{Frame, Lang};
use crate::web::text::AdviceText;

/// The address that asks this, by codes: it means the same for ever and survives every reload.
pub fn address(asked: &JourneyAsked) -> String {
    let mut address = format!(
        "/advice?insured_at={}&treated_at={}",
        asked.insured_at, asked.treated_at
    );
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            address += &format!("&{name}={value}");
        }
    };
    say("why", asked.why.map(|it| it.word().to_owned()));
    say(
        "slip",
        asked
            .slip
            .map(|is| if is { "yes" } else { "no" }.to_owned()),
    );
    say("months", asked.months.map(|it| it.to_string()));
    say("care", asked.care.map(|it| it.word().to_owned()));
    say("scheme", asked.scheme.map(|it| it.word().to_owned()));
    address
}

/// The answer in a few words.
pub fn title(frame: &Frame, answer: &JourneyAnswer) -> String {
    let has = |cares: &[Care], care: Care| cares.contains(&care);
    let both = |zh: &str, en: &str| frame.lang.pick(&Bilingual::new(zh, en)).to_owned();
    if answer.panel != Panel::Partly {
        return frame.name(&answer.panel);
    }
    let free_outpatient = has(&answer.free, Care::Outpatient);
    match (has(&answer.filed, Care::Inpatient), free_outpatient) {
        (true, true) => both("住院先备案，门诊不用", "File for a stay, not for a visit"),
        _ if has(&answer.free, Care::Inpatient) => {
            both("住院不用备案", "No filing for a stay in hospital")
        }
        _ if free_outpatient => both("门诊不用备案", "No filing for a visit"),
        _ => frame.name(&answer.panel),
    }
}

/// Why, in a sentence or two.
pub fn says(frame: &Frame, page: &AnswerPage) -> Vec<String> {
    let answer = &page.answer;
    let (from, to) = (frame.pick(&page.from), frame.pick(&page.to));
    let zh = frame.lang == Lang::Zh;
    let mut told = vec![];
    match answer.panel {
        Panel::NoFiling => told.push(why_free(frame, page)),
        Panel::Partly => told.extend(partly(frame, page)),
        Panel::FileFirst => {
            told.push(match zh {
                true => format!("从{from}去{to}看病，要先备案，费用才能当场结清。"),
                false => format!(
                    "Going from {from} to {to}, file first: then \
                                 the bill is settled on the \
                     spot."
                ),
            });
            if page.is_mobile() {
                told.push(mobile(frame, page.is_at_once()));
            }
        }
        Panel::HospitalFiles => told.push(match zh {
            true => "转诊由医院开单、医院上报，您自己不用办。".to_owned(),
            false => "The referring hospital writes and files the referral; \
                     you do nothing."
                .to_owned(),
        }),
        Panel::NotPossible if page.asked.treated_at.is_outside_the_scheme() => {
            told.push(match zh {
                true => {
                    "在香港、澳门、台湾和国外看病，内地医保不能当场结算，也不能备案。".to_owned()
                }
                false => {
                    "In Hong Kong, Macao, Taiwan and abroad mainland insurance neither settles on \
                      the spot nor takes a filing."
                        .to_owned()
                }
            })
        }
        Panel::NotPossible | Panel::NotKnown => {
            told.push(frame.pick(&answer.advice.says).to_owned());
        }
    }
    if page.asked.why == Some(Why::Emergency) {
        told.push(paid_already(frame));
    }
    if !answer.unknown.is_empty() && answer.panel != Panel::NotKnown {
        let unknown = AnswerPage::cares(frame, &answer.unknown);
        told.push(match zh {
            true => format!("{unknown}要不要备案，这里没有查到规定，请打 12393 问一句。"),
            false => format!("Of {unknown} no rule was found here: ask 12393."),
        });
    }
    told
}

/// What who paid for an emergency already does, and what if the hospital did not send it as one
/// (NAT-06).
fn paid_already(frame: &Frame) -> String {
    let said = Bilingual::new(
        "已经自己付了的：收好票据、清单和急诊病历的原件，回参保地报。医院结账时没有传“急诊”标志的，\
         报的时候说明是急诊，怎么算由参保地定。",
        "If you paid already, keep the originals of receipts, itemised bill and emergency record, \
         and claim at the insured place. Where the hospital did not send it as an emergency, say \
         so with the claim; the insured place decides.",
    );
    frame.lang.pick(&said).to_owned()
}

/// Which care is filed and which is not.
fn partly(frame: &Frame, page: &AnswerPage) -> Vec<String> {
    let (answer, to) = (&page.answer, frame.pick(&page.to));
    let zh = frame.lang == Lang::Zh;
    let mut told = vec![];
    let filed = AnswerPage::cares(frame, &answer.filed);
    let free = AnswerPage::cares(frame, &answer.free);
    if !answer.filed.is_empty() {
        told.push(match zh {
            true => format!("去{to}：{filed}，要先备案，费用才能当场结清。"),
            false => format!("In {to}, file first for {filed}, to be settled on the spot."),
        });
    }
    if !answer.free.is_empty() {
        told.push(match zh {
            true => format!("{free}不用备案。"),
            false => format!("No filing for {free}."),
        });
    }
    told
}

fn mobile(frame: &Frame, at_once: bool) -> String {
    let said = match at_once {
        true => Bilingual::new(
            "手机上就能办，多数当场通过。",
            "A phone will do, and most are approved at once.",
        ),
        false => Bilingual::new("手机上就能办。", "A phone will do."),
    };
    frame.pick(&said).to_owned()
}

/// Why nothing has to be filed.
fn why_free(frame: &Frame, page: &AnswerPage) -> String {
    let (from, to) = (frame.pick(&page.from), frame.pick(&page.to));
    let free = AnswerPage::cares(frame, &page.answer.free);
    let zh = frame.lang == Lang::Zh;
    match (page.answer.advice.kind, zh) {
        (AdviceKind::AtHome, true) if from == to => {
            format!("{to}就是您参保的地方，和平时一样看病。")
        }
        (AdviceKind::AtHome, true) => {
            format!("{to}和{from}是同一个医保，和平时一样看病。")
        }
        (AdviceKind::AtHome, false) => {
            format!("{to} is where you are insured: see a doctor as you always do.")
        }
        (AdviceKind::DeemedFiled, true) => {
            "急诊抢救视同已备案。先看病，结算时请医院注明“急诊”。".to_owned()
        }
        (AdviceKind::DeemedFiled, false) => {
            "An emergency counts as filed. Get treated, and ask the hospital to mark it as one."
                .to_owned()
        }
        (_, true) => format!("{from}交的医保，去{to}：{free}，不用备案，在联网医院当场结清。"),
        (_, false) => format!(
            "Insured in {from}, you need no filing for {free} in {to}: networked hospitals settle \
             on the spot."
        ),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// A reason in two: what it is, and examples.
pub fn parted(frame: &Frame, why: Why) -> (String, String) {
    let name = capital(&frame.name(&why));
    let at = match frame.lang {
        Lang::Zh => name.find(['：', '，']).map(|at| (at, at + '：'.len_utf8())),
        Lang::En => name.find([':', ',']).map(|at| (at, at + 1)),
    };
    match at {
        Some((end, begin)) => (name[..end].to_owned(), name[begin..].trim().to_owned()),
        None => (name, String::new()),
    }
}

/// What a share means beside the one at home.
pub fn share_state(
    frame: &Frame,
    share: Option<Rate>,
    home: Option<Rate>,
) -> Option<(&'static str, String)> {
    let (share, home) = (share?, home?);
    Some(match share >= home {
        true => ("on", frame.say(AdviceText::NoCut).to_owned()),
        false => ("wait", paid(frame, share)),
    })
}

fn paid(frame: &Frame, share: Rate) -> String {
    match frame.lang {
        Lang::Zh => format!("报 {share}"),
        Lang::En => format!("{share} paid"),
    }
}

/// What the shares are an example of; none where there are none.
pub fn example(frame: &Frame, answer: &JourneyAnswer) -> Option<String> {
    let home = answer.share_at_home?;
    answer.by_why.iter().find_map(|one| one.share)?;
    Some(example_of(frame, answer, home))
}

fn example_of(frame: &Frame, answer: &JourneyAnswer, home: Rate) -> String {
    let of = match (answer.share_of, answer.share_status) {
        (Scheme::Employee, Some(Status::Retired)) => AdviceText::ForExampleRetired,
        (Scheme::Employee, _) => AdviceText::ForExample,
        (Scheme::Resident, _) => AdviceText::ForExampleResident,
    };
    let (of, at_home) = (frame.say(of), frame.say(AdviceText::AtHomePaid));
    let paid = paid(frame, home);
    match frame.lang {
        Lang::Zh => format!("{of}，{at_home}{paid}。"),
        Lang::En => format!("{of}: {paid} {at_home}."),
    }
}

/// What is paid on the footing a way gives, beside what is paid at home.
pub fn share_line(frame: &Frame, answer: &JourneyAnswer, footing: Footing) -> Option<String> {
    let home = answer.share_at_home?;
    let share = answer.shares.iter().find(|(of, _)| *of == footing)?.1;
    let example = example_of(frame, answer, home);
    let there = paid(frame, share);
    Some(match frame.lang {
        Lang::Zh => format!("{}这样备案{there}。", example),
        Lang::En => format!("{example} Filed like this: {there}."),
    })
}

/// What a long-term filing would change where none is needed; what the engine tells where the
/// shares are not known.
pub fn stakes(frame: &Frame, answer: &JourneyAnswer) -> Option<String> {
    let told = answer.stakes.as_ref()?;
    let share = |footing| {
        answer
            .shares
            .iter()
            .find(|(of, _)| *of == footing)
            .map(|it| it.1)
    };
    let shares = share(Footing::Exempt).zip(share(Footing::LongTermFiled));
    let Some((not_filed, filed)) = shares.filter(|(not_filed, filed)| not_filed < filed) else {
        return Some(frame.pick(told).to_owned());
    };
    let long = match answer.months_asked.first() {
        Some(months) => at_least(frame, *months),
        None => frame.say(AdviceText::ForLong).to_owned(),
    };
    let home = answer.share_at_home?;
    let example = example_of(frame, answer, home);
    Some(match frame.lang {
        Lang::Zh => format!(
            "不备案，医保{}；要在那边住{long}，办个长期备案，{}。{example}",
            paid(frame, not_filed),
            paid(frame, filed)
        ),
        Lang::En => format!(
            "Without a filing, {}; staying for {long} and filed as such, {}. {example}",
            paid(frame, not_filed),
            paid(frame, filed)
        ),
    })
}

/// A number of months as an answer.
pub fn at_least(frame: &Frame, months: u8) -> String {
    match (frame.lang, months) {
        (Lang::Zh, 6) => "半年以上".to_owned(),
        (Lang::Zh, 12) => "一年以上".to_owned(),
        (Lang::Zh, _) => format!("{months} 个月以上"),
        (Lang::En, _) => format!("{months} months or more"),
    }
}

/// Fewer months than this.
pub fn less_than(frame: &Frame, months: u8) -> String {
    match (frame.lang, months) {
        (Lang::Zh, 6) => "不到半年".to_owned(),
        (Lang::Zh, 12) => "不到一年".to_owned(),
        (Lang::Zh, _) => format!("不到 {months} 个月"),
        (Lang::En, _) => format!("less than {months} months"),
    }
}
