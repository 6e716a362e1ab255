//! The codes the program itself has to understand or send: each code, its Chinese name, and what
//! it means here. Kinds of visit, insurances, certificates and ways of settling are policy and
//! stand in `domain::dictionary`.
//!
//! Provinces extend the national codes behind the first digits, so a dictionary says how it is
//! looked up. A code that means nothing here is an error for the caller to name, never a silent
//! default.

pub(crate) mod certificate;
mod funds;
mod med_type;

use domain::catalogue::Class;
use domain::facility::{Care, FacilityKind, Level};
use domain::person::{Gender, Scheme, Status};
use domain::region::Distance;
use domain::word_list;

pub use certificate::PSN_CERT_TYPE;
pub use funds::{Fund, fund};
pub use med_type::MedType;

/// One row of a dictionary.
#[derive(Clone, Copy, Debug)]
pub struct CodeRow<T> {
    /// The code on the wire.
    pub code: &'static str,
    /// The published name.
    pub zh: &'static str,
    /// What it is here.
    pub means: T,
}

/// How a code is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// The code as listed; leading zeros do not matter, since some clients send numbers.
    Exact,
    /// The code as listed, or else the row of its first two digits.
    FirstTwo,
}

/// A dictionary.
#[derive(Clone, Copy, Debug)]
pub struct Dictionary<T: 'static> {
    /// Name of the published dictionary.
    pub name: &'static str,
    /// How a code is found.
    pub lookup: Lookup,
    /// Its rows; the first row of a meaning is the code sent for it.
    pub rows: &'static [CodeRow<T>],
}

impl<T: Copy + PartialEq> Dictionary<T> {
    /// What a code means.
    pub fn read(&self, code: &str) -> Option<T> {
        let find = |wanted: &str| self.rows.iter().find(|row| row.code == wanted);
        let bare = |text: &'static str| text.trim_start_matches('0');
        let row = match self.lookup {
            Lookup::Exact => find(code).or_else(|| {
                let wanted = code.trim_start_matches('0');
                self.rows.iter().find(|row| bare(row.code) == wanted)
            }),
            Lookup::FirstTwo => find(code).or_else(|| find(code.get(..2)?)),
        };
        row.map(|row| row.means)
    }

    /// The code sent for a meaning; none when the dictionary has no word for it.
    pub fn write(&self, meaning: T) -> Option<&'static str> {
        let row = self.rows.iter().find(|row| row.means == meaning)?;
        Some(row.code)
    }
}

/// Aligned rows: code, published name, meaning.
macro_rules! dictionary {
    ($(#[$doc:meta])* $name:ident: $type:ty, $wire:literal, $lookup:ident, {
        $($code:literal $zh:literal => $means:expr;)+
    }) => {
        $(#[$doc])*
        pub static $name: $crate::codes::Dictionary<$type> = $crate::codes::Dictionary {
            name: $wire,
            lookup: $crate::codes::Lookup::$lookup,
            rows: &[$($crate::codes::CodeRow { code: $code, zh: $zh, means: $means }),+],
        };
    };
}
pub(crate) use dictionary;

word_list! {
    /// What proves who somebody is (就诊凭证类型).
    VoucherKind {
        /// 01 on the wire; the number is the token.
        EVoucher = "e-voucher", "医保电子凭证", "e-voucher";
        /// 02 on the wire.
        IdCard = "id-card", "居民身份证", "ID card";
        /// 03 on the wire.
        SocialCard = "social-card", "社会保障卡", "social-security card";
    }
}

word_list! {
    /// Whose account may be drawn on (个人账户使用标志).
    AccountUse {
        /// 0 on the wire.
        None = "none", "不使用", "none";
        /// 1 on the wire.
        Own = "own", "使用本人个账", "the person's own";
        /// 2 on the wire.
        Family = "family", "使用共济人个账", "a family member's";
    }
}

word_list! {
    /// What the hospital decided about an item of restricted use (医院审批标志).
    Approval {
        /// 0 on the wire.
        NotNeeded = "not-needed", "无须审批", "not needed";
        /// 1 on the wire.
        Approved = "approved", "审批通过", "approved";
        /// 2 on the wire.
        Refused = "refused", "审批不通过", "refused";
    }
}

dictionary! {
    /// 医院审批标志.
    HOSP_APPR_FLAG: Approval, "hosp_appr_flag", Exact, {
        "0" "无须审批" => Approval::NotNeeded;
        "1" "审批通过" => Approval::Approved;
        "2" "审批不通过" => Approval::Refused;
    }
}

dictionary! {
    /// 险种类型 as replies send it; what a hospital may send stands in the dictionaries.
    INSUTYPE: Scheme, "insutype", Exact, {
        "310" "职工基本医疗保险" => Scheme::Employee;
        "390" "城乡居民基本医疗保险" => Scheme::Resident;
    }
}

dictionary! {
    /// 人员类别.
    PSN_TYPE: Status, "psn_type", FirstTwo, {
        "11" "在职" => Status::OnJob;
        "12" "退休" => Status::Retired;
        "15" "居民（成年）" => Status::Resident;
        "16" "居民（老年）" => Status::Resident;
        "14" "居民（未成年）" => Status::Resident;
        "17" "居民" => Status::Resident;
    }
}

dictionary! {
    /// 就诊凭证类型.
    MDTRT_CERT_TYPE: VoucherKind, "mdtrt_cert_type", Exact, {
        "01" "医保电子凭证" => VoucherKind::EVoucher;
        "02" "居民身份证" => VoucherKind::IdCard;
        "03" "社会保障卡" => VoucherKind::SocialCard;
    }
}

dictionary! {
    /// 性别.
    GEND: Gender, "gend", Exact, {
        "1" "男" => Gender::Male;
        "2" "女" => Gender::Female;
    }
}

dictionary! {
    /// 个人账户使用标志.
    ACCT_USED_FLAG: AccountUse, "acct_used_flag", Exact, {
        "0" "不使用" => AccountUse::None;
        "1" "使用本人个账" => AccountUse::Own;
        "2" "使用共济人个账" => AccountUse::Family;
    }
}

dictionary! {
    /// 医院等级. Only the settlement level is known, so the codes without a grade (无等) are sent.
    HOSP_LV: Level, "hosp_lv", Exact, {
        "12" "三级无等" => Level::Tertiary;
        "13" "二级无等" => Level::Secondary;
        "14" "一级无等" => Level::Primary;
        "11" "无等级" => Level::Community;
        "1" "三级特等" => Level::Tertiary;
        "2" "三级甲等" => Level::Tertiary;
        "3" "三级乙等" => Level::Tertiary;
        "4" "三级丙等" => Level::Tertiary;
        "5" "二级甲等" => Level::Secondary;
        "6" "二级乙等" => Level::Secondary;
        "7" "二级丙等" => Level::Secondary;
        "8" "一级甲等" => Level::Primary;
        "9" "一级乙等" => Level::Primary;
        "10" "一级丙等" => Level::Primary;
    }
}

dictionary! {
    /// 起付线医院等级 and 限价医院等级.
    DEDC_HOSP_LV: Level, "dedc_hosp_lv", Exact, {
        "1" "一级及以下" => Level::Primary;
        "2" "二级" => Level::Secondary;
        "3" "三级" => Level::Tertiary;
        "1" "一级及以下" => Level::Community;
    }
}

dictionary! {
    /// 定点医疗服务机构类型.
    FIXMEDINS_TYPE: FacilityKind, "fixmedins_type", Exact, {
        "1" "定点医疗机构" => FacilityKind::Hospital;
        "2" "定点零售药店" => FacilityKind::Pharmacy;
    }
}

dictionary! {
    /// 收费项目等级.
    CHRGITM_LV: Class, "chrgitm_lv", Exact, {
        "01" "甲类" => Class::A;
        "02" "乙类" => Class::B;
        "03" "丙类" => Class::C;
    }
}

dictionary! {
    /// 清算类别 of the national baseline; provinces have longer lists of their own.
    CLR_TYPE: Care, "clr_type", Exact, {
        "11" "门诊" => Care::Outpatient;
        "21" "住院" => Care::Inpatient;
        "41" "药店购药" => Care::Pharmacy;
        "14" "门诊慢特病" => Care::Chronic;
    }
}

dictionary! {
    /// 支付地点，as the insured place sees it.
    PAY_LOC: Distance, "pay_loc", Exact, {
        "2" "医疗机构" => Distance::Home;
        "3" "省内异地" => Distance::InProvince;
        "4" "跨省异地" => Distance::OutOfProvince;
    }
}

/// The code of a meaning in a dictionary that has a row for every one of them.
pub(crate) fn total<T: Copy + PartialEq>(dictionary: &Dictionary<T>, meaning: T) -> &'static str {
    dictionary
        .write(meaning)
        .expect("a test writes every meaning of this dictionary")
}

/// The psn_type sent for a person: residents by age, 未成年，成年，老年.
pub fn psn_type(status: Status, age: u8) -> &'static str {
    match (status, age) {
        (Status::Resident, 0..18) => "14",
        (Status::Resident, 60..) => "16",
        _ => total(&PSN_TYPE, status),
    }
}

/// 目录类别 (list_type) of a line, from its fee kind (med_chrgitm_type).
pub fn list_type(fee_kind: &str) -> &'static str {
    match fee_kind {
        "09" | "11" => "101",
        "10" => "102",
        "08" => "301",
        _ => "201",
    }
}

#[cfg(test)]
mod tests;
