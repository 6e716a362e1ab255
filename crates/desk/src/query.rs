//! Looking things up: the outcome of a message, a settlement with its lines, what a person has used
//! up this year. Reads only; runs on a snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::Money;
use domain::calendar::today_in_china;
use domain::ids::{CorrectionId, FacilityCode, MessageId, PersonId, SettlementId, VisitId};
use domain::person::Enrolment;
use domain::policy::Pack;
use domain::shares::Payer;
use domain::split;
use jiff::civil::Date;
use store::corrections::{self, Correction};
use store::installation::{self, ClockSeen};
use store::lines::{self, BillLines, LineKey, StoredLine};
use store::messages::{self, MessageKey, MessageState};
use store::settlements::{self, Settlement};
use store::visits::Visit;
use store::{StoreError, audit, enrolments, packs, people};

pub use store::messages::SaidBesides;
pub use store::settlements::YearTotal;

use crate::clock::demo_since;
use crate::terms::{self, Asked, Found, Mentions};
use crate::{Caller, Deed, Desk, DeskError};

/// The outcome of a message. «Running» never shows: work and answer are written together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageFate {
    /// It never arrived, or nothing came of it.
    None,
    /// Done; this is the answer, byte for byte.
    Done(Vec<u8>),
    /// Done, and undone since.
    Reversed,
    /// Reversed before it arrived.
    Tombstone,
}

/// The outcome of a message of this facility about this person.
pub fn fate_of_message(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    person: &PersonId,
    message: &MessageId,
) -> Result<MessageFate, DeskError> {
    let key = MessageKey {
        person,
        facility: &caller.facility,
        message,
    };
    let Some(stored) = messages::find(desk.tx, key)? else {
        return Ok(MessageFate::None);
    };
    Ok(match stored.state {
        MessageState::Done => MessageFate::Done(stored.reply(desk.tx)?.unwrap_or_default()),
        MessageState::Reversed => MessageFate::Reversed,
        MessageState::Tombstone => MessageFate::Tombstone,
    })
}

/// What the messages about a visit said besides, in the order in which they were done; those that
/// uploaded its lines, which are long, only where they are wanted.
pub fn said_besides(
    desk: &mut Desk<'_, '_>,
    place: (&PersonId, &VisitId),
    with_lines: bool,
) -> Result<Vec<SaidBesides>, DeskError> {
    let but_for = match with_lines {
        true => [""; 2],
        false => Deed::UPLOADS.map(Deed::word),
    };
    Ok(messages::said_of_visit(desk.tx, place, but_for)?)
}

/// A settlement by its number alone, for the person's page. The caller has checked who asks.
pub fn settlement_by_id(
    desk: &mut Desk<'_, '_>,
    id: &SettlementId,
) -> Result<Settlement, DeskError> {
    let found = settlements::find_by_id(desk.tx, id)?;
    found.ok_or_else(|| DeskError::UnknownSettlement {
        settlement: id.clone(),
    })
}

/// A settlement as its facility may see it.
pub fn settlement_of_facility(
    desk: &mut Desk<'_, '_>,
    facility: &FacilityCode,
    (person, visit): (&PersonId, &VisitId),
    id: &SettlementId,
) -> Result<Settlement, DeskError> {
    let found = settlements::find(desk.tx, person, id)?;
    let own = found.filter(|s| s.facility == *facility && s.visit == *visit);
    own.ok_or_else(|| DeskError::UnknownSettlement {
        settlement: id.clone(),
    })
}

/// The lines a settlement counts, also after it was cancelled.
pub fn lines_of_settlement(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
) -> Result<Vec<StoredLine>, DeskError> {
    let bill = BillLines {
        person: &settlement.person,
        visit: &settlement.visit,
    };
    let mut all = lines::of_visit(desk.tx, bill)?;
    let counted: BTreeSet<&LineKey> = settlement.lines.iter().collect();
    all.retain(|stored| counted.contains(&stored.key()));
    // After a cancellation they may have been settled again in another situation.
    let pack = pack_of_settlement(desk, settlement)?;
    let rules = pack.in_force(None);
    // What was settled with lines of class B knew it.
    let set_here = split::set_by(&rules, &settlement.inputs.situation).unwrap_or_default();
    // What gives back a line was split as that line, not by itself.
    for stored in all.iter_mut().filter(|stored| !stored.line.is_refund()) {
        stored.split = stored.split.by(set_here);
    }
    Ok(all)
}

/// A visit that is looked up by its facility, as the row of the deed allows it.
pub fn named_visit(
    desk: &mut Desk<'_, '_>,
    (caller, deed): (&Caller, Deed),
    (person, visit): (&PersonId, &VisitId),
) -> Result<Visit, DeskError> {
    let names = Mentions::visit(visit);
    let found = named(desk, (caller, deed), person, names)?;
    Ok(found.visit.expect("a look-up names a visit"))
}

/// A settlement that is looked up by its facility, with its visit.
pub fn named_settlement(
    desk: &mut Desk<'_, '_>,
    caller: &Caller,
    person: &PersonId,
    (settlement, visit): (&SettlementId, Option<&VisitId>),
) -> Result<(Settlement, Visit), DeskError> {
    let unknown = || DeskError::UnknownSettlement {
        settlement: settlement.clone(),
    };
    people::find(desk.tx, person)?.ok_or(DeskError::UnknownPerson)?;
    let own = settlements::find(desk.tx, person, settlement)?;
    let own = own.filter(|made| made.facility == caller.facility);
    let of = own.ok_or_else(unknown)?.visit;
    if visit.is_some_and(|visit| *visit != of) {
        return Err(unknown());
    }
    let names = Mentions {
        settlement: Some(settlement),
        ..Mentions::visit(&of)
    };
    let found = named(desk, (caller, Deed::ShowSettlement), person, names)?;
    let both = found.settlement.zip(found.visit);
    Ok(both.expect("a look-up names a settlement and its visit"))
}

fn named(
    desk: &mut Desk<'_, '_>,
    (caller, deed): (&Caller, Deed),
    person: &PersonId,
    names: Mentions<'_>,
) -> Result<Found, DeskError> {
    let key = MessageKey {
        person,
        facility: &caller.facility,
        message: &caller.message,
    };
    let standing = store::standing::load(desk.tx, key, (names.visit, desk.today()))?;
    let asked = Asked {
        caller,
        deed,
        names,
    };
    terms::check(desk, asked, &standing)
}

/// Every line of a visit that was not withdrawn, settled or not.
pub fn lines_of_visit(
    desk: &mut Desk<'_, '_>,
    visit: &Visit,
) -> Result<Vec<StoredLine>, DeskError> {
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let mut all = lines::of_visit(desk.tx, bill)?;
    all.retain(|stored| !stored.withdrawn);
    Ok(all)
}

/// How many these are.
pub fn count_lines(desk: &mut Desk<'_, '_>, visit: &Visit) -> Result<usize, DeskError> {
    let bill = BillLines {
        person: &visit.person,
        visit: &visit.id,
    };
    let (settled, unsettled) = lines::count(desk.tx, bill)?;
    Ok(settled + unsettled)
}

/// The insurance a settlement was paid by, as it is on record now for its day.
pub fn enrolment_of_settlement(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
) -> Result<Enrolment, DeskError> {
    let situation = &settlement.inputs.situation;
    let (insured_at, scheme) = (situation.insured_at, situation.scheme);
    let all = enrolments::on_day(desk.tx, &settlement.person, situation.day)?;
    let paid = |e: &Enrolment| e.insured_at == insured_at && e.scheme == scheme;
    all.into_iter().find(paid).ok_or(DeskError::NotEnrolled {
        scheme: Some(scheme),
        insured_at: Some(insured_at),
    })
}

/// What a settlement or cancellation found on the personal account, and what it left there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountThen {
    /// The balance before.
    pub before: Money,
    /// The balance after.
    pub after: Money,
}

/// The account as a settlement found and left it. Only settlements move an account, so it is the
/// balance of today without what came after.
pub fn account_then(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
    enrolment: &Enrolment,
) -> Result<AccountThen, DeskError> {
    let own = settlement.insurance();
    let later = |made: &&Settlement| made.turn > settlement.turn && made.insurance() == own;
    let all = settlements::of_person(desk.tx, &settlement.person)?;
    let drawn = |made: &Settlement| made.shares.of(Payer::Account);
    let since: Money = all.iter().filter(later).map(drawn).sum();
    let corrections = corrections::of_person(desk.tx, &settlement.person)?;
    let own_corrections = corrections.iter().filter(|correction| {
        let mut all = all.iter();
        let of = all.find(|made| made.id == correction.settlement);
        of.is_some_and(|made| made.insurance() == own)
    });
    let drawn_by = |wanted: &dyn Fn(i64) -> bool| -> Money {
        let wanted = own_corrections.clone().filter(|it| wanted(it.turn));
        wanted.map(|it| it.shares.of(Payer::Account)).sum()
    };
    let corrected = drawn_by(&|turn| turn > settlement.turn);
    // What a cancellation corrected moved together with it.
    let with_it = drawn_by(&|turn| turn == settlement.turn);
    let after = enrolment.account + since + corrected;
    Ok(AccountThen {
        before: after + drawn(settlement) + with_it,
        after,
    })
}

/// The corrections of a settlement, in the order they were made.
pub fn corrections_of_settlement(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
) -> Result<Vec<Correction>, DeskError> {
    let (person, id) = (&settlement.person, &settlement.id);
    Ok(corrections::of_settlement(desk.tx, person, id)?)
}

/// A correction by its number alone. The caller has checked who asks.
pub fn correction_by_id(
    desk: &mut Desk<'_, '_>,
    id: &CorrectionId,
) -> Result<Correction, DeskError> {
    let found = corrections::find_by_id(desk.tx, id)?;
    found.ok_or_else(|| DeskError::UnknownCorrection {
        correction: id.clone(),
    })
}

/// The corrections of a person, in the order they were made.
pub fn corrections_of_person(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<Correction>, DeskError> {
    Ok(corrections::of_person(desk.tx, person)?)
}

/// The newest settlements of some people, cancellations left out, for the demo's front page: found
/// by the ends of their audit chains, however much lies before.
pub fn newest_settlements(
    desk: &mut Desk<'_, '_>,
    people: &[PersonId],
    count: u32,
) -> Result<Vec<Settlement>, DeskError> {
    let mut made = Vec::new();
    for person in people {
        for deed in [Deed::SettleVisit, Deed::SettleStay, Deed::SettlePart] {
            let last = audit::last_of(desk.tx, (person.as_str(), deed.word()), count)?;
            made.extend(last.into_iter().map(|one| (one.at, person, one.object)));
        }
    }
    made.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    made.truncate(usize::try_from(count).unwrap_or(usize::MAX));
    let mut found = Vec::with_capacity(made.len());
    for (_, person, number) in made {
        let number = number.parse();
        let number: SettlementId =
            number.map_err(|why| StoreError::Row(format!("no settlement's number: {why}")))?;
        found.extend(settlements::find(desk.tx, person, &number)?);
    }
    Ok(found)
}

/// A settlement or cancellation in a list.
#[derive(Clone, Debug)]
pub struct InList {
    /// As it was sent.
    pub sent: Settlement,
    /// As it stands, where it was corrected.
    pub corrected: Option<Settlement>,
    /// What cancelled it.
    pub cancelled_by: Option<SettlementId>,
}

/// Some of the settlements of a person.
#[derive(Clone, Debug)]
pub struct SettlementsPage {
    /// The newest first, cancellations included.
    pub made: Vec<InList>,
    /// The turn before which the next older ones were made; nothing where there are none.
    pub earlier: Option<i64>,
    /// All corrections of the person, in the order they were made.
    pub corrections: Vec<Correction>,
}

/// So many settlements are listed at once.
pub const LISTED_MAX: usize = 100;

/// The newest settlements of a person, those before a turn where one is named.
pub fn settlements_before(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    turn: Option<i64>,
) -> Result<SettlementsPage, DeskError> {
    let one_more = u32::try_from(LISTED_MAX + 1).unwrap_or(u32::MAX);
    let before = (turn.unwrap_or(i64::MAX), one_more);
    let mut sent = settlements::before_turn(desk.tx, person, before)?;
    let is_more = sent.len() > LISTED_MAX;
    sent.truncate(LISTED_MAX);
    let known = corrections::of_person(desk.tx, person)?;
    let earlier = sent.last().map(|last| last.turn).filter(|_| is_more);
    let mut made = Vec::with_capacity(sent.len());
    for one in sent {
        let cancelled_by = settlements::reversal_of(desk.tx, person, &one.id)?;
        let was_corrected = known.iter().any(|it| it.settlement == one.id);
        let stands = was_corrected && cancelled_by.is_none();
        let stands = stands.then(|| corrections::as_they_stand(vec![one.clone()], &known));
        made.push(InList {
            corrected: stands.and_then(|mut stands| stands.pop()),
            cancelled_by: cancelled_by.map(|by| by.id),
            sent: one,
        });
    }
    Ok(SettlementsPage {
        made,
        earlier,
        corrections: known,
    })
}

/// Writes a row, to see whether the database takes one, and says how the clock stands to the latest
/// time that was seen here. That of a demo may be set, and stands as it should.
pub fn takes_a_row(desk: &mut Desk<'_, '_>) -> Result<ClockSeen, DeskError> {
    let seen = installation::probe(desk.tx, desk.now)?;
    Ok(match demo_since(desk.tx)? {
        Some(_) => {
            installation::believe_clock(desk.tx, desk.now)?;
            ClockSeen::Plausible
        }
        None => seen,
    })
}

/// The cancellation of a settlement, if there is one.
pub fn cancellation_of(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
) -> Result<Option<Settlement>, DeskError> {
    Ok(settlements::reversal_of(
        desk.tx,
        &settlement.person,
        &settlement.id,
    )?)
}

/// Everything a person has used up, by insured place, scheme, benefit year and counter.
pub fn year_totals(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<YearTotal>, DeskError> {
    Ok(settlements::year_totals(desk.tx, person)?)
}

/// What a person had used up at the end of a month, in the benefit years its last day lies in: what
/// stands now, less what was settled later.
pub fn year_totals_of_month(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    (year, month): (i16, i8),
) -> Result<Vec<YearTotal>, DeskError> {
    let last = Date::constant(year, month, 1).last_of_month();
    let all = settlements::of_person(desk.tx, person)?;
    let known = corrections::of_person(desk.tx, person)?;
    let mut later = corrections::as_they_stand(all, &known);
    later.retain(|made| today_in_china(made.created_at) > last);
    let mut totals = year_totals(desk, person)?;
    totals.retain(|total| {
        let pack = desk
            .reference
            .library
            .pack(total.insured_at, total.scheme, last);
        match pack.and_then(|pack| pack.benefit_year(last)) {
            Some(holds) => holds.label() == total.year,
            None => calendar_year(&total.year) == year,
        }
    });
    for total in &mut totals {
        let insurance = (total.insured_at, total.scheme);
        let own = later.iter().filter(|made| made.insurance() == insurance);
        let own = own.filter(|made| made.year == total.year);
        let counted = own.filter_map(|made| made.counted.get(&total.counter));
        total.amount -= counted.copied().sum::<Money>();
    }
    Ok(totals)
}

/// The pack a settlement was decided by: one in use, or read again from its kept text.
pub fn pack_of_settlement(
    desk: &mut Desk<'_, '_>,
    settlement: &Settlement,
) -> Result<Arc<Pack>, DeskError> {
    let hash = &settlement.pack_hash;
    if let Some(pack) = desk.reference.pack_by_hash(hash) {
        return Ok(Arc::clone(pack));
    }
    let reference = desk.reference;
    reference.pack_of_before(hash, || {
        let missing = |why: &str| StoreError::Row(format!("pack {hash}: {why}"));
        let text = packs::find(desk.tx, hash)?.ok_or_else(|| missing("its text was not kept"))?;
        let pack = Pack::from_text(&text, pack_hash);
        Ok(pack.map_err(|_| missing("it no longer reads"))?)
    })
}

/// The calendar year a benefit year begins in, from its label.
pub fn calendar_year(label: &str) -> i16 {
    label
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or_default()
}

/// The text of a pack in use, or of one that settled something before.
pub fn pack_text(desk: &mut Desk<'_, '_>, hash: &str) -> Result<Option<String>, DeskError> {
    match desk.reference.pack_by_hash(hash) {
        Some(pack) => Ok(Some(pack.text().to_owned())),
        None => Ok(packs::find(desk.tx, hash)?),
    }
}

/// The hash by which packs are kept: SHA-256 of their text in hexadecimal.
pub fn pack_hash(text: &str) -> String {
    store::seal::sha256_hex(&[text.as_bytes()])
}
