//! Looks for what a message says that cannot be quite right and decides nothing: it is accepted,
//! and its reply warns of it.

use domain::calendar::{in_china, instant_in_china};
use domain::ids::FacilityCode;
use jiff::{SignedDuration, Timestamp};

use crate::codes::MedType;
use crate::doubt::Doubt;
use crate::envelope::Envelope;
use crate::errors::shortened;
use crate::flags::Flags;
use crate::request::{InpatientBill, Opened, OutpatientBill, Request};
use crate::time;

/// How far inf_time may be from our clock without a word.
const CLOCK_WINDOW: SignedDuration = SignedDuration::from_hours(24);

impl Opened {
    /// What is doubtful in it.
    pub fn doubts(&self, now: Timestamp) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = clock(&self.envelope, now).into_iter().collect();
        doubts.extend(message_number(&self.envelope));
        doubts.extend(self.request.med_type().and_then(read_as));
        doubts.extend(self.request.flags().into_iter().flat_map(of_flags));
        doubts
    }
}

fn clock(envelope: &Envelope, now: Timestamp) -> Option<Doubt> {
    let sent = envelope.sent_at?;
    let off = instant_in_china(sent).is_none_or(|at| now.duration_since(at).abs() > CLOCK_WINDOW);
    off.then(|| Doubt::ClockOff {
        sent: time::print_datetime(sent),
        now: time::print_datetime(in_china(now)),
    })
}

fn read_as(sent: &MedType) -> Option<Doubt> {
    let read_as = sent.read_as.clone()?;
    Some(Doubt::ReadAs {
        code: shortened(&sent.code),
        read_as,
    })
}

fn message_number(envelope: &Envelope) -> Option<Doubt> {
    let begins: FacilityCode = envelope.msgid.as_str().get(..12)?.parse().ok()?;
    let is_code = begins.division().is_some() && begins != envelope.facility;
    is_code.then(|| Doubt::MessageOfAnother {
        facility: begins.to_string(),
    })
}

fn of_flags(flags: &Flags) -> Vec<Doubt> {
    let unsaid = flags.trauma == Some(true) && flags.third_party.is_none();
    let misspelt = flags
        .misspelt
        .iter()
        .map(|(key, flag)| Doubt::FlagMisspelt {
            key: key.clone(),
            flag,
        });
    let unsaid = unsaid.then_some(Doubt::ThirdPartyNotSaid);
    unsaid.into_iter().chain(misspelt).collect()
}

impl Request {
    /// The med_type of the request, where it has one.
    fn med_type(&self) -> Option<&MedType> {
        match self {
            Request::CheckEntitlement(asked) => Some(&asked.med_type),
            Request::DescribeVisit(asked) => Some(&asked.med_type),
            Request::Admit(asked) => Some(&asked.med_type),
            Request::ChangeAdmission(asked) => asked.med_type.as_ref(),
            Request::QuoteOutpatient(OutpatientBill { terms, .. })
            | Request::SettleOutpatient(OutpatientBill { terms, .. })
            | Request::QuoteInpatient(InpatientBill { terms, .. })
            | Request::SettleInpatient(InpatientBill { terms, .. }) => terms.med_type.as_ref(),
            _ => None,
        }
    }

    /// The flags of the request, where it has some.
    fn flags(&self) -> Option<&Flags> {
        match self {
            Request::DescribeVisit(asked) => Some(&asked.flags),
            Request::Admit(asked) => Some(&asked.flags),
            Request::ChangeAdmission(asked) => Some(&asked.flags),
            Request::QuoteOutpatient(OutpatientBill { terms, .. })
            | Request::SettleOutpatient(OutpatientBill { terms, .. })
            | Request::QuoteInpatient(InpatientBill { terms, .. })
            | Request::SettleInpatient(InpatientBill { terms, .. }) => Some(&terms.flags),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
