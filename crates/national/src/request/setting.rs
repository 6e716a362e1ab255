//! The two sides of the hospital door: outpatient transactions and those of stays.

use domain::Region;
use domain::facility::Care;

use crate::codes::MedType;
use crate::errors::{ReadError, shortened};
use crate::node::Node;

/// Whether the transaction is for people in hospital.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    Outpatient,
    Inpatient,
}

/// Fields that say that a visit or a line is maternity or family planning, whatever its med_type.
const MATERNITY: [(&str, &str); 3] = [
    ("matn_type", "生育 / maternity"),
    ("birctrl_type", "计划生育 / family planning"),
    ("matn_fee_flag", "生育 / maternity"),
];

/// Refuses what is maternity or family planning by another field than the med_type.
pub(super) fn check_maternity(node: &Node<'_>) -> Result<(), ReadError> {
    for (field, kind) in MATERNITY {
        let value = node.text(field)?.unwrap_or_default();
        if !value.trim_start_matches('0').is_empty() {
            return Err(ReadError::NoRuleForCode {
                field: node.path(field),
                value: shortened(&value),
                name: kind.to_owned(),
            });
        }
    }
    Ok(())
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

/// Refuses a place of care in which the facility does not lie. A facility of the province itself
/// sends the province's own code, NN0000, NN9900 or NN9999.
pub(super) fn check_place(
    place: Option<Region>,
    stated: Option<(&'static str, Region)>,
) -> Result<(), ReadError> {
    let Some((place, (field, stated))) = place.zip(stated) else {
        return Ok(());
    };
    let code = stated.to_string();
    let of_province = matches!(&code[2..], "0000" | "9900" | "9999");
    let is_there = stated.pooling() == place.pooling()
        || (of_province && stated.province() == place.province());
    match is_there {
        true => Ok(()),
        false => Err(ReadError::PlaceOfAnother {
            field: field.to_owned(),
            value: code,
            place,
        }),
    }
}
