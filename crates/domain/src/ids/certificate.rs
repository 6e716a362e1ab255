//! Certificates (证件) that say who somebody is: a kind and a number, checked by the rule of the kind
//! and brought to one form, so that the same paper always reads the same. `Debug` and `Display` are
//! masked; [`Certificate::reveal`] is the only way to the number.

use std::fmt;

use super::{IdError, IdNumber, masked};
use crate::word_list;

word_list! {
    /// The kind of a certificate (人员证件类型).
    CertificateKind {
        /// Citizen ID number, 18 digits, or the 15 of before 1999.
        CitizenId = "citizen-id", "居民身份证", "citizen ID card";
        /// 81, 82 or 83 and the rest as a citizen ID number.
        ResidencePermit = "residence-permit", "港澳台居民居住证",
            "residence permit for people from Hong Kong, Macao and Taiwan";
        /// 18 digits beginning with 9, or three letters and 12 digits (before December 2023).
        PermanentResidence = "permanent-residence", "外国人永久居留身份证",
            "foreigner's permanent residence card";
        /// The mother's number and which of her newborns it is, until there is a number.
        Newborn = "newborn", "新生儿（母亲证件号码加顺序号）", "newborn, by the mother's number";
        /// A letter and nine digits.
        BirthCertificate = "birth-certificate", "出生医学证明", "medical certificate of birth";
        /// Of a Chinese citizen.
        ChinesePassport = "chinese-passport", "中国护照", "Chinese passport";
        /// Of anybody else.
        ForeignPassport = "foreign-passport", "外国人护照", "foreign passport";
        /// H and eight digits; the two of the renewal are left out. Or a passport of Hong Kong.
        HongKongPass = "hong-kong-pass", "港澳居民来往内地通行证（香港）",
            "mainland travel permit or passport of Hong Kong";
        /// M and eight digits; the two of the renewal are left out. Or a passport of Macao.
        MacaoPass = "macao-pass", "港澳居民来往内地通行证（澳门）",
            "mainland travel permit or passport of Macao";
        /// Eight digits, or ten and what follows.
        TaiwanPass = "taiwan-pass", "台湾居民来往大陆通行证", "mainland travel permit for Taiwan";
        /// Such as 军字第0000001号.
        OfficerId = "officer-id", "中国人民解放军军官证", "officer's ID card";
        /// Such as 武字第0000001号.
        ArmedPoliceId = "armed-police-id", "中国人民武装警察警官证", "armed police officer's ID card";
        /// The number on the card.
        SocialCard = "social-card", "社会保障卡", "social-security card";
        /// What the interface has a code for and no rule.
        Other = "other", "其他身份证件", "another certificate";
    }
}

/// A certificate of a person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Certificate {
    kind: CertificateKind,
    number: String,
}

const NEWBORN: &str = "the mother's ID number and a number of her newborns, 1 to 99";

/// The longest number of any certificate (certno of the national interface).
const LONGEST: usize = 50;

impl Certificate {
    /// Reads a number as one of this kind. Whatever has the form of an ID number says its kind by
    /// itself: clients send residence permits and new permanent residence cards as ID cards.
    pub fn read(kind: CertificateKind, text: &str) -> Result<Certificate, IdError> {
        let text = text.trim();
        let upper = text.to_ascii_uppercase();
        match kind {
            CertificateKind::CitizenId => match newborn(&upper) {
                Some(newborn) => Ok(newborn),
                None => of_id_number(kind, &upper),
            },
            CertificateKind::Newborn => newborn(&upper).ok_or_else(|| wrong(NEWBORN)),
            CertificateKind::ResidencePermit => of_id_number(kind, &upper),
            CertificateKind::PermanentResidence if upper.len() != 15 => of_id_number(kind, &upper),
            CertificateKind::Other if upper.len() >= 18 => {
                let known = Certificate::read(CertificateKind::CitizenId, &upper);
                known.or_else(|_| by_form(kind, text, upper))
            }
            _ => by_form(kind, text, upper),
        }
    }

    /// The kind.
    pub fn kind(&self) -> CertificateKind {
        self.kind
    }

    /// The full number. For the hospital interface and sealing only; never for logs or pages.
    pub fn reveal(&self) -> &str {
        &self.number
    }

    /// Under what it is found: kinds that share their numbers share the word.
    pub fn finder(&self) -> &'static str {
        match self.kind {
            CertificateKind::CitizenId | CertificateKind::ResidencePermit => "id-number",
            CertificateKind::PermanentResidence if self.number.len() == 18 => "id-number",
            CertificateKind::SocialCard => "card",
            CertificateKind::HongKongPass | CertificateKind::MacaoPass => "home-return-pass",
            CertificateKind::OfficerId | CertificateKind::ArmedPoliceId => "service-id",
            kind => kind.word(),
        }
    }

    /// Whether somebody could hold it, as far as the number tells. Invented people have numbers
    /// that nobody does: a day of birth that does not exist, or the forms kept for them here.
    pub fn could_be_somebodys(&self) -> bool {
        let number = self.number.as_str();
        let born = |number: &str| {
            number
                .parse::<IdNumber>()
                .is_ok_and(|id| id.born_on().is_some())
        };
        match self.kind {
            CertificateKind::CitizenId | CertificateKind::ResidencePermit => born(number),
            CertificateKind::PermanentResidence if number.len() == 18 => born(number),
            CertificateKind::PermanentResidence => !number.starts_with("ZZZ"),
            CertificateKind::Newborn => born(&number[..18]),
            CertificateKind::BirthCertificate => !number[1..].starts_with("000000"),
            CertificateKind::ChinesePassport | CertificateKind::ForeignPassport => {
                !number.starts_with("TEST")
            }
            CertificateKind::HongKongPass | CertificateKind::MacaoPass => {
                !number[1..].starts_with("000000")
            }
            CertificateKind::TaiwanPass => !number.starts_with("000000"),
            CertificateKind::OfficerId | CertificateKind::ArmedPoliceId => {
                !number.starts_with('示')
            }
            // Cards are numbered by whoever issues them, and the rest by nobody we know.
            CertificateKind::SocialCard | CertificateKind::Other => false,
        }
    }

    /// A few characters of it, around a mask that hides its length: of short numbers the first and
    /// the last two.
    pub fn masked(&self) -> String {
        match self.number.chars().count() {
            15.. => masked(&self.number, 3, 4),
            _ => masked(&self.number, 1, 2),
        }
    }
}

impl From<IdNumber> for Certificate {
    fn from(number: IdNumber) -> Certificate {
        let kind = match number.reveal() {
            number if number.starts_with('9') => CertificateKind::PermanentResidence,
            number if is_residence_permit(number) => CertificateKind::ResidencePermit,
            _ => CertificateKind::CitizenId,
        };
        Certificate {
            kind,
            number: number.0,
        }
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", self.kind.word(), self.masked())
    }
}

impl fmt::Display for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A certificate by the form of its kind.
fn by_form(kind: CertificateKind, text: &str, upper: String) -> Result<Certificate, IdError> {
    let (fits, rule) = match kind {
        CertificateKind::PermanentResidence => (
            is_form(&upper, "AAA999999999999"),
            "3 letters and 12 digits",
        ),
        CertificateKind::BirthCertificate => {
            (is_form(&upper, "A999999999"), "a letter and 9 digits")
        }
        CertificateKind::ChinesePassport | CertificateKind::ForeignPassport => {
            (is_plain(&upper, 5..=20), "5 to 20 letters and digits")
        }
        CertificateKind::HongKongPass
        | CertificateKind::MacaoPass
        | CertificateKind::TaiwanPass => (is_plain(&upper, 8..=12), "8 to 12 letters and digits"),
        _ => (is_short(text), "1 to 50 characters without spaces"),
    };
    if !fits {
        return Err(wrong(rule));
    }
    let number = match kind {
        CertificateKind::HongKongPass | CertificateKind::MacaoPass => without_renewal(upper),
        CertificateKind::OfficerId | CertificateKind::ArmedPoliceId => {
            upper.strip_suffix('号').unwrap_or(&upper).to_owned()
        }
        // Cards are found as they are written.
        CertificateKind::SocialCard => text.to_owned(),
        _ => upper,
    };
    Ok(Certificate { kind, number })
}

fn wrong(rule: &'static str) -> IdError {
    IdError::Form {
        text: "(withheld)".to_owned(),
        kind: "such a certificate",
        rule,
    }
}

fn of_id_number(asked: CertificateKind, text: &str) -> Result<Certificate, IdError> {
    let found = Certificate::from(text.parse::<IdNumber>()?);
    match asked {
        CertificateKind::CitizenId => Ok(found),
        asked if asked == found.kind => Ok(found),
        _ => Err(wrong(
            "81, 82 or 83 first for a residence permit, 9 for permanent residence",
        )),
    }
}

fn is_residence_permit(number: &str) -> bool {
    ["810000", "820000", "830000"].contains(&&number[..6])
}

/// The mother's number, perhaps letters, and one or two digits: which of her newborns.
fn newborn(text: &str) -> Option<Certificate> {
    let (mother, order) = text.split_at_checked(18)?;
    let mother: IdNumber = mother.parse().ok()?;
    let order = order.trim_start_matches(|c: char| c.is_ascii_uppercase() || c == '-');
    let digits = order.len() <= 2 && order.bytes().all(|byte| byte.is_ascii_digit());
    let order: u8 = digits.then(|| order.parse().ok())??;
    (order > 0).then(|| Certificate {
        kind: CertificateKind::Newborn,
        number: format!("{}{order:02}", mother.0),
    })
}

/// Whether a text has the form: `A` a letter, `9` a digit.
fn is_form(text: &str, form: &str) -> bool {
    let fits = |(byte, form): (u8, u8)| match form {
        b'A' => byte.is_ascii_uppercase(),
        _ => byte.is_ascii_digit(),
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

fn is_plain(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_short(text: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control();
    (1..=LONGEST).contains(&text.chars().count()) && text.chars().all(fits)
}

/// The last two of eleven characters count how often a pass was renewed.
fn without_renewal(number: String) -> String {
    match is_form(&number, "A9999999999") {
        true => number[..9].to_owned(),
        false => number,
    }
}

#[cfg(test)]
mod tests;
