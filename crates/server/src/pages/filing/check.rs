//! Everything once more, what will come of it, and sending it.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::drafts::{self, DraftOnRecord, FilingDraft, category};
use desk::{Desk, DeskError, Voucher};
use domain::Bilingual;
use domain::advice::name_of;
use domain::calendar::days_after;
use domain::filing::{Applied, Refused, State as FilingState, Verdict};
use domain::ids::{FilingId, mask_name};
use domain::person::{Enrolment, Status};
use domain::procedures::{AtHome, Category, ChangeRule, RowInFile, Validity};
use jiff::civil::Date;

use super::answers::WrongAnswers;
use super::filling::{DraftFound, Filling, find, hidden, name_of_other};
use super::say::desk_of;
use crate::App;
use crate::pages::Asking;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::web::filing::{CheckPage, CheckRow, Foretold, render_check};
use crate::web::text::FilingText;
use crate::web::{Frame, words};

/// What the page is made of.
struct Told {
    draft: FilingDraft,
    name: String,
    for_other: Option<String>,
    enrolment: Option<Enrolment>,
    outcome: Result<Applied, Vec<Bilingual>>,
    pledged: bool,
    starts_on: Date,
}

fn tell(
    desk: &mut Desk<'_, '_>,
    filling: &Filling,
    found: DraftOnRecord,
) -> Result<Told, DeskError> {
    let DraftOnRecord { id, draft, .. } = found;
    let known = desk::identify(desk, &Voucher::Person(filling.person.clone()))?;
    let request = drafts::submission(desk, filling.filer(), (&id, &draft))?;
    let outcome = match drafts::foretell(desk, filling.filer(), (&id, &draft)) {
        Ok(applied) => Ok(applied),
        Err(DeskError::FilingRefused(why)) => Err(match *why {
            Refused::Form(failed) => failed.into_iter().map(|check| check.says).collect(),
            other => vec![other.says()],
        }),
        Err(other) => return Err(other),
    };
    let mut enrolments = known.enrolments.into_iter();
    Ok(Told {
        enrolment: enrolments.find(|one| one.insured_at == draft.insured_at.pooling()),
        for_other: name_of_other(desk, filling)?,
        name: match filling.is_for_other() {
            true => mask_name(&known.person.name),
            false => known.person.name.clone(),
        },
        pledged: request.pledged,
        starts_on: request.starts_on,
        outcome,
        draft,
    })
}

/// The page, with what was not done.
pub(super) async fn show(
    app: &App,
    asking: &Asking,
    (filling, id): (&Filling, &FilingId),
    wrong: WrongAnswers,
) -> Result<Response, PageProblem> {
    let (who, of) = (filling.clone(), id.clone());
    let told = app.read(move |desk| match find(desk, &who, &of)? {
        DraftFound::Draft(found) => tell(desk, &who, *found).map(Some),
        DraftFound::Sent => Ok(None),
    });
    let Some(told) = told.await.map_err(|error| hidden(asking, error))? else {
        return Ok(Redirect::to(&format!("/filings/{id}")).into_response());
    };
    let reference = app.reference();
    let rules = reference.library.procedures(told.draft.insured_at);
    let of = filling.of_address();
    let Some(row) = category(rules, &told.draft, app.today()) else {
        return Ok(Redirect::to(&format!("/file/{id}/case{of}")).into_response());
    };
    let is_wrong = !wrong.is_empty();
    let page = CheckPage {
        action: format!("/file/{id}/check{of}"),
        discard: format!("/file/{id}/discard{of}"),
        rows: rows(&asking.frame, (&told, row), (id, &of), app.today()),
        for_other: told.for_other.clone(),
        kind: row.title.clone(),
        who: row.who.clone(),
        pledged: told.pledged,
        notice: notice(&told, row),
        foretold: foretold(&told),
        basis: vec![row.shown()],
        wrong,
    };
    let page = Html(render_check(&asking.frame, &page));
    Ok(match is_wrong {
        true => (StatusCode::UNPROCESSABLE_ENTITY, page).into_response(),
        false => page.into_response(),
    })
}

/// Sends it: both boxes are ticked by the person, and however often it comes it is one filing.
pub(super) async fn send(
    app: &App,
    sent: &Sent,
    (filling, id): (&Filling, &FilingId),
) -> Result<Response, PageProblem> {
    let boxes = ["read", "promise"].into_iter();
    let unticked = boxes.filter(|name| sent.values.get(name) != Some("1"));
    let wrong: WrongAnswers = unticked
        .map(|name| (name, FilingText::NeedTick.both()))
        .collect();
    if !wrong.is_empty() {
        return show(app, &sent.asking, (filling, id), wrong).await;
    }
    let (who, of) = (filling.clone(), id.clone());
    let done = app.transact(move |desk| {
        who.held(desk)?;
        drafts::send(desk, who.filer(), &of)
    });
    match done.await {
        Ok(filing) => Ok(Redirect::to(&format!("/filings/{}", filing.id())).into_response()),
        // The page says why, beside the answers.
        Err(DeskError::FilingRefused(_)) => {
            let page = show(app, &sent.asking, (filling, id), WrongAnswers::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(hidden(&sent.asking, error)),
    }
}

/// The rows of the check, each with where it is changed.
struct Rows<'a> {
    rows: Vec<CheckRow>,
    id: &'a FilingId,
    of: &'a str,
}

impl Rows<'_> {
    /// Something on record, which nobody changes here.
    fn fixed(&mut self, label: FilingText, value: String) {
        self.rows.push(CheckRow {
            label,
            value,
            change: None,
        });
    }

    /// An answer, and the question it belongs to.
    fn answer(&mut self, label: FilingText, value: String, step: &str) {
        let (id, of) = (self.id, self.of);
        self.rows.push(CheckRow {
            label,
            value,
            change: Some(format!("/file/{id}/{step}{of}")),
        });
    }
}

fn rows(
    frame: &Frame,
    (told, row): (&Told, RowInFile<'_, Category>),
    (id, of): (&FilingId, &str),
    today: Date,
) -> Vec<CheckRow> {
    let draft = &told.draft;
    let mut rows = Rows {
        rows: Vec::new(),
        id,
        of,
    };
    rows.fixed(FilingText::RowWho, told.name.clone());
    rows.fixed(FilingText::RowInsured, insured(frame, told));
    let to = frame.pick(&name_of(draft.destination)).to_owned();
    rows.answer(FilingText::RowTo, to, "place");
    kind_rows(&mut rows, (frame, draft, row));
    day_rows(&mut rows, (frame, told, today));
    let contact = &draft.contact;
    let phone = contact.phone.clone();
    rows.answer(FilingText::RowContact, contact.name.clone(), "contact");
    rows.answer(FilingText::RowPhone, phone, "contact");
    rows.answer(FilingText::RowAddress, contact.address.clone(), "contact");
    if !draft.evidence.is_empty() {
        let names = draft.evidence.iter();
        let names = names.map(|one| row.material_name(&one.kind));
        let names: Vec<String> = names.map(|name| frame.pick(&name).to_owned()).collect();
        rows.answer(FilingText::RowProof, names.join("、"), "proof");
    }
    rows.rows
}

/// As what it is filed, and what that kind asks.
fn kind_rows(
    rows: &mut Rows<'_>,
    (frame, draft, row): (&Frame, &FilingDraft, RowInFile<'_, Category>),
) {
    rows.answer(
        FilingText::RowCase,
        frame.pick(&row.title).to_owned(),
        "case",
    );
    let asks_months = row.row().when.months_away.is_some() || row.row().lasting.is_some();
    if let Some(months) = draft.months_away.filter(|_| asks_months) {
        let months = Bilingual::new(
            format!("{months} 个月以上"),
            format!("{months} months or longer"),
        );
        rows.answer(
            FilingText::RowMonths,
            frame.pick(&months).to_owned(),
            "months",
        );
    }
    if let Some(register) = draft.register {
        rows.answer(FilingText::RowRegister, frame.name(&register), "register");
    }
    if let Some(option) = &draft.option {
        let name = row.option_name(option);
        rows.answer(
            FilingText::RowOption,
            frame.pick(&name).to_owned(),
            "option",
        );
    }
}

fn day_rows(rows: &mut Rows<'_>, (frame, told, today): (&Frame, &Told, Date)) {
    let (draft, first) = (&told.draft, told.starts_on);
    let mut starts = words::day(frame.lang, first);
    if first == today {
        starts += frame.say(FilingText::TodayIs);
    }
    rows.answer(FilingText::RowStart, starts, "start");
    if let Some(ends) = draft.ends_on {
        let last = words::day(frame.lang, days_after(ends, -1));
        rows.answer(FilingText::RowUntil, last, "start");
    }
}

fn insured(frame: &Frame, told: &Told) -> String {
    let mut parts = vec![frame.pick(&name_of(told.draft.insured_at)).to_owned()];
    if let Some(enrolment) = &told.enrolment {
        parts.push(frame.name(&enrolment.scheme));
        if enrolment.status != Status::Resident {
            parts.push(frame.name(&enrolment.status));
        }
    }
    parts.join(match frame.lang {
        crate::web::Lang::Zh => "，",
        crate::web::Lang::En => ", ",
    })
}

/// What has to be read before: how long it lasts, what it does to others, what is not settled.
fn notice(told: &Told, row: RowInFile<'_, Category>) -> Vec<Bilingual> {
    let mut lines = vec![match row.row().validity {
        Validity::NoEnd => Bilingual::new(
            "长期有效，到您取消、换地方或参保状态改变为止。",
            "It holds until you cancel it, file elsewhere, or your insurance changes.",
        ),
        Validity::Months(months) => Bilingual::new(
            format!("从第一天起管 {months} 个月，到期前可以续办。"),
            format!("It holds for {months} months from its first day and can be renewed before."),
        ),
        Validity::UntilEvidenceEnds => {
            Bilingual::new("管到材料上写的日期为止。", "It holds as long as the proof.")
        }
        Validity::Episode => Bilingual::new(
            "只管这一次住院，到出院为止。",
            "It is for this stay in hospital alone.",
        ),
    }];
    lines.push(match row.row().at_home {
        AtHome::Kept => Bilingual::new(
            "备案以后回参保地看病，照常结算。",
            "Care at home is settled as before.",
        ),
        AtHome::Suspended => Bilingual::new(
            "备案期间，参保地的结算会暂停；回去看病要先取消备案。",
            "Meanwhile care at home is not settled; cancel the filing first when you return.",
        ),
    });
    lines.push(match row.row().change {
        ChangeRule::CancelFirst => Bilingual::new(
            "以后要换地方，在这份备案里点「换一个地方」：新的通过时，这一份同时停，中间不空一天。",
            "To file for another place later, open this one and choose “another place”: it ends \
             when the new one is approved.",
        ),
        ChangeRule::Replaces => Bilingual::new(
            "以后要换地方，直接办新的，这一份自动停。",
            "To file for another place later, simply file; this one ends by itself.",
        ),
    });
    if let Ok(applied) = &told.outcome {
        for older in &applied.superseded {
            let at = name_of(older.request.destination);
            lines.push(Bilingual::new(
                format!("您到{}的备案（{}）会被这一份替代。", at.zh, older.id()),
                format!(
                    "Your filing for {} ({}) is replaced by this one.",
                    at.en,
                    older.id()
                ),
            ));
        }
    }
    lines.push(Bilingual::new(
        "去联网的定点医院，出示医保码或社保卡；报哪些按就医地的目录，报多少按参保地的规定。",
        "Go to a networked hospital and show the voucher or card: \
         what counts is decided there, how much at home.",
    ));
    lines
}

fn foretold(told: &Told) -> Foretold {
    let applied = match &told.outcome {
        Ok(applied) => applied,
        Err(why) => return Foretold::Refused(why.clone()),
    };
    let filing = &applied.filing;
    if filing.state != FilingState::Queued {
        return Foretold::AtOnce;
    }
    let open = filing
        .checks
        .iter()
        .filter(|it| it.verdict != Verdict::Pass);
    let because: Vec<Bilingual> = open.map(|it| it.says.clone()).collect();
    Foretold::Clerk {
        desk: desk_of(told.draft.insured_at),
        due: filing.due_on,
        because,
    }
}
