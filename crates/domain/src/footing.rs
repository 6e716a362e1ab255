//! What a visit stands on, decided once, before any arithmetic.

use serde::{Deserialize, Serialize};

use crate::text::Bilingual;
use crate::word_list;

word_list! {
    /// The footing of a visit. Deductible, factor, ceiling and whether direct settlement is offered
    /// at all are keyed by it.
    Footing {
        /// Treated inside the insured place.
        AtHome = "at-home", "参保地就医", "treated at home";
        /// One of the three long-term filings covers the place of care.
        LongTermFiled = "long-term-filed", "异地长期居住备案", "filed as living elsewhere";
        /// A referral filing covers the place of care.
        Referred = "referred", "异地转诊备案", "referred";
        /// Emergency rescue, deemed filed (NAT-06).
        Emergency = "emergency", "急诊抢救(视同备案)", "emergency, deemed filed";
        /// Another temporary filing covers the place of care.
        TemporaryFiled = "temporary-filed", "其他临时外出备案", "filed as temporary traveller";
        /// No filing needed there.
        Exempt = "exempt", "免备案", "no filing needed";
        /// Nothing on record.
        Unfiled = "unfiled", "未备案", "not filed";
    }
}

/// The footing of one visit with its reason, which is always shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FootingDecision {
    /// The footing.
    pub footing: Footing,
    /// Why, in words a patient understands.
    pub reason: Bilingual,
    /// Marks the decision adds to the situation, such as `filed-elsewhere`.
    #[serde(default)]
    pub traits: Vec<String>,
    /// What the decision rests on.
    #[serde(default)]
    pub basis: Vec<crate::explanation::ShownBasis>,
}
