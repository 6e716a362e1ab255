//! What a stay that follows another takes over from it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Complaints, Figure, Names, Need, RulesOf, StayDeductible, Wording, say};
use crate::situation::Follows;
use crate::text::{Bilingual, Named, Sep};

/// What a stay that follows another takes over from it.
/// 接在另一次住院之后的住院
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stay {
    /// Layer, or layers.
    /// 哪几层
    pub of: Names,
    /// How it follows.
    /// 怎样接上
    pub follows: Follows,
    /// What becomes of the deductible.
    /// 起付线怎么办
    pub deductible: StayDeductible,
    /// Which day picks the rules; only of one stay over years or rules. The discharge unless
    /// stated.
    /// 按哪天的规定；不写就按出院那天
    #[serde(default)]
    pub rules_of: Option<RulesOf>,
}

impl Figure for Stay {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("接续住院", "stays that follow another");
    const ASKED: BothNames = (
        "接着住院，起付线怎么算",
        "What a stay takes over from the one before",
    );

    fn layers(&self) -> Option<&Names> {
        Some(&self.of)
    }

    fn name(&self) -> Option<&str> {
        Some(self.follows.word())
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        let one_stay = matches!(self.follows, Follows::OverYear | Follows::OverRules);
        let wrong = self.rules_of.is_some() && !one_stay;
        let problem = say::only_beside("rules_of", "follows = over-year / over-rules");
        complaints.report_if(wrong, problem);
        let nothing = self.follows == Follows::Nothing;
        let problem = say::cannot_combine("[[stay]]", "follows = \"nothing\"");
        complaints.report_if(nothing, problem);
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let mut said = vec![self.follows.name(), self.deductible.name()];
        said.extend(self.rules_of.map(|of| of.name()));
        Bilingual::join(said, Sep::Comma)
    }
}
