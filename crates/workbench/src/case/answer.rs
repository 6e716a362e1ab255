//! A bill worked out by itself, from what the case states was used up before.

use std::borrow::Cow;

use super::error::CaseError;
use super::expect::CancelledBill;
use super::written::Case;
use crate::check::check;
use domain::Rate;
use domain::bill::Scope;
use domain::catalogue::Class;
use domain::explain::{Computed, Inputs};
use domain::explanation::Explanation;
use domain::facts::Situated;
use domain::files::{NamedText, Problem};
use domain::policy::library::Library;
use domain::policy::pack::Pack;
use domain::policy::vocabulary;
use domain::situation::{Accounts, Situation};

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
        let overlay = match &self.according_to {
            None => None,
            Some(source) => {
                let overlay = pack.overlay(source);
                if overlay.is_none() && self.other_procedures(library).is_none() {
                    let rules = library.procedures(self.person.insured_at);
                    let unknown = vocabulary::unknown_source(source, Some(pack), rules);
                    return Err(unknown.into());
                }
                overlay
            }
        };
        let inputs = self.inputs(library, pack)?;
        let computed = inputs.compute(pack, overlay.as_ref())?;
        let mut explanation = inputs.tell(pack, overlay.as_ref(), &computed);
        let other = self.other_procedures(library);
        let rules = library.procedures(self.person.insured_at);
        explanation.alternatives = inputs.alternatives(pack, other.as_ref().unwrap_or(rules));
        Ok(Answer {
            inputs,
            computed,
            explanation,
            cancelled: None,
        })
    }

    /// What the bill is computed from.
    pub fn inputs(&self, library: &Library, pack: &Pack) -> Result<Inputs, CaseError> {
        let Situated { situation, footing } = self.situated(library, pack)?;
        let scope = self.scope(pack, &situation)?;
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

    fn scope(&self, pack: &Pack, situation: &Situation) -> Result<Scope, CaseError> {
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
        let set_here = pack.upfront(situation).map(|row| row.share);
        for line in &bill.lines {
            let upfront = match line.class {
                Class::B => set_here.or(line.upfront).unwrap_or_default(),
                _ => Rate::ZERO,
            };
            let first = line.amount.at(upfront);
            match line.class {
                Class::C => scope.wholly_self_paid += line.amount,
                _ => {
                    scope.upfront += first;
                    scope.ordinary += line.amount - first;
                }
            }
        }
        if !scope.is_whole() {
            return Err(CaseError::Negative("bill".to_owned()));
        }
        match bill.total {
            Some(total) if total != scope.total() => Err(CaseError::DoesNotAddUp {
                parts: scope.total(),
                total,
            }),
            _ => Ok(scope),
        }
    }
}
