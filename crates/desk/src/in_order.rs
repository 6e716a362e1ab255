//! The settlements of one insurance of a person, gone through in the order they were made, each
//! derived again from those before it as they stand.

use std::collections::BTreeMap;

use domain::facility::Care;
use domain::ids::{PersonId, SettlementId};
use domain::person::Scheme;
use domain::policy::Pack;
use domain::shares::Payer;
use domain::situation::{Follows, Situation, YearToDate};
use domain::{Bilingual, Money, Region};
use store::corrections;
use store::people;
use store::settlements::{self, Settlement, SoFar};
use store::visits::{self, Visit};

use crate::derive::{Counts, Derived, Ordinals, derive_again, paid_by_account, used_without};
use crate::query::pack_of_settlement;
use crate::stays::{Before, StayAtHand, followed_again};
use crate::{Desk, DeskError};

/// The insurance of a settlement: it keeps running totals and an account of its own.
pub(crate) type Insurance = (Region, Scheme);

/// What the personal account of an insurance holds.
pub(crate) fn on_account(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    insurance: Insurance,
) -> Result<Money, DeskError> {
    let enrolments = people::enrolments(desk.tx, person)?;
    let own = enrolments
        .iter()
        .find(|enrolment| (enrolment.insured_at, enrolment.scheme) == insurance);
    Ok(own.map(|enrolment| enrolment.account).unwrap_or_default())
}

/// The settlements of one insurance of a person, gone through in the order they were made.
pub(crate) struct InOrder {
    pub person: PersonId,
    pub insurance: Insurance,
    /// What is still to come.
    pub standing: Vec<Settlement>,
    /// What was gone through, as it stands now.
    pub gone: Before,
    /// What was used up so far, by benefit year.
    pub used: BTreeMap<String, YearToDate>,
    /// What is on the personal account so far.
    balance: Money,
    /// How often each was corrected before.
    pub corrected: BTreeMap<SettlementId, i64>,
}

impl InOrder {
    /// Nothing is gone through yet; so much comes back to the account that is not on it yet.
    pub(crate) fn open(
        desk: &mut Desk<'_, '_>,
        person: &PersonId,
        (insurance, returned): (Insurance, Money),
    ) -> Result<InOrder, DeskError> {
        let all = settlements::of_person(desk.tx, person)?;
        let known = corrections::of_person(desk.tx, person)?;
        let mut corrected = BTreeMap::new();
        for correction in &known {
            let last = corrected.entry(correction.settlement.clone()).or_default();
            *last = correction.ordinal.max(*last);
        }
        let mut standing = corrections::as_they_stand(all, &known);
        standing.retain(|made| made.insurance() == insurance);
        let mut used: BTreeMap<String, YearToDate> = BTreeMap::new();
        for (year, counter, amount) in settlements::openings(desk.tx, person, insurance)? {
            settlements::add_total(used.entry(year).or_default(), counter, amount.fen());
        }
        let now = on_account(desk, person, insurance)?;
        let drawn: Money = standing
            .iter()
            .map(|made| made.shares.of(Payer::Account))
            .sum();
        Ok(InOrder {
            person: person.clone(),
            insurance,
            gone: Before {
                stays: vec![],
                visits: visits::of_person(desk.tx, person)?,
            },
            standing,
            used,
            balance: now + returned + drawn,
            corrected,
        })
    }

    /// Goes on to the next.
    pub(crate) fn add(&mut self, made: Settlement) {
        let used = self.used.entry(made.year.clone()).or_default();
        settlements::grow(used, &made.counted);
        self.balance -= made.shares.of(Payer::Account);
        self.gone.stays.push(made);
    }

    /// What a settlement comes to after those before it as they stand; or why nobody can say.
    pub(crate) fn again(
        &self,
        desk: &mut Desk<'_, '_>,
        made: &Settlement,
    ) -> Result<Result<Derived, Bilingual>, DeskError> {
        let pack = pack_of_settlement(desk, made)?;
        let joined = made.so_far.iter().flat_map(|so_far| &so_far.settlements);
        let joined: Vec<_> = joined.collect();
        let gone = self.gone.stays.iter();
        let whole: Vec<_> = gone.filter(|part| joined.contains(&&part.id)).collect();
        let so_far = SoFar::of(whole.iter().copied());
        let used = self.used.get(&made.year).cloned().unwrap_or_default();
        let used = used_without(&used, so_far.as_ref());
        let mut inputs = made.inputs.clone();
        let mut counts = Counts::default();
        if inputs.situation.care == Care::Inpatient {
            let numbered = self.number(desk, (made, &pack), (&whole, so_far.as_ref(), &used))?;
            let Some((situation, ordinals)) = numbered else {
                return Ok(Err(domain::say!(
                    "它接着的那次住院结算已撤销",
                    "the stay it follows is no longer settled"
                )));
            };
            inputs.situation = situation;
            counts = ordinals.counts_of(inputs.scope.total());
        }
        inputs.year = used;
        let may_draw = made.uses_account.unwrap_or(!inputs.accounts.own.is_zero());
        let holds = match may_draw {
            true => self.balance,
            false => Money::ZERO,
        };
        inputs.accounts.own = paid_by_account(so_far.as_ref()) + holds;
        let derived = derive_again(inputs, so_far, (&pack, counts));
        Ok(derived.map_err(|refused| refused.0.message()))
    }

    /// The situation of a stay with the numbers it has now, and what it takes over now of the stay
    /// it follows; none where that one no longer stands.
    fn number(
        &self,
        desk: &mut Desk<'_, '_>,
        (made, pack): (&Settlement, &Pack),
        (whole, so_far, used): (&[&Settlement], Option<&SoFar>, &YearToDate),
    ) -> Result<Option<(Situation, Ordinals)>, DeskError> {
        let mut situation = made.inputs.situation.clone();
        let visit = self.gone.visits.iter().find(|visit| visit.id == made.visit);
        let visit = visit.ok_or_else(|| DeskError::UnknownVisit {
            visit: made.visit.clone(),
        })?;
        let earlier = self.gone.without(whole);
        let others = earlier.parts_of(&made.visit);
        let others = others.filter(|other| other.year == made.year);
        let ordinals = Ordinals::of(situation.care, used, others.map(Counts::of_whole));
        let mut ordinals = ordinals.of_first(whole.first().copied(), so_far);
        let follows = situation.follows;
        let stay = StayAtHand {
            visit,
            level: situation.level,
            pack,
            day: last_day(visit, made),
            referral: matches!(follows, Follows::TransferUp | Follows::TransferDown),
        };
        let Some(followed) = followed_again(desk, (stay, follows), &earlier)? else {
            return Ok(None);
        };
        if follows != Follows::Readmission {
            situation.deductible_before = followed.deductible_before;
        }
        let numbers = followed.numbers.filter(|numbers| numbers.year == made.year);
        if let Some(numbers) = numbers
            && pack.in_force(None).is_same_admission(&situation)
        {
            ordinals = ordinals.going_on(&numbers);
        }
        situation.admission = ordinals.admission;
        let filed = situation.unfiled_stay == 0;
        if !filed {
            situation.unfiled_stay = ordinals.unfiled_before.saturating_add(1);
        }
        Ok(Some((situation, ordinals.of_filed(filed))))
    }
}

/// The day up to which a part of a stay goes: its discharge, or the day it was settled on.
fn last_day(visit: &Visit, made: &Settlement) -> jiff::civil::Date {
    match visit
        .until
        .filter(|_| made.batch.starts_with(crate::parts::FINAL))
    {
        Some(until) => until,
        None => domain::calendar::today_in_china(made.created_at),
    }
}
