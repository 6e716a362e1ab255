//! What becomes of later bills when an earlier one is cancelled.

use std::collections::{BTreeMap, BTreeSet};

use super::super::compare::in_words;
use super::super::error::CaseError;
use super::super::expect::{CancelledBill, ExpectedAfter};
use super::super::given::CaseYear;
use super::{Course, Part, Pass, Totals, Worked};
use domain::Money;
use domain::basis::identity;
use domain::rules::{DecidedBy, LaterSettlements, WhatChanged};
use domain::shares::Shares;
use domain::situation::YearToDate;

/// What became of a later bill, by position.
type Fates = BTreeMap<usize, (LaterSettlements, DecidedBy)>;

impl Course<'_> {
    /// The bill that is cancelled at last, and what follows; none where no bill is cancelled.
    pub fn cancelled_bill(&self) -> Result<Option<CancelledBill>, CaseError> {
        let (Some(cancel), Some(later)) = (self.cancel, self.after_cancellation()?) else {
            return Ok(None);
        };
        // Nothing was settled that could be given back.
        let answer = self.bills[cancel].answer.as_ref();
        let answer = answer.map_err(|error| error.clone().of_bill(cancel + 1))?;
        Ok(Some(CancelledBill {
            bill: cancel + 1,
            given_back: answer.computed.adjudication.shares,
            later,
        }))
    }

    /// What becomes of every later bill; none where no bill is cancelled.
    pub fn after_cancellation(&self) -> Result<Option<Vec<ExpectedAfter>>, CaseError> {
        let Some(cancel) = self.cancel else {
            return Ok(None);
        };
        let fates = self.fates(cancel)?;
        let again = self.fold_again(cancel, &fates);
        let mut after = Vec::new();
        for (place, (later, decided)) in fates {
            let correction = match later {
                LaterSettlements::CancelledFirst | LaterSettlements::Stand => Shares::default(),
                LaterSettlements::Corrected => {
                    let now = again.get(place).and_then(Option::as_ref);
                    difference(&self.bills[place], now, place + 1)?
                }
            };
            after.push(ExpectedAfter {
                bill: place + 1,
                later,
                decided,
                correction: Some(correction),
            });
        }
        Ok(Some(after))
    }

    /// What the rules say of every later bill of the same benefit year, and of the stay that
    /// follows the cancelled one.
    fn fates(&self, cancel: usize) -> Result<Fates, CaseError> {
        let cancelled = &self.bills[cancel];
        let mut fates = Fates::new();
        for (place, worked) in self.bills.iter().enumerate().skip(cancel + 1) {
            let touched = worked.year == cancelled.year || worked.follows == Some(cancel);
            let Ok(answer) = worked.answer.as_ref() else {
                continue;
            };
            if self.cancelled.contains(&place) || !touched {
                continue;
            }
            let pack = worked.case.pack(self.library)?;
            let at = cancelled_at(worked, cancelled);
            let overlay = worked.case.overlay(pack);
            let rules = pack.in_force(overlay.as_ref());
            let fate = rules.after_cancellation(&answer.inputs.situation, at);
            fates.insert(place, fate);
        }
        Ok(fates)
    }

    /// The rows that say what becomes of later bills, by identity.
    pub fn cancellations(&self) -> BTreeSet<usize> {
        let fates = self
            .cancel
            .and_then(|cancel| Some((cancel, self.fates(cancel).ok()?)));
        let (cancel, fates) = fates.unwrap_or_default();
        let rows_of = |place: &usize| {
            let worked = &self.bills[*place];
            let answer = worked.answer.as_ref().ok()?;
            let pack = worked.case.pack(self.library).ok()?;
            let at = cancelled_at(worked, &self.bills[cancel]);
            let overlay = worked.case.overlay(pack);
            let rules = pack.in_force(overlay.as_ref());
            // Rows about other changes are told of the same bills.
            let others = WhatChanged::ALL
                .iter()
                .filter(|what| !what.is_cancellation());
            let asked = others.chain([&at]);
            let rows = asked.filter_map(|what| rules.cancellation(&answer.inputs.situation, *what));
            Some(rows.map(|row| identity(&row.basis)).collect::<Vec<_>>())
        };
        fates.keys().filter_map(rows_of).flatten().collect()
    }

    /// The bills that stand, worked out again in order without the cancelled one.
    fn fold_again(&self, cancel: usize, fates: &Fates) -> Vec<Option<Worked>> {
        let mut pass = Pass {
            library: self.library,
            totals: self.opening(),
            bills: Vec::new(),
            again: true,
        };
        for (place, worked) in self.bills.iter().enumerate() {
            let gone = place == cancel || self.cancelled.contains(&place);
            let part = match fates.get(&place) {
                _ if gone => Part::Gone,
                Some((LaterSettlements::CancelledFirst, _)) => Part::Gone,
                Some((LaterSettlements::Corrected, _)) => Part::Works,
                Some((LaterSettlements::Stand, _)) | None => Part::Stands(worked),
            };
            pass.take(&self.given[place], part, worked.follows);
        }
        pass.bills
    }

    /// What had been used up before the first bill of every benefit year.
    fn opening(&self) -> Totals {
        let mut totals = Totals::default();
        for worked in &self.bills {
            let (Ok(answer), Some(year)) = (&worked.answer, &worked.year) else {
                continue;
            };
            let YearToDate {
                counters,
                admissions,
                unfiled_stays,
            } = answer.inputs.year.clone();
            let stated = CaseYear {
                counters,
                admissions: Some(admissions),
                unfiled_stays: Some(unfiled_stays),
            };
            totals.years.entry(year.clone()).or_insert(stated);
        }
        totals
    }
}

/// Whether the later bill was made at the same facility as the cancelled one; where nobody says
/// which facility it was, it was the same.
fn cancelled_at(later: &Worked, cancelled: &Worked) -> WhatChanged {
    let (later, cancelled) = (&later.case.visit.facility, &cancelled.case.visit.facility);
    match (later, cancelled) {
        (Some(one), Some(other)) if one != other => WhatChanged::Elsewhere,
        _ => WhatChanged::SameFacility,
    }
}

/// What a bill comes to now, less what was settled.
fn difference(before: &Worked, now: Option<&Worked>, bill: usize) -> Result<Shares, CaseError> {
    let shares = |worked: &Worked| match &worked.answer {
        Ok(answer) => Ok(answer.computed.adjudication.shares),
        Err(error) => Err(error.clone().of_bill(bill)),
    };
    let mut difference = shares(before)?.negated();
    for (payer, amount) in now.map(shares).transpose()?.unwrap_or_default().iter() {
        difference.add(payer, amount);
    }
    Ok(difference)
}

/// Every difference between what must become of later bills and what does, in a sentence.
pub(in super::super) fn differences(
    expected: Option<&Vec<ExpectedAfter>>,
    got: &Result<Option<Vec<ExpectedAfter>>, CaseError>,
) -> Vec<String> {
    let (expected, got) = match (expected, got) {
        (None, _) => return vec![],
        (Some(_), Err(error)) => return vec![error.to_string()],
        (Some(_), Ok(None)) => return vec!["no bill is cancelled".to_owned()],
        (Some(expected), Ok(Some(got))) => (expected, got),
    };
    let mut wrong = Vec::new();
    for found in got {
        if found.correction.unwrap_or_default().total() != Money::ZERO {
            wrong.push(format!("the correction of {} is not zero", found.bill));
        }
        if !expected.iter().any(|one| one.bill == found.bill) {
            wrong.push(format!("nothing is expected of: {}", told(found, true)));
        }
    }
    for one in expected {
        let stated = one.correction.is_some();
        let found = got.iter().find(|found| found.bill == one.bill);
        let found = found.map_or("none".to_owned(), |found| told(found, stated));
        let one = told(one, stated);
        if one != found {
            wrong.push(format!("after cancellation: expected {one}, got {found}"));
        }
    }
    wrong
}

/// `bill 2 corrected automatic: pooled-fund -320.00, cash 320.00`.
fn told(after: &ExpectedAfter, with_amounts: bool) -> String {
    let ExpectedAfter {
        bill,
        later,
        decided,
        correction,
    } = after;
    let amounts = correction.filter(|_| with_amounts);
    let amounts = amounts.map(|shares| format!(": {}", in_words(&shares)));
    format!(
        "bill {bill} {later} {decided}{}",
        amounts.unwrap_or_default()
    )
}
