//! Passkeys in a real browser with an authenticator of its WebDriver: added, used alone and behind
//! a password, removed; and pages that work without script.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "provider/driven.rs"]
mod driven;
mod till;

use driven::Driven;
use serde_json::json;
use till::server::{Demo, run};
use totp_rs::{Builder, Secret};

/// The demo where passkeys are for: by the name of this machine.
fn base(demo: &Demo) -> String {
    format!("http://localhost:{}", demo.address.port())
}

fn sign_in_by_demo(browser: &mut Driven, base: &str) {
    browser.go(&format!("{base}/sign-in/staff"));
    browser.click("form[action='/sign-in/demo'] button");
    browser.wait_for("location.pathname === '/account'");
}

fn sign_out(browser: &mut Driven) {
    browser.click("form[action='/sign-out'] button");
    browser.wait_for("location.pathname === '/'");
}

fn add_passkey(browser: &mut Driven, name: &str) {
    browser.type_into("#passkey-name", name);
    browser.click("button[data-passkey=make]");
    browser.wait_for(&format!(
        "document.body.innerText.includes({})",
        json!(format!("通行密钥 {name}"))
    ));
}

#[test]
fn a_passkey_is_added_signs_in_and_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let base = base(&demo);
    let mut browser = Driven::start();
    browser.add_authenticator(true);
    sign_in_by_demo(&mut browser, &base);
    let name = browser.text("h1");
    add_passkey(&mut browser, "示例电脑");
    sign_out(&mut browser);
    browser.go(&format!("{base}/sign-in/staff"));
    browser.click("button[data-passkey=sign-in]");
    browser.wait_for("location.pathname === '/account'");
    assert_eq!(browser.text("h1"), name);
    // Where it is signed in says how.
    browser.go(&format!("{base}/account/sign-ins"));
    let listed = browser.text("main");
    assert!(
        listed.contains("通行密钥") && listed.contains("就是这里"),
        "{listed}"
    );
    // The same authenticator has one already, and is not asked for another.
    browser.go(&format!("{base}/account"));
    browser.click("button[data-passkey=make]");
    browser.wait_for("!document.querySelector('[data-passkey-failed]').hidden");
    browser.click("form[action='/account/passkeys/remove'] button");
    browser.wait_for("document.body.innerText.includes('还没有登记')");
    sign_out(&mut browser);
    browser.go(&format!("{base}/sign-in/staff"));
    browser.click("button[data-passkey=sign-in]");
    browser.wait_for("document.body.innerText.includes('没有登录成功')");
}

#[test]
fn behind_a_password_a_passkey_stands_for_the_code() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let base = base(&demo);
    let mut browser = Driven::start();
    // A key that looks at nobody, as those without a PIN do.
    browser.add_authenticator(false);
    sign_in_by_demo(&mut browser, &base);
    let name = browser.text("h1");
    sign_out(&mut browser);
    let database = format!("sqlite:{}", folder.path().join("suixing.db").display());
    let told = run(
        &[
            "operator",
            "invite",
            &name,
            "--json",
            "--database",
            &database,
        ],
        "",
    );
    let told: serde_json::Value = serde_json::from_str(&told.unwrap()).unwrap();
    browser.go(&format!("{base}/welcome"));
    browser.type_into("#name", &name);
    browser.type_into("#code", told["code"].as_str().unwrap());
    browser.type_into("#password", "correct horse battery");
    browser.click("main form button.go");
    browser.wait_for("document.querySelector('pre')");
    let key = browser.text("pre").replace(' ', "");
    browser.type_into("#code", &code_now(&key));
    browser.click("form[action='/account/second-factor'] button");
    browser.wait_for("document.querySelector('button[data-passkey=make]')");
    add_passkey(&mut browser, "安全密钥");
    sign_out(&mut browser);
    browser.go(&format!("{base}/sign-in/staff"));
    // Without the password there is no second step.
    browser.type_into("form[action='/sign-in/staff'] #name", &name);
    browser.click("button[data-passkey=second]");
    assert_eq!(
        browser.run("return location.pathname"),
        json!("/sign-in/staff")
    );
    browser.type_into("#password", "correct horse battery");
    browser.click("button[data-passkey=second]");
    browser.wait_for("location.pathname === '/account'");
    assert_eq!(browser.text("h1"), name);
}

#[test]
fn elsewhere_a_page_says_where_passkeys_are_and_the_password_remains() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(folder.path(), None);
    let mut browser = Driven::start();
    browser.go(&format!("http://{}/sign-in/staff", demo.address));
    browser.wait_for("!document.querySelector('[data-passkey-elsewhere]').hidden");
    let shown = browser.text("main");
    assert!(shown.contains(&base(&demo)), "{shown}");
    let is_hidden = "return document.querySelector('button[data-passkey=sign-in]').hidden";
    assert_eq!(browser.run(is_hidden), json!(true));
    assert_eq!(
        browser.run("return !!document.querySelector('#password')"),
        json!(true)
    );
}

fn code_now(key: &str) -> String {
    let secret = Secret::try_from_base32(key).unwrap();
    let totp = Builder::new().with_secret(secret).build_noncompliant();
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    totp.generate(seconds).to_string()
}
