//! What the person is told, in both languages, at every turn of a filing (R22, R25). Notices leave
//! through every channel at once; sending them is not our business here.

use crate::calendar::span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::event::Occasion;
use super::record::Filing;
use crate::calendar::{day, days_after};
use crate::ids::{FilingId, PersonId};
use crate::procedures::{Aspect, Circumstances, Procedures};
use crate::region_names::label;
use crate::text::Named;
use crate::{Bilingual, word_list};

word_list! {
    /// Why a person is told something.
    NoticeKind {
        /// Somebody filed for the person.
        Submitted = "submitted", "已为您提交备案", "a filing was submitted for you";
        /// Approved.
        Approved = "approved", "备案已通过", "filing approved";
        /// Waiting for a clerk.
        Queued = "queued", "备案待审核", "filing waiting for review";
        /// To be corrected.
        Returned = "returned", "备案需要补正", "filing to be corrected";
        /// A facility has to be chosen before outpatient care there is paid.
        ChooseFacility = "choose-facility", "请选定看门诊的机构", "choose a facility for outpatient care";
        /// Refused.
        Refused = "refused", "备案未通过", "filing refused";
        /// Replaced.
        Superseded = "superseded", "原备案已被替代", "older filing replaced";
        /// Cancelled.
        Cancelled = "cancelled", "备案已取消", "filing cancelled";
        /// Soon to run out.
        Expiring = "expiring", "备案即将到期", "filing about to run out";
        /// Run out.
        Expired = "expired", "备案已到期", "filing has run out";
        /// Ended with the insurance.
        InsuranceEnded = "insurance-ended", "备案因参保变更失效", "filing ended with the insurance";
    }
}

/// A message to the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Why.
    pub kind: NoticeKind,
    /// About which filing.
    pub filing: FilingId,
    /// To whom.
    pub person: PersonId,
    /// Title.
    pub title: Bilingual,
    /// What happened, and what to do.
    pub text: Bilingual,
}

/// The reminder that a filing runs out within `days_ahead` days, so that it can be renewed in time
/// (R25); none when it does not.
pub fn remind(filing: &Filing, today: Date, days_ahead: u16) -> Option<Notice> {
    let until = filing.period.until.filter(|_| filing.is_live())?;
    if until <= today || until > days_after(today, i32::from(days_ahead)) {
        return None;
    }
    let (last, at) = (days_after(until, -1), label(filing.request.destination));
    let text = Bilingual::new(
        format!(
            "备案 {}（{}）有效至{}；如需继续，请在此之前续办。",
            filing.id(),
            at.zh,
            day(last).zh
        ),
        format!(
            "Filing {} for {} is valid through {last}; renew it before then.",
            filing.id(),
            at.en
        ),
    );
    Some(addressed(NoticeKind::Expiring, filing, text))
}

/// The reminder that a facility is to be chosen where one filed to, with what is lost otherwise
/// (R50); `choices` says what may be chosen.
pub fn remind_to_choose(filing: &Filing, choices: &Bilingual) -> Notice {
    let at = label(filing.request.destination);
    let text = Bilingual::new(
        format!(
            "到{}看普通门诊，要先选定一家机构；没有选的，门诊费医保不付。{}。在「门诊定点」里选，不收费。",
            at.zh, choices.zh
        ),
        format!(
            "Before outpatient care in {} a facility is to be chosen; without one the fund pays \
             nothing of it. {}. Choose it under “outpatient choice”; it costs nothing.",
            at.en, choices.en
        ),
    );
    addressed(NoticeKind::ChooseFacility, filing, text)
}

fn addressed(kind: NoticeKind, filing: &Filing, text: Bilingual) -> Notice {
    Notice {
        kind,
        filing: filing.id().clone(),
        person: filing.person().clone(),
        title: kind.name(),
        text,
    }
}

/// The notice of a kind; the reason is whatever the decider wrote.
pub(super) fn write(
    rules: &Procedures,
    occasion: &Occasion<'_>,
    filing: &Filing,
    (kind, reason): (NoticeKind, &str),
) -> Notice {
    let at = label(filing.request.destination);
    let about = Bilingual::new(
        format!(
            "备案 {}（{}，{}）",
            filing.id(),
            filing.reason.name().zh,
            at.zh
        ),
        format!(
            "Filing {} ({}, {})",
            filing.id(),
            filing.reason.name().en,
            at.en
        ),
    );
    let rest = match kind {
        NoticeKind::Submitted => submitted(filing),
        NoticeKind::Approved => approved(filing),
        NoticeKind::Queued => queued(filing),
        NoticeKind::Returned => returned(reason),
        NoticeKind::Refused => refused(rules, filing, occasion.today, reason),
        NoticeKind::Superseded => superseded(filing),
        NoticeKind::ChooseFacility => return remind_to_choose(filing, &Bilingual::default()),
        NoticeKind::Cancelled => cancelled(filing),
        NoticeKind::Expiring | NoticeKind::Expired => expired(filing),
        NoticeKind::InsuranceEnded => insurance_ended(filing),
    };
    let text = Bilingual::new(about.zh + &rest.zh, about.en + &rest.en);
    addressed(kind, filing, text)
}

fn submitted(filing: &Filing) -> Bilingual {
    let Some(agent) = &filing.request.agent else {
        return Bilingual::new("已提交。", " was submitted.");
    };
    let kind = agent.kind.name();
    Bilingual::new(
        format!(
            "由{}（{}）代您提交；如非您本人同意，请立即取消。",
            agent.name, kind.zh
        ),
        format!(
            " was submitted for you by {} ({}); cancel it at once if you did not agree.",
            agent.name, kind.en
        ),
    )
}

fn approved(filing: &Filing) -> Bilingual {
    let days = span(&filing.period);
    if filing.request.past_stay.is_some() {
        return Bilingual::new(
            format!("已通过，覆盖{}；该次费用请凭票据申请零星报销。", days.zh),
            format!(
                " is approved for {}; claim that stay with its receipts.",
                days.en
            ),
        );
    }
    Bilingual::new(
        format!("已通过，{}。就医时请出示医保码或社保卡。", days.zh),
        format!(" is approved, {}. Bring your e-voucher or card.", days.en),
    )
}

fn queued(filing: &Filing) -> Bilingual {
    match filing.due_on {
        Some(due) => Bilingual::new(
            format!("待人工审核，最迟{}答复。", day(due).zh),
            format!(" waits for review; you will have an answer by {due}."),
        ),
        None => Bilingual::new("待人工审核。", " waits for review."),
    }
}

fn returned(reason: &str) -> Bilingual {
    Bilingual::new(
        format!("需要补正：{reason}。补正后按原申请日计算。"),
        format!(" has to be corrected: {reason}. The day of application stays the same."),
    )
}

/// A refusal says how the money can still be had (R76, R80).
fn refused(rules: &Procedures, filing: &Filing, today: Date, reason: &str) -> Bilingual {
    let request = &filing.request;
    let about = Circumstances::of_journey(request.insured_at, request.destination);
    let window = rules.claim(Aspect::Window, today, &about);
    let window = window.and_then(|row| row.window.map(|window| window.length()));
    let within = match window {
        Some(length) => Bilingual::new(
            format!("在 {}内", length.zh),
            format!(" within {}", length.en),
        ),
        None => Bilingual::default(),
    };
    Bilingual::new(
        format!(
            "未通过：{reason}。您仍可先行支付，保留发票、费用清单和病历，{}向参保地申请零星报销；\
             对决定有异议可要求复核。",
            within.zh
        ),
        format!(
            " was refused: {reason}. You can still pay first, keep invoice, fee list and records, \
             and claim from the insured place{}; you may ask for the decision to be reviewed.",
            within.en
        ),
    )
}

fn superseded(filing: &Filing) -> Bilingual {
    let by = filing
        .superseded_by
        .as_ref()
        .map(FilingId::as_str)
        .unwrap_or_default();
    if filing.period.is_empty() {
        return Bilingual::new(
            format!("自首日起即由新备案 {by} 替代。"),
            format!(" is replaced by {by} from its first day on."),
        );
    }
    let days = span(&filing.period);
    Bilingual::new(
        format!("已被新备案 {by} 替代，有效期为{}。", days.zh),
        format!(" is replaced by {by}; it was valid {}.", days.en),
    )
}

fn cancelled(filing: &Filing) -> Bilingual {
    match filing.period.until.filter(|_| !filing.period.is_empty()) {
        Some(until) => Bilingual::new(
            format!("已取消，自{}起不再有效。", day(until).zh),
            format!(" is cancelled and no longer valid from {until} on."),
        ),
        None => Bilingual::new(
            "已撤回，不覆盖任何日期。",
            " is withdrawn and covers no day.",
        ),
    }
}

fn expired(filing: &Filing) -> Bilingual {
    let days = span(&filing.period);
    Bilingual::new(
        format!("已到期，有效期为{}。如仍在外地，请重新备案。", days.zh),
        format!(
            " has run out; it was valid {}. File again if you are still away.",
            days.en
        ),
    )
}

fn insurance_ended(filing: &Filing) -> Bilingual {
    let until = filing.period.until.unwrap_or(filing.period.from);
    Bilingual::new(
        format!(
            "因参保状态变更，自{}起失效。请以新的参保身份重新备案。",
            day(until).zh
        ),
        format!(" ends on {until} because the insurance changed. File again under the new one."),
    )
}
