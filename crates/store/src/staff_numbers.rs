//! The number by which an agency knows an operator: the one in its own list of staff, and the one
//! its provider of identities names. One number, one operator.

use crate::operators::{self, OPERATORS, Operator};
use crate::{StoreError, Tx, kept, values};

/// Says by which number an operator is known.
pub fn put(tx: &mut Tx, number: &str, operator: &str) -> Result<(), StoreError> {
    const PUT: &str = "INSERT INTO staff_number (number, operator) VALUES ($1, $2)";
    let row = values![number, operator];
    tx.execute(PUT, &row)?;
    kept::keep(
        tx,
        (OPERATORS, &format!("{number}:staff-number")),
        "staff_number",
        &row,
    )
}

/// The operator of this number.
pub fn find(tx: &mut Tx, number: &str) -> Result<Option<Operator>, StoreError> {
    const FIND: &str = "SELECT operator FROM staff_number WHERE number = $1";
    let Some(mut row) = tx.find(FIND, &values![number])? else {
        return Ok(None);
    };
    let operator = row.text()?;
    operators::find(tx, &operator)
}

/// The number of an operator, where it has one.
pub fn of_operator(tx: &mut Tx, operator: &str) -> Result<Option<String>, StoreError> {
    const FIND: &str = "SELECT number FROM staff_number WHERE operator = $1";
    let found = tx.find(FIND, &values![operator])?;
    found.map(|mut row| row.text()).transpose()
}
