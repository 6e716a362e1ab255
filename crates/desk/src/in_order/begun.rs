//! Where going through the settlements of an insurance begins.

use std::collections::BTreeMap;

use domain::Money;
use domain::ids::PersonId;
use domain::shares::Payer;
use store::StoreError;
use store::corrections::{self, Correction};
use store::enrolments::{self, Insurance};
use store::verify::Books;
use store::{settlements, visits};

use super::InOrder;
use crate::stays::Before;
use crate::{Desk, DeskError};

impl InOrder {
    /// Nothing is gone through yet; so much comes back to the account that is not on it yet.
    pub(crate) fn open(
        desk: &mut Desk<'_, '_>,
        person: &PersonId,
        (insurance, returned): (Insurance, Money),
    ) -> Result<InOrder, DeskError> {
        let known = corrections::of_person(desk.tx, person)?;
        let balance = enrolments::balance(desk.tx, person, insurance)? + returned;
        let ledger = InOrder {
            person: person.clone(),
            insurance,
            standing: corrections::standing(desk.tx, person)?,
            gone: Before {
                stays: vec![],
                visits: visits::of_person(desk.tx, person)?,
            },
            used: settlements::openings(desk.tx, person, insurance)?,
            balance,
            corrected: BTreeMap::new(),
            asked: corrections::asked(desk.tx, person)?,
            below: false,
        };
        Ok(ledger.begun(&known))
    }

    /// The same from the books of a person that are read already.
    pub(crate) fn of_books(books: &Books, insurance: Insurance) -> Result<InOrder, StoreError> {
        let ledger = InOrder {
            person: books.person.clone(),
            insurance,
            standing: books.standing()?,
            gone: Before {
                stays: vec![],
                visits: books.visits()?,
            },
            used: books.openings(insurance),
            balance: books.balance(insurance),
            corrected: BTreeMap::new(),
            asked: books.asked()?,
            below: false,
        };
        Ok(ledger.begun(&books.corrections))
    }

    /// Before the first of this insurance: on the account is what they drew from it.
    fn begun(mut self, known: &[Correction]) -> InOrder {
        for correction in known {
            let last = self.corrected.entry(correction.settlement.clone());
            let last = last.or_default();
            *last = correction.ordinal.max(*last);
        }
        self.standing
            .retain(|made| made.insurance() == self.insurance);
        let drawn = self.standing.iter();
        let drawn: Money = drawn.map(|made| made.shares.of(Payer::Account)).sum();
        self.balance += drawn;
        self
    }
}
