//! The documents that the program prints itself are what it prints.

use crate::{root, said};

#[test]
fn generated_documents_are_what_the_program_says() {
    let documents = [
        ("answers", "docs/answers.md"),
        ("errors", "docs/errors.md"),
        ("policy", "docs/policy-reference.md"),
    ];
    for (what, document) in documents {
        let kept = std::fs::read_to_string(root().join(document)).expect("a document");
        let printed = said(&["docs", what]);
        let differs = kept.lines().zip(printed.lines()).position(|(a, b)| a != b);
        let line = differs.map_or(0, |line| line + 1);
        assert!(kept == printed, "{document}:{line}: run: cargo xtask docs");
    }
}
