//! What `suixing doctor` says of an installation in which one thing after another is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use store::testing::{empty_the_outbox, make_a_foreign_database, pretend_schema, see_the_time};
use till::http::Client;
use till::server::Demo;

/// An installation in a folder: a database with invented people, keys, a configuration.
struct Installation {
    folder: tempfile::TempDir,
}

const FACILITIES: &str = "[facility.H44010400001]\ngateway = \"off\"\n";

impl Installation {
    fn new() -> Installation {
        let folder = tempfile::tempdir().unwrap();
        let mut demo = Demo::start(folder.path(), None);
        demo.terminate();
        assert!(demo.ended(20).is_some());
        let keys = std::fs::read(folder.path().join("demo.keys")).unwrap();
        let digits: String = keys.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(folder.path().join("keys"), digits).unwrap();
        chmod(&folder.path().join("keys"), 0o600);
        std::fs::create_dir(folder.path().join("backups")).unwrap();
        let installation = Installation { folder };
        installation.configure("suixing.db", FACILITIES);
        let to = installation.path("backups/it.backup");
        let made = installation.suixing(&["backup", "--to", to.to_str().unwrap()]);
        assert!(made.status.success());
        installation
    }

    /// A command that goes by its configuration, with these words.
    fn suixing(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command.args(words).arg("--config");
        command.arg(self.path("suixing.toml"));
        command.env_remove("SUIXING_KEYS").output().unwrap()
    }

    fn database(&self) -> String {
        format!("sqlite:{}", self.path("suixing.db").display())
    }

    /// The same, with another address to listen on and these lines more.
    fn configure_at(&self, listen: SocketAddr, more: &str) {
        self.configure("suixing.db", &format!("{more}\n{FACILITIES}"));
        let text = std::fs::read_to_string(self.path("suixing.toml")).unwrap();
        let text = text.replace("127.0.0.1:1\"", &format!("{listen}\""));
        std::fs::write(self.path("suixing.toml"), text).unwrap();
    }

    /// Waits until it names nothing but this facility.
    fn comes_into_order(&self) {
        let began = Instant::now();
        loop {
            let (codes, _) = self.doctor(&[]);
            if codes == ["facility-without-gateway"] {
                return;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{codes:?}");
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn configure(&self, database: &str, facilities: &str) {
        let shown = |name: &str| self.path(name).display().to_string();
        let text = format!(
            "database = \"sqlite:{}\"\nkeys_file = \"{}\"\nbackups = \"{}\"\n\
             listen = \"127.0.0.1:1\"\n{facilities}",
            shown(database),
            shown("keys"),
            shown("backups")
        );
        std::fs::write(self.path("suixing.toml"), text).unwrap();
    }

    /// The codes it names with these words more, wrong ones with a mark, and its exit code.
    fn doctor(&self, words: &[&str]) -> (Vec<String>, i32) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command.args(["doctor", "--json", "--config"]);
        command.arg(self.path("suixing.toml")).args(words);
        let output = command.env_remove("SUIXING_KEYS").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let found: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {said}"));
        let code = |symptom: &Value| {
            for words in [&symptom["says"], &symptom["next"]] {
                assert!(words["zh"].as_str().is_some_and(|zh| !zh.is_empty()));
                assert!(words["en"].as_str().is_some_and(|en| !en.is_empty()));
            }
            let code = symptom["code"].as_str().unwrap();
            match symptom["wrong"].as_bool().unwrap() {
                true => format!("{code}!"),
                false => code.to_owned(),
            }
        };
        let codes = found.as_array().unwrap().iter().map(code).collect();
        (codes, output.status.code().unwrap())
    }

    /// It names this one as wrong.
    fn is_told(&self, code: &str) {
        let (codes, ended) = self.doctor(&[]);
        assert!(codes.contains(&format!("{code}!")), "{code}: {codes:?}");
        assert_eq!(ended, 1, "{code}");
    }

    /// It names nothing as wrong.
    fn is_in_order(&self) {
        let (codes, ended) = self.doctor(&[]);
        assert_eq!(ended, 0, "{codes:?}");
        assert_eq!(codes, ["facility-without-gateway", "not-serving"]);
    }
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

#[test]
fn whatever_is_wrong_has_its_name() {
    let it = Installation::new();
    it.is_in_order();
    // Keys.
    let keys = std::fs::read(it.path("keys")).unwrap();
    chmod(&it.path("keys"), 0o644);
    it.is_told("bad-keys");
    chmod(&it.path("keys"), 0o600);
    std::fs::write(it.path("keys"), "12").unwrap();
    it.is_told("bad-keys");
    std::fs::write(it.path("keys"), self::keys()).unwrap();
    it.is_told("wrong-keys");
    std::fs::write(it.path("keys"), keys).unwrap();
    // The database.
    it.configure("typo.db", FACILITIES);
    it.is_told("no-database");
    assert!(!it.path("typo.db").exists());
    make_a_foreign_database(&it.path("theirs.db"));
    it.configure("theirs.db", FACILITIES);
    it.is_told("not-ours");
    std::fs::copy(it.path("suixing.db"), it.path("older.db")).unwrap();
    pretend_schema(&it.path("older.db"), 5);
    it.configure("older.db", FACILITIES);
    it.is_told("older-schema");
    // Files.
    it.configure("suixing.db", FACILITIES);
    chmod(&it.path("suixing.db"), 0o644);
    it.is_told("file-open");
    chmod(&it.path("suixing.db"), 0o600);
    // Facilities that nobody knows, secrets that others may read.
    it.configure("suixing.db", "[facility.H99999900001]\ngateway = \"off\"\n");
    it.is_told("gateway-of-nobody");
    let secret = it.path("secret");
    std::fs::write(&secret, "word").unwrap();
    chmod(&secret, 0o640);
    let signed = format!(
        "[facility.H44010400001]\ngateway = \"csb\"\nsecret_file = \"{}\"\n",
        secret.display()
    );
    it.configure("suixing.db", &signed);
    it.is_told("gateway-secret");
    it.configure("suixing.db", FACILITIES);
    // Backups.
    let old = SystemTime::now() - Duration::from_secs(30 * 3_600);
    let file = std::fs::File::options()
        .write(true)
        .open(it.path("backups/it.backup"));
    file.unwrap().set_modified(old).unwrap();
    it.is_told("backup-old");
    let backup = std::fs::read(it.path("backups/it.backup")).unwrap();
    std::fs::remove_file(it.path("backups/it.backup")).unwrap();
    it.is_told("no-backups");
    std::fs::write(it.path("backups/it.backup"), "nothing of the kind").unwrap();
    it.is_told("not-a-backup");
    std::fs::write(it.path("backups/it.backup"), backup).unwrap();
    // What the server would not start with: a certificate, a second disk, anchors.
    let (none, keys) = (it.path("none"), it.path("keys"));
    let with = |more: String| it.configure("suixing.db", &format!("{more}\n{FACILITIES}"));
    with(format!("tls_certificate = {none:?}\ntls_key = {keys:?}"));
    it.is_told("bad-certificate");
    with(format!("ship_to = {:?}", none.join("it")));
    it.is_told("file");
    std::fs::write(it.path("anchors"), "nothing of the kind\n").unwrap();
    with(format!("anchor_file = {:?}", it.path("anchors")));
    it.is_told("anchor-unreadable");
    // Folders that are not there, one address for two.
    with(format!("anchor_file = {:?}", none.join("anchors")));
    it.is_told("folder-unwritable");
    with(format!("inbox = {:?}", none.join("inbox")));
    it.is_told("folder-unwritable");
    with("metrics_listen = \"127.0.0.1:1\"".to_owned());
    it.is_told("port-twice");
    // A database of which only the log is left, and one that is empty.
    let left = it.path("left.db");
    std::fs::write(it.path("left.db-wal"), "what was committed last").unwrap();
    it.configure("left.db", FACILITIES);
    it.is_told("log-alone");
    std::fs::write(&left, "").unwrap();
    std::fs::remove_file(it.path("left.db-wal")).unwrap();
    it.is_told("no-database");
    it.configure("suixing.db", FACILITIES);
    it.is_in_order();
}

/// What nobody sees until it is needed: whether the nightly check of the books was made, and how it
/// went.
#[test]
fn how_the_check_of_the_books_went_is_remembered() {
    let it = Installation::new();
    let noted = it.path("verified.json");
    let lines = format!("verified = {noted:?}\n{FACILITIES}");
    it.configure("suixing.db", &lines);
    let (codes, _) = it.doctor(&[]);
    assert!(codes.contains(&"never-verified".to_owned()), "{codes:?}");
    let before = std::fs::read(it.path("suixing.db")).unwrap();
    assert_eq!(it.suixing(&["verify"]).status.code(), Some(0));
    assert_eq!(std::fs::read(it.path("suixing.db")).unwrap(), before);
    it.is_in_order();
    // It opens what is sealed with the keys of the configuration.
    assert_eq!(it.suixing(&["verify", "--deep"]).status.code(), Some(0));
    let long_ago = r#"{"at":"2026-01-01T00:00:00Z","violations":0,
        "in_order_at":"2026-01-01T00:00:00Z"}"#;
    std::fs::write(&noted, long_ago).unwrap();
    it.is_told("verify-old");
    // Whoever takes the notices away keeps people from being told.
    empty_the_outbox(&it.database());
    let output = it.suixing(&["verify"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("M14  person"), "{said}");
    it.is_told("verify-failed");
    // What could not be checked is no better.
    std::fs::write(&noted, long_ago).unwrap();
    it.configure("typo.db", &lines);
    assert_eq!(it.suixing(&["verify"]).status.code(), Some(2));
    it.configure("suixing.db", &lines);
    it.is_told("verify-failed");
    std::fs::write(&noted, "half").unwrap();
    it.is_told("verify-unreadable");
    // A result that cannot be noted is as none.
    let nowhere = it.path("none/verified.json");
    it.configure(
        "suixing.db",
        &format!("verified = {nowhere:?}\n{FACILITIES}"),
    );
    let output = it.suixing(&["verify"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("[not-noted]"), "{said}");
}

fn signal(child: &Child, name: &str) {
    let number = child.id().to_string();
    let told = Command::new("kill").args([name, &number]).status();
    assert!(told.unwrap().success());
}

#[test]
fn what_a_running_server_has_around_it_is_looked_at() {
    let it = Installation::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let (anchors, aside) = (it.path("anchors"), it.path("aside"));
    let shipped = it.path("shipped");
    let lines = format!("anchor_file = {anchors:?}\nship_to = {shipped:?}");
    it.configure_at(address, &lines);
    let config = it.path("suixing.toml");
    let served = Served::start(&["serve", "--config", config.to_str().unwrap()]);
    it.comes_into_order();
    // Anchors that go on in a file nobody looks at.
    std::fs::rename(&anchors, &aside).unwrap();
    std::fs::write(&anchors, "").unwrap();
    it.is_told("anchors-moved");
    std::fs::rename(&aside, &anchors).unwrap();
    it.comes_into_order();
    // A server that ships nothing, with something to ship.
    signal(&served.child, "-STOP");
    let database = it.database();
    let words = [
        "operator",
        "add",
        "张示例",
        "--role",
        "auditor",
        "--database",
    ];
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    let added = command.args(words).arg(&database).output().unwrap();
    assert!(added.status.success());
    it.is_told("shipping-behind");
    signal(&served.child, "-CONT");
    it.comes_into_order();
    drop(served);
    // Another one at the address of ours.
    let other = tempfile::tempdir().unwrap();
    let demo = Demo::start(other.path(), None);
    it.configure_at(demo.address, "");
    it.is_told("port-of-another");
}

#[test]
fn a_port_that_somebody_else_holds_is_told() {
    let it = Installation::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for line in listener.incoming() {
            drop(line);
        }
    });
    let text = std::fs::read_to_string(it.path("suixing.toml")).unwrap();
    let text = text.replace("127.0.0.1:1", &address.to_string());
    std::fs::write(it.path("suixing.toml"), text).unwrap();
    it.is_told("port-taken");
}

#[test]
fn a_way_of_sending_that_cannot_work_or_is_away_is_told() {
    let it = Installation::new();
    let secret = it.path("hook");
    let stated = |more: &str| {
        let hook = format!(
            "{FACILITIES}\n[notices.webhook.bureau]\nurl = \"http://127.0.0.1:1/hook\"\n\
             secret_file = {secret:?}\n{more}"
        );
        it.configure("suixing.db", &hook);
    };
    // No secret; then one that others may read; then a network that is not allowed.
    stated("may_reach = [\"127.0.0.0/8\"]");
    it.is_told("bad-adapter");
    std::fs::write(&secret, "whsec_c2VjcmV0").unwrap();
    chmod(&secret, 0o644);
    it.is_told("bad-adapter");
    chmod(&secret, 0o600);
    stated("");
    it.is_told("bad-adapter");
    // Nobody listens there.
    stated("may_reach = [\"127.0.0.0/8\"]");
    let (codes, ended) = it.doctor(&[]);
    assert!(
        codes.contains(&"adapter-unreachable".to_owned()),
        "{codes:?}"
    );
    assert_eq!(ended, 0);
}

#[test]
fn a_clock_that_cannot_be_right_is_noticed_also_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("fresh.db");
    let database = format!("sqlite:{}", file.display());
    let suixing = |words: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        let keys: String = (0..64).map(|byte| format!("{byte:02x}")).collect();
        let output = command
            .args(words)
            .env("SUIXING_KEYS", keys)
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        (
            String::from_utf8_lossy(&said).into_owned(),
            output.status.success(),
        )
    };
    suixing(&["migrate", "--database", &database]);
    let doctor = ["doctor", "--database", &database];
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database", &database];
    assert!(suixing(&doctor).1);
    for (seen, code) in [
        ("2126-01-01T00:00:00Z", "clock-behind"),
        ("2020-01-01T00:00:00Z", "clock-ahead"),
    ] {
        see_the_time(&database, seen);
        let (said, in_order) = suixing(&doctor);
        assert!(said.contains(&format!("[{code}]")) && !in_order, "{said}");
        let (said, started) = suixing(&serve);
        assert!(said.contains(&format!("[{code}]")) && !started, "{said}");
        // What was seen stays what it was, until somebody says which is right.
        assert!(!suixing(&doctor).1);
        let right = [&doctor[..], &["--clock-is-right"]].concat();
        assert!(suixing(&right).1);
        assert!(suixing(&doctor).1);
    }
    // A clock set back while the server runs.
    let served = Served::start(&serve);
    assert_eq!(served.ready(), "ready\n");
    see_the_time(&database, "2126-01-01T00:00:00Z");
    let began = Instant::now();
    while served.ready() != "not ready: clock-behind\n" {
        assert!(
            began.elapsed() < Duration::from_secs(10),
            "it is not noticed"
        );
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// `suixing serve`, killed when dropped.
struct Served {
    child: Child,
    address: SocketAddr,
}

impl Served {
    fn start(words: &[&str]) -> Served {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command.args(words).env("SUIXING_KEYS", keys());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let printed = child.stdout.as_mut().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").unwrap();
        Served {
            child,
            address: address.parse().unwrap(),
        }
    }

    fn ready(&self) -> String {
        let answer = Client::new(self.address).get("/readyz").unwrap();
        String::from_utf8(answer.body).unwrap()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keys of another installation than the demo's.
fn keys() -> String {
    (0..64).map(|byte| format!("{byte:02x}")).collect()
}
