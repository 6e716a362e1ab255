//! What a message shows at the counter, as the desk looks for it.

use desk::Voucher;
use domain::ids::{Certificate, CertificateKind};
use national::Private;
use national::codes::{PSN_CERT_TYPE, VoucherKind};

/// The voucher of a kind and number; none where the number cannot be anybody's. Of what is shown as
/// an ID card the code of the certificate beside it (psn_cert_type) says what it is.
pub(super) fn voucher(
    (kind, code): (VoucherKind, Option<&str>),
    number: &Private,
) -> Option<Voucher> {
    Some(match kind {
        VoucherKind::EVoucher => Voucher::Token(number.reveal().to_owned()),
        VoucherKind::SocialCard => {
            let card = Certificate::read(CertificateKind::SocialCard, number.reveal());
            Voucher::Certificate(card.ok()?)
        }
        VoucherKind::IdCard => Voucher::Certificate(certificate(code, number)?),
    })
}

/// A certificate; none where the number cannot be anybody's. Without a code that is known, or with
/// one whose form it does not have, it is one of those that readers of ID cards read.
pub(super) fn certificate(code: Option<&str>, number: &Private) -> Option<Certificate> {
    let read = |kind| Certificate::read(kind, number.reveal()).ok();
    let kind = code.and_then(|code| PSN_CERT_TYPE.read(code));
    let cards = [
        CertificateKind::CitizenId,
        CertificateKind::PermanentResidence,
    ];
    let mut kinds = kind.into_iter().chain(cards);
    kinds.find_map(read)
}
