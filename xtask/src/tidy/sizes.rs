//! Files, functions and lines stay small enough to read.

use super::offence::Offence;
use super::tree::{Tree, is_test_file};

const FILE_LINES_MAX: usize = 500;
const TEST_FILE_LINES_MAX: usize = 1_000;
const FUNCTION_LINES_MAX: usize = 60;
/// A test may be a table, one row a case.
const TEST_FUNCTION_LINES_MAX: usize = 120;
const COLUMNS_MAX: usize = 100;

/// What may stand beside an address that is too long for any line.
const BESIDE_ADDRESS_MAX: usize = 24;

/// A Rust file that is too long.
pub fn long_files(tree: &Tree) -> Vec<Offence> {
    let check = |(path, text): (&str, &str)| {
        let limit = if is_test_file(path) {
            TEST_FILE_LINES_MAX
        } else {
            FILE_LINES_MAX
        };
        let lines = text.lines().count();
        let what = format!("{lines} lines, at most {limit}; split the file where its subject does");
        (lines > limit).then(|| Offence::new(path, lines, what))
    };
    let rust = tree.files().filter(|(path, _)| path.ends_with(".rs"));
    rust.filter_map(check).collect()
}

/// A function that is too long.
pub fn long_functions(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (path, source) in tree.rust() {
        let limit = match is_test_file(path) {
            true => TEST_FUNCTION_LINES_MAX,
            false => FUNCTION_LINES_MAX,
        };
        for function in source.functions() {
            if function.lines > limit {
                let (name, lines) = (&function.name, function.lines);
                let what = format!(
                    "fn {name} has {lines} lines, at most {limit}; \
                     give its parts names of their own"
                );
                offences.push(Offence::new(path, function.line, what));
            }
        }
    }
    offences
}

/// A line of Rust or SQL that is too long.
pub fn long_lines(tree: &Tree) -> Vec<Offence> {
    let is_code = |path: &str| path.ends_with(".rs") || path.ends_with(".sql");
    let mut offences = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| is_code(path)) {
        for (index, line) in text.lines().enumerate() {
            let columns = line.chars().count();
            if columns > COLUMNS_MAX && !is_mostly_an_address(line) {
                let what = format!("{columns} columns, at most {COLUMNS_MAX}; break the line");
                offences.push(Offence::new(path, index + 1, what));
            }
        }
    }
    offences
}

/// A web address cannot be broken; it may stand in a line nearly by itself.
fn is_mostly_an_address(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.find(|word| word.contains("://")).is_some_and(|word| {
        let rest = line.trim().chars().count() - word.chars().count();
        rest <= BESIDE_ADDRESS_MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_and_tests_may_be_longer() {
        let long = "//\n".repeat(501);
        let tree = Tree::of(&[
            ("a/src/bill.rs", &long),
            ("a/src/bill/tests.rs", &long),
            ("a/tests/story.rs", &long),
            ("a/src/short.rs", &"//\n".repeat(500)),
            ("a/tests/long.rs", &"//\n".repeat(1_001)),
        ]);
        let offences = long_files(&tree);
        let found: Vec<&str> = offences.iter().map(|offence| &*offence.path).collect();
        assert_eq!(found, ["a/src/bill.rs", "a/tests/long.rs"]);
    }

    #[test]
    fn a_long_function_is_found_at_its_head() {
        let body = |lines: usize| "    x;\n".repeat(lines - 2);
        let text = format!(
            "fn fits() {{\n{}}}\n\nfn long() {{\n{}}}\n",
            body(60),
            body(61)
        );
        let tree = Tree::of(&[("a/src/bill.rs", &text)]);
        let offences = long_functions(&tree);
        assert_eq!(offences.len(), 1, "{offences:?}");
        assert_eq!(offences[0].line, 62);
        assert!(offences[0].what.starts_with("fn long has 61 lines"));
    }

    #[test]
    fn columns_are_characters_and_addresses_are_excused() {
        let address = format!("    // https://example.org/{}", "a".repeat(100));
        let both = format!("{address} {}", "and more words ".repeat(3));
        let rows = [
            ("中".repeat(100), 0),
            ("中".repeat(101), 1),
            (address, 0),
            (both, 1),
        ];
        for (line, expected) in rows {
            let tree = Tree::of(&[("a.sql", &line), ("a.md", &line)]);
            assert_eq!(long_lines(&tree).len(), expected, "{line}");
        }
    }
}
