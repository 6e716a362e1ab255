//! What the desk for bills shows: the day, the form of a person, a settled bill.

use std::sync::Arc;

use desk::hospital::{self, BillsOfDay, not_paid_of};
use desk::operators::Operator;
use desk::{DeskError, Identified, Reference, StoredLine};
use domain::bill::Scope;
use domain::calendar::in_china;
use domain::catalogue::Item;
use domain::explanation::Explanation;
use domain::facility::{Care, Facility};
use domain::ids::MessageId;
use domain::shares::Shares;
use domain::text::Named;
use domain::{Bilingual, region_names};
use jiff::civil::Date;

use super::BillFound;
use super::read::{CELLS, FieldFaults, rows};
use crate::App;
use crate::pages::at_facility::{form_number, insurance};
use crate::pages::given::FormValues;
use crate::web::bill_desk::{
    BillCell, BillDeskPage, BillFormPage, BillOnPaper, BillTold, DaySum, ListedBill, PricedLine,
};

/// So many rows are there to begin with, and so many more than are filled.
const ROWS: (usize, usize) = (4, 2);
/// So many items are offered; any other can be typed.
const ITEMS_OFFERED: usize = 300;

/// The facility whose desk it is, with its catalogue.
pub(super) struct OfFacility {
    reference: Arc<Reference>,
    facility: Facility,
    /// Today.
    pub today: Date,
}

impl OfFacility {
    /// That of an operator.
    pub(super) fn of(app: &App, operator: &Operator) -> Result<OfFacility, DeskError> {
        let reference = app.reference();
        let facility = reference
            .facility(hospital::own_facility(operator)?)?
            .clone();
        Ok(OfFacility {
            reference,
            facility,
            today: app.today(),
        })
    }

    /// The catalogue that holds here; nothing where there is none.
    pub(super) fn items(&self) -> &[Item] {
        let catalogue = self.reference.catalogue(self.facility.region);
        catalogue.map_or(&[], |catalogue| catalogue.items())
    }
}

/// The first page.
pub(super) fn day_page(place: &OfFacility, on: Date, bills: &BillsOfDay) -> BillDeskPage {
    let listed = bills.listed.iter().map(|bill| ListedBill {
        id: bill.id.to_string(),
        name: bill.name.clone(),
        at: in_china(bill.at).strftime("%H:%M").to_string(),
        shares: bill.shares,
        is_cancelled: bill.is_cancelled,
    });
    BillDeskPage {
        facility: place.facility.name.clone(),
        day: on.to_string(),
        settled: DaySum {
            count: bills.settled,
            shares: bills.of_settled,
        },
        cancelled: DaySum {
            count: bills.cancelled,
            shares: bills.of_cancelled,
        },
        stands: bills.stands(),
        bills: listed.collect(),
        wrong: None,
    }
}

/// The form of somebody, with what was typed.
pub(super) fn form_page(
    place: &OfFacility,
    (seen, form): (&Identified, &MessageId),
    values: &FormValues,
) -> BillFormPage {
    let (facility, today) = (&place.facility, place.today);
    let kinds = Care::ALL
        .iter()
        .filter(|care| facility.is_networked(**care, today));
    let kinds = kinds.map(|care| {
        let is_chosen = values.get("care") == Some(care.word());
        (care.word().to_owned(), care.name(), is_chosen)
    });
    let items = place
        .items()
        .iter()
        .filter(|item| item.period.contains(today));
    let items = items.take(ITEMS_OFFERED);
    let typed = values
        .names()
        .filter(|name| *name != "list" && *name != "token");
    let number = seen.person.certificates().next();
    BillFormPage {
        facility: facility.name.clone(),
        person: seen.person.id.to_string(),
        name: seen.person.name.clone(),
        number: number.map_or_else(String::new, |it| it.masked()),
        insured: seen.enrolments.iter().map(insurance).collect(),
        kinds: kinds.collect(),
        rows: rows_shown(values),
        items: items
            .map(|item| (item.code.clone(), item.name.clone()))
            .collect(),
        form: form.to_string(),
        today: today.to_string(),
        typed: typed
            .map(|name| (name.to_owned(), values.text(name)))
            .collect(),
        ..BillFormPage::default()
    }
}

/// The rows that are filled, and some empty ones.
fn rows_shown(values: &FormValues) -> Vec<[BillCell; 4]> {
    let filled = rows(values);
    let (first, more) = ROWS;
    let count = first.max(filled.len() + more);
    let empty = Default::default();
    (0..count)
        .map(|at| {
            let row: &[String; 4] = filled.get(at).unwrap_or(&empty);
            let mut cells = CELLS.iter().zip(row);
            [(); 4].map(|()| {
                let (cell, text) = cells.next().expect("a row has as many cells");
                BillCell {
                    name: format!("{cell}-{}", at + 1),
                    text: text.clone(),
                    wrong: None,
                }
            })
        })
        .collect()
}

impl BillFormPage {
    /// The same with what is wrong, at its fields.
    pub(super) fn with_faults(&mut self, faults: FieldFaults) {
        for cell in self.rows.iter_mut().flatten() {
            cell.wrong = faults.get(&cell.name).cloned();
        }
        self.faults = faults;
    }
}

/// What a bill comes to, with its lines.
pub(super) fn told_of(
    (scope, shares): (Scope, Shares),
    explanation: Explanation,
    lines: &[StoredLine],
) -> BillTold {
    let mut lines: Vec<PricedLine> = lines
        .iter()
        .map(|stored| PricedLine {
            number: stored.line.serial.clone(),
            name: stored.line.name.clone(),
            amount: stored.line.amount,
            not_paid: not_paid_of(stored),
        })
        .collect();
    lines.sort_by_key(|line| line.number.parse::<usize>().unwrap_or(usize::MAX));
    BillTold {
        scope,
        shares,
        explanation,
        lines,
    }
}

/// A settled bill.
pub(super) fn paper_page(place: &OfFacility, found: BillFound) -> BillOnPaper {
    let BillFound {
        made,
        visit,
        cancelled,
        seen,
        told,
    } = found;
    let at = |made: &desk::Settlement| {
        in_china(made.created_at)
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    };
    let (insured_at, scheme) = made.insurance();
    let (label, scheme) = (region_names::label(insured_at), scheme.name());
    let number = seen.person.certificates().next();
    let from = visit.from;
    BillOnPaper {
        id: made.id.to_string(),
        facility: place.facility.name.clone(),
        name: seen.person.name.clone(),
        number: number.map_or_else(String::new, |it| it.masked()),
        insured: Bilingual::new(
            format!("{}，{}", label.zh, scheme.zh),
            format!("{}, {}", label.en, scheme.en),
        ),
        care: visit.care.name(),
        days: match visit.until {
            Some(until) => domain::say!("{from} 至 {until}", "{from} to {until}"),
            None => Bilingual::new(from.to_string(), from.to_string()),
        },
        at: at(&made),
        told,
        cancelled: cancelled.as_ref().map(at),
        is_new: false,
        form: form_number(&FormValues::default()).to_string(),
        reason: String::new(),
        wrong: None,
    }
}
