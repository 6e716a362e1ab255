//! What can stand in the way of what a hospital records.

use domain::ids::{FacilityCode, HospitalRecordId, PractitionerCode};
use domain::text::Sep;
use domain::{Bilingual, errors, say};
use jiff::civil::Date;

errors! {
    /// Why a hospital's record was not made or not taken back.
    #[derive(Clone, Debug, PartialEq, Eq)]
    HospitalRecordError {
        NotAHospital { facility: FacilityCode } = "not-a-hospital", Refused,
            "药店不能办转诊和慢特病认定", "a pharmacy neither refers nor recognises diseases",
            "请到医院办理", "a hospital does it",
            says say!("{facility} 不是医院", "{facility} is no hospital");
        DoctorNotHere { doctor: PractitionerCode } = "doctor-not-here", Refused,
            "这位医师当日不在本院登记，或被暂停", "no such doctor of this hospital on that day",
            "核对医师代码和日期；新来的医师先登记", "check the code and the day; a new doctor is registered first",
            says say!(
                "医师 {doctor} 当日不在本院登记，或被暂停",
                "doctor {doctor} is not on record of this hospital on that day, or is suspended"
            );
        BedDays { serial: String, charged: i64, days: i64 } = "bed-days-too-many", Invalid,
            "床位费的天数多于住院天数", "a bed is charged for more days than the stay has",
            "核对数量、入院和出院日期；多记的改少或退掉",
            "check quantity, admission and discharge; charge fewer, or give some back",
            says say!(
                "床位费一共 {charged} 天，住院连入院、出院当天算也只有 {days} 天",
                "the bed comes to {charged} days, and the stay has {days} even with the days of \
                 admission and discharge"
            );
        UnknownRecord { record: HospitalRecordId } = "unknown-hospital-record", NotFound,
            "本院没有这条登记", "this hospital has no such record",
            "核对登记号；别家医院登记的由那家撤销",
            "check the number; what another hospital recorded it takes back itself",
            says say!("本院没有登记 {record}", "this hospital has no record {record}");
        AlreadyRecognised { disease: String, from: Date } = "already-recognised", Conflict,
            "这个病种已经认定", "the disease is recognised already",
            "不用再认定；要续期的，从原来的期限结束后开始",
            "nothing has to be done; to go on, begin where the days on record end",
            says say!(
                "{disease} 在 {from} 已经认定有效",
                "{disease} is recognised already on {from}"
            );
        AlreadyReferred { record: HospitalRecordId, from: Date, through: Option<Date> }
            = "already-referred", Conflict,
            "同一家医院、同一段时间已经登记过转诊", "the same referral is on record for these days",
            "不用再登记；写错了的先撤销原来那条，再登记",
            "nothing has to be done; to correct it, withdraw that one first",
            says match through {
                Some(through) => say!(
                    "已有转诊登记 {record}，{from} 到 {through} 有效，转往同一家",
                    "referral {record} to the same hospital holds from {from} through {through}"
                ),
                None => say!(
                    "已有转诊登记 {record}，{from} 起有效，转往同一家",
                    "referral {record} to the same hospital holds from {from}"
                ),
            };
        DiseaseCodeUnknown { disease: String } = "disease-code-unknown", Refused,
            "这不是国家医保的病种编码", "this is no national code of a disease",
            "照国家医保门诊慢特病编码写，如 M07800；不知道编码的，请本人向参保地经办机构申请认定",
            "write the national code, such as M07800; where it is not known, the person asks the \
             agency of the insured place",
            says say!(
                "参保地没有列出要认定的病种，「{disease}」也不是国家编码",
                "the insured place lists no diseases, and “{disease}” is no national code"
            );
        DiseaseNotListed { disease: String, listed: Vec<Bilingual> }
            = "disease-not-listed", Refused,
            "参保地没有这个门诊慢特病病种", "the insured place has no such disease",
            "从参保地的病种里选", "choose one of those the insured place lists",
            says say!(
                "参保地的病种里没有 {disease}；有：{listed}",
                "{disease} is not among those of the insured place: {listed}";
                listed = Bilingual::join(listed.iter().cloned(), Sep::Or)
            );
    }
}
