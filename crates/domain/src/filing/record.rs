//! The record of one filing: what was asked, where it stands, and everything that happened to it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Channel, CheckKind, EventKind, FilingKind, FilingReason, Register, State, Verdict};
use crate::Bilingual;
use crate::Region;
use crate::basis::ShownBasis;
use crate::calendar::Period;
use crate::ids::{FilingId, PersonId};
use crate::person::Trait;
use crate::procedures::AtHome;
use crate::situation::Footing;
use crate::word_list;

/// One check and its outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// The outcome.
    pub verdict: Verdict,
    /// What was found, and on failure what to do.
    pub says: Bilingual,
    /// The rule's source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<ShownBasis>,
}

/// Who to reach about the filing. All three are mandatory, and used for nothing else (R11, R112).
/// 联系方式：三项都要写，只用于这次备案
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Name.
    /// 姓名
    pub name: String,
    /// Telephone.
    /// 电话
    pub phone: String,
    /// Address.
    /// 地址
    pub address: String,
}

word_list! {
    /// Who files for the person (代办).
    AgentKind {
        /// Family or another person.
        Relative = "relative", "亲友代办", "relative or friend";
        /// The employer, for staff (R16).
        Employer = "employer", "单位代办", "employer";
        /// The referring hospital (R30).
        Hospital = "hospital", "医院上报", "hospital";
        /// A clerk at the counter, on the phone or from a fax (R38, R39).
        Clerk = "clerk", "窗口代录", "clerk";
    }
}

/// The agent who files for the person, recorded beside the person (R15, R111).
/// 替参保人办理的人
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// In what capacity.
    /// 什么身份
    pub kind: AgentKind,
    /// Name.
    /// 姓名
    pub name: String,
    /// The account under which the agent proved who they are.
    /// 用哪个账号证明身份
    pub account: String,
    /// Whether the person agreed.
    /// 参保人同意了
    pub consented: bool,
}

/// A proof handed in.
/// 交来的一份材料
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Its kind, named in the rules.
    /// 哪种材料，名称写在规则里
    pub kind: String,
    /// Where the scan is kept.
    /// 影像存放在哪里
    pub reference: String,
    /// First day on which it no longer holds, when it has one.
    /// 哪天起不再有效
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// A stay that is over and was paid by the person: such a filing only helps a manual claim
/// (NAT-10).
/// 一次住院
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaidStay {
    /// Day of admission.
    /// 入院日期
    pub admitted_on: Date,
    /// Day of discharge.
    /// 出院日期
    pub discharged_on: Date,
}

/// What a person asks for.
/// 备案申请
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Submission {
    /// The filing's number; made by the caller.
    /// 备案号，由申请的一方编
    pub id: FilingId,
    /// The insured person.
    /// 参保人的人员编号
    pub person: PersonId,
    /// Where insured.
    /// 参保地
    pub insured_at: Region,
    /// Where care will be sought: a pooling region.
    /// 去哪里就医，写统筹地区
    pub destination: Region,
    /// The category, by its id in the rules; usually the reason's word.
    /// 备案类别，写规则里的 id，通常就是备案原因的词
    pub category: String,
    /// The first day asked for.
    /// 希望从哪天起
    pub starts_on: Date,
    /// The day after the last, when the person wants it shorter than the rules allow.
    /// 希望到哪天为止（当天已不算）；不写就是规则准许的最长期限
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<Date>,
    /// How it came in.
    /// 从哪个渠道来
    pub channel: Channel,
    /// Who files, when not the person.
    /// 代办人；本人办就不写
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Agent>,
    /// Whom to reach.
    /// 联系谁
    pub contact: Contact,
    /// Whether the person pledges instead of proving.
    /// 承诺制办理，不交材料
    #[serde(default)]
    pub pledged: bool,
    /// What prevents the person from getting the proof, where only that allows a pledge.
    /// 为什么拿不到材料；只在须有原因才能承诺时写
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prevented_by: Option<String>,
    /// Proofs handed in.
    /// 交了哪些材料
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// The option chosen, where the category has options.
    /// 选了哪一项，类别有选项时写
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    /// Months away, past or intended.
    /// 在外居住几个月，已住的或打算住的
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months_away: Option<u8>,
    /// Whether an employer posted the person.
    /// 由单位派驻
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub posted: Option<bool>,
    /// Household register.
    /// 户籍在哪里
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register: Option<Register>,
    /// The stay it is meant for, when that is already over.
    /// 为哪次已经结束的住院补办
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past_stay: Option<PaidStay>,
    /// Whether older filings of the kind end when this one is approved, as the person agreed, also
    /// where the rules want them cancelled first: one act, and no day without either.
    /// 本人同意：这份通过时，原来同类的备案同时停止；规定要先取消的也一样
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replaces: bool,
}

/// One thing that happened to a filing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// The day.
    pub on: Date,
    /// Who: an account, or `rule`.
    pub by: String,
    /// What.
    pub event: EventKind,
    /// State before; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<State>,
    /// State after.
    pub to: State,
    /// Why, where somebody gave a reason.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// A filing. Its period may be shortened, its history only grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// What was asked.
    pub request: Submission,
    /// Why, from the category.
    pub reason: FilingReason,
    /// The footing it gives, from the category on the day of application.
    pub footing: Footing,
    /// What it does to care at home.
    pub at_home: AtHome,
    /// The days it covers once approved; cut short when it ends early, empty when withdrawn.
    pub period: Period,
    /// Where it stands.
    pub state: State,
    /// The day of application; a correction does not move it.
    pub submitted_on: Date,
    /// A clerk has until the end of this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Who decided last: an account, or `rule`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// The filing that replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<FilingId>,
    /// The checks of the latest submission, for the clerk and for the person.
    pub checks: Vec<Check>,
    /// Everything that happened, oldest first.
    pub history: Vec<HistoryEntry>,
}

impl Filing {
    /// Its number.
    pub fn id(&self) -> &FilingId {
        &self.request.id
    }

    /// Whose it is.
    pub fn person(&self) -> &PersonId {
        &self.request.person
    }

    /// Its kind: at most one of a kind is in force on a day.
    pub fn kind(&self) -> FilingKind {
        self.reason.kind()
    }

    /// Whether it waits for somebody's decision or correction.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Queued | State::Returned)
    }

    /// Whether it is approved and neither cancelled, replaced nor expired.
    pub fn is_live(&self) -> bool {
        matches!(self.state, State::Approved | State::Active)
    }

    /// How one that is approved stands on a day, by its days alone.
    pub(super) fn state_by_days(period: &Period, today: Date) -> State {
        if period.until.is_some_and(|until| until <= today) {
            State::Expired
        } else if period.from <= today {
            State::Active
        } else {
            State::Approved
        }
    }

    /// As everybody sees it on a day: its first day and its end count from the moment they come,
    /// whenever the calendar writes them down.
    #[must_use]
    pub fn seen_on(mut self, today: Date) -> Filing {
        if self.is_live() {
            self.state = Filing::state_by_days(&self.period, today);
        }
        self
    }

    /// How many days lie between a day and the end of one that runs out, below zero once it is
    /// over; none where it has no end, or where something else ended it.
    pub fn days_to_end(&self, today: Date) -> Option<i32> {
        let by_insurance = EventKind::InsuranceChanged;
        let ran_out = match self.state {
            State::Approved | State::Active => true,
            State::Expired => self
                .history
                .last()
                .is_none_or(|it| it.event != by_insurance),
            _ => false,
        };
        let until = self.period.until.filter(|_| ran_out)?;
        Some(until.since(today).map_or(0, |span| span.get_days()))
    }

    /// The days on which it is, was or will be in force; none when it never was approved or ended
    /// before it began.
    pub fn in_force(&self) -> Option<FilingInForce> {
        let decided_for = !matches!(self.state, State::Queued | State::Returned | State::Refused);
        if !decided_for || self.period.is_empty() {
            return None;
        }
        Some(FilingInForce {
            id: self.request.id.clone(),
            category: self.request.category.clone(),
            reason: self.reason,
            footing: self.footing,
            at_home: self.at_home,
            destination: self.request.destination,
            period: self.period,
            submitted_on: self.submitted_on,
            manual_claim_only: self.request.past_stay.is_some(),
            traits: marks_of(Some(self.request.pledged), self.request.option.as_deref()),
        })
    }
}

/// Mark of a visit on a filing made by pledge.
pub const FILED_BY_PLEDGE: &str = "filed-by-pledge";

/// Mark of a visit on a filing made with proofs.
pub const FILED_BY_PROOF: &str = "filed-by-proof";

/// Marks a filing puts on a visit: its form (DG-01) and the option chosen (GZ-04);
/// nothing of the form where it is not on record.
pub fn marks_of(pledged: Option<bool>, option: Option<&str>) -> Vec<Trait> {
    let form = pledged.map(|pledged| match pledged {
        true => FILED_BY_PLEDGE.to_owned(),
        false => FILED_BY_PROOF.to_owned(),
    });
    let option = option.map(|option| format!("option-{option}"));
    form.into_iter().chain(option).collect()
}

/// An approved filing as the footing sees it. It may lie before or after the day in question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FilingInForce {
    /// Its number.
    pub id: FilingId,
    /// Its category in the rules.
    pub category: String,
    /// Why.
    pub reason: FilingReason,
    /// The footing it gives.
    pub footing: Footing,
    /// What it does to care at home.
    pub at_home: AtHome,
    /// The place filed for.
    pub destination: Region,
    /// The days.
    pub period: Period,
    /// The day of application.
    pub submitted_on: Date,
    /// Filed after a stay the person had paid: it cannot carry direct settlement (NAT-10).
    pub manual_claim_only: bool,
    /// Marks it puts on a visit.
    pub traits: Vec<Trait>,
}
