//! Nothing in the project tells on which machine it was written or where its packages came from.

use super::offence::Offence;
use super::tree::Tree;

/// What must not appear, in two halves so that this file does not offend itself.
const FORBIDDEN: &[(&str, &str)] = &[
    ("/wo", "rk/"),
    (".lib", "rary/"),
    ("../sha", "red"),
    ("bash", "_jobs"),
    ("/tmp/", "t-"),
    ("/ho", "me/"),
    ("crates", ".io"),
    ("registry.npm", "js"),
    ("npmjs", ".com"),
    ("pypi", ".org"),
    ("python", "hosted.org"),
    ("proxy.go", "lang.org"),
    ("deb.debian", ".org"),
    ("ruby", "gems.org"),
];

/// The one place packages come from, as cargo writes it whatever mirror is used.
const INDEX: (&str, &str) = ("registry+https://github.com/rust-lang/crates", ".io-index");

const LOCK: &str = "Cargo.lock";

/// Machine paths and registry hosts.
pub fn forbidden_words(tree: &Tree) -> Vec<Offence> {
    let words: Vec<String> = FORBIDDEN.iter().map(|(a, b)| format!("{a}{b}")).collect();
    let mut offences = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| *path != LOCK) {
        for (index, line) in text.lines().enumerate() {
            for word in words.iter().filter(|word| stands_alone(line, word)) {
                let what = format!("«{word}» does not belong in the project; remove it");
                offences.push(Offence::new(path, index + 1, what));
            }
        }
    }
    offences
}

/// Whether a word stands in a line without being the end of a longer name, as in `network/`.
fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(index, _)| {
        let before = line[..index].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ')' | ']'))
    })
}

/// Packages in the lock file that come from anywhere but the public index.
pub fn foreign_sources(tree: &Tree) -> Vec<Offence> {
    let index = format!("source = \"{}{}\"", INDEX.0, INDEX.1);
    let lines = tree.text(LOCK).unwrap_or_default().lines().enumerate();
    let foreign = lines.filter(|(_, line)| line.starts_with("source = ") && *line != index);
    let what = "a package from somewhere else than the public index; use one published there";
    let offence = |(line, _)| Offence::new(LOCK, line + 1, what);
    foreign.map(offence).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_forbidden_word_is_found() {
        for (start, end) in FORBIDDEN {
            let text = format!("fine\nsee {start}{end} there\n");
            let tree = Tree::of(&[("docs/a.md", &text)]);
            let offences = forbidden_words(&tree);
            assert_eq!(offences.len(), 1, "{start}{end}");
            assert_eq!(offences[0].line, 2);
        }
    }

    #[test]
    fn longer_names_are_not_words() {
        for line in [
            "https://example.org/net".to_owned() + "work/a",
            "self.".to_owned() + "library",
        ] {
            let tree = Tree::of(&[("a.rs", &line)]);
            assert_eq!(forbidden_words(&tree), []);
        }
    }

    #[test]
    fn a_package_from_a_mirror_is_found() {
        let public = format!("source = \"{}{}\"\n", INDEX.0, INDEX.1);
        let text = format!("{public}source = \"sparse+https://mirror.example/\"\n");
        let offences = foreign_sources(&Tree::of(&[(LOCK, &text)]));
        assert_eq!(offences.len(), 1);
        assert_eq!(offences[0].line, 2);
    }
}
