//! 5203, 5204, 5206: a settlement, its lines, the totals of a year.

use desk::query::calendar_year;
use desk::{Deed, Desk, DeskError, Look, Settlement, StoredLine, Visit, Voucher};
use domain::Money;
use domain::text::cut;
use national::KeptMessage;
use national::codes::MedType;
use national::reply::{self, Cumulative, JsonText, LineRecord, LineResult, SettlementRecord};
use national::request::{SettlementQuery, YearToDateQuery};

use super::bills::{Echo, Recorded};
use super::message::{Message, Turned};
use super::said::Said;
use crate::App;

pub(super) async fn settlement(
    app: &App,
    message: Message,
    asked: SettlementQuery,
) -> Result<Vec<u8>, Turned> {
    let reply = app
        .read(move |desk| Ok(message.seal(record(desk, &message, &asked)?)))
        .await?;
    Ok(reply)
}

fn record(
    desk: &mut Desk<'_, '_>,
    message: &Message,
    asked: &SettlementQuery,
) -> Result<JsonText, DeskError> {
    let facility = desk.reference().facility(&message.caller.facility)?;
    let (settlement, visit) = own(desk, message, asked)?;
    let person = desk::identify(desk, &Voucher::Person(asked.person.clone()))?.person;
    let enrolment = desk::query::enrolment_of_settlement(desk, &settlement)?;
    let cancelled = desk::query::cancellation_of(desk, &settlement)?.is_some();
    let pack = desk::query::pack_of_settlement(desk, &settlement)?;
    let recorded = Recorded {
        settlement: &settlement,
        person: &person,
        enrolment: &enrolment,
        pack: &pack,
        account: desk::query::account_then(desk, &settlement, &enrolment)?,
    };
    let lines = desk::lines_of_settlement(desk, &settlement)?;
    let said = Said::of_visit(desk, (&settlement.person, &settlement.visit))?;
    // A cancellation repeats what was said when its original was settled.
    let made = settlement.reversal_of.as_ref().unwrap_or(&settlement.id);
    let reply = recorded.reply(Echo::of(&said, Some(made)));
    let kept = KeptMessage::default();
    let (disease, disease_name) = said.disease(&lines);
    let situation = &settlement.inputs.situation;
    let record = SettlementRecord {
        reply: &reply,
        facility,
        level: situation.level,
        distance: situation.insured_at.distance_to(facility.region),
        insured_at: situation.insured_at,
        employer: enrolment.employer.as_deref(),
        begun_on: visit.from,
        ended_on: visit.until.unwrap_or(situation.day),
        refunded: cancelled || settlement.reversal_of.is_some(),
        year: calendar_year(&settlement.year),
        disease,
        disease_name,
        kept: said.of_settlement(&settlement.id).unwrap_or(&kept),
        operated_at: Some(settlement.created_at),
    };
    Ok(reply::settlement_record(&record).expect("a stored settlement was checked when written"))
}

/// The settlement, if it is this facility's. «Not yours» and «not there» look the same.
fn own(
    desk: &mut Desk<'_, '_>,
    message: &Message,
    asked: &SettlementQuery,
) -> Result<(Settlement, Visit), DeskError> {
    let id = asked.settlement.as_ref().ok_or_else(|| unknown(asked))?;
    let named = (id, asked.visit.as_ref());
    desk::query::named_settlement(desk, &message.caller, &asked.person, named)
}

fn unknown(asked: &SettlementQuery) -> DeskError {
    match &asked.visit {
        Some(visit) => DeskError::UnknownVisit {
            visit: visit.clone(),
        },
        None => DeskError::UnknownPerson,
    }
}

pub(super) async fn lines(
    app: &App,
    message: Message,
    asked: SettlementQuery,
) -> Result<Vec<u8>, Turned> {
    let own = (message.clone(), asked.clone());
    let count = app.read(move |desk| counted(desk, &own.0, &own.1)).await?;
    // As long as others' long replies are in memory this one is not begun.
    let _leave = app.carry(count).await;
    let reply = app
        .read(move |desk| Ok(message.seal(records(desk, &message, &asked)?)))
        .await?;
    Ok(reply)
}

/// How many lines are asked for.
fn counted(
    desk: &mut Desk<'_, '_>,
    message: &Message,
    asked: &SettlementQuery,
) -> Result<usize, DeskError> {
    match (&asked.settlement, &asked.visit) {
        (Some(_), _) => Ok(own(desk, message, asked)?.0.lines.len()),
        (None, Some(id)) => {
            let asker = (&message.caller, Deed::ShowLines);
            let visit = desk::query::named_visit(desk, asker, (&asked.person, id))?;
            desk::query::count_lines(desk, &visit)
        }
        (None, None) => Err(unknown(asked)),
    }
}

fn records(
    desk: &mut Desk<'_, '_>,
    message: &Message,
    asked: &SettlementQuery,
) -> Result<JsonText, DeskError> {
    let facility = desk.reference().facility(&message.caller.facility)?;
    let (visit, settlement, stored) = match (&asked.settlement, &asked.visit) {
        (Some(_), _) => {
            let (settlement, visit) = own(desk, message, asked)?;
            let mut stored = desk::lines_of_settlement(desk, &settlement)?;
            if settlement.reversal_of.is_some() {
                stored.iter_mut().for_each(negate);
            }
            (visit, Some(settlement.id), stored)
        }
        // The baseline asks by visit alone: every line in force, settled or not.
        (None, Some(id)) => {
            let place = (&asked.person, id);
            let asker = (&message.caller, Deed::ShowLines);
            let visit = desk::query::named_visit(desk, asker, place)?;
            let stored = desk::query::lines_of_visit(desk, &visit)?;
            (visit, None, stored)
        }
        (None, None) => return Err(unknown(asked)),
    };
    let said = Said::of_visit(desk, (&visit.person, &visit.id))?;
    let catalogue = desk.reference().catalogue(facility.region)?;
    let described = said.of_settlement_or_visit(settlement.as_ref(), KeptMessage::med_type);
    let med_type = described.unwrap_or(MedType::code_of(visit.care));
    let row = |stored: StoredLine| {
        let item = catalogue.item_for(&stored.line).ok();
        let level = facility.level_on(stored.line.used_on);
        reply::line(&LineRecord {
            visit: &visit.id,
            settlement: settlement.as_ref().or(stored.settled_by.as_ref()),
            med_type,
            line: &stored.line,
            kept: said.of_line(&stored),
            upload: said.upload_of(&stored),
            result: &LineResult::new(&stored.line, item, level, stored.split),
            item,
        })
    };
    Ok(stored.into_iter().map(row).collect())
}

/// A line as a cancellation undoes it.
fn negate(stored: &mut StoredLine) {
    stored.line.quantity = -stored.line.quantity;
    stored.line.amount = -stored.line.amount;
    stored.split.scope = -stored.split.scope;
}

/// A running total's name in the ten characters its field has: as it is where it fits, else its
/// beginning and three characters that tell it from others.
fn short(counter: &str) -> String {
    if counter.chars().count() <= 10 {
        return counter.to_owned();
    }
    let hash = desk::query::pack_hash(counter);
    format!("{}-{}", cut(counter, 6), &hash[..3])
}

pub(super) async fn year_to_date(
    app: &App,
    message: Message,
    asked: YearToDateQuery,
) -> Result<Vec<u8>, Turned> {
    let (person, caller) = (asked.person.clone(), message.caller.clone());
    let (totals, today) = app
        .read(move |desk| {
            desk::identify(desk, &Voucher::Person(person.clone()))?;
            desk::refuse_strangers(desk, &caller.facility, &person)?;
            let totals = match asked.month {
                Some(month) => desk::query::year_totals_of_month(desk, &person, month)?,
                None => desk::year_totals(desk, &person)?,
            };
            Ok((totals, desk.today()))
        })
        .await?;
    let looked = (message.caller.clone(), asked.person.clone());
    app.transact(move |desk| desk::note_look(desk, &looked.0, (&looked.1, Look::Totals)))
        .await?;
    let until = |year: i16| match year < today.year() {
        true => (year, 12),
        false => (today.year(), today.month()),
    };
    let rows: Vec<Cumulative> = totals
        .into_iter()
        .map(|total| Cumulative {
            scheme: total.scheme,
            year: calendar_year(&total.year),
            month: asked.month.unwrap_or(until(calendar_year(&total.year))),
            kind: short(&total.counter),
            amount: match desk::counts_in_ones(&total.counter) {
                // The field has two decimals.
                true => Money::from_yuan(total.amount.fen()),
                false => total.amount,
            },
        })
        .collect();
    Ok(message.seal(reply::year_to_date(&rows)))
}
