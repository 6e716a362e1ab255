//! What a release changes of what was settled, in numbers and in words.

use domain::{Bilingual, Money, word_list};
use serde::{Deserialize, Serialize};

word_list! {
    /// What becomes of what was settled for days that have passed.
    PastBills {
        /// The difference is corrected.
        Corrected = "corrected", "已结算的逐笔补差", "what was settled is corrected";
        /// It stands as it is.
        Stand = "stand", "已结算的保持不变", "what was settled stands";
    }
}

/// What a release would change of what was settled.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PastEffect {
    /// Settlements that come to something else.
    pub settlements: u64,
    /// Whose they are.
    pub people: u64,
    /// What the funds pay more, or less where it is negative.
    pub funds: Money,
    /// Settlements that were provisional and are not any more, whether or not they come to
    /// something else.
    pub final_now: u64,
    /// Settlements of which nothing comes out, or that a clerk decides on.
    pub undecided: u64,
    /// What was decided about them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<PastBills>,
}

impl PastEffect {
    /// Whether anything settled is touched.
    pub fn is_any(&self) -> bool {
        (self.settlements, self.final_now, self.undecided) != (0, 0, 0)
    }

    /// In sentences; none where nothing is touched.
    pub fn says(&self) -> Vec<Bilingual> {
        let PastEffect {
            settlements,
            people,
            funds,
            final_now,
            undecided,
            ..
        } = self;
        let (more, than_before, amount) = match funds.is_negative() {
            true => ("少付", "less", -*funds),
            false => ("多付", "more", *funds),
        };
        let differing = Bilingual::new(
            format!("{people} 人已结算的 {settlements} 笔金额会变，基金合计{more} {amount} 元"),
            format!(
                "{settlements} settlements of {people} people come to something else, and the \
                 funds pay {amount} yuan {than_before}"
            ),
        );
        let provisional = Bilingual::new(
            format!("{final_now} 笔暂算的转为正式"),
            format!("{final_now} provisional ones become final"),
        );
        let open = Bilingual::new(
            format!("{undecided} 笔重算不出或须经办决定"),
            format!("{undecided} cannot be derived again or are for a clerk"),
        );
        let counts = [
            (*settlements, differing),
            (*final_now, provisional),
            (*undecided, open),
        ];
        let said = counts.into_iter().filter(|(count, _)| *count > 0);
        let decided = self
            .decided
            .map(|decided| domain::text::Named::name(&decided));
        let said: Vec<Bilingual> = said.map(|(_, says)| says).collect();
        let decided = decided.filter(|_| !said.is_empty());
        said.into_iter().chain(decided).collect()
    }
}
