//! How a code is spelt: forty letters and digits behind two that say what it is. Inside stand the
//! mark of the installation, the second it ends, eighty random bits, and a keyed hash of these, by
//! the key that finds: sealing keys may be replaced while a code holds, that one never is.

use jiff::Timestamp;
use store::installation;

use super::EVoucherError;
use crate::code_signs::{SIGNS, bare, value_of};
use crate::{Desk, DeskError};

/// What a code begins with.
const BEGINS: &str = "SX";
/// Signs of five bits each.
const LENGTH: usize = 40;
/// The parts, in bytes; five bytes are eight signs.
const MARK: usize = 3;
const END: usize = MARK + 4;
const SAID: usize = END + 10;
const WHOLE: usize = SAID + 8;

const _: () = assert!(WHOLE * 8 == LENGTH * 5, "the signs hold the bytes");

/// A code of ours, read and checked.
pub(super) struct CodeRead {
    /// As it is spelt.
    pub text: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// What tells this installation's codes from those of another.
fn mark(desk: &mut Desk<'_, '_>) -> Result<[u8; MARK], DeskError> {
    let id = installation::id(desk.tx)?.unwrap_or_default();
    let mut bytes = [0; MARK];
    for (byte, pair) in bytes.iter_mut().zip(id.as_bytes().chunks(2)) {
        let pair = str::from_utf8(pair).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).unwrap_or_default();
    }
    Ok(bytes)
}

fn sign(desk: &Desk<'_, '_>, said: &[u8]) -> Vec<u8> {
    let text = domain::text::hex(said);
    let hash = desk.tx.keys().index("voucher-code-sign", &text);
    hash[..WHOLE - SAID].to_vec()
}

/// A fresh code that ends then.
pub(super) fn fresh(desk: &mut Desk<'_, '_>, ends_at: Timestamp) -> Result<String, DeskError> {
    let mut said = [0; SAID];
    said[..MARK].copy_from_slice(&mark(desk)?);
    let second = u32::try_from(ends_at.as_second()).unwrap_or(u32::MAX);
    said[MARK..END].copy_from_slice(&second.to_be_bytes());
    desk.random.fill(&mut said[END..]);
    let whole = [&said[..], &sign(desk, &said)].concat();
    Ok(format!("{BEGINS}{}", spelt(&whole)))
}

/// What was scanned or typed, where it has the form of a code of ours: blanks, strokes, small
/// letters and full width make no difference.
pub(super) fn formed(typed: &str) -> Option<String> {
    let plain = bare(typed);
    let is_one = plain.len() == BEGINS.len() + LENGTH && plain.starts_with(BEGINS);
    is_one.then_some(plain)
}

/// Reads a code of that form, and refuses one that was not made here.
pub(super) fn read(desk: &mut Desk<'_, '_>, formed: &str) -> Result<CodeRead, DeskError> {
    let forged = || DeskError::from(EVoucherError::CodeForged);
    let whole = unspelt(&formed[BEGINS.len()..]).ok_or_else(forged)?;
    let (said, signed) = whole.split_at(SAID);
    if said[..MARK] != mark(desk)? {
        return Err(EVoucherError::CodeOfElsewhere.into());
    }
    if sign(desk, said) != signed {
        return Err(forged());
    }
    let second = said[MARK..END]
        .iter()
        .fold(0, |all, byte| all << 8 | i64::from(*byte));
    let ends_at = Timestamp::from_second(second).map_err(|_| forged())?;
    let text = format!("{BEGINS}{}", spelt(&whole));
    Ok(CodeRead { text, ends_at })
}

fn spelt(whole: &[u8]) -> String {
    let mut text = String::with_capacity(LENGTH);
    for five in whole.chunks(5) {
        let value = five
            .iter()
            .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        let signs = (0..8)
            .rev()
            .map(|at| char::from(SIGNS[(value >> (5 * at)) as usize & 31]));
        text.extend(signs);
    }
    text
}

fn unspelt(text: &str) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(WHOLE);
    for eight in text.as_bytes().chunks(8) {
        let value = eight.iter().try_fold(0_u64, |all, sign| {
            Some(all << 5 | u64::from(value_of(*sign)?))
        })?;
        whole.extend_from_slice(&value.to_be_bytes()[3..]);
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_scanners_and_people_type_it() {
        let whole: Vec<u8> = (0..WHOLE).map(|at| (at * 37 % 256) as u8).collect();
        let code = format!("{BEGINS}{}", spelt(&whole));
        assert_eq!(code.len(), 42);
        let wide: String = code
            .chars()
            .map(|sign| char::from_u32(u32::from(sign) + 0xfee0).unwrap())
            .collect();
        for typed in [
            code.clone(),
            code.to_lowercase(),
            format!("{} {}\r\n", &code[..10], &code[10..]),
            wide,
        ] {
            let formed = formed(&typed).unwrap();
            assert_eq!(unspelt(&formed[2..]).unwrap(), whole, "{typed}");
        }
        for other in ["", "SX", "EV0000000001", &code[..41], &format!("{code}0")] {
            assert_eq!(formed(other), None, "{other}");
        }
    }
}
