//! `cargo xtask tidy`: the rules of the house that compilers do not check. It reads the checkout
//! once and prints every offence as `file:line: what is wrong; what to do`.
//!
//! Each rule is a pure function from the tree to its offences, so that each has a test with a
//! snippet that provokes it.

mod dependencies;
mod documents;
mod edges;
mod identity;
mod leaks;
mod modules;
mod rust_source;
mod sizes;
mod tree;
mod words;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use tree::Tree;

/// One place that breaks a rule, with what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Offence {
    path: String,
    line: usize,
    what: String,
}

impl Offence {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Offence {
        Offence {
            path: path.to_owned(),
            line,
            what: what.into(),
        }
    }
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

type Rule = fn(&Tree) -> Vec<Offence>;

const RULES: &[Rule] = &[
    edges::wrong_edges,
    edges::domain_stays_pure,
    sizes::long_files,
    sizes::long_functions,
    sizes::long_lines,
    words::floats,
    words::panics,
    words::ignored_tests,
    words::sql_outside_store,
    words::wire_outside_national,
    modules::dead_files,
    documents::unlinked,
    documents::broken_links,
    dependencies::undocumented,
    dependencies::outside_the_workspace,
    dependencies::unused,
    leaks::forbidden_words,
    leaks::foreign_sources,
    identity::possible_people,
];

/// Checks the checkout and fails when anything is out of order.
pub fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut offences: Vec<Offence> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    offences.sort();
    offences.dedup();
    for offence in &offences {
        println!("{offence}");
    }
    if !offences.is_empty() {
        bail!("{} offences; {} files read", offences.len(), tree.len());
    }
    println!("tidy: {} files in order", tree.len());
    Ok(())
}
