//! What a message shows of the person it is about, beside the business itself: their voucher, a
//! certificate, their name, where they are insured. Compared, never stored.

use std::fmt;

use domain::Region;
use domain::ids::{IdNumber, PersonId};
use domain::person::Person;

/// What the person shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// Citizen ID number.
    IdNumber(IdNumber),
    /// Number of the social-security card.
    Card(String),
    /// Token of the electronic voucher. The sandbox issues its own.
    Token(String),
    /// Our own number for the person, once identified.
    Person(PersonId),
}

/// What the message says of a voucher.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum ShownVoucher {
    /// Nothing.
    #[default]
    Nothing,
    /// Its kind, without a number.
    Kind,
    /// A number that cannot belong to anybody.
    Nobodys,
    /// A voucher.
    Voucher(Voucher),
}

/// What a message shows of the person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The voucher.
    pub voucher: ShownVoucher,
    /// The number of a citizen ID beside it.
    pub id_number: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The insured place, wherever the message names it.
    pub insured_at: Vec<Region>,
}

impl fmt::Debug for Shown {
    /// Nothing of the person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shown")
            .field("insured_at", &self.insured_at)
            .finish_non_exhaustive()
    }
}

impl Shown {
    /// A voucher and nothing else.
    pub fn voucher(voucher: Voucher) -> Shown {
        Shown {
            voucher: ShownVoucher::Voucher(voucher),
            ..Shown::default()
        }
    }

    /// Whether certificate and name, where they are shown, are the person's.
    pub(crate) fn is_about(&self, person: &Person) -> bool {
        let number = person.id_number.reveal();
        let own_number = |sent: &String| sent.trim().eq_ignore_ascii_case(number);
        self.id_number.as_ref().is_none_or(own_number)
            && self
                .name
                .as_ref()
                .is_none_or(|name| name.trim() == person.name)
    }
}
