//! The file in which an agency finds what would be sent, until it has a gateway.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The file.
pub struct Inbox(pub PathBuf);

impl Inbox {
    fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.0).unwrap_or_default();
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        whole
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// The newest notice of this kind to somebody; it comes within a minute.
    pub fn newest(&self, person: &str, topic: &str) -> Value {
        let began = Instant::now();
        loop {
            let is_it = |line: &&Value| line["person"] == person && line["topic"] == topic;
            if let Some(line) = self.lines().iter().rev().find(is_it) {
                return line["notice"].clone();
            }
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "{person} is not told of {topic}: {:?}",
                self.lines()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
