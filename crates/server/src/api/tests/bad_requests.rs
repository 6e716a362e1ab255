//! Wrong addresses, methods, parameters, kinds of body and keys.

use super::bad_input::{JSON, assert_problem, send};
use super::filings::temporary;
use super::replies::stay;
use super::world::World;

/// Method, address, and the status and code that come back.
type Row = (&'static str, &'static str, (u16, &'static str));

#[rustfmt::skip] // One row a request: the table is read by columns.
const REQUESTS: &[Row] = &[
    ("GET", "/api", (404, "unknown-address")),
    ("GET", "/api/v1", (404, "unknown-address")),
    ("GET", "/api/v2/people", (404, "unknown-address")),
    ("POST", "/api/v1/people/P1/friends", (404, "unknown-address")),
    ("GET", "/api/v1/people/P1/filings/", (404, "unknown-address")),
    ("DELETE", "/api/v1/quotes", (405, "method-not-allowed")),
    ("GET", "/api/v1/quotes", (405, "method-not-allowed")),
    ("PUT", "/api/v1/filings/B1", (405, "method-not-allowed")),
    ("BREW", "/api/openapi.json", (405, "method-not-allowed")),
    ("GET", "/api/v1/people/P9", (404, "unknown-person")),
    ("GET", "/api/v1/people/P9/filings", (404, "unknown-person")),
    ("GET", "/api/v1/people/P9/settlements", (404, "unknown-person")),
    ("GET", "/api/v1/people/P9/year-to-date", (404, "unknown-person")),
    ("GET", "/api/v1/people/%E9%99%88", (400, "bad-identifier")),
    ("GET", "/api/v1/people/%FF", (400, "bad-identifier")),
    ("GET", "/api/v1/people/%00", (400, "bad-identifier")),
    ("GET", "/api/v1/filings/B9", (404, "unknown-filing")),
    ("GET", "/api/v1/filings?state=lost", (400, "bad-query")),
    ("GET", "/api/v1/filings?limit=-1", (400, "bad-query")),
    ("GET", "/api/v1/filings?colour=red", (400, "bad-query")),
    ("GET", "/api/v1/settlements/A9", (404, "unknown-settlement")),
    ("GET", "/api/v1/settlements/A9/explanation", (404, "unknown-settlement")),
    ("GET", "/api/v1/messages/H51010000001/M1", (400, "bad-query")),
    ("GET", "/api/v1/messages/X1/M1?person=P1", (400, "bad-identifier")),
    ("GET", "/api/v1/messages/H99999999999/M1?person=P1", (404, "unknown-facility")),
    ("GET", "/api/v1/facilities?care=spa", (400, "bad-query")),
    ("GET", "/api/v1/facilities?region=1", (400, "bad-query")),
    ("GET", "/api/v1/facilities?page=x", (400, "bad-query")),
    ("GET", "/api/v1/facilities?near=here", (400, "bad-query")),
    ("GET", "/api/v1/facilities?kind=spa", (400, "bad-query")),
    ("GET", "/api/v1/facilities?region=440300&region=440300", (400, "bad-query")),
    ("GET", "/api/v1/policies/none/text", (404, "unknown-pack")),
    ("GET", "/api/v1/policies/%00/text", (404, "unknown-pack")),
    ("GET", "/api/v1/advice", (400, "bad-query")),
    ("GET", "/api/v1/advice?insured_at=440300&treated_at=510100&day=2026-02-30",
        (400, "bad-query")),
    ("GET", "/api/v1/advice?insured_at=440300&treated_at=510100&person=P9",
        (404, "unknown-person")),
];

#[tokio::test]
async fn wrong_addresses_methods_and_parameters_are_problems() {
    let world = World::sandbox();
    for (method, path, expected) in REQUESTS {
        let reply = send(&world, method, path, JSON, vec![]).await;
        assert_problem(&format!("{method} {path}"), &reply, *expected);
    }
    let reply = send(&world, "PUT", "/api/v1/filings", JSON, vec![]).await;
    let mut allowed: Vec<&str> = reply.header("allow").split(',').collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "HEAD", "POST"]);
}

#[tokio::test]
async fn bodies_of_another_kind_or_size_are_problems() {
    let world = World::sandbox();
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "",
    ] {
        let body = stay().to_string().into_bytes();
        let reply = send(&world, "POST", "/api/v1/quotes", kind, body).await;
        assert_problem(kind, &reply, (415, "wrong-content-type"));
    }
    for kind in [
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
        "application/case+json",
    ] {
        let body = stay().to_string().into_bytes();
        let reply = send(&world, "POST", "/api/v1/quotes", kind, body).await;
        assert_eq!(reply.status.as_u16(), 200, "{kind}");
    }
    let whole = stay().to_string();
    let padded = |bytes: usize| format!("{whole}{}", " ".repeat(bytes - whole.len()));
    let most = crate::api::API_BODY_BYTES_MAX;
    let reply = send(&world, "POST", "/api/v1/quotes", JSON, padded(most).into()).await;
    assert_eq!(reply.status.as_u16(), 200);
    let reply = send(
        &world,
        "POST",
        "/api/v1/quotes",
        JSON,
        padded(most + 1).into(),
    )
    .await;
    assert_problem("one byte too many", &reply, (413, "body-too-large"));
    let marked = format!("\u{feff}{whole}");
    let reply = send(&world, "POST", "/api/v1/quotes", JSON, marked.into()).await;
    assert_eq!(reply.status.as_u16(), 200, "a byte order mark is left out");
}

#[tokio::test]
async fn keys_are_printable_and_short() {
    let world = World::sandbox();
    for key in ["", "two words", &"k".repeat(65)] {
        let reply = world.post("/api/v1/filings", Some(key), &temporary()).await;
        assert_problem(key, &reply, (400, "bad-idempotency-key"));
    }
    let quoted = world
        .post("/api/v1/filings", Some("\"K-1\""), &temporary())
        .await;
    assert_eq!(quoted.header("idempotency-key"), "K-1");
}
