//! The arrows between crates run one way (`docs/architecture.md`), and the domain stays pure.

use super::offence::Offence;
use super::tree::{Package, Tree};

/// Every crate with the crates it may use. There is no other edge.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("workbench", &["domain"]),
    ("sheets", &["domain"]),
    ("national", &["domain"]),
    ("store", &["domain"]),
    ("faults", &[]),
    ("desk", &["store", "sheets", "workbench", "domain"]),
    (
        "server",
        &["desk", "sheets", "workbench", "national", "domain"],
    ),
    (
        "cli",
        &[
            "server",
            "desk",
            "store",
            "national",
            "sheets",
            "workbench",
            "domain",
        ],
    ),
    (
        "bench",
        &[
            "cli",
            "server",
            "desk",
            "store",
            "national",
            "workbench",
            "domain",
        ],
    ),
];

/// All that the domain may depend on; schemars only describes its types to editors. What its tests
/// use is free.
const DOMAIN_DEPENDENCIES: [&str; 6] = ["jiff", "schemars", "serde", "strsim", "thiserror", "toml"];

/// The sections that end up in the product.
const PRODUCT_SECTIONS: [&str; 2] = ["dependencies", "build-dependencies"];

/// A crate uses one it may not, or has no place in the house.
pub fn wrong_edges(tree: &Tree) -> Vec<Offence> {
    let mut offences = Vec::new();
    for package in crates(tree) {
        let manifest = package.manifest_path();
        let Some((name, allowed)) = EDGES.iter().find(|(name, _)| *name == package.name()) else {
            let what = "this crate has no place in the house; give it one in \
                        xtask/src/tidy/edges.rs and docs/architecture.md, or make it a module";
            offences.push(Offence::new(&manifest, 1, what));
            continue;
        };
        for used in product_dependencies(&package) {
            let is_ours = EDGES.iter().any(|(name, _)| *name == used);
            if is_ours && !allowed.contains(&used.as_str()) {
                let line = tree.line_of_key(&manifest, &used);
                let what = format!("{name} may not use {used}; move what it needs down the arrows");
                offences.push(Offence::new(&manifest, line, what));
            }
        }
    }
    offences
}

/// Settling names the workbench: what a bill needs must not grow with what policy makers want.
/// Only publishing policy may, and pages and answers about policy.
pub fn settling_knows_no_workbench(tree: &Tree) -> Vec<Offence> {
    let settles = |path: &str| {
        let (desk, fsi) = ("crates/desk/src/", "crates/server/src/fsi");
        let publishes = path.starts_with("crates/desk/src/releases");
        (path.starts_with(desk) && !publishes) || path.starts_with(fsi)
    };
    let what = "settling a bill may not know the workbench; move what it needs into domain";
    let mut offences = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| settles(path)) {
        let tokens = source.outside_tests();
        let named = tokens.iter().find(|token| token.is_word("workbench"));
        offences.extend(named.map(|token| Offence::new(path, token.line, what)));
    }
    offences
}

/// The domain depends on something that could do I/O, or simply on more than it needs.
pub fn domain_stays_pure(tree: &Tree) -> Vec<Offence> {
    let domain = crates(tree).find(|package| package.name() == "domain");
    let Some(domain) = domain else {
        return Vec::new();
    };
    let manifest = domain.manifest_path();
    let used = product_dependencies(&domain).into_iter();
    let foreign = used.filter(|used| !DOMAIN_DEPENDENCIES.contains(&used.as_str()));
    let offence = |used: String| {
        let allowed = DOMAIN_DEPENDENCIES.join(", ");
        let line = tree.line_of_key(&manifest, &used);
        let what = format!("domain depends on {used}; it may use {allowed} and nothing else");
        Offence::new(&manifest, line, what)
    };
    foreign.map(offence).collect()
}

fn crates(tree: &Tree) -> impl Iterator<Item = Package> {
    let packages = tree.packages().into_iter();
    packages.filter(|package| package.directory.starts_with("crates/"))
}

/// The real names of the dependencies that ship, also those that were renamed.
fn product_dependencies(package: &Package) -> Vec<String> {
    let sections = PRODUCT_SECTIONS.into_iter();
    let dependencies = sections.flat_map(|section| package.dependencies(section));
    let real_name = |(key, value): (&String, &toml::Value)| {
        let renamed = value.get("package").and_then(toml::Value::as_str);
        renamed.map_or_else(|| key.clone(), str::to_owned)
    };
    dependencies.map(real_name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_that_runs_up_is_refused() {
        let tree = Tree::of(&[
            (
                "crates/desk/Cargo.toml",
                "[dependencies]\nstore.workspace = true\n",
            ),
            (
                "crates/store/Cargo.toml",
                "[dependencies]\ndomain.workspace = true\ndesk.workspace = true\n",
            ),
            (
                "crates/national/Cargo.toml",
                "[dev-dependencies]\ndesk = {}\n",
            ),
        ]);
        let offences = wrong_edges(&tree);
        assert_eq!(offences.len(), 1, "{offences:?}");
        assert_eq!(offences[0].path, "crates/store/Cargo.toml");
        assert_eq!(offences[0].line, 3);
        assert!(offences[0].what.starts_with("store may not use desk"));
    }

    #[test]
    fn a_renamed_dependency_is_still_that_crate() {
        let manifest = "[dependencies]\nrules = { package = \"server\" }\n";
        let tree = Tree::of(&[("crates/desk/Cargo.toml", manifest)]);
        assert_eq!(wrong_edges(&tree).len(), 1);
    }

    #[test]
    fn a_crate_without_a_place_is_refused() {
        let tree = Tree::of(&[("crates/common/Cargo.toml", "")]);
        assert!(wrong_edges(&tree)[0].what.contains("no place in the house"));
    }

    #[test]
    fn only_publishing_may_know_the_workbench() {
        let text = "use workbench::judge::judge;";
        let tree = Tree::of(&[
            ("crates/desk/src/price.rs", text),
            ("crates/desk/src/releases/draft.rs", text),
            ("crates/server/src/fsi/bills.rs", text),
            ("crates/server/src/pages/policies.rs", text),
        ]);
        let offences = settling_knows_no_workbench(&tree);
        let paths: Vec<&str> = offences.iter().map(|offence| &*offence.path).collect();
        assert_eq!(
            paths,
            ["crates/desk/src/price.rs", "crates/server/src/fsi/bills.rs"]
        );
    }

    #[test]
    fn the_domain_may_not_reach_out() {
        let manifest = "[dependencies]\njiff = \"1\"\ntokio = \"1\"\n\
                        [dev-dependencies]\nproptest = \"1\"\n";
        let tree = Tree::of(&[("crates/domain/Cargo.toml", manifest)]);
        let offences = domain_stays_pure(&tree);
        assert_eq!(offences.len(), 1, "{offences:?}");
        assert_eq!(offences[0].line, 3);
    }
}
