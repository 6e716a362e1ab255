//! Finding a filing by its number or by the full number of a certificate. The number is sent in a
//! form, so it stands in no address and no log.

use axum::extract::State;
use axum::response::Html;
use desk::cases;
use desk::operators::Operator;
use desk::{Desk, DeskError, Role, Voucher};
use domain::Bilingual;
use domain::filing::Filing;
use domain::ids::{Certificate, CertificateKind};
use domain::signs::half_width;
use domain::text::Named;

use super::counter::look_up;
use super::said::{holds, what};
use crate::App;
use crate::pages::form::Sent;
use crate::pages::{Asking, Page};
use crate::web::clerk::{FindPage, render_find};

fn page(operator: &Operator) -> FindPage {
    FindPage {
        has_board: holds(operator, Role::Supervisor),
        has_counter: holds(operator, Role::Clerk),
        ..FindPage::default()
    }
}

pub(super) async fn ask(asking: Asking) -> Page {
    let page = page(asking.staff()?);
    Ok(Html(render_find(&asking.frame, &page)))
}

pub(super) async fn find(State(app): State<App>, sent: Sent) -> Page {
    let operator = sent.asking.staff()?.clone();
    let mut page = page(&operator);
    page.asked = sent.values.text("filing");
    let (asked, number) = (page.asked.clone(), sent.values.text("number"));
    let found = match number.is_empty() {
        true => {
            let by = operator.clone();
            let work = move |desk: &mut Desk<'_, '_>| found(desk, &by, (&asked, &number));
            app.transact(work).await
        }
        false => {
            let by = operator.clone();
            look_up(&app, &operator, move |desk| {
                found(desk, &by, (&asked, &number))
            })
            .await
        }
    };
    let found = found.map_err(|error| sent.asking.problem(error))?;
    if found.is_empty() {
        let missed = app.transact(move |desk| cases::missed(desk, &operator));
        missed.await.map_err(|error| sent.asking.problem(error))?;
    }
    page.found = Some(found);
    Ok(Html(render_find(&sent.asking.frame, &page)))
}

type FoundRow = (String, String, Bilingual, Bilingual);

fn found(
    desk: &mut Desk<'_, '_>,
    operator: &Operator,
    (asked, number): (&str, &str),
) -> Result<Vec<FoundRow>, DeskError> {
    let plain = |text: &str| half_width(text).split_whitespace().collect::<String>();
    let mut filings = Vec::new();
    if let Ok(id) = plain(asked).parse() {
        match cases::find_case(desk, operator, &id) {
            Ok(filing) => filings.push(filing),
            Err(DeskError::UnknownFiling { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    let number = plain(number);
    for kind in CertificateKind::ALL {
        let Ok(shown) = Certificate::read(*kind, &number) else {
            continue;
        };
        match desk::identify(desk, &Voucher::Certificate(shown)) {
            Ok(found) => {
                filings.extend(cases::filings_of_unit(desk, operator, &found.person.id)?);
                break;
            }
            Err(DeskError::UnknownPerson) => {}
            Err(other) => return Err(other),
        }
    }
    let mut rows = Vec::with_capacity(filings.len());
    for filing in filings {
        rows.push(row(desk, &filing)?);
    }
    Ok(rows)
}

fn row(desk: &mut Desk<'_, '_>, filing: &Filing) -> Result<FoundRow, DeskError> {
    let found = desk::identify(desk, &Voucher::Person(filing.person().clone()))?;
    Ok((
        filing.id().to_string(),
        found.person.name,
        what(filing),
        filing.state.name(),
    ))
}
