//! What a form of the desk cannot mean, said before it is priced: care for a chronic disease that
//! names none, or one the person has no approval for, and more days in a bed than there were. A
//! message of the hospital interface is not held to it: hospitals send such, and the rules decide.

use std::collections::BTreeMap;

use domain::Bilingual;
use domain::bill::BillLine;
use domain::diagnosis;
use domain::facility::Care;
use domain::person::Enrolment;
use domain::rules::DiseaseRow;
use domain::say;
use domain::text::Sep;
use store::enrolments;
use store::lines::{self, BillLines};

use super::HospitalRecordError;
use super::bill::BillAtDesk;
use crate::visit::choose;
use crate::{Caller, Desk, DeskError};

/// The fee kind of a bed, in the catalogue.
const BED: &str = "01";
/// Quantities are counted in so many to one.
const UNITS: i64 = 10_000;

/// Refuses what a form cannot mean.
pub(super) fn check_form(
    desk: &mut Desk<'_, '_>,
    form: &Caller,
    asked: &BillAtDesk,
) -> Result<(), DeskError> {
    if asked.care == Care::Chronic {
        check_disease(desk, form, asked)?;
    }
    match asked.care {
        Care::Inpatient => check_beds(desk, form, asked),
        _ => Ok(()),
    }
}

fn wrong_disease(rule: Bilingual) -> DeskError {
    DeskError::Field {
        field: "disease",
        rule,
    }
}

/// Care for a chronic disease names it, and it is one the person has approval for.
fn check_disease(
    desk: &mut Desk<'_, '_>,
    form: &Caller,
    asked: &BillAtDesk,
) -> Result<(), DeskError> {
    let enrolled = enrolments::on_day(desk.tx, &asked.person, asked.from)?;
    let insured = choose(&enrolled, &asked.opening(&form.message))?;
    let library = &desk.reference.library;
    let pack = library.pack(insured.insured_at, insured.scheme, asked.from);
    let all = pack.map(|pack| pack.listed_diseases()).unwrap_or_default();
    let (listed, free): (Vec<_>, Vec<_>) = all.into_iter().partition(|row| row.recognised);
    let Some(disease) = asked.diseases.first() else {
        return Err(wrong_disease(which_disease(insured, |known| {
            let row = listed.iter().find(|row| row.is_known_as(known));
            row.map(|row| row.title.clone())
        })));
    };
    let known = |row: &&DiseaseRow| {
        insured
            .recognised
            .iter()
            .any(|known| row.is_known_as(known))
    };
    let mut meant = listed.iter().filter(|row| row.is_known_as(disease));
    let mut recognised = insured.recognised.iter();
    let needs_none = free.iter().any(|row| row.is_known_as(disease));
    let holds =
        needs_none || meant.any(known) || recognised.any(|known| diagnosis::covers(known, disease));
    match holds {
        true => Ok(()),
        false => Err(wrong_disease(say!(
            "此人没有「{disease}」的慢特病认定。先在「登记」里认定，或类别改成普通门诊",
            "the person has no approval for “{disease}”: record it under Records first, or make \
             it an ordinary visit"
        ))),
    }
}

/// Which diseases may be named, as far as the person has approval for any.
fn which_disease(insured: &Enrolment, title: impl Fn(&String) -> Option<Bilingual>) -> Bilingual {
    let named = insured.recognised.iter().map(|known| {
        let title = title(known).unwrap_or_else(|| Bilingual::new(known, known));
        say!("{title}（{known}）", "{title} ({known})"; title = title)
    });
    match insured.recognised.is_empty() {
        true => say!(
            "慢特病要写病种编码。此人没有已认定的病种：先在「登记」里认定，或类别改成普通门诊",
            "chronic care names its disease. The person has no approval: record it under Records \
             first, or make it an ordinary visit"
        ),
        false => say!(
            "慢特病要写病种编码。此人已认定的：{named}",
            "chronic care names its disease. Approved for this person: {named}";
            named = Bilingual::join(named, Sep::Comma)
        ),
    }
}

/// No bed is charged for more days than the person was there; a day of admission or discharge
/// counts as one, for places count them differently.
fn check_beds(desk: &mut Desk<'_, '_>, form: &Caller, asked: &BillAtDesk) -> Result<(), DeskError> {
    let until = asked.until.unwrap_or(desk.today());
    let nights = until.since(asked.from).map_or(0, |span| span.get_days());
    let days = i64::from(nights.max(0)) + 1;
    let own = asked.lines.clone();
    let mut held: Vec<BillLine> = Vec::new();
    if let Some(stay) = &asked.stay {
        let bill = BillLines {
            person: &asked.person,
            visit: stay,
        };
        let before = lines::of_visit(desk.tx, bill)?.into_iter();
        let is_new = |line: &BillLine| own.iter().all(|it| it.serial != line.serial);
        let in_force = before.filter(|stored| !stored.withdrawn && is_new(&stored.line));
        held.extend(in_force.map(|stored| stored.line));
    }
    let facility = desk.reference.facility(&form.facility)?;
    let catalogue = desk.reference.catalogue(facility.region)?;
    let mut charged: BTreeMap<&str, i64> = BTreeMap::new();
    for line in held.iter().chain(&own) {
        let is_bed = catalogue
            .item_for(line)
            .is_ok_and(|item| item.fee_kind == BED);
        if !is_bed {
            continue;
        }
        let sum = charged.entry(&line.code).or_default();
        *sum += line.quantity;
        if *sum > days * UNITS {
            return Err(HospitalRecordError::BedDays {
                serial: line.serial.clone(),
                charged: *sum / UNITS,
                days,
            }
            .into());
        }
    }
    Ok(())
}
