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

#[test]
fn the_readme_says_in_short_what_can_be_answered() {
    let read = |name: &str| std::fs::read_to_string(root().join(name)).expect("a document");
    let (readme, answers) = (read("README.md"), read("docs/answers.md"));
    let in_short = answers
        .split("\n## ")
        .next()
        .and_then(|it| it.split_once("\n\n"));
    let (_, in_short) = in_short.expect("a heading, and what follows");
    assert!(
        readme.contains(in_short.trim_end()),
        "run: cargo xtask docs"
    );
}
