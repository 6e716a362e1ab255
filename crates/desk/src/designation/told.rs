//! What the person is told of a choice, in the transaction that makes it.

use domain::calendar::day;
use domain::ids::{FacilityCode, MessageId, PersonId};
use domain::{Bilingual, say};
use jiff::civil::Date;
use serde::Serialize;
use store::designations::ChoiceMadeBefore;
use store::outbox;

use super::ChoiceWeighed;
use crate::{Desk, DeskError};

/// A notice about a choice.
#[derive(Serialize)]
struct ChoiceNotice<'a> {
    number: &'a MessageId,
    person: &'a PersonId,
    facility: &'a FacilityCode,
    instead_of: Option<&'a FacilityCode>,
    from: Date,
    title: Bilingual,
    text: Bilingual,
}

/// Writes the notice, after those of the corrections the choice brought.
pub(super) fn tell(
    desk: &mut Desk<'_, '_>,
    (person, made): (&PersonId, &ChoiceMadeBefore),
    (weighed, corrections): (&ChoiceWeighed, usize),
) -> Result<(), DeskError> {
    let name = desk.reference.facility(&made.facility)?.name.clone();
    let from = day(made.from);
    let text = match &weighed.instead_of {
        None => say!(
            "已选定{name}，{from}起生效。不是您本人选的，请打 12393。",
            "{name} is chosen, from {from} on. Call 12393 if you did not choose it.";
            from = from
        ),
        Some(given_up) => {
            let known = desk.reference.facility(&given_up.facility);
            let was = known.map_or_else(
                |_| given_up.facility.to_string(),
                |facility| facility.name.clone(),
            );
            say!(
                "已改选{name}，{from}起生效；在那以前仍是{was}。不是您本人选的，请打 12393。",
                "{name} is chosen, from {from} on; until then it is {was}. Call 12393 if you did \
                 not choose it.";
                from = from
            )
        }
    };
    let notice = ChoiceNotice {
        number: &made.number,
        person,
        facility: &made.facility,
        instead_of: made.instead_of.as_ref(),
        from: made.from,
        title: say!(
            "门诊定点已选好",
            "a facility was chosen for outpatient care"
        ),
        text,
    };
    let notice = outbox::OutboxNotice {
        person: person.clone(),
        turn: made.turn,
        ordinal: 1 + i64::try_from(corrections).unwrap_or_default(),
        topic: "facility-chosen".to_owned(),
        payload: serde_json::to_string(&notice).expect("our types always serialise"),
        created_at: desk.now,
    };
    Ok(outbox::add(desk.tx, &notice)?)
}
