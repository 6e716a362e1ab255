//! A bill line split into its parts. What is payable, and which share of class B is paid first, the
//! catalogue of the place of care says; an insured place may set another share for its own people.
//! The lines keep what decides, so that a share known later splits them again.

use serde::Serialize;

use crate::bill::Scope;
use crate::plan::{Missing, Refusal};
use crate::policy::InForce;
use crate::rules::ItemClass;
use crate::situation::Situation;
use crate::{Money, Rate};

/// The share of class B that is paid first, where the insured place itself sets one for the
/// situation; where it sets none, the catalogue of the place of care does. Refused where it sets
/// one that is not known.
pub fn set_by(rules: &InForce<'_>, situation: &Situation) -> Result<Option<Rate>, Refusal> {
    let row = rules.upfront(situation);
    match row.filter(|row| row.unknown.is_some()) {
        None => Ok(row.and_then(|row| row.share)),
        Some(row) => Err(Refusal::Unknown {
            missing: vec![Missing::of_pack(rules.pack, row)],
            known: Box::default(),
        }),
    }
}

/// The parts of a line, and what they were split by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Split {
    /// The parts.
    pub scope: Scope,
    /// Where it is payable and of class B: of what it is paid first how much.
    pub class_b: Option<ClassB>,
}

/// What splits a payable item of class B.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ClassB {
    /// The share by the catalogue of the place of care.
    pub by_catalogue: Rate,
    /// The share the line is split by.
    pub paid_first: Rate,
    /// Whether the rest is a nationally negotiated drug.
    pub negotiated: bool,
}

/// Parts that no share of class B changes.
impl From<Scope> for Split {
    fn from(scope: Scope) -> Split {
        Split {
            scope,
            class_b: None,
        }
    }
}

impl Split {
    /// So much of class B is payable, with the share of the catalogue.
    pub fn of_class_b(payable: Money, by_catalogue: Rate, negotiated: bool) -> Split {
        let split = Split {
            scope: Scope {
                ordinary: payable,
                ..Scope::default()
            },
            class_b: Some(ClassB {
                by_catalogue,
                paid_first: by_catalogue,
                negotiated,
            }),
        };
        split.by(None)
    }

    /// All of it the person's own.
    pub fn all_own(amount: Money) -> Split {
        Split {
            scope: Scope {
                wholly_self_paid: amount,
                ..Scope::default()
            },
            class_b: None,
        }
    }

    /// Split by the share the insured place sets for the situation; by that of the catalogue of the
    /// place of care where it sets none.
    pub fn by(self, set_here: Option<Rate>) -> Split {
        let Some(class_b) = self.class_b else {
            return self;
        };
        let payable = self.scope.upfront + self.scope.eligible();
        let paid_first = set_here.unwrap_or(class_b.by_catalogue);
        let upfront = payable.at(paid_first);
        let mut scope = Scope {
            wholly_self_paid: self.scope.wholly_self_paid,
            above_limit: self.scope.above_limit,
            upfront,
            ..Scope::default()
        };
        let class = match class_b.negotiated {
            true => ItemClass::Negotiated,
            false => ItemClass::Ordinary,
        };
        *scope.of_class(class) = payable - upfront;
        Split {
            scope,
            class_b: Some(ClassB {
                paid_first,
                ..class_b
            }),
        }
    }

    /// What gives `now` of the line back after `before` of it was given back: the parts of the line
    /// itself, negated. All that is ever given back has the parts of its share of the line, rounded
    /// once, so that a line given back in whole leaves nothing, however many refunds it took.
    pub fn given_back(self, before: Money, now: Money) -> Split {
        let whole = self.scope.total();
        let after = self.scope.part_of(before + now, whole);
        let scope = self.scope.part_of(before, whole) + -after;
        Split {
            scope,
            class_b: self.class_b,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0.50 of class B at 10 % is 0.05 and 0.45; its full refund leaves nothing, and so do its
    /// refunds in any number of steps.
    #[test]
    fn refunds_mirror_their_line() {
        let share = "10%".parse().unwrap();
        for fen in [1, 7, 50, 99, 12_345] {
            let whole = Money::from_fen(fen);
            let mut line = Split::of_class_b(whole, share, false);
            line.scope.above_limit = Money::from_fen(3);
            let whole = line.scope.total();
            for step in [1, 2, 3, 7, whole.fen()] {
                let mut left = line.scope;
                let mut before = Money::ZERO;
                while before < whole {
                    let now = Money::from_fen(step).min(whole - before);
                    let back = line.given_back(before, now);
                    assert_eq!(back.scope.total(), -now);
                    left = left + back.scope;
                    assert!(left.is_whole(), "{fen} by {step}: {left:?}");
                    before += now;
                }
                assert_eq!(left, Scope::default(), "{fen} by {step}");
            }
        }
    }

    #[test]
    fn the_insured_places_share_comes_before_the_catalogues_and_goes_again() {
        for negotiated in [false, true] {
            let yuan = Money::from_yuan;
            let line = Split::of_class_b(yuan(100), "10%".parse().unwrap(), negotiated);
            // set here → upfront, eligible
            let rows = [("30%", 30, 70), ("100%", 100, 0), ("0%", 0, 100)];
            let mut split = line;
            assert_eq!(split.scope.upfront, yuan(10));
            for (share, upfront, eligible) in rows {
                split = split.by(Some(share.parse().unwrap()));
                assert_eq!(split.scope.upfront, yuan(upfront), "{share}");
                assert_eq!(split.scope.eligible(), yuan(eligible), "{share}");
                let left = match negotiated {
                    true => split.scope.negotiated,
                    false => split.scope.ordinary,
                };
                assert_eq!(left, yuan(eligible), "{share}");
            }
            assert_eq!(split.by(None), line);
        }
    }
}
