//! Many people at once who are not on record yet, as when a register is taken in. What is written
//! of them is sealed and hashed beforehand, on any thread; the transaction only inserts it.

use std::collections::BTreeSet;

use domain::ids::PersonId;
use domain::person::{Enrolment, Person};

use crate::contacts::{CONTACTS, PersonContact};
use crate::enrolments::{ACCOUNTS, ENROLMENTS, RecordedInsurance, account_of, opening_of};
use crate::kept::DIGESTS;
use crate::legs::{LEGS, rows_of_legs};
use crate::people::{FINDERS, PEOPLE};
use crate::seal::{Keys, Random};
use crate::tx::{Among, Tx};
use crate::value::Value;
use crate::{StoreError, contacts, enrolments, kept, people, values};

/// Somebody who is to be put on record, as the rows of each table.
#[derive(Clone, Debug)]
pub struct Newcomer {
    person: PersonId,
    person_row: Vec<Value<'static>>,
    finders: Vec<Value<'static>>,
    contacts: Vec<Value<'static>>,
    enrolments: Vec<Value<'static>>,
    accounts: Vec<Value<'static>>,
    postings: Vec<Value<'static>>,
    digests: Vec<Value<'static>>,
}

impl Newcomer {
    /// Seals and hashes what is to be written of somebody: who it is, how they are insured, and
    /// how they are reached where that is said.
    pub fn prepare(
        keys: &Keys,
        random: &mut dyn Random,
        (person, insured, contact): (&Person, &[&Enrolment], Option<&PersonContact>),
    ) -> Newcomer {
        let id = &person.id;
        let person_row = people::row_of(keys, random, person);
        let mut newcomer = Newcomer {
            person: id.clone(),
            digests: kept::row_of((id.as_str(), "person".to_owned()), "person", &person_row).into(),
            person_row: person_row.into(),
            finders: Vec::new(),
            contacts: Vec::new(),
            enrolments: Vec::new(),
            accounts: Vec::new(),
            postings: Vec::new(),
        };
        for certificate in person.certificates() {
            let shown = (certificate.finder(), certificate.reveal());
            let (item, row) = people::finder_of(keys, shown, id, None);
            let digest = kept::row_of((id.as_str(), item), "finder", &row);
            newcomer.digests.extend(digest);
            newcomer.finders.extend(row);
        }
        if let Some(contact) = contact {
            let row = contacts::row_of(keys, random, (id, contact));
            let digest = kept::row_of((id.as_str(), "contact".to_owned()), "contact", &row);
            newcomer.digests.extend(digest);
            newcomer.contacts.extend(row);
        }
        for enrolment in insured {
            newcomer.insure(keys, random, enrolment);
        }
        newcomer
    }

    fn insure(&mut self, keys: &Keys, random: &mut dyn Random, enrolment: &Enrolment) {
        let recorded = RecordedInsurance {
            from: None,
            enrolment: enrolment.clone(),
        };
        let (item, row) = enrolments::row_of(keys, random, &self.person, &recorded);
        let digest = kept::row_of((self.person.as_str(), item), "enrolment", &row);
        self.digests.extend(digest);
        self.enrolments.extend(row);
        self.accounts.extend(account_of(&self.person, enrolment));
        let (entry, legs) = opening_of(enrolment);
        let legs = rows_of_legs(&self.person, &entry, &legs);
        self.postings.extend(legs.iter().map(Value::to_owned));
    }

    /// Whose.
    pub fn person(&self) -> &PersonId {
        &self.person
    }
}

/// Puts them on record. None of them may be there.
pub fn insert(tx: &mut Tx, newcomers: &[&Newcomer]) -> Result<(), StoreError> {
    type Rows = fn(&Newcomer) -> &[Value<'static>];
    let all = |rows: Rows| -> Vec<Value<'_>> {
        let rows = newcomers.iter().flat_map(|one| rows(one));
        rows.map(Value::borrowed).collect()
    };
    tx.insert(&PEOPLE, &all(|one| &one.person_row))?;
    tx.insert(&FINDERS, &all(|one| &one.finders))?;
    tx.insert(&CONTACTS, &all(|one| &one.contacts))?;
    tx.insert(&ENROLMENTS, &all(|one| &one.enrolments))?;
    tx.insert(&ACCOUNTS, &all(|one| &one.accounts))?;
    tx.insert(&LEGS, &all(|one| &one.postings))?;
    tx.insert(&DIGESTS, &all(|one| &one.digests))
}

/// Which of these people are on record.
pub fn on_record(tx: &mut Tx, people: &[&str]) -> Result<BTreeSet<String>, StoreError> {
    const AMONG: Among = Among {
        select: "SELECT person FROM person WHERE person",
        before: 0,
    };
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let rows = tx.among(&AMONG, &values![], people)?;
    rows.into_iter().map(|mut row| row.text()).collect()
}

/// Who else is found by a number of one of them; each once.
pub fn held_by_others(tx: &mut Tx, newcomer: &Newcomer) -> Result<Option<PersonId>, StoreError> {
    const HOLDER: &str = "SELECT person FROM finder WHERE number_index = $1 AND kind = $2 \
         AND person <> $3 LIMIT 1";
    for row in newcomer.finders.chunks(FINDERS.width) {
        let values: Vec<Value> = row[..3].iter().map(Value::borrowed).collect();
        if let Some(mut row) = tx.find(HOLDER, &values)? {
            return row.parse().map(Some);
        }
    }
    Ok(None)
}
