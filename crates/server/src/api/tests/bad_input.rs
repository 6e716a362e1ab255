//! Whatever a caller gets wrong is a problem with its code and what to do; never a fault of ours.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::filings::temporary;
use super::replies::stay;
use super::world::{Reply, World, pretty};

pub const JSON: &str = "application/json";

const QUOTES: &str = "/api/v1/quotes";

pub async fn send(world: &World, method: &str, path: &str, kind: &str, body: Vec<u8>) -> Reply {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", kind);
    world.send(request.body(Body::from(body)).unwrap()).await
}

/// The reply is a problem with these two, complete in both languages.
pub fn assert_problem(what: &str, reply: &Reply, (status, code): (u16, &str)) {
    let text = String::from_utf8_lossy(&reply.bytes);
    assert_eq!(reply.status.as_u16(), status, "{what}: {text}");
    let kind = reply.header("content-type");
    assert!(
        kind.starts_with("application/problem+json"),
        "{what}: {kind}"
    );
    let problem = reply.json();
    assert_eq!(problem["code"], code, "{what}: {text}");
    assert_eq!(problem["status"], status, "{what}");
    for part in ["title", "detail", "next"] {
        for language in ["zh", "en"] {
            let words = problem[part][language].as_str().unwrap();
            assert!(
                !words.is_empty() && words.len() < 2_000,
                "{what}: {part}.{language}"
            );
        }
    }
    let known = crate::api::error_catalogue();
    assert!(
        known.iter().any(|entry| entry.code == code),
        "{code} is not in the catalogue"
    );
}

fn with(mut body: Value, pointer: &str, value: Value) -> Vec<u8> {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[name] = value;
    body.to_string().into_bytes()
}

fn nested(levels: usize) -> Vec<u8> {
    let mut text = "{\"name\":".to_owned();
    text += &"[".repeat(levels);
    text += &"]".repeat(levels);
    (text + "}").into_bytes()
}

/// What is sent, and the status and code that come back.
type Row = (&'static str, &'static str, (u16, &'static str));

#[rustfmt::skip] // One row a body: the table is read by columns.
const UNREADABLE: &[Row] = &[
    ("empty", "", (400, "bad-json")),
    ("not JSON", "{name", (400, "bad-json")),
    ("cut off", "{\"name\": \"a\"", (400, "bad-json")),
    ("two values", "{} {}", (400, "missing-field")),
    ("a list", "[]", (400, "bad-value")),
    ("null", "null", (400, "bad-value")),
    ("no person", "{\"name\":\"a\"}", (400, "missing-field")),
    ("repeated field", "{\"name\":\"a\",\"name\":\"b\"}", (400, "repeated-field")),
    ("a repeated counter", "{\"person\":{\"insured_at\":\"440300\",\"scheme\":\"employee\"},\
        \"visit\":{\"day\":\"2026-11-03\",\"care\":\"inpatient\",\"treated_at\":\"440300\",\
        \"level\":\"tertiary\"},\"year_to_date\":{\"counters\":{\"a\":\"1\",\"a\":\"2\"}}}",
        (400, "repeated-field")),
];

/// What is wrong, where, what stands there, and the status and code that come back.
type Change = (
    &'static str,
    &'static str,
    &'static str,
    (u16, &'static str),
);

#[rustfmt::skip] // One row a change: the table is read by columns.
const CHANGED_BILLS: &[Change] = &[
    ("unknown field", "/colour", "1", (400, "unknown-field")),
    ("unknown field within", "/person/nmae", "1", (400, "unknown-field")),
    ("money as a number", "/bill/total", "10000.0", (400, "bad-value")),
    ("money with commas", "/bill/total", "\"10,000\"", (400, "bad-value")),
    ("money too precise", "/bill/total", "\"1.234\"", (400, "bad-value")),
    ("money too large", "/bill/total", "\"100000000.01\"", (400, "bad-value")),
    ("money full width", "/bill/total", "\"１２\"", (400, "bad-value")),
    ("a day that is none", "/visit/day", "\"2026-02-30\"", (400, "bad-value")),
    ("a day as a number", "/visit/day", "20261103", (400, "bad-value")),
    ("unknown word", "/visit/care", "\"spa\"", (400, "bad-value")),
    ("age beyond any type", "/person/age", "70000", (400, "bad-value")),
    ("age beyond", "/person/age", "300", (400, "impossible-age")),
    ("born afterwards", "/person/born_on", "\"2026-11-04\"", (400, "impossible-age")),
    ("misspelt mark", "/person/traits", "[\"desginated\"]", (400, "unknown-mark")),
    ("misspelt total", "/year_to_date", "{\"counters\":{\"poold\":\"1\"}}",
        (400, "unknown-counter")),
    ("fourth after none", "/visit/admission", "0", (400, "admission-mismatch")),
    ("first after three", "/visit/admission", "1", (400, "admission-mismatch")),
    ("resident employee", "/person/status", "\"resident\"", (400, "wrong-status")),
    ("unknown category", "/visit/filings/0/category", "\"x\"", (400, "unknown-category")),
    ("unknown option", "/visit/filings/0/option", "\"x\"", (400, "unknown-option")),
    ("Hong Kong", "/visit/treated_at", "\"810000\"", (422, "outside-the-scheme")),
    ("Taiwan", "/visit/treated_at", "\"710000\"", (422, "outside-the-scheme")),
    ("abroad", "/visit/treated_at", "\"900000\"", (422, "outside-the-scheme")),
    ("a region nobody knows", "/person/insured_at", "\"Atlantis\"", (400, "bad-value")),
    ("a level as a number", "/visit/level", "3", (400, "bad-value")),
    ("no scheme", "/person/scheme", "null", (400, "missing-field")),
    ("a case", "/expect", "{}", (400, "unknown-field")),
    ("no bill", "/bill", "{}", (400, "missing-field")),
    ("months", "/person/months", "65535", (400, "bad-value")),
    ("more than all", "/bill/lines",
        "[{\"class\":\"B\",\"amount\":\"100.00\",\"upfront\":\"110%\"}]", (400, "bad-value")),
    ("rules elsewhere", "/rules", "{\"region\":\"449900\"}", (400, "bad-value")),
    ("unknown tier", "/person/tier", "\"nine\"", (400, "unknown-tier")),
    ("unknown source", "/according_to", "\"Z999\"", (400, "unknown-source")),
    ("no such pack", "/person/insured_at", "\"110000\"", (422, "no-policy")),
    ("before any rule", "/visit/day", "\"1990-01-01\"", (422, "no-policy")),
    ("the year -9999", "/visit/day", "\"-009999-01-01\"", (400, "bad-value")),
    ("no longer a day", "/visit/day", "\"9999-12-31\"", (400, "bad-value")),
    ("does not add up", "/bill/total", "\"9.00\"", (400, "total-mismatch")),
    ("negative part", "/bill/upfront", "\"-1.00\"", (400, "negative-amount")),
    ("negative account", "/person/account", "\"-1.00\"", (400, "negative-amount")),
    ("minus counter", "/year_to_date", "{\"counters\":{\"a\":\"-1\"}}", (400, "negative-amount")),
    ("minus line", "/bill/lines", "[{\"class\":\"A\",\"amount\":\"-1\"}]",
        (400, "negative-amount")),
    ("too much together", "/bill/upfront", "\"100000000\"", (400, "amount-too-large")),
];

#[tokio::test]
async fn a_bill_that_cannot_be_read_is_a_problem() {
    let world = World::sandbox();
    for (what, body, expected) in UNREADABLE {
        let reply = send(&world, "POST", QUOTES, JSON, body.as_bytes().to_vec()).await;
        assert_problem(what, &reply, *expected);
    }
    for (what, pointer, value, expected) in CHANGED_BILLS {
        let value = serde_json::from_str(value).unwrap();
        let mut bill = stay();
        if *what == "first after three" {
            bill["year_to_date"] = json!({"admissions": 3});
        }
        let body = with(bill, pointer, value);
        let reply = send(&world, "POST", QUOTES, JSON, body).await;
        assert_problem(what, &reply, *expected);
    }
    let unreadable = [
        (
            "not UTF-8",
            b"{\"name\": \"\xff\"}".to_vec(),
            (400, "not-utf8"),
        ),
        ("GBK", b"{\"\xb3\xc2\": 1}".to_vec(), (400, "not-utf8")),
        ("deep", nested(1_000), (400, "bad-value")),
        (
            "trailing",
            format!("{} x", stay()).into_bytes(),
            (400, "bad-json"),
        ),
        (
            "endless",
            with(stay(), "/bill/total", json!("9".repeat(900_000))),
            (400, "bad-value"),
        ),
    ];
    for (what, body, expected) in unreadable {
        let reply = send(&world, "POST", QUOTES, JSON, body).await;
        assert_problem(what, &reply, expected);
    }
}

#[tokio::test]
async fn an_odd_bill_is_still_a_bill() {
    let world = World::sandbox();
    let rows = [
        ("/visit/day", json!("2099-12-31"), 200),
        ("/person/age", json!(16), 200),
        ("/visit/admission", json!(255), 200),
        // What is null is not stated, whatever the field.
        ("/person/account", Value::Null, 200),
        ("/person/age", Value::Null, 200),
        ("/bill/upfront", Value::Null, 200),
        // A bill of nothing is a bill.
        ("/bill", json!({ "eligible": "0" }), 200),
        // Beyond what the ceiling of critical illness insurance is known to be at least.
        ("/bill", json!({ "eligible": "100000000.00" }), 422),
        (
            "/year_to_date",
            json!({ "counters": { "pooled": "100000000" }, "admissions": 255 }),
            200,
        ),
    ];
    for (pointer, value, status) in rows {
        let reply = send(&world, "POST", QUOTES, JSON, with(stay(), pointer, value)).await;
        assert_eq!(reply.status.as_u16(), status, "{pointer}");
    }
}

/// What is sent in place of a value, and what is said of it in Chinese.
#[tokio::test]
async fn a_value_of_the_wrong_kind_is_told_in_plain_words() {
    let world = World::sandbox();
    let rows = [
        ("/visit/emergency", json!(1), "这里要写是或否，不是整数 1"),
        (
            "/person/age",
            json!(-1),
            "-1 不在范围内，请写 0 到 65535 的整数",
        ),
        ("/person/age", json!(1.5), "1.5 不在范围内"),
        ("/cancel", json!(-1), "请写不小于 0 的整数"),
        ("/person", json!([]), "这里要写一组键值，不是列表"),
        ("/visit", json!(5), "这里要写一组键值，不是整数 5"),
        ("/bill/items", json!({ "foo": "1.00" }), "字段 bill.items（"),
    ];
    for (pointer, value, expected) in rows {
        let reply = send(&world, "POST", QUOTES, JSON, with(stay(), pointer, value)).await;
        let said = reply.json()["detail"]["zh"].as_str().unwrap().to_owned();
        assert!(said.contains(expected), "{pointer}: {said}");
        let reader = ["integer", "floating", "sequence", ".?"];
        assert!(!reader.iter().any(|word| said.contains(word)), "{said}");
    }
    let bodies: [(Vec<u8>, &str); 4] = [
        (b"5".to_vec(), "这里要写一组键值，不是数字 5"),
        (b"[]".to_vec(), "这里要写一组键值，不是列表"),
        (b"null".to_vec(), "这里要写一组键值，不是空值"),
        (
            "\u{feff}{}"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect(),
            "UTF-16",
        ),
    ];
    for (body, expected) in bodies {
        let reply = send(&world, "POST", QUOTES, JSON, body).await;
        let said = reply.json()["detail"]["zh"].as_str().unwrap().to_owned();
        assert!(said.contains(expected), "{said}");
    }
}

#[tokio::test]
async fn nesting_where_anything_may_stand_is_bounded() {
    let world = World::sandbox();
    let deep = format!(
        "{{\"decision\":{}1{}}}",
        "{\"a\":".repeat(1_000),
        "}".repeat(1_000)
    );
    let reply = send(
        &world,
        "POST",
        "/api/v1/filings/B1/decision",
        JSON,
        deep.into(),
    )
    .await;
    assert_problem("deep decision", &reply, (400, "bad-value"));
    // A list of bills is read down to its limit before its type is known to be wrong.
    let found = super::super::read::from_json::<Value>(&nested(1_000));
    assert_eq!(found.unwrap_err().code, "too-deep");
}

#[tokio::test]
async fn the_field_the_line_and_the_column_are_named() {
    let world = World::sandbox();
    let text = serde_json::to_string_pretty(&stay()).unwrap();
    let text = text.replace("\"2026-11-03\"", "\"2026-02-30\"");
    let reply = send(&world, "POST", "/api/v1/quotes", JSON, text.into()).await;
    insta::assert_snapshot!("bad_day", pretty(&reply.json()));
    let reply = send(
        &world,
        "POST",
        "/api/v1/quotes",
        JSON,
        with(stay(), "/person/nmae", json!(1)),
    );
    let detail = reply.await.json()["detail"]["en"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        detail.starts_with("person.nmae (line 1, column "),
        "{detail}"
    );
    let reply = send(
        &world,
        "POST",
        "/api/v1/quotes",
        JSON,
        b"{\"name\": \n!}".to_vec(),
    )
    .await;
    let detail = reply.json()["detail"]["en"].as_str().unwrap().to_owned();
    assert!(
        detail.starts_with("not JSON at line 2, column 1"),
        "{detail}"
    );
}

#[rustfmt::skip] // One row a change: the table is read by columns.
const CHANGED_FILINGS: &[Change] = &[
    ("a number of its own", "/id", "\"B1\"", (400, "unknown-field")),
    ("unknown person", "/person", "\"P9\"", (404, "unknown-person")),
    ("a number with a space", "/person", "\"P 1\"", (400, "bad-value")),
    ("unknown channel", "/channel", "\"pigeon\"", (400, "bad-value")),
    ("unknown category", "/category", "\"holiday\"", (422, "filing-refused")),
    ("control character", "/contact/name", "\"陈\\u0007\"", (400, "bad-value")),
    ("no telephone", "/contact/phone", "\"\"", (422, "filing-refused")),
    ("the year -9999", "/starts_on", "\"-009999-01-01\"", (422, "filing-refused")),
    ("months as a text", "/months_away", "\"7\"", (400, "bad-value")),
];

#[tokio::test]
async fn a_filing_that_cannot_be_read_is_a_problem() {
    let world = World::sandbox();
    for (what, pointer, value, expected) in CHANGED_FILINGS {
        let value = serde_json::from_str(value).unwrap();
        let body = with(temporary(), pointer, value);
        let reply = send(&world, "POST", "/api/v1/filings", JSON, body).await;
        assert_problem(what, &reply, *expected);
    }
    let proof = json!({ "kind": "residence-permit", "reference": "scan" });
    let endless = [
        ("/contact/address", json!("长".repeat(501))),
        ("/evidence", json!(vec![proof; 51])),
    ];
    for (pointer, value) in endless {
        let body = with(temporary(), pointer, value);
        let reply = send(&world, "POST", "/api/v1/filings", JSON, body).await;
        assert_problem(pointer, &reply, (400, "bad-value"));
    }
}

#[tokio::test]
async fn no_byte_cut_from_a_bill_is_our_fault() {
    let world = World::sandbox();
    let whole = stay().to_string().into_bytes();
    for end in 0..whole.len() {
        let reply = send(
            &world,
            "POST",
            "/api/v1/quotes",
            JSON,
            whole[..end].to_vec(),
        )
        .await;
        assert_eq!(reply.status.as_u16(), 400, "{end}");
    }
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] = b'9';
        let reply = send(&world, "POST", "/api/v1/quotes", JSON, changed).await;
        assert!(reply.status.as_u16() < 500, "{place}");
    }
}
