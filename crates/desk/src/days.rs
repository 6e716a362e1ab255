//! Which days belong to a visit: on which its lines may be dated, and on which its person may not
//! be treated elsewhere.

use domain::bill::BillLine;
use domain::facility::Care;
use jiff::Span;
use jiff::civil::Date;
use store::lines::{self, BillLines};
use store::visits::{self, Visit, VisitState};

use crate::visit_error::VisitError;
use crate::{Desk, DeskError};

/// How many days before an emergency admission its care may have begun, in the emergency room that
/// the person was admitted from. No place publishes another number.
const BEFORE_EMERGENCY_ADMISSION_DAYS: i32 = 3;

/// How many days after an outpatient visit its charges may be dated: they are typed in later, and
/// somebody under observation stays overnight.
const AFTER_OUTPATIENT_VISIT_DAYS: i32 = 3;

/// The days on which lines of a visit may be dated. A stay that has no end yet goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DaysOfCare {
    pub from: Date,
    pub until: Date,
}

impl DaysOfCare {
    pub(crate) fn of(visit: &Visit) -> DaysOfCare {
        let days = |days| Span::new().days(days);
        match visit.care {
            Care::Inpatient => DaysOfCare {
                from: match visit.flags.emergency {
                    true => visit
                        .from
                        .saturating_sub(days(BEFORE_EMERGENCY_ADMISSION_DAYS)),
                    false => visit.from,
                },
                until: visit.until.unwrap_or(Date::MAX),
            },
            Care::Outpatient | Care::Chronic | Care::Pharmacy => DaysOfCare {
                from: visit.from,
                until: visit.from.saturating_add(days(AFTER_OUTPATIENT_VISIT_DAYS)),
            },
        }
    }

    fn hold(self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// Refuses lines that are dated outside, and names them all. What a refund comes to is decided
    /// by the line it gives back, and so is whether it belongs to the visit.
    pub(crate) fn refuse_outside<'l>(
        self,
        visit: &Visit,
        lines: impl IntoIterator<Item = &'l BillLine>,
    ) -> Result<(), DeskError> {
        let outside = |line: &&BillLine| !line.is_refund() && !self.hold(line.used_on);
        let outside = lines.into_iter().filter(outside);
        let outside: Vec<(String, Date)> = outside
            .map(|line| (line.serial.clone(), line.used_on))
            .collect();
        match outside.is_empty() {
            true => Ok(()),
            false => Err(VisitError::LinesOutside {
                visit: visit.id.clone(),
                from: self.from,
                until: Some(self.until).filter(|until| *until < Date::MAX),
                outside,
            }
            .into()),
        }
    }
}

/// Refuses a change of days or circumstances under which lines uploaded before lie outside.
pub(crate) fn refuse_lines_outside(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
) -> Result<(), DeskError> {
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let held = lines::of_visit(desk.tx, bill)?;
    let in_force = held.iter().filter(|stored| !stored.withdrawn);
    DaysOfCare::of(visit).refuse_outside(visit, in_force.map(|stored| &stored.line))
}

/// A stay and a visit of the same person whose days meet.
struct Meeting<'v> {
    stay: &'v Visit,
    visit: &'v Visit,
    /// The last day of the visit, where it is known.
    ends: Option<Date>,
}

type Holds = fn(&Meeting<'_>) -> bool;

/// Where a stay does not stand in the way of a visit: what it is called, and when it holds.
/// Whatever is not here is refused.
const EXCEPTIONS: &[(&str, Holds)] = &[
    ("admitted or treated on the day the stay ended", |meeting| {
        meeting.stay.until == Some(meeting.visit.from)
    }),
    ("discharged on the day the stay began", |meeting| {
        !meeting.both_go_on() && meeting.ends == Some(meeting.stay.from)
    }),
    ("an outpatient on the day of admission", |meeting| {
        meeting.visit.care != Care::Inpatient && meeting.visit.from == meeting.stay.from
    }),
    ("an emergency elsewhere, during the stay", |meeting| {
        let Meeting { stay, visit, .. } = meeting;
        let began = |visit: &Visit| (visit.from, visit.opened_at);
        let later = if began(visit) < began(stay) && visit.care == Care::Inpatient {
            stay
        } else {
            visit
        };
        later.flags.emergency && stay.facility != visit.facility
    }),
];

impl Meeting<'_> {
    /// Two stays of which neither has ended, whatever their days.
    fn both_go_on(&self) -> bool {
        self.visit.care == Care::Inpatient
            && self.visit.state == VisitState::Open
            && self.stay.state == VisitState::Open
    }

    fn is_refused(&self) -> bool {
        let Meeting { stay, visit, ends } = self;
        let last = stay.until.unwrap_or(Date::MAX);
        let meet = visit.from <= last && stay.from <= ends.unwrap_or(visit.from);
        (self.both_go_on() || meet) && !EXCEPTIONS.iter().any(|(_, holds)| holds(self))
    }
}

/// Refuses a visit on days on which the person is in hospital, wherever that is. A stay that has no
/// end yet is held to its first day, and to all of it once its end is known: what was typed in late
/// may come before what was typed in early.
pub(crate) fn refuse_overlap(
    desk: &mut Desk<'_, '_>,
    (visit, ends): (&Visit, Option<Date>),
) -> Result<(), DeskError> {
    let stays = visits::stays_of_person(desk.tx, &visit.person)?;
    let mut others = stays
        .iter()
        .filter(|other| other.state != VisitState::Cancelled && other.id != visit.id);
    let met = others.find(|stay| Meeting { stay, visit, ends }.is_refused());
    let Some(stay) = met else {
        return Ok(());
    };
    Err(VisitError::InHospital {
        at: desk.reference.facility(&stay.facility)?.name.clone(),
        since: stay.from,
        until: stay.until,
    }
    .into())
}
