//! A browser that goes from one server to another and back: cookies by host, redirects, forms with
//! their token. All servers here are this machine's, told apart by nothing but their ports, so
//! cookies go to all of them, as they do in a browser.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

/// One browser.
#[derive(Default)]
pub struct Visitor {
    cookies: BTreeMap<String, String>,
    /// The token of the last form.
    token: String,
    /// Everything it asked for.
    pub history: Vec<String>,
}

/// What it was shown at last.
#[derive(Clone, Debug, Default)]
pub struct Visited {
    pub url: String,
    pub status: u16,
    pub body: String,
    /// What was kept in the browser with it.
    pub set: String,
    location: Option<String>,
}

impl Visitor {
    pub fn keep(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), encoded(value));
    }

    pub fn cookie(&self, name: &str) -> String {
        self.cookies.get(name).cloned().unwrap_or_default()
    }

    /// Goes there, and wherever it is led.
    pub fn get(&mut self, url: &str) -> Visited {
        let visited = self.send(("GET", url), "");
        self.follow(visited, None)
    }

    /// Goes there, and stops before it would ask for an address with this in it.
    pub fn get_until(&mut self, url: &str, before: &str) -> String {
        let visited = self.send(("GET", url), "");
        let last = self.follow(visited, Some(before));
        last.location.expect("it is led on")
    }

    pub fn post(&mut self, url: &str, fields: &[(&str, &str)]) -> Visited {
        let mut body = format!("token={}", self.token);
        for (name, value) in fields {
            body += &format!("&{name}={}", encoded(value));
        }
        let visited = self.send(("POST", url), &body);
        self.follow(visited, None)
    }

    fn follow(&mut self, mut visited: Visited, before: Option<&str>) -> Visited {
        for _ in 0..12 {
            let Some(to) = visited.location.clone() else {
                break;
            };
            if before.is_some_and(|before| to.contains(before)) {
                return visited;
            }
            visited = self.send(("GET", &to), "");
        }
        assert!(visited.status != 500, "{visited:?}");
        let token = visited.body.split("name=\"token\" value=\"").nth(1);
        if let Some(token) = token.and_then(|rest| rest.split('"').next()) {
            self.token = token.to_owned();
        }
        visited
    }

    fn send(&mut self, (method, url): (&str, &str), body: &str) -> Visited {
        self.history.push(url.to_owned());
        let rest = url.strip_prefix("http://").unwrap();
        let (host, path) = match rest.split_once('/') {
            Some((host, path)) => (host, format!("/{path}")),
            None => (rest, "/".to_owned()),
        };
        let cookies = self.cookies.iter().map(|(a, b)| format!("{a}={b}"));
        let cookies: Vec<String> = cookies.collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len(),
        );
        let mut stream = TcpStream::connect(host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let text = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut visited = Visited {
            url: url.to_owned(),
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: body.to_owned(),
            ..Visited::default()
        };
        for line in head.lines() {
            let Some((name, value)) = line.split_once(": ") else {
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                "set-cookie" => {
                    visited.set += value;
                    visited.set.push('\n');
                    let (pair, more) = value.split_once(';').unwrap_or((value, ""));
                    let (name, value) = pair.split_once('=').unwrap();
                    match value.is_empty() || more.contains("Max-Age=0") {
                        true => self.cookies.remove(name),
                        false => self.cookies.insert(name.to_owned(), value.to_owned()),
                    };
                }
                "location" => {
                    visited.location = Some(match value.starts_with('/') {
                        true => format!("http://{host}{value}"),
                        false => value.to_owned(),
                    });
                }
                _ => {}
            }
        }
        visited
    }
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
