//! Figures in words: amounts, values by level, percentages of an index.

use std::fmt;
use std::str::FromStr;

use super::when::Titles;
use super::{BillShare, ByLevel, Indexed, Names};
use crate::Money;
use crate::facility::Level;
use crate::text::{Bilingual, Named, Sep};

/// What a figure needs of its pack to be said in words.
pub trait Wording: Titles {
    /// The title of a layer.
    fn layer(&self, name: &str) -> Bilingual;

    /// The title of an index.
    fn index(&self, name: &str) -> Bilingual;

    /// What a share of an index comes to, when the day is known and the index of that day too.
    fn amount(&self, share: Indexed<'_>) -> Option<Money>;
}

/// A part of a figure, such as what holds at one level: its name, empty where the figure has one
/// part only, and what it is.
pub type Part = (Bilingual, Bilingual);

/// The titles of layers.
pub fn layers(wording: &dyn Wording, of: &Names) -> Bilingual {
    let titles: Vec<Bilingual> = of.iter().map(|name| wording.layer(name)).collect();
    Bilingual::join(titles, Sep::List)
}

/// What is the same in both languages.
pub fn same(text: impl fmt::Display) -> Bilingual {
    Bilingual::new(text.to_string(), text.to_string())
}

/// An amount as people write it.
pub fn yuan(amount: Money) -> Bilingual {
    let grouped = amount.grouped();
    Bilingual::new(format!("{grouped} 元"), grouped)
}

/// That it is not known, and why.
pub fn not_known(why: &Bilingual) -> Bilingual {
    Bilingual::new(
        format!("不知道：{}", why.zh),
        format!("not known: {}", why.en),
    )
}

/// One value, or one for each level.
pub fn by_level<T>(values: &ByLevel<T>, say: impl Fn(T) -> Bilingual) -> Bilingual
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
    Bilingual::join(said, Sep::Comma)
}

/// Each level with its value; none where one value serves all.
pub fn level_by_level<T>(values: &ByLevel<T>, say: impl Fn(T) -> Bilingual) -> Option<Vec<Part>>
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

/// «总费用的 10%，最低 400.00 元», «10% of the whole bill, at least 400.00».
pub fn bill_share(share: &BillShare) -> Bilingual {
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
    Bilingual::join(said, Sep::Comma)
}

/// «前年平均工资的 6%», with the amount when the day is known.
pub fn index_share(wording: &dyn Wording, indexed: Indexed<'_>) -> Bilingual {
    let share = indexed.share;
    let title = wording.index(&share.index);
    let percent = share.share;
    let (ago_zh, ago_en) = match share.years_back {
        0 => ("当年".to_owned(), "this year".to_owned()),
        1 => ("上年".to_owned(), "last year".to_owned()),
        2 => ("前年".to_owned(), "the year before last".to_owned()),
        n => (format!("{n} 年前"), format!("{n} years ago")),
    };
    let mut said = Bilingual::new(
        format!("{ago_zh}{}的 {percent}", title.zh),
        format!("{percent} of the {} of {ago_en}", title.en),
    );
    if let Some(amount) = wording.amount(indexed) {
        said.zh += &format!(" = {} 元", amount.grouped());
        said.en += &format!(" = {}", amount.grouped());
    }
    said
}
