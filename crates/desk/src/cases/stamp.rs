//! What a page gives a clerk to send back: that the same clerk did something at an instant. Only
//! the installation's key makes one, so nobody writes one by hand, and another clerk's is worth
//! nothing.

use domain::text::hex;
use jiff::Timestamp;
use store::operators::Operator;

use crate::Desk;

/// Bytes of the keyed hash: nobody guesses 128 bits.
const BYTES: usize = 16;

/// What is stamped: by which operator, for what, about what.
#[derive(Clone, Copy, Debug)]
pub(super) struct StampedFor<'a> {
    pub purpose: &'static str,
    pub operator: &'a str,
    pub about: &'a str,
}

impl StampedFor<'_> {
    fn hash(&self, desk: &Desk<'_, '_>, micros: i64) -> String {
        let text = format!("{}|{}|{micros}", self.operator, self.about);
        hex(&desk.tx.keys().index(self.purpose, &text)[..BYTES])
    }
}

/// A stamp of this instant.
pub(super) fn stamp(desk: &Desk<'_, '_>, what: StampedFor<'_>, at: Timestamp) -> String {
    let micros = at.as_microsecond();
    format!("{micros}-{}", what.hash(desk, micros))
}

/// When it was stamped; nothing where we did not stamp it, or not for this.
pub(super) fn stamped_at(
    desk: &Desk<'_, '_>,
    what: StampedFor<'_>,
    sent: &str,
) -> Option<Timestamp> {
    let (micros, hash) = sent.split_once('-')?;
    let micros = micros.parse().ok()?;
    let is_ours = what.hash(desk, micros) == hash;
    let at = Timestamp::from_microsecond(micros).ok();
    at.filter(|at| is_ours && *at <= desk.now)
}

/// For what the forms of a bill are stamped.
const BILL: &str = "bill-opened";

/// What the forms of a case carry that an operator opens now, as it stands.
pub(crate) fn open_stamp(desk: &Desk<'_, '_>, operator: &Operator, seen: &str) -> String {
    let what = StampedFor {
        purpose: BILL,
        operator: &operator.id,
        about: seen,
    };
    stamp(desk, what, desk.now)
}

/// When an operator opened a case as it stands; nothing where it was never opened so.
pub(crate) fn opened_at(
    desk: &Desk<'_, '_>,
    operator: &Operator,
    (seen, sent): (&str, &str),
) -> Option<Timestamp> {
    let what = StampedFor {
        purpose: BILL,
        operator: &operator.id,
        about: seen,
    };
    stamped_at(desk, what, sent)
}
