//! An employer's own list of staff beside the register. Who joins is for the agency to say, for
//! whoever is on the list could then be filed for; who left the employer says itself, and from that
//! day on sees nothing of them any more.

use domain::employer::Employment;
use domain::ids::PersonId;
use jiff::civil::Date;
use store::employers;
use store::operators::Operator;

use crate::accounts::{Claimed, find_claimed};
use crate::employer::employer_of;
use crate::{Desk, DeskError};

/// Somebody on an employer's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedStaff {
    /// Who.
    pub who: Claimed,
    /// First day on which they do not work there any more, where they left.
    pub left_on: Option<Date>,
}

/// How somebody on the list stands in the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffFate {
    /// They work there, as the list says.
    Same,
    /// They work there until now, and leave on this day.
    Leaves(Date),
    /// They left on this day.
    Left(Date),
    /// They cannot have left before this day, on which they began.
    BeforeTheyBegan(Date),
    /// They cannot leave later than this day.
    TooFar(Date),
}

/// A departure is told at most so many days ahead.
const AHEAD_DAYS_MAX: i32 = 31;

/// How somebody stands, and what would be put down of them. Nothing is written. Whoever never
/// worked there is nobody, in the same words as somebody who is not on record.
pub fn compare(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    listed: &ListedStaff,
) -> Result<StaffFate, DeskError> {
    Ok(found(desk, operator, listed)?.1)
}

/// Puts down that somebody leaves, where the list says so. The same again changes nothing.
pub fn record(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    listed: &ListedStaff,
) -> Result<StaffFate, DeskError> {
    let person = find_claimed(desk, &listed.who)?;
    desk.tx.lock_person(&person)?;
    let ((_, mut all, at), fate) = found(desk, operator, listed)?;
    if let StaffFate::Leaves(day) = fate {
        all[at].period.until = Some(day);
        employers::replace(desk.tx, &person, &all)?;
        let employer = all[at].employer.to_string();
        desk.note(
            person.as_str(),
            (&operator.id, "staff-left"),
            (&employer, ""),
        )?;
    }
    Ok(fate)
}

/// The person, all their employments, and which of them it is about.
type Job = (PersonId, Vec<Employment>, usize);

fn found(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    listed: &ListedStaff,
) -> Result<(Job, StaffFate), DeskError> {
    let employer = employer_of(desk, operator)?;
    let person = find_claimed(desk, &listed.who)?;
    let all = employers::of_person(desk.tx, &person)?;
    let today = desk.today();
    let own = |job: &Employment| job.employer == employer.number && job.period.from <= today;
    let last = all.iter().rposition(own).ok_or(DeskError::UnknownPerson)?;
    let period = all[last].period;
    let latest = domain::calendar::days_after(today, AHEAD_DAYS_MAX);
    let fate = match (period.until, listed.left_on) {
        (Some(until), None) if until <= today => StaffFate::Left(until),
        (Some(until), Some(day)) if until == day => StaffFate::Left(until),
        // What the agency put down of days that have passed is for the agency to change.
        (Some(until), Some(_)) if until <= today => StaffFate::Left(until),
        (_, None) => StaffFate::Same,
        (_, Some(day)) if day <= period.from => StaffFate::BeforeTheyBegan(period.from),
        (_, Some(day)) if day > latest => StaffFate::TooFar(latest),
        (_, Some(day)) => StaffFate::Leaves(day),
    };
    Ok(((person, all, last), fate))
}
