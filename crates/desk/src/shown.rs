//! What a message shows of the person it is about, beside the business itself: their voucher, a
//! certificate, their name, where they are insured. Compared, never stored.

use std::fmt;

use domain::Region;
use domain::ids::{Certificate, CertificateKind, PersonId};
use domain::person::Person;

/// What the person shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Voucher {
    /// A certificate, the social-security card among them.
    Certificate(Certificate),
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

/// What the message says of a certificate beside the voucher.
#[derive(Clone, PartialEq, Eq)]
pub enum ShownCertificate {
    /// A number that cannot belong to anybody.
    Nobodys,
    /// A certificate.
    Certificate(Certificate),
}

impl ShownCertificate {
    /// Of a kind of which nothing is on record there is nothing to compare it with; an ID number
    /// is always of one person.
    fn is_of(&self, person: &Person) -> bool {
        let ShownCertificate::Certificate(shown) = self else {
            return false;
        };
        let on_record = |own: &Certificate| own.finder() == shown.finder();
        let comparable = matches!(
            shown.kind(),
            CertificateKind::CitizenId | CertificateKind::ResidencePermit
        );
        let comparable = comparable || person.certificates().any(on_record);
        person.holds(shown) || !comparable
    }
}

/// What a message shows of the person.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// The voucher.
    pub voucher: ShownVoucher,
    /// A certificate beside it.
    pub certificate: Option<ShownCertificate>,
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
        let certificate = self.certificate.as_ref();
        let name = self.name.as_ref();
        certificate.is_none_or(|shown| shown.is_of(person))
            && name.is_none_or(|name| name.trim() == person.name)
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::CertificateKind::*;
    use domain::person::Gender;
    use jiff::civil::date;

    use super::*;

    fn certificate(kind: CertificateKind, number: &str) -> Certificate {
        Certificate::read(kind, number).unwrap()
    }

    #[test]
    fn a_certificate_beside_the_voucher_is_compared_with_those_on_record() {
        let person = Person {
            id: "P1".parse().unwrap(),
            name: "米永居".to_owned(),
            certificate: certificate(PermanentResidence, "911840198813320025"),
            gender: Gender::Female,
            born_on: date(1984, 1, 18),
            others: vec![certificate(ForeignPassport, "TEST00089")],
        };
        for (kind, number, theirs) in [
            (PermanentResidence, "911840198813320025", true),
            (CitizenId, "911840198813320025", true),
            (ForeignPassport, "test00089", true),
            (ForeignPassport, "TEST00090", false),
            (CitizenId, "440305198914021243", false),
            (ResidencePermit, "830000198913320115", false),
            // Nothing of the kind is on record.
            (OfficerId, "示字第0000001号", true),
            (Other, "0089", true),
        ] {
            let shown = ShownCertificate::Certificate(certificate(kind, number));
            let shown = Shown {
                certificate: Some(shown),
                ..Shown::default()
            };
            assert_eq!(shown.is_about(&person), theirs, "{kind:?} {number}");
        }
        assert!(!ShownCertificate::Nobodys.is_of(&person));
    }
}
