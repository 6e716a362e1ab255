//! What a case gives: the person, the visit, the bill.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use domain::catalogue::Class;
use domain::facility::{Care, Grade, Level};
use domain::filing::FilingReason;
use domain::person::{Scheme, Status};
use domain::region_names::typed::deserialize as place;
use domain::rules::ItemClass;
use domain::shares::Shares;
use domain::situation::DeductibleBefore;
use domain::situation::Follows;
use domain::situation::Footing;
use domain::situation::Route;
use domain::{Money, Rate, Region};

/// Who paid what of a bill, as published.
/// 公布的结算单：谁付了多少
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The whole bill.
    /// 总费用
    pub total: Money,
    /// What each payer paid.
    /// 谁付了多少
    pub payers: Shares,
}

impl Ledger {
    pub(super) fn difference(&self) -> Option<String> {
        let sum = self.payers.total();
        let wrong = || format!("the payers come to {sum}, not to the total {}", self.total);
        (sum != self.total).then(wrong)
    }
}

/// The person of a case.
/// 算例里的人
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasePerson {
    /// Insured place: a code or a name.
    /// 参保地：代码或名称
    #[serde(deserialize_with = "place")]
    pub insured_at: Region,
    /// Scheme.
    /// 险种
    pub scheme: Scheme,
    /// Tier.
    /// 档次
    #[serde(default)]
    pub tier: Option<String>,
    /// Status; on the job or resident unless stated.
    /// 参保身份；不写就是在职或居民
    #[serde(default)]
    pub status: Option<Status>,
    /// Full years of age; 40 unless stated.
    /// 周岁；不写按 40 岁
    #[serde(default)]
    pub age: Option<u16>,
    /// Day of birth, instead of the age.
    /// 出生日期，代替周岁
    #[serde(default)]
    pub born_on: Option<Date>,
    /// Months of continuous insurance; 72 unless stated.
    /// 连续参保月数；不写按 72 个月
    #[serde(default)]
    pub months: Option<u16>,
    /// Marks.
    /// 标记
    #[serde(default)]
    pub traits: BTreeSet<String>,
    /// Personal account that may be used.
    /// 个人账户可以用的余额
    #[serde(default)]
    pub account: Money,
    /// Family account that may be used.
    /// 家庭账户可以用的余额
    #[serde(default)]
    pub family_account: Money,
    /// Names of the pack's diseases the person was recognised as having.
    /// 本人经认定的病种，写政策包里的名字
    #[serde(default)]
    pub recognised: Vec<String>,
    /// Contribution base of a month, where a rule or the account credit asks for it.
    /// 缴费基数，问个人账户划入时才写
    #[serde(default)]
    pub contribution_base: Option<Money>,
}

/// The visit of a case.
/// 算例里的就医
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseVisit {
    /// The day that picks the rules: the visit, or the discharge.
    /// 哪一天：就医或出院，由它选定规则
    pub day: Date,
    /// Kind of care.
    /// 哪类就医
    pub care: Care,
    /// Division of the facility: a code or a name.
    /// 就医地的区划：代码或名称
    #[serde(deserialize_with = "place")]
    pub treated_at: Region,
    /// Settlement level.
    /// 医疗机构的结算级别
    pub level: Level,
    /// The footing; decided from the filings when absent.
    /// 备案情形；不写就由备案推出
    #[serde(default)]
    pub footing: Option<Footing>,
    /// Filings of the person, also those that lie before or after the day, for deciding the
    /// footing.
    /// 本人的备案，当日以外的也写，用来推出备案情形
    #[serde(default)]
    pub filings: Vec<CaseFiling>,
    /// Day of admission, when it lies before `day`. Of a stay over years or rules it picks the
    /// rules and the benefit year where the insured place says so.
    /// 入院日期，早于 day 时写；跨年度、跨政策的住院，参保地有规定的，由它选定规则和待遇年度
    #[serde(default)]
    pub admitted_on: Option<Date>,
    /// Day on which a stay is settled, when it lies after `day`: one filed by then counts.
    /// 结算日期，晚于出院时写；在这之前补备案的算已备案
    #[serde(default)]
    pub settled_on: Option<Date>,
    /// The person chose this institution for outpatient care; not so unless stated.
    /// 本人选定了这家机构看门诊；不写就是没有
    #[serde(default)]
    pub designated: Option<bool>,
    /// Marks of the institution.
    /// 机构的标记
    #[serde(default)]
    pub traits: BTreeSet<String>,
    /// The hospital flagged an emergency; not so unless stated.
    /// 医院标了急诊；不写就是没有
    #[serde(default)]
    pub emergency: Option<bool>,
    /// The hospital flagged a referral; not so unless stated.
    /// 医院标了转诊；不写就是没有
    #[serde(default)]
    pub referral: Option<bool>,
    /// Which admission of the year; the one after those settled before unless stated.
    /// 本年第几次住院；不写就接在已结算的之后
    #[serde(default)]
    pub admission: Option<u8>,
    /// Direct unless stated.
    /// 不写就是直接结算
    #[serde(default)]
    pub route: Option<Route>,
    /// Which stay without a filing of the year; the one after those settled before unless stated.
    /// 本年第几次未备案住院；不写就接在已结算的之后
    #[serde(default)]
    pub unfiled_stay: Option<u8>,
    /// Codes of the diagnoses, which a pack may give marks for.
    /// 诊断编码，政策包可以据此加上标记
    #[serde(default)]
    pub diagnoses: Vec<String>,
    /// Grade on the licence.
    /// 医疗机构的等级
    #[serde(default)]
    pub grade: Grade,
    /// Which earlier stay it follows; none unless stated.
    /// 接在哪种前次住院之后；不写就是不接
    #[serde(default)]
    pub follows: Option<Follows>,
    /// What was paid as deductible in that stay, in one sum or by layer: `{ pooled = "300.00" }`;
    /// as the last earlier bill of a stay says unless stated. A sum is credited once, to one layer
    /// after the other, to each up to its figure.
    /// 前次住院已付的起付线，写一个总数，或按层写 { pooled = "300.00" }；不写就照前面最后一次住院。总数只抵一次：按层的
    /// 先后，每层抵到它的起付线为止
    #[serde(default)]
    pub deductible_before: Option<DeductibleBefore>,
    /// Any name of the facility, by which bills of one facility are told from those of another.
    /// 机构的任何名称，用来分清是不是同一机构
    #[serde(default)]
    pub facility: Option<String>,
}

/// A filing of a case's person.
/// 算例里的一次备案
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFiling {
    /// Why they filed.
    /// 为什么备案
    pub reason: FilingReason,
    /// Where to: a code or a name.
    /// 备案到哪里：代码或名称
    #[serde(deserialize_with = "place")]
    pub destination: Region,
    /// First day.
    /// 生效日：第一天
    pub from: Date,
    /// First day it no longer holds; as long as the rules allow unless stated.
    /// 失效的第一天；不写就按规定的有效期
    #[serde(default)]
    pub until: Option<Date>,
    /// The category, where it is not the one named like the reason.
    /// 备案类别，与原因不同名时写
    #[serde(default)]
    pub category: Option<String>,
    /// The day of application; the first day unless stated.
    /// 申请日期；不写就是第一天
    #[serde(default)]
    pub submitted_on: Option<Date>,
    /// Whether the person pledged instead of proving; not on record unless stated.
    /// 承诺制办理
    #[serde(default)]
    pub pledged: Option<bool>,
    /// The option chosen, where the category has options.
    /// 备案时所选的待遇方式
    #[serde(default)]
    pub option: Option<String>,
    /// Made after a stay that the person had paid: it only helps a manual claim.
    /// 出院自费后补办，只用于零星报销
    #[serde(default)]
    pub manual_claim_only: bool,
}

/// What was used up before in the benefit year.
/// 本待遇年度此前已经用掉的
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaseYear {
    /// Amounts by running total; the policy names its running totals.
    /// 各累计数的金额
    pub counters: BTreeMap<String, Money>,
    /// Stays in hospital settled before; those before `visit.admission` unless stated.
    /// 已结算的住院次数
    pub admissions: Option<u8>,
    /// Stays without a filing settled before; those before `visit.unfiled_stay` unless stated.
    /// 已结算的未备案住院次数
    pub unfiled_stays: Option<u8>,
}

/// The bill of a case: either already split, or lines by class.
/// 账单：已经拆分好的，或按类别的明细
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CaseBill {
    /// The whole bill, checked against the parts.
    /// 总费用，要与各部分相符
    pub total: Option<Money>,
    /// Wholly self-paid.
    /// 自费
    pub wholly_self_paid: Option<Money>,
    /// Above the price limit.
    /// 超限价
    pub above_limit: Option<Money>,
    /// Upfront self-pay.
    /// 乙类先自付
    pub upfront: Option<Money>,
    /// Eligible without negotiated drugs.
    /// 符合政策范围（不含国谈药）
    pub eligible: Option<Money>,
    /// Eligible negotiated drugs.
    /// 符合政策范围的国谈药
    pub negotiated: Option<Money>,
    /// Eligible amounts of other classes of items.
    /// 符合政策范围的其他类别项目
    pub items: BTreeMap<ItemClass, Money>,
    /// Lines to be split by class.
    /// 明细，按类别拆分
    pub lines: Vec<CaseLine>,
}

/// A line of a case's bill.
/// 一条费用明细
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseLine {
    /// Class.
    /// 甲、乙、丙类
    pub class: Class,
    /// Amount.
    /// 金额
    pub amount: Money,
    /// Upfront share of class B in the place of care. Where the insured place sets one, the same or
    /// nothing.
    /// 就医地的乙类先自付比例；参保地自定的，写一样的或不写
    #[serde(default)]
    pub upfront: Option<Rate>,
}

impl CaseBill {
    /// Whether no amount stands on it, not even nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == CaseBill::default()
    }

    /// Everything on the bill.
    pub(super) fn in_all(&self) -> Money {
        let parts = [
            self.wholly_self_paid,
            self.above_limit,
            self.upfront,
            self.eligible,
            self.negotiated,
        ];
        let lines = self.lines.iter().map(|line| line.amount);
        let items = self.items.values().copied();
        let parts = parts.into_iter().flatten();
        parts.chain(items).chain(lines).sum()
    }
}
