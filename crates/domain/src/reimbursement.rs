//! Manual reimbursement (零星报销): whether costs that were not settled on the spot may still be
//! claimed, until when, with which documents, and how. How much comes out is for the packs.

use std::sync::Arc;

use jiff::civil::Date;

use crate::basis::Basis;
use crate::basis::{ShownBasis, ShownDispute};
use crate::calendar::day;
use crate::procedures::{
    Aspect, ByRulesOf, Circumstances, ClaimReason, ClaimRoute, ClaimRow, Dated, Payable,
    Procedures, RowInFile,
};
use crate::text::Named;
use crate::{Bilingual, Money, word_list};

word_list! {
    /// Whether somebody else has to bear a cost.
    Liability {
        /// Nobody else.
        None = "none", "没有第三方责任", "nobody else is liable";
        /// A third party bears part of it.
        Partly = "partly", "第三方承担部分责任", "a third party is partly liable";
        /// A third party bears all of it.
        Wholly = "wholly", "第三方承担全部责任", "a third party is wholly liable";
        /// An injury at work.
        Work = "work", "工伤", "an injury at work";
    }
}

word_list! {
    /// The answer in a word.
    Outcome {
        /// It may be claimed.
        MayClaim = "may-claim", "可以申请零星报销", "may be claimed";
        /// Only what nobody else bears.
        OnlyUncovered = "only-uncovered", "只报他人不承担的部分", "only the share nobody else bears";
        /// The window is over.
        TooLate = "too-late", "已过申请期限", "the window is over";
        /// Such costs are not taken.
        NotAccepted = "not-accepted", "不予受理", "not accepted";
        /// Somebody else has to bear them.
        NotPayable = "not-payable", "不由医保支付", "not payable from medical insurance";
        /// Paid before.
        PaidBefore = "paid-before", "已经报销过", "reimbursed before";
        /// The window of the place is not known here.
        NotKnown = "not-known", "申请期限没有收录", "the window is not known here";
    }
}

/// Costs somebody wants to claim.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// The person, the journey, the care and the marks of the claim.
    pub about: Circumstances<'a>,
    /// Why they were not settled on the spot.
    pub reason: ClaimReason,
    /// The day of the cost; the day of discharge for a stay picks the rules.
    pub cost_on: Date,
    /// The day of discharge.
    pub discharged_on: Option<Date>,
    /// The day the claim is made.
    pub claimed_on: Date,
    /// A special case the place grants more time.
    pub special: bool,
    /// The dearest single consumable.
    pub dearest_consumable: Money,
    /// Who else has to bear them.
    pub liability: Liability,
    /// Reimbursed before, here or elsewhere.
    pub paid_before: bool,
}

/// A document to hand in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its word.
    pub kind: String,
    /// Its name.
    pub name: Bilingual,
}

/// What is needed, until when, and why.
#[derive(Clone, Debug)]
pub struct ClaimAnswer {
    /// In a word.
    pub outcome: Outcome,
    /// In a sentence, with what to do.
    pub says: Bilingual,
    /// The last day on which to claim.
    pub last_day: Option<Date>,
    /// Documents to hand in.
    pub documents: Vec<Document>,
    /// How.
    pub routes: Vec<ClaimRoute>,
    /// Working days from approval to payment, where known.
    pub pay_within_working_days: Option<u16>,
    /// Whose catalogue and prices decide, where known.
    pub by_rules_of: Option<ByRulesOf>,
    /// What it rests on, as people see it.
    pub basis: Vec<ShownBasis>,
    /// Where sources say otherwise about one of these.
    pub disputes: Vec<ShownDispute>,
    /// The rows it rests on, and what each says.
    pub rests_on: Vec<(Aspect, Arc<Basis>)>,
}

/// What a claim needs, until when, and why.
pub fn advise(rules: &Procedures, claim: &Claim<'_>) -> ClaimAnswer {
    let mut desk = Desk {
        rules,
        claim,
        day: claim.discharged_on.unwrap_or(claim.cost_on),
        used: Vec::new(),
    };
    let (outcome, says, last_day) = desk.decide();
    let mut answer = ClaimAnswer {
        outcome,
        says,
        last_day,
        documents: Vec::new(),
        routes: Vec::new(),
        pay_within_working_days: None,
        by_rules_of: None,
        basis: Vec::new(),
        disputes: Vec::new(),
        rests_on: Vec::new(),
    };
    if matches!(
        outcome,
        Outcome::MayClaim | Outcome::OnlyUncovered | Outcome::NotKnown
    ) {
        desk.tell(&mut answer);
    }
    answer.basis = desk.used.iter().map(|row| row.shown()).collect();
    for dispute in desk.used.iter().flat_map(|row| row.disputes("claim")) {
        if !answer.disputes.contains(&dispute) {
            answer.disputes.push(dispute);
        }
    }
    let told = |row: &RowInFile<'_, ClaimRow>| Some((row.aspect()?, row.basis().clone()));
    answer.rests_on = desk.used.iter().filter_map(told).collect();
    answer
}

/// A claim on its way through the rules, with the rows that were used.
struct Desk<'a> {
    rules: &'a Procedures,
    claim: &'a Claim<'a>,
    day: Date,
    used: Vec<RowInFile<'a, ClaimRow>>,
}

type Decision = (Outcome, Bilingual, Option<Date>);

fn plain(outcome: Outcome) -> Decision {
    (outcome, outcome.name(), None)
}

impl<'a> Desk<'a> {
    fn row(&mut self, aspect: Aspect) -> Option<&'a ClaimRow> {
        let found = self.rules.claim(aspect, self.day, &self.claim.about)?;
        self.used.push(found);
        Some(found.row())
    }

    fn decide(&mut self) -> Decision {
        if self.claim.paid_before {
            return plain(Outcome::PaidBefore);
        }
        if let Some(why) = self
            .row(Aspect::Refuses)
            .and_then(|row| row.refuses.clone())
        {
            return (Outcome::NotAccepted, why, None);
        }
        let reason = self.claim.reason;
        if let Some(row) = self.row(Aspect::Accepts)
            && !row.accepts.admits(&reason)
        {
            let name = reason.name();
            let says = Bilingual::new(
                format!("「{}」不在受理情形之内", name.zh),
                format!("not accepted for this reason: {}", name.en),
            );
            return (Outcome::NotAccepted, says, None);
        }
        let payable = self.payable();
        if payable == Some(Payable::Nothing) {
            return plain(Outcome::NotPayable);
        }
        self.in_time(payable)
    }

    /// What is payable where somebody else is liable.
    fn payable(&mut self) -> Option<Payable> {
        match self.claim.liability {
            Liability::None => None,
            // Nothing is left that nobody else bears.
            Liability::Wholly => Some(Payable::Nothing),
            Liability::Partly => self.row(Aspect::ThirdParty)?.third_party,
            Liability::Work => self.row(Aspect::WorkInjury)?.work_injury,
        }
    }

    fn in_time(&mut self, payable: Option<Payable>) -> Decision {
        let special = match self.claim.special {
            true => self
                .row(Aspect::SpecialWindow)
                .and_then(|row| row.special_window),
            false => None,
        };
        let window = match special {
            Some(window) => Some(window),
            None => self.row(Aspect::Window).and_then(|row| row.window),
        };
        let Some(window) = window else {
            let says = Bilingual::new(
                "申请期限这里没有收录，请尽快咨询参保地",
                "the window is not known here; ask the insured place soon",
            );
            return (Outcome::NotKnown, says, None);
        };
        let last = window.last_day(self.claim.cost_on, self.claim.discharged_on);
        let (length, from) = (window.length(), window.counted_from.name());
        let rule = Bilingual::new(
            format!("自{}起 {}内", from.zh, length.zh),
            format!("within {} from {}", length.en, from.en),
        );
        if self.claim.claimed_on > last {
            let says = Bilingual::new(
                format!("须{}申请，{}已截止", rule.zh, day(last).zh),
                format!("to be claimed {}; the last day was {last}", rule.en),
            );
            return (Outcome::TooLate, says, Some(last));
        }
        let outcome = match payable {
            Some(_) => Outcome::OnlyUncovered,
            None => Outcome::MayClaim,
        };
        let says = Bilingual::new(
            format!("{}；{}，最迟{}", outcome.name().zh, rule.zh, day(last).zh),
            format!("{}; {}, by {last}", outcome.name().en, rule.en),
        );
        (outcome, says, Some(last))
    }

    /// What to hand in, where, and what follows.
    fn tell(&mut self, answer: &mut ClaimAnswer) {
        for row in self.rules.claim_documents(self.day, &self.claim.about) {
            let dear = |above| self.claim.dearest_consumable > above;
            if !row.consumable_above.is_none_or(dear) {
                continue;
            }
            for kind in &row.row().documents {
                if !answer.documents.iter().any(|known| known.kind == *kind) {
                    answer.documents.push(Document {
                        kind: kind.clone(),
                        name: row.material_name(kind),
                    });
                }
            }
            self.used.push(row);
        }
        if let Some(row) = self.row(Aspect::Route) {
            answer.routes = row.route.to_vec();
        }
        if let Some(row) = self.row(Aspect::PayWithin) {
            answer.pay_within_working_days = row.pay_within_working_days;
        }
        if let Some(row) = self.row(Aspect::Catalogue) {
            answer.by_rules_of = row.by_rules_of;
        }
    }
}
