//! Which mutants are tried: drawn by a seed, so that anybody can draw the same.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// What is asked for on the command line.
pub struct Asked {
    pub seed: u64,
    count: usize,
    /// The package, unless all.
    only: Option<String>,
    /// Which sitting of how many, from one.
    shard: (usize, usize),
}

/// One change.
pub struct Mutant {
    /// As the tool names it, with line and column.
    pub name: String,
    /// The same whatever moves above it: without line and column, but with which of several alike.
    pub key: String,
    pub file: String,
    start: (usize, usize),
    end: (usize, usize),
    replacement: String,
}

impl Asked {
    pub fn read(words: &[&str]) -> Result<Asked> {
        let mut asked = Asked {
            seed: 1,
            count: 120,
            only: None,
            shard: (1, 1),
        };
        for pair in words.chunks(2) {
            match pair {
                ["--seed", seed] => asked.seed = seed.parse()?,
                ["--count", count] => asked.count = count.parse()?,
                ["--only", package] => asked.only = Some((*package).to_owned()),
                ["--shard", shard] => {
                    let (one, all) = shard.split_once('/').context("--shard K/N")?;
                    asked.shard = (one.parse()?, all.parse()?);
                }
                _ => anyhow::bail!("mutants [--seed N] [--count N] [--shard K/N] [--only PACKAGE]"),
            }
        }
        let (one, all) = asked.shard;
        ensure!((1..=all).contains(&one), "there is no shard {one}/{all}");
        Ok(asked)
    }

    pub fn is_of(&self, package: &str) -> bool {
        self.only.as_deref().is_none_or(|only| only == package)
    }

    /// The mutants of this sitting in the order drawn, and how many of them have to build.
    pub fn draw(&self, mut mutants: Vec<Mutant>, of_eight: usize) -> (Vec<Mutant>, usize) {
        mutants.sort_by_cached_key(|mutant| drawn(self.seed, &mutant.key));
        let (one, all) = self.shard;
        let wanted = self.count * of_eight / 8;
        let wanted = wanted / all + usize::from(one <= wanted % all);
        let mine = mutants.into_iter().skip(one - 1).step_by(all);
        (mine.collect(), wanted)
    }
}

/// Its place in the draw. It does not hang on what else could be drawn.
fn drawn(seed: u64, key: &str) -> u64 {
    key.bytes()
        .fold(stir(seed), |state, byte| stir(state ^ u64::from(byte)))
}

/// A step of SplitMix64.
fn stir(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// The tool's list.
pub fn read(list: &Value) -> Result<Vec<Mutant>> {
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    let list = list.as_array().context("the tool gives no list")?;
    let mutants = list.iter().map(|listed| {
        let text = |field: &str| listed[field].as_str().map(str::to_owned);
        let at = |end: &str| {
            let place = |field| usize::try_from(listed["span"][end][field].as_u64()?).ok();
            Some((place("line")?, place("column")?))
        };
        let name = text("name")?;
        let said = name.splitn(4, ':').nth(3)?;
        let file = text("file")?;
        let what = format!("{file}:{said}");
        let number = alike.entry(what.clone()).or_default();
        *number += 1;
        Some(Mutant {
            key: format!("{what} #{number}"),
            file,
            start: at("start")?,
            end: at("end")?,
            replacement: text("replacement")?,
            name,
        })
    });
    let mutants: Option<Vec<Mutant>> = mutants.collect();
    mutants.context("the tool lists mutants in another form than version 27 does")
}

impl Mutant {
    /// The file with this change.
    pub fn applied(&self, text: &str) -> Result<String> {
        let (start, end) = (offset(text, self.start), offset(text, self.end));
        let (start, end) = start.zip(end).context("the file is not as it was listed")?;
        Ok(format!(
            "{}{}{}",
            &text[..start],
            self.replacement,
            &text[end..]
        ))
    }
}

/// Where this line and column are, both counted from one, columns in characters.
fn offset(text: &str, (line, column): (usize, usize)) -> Option<usize> {
    let before: usize = text
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let mut within = text[before..].char_indices().map(|(at, _)| at);
    let end = text.len() - before;
    within.nth(column - 1).or(Some(end)).map(|at| before + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(line: u64, column: u64) -> Value {
        let end = column + 1;
        serde_json::json!({
            "name": format!("a.rs:{line}:{column}: replace + with - in f::g"),
            "file": "a.rs",
            "replacement": "-",
            "span": {
                "start": { "line": line, "column": column },
                "end": { "line": line, "column": end },
            },
        })
    }

    #[test]
    fn what_moves_above_a_mutant_does_not_change_its_place_in_the_draw() {
        let list = |line| read(&Value::Array(vec![listed(line, 3), listed(line, 9)])).unwrap();
        let keys = |line| list(line).into_iter().map(|mutant| mutant.key);
        assert!(keys(7).eq(keys(8)));
        let mut keys = keys(7);
        let first = keys.next().unwrap();
        assert_eq!(first, "a.rs: replace + with - in f::g #1");
        assert_ne!(drawn(1, &first), drawn(1, &keys.next().unwrap()));
        assert_ne!(drawn(1, &first), drawn(2, &first));
    }

    #[test]
    fn the_sittings_together_are_the_campaign() {
        let mutants = || (1..=40).map(|line| read(&Value::Array(vec![listed(line, 3)])).unwrap());
        let mutants = || mutants().flatten().collect::<Vec<_>>();
        let wanted = |shard: &str| {
            let asked = Asked::read(&["--count", "30", "--shard", shard]).unwrap();
            let (mine, wanted) = asked.draw(mutants(), 8);
            (mine.len(), wanted)
        };
        assert_eq!([wanted("1/4"), wanted("4/4")], [(10, 8), (10, 7)]);
        assert!(Asked::read(&["--shard", "5/4"]).is_err());
    }

    #[test]
    fn a_change_is_made_where_the_list_says() {
        let mutants = read(&Value::Array(vec![listed(2, 7)])).unwrap();
        let changed = mutants[0].applied("一\n甲 = 乙 + 丙\n").unwrap();
        assert_eq!(changed, "一\n甲 = 乙 - 丙\n");
    }
}
