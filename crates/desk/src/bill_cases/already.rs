//! What was done about a bill already, for whoever comes second or presses twice: what, by whom,
//! when.

use domain::calendar::in_china;
use domain::text::{Named, Sep};
use domain::{Bilingual, say};
use store::bill_cases::{BillCase, BillDeed, BillEvent};
use store::operators::Operator;

use super::BillCaseError;
use crate::bill_waits::BY_RULE;
use crate::cases::name_of;
use crate::{Desk, DeskError};

/// Whether the last thing that happened to a case is just what an operator asks for once more.
pub(super) fn just_did(case: &BillCase, operator: &Operator, deed: BillDeed) -> bool {
    let last = case.body.history.last();
    last.is_some_and(|one| one.deed == deed && one.by == operator.id)
}

/// Why nothing is done now: what was done already, by whom and when.
pub(super) fn done_already(desk: &mut Desk<'_, '_>, case: &BillCase) -> DeskError {
    let Some(last) = case.body.history.last() else {
        return BillCaseError::ClosedByItself.into();
    };
    let by = match last.by.as_str() {
        BY_RULE => Ok(say!("按规定", "by rule")),
        id => name_of(desk, id).map(|name| Bilingual::new(name.clone(), name)),
    };
    let by = match by {
        Ok(by) => by,
        Err(error) => return error,
    };
    let at = in_china(last.at).strftime("%Y-%m-%d %H:%M").to_string();
    let what = what_of(case, last);
    BillCaseError::DoneAlready { what, by, at }.into()
}

/// «第二人确认，生效：保持不变»
fn what_of(case: &BillCase, last: &BillEvent) -> Bilingual {
    let decides = matches!(last.deed, BillDeed::Proposed | BillDeed::Confirmed);
    let proposed = case.body.history.iter().rev();
    let mut proposed = proposed.filter_map(|event| event.decision.as_ref());
    let verdict = proposed.next().filter(|_| decides);
    let verdict = verdict.map(|decision| decision.verdict.name());
    Bilingual::join([last.deed.name()].into_iter().chain(verdict), Sep::Comma)
}
