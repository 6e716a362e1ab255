//! How bills come to the list that were not settled at all, and those that waited before there was
//! a list.

use domain::Bilingual;
use domain::basis::ShownBasis;
use domain::footing::FootingDecision;
use domain::plan::Refusal;
use domain::situation::Footing;
use store::bill_cases::{self, BillCase, BillCaseKind, BillLane, RefusedBill};
use store::settlements;
use store::visits::{self, Visit};
use store::{corrections, reference};

use crate::bill_waits::{BY_RULE, BillComes, open_settled};
use crate::settle::Settle;
use crate::{Caller, Desk, DeskError};

/// A refusal that the person sees explained, and that a clerk may have to look at.
#[derive(Clone, Debug)]
pub struct NotedRefusal {
    code: &'static str,
    title: Bilingual,
    says: Bilingual,
    next: Bilingual,
    who: Decides,
    unfiled: bool,
    refusal: Option<Refusal>,
}

/// Who says what becomes of a bill that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Decides {
    /// The rules do not say: a person.
    Somebody,
    /// The rules say that it is paid by the person and claimed.
    TheRules,
}

impl NotedRefusal {
    /// What is noted of a refusal; nothing where only the message was wrong.
    pub fn of(refused: &DeskError) -> Option<NotedRefusal> {
        let (who, why) = match refused {
            DeskError::RuleNotKnown { refusal, footing }
            | DeskError::CeilingNotKnown { refusal, footing }
            | DeskError::NoRule { refusal, footing }
            | DeskError::TwoRules { refusal, footing } => {
                (Decides::Somebody, Some((refusal, footing)))
            }
            DeskError::NoPolicy { .. } | DeskError::FactNotKnown { .. } => {
                (Decides::Somebody, None)
            }
            DeskError::NotDirect { refusal, footing } => {
                (Decides::TheRules, Some((refusal, footing)))
            }
            DeskError::NotNetworked { .. } | DeskError::HomeSuspended { .. } => {
                (Decides::TheRules, None)
            }
            _ => return None,
        };
        let entry = refused.entry();
        let is_unfiled = |footing: &FootingDecision| footing.footing == Footing::Unfiled;
        Some(NotedRefusal {
            code: entry.code,
            title: entry.means(),
            says: refused.message(),
            next: entry.next(),
            who,
            unfiled: why.is_some_and(|(_, footing)| is_unfiled(footing)),
            refusal: why.map(|(refusal, _)| (**refusal).clone()),
        })
    }

    /// The bill as it was asked for and refused.
    fn bill(
        &self,
        desk: &Desk<'_, '_>,
        visit: &Visit,
        asked: &Settle,
    ) -> Result<RefusedBill, DeskError> {
        let facility = desk.reference.facility(&visit.facility)?;
        Ok(RefusedBill {
            facility: visit.facility.clone(),
            treated_at: facility.region,
            care: visit.care,
            scheme: visit.scheme,
            from: visit.from,
            until: visit.until,
            total: asked.stated_total,
            code: self.code.to_owned(),
            title: self.title.clone(),
            says: self.says.clone(),
            next: self.next.clone(),
            basis: self.basis(desk, visit),
            unfiled: self.unfiled,
            asked_at: desk.now,
        })
    }

    /// On what it rests, as far as a row of the rules says so.
    fn basis(&self, desk: &Desk<'_, '_>, visit: &Visit) -> Vec<ShownBasis> {
        let day = visit.until.unwrap_or(visit.from);
        let library = &desk.reference.library;
        let place = visit.insured_at.pooling();
        let pack = library.pack(place, visit.scheme, day);
        let (Some(pack), Some(refusal)) = (pack, &self.refusal) else {
            return Vec::new();
        };
        let mut shown = match refusal {
            Refusal::Unknown { missing, .. } | Refusal::CeilingNotKnown { missing, .. } => missing
                .iter()
                .map(|one| pack.show_basis(&one.cited.basis, one.cited.from))
                .collect(),
            Refusal::NotDirect { basis, from, .. } => vec![pack.show_basis(basis, *from)],
            _ => Vec::new(),
        };
        shown.dedup();
        shown
    }
}

/// Notes that a facility asked to have a bill settled, or what it would come to, and that this was
/// refused: the person sees why and what to do, and where the rules do not say, a clerk looks.
/// Asked again the same, nothing is noted.
pub fn note_refusal(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (asked, refused): (&Settle, &NotedRefusal),
) -> Result<(), DeskError> {
    let Some(visit) = visits::find(desk.tx, &asked.person, &asked.visit)? else {
        return Ok(());
    };
    if visit.facility != caller.facility {
        return Ok(());
    }
    let turn = desk.tx.lock_person(&asked.person)?;
    let mut all = bill_cases::of_person(desk.tx, &asked.person)?;
    all.retain(|case| case.kind == BillCaseKind::Refused && case.visit == asked.visit.as_str());
    let before = all.pop();
    let bill = refused.bill(desk, &visit, asked)?;
    let same = |case: &&BillCase| {
        let known = case.body.refused.as_ref();
        known.is_some_and(|known| known.code == bill.code && known.total == bill.total)
    };
    if let Some(case) = before.as_ref().filter(same)
        && bill_cases::is_open(desk.tx, case)?
    {
        return Ok(());
    }
    let place = visit.insured_at.pooling();
    let comes = BillComes {
        person: &asked.person,
        number: match &before {
            Some(case) => case.number.clone(),
            None => desk.new_number('K', place),
        },
        visit: visit.id.to_string(),
        insured_at: place,
        kind: BillCaseKind::Refused,
        turn,
    };
    let mut case = comes.waiting(desk, before);
    case.body.refused = Some(bill);
    if refused.who == Decides::TheRules {
        case.lane = BillLane::Claimed;
        BY_RULE.clone_into(&mut case.decided_by);
        case.decided_on = desk.today();
    }
    let by = format!("{}/{}", caller.facility, caller.operator);
    super::put(desk, &case, (&by, "not-settled", refused.code))
}

/// Puts on the list what waited for a clerk before there was one, some at a time. Whether all is
/// on it.
pub fn fill_bill_cases(desk: &mut Desk<'_, '_>) -> Result<bool, DeskError> {
    const MOST: u32 = 100_000;
    const AT_ONCE: usize = 200;
    const DONE: &str = "bill-cases-filled";
    if reference::meta::<u8>(desk.tx, DONE)?.is_some() {
        return Ok(true);
    }
    let mut filled = 0;
    for task in corrections::open_tasks(desk.tx, MOST)? {
        let number = task.settlement.to_string();
        if bill_cases::find(desk.tx, &task.person, &number)?.is_some() {
            continue;
        }
        if filled == AT_ONCE {
            return Ok(false);
        }
        filled += 1;
        let turn = desk.tx.lock_person(&task.person)?;
        if let Some(made) = settlements::find(desk.tx, &task.person, &task.settlement)? {
            open_settled(desk, &made, (BillCaseKind::Differs, turn))?;
            let by = (BY_RULE, "open-bill-case");
            desk.note(task.person.as_str(), by, (&number, ""))?;
        }
    }
    reference::set_meta(desk.tx, DONE, "1")?;
    Ok(true)
}
