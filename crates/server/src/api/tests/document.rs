//! The OpenAPI document: what it lists, and whether replies are what it says.

use serde_json::{Value, json};

use super::world::World;

fn document() -> Value {
    serde_json::to_value(crate::api::openapi()).unwrap()
}

/// Where a reply is not what the document says of this call and status.
pub fn differences((method, path): (&str, &str), status: u16, reply: &Value) -> Vec<String> {
    let document = document();
    let call = &document["paths"][path][method];
    let schema = &call["responses"][status.to_string()]["content"]["application/json"]["schema"];
    assert!(
        !schema.is_null(),
        "the document has no {method} {path} {status}"
    );
    let mut schema = schema.clone();
    schema["components"] = closed(document["components"].clone());
    let validator = jsonschema::validator_for(&schema).unwrap();
    let wrong = validator.iter_errors(reply);
    wrong
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// Objects hold what the document says and nothing else: a field it does not know is a difference.
fn closed(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            for field in fields.values_mut() {
                *field = closed(field.take());
            }
            if fields.contains_key("properties") && !fields.contains_key("additionalProperties") {
                fields.insert("unevaluatedProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => {
            for item in items {
                *item = closed(item.take());
            }
        }
        _ => {}
    }
    value
}

#[test]
fn a_reply_that_is_not_described_is_noticed() {
    let call = ("get", "/api/v1/policies");
    assert_eq!(
        differences(call, 200, &json!({ "policies": [] })),
        Vec::<String>::new()
    );
    let rows = [
        json!({}),
        json!({ "policies": [], "more": 1 }),
        json!({ "policies": [1] }),
    ];
    for reply in rows {
        assert_eq!(differences(call, 200, &reply).len(), 1, "{reply}");
    }
}

#[test]
fn the_calls_are_known() {
    let document = document();
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, call) in methods.as_object().unwrap() {
            let summary = call["summary"].as_str().unwrap();
            let statuses: Vec<&str> = call["responses"]
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            let statuses = statuses.join(" ");
            calls.push(format!(
                "{} {path} → {statuses}: {summary}",
                method.to_uppercase()
            ));
        }
    }
    insta::assert_snapshot!("calls", calls.join("\n"));
}

#[test]
fn every_refusal_is_described_as_a_problem() {
    let document = document();
    let paths = document["paths"].as_object().unwrap().values();
    let calls = paths.flat_map(|path| path.as_object().unwrap().values());
    let responses = calls.flat_map(|call| call["responses"].as_object().unwrap());
    let mut refusals = 0;
    for (_, response) in responses.filter(|(status, _)| status.as_str() >= "400") {
        let body = &response["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(body, "#/components/schemas/ApiProblem", "{response}");
        refusals += 1;
    }
    assert!(refusals > 40, "{refusals} refusals");
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    fn walk(document: &Value, value: &Value) {
        if let Some(target) = value["$ref"].as_str() {
            let found = document.pointer(target.trim_start_matches('#'));
            assert!(found.is_some(), "{target} leads nowhere");
        }
        match value {
            Value::Object(fields) => fields.values().for_each(|field| walk(document, field)),
            Value::Array(items) => items.iter().for_each(|item| walk(document, item)),
            _ => {}
        }
    }
    let document = document();
    walk(&document, &document);
}

#[tokio::test]
async fn every_example_is_accepted() {
    let world = World::sandbox();
    let document = document();
    let example = |name: &str| document["components"]["schemas"][name]["examples"][0].clone();
    let asked = &document["paths"]["/api/v1/quotes"]["post"]["requestBody"];
    let bill = asked["content"]["application/json"]["example"].clone();
    let quoted = world.post("/api/v1/quotes", None, &bill).await;
    assert_eq!(
        quoted.status.as_u16(),
        200,
        "{}",
        String::from_utf8_lossy(&quoted.bytes)
    );
    let filed = world
        .post("/api/v1/filings", None, &example("FilingRequest"))
        .await;
    assert_eq!(
        filed.status.as_u16(),
        201,
        "{}",
        String::from_utf8_lossy(&filed.bytes)
    );
    let id = filed.json()["filing"]["request"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("/api/v1/filings/{id}/cancellation");
    let cancelled = world.post(&path, None, &example("FilingEnd")).await;
    assert_eq!(cancelled.status.as_u16(), 200);
    let path = format!("/api/v1/filings/{id}/decision");
    let decided = world.post(&path, None, &example("ClerkDecision")).await;
    assert_eq!(
        decided.json()["code"],
        "filing-refused",
        "read, but there is nothing to decide"
    );
}

/// Fields the document offers for a bill are fields a bill has, and the other way round.
#[test]
fn the_described_bill_is_the_bill_that_is_read() {
    let described = |name: &str| {
        let schema = document()["components"]["schemas"][name]["properties"].clone();
        let mut names: Vec<String> = schema.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    let rows = [
        ("Case", json!({ "?": 1 })),
        ("CasePerson", json!({ "name": "a", "person": { "?": 1 } })),
        ("CaseVisit", json!({ "name": "a", "visit": { "?": 1 } })),
        (
            "CaseFiling",
            json!({ "name": "a", "visit": { "filings": [{ "?": 1 }] } }),
        ),
        ("CaseBill", json!({ "name": "a", "bill": { "?": 1 } })),
        (
            "CaseLine",
            json!({ "name": "a", "bill": { "lines": [{ "?": 1 }] } }),
        ),
        (
            "CaseYear",
            json!({ "name": "a", "year_to_date": { "?": 1 } }),
        ),
    ];
    for (schema, probe) in rows {
        // The reader itself says which fields it knows.
        let error = serde_json::from_value::<workbench::case::Case>(probe).unwrap_err();
        let told = error.to_string();
        let mut known: Vec<String> = told
            .split('`')
            .skip(3)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        known.sort();
        assert_eq!(described(schema), known, "{schema}: {told}");
    }
}

#[tokio::test]
async fn the_document_and_the_catalogue_are_served() {
    let world = World::sandbox();
    let served = world.get("/api/openapi.json").await;
    assert_eq!(served.header("content-type"), "application/json");
    assert_eq!(served.json(), document());
    let listed = world.get("/api/v1/errors").await.json();
    let wrong = differences(("get", "/api/v1/errors"), 200, &listed);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_catalogue_names_every_code_once_a_face() {
    let catalogue = crate::api::error_catalogue();
    let mut seen = std::collections::BTreeSet::new();
    for entry in &catalogue {
        assert!(
            seen.insert((format!("{:?}", entry.face), entry.code)),
            "{} twice",
            entry.code
        );
        let words = [entry.zh, entry.en, entry.next_zh, entry.next_en];
        assert!(
            words.iter().all(|words| !words.is_empty()),
            "{}",
            entry.code
        );
    }
    let page = crate::problem::ApiProblem::no_such_page("/x");
    assert!(catalogue.iter().any(|entry| entry.code == page.code));
    let text = crate::api::errors_markdown();
    assert!(
        catalogue
            .iter()
            .all(|entry| text.contains(&format!("| `{}` |", entry.code)))
    );
}
