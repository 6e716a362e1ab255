//! `cargo xtask tidy`: the rules of the house that compilers do not check. It reads the checkout
//! once and prints every offence as `file:line: what is wrong; what to do`.
//!
//! Each rule is a pure function from the tree to its offences, so that each has a test with a
//! snippet that provokes it.

mod circles;
mod dependencies;
mod documents;
mod edges;
mod identity;
mod leaks;
mod modules;
mod names;
mod offence;
mod punctuation;
mod rust_source;
mod sizes;
pub mod tree;
mod words;

use std::path::Path;

use anyhow::{Result, bail};

use offence::Offence;
use tree::Tree;

type Rule = fn(&Tree) -> Vec<Offence>;

const RULES: &[Rule] = &[
    edges::wrong_edges,
    edges::domain_stays_pure,
    circles::large_circles,
    edges::settling_knows_no_workbench,
    sizes::long_files,
    sizes::long_functions,
    sizes::long_lines,
    words::floats,
    words::panics,
    words::ignored_tests,
    words::examples_that_do_not_run,
    words::sql_outside_store,
    words::wire_outside_national,
    modules::dead_files,
    names::two_types_of_one_name,
    punctuation::half_width_punctuation,
    documents::unlinked,
    documents::broken_links,
    dependencies::undocumented,
    dependencies::outside_the_workspace,
    dependencies::unused,
    leaks::forbidden_words,
    leaks::foreign_sources,
    identity::possible_people,
];

/// Prints every circle that is too large, also those that are still on the list of known ones.
pub fn print_circles(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let all = circles::all(&tree);
    all.iter().for_each(|circle| println!("{circle}\n"));
    println!("tidy: {} circles that are too large", all.len());
    Ok(())
}

/// Puts right what can be put right without thinking, below these places or everywhere.
pub fn fix(root: &Path, places: &[&str]) -> Result<()> {
    for (path, text) in punctuation::fixed(&Tree::read(root)?, places) {
        println!("{path}");
        std::fs::write(root.join(path), text)?;
    }
    Ok(())
}

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
