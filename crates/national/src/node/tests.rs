use serde_json::json;

use super::*;
use crate::codes::GEND;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_node_is_found_wherever_clients_put_it() {
    let shapes = [
        json!({"dscginfo": {"a": "1"}, "data": {"a": "2"}}),
        json!({"data": {"a": "1"}, "mdtrtinfo": {"a": "2"}}),
        json!({"mdtrtinfo": {"a": "1"}, "a": "2"}),
        json!({"a": "1"}),
        json!({"A": 1}),
        json!({"DSCGINFO": [{"a": "1"}]}),
        json!({"dscginfo": null, "data": [], "a": "1"}),
        json!({"dscginfo": "", "data": {"a": " 1 "}}),
        json!({"dscginfo": [null, {"a": true}]}),
    ];
    for shape in shapes {
        let input = object(shape.clone());
        let node = Input::new(&input, Reading::shipped())
            .node("dscginfo")
            .unwrap();
        assert_eq!(node.text("a").unwrap().as_deref(), Some("1"), "{shape}");
    }
}

#[test]
fn a_node_of_the_wrong_shape_is_named() {
    let rows = [
        (json!({"data": 7}), "not-an-object"),
        (json!({"data": "text"}), "not-an-object"),
        (json!({"data": [7]}), "not-an-object"),
        (json!({"data": [{"a": 1}, {"a": 2}]}), "too-many-rows"),
    ];
    for (shape, code) in rows {
        let input = object(shape);
        let error = Input::new(&input, Reading::shipped())
            .node("data")
            .err()
            .unwrap();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains("input.data"), "{error}");
    }
}

#[test]
fn rows_are_an_array_or_one_object() {
    let count = |shape: Value| {
        Input::new(&object(shape), Reading::shipped())
            .rows("feedetail")
            .map(|rows| rows.len())
    };
    assert_eq!(count(json!({"feedetail": [{"a": 1}, {"a": 2}]})), Ok(2));
    assert_eq!(count(json!({"feedetail": {"a": 1}})), Ok(1));
    assert_eq!(count(json!({"data": [{"a": 1}]})), Ok(1));
    assert_eq!(count(json!({"a": 1})), Ok(1));
    for empty in [json!({}), json!({"feedetail": []})] {
        assert_eq!(count(empty).unwrap_err().code(), "no-rows");
    }
    let many = json!({"feedetail": vec![json!({}); ROWS_MAX + 1]});
    assert_eq!(count(many).unwrap_err().code(), "too-many-rows");
}

#[test]
fn the_exact_spelling_counts_before_any_other() {
    let fields = object(json!({"Cnt": "1", "cnt": "2", "CNT": "3"}));
    let node = Node::new("data", None, &fields);
    assert_eq!(node.text("cnt").unwrap().as_deref(), Some("2"));
    assert_eq!(node.text("CNT").unwrap().as_deref(), Some("3"));
}

#[test]
fn what_is_empty_is_absent_and_a_needed_field_is_named() {
    for empty in [
        json!(null),
        json!(""),
        json!("  "),
        json!("null"),
        json!("NULL"),
        json!("Null"),
    ] {
        let fields = object(json!({"psn_no": empty}));
        let row = Node::new("feedetail", Some(3), &fields);
        assert_eq!(row.text("psn_no"), Ok(None));
        let error = row.need("psn_no", Node::text).unwrap_err();
        assert_eq!(
            error,
            ReadError::MissingField {
                field: "input.feedetail[3].psn_no".to_owned()
            }
        );
    }
}

#[test]
#[rustfmt::skip]
fn fields_are_read_with_their_own_errors() {
    // value, then the error of the field as text, money, time, dictionary and region; ok: accepted
    let rows = [
        (json!({}), "wrong-type wrong-type wrong-type wrong-type wrong-type"),
        (json!([1]), "wrong-type wrong-type wrong-type wrong-type wrong-type"),
        (json!("x".repeat(4_001)), "too-long too-long too-long too-long too-long"),
        (json!("１２"), "ok not-a-number bad-date unknown-code bad-region"),
        (json!("1e3"), "ok ok bad-date unknown-code bad-region"),
        (json!("0.001"), "ok number-too-precise bad-date unknown-code bad-region"),
        (json!(-1), "ok number-negative bad-date unknown-code bad-region"),
        (json!(440_300), "ok ok bad-date unknown-code ok"),
        (json!(true), "ok ok bad-date ok bad-region"),
        (json!("2026-02-30"), "ok not-a-number bad-date unknown-code bad-region"),
    ];
    for (value, expected) in rows {
        let fields = object(json!({"f": value}));
        let node = Node::new("data", None, &fields);
        let errors = [
            node.text("f").err(),
            node.amount("f").err(),
            node.datetime("f").err(),
            node.code("f", &GEND).err(),
            node.region("f").err(),
        ];
        let code = |error: &Option<ReadError>| error.as_ref().map_or("ok", ReadError::code);
        assert_eq!(errors.each_ref().map(code).join(" "), expected, "{value}");
        for error in errors.into_iter().flatten() {
            assert!(error.to_string().contains("input.data.f"), "{error}");
        }
    }
}

#[test]
fn control_characters_are_refused_and_line_breaks_are_not() {
    for (text, accepted) in [("a\u{0}b", false), ("a\u{1b}b", false), ("a\r\n\tb", true)] {
        let fields = object(json!({ "f": text }));
        let read = Node::new("data", None, &fields).text("f");
        assert_eq!(read.is_ok(), accepted, "{text:?}");
    }
}

#[test]
fn numbers_and_texts_stand_for_each_other() {
    let fields = crate::json::read(br#"{"a":0.10,"b":"0.10","c":7,"d":"7"}"#).unwrap();
    let fields = object(fields);
    let node = Node::new("data", None, &fields);
    assert_eq!(node.amount("a"), node.amount("b"));
    assert_eq!(node.amount("a").unwrap(), Some(Money::from_fen(10)));
    assert_eq!(node.text("c"), node.text("d"));
    assert_eq!(node.decimal("c", 4).unwrap(), Some(70_000));
}
