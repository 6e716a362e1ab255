//! What a message says that cannot be quite right and decides nothing: it is accepted, and its
//! reply warns of it under a stable code.

use domain::calendar::in_china;
use domain::ids::FacilityCode;
use domain::{Bilingual, errors};
use jiff::{SignedDuration, Timestamp};

use crate::envelope::Envelope;
use crate::flags::Flags;
use crate::request::{InpatientBill, Opened, OutpatientBill, Request};
use crate::time;

/// How far inf_time may be from our clock without a word.
const CLOCK_WINDOW: SignedDuration = SignedDuration::from_hours(24);

errors! {
    /// What the reply to an accepted message warns of.
    #[derive(Clone, Debug, PartialEq, Eq)]
    Doubt {
        ClockOff { sent: String, now: String } = "clock-off", Invalid,
            "报文时间inf_time«{sent}»与平台时间{now}相差超过一天",
            "inf_time «{sent}» is more than a day from the time here, {now}",
            "请校准时钟", "set the clock";
        MessageOfAnother { facility: String } = "msgid-of-another", Invalid,
            "msgid以另一机构{facility}的编号开头", "msgid begins with the code of {facility}",
            "msgid以本机构编号开头", "begin msgid with the facility's own code";
        ThirdPartyNotSaid = "third-party-not-said", Invalid,
            "TRUM_FLAG为1而没有REL_TTP_FLAG，按不涉及第三方处理",
            "TRUM_FLAG is 1 and REL_TTP_FLAG is missing; read as no third party",
            "外伤请同时填写REL_TTP_FLAG", "send REL_TTP_FLAG with every injury";
        FlagMisspelt { key: String, flag: &'static str } = "flag-misspelt", Invalid,
            "exp_content的«{key}»不是已知标志，没有采用；是否应为{flag}？",
            "«{key}» in exp_content is no known flag and was not used; should it be {flag}?",
            "请核对标志名称", "check the name of the flag";
        SplitDiffers { fields: String } = "split-differs", Invalid,
            "机构填报的费用拆分与平台不同，以平台为准：{fields}",
            "the split the facility states differs from ours, which counts: {fields}",
            "请按应答的拆分入账", "book the split of the reply";
    }
}

impl Doubt {
    /// What the reply says: the code, and the sentence.
    pub fn told(&self) -> Bilingual {
        let (code, says) = (self.code(), self.message());
        Bilingual::new(format!("[{code}] {}", says.zh), says.en)
    }
}

impl Opened {
    /// What is doubtful in it.
    pub fn doubts(&self, now: Timestamp) -> Vec<Doubt> {
        let mut doubts: Vec<Doubt> = clock(&self.envelope, now).into_iter().collect();
        doubts.extend(message_number(&self.envelope));
        doubts.extend(self.request.flags().into_iter().flat_map(of_flags));
        doubts
    }
}

fn clock(envelope: &Envelope, now: Timestamp) -> Option<Doubt> {
    let sent = envelope.sent_at?;
    let off =
        time::instant_in_china(sent).is_none_or(|at| now.duration_since(at).abs() > CLOCK_WINDOW);
    off.then(|| Doubt::ClockOff {
        sent: time::print_datetime(sent),
        now: time::print_datetime(in_china(now)),
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
    let unsaid = flags.trauma && !flags.says_third_party;
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
