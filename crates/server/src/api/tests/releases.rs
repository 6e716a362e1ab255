//! Releases over the API: by two people with keys, in force when the answer arrives, and back.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};

use super::document::differences;
use super::world::{Reply, World};

const PACK: &str = include_str!("../../../../desk/tests/releases/449900/employee.toml");
const CASES: &str = include_str!("../../../../desk/tests/releases/449900/cases/inpatient.toml");

impl World {
    async fn ask(&self, key: &str, path: &str, body: &Value) -> Reply {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("authorization", format!("Bearer {key}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()));
        self.send(request.unwrap()).await
    }

    async fn whose(&self, key: &str) -> Reply {
        let request = Request::builder()
            .uri("/api/v1/operator")
            .header("authorization", format!("Bearer {key}"))
            .body(Body::empty());
        self.send(request.unwrap()).await
    }

    /// The hashes of the packs in use, and what the small place's bill comes to.
    async fn quoted(&self) -> Value {
        let bill = json!({
            "person": { "insured_at": "449900", "scheme": "employee" },
            "visit": {
                "day": "2026-11-01", "care": "inpatient", "treated_at": "449900",
                "level": "tertiary", "footing": "at-home"
            },
            "bill": { "eligible": "1000.00" }
        });
        let quoted = self.post("/api/v1/quotes", None, &bill).await.json();
        match quoted["code"].as_str() {
            Some(code) => json!(code),
            None => json!([quoted["payers"]["pooled-fund"], quoted["pack"]]),
        }
    }
}

fn draft(rate: &str, share: [&str; 2]) -> Value {
    let cases = CASES
        .replace("800.00", share[0])
        .replace("200.00", share[1]);
    json!({
        "place": "449900", "why": "新设统筹地区",
        "files": [
            { "name": "employee.toml", "text": PACK.replace("80%", rate) },
            { "name": "cases/inpatient.toml", "text": cases },
        ]
    })
}

const EDITOR: &str = "sxk_demo_editor";
const PUBLISHER: &str = "sxk_demo_publisher";
const BOTH: &str = "sxk_demo_both";

fn as_described(call: &str, status: StatusCode, reply: &Reply) -> Value {
    let told = String::from_utf8_lossy(&reply.bytes).into_owned();
    assert_eq!(reply.status, status, "{told}");
    let json = reply.json();
    let wrong = differences(("post", call), status.as_u16(), &json);
    assert!(wrong.is_empty(), "{wrong:#?}");
    json
}

#[tokio::test]
async fn a_new_place_is_published_changed_and_rolled_back_while_serving() {
    let world = World::sandbox();
    assert_eq!(world.quoted().await, "no-policy");
    let mut seen = Vec::new();
    for (number, rate, share) in [
        (1, "80%", ["800.00", "200.00"]),
        (2, "90%", ["900.00", "100.00"]),
    ] {
        let drafted = world
            .ask(EDITOR, "/api/v1/releases", &draft(rate, share))
            .await;
        let drafted = as_described("/api/v1/releases", StatusCode::CREATED, &drafted);
        assert_eq!(drafted["state"], "draft");
        assert_eq!(drafted["test"]["findings"], json!([]), "{drafted}");
        let path = format!("/api/v1/releases/449900-{number}/approve");
        let approved = world
            .ask(PUBLISHER, &path, &json!({ "why": "核对无误" }))
            .await;
        let call = "/api/v1/releases/{release}/approve";
        let approved = as_described(call, StatusCode::OK, &approved);
        assert_eq!(approved["state"], "in-force");
        let quoted = world.quoted().await;
        assert_eq!(quoted[0], share[0], "in force when the answer arrives");
        assert_eq!(quoted[1], approved["test"]["new_packs"][0]["hash"]);
        seen.push(quoted);
    }
    let asked = json!({ "why": "文件撤销" });
    let back = world
        .ask(PUBLISHER, "/api/v1/releases/449900-2/roll-back", &asked)
        .await;
    let call = "/api/v1/releases/{release}/roll-back";
    let back = as_described(call, StatusCode::CREATED, &back);
    assert_eq!(back["rolls_back"], "449900-2");
    assert_eq!(world.quoted().await, seen[1], "a draft decides nothing");
    let path = "/api/v1/releases/449900-3/approve";
    world.ask(BOTH, path, &json!({ "why": "同意" })).await;
    assert_eq!(world.quoted().await, seen[0]);
    // What was in force and never used is kept.
    let hash = seen[1][1].as_str().unwrap();
    let text = world.get(&format!("/api/v1/policies/{hash}/text")).await;
    assert_eq!(text.status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&text.bytes).contains("90%"));
    let all = world.get("/api/v1/releases").await.json();
    let wrong = differences(("get", "/api/v1/releases"), 200, &all);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let states: Vec<&str> = all["releases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|release| release["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["in-force", "rolled-back", "superseded"]);
}

#[tokio::test]
async fn without_a_key_and_a_role_nothing_is_published() {
    let world = World::sandbox();
    let asked = draft("80%", ["800.00", "200.00"]);
    let rows = [
        ("", StatusCode::UNAUTHORIZED, "unknown-operator-key"),
        (
            "sxk_guess",
            StatusCode::UNAUTHORIZED,
            "unknown-operator-key",
        ),
        (PUBLISHER, StatusCode::FORBIDDEN, "role-missing"),
    ];
    for (key, status, code) in rows {
        let reply = world.ask(key, "/api/v1/releases", &asked).await;
        assert_eq!(
            (reply.status, reply.json()["code"].as_str().unwrap()),
            (status, code)
        );
        assert!(
            reply.json()["detail"]["zh"]
                .as_str()
                .unwrap()
                .chars()
                .count()
                > 5
        );
    }
    let without = world.post("/api/v1/releases", None, &asked).await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without.header("www-authenticate"), "Bearer");
    let own = world.ask(BOTH, "/api/v1/releases", &asked).await.json();
    let path = format!("/api/v1/releases/{}/approve", own["id"].as_str().unwrap());
    let alone = world.ask(BOTH, &path, &json!({ "why": "同意" })).await;
    assert_eq!(alone.status, StatusCode::FORBIDDEN);
    assert_eq!(alone.json()["code"], "four-eyes");
    assert_eq!(world.quoted().await, "no-policy");
    let found = world.whose(EDITOR).await.json();
    assert_eq!(found["roles"], json!(["policy-editor"]));
    let wrong = differences(("get", "/api/v1/operator"), 200, &found);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_demos_keys_open_nothing_outside_the_sandbox() {
    let world = World::build(false);
    assert_eq!(world.whose(EDITOR).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(world.whose("sxk_editor").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_red_is_told_by_file_line_and_case() {
    let world = World::sandbox();
    let red = draft("85%", ["800.00", "200.00"]);
    let drafted = world.ask(EDITOR, "/api/v1/releases", &red).await;
    let drafted = as_described("/api/v1/releases", StatusCode::CREATED, &drafted);
    let finding = &drafted["test"]["findings"][0];
    assert_eq!(finding["file"], "449900/cases/inpatient.toml");
    assert_eq!(
        (&finding["line"], &finding["case"]),
        (&json!(15), &json!("a bill of 1000"))
    );
    let path = "/api/v1/releases/449900-1/approve";
    let refused = world.ask(PUBLISHER, path, &json!({ "why": "同意" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let detail = refused.json()["detail"]["en"].as_str().unwrap().to_owned();
    assert!(
        detail.contains("449900/cases/inpatient.toml:15"),
        "{detail}"
    );
    assert_eq!(world.quoted().await, "no-policy");
    let path = "/api/v1/releases/449900-1/refuse";
    let refused = world
        .ask(PUBLISHER, path, &json!({ "why": "算例不符" }))
        .await;
    let call = "/api/v1/releases/{release}/refuse";
    let refused = as_described(call, StatusCode::OK, &refused);
    assert_eq!(refused["state"], "refused");
}

#[tokio::test]
async fn bad_requests_are_told_and_write_nothing() {
    let world = World::sandbox();
    let file = json!([{ "name": "employee.toml", "text": PACK }]);
    let rows = [
        (
            json!({ "place": "..", "why": "x", "files": file }),
            "release-files",
        ),
        (
            json!({ "place": "449900", "why": "x", "files": [] }),
            "release-files",
        ),
        (
            json!({ "place": "449900", "why": " ", "files": file }),
            "field",
        ),
        (json!({ "place": "449900", "files": file }), "missing-field"),
        (
            json!({
                "place": "449900", "why": "x",
                "files": [{ "name": "../x.toml", "text": "" }]
            }),
            "release-files",
        ),
    ];
    for (body, code) in rows {
        let reply = world.ask(EDITOR, "/api/v1/releases", &body).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST);
        assert_eq!(reply.json()["code"], code, "{body}");
    }
    let all = world.get("/api/v1/releases").await.json();
    assert_eq!(all, json!({ "releases": [] }));
    let unknown = world.get("/api/v1/releases/449900-9").await;
    assert_eq!(unknown.json()["code"], "unknown-release");
}
