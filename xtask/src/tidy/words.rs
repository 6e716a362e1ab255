//! Words that must not appear in code: floats near money, panics outside tests, ignored tests, SQL
//! outside the store.

use super::offence::Offence;
use super::rust_source::{Kind, RustSource, Token};
use super::tree::{Tree, is_test_file};

/// Where money is counted, so that no float may come near it.
const MONEY_SOURCES: [&str; 3] = [
    "crates/domain/src/",
    "crates/desk/src/",
    "crates/store/src/",
];

const PANICKING_MACROS: [&str; 4] = ["panic", "todo", "unimplemented", "dbg"];

/// A float type, a conversion to one, or a float literal where money is counted.
pub fn floats(tree: &Tree) -> Vec<Offence> {
    let counts_money = |path: &str| MONEY_SOURCES.iter().any(|source| path.starts_with(source));
    let mut offences = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| counts_money(path)) {
        for token in &source.tokens {
            if let Some(float) = float_in(token) {
                let what = format!("«{float}» is a float; use Money, Rate or an integer");
                offences.push(Offence::new(path, token.line, what));
            }
        }
    }
    offences
}

fn float_in(token: &Token) -> Option<&str> {
    match &token.kind {
        Kind::Word(word) if is_float_word(word) => Some(word),
        Kind::Number(number) if is_float_number(number) => Some(number),
        _ => None,
    }
}

fn is_float_word(word: &str) -> bool {
    let of = |kind: &str| {
        let rest = word.strip_suffix(kind);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('_'))
    };
    of("f32") || of("f64")
}

fn is_float_number(number: &str) -> bool {
    if number.starts_with("0x") || number.starts_with("0b") || number.starts_with("0o") {
        return false;
    }
    let after_digits = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_');
    let is_suffix = after_digits.ends_with("f32") || after_digits.ends_with("f64");
    is_suffix || after_digits.starts_with(['.', 'e', 'E'])
}

/// Code that ends the process instead of telling somebody what to do.
pub fn panics(tree: &Tree) -> Vec<Offence> {
    let in_product = |path: &str| path.starts_with("crates/") && path.contains("/src/");
    let mut offences = Vec::new();
    for (path, source) in tree.rust() {
        if in_product(path) && !is_test_file(path) {
            offences.extend(panics_in(path, source));
        }
    }
    offences
}

fn panics_in(path: &str, source: &RustSource) -> Vec<Offence> {
    let tokens = source.outside_tests();
    let mut offences = Vec::new();
    for window in tokens.windows(3) {
        let [first, second, third] = window else {
            continue;
        };
        if first.is_mark('.') && second.is_word("unwrap") && third.is_mark('(') {
            let what = ".unwrap() outside tests; return an error, or expect(\"why this holds\")";
            offences.push(Offence::new(path, second.line, what));
        }
        let is_macro = second.is_mark('!') && third.is_opening();
        let name = first.word().filter(|name| PANICKING_MACROS.contains(name));
        if let Some(name) = name.filter(|_| is_macro) {
            let what = format!("{name}! outside tests; return an error, or assert what only we do");
            offences.push(Offence::new(path, first.line, what));
        }
    }
    offences
}

/// A test that does not run, in code or in a comment.
pub fn ignored_tests(tree: &Tree) -> Vec<Offence> {
    let mut offences = ignored_examples(tree);
    for (path, source) in tree.rust() {
        for window in source.tokens.windows(3) {
            let opens = window[0].is_mark('#') && window[1].is_mark('[');
            if opens && window[2].is_word("ignore") {
                let what = "an ignored test proves nothing; make it run, or delete it";
                offences.push(Offence::new(path, window[2].line, what));
            }
        }
    }
    offences
}

/// An example in the documentation of a crate that runs none.
pub fn examples_that_do_not_run(tree: &Tree) -> Vec<Offence> {
    let packages = tree.packages().into_iter().filter(|package| {
        let library = package.manifest.get("lib");
        let doctest = library.and_then(|library| library.get("doctest"));
        doctest.and_then(toml::Value::as_bool) == Some(false)
    });
    let what = "this crate runs no examples; mark it as text, or take doctest = false away";
    let mut offences = Vec::new();
    for package in packages {
        let inside = format!("{}/src/", package.directory);
        let files = tree.files().filter(|(path, _)| path.starts_with(&inside));
        for (path, text) in files.filter(|(path, _)| path.ends_with(".rs")) {
            let lines = rust_fences(text).into_iter();
            offences.extend(lines.map(|line| Offence::new(path, line, what)));
        }
    }
    offences
}

/// The lines on which an example in Rust opens.
fn rust_fences(text: &str) -> Vec<usize> {
    let mut is_open = false;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let comment = line.trim_start();
        let comment = comment.strip_prefix("///").or(comment.strip_prefix("//!"));
        let fence = comment.and_then(|text| text.trim_start().strip_prefix("```"));
        let Some(language) = fence else {
            continue;
        };
        is_open = !is_open;
        if is_open && matches!(language.trim(), "" | "rust" | "should_panic" | "no_run") {
            found.push(index + 1);
        }
    }
    found
}

fn ignored_examples(tree: &Tree) -> Vec<Offence> {
    let is_ignored = |line: &str| {
        let comment = line.trim_start();
        let comment = comment.strip_prefix("///").or(comment.strip_prefix("//!"));
        comment.is_some_and(|text| text.trim_start().starts_with("```ignore"))
    };
    let what = "an ignored example proves nothing; make it compile, or mark it as text";
    let mut offences = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with(".rs")) {
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| is_ignored(line));
        offences.extend(lines.map(|(line, _)| Offence::new(path, line + 1, what)));
    }
    offences
}

/// SQL in a crate that is not the store. Only the benchmark writes rows bare, to have something to
/// compare the store with.
pub fn sql_outside_store(tree: &Tree) -> Vec<Offence> {
    let may_hold_it = ["crates/store/", "crates/bench/"];
    let elsewhere = |path: &str| {
        path.starts_with("crates/") && !may_hold_it.iter().any(|place| path.starts_with(place))
    };
    let what = "SQL outside crates/store; give the store a function with a name";
    let mut offences = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| elsewhere(path)) {
        for token in &source.tokens {
            if token.text().is_some_and(is_sql) {
                offences.push(Offence::new(path, token.line, what));
            }
        }
    }
    let files = tree.files().map(|(path, _)| path);
    let files = files.filter(|path| path.ends_with(".sql") && !path.starts_with("crates/store/"));
    offences.extend(files.map(|path| Offence::new(path, 1, what)));
    offences
}

/// Spellings of the hospital interface. Only what nothing else is called.
const WIRE: [&str; 10] = [
    "psn_no",
    "mdtrt_id",
    "setl_id",
    "med_type",
    "insutype",
    "mdtrt_cert_type",
    "mdtrt_cert_no",
    "infcode",
    "err_msg",
    "fixmedins_code",
];

/// A spelling of the hospital interface in the product outside `national`: a text that is one, or
/// a JSON text with one as a key. `bench` plays a hospital's system, which spells for itself.
pub fn wire_outside_national(tree: &Tree) -> Vec<Offence> {
    let elsewhere = |path: &str| {
        let product = path.starts_with("crates/") && path.contains("/src/");
        let speaks = ["crates/national/", "crates/bench/"];
        product && !speaks.iter().any(|it| path.starts_with(it)) && !is_test_file(path)
    };
    let mut offences = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| elsewhere(path)) {
        for token in source.outside_tests() {
            let text = token.text().unwrap_or_default().replace('\\', "");
            let is_key = |name: &str| text == name || text.contains(&format!("\"{name}\""));
            if let Some(name) = WIRE.iter().find(|name| is_key(name)) {
                let what =
                    format!("«{name}» is spelled outside national; give it a function there");
                offences.push(Offence::new(path, token.line, what));
            }
        }
    }
    offences
}

/// Whether a text is a statement. English sentences also start with «select» and «update», so small
/// letters count only with a clause that no sentence has.
fn is_sql(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is = |index: usize, keyword: &str| words.get(index).is_some_and(|word| *word == keyword);
    let has = |keyword: &str| words.contains(&keyword);
    let shouted = is(0, "SELECT")
        || (is(0, "INSERT") && has("INTO"))
        || (is(0, "UPDATE") && has("SET"))
        || (is(0, "DELETE") && is(1, "FROM"))
        || (is(0, "WITH") && has("AS") && has("SELECT"))
        || (is(0, "CREATE") && (is(1, "TABLE") || is(1, "INDEX")));
    let whispered = (is(0, "select") && has("from") && (has("where") || is(1, "*")))
        || (is(0, "insert") && is(1, "into") && text.contains("values"))
        || (is(0, "update") && has("set") && has("where"))
        || (is(0, "delete") && is(1, "from") && has("where"));
    shouted || whispered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(offences: &[Offence]) -> Vec<usize> {
        offences.iter().map(|offence| offence.line).collect()
    }

    #[test]
    fn floats_are_found_where_money_is_counted() {
        let text = "\
let a: f64 = 1;
let b = 0.5;
let c = 1e3;
let d = 2f32;
let e = value.as_f64();
let fine = (1..2, pair.0.1, 0x1e5, 10_usize, \"0.5\"); // 0.5
let hash = sha256f64x;
";
        let money = Tree::of(&[("crates/desk/src/a.rs", text)]);
        assert_eq!(lines(&floats(&money)), [1, 2, 3, 4, 5]);
        let elsewhere = Tree::of(&[("crates/server/src/a.rs", text)]);
        assert_eq!(floats(&elsewhere), []);
    }

    #[test]
    fn panics_are_found_outside_tests() {
        let text = "\
a.unwrap();
panic!(\"no\");
todo![];
dbg!(x);
b.unwrap_or(1); std::panic::catch_unwind(f); // c.unwrap()
#[cfg(test)]
mod tests { fn t() { a.unwrap(); panic!() } }
d
    .unwrap();
";
        let tree = Tree::of(&[
            ("crates/desk/src/a.rs", text),
            ("crates/desk/src/a/tests.rs", text),
            ("crates/desk/tests/story.rs", text),
            ("xtask/src/a.rs", text),
        ]);
        assert_eq!(lines(&panics(&tree)), [1, 2, 3, 4, 9]);
    }

    #[test]
    fn an_ignored_test_is_found() {
        let text = "#[test]\n#[ignore = \"slow\"]\nfn slow() {}\n#[ignored]\nfn ignore() {}\n";
        let tree = Tree::of(&[("crates/desk/tests/a.rs", text)]);
        assert_eq!(lines(&ignored_tests(&tree)), [2]);
        let text = "/// ```\n/// ```\n    /// ```ignore\n/// ```\n";
        let tree = Tree::of(&[("crates/desk/src/a.rs", text)]);
        assert_eq!(lines(&ignored_tests(&tree)), [3]);
    }

    #[test]
    fn an_example_that_does_not_run_is_found() {
        let text = "//! ```toml\n//! a = 1\n//! ```\n/// ```\n/// f();\n/// ```\nfn f() {}\n";
        let silent = ("crates/a/Cargo.toml", "[lib]\ndoctest = false\n");
        let tree = Tree::of(&[silent, ("crates/a/src/a.rs", text)]);
        assert_eq!(lines(&examples_that_do_not_run(&tree)), [4]);
        let tree = Tree::of(&[("crates/a/Cargo.toml", ""), ("crates/a/src/a.rs", text)]);
        assert_eq!(examples_that_do_not_run(&tree), []);
    }

    #[test]
    fn wire_spellings_belong_in_national() {
        let text = "let a = json!({ \"psn_no\": 1 });\n\
            let b = r#\"{\"infcode\":-1}\"#;\n\
            let c = asked.med_type.care; // \"psn_no\"\n\
            let d = \"infcode is -1\";\n\
            let e = \"{\\\"err_msg\\\":1}\";\n";
        let tree = Tree::of(&[
            ("crates/server/src/a.rs", text),
            ("crates/national/src/a.rs", text),
            ("crates/server/src/a/tests.rs", text),
            ("crates/cli/tests/a.rs", text),
        ]);
        assert_eq!(lines(&wire_outside_national(&tree)), [1, 2, 5]);
    }

    #[test]
    fn sql_belongs_in_the_store() {
        let rows = [
            ("SELECT 1", true),
            ("\n  SELECT a\n  FROM b", true),
            ("INSERT INTO filing VALUES ($1)", true),
            ("UPDATE filing SET state = $1", true),
            ("DELETE FROM filing", true),
            ("select * from filing", true),
            ("delete from filing where id = $1", true),
            ("select a filing from the list", false),
            ("update the filing", false),
            ("DELETE", false),
            ("Select a hospital", false),
        ];
        for (statement, expected) in rows {
            let text = format!("query(r#\"{statement}\"#)");
            let tree = Tree::of(&[
                ("crates/desk/src/a.rs", &text),
                ("crates/store/src/a.rs", &text),
            ]);
            assert_eq!(
                !sql_outside_store(&tree).is_empty(),
                expected,
                "{statement}"
            );
        }
        let tree = Tree::of(&[("crates/store/migrations/1.sql", ""), ("docs/a.sql", "")]);
        assert_eq!(sql_outside_store(&tree).len(), 1);
    }
}
