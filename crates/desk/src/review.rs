//! Going through everybody's settlements after something changed for all of them. One person in one
//! transaction, in the order of their numbers; a program that stops is followed by the next.

use std::collections::BTreeSet;

use domain::ids::{FacilityCode, PersonId};
use domain::rules::WhatChanged;
use domain::{Region, say};
use store::audit;
use store::corrections::{self, Cause, Correction, Task};
use store::lines::StoredLine;
use store::reviews::{self, ItemOnDays, Review, Reviewed};
use store::{reference, releases};

use crate::changed::{self, Rules, fates, insurances, rules_changed, settle_change, write_change};
use crate::correct::BooksChange;
use crate::in_order::Anew;
use crate::on_record::PersonOnRecord;
use crate::query::lines_of_settlement;
use crate::{Desk, DeskError};

/// What a step of a review did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reviewing {
    /// Nothing is due.
    Idle,
    /// Somebody was gone through; so many corrections were made.
    Person(usize),
    /// A review came to its end.
    Done(String),
}

/// Goes through the next person of the oldest review that is due.
pub fn review_next(desk: &mut Desk<'_, '_>) -> Result<Reviewing, DeskError> {
    let Some(review) = reviews::due(desk.tx, desk.now)? else {
        return Ok(Reviewing::Idle);
    };
    if !is_up_to_date(desk)? {
        return Ok(Reviewing::Idle);
    }
    let person = match stands(desk, &review)? {
        true => reviews::next_person(desk.tx, &review)?,
        false => None,
    };
    let Some(person) = person else {
        reviews::done(desk.tx, &review, desk.now)?;
        return Ok(Reviewing::Done(review.id));
    };
    // First, so that another program that is at the same person waits here and then finds it done.
    reviews::gone_through(desk.tx, &review, &person)?;
    let turn = desk.tx.lock_person(&person)?;
    let made = match &review.body {
        Reviewed::Rules {
            release,
            insured_at,
        } => {
            let rules = Rules {
                turn,
                of: release,
                insured_at: *insured_at,
            };
            by_rules(desk, &person, &rules)?
        }
        Reviewed::Facility { facility, number } => {
            of_facility(desk, (&person, turn), (facility, number))?
        }
        Reviewed::Catalogue {
            region,
            number,
            items,
        } => {
            of_catalogue(desk, (&person, turn), (*region, number, items))?;
            Vec::new()
        }
    };
    note(desk, (&review, &person), &made)?;
    Ok(Reviewing::Person(made.len()))
}

/// Whether what is reviewed for still holds: a release that was withdrawn, or that another one took
/// the place of, corrects nothing any more.
fn stands(desk: &mut Desk<'_, '_>, review: &Review) -> Result<bool, DeskError> {
    let Reviewed::Rules { release, .. } = &review.body else {
        return Ok(true);
    };
    let approvals = releases::approvals(desk.tx)?;
    let Some(own) = approvals.iter().find(|known| known.release == *release) else {
        return Ok(false);
    };
    let mut in_force = approvals
        .iter()
        .filter(|known| known.place == own.place && known.from <= desk.today());
    Ok(in_force
        .next_back()
        .is_none_or(|last| last.release == *release))
}

/// Whether this program works by what was released and put on record last. What was put together
/// from a library of its own, as in tests, always does.
fn is_up_to_date(desk: &mut Desk<'_, '_>) -> Result<bool, DeskError> {
    let mark = &desk.reference.mark;
    let Some(day) = mark.day else {
        return Ok(true);
    };
    Ok(day == desk.today()
        && mark.turn == releases::turn(desk.tx)?
        && mark.version == reference::version(desk.tx)?)
}

/// How many reviews are not done.
pub fn open_reviews(desk: &mut Desk<'_, '_>) -> Result<i64, DeskError> {
    Ok(reviews::open_count(desk.tx)?)
}

fn by_rules(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    rules: &Rules<'_>,
) -> Result<Vec<Correction>, DeskError> {
    let came = rules_changed(desk, person, rules, |desk, (change, insurance), gone| {
        write_change(desk, change, (person, insurance), gone)
    })?;
    let made = came.into_iter().flat_map(|corrected| corrected.corrections);
    Ok(made.collect())
}

fn of_facility(
    desk: &mut Desk<'_, '_>,
    (person, turn): (&PersonId, i64),
    (facility, number): (&FacilityCode, &str),
) -> Result<Vec<Correction>, DeskError> {
    let now = PersonOnRecord::load(desk, person)?;
    let standing = corrections::standing(desk.tx, person)?;
    let there = standing.iter().filter(|made| made.facility == *facility);
    let mut change = BooksChange {
        turn,
        of: number.to_owned(),
        anew: Anew::Record(None, &now),
        touched: Some(there.map(|made| made.id.clone()).collect()),
        totals_moved: false,
        by_clerk: false,
        notice: 1,
    };
    let mut corrections = Vec::new();
    for insurance in insurances(desk, person)? {
        let what = (WhatChanged::Record, Cause::FacilityChanged);
        let fates = fates(desk, (person, insurance), (what, what))?;
        let corrected = settle_change(desk, &change, (person, insurance), &fates)?;
        change.notice += i64::try_from(corrected.corrections.len()).unwrap_or_default();
        corrections.extend(corrected.corrections);
    }
    Ok(corrections)
}

/// Lines were split by the catalogue of their day, and stay as they were split: where that says
/// something else now, a clerk looks at the settlement.
fn of_catalogue(
    desk: &mut Desk<'_, '_>,
    (person, turn): (&PersonId, i64),
    (region, number, items): (Region, &str, &[ItemOnDays]),
) -> Result<(), DeskError> {
    let cause = Cause::CatalogueChanged;
    let asked = corrections::asked(desk.tx, person)?;
    for made in corrections::standing(desk.tx, person)? {
        let facility = desk.reference.facility(&made.facility)?;
        let catalogue = desk.reference.catalogue(facility.region);
        let is_of_it = catalogue.is_ok_and(|catalogue| catalogue.region == region);
        if !is_of_it || asked.same(&made.id, cause, number) {
            continue;
        }
        let lines = lines_of_settlement(desk, &made)?;
        let is_changed = |stored: &&StoredLine| {
            let line = &stored.line;
            let mut items = items.iter();
            items.any(|item| item.code == line.code && item.days.contains(line.used_on))
        };
        let codes = lines
            .iter()
            .filter(is_changed)
            .map(|stored| &*stored.line.code);
        let codes: BTreeSet<&str> = codes.collect();
        if codes.is_empty() {
            continue;
        }
        let codes = codes.into_iter().take(5).collect::<Vec<_>>().join(" ");
        let task = Task {
            person: person.clone(),
            settlement: made.id.clone(),
            turn,
            opened_at: desk.now,
            cause,
            cause_of: number.to_owned(),
            why: say!(
                "目录里 {codes} 在收费那天的内容有更改，由经办人员核对",
                "what the catalogue says of {codes} for the day of the charge changed; a clerk \
                 looks at it"
            ),
        };
        corrections::open_task(desk.tx, &task, false)?;
    }
    Ok(())
}

fn note(
    desk: &mut Desk<'_, '_>,
    (review, person): (&Review, &PersonId),
    made: &[Correction],
) -> Result<(), DeskError> {
    if made.is_empty() && !desk.tx.is_untold(person) {
        return Ok(());
    }
    let head = audit::head(desk.tx, person.as_str())?;
    let entry = audit::AuditEntry {
        chain: person.as_str(),
        at: desk.now,
        actor: "review",
        action: "review",
        object: &review.id,
        reason: &changed::noted(made),
        digest: "",
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(())
}
