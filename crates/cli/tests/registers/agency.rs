//! An agency with an installation of its own, and what its imports tell.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

pub const HOSPITAL: &str = "H44030500001";

/// An installation in a folder.
pub struct Agency {
    pub folder: tempfile::TempDir,
    /// The server, once it serves.
    served: Option<Child>,
}

impl Agency {
    /// `suixing init`, and a hospital that signs nothing.
    pub fn new(database: Option<&str>) -> Agency {
        let folder = tempfile::tempdir().unwrap();
        let agency = Agency {
            folder,
            served: None,
        };
        let place = agency.folder.path().join("it").display().to_string();
        let mut words = vec!["init", &place, "--listen", "127.0.0.1:0"];
        words.extend(database.iter().flat_map(|url| ["--database", url]));
        let output = suixing(&words);
        assert!(output.status.success(), "{}", shown(&output));
        let config = agency.path("it/suixing.toml");
        let mut text = std::fs::read_to_string(&config).unwrap();
        text.push_str(&format!("[facility.{HOSPITAL}]\ngateway = \"off\"\n"));
        std::fs::write(&config, text).unwrap();
        agency
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What an import of this text tells, and its exit code.
    pub fn import(&self, kind: &str, text: &[u8], words: &[&str]) -> (Value, i32) {
        let file = self.path(&format!("{kind}.csv"));
        std::fs::write(&file, with_commas(text)).unwrap();
        let output = self.try_import(kind, words);
        let told = serde_json::from_slice(&output.stdout);
        let told = told.unwrap_or_else(|_| panic!("{}", shown(&output)));
        (told, output.status.code().unwrap())
    }

    pub fn try_import(&self, kind: &str, words: &[&str]) -> Output {
        let file = self.path(&format!("{kind}.csv")).display().to_string();
        let config = self.path("it/suixing.toml").display().to_string();
        let mut all = vec!["import", kind, &file, "--json", "--config", &config];
        all.extend(words);
        suixing(&all)
    }

    /// Imports, and expects these counts of new, changed, same and refused rows.
    pub fn counts(&self, kind: &str, text: &str, words: &[&str], counts: [u64; 4]) {
        let (told, ended) = self.import(kind, text.as_bytes(), words);
        let found = ["new", "changed", "same", "refused"].map(|name| told[name].as_u64().unwrap());
        assert_eq!(
            found,
            counts,
            "{kind} {words:?}: {told} {}",
            self.report(kind)
        );
        assert_eq!(ended, i32::from(counts[3] > 0));
    }

    pub fn report(&self, kind: &str) -> String {
        std::fs::read_to_string(self.path(&format!("{kind}.report.csv"))).unwrap_or_default()
    }

    pub fn serve(&mut self) -> SocketAddr {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
        command.args(["serve", "--config"]);
        command.arg(self.path("it/suixing.toml"));
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        let printed = child.stdout.as_mut().unwrap();
        BufReader::new(printed).read_line(&mut line).unwrap();
        self.served = Some(child);
        let address = line.trim().strip_prefix("http://").unwrap();
        address.parse().unwrap()
    }
}

impl Agency {
    pub fn stop(&mut self) {
        if let Some(mut served) = self.served.take() {
            served.kill().unwrap();
            served.wait().unwrap();
        }
    }
}

impl Drop for Agency {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Rows stand here with a stroke where a comma would follow a Chinese character.
pub fn with_commas(text: &[u8]) -> Vec<u8> {
    let comma = |byte: &u8| if *byte == b'|' { b',' } else { *byte };
    text.iter().map(comma).collect()
}

pub fn suixing(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suixing"));
    command.args(words).env_remove("SUIXING_KEYS");
    command.output().unwrap()
}

pub fn shown(output: &Output) -> String {
    let both = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// An ID number of a month that does not exist, with its check character (GB 11643).
pub fn invented_id(serial: u32) -> String {
    let digits = format!("4403001985{:02}01{serial:03}", 13 + serial % 80);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let digit = |(sign, weight): (char, u32)| sign.to_digit(10).unwrap() * weight;
    let sum: u32 = digits.chars().zip(weights).map(digit).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize).unwrap();
    format!("{digits}{check}")
}
