//! The price of a bill: everything a settlement is computed from, and what it comes to. A quote
//! stops here; a settlement goes on and writes it. There is no other way to an amount.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Money;
use domain::explain::Inputs;
use domain::facility::{Care, Facility};
use domain::facts::Situated;
use domain::person::{Enrolment, Person};
use domain::plan::{self, Missing, Plan};
use domain::policy::Pack;
use domain::shares::Shares;
use domain::situation::{Accounts, YearToDate};
use domain::trace::Silent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::lines::{self, Bill, LineKey, Unsettled};
use store::settlements::{self, ADMISSIONS, Made, YearKey};
use store::standing::{BillKey, BillStanding, Standing};
use store::visits::{Visit, VisitFlags, VisitState};

use crate::rules::{self, Facts};
use crate::settle::Settle;
use crate::{Caller, Desk, DeskError, standing};

/// Which lines are settled together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// One charge batch of an outpatient visit.
    Batch(String),
    /// Everything unsettled of a stay in hospital.
    Stay {
        /// Before discharge.
        mid_stay: bool,
    },
}

/// A bill with its price.
#[derive(Clone)]
pub struct Priced {
    /// The patient.
    pub person: Person,
    /// The visit.
    pub visit: Visit,
    /// The insurance that pays; its account as it was before.
    pub enrolment: Enrolment,
    /// The facility.
    pub facility: Facility,
    /// The pack that decided.
    pub pack: Arc<Pack>,
    /// Label of the benefit year.
    pub year: String,
    /// What it was computed from.
    pub inputs: Inputs,
    /// The policy folded with the situation.
    pub plan: Plan,
    /// Who pays what.
    pub shares: Shares,
    /// What the person pays as deductible.
    pub deductible: Money,
    /// What each running total grows by.
    pub counted: BTreeMap<String, Money>,
    /// The figures that are missing and that others stand in for: the amounts are provisional.
    pub provisional: Vec<Missing>,
    /// The lines.
    pub lines: Vec<LineKey>,
    /// The settlement's serial within the visit.
    pub serial: String,
}

impl std::fmt::Debug for Priced {
    /// Neither the person nor the whole policy.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Priced")
            .field("visit", &self.visit.id)
            .field("serial", &self.serial)
            .field("shares", &self.shares)
            .finish_non_exhaustive()
    }
}

impl What {
    /// The charge batch, when only one is settled.
    pub(crate) fn batch(&self) -> Option<&str> {
        match self {
            What::Batch(batch) => Some(batch),
            What::Stay { .. } => None,
        }
    }
}

/// The visit's earlier settlements, told apart by what they mean for the next.
struct Earlier {
    made: Vec<Made>,
}

impl Earlier {
    fn live(&self) -> impl Iterator<Item = &Made> {
        self.made.iter().filter(|made| made.reversed_by.is_none())
    }

    /// The serial of the next settlement, or why there is none. An outpatient batch is settled at
    /// most once for ever; a stay may be settled again after a cancellation, under the next serial.
    fn next_serial(&self, what: &What) -> Result<String, DeskError> {
        match what {
            What::Batch(batch) => {
                let same = self.made.iter().find(|made| made.batch == *batch);
                same.map_or(Ok(batch.clone()), |made| Err(settled_before(made)))
            }
            What::Stay { mid_stay } => {
                let last = self.live().find(|made| made.batch.starts_with(FINAL));
                let stem = if *mid_stay { MID_STAY } else { FINAL };
                let next = format!("{stem}{}", self.made.len() + 1);
                last.map_or(Ok(next), |made| Err(settled_before(made)))
            }
        }
    }
}

/// Serials of the settlements of a stay: `mid-1`, `final-2`.
pub(crate) const MID_STAY: &str = "mid-";
pub(crate) const FINAL: &str = "final-";

fn settled_before(made: &Made) -> DeskError {
    match &made.reversed_by {
        None => DeskError::AlreadySettled {
            settlement: made.id.clone(),
            message: made.message.clone(),
        },
        Some(cancelled_by) => DeskError::SettlementCancelled {
            batch: made.batch.clone(),
            settlement: made.id.clone(),
            cancelled_by: cancelled_by.clone(),
        },
    }
}

/// Prices the lines asked for. Writes nothing.
pub(crate) fn price(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    standing: &Standing,
    asked: &Settle,
) -> Result<Priced, DeskError> {
    let visit = standing::visit(standing, &caller.facility, &asked.visit)?;
    let facility = desk.reference.facility(&visit.facility)?;
    check_kind(visit, asked)?;
    let enrolment = standing::enrolment(standing, visit)?;
    standing::networked(facility, visit.care, visit.from)?;
    let earlier = earlier(desk, standing, visit)?;
    let serial = earlier.next_serial(&asked.what)?;
    let day = rules_day(desk, visit, asked)?;
    let pack = rules::pack(desk, enrolment, day)?;
    let year = benefit_year(&pack, enrolment, day)?;
    let found = bill_standing(desk, (visit, enrolment), asked, &year)?;
    let flags = liable_flags(visit.flags, asked.flags)?;
    let first_of_stay = visit.care == Care::Inpatient && earlier.live().next().is_none();
    let facts = Facts {
        person: standing::person(standing)?,
        enrolment,
        facility,
        care: visit.care,
        day,
        admitted_on: (visit.care == Care::Inpatient).then_some(visit.from),
        flags,
        admission: admission(visit.care, &found.year, first_of_stay),
        designated: standing.designated,
    };
    let situated = rules::situate(desk, &facts, &pack, &found.filings)?;
    let accounts = accounts(enrolment, asked);
    let (inputs, mut computed) = work_out(situated, &found, accounts, &pack)?;
    if first_of_stay {
        computed
            .counted
            .insert(ADMISSIONS.to_owned(), Money::from_fen(1));
    }
    Ok(Priced {
        person: facts.person.clone(),
        visit: visit.clone(),
        enrolment: enrolment.clone(),
        facility: facility.clone(),
        pack,
        year,
        inputs,
        plan: computed.plan,
        shares: computed.shares,
        deductible: computed.deductible,
        counted: computed.counted,
        provisional: computed.provisional,
        lines: found.unsettled.lines,
        serial,
    })
}

/// Applies the rules, and keeps with what they read the figures that only stand in.
fn work_out(
    Situated { situation, footing }: Situated,
    found: &BillStanding,
    accounts: Accounts,
    pack: &Pack,
) -> Result<(Inputs, Computed), DeskError> {
    let mut inputs = Inputs {
        situation,
        footing,
        scope: found.unsettled.scope,
        year: found.year.clone(),
        accounts,
        provisional: vec![],
    };
    let computed = compute(&inputs, pack)?;
    let figures = computed.provisional.iter().map(|it| it.figure.clone());
    inputs.provisional = figures.collect();
    Ok((inputs, computed))
}

/// The lines asked for, which must fit the steps taken so far, with the filings and the totals.
fn bill_standing(
    desk: &mut Desk<'_, '_>,
    (visit, enrolment): (&Visit, &Enrolment),
    asked: &Settle,
    year: &str,
) -> Result<BillStanding, DeskError> {
    let bill = Bill {
        person: &visit.person,
        visit: &visit.id,
    };
    let key = BillKey {
        bill,
        batch: asked.what.batch(),
        year: YearKey {
            person: &visit.person,
            insured_at: enrolment.insured_at,
            scheme: enrolment.scheme,
            year,
        },
    };
    let found = store::standing::load_bill(desk.tx, key)?;
    check_lines(desk, bill, asked, &found.unsettled)?;
    check_steps(visit, asked, found.unsettled.lines.len())?;
    Ok(found)
}

/// What a bill comes to.
pub(crate) struct Computed {
    pub plan: Plan,
    pub shares: Shares,
    pub deductible: Money,
    /// What each running total grows by.
    pub counted: BTreeMap<String, Money>,
    /// What the amounts rest on for now.
    pub provisional: Vec<Missing>,
}

/// Computes a bill from what is stored with every settlement. The same inputs and the same pack
/// give the same result for ever (M6).
pub(crate) fn compute(inputs: &Inputs, pack: &Pack) -> Result<Computed, DeskError> {
    let refused = |refusal| DeskError::refused(refusal, &inputs.footing);
    let plan = plan::fold(pack, &inputs.situation, None).map_err(refused)?;
    let Inputs {
        scope,
        year,
        accounts,
        ..
    } = inputs;
    let result = domain::adjudicate::adjudicate(&plan, scope, year, *accounts, &mut Silent);
    let result = result.map_err(refused)?;
    assert_eq!(
        result.shares.total(),
        inputs.scope.total(),
        "the shares add up to the bill"
    );
    Ok(Computed {
        shares: result.shares,
        deductible: result.deductible,
        counted: plan.counted(&result.counted).into_iter().collect(),
        provisional: plan.judge(result.reached).map_err(refused)?,
        plan,
    })
}

fn check_kind(visit: &Visit, asked: &Settle) -> Result<(), DeskError> {
    let stay = matches!(asked.what, What::Stay { .. });
    let held = visit.care;
    if stay != (held == Care::Inpatient) {
        let asked = if stay {
            Care::Inpatient
        } else {
            Care::Outpatient
        };
        return Err(DeskError::WrongCare { held, asked });
    }
    if let Some(asked) = asked.care.filter(|asked| *asked != held) {
        return Err(DeskError::WrongCare { held, asked });
    }
    match asked.scheme.filter(|scheme| *scheme != visit.scheme) {
        Some(scheme) => Err(DeskError::NotEnrolled {
            scheme: Some(scheme),
            insured_at: Some(visit.insured_at),
        }),
        None => Ok(()),
    }
}

fn earlier(
    desk: &mut Desk<'_, '_>,
    standing: &Standing,
    visit: &Visit,
) -> Result<Earlier, DeskError> {
    let made = match standing.settlements {
        0 => Vec::new(),
        _ => settlements::of_visit(desk.tx, &visit.person, &visit.id)?,
    };
    Ok(Earlier { made })
}

/// The lines asked for must be there, add up to what is stated, and not be below nothing.
fn check_lines(
    desk: &mut Desk<'_, '_>,
    bill: Bill<'_>,
    asked: &Settle,
    found: &Unsettled,
) -> Result<(), DeskError> {
    if found.lines.is_empty() {
        return Err(no_lines(desk, bill, asked)?);
    }
    let held = found.scope.total();
    if asked.stated_total != held {
        return Err(DeskError::TotalMismatch {
            stated: asked.stated_total,
            held,
            count: found.lines.len(),
        });
    }
    match found.scope.is_whole() {
        true => Ok(()),
        false => Err(DeskError::NegativeBill),
    }
}

/// Says what lines the visit does have.
fn no_lines(
    desk: &mut Desk<'_, '_>,
    bill: Bill<'_>,
    asked: &Settle,
) -> Result<DeskError, DeskError> {
    let all = lines::of_visit(desk.tx, bill)?;
    let in_force = all.iter().filter(|line| !line.withdrawn);
    let (settled, open): (Vec<_>, Vec<_>) = in_force.partition(|line| line.settled_by.is_some());
    Ok(DeskError::NoLines {
        batch: asked.what.batch().map(str::to_owned),
        unsettled: open.len(),
        settled: settled.len(),
    })
}

fn check_steps(visit: &Visit, asked: &Settle, lines: usize) -> Result<(), DeskError> {
    let id = || visit.id.clone();
    match asked.what {
        What::Batch(_) if !visit.has_findings => {
            Err(DeskError::FindingsMissing { visit: id(), lines })
        }
        What::Stay { mid_stay: false } if visit.state == VisitState::Open => {
            Err(DeskError::NotDischarged { visit: id() })
        }
        What::Stay { mid_stay: true } if visit.state == VisitState::Discharged => {
            let on = visit.until.unwrap_or(visit.from);
            Err(DeskError::AlreadyDischarged { visit: id(), on })
        }
        _ => Ok(()),
    }
}

/// The day that picks the rules: the visit; the discharge; today for a mid-stay settlement.
fn rules_day(desk: &Desk<'_, '_>, visit: &Visit, asked: &Settle) -> Result<Date, DeskError> {
    match asked.what {
        What::Batch(_) => Ok(visit.from),
        What::Stay { mid_stay: true } => Ok(desk.today()),
        What::Stay { mid_stay: false } => {
            let missing = || DeskError::NotDischarged {
                visit: visit.id.clone(),
            };
            visit.until.ok_or_else(missing)
        }
    }
}

/// The label of the benefit year the day lies in.
fn benefit_year(pack: &Pack, enrolment: &Enrolment, day: Date) -> Result<String, DeskError> {
    let year = pack.benefit_year(day).ok_or(DeskError::NoPolicy {
        insured_at: enrolment.insured_at,
        scheme: enrolment.scheme,
        day,
    })?;
    Ok(year.label())
}

/// A stay settled in several parts is one admission.
fn admission(care: Care, used: &YearToDate, first_of_stay: bool) -> u8 {
    match (care, first_of_stay) {
        (Care::Inpatient, true) => used.admissions.saturating_add(1),
        (Care::Inpatient, false) => used.admissions.max(1),
        _ => 1,
    }
}

fn accounts(enrolment: &Enrolment, asked: &Settle) -> Accounts {
    let own = match asked.use_account {
        true => enrolment.account,
        false => Money::ZERO,
    };
    Accounts {
        own,
        family: Money::ZERO,
    }
}

/// Circumstances from either message, if nobody else is liable (NAT-14).
fn liable_flags(one: VisitFlags, other: VisitFlags) -> Result<VisitFlags, DeskError> {
    let flags = joined(one, other);
    match flags.third_party {
        true => Err(DeskError::ThirdParty),
        false => Ok(flags),
    }
}

/// What either message said of the circumstances holds.
fn joined(one: VisitFlags, other: VisitFlags) -> VisitFlags {
    VisitFlags {
        emergency: one.emergency || other.emergency,
        referral: one.referral || other.referral,
        trauma: one.trauma || other.trauma,
        third_party: one.third_party || other.third_party,
    }
}
