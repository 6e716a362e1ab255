//! The whole site through a listening port, as everybody who comes to it: no link leads nowhere,
//! every page has the frame, and no page for people says a word of the inside.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
#[path = "site/crawl.rs"]
mod crawl;
#[path = "site/figures.rs"]
mod figures;
#[path = "site/page.rs"]
mod page;
mod till;

use std::time::Instant;

use browser::Browser;
use crawl::{Crawl, PAGES_MAX, Who};
use till::http::{Client, Request};
use till::server::Demo;

fn demo() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    (folder, demo)
}

/// Signs in by the demo's one click, as staff.
fn staff(demo: &Demo, name: &str) -> Browser {
    let mut browser = Browser::new(demo.address);
    browser.get("/sign-in/staff");
    browser.post("/sign-in/demo", &[("operator", name)]);
    assert_eq!(browser.page.status, 200, "{name}");
    browser
}

/// The names or numbers of one kind of button on a page.
fn buttons(page: &str, name: &str) -> Vec<String> {
    let begins = format!("<button name=\"{name}\" value=\"");
    let all = page.split(begins.as_str()).skip(1);
    all.map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

/// A daughter whom her mother allowed to act for her.
fn helper(demo: &Demo) -> Browser {
    let mut mother = Browser::signed_in(demo.address, "44030000000000000035");
    mother.get("/me/family");
    let named = [
        ("name", "顾蓉城"),
        ("number", "510105198211341758"),
        ("relation", "child"),
    ];
    mother.submit("/me/family", &named);
    Browser::signed_in(demo.address, "51010000000000000082")
}

#[test]
fn everybody_finds_a_page_behind_every_link() {
    let (_folder, demo) = demo();
    let began = Instant::now();
    let mut crawl = Crawl::default();
    let mut nobody = Browser::new(demo.address);
    crawl.go(&mut nobody, (Who::Nobody, "nobody"), &["/", "/welcome"]);
    nobody.get("/sign-in?way=demo");
    let people = buttons(&nobody.page.body, "person");
    nobody.get("/sign-in/staff");
    let operators = buttons(&nobody.page.body, "operator");
    assert!(people.len() > 50 && operators.len() >= 10);
    // One's own pages of each of them, of a few also what lies beyond.
    for (count, person) in people.iter().enumerate() {
        crawl.most = if count < 6 { PAGES_MAX } else { 20 };
        let mut browser = Browser::signed_in(demo.address, person);
        crawl.go(&mut browser, (Who::Resident, person), &["/me"]);
    }
    crawl.most = PAGES_MAX;
    let mut daughter = helper(&demo);
    crawl.go(&mut daughter, (Who::Resident, "helper"), &["/me/family"]);
    for name in &operators {
        let mut browser = staff(&demo, name);
        crawl.go(&mut browser, (Who::Staff, name), &["/account"]);
    }
    let (pages, faults) = crawl.told();
    println!("{pages} pages in {} s", began.elapsed().as_secs());
    assert!(pages > 400, "{pages}");
    let count = faults.len();
    let first: Vec<_> = faults.into_iter().take(60).collect();
    assert!(count == 0, "{count} faults\n{}", first.join("\n"));
}

/// What of a page a telephone waits for: the page, and what stands in the way of its being shown.
#[test]
fn a_first_page_is_light() {
    const BYTES_MAX: usize = 60_000;
    let (_folder, demo) = demo();
    let mut wire = page::Wire::new(demo.address);
    let mut home = Browser::new(demo.address);
    home.get("/");
    let bill = home.link("/settlements/");
    let pages = [
        "/",
        "/stories",
        "/advice?insured_at=440300&treated_at=510100",
        "/before?insured_at=440300&treated_at=510100",
        "/facilities?insured_at=440300&treated_at=440100",
        "/facilities/H44010600003?insured_at=440300",
        "/policy",
        "/policy/440300/employee",
        "/policy/what-if",
        "/policy/national",
        "/sign-in",
        "/verify",
        "/nothing-here",
        &bill,
    ];
    for path in pages {
        let (page, on_wire) = wire.get(path);
        let mut bytes = on_wire;
        let blocking = page::blocking(&page);
        assert!(blocking.len() <= 2, "{path}: {blocking:?}");
        for asset in page::assets(&page) {
            bytes += wire.get(&asset).1;
        }
        println!("{path}: {on_wire} of {bytes} bytes");
        assert!(bytes <= BYTES_MAX, "{path}: {bytes}");
    }
}

/// A stroke at the end, the language of the browser, and the choice that goes before it.
#[test]
fn the_frame_minds_how_it_is_asked() {
    let (_folder, demo) = demo();
    let mut browser = Browser::new(demo.address);
    for path in ["/policy", "/developer", "/stories", "/facilities"] {
        browser.get(&format!("{path}/"));
        assert_eq!(
            (browser.page.status, browser.page.path.as_str()),
            (200, path)
        );
    }
    let mut wire = page::Wire::new(demo.address);
    for (asked, path, lang) in [
        ("", "/", "zh-CN"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "/", "zh-CN"),
        ("en-US,en;q=0.9", "/", "en"),
        ("en-US,en;q=0.9", "/?lang=zh", "zh-CN"),
        ("fr-FR", "/", "zh-CN"),
    ] {
        wire.likes = asked.to_owned();
        let (page, _) = wire.get(path);
        assert!(
            page.contains(&format!("<html lang=\"{lang}\"")),
            "{asked} {path}"
        );
    }
    // One who works here has a home of their own in the head.
    let clerk = staff(&demo, "罗窗口");
    assert!(
        clerk.page.says("<a href=\"/clerk\">办事人员</a>")
            || clerk.page.says("<a href=\"/clerk\" aria-current")
    );
    let mut client = Client::new(demo.address);
    let manifest = client.get("/assets/suixing.webmanifest").unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest.body).unwrap();
    for icon in manifest["icons"].as_array().unwrap() {
        let path = icon["src"].as_str().unwrap();
        assert_eq!(client.get(path).unwrap().status, 200, "{path}");
    }
    // What is not there is told to a program as a problem, to people on a page.
    let answer = client.send(Request {
        method: "POST",
        path: "/nothing-here",
        content_type: "text/plain",
        body: b"",
    });
    assert!(answer.unwrap().content_type.contains("problem+json"));
}

/// With one tap a visitor of the demo is somebody, at their own desk.
#[test]
fn a_demo_lets_one_be_somebody_with_one_tap() {
    let (_folder, demo) = demo();
    for (button, begins) in [
        ("老人", "/me"),
        ("单位", "/employer"),
        ("经办", "/clerk"),
        ("医院", "/desk"),
        ("政策", "/policy/edit"),
        ("局长", "/bureau"),
    ] {
        let mut browser = Browser::new(demo.address);
        browser.get("/");
        let forms = browser.page.body.split("action=\"/sign-in/demo\">").skip(1);
        let form = forms
            .map(|form| form.split("</form>").next().unwrap().to_owned())
            .find(|form| form.contains(&format!(">{button}</button>")));
        let form = form.unwrap_or_else(|| panic!("no {button}"));
        let value = |name: &str| {
            let rest = form.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
            Some(rest.split('"').next().unwrap().to_owned())
        };
        let (field, who) = match value("person") {
            Some(who) => ("person", who),
            None => ("operator", value("operator").unwrap()),
        };
        let to = value("to").unwrap();
        browser.post("/sign-in/demo", &[(field, &who), ("to", &to)]);
        assert_eq!(
            (browser.page.status, browser.page.path.as_str()),
            (200, begins)
        );
    }
}
