//! Opening, describing and undoing visits. What the insured place's rules make of them is decided
//! when the bill is settled; here it is checked only that there can be a bill at all.

use domain::facility::Care;
use domain::ids::{PersonId, VisitId};
use domain::person::{Enrolment, NotEntitled, Scheme};
use domain::{Bilingual, Region, say};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::enrolments;
use store::lines::{self, BillLines};
use store::visits::{self, Visit, VisitFlags, VisitState};

use crate::deed::{Deed, PartsBefore, Side};
use crate::findings::{self, Told};
use crate::once::{Done, Errand, Turn, once};
use crate::terms::{self, Mentions};
use crate::{Caller, Desk, DeskError, MessageAnswer, days, standing};

/// Register an outpatient visit, or admit to hospital.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenVisit {
    /// The patient.
    pub person: PersonId,
    /// The facility's own number for the visit.
    pub facility_number: String,
    /// Kind of care.
    pub care: Care,
    /// The scheme asked to pay; the only one there is, when not named.
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// The insured place asked to pay; the only one there is, when not named.
    #[serde(default)]
    pub insured_at: Option<Region>,
    /// Day of the visit or of admission.
    pub from: Date,
    /// Circumstances.
    #[serde(default)]
    pub flags: VisitFlags,
    /// Diagnoses and whatever else the facility reports; kept sealed.
    #[serde(default)]
    pub findings: Option<serde_json::Value>,
}

/// Opens a visit. The same visit of the facility opened again while it is open is the same visit:
/// of the same number, day, kind and insurance. Other circumstances are told as a change of it.
pub fn open_visit(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &OpenVisit,
    reply: impl FnOnce(&Visit) -> Vec<u8>,
) -> Result<MessageAnswer<Visit>, DeskError> {
    let errand = Errand {
        caller,
        deed: Side::of(asked.care).pick(Deed::OpenVisit, Deed::Admit),
        person: &asked.person,
        names: Mentions::default(),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let person = standing::person(&turn.standing)?;
        desk.not_ahead(begins(), asked.from)?;
        let facility = desk.reference.facility(&caller.facility)?;
        standing::networked(facility, asked.care, asked.from)?;
        let enrolments = enrolments::on_day(desk.tx, &person.id, asked.from)?;
        let enrolment = choose(&enrolments, asked)?;
        let same = (&caller.facility, asked.facility_number.as_str());
        let same = visits::at_facility(desk.tx, &asked.person, same)?;
        if let Some(visit) = opened_before(&same, (asked, enrolment))? {
            return Ok(Done::on_visit(visit.clone(), &visit.id));
        }
        let number = desk.new_number('S', enrolment.insured_at);
        let mut visit = Visit {
            id: number.parse().expect("29 printable characters"),
            person: asked.person.clone(),
            facility: caller.facility.clone(),
            facility_number: asked.facility_number.clone(),
            care: asked.care,
            insured_at: enrolment.insured_at,
            scheme: enrolment.scheme,
            from: asked.from,
            until: None,
            state: VisitState::Open,
            flags: asked.flags,
            has_findings: false,
            opened_at: desk.now,
        };
        days::refuse_overlap(desk, (&visit, None))?;
        visits::insert(desk.tx, &visit)?;
        findings::keep(desk, &mut visit, asked.findings.as_ref(), Told::Anew)?;
        Ok(Done::on_visit(visit.clone(), &visit.id))
    };
    once(desk, &errand, work, reply)
}

/// The enrolment that is asked to pay: by scheme and place, entitled on the day.
pub(crate) fn choose<'e>(
    enrolments: &'e [Enrolment],
    asked: &OpenVisit,
) -> Result<&'e Enrolment, DeskError> {
    let insured_at = asked.insured_at.map(Region::pooling);
    let mut refused: Option<NotEntitled> = None;
    let fitting = enrolments.iter().filter(|enrolment| {
        asked.scheme.is_none_or(|scheme| scheme == enrolment.scheme)
            && insured_at.is_none_or(|place| place == enrolment.insured_at)
    });
    for enrolment in fitting {
        match enrolment.check_entitled(asked.from) {
            Ok(()) => return Ok(enrolment),
            Err(why) => drop(refused.get_or_insert(why)),
        }
    }
    Err(match refused {
        Some(why) => DeskError::NotEntitled(why),
        None => DeskError::NotEnrolled {
            scheme: asked.scheme,
            insured_at,
        },
    })
}

fn opened_before(
    same_number: &[Visit],
    (asked, enrolment): (&OpenVisit, &Enrolment),
) -> Result<Option<Visit>, DeskError> {
    let same = same_number.iter().find(|visit| {
        visit.from == asked.from
            && visit.care == asked.care
            && (visit.insured_at, visit.scheme) == (enrolment.insured_at, enrolment.scheme)
            && visit.state == VisitState::Open
    });
    match same {
        Some(visit) if visit.flags != asked.flags => Err(DeskError::VisitDiffers {
            visit: visit.id.clone(),
            fields: visit.flags.differing(asked.flags),
        }),
        same => Ok(same.cloned()),
    }
}

/// Circumstances as far as a message says them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FlagsSaid {
    /// Emergency rescue.
    pub emergency: Option<bool>,
    /// Referred from another hospital.
    pub referral: Option<bool>,
    /// Injury.
    pub trauma: Option<bool>,
    /// Somebody else is liable for the injury.
    pub third_party: Option<bool>,
}

impl FlagsSaid {
    /// Laid over what was known before.
    pub(crate) fn over(self, held: VisitFlags) -> VisitFlags {
        VisitFlags {
            emergency: self.emergency.unwrap_or(held.emergency),
            referral: self.referral.unwrap_or(held.referral),
            trauma: self.trauma.unwrap_or(held.trauma),
            third_party: self.third_party.unwrap_or(held.third_party),
        }
    }
}

impl From<VisitFlags> for FlagsSaid {
    /// All of them, set or not.
    fn from(flags: VisitFlags) -> FlagsSaid {
        FlagsSaid {
            emergency: Some(flags.emergency),
            referral: Some(flags.referral),
            trauma: Some(flags.trauma),
            third_party: Some(flags.third_party),
        }
    }
}

/// What is known of a visit only later: diagnoses, circumstances, corrections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateVisit {
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// On which side of the door.
    pub side: Side,
    /// Kind of care, within outpatient care or within the stay.
    #[serde(default)]
    pub care: Option<Care>,
    /// Day of the visit or of admission, corrected.
    #[serde(default)]
    pub from: Option<Date>,
    /// Circumstances; what is not said stays.
    #[serde(default)]
    pub flags: FlagsSaid,
    /// Diagnoses and whatever else the facility reports. They replace those known before; of a stay
    /// what is not said is unchanged, and so is a diagnosis of another order.
    #[serde(default)]
    pub findings: Option<serde_json::Value>,
}

/// Notes diagnoses, circumstances and corrections of a visit.
pub fn update_visit(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &UpdateVisit,
    reply: impl FnOnce(&Visit) -> Vec<u8>,
) -> Result<MessageAnswer<Visit>, DeskError> {
    let errand = Errand {
        caller,
        deed: asked.side.pick(Deed::UpdateVisit, Deed::ChangeStay),
        person: &asked.person,
        names: Mentions::visit(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let mut visit = turn.visit().clone();
        // Diagnoses come again with every batch; care and day stand once something is settled.
        let care_changes = asked.care.is_some_and(|care| care != visit.care);
        if care_changes || asked.from.is_some_and(|from| from != visit.from) {
            terms::settled(desk, PartsBefore::Nothing, &visit)?;
        }
        if let Some(care) = asked.care {
            if Side::of(care) != asked.side {
                let held = visit.care;
                return Err(DeskError::WrongCare { held, asked: care });
            }
            visit.care = care;
        }
        if let Some(from) = asked.from {
            desk.not_ahead(begins(), from)?;
            visit.from = from;
        }
        if let Some(until) = visit.until.filter(|until| *until < visit.from) {
            let from = visit.from;
            return Err(DeskError::DateOrder { from, until });
        }
        standing::networked(
            desk.reference.facility(&visit.facility)?,
            visit.care,
            visit.from,
        )?;
        visit.flags = asked.flags.over(visit.flags);
        let held = turn.visit();
        if (visit.from, visit.flags) != (held.from, held.flags) {
            days::refuse_lines_outside(desk, &visit)?;
            days::refuse_overlap(desk, (&visit, visit.until))?;
        }
        visits::update(desk.tx, &visit)?;
        let told = match visit.care {
            Care::Inpatient => Told::Changed,
            _ => Told::Anew,
        };
        findings::keep(desk, &mut visit, asked.findings.as_ref(), told)?;
        Ok(Done::on_visit(visit.clone(), &visit.id))
    };
    once(desk, &errand, work, reply)
}

/// Undo a registration or an admission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelVisit {
    /// The patient.
    pub person: PersonId,
    /// The visit.
    pub visit: VisitId,
    /// On which side of the door.
    pub side: Side,
}

/// Cancels a visit that has neither lines nor a settlement.
pub fn cancel_visit(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    asked: &CancelVisit,
    reply: impl FnOnce(&Visit) -> Vec<u8>,
) -> Result<MessageAnswer<Visit>, DeskError> {
    let errand = Errand {
        caller,
        deed: asked.side.pick(Deed::CancelVisit, Deed::CancelAdmission),
        person: &asked.person,
        names: Mentions::visit(&asked.visit),
        content: asked,
    };
    let work = |desk: &mut Desk<'_, '_>, turn: &mut Turn| {
        let cancelled = withdraw_visit(desk, turn.visit())?;
        Ok(Done::on_visit(cancelled, &asked.visit))
    };
    once(desk, &errand, work, reply)
}

/// Marks a visit that may be cancelled as cancelled, if it has no lines.
pub(crate) fn withdraw_visit(desk: &mut Desk<'_, '_>, visit: &Visit) -> Result<Visit, DeskError> {
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let (settled, unsettled) = lines::count(desk.tx, bill)?;
    let count = settled + unsettled;
    if count > 0 {
        return Err(DeskError::VisitHasLines { count });
    }
    let cancelled = Visit {
        state: VisitState::Cancelled,
        ..visit.clone()
    };
    visits::update(desk.tx, &cancelled)?;
    Ok(cancelled)
}

fn begins() -> Bilingual {
    say!("就诊或入院日期", "the first day")
}
