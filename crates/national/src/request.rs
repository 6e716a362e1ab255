//! The transactions as typed requests.
//!
//! Only what the platform needs is insisted on. Fields that one province's table marks mandatory
//! and other provinces' programs do not send (names, certificates, staff, departments) are optional
//! here.

mod lines;
mod person;
mod setting;
mod settle;
mod shown;
mod visit;

use domain::Region;
use domain::ids::{MessageId, PersonId};
use serde::Serialize;

pub use lines::{LineUpload, LineWithdrawal, UploadedLine, Withdrawn};
pub use person::{
    CertificateSent, EntitlementCheck, FacilityQuery, Identify, SettlementQuery, VoucherSent,
    YearToDateQuery,
};
pub use settle::{CancelRequest, ClaimedScope, InpatientBill, OutpatientBill, SettlementTerms};
pub use shown::ShownInNode;
pub use visit::{
    Admission, AdmissionChange, Diagnosis, Discharge, Registration, VisitDetails, VisitReference,
    findings,
};

use crate::envelope::{Envelope, Received};
use crate::errors::{ReadError, shortened};
use crate::faults::{both, every};
use crate::kept::KeptMessage;
use crate::node::{Input, Node};
use crate::reading::Reading;

/// One request of a hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Request {
    /// 9001 签到.
    SignIn(SignIn),
    /// 9002 签退.
    SignOut(SignOut),
    /// 1101 人员信息获取.
    Identify(Identify),
    /// 1201 医药机构信息获取.
    FindFacility(FacilityQuery),
    /// 2001 人员待遇享受检查.
    CheckEntitlement(EntitlementCheck),
    /// 2201 门诊挂号.
    Register(Registration),
    /// 2202 门诊挂号撤销.
    CancelRegistration(VisitReference),
    /// 2203 and 2203A 门诊就诊信息上传.
    DescribeVisit(VisitDetails),
    /// 2204 门诊费用明细信息上传.
    UploadOutpatientLines(LineUpload),
    /// 2205 门诊费用明细信息撤销.
    WithdrawOutpatientLines(LineWithdrawal),
    /// 2206 and 2206A 门诊预结算.
    QuoteOutpatient(OutpatientBill),
    /// 2207 and 2207A 门诊结算.
    SettleOutpatient(OutpatientBill),
    /// 2208 门诊结算撤销.
    CancelOutpatient(CancelRequest),
    /// 2301 住院费用明细上传.
    UploadInpatientLines(LineUpload),
    /// 2302 住院费用明细撤销.
    WithdrawInpatientLines(LineWithdrawal),
    /// 2303 住院预结算.
    QuoteInpatient(InpatientBill),
    /// 2304 住院结算.
    SettleInpatient(InpatientBill),
    /// 2305 住院结算撤销.
    CancelInpatient(CancelRequest),
    /// 2401 入院办理.
    Admit(Admission),
    /// 2402 出院办理.
    Discharge(Discharge),
    /// 2403 住院信息变更.
    ChangeAdmission(AdmissionChange),
    /// 2404 入院撤销.
    CancelAdmission(VisitReference),
    /// 2405 出院撤销.
    CancelDischarge(VisitReference),
    /// 2601 冲正交易.
    Reverse(Reversal),
    /// 5203 结算信息查询.
    QuerySettlement(SettlementQuery),
    /// 5204 费用明细查询.
    QueryLines(SettlementQuery),
    /// 5206 人员累计信息查询.
    QueryYearToDate(YearToDateQuery),
}

/// 9001: an operator signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignIn {
    /// opter_no, or the envelope's opter.
    pub operator: Option<String>,
    /// mac of the terminal.
    pub mac: Option<String>,
    /// ip of the terminal.
    pub ip: Option<String>,
}

/// 9002: an operator signs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignOut {
    /// sign_no from 9001, here or in the envelope.
    pub sign_no: Option<String>,
    /// opter_no, or the envelope's opter.
    pub operator: Option<String>,
}

/// 2601: undo a message whose fate is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reversal {
    /// psn_no.
    pub person: PersonId,
    /// omsgid, the msgid to undo.
    pub message: MessageId,
    /// oinfno, the transaction of that message.
    pub undoes: Undoes,
}

/// What a message to be undone asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Undoes {
    /// 2207, 2207A.
    SettleOutpatient,
    /// 2304.
    SettleInpatient,
    /// 2401.
    Admit,
    /// A transaction that has no reversal.
    Other,
}

impl Undoes {
    fn read(infno: &str) -> Undoes {
        match infno.to_ascii_uppercase().as_str() {
            "2207" | "2207A" => Undoes::SettleOutpatient,
            "2304" => Undoes::SettleInpatient,
            "2401" => Undoes::Admit,
            _ => Undoes::Other,
        }
    }
}

impl Request {
    /// Reads a message to its end: its envelope, its transaction and what is kept of it, or all
    /// that is wrong with any.
    pub fn open(received: Received, reading: Reading<'_>) -> Result<Opened, ReadError> {
        let place = reading.place;
        let sender = received.outside().map(Sender::of).unwrap_or_default();
        let parts = both(received.infno(), received.input());
        let inside = parts.and_then(|(infno, input)| {
            let input = Input::new(input, reading);
            both(
                transaction(infno, input, sender),
                KeptMessage::read(infno, input),
            )
        });
        let inside = inside.and_then(|(request, kept)| {
            setting::check_place(place, request.stated_place())?;
            Ok((request, kept))
        });
        let outside = received.into_envelope().and_then(|envelope| {
            let stated = envelope
                .treated_at
                .map(|region| ("mdtrtarea_admvs", region));
            setting::check_place(place, stated)?;
            Ok(envelope)
        });
        let (envelope, (request, kept)) = both(outside, inside)?;
        Ok(Opened {
            kept: kept.by(&envelope.operator),
            envelope,
            request,
        })
    }

    /// The place of care where the node itself states it.
    fn stated_place(&self) -> Option<(&'static str, Region)> {
        match self {
            Request::Admit(asked) => {
                let region = asked.treated_at?;
                Some(("input.mdtrtinfo.mdtrtarea_admvs", region))
            }
            Request::QuoteOutpatient(OutpatientBill { terms, .. })
            | Request::SettleOutpatient(OutpatientBill { terms, .. })
            | Request::QuoteInpatient(InpatientBill { terms, .. })
            | Request::SettleInpatient(InpatientBill { terms, .. }) => {
                Some(("input.data.mdtrtarea_admvs", terms.treated_at?))
            }
            _ => None,
        }
    }

    /// Reads the transaction of an envelope.
    pub fn read(envelope: &Envelope, reading: Reading<'_>) -> Result<Request, ReadError> {
        let sender = Sender::of(envelope);
        let input = Input::new(&envelope.input, reading);
        transaction(&envelope.infno, input, sender)
    }
}

/// A message read to its end.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Who sends it, from where to where.
    pub envelope: Envelope,
    /// What it asks for.
    pub request: Request,
    /// What replies repeat of it.
    pub kept: KeptMessage,
}

/// What a sign-in or sign-out takes from the envelope.
#[derive(Clone, Copy, Default)]
struct Sender<'a> {
    operator: Option<&'a str>,
    sign_no: Option<&'a str>,
}

impl<'a> Sender<'a> {
    fn of(envelope: &'a Envelope) -> Sender<'a> {
        Sender {
            operator: envelope.operator.number.as_deref(),
            sign_no: envelope.sign_no.as_deref(),
        }
    }
}

fn transaction(infno: &str, input: Input<'_>, sender: Sender<'_>) -> Result<Request, ReadError> {
    Ok(match infno {
        "9001" => Request::SignIn(sign_in(input, sender)?),
        "9002" => Request::SignOut(sign_out(input, sender)?),
        "1101" => Request::Identify(person::identify(input)?),
        "1201" => Request::FindFacility(person::find_facility(input)?),
        "2001" => Request::CheckEntitlement(person::check_entitlement(input)?),
        "2201" => Request::Register(visit::register(input)?),
        "2202" => Request::CancelRegistration(visit::reference(input)?),
        "2203" | "2203A" => Request::DescribeVisit(visit::describe(input, infno)?),
        "2204" => Request::UploadOutpatientLines(lines::outpatient(input)?),
        "2205" => Request::WithdrawOutpatientLines(lines::withdraw_batch(input)?),
        "2206" | "2206A" => Request::QuoteOutpatient(settle::outpatient(input, infno)?),
        "2207" | "2207A" => Request::SettleOutpatient(settle::outpatient(input, infno)?),
        "2208" => Request::CancelOutpatient(settle::cancellation(input)?),
        "2301" => Request::UploadInpatientLines(lines::inpatient(input)?),
        "2302" => Request::WithdrawInpatientLines(lines::withdraw_lines(input)?),
        "2303" => Request::QuoteInpatient(settle::inpatient(input, infno)?),
        "2304" => Request::SettleInpatient(settle::inpatient(input, infno)?),
        "2305" => Request::CancelInpatient(settle::cancellation(input)?),
        "2401" => Request::Admit(visit::admit(input, infno)?),
        "2402" => Request::Discharge(visit::discharge(input)?),
        "2403" => Request::ChangeAdmission(visit::change(input, infno)?),
        "2404" => Request::CancelAdmission(visit::reference(input)?),
        "2405" => Request::CancelDischarge(visit::reference(input)?),
        "2601" => Request::Reverse(reversal(input)?),
        "5203" => Request::QuerySettlement(person::query_settlement(input)?),
        "5204" => Request::QueryLines(person::query_lines(input)?),
        "5206" => Request::QueryYearToDate(person::query_year_to_date(input)?),
        _ => {
            return Err(ReadError::UnknownTransaction {
                infno: shortened(infno),
            });
        }
    })
}

fn sign_in(input: Input<'_>, sender: Sender<'_>) -> Result<SignIn, ReadError> {
    let node = input.node("signIn")?;
    let operator = node.text("opter_no");
    every!(SignIn {
        operator: operator.map(|number| number.or(sender.operator.map(str::to_owned))),
        mac: node.text("mac"),
        ip: node.text("ip"),
    })
}

fn sign_out(input: Input<'_>, sender: Sender<'_>) -> Result<SignOut, ReadError> {
    let node = input.node("signOut")?;
    let (sign_no, operator) = (node.text("sign_no"), node.text("opter_no"));
    every!(SignOut {
        sign_no: sign_no.map(|number| number.or(sender.sign_no.map(str::to_owned))),
        operator: operator.map(|number| number.or(sender.operator.map(str::to_owned))),
    })
}

fn reversal(input: Input<'_>) -> Result<Reversal, ReadError> {
    let node = input.node("data")?;
    let infno = node.need("oinfno", Node::text);
    every!(Reversal {
        person: node.need("psn_no", Node::id),
        message: node.need("omsgid", Node::id),
        undoes: infno.map(|infno| Undoes::read(&infno)),
    })
}

#[cfg(test)]
mod tests;
