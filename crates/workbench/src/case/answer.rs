//! A bill worked out by itself, from what the case states was used up before.

use std::borrow::Cow;

use super::assumed::{Assumed, Decided};
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
use domain::policy::vocabulary;
use domain::policy::{InForce, Library, Overlay, Pack};
use domain::situation::Accounts;
use domain::split::{self, Split};
use domain::text::{Bilingual, Named, Sep};

/// A case with its answer.
#[derive(Clone, Debug)]
pub struct CaseAnswer {
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
        if !problems.is_empty() {
            return Err(in_rules(&problems));
        }
        let pack = Pack::parse(&files, |_| String::new()).map_err(|found| in_rules(&found))?;
        self.check_rules(&pack)?;
        let mut library = library.clone();
        library.insert(pack);
        Ok(Cow::Owned(library))
    }

    /// Rules of another place or scheme, or of other days, decide nothing.
    fn check_rules(&self, pack: &Pack) -> Result<(), Fault> {
        let (place, scheme) = (self.person.insured_at.pooling(), self.person.scheme);
        if (pack.region, pack.scheme) != (place, scheme) {
            let (own, theirs) = (scheme.name(), pack.scheme.name());
            return Err(Fault::contradiction(
                "rules",
                format!(
                    "rules 是 {} {}的，参保人是 {place} {}的",
                    pack.region, theirs.zh, own.zh
                ),
                format!(
                    "the rules are of {} ({}), the person is of {place} ({})",
                    pack.region, theirs.en, own.en
                ),
            ));
        }
        Ok(())
    }

    /// Computes the bill as if none had been made before it but what it states.
    pub(super) fn answer_alone(&self, library: &Library) -> Result<CaseAnswer, CaseError> {
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
        let assumed = self.assumed(Decided {
            library,
            pack,
            overlay: overlay.as_ref(),
            inputs: &inputs,
            computed: &computed,
        });
        Ok(CaseAnswer {
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
        let lines = self.bill.lines.iter();
        let mut lines = lines.filter(|line| !line.amount.is_zero());
        let set_here = match lines.any(|line| line.class == Class::B) {
            true => split::set_by(rules, &situation)?,
            false => None,
        };
        let scope = self.scope(set_here)?;
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
            uncovered: false,
            on_account: false,
            decided: vec![],
        })
    }

    /// The bill in its parts, where the insured place sets this share of class B, if it sets one.
    fn scope(&self, set_here: Option<Rate>) -> Result<Scope, CaseError> {
        let bill = &self.bill;
        let mut scope = Scope {
            wholly_self_paid: bill.wholly_self_paid.unwrap_or_default(),
            above_limit: bill.above_limit.unwrap_or_default(),
            upfront: bill.upfront.unwrap_or_default(),
            ordinary: bill.eligible.unwrap_or_default(),
            negotiated: bill.negotiated.unwrap_or_default(),
            ..Scope::default()
        };
        for (class, amount) in &bill.items {
            *scope.of_class(*class) += *amount;
        }
        for (number, line) in bill.lines.iter().enumerate() {
            scope = scope + line.split(number, set_here)?.by(set_here).scope;
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

/// What is wrong with the rules of a case. Lines would be those of the rules written anew, not of
/// the file the case stands in.
fn in_rules(problems: &[Problem]) -> CaseError {
    let told = problems.iter().map(|problem| {
        let Problem {
            code,
            message,
            next,
            ..
        } = problem;
        Bilingual::new(
            format!("[{code}] {}。{}", message.zh, next.zh),
            format!("[{code}] {}; {}", message.en, next.en),
        )
    });
    Fault::new("bad-value", "rules", Bilingual::join(told, Sep::Line)).into()
}

impl CaseLine {
    /// The parts of the line. Only class B has a share that is paid first, and where the insured
    /// place sets none the line must say the one of the place of care.
    fn split(&self, number: usize, set_here: Option<Rate>) -> Result<Split, Fault> {
        let field = format!("bill.lines[{number}].upfront");
        match (self.class, self.upfront) {
            (Class::B, stated) => {
                let share = stated.or(set_here).ok_or_else(|| {
                    let says = Bilingual::new(
                        "乙类明细没有写先自付比例，参保地也没有规定；请照就医地的目录写，\
                         如 upfront = \"10%\"",
                        "a class B line without the upfront share, which the insured place does \
                         not set; write that of the place of care, such as upfront = \"10%\"",
                    );
                    Fault::new("missing-field", field, says)
                })?;
                Ok(Split::of_class_b(self.amount, share, false))
            }
            (Class::C, None) => Ok(Split::from(Scope {
                wholly_self_paid: self.amount,
                ..Scope::default()
            })),
            (Class::A, None) => Ok(Split::from(Scope {
                ordinary: self.amount,
                ..Scope::default()
            })),
            (class, Some(_)) => Err(Fault::contradiction(
                field,
                format!("{}没有先自付比例，只有乙类才写", class.name().zh),
                format!("{} has no upfront share; only class B has", class.name().en),
            )),
        }
    }
}
