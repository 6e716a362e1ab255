//! Whatever bytes arrive, reading them ends in a request or a documented error.

mod samples;

use national::errors::codes;
use national::{Envelope, Reading, Received, Request};
use proptest::prelude::*;
use serde_json::{Map, Value};

fn read(bytes: &[u8]) {
    let infnos = [None, Some("2204"), Some("1101")];
    for infno in infnos {
        let outcome = Received::read(bytes, infno)
            .and_then(|received| Request::open(received, Reading::shipped()));
        if let Err(error) = outcome {
            assert!(codes().any(|entry| entry.code == error.code()));
            assert!(!error.message().zh.is_empty() && !error.next().en.is_empty());
        }
    }
}

/// Any JSON, with numbers of any length.
fn any_json() -> impl Strategy<Value = Value> {
    let number = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,5})?";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number.prop_map(|text| serde_json::from_str(&text).expect("a JSON number")),
        "\\PC{0,20}".prop_map(Value::String),
        "[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?".prop_map(Value::String),
        "[{}\\[\\]\",:a-zA-Z0-9_]{0,30}".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            proptest::collection::vec(("[a-zA-Z_]{0,12}", inner), 0..5)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A complete message of any transaction with one value anywhere replaced.
fn damaged_message() -> impl Strategy<Value = Value> {
    let all = samples::transactions();
    (0..all.len(), any::<prop::sample::Index>(), any_json()).prop_map(move |(which, at, value)| {
        let (infno, input) = all[which].clone();
        let mut message = samples::message(infno, input);
        let mut pointers = vec![];
        pointers_of(&message, "", &mut pointers);
        let pointer = at.get(&pointers);
        *message
            .pointer_mut(pointer)
            .expect("the pointer was found there") = value;
        message
    })
}

fn pointers_of(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (key, inner) in fields {
                pointers_of(inner, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(rows) => {
            for (index, inner) in rows.iter().enumerate() {
                pointers_of(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn on_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn on_anything_that_looks_like_json(text in "[\\[\\]{}\",:\\\\0-9eE.a-z \n-]{0,200}") {
        read(text.as_bytes());
    }

    #[test]
    fn on_any_json(value in any_json()) {
        read(value.to_string().as_bytes());
    }

    #[test]
    fn on_a_damaged_message(message in damaged_message()) {
        read(message.to_string().as_bytes());
    }

    #[test]
    fn on_a_message_cut_anywhere(
        which in 0..samples::transactions().len(),
        at in any::<prop::sample::Index>(),
    ) {
        let (infno, input) = samples::transactions()[which].clone();
        let text = samples::message(infno, input).to_string();
        let bytes = text.as_bytes();
        let cut = &bytes[..at.index(bytes.len())];
        let error = Envelope::read(cut, None).expect_err("a cut message is not whole");
        prop_assert!(["truncated-json", "empty-body"].contains(&error.code()), "{}", error);
    }

    #[test]
    fn on_a_message_with_a_flipped_byte(
        which in 0..samples::transactions().len(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let (infno, input) = samples::transactions()[which].clone();
        let mut bytes = samples::message(infno, input).to_string().into_bytes();
        let index = at.index(bytes.len());
        bytes[index] = byte;
        read(&bytes);
    }
}

#[test]
fn a_whole_message_is_read_after_all() {
    for (infno, input) in samples::transactions() {
        let bytes = samples::message(infno, input).to_string().into_bytes();
        let envelope = Envelope::read(&bytes, None).expect("the sample is complete");
        assert!(
            Request::read(&envelope, Reading::shipped()).is_ok(),
            "{infno}"
        );
    }
}
