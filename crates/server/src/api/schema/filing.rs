//! Filings and advice as the API reference shows them.

use utoipa::ToSchema;

use super::*;

/// Who to reach about the filing.
#[derive(Debug, ToSchema)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
}

/// Whoever files for the person.
#[derive(Debug, ToSchema)]
pub struct Agent {
    /// In what capacity.
    pub kind: AgentKind,
    /// Name.
    pub name: String,
    /// The account under which the agent proved who they are.
    pub account: String,
    /// Whether the person agreed.
    pub consented: bool,
}

/// A proof handed in.
#[derive(Debug, ToSchema)]
pub struct Evidence {
    /// Its kind, named in the rules.
    #[schema(example = "residence-permit")]
    pub kind: String,
    /// Where the scan is kept.
    pub reference: String,
    /// First day on which it no longer holds.
    pub until: Option<Day>,
}

/// A stay that is over and was paid by the person.
#[derive(Debug, ToSchema)]
pub struct Stay {
    /// Day of admission.
    pub admitted_on: Day,
    /// Day of discharge.
    pub discharged_on: Day,
}

/// What the person asked for.
#[derive(Debug, ToSchema)]
pub struct Submission {
    /// The filing's number.
    pub id: Number,
    /// The insured person.
    pub person: Number,
    /// Where insured.
    pub insured_at: RegionCode,
    /// Where care will be sought.
    pub destination: RegionCode,
    /// The category, by its id in the rules.
    pub category: String,
    /// The first day asked for.
    pub starts_on: Day,
    /// The day after the last, when shorter than the rules allow.
    pub ends_on: Option<Day>,
    /// How it came in.
    pub channel: Channel,
    /// Who files, when not the person.
    pub agent: Option<Agent>,
    /// Whom to reach.
    pub contact: Contact,
    /// Whether the person pledges instead of proving.
    pub pledged: bool,
    /// What prevents the person from getting the proof.
    pub prevented_by: Option<String>,
    /// Proofs handed in.
    pub evidence: Vec<Evidence>,
    /// The option chosen.
    pub option: Option<String>,
    /// Months away, past or intended.
    pub months_away: Option<u8>,
    /// Whether an employer posted the person.
    pub posted: Option<bool>,
    /// Household register.
    pub register: Option<Register>,
    /// The stay it is meant for, when that is already over.
    pub past_stay: Option<Stay>,
}

/// One check on a submission.
#[derive(Debug, ToSchema)]
pub struct Check {
    /// What was checked.
    pub kind: CheckKind,
    /// The outcome.
    pub verdict: Verdict,
    /// What was found, and on failure what to do.
    pub says: Bilingual,
    /// The rule's source.
    pub basis: Option<Basis>,
}

/// One thing that happened.
#[derive(Debug, ToSchema)]
pub struct HistoryEntry {
    /// The day.
    pub on: Day,
    /// Who: an account, or `rule`.
    pub by: String,
    /// What.
    pub event: EventKind,
    /// State before.
    pub from: Option<FilingState>,
    /// State after.
    pub to: FilingState,
    /// Why, where somebody gave a reason.
    pub reason: Option<String>,
}

/// A filing: what was asked, where it stands, everything that happened.
#[derive(Debug, ToSchema)]
pub struct Filing {
    /// What was asked.
    pub request: Submission,
    /// Why, from the category.
    pub reason: FilingReason,
    /// The footing it gives.
    pub footing: Footing,
    /// What it does to care at home.
    pub at_home: AtHome,
    /// The days it covers once approved.
    pub period: Period,
    /// Where it stands.
    pub state: FilingState,
    /// The day of application.
    pub submitted_on: Day,
    /// A clerk has until the end of this day.
    pub due_on: Option<Day>,
    /// Who decided last: an account, or `rule`.
    pub decided_by: Option<String>,
    /// The filing that replaced it.
    pub superseded_by: Option<Number>,
    /// The checks of the latest submission.
    pub checks: Vec<Check>,
    /// Everything that happened, oldest first.
    pub history: Vec<HistoryEntry>,
}

/// What the person is told.
#[derive(Debug, ToSchema)]
pub struct Notice {
    /// Why.
    pub kind: NoticeKind,
    /// About which filing.
    pub filing: Number,
    /// To whom.
    pub person: Number,
    /// Title.
    pub title: Bilingual,
    /// What happened, and what to do.
    pub text: Bilingual,
}

/// One condition of a category and its answer.
#[derive(Debug, ToSchema)]
pub struct ConditionAnswer {
    /// What is asked.
    pub asks: Bilingual,
    /// The answer.
    pub verdict: Verdict,
}

/// One proof: any of the kinds satisfies it.
#[derive(Debug, ToSchema)]
pub struct Material {
    /// Kinds.
    pub any_of: Vec<String>,
}

/// One way to file, and whether the person may.
#[derive(Debug, ToSchema)]
pub struct CategoryAdvice {
    /// Its id in the rules; the `category` of a filing.
    pub category: String,
    /// Why one files so.
    pub reason: FilingReason,
    /// Its name.
    pub title: Bilingual,
    /// Who, in a sentence.
    pub who: Bilingual,
    /// Whether the person belongs to it, as far as is known.
    pub verdict: Verdict,
    /// The conditions one by one.
    pub answers: Vec<ConditionAnswer>,
    /// Proofs needed.
    pub materials: Vec<Material>,
    /// How it may come in.
    pub channels: Vec<Channel>,
    /// Who decides.
    pub decided_by: Decider,
    /// The footing it gives.
    pub footing: Footing,
    /// What it does to care at home.
    pub at_home: AtHome,
    /// What it rests on.
    pub basis: Basis,
    /// Where other sources disagree.
    pub disputes: Vec<Dispute>,
}

/// A question worth asking.
#[derive(Debug, ToSchema)]
pub struct Question {
    /// The parameter that takes the answer, and the condition it feeds.
    pub feeds: Fact,
    /// The question.
    pub asks: Bilingual,
    /// Answers to choose from; empty where the parameter takes a number.
    pub choices: Vec<Choice>,
}

/// An answer to choose.
#[derive(Debug, ToSchema)]
pub struct Choice {
    /// As the parameter takes it.
    #[schema(example = "inpatient")]
    pub word: String,
    /// As people read it.
    pub name: Bilingual,
}

/// Whether one must file, and as what.
#[derive(Debug, ToSchema)]
pub struct Advice {
    /// In a word.
    pub kind: AdviceKind,
    /// In a sentence, with what to do.
    pub says: Bilingual,
    /// Ways to file, those that fit first.
    pub categories: Vec<CategoryAdvice>,
    /// What was not said and would change the answer, in the order of a conversation.
    pub questions: Vec<Question>,
    /// What the answer rests on.
    pub basis: Vec<Basis>,
}
