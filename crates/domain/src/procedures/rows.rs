//! The rows of `procedures.toml`, as written: every one dated and cited.

use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dated::Dated;
use crate::basis::Basis;
use crate::calendar::Period;
use crate::filing::{Channel, CheckKind, FilingReason, Verdict};
use crate::rules::when::{Answer, Circumstances, Span, When};
use crate::situation::Footing;
use crate::text::Named;
use crate::{Bilingual, word_list};

/// How long a filing lasts.
/// 备案多久有效：none 长期、{ months = 6 }、until-evidence-ends、episode
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Validity {
    /// Until the filing or the insurance changes (NAT-07).
    /// 长期，到备案或参保改变为止
    #[serde(rename = "none")]
    NoEnd,
    /// So many months from its first day (NAT-08).
    /// 从第一天起几个月
    #[serde(rename = "months")]
    Months(u16),
    /// As long as the proof handed in (Nantong).
    /// 到材料上的日期为止
    #[serde(rename = "until-evidence-ends")]
    UntilEvidenceEnds,
    /// One stay in hospital; ended on discharge (emergencies before 2023).
    /// 一次住院，出院为止
    #[serde(rename = "episode")]
    Episode,
}

word_list! {
    /// What happens to a filing of the same kind still in force (X05).
    ChangeRule {
        /// It has to be cancelled first.
        CancelFirst = "cancel-first", "须先取消原备案", "cancel the old filing first";
        /// The new one replaces it by itself.
        Replaces = "replaces", "新备案自动替代原备案", "the new filing replaces the old one";
    }
}

word_list! {
    /// Who decides (X18).
    Decider {
        /// The rules, at once; a clerk where they leave a doubt.
        Rule = "rule", "系统即时核验", "checked at once";
        /// A clerk.
        Clerk = "clerk", "人工审核", "reviewed by a clerk";
        /// The referring hospital.
        Hospital = "hospital", "转诊医院审核", "decided by the referring hospital";
    }
}

word_list! {
    /// What must hold besides the checks before the rules decide alone.
    AutomaticCondition {
        /// Filed by pledge.
        Pledge = "pledge", "承诺制办理", "filed by pledge";
        /// Filed with every proof handed in.
        Evidence = "evidence", "材料齐全", "every proof handed in";
        /// No other city filed for within the time set by `evidence_after_change`.
        NoRecentChange = "no-recent-change", "近期未变更备案地", "no recent change of place";
    }
}

word_list! {
    /// When a pledge (承诺) may stand for proof.
    PledgeAllowed {
        /// Always.
        Always = "always", "可承诺办理", "a pledge will do";
        /// Only when the proof cannot be had for outside reasons; a clerk looks (Zhongshan).
        WhenPrevented = "when-prevented", "因客观原因无法取得材料时可承诺", "a pledge when prevented";
        /// Never.
        Never = "never", "须提交材料", "proof is needed";
    }
}

word_list! {
    /// What a long-term filing does to care at home (X17, NAT-12).
    #[derive(Default)]
    AtHome {
        /// Settled at home as before.
        #[default]
        Kept = "kept", "回参保地就医照常结算", "care at home is settled as before";
        /// Suspended while it is in force (Suzhou).
        Suspended = "suspended", "备案期间暂停参保地结算", "care at home is suspended meanwhile";
    }
}

/// One proof: any of the kinds satisfies it.
/// 一种材料：列出的任何一件都行
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Kinds, named in `[materials]`.
    /// 其中任何一件，名称写在 `[materials]` 里
    pub any_of: Vec<String>,
}

/// Proof that a recent change of place makes mandatory, pledge or not (R18).
/// 近期变更过备案地的，承诺也要补材料
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterChange {
    /// A filing for another place begun within so many months counts as a recent change.
    /// 几个月以内算近期变更
    pub within_months: u16,
    /// The proof needed then.
    /// 其中任何一件，名称写在 `[materials]` 里
    pub any_of: Vec<String>,
}

/// The pledge rule of a category.
/// 承诺制
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// When a pledge may stand for proof.
    /// 什么时候可以用承诺代替材料
    pub allowed: PledgeAllowed,
    /// Proof needed after a recent change.
    /// 近期变更后必须的材料
    #[serde(default)]
    pub after_change: Option<AfterChange>,
    /// A filing by pledge cannot be changed or cancelled for so many months (Zibo).
    /// 承诺备案几个月内不得变更或取消
    #[serde(default)]
    pub fixed_months: u16,
    /// Who broke a pledge may not pledge again for so many months (Zibo).
    /// 承诺不实的，几个月内不得再承诺
    #[serde(default)]
    pub barred_months: u16,
}

impl Default for Pledge {
    fn default() -> Pledge {
        Pledge {
            allowed: PledgeAllowed::Never,
            after_change: None,
            fixed_months: 0,
            barred_months: 0,
        }
    }
}

/// The earliest and latest first day that may be asked for (NAT-17).
/// 生效日期可以提前或推后多少
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Days before the application; 0 is «not before the day of application».
    /// 可以早于申请几天；0 就是不早于申请日
    pub backdated_days: u16,
    /// Days after the application; without it any later day.
    /// 可以晚于申请几天；不写就不限
    #[serde(default)]
    pub ahead_days: Option<u16>,
    /// What this rests on, when not on the row's own basis.
    /// 另有依据时写
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// Who approves and how fast.
/// 谁审核、多快
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who decides.
    /// 谁决定
    pub by: Decider,
    /// What the rules need besides the checks to decide alone; otherwise a clerk does.
    /// 要自动通过，除检查外还须满足什么；否则转人工
    #[serde(default)]
    pub only: Vec<AutomaticCondition>,
    /// A clerk has so many working days.
    /// 人工审核几个工作日
    #[serde(default)]
    pub working_days: u16,
    /// What this rests on, when not on the row's own basis.
    /// 另有依据时写
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// How long somebody has to be away to belong to a category, where the sources of the place do not
/// say it and it is only inferred. For a shorter time the rules alone decide nothing: a clerk does.
/// 推断的在外时间
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lasting {
    /// So many full months.
    /// 满几个月
    pub months: u16,
    /// Why it is not certain, in a sentence.
    /// 一句话：为什么不确定
    pub says: Bilingual,
    /// What the inference rests on.
    /// 推断的依据
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// One way to file.
/// 备案的一个种类
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its word within the region; usually the reason's.
    /// 在本地区里的名字，通常与 reason 相同
    pub id: String,
    /// Why a person files.
    /// 为什么备案
    pub reason: FilingReason,
    /// Its name there.
    /// 当地的叫法
    pub title: Bilingual,
    /// Who, in a sentence.
    /// 一句话：谁
    pub who: Bilingual,
    /// Who, as far as data can tell.
    /// 谁：数据能判断的部分
    #[serde(default)]
    pub when: When,
    /// How long away, where that is only inferred.
    /// 在外要住多久，来源没有写、只是推断时：不到的由经办人员决定
    #[serde(default)]
    pub lasting: Option<Lasting>,
    /// Proofs, each of them needed.
    /// 材料，样样都要
    #[serde(default)]
    pub materials: Vec<Material>,
    /// When a pledge stands for them.
    /// 什么时候可以承诺
    #[serde(default)]
    pub pledge: Pledge,
    /// First day.
    /// 从哪天起
    #[serde(default)]
    pub start: Start,
    /// How long.
    /// 多久有效
    pub validity: Validity,
    /// What happens to an older filing of the same kind.
    /// 同类的旧备案怎么办
    pub change: ChangeRule,
    /// Who decides.
    /// 谁审核
    pub approval: Approval,
    /// How it may come in.
    /// 办理渠道
    pub channels: Vec<Channel>,
    /// The footing it gives.
    /// 备案后按哪种备案情形结算
    pub footing: Footing,
    /// What it does to care at home.
    /// 对回参保地就医的影响
    #[serde(default)]
    pub at_home: AtHome,
    /// It cannot be cancelled before so many days (Suzhou).
    /// 几天以后才能取消
    #[serde(default)]
    pub cancel_after_days: u16,
    /// Options one of which is chosen when filing (GZ-04), named in `[options]`.
    /// 备案时要选一项的待遇选项
    #[serde(default)]
    pub options: Vec<String>,
    /// Why it stands although it leaves a national band.
    /// 超出全国幅度仍然有效的理由
    #[serde(default)]
    pub departs: Option<Bilingual>,
    /// First day of the row.
    /// 生效日：第一天
    pub from: Date,
    /// Day after its last.
    /// 失效日：当天已不再有效；不写就是至今有效
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
    /// 依据：写在哪里；没有依据就没有数字
    pub basis: Arc<Basis>,
}

impl Category {
    /// The answers about the person and the place: the one rule by which advice is given, a filing
    /// is checked and a bill is told what else could have been filed.
    pub fn answers(&self, about: &Circumstances<'_>) -> Vec<Answer> {
        let lasting = self.lasting.as_ref().and_then(|it| it.answer(about));
        self.when
            .answers(about)
            .into_iter()
            .chain(lasting)
            .collect()
    }

    /// Those about the person.
    pub fn answers_on_person(&self, about: &Circumstances<'_>) -> Vec<Answer> {
        let lasting = self.lasting.as_ref().and_then(|it| it.answer(about));
        let on_person = self.when.answers_on_person(about);
        on_person.into_iter().chain(lasting).collect()
    }
}

impl Lasting {
    /// The months it is about.
    pub fn span(&self) -> Span {
        Span {
            from: self.months,
            until: None,
        }
    }

    /// The answer for somebody who is away for so long: a time that is too short is not certainly
    /// too short.
    fn answer(&self, about: &Circumstances<'_>) -> Option<Answer> {
        let mut answer = When::away(self.span()).answers(about).pop()?;
        if answer.verdict == Verdict::Fail {
            let (asks, says) = (answer.asks, &self.says);
            answer = Answer {
                asks: Bilingual::new(
                    format!("{}（{}）", asks.zh, says.zh),
                    format!("{} ({})", asks.en, says.en),
                ),
                verdict: Verdict::Unknown,
            };
        }
        Some(answer)
    }
}

/// No filing needed where the condition holds (SZ-38, CD-03).
/// 不用备案的情形
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// What is exempt, in a sentence.
    /// 一句话：什么不用备案
    pub title: Bilingual,
    /// The condition.
    /// 适用的情形；不写就是都适用
    pub when: When,
    /// The source says that whatever it does not name there is filed; else it is silent about it.
    /// 来源写明那里其余的都要备案；不写就是来源没有说
    #[serde(default)]
    pub only: bool,
    /// First day of the row.
    /// 生效日：第一天
    pub from: Date,
    /// Day after its last.
    /// 失效日：当天已不再有效；不写就是至今有效
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
    /// 依据：写在哪里；没有依据就没有数字
    pub basis: Arc<Basis>,
}

/// Whether emergency rescue counts as filed (NAT-06, X27).
/// 急诊抢救算不算已备案
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyRule {
    /// Whether it does.
    /// 算不算已备案
    pub deemed_filed: bool,
    /// Why it stands although it leaves a national band.
    /// 超出全国幅度仍然有效的理由
    #[serde(default)]
    pub departs: Option<Bilingual>,
    /// First day of the row.
    /// 生效日：第一天
    pub from: Date,
    /// Day after its last.
    /// 失效日：当天已不再有效；不写就是至今有效
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
    /// 依据：写在哪里；没有依据就没有数字
    pub basis: Arc<Basis>,
}

/// A check every submission must pass.
/// 每次申请都要过的检查
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// Which.
    /// 哪一项检查
    pub check: CheckKind,
    /// First day of the row.
    /// 生效日：第一天
    pub from: Date,
    /// Day after its last.
    /// 失效日：当天已不再有效；不写就是至今有效
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
    /// 依据：写在哪里；没有依据就没有数字
    pub basis: Arc<Basis>,
}

macro_rules! dated {
    ($($row:ident, $when:expr, $key:expr, $label:expr;)+) => {$(
        impl Dated for $row {
            fn period(&self) -> Period {
                Period { from: self.from, until: self.until }
            }

            fn limit(&mut self, period: Period) {
                (self.from, self.until) = (period.from, period.until);
            }

            fn basis(&self) -> &Arc<Basis> {
                &self.basis
            }

            fn when(&self) -> Option<&When> {
                let when: fn(&$row) -> Option<&When> = $when;
                when(self)
            }

            fn key(&self) -> String {
                let key: fn(&$row) -> String = $key;
                key(self)
            }

            fn label(&self) -> Bilingual {
                let label: fn(&$row) -> Bilingual = $label;
                label(self)
            }
        }
    )+};
}

dated! {
    Category, |row| Some(&row.when), |row| row.id.clone(), |row| row.title.clone();
    Exemption, |row| Some(&row.when), |row| row.when.slugs().join("+"), |row| row.title.clone();
    EmergencyRule, |_| None, |_| String::new(), |_| Bilingual::new("急诊抢救", "emergencies");
    Guard, |_| None, |row| row.check.word().to_owned(), |row| Bilingual::new(
        format!("检查「{}」", row.check.name().zh),
        format!("the check «{}»", row.check),
    );
}
