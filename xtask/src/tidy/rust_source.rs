//! A Rust file as tokens, read well enough for tidy: comments are dropped; strings, raw strings,
//! characters, lifetimes and numbers are told apart. It does not know the grammar; a file that does
//! not compile gives some tokens or other, and the compiler says the rest.

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An identifier or keyword.
    Word(String),
    /// A number as written.
    Number(String),
    /// A string literal's content as written, without quotes, escapes untouched.
    Text(String),
    /// Any other character that means something.
    Mark(char),
}

/// A token and the line it starts on, counted from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its line.
    pub line: usize,
}

impl Token {
    /// Whether this is that word.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(found) if found == word)
    }

    /// Whether this is that mark.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    /// Whether this opens a group: `(`, `[` or `{`.
    pub fn is_opening(&self) -> bool {
        matches!(self.kind, Kind::Mark('(' | '[' | '{'))
    }

    /// The word, if it is one.
    pub fn word(&self) -> Option<&str> {
        match &self.kind {
            Kind::Word(word) => Some(word),
            _ => None,
        }
    }

    /// The string's content, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// A Rust file.
pub struct RustSource {
    /// All its tokens.
    pub tokens: Vec<Token>,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The line of `fn`.
    pub line: usize,
    /// From `fn` to the closing brace.
    pub lines: usize,
}

impl RustSource {
    /// Reads a file.
    pub fn read(text: &str) -> RustSource {
        let mut reader = Reader::new(text);
        while reader.step() {}
        RustSource {
            tokens: reader.tokens,
        }
    }

    /// The tokens that are not inside an item marked `#[cfg(test)]`.
    pub fn outside_tests(&self) -> Vec<Token> {
        let mut kept = Vec::new();
        let mut index = 0;
        while index < self.tokens.len() {
            if is_test_attribute(&self.tokens[index..]) {
                index = self.end_of_item(index + TEST_ATTRIBUTE.len());
            } else {
                kept.push(self.tokens[index].clone());
                index += 1;
            }
        }
        kept
    }

    /// Every function that has a body, inner ones too.
    pub fn functions(&self) -> Vec<Function> {
        let pairs = self.tokens.windows(2).enumerate();
        let starts = pairs.filter(|(_, pair)| pair[0].is_word("fn"));
        let functions = starts.filter_map(|(index, pair)| {
            let name = pair[1].word()?.to_owned();
            let end = self.end_of_item(index).checked_sub(1)?;
            let has_body = self.tokens[end].is_mark('}');
            let (first, last) = (pair[0].line, self.tokens[end].line);
            has_body.then_some(Function {
                name,
                line: first,
                lines: last - first + 1,
            })
        });
        functions.collect()
    }

    /// The index after the item that starts here: after its body, or after its semicolon.
    fn end_of_item(&self, start: usize) -> usize {
        let mut inside = 0;
        let mut braces = 0;
        for (index, token) in self.tokens.iter().enumerate().skip(start) {
            match token.kind {
                Kind::Mark('(' | '[') => inside += 1,
                Kind::Mark(')' | ']') => inside -= 1,
                Kind::Mark('{') => braces += 1,
                Kind::Mark('}') => braces -= 1,
                Kind::Mark(';') => {}
                _ => continue,
            }
            let closes = token.is_mark('}') || token.is_mark(';');
            if closes && braces <= 0 && inside == 0 {
                return index + 1;
            }
        }
        self.tokens.len()
    }
}

const TEST_ATTRIBUTE: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn is_test_attribute(tokens: &[Token]) -> bool {
    let mut expected = TEST_ATTRIBUTE.iter();
    let mut tokens = tokens.iter();
    expected.all(|expected| {
        tokens.next().is_some_and(|token| match &token.kind {
            Kind::Word(word) => word == expected,
            Kind::Mark(mark) => expected.starts_with(*mark),
            _ => false,
        })
    })
}

struct Reader {
    characters: Vec<char>,
    at: usize,
    line: usize,
    tokens: Vec<Token>,
}

impl Reader {
    fn new(text: &str) -> Reader {
        Reader {
            characters: text.chars().collect(),
            at: 0,
            line: 1,
            tokens: Vec::new(),
        }
    }

    fn ahead(&self, distance: usize) -> char {
        let character = self.characters.get(self.at + distance);
        character.copied().unwrap_or('\0')
    }

    fn take(&mut self) -> char {
        let character = self.ahead(0);
        self.at += 1;
        if character == '\n' {
            self.line += 1;
        }
        character
    }

    fn ended(&self) -> bool {
        self.at >= self.characters.len()
    }

    fn take_while(&mut self, belongs: fn(char) -> bool) -> String {
        let mut taken = String::new();
        while !self.ended() && belongs(self.ahead(0)) {
            taken.push(self.take());
        }
        taken
    }

    fn push(&mut self, kind: Kind, line: usize) {
        self.tokens.push(Token { kind, line });
    }

    /// Reads one token or one stretch between tokens; false at the end.
    fn step(&mut self) -> bool {
        match (self.ahead(0), self.ahead(1)) {
            _ if self.ended() => return false,
            ('/', '/') => drop(self.take_while(|c| c != '\n')),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.character_or_lifetime(),
            (c, _) if c.is_ascii_digit() => self.number(),
            (c, _) if is_word_part(c) => self.word(),
            (c, _) if c.is_whitespace() => drop(self.take()),
            _ => {
                let line = self.line;
                let mark = self.take();
                self.push(Kind::Mark(mark), line);
            }
        }
        true
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while !self.ended() {
            match (self.ahead(0), self.ahead(1)) {
                ('/', '*') => depth += 1,
                ('*', '/') => depth -= 1,
                _ => {
                    self.take();
                    continue;
                }
            }
            self.take();
            self.take();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        let line = self.line;
        self.take();
        let mut content = String::new();
        while !self.ended() {
            match self.take() {
                '"' => break,
                '\\' => content.extend(['\\', self.take()]),
                other => content.push(other),
            }
        }
        self.push(Kind::Text(content), line);
    }

    fn raw_string(&mut self) {
        let line = self.line;
        let hashes = self.take_while(|c| c == '#');
        self.take();
        let end = format!("\"{hashes}");
        let mut content = String::new();
        while !self.ended() && !content.ends_with(&end) {
            content.push(self.take());
        }
        content.truncate(content.len().saturating_sub(end.len()));
        self.push(Kind::Text(content), line);
    }

    fn character_or_lifetime(&mut self) {
        self.take();
        if self.ahead(0) == '\\' {
            self.take();
            self.take();
            self.take_while(|c| c != '\'');
            self.take();
        } else if self.ahead(1) == '\'' {
            self.take();
            self.take();
        } else {
            self.take_while(is_word_part);
        }
    }

    fn number(&mut self) {
        let line = self.line;
        let is_tuple_index = self.tokens.last().is_some_and(|last| last.is_mark('.'));
        let mut number = self.take_while(is_word_part);
        let after_point = self.ahead(1);
        let ends_in_point = after_point != '.' && !is_word_part(after_point);
        let has_fraction = after_point.is_ascii_digit() || ends_in_point;
        if self.ahead(0) == '.' && has_fraction && !is_tuple_index {
            number.push(self.take());
            number += &self.take_while(is_word_part);
        }
        let signed_exponent = number.ends_with(['e', 'E']) && matches!(self.ahead(0), '+' | '-');
        if signed_exponent && !number.starts_with("0x") && self.ahead(1).is_ascii_digit() {
            number.push(self.take());
            number += &self.take_while(is_word_part);
        }
        self.push(Kind::Number(number), line);
    }

    /// A word, or the prefix of a literal: `b"…"`, `r#"…"#`, `b'…'`, `r#word`.
    fn word(&mut self) {
        let line = self.line;
        let word = self.take_while(is_word_part);
        match (word.as_str(), self.ahead(0)) {
            ("b" | "c", '"') => self.string(),
            ("b", '\'') => self.character_or_lifetime(),
            ("r", '#') if is_word_part(self.ahead(1)) => {
                self.take();
            }
            ("r" | "br" | "cr", '"' | '#') => self.raw_string(),
            _ => self.push(Kind::Word(word), line),
        }
    }
}

fn is_word_part(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests;
