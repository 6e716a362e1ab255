//! What settlements were computed from changed: an earlier one was cancelled, what is on record of
//! the person changed for days that had passed, or rules for such days were released. Each later
//! settlement is derived again; what becomes of the difference the policy of each says.

use domain::ids::{PersonId, SettlementId};
use domain::rules::{DecidedBy, LaterSettlements, WhatChanged};
use domain::{Money, Region, say};
use std::collections::{BTreeMap, BTreeSet};
use store::corrections::{self, Cause, Correction};
use store::enrolments::Insurance;
use store::settlements::Settlement;

use crate::aftermath::AfterCancellation;
use crate::correct::{
    BillFate, BillFates, BooksChange, Corrected, GoneThrough, go_through, move_account,
};
use crate::in_order::Anew;
use crate::on_record::PersonOnRecord;
use crate::once::Turn;
use crate::query::pack_of_settlement;
use crate::{Desk, DeskError};

/// Derives again what was settled after a settlement that was cancelled, as the policy of each
/// says.
pub(crate) fn after_cancelling(
    desk: &mut Desk<'_, '_>,
    turn: &Turn,
    (original, returned): (&Settlement, Money),
    after: &[AfterCancellation],
) -> Result<Corrected, DeskError> {
    let cause = Cause::EarlierCancelled;
    let fates = |made: &Settlement| {
        if made.turn <= original.turn {
            return (BillFate::Stands, BillFate::Stands);
        }
        let one = after.iter().find(|one| one.settlement == made.id);
        let usual = (LaterSettlements::Corrected, DecidedBy::Automatic);
        let fate = match one.map_or(usual, |one| (one.later, one.decided)) {
            (LaterSettlements::Corrected, decided) => BillFate::Corrected(cause, decided),
            (LaterSettlements::CancelledFirst, _) => BillFate::Stands,
            (LaterSettlements::Stand, _) => BillFate::LeftByRule(cause),
        };
        (fate, fate)
    };
    let change = BooksChange {
        turn: turn.number,
        of: original.id.to_string(),
        anew: Anew::Before,
        touched: None,
        totals_moved: true,
        by_clerk: false,
        // After those of the cancellation itself, and of what it takes back.
        notice: 3,
    };
    let who = (&original.person, original.insurance(), returned);
    go_through(desk, &change, who, fates)?.write(desk, &change)
}

/// What changed of what is on record.
pub(crate) struct RecordChange<'a> {
    pub what: WhatChanged,
    pub cause: Cause,
    /// Number of what changed.
    pub of: &'a str,
    pub before: &'a PersonOnRecord,
    pub turn: i64,
    /// The first notice of the turn that is free.
    pub notice: i64,
}

/// Derives again what was settled by what was on record before.
pub(crate) fn after_recording(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    recorded: &RecordChange<'_>,
) -> Result<Vec<Correction>, DeskError> {
    let now = PersonOnRecord::load(desk, person)?;
    if now == *recorded.before {
        return Ok(vec![]);
    }
    let mut change = BooksChange {
        turn: recorded.turn,
        of: recorded.of.to_owned(),
        anew: Anew::Record(Some(recorded.before), &now),
        touched: None,
        totals_moved: false,
        by_clerk: false,
        notice: recorded.notice,
    };
    let mut corrections = Vec::new();
    for insurance in insurances(desk, person)? {
        let what = (recorded.what, recorded.cause);
        let fates = fates(desk, (person, insurance), (what, what))?;
        let corrected = settle_change(desk, &change, (person, insurance), &fates)?;
        change.notice += i64::try_from(corrected.corrections.len()).unwrap_or_default();
        corrections.extend(corrected.corrections);
    }
    Ok(corrections)
}

/// The insurances that settled something for a person.
pub(crate) fn insurances(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<BTreeSet<Insurance>, DeskError> {
    let standing = corrections::standing(desk.tx, person)?;
    Ok(standing.iter().map(Settlement::insurance).collect())
}

/// What becomes of each settlement, by the policy it stands by.
pub(crate) type Fates = BTreeMap<SettlementId, BillFates>;

/// What becomes of the settlements of an insurance when that changes, as the policy of each says:
/// usually, and where it makes a provisional one final.
pub(crate) fn fates(
    desk: &mut Desk<'_, '_>,
    (person, insurance): (&PersonId, Insurance),
    (usually, is_final): ((WhatChanged, Cause), (WhatChanged, Cause)),
) -> Result<Fates, DeskError> {
    let mut standing = corrections::standing(desk.tx, person)?;
    standing.retain(|made| made.insurance() == insurance);
    let mut fates = Fates::new();
    for made in standing {
        let pack = pack_of_settlement(desk, &made)?;
        let rules = pack.in_force(None);
        let fate = |(what, cause)| match rules.after_cancellation(&made.inputs.situation, what) {
            (LaterSettlements::Stand, _) => BillFate::LeftByRule(cause),
            (_, decided) => BillFate::Corrected(cause, decided),
        };
        let both = (fate(usually), fate(is_final));
        fates.insert(made.id, both);
    }
    Ok(fates)
}

/// Goes through an insurance after a change and writes what became of it. Where the personal
/// account does not hold what it would have to pay, a clerk decides.
pub(crate) fn settle_change(
    desk: &mut Desk<'_, '_>,
    change: &BooksChange<'_>,
    (person, insurance): (&PersonId, Insurance),
    fates: &Fates,
) -> Result<Corrected, DeskError> {
    let gone = gone_through(desk, change, (person, insurance), fates)?;
    write_change(desk, change, (person, insurance), gone)
}

/// Writes what became of an insurance.
pub(crate) fn write_change(
    desk: &mut Desk<'_, '_>,
    change: &BooksChange<'_>,
    (person, insurance): (&PersonId, Insurance),
    mut gone: GoneThrough,
) -> Result<Corrected, DeskError> {
    let drawn = gone.drawn();
    let holds = store::enrolments::balance(desk.tx, person, insurance)?;
    if (holds - drawn).is_negative() {
        gone.wait(&say!(
            "个人账户余额不够，由经办人员决定",
            "the personal account does not hold enough; a clerk decides"
        ));
    }
    if gone.is_below() && !gone.corrected.corrections.is_empty() {
        gone.wait(&say!(
            "补差会使年度累计小于零，由经办人员决定",
            "a running total would come below nothing; a clerk decides"
        ));
    }
    let drawn = gone.drawn();
    let of = gone
        .corrected
        .corrections
        .first()
        .map(|made| made.settlement.clone());
    let corrected = gone.write(desk, change)?;
    if let Some(of) = of {
        move_account(desk, (person, insurance, &of), -drawn)?;
    }
    Ok(corrected)
}

/// What a change would come to; nothing is written.
pub(crate) fn gone_through(
    desk: &mut Desk<'_, '_>,
    change: &BooksChange<'_>,
    (person, insurance): (&PersonId, Insurance),
    fates: &Fates,
) -> Result<GoneThrough, DeskError> {
    let stands = (BillFate::Stands, BillFate::Stands);
    let fates = |made: &Settlement| *fates.get(&made.id).unwrap_or(&stands);
    go_through(desk, change, (person, insurance, Money::ZERO), fates)
}

/// Rules for days that had passed were released.
pub(crate) struct Rules<'a> {
    pub turn: i64,
    /// The release.
    pub of: &'a str,
    /// Whose rules; everybody's where none is named.
    pub insured_at: Option<Region>,
}

/// Goes through all of a person's settlements after rules changed, one insurance after the other;
/// `then` says what is done with what comes out.
pub(crate) fn rules_changed<T>(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    rules: &Rules<'_>,
    mut then: impl FnMut(
        &mut Desk<'_, '_>,
        (&BooksChange<'_>, Insurance),
        GoneThrough,
    ) -> Result<T, DeskError>,
) -> Result<Vec<T>, DeskError> {
    let now = PersonOnRecord::load(desk, person)?;
    let mut change = BooksChange {
        turn: rules.turn,
        of: rules.of.to_owned(),
        anew: Anew::Rules(&now),
        touched: None,
        totals_moved: false,
        by_clerk: false,
        notice: 1,
    };
    let mut came = Vec::new();
    let usually = (WhatChanged::Rules, Cause::RulesReleased);
    let is_final = (WhatChanged::Figure, Cause::FigurePublished);
    for insurance in insurances(desk, person)? {
        if rules.insured_at.is_some_and(|place| place != insurance.0) {
            continue;
        }
        let fates = fates(desk, (person, insurance), (usually, is_final))?;
        let gone = gone_through(desk, &change, (person, insurance), &fates)?;
        let made = gone.corrected.corrections.len();
        came.push(then(desk, (&change, insurance), gone)?);
        change.notice += i64::try_from(made).unwrap_or_default();
    }
    Ok(came)
}

/// What the audit remembers of corrections.
pub(crate) fn noted(made: &[Correction]) -> String {
    let notes = made.iter().map(|correction| {
        let digest = corrections::digest(correction);
        format!(
            "{} corrects {}: {digest}",
            correction.id, correction.settlement
        )
    });
    notes.collect::<Vec<_>>().join("; ")
}
