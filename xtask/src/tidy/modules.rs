//! Every Rust file belongs to a crate: cargo finds it by itself, or a `mod` leads to it. A file
//! that nothing leads to compiles nowhere and misleads its reader.

use std::collections::BTreeSet;

use super::offence::Offence;
use super::rust_source::Token;
use super::tree::{Package, Tree};

/// Rust files nothing leads to.
pub fn dead_files(tree: &Tree) -> Vec<Offence> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<(String, bool)> = Vec::new();
    for package in tree.packages() {
        waiting.extend(roots(tree, &package).map(|path| (path, true)));
    }
    while let Some((path, is_root)) = waiting.pop() {
        let Some(source) = tree.rust_file(&path) else {
            continue;
        };
        if reached.insert(path.clone()) {
            let from = Origin::new(&path, is_root);
            waiting.extend(from.led_to(&source.tokens).map(|path| (path, false)));
        }
    }
    let all = tree.rust().map(|(path, _)| path);
    let dead = all.filter(|path| !reached.contains(*path));
    let what = "no `mod` leads to this file; declare it or delete it";
    dead.map(|path| Offence::new(path, 1, what)).collect()
}

/// The files of a crate that cargo finds by itself or by its manifest.
fn roots<'a>(tree: &'a Tree, package: &'a Package) -> impl Iterator<Item = String> + 'a {
    let inside = format!("{}/", package.directory);
    let files = tree.rust().map(|(path, _)| path.to_owned());
    files.filter(move |path| {
        let Some(rest) = path.strip_prefix(&inside) else {
            return false;
        };
        let found_by_cargo = match rest.split('/').collect::<Vec<_>>().as_slice() {
            ["build.rs"] | ["src", "lib.rs" | "main.rs"] => true,
            ["src", "bin", rest @ ..] | ["tests" | "examples" | "benches", rest @ ..] => {
                matches!(rest, [_] | [_, "main.rs"])
            }
            _ => false,
        };
        found_by_cargo || named_in_manifest(package, rest)
    })
}

fn named_in_manifest(package: &Package, path: &str) -> bool {
    let is_it = |target: &toml::Value| target.get("path").is_some_and(|p| p.as_str() == Some(path));
    let sections = ["lib", "bin", "test", "example", "bench"].into_iter();
    let mut targets = sections.filter_map(|section| package.manifest.get(section));
    targets
        .any(|target| is_it(target) || target.as_array().is_some_and(|all| all.iter().any(is_it)))
}

/// A file and where its `mod` lines look.
struct Origin {
    /// The directory the file lies in.
    directory: String,
    /// The directory of its child modules.
    children: String,
}

impl Origin {
    fn new(path: &str, is_root: bool) -> Origin {
        let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.trim_end_matches(".rs");
        let children = if is_root || stem == "mod" {
            directory.to_owned()
        } else {
            format!("{directory}/{stem}")
        };
        Origin {
            directory: directory.to_owned(),
            children,
        }
    }

    /// The files its `mod name;`, `#[path = "…"]` and `include!("…")` may mean.
    fn led_to(&self, tokens: &[Token]) -> impl Iterator<Item = String> {
        let mut paths = Vec::new();
        let mut inline = Inline::default();
        if declares_by_macro(tokens) {
            let words = tokens.iter().filter_map(Token::word);
            paths.extend(words.map(|word| format!("{}/{word}.rs", self.children)));
        }
        for (index, token) in tokens.iter().enumerate() {
            inline.pass(tokens, index);
            let after = |distance: usize| tokens.get(index + distance);
            let declares = token.is_word("mod") && after(2).is_some_and(|t| t.is_mark(';'));
            if let Some(name) = after(1).and_then(Token::word).filter(|_| declares) {
                let children = inline.below(&self.children);
                paths.push(format!("{children}/{name}.rs"));
                paths.push(format!("{children}/{name}/mod.rs"));
            }
            let named = match token.word() {
                Some("path") => after(2),
                Some("include") => after(3),
                _ => None,
            };
            if let Some(file) = named.and_then(Token::text) {
                paths.push(joined(&self.directory, file));
            }
        }
        paths.into_iter()
    }
}

/// Whether a macro of the file declares modules, `mod $name;`: then any word there may be one.
pub fn declares_by_macro(tokens: &[Token]) -> bool {
    let mut pairs = tokens.windows(2);
    pairs.any(|pair| pair[0].is_word("mod") && pair[1].is_mark('$'))
}

/// The inline modules (`mod name { … }`) around the place that is read.
#[derive(Default)]
struct Inline {
    depth: usize,
    open: Vec<(String, usize)>,
}

impl Inline {
    fn pass(&mut self, tokens: &[Token], index: usize) {
        if tokens[index].is_mark('{') {
            self.depth += 1;
            let name = index
                .checked_sub(1)
                .and_then(|before| tokens[before].word());
            let is_module = index >= 2 && tokens[index - 2].is_word("mod");
            if let Some(name) = name.filter(|_| is_module) {
                self.open.push((name.to_owned(), self.depth));
            }
        } else if tokens[index].is_mark('}') {
            self.open.retain(|(_, depth)| *depth < self.depth);
            self.depth = self.depth.saturating_sub(1);
        }
    }

    fn below(&self, directory: &str) -> String {
        let names = self.open.iter().map(|(name, _)| name.as_str());
        let parts: Vec<&str> = [directory].into_iter().chain(names).collect();
        parts.join("/")
    }
}

/// A path seen from a directory, with `..` resolved.
pub fn joined(directory: &str, path: &str) -> String {
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_mod_is_dead() {
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", "[[bin]]\npath = \"odd/start.rs\"\n"),
            (
                "crates/a/src/lib.rs",
                "pub mod bill; mod inner { mod deep; }",
            ),
            (
                "crates/a/src/bill.rs",
                "#[cfg(test)] mod tests; // mod dead;",
            ),
            ("crates/a/src/bill/tests.rs", ""),
            ("crates/a/src/inner/deep.rs", ""),
            ("crates/a/src/dead.rs", "mod also_dead;"),
            ("crates/a/src/also_dead.rs", ""),
            (
                "crates/a/odd/start.rs",
                "#[path = \"../x/y.rs\"] mod y; include!(\"z.rs\");",
            ),
            ("crates/a/x/y.rs", ""),
            ("crates/a/odd/z.rs", ""),
            ("crates/a/tests/story.rs", "mod stage;"),
            ("crates/a/tests/stage/mod.rs", "mod light;"),
            ("crates/a/tests/stage/light.rs", ""),
            ("crates/a/src/bin/tool.rs", ""),
            ("loose.rs", ""),
        ]);
        let dead = dead_files(&tree);
        let dead: Vec<&str> = dead.iter().map(|offence| &*offence.path).collect();
        let expected = [
            "crates/a/src/also_dead.rs",
            "crates/a/src/dead.rs",
            "loose.rs",
        ];
        assert_eq!(dead, expected);
    }

    #[test]
    fn a_macro_may_declare_the_modules_it_is_given() {
        let list = "macro_rules! tables { ($($m:ident),+) => { $(mod $m;)+ } } tables!(rate);";
        let tree = Tree::of(&[
            ("crates/a/Cargo.toml", ""),
            ("crates/a/src/lib.rs", "mod rules;"),
            ("crates/a/src/rules.rs", list),
            ("crates/a/src/rules/rate.rs", ""),
            ("crates/a/src/rules/dead.rs", ""),
        ]);
        let dead = dead_files(&tree);
        let dead: Vec<&str> = dead.iter().map(|offence| &*offence.path).collect();
        assert_eq!(dead, ["crates/a/src/rules/dead.rs"]);
    }

    #[test]
    fn paths_are_joined_as_the_compiler_joins_them() {
        assert_eq!(joined("a/b", "../c.md"), "a/c.md");
        assert_eq!(joined("", "./c.md"), "c.md");
    }
}
