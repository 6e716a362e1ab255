//! A register on a page, through a listening port: rehearsed, mended, written; the same work as the
//! command does. Without script.
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

use browser::Browser;
use till::server::{Demo, verify};

const KIND: &str = "multipart/form-data; boundary=x";
const FILE: &str = "单位编号\t单位名称\t参保地\t参保日期\n\
     E440300000071\t示例甲公司\t深圳市\t2020-01-01\n\
     E440300000072\t示例乙公司\t不是地方\t2020-01-01\n";

fn keeper(demo: &Demo) -> Browser {
    let mut browser = Browser::new(demo.address);
    browser.get("/sign-in/staff");
    let form = [("operator", "管系统"), ("to", "/account")];
    browser.post("/sign-in/demo", &form);
    browser
}

fn upload(browser: &mut Browser, fields: &[(&str, &str)], content: &[u8]) {
    browser.get("/registers");
    let token = browser.token();
    let mut body = Vec::new();
    for (name, value) in [("token", token.as_str())].iter().chain(fields) {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
    }
    let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
    body.extend([head.as_bytes(), content, b"\r\n--x--\r\n"].concat());
    browser.post_bytes("/registers", KIND, &body);
}

/// Asks again until it is over, as the page does by itself.
fn until_done(browser: &mut Browser) {
    let began = Instant::now();
    let page = browser.page.path.clone();
    while browser.page.says("http-equiv=\"refresh\"") {
        assert!(began.elapsed() < Duration::from_secs(30), "{page}");
        std::thread::sleep(Duration::from_millis(100));
        browser.get(&page);
    }
}

#[test]
fn a_register_is_rehearsed_then_written_and_the_rest_is_a_table_to_mend() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Demo::start(folder.path(), None);
    let mut browser = keeper(&demo);
    let link = browser.link("/registers");
    browser.get(&link);
    let employers = [("kind", "employers")];
    upload(&mut browser, &employers, FILE.as_bytes());
    until_done(&mut browser);
    let job = browser.page.path.clone();
    assert!(
        browser.page.says("预演：2 行，1 行要改") && browser.page.says("不是地方"),
        "{}",
        browser.page.body
    );
    let table = browser.link(&format!("{job}/rows.csv"));
    browser.get(&table);
    assert!(browser.page.says("拒收 refused") && browser.page.says("不是地方"));
    // Somebody else's is not there, not even to another keeper of the installation.
    let mut other = Browser::new(demo.address);
    other.get("/sign-in/staff");
    other.post(
        "/sign-in/demo",
        &[("operator", "罗窗口"), ("to", "/account")],
    );
    other.get(&job);
    assert!(other.page.status == 403 || other.page.status == 404);
    // What was handed in is listed; what another server has is told to be there.
    browser.get("/registers");
    assert!(browser.page.says(&job) && browser.page.says("预演过，没有写入"));
    browser.get("/registers/00000000000000000000000000000000");
    assert_eq!(browser.page.status, 404);
    assert!(
        browser.page.says("不在这台服务器上"),
        "{}",
        browser.page.body
    );
    browser.get(&job);
    browser.submit(&job, &[]);
    until_done(&mut browser);
    assert!(
        browser.page.says("已写入：新增 1 行"),
        "{}",
        browser.page.body
    );
    upload(&mut browser, &employers, FILE.as_bytes());
    until_done(&mut browser);
    assert!(browser.page.says("没有要写的"), "{}", browser.page.body);
    // What is no such table says so; what lacks something says what.
    upload(&mut browser, &employers, b"a,b\n1,2\n");
    until_done(&mut browser);
    assert!(browser.page.says("放不进来"), "{}", browser.page.body);
    upload(&mut browser, &[("kind", "catalogue")], FILE.as_bytes());
    until_done(&mut browser);
    assert!(browser.page.says("放不进来"), "{}", browser.page.body);
    upload(&mut browser, &employers, b"");
    assert_eq!(browser.page.status, 422, "{}", browser.page.body);
    let large = vec![b'a'; 21 * 1024 * 1024];
    upload(&mut browser, &employers, &large);
    assert!(browser.page.says("suixing import"), "{}", browser.page.body);
    demo.kill();
    let database = format!("sqlite:{}", folder.path().join("suixing.db").display());
    verify(&database).unwrap();
}
