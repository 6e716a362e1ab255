//! A keyboard: every key as Chromium gets it from one, counted.

use std::time::{Duration, Instant};

use serde_json::json;

use super::driver::Driven;

/// Nobody presses Tab more often to get somewhere.
const TABS_MAX: usize = 60;

/// Somebody at the keys.
pub struct Keyboard<'a> {
    pub driven: &'a mut Driven,
    /// Keys pressed, and characters typed.
    pub pressed: usize,
    pub typed: usize,
    /// Pages seen.
    pub screens: Vec<String>,
}

const KEYS: [(&str, &str, u32, &str); 6] = [
    ("Tab", "Tab", 9, ""),
    ("Enter", "Enter", 13, "\r"),
    (" ", "Space", 32, " "),
    ("ArrowDown", "ArrowDown", 40, ""),
    ("j", "KeyJ", 74, "j"),
    ("k", "KeyK", 75, "k"),
];

impl<'a> Keyboard<'a> {
    pub fn of(driven: &'a mut Driven) -> Keyboard<'a> {
        Keyboard {
            driven,
            pressed: 0,
            typed: 0,
            screens: vec![],
        }
    }

    pub fn press(&mut self, key: &str) {
        let (name, code, number, text) = KEYS.into_iter().find(|known| known.0 == key).unwrap();
        let mut down = json!({
            "type": "keyDown", "key": name, "code": code, "windowsVirtualKeyCode": number,
        });
        if !text.is_empty() {
            down["text"] = json!(text);
        }
        self.driven.command("Input.dispatchKeyEvent", down.clone());
        down["type"] = json!("keyUp");
        down.as_object_mut().unwrap().remove("text");
        self.driven.command("Input.dispatchKeyEvent", down);
        self.pressed += 1;
    }

    /// A letter with Alt, as a key of access.
    pub fn press_with_alt(&mut self, letter: char) {
        self.driven.chord('\u{e00a}', letter);
        self.pressed += 1;
    }

    pub fn write(&mut self, text: &str) {
        let params = json!({"text": text});
        self.driven.command("Input.insertText", params);
        self.typed += text.chars().count();
    }

    /// Whether what has the focus is this, and is seen to have it.
    fn is_at(&mut self, selector: &str) -> bool {
        let script = format!(
            "const at = document.activeElement; if (!at.matches({})) {{ return false; }} \
             const style = getComputedStyle(at); \
             return style.outlineStyle !== 'none' || style.boxShadow !== 'none';",
            json!(selector)
        );
        self.driven.ask(&script) == json!(true)
    }

    /// Goes on with Tab until it is at this, which shows that it has the focus.
    pub fn go_to(&mut self, selector: &str) {
        for _ in 0..TABS_MAX {
            if self.is_at(selector) {
                return;
            }
            self.press("Tab");
        }
        let place = self.driven.place();
        panic!("{TABS_MAX} times Tab do not lead to {selector} on {place}");
    }

    /// Presses Enter and waits for the page after; it counts as a screen.
    pub fn enter(&mut self) {
        self.leave(|keyboard| keyboard.press("Enter"));
    }

    /// Does what leads to another page.
    pub fn leave(&mut self, how: impl FnOnce(&mut Keyboard<'_>)) {
        let before = self
            .driven
            .ask("window.left = true; return location.pathname;");
        how(self);
        let began = Instant::now();
        let ready = "return !window.left && document.readyState === 'complete'";
        while self.driven.ask(ready) != json!(true) {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "still at {before}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        let place = self.driven.place();
        self.screens.push(place);
    }
}
