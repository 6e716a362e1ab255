//! Decimal text to a whole number of the smallest unit, exactly: no float on the way.

/// Why a text is not such a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberFault {
    /// Letters, NaN, full-width digits, separators.
    NotANumber,
    /// Digits with an exponent.
    Exponent,
    /// More decimals than the unit has, and not zeros.
    TooPrecise,
    /// Beyond the limit.
    TooLarge,
}

/// Reads `1234`, `1234.5`, `-3.00`, `.5` (as Oracle prints it), `5.`, `+1`; further decimals only
/// when they are zeros. The result counts units of 10 to the power −`places` and is at most `limit`
/// of them, either sign.
pub(crate) fn scaled(text: &str, places: u32, limit: i64) -> Result<i64, NumberFault> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(decimals) || (whole.is_empty() && decimals.is_empty()) {
        return Err(not_digits(digits));
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

/// `1e2` is a number in a form we do not take; everything else is no number.
fn not_digits(text: &str) -> NumberFault {
    let exponent = text
        .split_once(['e', 'E'])
        .is_some_and(|(mantissa, power)| {
            let power = power.strip_prefix(['-', '+']).unwrap_or(power);
            let numeric = |part: &str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_digit() || byte == b'.')
            };
            numeric(mantissa) && numeric(power)
        });
    if exponent {
        NumberFault::Exponent
    } else {
        NumberFault::NotANumber
    }
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
            ("1e2", 2, Err(NumberFault::Exponent)),
            ("1.5E-3", 2, Err(NumberFault::Exponent)),
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
