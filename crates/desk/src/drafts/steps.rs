//! What is asked next: only what the rules of the chosen kind need and nobody has said.

use domain::Bilingual;
use domain::filing::{Check, CheckKind, Refused, Verdict};
use domain::ids::FilingId;
use domain::procedures::{AtHome, Category, PledgeAllowed, RowInFile, Validity};

use super::{DraftStep, Filer, FilingDraft, category, foretell, hindrances};
use crate::{Desk, DeskError};

/// The first thing a draft does not say yet; everything said leads to the check.
pub fn open_step(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    (id, draft): (&FilingId, &FilingDraft),
) -> Result<DraftStep, DeskError> {
    let rules = desk.reference.library.procedures(draft.insured_at);
    let Some(row) = category(rules, draft, desk.today()) else {
        return Ok(DraftStep::Case);
    };
    let row = row.row();
    if !row.options.is_empty() && draft.option.is_none() {
        return Ok(DraftStep::Option);
    }
    if !row.when.register.is_empty() && draft.register.is_none() {
        return Ok(DraftStep::Register);
    }
    let asks_months = row.when.months_away.is_some() || row.lasting.is_some();
    if asks_months && draft.months_away.is_none() {
        return Ok(DraftStep::Months);
    }
    if first_day_matters(row) && draft.starts_on.is_none() {
        return Ok(DraftStep::Start);
    }
    if !hindrances(desk, filer, (id, draft))?.is_empty() {
        return Ok(DraftStep::Check);
    }
    let contact = &draft.contact;
    let fields = [&contact.name, &contact.phone, &contact.address];
    if fields.iter().any(|field| field.trim().is_empty()) {
        return Ok(DraftStep::Contact);
    }
    let lacks_proof = match foretell(desk, filer, (id, draft)) {
        Err(DeskError::FilingRefused(why)) => lacks(&why, CheckKind::Evidence),
        _ => false,
    };
    Ok(match lacks_proof {
        true => DraftStep::Proof,
        false => DraftStep::Check,
    })
}

fn lacks(why: &Refused, kind: CheckKind) -> bool {
    let Refused::Form(failed) = why else {
        return false;
    };
    failed.iter().any(|check| check.kind == kind)
}

/// Whether anything hangs on the first day: how long the filing lasts, care at home, or when it may
/// be ended. Otherwise it begins today unless the person says another day.
fn first_day_matters(row: &Category) -> bool {
    row.validity != Validity::NoEnd
        || row.at_home == AtHome::Suspended
        || row.cancel_after_days > 0
        || row.pledge.fixed_months > 0
}

/// How many days before and after today the first day may lie.
pub fn days_ahead(row: &Category) -> (u16, Option<u16>) {
    (row.start.backdated_days, row.start.ahead_days)
}

/// What the rules ask for as proof: the check that fails without one.
pub fn proof_asked(
    desk: &mut Desk<'_, '_>,
    filer: Filer<'_>,
    (id, draft): (&FilingId, &FilingDraft),
) -> Result<Option<Check>, DeskError> {
    let mut without = draft.clone();
    without.evidence = Vec::new();
    let checks = match foretell(desk, filer, (id, &without)) {
        Err(DeskError::FilingRefused(why)) => match *why {
            Refused::Form(failed) => failed,
            _ => vec![],
        },
        Err(other) => return Err(other),
        Ok(_) => vec![],
    };
    let mut checks = checks.into_iter();
    Ok(checks.find(|it| it.kind == CheckKind::Evidence && it.verdict == Verdict::Fail))
}

/// The kinds of proof that a category takes, with their names.
pub fn kinds_of_proof(row: RowInFile<'_, Category>) -> Vec<(String, Bilingual)> {
    let of_category = row.row().materials.iter().flat_map(|one| &one.any_of);
    let after_change = row.row().pledge.after_change.iter();
    let mut kinds: Vec<(String, Bilingual)> = Vec::new();
    for kind in of_category.chain(after_change.flat_map(|rule| &rule.any_of)) {
        if kinds.iter().all(|(known, _)| known != kind) {
            kinds.push((kind.clone(), row.material_name(kind)));
        }
    }
    kinds
}

/// Whether a pledge would do if the person says what prevents them from getting the proof.
pub fn may_be_prevented(row: &Category) -> bool {
    row.pledge.allowed == PledgeAllowed::WhenPrevented
}
