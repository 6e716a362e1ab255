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
use domain::text::Sep;
use domain::{Bilingual, Money, Region, say};
use jiff::civil::Date;
use serde_json::Value;
use store::enrolments;
use store::lines::{self, BillLines, StoredLine};
use store::operators::Operator;
use store::visits::{self, Visit, VisitFlags};

use super::fits::check_form;
use super::priced_from::{NamedInputs, changed_inputs, named_inputs};
use super::{at_counter, at_desk, check_doctor};
use crate::bill_cases::{BillRefused, NotedRefusal, note_refused, settled_after_all};
use crate::deed::Side;
use crate::lines::{UploadLines, upload_lines};
use crate::parts::SettledTogether;
use crate::price::Priced;
use crate::query::{MessageFate, fate_of_message, lines_of_visit};
use crate::settle::{Settle, Settled, quote, settle};
use crate::stay::{DischargeTerms, discharge};
use crate::visit::{OpenVisit, UpdateVisit, choose, open_visit, update_visit};
use crate::{Caller, Desk, DeskError, settlement_by_id};

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
    /// The stay the form goes on with; none where it opens its visit.
    pub stay: Option<VisitId>,
    /// Whether the stay goes on afterwards: it is settled before its discharge.
    pub mid_stay: bool,
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

impl BillAtDesk {
    fn side(&self) -> Side {
        Side::of(self.care)
    }

    fn total(&self) -> Money {
        self.lines.iter().map(|line| line.amount).sum()
    }

    pub(super) fn opening(&self, form: &MessageId) -> OpenVisit {
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

    /// What is said of the visit once it is there. Its kind and its first day are those of a stay
    /// that goes on.
    fn described(&self, visit: &VisitId) -> UpdateVisit {
        let is_new = self.stay.is_none();
        UpdateVisit {
            person: self.person.clone(),
            visit: visit.clone(),
            side: self.side(),
            care: is_new.then_some(self.care),
            from: is_new.then_some(self.from),
            flags: self.flags.into(),
            findings: Some(self.findings.clone()),
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

    fn settle(&self, form: &MessageId, visit: VisitId, stated_total: Money) -> Settle {
        Settle {
            person: self.person.clone(),
            visit,
            what: match self.side() {
                Side::Outpatient => SettledTogether::Batch(form.to_string()),
                Side::Inpatient => SettledTogether::Stay {
                    mid_stay: self.mid_stay,
                },
            },
            stated_total,
            use_account: self.use_account,
            scheme: self.insured_by.map(|(_, scheme)| scheme),
            care: Some(self.care),
            flags: VisitFlags::default(),
        }
    }
}

/// The caller of one step of a form.
pub(super) fn step(form: &Caller, name: &str) -> Result<Caller, DeskError> {
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
pub(super) fn number_of(visit: &Visit) -> Vec<u8> {
    visit.id.to_string().into_bytes()
}

/// What one of our own replies says.
fn read<T: std::str::FromStr>(reply: &[u8]) -> T {
    let text = str::from_utf8(reply).ok();
    let number = text.and_then(|text| text.parse().ok());
    number.unwrap_or_else(|| unreachable!("a form's own step answered with a number of ours"))
}

/// The day of discharge, which a stay has unless it goes on.
fn discharged_on(asked: &BillAtDesk) -> Result<Option<Date>, DeskError> {
    let wrong = |rule| {
        Err(DeskError::Field {
            field: "until",
            rule,
        })
    };
    match (asked.side(), asked.until, asked.mid_stay) {
        (Side::Outpatient, ..) => Ok(None),
        (Side::Inpatient, Some(until), false) => Ok(Some(until)),
        (Side::Inpatient, None, true) => Ok(None),
        (Side::Inpatient, None, false) => wrong(say!(
            "住院要填出院日期；还没出院的，勾选「中途结算」",
            "a stay needs the day of discharge, unless it is settled in mid-stay"
        )),
        (Side::Inpatient, Some(_), true) => wrong(say!(
            "中途结算的还没出院，不填出院日期",
            "a stay that goes on has no day of discharge"
        )),
    }
}

/// Takes the steps of the form up to the settlement: opens the visit or goes on with the stay,
/// describes it, uploads its lines and, at the end of a stay, discharges.
fn lay_out(
    desk: &mut Desk<'_, '_>,
    form: &Caller,
    asked: &BillAtDesk,
) -> Result<Settle, DeskError> {
    check_doctor(desk, form, (&asked.doctor, asked.from))?;
    let until = discharged_on(asked)?;
    check_form(desk, form, asked)?;
    let visit = match &asked.stay {
        Some(stay) => stay.clone(),
        None => {
            let opening = asked.opening(&form.message);
            let opened = open_visit(desk, &step(form, "open")?, &opening, number_of)?;
            read(&opened.reply)
        }
    };
    if asked.stay.is_some() || asked.side() == Side::Outpatient {
        let described = asked.described(&visit);
        update_visit(desk, &step(form, "told")?, &described, number_of)?;
    }
    if !asked.lines.is_empty() {
        let lines = asked.charged(&form.message, &visit);
        upload_lines(desk, &step(form, "lines")?, &lines, |_| Vec::new())?;
    }
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
    let total = match asked.stay {
        Some(_) => total_of_stay(desk, form, (&asked.person, &visit))?,
        None => asked.total(),
    };
    Ok(asked.settle(&form.message, visit, total))
}

/// What a form that goes on with a stay settles: all that is not settled yet, whoever charged it;
/// sent again, what it settled.
fn total_of_stay(
    desk: &mut Desk<'_, '_>,
    form: &Caller,
    (person, visit): (&PersonId, &VisitId),
) -> Result<Money, DeskError> {
    if let MessageFate::Done(reply) = fate_of_message(desk, form, person, &form.message)? {
        return Ok(settlement_by_id(desk, &read(&reply))?.scope.total());
    }
    let bill = BillLines { person, visit };
    let held = lines::of_visit(desk.tx, bill)?;
    let open = held.iter();
    let open = open.filter(|stored| !stored.withdrawn && stored.settled_by.is_none());
    Ok(open.map(|stored| stored.line.amount).sum())
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
    lines.retain(|stored| priced.lines.contains(&stored.key()));
    for stored in &mut lines {
        let key = stored.key();
        let anew = priced.split_anew.iter().find(|(split, _)| *split == key);
        if let Some((_, split)) = anew {
            stored.split = *split;
        }
    }
    Ok(PricedAtDesk { priced, lines })
}

/// What the person was told before the bill is settled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToldBefore {
    /// What they pay, if they were told.
    pub pays: Option<Money>,
    /// What that was worked out from.
    pub inputs: NamedInputs,
}

/// Settles a bill that comes to what the person was told; the same form again is the same
/// settlement.
pub fn settle_bill(
    desk: &mut Desk<'_, '_>,
    (operator, form): (&Operator, &MessageId),
    (asked, told): (&BillAtDesk, &ToldBefore),
) -> Result<SettlementId, DeskError> {
    let caller = at_counter(desk, (operator, form), &asked.person)?;
    let settling = lay_out(desk, &caller, asked)?;
    let number = |settled: &Settled| settled.settlement.id.to_string().into_bytes();
    let answer = settle(desk, &caller, &settling, number)?;
    if let Some(settled) = &answer.outcome {
        as_told(&settled.priced, told)?;
        settled_after_all(desk, &caller, &settled.priced.visit)?;
    }
    Ok(read(&answer.reply))
}

/// The person hears what they pay before it is settled, and it is settled as they heard it. What
/// has changed since is named.
fn as_told(priced: &Priced, told: &ToldBefore) -> Result<(), DeskError> {
    let pays = priced.shares.person();
    let rule = match told.pays {
        Some(told) if told == pays => return Ok(()),
        Some(before) => {
            let changed = changed_inputs(&told.inputs, &named_inputs(priced));
            let changed = match changed.is_empty() {
                true => say!(
                    "算法用到的数据变了",
                    "something it is worked out from changed"
                ),
                false => Bilingual::join(changed, Sep::Semicolon),
            };
            say!(
                "刚才报的是个人付 {before}，现在是 {pays}。变了的是：{changed}。请把新的金额\
                 告诉本人后再结算",
                "the person was told {before}, and it is {pays} now. What changed: {changed}. \
                 Tell the person the new amount, then settle";
                changed = changed
            )
        }
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

/// Notes that a form was refused by the rules, as a bill over the hospital interface is: nothing of
/// the form is on record, and the person and the agency see all the same that it was asked for. The
/// number of its case.
pub fn note_refused_form(
    desk: &mut Desk<'_, '_>,
    (operator, form): (&Operator, &MessageId),
    (asked, refused): (&BillAtDesk, &NotedRefusal),
) -> Result<Option<String>, DeskError> {
    let caller = at_counter(desk, (operator, form), &asked.person)?;
    let bill = match &asked.stay {
        Some(stay) => {
            let Some(visit) = visits::find(desk.tx, &asked.person, stay)? else {
                return Ok(None);
            };
            let charged = total_of_stay(desk, &caller, (&asked.person, stay))?;
            BillRefused {
                until: asked.until,
                ..BillRefused::of_visit(&visit, charged + asked.total())
            }
        }
        None => {
            let opening = asked.opening(form);
            let enrolments = enrolments::on_day(desk.tx, &asked.person, asked.from)?;
            let insured = choose(&enrolments, &opening)?;
            BillRefused {
                person: asked.person.clone(),
                visit: form.to_string(),
                is_form: true,
                facility: caller.facility.clone(),
                insured_at: insured.insured_at.pooling(),
                scheme: insured.scheme,
                care: asked.care,
                from: asked.from,
                until: asked.until,
                total: asked.total(),
            }
        }
    };
    note_refused(desk, &caller, (&bill, refused)).map(Some)
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
