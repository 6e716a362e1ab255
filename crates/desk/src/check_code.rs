//! The check code of a filing or a bill on paper: its number, packed, and a keyed hash of it, so
//! that nobody finds one by guessing or counting, and none has to be kept. Twenty-four letters and
//! digits of which none looks like another, in groups of four, read as people type them. The two
//! kinds look alike; the hash tells them apart.

use domain::filing::Filing;
use domain::ids::{FilingId, SettlementId};
use domain::signs::half_width;
use domain::text::hex;

use crate::code_signs::{SIGNS, bare, value_of};
use crate::{Desk, DeskError, Settlement};

/// How many there are.
const LENGTH: usize = 24;
/// Bits of the region, the day, the sixteen random digits, and the hash.
const DAY_BITS: u32 = 16;
const NUMBER_BITS: u32 = 54;
const HASH_BITS: u32 = 30;

/// Bytes of the hash of a number that cannot be packed.
const LONG_HASH_BYTES: usize = 8;

/// What a code is of: the letter its numbers begin with, and the purpose of its hash.
type CodeOf = (char, &'static str);

const OF_FILING: CodeOf = ('B', "filing-check");
const OF_BILL: CodeOf = ('A', "settlement-check");

/// The check code of a filing.
pub fn check_code(desk: &Desk<'_, '_>, id: &FilingId) -> String {
    code_of(desk, OF_FILING, id.as_str())
}

/// The check code of a bill.
pub fn bill_check_code(desk: &Desk<'_, '_>, id: &SettlementId) -> String {
    code_of(desk, OF_BILL, id.as_str())
}

fn code_of(desk: &Desk<'_, '_>, (letter, purpose): CodeOf, number: &str) -> String {
    let hash = desk.tx.keys().index(purpose, number);
    let Some(packed) = packed(letter, number) else {
        // A number that is not ours stands before its hash.
        let hash = hex(&hash[..LONG_HASH_BYTES]).to_uppercase();
        return format!("{number}-{}", in_fours(&hash));
    };
    let sign = hash[..4]
        .iter()
        .fold(0, |all, byte| all << 8 | u128::from(*byte));
    let sign = sign & ((1 << HASH_BITS) - 1);
    in_fours(&spelt(packed << HASH_BITS | sign))
}

fn in_fours(text: &str) -> String {
    let groups = text.as_bytes().chunks(4);
    let groups = groups.map(|group| String::from_utf8_lossy(group).into_owned());
    groups.collect::<Vec<_>>().join("-")
}

/// A number of ours in ninety bits: a letter, six digits of the region, six of the day, sixteen
/// more.
fn packed(letter: char, number: &str) -> Option<u128> {
    let digits = number.strip_prefix(letter)?;
    if digits.len() != 28 || !digits.bytes().all(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, to: usize| digits[from..to].parse::<u128>().ok();
    let (region, year) = (part(0, 6)?, part(6, 8)?);
    let (month, day) = (part(8, 10)?.checked_sub(1)?, part(10, 12)?.checked_sub(1)?);
    let on = (year * 12 + month) * 31 + day;
    let is_day = month < 12 && day < 31;
    is_day.then_some(((region << DAY_BITS | on) << NUMBER_BITS) | part(12, 28)?)
}

/// The number that was packed.
fn unpacked(letter: char, packed: u128) -> String {
    let rest = packed >> NUMBER_BITS;
    let number = packed & ((1 << NUMBER_BITS) - 1);
    let (region, on) = (rest >> DAY_BITS, rest & ((1 << DAY_BITS) - 1));
    let (months, day) = (on / 31, on % 31 + 1);
    let (year, month) = (months / 12, months % 12 + 1);
    format!("{letter}{region:06}{year:02}{month:02}{day:02}{number:016}")
}

fn spelt(value: u128) -> String {
    let signs = (0..LENGTH).rev();
    let sign = |at: usize| char::from(SIGNS[(value >> (5 * at)) as usize & 31]);
    signs.map(sign).collect()
}

/// What the signs say; nothing where one is none of ours or there are not as many.
fn read(typed: &str) -> Option<u128> {
    if typed.len() != LENGTH {
        return None;
    }
    typed.bytes().try_fold(0, |value, sign| {
        Some(value << 5 | u128::from(value_of(sign)?))
    })
}

/// The filing of a check code; none where the code is not ours.
pub fn by_check_code(desk: &mut Desk<'_, '_>, code: &str) -> Result<Option<Filing>, DeskError> {
    let number = number_of(desk, OF_FILING, code);
    let Some(Ok(id)) = number.map(|number| number.parse::<FilingId>()) else {
        return Ok(None);
    };
    match crate::filing::filing_by_id(desk, &id) {
        Ok(filing) => Ok(Some(filing)),
        Err(DeskError::UnknownFiling { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The bill of a check code, as it was settled; none where the code is not ours.
pub fn bill_by_check_code(
    desk: &mut Desk<'_, '_>,
    code: &str,
) -> Result<Option<Settlement>, DeskError> {
    let number = number_of(desk, OF_BILL, code);
    let Some(Ok(id)) = number.map(|number| number.parse::<SettlementId>()) else {
        return Ok(None);
    };
    match crate::settlement_by_id(desk, &id) {
        Ok(settlement) => Ok(Some(settlement)),
        Err(DeskError::UnknownSettlement { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The number a code of this kind is of; none where it is no code of ours.
fn number_of(desk: &Desk<'_, '_>, of: CodeOf, code: &str) -> Option<String> {
    let plain = bare(code);
    let value = read(&plain);
    let number = match value {
        Some(value) => unpacked(of.0, value >> HASH_BITS),
        None => number_before_hash(code)?,
    };
    let ours = bare(&code_of(desk, of, &number));
    let is_same = match value {
        Some(value) => read(&ours) == Some(value),
        None => ours == plain,
    };
    is_same.then_some(number)
}

/// What stands before the hash of a long code, with its own strokes.
fn number_before_hash(code: &str) -> Option<String> {
    let typed = half_width(code).to_uppercase().replace(['—', '‐'], "-");
    let typed: Vec<char> = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    let signs = typed.iter().enumerate().rev();
    let mut signs = signs.filter(|(_, sign)| sign.is_ascii_alphanumeric());
    let (begins, _) = signs.nth(2 * LONG_HASH_BYTES - 1)?;
    let number: String = typed[..begins].iter().collect();
    Some(number.trim_end_matches('-').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_packed_and_comes_back() {
        for number in [
            "B4403002612010000000000000000",
            "B4403002612319999999999999999",
            "B9999999912310123456789012345",
            "B1100000001010000000000000001",
        ] {
            assert_eq!(unpacked('B', packed('B', number).unwrap()), number);
        }
        for other in [
            "F-44030000000000000060-1",
            "B440300261301000000000000000",
            "B4403002613010000000000000000",
            "B4403002612000000000000000000",
            "B44030026120100000000000000é",
            "",
        ] {
            assert_eq!(packed('B', other), None, "{other}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let value = packed('B', "B4403002612019876543210123456").unwrap() << HASH_BITS | 12_345;
        let code = in_fours(&spelt(value));
        assert_eq!((code.len(), code.matches('-').count()), (29, 5), "{code}");
        let wide: String = code
            .chars()
            .map(|sign| char::from_u32(u32::from(sign) + 0xfee0).unwrap())
            .collect();
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', ""),
            code.replace('-', " "),
            code.replace('-', "－"),
            code.replace('0', "o").replace('1', "l"),
            wide,
            format!(" {code}\n"),
        ] {
            assert_eq!(read(&bare(&typed)), Some(value), "{typed}");
        }
        assert_eq!(read(&bare(&code[..28])), None);
        assert_eq!(
            number_before_hash("f-1-2 abcd-abcd-abcd-abcd").as_deref(),
            Some("F-1-2")
        );
    }
}
