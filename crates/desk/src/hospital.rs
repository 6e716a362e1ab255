//! What a hospital puts on record of somebody beside bills: that it refers them (转诊备案), that they
//! have a disease the insured place pays for in particular (门诊慢特病认定), that they choose it for
//! outpatient care. The functions take a [`Caller`], so that a message of the hospital interface
//! calls them as the desk of the facility does: what is its own alone, of whom it has seen.

mod as_sent;
mod before_care;
mod bill;
mod bill_day;
mod day_compared;
mod disease;
mod door;
mod error;
mod fits;
mod items;
mod overview;
mod priced_from;
mod recognition;
mod referral;
mod stay_here;
mod take_back;
mod told;
mod withdraw;

pub use as_sent::bill_as_sent;
pub use before_care::{BeforeCare, CareAhead, SaidBeforeCare, before_care};
pub use bill::{
    BillAtDesk, FateOfForm, PricedAtDesk, ToldBefore, fate_of_form, not_paid_of, note_refused_form,
    quote_bill, settle_bill,
};
pub use bill_day::{BillsOfDay, SettledThatDay, all_of_day, bills_of_day};
pub use day_compared::{ComparedDay, DayDifference, OwnBill, compare_day};
pub use disease::diseases_to_recognise;
pub use door::{
    ChoiceAtDesk, ShownAtDesk, as_facility, at_counter, at_desk, choose_at_desk, choose_here,
    find_at_desk, own_facility, seen_at_desk,
};
pub use error::HospitalRecordError;
pub use items::find_items;
pub use overview::{FacilityDay, RecordsHere, facility_day, records_here, records_of};
pub use priced_from::{NamedInputs, changed_inputs, named_inputs};
pub use recognition::{RecognitionRecorded, RecordRecognition, record_recognition};
pub use referral::{RecordReferral, ReferralRecorded, record_referral};
pub use stay_here::{StayHere, stay_here};
pub use store::hospital_records::KeptRecord;
pub use take_back::{BillTakenBack, BillUndone, bill_of_facility, take_bill_back};
pub use withdraw::{WithdrawRecord, withdraw_recognition, withdraw_referral};

use domain::calendar::{Period, days_after};
use domain::facility::{Facility, FacilityKind};
use domain::hospital_record::{HospitalRecord, RecordingDoctor};
use domain::ids::HospitalRecordId;
use domain::practitioner::PractitionerKind;
use domain::say;
use jiff::civil::Date;
use store::practitioners;

use crate::{Caller, Desk, DeskError};

/// The longest text of a record.
const TEXT_LONGEST: usize = 2_000;

/// The facility and its operator, as the audit names them.
fn actor(caller: &Caller) -> String {
    format!("{}/{}", caller.facility, caller.operator)
}

/// The facility that records something: a hospital, for a pharmacy finds and refers nobody.
fn hospital<'d>(desk: &Desk<'d, '_>, caller: &Caller) -> Result<&'d Facility, DeskError> {
    let facility = desk.reference().facility(&caller.facility)?;
    match facility.kind {
        FacilityKind::Hospital => Ok(facility),
        _ => Err(HospitalRecordError::NotAHospital {
            facility: caller.facility.clone(),
        }
        .into()),
    }
}

/// Refuses a doctor who was not one of this hospital's on the day, where its doctors are on record;
/// at a pharmacy it is a pharmacist.
fn check_doctor(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    (doctor, day): (&RecordingDoctor, Date),
) -> Result<(), DeskError> {
    filled("doctor", &doctor.name)?;
    let kind = match desk.reference().facility(&caller.facility)?.kind {
        FacilityKind::Hospital => PractitionerKind::Doctor,
        FacilityKind::Pharmacy => PractitionerKind::Pharmacist,
    };
    let found = practitioners::find(desk.tx, &caller.facility, &doctor.code)?;
    let is_theirs = match found {
        Some(found) => found.kind == kind && found.is_paid_for(day),
        None => !practitioners::has_any(desk.tx, &caller.facility)?,
    };
    match is_theirs {
        true => Ok(()),
        false => Err(HospitalRecordError::DoctorNotHere {
            doctor: doctor.code.clone(),
        }
        .into()),
    }
}

/// Refuses a text that says nothing, or more than anybody reads.
fn filled(field: &'static str, text: &str) -> Result<(), DeskError> {
    let length = text.trim().chars().count();
    let rule = match length {
        0 => say!("不能是空的", "it must say something"),
        _ if length > TEXT_LONGEST => {
            say!(
                "最多 {TEXT_LONGEST} 个字",
                "at most {TEXT_LONGEST} characters"
            )
        }
        _ => return Ok(()),
    };
    Err(DeskError::Field { field, rule })
}

/// The days from the first through the last.
fn period(from: Date, through: Option<Date>) -> Result<Period, DeskError> {
    match through {
        Some(through) if through < from => Err(DeskError::DateOrder {
            from,
            until: through,
        }),
        _ => Ok(Period {
            from,
            until: through.map(|last| days_after(last, 1)),
        }),
    }
}

/// A number for a record.
fn new_number(desk: &mut Desk<'_, '_>, letter: char, hospital: &Facility) -> HospitalRecordId {
    let number = desk.new_number(letter, hospital.region.pooling());
    number.parse().expect("29 printable characters")
}

/// What came under the same number before; refused where it said something else.
fn again<R: HospitalRecord + PartialEq>(
    caller: &Caller,
    (same, asked): (KeptRecord<R>, R),
) -> Result<KeptRecord<R>, DeskError> {
    match same.record == asked {
        true => Ok(same),
        false => Err(DeskError::KeyReused {
            message: caller.message.clone(),
            fields: vec!["request".to_owned()],
        }),
    }
}
