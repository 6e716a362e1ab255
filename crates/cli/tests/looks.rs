//! Pages in a browser: what axe finds, how large what one aims at is, whether anything lies beyond
//! the edge of the window; and the two errands people do most often, by keyboard alone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "looks/all.rs"]
mod all;
#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
#[path = "looks/driver.rs"]
mod driver;
#[path = "looks/keys.rs"]
mod keys;
#[path = "looks/pages.rs"]
mod pages;
mod till;

use std::time::Instant;

use driver::Driven;
use keys::Keyboard;
use pages::{Scene, Shown, scenes};
use serde_json::{Value, json};
use till::server::Demo;

const AXE: &str = include_str!("looks/axe/axe.min.js");
const JUDGE: &str = include_str!("looks/judge.js");

fn demo() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    (folder, demo)
}

/// A page that is looked at in one of its dresses, and what is wrong with it.
struct Looked<'a> {
    driven: &'a mut Driven,
    address: String,
    faults: Vec<String>,
}

impl Looked<'_> {
    fn open(&mut self, shown: &Shown, asks: &str) {
        let join = if shown.path.contains('?') { '&' } else { '?' };
        let (path, fragment) = shown.path.split_once('#').unwrap_or((&shown.path, ""));
        let address = format!("{}{path}{join}{asks}#{fragment}", self.address);
        self.driven.size(390, 900);
        self.driven.open(&address);
        if let Some(script) = shown.then {
            self.driven.ask(&format!("window.left = true; {script}"));
            let ready = "return !window.left && document.readyState === 'complete'";
            while self.driven.ask(ready) != json!(true) {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
    }

    /// All of the page in the window, at this width.
    fn at_width(&mut self, width: u32) {
        self.driven.size(width, 900);
        let height = self
            .driven
            .ask("return document.documentElement.scrollHeight");
        let height = u32::try_from(height.as_u64().unwrap()).unwrap();
        self.driven.size(width, height.clamp(900, 12_000));
    }

    fn dress(&mut self, script: &str) {
        self.driven
            .ask(&format!("const page = document.documentElement; {script}"));
    }

    fn note(&mut self, dress: &str, told: &Value) {
        let told = told.as_array().unwrap_or_else(|| panic!("{dress}: {told}"));
        let told = told
            .iter()
            .map(|fault| format!("{dress}: {}", fault.as_str().unwrap()));
        self.faults.extend(told);
    }

    fn axe(&mut self, dress: &str, rules: &[&str]) {
        let script = format!("window.axed({}, done);", json!(rules));
        let told = self.driven.wait_for(&script);
        self.note(dress, &told);
    }

    fn judge(&mut self, dress: &str, shown: &Shown) {
        let elder = dress.ends_with("elder");
        let script = format!("return window.judged({elder}, {})", shown.is_reference);
        let told = self.driven.ask(&script);
        self.note(dress, &told);
    }

    /// A page in all its dresses: every width, type, language, theme and paper, two at a time where
    /// they do not hide one another's faults. Beside the main pages the themes take turns.
    fn look(&mut self, shown: &Shown, (is_main, turn): (bool, usize)) {
        let contrast = ["color-contrast"];
        self.open(shown, "lang=zh&elder=0&theme=light");
        self.at_width(390);
        self.axe("390", &[]);
        self.judge("390", shown);
        if !shown.is_reference {
            self.dress("page.dataset.theme = 'dark'; page.dataset.elder = ''");
            self.at_width(390);
            if is_main || turn.is_multiple_of(2) {
                self.axe("390 dark elder", &contrast);
            }
            self.judge("390 dark elder", shown);
            self.dress("delete page.dataset.elder");
        }
        self.dress("page.dataset.theme = 'contrast'");
        self.at_width(320);
        if !shown.is_reference && (is_main || !turn.is_multiple_of(2)) {
            self.axe("320 contrast", &contrast);
        }
        self.judge("320 contrast", shown);
        self.dress("page.dataset.theme = 'light'");
        self.at_width(1280);
        if !shown.is_reference && is_main {
            self.axe("1280", &["again"]);
        }
        self.judge("1280", shown);
        self.on_paper();
        if shown.then.is_none() {
            self.open(shown, "lang=en");
            self.at_width(390);
            let rules = ["document-title", "html-has-lang", "label", "link-name"];
            self.axe("390 English", &rules);
            self.judge("390 English", shown);
        }
    }

    /// On A4 and without colours: nothing beyond the edge, and what tells payers apart is drawn.
    fn on_paper(&mut self) {
        let media = |media: &str| json!({"media": media});
        self.driven
            .command("Emulation.setEmulatedMedia", media("print"));
        self.driven.size(680, 962);
        let told = self.driven.ask("return window.printed()");
        self.note("paper", &told);
        self.driven.command("Emulation.setEmulatedMedia", media(""));
    }
}

#[test]
fn pages_are_open_to_everybody() {
    let (_folder, demo) = demo();
    let began = Instant::now();
    let mut driven = Driven::start();
    driven.begin_with(AXE);
    driven.begin_with(JUDGE);
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut scenes = scenes(&demo);
    let main = scenes.len();
    scenes.extend(all::others(&demo, &scenes));
    for (at, Scene { who, pages }) in scenes.into_iter().enumerate() {
        if pages.is_empty() {
            continue;
        }
        who.sign_in(&mut driven, demo.address);
        for shown in pages {
            let mut looked = Looked {
                driven: &mut driven,
                address: format!("http://{}", demo.address),
                faults: vec![],
            };
            looked.look(&shown, (at < main, count));
            let faults = looked.faults.into_iter();
            wrong.extend(faults.map(|fault| format!("{who:?} {}: {fault}", shown.path)));
            count += 1;
        }
    }
    let seconds = began.elapsed().as_secs();
    println!("{count} pages in {seconds} s");
    assert!(
        wrong.is_empty(),
        "{} faults\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// From the front page to what is sent, as somebody who is signed in.
#[test]
fn the_first_filing_by_keyboard_alone() {
    let (_folder, demo) = demo();
    let mut driven = Driven::start();
    driven.size(390, 900);
    pages::Who::Resident("44030000000000000034").sign_in(&mut driven, demo.address);
    driven.open(&format!("http://{}/", demo.address));
    let began = Instant::now();
    let mut keyboard = Keyboard::of(&mut driven);
    keyboard.screens.push("/".to_owned());
    keyboard.go_to("input[name=insured_at]");
    keyboard.write("深圳");
    keyboard.go_to("input[name=treated_at]");
    keyboard.write("成都");
    keyboard.enter();
    let place = keyboard.driven.place();
    assert!(
        !place.contains("110000"),
        "Enter asks what was typed, no chip: {place}"
    );
    keyboard.go_to("a.go[href^='/file']");
    keyboard.enter();
    keyboard.go_to("input[type=radio][value=other-temporary], input[name=answer]");
    keyboard.press(" ");
    while keyboard.driven.ask("return document.activeElement.value") != json!("other-temporary") {
        keyboard.press("ArrowDown");
    }
    keyboard.enter();
    // The name is known.
    for (field, text) in [("phone", "13800001234"), ("address", "示例街道1号")] {
        keyboard.go_to(&format!("input[name={field}]"));
        keyboard.write(text);
    }
    keyboard.enter();
    for tick in ["read", "promise"] {
        keyboard.go_to(&format!("input[name={tick}]"));
        keyboard.press(" ");
    }
    keyboard.go_to("form button.go");
    keyboard.enter();
    let (pressed, typed) = (keyboard.pressed, keyboard.typed);
    let screens = std::mem::take(&mut keyboard.screens);
    let seconds = began.elapsed().as_secs();
    println!("{pressed} keys, {typed} characters, {seconds} s, {screens:?}");
    assert!(
        screens.last().unwrap().starts_with("/filings/"),
        "{screens:?}"
    );
    assert!(screens.len() <= 6, "{screens:?}");
    assert!(seconds <= 60, "{seconds} s");
}

/// A clerk goes through the list with J, opens a case with Enter, and approves it with one key.
#[test]
fn a_clean_case_by_keyboard_alone() {
    let (_folder, demo) = demo();
    let mut driven = Driven::start();
    driven.size(1280, 900);
    pages::Who::Staff("罗窗口").sign_in(&mut driven, demo.address);
    driven.open(&format!("http://{}/clerk", demo.address));
    let waiting =
        |driven: &mut Driven| driven.ask("return document.querySelectorAll('[data-case]').length");
    let before = waiting(&mut driven).as_u64().unwrap();
    let began = Instant::now();
    let mut keyboard = Keyboard::of(&mut driven);
    for key in ["j", "j", "k"] {
        keyboard.press(key);
    }
    let at = "return [...document.querySelectorAll('[data-case]')].indexOf(document.activeElement)";
    assert_eq!(
        keyboard.driven.ask(at),
        json!(0),
        "J, J and K lead to the first case"
    );
    keyboard.enter();
    assert!(
        keyboard.screens[0].starts_with("/clerk/filings/"),
        "{:?}",
        keyboard.screens
    );
    // A case that opened this moment is not decided: nobody has read it.
    std::thread::sleep(std::time::Duration::from_millis(500));
    keyboard.leave(|keyboard| keyboard.press_with_alt('a'));
    let (pressed, screens) = (keyboard.pressed, std::mem::take(&mut keyboard.screens));
    let seconds = began.elapsed().as_secs();
    println!("{pressed} keys, {seconds} s, {screens:?}");
    assert!(pressed <= 5 && seconds <= 20, "{pressed} keys, {seconds} s");
    driven.open(&format!("http://{}/clerk", demo.address));
    assert_eq!(waiting(&mut driven), json!(before - 1));
    // J and K can be turned off; every case is a link as before.
    driven.ask("document.querySelector('button[data-keys]').click()");
    let mut keyboard = Keyboard::of(&mut driven);
    keyboard.press("j");
    assert_eq!(keyboard.driven.ask(at), json!(-1));
    keyboard.go_to("[data-case]");
    keyboard.press("ArrowDown");
    assert_eq!(keyboard.driven.ask(at), json!(1));
}
