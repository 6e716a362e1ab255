//! What can happen to a filing, on what occasion, and the reasons why it may not.

use crate::filing::words::EventKind;
use jiff::civil::Date;

use super::State;
use super::notice::Notice;
use super::record::Check;
use super::record::{Filing, Submission};
use crate::Bilingual;
use crate::calendar::day;
use crate::hospital_record::Referral;
use crate::ids::FilingId;
use crate::person::Enrolment;
use crate::struck::without_numbers;
use crate::text::Named;

/// What happened to the insurance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsuranceChange {
    /// It ended; this is the first day without it.
    Ended(Date),
    /// Scheme, tier or status changed; the filing is checked again.
    Changed,
}

/// Something that happens to a filing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The person asks.
    Submit(Box<Submission>),
    /// A clerk approves; the reason is needed only where a check did not pass.
    Approve {
        /// Why.
        reason: String,
    },
    /// A clerk sends it back.
    Return {
        /// What to correct.
        reason: String,
    },
    /// A clerk refuses.
    Refuse {
        /// Why.
        reason: String,
    },
    /// The person submits it again.
    Correct(Box<Submission>),
    /// The first day has come.
    Activate,
    /// The person withdraws or cancels; from today on it is not in force.
    Cancel {
        /// Why, if said.
        reason: String,
    },
    /// A newer filing takes over.
    Supersede {
        /// The newer one.
        by: FilingId,
        /// Its first day.
        from: Date,
    },
    /// The last day is over; for one stay in hospital, today is the day of discharge.
    Expire,
    /// The insurance changed.
    InsuranceChanged(InsuranceChange),
}

impl Event {
    /// The same, with the numbers of people struck out of what somebody wrote as the reason.
    #[must_use]
    pub fn without_numbers(&self) -> Event {
        let mut event = self.clone();
        if let Event::Approve { reason }
        | Event::Return { reason }
        | Event::Refuse { reason }
        | Event::Cancel { reason } = &mut event
        {
            *reason = without_numbers(reason);
        }
        event
    }

    /// Its word.
    pub const fn kind(&self) -> EventKind {
        match self {
            Event::Submit(_) => EventKind::Submit,
            Event::Approve { .. } => EventKind::Approve,
            Event::Return { .. } => EventKind::Return,
            Event::Refuse { .. } => EventKind::Refuse,
            Event::Correct(_) => EventKind::Correct,
            Event::Activate => EventKind::Activate,
            Event::Cancel { .. } => EventKind::Cancel,
            Event::Supersede { .. } => EventKind::Supersede,
            Event::Expire => EventKind::Expire,
            Event::InsuranceChanged(_) => EventKind::InsuranceChanged,
        }
    }
}

/// What is known of the person besides the filing.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnownOfPerson<'a> {
    /// The insurance, if found.
    pub enrolment: Option<&'a Enrolment>,
    /// Age in full years, if known.
    pub age: Option<u8>,
    /// The day on which a pledge was found broken, if ever.
    pub pledge_broken_on: Option<Date>,
    /// The referral of a hospital that covers place and day, if one is on record.
    pub referral: Option<&'a Referral>,
}

/// When, by whom, and among which other filings something happens.
#[derive(Clone, Copy, Debug)]
pub struct Occasion<'a> {
    /// Today.
    pub today: Date,
    /// The account that acts; `rule` for a job.
    pub by: &'a str,
    /// Every other filing of the person, pending, live and past.
    pub others: &'a [Filing],
    /// The person.
    pub standing: KnownOfPerson<'a>,
}

/// What an event leads to. All of it is written together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The filing afterwards.
    pub filing: Filing,
    /// Other filings that gave way to it, afterwards.
    pub superseded: Vec<Filing>,
    /// What the person is told.
    pub notices: Vec<Notice>,
}

/// Why an event changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The filing is not in a state in which this can happen.
    #[error("a filing that is {} cannot be {event}", state_word(.state))]
    NotPossible {
        /// Where it stands; none before it is submitted.
        state: Option<State>,
        /// What was tried.
        event: EventKind,
    },
    /// The rules know no such category on the day.
    #[error("no category «{category}» is open for applications on {day}")]
    UnknownCategory {
        /// The category named.
        category: String,
        /// The day of application.
        day: Date,
    },
    /// The form has to be mended first; nothing was recorded.
    #[error("{} of the checks failed on the form", .0.len())]
    Form(Vec<Check>),
    /// Another filing stands in the way of approving this one.
    #[error("another filing stands in the way: {0}")]
    InTheWay(Bilingual),
    /// It may not be cancelled yet.
    #[error("the filing cannot be cancelled before {0}")]
    FixedUntil(Date),
    /// It begins later.
    #[error("the filing begins on {0}, which has not come")]
    NotBegun(Date),
    /// It has not run out.
    #[error("the filing has not run out")]
    NotOver,
    /// A decision against the person, or against a failed check, needs a reason.
    #[error("the decision needs a reason")]
    NoReason,
    /// A correction is about another person, place or number.
    #[error("the correction is about another filing")]
    AnotherFiling,
}

fn state_word(state: &Option<State>) -> &'static str {
    state.map_or("not yet submitted", State::word)
}

impl Refused {
    /// What is wrong and what to do, for the person.
    pub fn says(&self) -> Bilingual {
        match self {
            Refused::NotPossible { state, event } => {
                let state =
                    state.map_or(Bilingual::new("未提交", "not submitted"), |s| s.name());
                Bilingual::new(
                    format!("备案状态为「{}」，不能「{}」", state.zh, event.name().zh),
                    format!(
                        "the filing is {}; it cannot be {}",
                        state.en,
                        event.name().en
                    ),
                )
            }
            Refused::UnknownCategory { category, day: on } => Bilingual::new(
                format!("{}没有类别「{category}」；请重新选择", day(*on).zh),
                format!("no category «{category}» on {on}; choose another"),
            ),
            Refused::Form(checks) => together(checks),
            Refused::InTheWay(says) => says.clone(),
            Refused::FixedUntil(until) => Bilingual::new(
                format!("{}前不能取消", day(*until).zh),
                format!("it cannot be cancelled before {until}"),
            ),
            Refused::NotBegun(from) => Bilingual::new(
                format!("{}才生效", day(*from).zh),
                format!("it begins on {from} and not before"),
            ),
            Refused::NotOver => Bilingual::new("尚未到期", "it has not run out"),
            Refused::NoReason => Bilingual::new("请写明理由", "give the reason"),
            Refused::AnotherFiling => Bilingual::new(
                "补正的内容属于另一备案；请重新提交",
                "the correction is about another filing; submit a new one",
            ),
        }
    }
}

fn together(checks: &[Check]) -> Bilingual {
    let zh: Vec<&str> = checks.iter().map(|check| check.says.zh.as_str()).collect();
    let en: Vec<&str> = checks.iter().map(|check| check.says.en.as_str()).collect();
    Bilingual::new(zh.join("；"), en.join("; "))
}
