//! The two sides of the hospital door: outpatient transactions and those of stays.

use domain::facility::Care;

use crate::codes::MedType;
use crate::errors::{ReadError, shortened};

/// Whether the transaction is for people in hospital.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Outpatient,
    Inpatient,
}

/// Refuses a med_type on the wrong side of the hospital door. An emergency code is outpatient by
/// its number and is also sent on admission (急诊住院), with IPT_TYPE 2.
pub(super) fn check_setting(
    med_type: Option<&MedType>,
    setting: Setting,
    infno: &str,
) -> Result<(), ReadError> {
    let fits = med_type.is_none_or(|med_type| match setting {
        Setting::Outpatient => med_type.care != Care::Inpatient,
        Setting::Inpatient => med_type.care == Care::Inpatient || med_type.emergency,
    });
    if fits {
        return Ok(());
    }
    Err(ReadError::WrongCare {
        med_type: med_type
            .map(|med_type| shortened(&med_type.code))
            .unwrap_or_default(),
        infno: infno.to_owned(),
    })
}
