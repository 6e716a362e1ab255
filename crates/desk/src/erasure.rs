//! Erasing what a person may have erased: how they are reached, who may act for them, what they
//! began to fill in, where they are signed in. What the law wants kept is named instead, with the
//! rule it is kept by. How long it is kept is said only where the text of the rule was read;
//! nothing here makes a period up.

use domain::ids::PersonId;
use domain::word_list;
use store::consents::{self, Consent};
use store::{bill_shares, contacts, filings, inbox, sessions};

use crate::{Desk, DeskError, drafts};

word_list! {
    /// What is erased when the person asks.
    ErasedThing {
        /// The telephone on record.
        Contact = "contact", "登记的手机号码", "the telephone on record";
        /// Who may act for the person.
        Consents = "consents", "给家人的授权", "consents given to family";
        /// Filings that were not sent, with what was handed in with them.
        Drafts = "drafts", "没有交的备案草稿和附件", "drafts of filings, with their files";
        /// Up to when messages were read.
        ReadMarks = "read-marks", "消息看到哪里的记号", "how far messages were read";
        /// Where the person is signed in, and codes that would sign them in.
        Sessions = "sessions", "所有设备上的登录", "sign-ins on all devices";
    }
}

word_list! {
    /// What is not erased, whoever asks.
    KeptThing {
        /// Settlements, corrections, the accounts they were booked in.
        Settlements = "settlements", "费用结算和账目", "settled bills and their accounts";
        /// Filings that were sent, with their proofs and the contact given for them.
        Filings = "filings", "交过的备案、材料和那次留的联系方式",
            "filings that were sent, their proofs and the contact given for each";
        /// Insurance, employment, family links and choices, as registers state them.
        Registers = "registers", "参保登记、选点和名册里的亲属关系",
            "insurance, choices and family links, as the registers state them";
        /// Consents under which somebody filed for the person.
        UsedConsents = "used-consents", "家人凭它替您交过备案的授权",
            "consents under which somebody filed for you";
        /// Notices, until they are deleted by themselves.
        Notices = "notices", "发给您的通知", "notices that were sent to you";
        /// Who looked and who did what.
        Audit = "audit", "谁看过、谁办过什么的审计记录", "the audit of who looked and who did what";
    }
}

/// What an erasure would take away, or took: each thing with how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    /// What goes.
    pub erased: Vec<(ErasedThing, usize)>,
    /// What stays.
    pub kept: Vec<KeptThing>,
}

/// Consents of a person: those nobody used, and whether some were used.
struct SplitConsents {
    unused: Vec<Consent>,
    has_used: bool,
}

fn split(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<SplitConsents, DeskError> {
    let filed = filings::of_person(desk.tx, person)?;
    let all = consents::of_person(desk.tx, person)?;
    let is_used = |consent: &Consent| {
        let helper = consent.helper.as_str();
        filed.iter().any(|filing| {
            let agent = filing.request.agent.as_ref();
            agent.is_some_and(|agent| agent.account == helper)
                || filing.history.iter().any(|entry| entry.by == helper)
        })
    };
    let (used, unused): (Vec<_>, Vec<_>) = all.into_iter().partition(is_used);
    Ok(SplitConsents {
        unused,
        has_used: !used.is_empty(),
    })
}

/// What would be erased of a person, and what would stay. Nothing is written.
pub fn erasure_ahead(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Erasure, DeskError> {
    let contact = contacts::find(desk.tx, person)?;
    let consents = split(desk, person)?;
    let drafts = drafts::drafts_of(desk, person)?;
    let erased = vec![
        (ErasedThing::Contact, usize::from(contact.is_some())),
        (ErasedThing::Consents, consents.unused.len()),
        (ErasedThing::Drafts, drafts.len()),
    ];
    let kept = KeptThing::ALL.iter().copied();
    let kept = kept.filter(|thing| *thing != KeptThing::UsedConsents || consents.has_used);
    Ok(Erasure {
        erased: erased.into_iter().filter(|(_, count)| *count > 0).collect(),
        kept: kept.collect(),
    })
}

/// Erases it, ends what was used and still holds, signs the person out everywhere, and notes that
/// it was done. Only the person asks for it.
pub fn erase(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Erasure, DeskError> {
    desk.tx.lock_person(person)?;
    let mut done = erasure_ahead(desk, person)?;
    contacts::remove(desk.tx, person)?;
    for consent in split(desk, person)?.unused {
        consents::remove(desk.tx, &consent)?;
    }
    for mut used in consents::of_person(desk.tx, person)? {
        if used.holds(desk.now) {
            used.until = Some(desk.now);
            consents::put(desk.tx, &used)?;
        }
    }
    for draft in drafts::drafts_of(desk, person)? {
        drafts::discard(desk, person, &draft.id)?;
    }
    inbox::forget(desk.tx, person)?;
    bill_shares::end_all(desk.tx, person)?;
    sessions::end_all(desk.tx, person.as_str())?;
    sessions::forget_codes(desk.tx, person.as_str())?;
    let words = done.erased.iter();
    let words: Vec<String> = words.map(|(it, count)| format!("{it}:{count}")).collect();
    let what = words.join(" ");
    desk.note(person.as_str(), ("person", "erase"), ("own-data", &what))?;
    done.erased.push((ErasedThing::ReadMarks, 1));
    done.erased.push((ErasedThing::Sessions, 1));
    Ok(done)
}
