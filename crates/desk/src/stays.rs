//! Which earlier stay a stay in hospital follows, read from the person's books: a part of the same
//! stay that was settled before it, or a stay elsewhere from which the person was transferred.
//!
//! A transfer is what the hospital calls one, within a day of the discharge elsewhere. Within how
//! many days a stay is a readmission no rule says, so where that makes a difference and somebody
//! was in hospital before in the benefit year, the bill is refused rather than guessed at.

use std::collections::BTreeMap;

use domain::facility::{Care, Level};
use domain::ids::VisitId;
use domain::policy::Pack;
use domain::situation::{DeductibleBefore, Follows, YearToDate};
use jiff::civil::Date;
use store::StoreError;
use store::corrections;
use store::settlements::{self, Settlement};
use store::visits::{self, Visit, VisitState};

use crate::derive::Counts;
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
    /// The level of the hospital.
    pub level: Level,
    pub pack: &'a Pack,
    /// The discharge, or today in mid-stay.
    pub day: Date,
    /// The hospital says it was referred.
    pub referral: bool,
}

/// What a person was settled before in hospital by the insurance, as it stands, in the order it was
/// settled, with all their visits.
#[derive(Default)]
pub(crate) struct Before {
    pub stays: Vec<Settlement>,
    pub visits: Vec<Visit>,
}

impl Before {
    /// Reads what a stay goes on with or may follow.
    pub(crate) fn load(desk: &mut Desk<'_, '_>, visit: &Visit) -> Result<Before, DeskError> {
        let mut stays = corrections::standing(desk.tx, &visit.person)?;
        stays.retain(|made| {
            made.inputs.situation.care == Care::Inpatient
                && made.insurance() == (visit.insured_at, visit.scheme)
        });
        let mut before = Before {
            stays: vec![],
            visits: visits::of_person(desk.tx, &visit.person)?,
        };
        if stays.is_empty() {
            return Ok(before);
        }
        let insurance = (visit.insured_at, visit.scheme);
        let mut used = settlements::openings(desk.tx, &visit.person, insurance)?;
        let asked = corrections::asked(desk.tx, &visit.person)?;
        for mut made in stays {
            let used = used.entry(made.year.clone()).or_default();
            if !asked.any(&made.id) {
                before.renumber(&mut made, used);
            }
            settlements::grow(used, &made.counted);
            before.stays.push(made);
        }
        Ok(before)
    }

    /// Gives a stay the numbers it has among those that stand, after what was used up before it. It
    /// may have been settled with others, which made no difference to it; they make one to what
    /// goes on with it. One that stands by rule or decision keeps its own.
    pub(crate) fn renumber(&self, made: &mut Settlement, used: &YearToDate) {
        if made.inputs.situation.care != Care::Inpatient {
            return;
        }
        let joined = made.so_far.iter().flat_map(|so_far| &so_far.settlements);
        let joined: Vec<_> = joined.collect();
        let mut before = self.stays.iter().rev();
        let part = before.find(|part| joined.contains(&&part.id));
        let part = part.map(|part| &part.inputs.situation);
        let others = self.stays.iter().filter(|other| other.visit == made.visit);
        let others = others.filter(|other| other.year == made.year);
        let goes_on = others.map(Counts::of_whole).any(|counts| counts.admission);
        let (parts, whole) = (
            Counts::of_parts(made.so_far.as_ref()),
            Counts::of_whole(made),
        );
        let is_transfer = matches!(
            made.inputs.situation.follows,
            Follows::TransferUp | Follows::TransferDown
        );
        let mut from = self.stays.iter().rev();
        let from = from.find(|other| {
            is_transfer && other.year == made.year && is_followed_by(other, made, &self.visits)
        });
        let from = from.map(|from| &from.inputs.situation);
        let situation = &mut made.inputs.situation;
        situation.admission = match (part, from) {
            (Some(part), _) if parts.admission => part.admission,
            _ if whole.admission => used.admissions.saturating_add(1),
            (_, Some(from)) => from.admission,
            _ if goes_on => used.admissions.max(1),
            _ => used.admissions.saturating_add(1),
        };
        // One that is filed has none.
        if situation.unfiled_stay != 0 {
            situation.unfiled_stay = match (part, from) {
                (Some(part), _) if parts.unfiled => part.unfiled_stay,
                _ if whole.unfiled => used.unfiled_stays.saturating_add(1),
                (_, Some(from)) if from.unfiled_stay > 0 => from.unfiled_stay,
                _ => used.unfiled_stays.max(1),
            };
        }
    }

    /// The parts of the stay that make one whole with the next: those under the same rules, in the
    /// same benefit year.
    pub(crate) fn whole_so_far(&self, stay: StayAtHand<'_>) -> Vec<&Settlement> {
        let mut parts = self.stays.iter().filter(|made| made.visit == stay.visit.id);
        let Some(last) = parts.next_back() else {
            return vec![];
        };
        if goes_on(stay, last) != Follows::Nothing {
            return vec![];
        }
        let joined = last.so_far.iter().flat_map(|so_far| &so_far.settlements);
        let joined: Vec<_> = joined.chain([&last.id]).collect();
        let stays = self.stays.iter();
        stays.filter(|made| joined.contains(&&made.id)).collect()
    }

    /// Without these parts, for what they follow follows the next one too.
    pub(crate) fn without<'a>(&'a self, whole: &[&Settlement]) -> BeforeWhole<'a> {
        let own = |made: &&Settlement| whole.iter().all(|part| part.id != made.id);
        BeforeWhole {
            stays: self.stays.iter().filter(own).collect(),
            visits: &self.visits,
        }
    }
}

/// What was settled before the whole that a stay belongs to.
pub(crate) struct BeforeWhole<'a> {
    pub stays: Vec<&'a Settlement>,
    pub visits: &'a [Visit],
}

impl BeforeWhole<'_> {
    /// Other parts of the same stay, under other rules or in another benefit year.
    pub(crate) fn parts_of(&self, visit: &VisitId) -> impl DoubleEndedIterator<Item = &Settlement> {
        let stays = self.stays.iter().copied();
        stays.filter(move |made| made.visit == *visit)
    }

    /// The last settlement of the stay from which the person was transferred, if it stands.
    fn last_of(&self, visit: &VisitId) -> Option<&Settlement> {
        self.parts_of(visit).next_back()
    }
}

/// What the stay follows. Nothing is looked for unless the policy asks.
pub(crate) fn following(
    desk: &mut Desk<'_, '_>,
    stay: StayAtHand<'_>,
    earlier: &BeforeWhole<'_>,
) -> Result<Following, DeskError> {
    if stay.visit.care != Care::Inpatient || !stay.pack.asks_what_stays_follow() {
        return Ok(Following::default());
    }
    if let Some(part) = earlier.last_of(&stay.visit.id) {
        return follow(desk, (stay, goes_on(stay, part)), earlier, part);
    }
    if let Some(from) = transferred_from(stay, earlier.visits) {
        let last = earlier.last_of(&from.id);
        let last = last.filter(|_| from.state == VisitState::Discharged);
        let last = last.ok_or(DeskError::EarlierStayUnsettled { since: from.from })?;
        let before = last.inputs.situation.level.rung();
        let follows = match stay.level.rung().cmp(&before) {
            std::cmp::Ordering::Greater => Follows::TransferUp,
            std::cmp::Ordering::Less => Follows::TransferDown,
            std::cmp::Ordering::Equal => return Ok(Following::default()),
        };
        return follow(desk, (stay, follows), earlier, last);
    }
    refuse_readmission(stay, &earlier.stays)?;
    Ok(Following::default())
}

/// What a stay follows that was decided before, as what it follows stands now; none where that no
/// longer stands.
pub(crate) fn followed_again(
    desk: &mut Desk<'_, '_>,
    (stay, follows): (StayAtHand<'_>, Follows),
    earlier: &BeforeWhole<'_>,
) -> Result<Option<Following>, DeskError> {
    let last = match follows {
        Follows::Nothing | Follows::Readmission => {
            return Ok(Some(Following {
                follows,
                ..Following::default()
            }));
        }
        Follows::OverYear | Follows::OverRules => earlier.last_of(&stay.visit.id),
        Follows::TransferUp | Follows::TransferDown => {
            let from = transferred_from(stay, earlier.visits);
            from.and_then(|from| earlier.last_of(&from.id))
        }
    };
    last.map(|last| follow(desk, (stay, follows), earlier, last))
        .transpose()
}

fn follow(
    desk: &mut Desk<'_, '_>,
    (stay, follows): (StayAtHand<'_>, Follows),
    earlier: &BeforeWhole<'_>,
    last: &Settlement,
) -> Result<Following, DeskError> {
    let transfer = matches!(follows, Follows::TransferUp | Follows::TransferDown);
    let situation = &last.inputs.situation;
    Ok(Following {
        follows,
        deductible_before: match follows {
            Follows::Nothing => DeductibleBefore::default(),
            _ => paid_before(desk, (stay, earlier), last)?,
        },
        numbers: transfer.then(|| Numbers {
            year: last.year.clone(),
            admission: situation.admission,
            unfiled_stay: situation.unfiled_stay,
        }),
    })
}

/// Over what a stay goes that was settled in part before. Where the rules say nothing of a stay
/// over a change of them, there is nothing to tell apart: the whole goes by the rules of its day.
fn goes_on(stay: StayAtHand<'_>, part: &Settlement) -> Follows {
    let year = stay.pack.benefit_year(stay.day);
    if year.is_some_and(|year| year.label() != part.year) {
        return Follows::OverYear;
    }
    let before = part.inputs.situation.day;
    let changed = part.pack_hash != stay.pack.hash()
        || stay.pack.in_force(None).changes_between(before, stay.day);
    match changed && stay.pack.asks_what_stays_follow() {
        true => Follows::OverRules,
        false => Follows::Nothing,
    }
}

/// The stay elsewhere that ended when this one began, where the hospital calls this one a transfer.
fn transferred_from<'v>(stay: StayAtHand<'_>, visits: &'v [Visit]) -> Option<&'v Visit> {
    if !stay.referral {
        return None;
    }
    let visit = stay.visit;
    let yesterday = visit.from.yesterday().unwrap_or(visit.from);
    let ended =
        |until: Option<Date>| until.is_none_or(|until| until == visit.from || until == yesterday);
    let before = |other: &&Visit| {
        other.care == Care::Inpatient
            && other.state != VisitState::Cancelled
            && (other.insured_at, other.scheme) == (visit.insured_at, visit.scheme)
            && other.facility != visit.facility
            && other.from <= visit.from
            && ended(other.until)
    };
    let stays = visits.iter().filter(before);
    stays.max_by_key(|other| other.from)
}

/// What was paid as deductible in a stay, and in those it took a deductible over from: under which
/// layer, the settlement computed again tells. A part of a whole is computed with all of it so far.
fn paid_before(
    desk: &mut Desk<'_, '_>,
    (stay, earlier): (StayAtHand<'_>, &BeforeWhole<'_>),
    last: &Settlement,
) -> Result<DeductibleBefore, DeskError> {
    // Parts of one stay that were each settled by themselves follow nothing; they are one stay all
    // the same.
    let goes_on = last.inputs.situation.follows == Follows::Nothing;
    let joined = last.so_far.iter().flat_map(|so_far| &so_far.settlements);
    let joined: Vec<_> = joined.collect();
    let part = |made: &&Settlement| {
        made.visit == last.visit && made.turn < last.turn && !joined.contains(&&made.id)
    };
    let stays = earlier.stays.iter().copied();
    let parts = stays.filter(|made| goes_on && part(made));
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

fn refuse_readmission(stay: StayAtHand<'_>, live: &[&Settlement]) -> Result<(), DeskError> {
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
