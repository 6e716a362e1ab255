//! Filing on pages, through a listening port: from the question to the answer, and what can be done
//! about a filing afterwards. No script, own client with cookies.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;

use browser::{Browser, CONTACT, attribute, send};
use till::server::Demo;

/// Shenzhen to Chengdu.
const JOURNEY: &str = "insured_at=440300&treated_at=510100";

/// The number of a demo person by their last digits.
fn person(last: u32) -> String {
    format!("4403000000000000{last:04}")
}

fn demo() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    (folder, demo)
}

/// Fills in a filing of this kind up to the check.
fn filled(demo: &Demo, who: u32, journey: &str, case: &str) -> Browser {
    let mut browser = Browser::signed_in(demo.address, &person(who));
    browser.get(&format!("/file?{journey}"));
    if browser.asks() == "case" {
        browser.submit("/file", &[("answer", case)]);
    }
    assert_eq!(browser.asks(), "contact", "{}", browser.page.body);
    browser.submit("/file", &CONTACT);
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    browser
}

#[test]
fn from_the_home_page_to_sent_in_six_screens_and_decided_at_once() {
    let (_folder, demo) = demo();
    let mut browser = Browser::new(demo.address);
    browser.get("/");
    browser.get(&format!("/advice?{JOURNEY}"));
    let go = browser.link("/file?");
    browser.get(&go);
    // Who is not signed in does that first, and comes back to the filing.
    assert!(
        browser.page.path.starts_with("/sign-in"),
        "{}",
        browser.page.path
    );
    // The code of the voucher is asked for on that very page.
    let people = demo.about["people"].as_array().unwrap();
    let found = people.iter().find(|one| one["name"] == "曹初五").unwrap();
    assert_eq!(found["voucher"]["type"], "01", "{found}");
    let code = found["voucher"]["number"].as_str().unwrap().to_owned();
    browser.submit("/sign-in/voucher", &[("voucher", &code)]);
    assert_eq!(browser.asks(), "case");
    assert!(
        browser.page.says("半年及以上") && browser.page.says("不在网上办"),
        "{}",
        browser.page.body
    );
    browser.submit("/file", &[("answer", "other-temporary")]);
    assert_eq!(browser.asks(), "contact");
    assert!(browser.page.says("value=\"曹初五\""), "the name is known");
    browser.submit("/file", &CONTACT);
    assert!(
        !browser.page.says(" checked"),
        "no box is ticked for the person"
    );
    assert!(
        browser.page.says("13800001234"),
        "what was typed is shown whole"
    );
    assert!(browser.page.says("当场通过"), "{}", browser.page.body);
    let screens = browser.screens.clone();
    assert!(screens.len() <= 6, "{screens:?}");
    send(&mut browser);
    assert!(
        browser.page.says("备案好了") && browser.page.says("成都"),
        "{}",
        browser.page.body
    );
    // What is unticked is said, and nothing is sent.
    let mut other = filled(&demo, 22, JOURNEY, "other-temporary");
    other.submit("/file/", &[("read", "1")]);
    assert_eq!(other.page.status, 422);
    assert!(other.page.says("请先勾选"));
}

#[test]
fn what_the_advice_decided_is_not_asked_again() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(23));
    browser.get(&format!("/advice?{JOURNEY}&why=stay&months=6"));
    let go = browser.link("/file?");
    browser.get(&go);
    assert_eq!(browser.asks(), "contact");
    browser.submit("/file", &CONTACT);
    assert!(
        browser.page.says("异地长期居住人员") && browser.page.says("6 个月以上"),
        "{}",
        browser.page.body
    );
    assert!(
        browser.page.says("新的通过时，这一份同时停"),
        "what it does to a later change is said"
    );
    // An answer is changed and one is back at the check.
    let change = browser.page.path.replace("/check", "/case");
    assert!(browser.page.says(&format!("href=\"{change}\"")), "{change}");
    browser.get(&change);
    assert!(
        browser.page.says("value=\"long-term-resident\" checked"),
        "{}",
        browser.page.body
    );
    browser.submit("/file/", &[("answer", "other-temporary")]);
    assert_eq!(browser.asks(), "check");
    assert!(browser.page.says("其他临时外出就医人员"));
    // A day before today the rules refuse, in words, and what was typed stays.
    let start = browser.page.path.replace("/check", "/start");
    browser.get(&start);
    browser.submit("/file/", &[("first", "2020-01-01")]);
    assert_eq!(browser.page.status, 422);
    assert!(
        browser.page.says("不能早于") && browser.page.says("有误："),
        "{}",
        browser.page.body
    );
    // Whoever is insured elsewhere is told where.
    browser.get("/file?insured_at=510100&treated_at=440100");
    assert!(
        browser.page.says("您的医保不在这里交") && browser.page.says("深圳"),
        "{}",
        browser.page.body
    );
}

#[test]
fn a_draft_goes_on_in_another_browser_and_is_sent_once() {
    let (_folder, demo) = demo();
    let mut first = Browser::signed_in(demo.address, &person(24));
    first.get(&format!("/file?{JOURNEY}"));
    first.submit("/file", &[("answer", "other-temporary")]);
    assert_eq!(first.asks(), "contact");
    // The session ends in the middle; the draft is kept.
    first.sign_out();
    first.submit("/file", &CONTACT);
    assert!(
        first.page.status == 401 || first.page.status == 403,
        "{}",
        first.page.status
    );
    let mut second = Browser::signed_in(demo.address, &person(24));
    assert!(
        second.page.says("没填完的备案") && second.page.says("成都"),
        "{}",
        second.page.body
    );
    let on = second.link("/file/");
    second.get(&on);
    assert_eq!(second.asks(), "contact");
    second.submit("/file", &CONTACT);
    assert_eq!(second.asks(), "check");
    // The same journey begun again is the same draft.
    let check = second.page.path.clone();
    second.get(&format!("/file?{JOURNEY}"));
    assert_eq!(second.page.path, check);
    // Two posts, from two browsers, one filing.
    let mut third = Browser::signed_in(demo.address, &person(24));
    third.get(&check);
    let threads: Vec<_> = [second.clone(), third, second]
        .into_iter()
        .map(|mut browser| {
            std::thread::spawn(move || {
                browser.submit("/file/", &[("read", "1"), ("promise", "1")]);
                browser.page.path.clone()
            })
        })
        .collect();
    let ended: Vec<String> = threads.into_iter().map(|it| it.join().unwrap()).collect();
    assert!(
        ended
            .iter()
            .all(|it| it == &ended[0] && it.starts_with("/filings/")),
        "{ended:?}"
    );
    let mut again = Browser::signed_in(demo.address, &person(24));
    assert!(!again.page.says("没填完的备案"), "{}", again.page.body);
    // Below its messages tell of it once more.
    let filings = again.page.body.split("<h2>消息").next().unwrap();
    assert_eq!(filings.matches("href=\"/filings/").count(), 1);
    // What was sent already leads to the filing.
    again.get(&check);
    assert_eq!(again.page.path, ended[0]);
}

#[test]
fn what_is_somebody_elses_is_not_there_unless_they_consented() {
    let (_folder, demo) = demo();
    let mut owner = filled(&demo, 25, JOURNEY, "other-temporary");
    let draft = owner.page.path.clone();
    send(&mut owner);
    let filing = owner.page.path.clone();
    let mut other = Browser::signed_in(demo.address, &person(26));
    let said = |browser: &mut Browser, path: &str| {
        browser.get(path);
        (browser.page.status, browser.page.body.replace(path, ""))
    };
    let nothing = "/filings/B440300261130000000000000000";
    let theirs = said(&mut other, &filing);
    assert_eq!(theirs.0, 404);
    assert_eq!(
        theirs,
        said(&mut other, nothing),
        "the page tells nothing of it"
    );
    assert_eq!(said(&mut other, &draft).0, 404);
    assert_eq!(said(&mut other, &format!("{filing}/cancel")).0, 404);
    assert_eq!(
        said(&mut other, &format!("/file?{JOURNEY}&for={}", person(25))).0,
        404
    );
    other.get("/me");
    other.post(&format!("{filing}/cancel"), &[]);
    assert_eq!(other.page.status, 404);
    let mut nobody = Browser::new(demo.address);
    nobody.get(&filing);
    assert!(nobody.page.path.starts_with("/sign-in"));
}

#[test]
fn every_kind_of_filing_is_decided_as_its_rules_say() {
    let (_folder, demo) = demo();
    // who, kind, words of the page that follows
    let rows: [(u32, &str, &str); 5] = [
        (27, "long-term-resident", "备案好了"),
        (28, "other-temporary", "备案好了"),
        (29, "posted-worker:6", "备案好了"),
        (30, "posted-worker:0", "等人核对"),
        (35, "resettled-retiree", "备案好了"),
    ];
    for (who, kind, says) in rows {
        let mut browser = filled(&demo, who, JOURNEY, kind);
        let by = browser.page.says("最晚20");
        assert_eq!(
            by,
            says == "等人核对",
            "{kind}: by when a person answers is said"
        );
        let foretold = browser.page.says("当场通过");
        assert_eq!(
            foretold,
            says == "备案好了",
            "{kind}: {}",
            browser.page.body
        );
        send(&mut browser);
        assert!(browser.page.says(says), "{kind}: {}", browser.page.body);
    }
    // Those who work are not offered what is for the retired, and referrals come from hospitals.
    let mut browser = Browser::signed_in(demo.address, &person(31));
    browser.get(&format!("/file?{JOURNEY}"));
    for kind in ["resettled-retiree", "referral"] {
        assert!(!browser.page.says(&format!("value=\"{kind}\"")), "{kind}");
    }
    assert!(browser.page.says("您不是这一种") && browser.page.says("转诊医院"));
    // A changed place within half a year asks for a proof, and says which rule.
    let mut browser = Browser::signed_in(demo.address, &person(54));
    browser.get(&format!("/file?{JOURNEY}"));
    browser.submit("/file", &[("answer", "long-term-resident")]);
    browser.submit("/file", &CONTACT);
    assert_eq!(browser.asks(), "proof", "{}", browser.page.body);
    assert!(browser.page.says("6 个月内换地方"), "{}", browser.page.body);
    // The premiums of the last month are not paid: a person looks at it.
    let mut browser = Browser::signed_in(demo.address, &person(36));
    browser.get(&format!("/file?{JOURNEY}"));
    assert!(browser.page.says("您的医保不在这里交") || browser.asks() == "case");
}

#[test]
fn one_waits_one_is_corrected_one_is_withdrawn_and_one_replaces_another() {
    let (_folder, demo) = demo();
    // Sent back: corrected with everything that was said, and sent again under its number.
    let mut browser = Browser::signed_in(demo.address, &person(13));
    let filing = browser.link("/filings/");
    browser.get(&filing);
    assert!(
        browser.page.says("退回了，请改好再交") && browser.page.says("申请日不变"),
        "{}",
        browser.page.body
    );
    // It stood on a pledge, and waits for the proof: the way leads there, the message too.
    assert!(browser.page.says("交材料"), "{}", browser.page.body);
    browser.get("/me/messages");
    assert!(browser.page.says("去补正或交材料") || !browser.page.says("退回"));
    browser.get(&filing);
    browser.submit(&format!("{filing}/correct"), &[]);
    assert_eq!(browser.asks(), "proof", "{}", browser.page.body);
    let check = browser.page.path.replace("/proof", "/check");
    browser.get(&check);
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    // Waiting: who decides, by when, what if nobody answers; it is withdrawn after it was asked.
    let mut waits = Browser::signed_in(demo.address, &person(12));
    let link = waits.link("/filings/");
    waits.get(&link);
    for words in [
        "正在核对",
        "深圳市医保局",
        "到时候还没有消息？",
        "这几天要住院？",
    ] {
        assert!(waits.page.says(words), "{words}: {}", waits.page.body);
    }
    waits.get(&format!("{link}/cancel"));
    assert!(waits.page.says("要撤回吗？"));
    waits.submit(&format!("{link}/cancel"), &[]);
    assert!(waits.page.says("不覆盖任何一天"), "{}", waits.page.body);
    waits.get(&format!("{link}/cancel"));
    assert!(waits.page.says("没有办成"), "{}", waits.page.body);
    // A temporary filing is replaced by one for another place, which says so before.
    let mut browser = filled(&demo, 32, JOURNEY, "other-temporary");
    send(&mut browser);
    let first = browser.page.path.clone();
    browser.get(&format!("{first}/change"));
    assert!(browser.page.says("自动停"), "{}", browser.page.body);
    browser.get("/file?insured_at=440300&treated_at=420100");
    browser.submit("/file", &[("answer", "other-temporary")]);
    if browser.asks() == "contact" {
        browser.submit("/file", &CONTACT);
    }
    assert!(browser.page.says("会被这一份替代"), "{}", browser.page.body);
    send(&mut browser);
    browser.get(&first);
    assert!(browser.page.says("已被新备案替代"), "{}", browser.page.body);
    // A long-term one is replaced in one act, or cancelled, and says from when it holds no more.
    let mut browser = Browser::signed_in(demo.address, &person(1));
    let link = browser.link("/filings/");
    browser.get(&format!("{link}/change"));
    assert!(browser.page.says("您不用先取消"), "{}", browser.page.body);
    browser.get(&format!("{link}/cancel"));
    assert!(
        browser.page.says("不再有效") && browser.page.says("确认取消"),
        "{}",
        browser.page.body
    );
    browser.submit(&format!("{link}/cancel"), &[("reason", "<b>搬回来了</b>")]);
    assert!(
        browser.page.says("已经取消") && browser.page.says("&#60;b&#62;"),
        "{}",
        browser.page.body
    );
}

#[test]
fn hostile_text_in_every_field_stays_text() {
    let (_folder, demo) = demo();
    let hostile = [
        "\"><script>alert(1)</script>",
        "'; DROP TABLE filing; --",
        "{{ frame.token }}",
        "\u{202e}\u{0}\r\nSet-Cookie: a=b",
        "../../etc/passwd",
        &"长".repeat(300),
    ];
    let mut browser = Browser::signed_in(demo.address, &person(33));
    for text in hostile {
        browser.get(&format!("/file?{JOURNEY}&why={}", browser::encoded(text)));
        if browser.asks() == "case" {
            browser.submit("/file", &[("answer", text)]);
            assert_eq!(browser.page.status, 422, "{text}");
            browser.submit("/file", &[("answer", "other-temporary")]);
        }
        if browser.asks() == "check" {
            let contact = browser.page.path.replace("/check", "/contact");
            browser.get(&contact);
        }
        browser.submit(
            "/file",
            &[("name", text), ("phone", text), ("address", text)],
        );
        assert_eq!(browser.page.status, 422, "{text}");
        assert!(!browser.page.says("<script"), "{text}");
        browser.submit(
            "/file",
            &[("name", text), ("phone", "13800001234"), ("address", text)],
        );
        assert!(matches!(browser.asks(), "check" | "contact"), "{text}");
        browser.get(&format!("/verify?code={}", browser::encoded(text)));
        assert_eq!(browser.page.status, 200);
        browser.get(&format!("/filings/{}", browser::encoded(text)));
        assert_eq!(browser.page.status, 404);
        browser.get(&format!("/file/{}/check", browser::encoded(text)));
        assert!(matches!(browser.page.status, 404), "{text}");
    }
    // A form of somebody else's page is not taken.
    browser.get(&format!("/file?{JOURNEY}"));
    let path = browser.page.path.clone();
    browser.post_with(
        "0".repeat(32).as_str(),
        &path,
        &[("read", "1"), ("promise", "1")],
    );
    assert!(browser.page.status >= 400);
    assert!(attribute(&browser.page.body, "data-state").is_none());
}
