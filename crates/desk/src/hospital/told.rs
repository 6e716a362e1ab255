//! What the person is told of a hospital's record, in the transaction that makes it: which hospital
//! and from which day. Nothing of what they suffer from.

use domain::calendar::day;
use domain::hospital_record::HospitalRecord;
use domain::ids::{FacilityCode, HospitalRecordId, PersonId};
use domain::notices::NoticeTopic;
use domain::{Bilingual, say};
use jiff::civil::Date;
use serde::Serialize;

use crate::telling::{self, NoticePlace};
use crate::{Desk, DeskError};

/// What is told of a record.
pub(super) struct HospitalTold<'a> {
    pub number: &'a HospitalRecordId,
    pub person: &'a PersonId,
    pub facility: &'a FacilityCode,
    pub day: Date,
}

impl HospitalTold<'_> {
    pub fn of<R: HospitalRecord>(record: &R, day: Date) -> HospitalTold<'_> {
        HospitalTold {
            number: record.number(),
            person: record.person(),
            facility: record.facility(),
            day,
        }
    }
}

/// A notice about a record.
#[derive(Serialize)]
struct HospitalNotice<'a> {
    number: &'a HospitalRecordId,
    person: &'a PersonId,
    facility: &'a FacilityCode,
    day: Date,
    text: Bilingual,
}

/// Writes the notice in the turn, as which of its notices.
pub(super) fn tell(
    desk: &mut Desk<'_, '_>,
    (turn, ordinal): (i64, i64),
    (topic, told): (NoticeTopic, &HospitalTold<'_>),
) -> Result<(), DeskError> {
    let name = desk.reference().facility(told.facility)?.name.clone();
    let from = day(told.day);
    let text = match topic {
        NoticeTopic::ReferralRecorded => say!(
            "{name}已登记转诊，{from}起有效。要到外地就医的，凭这条登记备案，不用交转诊证明。\
             不清楚的，请问医院或打 12393。",
            "{name} recorded a referral, good from {from}. A filing for care there rests on it; no \
             paper is needed. Ask the hospital or call 12393 if it is not clear to you.";
            from = from
        ),
        NoticeTopic::ReferralWithdrawn => say!(
            "{name}撤销了转诊登记，{from}起不再有效；凭它办的转诊备案也随之取消。\
             不清楚的，请问医院或打 12393。",
            "{name} withdrew the referral; from {from} it counts no more, and the filing that \
             rests on it is cancelled. Ask the hospital or call 12393 if it is not clear to you.";
            from = from
        ),
        NoticeTopic::DiseaseRecognised => say!(
            "{name}已认定您的门诊慢特病，{from}起按慢特病待遇结算。是哪一种，请登录查看。\
             不清楚的，请问医院或打 12393。",
            "{name} recognised a chronic or special disease; from {from} it is paid for as such. \
             Sign in to see which. Ask the hospital or call 12393 if it is not clear to you.";
            from = from
        ),
        _ => say!(
            "{name}撤销了门诊慢特病认定，{from}起不再按慢特病待遇结算；以前的结算不变。\
             不清楚的，请问医院或打 12393。",
            "{name} withdrew the recognition of a disease; from {from} it is not paid for as such, \
             and what was settled before stands. Ask the hospital or call 12393 if it is not clear \
             to you.";
            from = from
        ),
    };
    let notice = HospitalNotice {
        number: told.number,
        person: told.person,
        facility: told.facility,
        day: told.day,
        text,
    };
    let place = NoticePlace {
        person: told.person,
        turn,
        ordinal,
    };
    Ok(telling::tell(desk, place, topic, &notice)?)
}
