//! Around every request: a number for it, a line in the log, a count, and the headers that keep a
//! browser from doing what we never ask of it. Nothing here sees or keeps who somebody is: routes
//! are logged as patterns, never as addresses.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use super::read::random_hex;
use crate::App;
use crate::metrics::Ended;

/// Only what we serve ourselves is loaded, framed and sent to.
const CONTENT_POLICY: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'; object-src 'none'";

/// The headers of every answer.
const HEADERS: [(HeaderName, HeaderValue); 3] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CONTENT_POLICY),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
];

/// The number of a request: in the log, in the answer's headers, on the page of a problem.
#[derive(Clone, Debug)]
pub struct RequestNumber(pub String);

/// Counts and logs a request, numbers it and adds the headers.
pub async fn observe(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = route_of(&request);
    let id = random_hex();
    request.extensions_mut().insert(RequestNumber(id.clone()));
    let mut response = next.run(request).await;
    let took = began.elapsed();
    let seen = Seen {
        method: &method,
        route: &route,
        status: response.status(),
    };
    log(&seen, &id, took);
    count(&app, &seen, took);
    add_headers(response.headers_mut(), &id);
    response
}

/// What is logged of a request.
struct Seen<'a> {
    method: &'a Method,
    route: &'a str,
    status: StatusCode,
}

/// The pattern that matched; an address that matched nothing could hold anything.
fn route_of(request: &Request) -> String {
    let matched = request.extensions().get::<MatchedPath>();
    matched.map_or("none", MatchedPath::as_str).to_owned()
}

fn log(seen: &Seen<'_>, id: &str, took: Duration) {
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (method, route, status) = (known_method(seen.method), seen.route, seen.status.as_u16());
    match seen.status.is_server_error() {
        true => tracing::error!(method, route, status, ms, id, "request"),
        false => tracing::info!(method, route, status, ms, id, "request"),
    }
}

/// The hospital interface counts by transaction and the probes count nothing, so that looking does
/// not change what is seen.
fn count(app: &App, seen: &Seen<'_>, took: Duration) {
    let Some(face) = face_of(seen.route) else {
        return;
    };
    let code = match seen.status.as_u16() {
        ..400 => "ok".to_owned(),
        status => status.to_string(),
    };
    let what = format!("{} {}", known_method(seen.method), seen.route);
    app.metrics().count(Ended { face, what, code }, took);
}

fn face_of(route: &str) -> Option<&'static str> {
    let is_hospital = route.contains("callService") || route.starts_with("/ebus/");
    match route {
        "/healthz" | "/readyz" | "/metrics" | "/CSB" => None,
        _ if is_hospital => None,
        _ if route.starts_with("/api") && route != "/api/docs" => Some("api"),
        _ => Some("page"),
    }
}

/// A stranger may make up methods; only known ones become labels.
fn known_method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "OTHER",
    }
}

fn add_headers(headers: &mut HeaderMap, id: &str) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(value);
    }
    let id = HeaderValue::from_str(id).expect("hexadecimal digits are a header value");
    headers.insert("x-request-id", id);
}
