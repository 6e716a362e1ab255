//! What people do on the pages, a step a function.

use std::net::SocketAddr;

use totp_rs::{Builder, Secret};

use super::agency::invented_id;
use super::browser::{Browser, encoded};
use super::inbox::Inbox;

const PASSWORD: &str = "长江边的三棵老槐树2026";

/// The code of an authenticator app, so many steps from now: none is taken twice.
fn app_code(key: &str, steps: u64) -> String {
    let secret = Secret::try_from_base32(key).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    totp.generate(now.as_secs() + 30 * steps).to_string()
}

/// Takes an invitation up, sets up the second factor, signs out and in again as on any morning.
pub fn joined(address: SocketAddr, name: &str, invitation: &str) -> Browser {
    let mut browser = Browser::new(address);
    browser.get("/welcome");
    let chosen = [("name", name), ("code", invitation), ("password", PASSWORD)];
    browser.submit("/welcome", &chosen);
    assert_eq!(browser.page.path, "/account", "{}", browser.page.body);
    let key = browser.page.body.split("<pre>").nth(1).unwrap();
    let key = key.split('<').next().unwrap().replace(' ', "");
    let code = app_code(&key, 0);
    browser.submit("/account/second-factor", &[("code", &code)]);
    assert!(browser.page.says("/sign-out"), "{}", browser.page.body);
    browser.submit("/sign-out", &[]);
    browser.get("/sign-in/staff");
    let code = app_code(&key, 1);
    let typed = [("name", name), ("password", PASSWORD), ("code", &code)];
    browser.submit("/sign-in/staff", &typed);
    assert_eq!(browser.page.path, "/account", "{}", browser.page.body);
    browser
}

/// Somebody insured, at the counter or before a telephone.
#[derive(Clone, Copy)]
pub struct Insured {
    pub name: &'static str,
    pub serial: u32,
}

impl Insured {
    /// Their number in the register.
    pub fn id(self) -> String {
        format!("440300000000000000{}", self.serial)
    }

    /// By a code that comes to the telephone.
    pub fn signs_in_by_message(self, address: SocketAddr, inbox: &Inbox) -> Browser {
        let number = invented_id(self.serial);
        let mut browser = Browser::new(address);
        browser.get("/sign-in?way=code");
        let who = [("name", self.name), ("number", number.as_str())];
        browser.submit_to("/sign-in/code", "/sign-in/send-code", &who);
        assert_eq!(browser.page.status, 200, "{}", browser.page.body);
        let code = inbox.newest(&self.id(), "sign-in-code");
        let code = code["code"].as_str().unwrap();
        // Enter in the field of the code presses the button above it.
        let typed = [who[0], who[1], ("code", code)];
        browser.submit_to("/sign-in/code", "/sign-in/send-code", &typed);
        assert_eq!(browser.page.path, "/me", "{}", browser.page.body);
        browser
    }

    /// By a code that the clerk at the counter gives, who has seen the papers.
    pub fn signs_in_by_counter(self, address: SocketAddr, clerk: &mut Browser) -> Browser {
        let number = invented_id(self.serial);
        let who = [("name", self.name), ("number", number.as_str())];
        clerk.get("/clerk/counter");
        clerk.submit("/clerk/counter", &who);
        clerk.submit("/clerk/counter/code", &[]);
        let code = clerk.page.body.split("class=\"answer num\">").nth(1);
        let code = code.unwrap_or_else(|| panic!("{}", clerk.page.body));
        let code = code.split('<').next().unwrap().to_owned();
        let mut browser = Browser::new(address);
        browser.get("/sign-in?way=code");
        browser.submit("/sign-in/code", &[who[0], who[1], ("code", &code)]);
        assert_eq!(browser.page.path, "/me", "{}", browser.page.body);
        browser
    }
}

/// Files for Chengdu from the question to the answer; the number of the filing.
pub fn files(browser: &mut Browser, kind: &str, phone: &str) -> String {
    browser.get("/advice?insured_at=440300&treated_at=510100");
    let go = browser.link("/file?");
    browser.get(&go);
    if browser.asks() == "case" {
        browser.submit("/file", &[("answer", kind)]);
    }
    assert_eq!(browser.asks(), "contact", "{}", browser.page.body);
    let contact = [("phone", phone), ("address", "示例路 1 号")];
    let name = browser.page.body.split("name=\"name\"").nth(1).unwrap();
    let name = name.split("value=\"").nth(1).unwrap();
    let name = name.split('"').next().unwrap().to_owned();
    browser.submit("/file", &[("name", &name), contact[0], contact[1]]);
    assert_eq!(browser.asks(), "check", "{}", browser.page.body);
    browser.submit("/file/", &[("read", "1"), ("promise", "1")]);
    let filing = browser.page.path.strip_prefix("/filings/");
    filing
        .unwrap_or_else(|| panic!("{}", browser.page.body))
        .to_owned()
}

/// Decides the first case of the list; it is this one.
pub fn approves(clerk: &mut Browser, filing: &str) {
    let case = format!("/clerk/filings/{filing}");
    clerk.get("/clerk");
    clerk.submit_to("/clerk/bulk", &format!("{case}/take-over"), &[]);
    assert_eq!(clerk.page.path, case, "{}", clerk.page.body);
    // What opened this moment nobody has read.
    std::thread::sleep(std::time::Duration::from_millis(500));
    clerk.submit(&format!("{case}/decide"), &[]);
    assert_eq!(clerk.page.path, "/clerk", "{}", clerk.page.body);
}

/// Hands a table over on the page of an employer and files what is right in it.
pub fn hands_over(employer: &mut Browser, table: &str) {
    employer.get("/employer");
    assert!(employer.page.says("示例公司"), "{}", employer.page.body);
    let token = employer.token();
    let head = format!(
        "--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n\
         --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n"
    );
    let body = [head.as_bytes(), table.as_bytes(), b"\r\n--x--\r\n"].concat();
    let kind = "multipart/form-data; boundary=x";
    employer.post_bytes("/employer/upload", kind, &body);
    assert!(
        employer.page.says("1 人，1 人可以提交"),
        "{}",
        employer.page.body
    );
    employer.submit_to("/employer/check", "/employer/file", &[("agreed", "1")]);
    assert!(employer.page.says("提交了 1 人"), "{}", employer.page.body);
}

/// Opens the newest bill of the person who is signed in.
pub fn reads_the_bill(browser: &mut Browser) {
    browser.get("/me");
    let bills = browser.link("/persons/");
    browser.get(&bills);
    let bill = browser.link("/settlements/");
    browser.get(&bill);
    assert_eq!(browser.page.status, 200, "{}", encoded(&bill));
}
