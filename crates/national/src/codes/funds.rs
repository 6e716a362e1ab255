//! 基金支付类型 (fund_pay_type): the code and the published name of each payer in each scheme.

use domain::person::Scheme;
use domain::shares::Payer;

/// A fund as the interface names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fund {
    /// fund_pay_type.
    pub code: &'static str,
    /// fund_pay_type_name.
    pub zh: &'static str,
}

/// The account line. Real replies list it beside the funds; it is no part of fund_pay_sumamt.
pub(crate) const ACCOUNT: &str = "310200";

const ACCOUNT_NAME: &str = "城镇职工基本医疗保险个人账户基金";

/// Payer, then code and name for employees, then code and name for residents.
#[rustfmt::skip]
const FUNDS: &[(Payer, [(&str, &str); 2])] = &[
    (Payer::PooledFund,
        [("310100", "城镇职工基本医疗保险统筹基金"), ("390100", "城乡居民基本医疗保险基金")]),
    (Payer::CriticalIllness,
        [("310300", "职工大病补助基金"), ("390200", "城乡居民大病医疗保险基金")]),
    (Payer::LargeExpense,
        [("330100", "大额医疗费用补助基金"), ("330100", "大额医疗费用补助基金")]),
    (Payer::CivilServant,
        [("320100", "公务员医疗补助基金"), ("320100", "公务员医疗补助基金")]),
    (Payer::Enterprise,
        [("370100", "企业补充医疗保险基金"), ("370100", "企业补充医疗保险基金")]),
    (Payer::MedicalAssistance,
        [("610100", "医疗救助基金"), ("610100", "医疗救助基金")]),
    (Payer::OtherFund,
        [("999997", "其他基金"), ("999997", "其他基金")]),
    (Payer::Account, [(ACCOUNT, ACCOUNT_NAME), (ACCOUNT, ACCOUNT_NAME)]),
    (Payer::FamilyAccount, [(ACCOUNT, ACCOUNT_NAME), (ACCOUNT, ACCOUNT_NAME)]),
];

/// The fund of a payer in a scheme; cash is none.
pub fn fund(payer: Payer, scheme: Scheme) -> Option<Fund> {
    let (_, by_scheme) = FUNDS.iter().find(|(listed, _)| *listed == payer)?;
    let (code, zh) = match scheme {
        Scheme::Employee => by_scheme[0],
        Scheme::Resident => by_scheme[1],
    };
    Some(Fund { code, zh })
}
