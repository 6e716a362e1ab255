//! What each call answers, as snapshots; every one held against the reference.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::document;
use super::world::{HOSPITAL, Reply, World, pretty};

/// A quote of an ordinary stay.
pub fn stay() -> Value {
    json!({
        "name": "住院",
        "person": { "insured_at": "440300", "scheme": "employee", "tier": "one" },
        "visit": {
            "day": "2026-11-03", "care": "inpatient", "treated_at": "510107", "level": "tertiary",
            "filings": [
                { "reason": "other-temporary", "destination": "510100", "from": "2026-10-01" }
            ]
        },
        "bill": { "total": "10000.00", "eligible": "10000.00" }
    })
}

/// The reply as JSON, when it is as the reference says.
fn checked(reply: &Reply, (method, path): (&str, &str)) -> Value {
    assert_eq!(
        reply.status,
        StatusCode::OK,
        "{}",
        String::from_utf8_lossy(&reply.bytes)
    );
    let value = reply.json();
    let wrong = document::differences((method, path), 200, &value);
    assert!(wrong.is_empty(), "{path}: {wrong:#?}");
    value
}

#[tokio::test]
async fn a_quote_says_who_pays_what_and_why() {
    let world = World::sandbox();
    let reply = world.post("/api/v1/quotes", None, &stay()).await;
    let quoted = checked(&reply, ("post", "/api/v1/quotes"));
    assert_eq!(quoted["total"], "10000.00");
    assert_eq!(quoted["footing"], "temporary-filed");
    // (10000 − 600) × 90 % × 80 %: the golden figure for a temporary traveller.
    assert_eq!(quoted["payers"]["pooled-fund"], "6768.00");
    assert_eq!(quoted["payers"]["cash"], "3232.00");
    let disputes = |step: &Value| {
        step["disputes"]
            .as_array()
            .is_some_and(|list| !list.is_empty())
    };
    assert!(quoted["steps"].as_array().unwrap().iter().any(disputes));
    let mut brief = quoted.clone();
    brief["pack"] = json!("(hash)");
    insta::assert_snapshot!("quote", pretty(&brief));
}

#[tokio::test]
async fn a_quote_by_another_source_comes_out_as_that_source_says() {
    let world = World::sandbox();
    let mut asked = stay();
    asked["according_to"] = json!("X01:S000");
    let quoted = world.post("/api/v1/quotes", None, &asked).await.json();
    assert_eq!(quoted["payers"]["pooled-fund"], "7050.00");
}

#[tokio::test]
async fn what_the_rules_do_not_settle_is_refused_with_what_to_do() {
    let world = World::sandbox();
    let mut asked = stay();
    asked["visit"]["filings"] = json!([]);
    let reply = world.post("/api/v1/quotes", None, &asked).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        reply.header("content-type"),
        "application/problem+json; charset=utf-8"
    );
    insta::assert_snapshot!("quote_refused", pretty(&reply.json()));
}

#[tokio::test]
async fn the_json_of_the_command_line_is_the_reply() {
    let world = World::sandbox();
    let reply = world.post("/api/v1/quotes", None, &stay()).await.json();
    let case: workbench::case::Case = serde_json::from_value(stay()).unwrap();
    let answer = case.answer(&super::world::library()).unwrap();
    assert_eq!(crate::api::quotes::as_json(&answer), reply);
}

#[tokio::test]
async fn people_are_shown_with_their_voucher() {
    let world = World::sandbox();
    let listed = world.get("/api/v1/people").await;
    let listed = checked(&listed, ("get", "/api/v1/people"));
    assert_eq!(listed["people"].as_array().unwrap().len(), 1);
    insta::assert_snapshot!("people", pretty(&listed));
    let one = world.get("/api/v1/people/P1").await;
    let one = checked(&one, ("get", "/api/v1/people/{person}"));
    assert_eq!(one, listed["people"][0]);
    let other = world.get("/api/v1/people/P2").await;
    let other = checked(&other, ("get", "/api/v1/people/{person}"));
    assert_eq!(
        (&other["voucher"], &other["name"]),
        (&Value::Null, &json!("李示例"))
    );
}

#[tokio::test]
async fn a_settlement_is_shown_as_it_was_written() {
    let world = World::sandbox();
    let path = format!("/api/v1/settlements/{}", world.settlement);
    let shape = ("get", "/api/v1/settlements/{settlement}");
    let mut shown = checked(&world.get(&path).await, shape);
    assert_eq!(shown["reversed_by"], world.cancellation.as_str());
    let path = format!("/api/v1/settlements/{}", world.cancellation);
    let undone = checked(&world.get(&path).await, shape);
    assert_eq!(undone["reversal_of"], world.settlement.as_str());
    assert_eq!(undone["total"], "-1000.00");
    let all = world.get("/api/v1/people/P1/settlements").await;
    let all = checked(&all, ("get", "/api/v1/people/{person}/settlements"));
    assert_eq!(all["settlements"], json!([shown, undone]));
    shown["pack"] = json!("(hash)");
    insta::assert_snapshot!("settlement", pretty(&shown));
}

#[tokio::test]
async fn a_settlement_is_derived_again_from_what_is_stored() {
    let world = World::sandbox();
    for id in [&world.settlement, &world.cancellation] {
        let reply = world
            .get(&format!("/api/v1/settlements/{id}/explanation"))
            .await;
        let told = checked(
            &reply,
            ("get", "/api/v1/settlements/{settlement}/explanation"),
        );
        assert_eq!(told["agrees_with_record"], true);
        assert_eq!(told["explanation"]["total"], "1000.00");
        assert_eq!(told["explanation"]["footing"], "emergency");
    }
}

#[tokio::test]
async fn the_year_to_date_is_back_at_nothing_after_the_cancellation() {
    let world = World::sandbox();
    let reply = world.get("/api/v1/people/P1/year-to-date").await;
    let told = checked(&reply, ("get", "/api/v1/people/{person}/year-to-date"));
    let years = told["years"].as_array().unwrap();
    assert_eq!(years.len(), 1);
    assert_eq!(years[0]["year"], "2026");
    let counters = years[0]["counters"].as_object().unwrap();
    assert!(!counters.is_empty() && counters.values().all(|amount| amount == "0.00"));
}

#[tokio::test]
async fn the_fate_of_a_message_is_told() {
    let world = World::sandbox();
    let rows = [
        ("MSG-SETTLE", "reversed"),
        ("MSG-CANCEL", "done"),
        ("MSG-NEVER", "none"),
    ];
    for (message, fate) in rows {
        let path = format!("/api/v1/messages/{HOSPITAL}/{message}?person=P1");
        let reply = world.get(&path).await;
        let told = checked(&reply, ("get", "/api/v1/messages/{facility}/{message}"));
        assert_eq!(told["fate"], fate, "{message}");
        let sent = if fate == "done" {
            json!("cancelled")
        } else {
            Value::Null
        };
        assert_eq!(told["reply"], sent);
    }
}

#[tokio::test]
async fn facilities_are_filtered() {
    let world = World::sandbox();
    let rows = [
        ("", 1),
        ("?region=510000", 1),
        ("?region=510107&care=inpatient&level=tertiary", 1),
        ("?region=440300", 0),
        ("?care=pharmacy", 0),
        ("?care=inpatient&day=2017-12-31", 0),
        ("?after=H51010000001", 0),
        ("?q=slyy", 1),
        ("?q=shili", 1),
        ("?q=H510100", 1),
        ("?q=xyzzy", 0),
        ("?kind=pharmacy", 0),
        ("?kind=hospital&region=510000", 1),
        ("?care=pharmacy&all=true", 0),
        ("?near=510107&page=1", 1),
        ("?page=2", 0),
        ("?page=0", 1),
    ];
    for (query, count) in rows {
        let reply = world.get(&format!("/api/v1/facilities{query}")).await;
        let told = checked(&reply, ("get", "/api/v1/facilities"));
        assert_eq!(
            told["facilities"].as_array().unwrap().len(),
            count,
            "{query}"
        );
        assert_eq!(told["next"], Value::Null);
    }
}

#[tokio::test]
async fn a_pack_is_offered_as_text_under_its_hash() {
    let world = World::sandbox();
    let listed = world.get("/api/v1/policies").await;
    let listed = checked(&listed, ("get", "/api/v1/policies"));
    let hash = listed["policies"][0]["hash"].as_str().unwrap();
    let text = world.get(&format!("/api/v1/policies/{hash}/text")).await;
    let text = String::from_utf8(text.bytes).unwrap();
    assert_eq!(desk::query::pack_hash(&text), hash);
}

#[tokio::test]
async fn advice_says_whether_to_file() {
    let world = World::sandbox();
    let rows = [
        ("insured_at=440300&treated_at=440305", "at-home"),
        (
            "insured_at=440300&treated_at=510100&emergency=true",
            "deemed-filed",
        ),
        ("insured_at=440300&treated_at=510100", "must-file"),
        (
            "insured_at=440300&treated_at=510100&person=P1&months_away=7",
            "must-file",
        ),
        ("insured_at=440300&treated_at=810000", "outside-the-scheme"),
    ];
    for (query, kind) in rows {
        let reply = world.get(&format!("/api/v1/advice?{query}")).await;
        let told = checked(&reply, ("get", "/api/v1/advice"));
        assert_eq!(told["kind"], kind, "{query}");
    }
}

#[tokio::test]
async fn every_answer_is_numbered_and_keeps_browsers_in_check() {
    let world = World::sandbox();
    for path in ["/api/v1/errors", "/api/v1/nothing", "/nothing", "/healthz"] {
        let reply = world.get(path).await;
        assert_eq!(reply.header("x-request-id").len(), 32, "{path}");
        assert!(
            reply
                .header("content-security-policy")
                .starts_with("default-src 'self'")
        );
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    let counted = String::from_utf8(world.get("/metrics").await.bytes).unwrap();
    let line = "face=\"api\",what=\"GET /api/v1/errors\",code=\"ok\"} 1";
    assert!(counted.contains(line), "{counted}");
    assert!(!counted.contains("nothing\""), "{counted}");
}

#[tokio::test]
async fn outside_the_sandbox_nobody_is_shown() {
    let world = World::build(false);
    let settlement = format!("/api/v1/settlements/{}", world.settlement);
    let paths = [
        "/api/v1/people",
        "/api/v1/people/P1",
        "/api/v1/people/P1/filings",
        "/api/v1/people/P1/settlements",
        "/api/v1/people/P1/year-to-date",
        "/api/v1/filings",
        "/api/v1/filings/B1",
        "/api/v1/messages/H51010000001/MSG-CANCEL?person=P1",
        "/api/v1/advice?insured_at=440300&treated_at=510100&person=P1",
        &settlement,
        &format!("{settlement}/explanation"),
    ];
    for path in paths {
        let reply = world.get(path).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(reply.json()["code"], "sandbox-only", "{path}");
    }
    let rows = [
        ("/api/v1/filings", super::filings::temporary()),
        (
            "/api/v1/filings/B1/decision",
            json!({ "decision": "approve" }),
        ),
        ("/api/v1/filings/B1/cancellation", json!({})),
    ];
    for (path, body) in rows {
        let reply = world.post(path, None, &body).await;
        assert_eq!(reply.json()["code"], "sandbox-only", "{path}");
    }
    let quoted = world.post("/api/v1/quotes", None, &stay()).await;
    assert_eq!(quoted.status, StatusCode::OK);
}
