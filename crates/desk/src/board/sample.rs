//! A sample of decisions, looked at again by somebody else. Which decisions are drawn follows from
//! a seed and a rate alone: whoever asks with the same gets the same, and nobody picks.

use domain::calendar::days_after;
use domain::ids::PersonId;
use domain::text::Named;
use domain::{Bilingual, Region};
use jiff::civil::Date;
use store::operators::Operator;
use store::second_looks::{self, LookedKind, SecondLookTaken};
use store::{bill_cases, cases, people, sha256_hex};

use crate::bill_cases::BillCaseError;
use crate::cases::{CaseError, is_own, is_same_human, name_of};
use crate::unit_places::places_of_unit;
use crate::{Desk, DeskError, bill_cases as bills};

/// How many days back decisions are drawn from.
const DAYS: i32 = 30;
/// So many of the last decisions of each kind are drawn from.
const DRAWN_FROM: u32 = 500;

/// By what is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleAsked {
    /// Any text; the same text draws the same decisions.
    pub seed: String,
    /// How many of a hundred.
    pub rate: u32,
}

/// Whether a decision is drawn: the first eight hex digits of the SHA-256 of seed, number and day
/// are less than the rate's part of all there are.
pub fn is_drawn(asked: &SampleAsked, (number, on): (&str, Date)) -> bool {
    let hash = sha256_hex(&[
        asked.seed.as_bytes(),
        b"|",
        number.as_bytes(),
        b"|",
        on.to_string().as_bytes(),
    ]);
    let drawn = u64::from_str_radix(&hash[..8], 16).unwrap_or(u64::MAX);
    drawn * 100 < u64::from(asked.rate.min(100)) << 32
}

/// A decision that was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// A filing or a bill.
    pub kind: LookedKind,
    /// Its number.
    pub number: String,
    /// Full name; pages mask it.
    pub name: String,
    /// Who decided, by name.
    pub by: String,
    /// When.
    pub on: Date,
    /// How it ended.
    pub ended: Bilingual,
    /// Who looked again, by name, whether they agree, and why not.
    pub look: Option<(String, bool, String)>,
    /// Whether this operator may look.
    pub may_look: bool,
}

/// The sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionSample {
    /// By what it was drawn.
    pub asked: SampleAsked,
    /// From how many decisions.
    pub of: usize,
    /// What was drawn, by number.
    pub drawn: Vec<Drawn>,
}

impl DecisionSample {
    /// How many were agreed with, not agreed with, and not looked at yet.
    pub fn counts(&self) -> [usize; 3] {
        let mut counts = [0; 3];
        for one in &self.drawn {
            counts[match &one.look {
                Some((_, true, _)) => 0,
                Some((_, false, _)) => 1,
                None => 2,
            }] += 1;
        }
        counts
    }
}

/// A decision as it can be drawn.
struct Decided {
    kind: LookedKind,
    person: PersonId,
    number: String,
    insured_at: Region,
    by: String,
    on: Date,
    ended: Bilingual,
}

fn of_filing(row: cases::CaseEntry) -> Decided {
    Decided {
        kind: LookedKind::Filing,
        number: row.filing.to_string(),
        insured_at: row.insured_at,
        by: row.decided_by,
        on: row.decided_on,
        ended: row.lane.name(),
        person: row.person,
    }
}

fn of_bill(case: bills::BillCase) -> Decided {
    Decided {
        kind: LookedKind::Bill,
        number: case.number,
        insured_at: case.insured_at,
        by: case.decided_by,
        on: case.decided_on,
        ended: case.lane.name(),
        person: case.person,
    }
}

/// Draws from what people of the unit decided.
pub(super) fn draw(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    asked: &SampleAsked,
) -> Result<DecisionSample, DeskError> {
    let since = days_after(desk.today(), -DAYS);
    let (mut all, mut looks) = (Vec::new(), Vec::new());
    let mut places = places_of_unit(desk, operator, cases::next_region)?;
    places.extend(places_of_unit(desk, operator, bill_cases::next_region)?);
    places.sort();
    places.dedup();
    for region in places {
        let filings = cases::decided(desk.tx, region, (since, DRAWN_FROM))?;
        all.extend(filings.into_iter().map(of_filing));
        let of_bills = bill_cases::decided(desk.tx, region, (since, DRAWN_FROM))?;
        all.extend(of_bills.into_iter().map(of_bill));
        looks.extend(second_looks::since(desk.tx, region, since)?);
    }
    let of = all.len();
    all.retain(|one| is_drawn(asked, (&one.number, one.on)));
    all.sort_by(|one, other| (one.on, &one.number).cmp(&(other.on, &other.number)));
    let mut drawn = Vec::with_capacity(all.len());
    for one in all {
        let mut own_looks = looks.iter();
        let look = own_looks.find(|look| look.number == one.number && look.decided_on == one.on);
        drawn.push(shown(desk, operator, (one, look))?);
    }
    Ok(DecisionSample {
        asked: asked.clone(),
        of,
        drawn,
    })
}

fn shown(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (one, look): (Decided, Option<&SecondLookTaken>),
) -> Result<Drawn, DeskError> {
    let person = people::find(desk.tx, &one.person)?;
    let is_near = is_same_human(desk, operator, &one.by)? || is_own(desk, operator, &one.person)?;
    let look = match look {
        None => None,
        Some(look) => Some((
            name_of(desk, &look.looked_by)?,
            look.agreed,
            look.reason.clone(),
        )),
    };
    Ok(Drawn {
        may_look: look.is_none() && !is_near,
        kind: one.kind,
        name: person.map_or_else(String::new, |person| person.name),
        by: name_of(desk, &one.by)?,
        on: one.on,
        ended: one.ended,
        number: one.number,
        look,
    })
}

/// What somebody says of a decision they looked at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookAsked {
    /// A filing or a bill.
    pub kind: LookedKind,
    /// Its number.
    pub number: String,
    /// Whether they agree.
    pub agreed: bool,
    /// Why not.
    pub reason: String,
}

/// Notes what somebody else says of a decision. It changes nothing that was decided; the first word
/// stands, said again it is the same.
pub fn look_again(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    asked: &LookAsked,
) -> Result<(), DeskError> {
    let one = decided(desk, operator, asked)?;
    if is_own(desk, operator, &one.person)? {
        return Err(CaseError::OwnCase.into());
    }
    if is_same_human(desk, operator, &one.by)? {
        return Err(CaseError::SecondEye.into());
    }
    let reason = asked.reason.trim();
    if !asked.agreed && reason.chars().count() < 4 {
        return Err(BillCaseError::WhyMissing.into());
    }
    desk.tx.lock_person(&one.person)?;
    let look = SecondLookTaken {
        person: one.person.clone(),
        number: one.number,
        insured_at: one.insured_at,
        kind: one.kind,
        decided_by: one.by,
        decided_on: one.on,
        looked_by: operator.id.clone(),
        looked_at: desk.now,
        agreed: asked.agreed,
        reason: reason.to_owned(),
    };
    if second_looks::insert(desk.tx, desk.random, &look)? {
        let said = if look.agreed { "agreed" } else { "not-agreed" };
        let by = (operator.id.as_str(), "second-look");
        desk.note(look.person.as_str(), by, (&look.number, said))?;
    }
    Ok(())
}

/// A decision of the unit that people took.
fn decided(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    asked: &LookAsked,
) -> Result<Decided, DeskError> {
    let unknown = || BillCaseError::UnknownBillCase {
        case: asked.number.clone(),
    };
    let found = match asked.kind {
        LookedKind::Filing => {
            let id = asked.number.parse().map_err(|_| unknown())?;
            let filing = crate::filing::filing_by_id(desk, &id)?;
            cases::find(desk.tx, filing.person(), &id)?.map(of_filing)
        }
        LookedKind::Bill => bill_cases::find_by_number(desk.tx, &asked.number)?.map(of_bill),
    };
    let found = found.filter(|one| {
        operator.unit.holds_region(one.insured_at)
            && one.on != cases::NEVER
            && !["", "rule"].contains(&one.by.as_str())
    });
    found.ok_or_else(|| unknown().into())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_about_as_many_as_the_rate_says() {
        let asked = |seed: &str, rate| SampleAsked {
            seed: seed.to_owned(),
            rate,
        };
        let drawn = |asked: &SampleAsked| {
            let all = (0..2_000).map(|number| format!("B{number}"));
            all.filter(|number| is_drawn(asked, (number, date(2026, 12, 1))))
                .collect::<Vec<_>>()
        };
        let (one, again) = (drawn(&asked("2026-12", 10)), drawn(&asked("2026-12", 10)));
        assert_eq!(one, again);
        assert_ne!(one, drawn(&asked("2027-01", 10)));
        assert!((120..280).contains(&one.len()), "{}", one.len());
        assert_eq!(drawn(&asked("x", 0)).len(), 0);
        assert_eq!(drawn(&asked("x", 100)).len(), 2_000);
    }
}
