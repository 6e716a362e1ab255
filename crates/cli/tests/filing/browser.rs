//! A browser of a hundred lines: cookies, redirects, forms with their token. No script.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// Whom to reach, as a filing asks for it.
pub const CONTACT: [(&str, &str); 3] = [
    ("name", "示例联系人"),
    ("phone", "13800001234"),
    ("address", "示例街道 1 号"),
];

/// Ticks both boxes and sends what is on the page of the check; the address of the filing.
pub fn send(browser: &mut Browser) -> String {
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    browser.submit("/file/", &[("read", "1"), ("promise", "1")]);
    let path = browser.page.path.clone();
    assert!(path.starts_with("/filings/"), "{}", browser.page.body);
    path
}

/// One browser.
#[derive(Clone)]
pub struct Browser {
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
    /// The page it shows.
    pub page: Shown,
    /// Pages it showed since it was asked to count.
    pub screens: Vec<String>,
}

/// A page as it came.
#[derive(Clone, Default)]
pub struct Shown {
    pub status: u16,
    pub path: String,
    pub body: String,
    pub bytes: Vec<u8>,
    pub head: String,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Browser {
        Browser {
            address,
            cookies: BTreeMap::new(),
            page: Shown::default(),
            screens: vec![],
        }
    }

    /// Signs in by the demo, and goes on to a page.
    pub fn signed_in(address: SocketAddr, person: &str) -> Browser {
        let mut browser = Browser::new(address);
        browser.get("/sign-in?way=demo");
        browser.post("/sign-in/demo", &[("person", person), ("to", "/me")]);
        assert_eq!(browser.page.path, "/me", "{}", browser.page.body);
        browser
    }

    /// Forgets that it is signed in, as when the session is over.
    pub fn sign_out(&mut self) {
        self.cookies.remove("signed-in");
    }

    pub fn get(&mut self, path: &str) -> &Shown {
        self.send(("GET", path), "", &[]);
        self.follow()
    }

    /// Posts a form of the page it shows.
    pub fn post(&mut self, path: &str, values: &[(&str, &str)]) -> &Shown {
        let token = self.token();
        self.post_with(&token, path, values)
    }

    pub fn post_with(&mut self, token: &str, path: &str, values: &[(&str, &str)]) -> &Shown {
        let mut body = format!("token={token}");
        for (name, value) in values {
            body += &format!("&{name}={}", encoded(value));
        }
        let kind = "application/x-www-form-urlencoded";
        self.send(("POST", path), kind, body.as_bytes());
        self.follow()
    }

    /// Posts the form whose address begins so, with its hidden fields.
    pub fn submit(&mut self, begins: &str, values: &[(&str, &str)]) -> &Shown {
        self.submit_by(begins, None, values)
    }

    /// The same by a button that sends it elsewhere, with the texts it shows.
    pub fn submit_to(&mut self, begins: &str, to: &str, values: &[(&str, &str)]) -> &Shown {
        assert!(
            self.page.says(&format!("formaction=\"{to}\"")),
            "no button to {to}: {}",
            self.page.body
        );
        self.submit_by(begins, Some(to), values)
    }

    fn submit_by(&mut self, begins: &str, to: Option<&str>, values: &[(&str, &str)]) -> &Shown {
        let page = self.page.body.clone();
        let forms = page.split("<form method=\"post\" action=\"").skip(1);
        let form = forms
            .map(|form| form.split("</form>").next().unwrap())
            .find(|form| form.starts_with(begins))
            .unwrap_or_else(|| panic!("no form to {begins}: {page}"));
        let action = form.split('"').next().unwrap().replace("&#38;", "&");
        let mut all: Vec<(String, String)> = vec![];
        for field in form.split("<input type=\"hidden\" name=\"").skip(1) {
            let (name, rest) = field.split_once('"').unwrap();
            let value = rest
                .split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            if name != "token" {
                all.push((name.to_owned(), value.replace("&#38;", "&")));
            }
        }
        for field in form.split("<input class=\"in\" name=\"row-").skip(1) {
            let (number, rest) = field.split_once('"').unwrap();
            let value = rest.split("value=\"").nth(1).unwrap();
            let value = value.split('"').next().unwrap();
            all.push((format!("row-{number}"), value.replace("&#38;", "&")));
        }
        all.extend(
            values
                .iter()
                .map(|(a, b)| ((*a).to_owned(), (*b).to_owned())),
        );
        let all: Vec<(&str, &str)> = all.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        self.post(to.unwrap_or(&action), &all)
    }

    /// Asks first, and then sends what the page that asks offers.
    pub fn submit_from(&mut self, page: &str) -> &Shown {
        self.get(page);
        self.submit(page, &[])
    }

    pub fn post_bytes(&mut self, path: &str, kind: &str, body: &[u8]) -> &Shown {
        self.send(("POST", path), kind, body);
        self.follow()
    }

    pub fn token(&self) -> String {
        let found = self.page.body.split("name=\"token\" value=\"").nth(1);
        found
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_default()
            .to_owned()
    }

    /// What the page asks.
    pub fn asks(&self) -> &str {
        attribute(&self.page.body, "data-asks").unwrap_or_default()
    }

    /// The first link that begins so.
    pub fn link(&self, begins: &str) -> String {
        let links = self.page.body.split(" href=\"").skip(1);
        let mut links = links.filter_map(|rest| rest.split('"').next());
        let found = links.find(|link| link.starts_with(begins));
        let found = found.unwrap_or_else(|| panic!("no link {begins}: {}", self.page.body));
        found.replace("&#38;", "&")
    }

    fn follow(&mut self) -> &Shown {
        for _ in 0..6 {
            if !(300..400).contains(&self.page.status) {
                break;
            }
            let to = header(&self.page.head, "location").unwrap().to_owned();
            self.send(("GET", &to), "", &[]);
        }
        assert!(
            self.page.status < 500,
            "{}: {}",
            self.page.path,
            self.page.body
        );
        // Only staff have some, files of ours that nothing needs.
        const ALLOWED: [(&str, &str); 5] = [
            ("/clerk", "keys"),
            ("/sign-in/staff", "passkey"),
            ("/sign-in/second-step", "passkey"),
            ("/welcome", "passkey"),
            ("/account", "passkey"),
        ];
        for script in self.page.body.split("<script").skip(1) {
            let is_ours = ALLOWED.iter().any(|(page, name)| {
                self.page.path.starts_with(page)
                    && script.contains(&format!(" src=\"/assets/{name}-"))
            });
            assert!(is_ours, "{}: {script}", self.page.path);
        }
        self.screens.push(self.page.path.clone());
        &self.page
    }

    fn send(&mut self, (method, path): (&str, &str), kind: &str, body: &[u8]) {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(a, b)| format!("{a}={b}"))
            .collect();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\n",
            self.address,
            cookies.join("; ")
        );
        if method == "POST" {
            head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
        }
        let mut stream = TcpStream::connect(self.address).unwrap();
        // A server that refuses a long body stops reading; its answer is what counts.
        let _ = stream.write_all(&[head.as_bytes(), b"\r\n", body].concat());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut bytes = answer[end + 4..].to_vec();
        if header(&head, "transfer-encoding").is_some() {
            bytes = unchunked(&bytes);
        }
        for line in head.lines() {
            let Some(cookie) = line
                .to_lowercase()
                .strip_prefix("set-cookie: ")
                .map(|_| &line[12..])
            else {
                continue;
            };
            let pair = cookie.split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.page = Shown {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            path: path.to_owned(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            head,
        };
    }
}

impl Shown {
    pub fn says(&self, words: &str) -> bool {
        self.body.contains(words)
    }
}

/// A header of an answer.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(it, _)| it.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = rest.windows(2).position(|it| it == b"\r\n") {
        let size = std::str::from_utf8(&rest[..end]).unwrap();
        let size = usize::from_str_radix(size.trim(), 16).unwrap();
        if size == 0 {
            break;
        }
        whole.extend(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    whole
}

pub fn attribute<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

pub fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
