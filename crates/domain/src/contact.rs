//! A telephone as people leave it to be called back: a mobile, or a line with its area and perhaps
//! an extension. What is kept is what a clerk can dial.

use crate::Bilingual;
use crate::signs::half_width;

/// Digits of a number that somebody can dial, without its extension.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// Digits of a mobile here.
const MOBILE: usize = 11;
/// Digits of an extension.
const EXTENSION_MAX: usize = 6;

/// A telephone to call somebody on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPhone(String);

impl ContactPhone {
    /// Reads what was typed, or says what to write. Full-width signs, blanks, hyphens and brackets
    /// are taken as they are meant.
    pub fn read(typed: &str) -> Result<ContactPhone, Bilingual> {
        let plain = half_width(typed);
        let (number, extension) = match plain.split_once(['转', '#', 'x', 'X', '*']) {
            Some((number, extension)) => (number, Some(extension)),
            None => (plain.as_str(), None),
        };
        let is_sign = |sign: char| sign.is_ascii_digit() || " -()+".contains(sign);
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let own = digits.strip_prefix("0086").or(digits.strip_prefix("86"));
        let own = own.filter(|own| own.len() >= MOBILE - 1).unwrap_or(&digits);
        let extension = extension.map(str::trim);
        let extension_fits = extension.is_none_or(|it| {
            (1..=EXTENSION_MAX).contains(&it.len()) && it.bytes().all(|one| one.is_ascii_digit())
        });
        let is_mobile = own.starts_with('1') && !own.starts_with("10");
        let fits = number.chars().all(is_sign)
            && DIGITS.contains(&own.len())
            && own.bytes().any(|digit| digit != own.as_bytes()[0])
            && (!is_mobile || own.len() == MOBILE || number.trim().starts_with('+'));
        match fits && extension_fits {
            true => Ok(ContactPhone(match extension {
                Some(extension) => format!("{own}转{extension}"),
                None => own.to_owned(),
            })),
            false => Err(Bilingual::new(
                "请写打得通的电话：11 位手机号，或带区号的座机",
                "give a telephone to be dialled: a mobile of 11 digits, or a line with its area",
            )),
        }
    }

    /// As it is kept.
    pub fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_kept_as_it_is_dialled() {
        for (typed, kept) in [
            ("13800000001", Some("13800000001")),
            (" 138 0000 0001 ", Some("13800000001")),
            ("１３８００００００１２", Some("13800000012")),
            ("+86 138-0000-0001", Some("13800000001")),
            ("0755-12345678", Some("075512345678")),
            ("(010)12345678", Some("01012345678")),
            ("82345678转801", Some("82345678转801")),
            ("", None),
            ("12", None),
            ("<b>", None),
            ("1380000000", None),
            ("138000000012", None),
            ("00000000", None),
            ("82345678转", None),
            ("打给我", None),
            ("13800000001;13800000002", None),
        ] {
            let read = ContactPhone::read(typed).ok().map(ContactPhone::into_text);
            assert_eq!(read.as_deref(), kept, "{typed:?}");
        }
    }
}
