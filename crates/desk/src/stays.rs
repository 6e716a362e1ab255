//! Which earlier stay a stay in hospital follows, read from the person's books: a part of the same
//! stay that was settled before it, or a stay elsewhere from which the person was transferred.
//!
//! A transfer is what the hospital calls one, within a day of the discharge elsewhere. Within how
//! many days a stay is a readmission no rule says, so where that makes a difference and somebody
//! was in hospital before in the benefit year, the bill is refused rather than guessed at.

use std::collections::BTreeMap;

use domain::facility::{Care, Facility};
use domain::person::Enrolment;
use domain::policy::Pack;
use domain::situation::{DeductibleBefore, Follows};
use jiff::civil::Date;
use store::StoreError;
use store::settlements::{self, Settlement};
use store::visits::{self, Visit, VisitState};

use crate::query::pack_of_settlement;
use crate::{Desk, DeskError};

/// What a stay follows, and what was paid as deductible in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Following {
    pub follows: Follows,
    pub deductible_before: DeductibleBefore,
    /// The numbers of a stay elsewhere, which this one may go on with.
    pub numbers: Option<Numbers>,
}

/// Which stay of its benefit year an earlier one was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub year: String,
    pub admission: u8,
    pub unfiled_stay: u8,
}

/// A stay that is about to be priced.
#[derive(Clone, Copy)]
pub(crate) struct StayAtHand<'a> {
    pub visit: &'a Visit,
    pub enrolment: &'a Enrolment,
    pub facility: &'a Facility,
    pub pack: &'a Pack,
    /// The discharge, or today in mid-stay.
    pub day: Date,
    /// The hospital says it was referred.
    pub referral: bool,
}

/// What the stay follows. Nothing is looked for unless the policy asks.
pub(crate) fn following(
    desk: &mut Desk<'_, '_>,
    stay: StayAtHand<'_>,
) -> Result<Following, DeskError> {
    if stay.visit.care != Care::Inpatient || !stay.pack.asks_what_stays_follow() {
        return Ok(Following::default());
    }
    let live = live_stays(desk, stay)?;
    if let Some(part) = live.iter().rev().find(|made| made.visit == stay.visit.id) {
        let follows = goes_on(stay, part);
        let deductible_before = match follows {
            Follows::Nothing => DeductibleBefore::default(),
            _ => paid_before(desk, (stay, &live), part)?,
        };
        return Ok(Following {
            follows,
            deductible_before,
            numbers: None,
        });
    }
    if let Some(from) = transferred_from(desk, stay)? {
        let last = live.iter().rev().find(|made| made.visit == from.id);
        let last = last.filter(|_| from.state == VisitState::Discharged);
        let last = last.ok_or(DeskError::EarlierStayUnsettled { since: from.from })?;
        let before = last.inputs.situation.level.rung();
        let follows = match stay.facility.level.rung().cmp(&before) {
            std::cmp::Ordering::Greater => Follows::TransferUp,
            std::cmp::Ordering::Less => Follows::TransferDown,
            std::cmp::Ordering::Equal => return Ok(Following::default()),
        };
        let situation = &last.inputs.situation;
        return Ok(Following {
            follows,
            deductible_before: paid_before(desk, (stay, &live), last)?,
            numbers: Some(Numbers {
                year: last.year.clone(),
                admission: situation.admission,
                unfiled_stay: situation.unfiled_stay,
            }),
        });
    }
    refuse_readmission(stay, &live)?;
    Ok(Following::default())
}

/// The stays of the insurance that are settled and stand, in the order they were settled.
fn live_stays(desk: &mut Desk<'_, '_>, stay: StayAtHand<'_>) -> Result<Vec<Settlement>, DeskError> {
    let of_insurance = |made: &Settlement| {
        let situation = &made.inputs.situation;
        situation.care == Care::Inpatient
            && situation.insured_at == stay.enrolment.insured_at
            && situation.scheme == stay.enrolment.scheme
    };
    let mut live = live_settlements(desk, &stay.visit.person)?;
    live.retain(of_insurance);
    Ok(live)
}

/// The settlements of a person that stand, in the order they were made.
pub(crate) fn live_settlements(
    desk: &mut Desk<'_, '_>,
    person: &domain::ids::PersonId,
) -> Result<Vec<Settlement>, DeskError> {
    let all = settlements::of_person(desk.tx, person)?;
    let undone: Vec<_> = all
        .iter()
        .filter_map(|made| made.reversal_of.clone())
        .collect();
    let stands = |made: &Settlement| made.reversal_of.is_none() && !undone.contains(&made.id);
    Ok(all.into_iter().filter(stands).collect())
}

/// Over what a stay goes that was settled in part before.
fn goes_on(stay: StayAtHand<'_>, part: &Settlement) -> Follows {
    let year = stay.pack.benefit_year(stay.day);
    if year.is_some_and(|year| year.label() != part.year) {
        return Follows::OverYear;
    }
    let before = part.inputs.situation.day;
    let changed = part.pack_hash != stay.pack.hash()
        || stay.pack.in_force(None).changes_between(before, stay.day);
    match changed {
        true => Follows::OverRules,
        false => Follows::Nothing,
    }
}

/// The stay elsewhere that ended when this one began, where the hospital calls this one a transfer.
fn transferred_from(
    desk: &mut Desk<'_, '_>,
    stay: StayAtHand<'_>,
) -> Result<Option<Visit>, DeskError> {
    if !stay.referral {
        return Ok(None);
    }
    let visit = stay.visit;
    let yesterday = visit.from.yesterday().unwrap_or(visit.from);
    let ended =
        |until: Option<Date>| until.is_none_or(|until| until == visit.from || until == yesterday);
    let before = |other: &Visit| {
        other.care == Care::Inpatient
            && other.state != VisitState::Cancelled
            && (other.insured_at, other.scheme) == (visit.insured_at, visit.scheme)
            && other.facility != visit.facility
            && other.from <= visit.from
            && ended(other.until)
    };
    let all = visits::of_person(desk.tx, &visit.person)?;
    Ok(all
        .into_iter()
        .filter(before)
        .max_by_key(|other| other.from))
}

/// What was paid as deductible in a stay, and in those it took a deductible over from: under which
/// layer, the settlement computed again tells.
fn paid_before(
    desk: &mut Desk<'_, '_>,
    (stay, live): (StayAtHand<'_>, &[Settlement]),
    last: &Settlement,
) -> Result<DeductibleBefore, DeskError> {
    // Parts of one stay under the same rules follow nothing; they are one stay all the same.
    let goes_on = last.inputs.situation.follows == Follows::Nothing;
    let part = |made: &&Settlement| made.visit == last.visit && made.turn < last.turn;
    let parts = live.iter().filter(|made| goes_on && part(made));
    let now = stay.pack.benefit_year(stay.day).map(|year| year.label());
    let mut paid = BTreeMap::new();
    for made in parts.chain([last]) {
        let pack = pack_of_settlement(desk, made)?;
        let computed = made.inputs.settled_again(&pack);
        let computed = computed.map_err(|refusal| {
            StoreError::Row(format!("settlement {}: {}", made.id, refusal.message().en))
        })?;
        let handed_over = computed.handed_over(now.as_ref() == Some(&made.year));
        for (layer, amount) in handed_over.amounts() {
            *paid
                .entry(layer.unwrap_or_default().to_owned())
                .or_default() += amount;
        }
    }
    Ok(DeductibleBefore::ByLayer(paid))
}

fn refuse_readmission(stay: StayAtHand<'_>, live: &[Settlement]) -> Result<(), DeskError> {
    let year = stay.pack.benefit_year(stay.day).map(|year| year.label());
    let been = live.iter().any(|made| Some(&made.year) == year.as_ref());
    if !been || !stay.pack.tells_readmission_apart(stay.day) {
        return Ok(());
    }
    Err(DeskError::FactNotKnown {
        fact: domain::say!(
            "本年住过院，而这里不知道这次住院算不算再次入院",
            "there was a stay before in the year, and whether this one is a readmission is not \
             known here"
        ),
    })
}

/// Whether a settlement follows another: a part of the same stay, or a transfer from it.
pub(crate) fn is_followed_by(settled: &Settlement, later: &Settlement, visits: &[Visit]) -> bool {
    match later.inputs.situation.follows {
        Follows::Nothing => false,
        Follows::OverYear | Follows::OverRules => later.visit == settled.visit,
        Follows::TransferUp | Follows::TransferDown | Follows::Readmission => {
            let days = |id| visits.iter().find(|visit| visit.id == id);
            let (from, to) = (days(settled.visit.clone()), days(later.visit.clone()));
            let met = from.zip(to).is_some_and(|(from, to)| {
                let yesterday = to.from.yesterday().unwrap_or(to.from);
                from.until
                    .is_some_and(|until| until == to.from || until == yesterday)
            });
            met && later.visit != settled.visit
        }
    }
}
