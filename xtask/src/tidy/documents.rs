//! Every document can be found by reading: from a README or the architecture, link by link.

use std::collections::BTreeSet;

use super::modules::joined;
use super::offence::Offence;
use super::tree::Tree;

/// Documents no link leads to.
pub fn unlinked(tree: &Tree) -> Vec<Offence> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<String> = roots(tree).collect();
    while let Some(path) = waiting.pop() {
        let Some(text) = tree.text(&path) else {
            continue;
        };
        if reached.insert(path.clone()) && path.ends_with(".md") {
            waiting.extend(
                links(&path, text)
                    .into_iter()
                    .flat_map(|link| link.meanings()),
            );
        }
    }
    let documents = tree.files().map(|(path, _)| path);
    let documents = documents.filter(|path| path.starts_with("docs/"));
    let lost = documents.filter(|path| !reached.contains(*path));
    let what = "no link leads here; link it from README.md or docs/architecture.md, or delete it";
    lost.map(|path| Offence::new(path, 1, what)).collect()
}

/// Links to files that are not there.
pub fn broken_links(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (path, text) in tree.files().filter(|(path, _)| path.ends_with(".md")) {
        for link in links(path, text) {
            let target = &link.target;
            let exists = tree.text(target).is_some() || tree.has_directory(target);
            if !exists && !target.is_empty() {
                let what = format!("the link to {target} leads nowhere; mend or remove it");
                offences.push(Offence::new(path, link.line, what));
            }
        }
    }
    offences
}

/// Where a reader starts.
fn roots(tree: &Tree) -> impl Iterator<Item = String> + '_ {
    let is_readme = |path: &str| path.starts_with("README") && path.ends_with(".md");
    let paths = tree.files().map(|(path, _)| path);
    let roots = paths.filter(move |path| is_readme(path) || *path == "docs/architecture.md");
    roots.map(str::to_owned)
}

/// A link inside the checkout.
struct Link {
    line: usize,
    target: String,
}

impl Link {
    /// The file itself, or the README of the directory.
    fn meanings(self) -> [String; 2] {
        let readme = format!("{}/README.md", self.target);
        [self.target, readme]
    }
}

/// The links of a Markdown text that stay inside the checkout: `](…)`, `[…]: …`, `src="…"` and
/// `href="…"`.
fn links(path: &str, text: &str) -> Vec<Link> {
    let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut links = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for target in targets(line) {
            let file = target.split(['#', '?']).next().unwrap_or_default();
            let leaves = target.contains("://") || target.starts_with("mailto:");
            if !file.is_empty() && !leaves {
                let from = if file.starts_with('/') { "" } else { directory };
                links.push(Link {
                    line: index + 1,
                    target: joined(from, file),
                });
            }
        }
    }
    links
}

/// What the links of one line say.
fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (opening, closing) in [
        ("](", &[')', ' '][..]),
        ("src=\"", &['"']),
        ("href=\"", &['"']),
    ] {
        let after = line.split(opening).skip(1);
        found.extend(after.filter_map(|rest| rest.split(closing).next()));
    }
    let reference = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "));
    found.extend(reference.and_then(|(_, target)| target.split_whitespace().next()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_nobody_links_is_lost() {
        let tree = Tree::of(&[
            (
                "README.md",
                "[a](docs/a.md#top) ![p](docs/p.png) [d](docs/decisions/)",
            ),
            ("docs/architecture.md", "[c]: errors.md"),
            (
                "docs/a.md",
                "<a href=\"b.md\">b</a>, [out](https://example.org/lost.md)",
            ),
            ("docs/b.md", ""),
            ("docs/errors.md", ""),
            ("docs/p.png", ""),
            ("docs/decisions/README.md", "[1](0001.md)"),
            ("docs/decisions/0001.md", ""),
            ("docs/lost.md", "[self](lost.md)"),
        ]);
        let lost = unlinked(&tree);
        assert_eq!(lost.len(), 1, "{lost:?}");
        assert_eq!(lost[0].path, "docs/lost.md");
    }

    #[test]
    fn a_link_to_nothing_is_broken() {
        let text =
            "[fine](b.md)\n[gone](../gone.md \"title\")\n[here](#part)\n[root](/docs/b.md)\n";
        let tree = Tree::of(&[("docs/a.md", text), ("docs/b.md", "")]);
        let broken = broken_links(&tree);
        assert_eq!(broken.len(), 1, "{broken:?}");
        assert_eq!(broken[0].line, 2);
        assert!(broken[0].what.contains("gone.md"));
    }
}
