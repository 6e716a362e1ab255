//! A bill that was not settled directly, explained to the person (R76): what, why, what now.

use axum::extract::{Path, State};
use axum::response::Html;
use desk::bill_cases::{self, BillCaseError, UnsettledBill};
use desk::{DeskError, Voucher};
use domain::Bilingual;
use domain::calendar::day;
use domain::region_names::label;
use domain::text::Named;

use crate::App;
use crate::pages::subject::{held_to_consent, subject};
use crate::pages::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::mine::{RefusedPage, RefusedRow, render_refused};
use crate::web::text::BillCaseText as T;

/// One of them in a line of one's own page.
pub(super) fn row(one: &UnsettledBill, of: &str) -> RefusedRow {
    let state = match (one.is_to_be_claimed(), one.claim.last_day) {
        (false, _) => T::NobodyDecidedYet.both(),
        (true, None) => T::RefusedAnswer.both(),
        (true, Some(last)) => {
            let by = T::LastDay.both();
            Bilingual::new(
                format!("{}{}", by.zh, day(last).zh),
                format!("{} {last}", by.en),
            )
        }
    };
    RefusedRow {
        href: format!("/me/refused/{}{of}", one.case.number),
        facility: one.facility.clone(),
        when: format!("{} ¥{}", one.bill.from, one.bill.total.grouped()),
        state,
    }
}

pub(super) async fn not_settled(
    State(app): State<App>,
    Path(number): Path<String>,
    asking: Asking,
) -> Page {
    let (own, person) = subject(&asking)?;
    let is_for_other = own != person;
    let asked = number.clone();
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        let known = desk::identify(desk, &Voucher::Person(person.clone()))?;
        let one = bill_cases::refused_bill(desk, &person, &asked)?;
        Ok((known.person.name, one))
    });
    let (name, one) = found.await.map_err(|error| match error {
        DeskError::BillCase(BillCaseError::UnknownBillCase { .. }) => {
            asking.problem(ApiProblem::no_such_page(&format!("/me/refused/{number}")))
        }
        other => asking.problem(other),
    })?;
    let page = explained(&one, (name, is_for_other));
    Ok(Html(render_refused(&asking.frame, &page)))
}

fn explained(one: &UnsettledBill, (name, is_for_other): (String, bool)) -> RefusedPage {
    let UnsettledBill {
        case, bill, claim, ..
    } = one;
    let decided = case.proposal().filter(|_| one.is_to_be_claimed());
    RefusedPage {
        number: case.number.clone(),
        name,
        is_for_other,
        facility: one.facility.clone(),
        place: label(bill.treated_at),
        days: match bill.until {
            Some(until) => format!("{} – {until}", bill.from),
            None => bill.from.to_string(),
        },
        total: bill.total.grouped(),
        title: bill.title.clone(),
        says: bill.says.clone(),
        basis: bill.basis.clone(),
        waits: !one.is_to_be_claimed(),
        decided: decided.map(|(_, decision)| {
            let source = &decision.source;
            format!("{}（{} {}）", decision.reason, source.title, source.number)
        }),
        claim: match claim.last_day {
            None => T::NotKnownWhen.both(),
            Some(_) => claim.says.clone(),
        },
        papers: claim.documents.iter().map(|one| one.name.clone()).collect(),
        routes: claim.routes.iter().map(Named::name).collect(),
        paid_within: claim.pay_within_working_days,
        claim_basis: claim.basis.clone(),
        disputes: claim.disputes.clone(),
    }
}
