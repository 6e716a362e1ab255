//! The sentences of answers.

use domain::Region;
use domain::advice::{JourneyAnswer, JourneyAsked, name_of};
use domain::say;
use domain::text::{Bilingual, Named, Sep};

use super::super::quote::level_name;
use super::{CitedRow, HelpTerm, TravelQuote};
use crate::help::{Heard, QuotedWay, yuan};

pub(super) fn unknown() -> Bilingual {
    say!(
        "这个问题这里答不上来，不猜。请打医保热线 12393 问。",
        "This cannot be answered here, and nothing is guessed. Call the hotline, 12393."
    )
}

pub(super) fn medical() -> Bilingual {
    say!(
        "看病用药请问医生，这里只答医保的事。急病请先打 120。",
        "Ask a doctor: only insurance is answered here. In an emergency call 120 first."
    )
}

pub(super) fn despair() -> Bilingual {
    say!(
        "您现在最要紧。请马上打 120，或者叫身边的人陪着您去医院急诊。钱和备案的事以后再说。",
        "You matter most now. Call 120 at once, or ask somebody near you to take you to an \
         emergency department. Money and filings can wait."
    )
}

pub(super) fn treat_first(says: &Bilingual) -> Bilingual {
    say!(
        "急病先看病，不要等，救命打 120。{says}",
        "In an emergency get treated first, do not wait, call 120. {says}";
        says = says.clone()
    )
}

/// That the place of care was taken for the insured one.
pub(super) fn taken_for_home(home: Region, says: &Bilingual) -> Bilingual {
    let home = name_of(home);
    say!(
        "您没有说医保在哪里交，先按也在{home}交的说。{says}",
        "You did not say where you are insured, so {home} was taken. {says}";
        home = home, says = says.clone()
    )
}

pub(super) fn no_such_tier(home: Region, tier: &str) -> Bilingual {
    let (home, tier) = (name_of(home), Bilingual::new(tier, tier));
    say!(
        "{home}的规定里没有「{tier}」，没有按它算。",
        "The rules of {home} have no «{tier}»; it was not taken into account.";
        home = home, tier = tier
    )
}

pub(super) fn elsewhere() -> Bilingual {
    say!(
        "这不是异地就医的事，这里没有收录。医保的事打 12393，社保的事打 12333。",
        "This is not about care elsewhere, and nothing is kept of it here. Call 12393 for medical \
         insurance, 12333 for social security."
    )
}

pub(super) fn say_both() -> Bilingual {
    say!(
        "要看从哪儿去哪儿，请说两个地方。",
        "It depends on from where to where: name both places."
    )
}

pub(super) fn say_insured() -> Bilingual {
    say!(
        "各地不一样，请说医保在哪儿交。",
        "Places differ: say where you are insured."
    )
}

pub(super) fn which_of(place: Region) -> Bilingual {
    let place = name_of(place);
    say!(
        "您说的是{place}。是医保交在那里，还是要去那里看病？",
        "You named {place}. Are you insured there, or are you going there?";
        place = place
    )
}

pub(super) fn outside(there: Region) -> Bilingual {
    let place = match there {
        Region::ABROAD => say!("国外", "abroad"),
        _ => name_of(there),
    };
    say!(
        "在{place}看病，内地医保不能备案，也不能当场结算。",
        "Care in {place}: mainland insurance neither takes a filing nor settles there.";
        place = place
    )
}

pub(super) fn place_unknown(home: Region) -> Bilingual {
    let home = name_of(home);
    say!(
        "{home}的这条规定这里没有收录，不猜。请打 12393 问。",
        "This rule of {home} is not on record here, and nothing is guessed. Call 12393.";
        home = home
    )
}

pub(super) fn term(term: &HelpTerm) -> Bilingual {
    let HelpTerm {
        official,
        plain,
        says,
        ..
    } = term;
    match official == plain {
        true => says.clone(),
        false => Bilingual::new(
            format!("{}（{}）：{}", plain.zh, official.zh, says.zh),
            format!("{} ({}): {}", plain.en, official.en, says.en),
        ),
    }
}

/// The panel in words, with what the advice says.
pub(super) fn panel(told: &JourneyAnswer) -> Bilingual {
    let (panel, says) = (told.panel.name(), told.advice.says.clone());
    say!("{panel}。{says}", "{panel}. {says}"; panel = panel, says = says)
}

/// The rows of an advice: its own, then the ways to file.
pub(super) fn rows_of(asked: &JourneyAsked, told: &JourneyAnswer) -> Vec<CitedRow> {
    let home = asked.insured_at.pooling();
    let mut rows = Vec::new();
    if !told.advice.basis.is_empty() {
        rows.push(CitedRow {
            row: format!("{home}/advice/{}", told.advice.kind),
            says: panel(told),
            basis: told.advice.basis.clone(),
            disputes: vec![],
        });
    }
    rows.extend(told.advice.categories.iter().map(|way| CitedRow {
        row: format!("{home}/procedures/category/{}", way.category),
        says: Bilingual::new(
            format!("{}：{}", way.title.zh, way.who.zh),
            format!("{}: {}", way.title.en, way.who.en),
        ),
        basis: vec![way.basis.clone()],
        disputes: way.disputes.clone(),
    }));
    rows
}

/// The bill in a sentence, at the level that was said or else the highest.
pub(super) fn how_much(
    quotes: &[TravelQuote],
    heard: &Heard,
    tier: Option<Bilingual>,
) -> Bilingual {
    let Some(quote) = quotes.last() else {
        return unknown();
    };
    let amount = yuan(quote.amount);
    let who = [Some(quote.who.clone()), tier].into_iter().flatten();
    let (who, care, level) = (
        Bilingual::join(who.collect::<Vec<_>>(), Sep::Comma),
        quote.care.name(),
        level_name(quote.level),
    );
    let taken = match heard.amount {
        Some(_) => say!("{amount} 元", "{amount} yuan"),
        None => say!("比方花 {amount} 元", "say it costs {amount} yuan"),
    };
    let ways = Bilingual::join(quote.ways.iter().map(way), Sep::Semicolon);
    say!(
        "{who}，{care}，{level}，{taken}都在报销范围里：{ways}。",
        "{who}, {care}, {level}, {taken}, all of it payable: {ways}.";
        who = who, care = care, level = level, taken = taken, ways = ways
    )
}

fn way(way: &QuotedWay) -> Bilingual {
    let name = way.name.clone();
    let Some((funds, person)) = way.funds.zip(way.person) else {
        if way.by_hand {
            return say!(
                "{name}，当场不能结，要先全部自己付",
                "{name}: nothing is settled on the spot and you pay all of it first";
                name = name
            );
        }
        return say!("{name}的没有查到规定", "{name}: no rule found"; name = name);
    };
    let (funds, person) = (yuan(funds), yuan(person));
    match way.by_hand {
        true => say!(
            "{name}，先全部自己付，回去报 {funds} 元，您付 {person} 元",
            "{name}: you pay all and claim {funds} yuan, {person} yuan are left to you";
            name = name
        ),
        false => say!(
            "{name}，医保付 {funds} 元，您付 {person} 元",
            "{name}: the insurance pays {funds} yuan, you {person} yuan";
            name = name
        ),
    }
}
