//! What people were told, and how each notice fared: for clerks, and for the person. Sending is
//! somebody else's: it asks here for the words and whom they reach.

use domain::ids::{FilingId, PersonId};
use domain::notices::{Audience, NoticeFacts, NoticeTopic};
use domain::text::Named;
use domain::{Bilingual, say};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use store::deliveries::{self, Delivery, DeliveryState};
use store::outbox::{self, OutboxNotice};
use store::{StoreError, Tx, contacts, filings};

use crate::operators::field;
use crate::{Desk, DeskError};

/// What the words of a notice are filled in from; of one that does not read, nothing.
pub fn facts(notice: &OutboxNotice) -> NoticeFacts {
    serde_json::from_str(&notice.payload).unwrap_or_default()
}

/// What it is about; nothing for one that a newer program wrote.
pub fn topic(notice: &OutboxNotice) -> Option<NoticeTopic> {
    NoticeTopic::from_word(&notice.topic)
}

/// The telephone a notice is sent to (R112): the contact of the filing it is about, who gave it for
/// just that, else the person's own; none for what is not for the person, and where none is on
/// record.
pub fn phone(tx: &mut Tx<'_>, notice: &OutboxNotice) -> Result<Option<String>, StoreError> {
    let Some(topic) = topic(notice).filter(|topic| topic.audience() != Audience::Unit) else {
        return Ok(None);
    };
    let number = facts(notice).filing.filter(|_| topic.is_of_filing());
    if let Some(number) = number.and_then(|number| number.parse::<FilingId>().ok())
        && let Some(filing) = filings::find(tx, &notice.person, &number)?
        && let Some(phone) = usable(&filing.request.contact.phone)
    {
        return Ok(Some(phone));
    }
    own_phone(tx, &notice.person)
}

fn own_phone(tx: &mut Tx<'_>, person: &PersonId) -> Result<Option<String>, StoreError> {
    let contact = contacts::find(tx, person)?;
    Ok(contact.and_then(|contact| usable(&contact.phone)))
}

/// A telephone number as gateways take it; none where it is none.
fn usable(phone: &str) -> Option<String> {
    let kept = |c: &char| c.is_ascii_digit() || *c == '+';
    let plain: String = phone.chars().filter(kept).collect();
    let is_one = (7..=16).contains(&plain.len()) && !plain[1..].contains('+');
    is_one.then_some(plain)
}

/// A notice in words, as its person reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoticeInWords {
    /// What it is known by.
    pub key: String,
    /// When it was caused.
    pub at: Timestamp,
    /// What it is about, as a word.
    pub topic: String,
    /// The same in words.
    pub title: Bilingual,
    /// What happened, and what to do.
    pub text: Bilingual,
    /// The filing it is about.
    pub filing: Option<String>,
    /// The settlement it is about.
    pub settlement: Option<String>,
}

impl NoticeInWords {
    fn of(notice: &OutboxNotice) -> NoticeInWords {
        let mut facts = facts(notice);
        // Whoever reads it here would be signed in by it.
        facts.code = facts.code.map(|_| "••••••".to_owned());
        let topic = topic(notice);
        let short = topic.map(|topic| topic.words(&facts)).unwrap_or_default();
        NoticeInWords {
            key: notice.key(),
            at: notice.created_at,
            topic: notice.topic.clone(),
            title: topic.map(|topic| topic.name()).unwrap_or_default(),
            text: facts.text.unwrap_or(short),
            filing: facts.filing,
            settlement: facts.settlement,
        }
    }
}

/// Notices of a person that are looked at.
const NOTICES_MAX: i64 = 500;

/// What a person was told in the last days, the newest first. What is for a unit is not theirs.
pub fn inbox_of(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    days: u16,
) -> Result<Vec<NoticeInWords>, DeskError> {
    let since = desk.now - SignedDuration::from_hours(24 * i64::from(days));
    let notices = outbox::of_person(desk.tx, person, NOTICES_MAX)?;
    let is_theirs = |notice: &&OutboxNotice| {
        notice.created_at >= since
            && topic(notice).is_some_and(|topic| topic.audience() == Audience::Person)
    };
    Ok(notices
        .iter()
        .filter(is_theirs)
        .map(NoticeInWords::of)
        .collect())
}

/// A notice, and how it fared by each adapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeFared {
    /// In words.
    pub notice: NoticeInWords,
    /// By each adapter it was handed over to; none where it still is to be.
    pub deliveries: Vec<Delivery>,
}

/// The notices of a person, the newest first, with how each fared. For clerks.
pub fn notices_of_person(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<NoticeFared>, DeskError> {
    let notices = outbox::of_person(desk.tx, person, NOTICES_MAX)?;
    let all = deliveries::of_person(desk.tx, person)?;
    let fared = |notice: &OutboxNotice| {
        let of = |it: &&Delivery| (it.turn, it.ordinal) == (notice.turn, notice.ordinal);
        NoticeFared {
            notice: NoticeInWords::of(notice),
            deliveries: all.iter().filter(of).cloned().collect(),
        }
    };
    Ok(notices.iter().map(fared).collect())
}

/// The notices about one filing, with how each fared. For clerks.
pub fn notices_of_filing(
    desk: &mut Desk<'_, '_>,
    filing: &FilingId,
) -> Result<Vec<NoticeFared>, DeskError> {
    let person = crate::filing::filing_by_id(desk, filing)?.person().clone();
    let mut all = notices_of_person(desk, &person)?;
    all.retain(|it| it.notice.filing.as_deref() == Some(filing.as_str()));
    Ok(all)
}

/// How a notice stands by an adapter, in words.
pub fn delivery_in_words(delivery: &Delivery) -> Bilingual {
    let why = delivery.code.as_deref().map(code_in_words);
    let name = delivery.state.name();
    match (delivery.state, why) {
        (_, None) => name,
        (DeliveryState::Waiting, Some(why)) => say!(
            "上次没有发出：{why}，会再试",
            "not sent the last time: {why}; it will be tried again"; why = why
        ),
        (_, Some(why)) => say!("{name}：{why}", "{name}: {why}"; name = name, why = why),
    }
}

/// Why something was not sent: code, Chinese, English.
const CODES: [(&str, &str, &str); 11] = [
    (
        "no-phone",
        "没有可用的手机号",
        "no phone number is on record",
    ),
    (
        "unreachable",
        "连不上接收方",
        "the receiver cannot be reached",
    ),
    (
        "unknown-host",
        "找不到接收方的地址",
        "the receiver's name leads nowhere",
    ),
    (
        "private-address",
        "接收方在内网，配置里没有允许",
        "the receiver is inside a private network, which the configuration does not allow",
    ),
    (
        "timeout",
        "接收方没有及时答复",
        "the receiver did not answer in time",
    ),
    (
        "tls",
        "接收方的证书有问题",
        "something is wrong with the receiver's certificate",
    ),
    ("broken-off", "连接中断", "the connection broke off"),
    ("too-late", "过了有效时间", "it was worth nothing any more"),
    (
        "adapter-gone",
        "这种发送方式已撤掉",
        "that way of sending was taken away",
    ),
    (
        "inbox-unwritable",
        "收件文件写不进去",
        "the inbox takes nothing",
    ),
    (
        "no-words",
        "这种通知由更新的程序写出",
        "a newer program wrote it",
    ),
];

/// Why something was not sent, from its code.
pub fn code_in_words(code: &str) -> Bilingual {
    if let Some((_, zh, en)) = CODES.iter().find(|(known, ..)| *known == code) {
        return Bilingual::new(*zh, *en);
    }
    match (code.strip_prefix("status-"), code.strip_prefix("answer-")) {
        (Some(status), _) => say!("接收方答复 {status}", "the receiver answered {status}"),
        (_, Some(answer)) => say!(
            "接收方没有接受（{answer}）",
            "the receiver did not take it ({answer})"
        ),
        _ => Bilingual::new(code, code),
    }
}

/// Has a notice that was sent or given up sent once more by one adapter, and notes who wanted it.
/// The receiver gets it under the same id.
pub fn send_again(
    desk: &mut Desk<'_, '_>,
    by: &str,
    (person, key): (&PersonId, &str),
    adapter: &str,
) -> Result<(), DeskError> {
    desk.tx.lock_person(person)?;
    let notices = outbox::of_person(desk.tx, person, NOTICES_MAX)?;
    let found = notices.iter().find(|notice| notice.key() == key);
    let notice = found.ok_or_else(|| {
        field(
            "notice",
            "没有这条通知，或已过保留期",
            "there is no such notice, or no more",
        )
    })?;
    let place = (person, notice.turn, notice.ordinal);
    if !deliveries::send_again(desk.tx, place, (adapter, desk.now))? {
        let (zh, en) = (
            "没有交给过它，或还在等着发送",
            "it has no such notice, or still has to send it",
        );
        return Err(field("adapter", zh, en));
    }
    desk.note(person.as_str(), (by, "send-notice-again"), (key, adapter))?;
    Ok(())
}

/// Filings of a place that were not decided in time. For the unit that decides them.
pub fn late_filings(
    desk: &mut Desk<'_, '_>,
    insured_at: domain::Region,
) -> Result<Vec<FilingId>, DeskError> {
    let place = (insured_at.pooling(), desk.today());
    let late = store::filing_calendar::late(desk.tx, place, NOTICES_MAX)?;
    Ok(late.into_iter().map(|row| row.filing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_digits() {
        let rows = [
            ("13800000000", Some("13800000000")),
            ("+86 138-0000-0000", Some("+8613800000000")),
            ("0755 8612345 转 8", Some("075586123458")),
            ("", None),
            ("无", None),
            ("12+34567890", None),
        ];
        for (written, expected) in rows {
            assert_eq!(usable(written).as_deref(), expected, "{written}");
        }
    }
}
