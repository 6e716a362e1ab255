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
use domain::situation::{Accounts, Situation};
use domain::trace::Silent;
use jiff::civil::Date;
use store::lines::{self, Bill, LineKey, Unsettled};
use store::settlements::{self, UNFILED_STAYS, YearKey};
use store::standing::{BillKey, BillStanding, Standing};
use store::visits::{Visit, VisitFlags, VisitState};

use crate::parts::{Earlier, What, admission};
use crate::rules::{self, Facts};
use crate::settle::Settle;
use crate::stays::{self, Numbers, Stay};
use crate::{Caller, Desk, DeskError, findings, standing};

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
    let earlier = Earlier::load(desk, standing, visit)?;
    let serial = earlier.next_serial(&asked.what)?;
    let day = last_day(desk, visit, asked)?;
    let pack = rules::pack(desk, enrolment, day)?;
    let year = benefit_year(&pack, enrolment, day)?;
    let found = bill_standing(desk, (visit, enrolment), asked, &year)?;
    let flags = liable_flags(visit.flags, asked.flags)?;
    let following = stays::following(
        desk,
        Stay {
            visit,
            enrolment,
            facility,
            pack: &pack,
            day,
            referral: flags.referral,
        },
    )?;
    let diagnoses = findings::diagnoses(desk, visit, (&pack, asked.what.batch()))?;
    let facts = Facts {
        person: standing::person(standing)?,
        enrolment,
        facility,
        care: visit.care,
        day,
        admitted_on: (visit.care == Care::Inpatient).then_some(visit.from),
        flags,
        admission: 1,
        unfiled_before: 0,
        following,
        diagnoses: &diagnoses,
        designated: standing.designated,
    };
    let bill = ToPrice {
        visit,
        facts,
        pack,
        earlier,
        serial,
    };
    bill.price(desk, (year, found), asked)
}

/// A bill of which everything is known but what its benefit year says.
struct ToPrice<'a> {
    visit: &'a Visit,
    facts: Facts<'a>,
    pack: Arc<Pack>,
    earlier: Earlier,
    serial: String,
}

impl ToPrice<'_> {
    fn price(
        mut self,
        desk: &mut Desk<'_, '_>,
        (mut year, mut found): (String, BillStanding),
        asked: &Settle,
    ) -> Result<Priced, DeskError> {
        let mut situated = self.situate(desk, &year, &found)?;
        let own = benefit_year(&self.pack, self.facts.enrolment, situated.situation.day)?;
        if own != year {
            // By the rules of its admission it belongs to the year of its admission.
            let key = YearKey {
                person: &self.visit.person,
                insured_at: self.facts.enrolment.insured_at,
                scheme: self.facts.enrolment.scheme,
                year: &own,
            };
            found.year = settlements::year_to_date(desk.tx, key)?;
            year = own;
            situated = self.situate(desk, &year, &found)?;
        }
        let mut counts = self.earlier.counts(&situated.situation, &year);
        if let Some(before) = self.goes_on(&situated.situation, &year) {
            let filed_then = before.unfiled_stay == 0;
            counts.retain(|counter| *counter == UNFILED_STAYS && filed_then);
        }
        let accounts = accounts(self.facts.enrolment, asked);
        let (inputs, mut computed) = work_out(situated, &found, accounts, &self.pack)?;
        for counter in counts {
            computed
                .counted
                .insert(counter.to_owned(), Money::from_fen(1));
        }
        Ok(Priced {
            person: self.facts.person.clone(),
            visit: self.visit.clone(),
            enrolment: self.facts.enrolment.clone(),
            facility: self.facts.facility.clone(),
            pack: self.pack,
            year,
            inputs,
            plan: computed.plan,
            shares: computed.shares,
            deductible: computed.deductible,
            counted: computed.counted,
            provisional: computed.provisional,
            lines: found.unsettled.lines,
            serial: self.serial,
        })
    }

    /// The situation by the numbers of a benefit year.
    fn situate(
        &mut self,
        desk: &Desk<'_, '_>,
        year: &str,
        found: &BillStanding,
    ) -> Result<Situated, DeskError> {
        let first = self.earlier.is_first_of(year);
        self.facts.admission = admission(self.facts.care, &found.year, first);
        self.facts.unfiled_before = match self.earlier.is_unfiled_in(year) {
            true => found.year.unfiled_stays.saturating_sub(1),
            false => found.year.unfiled_stays,
        };
        let situated = rules::situate(desk, &self.facts, &self.pack, &found.filings)?;
        let Some(before) = self.goes_on(&situated.situation, year) else {
            return Ok(situated);
        };
        // The same admission as the stay elsewhere that it follows.
        self.facts.admission = before.admission;
        let counted = self.earlier.is_unfiled_in(year);
        if before.unfiled_stay > 0 && !counted {
            self.facts.unfiled_before = before.unfiled_stay.saturating_sub(1);
        }
        rules::situate(desk, &self.facts, &self.pack, &found.filings)
    }

    /// The numbers of the stay elsewhere, where this one is the same admission of the year.
    fn goes_on(&self, situation: &Situation, year: &str) -> Option<Numbers> {
        let before = self.facts.following.numbers.as_ref();
        let before = before.filter(|before| before.year == year)?;
        let same = self.pack.in_force(None).is_same_admission(situation);
        same.then(|| before.clone())
    }
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

/// The visit; the discharge; today for a mid-stay settlement. It picks the rules, unless they say
/// that a stay over years or rules goes by its admission.
fn last_day(desk: &Desk<'_, '_>, visit: &Visit, asked: &Settle) -> Result<Date, DeskError> {
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
