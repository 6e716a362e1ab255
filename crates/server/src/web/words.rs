//! Amounts, dates and the sentences with figures in them, in both languages.

use domain::calendar::Month;
use domain::shares::{Payer, Shares};
use domain::text::Named;
use domain::{Bilingual, Money};
use jiff::civil::Date;

use super::frame::Lang;

/// An amount as pages show it: `¥4,852.00`; below zero it says in words that it comes back.
pub fn yuan(lang: Lang, amount: Money) -> String {
    if !amount.is_negative() {
        return format!("¥{}", amount.grouped());
    }
    let back = (-amount).grouped();
    match lang {
        Lang::Zh => format!("退回 ¥{back}"),
        Lang::En => format!("¥{back} returned"),
    }
}

/// A day: `2026年11月21日` or `21 November 2026`.
pub fn day(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        Lang::En => day.strftime("%-d %B %Y").to_string(),
    }
}

/// A day and the one after the last, as people say it: open ends in words.
pub fn span(lang: Lang, from: Date, until: Option<Date>) -> String {
    if until.is_some_and(|until| until <= from) {
        return match lang {
            Lang::Zh => "不覆盖任何一天".to_owned(),
            Lang::En => "covers no day".to_owned(),
        };
    }
    // The store keeps the first day outside; people expect the last day inside.
    let last = until.map(|until| until.yesterday().unwrap_or(until));
    let first = day(lang, from);
    match (lang, last.map(|last| day(lang, last))) {
        (Lang::Zh, None) => format!("{first}起，长期有效"),
        (Lang::Zh, Some(last)) => format!("{first}至{last}"),
        (Lang::En, None) => format!("from {first}, without end"),
        (Lang::En, Some(last)) => format!("{first} to {last}"),
    }
}

/// A month: `2026年10月` or `October 2026`.
pub fn month(lang: Lang, month: Month) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月", month.year, month.month),
        Lang::En => {
            let first = Date::constant(month.year, month.month, 1);
            first.strftime("%B %Y").to_string()
        }
    }
}

/// How a day compares: how many bills differ, and how many agree.
pub fn day_compared(lang: Lang, (differ, agree): (usize, usize)) -> String {
    match (lang, differ) {
        (Lang::Zh, 0) => format!("{agree} 笔全部一致"),
        (Lang::Zh, _) => format!("{differ} 笔对不上，{agree} 笔一致"),
        (Lang::En, 0) => format!("All {agree} bills agree"),
        (Lang::En, _) => format!("{differ} differ, {agree} agree"),
    }
}

/// «Since when»: part of the basis of a figure.
pub fn since(lang: Lang, from: Date) -> String {
    match lang {
        Lang::Zh => format!("{}起", day(lang, from)),
        Lang::En => format!("since {}", day(lang, from)),
    }
}

/// An article or page as cited: a bare number is an article.
pub fn article(lang: Lang, at: &str) -> String {
    let bare = !at.is_empty() && at.bytes().all(|b| b.is_ascii_digit());
    match (bare, lang) {
        (true, Lang::Zh) => format!("第{at}条"),
        (true, Lang::En) => format!("art. {at}"),
        (false, _) => at.to_owned(),
    }
}

/// The sentence under «you pay»: from which pocket, and what the funds paid.
pub fn who_paid(lang: Lang, shares: &Shares) -> String {
    let pockets: Vec<String> = [Payer::Account, Payer::FamilyAccount, Payer::Cash]
        .into_iter()
        .filter(|&payer| !shares.of(payer).is_zero())
        .map(|payer| named(lang, &payer.name(), shares.of(payer)))
        .collect();
    let funds = yuan(lang, shares.funds());
    let total = yuan(lang, shares.total());
    match (lang, pockets.is_empty()) {
        (Lang::Zh, true) => format!("您一分不用付。医保付了全部 {funds}。"),
        (Lang::Zh, false) => format!(
            "其中{}。总费用 {total}，医保付了 {funds}。",
            pockets.join("，")
        ),
        (Lang::En, true) => format!("You pay nothing. The insurance paid all of {funds}."),
        (Lang::En, false) => format!(
            "Of this, {}. The bill was {total}; the insurance paid {funds}.",
            pockets.join(", ")
        ),
    }
}

/// A name and its amount, `个人账户 ¥2,000.00`.
pub fn named(lang: Lang, name: &Bilingual, amount: Money) -> String {
    format!("{} {}", lang.pick(name), yuan(lang, amount))
}

/// What another footing would have changed for the person, in words, given what the funds paid.
pub fn difference(lang: Lang, paid: Money, would: Money) -> String {
    let apart = would - paid;
    let amount = yuan(lang, apart.max(-apart));
    match (lang, apart.fen().signum()) {
        (Lang::Zh, 0) => "一样".to_owned(),
        (Lang::Zh, 1) => format!("医保多付 {amount}，您少付这么多"),
        (Lang::Zh, _) => format!("医保少付 {amount}，您多付这么多"),
        (Lang::En, 0) => "The same".to_owned(),
        (Lang::En, 1) => format!("The insurance pays {amount} more, you pay that much less"),
        (Lang::En, _) => format!("The insurance pays {amount} less, you pay that much more"),
    }
}

/// What the insurance pays and what is left to the person.
pub fn both_parts(lang: Lang, funds: Money, person: Money) -> String {
    let (funds, person) = (yuan(lang, funds), yuan(lang, person));
    match lang {
        Lang::Zh => format!("医保付 {funds}，您付 {person}"),
        Lang::En => format!("The insurance pays {funds}, you pay {person}"),
    }
}

/// How much more or less the insurance pays on the second side.
pub fn second_pays(lang: Lang, apart: Money) -> String {
    let amount = yuan(lang, apart.max(-apart));
    match (lang, apart.is_negative()) {
        (Lang::Zh, false) => format!("后一边医保多付 {amount}"),
        (Lang::Zh, true) => format!("后一边医保少付 {amount}"),
        (Lang::En, false) => format!("The insurance pays {amount} more on the other side"),
        (Lang::En, true) => format!("The insurance pays {amount} less on the other side"),
    }
}

/// The line under a listed bill: its day and its total.
pub fn bill_of_day(lang: Lang, on: Date, total: Money) -> String {
    let total = yuan(lang, total);
    match lang {
        Lang::Zh => format!("{}结算，总费用 {total}", day(lang, on)),
        Lang::En => format!("settled {}, bill {total}", day(lang, on)),
    }
}

/// An amount of a rule or a trial: whole yuan are written without fen.
pub fn whole_yuan(lang: Lang, amount: Money) -> String {
    let text = yuan(lang, amount);
    match text.strip_suffix(".00") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// What filing is worth at a hospital of this level.
pub fn filing_is_worth(lang: Lang, level: &str, less: Money) -> String {
    let amount = whole_yuan(lang, less.max(-less));
    match (lang, less.fen().signum()) {
        (Lang::Zh, 1) => format!("{level}医院：备了案，您少付 {amount}。"),
        (Lang::Zh, 0) => format!("{level}医院：备不备案，您付的一样。"),
        (Lang::Zh, _) => format!("{level}医院：没备案反而少付 {amount}，先问清楚再办。"),
        (Lang::En, 1) => format!("Level {level}: filed, you pay {amount} less."),
        (Lang::En, 0) => format!("Level {level}: filed or not, you pay the same."),
        (Lang::En, _) => format!("Level {level}: not filed you pay {amount} less; ask first."),
    }
}

/// That without a filing one pays everything first.
pub fn paid_in_advance(lang: Lang, amount: Money) -> String {
    let amount = whole_yuan(lang, amount);
    match lang {
        Lang::Zh => format!("没备案，{amount} 要您先全部垫付；备了案，当场就报。"),
        Lang::En => {
            format!("Not filed, you advance all of {amount}; filed, it is paid on the spot.")
        }
    }
}

/// What is left to somebody who has filed, by the way and the level of the hospital.
pub fn left_as_filed(lang: Lang, (way, level): (&str, &str), left: Money) -> String {
    let left = whole_yuan(lang, left);
    match lang {
        Lang::Zh => format!("您已经备案（{way}）：{level}医院，您付 {left}。"),
        Lang::En => format!("You have filed ({way}): level {level}, {left} are left to you."),
    }
}

/// An amount in a column, whose heading says that it is yuan.
pub fn plain(lang: Lang, amount: Money) -> String {
    match amount.is_negative() {
        true => yuan(lang, amount),
        false => amount.grouped(),
    }
}

/// A thing, and how often it was charged where that is more than once.
pub fn so_often(lang: Lang, name: &str, times: usize) -> String {
    match (times, lang) {
        (0 | 1, _) => name.to_owned(),
        (times, Lang::Zh) => format!("{name}，{times} 笔"),
        (times, Lang::En) => format!("{name}, {times} times"),
    }
}

/// That the lines are the whole bill.
pub fn adds_up(lang: Lang, sum: Money) -> String {
    let sum = yuan(lang, sum);
    match lang {
        Lang::Zh => format!("各类相加 {sum}，正好是总费用。"),
        Lang::En => format!("Together {sum}, which is the whole bill."),
    }
}

/// That so many other sources say otherwise, and that the bill does not change.
pub fn other_versions(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Zh, count) => format!("别的说法 {count} 处，不影响这一笔"),
        (Lang::En, 1) => "Another source says otherwise; this bill stands".to_owned(),
        (Lang::En, count) => format!("{count} other sources say otherwise; this bill stands"),
    }
}

/// How much less the person would have paid on another footing.
pub fn had_it_been(lang: Lang, footing: &Bilingual, less: Money) -> String {
    let (footing, less) = (lang.pick(footing), yuan(lang, less));
    match lang {
        Lang::Zh => format!("要是按「{footing}」，您少付 {less}。"),
        Lang::En => format!("As “{footing}” you would have paid {less} less."),
    }
}

/// How an amount on paper is worked out, and what it rests on.
pub fn formula_on_paper(lang: Lang, (title, formula): (&str, &str), basis: Option<&str>) -> String {
    match (lang, basis) {
        (Lang::Zh, Some(basis)) => format!("{title}：{formula}。依据：{basis}。"),
        (Lang::Zh, None) => format!("{title}：{formula}。"),
        (Lang::En, Some(basis)) => format!("{title}: {formula}. By: {basis}."),
        (Lang::En, None) => format!("{title}: {formula}."),
    }
}

/// An amount in the signs that nobody alters (大写金额): `肆仟捌佰伍拾贰元整`.
pub fn in_capitals(amount: Money) -> String {
    const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];
    let fen = amount.fen().unsigned_abs();
    let (yuan, tenths, hundredths) = (fen / 100, fen / 10 % 10, fen % 10);
    let digit = |value: u64| DIGITS[usize::try_from(value).unwrap_or_default() % 10];
    let mut said = String::new();
    let (mut skipped, mut group_has_any) = (false, false);
    let digits = yuan.to_string();
    for (at, value) in digits
        .bytes()
        .map(|sign| u64::from(sign - b'0'))
        .enumerate()
    {
        let place = digits.len() - 1 - at;
        if value == 0 {
            skipped = true;
        } else {
            if skipped && !said.is_empty() {
                said.push('零');
            }
            (skipped, group_has_any) = (false, true);
            said.push_str(digit(value));
            said.push_str(PLACES[place % 4]);
        }
        if place.is_multiple_of(4) && std::mem::take(&mut group_has_any) {
            said.push_str(GROUPS[place / 4 % 4]);
        }
    }
    if said.is_empty() && fen.is_multiple_of(100) {
        said.push('零');
    }
    if !said.is_empty() {
        said.push('元');
    }
    match (tenths, hundredths) {
        (0, 0) => said.push('整'),
        (0, hundredths) => {
            let zero = if said.is_empty() { "" } else { "零" };
            said.push_str(&format!("{zero}{}分", digit(hundredths)));
        }
        (tenths, 0) => said.push_str(&format!("{}角整", digit(tenths))),
        (tenths, hundredths) => {
            said.push_str(&format!("{}角{}分", digit(tenths), digit(hundredths)));
        }
    }
    said
}

/// How many of something: `12 项`, `12 figures`.
pub fn count(lang: Lang, number: usize, unit: &Bilingual) -> String {
    format!("{number} {}", lang.pick(unit))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn amounts_keep_their_fen_and_say_when_they_come_back() {
        let rows = [
            (485_200, "¥4,852.00", "¥4,852.00"),
            (0, "¥0.00", "¥0.00"),
            (-2_850, "退回 ¥28.50", "¥28.50 returned"),
        ];
        for (fen, zh, en) in rows {
            assert_eq!(yuan(Lang::Zh, Money::from_fen(fen)), zh);
            assert_eq!(yuan(Lang::En, Money::from_fen(fen)), en);
        }
    }

    #[test]
    fn the_last_day_of_a_half_open_span_is_the_day_before_its_end() {
        let said = span(Lang::Zh, date(2026, 11, 21), Some(date(2027, 1, 1)));
        assert_eq!(said, "2026年11月21日至2026年12月31日");
        let said = span(Lang::En, date(2026, 11, 21), None);
        assert_eq!(said, "from 21 November 2026, without end");
    }

    #[test]
    fn a_difference_is_said_in_words() {
        let (small, large) = (Money::from_yuan(7_488), Money::from_yuan(9_360));
        assert_eq!(
            difference(Lang::Zh, small, large),
            "医保多付 ¥1,872.00，您少付这么多"
        );
        assert_eq!(
            difference(Lang::En, large, small),
            "The insurance pays ¥1,872.00 less, you pay that much more"
        );
        assert_eq!(difference(Lang::Zh, small, small), "一样");
    }

    #[test]
    fn who_paid_names_only_the_pockets_that_paid() {
        let mut shares = Shares::default();
        shares.add(Payer::PooledFund, Money::from_yuan(100));
        assert_eq!(
            who_paid(Lang::Zh, &shares),
            "您一分不用付。医保付了全部 ¥100.00。"
        );
        shares.add(Payer::Cash, Money::from_yuan(3));
        assert_eq!(
            who_paid(Lang::En, &shares),
            "Of this, cash ¥3.00. The bill was ¥103.00; the insurance paid ¥100.00."
        );
    }

    #[test]
    fn a_bare_number_is_an_article() {
        assert_eq!(article(Lang::Zh, "40"), "第40条");
        assert_eq!(article(Lang::En, "40"), "art. 40");
        assert_eq!(article(Lang::En, "table 2"), "table 2");
    }

    #[test]
    fn an_amount_is_written_in_capitals() {
        let rows = [
            (0, "零元整"),
            (5, "伍分"),
            (50, "伍角整"),
            (105, "壹元零伍分"),
            (485_200, "肆仟捌佰伍拾贰元整"),
            (1_000_010, "壹万元壹角整"),
            (10_050_000, "壹拾万零伍佰元整"),
            (100_000_001, "壹佰万元零壹分"),
            (10_000_000_000, "壹亿元整"),
            (-700, "柒元整"),
        ];
        for (fen, said) in rows {
            assert_eq!(in_capitals(Money::from_fen(fen)), said, "{fen}");
        }
    }
}
