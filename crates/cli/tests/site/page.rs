//! What is read off a page: where it leads, what people see of it, what it loads, what it lacks.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use crate::browser::Shown;

/// Words of the inside, one a line.
const INTERNAL: &str = include_str!("../words/internal.txt");

fn plain(text: &str) -> String {
    text.replace("&#38;", "&")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
}

/// The values of an attribute, wherever it stands.
pub fn values(page: &str, name: &str) -> Vec<String> {
    let begins = format!(" {name}=\"");
    let all = page.split(begins.as_str()).skip(1);
    all.map(|rest| plain(rest.split('"').next().unwrap_or_default()))
        .collect()
}

/// Every name on the page that an anchor may lead to.
pub fn ids(page: &str) -> BTreeSet<String> {
    values(page, "id").into_iter().collect()
}

/// Where an address leads from a page, if it leads to a page here.
pub fn resolved(from: &str, link: &str) -> Option<String> {
    let outside = ["tel:", "http:", "https:", "mailto:", "//"];
    if outside.iter().any(|begin| link.starts_with(begin)) {
        return None;
    }
    let bare = from.split('#').next().unwrap_or_default();
    let path = bare.split('?').next().unwrap_or_default();
    Some(match link.chars().next() {
        Some('/') => link.to_owned(),
        Some('#') => format!("{bare}{link}"),
        Some('?') => format!("{path}{link}"),
        _ => {
            let (folder, _) = path.rsplit_once('/').unwrap_or(("", ""));
            format!("{folder}/{link}")
        }
    })
}

/// What people see: the text of the main part, without code.
pub fn visible(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap_or_default();
    let main = main.split("</main>").next().unwrap_or_default();
    let mut text = String::new();
    let mut hidden = 0_u32;
    for piece in format!("<main{main}").split('<').skip(1) {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.split([' ', '\n']).next().unwrap_or_default();
        match name {
            "script" | "style" | "pre" | "code" => hidden += 1,
            "/script" | "/style" | "/pre" | "/code" => hidden = hidden.saturating_sub(1),
            _ => {}
        }
        if hidden == 0 {
            text.push_str(after);
            text.push(' ');
        }
    }
    plain(&text)
}

/// Words of the inside that people would read here.
pub fn internal(page: &str) -> Vec<&'static str> {
    let text = visible(page);
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    let stands = |word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
    };
    let words = INTERNAL.lines().map(str::trim);
    let words = words.filter(|word| !word.is_empty() && !word.starts_with('#'));
    words.filter(|word| stands(word)).collect()
}

/// What every page has, and this one lacks.
pub fn lacks(shown: &Shown) -> Vec<String> {
    let page = &shown.body;
    let mut lacks = Vec::new();
    let mut ask = |holds: bool, what: &str| {
        if !holds {
            lacks.push(what.to_owned());
        }
    };
    ask(page.matches("<h1").count() == 1, "not one h1");
    ask(page.matches("<html lang=\"").count() == 1, "no language");
    let title = page.split("<title>").nth(1);
    let title = title
        .and_then(|it| it.split('<').next())
        .unwrap_or_default();
    ask(
        title.ends_with("· 随行") && !title.starts_with(" ·"),
        "no title",
    );
    for (part, what) in [
        ("<a class=\"skip\"", "no way past the head"),
        ("<header class=\"top\"", "no head"),
        ("<nav class=\"words\"", "no parts of the site"),
        ("<nav class=\"bar4\"", "no bar for a phone"),
        ("<footer class=\"foot\"", "no foot"),
        ("<meta name=\"description\"", "no description"),
        ("<meta name=\"theme-color\"", "no colour for the browser"),
        ("rel=\"manifest\"", "no manifest"),
    ] {
        ask(page.contains(part), what);
    }
    // One part is marked as where one is, but on pages of none.
    let head = page
        .split("<nav class=\"words\"")
        .nth(1)
        .unwrap_or_default();
    let head = head.split("</nav>").next().unwrap_or_default();
    ask(head.matches("<a ").count() == 5, "not five parts");
    ask(
        head.matches("aria-current").count() <= 1,
        "two parts at once",
    );
    lacks
}

/// What has to come before the page is shown.
pub fn blocking(page: &str) -> Vec<String> {
    let tags = page
        .split('<')
        .skip(1)
        .filter_map(|it| it.split('>').next());
    let in_the_way = |tag: &&str| {
        tag.starts_with("link rel=\"stylesheet\"") && !tag.contains("media=\"print\"")
            || tag.starts_with("script src") && !tag.contains(" defer")
    };
    tags.filter(in_the_way).map(str::to_owned).collect()
}

/// Files of ours that the page loads at once: not the icon of a home screen, nor what only paper
/// needs.
pub fn assets(page: &str) -> BTreeSet<String> {
    let tags = page
        .split('<')
        .skip(1)
        .filter_map(|it| it.split('>').next());
    let tags =
        tags.filter(|tag| !tag.contains("apple-touch-icon") && !tag.contains("\"manifest\""));
    let found = tags.flat_map(|tag| {
        let tag = format!("{tag} ");
        [values(&tag, "href"), values(&tag, "src")].concat()
    });
    let found = found.filter(|it| it.starts_with("/assets/"));
    found
        .map(|it| it.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// Asks as a browser does, for packed answers, and counts what comes over the wire.
pub struct Wire {
    address: SocketAddr,
    /// What the browser says of languages.
    pub likes: String,
}

impl Wire {
    pub fn new(address: SocketAddr) -> Wire {
        Wire {
            address,
            likes: String::new(),
        }
    }

    fn ask(&self, path: &str, accepts: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html\r\n\
             Accept-Encoding: {accepts}\r\nAccept-Language: {}\r\n\r\n",
            self.address, self.likes
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        answer
    }

    /// The page, and how many bytes it is when packed.
    pub fn get(&mut self, path: &str) -> (String, usize) {
        let packed = self.ask(path, "gzip").len();
        let answer = self.ask(path, "identity");
        (String::from_utf8_lossy(&answer).into_owned(), packed)
    }
}
