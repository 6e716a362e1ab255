//! Names of types: one word names one type, so that a reader who jumps to a name lands once.
//!
//! What counts is a struct, enum, trait or type alias that is visible outside its file and stands
//! at the outermost level of a file of the product. A private type explains itself where it stands,
//! and what a macro writes has no line to jump to.

use std::collections::BTreeMap;

use super::offence::Offence;
use super::rust_source::{RustSource, Token};
use super::tree::{Tree, is_test_file};

const KINDS: [&str; 4] = ["struct", "enum", "trait", "type"];

/// A type whose name another type has already.
pub fn two_types_of_one_name(tree: &Tree) -> Vec<Offence> {
    let in_product = |path: &str| path.starts_with("crates/") && path.contains("/src/");
    let mut known: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    let mut offences = Vec::new();
    for (path, source) in tree.rust() {
        if !in_product(path) || is_test_file(path) {
            continue;
        }
        for (name, line) in visible_types(source) {
            if let Some((other, there)) = known.get(&name) {
                let what = format!(
                    "{name} names a type at {other}:{there} too; give one of them a name of its own"
                );
                offences.push(Offence::new(path, line, what));
            } else {
                known.insert(name, (path, line));
            }
        }
    }
    offences
}

/// The types at the outermost level of a file that other files may see, with their lines.
fn visible_types(source: &RustSource) -> Vec<(String, usize)> {
    let tokens = source.outside_tests();
    let mut types = Vec::new();
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        if token.is_opening() {
            depth += 1;
        } else if is_closing(token) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && token.is_word("pub") {
            types.extend(type_after(&tokens[index + 1..]));
        }
    }
    types
}

/// The type that is declared after `pub`, if it is one.
fn type_after(tokens: &[Token]) -> Option<(String, usize)> {
    let is_limited = tokens.first().is_some_and(|token| token.is_mark('('));
    let limit = tokens.iter().position(|token| token.is_mark(')'));
    let start = limit.filter(|_| is_limited).map_or(0, |end| end + 1);
    let [kind, name, ..] = &tokens[start..] else {
        return None;
    };
    let is_type = kind.word().is_some_and(|word| KINDS.contains(&word));
    let name = name.word().filter(|_| is_type)?;
    Some((name.to_owned(), kind.line))
}

fn is_closing(token: &Token) -> bool {
    [')', ']', '}'].into_iter().any(|mark| token.is_mark(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_two_types_have_is_refused() {
        let tree = Tree::of(&[
            (
                "crates/desk/src/price.rs",
                "/// A bill.\npub struct Bill;\n",
            ),
            (
                "crates/store/src/lines.rs",
                "pub(crate) type Line = u8;\n\npub(in crate::lines) enum Bill<'a> {}\n",
            ),
            ("crates/store/src/value.rs", "pub(super) trait Line {}\n"),
        ]);
        let offences = two_types_of_one_name(&tree);
        assert_eq!(offences.len(), 2, "{offences:?}");
        assert_eq!(
            (&*offences[0].path, offences[0].line),
            ("crates/store/src/lines.rs", 3)
        );
        assert!(
            offences[0]
                .what
                .starts_with("Bill names a type at crates/desk/src/price.rs:2 too")
        );
        assert!(
            offences[1]
                .what
                .starts_with("Line names a type at crates/store/src/lines.rs:1 too")
        );
    }

    #[test]
    fn private_types_tests_and_other_things_may_share_a_name() {
        let tree = Tree::of(&[
            ("crates/desk/src/price.rs", "pub struct Bill(pub u8);\n"),
            (
                "crates/desk/src/reverse.rs",
                "struct Bill;\npub enum Paper { Bill }\n#[cfg(test)]\npub struct Bill;\n",
            ),
            (
                "crates/desk/src/once.rs",
                "// pub struct Bill;\npub fn Bill() {}\nmod inner { pub struct Bill; }\n",
            ),
            ("crates/desk/src/once/tests.rs", "pub struct Bill;\n"),
            ("crates/desk/tests/desk.rs", "pub struct Bill;\n"),
        ]);
        assert_eq!(two_types_of_one_name(&tree), []);
    }
}
