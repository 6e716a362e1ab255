//! Somebody who does a thing step by step and counts.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::driver::Driven;

/// How high a window of a telephone or of a desk is.
const WINDOW: u32 = 844;

pub struct Walker<'a> {
    driven: &'a mut Driven,
    address: SocketAddr,
    pub pages: u32,
    pub taps: u32,
    pub fields: u32,
    /// In which window of a page the furthest thing was that had to be found.
    pub windows: u32,
}

impl<'a> Walker<'a> {
    pub fn of(driven: &'a mut Driven, address: SocketAddr, width: u32) -> Walker<'a> {
        driven.size(width, WINDOW);
        Walker {
            driven,
            address,
            pages: 0,
            taps: 0,
            fields: 0,
            windows: 1,
        }
    }

    pub fn opens(&mut self, path: &str) {
        self.driven.open(&format!("http://{}{path}", self.address));
        self.pages += 1;
    }

    /// Finds what is shown under this selector, and how far down it is.
    fn finds(&mut self, selector: &str) {
        let script = format!(
            "window.at = [...document.querySelectorAll({})].find((it) => it.checkVisibility()); \
             return window.at ? window.at.getBoundingClientRect().top + scrollY : -1;",
            json!(selector)
        );
        let top = self.driven.ask(&script).as_f64().unwrap();
        let place = self.driven.place();
        assert!(top >= 0.0, "no {selector} on {place}");
        let lines = (0_u32..).find(|it| f64::from((it + 1) * WINDOW) > top);
        self.windows = self.windows.max(lines.unwrap() + 1);
    }

    /// Taps what leads to another page.
    pub fn taps(&mut self, selector: &str) {
        self.finds(selector);
        self.driven.ask("window.left = true; window.at.click();");
        let began = Instant::now();
        let ready = "return !window.left && document.readyState === 'complete'";
        while self.driven.ask(ready) != json!(true) {
            let place = self.driven.place();
            assert!(
                began.elapsed() < Duration::from_secs(30),
                "still at {place}"
            );
            std::thread::sleep(Duration::from_millis(10));
        }
        self.taps += 1;
        self.pages += 1;
    }

    /// Chooses or ticks.
    pub fn ticks(&mut self, selector: &str) {
        self.finds(selector);
        self.driven.ask("window.at.click();");
        self.taps += 1;
    }

    /// Opens what is folded.
    pub fn unfolds(&mut self, selector: &str) {
        self.finds(&format!("{selector} > summary"));
        self.driven.ask("window.at.click();");
        self.taps += 1;
    }

    /// Fills in a field; what is already right stays.
    pub fn types(&mut self, selector: &str, text: &str) {
        self.finds(selector);
        self.driven.ask("window.at.focus(); window.at.select();");
        self.driven
            .command("Input.insertText", json!({ "text": text }));
        self.fields += 1;
    }

    pub fn says(&mut self) -> String {
        let text = self
            .driven
            .ask("return document.querySelector('main').innerText");
        text.as_str().unwrap().to_owned()
    }
}
