//! What is checked: a submission with the category it names, on its occasion.

use jiff::civil::Date;

use super::event::Occasion;
use super::record::{Check, Submission};
use super::{CheckKind, Verdict};
use crate::Bilingual;
use crate::basis::Basis;
use crate::calendar::months_after;
use crate::procedures::{Category, Circumstances, Procedures, RowInFile};

/// A submission, the category it names, and the occasion.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub rules: &'a Procedures,
    pub category: RowInFile<'a, Category>,
    pub request: &'a Submission,
    /// The day of application; earlier than today for a correction.
    pub applied_on: Date,
    pub occasion: &'a Occasion<'a>,
}

impl Subject<'_> {
    /// A check whose source is the category's own row.
    pub fn found(&self, kind: CheckKind, verdict: Verdict, says: Bilingual) -> Check {
        let basis = Some(self.category.shown());
        Check {
            kind,
            verdict,
            says,
            basis,
        }
    }

    /// A check whose source is a part of the category's row, where that part names its own.
    pub fn found_by(&self, basis: Option<&Basis>, check: Check) -> Check {
        let own = basis.map(|basis| self.category.shown_as(basis, self.category.from));
        Check {
            basis: own.or(check.basis),
            ..check
        }
    }
}

/// Whether `earlier` lies at most so many months before `later`.
pub(super) fn is_within_months(earlier: Date, later: Date, months: u16) -> bool {
    later < months_after(earlier, months)
}

pub(super) fn circumstances<'a>(subject: &Subject<'a>) -> Circumstances<'a> {
    let (request, standing) = (subject.request, &subject.occasion.standing);
    let enrolment = standing.enrolment;
    Circumstances {
        scheme: enrolment.map(|e| e.scheme),
        tier: enrolment.and_then(|e| e.tier.as_deref()),
        status: enrolment.map(|e| e.status),
        register: request.register,
        traits: enrolment.map(|e| &e.traits),
        months_away: request.months_away,
        posted: request.posted,
        age: standing.age,
        ..Circumstances::of_journey(request.insured_at, request.destination)
    }
}
