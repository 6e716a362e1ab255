//! Decimal text to a whole number of the smallest unit, exactly: no float on the way.

use std::borrow::Cow;

/// Why a text is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// Letters, NaN, full-width digits, separators.
    NotANumber,
    /// More decimals than the unit has, and not zeros.
    TooPrecise,
    /// Beyond the limit.
    TooLarge,
}

/// Reads `1234`, `1234.5`, `-3.00`, `.5` (as Oracle prints it), `5.`, `+1`, and `1.5E-3` (as Java
/// prints a double); further decimals only when they are zeros. The result counts units of 10 to
/// the power −`places` and is at most `limit` of them, either sign.
pub(crate) fn scaled(text: &str, places: u32, limit: i64) -> Result<i64, NumberFault> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = &*written_out(digits).ok_or(NumberFault::TooLarge)?;
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if !are_digits(whole, decimals) {
        return Err(NumberFault::NotANumber);
    }
    let decimals = decimals.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    let places = places as usize;
    if decimals.len() > places {
        return Err(NumberFault::TooPrecise);
    }
    // Eighteen digits are below i64::MAX.
    if whole.len() + places > 18 {
        return Err(NumberFault::TooLarge);
    }
    let units: i64 = format!("0{whole}{decimals:0<places$}")
        .parse()
        .map_err(|_| NumberFault::NotANumber)?;
    if units > limit {
        return Err(NumberFault::TooLarge);
    }
    Ok(if negative { -units } else { units })
}

/// Digits before and after a point, some at least.
fn are_digits(whole: &str, decimals: &str) -> bool {
    let mut all = whole.bytes().chain(decimals.bytes());
    all.all(|byte| byte.is_ascii_digit()) && !(whole.is_empty() && decimals.is_empty())
}

/// The digits of a number that is written with an exponent, written out; anything else as it is.
/// None where they are more than any number here has.
fn written_out(text: &str) -> Option<Cow<'_, str>> {
    let written = text.split_once(['e', 'E']);
    let power = written.and_then(|(_, power)| power.parse::<i32>().ok());
    let (Some((mantissa, _)), Some(power)) = (written, power) else {
        return Some(text.into());
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !are_digits(whole, decimals) {
        return Some(text.into());
    }
    let shift = usize::try_from(power.unsigned_abs()).ok()?;
    if shift > 40 || mantissa.len() > 40 {
        return None;
    }
    let zeros = "0".repeat(shift);
    // The point stands where it stood, counted from the left, or so many places further on.
    let (all, point) = match power < 0 {
        true => (format!("{zeros}{whole}{decimals}"), whole.len()),
        false => (format!("{whole}{decimals}{zeros}"), whole.len() + shift),
    };
    let (whole, decimals) = all.split_at(point);
    Some(format!("{whole}.{decimals}").into())
}

/// Prints a count of units of 10 to the power −`places` with exactly that many decimals.
pub(crate) fn printed(units: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    let places = places as usize;
    format!("{sign}{}.{:0places$}", units / unit, units % unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly() {
        let limit = 10_000_000_000;
        let rows = [
            ("0.1", 2, Ok(10)),
            ("51.00", 2, Ok(5_100)),
            ("51.000", 2, Ok(5_100)),
            ("51", 2, Ok(5_100)),
            (".5", 2, Ok(50)),
            ("-.5", 2, Ok(-50)),
            ("5.", 2, Ok(500)),
            ("+1.20", 2, Ok(120)),
            ("-0", 2, Ok(0)),
            ("007.10", 2, Ok(710)),
            ("100000000", 2, Ok(limit)),
            ("100000000.01", 2, Err(NumberFault::TooLarge)),
            ("1.0001", 4, Ok(10_001)),
            ("0.333333", 6, Ok(333_333)),
            ("0.005", 2, Err(NumberFault::TooPrecise)),
            ("0.30000000000000004", 2, Err(NumberFault::TooPrecise)),
            ("1e2", 2, Ok(10_000)),
            ("1.0E7", 2, Ok(1_000_000_000)),
            ("-1.234E2", 2, Ok(-12_340)),
            ("5.0E-4", 4, Ok(5)),
            ("12.5e+0", 2, Ok(1_250)),
            (".5e1", 2, Ok(500)),
            ("0e99", 2, Err(NumberFault::TooLarge)),
            ("1e99999999999", 2, Err(NumberFault::NotANumber)),
            ("1e", 2, Err(NumberFault::NotANumber)),
            (".e5", 2, Err(NumberFault::NotANumber)),
            ("e5", 2, Err(NumberFault::NotANumber)),
            ("1e2e3", 2, Err(NumberFault::NotANumber)),
            ("1e2.0", 2, Err(NumberFault::NotANumber)),
            ("1.5E-3", 2, Err(NumberFault::TooPrecise)),
            ("99999999999999999999", 2, Err(NumberFault::TooLarge)),
            ("", 2, Err(NumberFault::NotANumber)),
            (".", 2, Err(NumberFault::NotANumber)),
            ("-", 2, Err(NumberFault::NotANumber)),
            ("--1", 2, Err(NumberFault::NotANumber)),
            ("NaN", 2, Err(NumberFault::NotANumber)),
            ("Infinity", 2, Err(NumberFault::NotANumber)),
            ("e", 2, Err(NumberFault::NotANumber)),
            ("１２", 2, Err(NumberFault::NotANumber)),
            ("1,000.00", 2, Err(NumberFault::NotANumber)),
            ("1.2.3", 2, Err(NumberFault::NotANumber)),
            ("0x10", 2, Err(NumberFault::NotANumber)),
        ];
        for (text, places, expected) in rows {
            assert_eq!(scaled(text, places, limit), expected, "{text}");
        }
        assert_eq!(
            scaled(&"9".repeat(100_000), 6, limit),
            Err(NumberFault::TooLarge)
        );
    }

    #[test]
    fn decimals_are_printed_with_every_place() {
        let rows = [
            (5_100, 2, "51.00"),
            (-5, 2, "-0.05"),
            (0, 2, "0.00"),
            (6_000, 4, "0.6000"),
            (12_345_678, 6, "12.345678"),
        ];
        for (units, places, text) in rows {
            assert_eq!(printed(units, places), text);
        }
    }
}
