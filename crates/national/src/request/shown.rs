//! What a request shows of the person beside its business.

use domain::Region;

use super::person::{CertificateSent, VoucherSent};
use super::{InpatientBill, OutpatientBill, Request, SettlementTerms};
use crate::private::Private;

/// A voucher, a certificate, a name and the insured place, as far as the node has them. Only
/// messages about a visit or a settlement are asked; the others have their own ways to a person.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShownInNode<'a> {
    /// The voucher.
    pub voucher: Option<&'a VoucherSent>,
    /// The certificate.
    pub certificate: Option<&'a CertificateSent>,
    /// The name.
    pub name: Option<&'a Private>,
    /// insuplc_admdvs inside the node.
    pub insured_at: Option<Region>,
}

impl Request {
    /// What the node of the request shows.
    pub fn shown(&self) -> ShownInNode<'_> {
        match self {
            Request::Register(asked) => ShownInNode {
                voucher: asked.voucher.as_ref(),
                certificate: asked.certificate.as_ref(),
                name: asked.name.as_ref(),
                insured_at: None,
            },
            Request::Admit(asked) => ShownInNode {
                voucher: asked.voucher.as_ref(),
                certificate: asked.certificate.as_ref(),
                name: None,
                insured_at: asked.insured_at,
            },
            Request::ChangeAdmission(asked) => ShownInNode {
                voucher: asked.voucher.as_ref(),
                ..ShownInNode::default()
            },
            Request::QuoteOutpatient(OutpatientBill { terms, .. })
            | Request::SettleOutpatient(OutpatientBill { terms, .. })
            | Request::QuoteInpatient(InpatientBill { terms, .. })
            | Request::SettleInpatient(InpatientBill { terms, .. }) => of_bill(terms),
            _ => ShownInNode::default(),
        }
    }
}

fn of_bill(terms: &SettlementTerms) -> ShownInNode<'_> {
    ShownInNode {
        voucher: terms.voucher.as_ref(),
        certificate: terms.certificate.as_ref(),
        name: None,
        insured_at: terms.insured_at,
    }
}
