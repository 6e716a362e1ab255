//! A bill worked out by itself, from what the case states was used up before.

use std::borrow::Cow;

use super::assumed::Assumed;
use super::error::CaseError;
use super::expect::CancelledBill;
use super::fault::Fault;
use super::given::CaseLine;
use super::written::Case;
use crate::check::check;
use domain::Rate;
use domain::bill::Scope;
use domain::catalogue::Class;
use domain::explain::{Computed, Inputs};
use domain::explanation::Explanation;
use domain::facts::Situated;
use domain::files::{NamedText, Problem};
use domain::plan::{Missing, Refusal};
use domain::policy::vocabulary;
use domain::policy::{InForce, Library, Overlay, Pack};
use domain::situation::{Accounts, Situation};
use domain::text::{Bilingual, Named};

/// A case with its answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it was computed from.
    pub inputs: Inputs,
    /// The calculation.
    pub computed: Computed,
    /// In words.
    pub explanation: Explanation,
    /// Where a bill made before is cancelled: what follows.
    pub cancelled: Option<CancelledBill>,
    /// What was not stated and a rule asks for.
    pub assumed: Vec<Assumed>,
}

impl Case {
    /// The library with the rules the case brings along.
    pub(super) fn rules_in<'a>(&self, library: &'a Library) -> Result<Cow<'a, Library>, CaseError> {
        let Some(rules) = &self.rules else {
            return Ok(Cow::Borrowed(library));
        };
        let unreadable = |error: toml::ser::Error| CaseError::Unreadable(error.to_string());
        let file = NamedText {
            name: "rules".to_owned(),
            text: toml::to_string(rules).map_err(unreadable)?,
        };
        let files = [file];
        let problems = check(&files, |_| String::new());
        // Lines would be those of the rules written anew, not of the file the case stands in.
        let told = |problems: Vec<Problem>| {
            let lines: Vec<String> = problems.iter().map(Problem::without_place).collect();
            CaseError::Unreadable(format!("rules: {}", lines.join("\n")))
        };
        if !problems.is_empty() {
            return Err(told(problems));
        }
        let mut library = library.clone();
        library.insert(Pack::parse(&files, |_| String::new()).map_err(told)?);
        Ok(Cow::Owned(library))
    }

    /// Computes the bill as if none had been made before it but what it states.
    pub(super) fn answer_alone(&self, library: &Library) -> Result<Answer, CaseError> {
        let pack = self.pack(library)?;
        let overlay = self.overlay(pack);
        if let Some(source) = &self.according_to
            && overlay.is_none()
            && self.other_procedures(library).is_none()
        {
            let rules = library.procedures(self.person.insured_at);
            let unknown = vocabulary::unknown_source(source, Some(pack), rules);
            return Err(unknown.into());
        }
        let in_force = pack.in_force(overlay.as_ref());
        let inputs = self.inputs(library, &in_force)?;
        let computed = inputs.compute(pack, overlay.as_ref());
        // Which filing does not cover the visit, and why, is told beside what the rules say.
        let filed = !self.visit.filings.is_empty();
        let computed = computed.map_err(|refusal| match filed {
            true => CaseError::refused(refusal, &inputs.footing),
            false => CaseError::Refused(refusal),
        })?;
        let mut explanation = inputs.tell(pack, overlay.as_ref(), &computed);
        let other = self.other_procedures(library);
        let rules = library.procedures(self.person.insured_at);
        explanation.alternatives = inputs.alternatives(&in_force, other.as_ref().unwrap_or(rules));
        let assumed = self.assumed((pack, overlay.as_ref()), &inputs, &computed.plan);
        Ok(Answer {
            inputs,
            computed,
            explanation,
            cancelled: None,
            assumed,
        })
    }

    /// What follows from the source asked for, where it differs from the rules in force.
    pub fn overlay(&self, pack: &Pack) -> Option<Overlay> {
        pack.overlay(self.according_to.as_ref()?)
    }

    /// What the bill is computed from, by the rules that apply: see [`Case::overlay`].
    pub fn inputs(&self, library: &Library, rules: &InForce<'_>) -> Result<Inputs, CaseError> {
        let Situated { situation, footing } = self.situated(library, rules)?;
        let scope = self.scope(rules, &situation)?;
        let year = self.year(&situation)?;
        let accounts = Accounts {
            own: self.person.account,
            family: self.person.family_account,
        };
        Ok(Inputs {
            situation,
            footing,
            scope,
            year,
            accounts,
            provisional: vec![],
        })
    }

    fn scope(&self, rules: &InForce<'_>, situation: &Situation) -> Result<Scope, CaseError> {
        let bill = &self.bill;
        let mut scope = Scope {
            wholly_self_paid: bill.wholly_self_paid,
            above_limit: bill.above_limit,
            upfront: bill.upfront,
            ordinary: bill.eligible,
            negotiated: bill.negotiated,
            ..Scope::default()
        };
        for (class, amount) in &bill.items {
            *scope.of_class(*class) += *amount;
        }
        let row = rules.upfront(situation);
        let set_here = row.and_then(|row| row.share);
        let unknown = row.filter(|row| row.unknown.is_some());
        for (number, line) in bill.lines.iter().enumerate() {
            if let Some(row) = unknown
                && line.class == Class::B
                && !line.amount.is_zero()
            {
                return Err(CaseError::Refused(Refusal::Unknown {
                    missing: vec![Missing::of_pack(rules.pack, row)],
                    known: Box::default(),
                }));
            }
            let upfront = line.upfront_share(number, set_here)?;
            let first = line.amount.at(upfront);
            match line.class {
                Class::C => scope.wholly_self_paid += line.amount,
                _ => {
                    scope.upfront += first;
                    scope.ordinary += line.amount - first;
                }
            }
        }
        debug_assert!(scope.is_whole(), "negative parts are refused before");
        match bill.total {
            Some(total) if total != scope.total() => Err(CaseError::DoesNotAddUp {
                parts: scope.total(),
                total,
            }),
            _ => Ok(scope),
        }
    }
}

impl CaseLine {
    /// What of the line the person pays first. Only class B has such a share, and where the insured
    /// place sets none the line must say the one of the place of care.
    fn upfront_share(&self, number: usize, set_here: Option<Rate>) -> Result<Rate, Fault> {
        let field = format!("bill.lines[{number}].upfront");
        match (self.class, self.upfront) {
            (Class::B, stated) => set_here.or(stated).ok_or_else(|| {
                let says = Bilingual::new(
                    "乙类明细没有写先自付比例，参保地也没有规定；请照就医地的目录写，如 upfront = \"10%\"",
                    "a class B line without the upfront share, which the insured place does not \
                     set; write that of the place of care, such as upfront = \"10%\"",
                );
                Fault::new("missing-field", field, says)
            }),
            (_, None) => Ok(Rate::ZERO),
            (class, Some(_)) => Err(Fault::contradiction(
                field,
                format!("{}没有先自付比例，只有乙类才写", class.name().zh),
                format!("{} has no upfront share; only class B has", class.name().en),
            )),
        }
    }
}
