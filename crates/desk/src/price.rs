//! The price of a bill: everything a settlement is computed from, and what it comes to. A quote
//! stops here; a settlement goes on and writes it. There is no other way to an amount.

mod fits;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::explain::{Computed, Inputs};
use domain::facility::{Care, Facility};
use domain::facts::Situated;
use domain::person::{Enrolment, Person};
use domain::plan::{Missing, Plan};
use domain::policy::Pack;
use domain::rules::Upfront;
use domain::shares::Shares;
use domain::situation::{Accounts, Situation};
use domain::split;
use domain::split::Split;
use domain::{Money, Rate};
use jiff::civil::Date;
use store::lines::{BillLines, LineKey};
use store::settlements::{self, UNFILED_STAYS, YearKey};
use store::standing::{BillKey, BillStanding, Standing};
use store::visits::{Visit, VisitFlags};

use self::fits::{check_kind, check_lines, check_steps, check_whole};
use crate::parts::{PartsSettled, SettledTogether, admission};
use crate::rules::{self, OnRecord};
use crate::settle::Settle;
use crate::stays::{self, Numbers, StayAtHand};
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
    /// Those that another share of class B splits now than when they came.
    pub split_anew: Vec<(LineKey, Split)>,
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
    desk.reference.facility(&visit.facility)?;
    check_kind(visit, asked)?;
    let ground = Ground::of(desk, standing, (visit, &asked.what))?;
    let found = ground.bill_standing(desk, asked)?;
    let flags = liable_flags(visit.flags, asked.flags)?;
    let bill = ground.into_bill(desk, standing, (&asked.what, flags))?;
    bill.price(desk, found, asked)
}

/// The share of class B the insured place sets for a visit as it stands now, if it sets one.
pub(crate) fn upfront_share(
    desk: &mut Desk<'_, '_>,
    standing: &Standing,
    (visit, what): (&Visit, &SettledTogether),
) -> Result<Option<Rate>, DeskError> {
    let ground = Ground::of(desk, standing, (visit, what))?;
    if ground
        .pack
        .in_force(None)
        .rows::<Upfront>()
        .next()
        .is_none()
    {
        return Ok(None);
    }
    let mut found = store::standing::load_bill(desk.tx, ground.key(what))?;
    let flags = liable_flags(visit.flags, VisitFlags::default())?;
    let mut bill = ground.into_bill(desk, standing, (what, flags))?;
    let Situated { situation, .. } = bill.situate_in_its_year(desk, &mut found)?;
    // One that is not known refuses the settlement; until then the catalogue's share is told.
    let set_here = split::set_by(&bill.pack.in_force(None), &situation);
    Ok(set_here.unwrap_or_default())
}

/// What decides before the lines are looked at.
struct Ground<'a> {
    visit: &'a Visit,
    enrolment: &'a Enrolment,
    facility: &'a Facility,
    earlier: PartsSettled,
    serial: String,
    day: Date,
    pack: Arc<Pack>,
    /// Label of the benefit year the day lies in.
    year: String,
}

impl<'a> Ground<'a> {
    fn of<'d: 'a>(
        desk: &mut Desk<'d, '_>,
        standing: &'a Standing,
        (visit, what): (&'a Visit, &SettledTogether),
    ) -> Result<Ground<'a>, DeskError> {
        let facility = desk.reference.facility(&visit.facility)?;
        let enrolment = standing::enrolment(standing, visit)?;
        standing::networked(facility, visit.care, visit.from)?;
        let earlier = PartsSettled::load(desk, standing, visit)?;
        let serial = earlier.next_serial(what)?;
        let day = last_day(desk, visit, what)?;
        let pack = rules::pack(desk, enrolment, day)?;
        let year = benefit_year(&pack, enrolment, day)?;
        Ok(Ground {
            visit,
            enrolment,
            facility,
            earlier,
            serial,
            day,
            pack,
            year,
        })
    }

    /// Which lines and which running totals.
    fn key<'k>(&'k self, what: &'k SettledTogether) -> BillKey<'k> {
        BillKey {
            bill: BillLines {
                person: &self.visit.person,
                visit: &self.visit.id,
            },
            batch: what.batch(),
            year: YearKey {
                person: &self.visit.person,
                insured_at: self.enrolment.insured_at,
                scheme: self.enrolment.scheme,
                year: &self.year,
            },
        }
    }

    /// The lines asked for, which must fit the steps taken so far, with the filings and the totals.
    fn bill_standing(
        &self,
        desk: &mut Desk<'_, '_>,
        asked: &Settle,
    ) -> Result<BillStanding, DeskError> {
        let key = self.key(&asked.what);
        let found = store::standing::load_bill(desk.tx, key)?;
        check_lines(desk, key.bill, asked, &found.unsettled)?;
        check_steps(self.visit, asked, found.unsettled.lines.len())?;
        Ok(found)
    }

    fn into_bill(
        self,
        desk: &mut Desk<'_, '_>,
        standing: &'a Standing,
        (what, flags): (&SettledTogether, VisitFlags),
    ) -> Result<ToPrice<'a>, DeskError> {
        let Ground {
            visit,
            enrolment,
            facility,
            day,
            pack,
            ..
        } = self;
        let stay = StayAtHand {
            visit,
            enrolment,
            facility,
            pack: &pack,
            day,
            referral: flags.referral,
        };
        let following = stays::following(desk, stay)?;
        let facts = OnRecord {
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
            diagnoses: findings::diagnoses(desk, visit, (&pack, what.batch()))?,
            designated: standing.designated,
        };
        Ok(ToPrice {
            visit,
            facts,
            pack,
            earlier: self.earlier,
            serial: self.serial,
            year: self.year,
        })
    }
}

/// A bill of which everything is known but what its benefit year says.
struct ToPrice<'a> {
    visit: &'a Visit,
    facts: OnRecord<'a>,
    pack: Arc<Pack>,
    earlier: PartsSettled,
    serial: String,
    /// Label of the benefit year it belongs to, as far as is known.
    year: String,
}

impl ToPrice<'_> {
    fn price(
        mut self,
        desk: &mut Desk<'_, '_>,
        mut found: BillStanding,
        asked: &Settle,
    ) -> Result<Priced, DeskError> {
        let situated = self.situate_in_its_year(desk, &mut found)?;
        let set_here = match found.unsettled.has_class_b() {
            true => split::set_by(&self.pack.in_force(None), &situated.situation)
                .map_err(|refusal| DeskError::refused(refusal, &situated.footing))?,
            false => None,
        };
        let split_anew = found.unsettled.split_by(set_here);
        check_whole(&found.unsettled)?;
        let mut counts = self.earlier.counts(&situated.situation, &self.year);
        if let Some(before) = self.goes_on(&situated.situation, &self.year) {
            let filed_then = before.unfiled_stay == 0;
            counts.retain(|counter| *counter == UNFILED_STAYS && filed_then);
        }
        let accounts = accounts(self.facts.enrolment, asked);
        let (inputs, computed) = work_out(situated, &found, accounts, &self.pack)?;
        let mut counted = computed.counted();
        for counter in counts {
            counted.insert(counter.to_owned(), Money::from_fen(1));
        }
        Ok(Priced {
            person: self.facts.person.clone(),
            visit: self.visit.clone(),
            enrolment: self.facts.enrolment.clone(),
            facility: self.facts.facility.clone(),
            pack: self.pack,
            year: self.year,
            inputs,
            plan: computed.plan,
            shares: computed.adjudication.shares,
            deductible: computed.adjudication.deductible,
            counted,
            provisional: computed.provisional,
            lines: found
                .unsettled
                .lines
                .into_iter()
                .map(|(line, _)| line)
                .collect(),
            split_anew,
            serial: self.serial,
        })
    }

    /// The situation by the numbers of the benefit year it belongs to, which are read with it where
    /// they are those of another.
    fn situate_in_its_year(
        &mut self,
        desk: &mut Desk<'_, '_>,
        found: &mut BillStanding,
    ) -> Result<Situated, DeskError> {
        let before = self.year.clone();
        let situated = self.situate(desk, &before, found)?;
        let own = benefit_year(&self.pack, self.facts.enrolment, situated.situation.day)?;
        if own == before {
            return Ok(situated);
        }
        // By the rules of its admission it belongs to the year of its admission.
        let key = YearKey {
            person: &self.visit.person,
            insured_at: self.facts.enrolment.insured_at,
            scheme: self.facts.enrolment.scheme,
            year: &own,
        };
        found.year = settlements::year_to_date(desk.tx, key)?;
        self.year.clone_from(&own);
        self.situate(desk, &own, found)
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
        scope: found.unsettled.scope(),
        year: found.year.clone(),
        accounts,
        provisional: vec![],
    };
    let computed = inputs.compute(pack, None);
    let computed = computed.map_err(|refusal| DeskError::refused(refusal, &inputs.footing))?;
    let figures = computed.provisional.iter().map(|it| it.figure.clone());
    inputs.provisional = figures.collect();
    Ok((inputs, computed))
}

/// The visit; the discharge; today for a mid-stay settlement. It picks the rules, unless they say
/// that a stay over years or rules goes by its admission.
fn last_day(desk: &Desk<'_, '_>, visit: &Visit, what: &SettledTogether) -> Result<Date, DeskError> {
    match what {
        SettledTogether::Batch(_) => Ok(visit.from),
        SettledTogether::Stay { mid_stay: true } => Ok(desk.today()),
        SettledTogether::Stay { mid_stay: false } => {
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
