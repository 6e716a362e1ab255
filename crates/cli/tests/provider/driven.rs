//! A real browser, driven over WebDriver (W3C), with an authenticator that is none: just what these
//! tests need.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::till::http::{Client, Request};

/// A browser, which ends with us.
pub struct Driven {
    driver: Child,
    client: Client,
    session: String,
    /// The browser's own folder.
    _folder: tempfile::TempDir,
}

/// No page takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

fn named(variable: &str) -> String {
    let program = std::env::var(variable);
    program.unwrap_or_else(|_| panic!("{variable} names no program; run by cargo xtask test"))
}

impl Driven {
    pub fn start() -> Driven {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let mut command = Command::new(named("SUIXING_TEST_CHROMEDRIVER"));
        command.arg(format!("--port={}", address.port()));
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = command.spawn().unwrap();
        let printed = BufReader::new(driver.stdout.as_mut().unwrap());
        let mut lines = printed.lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("started successfully")));
        let folder = tempfile::tempdir().unwrap();
        let mut browser = Driven {
            driver,
            client: Client::new(address),
            session: String::new(),
            _folder: folder,
        };
        let own = format!("--user-data-dir={}", browser._folder.path().display());
        let asked = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": named("SUIXING_TEST_CHROMIUM"),
                "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--lang=zh-CN", "--accept-lang=zh-CN", "--window-size=390,1400", own],
            },
        } } });
        let made = browser.ask("POST", "/session", &asked);
        browser.session = format!("/session/{}", made["sessionId"].as_str().unwrap());
        browser
    }

    fn ask(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let body = match method {
            "GET" | "DELETE" => String::new(),
            _ => body.to_string(),
        };
        let answer = self.client.send(Request {
            method,
            path: &format!("{}{path}", self.session),
            content_type: "application/json",
            body: body.as_bytes(),
        });
        let answer = answer.unwrap();
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, 200, "{method} {path}: {said}");
        let mut told: Value = serde_json::from_str(&said).unwrap();
        told["value"].take()
    }

    /// An authenticator inside the machine, which looks at who is there or does not.
    pub fn add_authenticator(&mut self, looks: bool) {
        let asked = json!({
            "protocol": "ctap2", "transport": if looks { "internal" } else { "usb" },
            "hasResidentKey": looks, "hasUserVerification": looks, "isUserVerified": looks,
            "isUserConsenting": true,
        });
        self.ask("POST", "/webauthn/authenticator", &asked);
    }

    pub fn go(&mut self, url: &str) {
        self.ask("POST", "/url", &json!({ "url": url }));
    }

    pub fn run(&mut self, script: &str) -> Value {
        let asked = json!({ "script": script, "args": [] });
        self.ask("POST", "/execute/sync", &asked)
    }

    /// Waits until this is so on the page.
    pub fn wait_for(&mut self, so: &str) {
        let began = Instant::now();
        while self.run(&format!("return !!({so})")) != json!(true) {
            let shown = self.run("return location.href + ' ' + document.body.innerText");
            assert!(began.elapsed() < PATIENCE, "never {so}: {shown}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn element(&mut self, selector: &str) -> String {
        let asked = json!({ "using": "css selector", "value": selector });
        let found = self.ask("POST", "/element", &asked);
        let number = found.as_object().unwrap().values().next().unwrap();
        number.as_str().unwrap().to_owned()
    }

    pub fn click(&mut self, selector: &str) {
        let element = self.element(selector);
        self.ask("POST", &format!("/element/{element}/click"), &json!({}));
    }

    pub fn type_into(&mut self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.ask("POST", &format!("/element/{element}/clear"), &json!({}));
        let typed = json!({ "text": text });
        self.ask("POST", &format!("/element/{element}/value"), &typed);
    }

    pub fn text(&mut self, selector: &str) -> String {
        let element = self.element(selector);
        let told = self.ask("GET", &format!("/element/{element}/text"), &Value::Null);
        told.as_str().unwrap().trim().to_owned()
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        if !self.session.is_empty() && !std::thread::panicking() {
            let path = std::mem::take(&mut self.session);
            let _ = self.client.send(Request {
                method: "DELETE",
                path: &path,
                content_type: "application/json",
                body: &[],
            });
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
