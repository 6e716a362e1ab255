//! A bill as a file an official could sign: who, where, how much, and – in a golden case – what
//! must come out. `suixing quote` reads the same format. No tolerance, ever.

use std::borrow::Cow;

mod course;
mod error;
mod expect;
mod given;
mod judge;
mod procedure;
pub(crate) mod rows;
mod situated;
mod totals;

pub use course::{AfterCancellation, Earlier};
pub use error::CaseError;
pub use expect::{Expect, share_of};
pub use given::{CaseBill, CaseFiling, CaseLine, CasePerson, CaseVisit, CaseYear, Ledger};
pub use judge::{AnyCase, CaseRun, Judged, Ran, run_all};
pub use procedure::{Asker, ProcedureCase, ProcedureJudged};
pub use rows::Unreadable;

use schemars::JsonSchema;
use serde::Deserialize;

use self::course::Course;
use crate::check::check;
use domain::bill::Scope;
use domain::catalogue::Class;
use domain::explain::{Computed, Inputs};
use domain::explanation::Explanation;
use domain::facts::Situated;
use domain::files::{NamedText, Problem};
use domain::policy::library::Library;
use domain::policy::pack::Pack;
use domain::policy::vocabulary;
use domain::rules::PolicyFile;
use domain::situation::{Accounts, Situation};
use domain::{Rate, word_list};

word_list! {
    /// What kind of proof a case is.
    Proof {
        /// Published with its numbers.
        Published = "published", "公布的算例", "published";
        /// A published formula with numbers put in.
        Formula = "formula", "公布的公式", "formula";
        /// Derived from the rules.
        Derived = "derived", "由规定推得", "derived";
        /// Made up to probe a boundary.
        Constructed = "constructed", "构造", "constructed";
        /// Published, but it must not come out by the rules in force.
        Claim = "claim", "有争议的说法", "claim";
    }
}

/// One bill, with or without what must come out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is about.
    #[serde(default)]
    pub name: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// What kind of proof.
    #[serde(default)]
    pub proof: Option<Proof>,
    /// Compute by this source instead (`S000`, `X01:S000`).
    #[serde(default)]
    pub according_to: Option<String>,
    /// Who.
    pub person: CasePerson,
    /// Where and when.
    pub visit: CaseVisit,
    /// How much.
    #[serde(default)]
    pub bill: CaseBill,
    /// Used up before.
    #[serde(default)]
    pub year_to_date: CaseYear,
    /// Bills made before this one, in order. What `year_to_date` states stands before all of them,
    /// in the benefit year of the first; what the accounts state is drawn on by one after the
    /// other.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// Number of the earlier bill, from 1, that is cancelled after all bills were worked out.
    #[serde(default)]
    pub cancel: Option<usize>,
    /// What must come out.
    #[serde(default)]
    pub expect: Option<Expect>,
    /// What must not come out.
    #[serde(default)]
    pub expect_not: Option<Expect>,
    /// Rules of its own, as in a policy file: for published examples that name no place.
    #[serde(default)]
    #[schemars(with = "Option<PolicyFile>")]
    pub rules: Option<toml::Table>,
    /// A published division of a bill whose inputs were not published; it must add up.
    #[serde(default)]
    pub ledger: Option<Ledger>,
}

/// A case with its answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it was computed from.
    pub inputs: Inputs,
    /// The calculation.
    pub computed: Computed,
    /// In words.
    pub explanation: Explanation,
}

impl Case {
    /// Computes the bill, after those made before it.
    pub fn answer(&self, library: &Library) -> Result<Answer, CaseError> {
        Course::run(self, &*self.rules_in(library)?)?.answer()
    }

    /// The library with the rules the case brings along.
    fn rules_in<'a>(&self, library: &'a Library) -> Result<Cow<'a, Library>, CaseError> {
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
        let told = |problems: Vec<Problem>| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            CaseError::Unreadable(lines.join("\n"))
        };
        if !problems.is_empty() {
            return Err(told(problems));
        }
        let mut library = library.clone();
        library.insert(Pack::parse(&files, |_| String::new()).map_err(told)?);
        Ok(Cow::Owned(library))
    }

    /// Computes the bill as if none had been made before it but what it states.
    fn answer_alone(&self, library: &Library) -> Result<Answer, CaseError> {
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
        })
    }

    /// The pack that decides.
    pub fn pack<'a>(&self, library: &'a Library) -> Result<&'a Pack, CaseError> {
        let (region, scheme) = (self.person.insured_at, self.person.scheme);
        let pack = library.pack(region, scheme, self.visit.day);
        let day = self.visit.day;
        Ok(pack.ok_or(CaseError::NoPack {
            region,
            scheme,
            day,
        })?)
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
            return Err(CaseError::Negative);
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
