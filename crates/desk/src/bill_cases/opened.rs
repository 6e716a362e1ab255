//! How bills come to the list that were not settled at all, and those that waited before there was
//! a list.

use domain::basis::ShownBasis;
use domain::facility::Care;
use domain::footing::FootingDecision;
use domain::ids::{FacilityCode, PersonId};
use domain::person::Scheme;
use domain::plan::Refusal;
use domain::situation::Footing;
use domain::{Bilingual, Money, Region};
use jiff::civil::Date;
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

    /// Whether the rules themselves say that the person pays and claims, so that nobody has to
    /// decide.
    pub fn is_by_rule(&self) -> bool {
        self.who == Decides::TheRules
    }

    /// The bill as it was asked for and refused.
    fn bill(&self, desk: &Desk<'_, '_>, asked: &BillRefused) -> Result<RefusedBill, DeskError> {
        let facility = desk.reference.facility(&asked.facility)?;
        Ok(RefusedBill {
            facility: asked.facility.clone(),
            treated_at: facility.region,
            care: asked.care,
            scheme: asked.scheme,
            from: asked.from,
            until: asked.until,
            total: asked.total,
            code: self.code.to_owned(),
            title: self.title.clone(),
            says: self.says.clone(),
            next: self.next.clone(),
            basis: self.basis(desk, asked),
            unfiled: self.unfiled,
            asked_at: desk.now,
        })
    }

    /// On what it rests, as far as a row of the rules says so.
    fn basis(&self, desk: &Desk<'_, '_>, asked: &BillRefused) -> Vec<ShownBasis> {
        let day = asked.until.unwrap_or(asked.from);
        let library = &desk.reference.library;
        let pack = library.pack(asked.insured_at, asked.scheme, day);
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

/// A bill that was refused, wherever it was asked for: of a visit on record, or of a form of a desk
/// that leaves nothing on record before it is settled.
pub(crate) struct BillRefused {
    pub person: PersonId,
    /// The visit; the form where none is on record.
    pub visit: String,
    pub is_form: bool,
    pub facility: FacilityCode,
    pub insured_at: Region,
    pub scheme: Scheme,
    pub care: Care,
    pub from: Date,
    pub until: Option<Date>,
    pub total: Money,
}

impl BillRefused {
    pub(crate) fn of_visit(visit: &Visit, total: Money) -> BillRefused {
        BillRefused {
            person: visit.person.clone(),
            visit: visit.id.to_string(),
            is_form: false,
            facility: visit.facility.clone(),
            insured_at: visit.insured_at.pooling(),
            scheme: visit.scheme,
            care: visit.care,
            from: visit.from,
            until: visit.until,
            total,
        }
    }

    /// Whether a case is about the same: the visit, or without one the same care of the same day.
    fn is_of(&self, case: &BillCase) -> bool {
        let Some(known) = &case.body.refused else {
            return false;
        };
        let is_same_care =
            known.facility == self.facility && (known.care, known.from) == (self.care, self.from);
        case.visit == self.visit || self.is_form && is_same_care
    }
}

/// Notes that a facility asked over the interface to have a bill settled, or what it would come to,
/// and that this was refused. The number of its case; none where the visit is not the facility's.
pub fn note_refusal(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (asked, refused): (&Settle, &NotedRefusal),
) -> Result<Option<String>, DeskError> {
    let visit = visits::find(desk.tx, &asked.person, &asked.visit)?;
    let Some(visit) = visit.filter(|visit| visit.facility == caller.facility) else {
        return Ok(None);
    };
    let bill = BillRefused::of_visit(&visit, asked.stated_total);
    note_refused(desk, caller, (&bill, refused)).map(Some)
}

/// Notes that a bill was refused, whichever way it was asked for: the person sees why and what to
/// do, and where the rules do not say, a clerk looks. Asked again the same, nothing is noted. The
/// number of the case.
pub(crate) fn note_refused(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (asked, refused): (&BillRefused, &NotedRefusal),
) -> Result<String, DeskError> {
    let turn = desk.tx.lock_person(&asked.person)?;
    let before = refused_before(desk, asked)?;
    let bill = refused.bill(desk, asked)?;
    let same = |case: &&BillCase| {
        let known = case.body.refused.as_ref();
        known.is_some_and(|known| known.code == bill.code && known.total == bill.total)
    };
    if let Some(case) = before.as_ref().filter(same)
        && bill_cases::is_open(desk.tx, case)?
    {
        return Ok(case.number.clone());
    }
    let comes = BillComes {
        person: &asked.person,
        number: match &before {
            Some(case) => case.number.clone(),
            None => desk.new_number('K', asked.insured_at),
        },
        visit: asked.visit.clone(),
        insured_at: asked.insured_at,
        kind: BillCaseKind::Refused,
        turn,
    };
    let mut case = comes.waiting(desk, before);
    case.body.refused = Some(bill);
    if refused.is_by_rule() {
        case.lane = BillLane::Claimed;
        BY_RULE.clone_into(&mut case.decided_by);
        case.decided_on = desk.today();
    }
    let by = format!("{}/{}", caller.facility, caller.operator);
    super::put(desk, &case, (&by, "not-settled", refused.code))?;
    Ok(case.number)
}

/// The case of a bill that was refused before. One of a form is found by its care, as long as it
/// waits.
fn refused_before(
    desk: &mut Desk<'_, '_>,
    asked: &BillRefused,
) -> Result<Option<BillCase>, DeskError> {
    let mut all = bill_cases::of_person(desk.tx, &asked.person)?;
    all.retain(|case| case.kind == BillCaseKind::Refused && asked.is_of(case));
    while let Some(case) = all.pop() {
        if case.visit == asked.visit || bill_cases::is_open(desk.tx, &case)? {
            return Ok(Some(case));
        }
    }
    Ok(None)
}

/// Ends what waits because a form of a desk was refused, once the same care is settled by another:
/// from then on the case is of the visit that was settled.
pub(crate) fn settled_after_all(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    visit: &Visit,
) -> Result<(), DeskError> {
    let asked = BillRefused {
        is_form: true,
        ..BillRefused::of_visit(visit, Money::ZERO)
    };
    if let Some(case) = refused_before(desk, &asked)?
        && case.visit != asked.visit
    {
        let by = format!("{}/{}", caller.facility, caller.operator);
        let case = BillCase {
            visit: asked.visit,
            ..case
        };
        super::put(desk, &case, (&by, "settled-after-all", ""))?;
    }
    Ok(())
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
