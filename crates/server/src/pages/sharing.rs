//! Showing one bill to family: `/settlements/{id}/share`, and what a link shows: `/shared/{link}`.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use desk::accounts::{consents_of, may_act};
use desk::sharing::{end_link, links_of_bill, share_bill, shared_bill};
use desk::{DeskError, Voucher};
use domain::calendar::in_china;
use domain::ids::SettlementId;
use domain::text::Named;

use super::at_facility::says;
use super::facilities::reached_at;
use super::form::Sent;
use super::problem::PageProblem;
use super::{Asking, Page};
use crate::App;
use crate::problem::ApiProblem;
use crate::web::sharing::{SharePage, SharedPage, render, render_shared};

fn number(asking: &Asking, id: &str) -> Result<SettlementId, PageProblem> {
    let unknown = |_| asking.problem(ApiProblem::no_such_page(&asking.frame.path));
    id.parse().map_err(unknown)
}

/// Who sees a bill of one's own, and its links.
async fn page_of(app: &App, asking: &Asking, id: &SettlementId) -> Result<SharePage, PageProblem> {
    let own = asking.resident()?.clone();
    let of = id.clone();
    let found = app.read(move |desk| {
        let links = links_of_bill(desk, (&own, &of))?;
        let mut helpers = Vec::new();
        for one in consents_of(desk, &own)? {
            if may_act(desk, &one.helper, &own)? {
                let helper = desk::identify(desk, &Voucher::Person(one.helper.clone()))?;
                helpers.push((helper.person.name, one.relation.name()));
            }
        }
        helpers.dedup();
        Ok((links, helpers))
    });
    let (links, helpers) = found.await.map_err(|error| asking.problem(error))?;
    let links = links.into_iter().map(|link| {
        let until = in_china(link.ends_at)
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        (link.number, until, link.opened)
    });
    Ok(SharePage {
        bill: id.to_string(),
        helpers,
        links: links.collect(),
        made: None,
        wrong: None,
    })
}

pub(super) async fn show(State(app): State<App>, Path(id): Path<String>, asking: Asking) -> Page {
    let id = number(&asking, &id)?;
    let page = page_of(&app, &asking, &id).await?;
    Ok(Html(render(&asking.frame, &page)))
}

pub(super) async fn make(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let id = number(&sent.asking, &id)?;
    let (own, of) = (sent.resident()?, id.clone());
    let made = app.transact(move |desk| share_bill(desk, (&own, &of)));
    let made = made.await;
    let mut page = page_of(&app, &sent.asking, &id).await?;
    match made {
        Ok(made) => {
            let home = reached_at(&app, &headers);
            page.made = Some(format!("{home}/shared/{}", made.secret));
            Ok(Html(render(&sent.asking.frame, &page)).into_response())
        }
        Err(error) => {
            let problem = ApiProblem::from(error);
            page.wrong = Some(says(&problem));
            let html = Html(render(&sent.asking.frame, &page));
            Ok((problem.status(), html).into_response())
        }
    }
}

pub(super) async fn end(
    State(app): State<App>,
    Path(id): Path<String>,
    sent: Sent,
) -> Result<Response, PageProblem> {
    let id = number(&sent.asking, &id)?;
    let (own, of, link) = (sent.resident()?, id.clone(), sent.values.text("link"));
    let done = app.transact(move |desk| end_link(desk, (&own, &of), &link));
    done.await.map_err(|error| sent.asking.problem(error))?;
    Ok(Redirect::to(&format!("/settlements/{id}/share")).into_response())
}

/// What a link shows. No browser and no search engine keeps it, and no page it leads to learns it.
pub(super) async fn shared(
    State(app): State<App>,
    Path(link): Path<String>,
    asking: Asking,
) -> Result<Response, PageProblem> {
    let found = app.transact(move |desk| -> Result<_, DeskError> { shared_bill(desk, &link) });
    let bill = found.await.map_err(|error| asking.problem(error))?;
    let page = SharedPage {
        name: bill.name,
        settled_at: in_china(bill.settled_at),
        scope: bill.scope,
        shares: bill.shares,
        is_cancelled: bill.is_cancelled,
        ends_at: in_china(bill.ends_at),
    };
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            HeaderName::from_static("x-robots-tag"),
            HeaderValue::from_static("noindex, nofollow"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
    ];
    Ok((headers, Html(render_shared(&asking.frame, &page))).into_response())
}
