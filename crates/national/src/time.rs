//! Days and times of the interface: China time, read in the forms clients really send, written in
//! the published ones.

use domain::calendar::in_china;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Reads `2026-11-03 09:05:00`, the same with `T`, `/`, without seconds, with a fraction or with
/// +08:00, `20261103090500`, a day alone (0:00), and milliseconds since the epoch (13 digits).
pub(crate) fn read_datetime(text: &str) -> Option<DateTime> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return read_digits(text);
    }
    let split = text.find([' ', 'T']);
    let Some(split) = split else {
        return read_date(text).map(midnight);
    };
    let day = read_date(&text[..split])?;
    let clock = text[split + 1..].trim();
    let clock = ["+08:00", "+0800", "+08"]
        .iter()
        .find_map(|offset| clock.strip_suffix(offset))
        .unwrap_or(clock);
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let mut parts = clock.split(':').map(small_number);
    let hour = parts.next()??;
    let minute = parts.next()??;
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    let time = jiff::civil::Time::new(hour, minute, second, 0).ok()?;
    Some(day.to_datetime(time))
}

/// Reads `2026-11-03`, `20261103` and `2026/11/3`. A time after the day is ignored.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let day = text.split([' ', 'T']).next()?;
    if day.len() == 8 && day.bytes().all(|byte| byte.is_ascii_digit()) {
        return read_digits(day).map(DateTime::date);
    }
    let separator = if day.contains('/') { '/' } else { '-' };
    let mut parts = day.split(separator);
    let year = parts.next().filter(|year| year.len() == 4)?;
    let (month, of_month) = (small_number(parts.next()?)?, small_number(parts.next()?)?);
    if parts.next().is_some() || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Date::new(year.parse().ok()?, month, of_month).ok()
}

/// A day, a second or a millisecond written in digits only.
fn read_digits(text: &str) -> Option<DateTime> {
    if text.len() == 13 {
        let instant = Timestamp::from_millisecond(text.parse().ok()?).ok()?;
        return Some(in_china(instant));
    }
    let two = |start: usize| small_number(text.get(start..start + 2)?);
    let day = Date::new(text.get(..4)?.parse().ok()?, two(4)?, two(6)?).ok()?;
    match text.len() {
        8 => Some(midnight(day)),
        14 => {
            let time = jiff::civil::Time::new(two(8)?, two(10)?, two(12)?, 0).ok()?;
            Some(day.to_datetime(time))
        }
        _ => None,
    }
}

/// One or two digits.
fn small_number(text: &str) -> Option<i8> {
    let short = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    if short { text.parse().ok() } else { None }
}

fn midnight(day: Date) -> DateTime {
    day.to_datetime(jiff::civil::Time::midnight())
}

/// `2026-11-03 09:05:00`.
pub(crate) fn print_datetime(clock: DateTime) -> String {
    clock.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// `20261103090500123`.
pub(crate) fn print_millisecond(instant: Timestamp) -> String {
    in_china(instant).strftime("%Y%m%d%H%M%S%3f").to_string()
}

/// `20261103090500`.
pub(crate) fn print_second(instant: Timestamp) -> String {
    in_china(instant).strftime("%Y%m%d%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use domain::calendar::instant_in_china;

    use super::*;

    #[test]
    fn times_are_read_in_every_form_clients_send() {
        let expected = date(2026, 11, 3).at(9, 5, 0, 0);
        for text in [
            "2026-11-03 09:05:00",
            "2026-11-03T09:05:00",
            "2026-11-03T09:05:00.000+08:00",
            "2026-11-03 09:05",
            "2026/11/3 9:05:00",
            "20261103090500",
            "1793667900000",
        ] {
            assert_eq!(read_datetime(text), Some(expected), "{text}");
        }
        for text in ["2026-11-03", "20261103", "2026/11/3"] {
            assert_eq!(
                read_datetime(text),
                Some(midnight(date(2026, 11, 3))),
                "{text}"
            );
            assert_eq!(read_date(text), Some(date(2026, 11, 3)), "{text}");
        }
        assert_eq!(read_date("2026-11-03 09:05:00"), Some(date(2026, 11, 3)));
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "20261301",
            "2026-11-03 24:00:00",
            "2026-11-03 09:60:00",
            "2026-11-03 09:05:00Z",
            "2026-11-03 09",
            "２０２６-11-03",
            "26-11-03",
            "2026-11",
            "202611",
            "NaN",
            "-2026-11-03",
            "2026-11-03-01",
            "99999999999999",
            "T",
            " ",
        ] {
            assert_eq!(read_datetime(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_printed_in_china_time() {
        let instant: Timestamp = "2026-11-03T16:05:00.123Z".parse().unwrap();
        assert_eq!(print_millisecond(instant), "20261104000500123");
        assert_eq!(print_second(instant), "20261104000500");
        assert_eq!(print_datetime(in_china(instant)), "2026-11-04 00:05:00");
        assert_eq!(instant_in_china(in_china(instant)), Some(instant));
    }
}
