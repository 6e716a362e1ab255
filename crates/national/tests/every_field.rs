//! Every field of every transaction, broken in every way a client may break it: the answer is a
//! request or a documented error that names the field, and never a panic. The table of answers is a
//! snapshot, so that a field that becomes stricter or laxer is seen in review.

mod samples;

use std::fmt::Write;

use national::errors::codes;
use national::{ReadError, Reading, Received, Request};
use serde_json::{Value, json};

/// A way to break a field, by name.
fn faults() -> Vec<(&'static str, Option<Value>)> {
    let number = |text: &str| Some(serde_json::from_str(text).expect("a JSON number"));
    vec![
        ("missing", None),
        ("null", Some(json!(null))),
        ("empty", Some(json!(""))),
        ("NULL", Some(json!("NULL"))),
        ("object", Some(json!({"a": 1}))),
        ("array", Some(json!([1, 2]))),
        ("true", Some(json!(true))),
        ("long", Some(json!("长".repeat(5_000)))),
        ("bad-day", Some(json!("2026-02-30 25:00:00"))),
        ("NaN", Some(json!("NaN"))),
        ("exponent", number("1e400")),
        ("negative", number("-1")),
        ("precise", number("0.30000000000000004")),
        ("huge", number("99999999999999999999999999")),
        ("wide", Some(json!("１２３"))),
        ("control", Some(json!("a\u{0}b"))),
        ("brace", Some(json!("{"))),
    ]
}

/// Paths of all fields below a value, as JSON pointers.
fn fields(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields_of) => {
            for (key, inner) in fields_of {
                fields(inner, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(rows) => {
            for (index, inner) in rows.iter().enumerate() {
                fields(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}

fn broken(message: &Value, pointer: &str, fault: &Option<Value>) -> Value {
    let mut message = message.clone();
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer has a slash");
    let parent = message
        .pointer_mut(parent)
        .expect("the pointer was found there");
    match fault {
        Some(value) => parent[key] = value.clone(),
        None => drop(
            parent
                .as_object_mut()
                .expect("fields stand in objects")
                .remove(key),
        ),
    }
    message
}

fn read(message: &Value) -> Result<Request, ReadError> {
    let received = Received::read(message.to_string().as_bytes(), None)?;
    Request::open(received, Reading::shipped()).map(|opened| opened.request)
}

/// Errors about a line or a visit as a whole; they name the line, not a field.
const OF_THE_WHOLE: &[&str] = &[
    "line-does-not-add-up",
    "line-repeated",
    "refund-without-original",
    "refund-not-allowed",
    "mixed-visits",
    "wrong-care",
    "no-rows",
];

fn check(message: &Value, pointer: &str) -> String {
    let key = pointer.rsplit('/').next().expect("a pointer has a slash");
    let mut row = String::new();
    for (name, fault) in faults() {
        let Err(error) = read(&broken(message, pointer, &fault)) else {
            continue;
        };
        let is_listed = codes().any(|entry| entry.code == error.code());
        assert!(is_listed, "{}", error.code());
        let says = error.to_string();
        let says_it = says.to_lowercase().contains(&key.to_lowercase());
        let names_it = says_it || OF_THE_WHOLE.contains(&error.code());
        // A broken infno is itself the transaction nobody knows; a broken input is not JSON.
        let whole = ["infno", "input"].contains(&key) || says.contains("input.data");
        assert!(names_it || whole, "{pointer} {name}: {says}");
        write!(row, " {name}={}", error.code()).expect("a text takes any text");
    }
    row
}

#[test]
fn the_samples_are_complete_messages() {
    for (infno, input) in samples::transactions() {
        let read = read(&samples::message(infno, input));
        assert!(read.is_ok(), "{infno}: {}", read.unwrap_err());
    }
}

#[test]
fn every_field_of_every_transaction_broken_in_every_way() {
    let mut table = String::new();
    for (infno, input) in samples::transactions() {
        let message = samples::message(infno, input);
        let mut pointers = Vec::new();
        fields(&message["input"], "/input", &mut pointers);
        for pointer in pointers {
            let answers = check(&message, &pointer);
            writeln!(table, "{infno} {pointer}:{answers}").expect("a text takes any text");
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn every_field_of_the_envelope_broken_in_every_way() {
    let message = samples::message("9001", json!({}));
    let mut table = String::new();
    for key in message.as_object().expect("a message is an object").keys() {
        let answers = check(&message, &format!("/{key}"));
        writeln!(table, "{key}:{answers}").expect("a text takes any text");
    }
    insta::assert_snapshot!(table);
}

/// The fields without which a transaction is refused: the whole of what the platform insists on.
#[test]
fn only_what_is_needed_is_insisted_on() {
    let mut table = String::new();
    for (infno, input) in samples::transactions() {
        let message = samples::message(infno, input);
        let mut pointers = Vec::new();
        fields(&message["input"], "/input", &mut pointers);
        pointers.retain(|pointer| !pointer.contains("/1/"));
        pointers.retain(|pointer| {
            let error = read(&broken(&message, pointer, &None)).err();
            error.is_some_and(|error| error.code() == "missing-field")
        });
        let names = pointers
            .iter()
            .map(|pointer| pointer.rsplit('/').next().unwrap_or_default());
        writeln!(table, "{infno}: {}", names.collect::<Vec<_>>().join(" ")).expect("a text");
    }
    insta::assert_snapshot!(table);
}
