//! A filing over the days, through a listening port: it is about to end, it ends, it is renewed by
//! the person and by who acts for them, and each of these is told once.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use std::time::{Duration, Instant};

use browser::{Browser, CONTACT, send};
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use till::http::{Client, Request};
use till::patient::today;
use till::server::{Demo, verify};

const PERSON: &str = "44030000000000000032";
/// Files as a temporary traveller to Chengdu, for so many days; the address of the filing.
fn filed(browser: &mut Browser, days: i32) -> String {
    browser.get("/file?insured_at=440300&treated_at=510100");
    browser.submit("/file", &[("answer", "other-temporary")]);
    if browser.asks() == "contact" {
        browser.submit("/file", &CONTACT);
    }
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    let start = browser.page.path.replace("/check", "/start");
    browser.get(&start);
    let last = before(today(), (1 - days).days()).to_string();
    let first = today().to_string();
    browser.submit(
        "/file/",
        &[("first", first.as_str()), ("last", last.as_str())],
    );
    send(browser)
}

fn filing(demo: &Demo, path: &str) -> Value {
    let id = path.strip_prefix("/filings/").unwrap();
    let answer = Client::new(demo.address)
        .get(&format!("/api/v1/filings/{id}"))
        .unwrap();
    serde_json::from_slice(&answer.body).unwrap()
}

fn ends(demo: &Demo, path: &str) -> Date {
    let found = filing(demo, path);
    let until = found["period"]["until"].as_str();
    until.unwrap_or_else(|| panic!("{found}")).parse().unwrap()
}

fn set_clock(demo: &Demo, day: Date) {
    let body = json!({ "now": format!("{day}T09:00") }).to_string();
    let answer = Client::new(demo.address).send(Request {
        method: "PUT",
        path: "/api/v1/sandbox/clock",
        content_type: "application/json",
        body: body.as_bytes(),
    });
    let answer = answer.unwrap();
    let said = String::from_utf8_lossy(&answer.body).into_owned();
    assert_eq!(answer.status, 200, "{said}");
}

/// Waits until the messages say so many times that something happened.
fn until_told(browser: &mut Browser, title: &str, count: usize) {
    let began = Instant::now();
    let title = format!("<b>{title}</b>");
    loop {
        browser.get("/me/messages");
        let told = browser.page.body.matches(&title).count();
        if told == count {
            return;
        }
        let page = &browser.page.body;
        assert!(told < count, "{title} {told} times: {page}");
        assert!(began.elapsed() < Duration::from_secs(30), "{title}: {page}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn before(day: Date, span: Span) -> Date {
    day.checked_sub(span).unwrap()
}

#[test]
fn a_filing_ends_is_told_once_and_is_renewed() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), None);
    let mut browser = Browser::signed_in(demo.address, PERSON);
    let first = filed(&mut browser, 70);
    let end = ends(&demo, &first);
    assert!(browser.page.says("续办"), "{}", browser.page.body);
    set_clock(&demo, before(end, 20.days()));
    let mut browser = Browser::signed_in(demo.address, PERSON);
    assert!(browser.page.says("还有 20 天到期"), "{}", browser.page.body);
    until_told(&mut browser, "备案即将到期", 1);
    browser.get(&first);
    assert!(browser.page.says("现在就可以续办"), "{}", browser.page.body);
    // From its end on it is over wherever one looks, at once, and whoever wrote it down.
    set_clock(&demo, end);
    assert_eq!(filing(&demo, &first)["state"], "expired");
    let mut browser = Browser::signed_in(demo.address, PERSON);
    browser.get(&first);
    assert!(
        browser.page.says("已经到期") && browser.page.says("续办"),
        "{}",
        browser.page.body
    );
    until_told(&mut browser, "备案已到期", 1);
    set_clock(&demo, before(end, (-2).days()));
    let mut browser = Browser::signed_in(demo.address, PERSON);
    std::thread::sleep(Duration::from_secs(3));
    until_told(&mut browser, "备案已到期", 1);
    // It is not cancelled any more, and it is renewed from today on.
    browser.get(&format!("{first}/cancel"));
    assert!(browser.page.says("没有办成"), "{}", browser.page.body);
    let renew = browser_link_to_renew(&mut browser, &first);
    browser.get(&renew);
    browser.submit(&renew, &[]);
    let second = send_on(&mut browser);
    assert_ne!(first, second);
    assert!(browser.page.says("备案好了"), "{}", browser.page.body);
    // Long after, nobody offers it.
    set_clock(&demo, before(end, (-40).days()));
    let mut browser = Browser::signed_in(demo.address, PERSON);
    browser.get(&format!("{first}/renew"));
    assert!(browser.page.says("不能续办"), "{}", browser.page.body);
    demo.kill();
    let database = format!("sqlite:{}", folder.path().join("suixing.db").display());
    verify(&database).unwrap();
}

/// The message leads to the renewal.
fn browser_link_to_renew(browser: &mut Browser, filing: &str) -> String {
    browser.get("/me/messages");
    browser.link(&format!("{filing}/renew"))
}

/// From wherever the draft opens to sent.
fn send_on(browser: &mut Browser) -> String {
    if browser.asks() != "check" {
        let draft = browser.page.path.clone();
        let (path, query) = draft.split_once('?').unwrap_or((&draft, ""));
        let mut parts = path.split('/');
        let id = parts.nth(2).unwrap();
        let query = match query {
            "" => String::new(),
            query => format!("?{query}"),
        };
        browser.get(&format!("/file/{id}/check{query}"));
    }
    send(browser)
}

#[test]
fn who_acts_for_somebody_reads_renews_and_withdraws_and_stops_with_the_consent() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut owner = Browser::signed_in(demo.address, PERSON);
    let first = filed(&mut owner, 10);
    owner.get("/me/family");
    let people = demo.about["people"].as_array().unwrap();
    let helper = people
        .iter()
        .find(|one| one["person"] != PERSON && one["voucher"]["type"] == "02")
        .unwrap();
    let named = [
        ("name", helper["name"].as_str().unwrap()),
        ("number", helper["voucher"]["number"].as_str().unwrap()),
        ("relation", "child"),
    ];
    owner.submit("/me/family", &named);
    let mut acts = Browser::signed_in(demo.address, helper["person"].as_str().unwrap());
    acts.get(&format!("/me/messages?for={PERSON}"));
    assert!(
        acts.page.says("正在替家人办") && acts.page.says("备案已通过"),
        "{}",
        acts.page.body
    );
    // What one has read the other has not.
    assert!(acts.page.says(">新的<"), "{}", acts.page.body);
    acts.submit("/me/messages/read", &[]);
    assert!(!acts.page.says(">新的<"), "{}", acts.page.body);
    owner.get("/me/messages");
    assert!(owner.page.says(">新的<"), "{}", owner.page.body);
    // The renewal is filed for the person, and the person is told by whom.
    acts.get(&format!("{first}/renew"));
    acts.submit(&format!("{first}/renew"), &[]);
    assert!(
        acts.page.path.contains(&format!("for={PERSON}")),
        "{}",
        acts.page.path
    );
    // The page of the new one is about the person too.
    let second = send_on(&mut acts);
    let (second, of) = second.split_once('?').unwrap();
    assert_eq!(of, format!("for={PERSON}"));
    until_told(&mut owner, "已为您提交备案", 1);
    acts.get(&format!("{second}/cancel"));
    acts.submit(&format!("{second}/cancel"), &[]);
    assert!(
        acts.page.says("撤回") || acts.page.says("取消"),
        "{}",
        acts.page.body
    );
    owner.get("/me/family");
    owner.submit("/me/family/end", &[]);
    for path in [format!("/me/messages?for={PERSON}"), second.to_owned()] {
        acts.get(&path);
        assert!(acts.page.status >= 400, "{path}: {}", acts.page.body);
    }
}

#[test]
fn what_may_go_goes_and_what_the_law_keeps_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), None);
    let mut browser = Browser::signed_in(demo.address, PERSON);
    let sent = filed(&mut browser, 10);
    browser.get("/file?insured_at=440300&treated_at=420100");
    browser.submit("/file", &[("answer", "other-temporary")]);
    browser.get("/me/erase");
    for words in ["草稿", "依法要留着", "交过的备案", "还没有核对到规定原文"]
    {
        assert!(browser.page.says(words), "{words}: {}", browser.page.body);
    }
    browser.submit("/me/erase", &[]);
    assert_eq!(browser.page.status, 422, "nobody is erased by a slip");
    browser.submit("/me/erase", &[("sure", "1")]);
    assert!(browser.page.says("已经删掉了"), "{}", browser.page.body);
    browser.get("/me");
    assert!(
        browser.page.path.starts_with("/sign-in"),
        "signed out everywhere"
    );
    let mut again = Browser::signed_in(demo.address, PERSON);
    assert!(!again.page.says("没填完的备案"), "{}", again.page.body);
    again.get(&sent);
    assert!(again.page.says("备案好了"), "{}", again.page.body);
    demo.kill();
    let database = format!("sqlite:{}", folder.path().join("suixing.db").display());
    verify(&database).unwrap();
}
