//! Staff at a real provider of identities: signed in by its keys, refused when unknown or disabled,
//! asked for our second step unless its own counts, and told in words whatever goes wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

#[path = "registers/agency.rs"]
#[allow(dead_code, reason = "another test uses the rest")]
mod agency;
#[path = "provider/visitor.rs"]
mod visitor;

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use agency::{Agency, shown};
use totp_rs::{Builder, Secret};
use visitor::{Visited, Visitor};

const SECRET: &str = "a secret of the tests, 32 and more signs";

const STAFF: &str = "工号|姓名|职责|所属单位|状态\n\
     1001,示例甲|经办人员|深圳市|在用\n\
     1002,示例乙|经办主管|440300,在用\n\
     1003,示例丙|经办人员、经办主管|440300,\n";

const FACILITIES: &str = "定点医药机构编码|机构名称|医保区划|级别|普通门诊|住院\n\
     H44030500001,示例市第一医院|440305,三级|2019-01-01,是\n";

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// The provider, which ends with us.
struct Provider(Child);

impl Provider {
    fn start(port: u16, back: &str) -> Provider {
        let folder = std::env::var_os("SUIXING_TEST_PROVIDER").expect(
            "SUIXING_TEST_PROVIDER names no provider of identities; run by cargo xtask test",
        );
        let mut command = Command::new("node");
        command.current_dir(PathBuf::from(folder));
        command.arg("provider.mjs").arg(port.to_string()).arg(back);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("node runs");
        let printed = child.stdout.as_mut().unwrap();
        let lines = BufReader::new(printed).lines().map(Result::unwrap);
        let issuer = format!("http://127.0.0.1:{port}");
        assert!(lines.into_iter().any(|line| line == issuer), "it listens");
        Provider(child)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An agency that has one.
struct Place {
    agency: Agency,
    ours: u16,
    provider: Option<Provider>,
}

impl Place {
    fn new(client: &str) -> Place {
        let mut agency = Agency::new(None);
        let (ours, theirs) = (free_port(), free_port());
        agency.counts("facilities", FACILITIES, &["--write"], [1, 0, 0, 0]);
        let (text, _) = agency.import("operators", STAFF.as_bytes(), &["--write"]);
        assert_eq!(text["new"], 3, "{text} {}", agency.report("operators"));
        let config = agency.path("it/suixing.toml");
        let secret = agency.path("it/secret/provider");
        std::fs::write(&secret, SECRET).unwrap();
        use std::os::unix::fs::PermissionsExt;
        let own = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&secret, own).unwrap();
        let text = std::fs::read_to_string(&config).unwrap();
        let secret = secret.display();
        let listen = format!("listen = \"127.0.0.1:{ours}\"");
        let text = text.replace("listen = \"127.0.0.1:0\"", &listen);
        let text = format!(
            "public_address = \"http://127.0.0.1:{ours}\"\n{text}\n\
             [single_sign_on]\nissuer = \"http://127.0.0.1:{theirs}\"\nclient_id = \"{client}\"\n\
             secret_file = \"{secret}\"\nclaim = \"employee_number\"\nscopes = [\"staff\"]\n\
             second_step = [\"otp\"]\nmay_reach = [\"127.0.0.0/8\"]\nlabel_zh = \"示例市统一登录\"\n"
        );
        std::fs::write(&config, text).unwrap();
        let back = format!("http://127.0.0.1:{ours}/sign-in/sso/back");
        let provider = Provider::start(theirs, &back);
        agency.serve();
        Place {
            agency,
            ours,
            provider: Some(provider),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.ours)
    }

    /// A browser of somebody whom the provider knows.
    fn visitor(&self, account: &str, ways: &str) -> Visitor {
        let mut visitor = Visitor::default();
        if !account.is_empty() {
            visitor.keep("as", account);
        }
        visitor.keep("amr", ways);
        visitor
    }

    fn operator(&self, words: &[&str]) -> String {
        let database = format!("sqlite:{}", self.agency.path("it/suixing.db").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command
            .arg("operator")
            .args(words)
            .args(["--database", &database]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", shown(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn is_account(visited: &Visited, name: &str) {
    assert!(visited.url.ends_with("/account"), "{visited:?}");
    assert!(visited.body.contains(name), "{visited:?}");
}

fn is_refused(visited: &Visited, status: u16, code: &str) {
    assert_eq!(visited.status, status, "{visited:?}");
    assert!(visited.body.contains(code), "{code}: {visited:?}");
    assert!(!visited.set.contains("signed-in=") || visited.set.contains("Max-Age=0"));
}

fn code_now(key: &str) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = Builder::new()
        .with_secret(secret)
        .with_step_duration(30)
        .build_noncompliant();
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    totp.generate(seconds).to_string()
}

#[test]
fn whoever_the_provider_signs_in_with_a_second_step_that_counts_is_in() {
    for client in ["suixing", "suixing-es"] {
        let place = Place::new(client);
        let mut visitor = place.visitor("1001", "pwd.otp");
        let page = visitor.get(&place.url("/sign-in/staff?to=/clerk"));
        assert!(page.body.contains("示例市统一登录"), "{page:?}");
        let there = visitor.get(&place.url("/sign-in/sso?to=/clerk"));
        assert!(there.url.ends_with("/clerk"), "{there:?}");
        is_account(&visitor.get(&place.url("/account")), "示例甲");
        // The same address again: the code was used, and the browser asks for nothing any more.
        let back = visitor
            .history
            .iter()
            .find(|url| url.contains("/sign-in/sso/back"));
        let back = back.unwrap().clone();
        is_refused(&visitor.get(&back), 401, "single-sign-on-stale");
    }
}

#[test]
fn a_code_that_was_used_is_refused_by_the_provider_and_told() {
    let place = Place::new("suixing");
    let mut visitor = place.visitor("1001", "pwd.otp");
    let before = visitor.get_until(&place.url("/sign-in/sso"), "/sign-in/sso/back");
    let asked = visitor.cookie("__Host-asked");
    visitor.get(&before);
    visitor.keep("__Host-asked", &asked);
    is_refused(&visitor.get(&before), 401, "single-sign-on-refused");
    // Somebody else's browser, and another state than was asked.
    let mut other = place.visitor("1001", "pwd.otp");
    is_refused(&other.get(&before), 401, "single-sign-on-stale");
    let next = visitor.get_until(&place.url("/sign-in/sso"), "/sign-in/sso/back");
    let turned = next.replace("state=", "state=0");
    is_refused(&visitor.get(&turned), 401, "single-sign-on-stale");
}

#[test]
fn who_is_unknown_disabled_or_not_signed_in_there_is_told_and_not_let_in() {
    let place = Place::new("suixing");
    let sso = place.url("/sign-in/sso");
    let unknown = place.visitor("9999", "pwd.otp").get(&sso);
    is_refused(&unknown, 403, "not-staff-here");
    // A name is no number: others choose names.
    let named = place.visitor("示例甲", "pwd.otp").get(&sso);
    is_refused(&named, 403, "not-staff-here");
    let nobody = place.visitor("", "pwd").get(&sso);
    is_refused(&nobody, 401, "single-sign-on-refused");
    assert!(nobody.body.contains("access_denied"), "{nobody:?}");
    place.operator(&["disable", "示例乙"]);
    let disabled = place.visitor("1002", "pwd.otp").get(&sso);
    is_refused(&disabled, 403, "account-disabled");
}

#[test]
fn our_second_step_is_asked_where_the_provider_took_none() {
    let place = Place::new("suixing");
    let sso = place.url("/sign-in/sso?to=/clerk");
    let without = place.visitor("1003", "pwd").get(&sso);
    is_refused(&without, 403, "no-second-step-here");
    // The invitation sets one up.
    let codes = std::fs::read_to_string(place.agency.path("operators.report.invitations.csv"));
    let codes = codes.unwrap();
    let line = codes
        .lines()
        .find(|line| line.starts_with("1003,"))
        .unwrap();
    let code = line.rsplit(',').next().unwrap().trim();
    let mut visitor = place.visitor("1003", "pwd");
    visitor.get(&place.url("/welcome"));
    let fields = [
        ("name", "1003"),
        ("code", code),
        ("password", "long enough to be one"),
    ];
    let page = visitor.post(&place.url("/welcome"), &fields);
    let key = page.body.split("<pre>").nth(1).unwrap();
    let key = key.split("</pre>").next().unwrap().to_owned();
    let set = visitor.post(
        &place.url("/account/second-factor"),
        &[("code", &code_now(&key))],
    );
    is_account(&set, "示例丙");
    visitor.post(&place.url("/sign-out"), &[]);
    let step = visitor.get(&sso);
    assert!(step.url.ends_with("/sign-in/second-step"), "{step:?}");
    let wrong = visitor.post(&place.url("/sign-in/second-step"), &[("code", "000000")]);
    is_refused(&wrong, 401, "没有登录成功");
    // A code counts once, so it is that of the next half minute.
    let next = totp_of_next(&key);
    let there = visitor.post(&place.url("/sign-in/second-step"), &[("code", &next)]);
    assert!(there.url.ends_with("/clerk"), "{there:?}");
    // What lay with the browser is gone.
    let again = visitor.get(&place.url("/sign-in/second-step"));
    is_refused(&again, 401, "single-sign-on-stale");
}

fn totp_of_next(key: &str) -> String {
    let secret = Secret::try_from_base32(key.replace(' ', "")).unwrap();
    let totp = Builder::new()
        .with_secret(secret)
        .with_step_duration(30)
        .build_noncompliant();
    let now = std::time::SystemTime::now();
    let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    totp.generate(seconds + 30).to_string()
}

#[test]
fn a_provider_that_is_away_is_told_and_the_password_remains() {
    let mut place = Place::new("suixing");
    place.provider.take();
    let away = place
        .visitor("1001", "pwd.otp")
        .get(&place.url("/sign-in/sso"));
    is_refused(&away, 503, "single-sign-on-away");
    let page = place.visitor("", "pwd").get(&place.url("/sign-in/staff"));
    assert!(page.body.contains("name=\"password\""), "{page:?}");
}
