//! Everything a message about a visit needs to know first, in one round trip: whether the message
//! came before, the visit, the person, the enrolment, the end of the audit chain.

use domain::ids::VisitId;
use domain::person::{Enrolment, Person};

use crate::audit::Head;
use crate::messages::{MessageKey, StoredMessage, message_columns};
use crate::people::{enrolment_columns, person_columns};
use crate::tx::Tx;
use crate::visits::{Visit, visit_columns};
use crate::{StoreError, messages, people, values, visits};

/// What is known when a message arrives.
#[derive(Debug)]
pub struct Standing {
    /// The same message, if it came before.
    pub message: Option<StoredMessage>,
    /// The person.
    pub person: Option<Person>,
    /// The visit.
    pub visit: Option<Visit>,
    /// The enrolment the visit asks to pay.
    pub enrolment: Option<Enrolment>,
    /// How many settlements the visit has had, cancelled ones included.
    pub settlements: i64,
    /// The end of the person's audit chain.
    pub audit: Head,
}

/// Reads the standing. Call it after the person's turn was taken, or on a snapshot.
pub fn load(
    tx: &mut Tx,
    key: MessageKey<'_>,
    visit: Option<&VisitId>,
) -> Result<Standing, StoreError> {
    const LOAD: &str = concat!(
        "SELECT ",
        message_columns!(),
        ", ",
        person_columns!(),
        ", ",
        visit_columns!(),
        ", ",
        enrolment_columns!(),
        ", (SELECT COUNT(*) FROM settlement s WHERE s.person = k.person AND s.visit = $4 \
         AND s.reversal_of IS NULL), \
         (SELECT u.sequence FROM audit u WHERE u.chain = k.person \
         ORDER BY u.sequence DESC LIMIT 1), \
         (SELECT u.hash FROM audit u WHERE u.chain = k.person ORDER BY u.sequence DESC LIMIT 1) \
         FROM (SELECT CAST($1 AS TEXT) AS person) k \
         LEFT JOIN message m ON m.person = k.person AND m.facility = $2 AND m.message = $3 \
         LEFT JOIN person p ON p.person = k.person \
         LEFT JOIN visit v ON v.person = k.person AND v.visit = $4 \
         LEFT JOIN enrolment e ON e.person = v.person AND e.insured_at = v.insured_at \
         AND e.scheme = v.scheme \
         LEFT JOIN account a ON a.person = e.person AND a.insured_at = e.insured_at \
         AND a.scheme = e.scheme"
    );
    let mut row = tx.one(LOAD, &values![key.person, key.facility, key.message, visit])?;
    let row = &mut row;
    Ok(Standing {
        message: messages::read(row, key)?,
        person: people::read(tx, row)?,
        visit: visits::read(row)?,
        enrolment: people::read_enrolment(row)?,
        settlements: row.integer()?,
        audit: Head {
            sequence: row.optional_integer()?.unwrap_or_default(),
            hash: row.optional_text()?.unwrap_or_default(),
        },
    })
}
