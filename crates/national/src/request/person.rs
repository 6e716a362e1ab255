//! Who somebody is, what they are entitled to, and questions about them: 1101, 1201, 2001, 5203,
//! 5204, 5206.

use domain::facility::FacilityKind;
use domain::ids::{FacilityCode, PersonId, SettlementId, VisitId};
use domain::person::Scheme;
use jiff::civil::DateTime;
use serde::Serialize;

use super::setting::check_maternity;
use crate::codes::{self, MedType, VoucherKind};
use crate::errors::{ReadError, shortened};
use crate::faults::{both, every};
use crate::flags::Flags;
use crate::node::{Input, Node};
use crate::private::Private;

/// What was shown at the counter (就诊凭证).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VoucherSent {
    /// mdtrt_cert_type.
    pub kind: VoucherKind,
    /// mdtrt_cert_type as sent, which replies echo.
    pub kind_as_sent: String,
    /// mdtrt_cert_no: token, ID number or card number.
    pub number: Option<Private>,
    /// card_sn of a social-security card.
    pub card_serial: Option<Private>,
}

/// A certificate beside the voucher (证件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateSent {
    /// psn_cert_type as sent; 01 is the citizen ID.
    pub kind: Option<String>,
    /// certno.
    pub number: Private,
}

/// 1101: find a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identify {
    /// What kind of voucher.
    pub kind: VoucherKind,
    /// Its number. For an ID card without one, the certificate's.
    pub number: Private,
    /// The certificate, if any was sent.
    pub certificate: Option<CertificateSent>,
    /// psn_name, to compare where it is sent.
    pub name: Option<Private>,
    /// begntime: earlier enrolments are wanted too, from here on.
    pub since: Option<DateTime>,
}

/// 1201: find a facility by code or part of the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FacilityQuery {
    /// fixmedins_type.
    pub kind: Option<FacilityKind>,
    /// fixmedins_code.
    pub code: Option<FacilityCode>,
    /// fixmedins_name, a part of the name.
    pub name: Option<String>,
}

/// 2001: is the person entitled, per fund?
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntitlementCheck {
    /// psn_no.
    pub person: PersonId,
    /// insutype.
    pub scheme: Scheme,
    /// fixmedins_code; the sender when absent.
    pub facility: Option<FacilityCode>,
    /// med_type.
    pub med_type: MedType,
    /// begntime.
    pub begins_at: DateTime,
    /// endtime.
    pub ends_at: Option<DateTime>,
    /// Emergency, referral, injury.
    pub flags: Flags,
    /// dise_codg.
    pub disease: Option<String>,
}

/// 5203, 5204: one settlement, or its lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettlementQuery {
    /// psn_no.
    pub person: PersonId,
    /// setl_id; always there in 5203.
    pub settlement: Option<SettlementId>,
    /// mdtrt_id.
    pub visit: Option<VisitId>,
}

/// 5206: what a person has used up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct YearToDateQuery {
    /// psn_no.
    pub person: PersonId,
    /// cum_ym: year and month; the month is 1 to 12.
    pub month: Option<(i16, i8)>,
}

/// The voucher of a visit or settlement, where one was sent. card_sn is not insisted on: whether a
/// card needs it is for the program that checks cards.
pub(super) fn voucher(node: &Node<'_>) -> Result<Option<VoucherSent>, ReadError> {
    if node.value("mdtrt_cert_type").is_none() {
        return Ok(None);
    }
    let read = |node: &Node<'_>, key: &str| node.code(key, &codes::MDTRT_CERT_TYPE);
    let sent = every!(VoucherSent {
        kind: node.need("mdtrt_cert_type", read),
        kind_as_sent: node.need("mdtrt_cert_type", Node::text),
        number: node.private("mdtrt_cert_no"),
        card_serial: node.private("card_sn"),
    })?;
    Ok(Some(sent))
}

pub(super) fn certificate(node: &Node<'_>) -> Result<Option<CertificateSent>, ReadError> {
    let kind = node.certificate_kind(node.spelled(&["psn_cert_type", "cert_type"]));
    let (kind, number) = both(kind, node.private("certno"))?;
    Ok(number.map(|number| CertificateSent { kind, number }))
}

/// Real clients leave the certificate and the name empty, and then the voucher decides; an empty
/// voucher number beside a certificate is an ID card read by eye.
pub(super) fn identify(input: Input<'_>) -> Result<Identify, ReadError> {
    let node = input.node("data")?;
    let shown = both(voucher(&node), certificate(&node)).and_then(|(voucher, certificate)| {
        let (kind, number) = shown(&node, voucher, certificate.as_ref())?;
        Ok((kind, number, certificate))
    });
    let rest = both(node.private("psn_name"), node.datetime("begntime"));
    let ((kind, number, certificate), (name, since)) = both(shown, rest)?;
    Ok(Identify {
        kind,
        number,
        certificate,
        name,
        since,
    })
}

/// What identifies the person.
fn shown(
    node: &Node<'_>,
    voucher: Option<VoucherSent>,
    certificate: Option<&CertificateSent>,
) -> Result<(VoucherKind, Private), ReadError> {
    let missing = |key: &str| {
        Err(ReadError::MissingField {
            field: node.path(key),
        })
    };
    match (voucher, certificate) {
        (
            Some(VoucherSent {
                kind,
                number: Some(number),
                ..
            }),
            _,
        ) => Ok((kind, number)),
        (None, _) if node.value("mdtrt_cert_no").is_some() => missing("mdtrt_cert_type"),
        (
            None
            | Some(VoucherSent {
                kind: VoucherKind::IdCard,
                ..
            }),
            Some(certificate),
        ) => Ok((VoucherKind::IdCard, certificate.number.clone())),
        _ => missing("mdtrt_cert_no"),
    }
}

pub(super) fn find_facility(input: Input<'_>) -> Result<FacilityQuery, ReadError> {
    let node = input.node("medinsinfo")?;
    every!(FacilityQuery {
        kind: node.code("fixmedins_type", &codes::FIXMEDINS_TYPE),
        code: node.id("fixmedins_code"),
        name: node.text("fixmedins_name"),
    } provided node.one_of(&["fixmedins_code", "fixmedins_name"]))
}

pub(super) fn check_entitlement(input: Input<'_>) -> Result<EntitlementCheck, ReadError> {
    let node = input.node("data")?;
    let med_type = node.need("med_type", Node::med_type);
    every!(EntitlementCheck {
        person: node.need("psn_no", Node::id),
        scheme: node.need("insutype", Node::scheme),
        facility: node.id("fixmedins_code"),
        begins_at: node.need("begntime", Node::datetime),
        ends_at: node.datetime("endtime"),
        disease: node.text("dise_codg"),
        flags: Flags::read(&node, med_type.as_ref().ok()),
        med_type: med_type.clone(),
    } provided check_maternity(&node))
}

pub(super) fn query_settlement(input: Input<'_>) -> Result<SettlementQuery, ReadError> {
    let node = input.node("data")?;
    every!(SettlementQuery {
        person: node.need("psn_no", Node::id),
        settlement: node.need("setl_id", Node::id).map(Some),
        visit: node.id("mdtrt_id"),
    })
}

/// setl_id of 5204 is mandatory in one province only; then the visit must be named.
pub(super) fn query_lines(input: Input<'_>) -> Result<SettlementQuery, ReadError> {
    let node = input.node("data")?;
    every!(SettlementQuery {
        person: node.need("psn_no", Node::id),
        settlement: node.id("setl_id"),
        visit: node.id("mdtrt_id"),
    } provided node.one_of(&["setl_id", "mdtrt_id"]))
}

pub(super) fn query_year_to_date(input: Input<'_>) -> Result<YearToDateQuery, ReadError> {
    let node = input.node("data")?;
    every!(YearToDateQuery {
        person: node.need("psn_no", Node::id),
        month: month(&node, "cum_ym"),
    })
}

fn month(node: &Node<'_>, key: &str) -> Result<Option<(i16, i8)>, ReadError> {
    let Some(text) = node.text(key)? else {
        return Ok(None);
    };
    let bad = || ReadError::BadMonth {
        field: node.path(key),
        value: shortened(&text),
    };
    year_and_month(&text).ok_or_else(bad).map(Some)
}

/// Reads `202611`, `2026-11`, a day of the month, and a year, which is all of it.
fn year_and_month(text: &str) -> Option<(i16, i8)> {
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).collect();
    let digits = match parts[..] {
        [digits] => digits.to_owned(),
        [year, ref rest @ ..] => {
            let rest = rest.iter().filter(|part| !part.is_empty());
            rest.fold(year.to_owned(), |all, part| format!("{all}{part:0>2}"))
        }
        [] => return None,
    };
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let month: i8 = match digits.len() {
        4 => 12,
        6 | 8 => digits[4..6].parse().ok()?,
        _ => return None,
    };
    let year = digits[..4].parse().ok()?;
    (1..=12).contains(&month).then_some((year, month))
}
