//! A notice that follows from what just happened: a choice that is needed after an approval.

use domain::Region;
use domain::designation::{Need, VisitAsked, need};
use domain::facility::Care;
use domain::filing::Filing;
use domain::ids::FilingId;
use domain::notices::NoticeTopic;
use domain::person::Enrolment;
use domain::procedures::Circumstances;
use serde::Serialize;
use store::designations;

use super::{NoticePlace, tell};
use crate::{Desk, DeskError};

/// Identifiers and days, of what is told of a filing besides its own notices.
#[derive(Serialize)]
pub(crate) struct FilingTold<'a> {
    pub filing: &'a FilingId,
    pub insured_at: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<jiff::civil::Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<jiff::civil::Date>,
}

impl FilingTold<'_> {
    pub(crate) fn of(filing: &Filing) -> FilingTold<'_> {
        FilingTold {
            filing: filing.id(),
            insured_at: filing.request.insured_at.pooling(),
            day: None,
            due_on: None,
        }
    }
}

/// Tells whoever was just approved that an institution has to be chosen before the fund pays for
/// outpatient care there, where that is so and none is chosen (R50). Says whether it was told.
pub(crate) fn designation_needed(
    desk: &mut Desk<'_, '_>,
    (filing, enrolment): (&Filing, Option<&Enrolment>),
    place: NoticePlace<'_>,
) -> Result<bool, DeskError> {
    let request = &filing.request;
    let Some(enrolment) = enrolment.filter(|_| filing.is_live() && request.past_stay.is_none())
    else {
        return Ok(false);
    };
    let day = filing.period.from.max(desk.today());
    let visit = VisitAsked {
        about: Circumstances {
            care: Some(Care::Outpatient),
            scheme: Some(enrolment.scheme),
            tier: enrolment.tier.as_deref(),
            status: Some(enrolment.status),
            traits: Some(&enrolment.traits),
            ..Circumstances::of_journey(request.insured_at, request.destination)
        },
        day,
        at: None,
        emergency: false,
        referred: false,
    };
    let rules = desk.reference.library.procedures(request.insured_at);
    if need(rules, &visit).need != Need::Needed {
        return Ok(false);
    }
    let chosen = designations::of_person(desk.tx, filing.person())?;
    if chosen
        .iter()
        .any(|one| one.period.until.is_none_or(|until| until > day))
    {
        return Ok(false);
    }
    let told = FilingTold::of(filing);
    tell(desk, place, NoticeTopic::DesignationNeeded, &told)?;
    Ok(true)
}
