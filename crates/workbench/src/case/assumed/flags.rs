//! What is yes or no and was not stated. It decides a footing or a mark together with other facts,
//! so the bill is worked out once more with the other answer: where that comes out otherwise, the
//! assumption decided money.

use domain::explain::Computed;
use domain::plan::Refusal;
use domain::text::Bilingual;

use super::{Decided, Unstated};
use crate::case::given::CaseVisit;
use crate::case::written::Case;

/// A flag of a visit: its name, what it asks, what it is taken as.
struct Flag {
    fact: &'static str,
    called: (&'static str, &'static str),
    taken: (&'static str, &'static str),
    is_stated: fn(&CaseVisit) -> bool,
    set: fn(&mut CaseVisit),
}

const FLAGS: [Flag; 3] = [
    Flag {
        fact: "designated",
        called: (
            "本人是否选定了这家机构",
            "whether the institution was chosen",
        ),
        taken: ("没有选定", "not chosen"),
        is_stated: |visit| visit.designated.is_some(),
        set: |visit| visit.designated = Some(true),
    },
    Flag {
        fact: "emergency",
        called: ("是否急诊抢救", "whether it was an emergency"),
        taken: ("不是急诊", "no emergency"),
        // A footing that is stated says it.
        is_stated: |visit| visit.emergency.is_some() || visit.footing.is_some(),
        set: |visit| visit.emergency = Some(true),
    },
    Flag {
        fact: "referral",
        called: ("医院是否标了转诊", "whether the hospital marked a referral"),
        taken: ("没有转诊", "no referral"),
        is_stated: |visit| visit.referral.is_some(),
        set: |visit| visit.referral = Some(true),
    },
];

impl Case {
    /// The flags that are not stated and with which something else comes out.
    pub(super) fn flags_left_open(&self, decided: Decided<'_>) -> Vec<Unstated> {
        let open = FLAGS.iter().filter(|flag| !(flag.is_stated)(&self.visit));
        let told = open.filter(|flag| self.comes_out_otherwise(flag, decided));
        told.map(|flag| Unstated {
            fact: flag.fact,
            value: "false".to_owned(),
            called: flag.called,
            as_said: Bilingual::new(flag.taken.0, flag.taken.1),
        })
        .collect()
    }

    fn comes_out_otherwise(&self, flag: &Flag, decided: Decided<'_>) -> bool {
        let mut other = self.clone();
        (flag.set)(&mut other.visit);
        match other.computed(decided) {
            Some(Ok(other)) => other.adjudication.shares != decided.computed.adjudication.shares,
            Some(Err(_)) => true,
            None => false,
        }
    }

    /// What the bill comes to; nothing where what is stated beside the flag rules it out.
    fn computed(&self, decided: Decided<'_>) -> Option<Result<Computed, Refusal>> {
        let rules = decided.pack.in_force(decided.overlay);
        let inputs = self.inputs(decided.library, &rules).ok()?;
        Some(inputs.compute(decided.pack, decided.overlay))
    }
}
