//! Invented people of the sandbox.

use domain::ids::PersonId;
use domain::person::Scheme;
use domain::{Bilingual, Region};

/// An invented person the sandbox may show.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SandboxPerson {
    /// Our number for the person.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// How the person identifies.
    pub voucher: KnownVoucher,
    /// Insured place.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// What the person is for.
    pub proves: Bilingual,
}

/// A voucher of an invented person, as the hospital interface sends it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct KnownVoucher {
    /// `01` e-voucher, `02` ID card, `03` social-security card.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its number.
    pub number: String,
}
