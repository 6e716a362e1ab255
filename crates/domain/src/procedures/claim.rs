//! The rows about manual reimbursement (零星报销): each says one thing, with its own source (MAN-01 to
//! MAN-09).

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::dated::dated_rows;
use crate::calendar::{days_after, months_after};
use crate::rules::when::Words;
use crate::text::Named;
use crate::{Bilingual, Money, word_list};

word_list! {
    /// From when the window for a claim runs.
    CountedFrom {
        /// The day the cost arose.
        Cost = "cost", "费用发生之日", "the day of the cost";
        /// The day of discharge; for outpatient care, the visit.
        Discharge = "discharge", "出院之日", "the day of discharge";
    }
}

word_list! {
    /// Why a bill was not settled on the spot (MAN-01).
    ClaimReason {
        /// The facility was not networked.
        NotNetworked = "not-networked", "医疗机构未联网", "the facility was not networked";
        /// The system was down.
        SystemFailure = "system-failure", "系统故障", "the system was down";
        /// No filing was made.
        NotFiled = "not-filed", "未备案", "no filing was made";
        /// A deductible had to be put right.
        Deductible = "deductible", "起付线问题", "a question of the deductible";
        /// A filing was made after the discharge.
        FiledAfterwards = "filed-afterwards", "出院后补备案", "filed after the discharge";
    }
}

word_list! {
    /// How a claim is made (MAN-05).
    ClaimRoute {
        /// Documents looked at online first, the result by SMS.
        OnlineReview = "online-review", "网上预审核", "looked at online first";
        /// The originals by post.
        Post = "post", "邮寄原件", "originals by post";
        /// Any counter.
        Counter = "counter", "服务窗口", "counter";
    }
}

word_list! {
    /// Whose rules.
    Side {
        /// The insured place's.
        InsuredPlace = "insured-place", "参保地", "the insured place";
        /// The place of care's.
        PlaceOfCare = "place-of-care", "就医地", "the place of care";
    }
}

word_list! {
    /// What of a cost somebody else has to bear is payable (MAN-09).
    Payable {
        /// Nothing.
        Nothing = "nothing", "不予支付", "nothing";
        /// The share nobody else bears.
        UncoveredShare = "uncovered-share", "只付他人不承担的部分", "the share nobody else bears";
    }
}

word_list! {
    /// What a row about manual claims says.
    Aspect {
        /// Until when.
        Window = "window", "申请期限", "the window";
        /// Until when in special cases.
        SpecialWindow = "special-window", "特殊情形申请期限", "the window in special cases";
        /// Until when a filing still helps.
        LateFiling = "late-filing", "出院后补备案", "filing afterwards";
        /// What may be claimed.
        Accepts = "accepts", "受理情形", "what is accepted";
        /// What may not.
        Refuses = "refuses", "不予受理", "what is not accepted";
        /// What is handed in.
        Documents = "documents", "所需材料", "documents";
        /// How.
        Route = "route", "办理方式", "route";
        /// When the money comes.
        PayWithin = "pay-within", "拨付时限", "time to pay";
        /// By whose catalogue and prices.
        Catalogue = "catalogue", "目录和价格", "catalogue and prices";
        /// Costs a third party bears.
        ThirdParty = "third-party", "第三方责任", "third party";
        /// Injuries at work.
        WorkInjury = "work-injury", "工伤", "injury at work";
    }
}

/// A span of time within which to claim; exactly one of the two is written.
/// 一段期限，月和日写其中一个
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Months.
    /// 几个月
    #[serde(default)]
    pub months: Option<u16>,
    /// Days.
    /// 几天
    #[serde(default)]
    pub days: Option<u16>,
    /// From when.
    /// 从哪天算起
    pub counted_from: CountedFrom,
}

impl Window {
    /// Its length.
    pub fn length(self) -> Bilingual {
        match (self.months, self.days) {
            (Some(months), _) => {
                Bilingual::new(format!("{months} 个月"), format!("{months} months"))
            }
            (None, days) => {
                let days = days.unwrap_or_default();
                Bilingual::new(format!("{days} 日"), format!("{days} days"))
            }
        }
    }

    /// The last day on which to claim a cost of that day, or of a stay that ended on `ended_on`.
    pub fn last_day(self, cost_on: Date, ended_on: Option<Date>) -> Date {
        let start = match self.counted_from {
            CountedFrom::Cost => cost_on,
            CountedFrom::Discharge => ended_on.unwrap_or(cost_on),
        };
        match self.months {
            Some(months) => days_after(months_after(start, months), -1),
            None => days_after(start, i32::from(self.days.unwrap_or_default())),
        }
    }
}

/// Whose catalogue decides what is payable, and whose prices.
/// 按谁的目录和价格
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ByRulesOf {
    /// Whose catalogue.
    /// 按谁的目录
    pub catalogue: Side,
    /// Whose price level; not known when left out.
    /// 按谁的价格；不写就是不知道
    #[serde(default)]
    pub prices: Option<Side>,
}

dated_rows! {
    /// One thing about claiming what was not settled on the spot.
    /// 零星报销的一条规则，一行只说一件事
    ClaimRow {
        /// Within which time to claim.
        /// 多长时间内申请
        @default window: Option<Window>,
        /// The same in special cases (Chengdu).
        /// 特殊情形多长时间内申请
        @default special_window: Option<Window>,
        /// Months from discharge within which a filing still helps the claim; without such a row no
        /// filing after discharge is taken.
        /// 出院后几个月内补备案仍有用；不写就是不能补
        @default file_within_months: Option<u16>,
        /// Reasons that are accepted.
        /// 哪些情形可以申请
        @default accepts: Words<ClaimReason>,
        /// Such costs cannot be claimed at all, and what to do instead.
        /// 这类费用不能申请，以及该怎么办
        @default refuses: Option<Bilingual>,
        /// Documents to hand in, named in `[materials]`; all rows that fit add up.
        /// 要交的材料，名称写在 `[materials]` 里；符合的各行合计
        @default documents: Words<String>,
        /// Only when one consumable cost more than this.
        /// 只在单件材料高于这个金额时
        @default consumable_above: Option<Money>,
        /// How to claim.
        /// 怎样申请
        @default route: Words<ClaimRoute>,
        /// Working days from approval to payment.
        /// 审核通过后几个工作日拨付
        @default pay_within_working_days: Option<u16>,
        /// Whose catalogue and prices.
        /// 按谁的目录和价格
        @default by_rules_of: Option<ByRulesOf>,
        /// What of a cost with a liable third party is payable.
        /// 有第三方责任的付什么
        @default third_party: Option<Payable>,
        /// What of an injury at work is payable.
        /// 工伤付什么
        @default work_injury: Option<Payable>,
    } key |row| row.named(), label |row| {
        row.aspect().map_or_else(Bilingual::default, |aspect| aspect.name())
    }, adds_up |row| !row.documents.is_empty();
}

impl ClaimRow {
    /// Everything it says; exactly one once the file is checked.
    pub(super) fn aspects(&self) -> Vec<Aspect> {
        let said = [
            (Aspect::Window, self.window.is_some()),
            (Aspect::SpecialWindow, self.special_window.is_some()),
            (Aspect::LateFiling, self.file_within_months.is_some()),
            (Aspect::Accepts, !self.accepts.is_empty()),
            (Aspect::Refuses, self.refuses.is_some()),
            (Aspect::Documents, !self.documents.is_empty()),
            (Aspect::Route, !self.route.is_empty()),
            (Aspect::PayWithin, self.pay_within_working_days.is_some()),
            (Aspect::Catalogue, self.by_rules_of.is_some()),
            (Aspect::ThirdParty, self.third_party.is_some()),
            (Aspect::WorkInjury, self.work_injury.is_some()),
        ];
        let written = said.into_iter().filter(|(_, written)| *written);
        written.map(|(aspect, _)| aspect).collect()
    }

    fn named(&self) -> String {
        let word = self.aspect().map_or("", Aspect::word);
        let suffix = self.consumable_above.map_or("", |_| "-for-consumables");
        format!("{word}{suffix}")
    }

    /// What it says.
    pub fn aspect(&self) -> Option<Aspect> {
        self.aspects().first().copied()
    }
}
