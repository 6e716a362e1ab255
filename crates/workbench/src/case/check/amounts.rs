//! Amounts that cannot be stated: below nothing, or beyond what one amount may be. A sum is looked
//! at as well, for each of its parts may be small enough.

use domain::text::Bilingual;
use domain::{Money, Rate};

use super::super::fault::Fault;
use super::super::written::Case;
use super::Checked;

impl Case {
    /// Refuses the first amount that cannot be.
    pub(super) fn check_amounts(&self) -> Checked {
        self.amounts()
            .iter()
            .try_for_each(|(field, amount)| check(field, *amount))?;
        check("bill", self.bill.in_all())?;
        self.check_shares()
    }

    /// No share of a line is more than all of it.
    fn check_shares(&self) -> Checked {
        let lines = self.bill.lines.iter().enumerate();
        let mut shares = lines.filter_map(|(at, line)| Some((at, line.upfront?)));
        match shares.find(|(_, share)| *share > Rate::FULL) {
            None => Ok(()),
            Some((at, share)) => Err(Fault::bad_value(
                format!("bill.lines[{at}].upfront"),
                format!("{share} 超过 100%，先自付最多是全部"),
                format!("{share} is above 100%; nobody pays more than all of a line"),
            )),
        }
    }

    /// Every amount with where it stands.
    fn amounts(&self) -> Vec<(String, Money)> {
        let (person, visit, bill) = (&self.person, &self.visit, &self.bill);
        let named = [
            ("person.account", Some(person.account)),
            ("person.family_account", Some(person.family_account)),
            ("person.contribution_base", person.contribution_base),
            ("bill.total", bill.total),
            ("bill.wholly_self_paid", bill.wholly_self_paid),
            ("bill.above_limit", bill.above_limit),
            ("bill.upfront", bill.upfront),
            ("bill.eligible", bill.eligible),
            ("bill.negotiated", bill.negotiated),
        ];
        let named = named.into_iter();
        let named = named.filter_map(|(field, amount)| Some((field.to_owned(), amount?)));
        let items = bill.items.iter();
        let items = items.map(|(class, amount)| (format!("bill.items.{class}"), *amount));
        let lines = bill.lines.iter().enumerate();
        let lines = lines.map(|(at, line)| (format!("bill.lines[{at}].amount"), line.amount));
        let before = visit.deductible_before.iter();
        let before = before.flat_map(|before| before.amounts());
        let before = before.map(|(layer, amount)| {
            let of_layer = layer.map(|layer| format!(".{layer}")).unwrap_or_default();
            (format!("visit.deductible_before{of_layer}"), amount)
        });
        let used = self.year_to_date.counters.iter();
        let used = used.map(|(name, amount)| (format!("year_to_date.counters.{name}"), *amount));
        let all = named.chain(items).chain(lines).chain(before).chain(used);
        all.collect()
    }
}

fn check(field: &str, amount: Money) -> Checked {
    let (code, zh, en) = match amount {
        amount if amount.is_negative() => (
            "negative-amount",
            format!("{amount} 是负数，金额不能小于 0"),
            format!("{amount} is negative; amounts are not below 0"),
        ),
        amount if amount > Money::MAX => (
            "amount-too-large",
            format!("{} 元，超过一亿元", amount.grouped()),
            format!("{} is above one hundred million yuan", amount.grouped()),
        ),
        _ => return Ok(()),
    };
    Err(Fault::new(code, field, Bilingual::new(zh, en)))
}
