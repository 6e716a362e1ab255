//! A bill from a facility without a system of its own: one form, one transaction, and in it the
//! steps of the hospital interface in their order, by the same functions. Each step has a number
//! made of the form's, so a form sent twice is one settlement, and the number tells what became of
//! it.

use std::collections::BTreeSet;

use domain::bill::BillLine;
use domain::facility::Care;
use domain::hospital_record::RecordingDoctor;
use domain::ids::{MessageId, PersonId, SettlementId, VisitId};
use domain::person::Scheme;
use domain::{Bilingual, Money, Region, say};
use jiff::civil::Date;
use serde_json::Value;
use store::lines::StoredLine;
use store::messages::{self, MessageKey};
use store::operators::Operator;
use store::settlements::Settlement;
use store::visits::{Visit, VisitFlags};

use super::{as_facility, at_counter, at_desk, check_doctor, filled};
use crate::deed::Side;
use crate::lines::{UploadLines, WithdrawLines, Withdrawal, upload_lines, withdraw_lines};
use crate::parts::SettledTogether;
use crate::price::Priced;
use crate::query::{MessageFate, fate_of_message, lines_of_visit, named_settlement};
use crate::settle::{Settle, Settled, quote, settle};
use crate::stay::{CancelDischarge, DischargeTerms, cancel_discharge, discharge};
use crate::visit::{CancelVisit, OpenVisit, UpdateVisit, cancel_visit, open_visit, update_visit};
use crate::{Caller, CancelSettlement, Desk, DeskError, cancel_because, settlement_by_id};

/// What the form of a bill says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillAtDesk {
    /// The patient.
    pub person: PersonId,
    /// The insurance that is asked to pay; the only one there is, when not named.
    pub insured_by: Option<(Region, Scheme)>,
    /// Kind of care.
    pub care: Care,
    /// Day of the visit or of admission.
    pub from: Date,
    /// Day of discharge, of a stay.
    pub until: Option<Date>,
    /// Circumstances.
    pub flags: VisitFlags,
    /// Who treats.
    pub doctor: RecordingDoctor,
    /// Diagnoses, as the hospital interface keeps them.
    pub findings: Value,
    /// The diseases the lines are for, where they are for one.
    pub diseases: BTreeSet<String>,
    /// The lines.
    pub lines: Vec<BillLine>,
    /// Whether the personal account may pay.
    pub use_account: bool,
}

/// A bill as it would be settled.
#[derive(Clone, Debug)]
pub struct PricedAtDesk {
    /// What it would come to.
    pub priced: Priced,
    /// Its lines, split as the settlement would.
    pub lines: Vec<StoredLine>,
}

/// What became of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FateOfForm {
    /// Nothing came of it.
    Nothing,
    /// It was settled.
    Settled(SettlementId),
    /// It was settled, and that was taken back.
    TakenBack,
}

/// Take a settlement back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillTakenBack {
    /// The settlement.
    pub settlement: SettlementId,
    /// Why.
    pub reason: String,
}

impl BillAtDesk {
    fn side(&self) -> Side {
        Side::of(self.care)
    }

    fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }

    fn opening(&self, form: &MessageId) -> OpenVisit {
        let is_stay = self.side() == Side::Inpatient;
        OpenVisit {
            person: self.person.clone(),
            facility_number: form.to_string(),
            care: self.care,
            scheme: self.insured_by.map(|(_, scheme)| scheme),
            insured_at: self.insured_by.map(|(place, _)| place),
            from: self.from,
            flags: self.flags,
            findings: is_stay.then(|| self.findings.clone()),
        }
    }

    fn charged(&self, form: &MessageId, visit: &VisitId) -> UploadLines {
        UploadLines {
            person: self.person.clone(),
            visit: visit.clone(),
            side: self.side(),
            batch: match self.side() {
                Side::Inpatient => String::new(),
                Side::Outpatient => form.to_string(),
            },
            lines: self.lines.clone(),
            diseases: self.diseases.clone(),
            flags: VisitFlags::default(),
        }
    }

    fn settle(&self, form: &MessageId, visit: VisitId) -> Settle {
        Settle {
            person: self.person.clone(),
            visit,
            what: match self.side() {
                Side::Outpatient => SettledTogether::Batch(form.to_string()),
                Side::Inpatient => SettledTogether::Stay { mid_stay: false },
            },
            stated_total: self.total(),
            use_account: self.use_account,
            scheme: self.insured_by.map(|(_, scheme)| scheme),
            care: Some(self.care),
            flags: VisitFlags::default(),
        }
    }
}

/// The caller of one step of a form.
fn step(form: &Caller, name: &str) -> Result<Caller, DeskError> {
    let number = format!("{}-{name}", form.message).parse();
    let message = number.map_err(|_| DeskError::Field {
        field: "form",
        rule: say!("表单编号太长", "the number of the form is too long"),
    })?;
    Ok(Caller {
        message,
        ..form.clone()
    })
}

/// What the reply to opening a visit is: its number.
fn number_of(visit: &Visit) -> Vec<u8> {
    visit.id.to_string().into_bytes()
}

/// What one of our own replies says.
fn read<T: std::str::FromStr>(reply: &[u8]) -> T {
    let text = str::from_utf8(reply).ok();
    let number = text.and_then(|text| text.parse().ok());
    number.unwrap_or_else(|| unreachable!("a form's own step answered with a number of ours"))
}

/// Opens the visit, describes it, uploads its lines and, of a stay, discharges.
fn lay_out(
    desk: &mut Desk<'_, '_>,
    form: &Caller,
    asked: &BillAtDesk,
) -> Result<Settle, DeskError> {
    check_doctor(desk, form, (&asked.doctor, asked.from))?;
    let is_stay = asked.side() == Side::Inpatient;
    let until = asked.until.filter(|_| is_stay);
    if is_stay && until.is_none() {
        return Err(DeskError::Field {
            field: "until",
            rule: say!("住院要填出院日期", "a stay needs the day of discharge"),
        });
    }
    let opening = asked.opening(&form.message);
    let opened = open_visit(desk, &step(form, "open")?, &opening, number_of)?;
    let visit: VisitId = read(&opened.reply);
    if !is_stay {
        let described = UpdateVisit {
            person: asked.person.clone(),
            visit: visit.clone(),
            side: Side::Outpatient,
            care: Some(asked.care),
            from: Some(asked.from),
            flags: asked.flags.into(),
            findings: Some(asked.findings.clone()),
        };
        update_visit(desk, &step(form, "told")?, &described, number_of)?;
    }
    let lines = asked.charged(&form.message, &visit);
    upload_lines(desk, &step(form, "lines")?, &lines, |_| Vec::new())?;
    if let Some(until) = until {
        let terms = DischargeTerms {
            person: asked.person.clone(),
            visit: visit.clone(),
            until,
            flags: VisitFlags::default(),
            findings: None,
        };
        discharge(desk, &step(form, "out")?, &terms, number_of)?;
    }
    Ok(asked.settle(&form.message, visit))
}

/// What a bill would come to. It takes the steps of the form: whoever calls gives the transaction
/// up, so that nothing is on record before somebody settles.
pub fn quote_bill(
    desk: &mut Desk<'_, '_>,
    (operator, form): (&Operator, &MessageId),
    asked: &BillAtDesk,
) -> Result<PricedAtDesk, DeskError> {
    let caller = at_counter(desk, (operator, form), &asked.person)?;
    let settling = lay_out(desk, &caller, asked)?;
    let priced = quote(desk, &caller, &settling)?;
    let mut lines = lines_of_visit(desk, &priced.visit)?;
    for stored in &mut lines {
        let key = stored.key();
        let anew = priced.split_anew.iter().find(|(split, _)| *split == key);
        if let Some((_, split)) = anew {
            stored.split = *split;
        }
    }
    Ok(PricedAtDesk { priced, lines })
}

/// Settles a bill that comes to what the person was told; the same form again is the same
/// settlement.
pub fn settle_bill(
    desk: &mut Desk<'_, '_>,
    (operator, form): (&Operator, &MessageId),
    (asked, told): (&BillAtDesk, Option<Money>),
) -> Result<SettlementId, DeskError> {
    let caller = at_counter(desk, (operator, form), &asked.person)?;
    let settling = lay_out(desk, &caller, asked)?;
    let number = |settled: &Settled| settled.settlement.id.to_string().into_bytes();
    let answer = settle(desk, &caller, &settling, number)?;
    if let Some(settled) = &answer.outcome {
        as_told(settled.settlement.shares.person(), told)?;
    }
    Ok(read(&answer.reply))
}

/// The person hears what they pay before it is settled, and it is settled as they heard it.
fn as_told(pays: Money, told: Option<Money>) -> Result<(), DeskError> {
    let rule = match told {
        Some(told) if told == pays => return Ok(()),
        Some(told) => say!(
            "刚才报的是个人付 {told}，现在是 {pays}；请再看一次要付多少，告诉本人后再结算",
            "the person was told {told}, and it is {pays} now; look again what is paid, tell the \
             person, then settle"
        ),
        None => say!(
            "先看要付多少，告诉本人后再结算",
            "look first what is paid, tell the person, then settle"
        ),
    };
    Err(DeskError::Field {
        field: "quoted",
        rule,
    })
}

/// What became of a form.
pub fn fate_of_form(
    desk: &mut Desk<'_, '_>,
    (operator, form): (&Operator, &MessageId),
    person: &PersonId,
) -> Result<FateOfForm, DeskError> {
    let caller = at_desk(desk, (operator, form), person)?;
    Ok(match fate_of_message(desk, &caller, person, form)? {
        MessageFate::None => FateOfForm::Nothing,
        MessageFate::Done(reply) => FateOfForm::Settled(read(&reply)),
        MessageFate::Reversed | MessageFate::Tombstone => FateOfForm::TakenBack,
    })
}

/// A settlement of the facility's own, with its visit; any other is not there.
pub fn bill_of_facility(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    id: &SettlementId,
) -> Result<(Settlement, Visit), DeskError> {
    let caller = as_facility(operator, request)?;
    let person = settlement_by_id(desk, id)?.person;
    named_settlement(desk, &caller, &person, (id, None))
}

/// Takes a settlement back. What the form of this desk had opened goes with it, so that a right
/// form can take its place; the visit of a message stays as it is.
pub fn take_bill_back(
    desk: &mut Desk<'_, '_>,
    (operator, request): (&Operator, &MessageId),
    asked: &BillTakenBack,
) -> Result<(), DeskError> {
    filled("reason", &asked.reason)?;
    let (made, visit) = bill_of_facility(desk, (operator, request), &asked.settlement)?;
    let caller = at_desk(desk, (operator, request), &made.person)?;
    let (person, side) = (made.person.clone(), Side::of(visit.care));
    let cancelling = CancelSettlement {
        person: person.clone(),
        visit: visit.id.clone(),
        settlement: made.id.clone(),
        side,
    };
    let why = (&cancelling, asked.reason.trim());
    cancel_because(desk, &caller, why, |done| {
        done.cancellation.id.to_string().into_bytes()
    })?;
    let form = Caller {
        message: made.message.clone(),
        ..caller.clone()
    };
    if !is_of_this_desk(desk, &step(&form, "open")?, &person)? {
        return Ok(());
    }
    let lines = WithdrawLines {
        person: person.clone(),
        visit: visit.id.clone(),
        side,
        which: Withdrawal::All,
    };
    withdraw_lines(desk, &step(&caller, "lines")?, &lines, |_| Vec::new())?;
    if side == Side::Inpatient {
        let opened_again = CancelDischarge {
            person: person.clone(),
            visit: visit.id.clone(),
        };
        cancel_discharge(desk, &step(&caller, "out")?, &opened_again, number_of)?;
    }
    let visit = CancelVisit {
        person,
        visit: visit.id,
        side,
    };
    cancel_visit(desk, &step(&caller, "open")?, &visit, number_of)?;
    Ok(())
}

/// Whether the visit was opened by a form of this desk, by the number of that step.
fn is_of_this_desk(
    desk: &mut Desk<'_, '_>,
    opened: &Caller,
    person: &PersonId,
) -> Result<bool, DeskError> {
    let key = MessageKey {
        person,
        facility: &opened.facility,
        message: &opened.message,
    };
    Ok(messages::find(desk.tx, key)?.is_some())
}

/// What is not paid of a line, and why, in words: outside of the catalogue, above the limit, paid
/// first.
pub fn not_paid_of(line: &StoredLine) -> Vec<(Money, Bilingual)> {
    let scope = &line.split.scope;
    let parts = [
        (
            scope.wholly_self_paid,
            say!("全自费，不在报销范围", "wholly self-paid: not covered"),
        ),
        (
            scope.above_limit,
            say!("超过限价的部分", "above the price limit"),
        ),
        (
            scope.upfront,
            say!("乙类先行自付", "class B: the share paid first"),
        ),
    ];
    parts
        .into_iter()
        .filter(|(amount, _)| !amount.is_zero())
        .collect()
}
