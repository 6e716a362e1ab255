//! Days written relative to the day the demo starts, so that its people stay what they are for:
//! somebody whose filing ran out last month must have run out last month on any day.

use anyhow::{Context, Result, bail, ensure};
use domain::calendar::{Month, Period};
use jiff::Span;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

/// A span of days as written.
/// 起止日期
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeriodText {
    /// First day.
    /// 第一天
    from: String,
    /// First day without it.
    /// 到哪天为止（当天已不算）
    until: Option<String>,
}

impl PeriodText {
    /// The days it means, seen from the demo's today.
    pub fn resolve(&self, today: Date) -> Result<Period> {
        period(&self.from, self.until.as_deref(), today)
    }
}

/// The span between two days as written; it must hold at least one day.
pub fn period(from: &str, until: Option<&str>, today: Date) -> Result<Period> {
    let until = until.map(|text| day(text, today)).transpose()?;
    let period = Period {
        from: day(from, today)?,
        until,
    };
    if period.is_empty() {
        bail!("the period from {from} ends before it begins");
    }
    Ok(period)
}

/// A day: `2026-11-03`, `next-month` (its first day, when a changed choice of facility begins), or
/// steps from today such as `-400d`, `+2m`, `-60y+1d`, `0d`.
pub fn day(text: &str, today: Date) -> Result<Date> {
    if let Ok(date) = text.parse::<Date>() {
        return Ok(date);
    }
    if text == "next-month" {
        return Ok(today.last_of_month().tomorrow()?);
    }
    ensure!(!text.is_empty(), "a day is missing");
    text.split_inclusive(['d', 'm', 'y'])
        .try_fold(today, step)
        .with_context(|| {
            format!(
                "«{text}» is neither a day such as 2026-11-03 nor steps such as -400d or -60y+1d"
            )
        })
}

/// One step: a signed number and its unit.
fn step(from: Date, text: &str) -> Result<Date> {
    let (number, unit) = text.split_at(text.len() - text.chars().last().map_or(0, char::len_utf8));
    let number: i32 = number
        .parse()
        .with_context(|| format!("no number in «{text}»"))?;
    let span = match unit {
        "d" => Span::new().try_days(number),
        "m" => Span::new().try_months(number),
        "y" => Span::new().try_years(number),
        _ => bail!("no unit d, m or y in «{text}»"),
    };
    Ok(from.checked_add(span?)?)
}

/// The month so many months from the demo's today: `0m` is this one, `-1m` the last.
pub fn month(text: &str, today: Date) -> Result<Month> {
    if let Ok(month) = text.parse::<Month>() {
        return Ok(month);
    }
    Ok(Month::of(day(text, today.first_of_month())?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn days_are_counted_from_today() {
        let today = date(2026, 11, 21);
        let rows = [
            ("0d", date(2026, 11, 21)),
            ("-20d", date(2026, 11, 1)),
            ("+2m", date(2027, 1, 21)),
            ("-60y", date(1966, 11, 21)),
            ("-60y+1d", date(1966, 11, 22)),
            ("next-month", date(2026, 12, 1)),
            ("2025-07-01", date(2025, 7, 1)),
        ];
        for (text, expected) in rows {
            assert_eq!(day(text, today).unwrap(), expected, "{text}");
        }
        for text in [
            "",
            "d",
            "5",
            "-5w",
            "-5天",
            "2026-13-01",
            "--5d",
            "-99999999y",
        ] {
            assert!(day(text, today).is_err(), "{text:?}");
        }
    }

    #[test]
    fn months_never_skip_a_short_one() {
        let last_of_march = date(2027, 3, 31);
        assert_eq!(month("-1m", last_of_march).unwrap().to_string(), "2027-02");
        assert_eq!(month("0m", last_of_march).unwrap().to_string(), "2027-03");
        assert_eq!(
            month("2026-10", last_of_march).unwrap().to_string(),
            "2026-10"
        );
    }

    #[test]
    fn an_empty_period_is_refused() {
        let today = date(2026, 11, 21);
        assert!(period("0d", Some("0d"), today).is_err());
        assert!(period("0d", Some("+1d"), today).unwrap().contains(today));
    }
}
