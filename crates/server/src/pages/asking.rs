//! Who asks for a page, in which language and size: from the query, else from the cookie.

use std::convert::Infallible;
use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use desk::DeskError;
use desk::accounts::{self, AccountError, SignedInAs};
use desk::operators::Operator;
use domain::ids::PersonId;

use super::problem::PageProblem;
use crate::App;
use crate::access::SignedAs;
use crate::api::RequestNumber;
use crate::connections::Peer;
use crate::device::device_of;
use crate::web::account::first_desk;
use crate::web::{Acting, Frame, Lang, SignedName, Theme};

/// The frame of the page asked for, and the questions in its address.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Language, size, path.
    pub frame: Frame,
    /// Whether everything is to be open (`?open=all`).
    pub open_all: bool,
    /// Who is signed in, if anybody is.
    pub who: Option<SignedInAs>,
    /// With what, in two words.
    pub device: String,
    /// Where it comes from, as far as that is known.
    pub source: String,
    /// Whether it asks for something to be done, not only for a page.
    pub changes: bool,
}

impl Asking {
    /// The address that lets somebody sign in and leads back here.
    pub fn sign_in_and_back(&self) -> String {
        let (path, page) = (&self.frame.path, self.frame.address());
        let desks = [
            "/clerk",
            "/employer",
            "/facility",
            "/desk",
            "/account",
            "/registers",
            "/bureau",
            "/policy/edit",
            "/policy/outlook",
        ];
        let way = match desks.iter().any(|begin| path.starts_with(begin)) {
            true => "/sign-in/staff",
            false => "/sign-in",
        };
        let mut asked = form_urlencoded::Serializer::new(String::new());
        asked.append_pair("to", &page);
        format!("{way}?{}", asked.finish())
    }

    /// The insured person who is signed in.
    pub(crate) fn resident(&self) -> Result<&PersonId, PageProblem> {
        match &self.who {
            Some(SignedInAs::Person { person, .. }) => Ok(person),
            Some(_) => Err(self.problem(DeskError::from(AccountError::RoleNotHeld))),
            None => Err(self.problem(DeskError::from(AccountError::NotSignedIn))),
        }
    }

    /// The insured person a page for everybody is about: whom one acts for, else oneself.
    pub(crate) fn about(&self) -> Option<PersonId> {
        let acting = self.frame.acting_for.as_ref();
        let acting = acting.and_then(|one| one.person.parse::<PersonId>().ok());
        acting.or_else(|| self.resident().ok().cloned())
    }

    /// The operator who is signed in. Its roles the table of access has seen to.
    pub(crate) fn staff(&self) -> Result<&Operator, PageProblem> {
        match &self.who {
            Some(SignedInAs::Staff { operator, .. }) => Ok(operator),
            Some(_) => Err(self.problem(DeskError::from(AccountError::RoleNotHeld))),
            None => Err(self.problem(DeskError::from(AccountError::NotSignedIn))),
        }
    }

    /// What the query says under a name.
    pub fn asked(&self, name: &str) -> Option<&str> {
        value(self.frame.query.split('&'), name)
    }
}

impl FromRequestParts<App> for Asking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asking, Infallible> {
        let signed = SignedAs::from_request_parts(parts, app).await?;
        let query = parts.uri.query().unwrap_or_default();
        let asked = |name: &str| value(query.split('&'), name);
        let cookies = parts
            .headers
            .get(header::COOKIE)
            .and_then(|value| value.to_str().ok());
        let agent = parts.headers.get(header::USER_AGENT);
        let agent = agent.and_then(|it| it.to_str().ok()).unwrap_or_default();
        let kept = |name: &str| value(cookies.unwrap_or_default().split("; "), name);
        let likes = parts.headers.get(header::ACCEPT_LANGUAGE);
        let likes = likes
            .and_then(|it| it.to_str().ok())
            .and_then(Lang::accepted);
        let lang = asked("lang").or(kept("lang")).and_then(Lang::from_code);
        let frame = Frame {
            lang: lang.or(likes).unwrap_or_default(),
            elder: asked("elder").or(kept("elder")) == Some("1"),
            theme: asked("theme").or(kept("theme")).and_then(Theme::from_code),
            path: parts.uri.path().to_owned(),
            query: without_choices(query),
            demo: app.is_sandbox(),
            set_day: app.clock().is_set().then(|| app.today()),
            signed: signed
                .who
                .as_ref()
                .map(|who| SignedName::of(who, first_desk)),
            token: signed.token,
            number: numbered(parts),
            acting_for: acted_for(app, (signed.who.as_ref(), asked("for"))).await,
        };
        Ok(Asking {
            frame,
            open_all: asked("open") == Some("all"),
            who: signed.who,
            device: device_of(agent),
            source: source_of(parts),
            changes: !parts.method.is_safe(),
        })
    }
}

/// The number of the request, by which the log finds it.
fn numbered(parts: &Parts) -> String {
    let number = parts.extensions.get::<RequestNumber>();
    number.map_or_else(String::new, |number| number.0.clone())
}

/// Whom the address names, if whoever is signed in may act for them.
async fn acted_for(app: &App, (who, named): (Option<&SignedInAs>, Option<&str>)) -> Option<Acting> {
    let Some(SignedInAs::Person { person: own, .. }) = who else {
        return None;
    };
    let person: PersonId = named?.parse().ok()?;
    let own = own.clone();
    let helped = app.read(move |desk| accounts::helped_by(desk, &own)).await;
    let mut helped = helped.ok()?.into_iter();
    let found = helped.find(|one| one.person == person)?;
    Some(Acting {
        person: found.person.to_string(),
        name: found.name,
    })
}

/// Where a request comes from: the other end of the connection, or what a proxy on this machine
/// says of it. A household has 2⁶⁴ addresses of the newer kind, which are one source.
fn source_of(parts: &Parts) -> String {
    let peer = parts.extensions.get::<Peer>();
    let Some(peer) = peer.map(|peer| peer.0.ip().to_canonical()) else {
        return String::new();
    };
    let said = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let said = said.and_then(|said| said.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    match said.filter(|_| peer.is_loopback()).unwrap_or(peer) {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::")
        }
        address => address.to_string(),
    }
}

/// The value of a name in `name=value` parts.
fn value<'a>(mut parts: impl Iterator<Item = &'a str>, name: &str) -> Option<&'a str> {
    parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

/// What the address asks besides language and size.
fn without_choices(query: &str) -> String {
    let is_choice = |part: &&str| {
        ["lang=", "elder=", "theme="]
            .iter()
            .any(|name| part.starts_with(name))
    };
    let kept = query.split('&').filter(|part| !is_choice(part));
    kept.collect::<Vec<_>>().join("&")
}

/// The cookies that keep what the query chose, for a year.
pub fn cookies(query: &str) -> Vec<HeaderValue> {
    let chosen = |name: &str, allowed: &[&str]| {
        let value = value(query.split('&'), name).filter(|value| allowed.contains(value))?;
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
        HeaderValue::from_str(&cookie).ok()
    };
    [
        chosen("lang", &["zh", "en"]),
        chosen("elder", &["0", "1"]),
        chosen("theme", &["auto", "light", "dark", "contrast"]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_switches_keep_what_was_asked() {
        assert_eq!(
            without_choices("lang=en&on=2026-01-01&elder=1&q=a"),
            "on=2026-01-01&q=a"
        );
        assert_eq!(without_choices("lang=en"), "");
        assert_eq!(without_choices(""), "");
    }

    #[test]
    fn only_known_choices_are_kept() {
        assert_eq!(cookies("lang=en&elder=1&theme=dark").len(), 3);
        assert_eq!(cookies("lang=xx&elder=2&theme=pink&open=all").len(), 0);
        assert_eq!(cookies("").len(), 0);
    }
}
