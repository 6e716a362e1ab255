//! What a browser keeps: the secret of its sign-in, and one that its forms are told by.

use axum::http::{HeaderMap, HeaderValue, header};
use desk::accounts::SessionSecret;
use sha2::{Digest, Sha256};

use crate::App;

/// The cookies a browser sent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cookies {
    /// The secret of its sign-in.
    pub session: Option<SessionSecret>,
    /// What its forms are told by while nobody is signed in.
    pub visitor: Option<String>,
}

/// No secret of ours is longer.
const LONGEST: usize = 64;

impl Cookies {
    /// Reads them; what has not the form of ours is none.
    pub(crate) fn read(headers: &HeaderMap, app: &App) -> Cookies {
        let mut cookies = Cookies::default();
        let sent = headers.get_all(header::COOKIE).iter();
        let texts = sent.filter_map(|sent| sent.to_str().ok());
        for pair in texts.flat_map(|text| text.split(';')) {
            let Some((name, value)) = pair.trim().split_once('=') else {
                continue;
            };
            let is_ours = value.len() == LONGEST && value.bytes().all(|b| b.is_ascii_hexdigit());
            if is_ours && name == session_name(app) {
                cookies.session = Some(SessionSecret::sent(value));
            } else if is_ours && name == visitor_name(app) {
                cookies.visitor = Some(value.to_owned());
            }
        }
        cookies
    }

    /// What the forms of this browser carry; nothing where it has no secret.
    pub(crate) fn token(&self) -> String {
        let session = self.session.as_ref().map(SessionSecret::reveal);
        let secret = session.or(self.visitor.as_deref());
        secret.map(form_token).unwrap_or_default()
    }
}

/// What a form carries that only a page of ours could have put there.
pub(crate) fn form_token(secret: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"form");
    hash.update(secret.as_bytes());
    domain::text::hex(&hash.finalize()[..16])
}

/// Outside the sandbox a browser sends them over TLS alone, and to this very host.
fn prefix(app: &App) -> &'static str {
    if app.is_sandbox() { "" } else { "__Host-" }
}

fn session_name(app: &App) -> String {
    format!("{}signed-in", prefix(app))
}

fn visitor_name(app: &App) -> String {
    format!("{}visitor", prefix(app))
}

fn cookie(app: &App, name: &str, value: &str, more: &str) -> HeaderValue {
    let secure = if app.is_sandbox() { "" } else { "; Secure" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    HeaderValue::from_str(&text).expect("hexadecimal digits and words")
}

/// Keeps a sign-in in the browser, until it is closed.
pub(crate) fn session_cookie(app: &App, secret: &SessionSecret) -> HeaderValue {
    cookie(app, &session_name(app), secret.reveal(), "")
}

/// What lies with a browser between two steps of signing in, for ten minutes; what is empty is
/// taken away.
pub(crate) fn step_cookie(app: &App, name: &str, sealed: &str) -> HeaderValue {
    let name = format!("{}{name}", prefix(app));
    let holds = if sealed.is_empty() { 0 } else { 600 };
    cookie(app, &name, sealed, &format!("; Max-Age={holds}"))
}

/// What lies with a browser under this name.
pub(crate) fn brought(headers: &HeaderMap, app: &App, name: &str) -> Option<String> {
    let name = format!("{}{name}", prefix(app));
    let sent = headers.get_all(header::COOKIE).iter();
    let texts = sent.filter_map(|sent| sent.to_str().ok());
    let mut pairs = texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let found = pairs.find(|(named, _)| *named == name);
    found.map(|(_, value)| value.to_owned())
}

/// Takes it away again.
pub(crate) fn signed_out_cookie(app: &App) -> HeaderValue {
    cookie(app, &session_name(app), "", "; Max-Age=0")
}

/// Keeps what the forms of somebody unknown are told by.
pub(crate) fn visitor_cookie(app: &App, secret: &str) -> HeaderValue {
    cookie(app, &visitor_name(app), secret, "")
}
