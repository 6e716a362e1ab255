//! What stands in a file that matters for who imports whom, in the order it is written.

use std::collections::BTreeSet;

use super::module::{Import, Path};
use crate::tidy::modules::declares_by_macro;
use crate::tidy::rust_source::Token;

/// One thing found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// `mod name;`
    File(String),
    /// A word that a macro of the file may make a module of: `mod $name;`
    Listed(String),
    /// `mod name {`
    Opens(String),
    /// The end of that.
    Closes,
    /// `macro_rules! name`
    Macro(String),
    /// `fn name`, `struct name` and their like.
    Defines(String),
    /// One name of a `use`.
    Import(Import),
    /// A path of two or more words.
    Path(Path),
    /// `name!(…)`
    Calls(Path),
    /// Any word of the code.
    Word(String),
}

const DEFINING: [&str; 8] = [
    "fn", "struct", "enum", "trait", "type", "const", "static", "union",
];

/// Everything found in these tokens.
pub fn scan(tokens: &[Token]) -> Vec<Found> {
    let mut scanner = Scanner {
        tokens,
        at: 0,
        depth: 0,
        open: vec![],
        found: vec![],
    };
    while scanner.at < tokens.len() {
        scanner.step();
    }
    let mut found = scanner.found;
    if declares_by_macro(tokens) {
        let words: BTreeSet<&str> = tokens.iter().filter_map(Token::word).collect();
        found.extend(words.into_iter().map(|word| Found::Listed(word.to_owned())));
    }
    found
}

struct Scanner<'t> {
    tokens: &'t [Token],
    at: usize,
    depth: usize,
    /// The depths inside the inline modules that are open.
    open: Vec<usize>,
    found: Vec<Found>,
}

impl Scanner<'_> {
    fn word(&self, distance: usize) -> Option<&str> {
        self.tokens.get(self.at + distance)?.word()
    }

    fn is_mark(&self, distance: usize, mark: char) -> bool {
        let token = self.tokens.get(self.at + distance);
        token.is_some_and(|token| token.is_mark(mark))
    }

    fn step(&mut self) {
        let token = &self.tokens[self.at];
        match self.word(0) {
            Some("use") if !self.is_mark(1, '<') => return self.import(),
            Some("mod") if self.word(1).is_some() => return self.module(),
            Some("macro_rules") if self.is_mark(1, '!') => {
                let name = self.word(2).unwrap_or_default().to_owned();
                self.found.push(Found::Macro(name));
                self.at += 3;
                return;
            }
            Some(word) => {
                let name = self.word(1).filter(|_| DEFINING.contains(&word));
                let name = name.map(str::to_owned);
                self.found.extend(name.map(Found::Defines));
                return self.path();
            }
            None if token.is_mark('{') => self.depth += 1,
            None if token.is_mark('}') => {
                if self.open.last() == Some(&self.depth) {
                    self.open.pop();
                    self.found.push(Found::Closes);
                }
                self.depth = self.depth.saturating_sub(1);
            }
            None => self.quoted_path(),
        }
        self.at += 1;
    }

    /// Attributes name functions in quotes: `#[serde(with = "crate::day")]`.
    fn quoted_path(&mut self) {
        let token = &self.tokens[self.at];
        let path = token.text().and_then(|text| text.strip_prefix("crate::"));
        if let Some(path) = path.filter(|path| path.starts_with(|c: char| c.is_alphabetic())) {
            let words = ["crate"].into_iter().chain(path.split("::"));
            let words = words.map(str::to_owned).collect();
            let line = token.line;
            self.found.push(Found::Path(Path { words, line }));
        }
    }

    fn module(&mut self) {
        let name = self.word(1).unwrap_or_default().to_owned();
        if self.is_mark(2, ';') {
            self.found.push(Found::File(name));
        } else if self.is_mark(2, '{') {
            self.depth += 1;
            self.open.push(self.depth);
            self.found.push(Found::Opens(name));
        }
        self.at += 3;
    }

    /// A path that starts here, or a single word.
    fn path(&mut self) {
        let line = self.tokens[self.at].line;
        let follows = self.at >= 1
            && (self.tokens[self.at - 1].is_mark('.')
                || (self.at >= 2 && self.tokens[self.at - 2..self.at].iter().all(is_colon)));
        let mut words = vec![];
        loop {
            let word = self.word(0).unwrap_or_default().to_owned();
            self.found.push(Found::Word(word.clone()));
            words.push(word);
            self.at += 1;
            let goes_on = self.is_mark(0, ':') && self.is_mark(1, ':') && self.word(2).is_some();
            if !goes_on {
                break;
            }
            self.at += 2;
        }
        let is_call = self.is_mark(0, '!') && !self.is_mark(1, '=');
        let path = Path { words, line };
        if is_call && path.words.len() == 1 {
            self.found.push(Found::Calls(path));
        } else if path.words.len() > 1 && !follows {
            self.found.push(Found::Path(path));
        }
    }

    fn import(&mut self) {
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before]);
        let is_handed_on = before.is_some_and(|t| t.is_word("pub") || t.is_mark(')'));
        self.at += 1;
        self.branch(&mut vec![], is_handed_on);
        self.at += 1;
    }

    /// One branch of the tree behind `use`, up to `,`, `}` or `;`.
    fn branch(&mut self, before: &mut Vec<String>, is_handed_on: bool) {
        let depth = before.len();
        while let Some(token) = self.tokens.get(self.at) {
            if let Some(word) = token.word() {
                if word == "as" {
                    let name = self.word(1).unwrap_or_default().to_owned();
                    self.push_import(before, Some(name), is_handed_on);
                    self.at += 2;
                    break;
                }
                before.push(word.to_owned());
                self.at += 1;
                let ends = self.is_mark(0, ',') || self.is_mark(0, '}') || self.is_mark(0, ';');
                if ends {
                    self.leaf(before, is_handed_on);
                    break;
                }
            } else if token.is_mark('*') {
                self.push_import(before, None, is_handed_on);
                self.at += 1;
                break;
            } else if token.is_mark('{') {
                self.at += 1;
                while self.at < self.tokens.len() && !self.is_mark(0, '}') {
                    self.branch(before, is_handed_on);
                    if self.is_mark(0, ',') {
                        self.at += 1;
                    }
                }
                self.at += 1;
                break;
            } else if token.is_mark(';') || token.is_mark('}') {
                break;
            } else {
                self.at += 1;
            }
        }
        before.truncate(depth);
    }

    fn leaf(&mut self, words: &[String], is_handed_on: bool) {
        let itself = words.len() > 1 && words.last().is_some_and(|word| word == "self");
        let words = &words[..words.len() - usize::from(itself)];
        self.push_import(words, words.last().cloned(), is_handed_on);
    }

    fn push_import(&mut self, words: &[String], name: Option<String>, is_handed_on: bool) {
        let line = self.tokens[self.at.min(self.tokens.len() - 1)].line;
        let itself = words.last().is_some_and(|word| word == "self") && words.len() > 1;
        let words = words[..words.len() - usize::from(itself)].to_vec();
        self.found.push(Found::Import(Import {
            name,
            path: Path { words, line },
            is_handed_on,
        }));
    }
}

fn is_colon(token: &Token) -> bool {
    token.is_mark(':')
}
