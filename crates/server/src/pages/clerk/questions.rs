//! The clerks' list of questions about bills, one of them with its bill, and the answer.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::operators::Operator;
use desk::questions::{AnswerGiven, OpenQuestion, answer_question, open_question, question_queue};
use desk::{DeskError, Role};
use domain::calendar::in_china;
use domain::ids::BillQuestionId;
use domain::question::{AnswerKind, QuestionState};
use domain::say;
use domain::text::Named;

use super::said::{chosen, holds};
use crate::App;
use crate::pages::asked::{asked, bill_in_words};
use crate::pages::at_facility::says;
use crate::pages::bill_told::told_of;
use crate::pages::form::Sent;
use crate::pages::given::FormValues;
use crate::pages::people::explained;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::bill_desk::BillTold;
use crate::web::questions::{
    BillQuestionPage, ListedQuestion, QuestionsPage, render_list, render_one,
};
use crate::web::text::AskText;

pub(super) async fn list(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let state = given.get("state").and_then(QuestionState::from_word);
    let state = state.unwrap_or(QuestionState::Waiting);
    let by = operator.clone();
    let found = app.read(move |desk| question_queue(desk, &by, state));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let rows = found.iter().map(|one| {
        let question = &one.question;
        ListedQuestion {
            id: question.id.to_string(),
            name: one.name.clone(),
            at: in_china(question.asked_at)
                .strftime("%Y-%m-%d %H:%M")
                .to_string(),
            kind: question.kind.name(),
            channel: question.channel.name(),
            about: question.settlement.to_string(),
        }
    });
    let page = QuestionsPage {
        rows: rows.collect(),
        states: chosen(QuestionState::ALL, QuestionState::word, Some(state.word())),
        done: given.get("done").map(|_| AskText::AnswerSent.both()),
        has_board: holds(&operator, Role::Supervisor),
        has_counter: holds(&operator, Role::Clerk),
    };
    Ok(Html(render_list(&asking.frame, &page)))
}

fn number(asking: &Asking, id: &str) -> Result<BillQuestionId, PageProblem> {
    let unknown = |_| asking.problem(ApiProblem::no_such_page(&asking.frame.path));
    id.parse().map_err(unknown)
}

pub(super) async fn show(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let id = number(&asking, &id)?;
    let mut page = page_of(&app, &asking, (&operator, &id)).await?;
    page.done = asking.asked("done").map(|_| AskText::AnswerSent.both());
    Ok(Html(render_one(&asking.frame, &page)))
}

async fn page_of(
    app: &App,
    asking: &Asking,
    (operator, id): (&Operator, &BillQuestionId),
) -> Result<BillQuestionPage, PageProblem> {
    let (by, of) = (operator.clone(), id.clone());
    let found = app.transact(move |desk| {
        let open = open_question(desk, &by, &of)?;
        let pack = desk::query::pack_of_settlement(desk, &open.bill)?;
        let explanation = explained(desk, &open.bill.inputs, &pack)?;
        let lines = desk::lines_of_settlement(desk, &open.bill)?;
        let told = told_of((open.bill.scope, open.bill.shares), explanation, &lines);
        Ok((open, told))
    });
    let found = found.await.map_err(|error| asking.problem(error))?;
    Ok(shown(app, operator, found))
}

fn shown(
    app: &App,
    operator: &Operator,
    (open, told): (OpenQuestion, BillTold),
) -> BillQuestionPage {
    let mut question = asked(&open.asked);
    for (answer, by) in question.answers.iter_mut().zip(&open.answered_by) {
        answer.1.zh = format!("{} {by}", answer.1.zh);
        answer.1.en = format!("{}, {by}", answer.1.en);
    }
    let state = open.asked.question.state;
    let kinds = AnswerKind::ALL.iter().copied();
    // What two decide is answered by what they decide.
    let is_decided_by_two =
        state == QuestionState::InReview && matches!(&open.case, Some((_, true)));
    if is_decided_by_two {
        // The page says it to the clerk in its own words.
        question.stands = None;
    }
    let kinds = kinds.filter(|kind| !is_decided_by_two && kind.answers(state));
    let kinds: Vec<AnswerKind> = kinds.collect();
    BillQuestionPage {
        question,
        name: open.person.person.name,
        bill: bill_in_words(app, &open.bill),
        number: open.bill.id.to_string(),
        case: open
            .case
            .map(|(number, _)| format!("/clerk/bills/{number}")),
        is_in_review: is_decided_by_two,
        done: None,
        told,
        kinds: chosen(&kinds, AnswerKind::word, None),
        typed: String::new(),
        wrong: None,
        text_wrong: None,
        has_board: holds(operator, Role::Supervisor),
        has_counter: holds(operator, Role::Clerk),
    }
}

/// An answer of no kind is none: nothing is taken for chosen.
fn no_kind() -> DeskError {
    DeskError::Field {
        field: "kind",
        rule: say!("请选一种答复", "choose a kind of answer"),
    }
}

pub(super) async fn answer(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let operator = sent.asking.staff()?.clone();
    let id = number(&sent.asking, &id)?;
    let kind = sent.values.get("kind").and_then(AnswerKind::from_word);
    let text = sent.values.text("text");
    let given = kind.map(|kind| AnswerGiven { kind, text });
    let done = match given {
        None => Err(no_kind()),
        Some(given) => {
            let (by, of) = (operator.clone(), id.clone());
            let done = app.transact(move |desk| answer_question(desk, &by, (&of, &given)));
            done.await
        }
    };
    let error = match done {
        // Handed to review it is gone on with in the list of bills, to which its page leads.
        Ok(done) if done.question.state == QuestionState::InReview => {
            let to = format!("/clerk/questions/{id}?done=1");
            return Ok(Redirect::to(&to).into_response());
        }
        Ok(_) => return Ok(Redirect::to("/clerk/questions?done=1").into_response()),
        Err(error) => error,
    };
    let problem = ApiProblem::from(error);
    let mut page = page_of(&app, &sent.asking, (&operator, &id)).await?;
    page.text_wrong = (problem.field() == Some("text")).then(|| problem.beside());
    page.wrong = Some(says(&problem));
    page.typed = sent.values.text("text");
    for (word, _, is_chosen) in &mut page.kinds {
        *is_chosen = kind.is_some_and(|kind| kind.word() == word);
    }
    let html = Html(render_one(&sent.asking.frame, &page));
    Ok((problem.status(), html).into_response())
}
