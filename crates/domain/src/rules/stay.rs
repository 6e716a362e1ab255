//! What a stay that follows another takes over from it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::wording::not_known;
use super::{BothNames, Complaints, Figure, Names, Need, Ways, Wording, say};
use super::{RulesOf, StayAdmission, StayDeductible};
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
    /// What becomes of the deductible. `topped-up`: 300.00 paid before, a figure of 1,000.00 here:
    /// 700.00 more. What was paid before is credited once, to the layer or shared deductible it was
    /// paid under.
    /// 起付线怎么办。topped-up 补差额：前次付过 300.00，这里 1,000.00，再付 700.00；前次付的每一元只抵一次，
    /// 付在哪一层（或合用的哪一条）就抵哪一层
    #[serde(default)]
    pub deductible: Option<StayDeductible>,
    /// Which admission of the year it is, of a transfer or a readmission; it picks the rows with
    /// `admission`, and so the figure that is topped up to. Unless stated, a transfer that takes a
    /// deductible over is the same admission as the stay before and any other is the next one:
    /// 500.00 paid at the first admission, then a transfer to a hospital with 1,000.00 for the
    /// first and 500.00 for the second: 500.00 more with `same`, nothing with `own`. A stay over
    /// years or rules is always one admission.
    /// 算本年第几次住院，只用于转院和再次入院；按次数的规定和补差补到哪个数都由它定。不写的：接过前次起付线的转院与前次
    /// 算同一次，其余另算一次。例：第一次付过 500.00，转到首次 1,000.00、再次 500.00 的医院，same 再付 500.00，own
    /// 不再付。跨年度、跨政策的住院总是同一次
    #[serde(default)]
    pub admission: Option<StayAdmission>,
    /// Which day picks the rules; only of one stay over years or rules. The discharge unless
    /// stated. A stay that goes over the end of a benefit year and a change of rules at once goes
    /// by the rows with `over-year` alone; those with `over-rules` are not asked. Example: admitted
    /// on 20 December, discharged on 4 January, new rules from 1 January: `over-year` decides.
    /// 按哪天的规定；不写就按出院那天。同时跨年度又跨政策的，只看 over-year 的行，不看 over-rules。例：12 月 20 日入院、
    /// 1 月 4 日出院、1 月 1 日换新政策，由 over-year 定
    #[serde(default)]
    pub rules_of: Option<RulesOf>,
    /// Not known, and why.
    /// 不知道：没有找到这条规定，写明缺什么
    #[serde(default)]
    pub unknown: Option<Bilingual>,
}

impl Figure for Stay {
    const NEED: Need = Need::AtMostOne;
    const CAPTION: BothNames = ("接续住院", "stays that follow another");
    const ASKED: BothNames = (
        "接着住院，起付线怎么算",
        "What a stay takes over from the one before",
    );
    const ONE_OF: Ways<Self> = &[
        ("deductible", |row| row.deductible.is_some()),
        ("unknown", |row| row.unknown.is_some()),
    ];

    fn unknown(&self) -> Option<&Bilingual> {
        self.unknown.as_ref()
    }

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
        let wrong = self.admission.is_some() && (one_stay || self.follows == Follows::Nothing);
        let others = "follows = transfer-up / transfer-down / readmission";
        complaints.report_if(wrong, say::only_beside("admission", others));
        let nothing = self.follows == Follows::Nothing;
        let problem = say::cannot_combine("[[stay]]", "follows = \"nothing\"");
        complaints.report_if(nothing, problem);
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let mut said = vec![self.follows.name()];
        said.extend(self.deductible.map(|deductible| deductible.name()));
        said.extend(self.unknown.as_ref().map(not_known));
        said.extend(self.admission.map(|admission| admission.name()));
        said.extend(self.rules_of.map(|of| of.name()));
        Bilingual::join(said, Sep::Comma)
    }
}

impl Stay {
    /// Whether it takes a deductible over, as far as anybody knows.
    pub fn takes_over(&self) -> bool {
        self.deductible != Some(StayDeductible::Anew)
    }

    /// Whether the stay is the same admission of the year as the one it follows.
    pub fn is_same_admission(&self) -> bool {
        match self.follows {
            Follows::OverYear | Follows::OverRules => true,
            Follows::Nothing => false,
            Follows::TransferUp | Follows::TransferDown | Follows::Readmission => {
                let transfer = self.follows != Follows::Readmission;
                let takes_over = self.takes_over();
                let usual = match transfer && takes_over {
                    true => StayAdmission::Same,
                    false => StayAdmission::Own,
                };
                self.admission.unwrap_or(usual) == StayAdmission::Same
            }
        }
    }
}
