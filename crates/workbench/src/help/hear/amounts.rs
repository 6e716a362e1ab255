//! Amounts and times as people write them: 3万、三万五、30000元、两个月、半年.

use domain::Money;

/// Nobody asks about a larger bill.
const MOST_YUAN: i64 = 100_000_000;

/// What a sign of a number stands for.
fn digit(sign: char) -> Option<i64> {
    let found = "零一二三四五六七八九".chars().position(|it| it == sign);
    match sign {
        '两' | '俩' => Some(2),
        '〇' => Some(0),
        _ => found
            .and_then(|it| i64::try_from(it).ok())
            .or(sign.to_digit(10).map(i64::from)),
    }
}

/// What a sign multiplies by.
fn unit(sign: char) -> Option<i64> {
    match sign {
        '十' => Some(10),
        '百' => Some(100),
        '千' | 'k' => Some(1_000),
        '万' | 'w' => Some(10_000),
        _ => None,
    }
}

/// A number as it stands in the text, in hundredths, and where it ends.
fn number(signs: &[char]) -> Option<(i64, usize)> {
    match signs.first()?.is_ascii_digit() {
        true => in_figures(signs),
        false => in_words(signs),
    }
}

/// `30000`, `3.5万`, `30,000`, `5千`, `3万5`.
fn in_figures(signs: &[char]) -> Option<(i64, usize)> {
    let mut at = 0;
    let (mut whole, mut part, mut scale) = (0_i64, 0_i64, 1_i64);
    let mut behind = false;
    while let Some(sign) = signs.get(at) {
        match sign {
            '.' if !behind && signs.get(at + 1).is_some_and(char::is_ascii_digit) => behind = true,
            ',' if !behind && is_thousands(&signs[at + 1..]) => {}
            sign => match sign.to_digit(10).map(i64::from) {
                Some(digit) if behind && scale < 10_000 => {
                    (part, scale) = (part * 10 + digit, scale * 10);
                }
                Some(_) if behind => {}
                Some(digit) => whole = whole.checked_mul(10)?.checked_add(digit)?,
                None => break,
            },
        }
        at += 1;
    }
    let times = signs.get(at).and_then(|sign| unit(*sign));
    let factor = times.unwrap_or(1);
    let mut sum = whole.checked_mul(factor)?.checked_mul(100)?;
    sum = sum.checked_add(part * factor * 100 / scale)?;
    if times.is_some() {
        at += 1;
        // 3万5 is 35,000.
        let more = signs.get(at).and_then(|sign| sign.to_digit(10));
        let ends = signs.get(at + 1).is_none_or(|sign| !sign.is_ascii_digit());
        if let Some(more) = more.filter(|_| ends && factor >= 1_000) {
            sum += i64::from(more) * factor / 10 * 100;
            at += 1;
        }
    }
    Some((sum, at))
}

fn is_thousands(signs: &[char]) -> bool {
    let three = signs.len() >= 3 && signs[..3].iter().all(char::is_ascii_digit);
    three && signs.get(3).is_none_or(|sign| !sign.is_ascii_digit())
}

/// `三万五`, `一千二百`, `十五万`, `两万`.
fn in_words(signs: &[char]) -> Option<(i64, usize)> {
    let (mut sum, mut below, mut last) = (0_i64, 0_i64, None::<i64>);
    let (mut at, mut smallest) = (0, 1);
    while let Some(sign) = signs.get(at) {
        if let Some(value) = digit(*sign).filter(|_| !sign.is_ascii_digit()) {
            last = Some(value);
        } else if let Some(times) = unit(*sign).filter(|_| !sign.is_ascii()) {
            let count = last.take().unwrap_or(if below == 0 { 1 } else { 0 });
            match times {
                10_000 => {
                    sum += (below + count).max(1) * times;
                    below = 0;
                }
                _ => below += count * times,
            }
            smallest = times;
        } else {
            break;
        }
        at += 1;
    }
    // 三万五 is 35,000, 一千二 is 1,200; 三 alone is 3.
    let rest = last.unwrap_or(0) * if smallest >= 100 { smallest / 10 } else { 1 };
    (at > 0).then_some(((sum + below + rest) * 100, at))
}

/// The bill that was named: a number with a unit of money, the largest of several.
pub(super) fn bill(text: &str) -> Option<Money> {
    let signs: Vec<char> = text.chars().collect();
    let mut best = None;
    let mut at = 0;
    while at < signs.len() {
        let Some((hundredths, length)) = number(&signs[at..]) else {
            at += 1;
            continue;
        };
        let named: String = signs[at..at + length].iter().collect();
        let rest: String = signs[at + length..].iter().take(4).collect();
        let rest = rest.trim_start_matches(['多', '来', '几', ' ']);
        let before: String = signs[at.saturating_sub(4)..at].iter().collect();
        let is_money = ["元", "块", "rmb", "yuan", "¥", "cny"]
            .iter()
            .any(|it| rest.starts_with(it))
            || named.ends_with(['万', 'w'])
            || is_large(&named) && !is_of_time(rest)
            || before.ends_with(['¥', '¥']);
        let is_other = is_of_time(rest) || rest.starts_with(['岁', '级', '%', '次']);
        if is_money && !is_other && hundredths > 0 && hundredths <= MOST_YUAN * 100 {
            best = best.max(Some(hundredths));
        }
        at += length.max(1);
    }
    best.map(Money::from_fen)
}

/// 三万五、两千： words with a large unit in them, and figures of five digits and more.
fn is_large(named: &str) -> bool {
    let units = named.contains(['万', '千', '百']) && named.chars().count() > 1;
    let digits = named.chars().filter(char::is_ascii_digit).count();
    units || digits == named.chars().count() && (4..=8).contains(&digits) && !is_year(named)
}

/// 2026 is a year more often than an amount.
fn is_year(named: &str) -> bool {
    named.len() == 4 && (named.starts_with("20") || named.starts_with("19"))
}

fn is_of_time(rest: &str) -> bool {
    let units = [
        "个月", "月", "年", "天", "日", "号", "周", "month", "year", "day", "week",
    ];
    units.iter().any(|it| rest.starts_with(it))
}

/// How many months away.
pub(super) fn months(text: &str) -> Option<u8> {
    let text = text.replace("半年", "6个月").replace("大半年", "6个月");
    let signs: Vec<char> = text.chars().collect();
    let mut at = 0;
    while at < signs.len() {
        let Some((hundredths, length)) = number(&signs[at..]) else {
            at += 1;
            continue;
        };
        let rest: String = signs[at + length..].iter().take(8).collect();
        let rest = rest.trim_start_matches(['多', '来', ' ', '整']);
        let count = hundredths / 100;
        let in_months = match rest {
            _ if rest.starts_with("个月") || rest.starts_with("month") => Some(count),
            _ if (rest.starts_with('年') || rest.starts_with("year")) && count <= 10 => {
                Some(count * 12)
            }
            _ => None,
        };
        if let Some(months) = in_months
            .and_then(|it| u8::try_from(it).ok())
            .filter(|it| *it > 0)
        {
            return Some(months.min(120));
        }
        at += length.max(1);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let rows = [
            ("花了3万能报多少", Some(30_000)),
            ("花了三万五", Some(35_000)),
            ("住院费30000元", Some(30_000)),
            ("30,000块", Some(30_000)),
            ("3.5万", Some(35_000)),
            ("2w", Some(20_000)),
            ("一千二百元", Some(1_200)),
            ("十五万", Some(150_000)),
            ("两万多", Some(20_000)),
            ("3万5", Some(35_000)),
            ("总共12000", Some(12_000)),
            ("住了3个月", None),
            ("2026年住院", None),
            ("今年70岁", None),
            ("三级医院", None),
            ("一年最多报多少", None),
        ];
        for (text, yuan) in rows {
            assert_eq!(bill(text), yuan.map(Money::from_yuan), "{text}");
        }
    }

    #[test]
    fn months_are_read_as_people_write_them() {
        let rows = [
            ("要住半年", Some(6)),
            ("住3个月", Some(3)),
            ("住两年", Some(24)),
            ("一年", Some(12)),
            ("2026年", None),
            ("七十岁", None),
        ];
        for (text, count) in rows {
            assert_eq!(months(text), count, "{text}");
        }
    }
}
