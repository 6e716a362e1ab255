//! 医疗类别 (med_type): what kind of visit a hospital says it is. Which codes there are and what they
//! mean stands in the dictionaries; here is only what replies send.

use domain::facility::Care;

use super::{dictionary, total};

/// A med_type as sent, with its meaning. Replies echo the code.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MedType {
    /// The code as sent.
    pub code: String,
    /// Kind of care.
    pub care: Care,
    /// The code itself says emergency.
    pub emergency: bool,
    /// The code itself says injury.
    pub trauma: bool,
    /// The listed code it was read as, where it is not listed itself.
    #[serde(skip)]
    pub read_as: Option<String>,
}

impl MedType {
    /// The national first-level code of a kind of care.
    pub fn code_of(care: Care) -> &'static str {
        total(&SENT, care)
    }
}

dictionary! {
    /// The codes that are sent where the hospital sent none.
    SENT: Care, "med_type", Exact, {
        "11" "普通门诊" => Care::Outpatient;
        "14" "门诊慢特病" => Care::Chronic;
        "21" "普通住院" => Care::Inpatient;
        "41" "定点药店购药" => Care::Pharmacy;
    }
}
