//! Corrections that the rules leave to a clerk: what waits, and what was decided.

use std::collections::BTreeSet;

use domain::ids::{PersonId, SettlementId, VisitId};
use domain::plan::DecidedFigure;
use domain::rules::DecidedBy;
use domain::shares::Shares;
use domain::{Bilingual, word_list};
use serde::{Deserialize, Serialize};
use store::audit;
use store::corrections::{self, AskedOfClerk, Cause, Correction, Task};
use store::enrolments::Insurance;
use store::operators::Operator;
use store::settlements::{self, Settlement};
use store::visits;

use crate::changed::{self, Fates, gone_through, settle_change};
use crate::correct::{BillFate, BooksChange, Corrected};
use crate::in_order::Anew;
use crate::on_record::PersonOnRecord;
use crate::{Desk, DeskError};

word_list! {
    /// What a clerk decides about a settlement that comes to something else now.
    CorrectionVerdict {
        /// The difference is corrected.
        Correct = "correct", "补差", "correct it";
        /// It stands as it is.
        Leave = "leave", "保持不变", "leave it";
    }
}

/// A clerk's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideCorrection {
    /// Which settlement.
    pub settlement: SettlementId,
    /// What.
    #[serde(rename = "decision")]
    pub verdict: CorrectionVerdict,
    /// Why.
    pub reason: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecidedCorrection {
    /// Whose settlement it is.
    pub person: PersonId,
    /// The correction of the settlement, unless nothing differs or it is left, and those of later
    /// ones that rest on it.
    pub corrections: Vec<Correction>,
    /// Later ones that wait for a clerk now.
    pub waiting: Vec<SettlementId>,
}

/// What waits for a clerk, the oldest first.
pub fn correction_tasks(desk: &mut Desk<'_, '_>, count: u32) -> Result<Vec<Task>, DeskError> {
    Ok(corrections::open_tasks(desk.tx, count)?)
}

/// The settlements of a person that wait for a clerk.
pub fn correction_tasks_of(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
) -> Result<Vec<SettlementId>, DeskError> {
    let asked = corrections::asked(desk.tx, person)?;
    let standing = corrections::standing(desk.tx, person)?.into_iter();
    let waiting = standing.filter(|made| asked.open(&made.id).next().is_some());
    Ok(waiting.map(|made| made.id).collect())
}

/// Decides about a settlement. No door calls it: what comes from people is proposed by one and
/// confirmed by another in [`bill_cases`](crate::bill_cases), and this is what then happens. What
/// does not wait for anybody may be corrected too, where it does not follow from what stands before
/// it: the books of an earlier version have such.
pub fn decide_correction(
    desk: &mut Desk<'_, '_>,
    by: &Operator,
    asked: &DecideCorrection,
) -> Result<DecidedCorrection, DeskError> {
    decide_by(desk, by, (asked, None))
}

/// Figures that were decided in the place of those nobody published, and the number of the
/// decision.
pub(crate) type FiguresDecided<'a> = (&'a [DecidedFigure], &'a str);

/// Decides about a settlement, by what stands now or with figures that are decided.
pub(crate) fn decide_by(
    desk: &mut Desk<'_, '_>,
    by: &Operator,
    (asked, figures): (&DecideCorrection, Option<FiguresDecided<'_>>),
) -> Result<DecidedCorrection, DeskError> {
    if asked.reason.trim().is_empty() {
        return Err(crate::operators::field("reason", "请写明原因", "say why"));
    }
    let unknown = || DeskError::UnknownSettlement {
        settlement: asked.settlement.clone(),
    };
    let made = settlements::find_by_id(desk.tx, &asked.settlement)?.ok_or_else(unknown)?;
    let (person, insurance) = (made.person.clone(), made.insurance());
    let turn = match desk.tx.turn_of(person.as_str()) {
        Some(turn) => turn,
        None => desk.tx.lock_person(&person)?,
    };
    let standing = corrections::standing(desk.tx, &person)?;
    if standing.iter().all(|stands| stands.id != made.id) {
        return Err(DeskError::NotStanding {
            settlement: made.id,
        });
    }
    let waits = corrections::asked(desk.tx, &person)?;
    let (corrected, decided) = match asked.verdict {
        CorrectionVerdict::Leave => (Corrected::default(), parts_of(&standing, &made.visit)),
        CorrectionVerdict::Correct => {
            let due = Due::of(&waits, (&made.id, turn), (&by.id, figures));
            correct(desk, &due, (&person, &made.id), insurance)?
        }
    };
    let is_asked = waits.open(&made.id).next().is_some();
    if !is_asked && corrected.corrections.is_empty() && corrected.waiting.is_empty() {
        return Err(DeskError::NothingToDecide {
            settlement: made.id,
        });
    }
    let decision = (
        desk.now,
        by.id.as_str(),
        asked.verdict.decision(),
        asked.reason.as_str(),
    );
    for settlement in &decided {
        corrections::close_tasks(desk.tx, (&person, settlement), None, decision)?;
    }
    note(desk, (by, asked), (&person, &corrected.corrections))?;
    Ok(DecidedCorrection {
        person,
        corrections: corrected.corrections,
        waiting: corrected.waiting.into_iter().map(|(id, ..)| id).collect(),
    })
}

impl CorrectionVerdict {
    fn decision(self) -> &'static str {
        match self {
            CorrectionVerdict::Correct => "corrected",
            CorrectionVerdict::Leave => "left",
        }
    }
}

/// What is to be corrected for, and in whose turn.
struct Due<'a> {
    turn: i64,
    cause: Cause,
    of: String,
    figures: Option<&'a [DecidedFigure]>,
}

impl<'a> Due<'a> {
    /// What reaches furthest, of what waits or was left: the rules, the record, the totals.
    fn of(
        waits: &AskedOfClerk,
        (made, turn): (&SettlementId, i64),
        (by, figures): (&str, Option<FiguresDecided<'a>>),
    ) -> Due<'a> {
        let reach = |(cause, _): &(Cause, &str)| (!cause.is_of_totals(), !cause.is_of_record());
        let furthest = waits.causes(made).max_by_key(reach);
        let (cause, of) = match figures {
            Some((_, number)) => (Cause::Clerk, number),
            None => furthest.unwrap_or((Cause::Clerk, by)),
        };
        Due {
            turn,
            cause,
            of: of.to_owned(),
            figures: figures.map(|(figures, _)| figures),
        }
    }
}

/// Makes ready what a decision changes, for `then` to write or only to look at: the settlement, and
/// unless only totals changed, the other parts of its stay.
fn changed_by<T>(
    desk: &mut Desk<'_, '_>,
    due: &Due<'_>,
    (person, settlement): (&PersonId, &SettlementId),
    then: impl FnOnce(&mut Desk<'_, '_>, &BooksChange<'_>, &Fates) -> Result<T, DeskError>,
) -> Result<(T, BTreeSet<SettlementId>), DeskError> {
    let now = PersonOnRecord::load(desk, person)?;
    let standing = corrections::standing(desk.tx, person)?;
    let made = standing.iter().find(|made| made.id == *settlement);
    let made = made.ok_or_else(|| DeskError::NotStanding {
        settlement: settlement.clone(),
    })?;
    let visit =
        visits::find(desk.tx, person, &made.visit)?.ok_or_else(|| DeskError::UnknownVisit {
            visit: made.visit.clone(),
        })?;
    let covers = due.cause.is_of_totals() || now.covers(made.insurance(), visit.from);
    let anew = match (due.figures, due.cause) {
        (Some(figures), _) => Anew::Decided(figures),
        _ if !covers => Anew::Uncovered,
        (None, Cause::EarlierCancelled | Cause::Cancelled | Cause::Clerk) => Anew::Before,
        (None, Cause::RulesReleased | Cause::FigurePublished) => Anew::Rules(&now),
        (
            None,
            Cause::FilingChanged
            | Cause::EnrolmentChanged
            | Cause::FacilityChanged
            | Cause::CatalogueChanged
            | Cause::ChoiceChanged,
        ) => Anew::Record(None, &now),
    };
    // With those that rest on it, but for what somebody else has to decide or has decided.
    let touched: BTreeSet<SettlementId> = match anew {
        Anew::Before => [settlement.clone()].into(),
        // The parts of a stay stand on one record and go by one set of rules.
        _ => parts_of(&standing, &visit.id),
    };
    let change = BooksChange {
        turn: due.turn,
        of: due.of.clone(),
        anew,
        touched: Some(touched.clone()),
        totals_moved: false,
        by_clerk: true,
        notice: 1,
    };
    let from_it = standing
        .iter()
        .skip_while(|made| !change.touches_by_name(&made.id));
    let automatic = BillFate::Corrected(due.cause, DecidedBy::Automatic);
    let fates: Fates = from_it
        .map(|made| (made.id.clone(), (automatic, automatic)))
        .collect();
    Ok((then(desk, &change, &fates)?, touched))
}

/// Corrects a settlement by what stands now, and then those that rest on it. Tells also what was
/// decided.
fn correct(
    desk: &mut Desk<'_, '_>,
    due: &Due<'_>,
    (person, settlement): (&PersonId, &SettlementId),
    insurance: Insurance,
) -> Result<(Corrected, BTreeSet<SettlementId>), DeskError> {
    let (corrected, touched) =
        changed_by(desk, due, (person, settlement), |desk, change, fates| {
            settle_change(desk, change, (person, insurance), fates)
        })?;
    let mut waiting = corrected.waiting.iter();
    match waiting.find(|(id, ..)| id == settlement) {
        Some((_, _, why)) => Err(DeskError::NotDerived {
            settlement: settlement.clone(),
            why: why.clone(),
        }),
        None => Ok((corrected, touched)),
    }
}

/// What a settlement would be corrected by, were that decided now: what each payer pays more, none
/// where nothing differs; or why nobody can say. Nothing is written.
pub(crate) fn foresee(
    desk: &mut Desk<'_, '_>,
    made: &Settlement,
    figures: Option<FiguresDecided<'_>>,
) -> Result<Result<Option<Shares>, Bilingual>, DeskError> {
    let waits = corrections::asked(desk.tx, &made.person)?;
    let due = Due::of(&waits, (&made.id, 0), ("", figures));
    let of = (&made.person, made.insurance());
    let (gone, _) = changed_by(desk, &due, (of.0, &made.id), |desk, change, fates| {
        gone_through(desk, change, of, fates)
    })?;
    let mut waiting = gone.corrected.waiting.iter();
    if let Some((_, _, why)) = waiting.find(|(id, ..)| *id == made.id) {
        return Ok(Err(why.clone()));
    }
    let mut corrected = gone.corrected.corrections.iter();
    let own = corrected.find(|one| one.settlement == made.id);
    Ok(Ok(own.map(|one| one.shares)))
}

/// The settlements of a visit.
fn parts_of(standing: &[Settlement], visit: &VisitId) -> BTreeSet<SettlementId> {
    let parts = standing.iter().filter(|made| made.visit == *visit);
    parts.map(|made| made.id.clone()).collect()
}

fn note(
    desk: &mut Desk<'_, '_>,
    (by, asked): (&Operator, &DecideCorrection),
    (person, made): (&PersonId, &[Correction]),
) -> Result<(), DeskError> {
    let head = audit::head(desk.tx, person.as_str())?;
    let said = [asked.reason.clone(), changed::noted(made)];
    let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
    let entry = audit::AuditEntry {
        chain: person.as_str(),
        at: desk.now,
        actor: &by.id,
        action: "decide-correction",
        object: asked.settlement.as_str(),
        reason: &said.join("; "),
        digest: asked.verdict.decision(),
    };
    audit::append(desk.tx, &head, &entry)?;
    Ok(())
}
