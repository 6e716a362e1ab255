//! What the form tells of a filing, and the bill it is laid into.

use std::collections::BTreeSet;

use domain::Region;
use domain::facility::{Care, Level};
use domain::filing::FilingReason;
use domain::procedures::Procedures;
use jiff::civil::Date;
use workbench::case::{Case, CaseBill, CaseFiling, CasePerson, CaseVisit, CaseYear};

/// A filing as far as the form tells.
pub(super) struct Filed {
    pub(super) to: Option<Region>,
    pub(super) from: Option<Date>,
    pub(super) until: Option<Date>,
    pub(super) admitted_on: Option<Date>,
    pub(super) option: Option<String>,
    pub(super) pledged: bool,
}

impl Filed {
    /// The filing of a bill.
    pub(super) fn filing(
        &self,
        reason: FilingReason,
        (treated_at, day): (Region, Date),
        rules: Option<&Procedures>,
    ) -> CaseFiling {
        let from = self.from.unwrap_or(day);
        // Where an option is chosen, the category is the one that has it.
        let of_option = |option: &String| {
            let rows = rules?.categories_on(from).into_iter();
            let mut rows = rows.filter(|row| row.reason == reason && row.options.contains(option));
            rows.next().map(|row| row.id.clone())
        };
        let category = self.option.as_ref().and_then(of_option);
        CaseFiling {
            reason,
            destination: self.to.unwrap_or(treated_at.pooling()),
            from,
            until: self.until,
            option: self.option.clone().filter(|_| category.is_some()),
            category,
            submitted_on: None,
            pledged: Some(self.pledged),
            manual_claim_only: false,
        }
    }
}

/// A bill of which nothing more is known.
pub(super) fn bare(
    person: CasePerson,
    visit: CaseVisit,
    bill: CaseBill,
    year_to_date: CaseYear,
) -> Case {
    Case {
        name: String::new(),
        source: None,
        proof: None,
        according_to: None,
        person,
        visit,
        bill,
        year_to_date,
        earlier: vec![],
        cancel: None,
        expect: None,
        expect_not: None,
        rules: None,
        ledger: None,
    }
}

/// A visit of which nothing more is known.
pub(super) fn visit_on(day: Date, care: Care, treated_at: Region, level: Level) -> CaseVisit {
    CaseVisit {
        diagnoses: vec![],
        day,
        care,
        treated_at,
        level,
        footing: None,
        filings: vec![],
        admitted_on: None,
        settled_on: None,
        designated: None,
        traits: BTreeSet::new(),
        emergency: None,
        referral: None,
        admission: None,
        route: None,
        unfiled_stay: None,
        grade: Default::default(),
        follows: Default::default(),
        deductible_before: None,
        facility: None,
    }
}
