//! The way of a draft: begun with the first answer, saved with each, sent once.

use axum::extract::{FromRequest, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::drafts::{
    self, CaseChoice, DraftStep, FilingDraft, case_choices, is_same_journey, open_step, proof_asked,
};
use desk::{Desk, DeskError};
use domain::advice::{JourneyAsked, name_of};
use domain::filing::Check;
use domain::ids::FilingId;
use domain::{Bilingual, Region};

use super::answers::{WrongAnswers, take};
use super::asks::{AroundQuestion, QuestionAsked, page};
use super::filling::{DraftFound, Filling, find, hidden, name_of_other, no_such};
use super::{check, proofs};
use crate::App;
use crate::pages::Asking;
use crate::pages::advice::journey_asked;
use crate::pages::form::{FilesRead, Sent, SentFiles};
use crate::pages::given::FormValues;
use crate::pages::problem::PageProblem;
use crate::web::facilities::encoded;
use crate::web::filing::{
    ConfirmPage, ElsewherePage, render_confirm, render_elsewhere, render_step,
};
use crate::web::text::FilingText;

/// A question with what it takes to show it.
struct Open {
    draft: FilingDraft,
    step: DraftStep,
    cases: Vec<CaseChoice>,
    proof: Option<Check>,
    for_other: Option<String>,
    first_day: jiff::civil::Date,
}

/// What the beginning of a filing leads to.
enum Start {
    Known(FilingId),
    /// The person is filed for the place already.
    Filed(FilingId),
    Elsewhere(Vec<Region>),
    /// It cannot be filed here, whatever is answered.
    Hindered(Vec<Bilingual>),
    New(Box<Open>),
}

/// The names that say the journey, so that a form carries them on.
const JOURNEY: [&str; 6] = [
    "insured_at",
    "treated_at",
    "why",
    "slip",
    "months",
    "scheme",
];

fn lookup(
    desk: &mut Desk<'_, '_>,
    filling: &Filling,
    (id, draft, step): (&FilingId, FilingDraft, DraftStep),
) -> Result<Open, DeskError> {
    let cases = match step {
        DraftStep::Case => case_choices(desk, &filling.person, &draft)?,
        _ => vec![],
    };
    let proof = match step {
        DraftStep::Proof => proof_asked(desk, filling.filer(), (id, &draft))?,
        _ => None,
    };
    Ok(Open {
        first_day: drafts::first_day(desk, filling.filer(), &draft)?,
        for_other: name_of_other(desk, filling)?,
        draft,
        step,
        cases,
        proof,
    })
}

fn begin_or_find(
    desk: &mut Desk<'_, '_>,
    filling: &Filling,
    asked: &JourneyAsked,
) -> Result<Start, DeskError> {
    filling.held(desk)?;
    let places = drafts::insured_places(desk, &filling.person)?;
    if !places.contains(&asked.insured_at.pooling()) {
        return Ok(Start::Elsewhere(places));
    }
    if asked.treated_at.is_outside_the_scheme() {
        return Ok(Start::Hindered(vec![FilingText::OutsideScheme.both()]));
    }
    let mut draft = drafts::begin(desk, filling.filer(), asked)?;
    let rules = desk.reference().library.procedures(draft.insured_at);
    let kind = drafts::category(rules, &draft, desk.today()).map(|row| row.reason.kind());
    let journey = (draft.insured_at, draft.destination);
    if let Some(filed) = drafts::filed_there(desk, &filling.person, journey, kind)? {
        return Ok(Start::Filed(filed.id().clone()));
    }
    let others = drafts::drafts_of(desk, &filling.person)?;
    if let Some(known) = others.into_iter().find(|one| is_same_journey(one, &draft)) {
        // A reason that leaves the kind open asks for it again.
        let is_open = draft.category.is_none() && asked.why.is_some();
        if !is_open && drafts::says_the_same(&known.draft, &draft) {
            return Ok(Start::Known(known.id));
        }
        // What is said now holds; whom to reach was said before.
        draft.contact = known.draft.contact;
    }
    let id = desk::filing::new_filing_id(desk, draft.insured_at);
    let hindered = match draft.category {
        Some(_) => drafts::hindrances(desk, filling.filer(), (&id, &draft))?,
        None => vec![],
    };
    if !hindered.is_empty() {
        let says = hindered.into_iter().map(|check| check.says);
        return Ok(Start::Hindered(says.collect()));
    }
    let step = match open_step(desk, filling.filer(), (&id, &draft))? {
        // With everything known one still says whom to reach.
        DraftStep::Check | DraftStep::Proof => DraftStep::Contact,
        step => step,
    };
    let open = lookup(desk, filling, (&id, draft, step))?;
    let is_closed = step == DraftStep::Case && open.cases.iter().all(|one| one.closed.is_some());
    Ok(match is_closed {
        true => Start::Hindered(open.cases.iter().filter_map(not_here).collect()),
        false => Start::New(Box::new(open)),
    })
}

/// Why a kind cannot be chosen here, with its name.
fn not_here(one: &CaseChoice) -> Option<Bilingual> {
    let why = one.closed.as_ref()?;
    Some(Bilingual::new(
        format!("{}：{}", one.title.zh, why.zh),
        format!("{}: {}", one.title.en, why.en),
    ))
}

pub(super) async fn start(
    State(app): State<App>,
    given: FormValues,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let filling = Filling::of(&asking)?;
    let Some(asked) = journey_asked(&app, &given) else {
        return Ok(ask_for_places(&asking).into_response());
    };
    let who = filling.clone();
    let found = app.read(move |desk| begin_or_find(desk, &who, &asked));
    let of = filling.of_address();
    Ok(match found.await.map_err(|error| asking.problem(error))? {
        Start::Known(id) => Redirect::to(&format!("/file/{id}{of}")).into_response(),
        Start::Filed(id) => Redirect::to(&format!("/filings/{id}")).into_response(),
        Start::Elsewhere(places) => elsewhere(&asking, (asked.insured_at, asked), places),
        Start::Hindered(why) => hindered(&asking, &asked, why),
        Start::New(open) => {
            let page = first(&app, &filling, (&given, *open), WrongAnswers::new());
            Html(render_step(&asking.frame, &page)).into_response()
        }
    })
}

/// Without both places the question is the one of the home page.
fn ask_for_places(asking: &Asking) -> Redirect {
    match asking.frame.query.is_empty() {
        true => Redirect::to("/"),
        false => Redirect::to(&format!("/advice?{}", asking.frame.query)),
    }
}

/// Why it cannot be filed here, and where one goes on.
fn hindered(asking: &Asking, asked: &JourneyAsked, why: Vec<Bilingual>) -> Response {
    let page = ConfirmPage {
        back: crate::web::advice::address(asked),
        says: why,
        ..ConfirmPage::of(FilingText::CannotSend)
    };
    Html(render_confirm(&asking.frame, &page)).into_response()
}

fn elsewhere(
    asking: &Asking,
    (said, asked): (Region, JourneyAsked),
    places: Vec<Region>,
) -> Response {
    let name = name_of(said);
    let places = places.into_iter().map(|at| {
        let other = JourneyAsked {
            insured_at: at,
            ..asked
        };
        (name_of(at), crate::web::advice::address(&other))
    });
    let nothing = Bilingual::new(
        "登记里没有您现在的医保。请向参保地核实，或打 12393。",
        "No insurance of yours is on record today. Ask your insured place, or call 12393.",
    );
    let known = Bilingual::new(
        format!("您问的是在{}交医保的人。登记的参保地是：", name.zh),
        format!(
            "You asked for somebody insured in {}. On record you are insured in:",
            name.en
        ),
    );
    let page = ElsewherePage {
        said: if places.len() == 0 { nothing } else { known },
        places: places.collect(),
    };
    Html(render_elsewhere(&asking.frame, &page)).into_response()
}

/// The first question, before anything is saved.
fn first(
    app: &App,
    filling: &Filling,
    (given, open): (&FormValues, Open),
    wrong: WrongAnswers,
) -> crate::web::filing::StepPage {
    let said = JOURNEY.iter();
    let said = said.filter_map(|name| Some(((*name).to_owned(), given.get(name)?.to_owned())));
    let mut hidden: Vec<(String, String)> = said.collect();
    let back = hidden
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)));
    let back = format!("/advice?{}", back.collect::<Vec<_>>().join("&"));
    hidden.push(("step".to_owned(), open.step.word().to_owned()));
    let around = AroundQuestion {
        action: format!("/file{}", filling.of_address()),
        back,
        for_other: open.for_other.clone(),
        hidden,
        is_saved: false,
    };
    shown(app, (open, wrong), around)
}

fn shown(
    app: &App,
    (open, wrong): (Open, WrongAnswers),
    around: AroundQuestion,
) -> crate::web::filing::StepPage {
    let reference = app.reference();
    let asked = QuestionAsked {
        rules: reference.library.procedures(open.draft.insured_at),
        today: app.today(),
        draft: &open.draft,
        cases: open.cases,
        proof: open.proof,
        first_day: open.first_day,
        wrong,
    };
    page(asked, open.step, around)
}

/// What an answer led to.
enum Answered {
    Next(FilingId),
    Again(Box<Open>, WrongAnswers),
    Elsewhere(Vec<Region>),
    Hindered(Vec<Bilingual>),
    Sent(FilingId),
}

pub(super) async fn begin(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let filling = Filling::of(asking)?;
    let Some(asked) = journey_asked(&app, &sent.values) else {
        return Ok(ask_for_places(asking).into_response());
    };
    let (who, values) = (filling.clone(), sent.values.clone());
    let done = app.transact(move |desk| {
        let open = match begin_or_find(desk, &who, &asked)? {
            Start::Known(id) => return Ok(Answered::Next(id)),
            Start::Filed(id) => return Ok(Answered::Sent(id)),
            Start::Hindered(why) => return Ok(Answered::Hindered(why)),
            Start::Elsewhere(places) => return Ok(Answered::Elsewhere(places)),
            Start::New(open) => *open,
        };
        let mut draft = open.draft.clone();
        let rules = desk.reference().library.procedures(draft.insured_at);
        match take((rules, desk.today()), (&mut draft, open.step), &values) {
            Ok(()) => drafts::save_new(desk, &who.person, &draft).map(Answered::Next),
            Err(wrong) => Ok(Answered::Again(Box::new(Open { draft, ..open }), wrong)),
        }
    });
    let of = filling.of_address();
    Ok(match done.await.map_err(|error| asking.problem(error))? {
        Answered::Next(id) => Redirect::to(&format!("/file/{id}{of}")).into_response(),
        Answered::Sent(id) => Redirect::to(&format!("/filings/{id}")).into_response(),
        Answered::Hindered(why) => hindered(asking, &asked, why),
        Answered::Elsewhere(places) => elsewhere(asking, (asked.insured_at, asked), places),
        Answered::Again(open, wrong) => {
            let page = first(&app, &filling, (&sent.values, *open), wrong);
            let page = Html(render_step(&asking.frame, &page));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    })
}

pub(super) async fn go_on(
    State(app): State<App>,
    Path(id): Path<String>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let filling = Filling::of(&asking)?;
    let id: FilingId = id.parse().map_err(|_| no_such(&asking))?;
    let (who, named) = (filling.clone(), id.clone());
    let step = app.read(move |desk| match find(desk, &who, &named)? {
        DraftFound::Draft(found) => open_step(desk, who.filer(), (&named, &found.draft)).map(Some),
        DraftFound::Sent => Ok(None),
    });
    let of = filling.of_address();
    Ok(match step.await.map_err(|error| hidden(&asking, error))? {
        Some(step) => Redirect::to(&format!("/file/{id}/{step}{of}")).into_response(),
        None => Redirect::to(&format!("/filings/{id}")).into_response(),
    })
}

/// The draft and the question an address names.
fn named(asking: &Asking, (id, step): (&str, &str)) -> Result<(FilingId, DraftStep), PageProblem> {
    let id = id.parse().map_err(|_| no_such(asking))?;
    let step = DraftStep::from_word(step).ok_or_else(|| no_such(asking))?;
    Ok((id, step))
}

fn around(
    filling: &Filling,
    (id, open): (&FilingId, &Open),
    today: jiff::civil::Date,
) -> AroundQuestion {
    let of = filling.of_address();
    let last = open.draft.category.is_some() && open.step != DraftStep::Check;
    AroundQuestion {
        action: format!("/file/{id}/{}{of}", open.step),
        back: match last {
            true if open.step == DraftStep::Place => format!("/file/{id}/check{of}"),
            true => format!("/me{of}"),
            false => crate::web::advice::address(&JourneyAsked::between(
                open.draft.insured_at,
                open.draft.destination,
                today,
            )),
        },
        for_other: open.for_other.clone(),
        hidden: vec![],
        is_saved: true,
    }
}

pub(super) async fn ask(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let filling = Filling::of(&asking)?;
    let (id, step) = named(&asking, (&id, &step))?;
    if step == DraftStep::Check {
        return check::show(&app, &asking, (&filling, &id), WrongAnswers::new()).await;
    }
    let (who, of) = (filling.clone(), id.clone());
    let open = app.read(move |desk| match find(desk, &who, &of)? {
        DraftFound::Draft(found) => lookup(desk, &who, (&of, found.draft, step)).map(Some),
        DraftFound::Sent => Ok(None),
    });
    let Some(open) = open.await.map_err(|error| hidden(&asking, error))? else {
        return Ok(Redirect::to(&format!("/filings/{id}")).into_response());
    };
    let around = around(&filling, (&id, &open), app.today());
    let page = shown(&app, (open, WrongAnswers::new()), around);
    Ok(Html(render_step(&asking.frame, &page)).into_response())
}

pub(super) async fn answer(
    State(app): State<App>,
    Path((id, step)): Path<(String, String)>,
    request: Request,
) -> Result<Response, PageProblem> {
    if step == DraftStep::Proof.word() && SentFiles::is_of(&request) {
        return handed_in(&app, &id, SentFiles::read(request, &app).await?).await;
    }
    let sent = Sent::from_request(request, &app).await?;
    let asking = &sent.asking;
    let filling = Filling::of(asking)?;
    let (id, step) = named(asking, (&id, &step))?;
    if step == DraftStep::Check {
        return check::send(&app, &sent, (&filling, &id)).await;
    }
    if let Some(reference) = sent.values.get("take_back") {
        return proofs::take_back(&app, asking, (&id, reference.to_owned())).await;
    }
    let (who, values, of) = (filling.clone(), sent.values.clone(), id.clone());
    let done = app.transact(move |desk| answered(desk, &who, (&of, step), &values));
    shown_answer(&app, asking, (&filling, &id), done.await)
}

/// A proof that came with the question about it.
async fn handed_in(app: &App, id: &str, read: FilesRead) -> Result<Response, PageProblem> {
    let (asking, looked) = match read {
        FilesRead::Form(files) => {
            let looked = proofs::looked_at(&files).await;
            (files.asking, looked)
        }
        FilesRead::TooLarge(asking) => {
            let says = Bilingual::new(
                "文件超过 10 MB，请拍小一点或压缩以后再交",
                "the file is larger than 10 MB; take a smaller picture",
            );
            (asking, Err(vec![("file", says)]))
        }
    };
    let filling = Filling::of(&asking)?;
    let (id, step) = named(&asking, (id, DraftStep::Proof.word()))?;
    let (who, of) = (filling.clone(), id.clone());
    let done = app.transact(move |desk| {
        let kept = match &looked {
            Ok(proof) => proofs::keep(desk, &who, (&of, proof))?,
            Err(wrong) => Err(wrong.clone()),
        };
        let Err(wrong) = kept else {
            return Ok(Answered::Next(of.clone()));
        };
        match find(desk, &who, &of)? {
            DraftFound::Draft(found) => {
                let open = lookup(desk, &who, (&of, found.draft, step))?;
                Ok(Answered::Again(Box::new(open), wrong))
            }
            DraftFound::Sent => Ok(Answered::Sent(of.clone())),
        }
    });
    shown_answer(app, &asking, (&filling, &id), done.await)
}

/// What is shown after an answer.
fn shown_answer(
    app: &App,
    asking: &Asking,
    (filling, id): (&Filling, &FilingId),
    done: Result<Answered, DeskError>,
) -> Result<Response, PageProblem> {
    let of = filling.of_address();
    Ok(match done.map_err(|error| hidden(asking, error))? {
        Answered::Next(id) => Redirect::to(&format!("/file/{id}{of}")).into_response(),
        Answered::Sent(id) => Redirect::to(&format!("/filings/{id}")).into_response(),
        Answered::Elsewhere(_) | Answered::Hindered(_) => Redirect::to("/").into_response(),
        Answered::Again(open, wrong) => {
            let around = around(filling, (id, &open), app.today());
            let page = shown(app, (*open, wrong), around);
            let page = Html(render_step(&asking.frame, &page));
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    })
}

fn answered(
    desk: &mut Desk<'_, '_>,
    who: &Filling,
    (id, step): (&FilingId, DraftStep),
    values: &FormValues,
) -> Result<Answered, DeskError> {
    let mut draft = match find(desk, who, id)? {
        DraftFound::Draft(found) => found.draft,
        DraftFound::Sent => return Ok(Answered::Sent(id.clone())),
    };
    let rules = desk.reference().library.procedures(draft.insured_at);
    match take((rules, desk.today()), (&mut draft, step), values) {
        Ok(()) => {
            drafts::save(desk, (&who.person, id), &draft)?;
            Ok(Answered::Next(id.clone()))
        }
        Err(wrong) => {
            let open = lookup(desk, who, (id, draft, step))?;
            Ok(Answered::Again(Box::new(open), wrong))
        }
    }
}

pub(super) async fn discard(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let filling = Filling::of(asking)?;
    let id: FilingId = id.parse().map_err(|_| no_such(asking))?;
    let who = filling.clone();
    let done = app.transact(move |desk| {
        who.held(desk)?;
        drafts::discard(desk, &who.person, &id)
    });
    done.await.map_err(|error| hidden(asking, error))?;
    Ok(Redirect::to(&format!("/me{}", filling.of_address())).into_response())
}
