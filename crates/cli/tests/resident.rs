//! A resident's own pages and those of whom they help, through a listening port: nothing a page
//! leads to forgets whom it is about, and nothing asks for what cannot be done.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "filing/browser.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod browser;
mod till;
#[path = "resident/told.rs"]
mod told;

use std::collections::BTreeSet;

use browser::{Browser, encoded};
use till::server::Demo;

const MOTHER: &str = "44030000000000000035";
/// Insured elsewhere.
const DAUGHTER: &str = "51010000000000000082";

const CONTACT: [(&str, &str); 3] = [
    ("name", "示例联系人"),
    ("phone", "13800001234"),
    ("address", "示例街道 1 号"),
];

fn demo() -> (tempfile::TempDir, Demo) {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    (folder, demo)
}

fn person(last: u32) -> String {
    format!("4403000000000000{last:04}")
}

/// The mother allows the daughter.
fn allow(demo: &Demo) -> Browser {
    let mut mother = Browser::signed_in(demo.address, MOTHER);
    mother.get("/me/family");
    for power in [
        "提交、更改和取消备案",
        "完整的证件号码",
        "登录验证码",
        "验证码作废",
    ] {
        assert!(mother.page.says(power), "{power}");
    }
    let named = [
        ("name", "顾蓉城"),
        ("number", "510105198211341758"),
        ("relation", "child"),
    ];
    mother.submit("/me/family", &named);
    assert!(mother.page.says("顾*"), "{}", mother.page.body);
    mother
}

/// Addresses in the main part of a page: what one goes to, and what is sent.
fn addresses(page: &str) -> Vec<String> {
    let (_, main) = page.split_once("<main").unwrap();
    let (main, _) = main.split_once("</main>").unwrap();
    let mut found = Vec::new();
    for name in [" href=\"", " action=\"", " formaction=\""] {
        let all = main.split(name).skip(1);
        found.extend(all.map(|rest| rest.split('"').next().unwrap().replace("&#38;", "&")));
    }
    found
}

/// Whether what lies there may be about whom one helps.
fn is_personal(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap();
    let pages = [
        "/advice",
        "/stories",
        "/facilities",
        "/designation",
        "/file",
        "/filings",
        "/me",
        "/policy/what-if",
    ];
    let below = |page: &&str| path == *page || path.starts_with(&format!("{page}/"));
    (path == "/" || pages.iter().any(below)) && !path.starts_with("/me/family")
}

/// Goes through everything from a page, and says which pages forget whom they are about.
fn crawl(browser: &mut Browser, from: &str) -> (BTreeSet<String>, Vec<String>) {
    let about = format!("for={MOTHER}");
    let (mut seen, mut forgets) = (BTreeSet::new(), Vec::new());
    let mut ahead = vec![(from.to_owned(), 0)];
    while let Some((address, far)) = ahead.pop() {
        if far > 4 || seen.len() > 150 || !seen.insert(address.clone()) {
            continue;
        }
        browser.get(&address);
        // An address that only takes forms is no page.
        if browser.page.status == 405 || !browser.page.says("<main") {
            continue;
        }
        for to in addresses(&browser.page.body) {
            if !is_personal(&to) {
                continue;
            }
            if !to.contains(&about) {
                forgets.push(format!("{address} → {to}"));
            }
            let is_page = !to.contains(".pdf") && !to.contains("/documents/");
            if is_page && !to.starts_with("/sign-") {
                ahead.push((to, far + 1));
            }
        }
    }
    (seen, forgets)
}

#[test]
fn a_helpers_pages_never_forget_whom_they_are_about() {
    let (_folder, demo) = demo();
    let mut mother = allow(&demo);
    let mut daughter = Browser::signed_in(demo.address, DAUGHTER);
    daughter.get("/me/family");
    assert!(daughter.page.says("您是对方的："), "{}", daughter.page.body);
    // From her mother's page to a filing that is sent: the mother's.
    let theirs = daughter.link("/me?for=");
    daughter.get(&theirs);
    let home = daughter.link("/?");
    daughter.get(&home);
    assert!(daughter.page.says("value=\"深圳") && daughter.page.says("name=\"for\""));
    daughter.get(&format!(
        "/advice?insured_at=440300&treated_at=510100&for={MOTHER}"
    ));
    let file = daughter.link("/file?");
    assert!(file.contains(&format!("for={MOTHER}")), "{file}");
    daughter.get(&file);
    assert!(
        daughter.page.says("您正在替家人办"),
        "{}",
        daughter.page.body
    );
    if daughter.asks() == "case" {
        daughter.submit("/file", &[("answer", "other-temporary")]);
    }
    assert_eq!(daughter.asks(), "contact", "{}", daughter.page.body);
    daughter.submit("/file", &CONTACT);
    let check = daughter.page.path.clone();
    daughter.submit("/file/", &[("read", "1"), ("promise", "1")]);
    assert!(
        daughter.page.path.contains(&format!("for={MOTHER}")),
        "{check}"
    );
    assert!(daughter.page.says("备案好了"), "{}", daughter.page.body);
    let filing = daughter.page.path.split('?').next().unwrap().to_owned();
    // Whatever she goes to from there.
    for from in [
        format!("/me?for={MOTHER}"),
        filing.clone(),
        format!("/designation?for={MOTHER}"),
    ] {
        let (seen, forgets) = crawl(&mut daughter, &from);
        assert!(seen.len() > 10, "{from}: {seen:?}");
        assert!(forgets.is_empty(), "{forgets:#?}");
    }
    daughter.get(&format!("/me/export?for={MOTHER}"));
    // The mother has the filing, and sees who looked.
    mother.get("/me");
    assert!(mother.page.says(&filing), "{}", mother.page.body);
    mother.get(&filing);
    assert!(mother.page.says("由顾*代办"), "{}", mother.page.body);
    mother.get("/me/looked");
    for words in ["您授权的家人 顾*", "下载了全部信息"] {
        assert!(mother.page.says(words), "{words}: {}", mother.page.body);
    }
    // The daughter's own pages are her own.
    daughter.get("/me");
    assert!(!daughter.page.says("?for="), "{}", daughter.page.body);
}

#[test]
fn a_sign_in_code_ends_with_the_consent() {
    let (_folder, demo) = demo();
    let mut mother = allow(&demo);
    let mut daughter = Browser::signed_in(demo.address, DAUGHTER);
    let code = |daughter: &mut Browser| {
        daughter.get("/me/family");
        daughter.submit("/me/family/code", &[("person", MOTHER)]);
        let told = daughter
            .page
            .body
            .split("<b class=\"num\">")
            .nth(1)
            .unwrap();
        told.split('<').next().unwrap().to_owned()
    };
    let sign_in = |code: &str| {
        let mut other = Browser::new(demo.address);
        other.get("/sign-in?way=code");
        let typed = [
            ("name", "章退安"),
            ("number", "440305196513080809"),
            ("code", code),
        ];
        other.submit("/sign-in/code", &typed);
        other
    };
    let used = code(&mut daughter);
    let mut as_mother = sign_in(&used);
    as_mother.get("/me");
    assert!(as_mother.page.says("章退安"), "{}", as_mother.page.body);
    let unused = code(&mut daughter);
    mother.get("/me/family");
    mother.submit("/me/family/end", &[]);
    as_mother.get("/me");
    assert!(
        as_mother.page.path.starts_with("/sign-in"),
        "{}",
        as_mother.page.path
    );
    let mut late = sign_in(&unused);
    // What was typed stays, but for the code.
    assert!(
        late.page.says("value=\"440305196513080809\""),
        "{}",
        late.page.body
    );
    late.get("/me");
    assert!(late.page.path.starts_with("/sign-in"), "{}", late.page.path);
    // Nothing filled in is nothing sent.
    late.get("/sign-in?way=code");
    late.post("/sign-in/send-code", &[]);
    assert!(late.page.says("请填写「姓名」"), "{}", late.page.body);
}

#[test]
fn what_is_wrong_in_the_family_is_said_at_its_field_and_what_was_typed_stays() {
    let (_folder, demo) = demo();
    let mut mother = Browser::signed_in(demo.address, MOTHER);
    mother.get("/me/family");
    assert!(
        !mother.page.says(" selected"),
        "no relation is chosen beforehand"
    );
    let typed = [
        ("name", "顾蓉城"),
        ("number", "510105198211341758"),
        ("relation", "child"),
        ("until", "2026-11-30"),
    ];
    mother.submit("/me/family", &typed);
    assert!(mother.page.says("要晚于今天") && !mother.page.says("字段 until"));
    for kept in [
        "value=\"顾蓉城\"",
        "value=\"510105198211341758\"",
        " selected",
    ] {
        assert!(mother.page.says(kept), "{kept}: {}", mother.page.body);
    }
    let unknown = [
        ("name", "无此人"),
        ("number", "510105198211341758"),
        ("relation", "child"),
    ];
    mother.submit("/me/family", &unknown);
    assert!(
        mother.page.says("姓名和证件号码要和参保登记一致"),
        "{}",
        mother.page.body
    );
}

#[test]
fn whoever_is_filed_is_not_asked_to_file_or_to_cancel() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(60));
    let filing = browser.link("/filings/");
    browser.get("/advice?insured_at=440300&treated_at=510100");
    assert!(browser.page.says("您已经备案了"), "{}", browser.page.body);
    assert_eq!(browser.link("/filings/"), filing);
    browser.get("/file?insured_at=440300&treated_at=510100&why=stay&months=6");
    assert_eq!(browser.page.path, filing);
    // What is chosen there is not asked for again.
    assert!(
        !browser.page.says("看门诊先选好定点"),
        "{}",
        browser.page.body
    );
    // A bill is tried out with what is known.
    let bill = browser.link("/policy/what-if?");
    for name in ["age=", "footing="] {
        assert!(bill.contains(name), "{bill}");
    }
    let mut browser = Browser::signed_in(demo.address, &person(1));
    let filing = browser.link("/filings/");
    browser.get(&filing);
    let bill = browser.link("/policy/what-if?");
    assert!(bill.contains("tier=") && bill.contains("status="), "{bill}");
}

#[test]
fn another_place_is_one_act() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(26));
    let to = |at: &str| format!("/file?insured_at=440300&treated_at={at}&why=stay&months=6");
    browser.get(&to("510100"));
    assert_eq!(browser.asks(), "contact", "{}", browser.page.body);
    browser.submit("/file", &CONTACT);
    browser.submit("/file/", &[("read", "1"), ("promise", "1")]);
    assert!(browser.page.says("备案好了"), "{}", browser.page.body);
    let first = browser.page.path.clone();
    browser.get(&to("420100"));
    if browser.asks() == "contact" {
        browser.submit("/file", &CONTACT);
    }
    // A change within half a year asks for a proof, and says of which filing it speaks.
    assert_eq!(browser.asks(), "proof", "{}", browser.page.body);
    assert!(browser.page.says("上一份备案从") && !browser.page.says("请先取消"));
    let check = browser.page.path.replace("/proof", "/check");
    browser.get(&check);
    assert!(!browser.page.says("请先取消"), "{}", browser.page.body);
    browser.get(&first);
    assert!(
        browser.page.says("备案好了"),
        "it holds until the new one is approved"
    );
}

#[test]
fn a_cancelled_filing_says_one_thing_everywhere() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(23));
    let journey = "/file?insured_at=440300&treated_at=510100&why=trip";
    let send = |browser: &mut Browser| {
        browser.get(journey);
        if browser.asks() == "case" {
            browser.submit("/file", &[("answer", "other-temporary")]);
        }
        if browser.asks() == "start" {
            let first = browser.page.body.split("id=\"first\"").nth(1).unwrap();
            let first = first.split("value=\"").nth(1).unwrap();
            let first = first.split('"').next().unwrap().to_owned();
            browser.submit("/file", &[("first", &first)]);
        }
        if browser.asks() == "contact" {
            browser.submit("/file", &CONTACT);
        }
        assert_eq!(browser.asks(), "check", "{}", browser.page.body);
        browser.submit("/file/", &[("read", "1"), ("promise", "1")]);
        browser.page.path.clone()
    };
    let first = send(&mut browser);
    browser.get(&format!("{first}/cancel"));
    assert!(browser.page.says("今天还有效"), "{}", browser.page.body);
    browser.submit(&format!("{first}/cancel"), &[]);
    assert!(
        browser.page.says("今天还有效，明天起不再有效"),
        "{}",
        browser.page.body
    );
    // The check code is typed in any way, and says the same of today.
    let code = browser.page.body.split("/verify?code=").nth(1).unwrap();
    let code = code.split('"').next().unwrap().to_owned();
    assert_eq!(code.len(), 29, "{code}");
    for typed in [
        code.clone(),
        code.to_lowercase(),
        code.replace('-', " "),
        code.replace('-', "－"),
    ] {
        browser.get(&format!("/verify?code={}", encoded(&typed)));
        assert!(
            browser.page.says("今天是最后一天"),
            "{typed}: {}",
            browser.page.body
        );
    }
    browser.get("/me");
    assert!(browser.page.says(&first) && browser.page.says("以前的备案"));
    // The same again begins where the old one ends, without asking.
    let second = send(&mut browser);
    assert!(second.starts_with("/filings/"), "{}", browser.page.body);
    assert_ne!(first, second);
    // What never was in force covers no day.
    let mut waits = Browser::signed_in(demo.address, &person(12));
    let link = waits.link("/filings/");
    waits.get(&link);
    assert!(
        waits.page.says("最晚20"),
        "who waits knows until when: {}",
        waits.page.body
    );
    waits.submit_from(&format!("{link}/cancel"));
    assert!(waits.page.says("已经撤回") && waits.page.says("不覆盖任何一天"));
}

#[test]
fn what_cannot_be_renewed_here_is_said_before_anything_is_asked() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(4));
    let filing = browser.link("/filings/");
    browser.get(&filing);
    browser.get(&format!("{filing}/renew"));
    assert!(browser.page.says("转诊医院"), "{}", browser.page.body);
    assert!(!browser.page.says(&format!("action=\"{filing}/renew\"")));
    // Nor does what is sent all the same leave anything behind.
    browser.get("/me");
    browser.post(&format!("{filing}/renew"), &[]);
    assert!(browser.page.says("转诊医院"), "{}", browser.page.body);
    browser.get("/me");
    assert!(!browser.page.says("没填完的备案"), "{}", browser.page.body);
    // What has no end is not renewed.
    let mut browser = Browser::signed_in(demo.address, &person(60));
    let filing = browser.link("/filings/");
    browser.get(&format!("{filing}/renew"));
    assert!(browser.page.says("不用续办"), "{}", browser.page.body);
}

#[test]
fn what_is_said_now_holds_against_a_draft_and_a_place_is_changed_in_place() {
    let (_folder, demo) = demo();
    let mut browser = Browser::signed_in(demo.address, &person(31));
    let journey = "/file?insured_at=440300&treated_at=510100";
    browser.get(&format!("{journey}&why=stay&months=6"));
    browser.submit("/file", &CONTACT);
    assert!(
        browser.page.says("异地长期居住人员"),
        "{}",
        browser.page.body
    );
    browser.get(&format!("{journey}&why=trip"));
    if browser.asks() == "contact" {
        browser.submit("/file", &[]);
        browser.submit("/file", &CONTACT);
    }
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    assert!(
        browser.page.says("其他临时外出就医人员"),
        "{}",
        browser.page.body
    );
    let place = browser.page.path.replace("/check", "/place");
    assert!(browser.page.says(&place));
    browser.get(&place);
    browser.submit("/file/", &[("place", "没有这个地方")]);
    assert_eq!(browser.page.status, 422);
    browser.submit("/file/", &[("place", "武汉")]);
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    assert!(browser.page.says("武汉"), "{}", browser.page.body);
    // A number that cannot be reached is none.
    let contact = browser.page.path.replace("/check", "/contact");
    browser.get(&contact);
    browser.submit(
        "/file/",
        &[("name", "示例"), ("phone", "1380013"), ("address", "示例")],
    );
    assert_eq!(browser.page.status, 422);
    assert!(browser.page.says("11 位手机号"), "{}", browser.page.body);
}

#[test]
fn places_are_understood_as_people_say_them() {
    let (_folder, demo) = demo();
    let mut browser = Browser::new(demo.address);
    for (typed, says) in [
        ("日本东京", "data-answer=\"not-possible\""),
        ("美国", "data-answer=\"not-possible\""),
        ("泰国", "data-answer=\"not-possible\""),
        ("北京协和医院", "没有收录这家医院"),
        ("成督市", "成都"),
        ("武候区", "武侯区"),
    ] {
        browser.get(&format!(
            "/advice?insured_at=440300&treated_at={}",
            encoded(typed)
        ));
        assert!(browser.page.says(says), "{typed}: {}", browser.page.body);
    }
    browser.get("/advice?insured_at=440305&treated_at=510107");
    assert!(
        browser.page.says("深圳") && browser.page.says("成都"),
        "{}",
        browser.page.body
    );
    browser.get("/advice?insured_at=440300&treated_at=510100");
    assert!(browser.page.says("tel:0755-12333") && browser.page.says("已经住院了"));
    // A problem speaks the language of the page alone.
    browser.get("/no-such-page");
    assert!(!browser.page.says("What to do"), "{}", browser.page.body);
}
