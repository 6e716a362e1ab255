//! Every dependency is declared once, with one line of reason, and used.

use std::collections::BTreeSet;

use super::offence::Offence;
use super::tree::{Package, Tree};

const ROOT: &str = "Cargo.toml";
const REASONS: &str = "docs/dependencies.md";
const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// A dependency without a reason, or a reason without its dependency.
pub fn undocumented(tree: &Tree) -> Vec<Offence> {
    let declared = declared(tree);
    let documented = documented(tree);
    let mut offences = Vec::new();
    for name in declared.difference(&documented) {
        let what = format!("{name} has no line in {REASONS}; say why we need it");
        offences.push(Offence::new(ROOT, tree.line_of_key(ROOT, name), what));
    }
    for name in documented.difference(&declared) {
        let line = tree.line_of_key(REASONS, &format!("| `{name}`"));
        let what = format!("{name} is not in [workspace.dependencies]; remove its line");
        offences.push(Offence::new(REASONS, line, what));
    }
    offences
}

/// A crate that declares a version of its own, past the shared list.
pub fn outside_the_workspace(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for package in tree.packages() {
        let manifest = package.manifest_path();
        for (name, value) in all_dependencies(&package) {
            if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                let line = tree.line_of_key(&manifest, name);
                let what = format!("{name} has its own version; write {name}.workspace = true");
                offences.push(Offence::new(&manifest, line, what));
            }
        }
    }
    offences
}

/// A dependency no source file names, or one no crate asks for.
pub fn unused(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    let mut asked_for = BTreeSet::new();
    for package in tree.packages() {
        let manifest = package.manifest_path();
        let words = words_of(tree, &package.directory);
        for (name, _) in all_dependencies(&package) {
            asked_for.insert(name.clone());
            // A crate may ask for itself, to turn a feature on for its own tests.
            let is_itself = name == package.name();
            if !is_itself && !words.contains(name.replace('-', "_").as_str()) {
                let line = tree.line_of_key(&manifest, name);
                let what = format!("{name} is never named in this crate; remove it");
                offences.push(Offence::new(&manifest, line, what));
            }
        }
    }
    for name in declared(tree).difference(&asked_for) {
        let what = format!("no crate asks for {name}; remove it here and in {REASONS}");
        offences.push(Offence::new(ROOT, tree.line_of_key(ROOT, name), what));
    }
    offences
}

fn all_dependencies(package: &Package) -> impl Iterator<Item = (&String, &toml::Value)> {
    let sections = SECTIONS.into_iter();
    sections.flat_map(|section| package.dependencies(section))
}

/// The outside crates of `[workspace.dependencies]`; our own are told by their path.
fn declared(tree: &Tree) -> BTreeSet<String> {
    let root: toml::Table = tree
        .text(ROOT)
        .unwrap_or_default()
        .parse()
        .unwrap_or_default();
    let workspace = root.get("workspace");
    let dependencies = workspace.and_then(|workspace| workspace.get("dependencies"));
    let table = dependencies.and_then(toml::Value::as_table);
    let outside = table.into_iter().flatten();
    let outside = outside.filter(|(_, value)| value.get("path").is_none());
    outside.map(|(name, _)| name.clone()).collect()
}

/// The names in the first column of the table of reasons.
fn documented(tree: &Tree) -> BTreeSet<String> {
    let lines = tree.text(REASONS).unwrap_or_default().lines();
    let rows = lines.filter_map(|line| line.strip_prefix("| `"));
    let names = rows.filter_map(|rest| rest.split_once('`'));
    names.map(|(name, _)| name.to_owned()).collect()
}

fn words_of<'a>(tree: &'a Tree, directory: &str) -> BTreeSet<&'a str> {
    let inside = format!("{directory}/");
    let sources = tree.rust().filter(|(path, _)| path.starts_with(&inside));
    let tokens = sources.flat_map(|(_, source)| &source.tokens);
    tokens.filter_map(|token| token.word()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
[workspace.dependencies]
domain = { path = \"crates/domain\" }
jiff = \"0.2\"
aes-gcm = \"0.11\"
";

    #[test]
    fn reasons_and_dependencies_match_both_ways() {
        let reasons = "| crate | why |\n|---|---|\n| `jiff` | dates |\n| `chrono` | gone |\n";
        let tree = Tree::of(&[(ROOT, MANIFEST), (REASONS, reasons)]);
        let offences = undocumented(&tree);
        assert_eq!(offences.len(), 2, "{offences:?}");
        assert!(offences[0].what.starts_with("aes-gcm has no line"));
        assert_eq!(offences[0].line, 4);
        assert!(offences[1].what.starts_with("chrono is not in"));
        assert_eq!(offences[1].line, 4);
    }

    #[test]
    fn a_version_beside_the_shared_list_is_refused() {
        let manifest = "[dependencies]\njiff.workspace = true\n[dev-dependencies]\nrand = \"1\"\n";
        let tree = Tree::of(&[("crates/desk/Cargo.toml", manifest)]);
        let offences = outside_the_workspace(&tree);
        assert_eq!(offences.len(), 1, "{offences:?}");
        assert_eq!(offences[0].line, 4);
    }

    #[test]
    fn what_nobody_names_is_unused() {
        let manifest = "[dependencies]\njiff = {}\naes-gcm = {}\ntoml = {}\ndesk = {}\n";
        let tree = Tree::of(&[
            (
                ROOT,
                "[workspace.dependencies]\njiff = \"1\"\ncsv = \"1\"\n",
            ),
            ("crates/desk/Cargo.toml", manifest),
            (
                "crates/desk/src/lib.rs",
                "use aes_gcm::Aes; // jiff\nuse jiff::Date;",
            ),
        ]);
        let offences = unused(&tree);
        assert_eq!(offences.len(), 2, "{offences:?}");
        assert!(offences[0].what.starts_with("toml is never named"));
        assert!(offences[1].what.starts_with("no crate asks for csv"));
    }
}
