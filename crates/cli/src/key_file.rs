//! The file with the keys. Since keys have names it reads
//!
//! ```text
//! seal 64 hexadecimal digits      the first seals, the others open what they sealed
//! seal 64 hexadecimal digits
//! index 64 hexadecimal digits     finds a number without storing it
//! ```
//!
//! and before that it was 128 digits, those of one sealing key and of the index, which still reads.

use std::fmt::Write as _;
use std::io::Write as _;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use domain::say;
use store::Keys;

use crate::say::wrong;

type Key = [u8; 32];

/// What is in the file.
pub struct KeyText {
    sealing: Vec<Key>,
    index: Key,
    named: bool,
}

fn hex<const BYTES: usize>(digits: &str) -> Option<[u8; BYTES]> {
    let values: Option<Vec<u8>> = digits
        .bytes()
        .map(|digit| char::from(digit).to_digit(16).map(|value| value as u8))
        .collect();
    let values = values.filter(|values| values.len() == 2 * BYTES)?;
    let pairs = values.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]);
    pairs.collect::<Vec<u8>>().try_into().ok()
}

fn fresh() -> Result<Key> {
    let mut key = [0; 32];
    getrandom::fill(&mut key).context("the operating system gives no randomness")?;
    Ok(key)
}

impl KeyText {
    /// Keys nobody has seen.
    pub fn fresh() -> Result<KeyText> {
        Ok(KeyText {
            sealing: vec![fresh()?],
            index: fresh()?,
            named: true,
        })
    }

    /// Reads the text of a file; never says what is in it.
    pub fn read(text: &str) -> Result<KeyText> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let read = match words[..] {
            [digits] => unnamed(digits)?,
            _ => named(&words)?,
        };
        let is_one_byte = |key: &Key| key.iter().all(|byte| *byte == key[0]);
        if read.sealing.iter().chain([&read.index]).any(is_one_byte) {
            bail!(
                "密钥全是同一个字节，没有人能猜不到：请用 suixing keys new 或 openssl rand -hex 64 生成 / \
                 the keys are one byte over and over; make random ones with suixing keys new or \
                 openssl rand -hex 64"
            );
        }
        Ok(read)
    }

    /// The same with a new key in the first place, that seals from now on.
    pub fn with_a_new_key(mut self) -> Result<KeyText> {
        self.sealing.insert(0, fresh()?);
        self.named = true;
        Ok(self)
    }

    /// The same without the keys of before.
    pub fn newest_alone(mut self) -> KeyText {
        self.sealing.truncate(1);
        self
    }

    /// How many keys open.
    pub fn sealing_keys(&self) -> usize {
        self.sealing.len()
    }

    /// The names of the keys that open, the newest first.
    pub fn names(&self) -> Vec<String> {
        let name = |key: &Key| Keys::named(&[*key], &self.index).newest().to_string();
        self.sealing.iter().map(name).collect()
    }

    /// The keys to work with.
    pub fn keys(&self) -> Keys {
        match self.named {
            true => Keys::named(&self.sealing, &self.index),
            false => Keys::new(&self.sealing[0], &self.index),
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for key in &self.sealing {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "seal {}", domain::text::hex(key));
        }
        let _ = writeln!(text, "index {}", domain::text::hex(&self.index));
        text
    }

    /// Writes a file that is not there yet, or puts this in the place of the one that is; at no
    /// moment is there half a file, or one that others may read.
    pub fn write(&self, path: &Path, replace: bool) -> Result<()> {
        let cannot = || format!("写不了 {0} / cannot write {0}", path.display());
        if path.exists() != replace {
            return Err(wrong(
                "exists",
                &say!(
                    "这个密钥文件已经存在，没有动它",
                    "this key file is there already and was left alone"
                ),
                &say!("换一个新的文件名", "name a file that is not there"),
            ));
        }
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        // Only its owner may read a file made so.
        let mut file = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
        file.write_all(self.text().as_bytes())
            .with_context(cannot)?;
        if replace {
            // Whoever could read it still can, though somebody else puts it there.
            let before = std::fs::metadata(path).with_context(cannot)?;
            let (owner, group) = (Some(before.uid()), Some(before.gid()));
            std::os::unix::fs::fchown(file.as_file(), owner, group).with_context(cannot)?;
        }
        file.as_file().sync_all().with_context(cannot)?;
        file.persist(path).with_context(cannot)?;
        let folder = std::fs::File::open(folder).with_context(cannot)?;
        folder.sync_all().with_context(cannot)
    }
}

fn unnamed(digits: &str) -> Result<KeyText> {
    let bytes: [u8; 64] =
        hex(digits).context("密钥不是 128 位十六进制 / the keys are not 128 hexadecimal digits")?;
    let (seal, index) = bytes.split_at(32);
    let half = |part: &[u8]| -> Key { part.try_into().expect("half of 64 bytes") };
    Ok(KeyText {
        sealing: vec![half(seal)],
        index: half(index),
        named: false,
    })
}

fn named(words: &[&str]) -> Result<KeyText> {
    let unreadable = "密钥文件应是几行「seal 64 位十六进制」和一行「index 64 位十六进制」 / a key \
         file is lines «seal» and one line «index», each with 64 hexadecimal digits";
    let (mut sealing, mut index) = (Vec::new(), None);
    for pair in words.chunks(2) {
        match *pair {
            ["seal", digits] => sealing.push(hex(digits).context(unreadable)?),
            ["index", digits] if index.is_none() => {
                index = Some(hex(digits).context(unreadable)?);
            }
            _ => bail!(unreadable),
        }
    }
    Ok(KeyText {
        index: index.filter(|_| !sealing.is_empty()).context(unreadable)?,
        sealing,
        named: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_and_what_does_not_read_is_told() {
        let old: String = (0..64).map(|byte| format!("{byte:02x}")).collect();
        let before = KeyText::read(&old).unwrap();
        assert!(!before.named);
        let name = before.names().remove(0);
        let after = before.with_a_new_key().unwrap();
        let again = KeyText::read(&after.text()).unwrap();
        assert_eq!(again.names()[1], name);
        assert_eq!(again.text(), after.text());
        assert_eq!(again.newest_alone().names(), [after.names()[0].clone()]);
        let line = after.text().lines().next().unwrap().to_owned();
        for bad in [
            "",
            "12",
            &old[1..],
            &line,
            &format!("{line}\nindex"),
            "seal x index y",
        ] {
            assert!(KeyText::read(bad).is_err(), "{bad}");
        }
        assert!(KeyText::read(&"0".repeat(128)).is_err());
    }
}
