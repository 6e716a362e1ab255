//! 医疗类别 (med_type): what kind of visit a hospital says it is.
//!
//! The first two digits are national and longer codes are provincial, so a longer code is looked up
//! by itself first and then by its first two digits. Codes that differ between provinces are listed
//! only where the care is the same in all of them.

use domain::facility::Care;

use super::{dictionary, total};

/// What a med_type says about the visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitKind {
    /// Kind of care.
    pub care: Care,
    /// Emergency rescue, deemed filed.
    pub emergency: bool,
    /// Caused by an injury.
    pub trauma: bool,
}

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
}

impl MedType {
    /// The national first-level code of a kind of care.
    pub fn code_of(care: Care) -> &'static str {
        total(&MED_TYPE, plain(care))
    }

    /// The med_type with this code.
    pub fn read(code: &str) -> Option<MedType> {
        let kind = MED_TYPE.read(code)?;
        Some(MedType {
            code: code.to_owned(),
            care: kind.care,
            emergency: kind.emergency,
            trauma: kind.trauma,
        })
    }
}

const fn plain(care: Care) -> VisitKind {
    VisitKind {
        care,
        emergency: false,
        trauma: false,
    }
}

const fn emergency(care: Care) -> VisitKind {
    VisitKind {
        care,
        emergency: true,
        trauma: false,
    }
}

const fn trauma(care: Care) -> VisitKind {
    VisitKind {
        care,
        emergency: false,
        trauma: true,
    }
}

dictionary! {
    /// 医疗类别.
    MED_TYPE: VisitKind, "med_type", FirstTwo, {
        "11" "普通门诊" => plain(Care::Outpatient);
        "12" "门诊挂号" => plain(Care::Outpatient);
        "13" "急诊" => emergency(Care::Outpatient);
        "14" "门诊慢特病" => plain(Care::Chronic);
        "15" "特药" => plain(Care::Outpatient);
        "16" "中医特色门诊" => plain(Care::Outpatient);
        "18" "特药购药" => plain(Care::Outpatient);
        "21" "普通住院" => plain(Care::Inpatient);
        "22" "外伤住院" => trauma(Care::Inpatient);
        "23" "转外住院" => plain(Care::Inpatient);
        "24" "急诊转住院" => emergency(Care::Inpatient);
        "25" "异地就医" => plain(Care::Inpatient);
        "26" "单病种" => plain(Care::Inpatient);
        "27" "自主就医" => plain(Care::Inpatient);
        "28" "日间手术" => plain(Care::Inpatient);
        "41" "定点药店购药" => plain(Care::Pharmacy);
        "51" "生育门诊" => plain(Care::Outpatient);
        "52" "生育住院" => plain(Care::Inpatient);
        "53" "计划生育" => plain(Care::Outpatient);
        "81" "意外伤害门诊" => trauma(Care::Outpatient);
        "91" "其他门诊" => plain(Care::Outpatient);
        "92" "其他住院" => plain(Care::Inpatient);
        "93" "其他购药" => plain(Care::Pharmacy);
        "1104" "异地门诊慢特病" => plain(Care::Chronic);
        "1105" "异地门诊" => plain(Care::Outpatient);
        "110103" "门诊急诊抢救期间死亡" => emergency(Care::Outpatient);
        "1301" "急诊抢救" => emergency(Care::Outpatient);
        "210104" "急诊住院" => emergency(Care::Inpatient);
        "210201" "急诊(死亡)" => emergency(Care::Inpatient);
        "5302" "计划生育住院" => plain(Care::Inpatient);
        "530202" "计划生育住院" => plain(Care::Inpatient);
        "9108" "外伤门诊" => trauma(Care::Outpatient);
        "9215" "特殊情况报销门诊" => plain(Care::Outpatient);
        "9901" "门诊两病" => plain(Care::Outpatient);
        "990101" "门诊单病种" => plain(Care::Outpatient);
        "990102" "转诊门诊" => plain(Care::Outpatient);
        "990103" "核酸检测" => plain(Care::Outpatient);
        "9903" "意外伤害门诊" => trauma(Care::Outpatient);
        "9904" "门诊特检特治" => plain(Care::Outpatient);
    }
}
