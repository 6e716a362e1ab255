//! Filing (备案): telling the insured place beforehand that care will be sought elsewhere.
//!
//! Who may file, with what proof, for how long and who decides is data ([`crate::procedures`]).
//! This module holds the words, the record and the state machine ([`apply`]), and the first
//! question anybody asks: must I file at all ([`advise`])? What a filing is worth in money is not
//! decided here: see [`crate::footing`] and the policies.

mod advise;
mod apply;
mod change;
mod check;
mod event;
mod guards;
mod materials;
mod notice;
mod record;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::footing::Footing;
use crate::text::Named;
use crate::{Bilingual, word_list};

pub use advise::{Advice, AdviceKind, Asked, CategoryAdvice, Choice, Fact, Question, advise};
pub use apply::{BY_RULE, apply};
pub(crate) use change::ends;
pub use check::{Check, CheckKind};
pub use event::{Applied, Event, EventKind, InsuranceChange, Occasion, Refused, Standing};
pub(crate) use notice::span;
pub use notice::{Notice, NoticeKind, remind};
pub(crate) use record::marks_of;
pub use record::{
    Agent, AgentKind, Contact, Evidence, FILED_BY_PLEDGE, FILED_BY_PROOF, Filing, FilingInForce,
    HistoryEntry, Stay, Submission,
};

word_list! {
    /// Why a person files: the categories of 医保发〔2022〕22号 (NAT-02, NAT-03).
    FilingReason {
        /// Retired and settled elsewhere.
        ResettledRetiree = "resettled-retiree", "异地安置退休人员", "resettled retiree";
        /// Living elsewhere.
        LongTermResident = "long-term-resident", "异地长期居住人员", "long-term resident";
        /// Posted elsewhere by an employer.
        PostedWorker = "posted-worker", "常驻异地工作人员", "posted worker";
        /// Sent by a hospital.
        Referral = "referral", "异地转诊就医人员", "referral";
        /// Emergency rescue; since 2023 deemed filed (NAT-06), before that filed (X27).
        Emergency = "emergency", "异地急诊抢救", "emergency";
        /// Anybody else away for a while.
        OtherTemporary = "other-temporary", "其他临时外出就医人员", "other temporary traveller";
    }
}

word_list! {
    /// Filings of one kind exclude each other: their periods in force never overlap.
    FilingKind {
        /// The three long-term reasons.
        LongTerm = "long-term", "异地长期备案", "long-term filing";
        /// Referrals.
        Referral = "referral", "转诊备案", "referral filing";
        /// Emergencies, while they had to be filed.
        Emergency = "emergency", "急诊备案", "emergency filing";
        /// Other temporary travellers.
        Temporary = "temporary", "临时外出备案", "temporary filing";
    }
}

impl FilingReason {
    /// The kind within which only one filing may be in force.
    pub const fn kind(self) -> FilingKind {
        match self {
            FilingReason::ResettledRetiree
            | FilingReason::LongTermResident
            | FilingReason::PostedWorker => FilingKind::LongTerm,
            FilingReason::Referral => FilingKind::Referral,
            FilingReason::Emergency => FilingKind::Emergency,
            FilingReason::OtherTemporary => FilingKind::Temporary,
        }
    }
}

impl FilingReason {
    /// The footing a filing for this reason usually gives; a region's category decides.
    pub const fn footing(self) -> Footing {
        match self.kind() {
            FilingKind::LongTerm => Footing::LongTermFiled,
            FilingKind::Referral => Footing::Referred,
            FilingKind::Emergency => Footing::Emergency,
            FilingKind::Temporary => Footing::TemporaryFiled,
        }
    }
}

word_list! {
    /// Where a filing stands. Nothing rests in «submitted»: a submission is approved by rule or
    /// queued for a clerk in the same breath, and the history shows both.
    State {
        /// Waiting for a clerk.
        Queued = "queued", "待审核", "waiting for review";
        /// Back with the person, to be corrected.
        Returned = "returned", "退回补正", "returned for correction";
        /// Decided against.
        Refused = "refused", "不予备案", "refused";
        /// Approved; its first day lies ahead.
        Approved = "approved", "已通过，未生效", "approved, not yet begun";
        /// In force.
        Active = "active", "生效中", "in force";
        /// Replaced by a newer filing.
        Superseded = "superseded", "已被新备案替代", "superseded";
        /// Withdrawn or cancelled.
        Cancelled = "cancelled", "已取消", "cancelled";
        /// Run out, or ended with the insurance.
        Expired = "expired", "已失效", "expired";
    }
}

word_list! {
    /// How a filing came in; the same rules hold on every channel (NAT-16, R40).
    Channel {
        /// The bureau's account in a messaging app.
        OfficialAccount = "official-account", "医保公众号", "official account";
        /// A mini-programme.
        MiniProgramme = "mini-programme", "小程序", "mini-programme";
        /// The national platform's app.
        NationalApp = "national-app", "国家医保服务平台", "national app";
        /// The personal online service.
        Website = "website", "网上服务大厅", "website";
        /// A service counter.
        Counter = "counter", "服务窗口", "counter";
        /// By telephone.
        Phone = "phone", "电话", "telephone";
        /// By fax.
        Fax = "fax", "传真", "fax";
        /// The employer's online service.
        EmployerService = "employer-service", "单位网上服务", "employer service";
        /// The referring hospital.
        Hospital = "hospital", "转诊医院", "referring hospital";
    }
}

word_list! {
    /// Where the household register (户籍) lies, seen from the insured place.
    Register {
        /// In the insured place.
        Local = "local", "户籍在参保地", "register in the insured place";
        /// Moved to the place the person settled in.
        Moved = "moved", "户籍已迁入居住地", "register moved to the new place";
        /// Somewhere else.
        Elsewhere = "elsewhere", "户籍在其他地方", "register somewhere else";
    }
}

word_list! {
    /// The outcome of one check.
    Verdict {
        /// It holds.
        Pass = "pass", "符合", "holds";
        /// It does not.
        Fail = "fail", "不符合", "does not hold";
        /// Nobody said; a person has to look.
        Unknown = "unknown", "待核实", "not known";
    }
}

impl Verdict {
    /// Whether something holds.
    pub const fn of(holds: bool) -> Verdict {
        if holds { Verdict::Pass } else { Verdict::Fail }
    }

    /// Whether something holds, when it is known at all.
    pub const fn of_known(holds: Option<bool>) -> Verdict {
        match holds {
            Some(holds) => Verdict::of(holds),
            None => Verdict::Unknown,
        }
    }

    /// All of them together: one failure fails, else one unknown leaves it unknown.
    pub fn all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        let mut together = Verdict::Pass;
        for verdict in verdicts {
            match verdict {
                Verdict::Fail => return Verdict::Fail,
                Verdict::Unknown => together = Verdict::Unknown,
                Verdict::Pass => {}
            }
        }
        together
    }
}

/// A day as people read it.
pub(crate) fn day(day: Date) -> Bilingual {
    let zh = format!("{}年{}月{}日", day.year(), day.month(), day.day());
    Bilingual::new(zh, day.to_string())
}

/// The names of several words, as a list to choose from.
pub(crate) fn either<T: Named>(words: &[T]) -> Bilingual {
    let names: Vec<Bilingual> = words.iter().map(Named::name).collect();
    let zh: Vec<&str> = names.iter().map(|n| n.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|n| n.en.as_str()).collect();
    Bilingual::new(zh.join("或"), en.join(" or "))
}

/// `months` later. Saturates at the end of the calendar, far beyond any filing.
pub(crate) fn months_after(day: Date, months: u16) -> Date {
    day.saturating_add(i32::from(months).months())
}

/// `days` later; negative for earlier.
pub(crate) fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(days.days())
}
