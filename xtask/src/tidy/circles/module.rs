//! The modules of one crate as far as text tells: which file each stands in, what it defines, what
//! it imports, and every path its code names.

use std::collections::{BTreeMap, BTreeSet};

use super::scan::{Found, scan};
use crate::tidy::tree::Tree;

/// Number of a module within its crate.
pub type Id = usize;

/// One module: a file's own, or an inline one.
#[derive(Debug, Default)]
pub struct Module {
    /// The file it stands in.
    pub file: String,
    /// The module around it; its own number for the root.
    pub parent: Id,
    /// The modules inside it.
    pub children: BTreeMap<String, Id>,
    /// Those of them that a macro declares, from a list.
    pub listed: BTreeSet<String>,
    /// What it defines.
    pub defined: BTreeSet<String>,
    /// What it imports.
    pub imports: Vec<Import>,
    /// Paths of two or more words in its code.
    pub paths: Vec<Path>,
    /// Macros it calls.
    pub calls: Vec<Path>,
    /// Every word of its code outside `use`.
    pub words: BTreeSet<String>,
}

/// One name brought in by `use`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The name here; none for `*`.
    pub name: Option<String>,
    /// Where it comes from.
    pub path: Path,
    /// Whether it is handed on to others: `pub use`.
    pub is_handed_on: bool,
}

/// A path as written, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its words.
    pub words: Vec<String>,
    /// Where.
    pub line: usize,
}

/// A crate's modules, the root first.
pub struct Crate {
    /// All modules.
    pub modules: Vec<Module>,
    /// Which module defines a macro.
    pub macros: BTreeMap<String, Id>,
}

/// How far re-exports are followed; nobody hands a name on more often.
const HANDS: usize = 16;

impl Crate {
    /// Reads the crate whose root is this file.
    pub fn read(tree: &Tree, root: &str) -> Crate {
        let mut modules = Crate {
            modules: vec![Module {
                file: root.to_owned(),
                ..Module::default()
            }],
            macros: BTreeMap::new(),
        };
        let directory = root.rsplit_once('/').map_or("", |(directory, _)| directory);
        modules.read_file(tree, 0, directory);
        modules
    }

    fn read_file(&mut self, tree: &Tree, id: Id, children: &str) {
        let file = self.modules[id].file.clone();
        let Some(source) = tree.rust_file(&file) else {
            return;
        };
        // The modules around the place that is read, the innermost last.
        let mut around = vec![id];
        let mut below = vec![children.to_owned()];
        for found in scan(&source.outside_tests()) {
            let here = around[around.len() - 1];
            match found {
                Found::File(name) => {
                    let inside = format!("{}/{name}", below.join("/"));
                    let places = [format!("{inside}.rs"), format!("{inside}/mod.rs")];
                    let found = places.iter().find(|file| tree.rust_file(file).is_some());
                    if let Some(file) = found {
                        let child = self.child(here, &name, file);
                        self.read_file(tree, child, &inside);
                    }
                }
                Found::Listed(name) if self.modules[here].children.contains_key(&name) => {}
                Found::Listed(name) => {
                    let inside = format!("{}/{name}", below.join("/"));
                    let file = format!("{inside}.rs");
                    if tree.rust_file(&file).is_some() {
                        self.modules[here].listed.insert(name.clone());
                        let child = self.child(here, &name, &file);
                        self.read_file(tree, child, &inside);
                    }
                }
                Found::Opens(name) => {
                    around.push(self.child(here, &name, &file));
                    below.push(name);
                }
                Found::Closes => {
                    around.pop();
                    below.pop();
                }
                Found::Macro(name) => drop(self.macros.insert(name, here)),
                Found::Defines(name) => drop(self.modules[here].defined.insert(name)),
                Found::Import(import) => self.modules[here].imports.push(import),
                Found::Path(path) => self.modules[here].paths.push(path),
                Found::Calls(path) => self.modules[here].calls.push(path),
                Found::Word(word) => drop(self.modules[here].words.insert(word)),
            }
        }
    }

    fn child(&mut self, parent: Id, name: &str, file: &str) -> Id {
        let id = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            ..Module::default()
        });
        self.modules[parent].children.insert(name.to_owned(), id);
        id
    }

    /// The module that a path named here leads to: the one that defines its last item, re-exports
    /// followed, or the one that it names itself. None when it leads out of the crate.
    pub fn resolve(&self, here: Id, words: &[String]) -> Option<Target> {
        self.resolve_within(here, words, HANDS)
    }

    fn resolve_within(&self, here: Id, words: &[String], hands: usize) -> Option<Target> {
        let hands = hands.checked_sub(1)?;
        let (first, rest) = words.split_first()?;
        match first.as_str() {
            "crate" => self.descend(0, rest, hands),
            "self" => self.descend(here, rest, hands),
            "super" => {
                let parent = self.modules[here].parent;
                match rest.first().is_some_and(|word| word == "super") {
                    true => self.resolve_within(parent, rest, hands),
                    false => self.descend(parent, rest, hands),
                }
            }
            name => match self.modules[here].children.get(name) {
                Some(&child) => self.descend(child, rest, hands),
                None => self.imported(here, name, rest, hands)?,
            },
        }
    }

    fn descend(&self, from: Id, words: &[String], hands: usize) -> Option<Target> {
        let Some((first, rest)) = words.split_first() else {
            return Some(Target::Module(from));
        };
        if let Some(&child) = self.modules[from].children.get(first) {
            return self.descend(child, rest, hands);
        }
        let is_defined = self.modules[from].defined.contains(first);
        // A macro from elsewhere may be called like a function that is defined here.
        match self.imported(from, first, rest, hands) {
            Some(None) if is_defined => {}
            Some(found) => return found,
            None => {}
        }
        let by_star = || self.by_star(from, words, hands);
        match is_defined {
            true => Some(Target::Item(from)),
            false => by_star().or(Some(Target::Item(from))),
        }
    }

    /// What a `use` of that name leads to; the outer option is whether there is one.
    fn imported(
        &self,
        at: Id,
        name: &str,
        rest: &[String],
        hands: usize,
    ) -> Option<Option<Target>> {
        let mut imports = self.modules[at].imports.iter();
        let import = imports.find(|import| import.name.as_deref() == Some(name))?;
        let words = [&import.path.words, rest].concat();
        Some(self.resolve_within(at, &words, hands))
    }

    fn by_star(&self, at: Id, words: &[String], hands: usize) -> Option<Target> {
        let hands = hands.checked_sub(1)?;
        let stars = self.modules[at].imports.iter();
        let stars = stars.filter(|import| import.name.is_none() && import.is_handed_on);
        let mut found = stars.filter_map(|star| {
            let Target::Module(inner) = self.resolve_within(at, &star.path.words, hands)? else {
                return None;
            };
            let holds = self.modules[inner].defined.contains(&words[0]);
            let target = self.descend(inner, words, hands);
            target.filter(|target| holds || *target != Target::Item(inner))
        });
        found.next()
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item of that module.
    Item(Id),
    /// The module itself.
    Module(Id),
}
