//! Bills that wait for a person: the list, one of them, what is proposed and confirmed of it.

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use desk::bill_cases::{
    self, BillCase, BillCaseError, BillCaseKind, BillLane, BillProposal, BillVerdict, BillsAsked,
    DecisionSource, FigureAsked, QueuedBill,
};
use desk::cases::CaseError;
use desk::operators::Operator;
use desk::{Desk, DeskError, Role};
use domain::region_names::label;
use domain::{Bilingual, Money, say};
use jiff::civil::{Date, date};

use super::bill_said;
use super::said::{chosen, holds, see};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::given::FormValues;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::problem::ApiProblem;
use crate::web::clerk::{
    BillCasePage, BillListed, BillTyped, BillsPage, render_bill, render_bills,
};

/// So many bills a page.
const A_PAGE: u32 = 25;
/// So many beside an open one.
const BESIDE: u32 = 8;
/// No form gives more figures.
const FIGURES_MOST: usize = 64;

fn asked(given: &FormValues) -> BillsAsked {
    let after = given.get("after").and_then(|mark| {
        let (day, number) = mark.split_once('~')?;
        Some((day.parse().ok()?, number.to_owned()))
    });
    BillsAsked {
        lane: given
            .get("lane")
            .and_then(BillLane::from_word)
            .unwrap_or(BillLane::Waiting),
        kind: given.get("kind").and_then(BillCaseKind::from_word),
        after: after.unwrap_or((date(1, 1, 1), String::new())),
        count: A_PAGE,
    }
}

pub(super) async fn list(State(app): State<App>, given: FormValues, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let (asked, today) = (asked(&given), app.today());
    let (by, of) = (operator.clone(), asked.clone());
    let found = app.read(move |desk| bill_cases::bill_queue(desk, &by, &of));
    let found = found.await.map_err(|error| asking.problem(error))?;
    let next = found.next.map(|(day, number)| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("lane", asked.lane.word());
        if let Some(kind) = asked.kind {
            query.append_pair("kind", kind.word());
        }
        query.append_pair("after", &format!("{day}~{number}"));
        format!("/clerk/bills?{}", query.finish())
    });
    let bills = found.bills.iter();
    let page = BillsPage {
        bills: bills.map(|one| listed(one, today)).collect(),
        lanes: chosen(BillLane::ALL, BillLane::word, Some(asked.lane.word())),
        kinds: chosen(
            BillCaseKind::ALL,
            BillCaseKind::word,
            asked.kind.map(BillCaseKind::word),
        ),
        next,
        has_board: holds(&operator, Role::Supervisor),
        has_counter: holds(&operator, Role::Clerk),
    };
    Ok(Html(render_bills(&asking.frame, &page, waits(asked.lane))))
}

fn waits(lane: BillLane) -> bool {
    matches!(lane, BillLane::Waiting | BillLane::Proposed)
}

/// A bill as a list shows it.
pub(super) fn listed(bill: &QueuedBill, today: Date) -> BillListed {
    use domain::text::Named;
    let days = |day: Date| day.since(today).map_or(0, |span| span.get_days());
    let case = &bill.case;
    BillListed {
        id: case.number.clone(),
        name: bill.name.clone(),
        what: what(bill),
        why: case.kind.name(),
        total: bill.total.grouped(),
        due: case.due_on,
        days: days(case.due_on),
        received: received(case),
        age: -days(received(case)),
        care: care_days(bill),
        state: case.lane.name(),
        is_open: false,
    }
}

/// The day a bill came to the list.
pub(super) fn received(case: &BillCase) -> Date {
    domain::calendar::in_china(case.opened_at).date()
}

/// The days of care.
pub(super) fn care_days(bill: &QueuedBill) -> String {
    match bill.days {
        Some((from, Some(until))) => format!("{from} – {until}"),
        Some((from, None)) => from.to_string(),
        None => String::new(),
    }
}

/// The hospital and the place.
pub(super) fn what(bill: &QueuedBill) -> Bilingual {
    match bill.treated_at.map(label) {
        Some(place) => Bilingual::new(
            format!("{}，{}", place.zh, bill.facility),
            format!("{}, {}", place.en, bill.facility),
        ),
        None => Bilingual::new(&bill.facility, &bill.facility),
    }
}

pub(super) async fn show(State(app): State<App>, id: Path<String>, asking: Asking) -> Page {
    let page = bill_page(&app, &asking, &id.0).await?;
    Ok(Html(render_bill(&asking.frame, &page)))
}

async fn bill_page(app: &App, asking: &Asking, number: &str) -> Result<BillCasePage, PageProblem> {
    let operator = asking.staff()?.clone();
    let (by, of) = (operator.clone(), number.to_owned());
    let opened = app.transact(move |desk| {
        let bill = bill_cases::open_bill(desk, &by, &of)?;
        let beside = BillsAsked {
            lane: match bill.listed.case.lane {
                BillLane::Proposed => BillLane::Proposed,
                _ => BillLane::Waiting,
            },
            kind: None,
            after: (date(1, 1, 1), String::new()),
            count: BESIDE,
        };
        let beside = bill_cases::bill_queue(desk, &by, &beside)?;
        Ok((bill, beside.bills))
    });
    let (bill, beside) = opened
        .await
        .map_err(|error| refused(asking, number, error))?;
    let queue = beside.iter().map(|one| BillListed {
        is_open: one.case.number == number,
        ..listed(one, app.today())
    });
    Ok(BillCasePage {
        queue: queue.collect(),
        has_board: holds(&operator, Role::Supervisor),
        has_counter: holds(&operator, Role::Clerk),
        ..bill_said::filled(&bill)
    })
}

/// What is not the unit's is answered like an address at which nothing lives.
fn refused(asking: &Asking, number: &str, error: DeskError) -> PageProblem {
    match error {
        DeskError::BillCase(BillCaseError::UnknownBillCase { .. }) => {
            asking.problem(ApiProblem::no_such_page(&format!("/clerk/bills/{number}")))
        }
        other => asking.problem(other),
    }
}

/// Shows the bill again with what was wrong and what was typed.
async fn again(app: &App, sent: &Sent, (number, error): (&str, DeskError)) -> Response {
    let is_here = matches!(
        error,
        DeskError::Case(_)
            | DeskError::BillCase(_)
            | DeskError::NotDerived { .. }
            | DeskError::Field { .. }
    );
    let hides = matches!(
        error,
        DeskError::Case(CaseError::OwnCase)
            | DeskError::BillCase(BillCaseError::UnknownBillCase { .. })
    );
    if !is_here || hides {
        return refused(&sent.asking, number, error).into_response();
    }
    let problem = ApiProblem::from(error);
    match bill_page(app, &sent.asking, number).await {
        Ok(mut page) => {
            page.wrong = Some(problem.says());
            page.typed = typed(&sent.values);
            for figure in &mut page.figures {
                figure.typed = sent.values.text(&figure.field);
            }
            let verdict = sent.values.text("verdict");
            if !verdict.is_empty() {
                page.chosen = verdict;
            }
            let page = Html(render_bill(&sent.asking.frame, &page));
            (problem.status(), page).into_response()
        }
        Err(problem) => problem.into_response(),
    }
}

fn typed(values: &FormValues) -> BillTyped {
    BillTyped {
        reason: values.text("reason"),
        title: values.text("title"),
        number: values.text("number"),
        address: values.text("address"),
    }
}

/// Does something to the bill of the address and goes on to `then`.
async fn done<W>((app, sent, number): (&App, &Sent, &str), then: Option<&str>, work: W) -> Response
where
    W: Fn(&mut Desk<'_, '_>, &Operator, &str) -> Result<(), DeskError> + Send + 'static,
{
    let operator = match sent.asking.staff() {
        Ok(operator) => operator.clone(),
        Err(problem) => return problem.into_response(),
    };
    let of = number.to_owned();
    let outcome = app.transact(move |desk| work(desk, &operator, &of)).await;
    match outcome {
        Ok(()) => match then {
            Some(address) => see(address),
            None => see(&format!("/clerk/bills/{number}")),
        },
        Err(error) => again(app, sent, (number, error)).await,
    }
}

/// The decision a form asks for.
fn decision(values: &FormValues) -> Result<BillProposal, DeskError> {
    let not_an_amount = |text: &str| DeskError::Field {
        field: "figure",
        rule: say!(
            "「{text}」不是金额：写元，最多两位小数，例如 12000.00",
            "“{text}” is no amount: give yuan with two decimals at most, such as 12000.00"
        ),
    };
    let mut figures = Vec::new();
    for place in 0..FIGURES_MOST {
        if let Some(amount) = values.get(&format!("figure-{place}")) {
            let read = amount.replace([',', ' '], "").parse();
            let amount: Money = read.map_err(|_| not_an_amount(amount))?;
            figures.push(FigureAsked { place, amount });
        }
    }
    let verdict = values.get("verdict").and_then(BillVerdict::from_word);
    Ok(BillProposal {
        verdict: verdict.ok_or(BillCaseError::VerdictUnfit)?,
        reason: values.text("reason"),
        source: DecisionSource {
            title: values.text("title"),
            number: values.text("number"),
            address: values.text("address"),
        },
        figures,
    })
}

pub(super) async fn propose(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    let (values, opened) = (sent.values.clone(), sent.values.text("opened"));
    done((&app, &sent, &id.0), None, move |desk, by, of| {
        let asked = decision(&values)?;
        bill_cases::propose_bill(desk, by, (of, &opened), &asked)
    })
    .await
}

pub(super) async fn confirm(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    let opened = sent.values.text("opened");
    let then = Some("/clerk/bills?lane=proposed");
    done((&app, &sent, &id.0), then, move |desk, by, of| {
        bill_cases::confirm_bill(desk, by, (of, &opened))
    })
    .await
}

pub(super) async fn take_back(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    done((&app, &sent, &id.0), None, |desk, by, of| {
        bill_cases::take_bill_proposal_back(desk, by, of)
    })
    .await
}

pub(super) async fn send_back(State(app): State<App>, id: Path<String>, sent: Sent) -> Response {
    let reason = sent.values.text("reason");
    let then = Some("/clerk/bills?lane=proposed");
    done((&app, &sent, &id.0), then, move |desk, by, of| {
        bill_cases::send_bill_back(desk, by, (of, &reason))
    })
    .await
}

/// Whether a case still waits by its row.
pub(super) fn waits_by_row(case: &BillCase) -> bool {
    waits(case.lane)
}
