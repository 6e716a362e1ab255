//! What can stand in the way of a piece of business. Each variant is a cause somebody can act on.

use domain::facility::Care;
use domain::filing::Refused;
use domain::footing::FootingDecision;
use domain::ids::{FacilityCode, FilingId, MessageId, SettlementId, VisitId};
use domain::person::{NotEntitled, Scheme};
use domain::plan::Refusal;
use domain::{Bilingual, Money, Region};
use jiff::civil::Date;
use store::{Fate, StoreError};

use crate::code::{self, ErrorCode};
use crate::once::Deed;
use crate::operators::OperatorError;
use crate::releases::ReleaseError;

/// Why a piece of business was not done. Nothing was written, unless the fate is unknown.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "fields are named after what they hold")]
pub enum DeskError {
    /// Nobody by that voucher or number.
    #[error("no such person is on record")]
    UnknownPerson,
    /// No such facility.
    #[error("facility «{facility}» is not on record")]
    UnknownFacility { facility: FacilityCode },
    /// Not enrolled in the scheme asked for.
    #[error("no enrolment in that scheme is on record")]
    NotEnrolled {
        scheme: Option<Scheme>,
        insured_at: Option<Region>,
    },
    /// Enrolled, but not entitled on the day.
    #[error("not entitled on the day of service")]
    NotEntitled(#[source] NotEntitled),
    /// Not networked for the care on the day.
    #[error("facility «{facility}» is not networked for {care} on {day}")]
    NotNetworked {
        facility: FacilityCode,
        care: Care,
        day: Date,
        from: Option<Date>,
    },
    /// No catalogue for the place of care.
    #[error("no catalogue of {treated_at} is loaded")]
    NoCatalogue { treated_at: Region },
    /// No such visit of this facility.
    #[error("visit «{visit}» is not on record")]
    UnknownVisit { visit: VisitId },
    /// Cancelled before.
    #[error("visit «{visit}» was cancelled")]
    VisitCancelled { visit: VisitId },
    /// It has a live settlement.
    #[error("visit has settlement «{settlement}»")]
    VisitSettled { settlement: SettlementId },
    /// It has lines in force.
    #[error("visit still has {count} lines")]
    VisitHasLines { count: usize },
    /// Another kind of care.
    #[error("the visit is {held}, not {asked}")]
    WrongCare { held: Care, asked: Care },
    /// Not discharged yet.
    #[error("visit «{visit}» is not discharged")]
    NotDischarged { visit: VisitId },
    /// Discharged already.
    #[error("visit «{visit}» was discharged on {on}")]
    AlreadyDischarged { visit: VisitId, on: Date },
    /// Diagnoses were not uploaded.
    #[error("visit information of «{visit}» was not uploaded")]
    FindingsMissing { visit: VisitId, lines: usize },
    /// Not in the catalogue.
    #[error("catalogue code «{code}» is not in the catalogue of {region}")]
    UnknownItem {
        serial: String,
        code: String,
        region: Region,
    },
    /// In the catalogue, but not on that day.
    #[error("catalogue code «{code}» is not in force on {day}")]
    ItemNotInForce {
        serial: String,
        code: String,
        day: Date,
    },
    /// Price × quantity is not the amount.
    #[error("line «{serial}» states {stated}, price × quantity is {computed}")]
    LineAmount {
        serial: String,
        stated: Money,
        computed: Money,
    },
    /// Negative without naming what it refunds.
    #[error("line «{serial}» is negative and refunds nothing")]
    NegativeLine { serial: String },
    /// Refunds a line that is not there, of another code, or more than there was.
    #[error("line «{serial}» does not fit line «{refund_of}», which it refunds")]
    Refund { serial: String, refund_of: String },
    /// Twice in one message.
    #[error("serial «{serial}» occurs twice")]
    SerialRepeated { serial: String },
    /// In use by a line with other content.
    #[error("serial «{serial}» is taken by another line")]
    SerialTaken { serial: String },
    /// The batch was settled before.
    #[error("batch «{batch}» was settled by «{settlement}»")]
    BatchSettled {
        batch: String,
        settlement: SettlementId,
    },
    /// Nothing to withdraw.
    #[error("there are no lines «{which}» to withdraw")]
    NoSuchLines { which: String, settled: bool },
    /// Nothing to settle.
    #[error("there are no lines to settle")]
    NoLines {
        batch: Option<String>,
        unsettled: usize,
        settled: usize,
    },
    /// The stated total is not what was uploaded.
    #[error("stated {stated}, the {count} lines add up to {held}")]
    TotalMismatch {
        stated: Money,
        held: Money,
        count: usize,
    },
    /// More refunded than billed.
    #[error("the lines add up to less than nothing in one part")]
    NegativeBill,
    /// Settled already.
    #[error("settled already by «{settlement}»")]
    AlreadySettled {
        settlement: SettlementId,
        message: MessageId,
    },
    /// Settled and cancelled.
    #[error("settlement «{settlement}» of batch «{batch}» was cancelled by «{cancelled_by}»")]
    SettlementCancelled {
        batch: String,
        settlement: SettlementId,
        cancelled_by: SettlementId,
    },
    /// No pack for the insured place, scheme and day.
    #[error("no policy of {insured_at} for {scheme} on {day}")]
    NoPolicy {
        insured_at: Region,
        scheme: Scheme,
        day: Date,
    },
    /// The policy gives no amount.
    #[error("the policy gives no amount")]
    Refused {
        #[source]
        refusal: Box<Refusal>,
        footing: Box<FootingDecision>,
    },
    /// Somebody else is liable.
    #[error("somebody else is liable for the injury")]
    ThirdParty,
    /// No such settlement of this facility.
    #[error("settlement «{settlement}» is not on record")]
    UnknownSettlement { settlement: SettlementId },
    /// Cancelled before.
    #[error("settlement «{settlement}» was cancelled by «{cancelled_by}»")]
    AlreadyCancelled {
        settlement: SettlementId,
        cancelled_by: SettlementId,
    },
    /// A cancellation itself.
    #[error("settlement «{settlement}» is a cancellation")]
    IsCancellation { settlement: SettlementId },
    /// The same number with other content.
    #[error("message «{message}» came before with other content")]
    KeyReused {
        message: MessageId,
        fields: Vec<String>,
    },
    /// Reversed, or cancelled since.
    #[error("message «{message}» was reversed")]
    MessageReversed {
        message: MessageId,
        settlement: Option<SettlementId>,
    },
    /// The message to reverse asked for something else.
    #[error("message «{message}» did not ask to {asked}")]
    OtherDeed { message: MessageId, asked: Deed },
    /// Not to be reversed.
    #[error("messages that {deed} cannot be reversed")]
    NotReversible { deed: Deed },
    /// A day in the future.
    #[error("{what} {day} lies in the future")]
    DateAhead { what: &'static str, day: Date },
    /// The end before the beginning.
    #[error("{until} lies before {from}")]
    DateOrder { from: Date, until: Date },
    /// A field breaks its rule.
    #[error("{field} breaks its rule")]
    Field {
        field: &'static str,
        rule: Bilingual,
    },
    /// No such filing.
    #[error("filing «{filing}» is not on record")]
    UnknownFiling { filing: FilingId },
    /// The filing rules say no.
    #[error("the filing cannot be handled this way")]
    Filing(#[source] Box<Refused>),
    /// No such sign-in.
    #[error("sign-in «{sign_number}» is not open")]
    UnknownSignIn { sign_number: String },
    /// Who asks is not known, or may not.
    #[error("the operator may not do this")]
    Operator(#[source] OperatorError),
    /// The release does not allow it.
    #[error("the release cannot be handled this way")]
    Release(#[source] Box<ReleaseError>),
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
}

impl From<OperatorError> for DeskError {
    fn from(error: OperatorError) -> DeskError {
        DeskError::Operator(error)
    }
}

impl From<ReleaseError> for DeskError {
    fn from(error: ReleaseError) -> DeskError {
        DeskError::Release(Box::new(error))
    }
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> DeskError {
        DeskError::Store(error)
    }
}

impl DeskError {
    /// The stable code, with its meaning and what to do.
    pub fn entry(&self) -> ErrorCode {
        match self {
            DeskError::UnknownPerson => code::UNKNOWN_PERSON,
            DeskError::UnknownFacility { .. } => code::UNKNOWN_FACILITY,
            DeskError::NotEnrolled { .. } => code::NOT_ENROLLED,
            DeskError::NotEntitled(_) => code::NOT_ENTITLED,
            DeskError::NotNetworked { .. } => code::NOT_NETWORKED,
            DeskError::NoCatalogue { .. } => code::NO_CATALOGUE,
            DeskError::UnknownVisit { .. } => code::UNKNOWN_VISIT,
            DeskError::VisitCancelled { .. } => code::VISIT_CANCELLED,
            DeskError::VisitSettled { .. } => code::VISIT_SETTLED,
            DeskError::VisitHasLines { .. } => code::VISIT_HAS_LINES,
            DeskError::WrongCare { .. } => code::WRONG_CARE,
            DeskError::NotDischarged { .. } => code::NOT_DISCHARGED,
            DeskError::AlreadyDischarged { .. } => code::ALREADY_DISCHARGED,
            DeskError::FindingsMissing { .. } => code::FINDINGS_MISSING,
            DeskError::UnknownItem { .. } => code::UNKNOWN_ITEM,
            DeskError::ItemNotInForce { .. } => code::ITEM_NOT_IN_FORCE,
            DeskError::LineAmount { .. } => code::LINE_AMOUNT,
            DeskError::NegativeLine { .. } => code::NEGATIVE_LINE,
            DeskError::Refund { .. } => code::REFUND,
            DeskError::SerialRepeated { .. } => code::SERIAL_REPEATED,
            DeskError::SerialTaken { .. } => code::SERIAL_TAKEN,
            DeskError::BatchSettled { .. } => code::BATCH_SETTLED,
            DeskError::NoSuchLines { .. } => code::NO_SUCH_LINES,
            DeskError::NoLines { .. } => code::NO_LINES,
            DeskError::TotalMismatch { .. } => code::TOTAL_MISMATCH,
            DeskError::NegativeBill => code::NEGATIVE_BILL,
            DeskError::AlreadySettled { .. } => code::ALREADY_SETTLED,
            DeskError::SettlementCancelled { .. } => code::SETTLEMENT_CANCELLED,
            DeskError::NoPolicy { .. } => code::NO_POLICY,
            DeskError::Refused { refusal, .. } => refusal_code(refusal),
            DeskError::ThirdParty => code::THIRD_PARTY,
            DeskError::UnknownSettlement { .. } => code::UNKNOWN_SETTLEMENT,
            DeskError::AlreadyCancelled { .. } => code::ALREADY_CANCELLED,
            DeskError::IsCancellation { .. } => code::IS_CANCELLATION,
            DeskError::KeyReused { .. } => code::KEY_REUSED,
            DeskError::MessageReversed { .. } => code::MESSAGE_REVERSED,
            DeskError::OtherDeed { .. } => code::OTHER_DEED,
            DeskError::NotReversible { .. } => code::NOT_REVERSIBLE,
            DeskError::DateAhead { .. } => code::DATE_AHEAD,
            DeskError::DateOrder { .. } => code::DATE_ORDER,
            DeskError::Field { .. } => code::FIELD,
            DeskError::UnknownFiling { .. } => code::UNKNOWN_FILING,
            DeskError::Filing(_) => code::FILING_REFUSED,
            DeskError::UnknownSignIn { .. } => code::UNKNOWN_SIGN_IN,
            DeskError::Operator(error) => error.entry(),
            DeskError::Release(error) => error.entry(),
            DeskError::Store(error) => match error.fate() {
                Fate::Unknown => code::FATE_UNKNOWN,
                Fate::NotCommitted => code::UNAVAILABLE,
            },
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.entry().code
    }

    /// What to do next.
    pub fn next(&self) -> Bilingual {
        self.entry().next()
    }
}

fn refusal_code(refusal: &Refusal) -> ErrorCode {
    match refusal {
        Refusal::NotDirect { .. } => code::NOT_DIRECT,
        Refusal::Unknown { .. } => code::RULE_NOT_KNOWN,
        Refusal::NoRule { .. } | Refusal::NoBenefitYear(_) => code::NO_RULE,
        Refusal::TwoRules { .. } => code::TWO_RULES,
        Refusal::OutsideTheScheme(_) => code::OUTSIDE_THE_SCHEME,
        Refusal::HomeSuspended { .. } => code::HOME_SUSPENDED,
    }
}
