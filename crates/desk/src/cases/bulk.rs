//! Several cases at once: what each would become and what its person would read, before anything is
//! decided. Deciding them is deciding each, one after the other.

use domain::Bilingual;
use domain::filing::{Filing, State};
use domain::ids::FilingId;
use store::operators::Operator;
use store::people;

use super::decide::{CaseDecision, weigh};
use super::open::event;
use super::opened::opened_now;
use super::{of_others, of_unit};
use crate::{Desk, DeskError};

/// A case as a list of several has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCase {
    /// The filing.
    pub filing: Filing,
    /// The full name; pages mask it.
    pub name: String,
}

/// What a decision would make of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenCase {
    /// How it would stand.
    pub state: State,
    /// What the person would read.
    pub reads: Bilingual,
    /// That the operator was shown it as it stands.
    pub shown: String,
}

/// A case of the unit with the name it goes by in lists, whoever it is of.
pub fn name_case(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    id: &FilingId,
) -> Result<NamedCase, DeskError> {
    let filing = of_unit(desk, operator, id)?;
    let person = people::find(desk.tx, filing.person())?;
    Ok(NamedCase {
        name: person.map_or_else(String::new, |person| person.name),
        filing,
    })
}

/// What a decision would make of a case, or why it is not possible. Nothing is written.
pub fn foresee_decision(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (id, decision): (&FilingId, &CaseDecision),
) -> Result<ForeseenCase, DeskError> {
    let filing = of_others(desk, operator, id)?;
    let weighed = weigh(desk, operator, (&filing, decision))?;
    let event = event(decision.verdict, weighed.reason);
    let applied = crate::filing::rehearse_on(desk, &operator.id, (&filing, &event))?;
    let mut notices = applied.notices.into_iter();
    let told = notices.find(|notice| notice.filing == *filing.id());
    Ok(ForeseenCase {
        state: applied.filing.state,
        reads: told.map(|notice| notice.text).unwrap_or_default(),
        shown: opened_now(desk, operator, &filing),
    })
}
