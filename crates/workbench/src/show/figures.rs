//! Figures in words: amounts, rates by level, percentages of an index, and what changes them.

use std::fmt;
use std::str::FromStr;

use super::conditions::join;
use super::words::{Part, Words};
use domain::facility::Level;
use domain::policy::format::*;
use domain::text::{Bilingual, Named};
use domain::{Money, Rate};

fn same(text: impl fmt::Display) -> Bilingual {
    Bilingual::new(text.to_string(), text.to_string())
}

/// An amount as people write it.
pub(super) fn yuan(amount: Money) -> Bilingual {
    let grouped = amount.grouped();
    Bilingual::new(format!("{grouped} 元"), grouped)
}

/// One value, or one for each level.
fn by_level<T>(values: &ByLevel<T>, say: impl Fn(T) -> Bilingual) -> Bilingual
where
    T: Copy + FromStr,
{
    let Some(levels) = level_by_level(values, &say) else {
        return values.at(Level::Primary).map(say).unwrap_or_default();
    };
    let said = levels.iter().map(|(name, value)| {
        Bilingual::new(
            format!("{} {}", name.zh, value.zh),
            format!("{} {}", name.en, value.en),
        )
    });
    join(&said.collect::<Vec<_>>(), ("，", ", "))
}

/// Each level with its value; none where one value serves all.
fn level_by_level<T>(values: &ByLevel<T>, say: impl Fn(T) -> Bilingual) -> Option<Vec<Part>>
where
    T: Copy + FromStr,
{
    if !values.is_by_level() {
        return None;
    }
    let is_shown = |level: &&Level| **level != Level::Community || values.names_community();
    let levels = Level::ALL.iter().filter(is_shown);
    let said = levels.filter_map(|level| Some((level.name(), say(values.at(*level)?))));
    Some(said.collect())
}

/// Amounts level by level.
pub(super) fn amounts_by_level(amounts: &ByLevel<Money>) -> Option<Vec<Part>> {
    level_by_level(amounts, yuan)
}

/// Rates level by level.
pub(super) fn rates_by_level(rates: &ByLevel<Rate>) -> Option<Vec<Part>> {
    level_by_level(rates, same)
}

/// A rate level by level, and the band it is for.
pub(super) fn rate_parts(row: &RateRow) -> Option<Vec<Part>> {
    let pay = row.pay.as_ref()?;
    let whole = || vec![(Bilingual::default(), by_level(pay, same))];
    let mut parts = rates_by_level(pay).unwrap_or_else(whole);
    parts.extend(band(row).map(|band| (Bilingual::new("分段", "band"), band)));
    Some(parts)
}

fn not_known(why: &Bilingual) -> Bilingual {
    Bilingual::new(
        format!("不知道：{}", why.zh),
        format!("not known: {}", why.en),
    )
}

pub(super) fn deductible(words: &Words<'_>, row: &DeductibleRow) -> Bilingual {
    if let Some(amount) = &row.amount {
        by_level(amount, yuan)
    } else if let Some(share) = &row.index_share {
        index_share(words, share)
    } else if let Some(share) = &row.bill_share {
        bill_share(share)
    } else {
        row.unknown.as_ref().map(not_known).unwrap_or_default()
    }
}

fn bill_share(share: &BillShare) -> Bilingual {
    let BillShare {
        share,
        at_least,
        at_most,
    } = share;
    let mut said = vec![Bilingual::new(
        format!("总费用的 {share}"),
        format!("{share} of the whole bill"),
    )];
    if !at_least.is_zero() {
        let least = at_least.grouped();
        said.push(Bilingual::new(
            format!("最低 {least} 元"),
            format!("at least {least}"),
        ));
    }
    if *at_most < Money::MAX {
        let most = at_most.grouped();
        said.push(Bilingual::new(
            format!("最高 {most} 元"),
            format!("at most {most}"),
        ));
    }
    join(&said, ("，", ", "))
}

/// «前年平均工资的 6%», with the amount when the day is known.
fn index_share(words: &Words<'_>, share: &IndexShare) -> Bilingual {
    let title = words.index_title(&share.index);
    let IndexShare {
        years_back,
        share: percent,
        ..
    } = share;
    let (ago_zh, ago_en) = match years_back {
        0 => ("当年".to_owned(), "this year".to_owned()),
        1 => ("上年".to_owned(), "last year".to_owned()),
        2 => ("前年".to_owned(), "the year before last".to_owned()),
        n => (format!("{n} 年前"), format!("{n} years ago")),
    };
    let mut said = Bilingual::new(
        format!("{ago_zh}{}的 {percent}", title.zh),
        format!("{percent} of the {} of {ago_en}", title.en),
    );
    let amount = words.on.and_then(|day| words.pack.index_amount(share, day));
    if let Some((amount, _)) = amount {
        said.zh += &format!(" = {} 元", amount.grouped());
        said.en += &format!(" = {}", amount.grouped());
    }
    said
}

/// A rate with the band it is for.
pub(super) fn rate(row: &RateRow) -> Bilingual {
    let Some(pay) = &row.pay else {
        return row.unknown.as_ref().map(not_known).unwrap_or_default();
    };
    let pay = by_level(pay, same);
    match band(row) {
        None => pay,
        Some(band) => Bilingual::new(
            format!("{}（{}）", pay.zh, band.zh),
            format!("{} ({})", pay.en, band.en),
        ),
    }
}

/// The part of the amount a rate is for; none when it is for all.
fn band(row: &RateRow) -> Option<Bilingual> {
    let above = row.above.filter(|above| !above.is_zero());
    let (zh, en) = match (above.map(Money::grouped), row.up_to.map(Money::grouped)) {
        (None, None) => return None,
        (None, Some(to)) => (format!("{to} 元以下的部分"), format!("up to {to}")),
        (Some(from), None) => (format!("{from} 元以上的部分"), format!("above {from}")),
        (Some(from), Some(to)) => (
            format!("{from} 元至 {to} 元的部分"),
            format!("from {from} to {to}"),
        ),
    };
    Some(Bilingual::new(zh, en))
}

pub(super) fn adjustment(row: &AdjustmentRow) -> Bilingual {
    let mut said = Vec::new();
    if let Some(factor) = row.factor {
        said.push(same(format!("× {factor}")));
    }
    if let Some(points) = row.points {
        said.push(Bilingual::new(
            format!("{points} 个百分点"),
            format!("{points} points"),
        ));
    }
    if let Some(first) = row.self_pay_first {
        said.push(Bilingual::new(
            format!("先自付 {first}"),
            format!("{first} paid first by the person"),
        ));
    }
    if let Some(rate) = &row.rate {
        let rate = by_level(rate, same);
        said.push(Bilingual::new(
            format!("改为 {}", rate.zh),
            format!("{} instead", rate.en),
        ));
    }
    if let Some(part) = row.person_share {
        said.push(Bilingual::new(
            format!("个人负担部分 × {part}"),
            format!("the person's share × {part}"),
        ));
    }
    if let Some(floor) = row.floor {
        said.push(Bilingual::new(
            format!("不低于 {floor}"),
            format!("not below {floor}"),
        ));
    }
    said.extend(row.unknown.as_ref().map(not_known));
    join(&said, ("，", ", "))
}

pub(super) fn ceiling(words: &Words<'_>, row: &CeilingRow) -> Bilingual {
    if let Some(amount) = row.amount {
        yuan(amount)
    } else if let Some(share) = &row.index_share {
        index_share(words, share)
    } else if row.unlimited {
        Bilingual::new("没有限额", "no ceiling")
    } else {
        row.unknown.as_ref().map(not_known).unwrap_or_default()
    }
}

pub(super) fn credit(row: &CreditRow) -> Bilingual {
    let mut said = Vec::new();
    if let Some(monthly) = row.monthly {
        let monthly = monthly.grouped();
        said.push(Bilingual::new(
            format!("每月 {monthly} 元"),
            format!("{monthly} a month"),
        ));
    }
    if let Some(share) = row.of_base {
        said.push(Bilingual::new(
            format!("缴费基数的 {share}"),
            format!("{share} of the contribution base"),
        ));
    }
    if let Some(least) = row.base_at_least.map(Money::grouped) {
        said.push(Bilingual::new(
            format!("基数最低 {least} 元"),
            format!("base at least {least}"),
        ));
    }
    if let Some(most) = row.base_at_most.map(Money::grouped) {
        said.push(Bilingual::new(
            format!("基数最高 {most} 元"),
            format!("base at most {most}"),
        ));
    }
    join(&said, ("，", ", "))
}
