//! Something should be there and is not, or is somebody else's: nothing is begun in its place.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod till;

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use till::server::Demo;

/// A folder with a database of invented people, its keys, and configurations.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        let mut demo = Demo::start(folder.path(), None);
        demo.terminate();
        assert!(demo.ended(20).is_some());
        let keys = std::fs::read(folder.path().join("demo.keys")).unwrap();
        let digits: String = keys.iter().map(|byte| format!("{byte:02x}")).collect();
        let place = Place(folder);
        std::fs::write(place.path("keys"), digits).unwrap();
        let private = PermissionsExt::from_mode(0o600);
        std::fs::set_permissions(place.path("keys"), private).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A configuration for a database, with these lines more.
    fn config(&self, database: &str, more: &str) -> PathBuf {
        let (file, keys) = (self.path(database), self.path("keys"));
        // It is on record in the demo's database alone.
        let facility = match database {
            "suixing.db" => "[facility.H44010400001]\ngateway = \"off\"\n",
            _ => "",
        };
        let text = format!(
            "database = \"sqlite:{}\"\nkeys_file = \"{}\"\nlisten = \"127.0.0.1:0\"\n{more}\n\
             {facility}",
            file.display(),
            keys.display()
        );
        let config = self.path(&format!("{database}.toml"));
        std::fs::write(&config, text).unwrap();
        config
    }

    fn names(&self, key: &str, name: &str) -> String {
        format!("{key} = \"{}\"", self.path(name).display())
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command.args(words).env_remove("SUIXING_KEYS");
        command.output().unwrap()
    }
}

/// A server that is there.
struct Running(Child);

impl Running {
    fn stop(mut self) {
        let number = self.0.id().to_string();
        let told = Command::new("kill").args(["-TERM", &number]).status();
        assert!(told.unwrap().success());
        assert!(self.0.wait().unwrap().success());
    }
}

/// Starts a server; or what it said when it did not.
fn serve(config: &Path) -> Result<Running, String> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_suixing"))
        .args(["serve", "--config"])
        .arg(config)
        .env_remove("SUIXING_KEYS")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut says = BufReader::new(child.stdout.take().unwrap());
    says.read_line(&mut line).unwrap();
    let mut log = child.stderr.take().unwrap();
    if line.is_empty() {
        let mut said = String::new();
        log.read_to_string(&mut said).unwrap();
        assert!(!child.wait().unwrap().success());
        return Err(said);
    }
    // Its log is read, or it would fill the pipe.
    std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
    Ok(Running(child))
}

fn refused(config: &Path, code: &str) {
    let said = serve(config).err().unwrap();
    assert!(said.contains(&format!("[{code}]")), "{code}: {said}");
}

#[test]
fn a_server_makes_no_database_where_one_should_be() {
    let place = Place::new();
    let config = place.config("other.db", "");
    refused(&config, "no-database");
    assert!(!place.path("other.db").exists());
    // Nor does anybody beside a log in which everything may stand.
    std::fs::write(place.path("other.db-wal"), b"what was committed").unwrap();
    refused(&config, "log-alone");
    let other = format!("sqlite:{}", place.path("other.db").display());
    let output = place.run(&["migrate", "--database", &other]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("[log-alone]"), "{said}");
    assert!(!place.path("other.db").exists());
    let log = std::fs::read(place.path("other.db-wal")).unwrap();
    assert_eq!(log, b"what was committed");
}

#[test]
fn anchors_are_those_of_one_server_and_are_not_begun_anew_by_themselves() {
    let place = Place::new();
    let anchors = place.names("anchor_file", "anchors");
    let config = place.config("suixing.db", &anchors);
    let server = serve(&config).ok().unwrap();
    refused(&config, "anchor-held");
    server.stop();
    let database = format!("sqlite:{}", place.path("suixing.db").display());
    let file = place.path("anchors").display().to_string();
    let output = place.run(&["verify", "--database", &database, "--anchor", &file]);
    assert_eq!(output.status.code(), Some(0), "the second left no trace");
    std::fs::rename(place.path("anchors"), place.path("elsewhere")).unwrap();
    refused(&config, "anchors-gone");
    assert!(!place.path("anchors").exists());
    // An empty file is somebody's word that they are to begin anew.
    std::fs::write(place.path("anchors"), b"").unwrap();
    serve(&config).ok().unwrap().stop();
}

#[test]
fn what_is_shipped_has_a_place_of_its_own_that_must_be_there() {
    let place = Place::new();
    let ship_to = place.names("ship_to", "second/it");
    let config = place.config("suixing.db", &ship_to);
    // The folder above it says that the disk is there.
    refused(&config, "file");
    std::fs::create_dir(place.path("second")).unwrap();
    serve(&config).ok().unwrap().stop();
    let made = place.run(&[
        "migrate",
        "--database",
        &format!("sqlite:{}", place.path("other.db").display()),
    ]);
    assert!(made.status.success());
    refused(&place.config("other.db", &ship_to), "of-another");
    std::fs::rename(place.path("second"), place.path("away")).unwrap();
    std::fs::create_dir(place.path("second")).unwrap();
    refused(&config, "shipped-gone");
    std::fs::create_dir(place.path("second/it")).unwrap();
    std::fs::write(place.path("second/it/suixing-shipped"), b"").unwrap();
    serve(&config).ok().unwrap().stop();
}

/// Two histories would be in one folder, and what was answered since would be gone without a word.
#[test]
fn a_file_of_before_is_not_gone_on_with_where_more_was_shipped() {
    let place = Place::new();
    std::fs::create_dir(place.path("second")).unwrap();
    let config = place.config("suixing.db", &place.names("ship_to", "second/it"));
    serve(&config).ok().unwrap().stop();
    let before = std::fs::read(place.path("suixing.db")).unwrap();
    serve(&config).ok().unwrap().stop();
    std::fs::write(place.path("suixing.db"), &before).unwrap();
    refused(&config, "behind-what-was-shipped");
    let words = ["doctor", "--json", "--config", config.to_str().unwrap()];
    let said = String::from_utf8(place.run(&words).stdout).unwrap();
    assert!(said.contains("behind-what-was-shipped"), "{said}");
    // What was shipped is what it was: the last of it can be had.
    let (from, to) = (place.path("second/it"), place.path("restored.db"));
    let keys = place.path("keys").display().to_string();
    let to_address = format!("sqlite:{}", to.display());
    let restored = place.run(&[
        "restore",
        "--from",
        from.to_str().unwrap(),
        "--to",
        &to_address,
        "--keys",
        &keys,
    ]);
    assert!(restored.status.success());
    std::fs::rename(&to, place.path("suixing.db")).unwrap();
    serve(&config).ok().unwrap().stop();
    // Somebody's word that it is to be gone on with all the same.
    std::fs::write(place.path("suixing.db"), &before).unwrap();
    refused(&config, "behind-what-was-shipped");
    std::fs::write(place.path("second/it/suixing-shipped"), b"").unwrap();
    serve(&config).ok().unwrap().stop();
    serve(&config).ok().unwrap().stop();
}

#[test]
fn whatever_keeps_a_server_from_starting_has_its_code() {
    let place = Place::new();
    let said = |words: &[&str]| {
        let output = place.run(words);
        assert!(!output.status.success(), "{words:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let told = |words: &[&str], code: &str| {
        let said = said(words);
        assert!(said.contains(&format!("[{code}]")), "{code}: {said}");
    };
    told(&["serve"], "no-database-named");
    let database = format!("sqlite:{}", place.path("suixing.db").display());
    let free = ["serve", "--listen", "127.0.0.1:0", "--database", &database];
    told(&free, "no-keys");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let words = ["serve", "--listen", &address, "--database", &database];
    told(&words, "cannot-listen");
    let (none, keys) = (place.path("none"), place.path("keys"));
    refused(
        &place.config("suixing.db", &format!("tls_certificate = {keys:?}")),
        "bad-certificate",
    );
    for (certificate, key) in [(&none, &keys), (&keys, &none)] {
        let lines = format!("tls_certificate = {certificate:?}\ntls_key = {key:?}");
        refused(&place.config("suixing.db", &lines), "bad-certificate");
    }
    let facility = "[facility.H44010400002]\ngateway = \"csb\"\n";
    for secret in [String::new(), format!("secret_file = {none:?}")] {
        let lines = format!("{facility}{secret}");
        refused(&place.config("suixing.db", &lines), "gateway-secret");
    }
    let config = place.config("suixing.db", "");
    let text = std::fs::read_to_string(&config).unwrap();
    let keys_gone = text.replace(&format!("{keys:?}"), &format!("{none:?}"));
    std::fs::write(&config, keys_gone).unwrap();
    refused(&config, "bad-keys");
    for division in ["999999", "\"999999\"", "\"深圳\""] {
        let config = place.config("suixing.db", &format!("division = {division}"));
        let said = serve(&config).err().unwrap();
        assert!(said.contains("[unknown-division]"), "{said}");
        assert!(said.contains("没有这个医保区划"), "{said}");
        assert!(!said.contains("TOML"), "{said}");
    }
    serve(&place.config("suixing.db", "division = 440300"))
        .ok()
        .unwrap()
        .stop();
}

#[test]
fn help_names_no_option_that_is_not_there() {
    let place = Place::new();
    let help = |command: &str| {
        let output = place.run(&[command, "--help"]);
        String::from_utf8(output.stdout).unwrap()
    };
    for command in ["restore", "copy"] {
        assert!(!help(command).contains("--config"), "{command}");
    }
    for command in ["verify", "doctor", "backup"] {
        let help = help(command);
        assert!(
            help.contains("--config") && help.contains("--keys"),
            "{help}"
        );
    }
}

#[test]
fn a_folder_that_is_not_there_is_no_name_for_a_backup() {
    let place = Place::new();
    let config = place.config("suixing.db", "");
    let config = config.to_str().unwrap();
    for to in ["backups", "backups/"] {
        let to = place.path(to);
        let to = to.to_str().unwrap();
        let output = place.run(&["backup", "--config", config, "--to", to]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("[no-folder]"), "{said}");
    }
    assert!(!place.path("backups").exists());
    // What was left by one that was killed goes with the next.
    std::fs::create_dir(place.path("backups")).unwrap();
    let left = place.path("backups/suixing-20260101T000000Z.backup.part");
    std::fs::write(&left, b"half").unwrap();
    let to = place.path("backups");
    let output = place.run(&["backup", "--config", config, "--to", to.to_str().unwrap()]);
    assert!(output.status.success());
    assert!(!left.exists());
}

#[test]
fn what_is_sealed_is_not_called_tampered_with_for_want_of_its_keys() {
    let place = Place::new();
    std::fs::remove_file(place.path("demo.keys")).unwrap();
    let database = format!("sqlite:{}", place.path("suixing.db").display());
    let words = ["verify", "--deep", "--database", &database];
    let others: String = (0..64).map(|byte| format!("{byte:02x}")).collect();
    for (keys, code) in [(None, "no-keys"), (Some(&others), "wrong-keys")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command.args(words).env_remove("SUIXING_KEYS");
        keys.map(|keys| command.env("SUIXING_KEYS", keys));
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(&format!("[{code}]")), "{said}");
        assert_eq!(output.stdout, b"");
    }
}
