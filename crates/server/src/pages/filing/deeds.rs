//! What can be done about a filing: withdraw or cancel, change the place, renew, correct. Each asks
//! first and says what will be then.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::drafts::{self, DraftStep, Filer, FilingDraft};
use desk::filing::rehearse_on;
use desk::{Desk, DeskError};
use domain::Bilingual;
use domain::filing::{CheckKind, Event, Filing, State as FilingState};
use domain::ids::{FilingId, PersonId};
use domain::procedures::ChangeRule;
use jiff::civil::Date;

use super::filling::{hidden, no_such};
use super::say::on;
use super::status::{about_owner, find, waits_for_proof};
use crate::App;
use crate::pages::Asking;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::renewal::can_be_renewed;
use crate::web::filing::{ConfirmPage, render_confirm};
use crate::web::text::FilingText;

/// What can be asked to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FilingDeed {
    Cancel,
    Change,
    Renew,
    Correct,
}

impl FilingDeed {
    fn read(word: &str) -> Option<FilingDeed> {
        match word {
            "cancel" => Some(FilingDeed::Cancel),
            "change" => Some(FilingDeed::Change),
            "renew" => Some(FilingDeed::Renew),
            "correct" => Some(FilingDeed::Correct),
            _ => None,
        }
    }
}

fn named(asking: &Asking, (id, deed): (&str, &str)) -> Result<(FilingId, FilingDeed), PageProblem> {
    let id = id.parse().map_err(|_| no_such(asking))?;
    let deed = FilingDeed::read(deed).ok_or_else(|| no_such(asking))?;
    Ok((id, deed))
}

/// Who acts, as the history of a filing says it.
fn account<'a>(own: &'a PersonId, filing: &Filing) -> &'a str {
    match own == filing.person() {
        true => "person",
        false => own.as_str(),
    }
}

fn cancelled(reason: &str) -> Event {
    Event::Cancel {
        reason: reason.to_owned(),
    }
}

pub(super) async fn ask(
    State(app): State<App>,
    Path((id, deed)): Path<(String, String)>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let (id, deed) = named(&asking, (&id, &deed))?;
    if deed == FilingDeed::Correct {
        return Ok(Redirect::to(&format!("/filings/{id}")).into_response());
    }
    if let Some(to) = about_owner(&app, &asking, &id).await? {
        return Ok(Redirect::to(&to).into_response());
    }
    let page = confirm(&app, &asking, (&id, deed)).await?;
    Ok(Html(render_confirm(&asking.frame, &page)).into_response())
}

async fn confirm(
    app: &App,
    asking: &Asking,
    (id, deed): (&FilingId, FilingDeed),
) -> Result<ConfirmPage, PageProblem> {
    let (own, of) = (asking.resident()?.clone(), id.clone());
    let found = app.read(move |desk| {
        let filing = find(desk, &own, &of)?.filing;
        let outcome = match deed {
            FilingDeed::Renew => match renewal(desk, &own, &filing)? {
                Ok(_) => Ok(filing.clone()),
                Err(why) => Err(why),
            },
            FilingDeed::Cancel => {
                let by = account(&own, &filing);
                match rehearse_on(desk, by, (&filing, &cancelled(""))) {
                    Ok(applied) => Ok(applied.filing),
                    Err(DeskError::FilingRefused(why)) => Err(why.says()),
                    Err(other) => return Err(other),
                }
            }
            _ if filing.is_live() => Ok(filing.clone()),
            _ => Err(FilingText::StateExpired.both()),
        };
        let library = &desk.reference().library;
        let rules = library.procedures(filing.request.insured_at);
        let row = rules.category(&filing.request.category, desk.today());
        let change = row.map(|row| row.row().change);
        Ok((filing, outcome, change))
    });
    let (filing, outcome, change) = found.await.map_err(|error| hidden(asking, error))?;
    Ok(match deed {
        FilingDeed::Cancel => cancel_page((&filing, app.today()), outcome),
        FilingDeed::Change => change_page(&filing, change),
        FilingDeed::Renew | FilingDeed::Correct => renew_page(&filing, outcome.err()),
    })
}

fn page(filing: &Filing, title: FilingText) -> ConfirmPage {
    ConfirmPage {
        back: format!("/filings/{}", filing.id()),
        ..ConfirmPage::of(title)
    }
}

fn cancel_page(
    (filing, today): (&Filing, Date),
    outcome: Result<Filing, Bilingual>,
) -> ConfirmPage {
    let is_pending = filing.is_pending();
    let title = match is_pending {
        true => FilingText::WithdrawTitle,
        false => FilingText::CancelTitle,
    };
    let action = format!("/filings/{}/cancel", filing.id());
    match outcome {
        Err(why) => ConfirmPage {
            wrong: Some(why),
            ..page(filing, title)
        },
        Ok(_) if is_pending => ConfirmPage {
            says: vec![FilingText::WithdrawSays.both()],
            go: Some((action, FilingText::YesWithdraw)),
            ..page(filing, title)
        },
        Ok(then) => {
            let until = then.period.until.map(on).unwrap_or_default();
            let to = domain::advice::name_of(filing.request.destination);
            let today = match then.in_force().is_some_and(|it| it.period.contains(today)) {
                true => Bilingual::new("今天还有效，", "It holds today still. "),
                false => Bilingual::default(),
            };
            let says = Bilingual::new(
                format!(
                    "{}从{}起不再有效。以后在{}住院，算没有备案，可能报得少，或者要先自己付。",
                    today.zh, until.zh, to.zh
                ),
                format!(
                    "{}It no longer holds from {}. A stay in {} then counts as not filed: \
                     less may be paid, or you pay first.",
                    today.en, until.en, to.en
                ),
            );
            ConfirmPage {
                keep: FilingText::KeepIt,
                says: vec![says],
                go: Some((action, FilingText::YesCancel)),
                asks_reason: true,
                ..page(filing, title)
            }
        }
    }
}

fn change_page(filing: &Filing, change: Option<ChangeRule>) -> ConfirmPage {
    let cancel_first = change != Some(ChangeRule::Replaces);
    let says = match cancel_first {
        true => FilingText::ChangeCancelFirst,
        false => FilingText::ChangeReplaces,
    };
    ConfirmPage {
        says: vec![says.both()],
        other_place: Some(filing.request.insured_at.to_string()),
        ..page(filing, FilingText::ChangeTitle)
    }
}

fn renew_page(filing: &Filing, wrong: Option<Bilingual>) -> ConfirmPage {
    let action = format!("/filings/{}/renew", filing.id());
    let go = wrong.is_none().then_some((action, FilingText::RenewGo));
    let says = match wrong {
        None if filing.state == FilingState::Expired => vec![FilingText::EndedRenew.both()],
        None => vec![FilingText::RenewSays.both()],
        Some(why) if filing.is_live() && filing.period.until.is_some() => {
            vec![why, FilingText::HowToRenew.both()]
        }
        Some(why) => vec![why],
    };
    ConfirmPage {
        says,
        go,
        ..page(filing, FilingText::RenewTitle)
    }
}

pub(super) async fn act(
    State(app): State<App>,
    Path((id, deed)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let asking = &sent.asking;
    let (id, deed) = named(asking, (&id, &deed))?;
    let (own, of) = (sent.resident()?, id.clone());
    let reason = sent.values.text("reason");
    let done = app.transact(move |desk| {
        let filing = find(desk, &own, &of)?.filing;
        match deed {
            FilingDeed::Cancel => cancel(desk, &own, (&filing, &reason)),
            FilingDeed::Correct => correct(desk, &own, &filing),
            FilingDeed::Renew if can_be_renewed(&filing, desk.today()).is_err() => {
                Ok(format!("/filings/{of}/renew"))
            }
            FilingDeed::Renew => renew(desk, &own, &filing),
            FilingDeed::Change => Ok(format!("/filings/{of}/change")),
        }
    });
    match done.await {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(DeskError::FilingRefused(why)) => {
            let mut page = confirm(&app, asking, (&id, deed)).await?;
            page.wrong = Some(why.says());
            let page = Html(render_confirm(&asking.frame, &page));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(hidden(asking, error)),
    }
}

/// Cancelling what is cancelled already changes nothing.
fn cancel(
    desk: &mut Desk<'_, '_>,
    own: &PersonId,
    (filing, reason): (&Filing, &str),
) -> Result<String, DeskError> {
    if filing.state != FilingState::Cancelled {
        let of = (filing.person(), filing.id());
        desk::cancel_filing(desk, account(own, filing), of, reason)?;
        drafts::discard(desk, filing.person(), filing.id())?;
    }
    Ok(format!("/filings/{}", filing.id()))
}

/// What an address ends in so that it is about the same person.
fn of_address(own: &PersonId, filing: &Filing) -> String {
    match own == filing.person() {
        true => String::new(),
        false => format!("?for={}", filing.person()),
    }
}

/// The draft of a correction has the number of the filing, and everything it said.
fn correct(desk: &mut Desk<'_, '_>, own: &PersonId, filing: &Filing) -> Result<String, DeskError> {
    let (person, id) = (filing.person(), filing.id());
    if filing.state != FilingState::Returned {
        return Ok(format!("/filings/{id}"));
    }
    if drafts::draft(desk, person, id)?.is_none() {
        drafts::save(desk, (person, id), &drafts::draft_of(&filing.request))?;
    }
    let rules = desk
        .reference()
        .library
        .procedures(filing.request.insured_at);
    let step = match waits_for_proof(rules, filing) {
        true => DraftStep::Proof,
        false => DraftStep::Check,
    };
    Ok(format!("/file/{id}/{step}{}", of_address(own, filing)))
}

/// The draft of a filing that follows on from the end of this one; or why there is none.
fn renewal(
    desk: &mut Desk<'_, '_>,
    own: &PersonId,
    filing: &Filing,
) -> Result<Result<FilingDraft, Bilingual>, DeskError> {
    let today = desk.today();
    if let Err(why) = can_be_renewed(filing, today) {
        return Ok(Err(why.both()));
    }
    let mut draft = drafts::draft_of(&filing.request);
    draft.starts_on = Some(filing.period.until.map_or(today, |until| until.max(today)));
    (draft.ends_on, draft.evidence) = (None, Vec::new());
    let filer = Filer {
        own,
        person: filing.person(),
    };
    let id = desk::filing::new_filing_id(desk, draft.insured_at);
    let mut hindered = drafts::hindrances(desk, filer, (&id, &draft))?;
    // How it comes in is what one can do something about.
    hindered.sort_by_key(|check| check.kind != CheckKind::Channel);
    Ok(match hindered.into_iter().next() {
        None => Ok(draft),
        Some(check) => Err(check.says),
    })
}

/// A new filing that follows on from the end of this one.
fn renew(desk: &mut Desk<'_, '_>, own: &PersonId, filing: &Filing) -> Result<String, DeskError> {
    let Ok(draft) = renewal(desk, own, filing)? else {
        return Ok(format!("/filings/{}/renew", filing.id()));
    };
    let id = drafts::save_new(desk, filing.person(), &draft)?;
    Ok(format!("/file/{id}{}", of_address(own, filing)))
}
