//! Asking about a bill, or objecting to it: `/settlements/{id}/ask`.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::questions::{AskAboutBill, ask_about_bill};
use desk::{DeskError, Settlement, accounts};
use domain::ids::{PersonId, SettlementId};
use domain::question::QuestionKind;
use domain::say;

use super::asked::{bill_in_words, unit_of};
use super::at_facility::says;
use super::form::Sent;
use super::given::FormValues;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::questions::{AskPage, render_ask};

/// What a form asks about a bill. What is neither a question nor an objection is not taken for one.
pub(super) fn read(
    values: &FormValues,
    settlement: SettlementId,
) -> Result<AskAboutBill, DeskError> {
    let kind = match values.get("kind") {
        None => QuestionKind::Question,
        Some(word) => QuestionKind::from_word(word).ok_or_else(|| DeskError::Field {
            field: "kind",
            rule: say!("请选问一问，或有异议", "choose a question or an objection"),
        })?,
    };
    Ok(AskAboutBill {
        settlement,
        line: values.get("line").map(str::to_owned),
        kind,
        text: values.text("text"),
    })
}

/// The form for a bill of one's own, or of whom one acts for.
async fn form(
    app: &App,
    asking: &Asking,
    (id, typed): (&SettlementId, &FormValues),
) -> Result<AskPage, PageProblem> {
    let own = asking.resident()?.clone();
    let of = id.clone();
    let found = app.read(move |desk| {
        let bill = desk::settlement_by_id(desk, &of)?;
        held(desk, (&own, &bill))?;
        let lines = desk::lines_of_settlement(desk, &bill)?;
        Ok((bill, lines))
    });
    let (bill, lines) = found.await.map_err(|error| asking.problem(error))?;
    let mut names: Vec<(String, bool)> = Vec::new();
    for stored in lines {
        let name = stored.line.name;
        if !names.iter().any(|(known, _)| *known == name) {
            let is_chosen = typed.get("line") == Some(name.as_str());
            names.push((name, is_chosen));
        }
    }
    Ok(AskPage {
        bill: id.to_string(),
        context: bill_in_words(app, &bill),
        lines: names,
        is_objection: typed.get("kind") == Some(QuestionKind::Objection.word()),
        typed: typed.text("text"),
        unit: unit_of(bill.inputs.situation.insured_at.pooling()),
        wrong: None,
        text_wrong: None,
    })
}

/// A bill of somebody else is not there.
fn held(
    desk: &mut desk::Desk<'_, '_>,
    (own, bill): (&PersonId, &Settlement),
) -> Result<(), DeskError> {
    match accounts::may_act(desk, own, &bill.person)? {
        true => Ok(()),
        false => Err(DeskError::UnknownSettlement {
            settlement: bill.id.clone(),
        }),
    }
}

fn number(asking: &Asking, id: &str) -> Result<SettlementId, PageProblem> {
    let unknown = |_| asking.problem(ApiProblem::no_such_page(&asking.frame.path));
    id.parse().map_err(unknown)
}

pub(super) async fn ask(
    State(app): State<App>,
    Path(id): Path<String>,
    given: FormValues,
    asking: Asking,
) -> Page {
    let id = number(&asking, &id)?;
    let page = form(&app, &asking, (&id, &given)).await?;
    Ok(Html(render_ask(&asking.frame, &page)))
}

pub(super) async fn send(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let id = number(&sent.asking, &id)?;
    let own = sent.resident()?;
    let done = match read(&sent.values, id.clone()) {
        Err(wrong) => Err(wrong),
        Ok(asked) => {
            let done = app.transact(move |desk| ask_about_bill(desk, &own, &asked));
            done.await
        }
    };
    let error = match done {
        Ok(question) => {
            let to = format!("/settlements/{}#questions", question.settlement);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(error) => error,
    };
    let problem = ApiProblem::from(error);
    let mut page = form(&app, &sent.asking, (&id, &sent.values)).await?;
    page.text_wrong = (problem.field() == Some("text")).then(|| problem.beside());
    page.wrong = Some(says(&problem));
    let html = Html(render_ask(&sent.asking.frame, &page));
    Ok((problem.status(), html).into_response())
}
