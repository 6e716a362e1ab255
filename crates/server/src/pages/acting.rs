//! Acting for somebody else: a page about them leads on only to pages about them, whatever link or
//! form one takes, and that the helper looked is noted where the person sees it.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use desk::DeskError;
use desk::accounts::{SignedInAs, may_act};
use desk::looked::{self, HelperLook, ReadNote};
use domain::ids::PersonId;

use super::Asking;
use super::problem::PageProblem;
use crate::App;
use crate::web::facilities::encoded;

/// Pages that may be about whoever one acts for.
const PERSONAL: [&str; 10] = [
    "/",
    "/advice",
    "/before",
    "/stories",
    "/facilities",
    "/designation",
    "/file",
    "/filings",
    "/me",
    "/policy/what-if",
];

/// What is one's own even then: whom one may act for.
const OWN: &str = "/me/family";

/// No page is longer.
const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Carries whom a page is about through all it leads to, and notes the look.
pub(crate) async fn carry(
    State(app): State<App>,
    asking: Asking,
    request: Request,
    next: Next,
) -> Response {
    let Some(acting) = asking.frame.acting_for.clone() else {
        return next.run(request).await;
    };
    let look = match request.method() == Method::GET {
        true => look_of(request.uri().path()),
        false => None,
    };
    let response = next.run(request).await;
    if let Some(look) = look.filter(|_| response.status().is_success())
        && let Err(problem) = noted(&app, &asking, (&acting.person, look)).await
    {
        return problem.into_response();
    }
    carried(response, &acting.person).await
}

/// What is looked at under an address; nothing where it is the same for everybody.
fn look_of(path: &str) -> Option<HelperLook> {
    // That somebody shows a code is noted as just that.
    if path == "/me/code" {
        return None;
    }
    if path == "/me/export" {
        return Some(HelperLook::Everything);
    }
    if let Some(rest) = path.strip_prefix("/filings/") {
        let number = rest.split('/').next().unwrap_or_default();
        return Some(HelperLook::Object(number.to_owned()));
    }
    // A question of a filing is not another page, whatever draft it is of.
    let own = [
        "/me/year",
        "/me/messages",
        "/me/looked",
        "/me/erase",
        "/me",
        "/file",
        "/designation",
    ];
    let found = own.iter().find(|page| is_at(path, page));
    found.map(|page| HelperLook::Page((*page).to_owned()))
}

/// Notes that whoever is signed in looked at something of a person's, unless it is their own.
pub(super) async fn noted(
    app: &App,
    asking: &Asking,
    (person, look): (&str, HelperLook),
) -> Result<(), PageProblem> {
    let own = asking.resident()?.clone();
    let person = person.parse::<PersonId>();
    let person = person.map_err(|_| asking.problem(DeskError::UnknownPerson))?;
    if own == person {
        return Ok(());
    }
    let done = app.transact(move |desk| looked::note_helper(desk, (&own, &person), &look));
    done.await.map_err(|error| asking.problem(error))
}

/// Notes that somebody looked at a page about a person, whoever it is: somebody who acts for them,
/// or staff. One's own look is nobody's business, and who is not signed in has no name: only a
/// demo, where people are invented, shows them anything.
pub(super) async fn seen(
    app: &App,
    asking: &Asking,
    (person, look): (&PersonId, HelperLook),
) -> Result<(), PageProblem> {
    let person = person.clone();
    let done = match asking.who.clone() {
        None => return Ok(()),
        Some(SignedInAs::Person { person: own, .. }) => {
            let done =
                app.transact(
                    move |desk| match own != person && may_act(desk, &own, &person)? {
                        true => looked::note_helper(desk, (&own, &person), &look),
                        false => Ok(()),
                    },
                );
            done.await
        }
        Some(SignedInAs::Staff { operator, .. }) => {
            let done = app.transact(move |desk| {
                let read = ReadNote {
                    person: &person,
                    object: look.object(),
                    reason: "",
                };
                looked::note_read(desk, &operator, read)
            });
            done.await
        }
    };
    done.map_err(|error| asking.problem(error))
}

/// Whether a path is a page or lies below it.
fn is_at(path: &str, page: &str) -> bool {
    let rest = path.strip_prefix(page);
    rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with('/') && page != "/"))
}

async fn carried(response: Response, person: &str) -> Response {
    let (mut parts, body) = response.into_parts();
    let to = parts.headers.get(header::LOCATION);
    let to = to.and_then(|to| to.to_str().ok()).map(str::to_owned);
    if let Some(to) = to.as_deref().and_then(|to| of_person(to, (person, "&")))
        && let Ok(to) = HeaderValue::from_str(&to)
    {
        parts.headers.insert(header::LOCATION, to);
    }
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.starts_with("text/html")) {
        return Response::from_parts(parts, body);
    }
    let Ok(bytes) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return Response::from_parts(parts, Body::empty());
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    let page = String::from_utf8_lossy(&bytes);
    Response::from_parts(parts, Body::from(about(&page, person)))
}

/// A page whose main part leads only to pages about this person. What stands around it stays: there
/// one goes back to one's own affairs.
fn about(page: &str, person: &str) -> String {
    let Some(begins) = page.find("<main") else {
        return page.to_owned();
    };
    let ends = page.find("</main>").unwrap_or(page.len());
    let mut told = String::with_capacity(page.len() + 4_096);
    told.push_str(&page[..begins]);
    for piece in page[begins..ends].split_inclusive('>') {
        let at = piece.rfind('<').unwrap_or(0);
        let (text, tag) = piece.split_at(at);
        told.push_str(text);
        told.push_str(&tag_about(tag, person));
    }
    told.push_str(&page[ends..]);
    told
}

/// A tag whose addresses are about this person; a form that asks carries it as a field, because its
/// address loses what it asked.
fn tag_about(tag: &str, person: &str) -> String {
    let mut told = tag.to_owned();
    let mut is_about = false;
    for name in [" href=\"", " action=\"", " formaction=\""] {
        let Some(begins) = told.find(name).map(|at| at + name.len()) else {
            continue;
        };
        let Some(length) = told[begins..].find('"') else {
            continue;
        };
        let value = &told[begins..begins + length];
        if let Some(value) = of_person(value, (person, "&#38;")) {
            told.replace_range(begins..begins + length, &value);
            is_about = true;
        }
    }
    let is_asked = tag.starts_with("<form") && !tag.contains("method=\"post\"");
    if is_about && is_asked {
        let person = encoded(person);
        told += &format!("<input type=\"hidden\" name=\"for\" value=\"{person}\">");
    }
    told
}

/// The address about a person; nothing where it is no page of theirs or names somebody already.
fn of_person(address: &str, (person, and): (&str, &str)) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_theirs = PERSONAL.iter().any(|page| is_at(path, page));
    if !is_theirs || is_at(path, OWN) {
        return None;
    }
    let fragment = address
        .match_indices('#')
        .find(|(at, _)| !address[..*at].ends_with('&'));
    let (asked, fragment) = address.split_at(fragment.map_or(address.len(), |(at, _)| at));
    let mut said = asked.split(['?', '&', ';']);
    if said.any(|one| one.starts_with("for=")) {
        return None;
    }
    let join = if asked.contains('?') { and } else { "?" };
    Some(format!("{asked}{join}for={}{fragment}", encoded(person)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_to_a_page_of_theirs_is_about_them() {
        for (tag, about) in [
            ("<a href=\"/me\">", "<a href=\"/me?for=P1\">"),
            ("<a href=\"/\">", "<a href=\"/?for=P1\">"),
            (
                "<a href=\"/advice?a=1&#38;b=2#c\">",
                "<a href=\"/advice?a=1&#38;b=2&#38;for=P1#c\">",
            ),
            (
                "<form method=\"post\" action=\"/file/B1/check\">",
                "<form method=\"post\" action=\"/file/B1/check?for=P1\">",
            ),
            (
                "<form class=\"ask\" action=\"/advice\" method=\"get\">",
                "<form class=\"ask\" action=\"/advice?for=P1\" method=\"get\">\
                 <input type=\"hidden\" name=\"for\" value=\"P1\">",
            ),
            (
                "<button formaction=\"/filings/B1/cancel\">",
                "<button formaction=\"/filings/B1/cancel?for=P1\">",
            ),
        ] {
            assert_eq!(tag_about(tag, "P1"), about);
        }
        for same in [
            "<a href=\"/me?for=P2\">",
            "<a href=\"/me/family\">",
            "<a href=\"/policy/440300\">",
            "<a href=\"//elsewhere/me\">",
            "<a href=\"tel:12393\">",
            "<use href=\"/assets/icons.svg#me\"/>",
            "<p>",
        ] {
            assert_eq!(tag_about(same, "P1"), same);
        }
        let page = "<a href=\"/me\"><main><p>1 < 2</p><a href=\"/me\">x</a></main><a href=\"/me\">";
        assert_eq!(
            about(page, "P1"),
            "<a href=\"/me\"><main><p>1 < 2</p><a href=\"/me?for=P1\">x</a></main><a href=\"/me\">"
        );
    }
}
