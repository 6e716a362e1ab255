//! Amounts that a bill cannot state: below nothing, or beyond what one amount may be. A sum is
//! looked at as well, for each of its parts may be small enough.

use domain::Money;

use super::error::CaseError;
use super::written::Case;

impl Case {
    /// Refuses the first amount that cannot be, by its key; lists count from 1.
    pub(super) fn check_amounts(&self) -> Result<(), CaseError> {
        let (person, visit, bill) = (&self.person, &self.visit, &self.bill);
        let named = [
            ("person.account", Some(person.account)),
            ("person.family_account", Some(person.family_account)),
            ("person.contribution_base", person.contribution_base),
            ("bill.total", bill.total),
            ("bill.wholly_self_paid", Some(bill.wholly_self_paid)),
            ("bill.above_limit", Some(bill.above_limit)),
            ("bill.upfront", Some(bill.upfront)),
            ("bill.eligible", Some(bill.eligible)),
            ("bill.negotiated", Some(bill.negotiated)),
        ];
        let named = named.into_iter();
        let named = named.filter_map(|(key, amount)| Some((key.to_owned(), amount?)));
        let items = bill.items.iter();
        let items = items.map(|(class, amount)| (format!("bill.items.{class}"), *amount));
        let lines = (1..).zip(&bill.lines);
        let lines = lines.map(|(line, of)| (format!("bill.lines.{line}.amount"), of.amount));
        let before = visit.deductible_before.iter();
        let before = before.flat_map(|before| before.amounts());
        let before = before.map(|(layer, amount)| {
            let of_layer = layer.map(|layer| format!(".{layer}")).unwrap_or_default();
            (format!("visit.deductible_before{of_layer}"), amount)
        });
        let used = self.year_to_date.counters.iter();
        let used = used.map(|(name, amount)| (format!("year_to_date.counters.{name}"), *amount));
        for (key, amount) in named.chain(items).chain(lines).chain(before).chain(used) {
            check(key, amount)?;
        }
        check("bill".to_owned(), bill.in_all())
    }
}

fn check(key: String, amount: Money) -> Result<(), CaseError> {
    match amount {
        amount if amount.is_negative() => Err(CaseError::Negative(key)),
        amount if amount > Money::MAX => Err(CaseError::TooLarge(key)),
        _ => Ok(()),
    }
}
