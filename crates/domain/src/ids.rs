//! Identifiers: one newtype each, made at the rim, parsed by its rule, printed as given.

mod certificate;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use crate::region::Region;
use crate::text::shortened;

pub use certificate::{Certificate, CertificateKind};

/// Why a text is not such an identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Wrong length or characters.
    #[error("«{text}» is not {kind}: {rule}")]
    Form {
        /// What was sent, shortened.
        text: String,
        /// What it should have been.
        kind: &'static str,
        /// The rule it breaks.
        rule: &'static str,
    },
    /// The last character does not follow from the first seventeen (GB 11643).
    #[error("the check character of the ID number is wrong")]
    CheckCharacter,
}

/// An opaque text identifier of printable ASCII characters, at most 30 of them, the limit of the
/// national interface, unless it says otherwise.
macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        opaque_id!($(#[$doc])* $name, $kind, 30, "1 to 30 printable characters without spaces");
    };
    ($(#[$doc:meta])* $name:ident, $kind:literal, $longest:literal, $rule:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The identifier as given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<$name, IdError> {
                let printable = text.bytes().all(|b| b.is_ascii_graphic());
                if text.is_empty() || text.len() > $longest || !printable {
                    return Err(IdError::Form {
                        text: shortened(text, 40),
                        kind: $kind,
                        rule: $rule,
                    });
                }
                Ok($name(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "pattern": concat!("^[!-~]{1,", $longest, "}$"),
                    "description": "编号，请原样使用 / opaque number; use it exactly as issued",
                })
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$name, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

opaque_id!(
    /// An insured person (人员编号); unique together with the insured place.
    PersonId, "a person number");
opaque_id!(
    /// A filing (备案号).
    FilingId, "a filing number");
opaque_id!(
    /// A visit (就诊ID), issued by us.
    VisitId, "a visit number");
opaque_id!(
    /// A settlement (结算ID), issued by us; a cancellation has its own.
    SettlementId, "a settlement number");
opaque_id!(
    /// A correction of a settlement (补差单号), issued by us.
    CorrectionId, "a correction number");
opaque_id!(
    /// A question about a bill, or an objection to it (提问编号), issued by us.
    BillQuestionId, "a number of a question");
opaque_id!(
    /// The sender's message id: the second, independent key of every settling message. Published
    /// with 30 characters; real senders exceed it.
    MessageId, "a message number", 64, "1 to 64 printable characters without spaces");

opaque_id!(
    /// A referral or a recognition by a hospital (待遇申报明细流水号), issued by us.
    HospitalRecordId, "a number of a referral or a recognition");
opaque_id!(
    /// An employer (单位): its unified social credit code, or a number of the agency's.
    EmployerNumber, "a number of an employer");
opaque_id!(
    /// A doctor or a pharmacist (医保医师、药师代码), by the national code or the licence.
    PractitionerCode, "a code of a doctor or pharmacist");

/// A designated facility: `H` or `P`, its division code, five more characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FacilityCode(String);

impl FacilityCode {
    /// The division in which the facility was registered, if its code names one.
    pub fn division(&self) -> Option<Region> {
        self.0.get(1..7)?.parse().ok()
    }

    /// The code as given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl JsonSchema for FacilityCode {
    fn schema_name() -> Cow<'static, str> {
        "FacilityCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[HP][0-9A-Za-z]{11}$",
            "description": "定点医药机构编号 / code of a designated facility",
            "examples": ["H44030500001"],
        })
    }
}

impl FromStr for FacilityCode {
    type Err = IdError;

    fn from_str(text: &str) -> Result<FacilityCode, IdError> {
        let bytes = text.as_bytes();
        let well_formed = bytes.len() == 12
            && matches!(bytes[0], b'H' | b'P')
            && bytes[1..].iter().all(u8::is_ascii_alphanumeric);
        if !well_formed {
            return Err(IdError::Form {
                text: shortened(text, 40),
                kind: "a facility code",
                rule: "12 characters, H or P first, such as H44030500001",
            });
        }
        Ok(FacilityCode(text.to_owned()))
    }
}

impl fmt::Display for FacilityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FacilityCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<FacilityCode, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A number of the form of GB 11643, 17 digits and a check character: a citizen's (公民身份号码), and
/// those made after it, of residence permits and permanent residence cards. Its `Debug` and
/// `Display` are masked; [`IdNumber::reveal`] is the only way to the digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdNumber(String);

impl IdNumber {
    /// The full number. For the hospital interface and sealing only; never for logs or pages.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The day of birth in digits 7–14, when that is a real day. Invented people carry days that do
    /// not exist, so that no number can belong to anybody.
    pub fn born_on(&self) -> Option<Date> {
        let (year, month, day) = (&self.0[6..10], &self.0[10..12], &self.0[12..14]);
        format!("{year}-{month}-{day}").parse().ok()
    }

    /// First three and last four, with a fixed mask between, so that it hides its length too.
    pub fn masked(&self) -> String {
        mask_id(&self.0)
    }
}

/// First three and last four characters of an identity number around a fixed mask.
pub fn mask_id(number: &str) -> String {
    masked(number, 3, 4)
}

/// So many characters at the head and at the tail around a fixed mask; of a number of hardly more,
/// none.
fn masked(number: &str, head: usize, tail: usize) -> String {
    const MASK: &str = "***********";
    let characters: Vec<char> = number.chars().collect();
    if characters.len() <= head + tail {
        return MASK.to_owned();
    }
    let first: String = characters[..head].iter().collect();
    let last: String = characters[characters.len() - tail..].iter().collect();
    format!("{first}{MASK}{last}")
}

/// The family name and a star: 陈*.
pub fn mask_name(name: &str) -> String {
    name.chars().take(1).chain(['*']).collect()
}

/// The check character of the first seventeen digits: weights 7 9 10 5 8 4 2 …, sum modulo 11
/// (GB 11643).
fn check_character(digits: &[u8]) -> u8 {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(d, weight)| u32::from(d - b'0') * weight)
        .sum();
    b"10X98765432"[(sum % 11) as usize]
}

/// Of a number of 15 digits the 18 it became: the century before its six digits of birth, and a
/// check character. The sequences from 996 on were kept for people born a hundred years earlier.
fn eighteen(text: &str) -> Option<String> {
    if text.len() != 15 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let century = if &text[12..] < "996" { "19" } else { "18" };
    let digits = format!("{}{century}{}", &text[..6], &text[6..]);
    let check = char::from(check_character(digits.as_bytes()));
    Some(format!("{digits}{check}"))
}

impl FromStr for IdNumber {
    type Err = IdError;

    /// Upper-cases a trailing x; checks length, digits and the check character. A number of 15
    /// digits, as issued until 1999, reads as what it became.
    fn from_str(text: &str) -> Result<IdNumber, IdError> {
        let text = eighteen(text).unwrap_or_else(|| text.to_ascii_uppercase());
        let bytes = text.as_bytes();
        let well_formed = bytes.len() == 18
            && bytes[..17].iter().all(u8::is_ascii_digit)
            && (bytes[17].is_ascii_digit() || bytes[17] == b'X');
        if !well_formed {
            return Err(IdError::Form {
                text: "(withheld)".to_owned(),
                kind: "a citizen ID number",
                rule: "17 digits and a check character",
            });
        }
        if check_character(&bytes[..17]) != bytes[17] {
            return Err(IdError::CheckCharacter);
        }
        Ok(IdNumber(text))
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_character_of_gb_11643() {
        // The standard's own example digits with an impossible day of birth.
        let digits = "11010519491331002";
        let check = char::from(check_character(digits.as_bytes()));
        let number: IdNumber = format!("{digits}{check}").parse().unwrap();
        assert_eq!(number.born_on(), None);
        // The standard's worked example, arithmetic only.
        assert_eq!(check_character(b"11010519491231002"), b'X');
    }

    #[test]
    fn a_wrong_check_character_is_refused() {
        for last in "0123456789X".chars() {
            let parsed = format!("11010519491331002{last}").parse::<IdNumber>();
            let right = char::from(check_character(b"11010519491331002"));
            assert_eq!(parsed.is_ok(), last == right);
        }
        assert!("1101051949133100".parse::<IdNumber>().is_err());
        assert!(
            "１１０１０５１９４９１３３１００２X"
                .parse::<IdNumber>()
                .is_err()
        );
    }

    #[test]
    fn fifteen_digits_read_as_the_eighteen_they_became() {
        let old: IdNumber = "110105491331002".parse().unwrap();
        assert!(old.reveal().starts_with("11010519491331002"));
        let very_old: IdNumber = "110105491331996".parse().unwrap();
        assert!(very_old.reveal().starts_with("11010518491331996"));
        assert!("11010549133100X".parse::<IdNumber>().is_err());
    }

    #[test]
    fn numbers_and_names_are_masked() {
        assert_eq!(mask_id("440300199013010428"), "440***********0428");
        assert_eq!(mask_id("12"), "***********");
        assert_eq!(mask_name("陈示例"), "陈*");
    }

    #[test]
    fn opaque_ids_keep_what_was_given() {
        assert_eq!(
            "S440300-7".parse::<VisitId>().unwrap().as_str(),
            "S440300-7"
        );
        assert!("".parse::<VisitId>().is_err());
        assert!("a b".parse::<VisitId>().is_err());
        assert!("x".repeat(31).parse::<VisitId>().is_err());
        assert!("H44030500001".parse::<FacilityCode>().is_ok());
        assert!("X44030500001".parse::<FacilityCode>().is_err());
    }
}
