//! Filing over the API: once, however often it is sent; decided; cancelled.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::document;
use super::world::World;

/// A filing the rules approve by themselves.
pub fn temporary() -> Value {
    json!({
        "person": "P1", "insured_at": "440300", "destination": "510100",
        "category": "other-temporary", "starts_on": "2026-11-21",
        "contact": { "name": "陈示例", "phone": "13800000000", "address": "示例路1号" }
    })
}

/// A filing a clerk has to look at: proof handed in, nothing pledged.
fn long_term() -> Value {
    json!({
        "person": "P2", "insured_at": "440300", "destination": "510100",
        "category": "long-term-resident", "starts_on": "2026-11-21", "months_away": 12,
        "evidence": [{ "kind": "residence-permit", "reference": "scan-1" }],
        "contact": { "name": "李示例", "phone": "13800000001", "address": "示例路2号" }
    })
}

#[tokio::test]
async fn a_filing_is_approved_at_once_and_found_again() {
    let world = World::sandbox();
    let reply = world.post("/api/v1/filings", None, &temporary()).await;
    assert_eq!(
        reply.status,
        StatusCode::CREATED,
        "{}",
        String::from_utf8_lossy(&reply.bytes)
    );
    assert_eq!(reply.header("idempotency-key").len(), 32);
    let applied = reply.json();
    let wrong = document::differences(("post", "/api/v1/filings"), 201, &applied);
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(applied["filing"]["state"], "active");
    let id = applied["filing"]["request"]["id"].as_str().unwrap();
    let found = world.get(&format!("/api/v1/filings/{id}")).await.json();
    assert_eq!(found, applied["filing"]);
    let all = world.get("/api/v1/people/P1/filings").await.json();
    assert_eq!(all["filings"], json!([found]));
    let text = serde_json::to_string_pretty(&applied)
        .unwrap()
        .replace(id, "(number)");
    insta::assert_snapshot!("filing", text);
    let advice = "/api/v1/advice?insured_at=440300&treated_at=510100&person=P1";
    assert_eq!(world.get(advice).await.json()["kind"], "already-filed");
}

#[tokio::test]
async fn the_same_key_gets_the_stored_reply_byte_for_byte() {
    let world = World::sandbox();
    let first = world
        .post("/api/v1/filings", Some("KEY-1"), &temporary())
        .await;
    assert_eq!(first.header("idempotent-replayed"), "false");
    let id = first.json()["filing"]["request"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let cancel = format!("/api/v1/filings/{id}/cancellation");
    let cancelled = world.post(&cancel, Some("KEY-2"), &json!({})).await;
    assert_eq!(cancelled.json()["filing"]["state"], "cancelled");
    // The filing has moved on; the answer to the first request has not.
    let again = world
        .post("/api/v1/filings", Some("KEY-1"), &temporary())
        .await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.bytes, first.bytes);
    let again = world.post(&cancel, Some("KEY-2"), &json!({})).await;
    assert_eq!(
        (again.status, again.bytes),
        (cancelled.status, cancelled.bytes)
    );
    let all = world.get("/api/v1/people/P1/filings").await.json();
    assert_eq!(all["filings"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn the_same_key_with_other_content_is_refused_and_the_fields_named() {
    let world = World::sandbox();
    world
        .post("/api/v1/filings", Some("KEY-1"), &temporary())
        .await;
    let mut changed = temporary();
    changed["destination"] = json!("110000");
    changed["contact"]["phone"] = json!("13800000009");
    let reply = world.post("/api/v1/filings", Some("KEY-1"), &changed).await;
    assert_eq!(reply.status, StatusCode::CONFLICT);
    let problem = reply.json();
    assert_eq!(problem["code"], "key-reused");
    let detail = problem["detail"]["en"].as_str().unwrap();
    assert!(
        detail.contains("contact") && detail.contains("destination"),
        "{detail}"
    );
    // Another person's key is another key.
    changed["person"] = json!("P2");
    let other = world.post("/api/v1/filings", Some("KEY-1"), &changed).await;
    assert_eq!(other.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_clerk_decides_what_waits() {
    let world = World::sandbox();
    let reply = world
        .post("/api/v1/filings", None, &long_term())
        .await
        .json();
    assert_eq!(reply["filing"]["state"], "queued", "{reply:#}");
    let id = reply["filing"]["request"]["id"].as_str().unwrap();
    let waiting = world.get("/api/v1/filings?state=queued").await.json();
    assert_eq!(waiting["filings"], json!([reply["filing"]]));
    let wrong = document::differences(("get", "/api/v1/filings"), 200, &waiting);
    assert!(wrong.is_empty(), "{wrong:#?}");

    let decide = format!("/api/v1/filings/{id}/decision");
    let no_reason = world
        .post(&decide, None, &json!({ "decision": "refuse" }))
        .await;
    assert_eq!(no_reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(no_reason.json()["code"], "filing-refused");
    let decision = json!({ "decision": "approve", "reason": "材料齐全" });
    let decided = world.post(&decide, Some("D-1"), &decision).await;
    assert_eq!(decided.json()["filing"]["state"], "active");
    assert_eq!(decided.json()["filing"]["decided_by"], "sandbox-clerk");
    let again = world.post(&decide, Some("D-1"), &decision).await;
    assert_eq!(again.bytes, decided.bytes);
    let twice = world.post(&decide, Some("D-2"), &decision).await;
    assert_eq!(twice.json()["code"], "filing-refused");
    let waiting = world.get("/api/v1/filings").await.json();
    assert_eq!(waiting["filings"], json!([]));
}

#[tokio::test]
async fn nothing_is_written_when_the_form_has_to_be_mended() {
    let world = World::sandbox();
    let mut hong_kong = temporary();
    hong_kong["destination"] = json!("810000");
    let reply = world
        .post("/api/v1/filings", Some("KEY-1"), &hong_kong)
        .await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(reply.json()["code"], "filing-refused");
    // The key is still free for the corrected form.
    let mended = world
        .post("/api/v1/filings", Some("KEY-1"), &temporary())
        .await;
    assert_eq!(mended.status, StatusCode::CREATED);
    assert_eq!(mended.header("idempotent-replayed"), "false");
}
