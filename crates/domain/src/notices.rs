//! What people are told, in words short enough for one message on a phone. One list of what there
//! is to tell, with the words of each; numbers and days come from the notice itself. Nobody's name,
//! no phone, no diagnosis: what is behind the number is seen after signing in.

use jiff::civil::Date;
use serde::Deserialize;

use crate::calendar::days_after;
use crate::region_names::label;
use crate::{Bilingual, Money, Region, say, word_list};

word_list! {
    /// What a notice is about.
    NoticeTopic {
        /// A bill was settled.
        Settled = "settled", "费用已结算", "a bill was settled";
        /// A settlement was cancelled.
        SettlementCancelled = "settlement-cancelled", "结算已撤销", "a settlement was cancelled";
        /// A settlement was corrected.
        SettlementCorrected = "settlement-corrected", "结算已重新计算", "a settlement was corrected";
        /// A bill that was not settled is to be claimed (R76).
        BillToBeClaimed = "bill-to-be-claimed", "费用转零星报销", "a bill is to be claimed";
        /// Somebody filed for the person.
        FilingSubmitted = "filing-submitted", "已为您提交备案", "a filing was submitted for you";
        /// A filing was approved.
        FilingApproved = "filing-approved", "备案已通过", "filing approved";
        /// A filing waits for a clerk.
        FilingQueued = "filing-queued", "备案待审核", "filing waiting for review";
        /// A filing is to be corrected.
        FilingReturned = "filing-returned", "备案需要补正", "filing to be corrected";
        /// A filing was refused.
        FilingRefused = "filing-refused", "备案未通过", "filing refused";
        /// A filing was replaced.
        FilingSuperseded = "filing-superseded", "原备案已被替代", "older filing replaced";
        /// A filing was cancelled.
        FilingCancelled = "filing-cancelled", "备案已取消", "filing cancelled";
        /// A filing runs out soon.
        FilingExpiring = "filing-expiring", "备案即将到期", "filing about to run out";
        /// A filing has run out.
        FilingExpired = "filing-expired", "备案已到期", "filing has run out";
        /// A filing ended with the insurance.
        FilingInsuranceEnded = "filing-insurance-ended", "备案因参保变更失效",
            "filing ended with the insurance";
        /// An institution has to be chosen before the fund pays for outpatient care (R50).
        DesignationNeeded = "designation-needed", "请选定门诊机构", "choose an institution";
        /// A facility was chosen for outpatient care.
        FacilityChosen = "facility-chosen", "门诊定点已选好", "a facility was chosen";
        /// A hospital recorded that it refers the person.
        ReferralRecorded = "referral-recorded", "医院已登记转诊", "a referral was recorded";
        /// A hospital took a referral back.
        ReferralWithdrawn = "referral-withdrawn", "转诊登记已撤销", "a referral was withdrawn";
        /// A hospital recorded a disease of those the fund pays for in particular.
        DiseaseRecognised = "disease-recognised", "门诊慢特病已认定", "a disease was recognised";
        /// A hospital took such a recognition back.
        RecognitionWithdrawn = "recognition-withdrawn", "门诊慢特病认定已撤销",
            "a recognition was withdrawn";
        /// New yearly figures are in force where the person is insured (R93).
        FiguresChanged = "figures-changed", "待遇标准已调整", "new benefit figures";
        /// A code that signs somebody in.
        SignInCode = "sign-in-code", "登录验证码", "sign-in code";
        /// A counter gave somebody a code that signs the person in.
        CodeGiven = "sign-in-code-given", "窗口发出了登录验证码", "a counter gave out a sign-in code";
        /// A counter recorded somebody who may act for the person.
        HelperRecorded = "helper-recorded", "登记了代办人", "a helper was recorded";
        /// A question about a bill came.
        QuestionReceived = "question-received", "账单提问已收到", "a question about a bill was received";
        /// A question about a bill was answered.
        QuestionAnswered = "question-answered", "账单提问已答复", "a question about a bill was answered";
        /// A filing was not decided in time; for the unit that decides it.
        DecisionLate = "decision-late", "备案超期未办", "a filing was not decided in time";
    }
}

/// Whom a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The person it is about.
    Person,
    /// The person's own telephone, and nothing and nobody else.
    Telephone,
    /// The unit that handles the case, at the insured place.
    Unit,
}

impl NoticeTopic {
    /// Whom it is for.
    pub fn audience(self) -> Audience {
        match self {
            NoticeTopic::DecisionLate => Audience::Unit,
            NoticeTopic::SignInCode => Audience::Telephone,
            _ => Audience::Person,
        }
    }

    /// How many minutes after it was caused it is worth nothing any more; such a one waits for no
    /// other, either.
    pub fn holds_minutes(self) -> Option<i64> {
        match self {
            NoticeTopic::SignInCode => Some(10),
            _ => None,
        }
    }

    /// Whether it is about a filing, for which the contact of that filing was given (R112).
    pub fn is_of_filing(self) -> bool {
        !matches!(
            self,
            NoticeTopic::Settled
                | NoticeTopic::SettlementCancelled
                | NoticeTopic::SettlementCorrected
                | NoticeTopic::BillToBeClaimed
                | NoticeTopic::FacilityChosen
                | NoticeTopic::ReferralRecorded
                | NoticeTopic::ReferralWithdrawn
                | NoticeTopic::DiseaseRecognised
                | NoticeTopic::RecognitionWithdrawn
                | NoticeTopic::SignInCode
                | NoticeTopic::CodeGiven
                | NoticeTopic::HelperRecorded
                | NoticeTopic::QuestionReceived
                | NoticeTopic::QuestionAnswered
        )
    }

    /// The words, for one message: the number, the day, what to do. At most
    /// [`MESSAGE_CHARACTERS_MAX`] with a signature.
    pub fn words(self, facts: &NoticeFacts) -> Bilingual {
        let number = facts.number();
        match self.with_a_number() {
            Some((zh, en)) => {
                Bilingual::new(zh.replace("{n}", &number), en.replace("{n}", &number))
            }
            None => self.with_a_day(facts, &number),
        }
    }

    /// The words of what is told of a bill with nothing but its number.
    fn of_a_bill(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            NoticeTopic::SettlementCancelled => (
                "结算{n}已撤销，退款请找就诊医院。",
                "Bill {n} cancelled: get a refund.",
            ),
            NoticeTopic::SettlementCorrected => (
                "结算{n}已重新计算，差额请登录查看。",
                "Bill {n} recalculated: see online.",
            ),
            NoticeTopic::BillToBeClaimed => (
                "有一笔费用没能直接结算，请登录看要交哪些材料去零星报销。",
                "A bill to claim: see papers online.",
            ),
            NoticeTopic::QuestionReceived => (
                "您对账单{n}的提问已收到，答复会告诉您。",
                "Bill {n}: question received.",
            ),
            NoticeTopic::QuestionAnswered => (
                "您对账单{n}的提问已答复，请登录查看。",
                "Bill {n}: question answered.",
            ),
            _ => return None,
        })
    }

    /// The words of what is told with nothing but its number.
    fn with_a_number(self) -> Option<(&'static str, &'static str)> {
        Some(match self {
            NoticeTopic::FilingSubmitted => (
                "已有人为您提交备案{n}；不是您同意的，请登录取消。",
                "{n} filed for you. Not you? Cancel.",
            ),
            NoticeTopic::FilingReturned => (
                "备案{n}需要补正，请登录看原因并补交。",
                "{n} needs changes: see online.",
            ),
            NoticeTopic::FilingRefused => (
                "备案{n}未通过，请登录看原因；费用可先付后报。",
                "{n} refused: see why, claim later.",
            ),
            NoticeTopic::FilingSuperseded => (
                "备案{n}已由新备案替代，请登录查看。",
                "{n} is replaced: see the new one.",
            ),
            NoticeTopic::FilingCancelled => (
                "备案{n}已取消。仍在外地就医，请重新备案。",
                "{n} cancelled. Away? File again.",
            ),
            NoticeTopic::FilingExpired => (
                "备案{n}已到期。仍在外地就医，请重新备案。",
                "{n} has ended. Away? File again.",
            ),
            NoticeTopic::FilingInsuranceEnded => (
                "备案{n}因参保变更失效，请重新备案。",
                "{n} ended, insurance new: refile.",
            ),
            NoticeTopic::DesignationNeeded => (
                "备案{n}已通过。门诊要先选定机构才能报销，请登录办理。",
                "{n} approved. Now choose a clinic.",
            ),
            NoticeTopic::CodeGiven => (
                "窗口刚为您发了登录验证码；不是您本人办的，请打12393。",
                "Counter gave a code. Not you? 12393.",
            ),
            NoticeTopic::HelperRecorded => (
                "有一位家人可以替您办事了；不是您同意的，请登录收回，或打 12393。",
                "Helper recorded. Not you? Undo it.",
            ),
            _ => return self.of_a_bill(),
        })
    }

    /// The words of what is told with a day, an amount or a place.
    fn with_a_day(self, facts: &NoticeFacts, number: &str) -> Bilingual {
        match self {
            NoticeTopic::Settled => facts.settled(number),
            NoticeTopic::FilingApproved => facts.approved(number),
            NoticeTopic::FilingQueued => facts.queued(number),
            NoticeTopic::FilingExpiring => facts.expiring(number),
            NoticeTopic::FacilityChosen => facts.chosen(),
            NoticeTopic::ReferralRecorded
            | NoticeTopic::ReferralWithdrawn
            | NoticeTopic::DiseaseRecognised
            | NoticeTopic::RecognitionWithdrawn => facts.by_hospital(self),
            NoticeTopic::FiguresChanged => facts.figures(),
            NoticeTopic::DecisionLate => facts.late(number),
            NoticeTopic::SignInCode => facts.code(),
            // A kind without words fails a test.
            _ => Bilingual::default(),
        }
    }
}

/// What the words of a notice are filled in from; read from its payload, which may say more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct NoticeFacts {
    /// Number of the filing.
    pub filing: Option<String>,
    /// Number of the settlement.
    pub settlement: Option<String>,
    /// First day on which the filing does not hold any more.
    pub until: Option<Date>,
    /// Last day for an answer.
    pub due_on: Option<Date>,
    /// The day something begins.
    pub day: Option<Date>,
    /// Where the person is insured.
    pub insured_at: Option<Region>,
    /// The sum of the bill.
    pub total: Option<Money>,
    /// Whether the filing is for a stay that is over.
    pub past_stay: bool,
    /// The code that signs somebody in.
    pub code: Option<String>,
    /// The same at length, where the notice says it.
    pub text: Option<Bilingual>,
}

/// Characters of one message on a phone.
pub const MESSAGE_CHARACTERS_MAX: usize = 70;
/// Characters of the longest signature, without its brackets.
pub const SIGNATURE_CHARACTERS_MAX: usize = 6;
/// Characters of the longest English name of a place that is shown.
const PLACE_CHARACTERS_MAX: usize = 16;
/// Characters of a number that are shown; longer ones lose their middle.
const NUMBER_CHARACTERS_MAX: usize = 29;

impl NoticeFacts {
    /// The number people know the matter by.
    pub fn number(&self) -> String {
        let number = self.filing.as_ref().or(self.settlement.as_ref());
        number.map(|number| shown(number)).unwrap_or_default()
    }

    /// The day that matters: the last on which the filing holds, the last for an answer, or the
    /// first of something new.
    pub fn shown_day(&self) -> Option<Date> {
        let last = self.until.map(|until| days_after(until, -1));
        self.day.or(self.due_on).or(last)
    }

    fn settled(&self, n: &str) -> Bilingual {
        let zh = match self.total {
            Some(total) => format!("已结算{total}元，单号{n}。有疑问请找医保局。"),
            None => format!("费用已结算，单号{n}。有疑问请找医保局。"),
        };
        Bilingual::new(zh, format!("Bill {n} settled. Wrong? Ask us."))
    }

    fn approved(&self, n: &str) -> Bilingual {
        if self.past_stay {
            return say!(
                "备案{n}已通过，请凭票据申请零星报销。",
                "{n} approved. Claim with receipts."
            );
        }
        match self.until.map(|until| days_after(until, -1)) {
            Some(last) => say!(
                "备案{n}已通过，有效至{last}，就医请带医保码。",
                "{n} valid to {last}: bring card."
            ),
            None => say!(
                "备案{n}已通过，长期有效，就医请带医保码。",
                "{n} approved. Bring card or code."
            ),
        }
    }

    fn queued(&self, n: &str) -> Bilingual {
        match self.due_on {
            Some(due) => say!(
                "备案{n}已收到，最迟{due}答复，请留意。",
                "{n} received. Answer by {due}."
            ),
            None => say!(
                "备案{n}已收到，审核后通知您。",
                "{n} received; we will tell you."
            ),
        }
    }

    fn expiring(&self, n: &str) -> Bilingual {
        match self.until.map(|until| days_after(until, -1)) {
            Some(last) => say!(
                "备案{n}有效至{last}，仍在外地请续办。",
                "{n} ends {last}: renew before."
            ),
            None => say!(
                "备案{n}即将到期，仍在外地请续办。",
                "{n} ends soon: renew it."
            ),
        }
    }

    fn chosen(&self) -> Bilingual {
        match self.day {
            Some(day) => say!(
                "门诊定点已选好，{day}起生效。不是您选的，请打12393。",
                "Clinic chosen from {day}. Not you? 12393."
            ),
            None => say!(
                "门诊定点已选好。不是您选的，请打12393。",
                "Clinic chosen. Not you? Call 12393."
            ),
        }
    }

    /// What a hospital recorded or took back, from which day. Which disease nobody reads on a phone
    /// that lies open.
    fn by_hospital(&self, topic: NoticeTopic) -> Bilingual {
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        let (zh, en) = match topic {
            NoticeTopic::ReferralRecorded => ("医院已登记转诊", "Referral recorded"),
            NoticeTopic::ReferralWithdrawn => ("医院已撤销转诊登记", "Referral withdrawn"),
            NoticeTopic::DiseaseRecognised => ("门诊慢特病已认定", "Disease recognised"),
            _ => ("门诊慢特病认定已撤销", "Recognition withdrawn"),
        };
        let (from_zh, from_en) = match day.as_str() {
            "" => (String::new(), String::new()),
            day => (format!("，{day}起生效"), format!(" from {day}")),
        };
        Bilingual::new(
            format!("{zh}{from_zh}。不清楚的，请打12393。"),
            format!("{en}{from_en}. Unclear? 12393."),
        )
    }

    fn figures(&self) -> Bilingual {
        let place = self.insured_at.map(label).unwrap_or_default();
        let day = self.day.map(|day| day.to_string()).unwrap_or_default();
        // A place with a long name is the reader's own anyway.
        let is_short = (1..=PLACE_CHARACTERS_MAX).contains(&place.en.chars().count());
        let at = if is_short {
            format!(" in {}", place.en)
        } else {
            String::new()
        };
        Bilingual::new(
            format!("{}医保待遇标准自{day}起有调整，请登录查看。", place.zh),
            format!("New benefits{at} from {day}. See online."),
        )
    }

    fn code(&self) -> Bilingual {
        let code = self.code.as_deref().unwrap_or_default();
        say!(
            "登录验证码{code}，10分钟内有效，请勿告诉任何人。",
            "Sign-in code {code}, for 10 minutes. Tell nobody."
        )
    }

    fn late(&self, n: &str) -> Bilingual {
        match self.due_on {
            Some(due) => say!(
                "备案{n}应于{due}前办结，已超期，请尽快办理。",
                "{n} was due {due}: decide now."
            ),
            None => say!("备案{n}已超期，请尽快办理。", "{n} is overdue: decide now."),
        }
    }
}

/// A number as it fits: its beginning and its end.
fn shown(number: &str) -> String {
    let length = number.chars().count();
    if length <= NUMBER_CHARACTERS_MAX {
        return number.to_owned();
    }
    let (head, tail) = (12, NUMBER_CHARACTERS_MAX - 13);
    let begin: String = number.chars().take(head).collect();
    let end: String = number.chars().skip(length - tail).collect();
    format!("{begin}…{end}")
}

/// A message with who it is from before it: 【随行】….
pub fn signed(signature: &str, words: &str) -> String {
    format!("【{signature}】{words}")
}

#[cfg(test)]
mod tests;
