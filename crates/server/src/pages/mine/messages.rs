//! What a person was told, as they or who may act for them read it.

use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::messages::{Messages, messages_of, note_messages_read};
use desk::{NoticeInWords, Voucher};
use domain::calendar::in_china;
use domain::ids::PersonId;
use domain::notices::NoticeTopic;
use jiff::Timestamp;

use crate::App;
use crate::pages::form::Sent;
use crate::pages::problem::PageProblem;
use crate::pages::subject::{held_to_consent, subject};
use crate::pages::{Asking, Page};
use crate::web::mine::{MessageRow, MessagesPage, render_messages};
use crate::web::text::MineText;

/// What an address ends in so that it is about the same person.
pub(super) fn of_address(own: &PersonId, person: &PersonId) -> String {
    match own == person {
        true => String::new(),
        false => format!("?for={person}"),
    }
}

/// The rows of the newest messages.
pub(super) fn rows(found: &Messages, of: &str, at_most: usize) -> Vec<MessageRow> {
    let newest = found.all.iter().take(at_most);
    let row = |message: &NoticeInWords| MessageRow {
        at: in_china(message.at).strftime("%Y-%m-%d %H:%M").to_string(),
        title: message.title.clone(),
        text: message.text.clone(),
        leads: leads(message, of),
        is_unread: found.is_unread(message),
    };
    newest.map(row).collect()
}

/// Where a message leads: to what it asks to be done, else to what it is about.
fn leads(message: &NoticeInWords, of: &str) -> Option<(String, MineText)> {
    let topic = NoticeTopic::from_word(&message.topic);
    match (topic, &message.filing, &message.settlement) {
        (Some(NoticeTopic::DesignationNeeded | NoticeTopic::FacilityChosen), ..) => {
            Some((format!("/designation{of}"), MineText::ToChoices))
        }
        (Some(NoticeTopic::FilingExpiring | NoticeTopic::FilingExpired), Some(filing), _) => {
            Some((format!("/filings/{filing}/renew"), MineText::ToRenewal))
        }
        (Some(NoticeTopic::BillToBeClaimed), ..) => Some((format!("/me{of}"), MineText::ToClaim)),
        (Some(NoticeTopic::FilingReturned), Some(filing), _) => {
            Some((format!("/filings/{filing}"), MineText::ToCorrection))
        }
        (_, Some(filing), _) => Some((format!("/filings/{filing}"), MineText::ToFiling)),
        (_, _, Some(settlement)) => Some((format!("/settlements/{settlement}"), MineText::ToBill)),
        _ => None,
    }
}

pub(super) async fn messages(State(app): State<App>, asking: Asking) -> Page {
    let (own, person) = subject(&asking)?;
    let of = of_address(&own, &person);
    let found = app.read(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        let known = desk::identify(desk, &Voucher::Person(person.clone()))?;
        Ok((known.person.name, messages_of(desk, (&person, &own))?))
    });
    let (name, found) = found.await.map_err(|error| asking.problem(error))?;
    let newest = found.all.first().map(|message| message.at);
    let page = MessagesPage {
        name,
        is_for_other: !of.is_empty(),
        rows: rows(&found, &of, usize::MAX),
        unread: found.unread(),
        through: newest.map_or(0, Timestamp::as_microsecond),
        of,
    };
    Ok(Html(render_messages(&asking.frame, &page)))
}

/// Everything that was on the page counts as read; what came since does not.
pub(super) async fn read(State(app): State<App>, sent: Sent) -> Result<Response, PageProblem> {
    let (own, person) = subject(&sent.asking)?;
    let of = of_address(&own, &person);
    let through = sent.values.text("through").parse().ok();
    let through = through.and_then(|micros| Timestamp::from_microsecond(micros).ok());
    let noted = app.transact(move |desk| {
        held_to_consent(desk, (&own, &person))?;
        match through {
            Some(through) => note_messages_read(desk, (&person, &own), through),
            None => Ok(()),
        }
    });
    noted.await.map_err(|error| sent.asking.problem(error))?;
    Ok(Redirect::to(&format!("/me/messages{of}")).into_response())
}
