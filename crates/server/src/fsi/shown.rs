//! What a message shows of the person beside its business: voucher, certificate, name, insured
//! place.

use desk::{Shown, ShownCertificate, ShownVoucher};
use national::request::{CertificateSent, VoucherSent};
use national::{Envelope, Request};

use super::voucher;

/// What a message shows.
pub(super) fn shown(envelope: &Envelope, request: &Request) -> Shown {
    let node = request.shown();
    let places = [envelope.insured_at, node.insured_at];
    let code = node.certificate.and_then(|sent| sent.kind.as_deref());
    Shown {
        voucher: shown_voucher(node.voucher, code),
        certificate: node.certificate.map(shown_certificate),
        name: node.name.map(|name| name.reveal().to_owned()),
        insured_at: places.into_iter().flatten().collect(),
    }
}

fn shown_voucher(sent: Option<&VoucherSent>, code: Option<&str>) -> ShownVoucher {
    let Some(sent) = sent else {
        return ShownVoucher::Nothing;
    };
    let Some(number) = &sent.number else {
        return ShownVoucher::Kind;
    };
    let voucher = voucher::voucher((sent.kind, code), number);
    voucher.map_or(ShownVoucher::Nobodys, ShownVoucher::Voucher)
}

fn shown_certificate(sent: &CertificateSent) -> ShownCertificate {
    let certificate = voucher::certificate(sent.kind.as_deref(), &sent.number);
    certificate.map_or(ShownCertificate::Nobodys, ShownCertificate::Certificate)
}
