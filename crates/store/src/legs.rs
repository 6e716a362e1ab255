//! Postings as rows: the legs of an entry, which add up to zero.

use domain::Money;
use domain::ids::PersonId;

use crate::tx::Insert;
use crate::value::Value;
use crate::values;

/// The rows of postings.
pub(crate) const LEGS: Insert = Insert {
    into: "posting (person, entry, ordinal, account, amount)",
    width: 5,
    then: "",
};

/// The legs of one entry as rows. They must add up to zero; legs of nothing are left out.
pub(crate) fn rows_of_legs<'a>(
    person: &'a PersonId,
    entry: &'a str,
    legs: &'a [(String, Money)],
) -> Vec<Value<'a>> {
    let sum: Money = legs.iter().map(|(_, amount)| *amount).sum();
    assert!(sum.is_zero(), "the legs of an entry add up to zero");
    let moved = legs.iter().filter(|(_, amount)| !amount.is_zero());
    let ordinals = 1_i64..;
    let row = |(ordinal, (account, amount)): (i64, &'a (String, Money))| {
        values![person, entry, ordinal, account.as_str(), *amount]
    };
    ordinals.zip(moved).flat_map(row).collect()
}
