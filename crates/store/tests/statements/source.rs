//! Reads the statements out of the sources of the store: every text that begins as one does,
//! together with what `concat!`, `format!` and the macros of columns make of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

/// What the sources say.
#[derive(Default)]
pub struct Sources {
    files: Vec<(String, Vec<Token>)>,
    columns: BTreeMap<String, String>,
}

/// The functions of a transaction that take a statement.
const CALLS: [&str; 7] = [
    "execute", "later", "query", "find", "one", "insert", "among",
];

/// What else a statement is called: made for each table, and listed with the tables; or a text of a
/// list in the same file.
const LISTED: [(&str, &str); 5] = [
    ("rows.rs", "between"),
    ("rows.rs", "all_after"),
    ("rows.rs", "table"),
    ("verify/once.rs", "single"),
    ("verify/once.rs", "rows"),
];

impl Sources {
    /// The files of the store that hold statements; how it speaks to its engines is not among them,
    /// nor what passes every row of every table, in statements made from the tables themselves.
    pub fn read() -> Sources {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut sources = Sources::default();
        let mut paths: Vec<_> = walk(&folder);
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(&folder).unwrap().display().to_string();
            // What copies, keeps and seals anew whole databases makes its statements for any table.
            let apart = [
                "testing",
                "grid",
                "keep",
                "ship",
                "postgres/",
                "wire.rs",
                "migrate",
                "tx.rs",
            ];
            if apart.iter().any(|apart| name.starts_with(apart)) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let product = text.split("#[cfg(test)]").next().unwrap();
            sources.add(name, tokens(product));
        }
        sources
    }

    fn add(&mut self, name: String, tokens: Vec<Token>) {
        for (at, token) in tokens.iter().enumerate() {
            if let (Token::Word(word), Some(Token::Word(macro_name))) = (token, tokens.get(at + 2))
                && word == "macro_rules"
            {
                let body = tokens[at..].iter().find_map(|token| match token {
                    Token::Text(text) => Some(text.clone()),
                    _ => None,
                });
                self.columns
                    .extend(body.map(|body| (macro_name.clone(), body)));
            }
        }
        self.files.push((name, tokens));
    }

    /// File and text of every statement.
    pub fn statements(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (file, tokens) in &self.files {
            let mut at = 0;
            while at < tokens.len() {
                let (text, next) = self.text_at(tokens, at);
                at = next;
                if let Some(text) = text.filter(|text| is_statement(text)) {
                    found.push((file.clone(), text));
                }
            }
        }
        found
    }

    /// The text that begins here, if one does, and where to go on.
    fn text_at(&self, tokens: &[Token], at: usize) -> (Option<String>, usize) {
        let word = |at: usize| match tokens.get(at) {
            Some(Token::Word(word)) => word.as_str(),
            _ => "",
        };
        match &tokens[at] {
            Token::Word(name) if name == "concat" => {
                let end = closing(tokens, at + 2);
                // What a macro fills in is listed where it is made.
                if tokens[at..end].contains(&Token::Mark('$')) {
                    return (None, end);
                }
                let parts = tokens[at + 2..end].iter().filter_map(|token| match token {
                    Token::Text(text) => Some(text.as_str()),
                    Token::Word(name) => self.columns.get(name).map(String::as_str),
                    Token::Mark(_) => None,
                });
                (Some(parts.collect()), end)
            }
            Token::Word(name) if name == "format" => {
                let Some(Token::Text(text)) = tokens.get(at + 3) else {
                    return (None, at + 1);
                };
                (Some(filled(text, tokens)), at + 4)
            }
            // Not the type itself, but rows of it: `Insert { into: "…", width: 3, then: "…" }`.
            Token::Word(name)
                if name == "Insert"
                    && word(at + 2) == "into"
                    && tokens.get(at + 3) == Some(&Token::Mark(':')) =>
            {
                let end = closing(tokens, at + 1);
                (Some(insert(&tokens[at..end])), end)
            }
            // A column among texts: `Among { select: …, before: 2 }`.
            Token::Word(name) if name == "Among" && word(at + 2) == "select" => {
                let (select, _) = self.text_at(tokens, at + 4);
                let end = closing(tokens, at + 1);
                (select.map(|select| among(&select, &tokens[at..end])), end)
            }
            Token::Text(text) => (Some(text.clone()), at + 1),
            _ => (None, at + 1),
        }
    }

    /// Calls whose statement is neither a text nor a constant, by file.
    pub fn unreadable_calls(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (file, tokens) in &self.files {
            for (at, window) in tokens.windows(4).enumerate() {
                let [
                    Token::Word(tx),
                    Token::Mark('.'),
                    Token::Word(call),
                    Token::Mark('('),
                ] = window
                else {
                    continue;
                };
                if tx != "tx" || !CALLS.contains(&call.as_str()) {
                    continue;
                }
                let mut first = tokens[at + 4..].iter();
                let said = first.find(|token| **token != Token::Mark('&'));
                let is_known = match said {
                    Some(Token::Text(_)) => true,
                    Some(Token::Word(name)) => {
                        let is_constant = name.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                        let is_listed = LISTED.contains(&(file.as_str(), name.as_str()));
                        is_listed
                            || is_constant
                            || ["sql", "format", "write", "concat"].contains(&&**name)
                    }
                    _ => false,
                };
                if !is_known {
                    found.push(format!("{file}: tx.{call}({said:?} …)"));
                }
            }
        }
        found
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let inside = |path: std::path::PathBuf| match path.is_dir() {
        true => walk(&path),
        false => vec![path],
    };
    entries.flat_map(inside).collect()
}

fn is_statement(text: &str) -> bool {
    let verbs = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    verbs.iter().any(|verb| text.starts_with(verb))
}

/// Where what opens here is closed.
fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('(' | '{' | '[') => depth += 1,
            Token::Mark(')' | '}' | ']') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    tokens.len()
}

/// `{NAME}` with the constant of the same file.
fn filled(text: &str, tokens: &[Token]) -> String {
    let mut text = text.to_owned();
    for (at, token) in tokens.iter().enumerate() {
        if let (Token::Word(word), Some(Token::Word(name))) = (token, tokens.get(at + 1))
            && word == "const"
            && let Some(Token::Text(content)) = tokens.get(at + 6)
        {
            text = text.replace(&format!("{{{name}}}"), content);
        }
    }
    text
}

/// What stands after a key of rows or lists of a type.
fn after(tokens: &[Token], key: &str) -> String {
    let mut all = tokens.iter();
    let at = all.position(|token| *token == Token::Word(key.to_owned()));
    match at.and_then(|at| tokens.get(at + 2)) {
        Some(Token::Text(text) | Token::Word(text)) => text.clone(),
        other => panic!("{key} of it is {other:?}"),
    }
}

/// One row of a multi-row insert.
fn insert(tokens: &[Token]) -> String {
    let width: usize = after(tokens, "width").parse().unwrap();
    let values: Vec<String> = (1..=width).map(|at| format!("${at}")).collect();
    let (into, then) = (after(tokens, "into"), after(tokens, "then"));
    let text = format!("INSERT INTO {into} VALUES ({}) {then}", values.join(", "));
    text.trim_end().to_owned()
}

/// Two texts of a list of them.
fn among(select: &str, tokens: &[Token]) -> String {
    let before: usize = after(tokens, "before").parse().unwrap();
    format!("{select} IN (${}, ${})", before + 1, before + 2)
}

fn tokens(source: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '/' if rest.starts_with("//") => rest.split_once('\n').map_or("", |(_, rest)| rest),
            '"' => {
                let (text, after) = text(&rest[1..]);
                tokens.push(Token::Text(text));
                after
            }
            // A character or a lifetime; neither is of interest, but a quote in one is.
            '\'' if rest.starts_with("'\"'") => &rest[3..],
            '\'' if rest.starts_with("'\\'") => &rest[4..],
            c if c.is_alphanumeric() || c == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
                let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
                tokens.push(Token::Word(word.to_owned()));
                after
            }
            c if c.is_whitespace() => &rest[c.len_utf8()..],
            c => {
                tokens.push(Token::Mark(c));
                &rest[c.len_utf8()..]
            }
        };
    }
    tokens
}

/// A text up to its end, and what follows.
fn text(source: &str) -> (String, &str) {
    let mut text = String::new();
    let mut rest = source;
    loop {
        let mut characters = rest.chars();
        let first = characters.next().expect("a text ends");
        rest = characters.as_str();
        match first {
            '"' => return (text, rest),
            '\\' => {
                let escaped = characters.next().expect("something is escaped");
                rest = characters.as_str();
                match escaped {
                    '\n' => rest = rest.trim_start(),
                    'n' => text.push('\n'),
                    other => text.push(other),
                }
            }
            other => text.push(other),
        }
    }
}
