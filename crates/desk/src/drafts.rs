//! A filing that is being filled in on pages: what is known is put in beforehand, what is asked
//! follows from the rules of the insured place, each answer is saved, and sending it twice is one
//! filing, because the draft has the number of the filing from the beginning.

mod cases;
mod proofs;
mod steps;

use domain::Region;
use domain::advice::{JourneyAsked, Why, journey};
use domain::calendar::today_in_china;
use domain::contact::ContactPhone;
use domain::filing::{
    Agent, AgentKind, Applied, Channel, Check, CheckKind, Contact, Event, Evidence, Filing,
    FilingKind, Refused, Register, State, Submission,
};
use domain::ids::{FilingId, PersonId};
use domain::procedures::{Category, PledgeAllowed, Procedures, RowInFile};
use domain::word_list;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{consents, contacts, documents, drafts, enrolments, filings as stored, people};

use crate::filing::{decide_filing, file, new_filing_id, rehearse};
use crate::{Desk, DeskError};

pub use cases::{CaseChoice, case_choices};
pub use proofs::{FILES_MAX, ProofHandedIn, document, hand_in, take_back};
pub use steps::{days_ahead, kinds_of_proof, may_be_prevented, open_step, proof_asked};

/// A draft is kept for so long after it was last saved.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Nobody fills in more at once.
const DRAFTS_MAX: usize = 20;

word_list! {
    /// What a filing asks, one thing a screen.
    DraftStep {
        /// Which kind of filing.
        Case = "case", "办哪一种", "which kind";
        /// Another place.
        Place = "place", "去哪儿", "where to";
        /// How long away.
        Months = "months", "住多久", "how long";
        /// Where the household register lies.
        Register = "register", "户籍在哪里", "household register";
        /// The option of the category.
        Option = "option", "选哪一项", "which option";
        /// From which day, and until when.
        Start = "start", "从哪天起", "from when";
        /// Whom to reach.
        Contact = "contact", "怎么联系您", "how to reach you";
        /// Proofs.
        Proof = "proof", "材料", "proofs";
        /// Everything once more, and sending it.
        Check = "check", "请再看一遍", "check your answers";
    }
}

/// What was filled in so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingDraft {
    /// Where insured.
    pub insured_at: Region,
    /// Where care will be sought: a pooling region.
    pub destination: Region,
    /// The category, by its word.
    pub category: Option<String>,
    /// The first day; today where the rules make it no matter.
    pub starts_on: Option<Date>,
    /// The day after the last, where the person wants an end.
    pub ends_on: Option<Date>,
    /// Whom to reach.
    pub contact: Contact,
    /// Months away.
    pub months_away: Option<u8>,
    /// Whether an employer posted the person.
    pub posted: Option<bool>,
    /// Household register.
    pub register: Option<Register>,
    /// The option chosen.
    pub option: Option<String>,
    /// What prevents the person from getting the proof.
    pub prevented_by: Option<String>,
    /// Proofs handed in.
    pub evidence: Vec<Evidence>,
}

/// A draft as it was saved.
#[derive(Clone, Debug)]
pub struct DraftOnRecord {
    /// The number the filing will have.
    pub id: FilingId,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// What was filled in.
    pub draft: FilingDraft,
}

/// Who fills in, and for whom: themselves, or somebody who consented.
#[derive(Clone, Copy, Debug)]
pub struct Filer<'a> {
    /// Who is signed in.
    pub own: &'a PersonId,
    /// Whose filing it is.
    pub person: &'a PersonId,
}

impl Filer<'_> {
    /// The account that acts, as the history of a filing says it.
    pub fn account(&self) -> &str {
        match self.own == self.person {
            true => "person",
            false => self.own.as_str(),
        }
    }
}

/// A draft of this journey with everything that is known: who, whom to reach, and where the advice
/// decided it, which kind.
pub fn begin(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    asked: &JourneyAsked,
) -> Result<FilingDraft, DeskError> {
    let mut draft = FilingDraft {
        insured_at: asked.insured_at.pooling(),
        destination: asked.treated_at.pooling(),
        category: None,
        starts_on: None,
        ends_on: None,
        contact: known_contact(desk, filer)?,
        months_away: asked.months,
        posted: None,
        register: None,
        option: None,
        prevented_by: None,
        evidence: Vec::new(),
    };
    let Some(why) = asked.why else {
        return Ok(draft);
    };
    let found = journey(&desk.reference.library, asked);
    let way = found.ok().filter(|answer| answer.question.is_none());
    let way = way.and_then(|answer| answer.advice.categories.into_iter().next());
    let way = way.filter(|way| way.channels.contains(&Channel::Website));
    if let Some(way) = way {
        draft.category = Some(way.category);
        draft.posted = Some(why == Why::Posted);
        if matches!(why, Why::Trip | Why::Referral) {
            draft.months_away = asked.months.or(Some(0));
        }
    }
    Ok(draft)
}

/// Whom to reach about it: the filer, with the telephone on record and the address of last time.
fn known_contact(desk: &mut Desk<'_, '_>, filer: Filer<'_>) -> Result<Contact, DeskError> {
    let own = people::find(desk.tx, filer.own)?.ok_or(DeskError::UnknownPerson)?;
    let on_record = contacts::find(desk.tx, filer.own)?;
    let last = stored::of_person(desk.tx, filer.own)?;
    let last = last.into_iter().max_by_key(|filing| filing.submitted_on);
    let last = last
        .map(|filing| filing.request.contact)
        .unwrap_or_default();
    let phone = on_record.map_or(last.phone, |contact| contact.phone);
    Ok(Contact {
        // What nobody can dial is not put before somebody to confirm.
        phone: match ContactPhone::read(&phone) {
            Ok(_) => phone,
            Err(_) => String::new(),
        },
        address: match filer.own == filer.person {
            true => last.address,
            false => String::new(),
        },
        name: own.name,
    })
}

/// A draft with everything a filing says, for a new one like it.
pub fn draft_of(request: &Submission) -> FilingDraft {
    FilingDraft {
        insured_at: request.insured_at,
        destination: request.destination,
        category: Some(request.category.clone()),
        starts_on: Some(request.starts_on),
        ends_on: request.ends_on,
        contact: request.contact.clone(),
        months_away: request.months_away,
        posted: request.posted,
        register: request.register,
        option: request.option.clone(),
        prevented_by: request.prevented_by.clone(),
        evidence: request.evidence.clone(),
    }
}

/// The drafts of a person that are still kept, the one saved last first.
pub fn drafts_of(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<DraftOnRecord>, DeskError> {
    let saved = drafts::of_person(desk.tx, person)?;
    let read = saved.into_iter().filter_map(|saved| read(desk, saved));
    Ok(read.collect())
}

/// One draft of a person, while it is kept.
pub fn draft(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    id: &FilingId,
) -> Result<Option<DraftOnRecord>, DeskError> {
    let saved = drafts::find(desk.tx, (person, id))?;
    Ok(saved.and_then(|saved| read(desk, saved)))
}

/// None once it is over, or where an older program wrote it in another way.
fn read(desk: &Desk<'_, '_>, (id, saved_at, plain): drafts::SavedDraft) -> Option<DraftOnRecord> {
    let draft = serde_json::from_slice(&plain).ok()?;
    let is_kept = desk.now.duration_since(saved_at) < KEPT;
    is_kept.then_some(DraftOnRecord {
        id,
        saved_at,
        draft,
    })
}

/// Saves a draft under its number.
pub fn save(
    desk: &mut Desk<'_, '_>,
    (person, id): (&PersonId, &FilingId),
    draft: &FilingDraft,
) -> Result<(), DeskError> {
    let plain = serde_json::to_vec(draft).expect("our types always serialise");
    let said = (plain.as_slice(), desk.now);
    Ok(drafts::put(desk.tx, desk.random, (person, id), said)?)
}

/// Saves a new draft: the number of the one of the same journey that is being filled in, or a new
/// one.
pub fn save_new(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    draft: &FilingDraft,
) -> Result<FilingId, DeskError> {
    let others = drafts_of(desk, person)?;
    let same = others.iter().find(|one| is_same_journey(one, draft));
    let id = match same {
        Some(same) => same.id.clone(),
        None => new_filing_id(desk, draft.insured_at),
    };
    for old in others
        .iter()
        .skip(DRAFTS_MAX - 1)
        .filter(|old| old.id != id)
    {
        discard(desk, person, &old.id)?;
    }
    save(desk, (person, &id), draft)?;
    Ok(id)
}

/// Whether a draft says what is said now; what is left open it may say as it likes.
pub fn says_the_same(one: &FilingDraft, now: &FilingDraft) -> bool {
    let kind = now.category.is_none() || now.category == one.category;
    kind && (now.category.is_none()
        || now.months_away.is_none()
        || now.months_away == one.months_away)
}

/// Whether a draft is of a new filing from there to there.
pub fn is_same_journey(one: &DraftOnRecord, draft: &FilingDraft) -> bool {
    one.draft.insured_at == draft.insured_at && one.draft.destination == draft.destination
}

/// Throws a draft away.
pub fn discard(desk: &mut Desk<'_, '_>, person: &PersonId, id: &FilingId) -> Result<(), DeskError> {
    documents::remove_unsent(desk.tx, (person, id))?;
    Ok(drafts::remove(desk.tx, person, id)?)
}

/// The category a draft names, as it is open for applications today.
pub fn category<'r>(
    rules: &'r Procedures,
    draft: &FilingDraft,
    today: Date,
) -> Option<RowInFile<'r, Category>> {
    rules.category(draft.category.as_deref()?, today)
}

/// What a draft asks for, as it would be sent.
pub fn submission(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    (id, draft): (&FilingId, &FilingDraft),
) -> Result<Submission, DeskError> {
    let today = today_in_china(desk.now);
    let rules = desk.reference.library.procedures(draft.insured_at);
    let row = category(rules, draft, today);
    let pledged = row.is_some_and(|row| {
        let proven = row.materials.iter().all(|proof| {
            let mut handed_in = draft.evidence.iter();
            handed_in.any(|one| proof.any_of.contains(&one.kind))
        });
        let may = row.pledge.allowed != PledgeAllowed::Never;
        may && (row.materials.is_empty() || !proven)
    });
    Ok(Submission {
        id: id.clone(),
        person: filer.person.clone(),
        insured_at: draft.insured_at,
        destination: draft.destination,
        category: draft.category.clone().unwrap_or_default(),
        starts_on: match draft.starts_on {
            Some(day) => day,
            None => first_day(desk, filer, draft)?,
        },
        ends_on: draft.ends_on,
        channel: Channel::Website,
        agent: agent(desk, filer)?,
        contact: draft.contact.clone(),
        pledged,
        prevented_by: draft.prevented_by.clone(),
        evidence: draft.evidence.clone(),
        option: draft.option.clone(),
        months_away: draft.months_away,
        posted: draft.posted,
        register: draft.register,
        past_stay: None,
        // Before it is sent the person reads which older filing gives way.
        replaces: true,
    })
}

/// The first day where none was said: today, or the first that no ended filing of the kind covers.
pub fn first_day(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    draft: &FilingDraft,
) -> Result<Date, DeskError> {
    let today = today_in_china(desk.now);
    let rules = desk.reference.library.procedures(draft.insured_at);
    let Some(kind) = category(rules, draft, today).map(|row| row.reason.kind()) else {
        return Ok(today);
    };
    let all = stored::of_person(desk.tx, filer.person)?;
    let ended = all.iter().filter(|one| {
        !one.is_live() && one.kind() == kind && one.request.insured_at == draft.insured_at
    });
    let covers = ended.filter_map(Filing::in_force);
    let covers = covers.filter(|force| force.period.contains(today));
    Ok(covers
        .filter_map(|force| force.period.until)
        .max()
        .unwrap_or(today))
}

/// What stands in the way of a draft whatever else is filled in: how it comes in, where to, for
/// whom, or another filing. Told before anything more is asked.
pub fn hindrances(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    (id, draft): (&FilingId, &FilingDraft),
) -> Result<Vec<Check>, DeskError> {
    let told = match foretell(desk, filer, (id, draft)) {
        Ok(_) => return Ok(vec![]),
        Err(DeskError::FilingRefused(why)) => why,
        Err(other) => return Err(other),
    };
    let Refused::Form(mut failed) = *told else {
        return Ok(vec![]);
    };
    failed.retain(|check| !is_asked_later(check.kind));
    Ok(failed)
}

/// Whether a later question puts it right.
const fn is_asked_later(kind: CheckKind) -> bool {
    matches!(
        kind,
        CheckKind::Contact | CheckKind::Evidence | CheckKind::Start | CheckKind::Option
    )
}

/// The filing by which a person is filed for a place already, of one kind where that is known.
pub fn filed_there(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    (insured_at, treated_at): (Region, Region),
    kind: Option<FilingKind>,
) -> Result<Option<Filing>, DeskError> {
    let all = stored::of_person(desk.tx, person)?;
    let today = desk.today();
    Ok(all.into_iter().rev().find(|one| {
        let covers = one.request.destination.covers(treated_at.pooling());
        let is_open = one.is_live() && one.period.until.is_none_or(|until| until > today);
        let is_same = kind.is_none_or(|kind| one.kind() == kind);
        let is_insured = one.request.insured_at.pooling() == insured_at.pooling();
        covers && is_open && is_same && is_insured && one.request.past_stay.is_none()
    }))
}

/// Who files for the person, with the consent that is on record.
fn agent(desk: &mut Desk<'_, '_>, filer: Filer<'_>) -> Result<Option<Agent>, DeskError> {
    if filer.own == filer.person {
        return Ok(None);
    }
    let helper = people::find(desk.tx, filer.own)?.ok_or(DeskError::UnknownPerson)?;
    let given = consents::of_person(desk.tx, filer.person)?;
    let mut given = given.iter();
    Ok(Some(Agent {
        kind: AgentKind::Relative,
        name: helper.name,
        account: filer.own.to_string(),
        consented: given.any(|one| one.helper == *filer.own && one.holds(desk.now)),
    }))
}

/// What would come of a draft if it were sent now.
pub fn foretell(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    (id, draft): (&FilingId, &FilingDraft),
) -> Result<Applied, DeskError> {
    let request = submission(desk, filer, (id, draft))?;
    rehearse(desk, filer.account(), &request)
}

/// Sends a draft: a new filing, or a correction of one that was sent back. What was sent already is
/// the same filing, however often it comes.
pub fn send(desk: &mut Desk<'_, '_>, filer: Filer<'_>, id: &FilingId) -> Result<Filing, DeskError> {
    desk.tx.lock_person(filer.person)?;
    let before = stored::find(desk.tx, filer.person, id)?;
    let Some(found) = draft(desk, filer.person, id)? else {
        return before.ok_or_else(|| DeskError::UnknownFiling { filing: id.clone() });
    };
    let request = submission(desk, filer, (id, &found.draft))?;
    let applied = match before {
        None => file(desk, filer.account(), &request)?,
        Some(before) if before.state == State::Returned => {
            let event = Event::Correct(Box::new(request));
            decide_filing(desk, filer.account(), (filer.person, id), &event)?
        }
        Some(before) => {
            drafts::remove(desk.tx, filer.person, id)?;
            return Ok(before);
        }
    };
    documents::note_sent(desk.tx, (filer.person, id))?;
    drafts::remove(desk.tx, filer.person, id)?;
    Ok(applied.filing)
}

/// Forgets what nobody went on filling in, with what was handed in with it.
pub fn forget_old(desk: &mut Desk<'_, '_>) -> Result<(), DeskError> {
    let before = desk.now - KEPT;
    drafts::forget(desk.tx, before)?;
    Ok(documents::forget(desk.tx, before)?)
}

/// The places where a person is insured by the record of today. Whether premiums are paid a clerk
/// looks at; it is no reason not to ask.
pub fn insured_places(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<Region>, DeskError> {
    let today = desk.today();
    let mut places = Vec::new();
    for one in enrolments::on_day(desk.tx, person, today)? {
        if !places.contains(&one.insured_at) {
            places.push(one.insured_at);
        }
    }
    Ok(places)
}
