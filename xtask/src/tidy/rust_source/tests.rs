//! The scanner on what makes Rust hard to scan.

use super::*;

/// Tokens in a form one can read: words and marks bare, numbers as `#n`, strings as `"text"`.
fn shown(text: &str) -> String {
    let source = RustSource::read(text);
    let words = source.tokens.iter().map(|token| match &token.kind {
        Kind::Word(word) => word.clone(),
        Kind::Number(number) => format!("#{number}"),
        Kind::Text(text) => format!("\"{text}\""),
        Kind::Mark(mark) => mark.to_string(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn literals_comments_and_lifetimes_are_told_apart() {
    let rows = [
        (r#"a "b { c" d"#, r#"a "b { c" d"#),
        (r#""say \"hi\" {" x"#, r#""say \"hi\" {" x"#),
        (r###"r#"raw " quote {"# x"###, r###""raw " quote {" x"###),
        (r#"br"bytes\" x"#, r#""bytes\" x"#),
        (r#"b"bytes" c"text""#, r#""bytes" "text""#),
        ("'{' '\\'' '\\u{41}' b'}' x", "x"),
        ("fn f<'a>(x: &'a str)", "fn f < > ( x : & str )"),
        ("a // { \" \n b", "a b"),
        ("a /* { /* nested */ \" */ b", "a b"),
        ("r#type + r", "type + r"),
        ("'static", ""),
    ];
    for (text, expected) in rows {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn numbers_end_where_they_end() {
    let rows = [
        ("1.5", "#1.5"),
        ("1..2", "#1 . . #2"),
        ("1.max(2)", "#1 . max ( #2 )"),
        ("pair.0.1", "pair . #0 . #1"),
        ("1e-5 2E3", "#1e-5 #2E3"),
        ("0x1e-5", "#0x1e - #5"),
        ("1.;", "#1. ;"),
        ("1_000usize", "#1_000usize"),
    ];
    for (text, expected) in rows {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn lines_are_counted_through_strings_and_comments() {
    let source = RustSource::read("/* one\ntwo */ \"three\nfour\" a\nb");
    let lines: Vec<usize> = source.tokens.iter().map(|token| token.line).collect();
    assert_eq!(lines, [2, 3, 4]);
}

#[test]
fn functions_end_at_their_own_brace() {
    let text = "\
fn one(x: [u8; 2]) -> impl Fn() {
    let brace = \"}\";
    fn inner() { '}' }
    if x { y }
}
trait T { fn declared(&self); fn given(&self) {
} }
let pointer: fn(u8) = f;
";
    let functions = RustSource::read(text).functions();
    let found = functions.iter().map(|f| (&*f.name, f.line, f.lines));
    let expected = [("one", 1, 5), ("inner", 3, 1), ("given", 6, 2)];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

#[test]
fn items_for_tests_are_left_out() {
    let text = "\
a;
#[cfg(test)]
#[allow(x)]
mod tests { fn f() { b } }
#[cfg(test)]
use c;
#[cfg(test)]
mod elsewhere;
d
";
    let kept = RustSource::read(text).outside_tests();
    let words: Vec<&str> = kept.iter().filter_map(Token::word).collect();
    assert_eq!(words, ["a", "d"]);
}

#[test]
fn broken_files_do_not_hang_or_panic() {
    for text in [
        "\"",
        "r#\"",
        "'",
        "'\\",
        "/*",
        "fn",
        "fn f(",
        "b'",
        "1.",
        "#[cfg(test)]",
    ] {
        let source = RustSource::read(text);
        source.functions();
        source.outside_tests();
    }
}
