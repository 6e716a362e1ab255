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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Validity {
    /// Until the filing or the insurance changes (NAT-07).
    #[serde(rename = "none")]
    NoEnd,
    /// So many months from its first day (NAT-08).
    #[serde(rename = "months")]
    Months(u16),
    /// As long as the proof handed in (Nantong).
    #[serde(rename = "until-evidence-ends")]
    UntilEvidenceEnds,
    /// One stay in hospital; ended on discharge (emergencies before 2023).
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Kinds, named in `[materials]`.
    pub any_of: Vec<String>,
}

/// Proof that a recent change of place makes mandatory, pledge or not (R18).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfterChange {
    /// A filing for another place begun within so many months counts as a recent change.
    pub within_months: u16,
    /// The proof needed then.
    pub any_of: Vec<String>,
}

/// The pledge rule of a category.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// When a pledge may stand for proof.
    pub allowed: PledgeAllowed,
    /// Proof needed after a recent change.
    #[serde(default)]
    pub after_change: Option<AfterChange>,
    /// A filing by pledge cannot be changed or cancelled for so many months (Zibo).
    #[serde(default)]
    pub fixed_months: u16,
    /// Who broke a pledge may not pledge again for so many months (Zibo).
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
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Days before the application; 0 is «not before the day of application».
    pub backdated_days: u16,
    /// Days after the application; without it any later day.
    #[serde(default)]
    pub ahead_days: Option<u16>,
    /// What this rests on, when not on the row's own basis.
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// Who approves and how fast.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Who decides.
    pub by: Decider,
    /// What the rules need besides the checks to decide alone; otherwise a clerk does.
    #[serde(default)]
    pub only: Vec<AutomaticCondition>,
    /// A clerk has so many working days.
    #[serde(default)]
    pub working_days: u16,
    /// What this rests on, when not on the row's own basis.
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// How long somebody has to be away to belong to a category, where the sources of the place do not
/// say it and it is only inferred. For a shorter time the rules alone decide nothing: a clerk does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lasting {
    /// So many full months.
    pub months: u16,
    /// Why it is not certain, in a sentence.
    pub says: Bilingual,
    /// What the inference rests on.
    #[serde(default)]
    pub basis: Option<Arc<Basis>>,
}

/// One way to file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its word within the region; usually the reason's.
    pub id: String,
    /// Why a person files.
    pub reason: FilingReason,
    /// Its name there.
    pub title: Bilingual,
    /// Who, in a sentence.
    pub who: Bilingual,
    /// Who, as far as data can tell.
    #[serde(default)]
    pub when: When,
    /// How long away, where that is only inferred.
    #[serde(default)]
    pub lasting: Option<Lasting>,
    /// Proofs, each of them needed.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// When a pledge stands for them.
    #[serde(default)]
    pub pledge: Pledge,
    /// First day.
    #[serde(default)]
    pub start: Start,
    /// How long.
    pub validity: Validity,
    /// What happens to an older filing of the same kind.
    pub change: ChangeRule,
    /// Who decides.
    pub approval: Approval,
    /// How it may come in.
    pub channels: Vec<Channel>,
    /// The footing it gives.
    pub footing: Footing,
    /// What it does to care at home.
    #[serde(default)]
    pub at_home: AtHome,
    /// It cannot be cancelled before so many days (Suzhou).
    #[serde(default)]
    pub cancel_after_days: u16,
    /// Options one of which is chosen when filing (GZ-04), named in `[options]`.
    #[serde(default)]
    pub options: Vec<String>,
    /// Why it stands although it leaves a national band.
    #[serde(default)]
    pub departs: Option<Bilingual>,
    /// First day of the row.
    pub from: Date,
    /// Day after its last.
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
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
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// What is exempt, in a sentence.
    pub title: Bilingual,
    /// The condition.
    pub when: When,
    /// The source says that whatever it does not name there is filed; else it is silent about it.
    #[serde(default)]
    pub only: bool,
    /// First day of the row.
    pub from: Date,
    /// Day after its last.
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
    pub basis: Arc<Basis>,
}

/// Whether emergency rescue counts as filed (NAT-06, X27).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyRule {
    /// Whether it does.
    pub deemed_filed: bool,
    /// Why it stands although it leaves a national band.
    #[serde(default)]
    pub departs: Option<Bilingual>,
    /// First day of the row.
    pub from: Date,
    /// Day after its last.
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
    pub basis: Arc<Basis>,
}

/// A check every submission must pass.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guard {
    /// Which.
    pub check: CheckKind,
    /// First day of the row.
    pub from: Date,
    /// Day after its last.
    #[serde(default)]
    pub until: Option<Date>,
    /// What it rests on.
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
