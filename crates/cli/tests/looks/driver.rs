//! A browser driven over WebDriver, and through it what only Chromium's own protocol can do: the
//! size of the window, keys as a keyboard sends them.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::till::http::{Client, Request};

/// Chromium with its driver; both end with it.
pub struct Driven {
    driver: Child,
    client: Client,
    session: String,
}

fn named(variable: &str, otherwise: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| otherwise.into(), PathBuf::from)
}

impl Driven {
    /// Starts both.
    pub fn start() -> Driven {
        let program = named("SUIXING_TEST_CHROMEDRIVER", "chromedriver");
        let mut driver = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|why| {
                panic!("{}: {why}; cargo xtask test installs it", program.display())
            });
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            let (_, port) = line.rsplit_once("on port ")?;
            // It first says which port it was asked for.
            let port = port.trim_end_matches('.').parse::<u16>().ok();
            port.filter(|port| *port > 0)
        });
        // Whoever stops reading lets it wait for ever.
        std::thread::spawn(move || lines.for_each(drop));
        let address = ([127, 0, 0, 1], port.unwrap()).into();
        let mut driven = Driven {
            driver,
            client: Client::new(address),
            session: String::new(),
        };
        let chromium = named("SUIXING_TEST_CHROMIUM", "/usr/bin/chromium");
        let options = json!({
            "binary": chromium,
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--hide-scrollbars", "--lang=zh-CN", "--accept-lang=zh-CN",
                     "--force-prefers-reduced-motion"],
        });
        let asked = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let begun = driven.post("/session", &asked);
        driven.session = format!("/session/{}", begun["sessionId"].as_str().unwrap());
        let patience = json!({"script": 60_000, "pageLoad": 60_000});
        driven.post("/timeouts", &patience);
        driven
    }

    fn post(&mut self, path: &str, body: &Value) -> Value {
        let path = format!("{}{path}", self.session);
        let body = body.to_string();
        let answer = self.client.send(Request {
            method: "POST",
            path: &path,
            content_type: "application/json",
            body: body.as_bytes(),
        });
        let answer = answer.unwrap();
        let told: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer.status, 200, "{path}: {told}");
        told["value"].clone()
    }

    /// A command of Chromium's own protocol.
    pub fn command(&mut self, cmd: &str, params: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": cmd, "params": params}))
    }

    /// Has every page from now on begin with this script.
    pub fn begin_with(&mut self, script: &str) {
        let params = json!({"source": script});
        self.command("Page.addScriptToEvaluateOnNewDocument", params);
    }

    pub fn open(&mut self, address: &str) {
        self.post("/url", &json!({"url": address}));
    }

    /// What a script on the page returns.
    pub fn ask(&mut self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// What a script on the page hands to `done`.
    pub fn wait_for(&mut self, script: &str) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.post("/execute/async", &json!({"script": script, "args": []}))
    }

    /// Makes the window so wide, and so high that all of the page is in it where that is asked.
    pub fn size(&mut self, width: u32, height: u32) {
        let params = json!({
            "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.command("Emulation.setDeviceMetricsOverride", params);
    }

    /// Two keys together, the first held; keys without a letter as WebDriver numbers them.
    pub fn chord(&mut self, held: char, letter: char) {
        let key = |kind: &str, value: char| json!({"type": kind, "value": value.to_string()});
        let down = [key("keyDown", held), key("keyDown", letter)];
        let up = [key("keyUp", letter), key("keyUp", held)];
        let keys = [down, up].concat();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": keys});
        self.post("/actions", &json!({"actions": [keyboard]}));
    }

    /// Where it is: path and query.
    pub fn place(&mut self) -> String {
        let place = self.ask("return location.pathname + location.search");
        place.as_str().unwrap().to_owned()
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        // The browser ends with its session.
        let path = self.session.clone();
        let _ = self.client.send(Request {
            method: "DELETE",
            path: &path,
            content_type: "application/json",
            body: b"{}",
        });
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
