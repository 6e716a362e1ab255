//! Circles of imports inside a crate: files none of which can be read, or moved, without the rest.
//!
//! A node is a file. A file points at another when its code names something that the other
//! defines: through `use`, through a path, or by calling its macro. Names that are handed on by
//! `pub use` are followed to the file that defines them, so a facade that only declares and
//! re-exports modules is part of no circle: `mod x;` and `pub use x::Item;` alone are no edge, for
//! nothing has to be read to understand them. A list that declares its modules by a macro
//! (`mod $name;`) is such a facade too: to name a table in the list of tables is no edge. A parent
//! that *uses* what its child defines points at the child, and a child that uses what its parent
//! defines points back: together they are a circle like any other, because neither can be read
//! first. Tests do not count; they may use whatever they test.
//!
//! Three files may know one another. More are refused.

mod module;
mod scan;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::offence::Offence;
use super::tree::{Tree, is_test_file};
use module::{Crate, Target};

/// As many files may import one another.
const FILES_MAX: usize = 3;

/// Files that import one another.
pub struct Circle {
    /// The crate.
    name: String,
    /// The files.
    files: BTreeSet<String>,
    /// Who names what, and on which line.
    edges: Vec<(String, usize, String)>,
}

impl fmt::Display for Circle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<&str> = self.files.iter().map(String::as_str).collect();
        writeln!(
            f,
            "{}: {} files: {}",
            self.name,
            files.len(),
            files.join(" ")
        )?;
        let edges = self.edges.iter();
        let edges = edges.map(|(from, line, to)| format!("    {from}:{line} → {to}"));
        write!(f, "{}", edges.collect::<Vec<_>>().join("\n"))
    }
}

/// Files that point at one another in a circle of more than three.
pub fn large_circles(tree: &Tree) -> Vec<Offence> {
    all(tree).iter().map(Circle::offence).collect()
}

impl Circle {
    fn offence(&self) -> Offence {
        let first = self.files.first().expect("a circle has files");
        let what = format!(
            "these files import one another; move what they share below them, or merge them\n{self}"
        );
        Offence::new(first, 1, what)
    }
}

/// Every circle that is too large, by crate.
pub fn all(tree: &Tree) -> Vec<Circle> {
    let roots = roots(tree).into_iter();
    roots
        .flat_map(|root| Graph::read(tree, &root).circles())
        .collect()
}

/// The root files of the crates and of xtask.
fn roots(tree: &Tree) -> Vec<String> {
    let of = |directory: String| {
        let names = ["src/lib.rs", "src/main.rs"].map(|name| format!("{directory}/{name}"));
        names
            .into_iter()
            .filter(|file| tree.rust_file(file).is_some())
    };
    let packages = tree.packages().into_iter();
    packages.flat_map(|package| of(package.directory)).collect()
}

/// Which file of a crate points at which.
struct Graph {
    name: String,
    edges: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Graph {
    fn read(tree: &Tree, root: &str) -> Graph {
        let modules = Crate::read(tree, root);
        let mut graph = Graph {
            name: root.rsplit('/').nth(2).unwrap_or_default().to_owned(),
            edges: BTreeMap::new(),
        };
        for here in 0..modules.modules.len() {
            graph.add_module(&modules, here);
        }
        graph
    }

    fn add_module(&mut self, modules: &Crate, here: usize) {
        let module = &modules.modules[here];
        self.edges.entry(module.file.clone()).or_default();
        for import in &module.imports {
            let name = import.name.as_ref();
            let is_used = name.is_some_and(|name| module.words.contains(name));
            let target = match modules.resolve(here, &import.path.words) {
                // A module alone says nothing; the paths through it do.
                Some(Target::Module(_)) if name.is_some() => continue,
                Some(Target::Module(to) | Target::Item(to)) => to,
                None => continue,
            };
            if is_used || !import.is_handed_on {
                self.add(modules, (here, import.path.line), target);
            }
        }
        for path in module
            .paths
            .iter()
            .filter(|path| !module.listed.contains(&path.words[0]))
        {
            if let Some(Target::Module(to) | Target::Item(to)) = modules.resolve(here, &path.words)
            {
                self.add(modules, (here, path.line), to);
            }
        }
        for call in &module.calls {
            if let Some(&to) = modules.macros.get(&call.words[0]) {
                self.add(modules, (here, call.line), to);
            }
        }
    }

    fn add(&mut self, modules: &Crate, (from, line): (usize, usize), to: usize) {
        let file = |id: usize| &modules.modules[id].file;
        let (from, to) = (file(from), file(to));
        if from != to && !is_test_file(from) && !is_test_file(to) {
            let edges = self.edges.entry(from.clone()).or_default();
            edges.entry(to.clone()).or_insert(line);
        }
    }

    fn from<'g>(&'g self, file: &str) -> impl Iterator<Item = &'g str> {
        let edges = self.edges.get(file).into_iter();
        edges.flat_map(|edges| edges.keys().map(String::as_str))
    }

    /// Everything that can be reached from a file, itself only in a circle.
    fn reach<'g>(&'g self, file: &'g str) -> BTreeSet<&'g str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = self.from(file).collect();
        while let Some(next) = waiting.pop() {
            if reached.insert(next) {
                waiting.extend(self.from(next));
            }
        }
        reached
    }

    /// The files that reach one another. A crate has a few hundred, so the plain way is quick.
    fn circles(&self) -> Vec<Circle> {
        let files = self.edges.keys().map(String::as_str);
        let reach: BTreeMap<&str, BTreeSet<&str>> =
            files.map(|file| (file, self.reach(file))).collect();
        let mut circles = Vec::new();
        let mut placed: BTreeSet<&str> = BTreeSet::new();
        for (&file, reached) in &reach {
            let back = reached.iter().filter(|other| reach[**other].contains(file));
            let together: BTreeSet<&str> = back.copied().collect();
            if together.len() > FILES_MAX && placed.is_disjoint(&together) {
                placed.extend(&together);
                circles.push(self.circle(&together));
            }
        }
        circles
    }

    fn circle(&self, together: &BTreeSet<&str>) -> Circle {
        let inside = self
            .edges
            .iter()
            .filter(|(from, _)| together.contains(from.as_str()));
        let edges = inside.flat_map(|(from, edges)| {
            let inner = edges
                .iter()
                .filter(|(to, _)| together.contains(to.as_str()));
            inner.map(|(to, &line)| (from.clone(), line, to.clone()))
        });
        Circle {
            name: self.name.clone(),
            edges: edges.collect(),
            files: together.iter().map(|file| (*file).to_owned()).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
