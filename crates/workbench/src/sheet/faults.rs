//! What the check of a file finds of a table before it is saved: at which row, in which column.
//! What was found before is not found anew, so that an old fault keeps nobody from mending another.

use domain::files::{NamedText, Problem, complaint};

use super::rows::{FileRow, RowKey};
use crate::judge::Finding;

/// Where something stands in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellSpot {
    /// The row, from 0.
    pub row: usize,
    /// The leaf, by its path; none where the row as a whole is meant.
    pub path: Option<String>,
}

/// What is found now and was not before. The line does not count: it moves with what is above it.
pub fn only_now(before: &[Finding], now: Vec<Finding>) -> Vec<Finding> {
    let mut known: Vec<&Finding> = before.iter().collect();
    let mut fresh = Vec::new();
    for finding in now {
        let same = |one: &&Finding| {
            (&one.code, &one.file, &one.message) == (&finding.code, &finding.file, &finding.message)
        };
        match known.iter().position(same) {
            Some(at) => drop(known.swap_remove(at)),
            None => fresh.push(finding),
        }
    }
    fresh
}

/// Where a line and column, both from 1, lie in the rows of a table; none outside of them.
pub fn spot(text: &str, rows: &[FileRow], (line, column): (usize, usize)) -> Option<CellSpot> {
    let mut lines = text.split_inclusive('\n');
    let begins: usize = lines
        .by_ref()
        .take(line.checked_sub(1)?)
        .map(str::len)
        .sum();
    let own = lines.next().unwrap_or_default();
    let within: usize = own
        .chars()
        .take(column.saturating_sub(1))
        .map(char::len_utf8)
        .sum();
    let at = begins + within;
    let row = rows.iter().position(|row| row.lines.contains(&at))?;
    let path = leaf(&rows[row], at);
    Some(CellSpot { row, path })
}

/// The leaf that stands at a place of the text, or the only one under the key there.
fn leaf(row: &FileRow, at: usize) -> Option<String> {
    let stands = |(_, place): &(&String, &std::ops::Range<usize>)| place.contains(&at);
    if let Some((path, _)) = row.places.iter().find(stands) {
        return Some(path.clone());
    }
    let key: &RowKey = row.keys.iter().find(|key| key.lines.contains(&at))?;
    let under = |path: &&String| path.split('.').next() == Some(key.name.as_str());
    row.leaves.iter().map(|(path, _)| path).find(under).cloned()
}

/// What keeps a text from being read at all; what it says is not looked at.
pub fn unreadable(file: &NamedText) -> Option<Problem> {
    let read = toml::de::DeTable::parse(&file.text);
    read.err().map(|error| complaint::problem(file, &error))
}

#[cfg(test)]
mod tests {
    use super::super::rows::rows;
    use super::*;

    const TEXT: &str = "# 头 head\n[[rate]]\nof = \"pooled\"\n\
        when = { tier = \"one\", age = \"60..\" }\npay = \"160%\"\n\n\
        [[rate]]\nof = \"pooled\"\npay = \"90%\"\n";

    #[test]
    fn a_finding_is_told_at_its_cell() {
        let all = rows(TEXT, "rate").unwrap();
        let path = |line, column| spot(TEXT, &all, (line, column)).map(|at| (at.row, at.path));
        assert_eq!(path(5, 7), Some((0, Some("pay".to_owned()))));
        assert_eq!(path(5, 1), Some((0, Some("pay".to_owned()))));
        assert_eq!(path(4, 32), Some((0, Some("when.age".to_owned()))));
        assert_eq!(path(7, 1), Some((1, None)));
        assert_eq!(path(9, 2), Some((1, Some("pay".to_owned()))));
        assert_eq!(path(1, 1), None);
    }

    #[test]
    fn what_was_found_before_is_not_found_anew() {
        let of = |line: usize, code: &str| Finding {
            code: code.to_owned(),
            file: "440300/employee.toml".to_owned(),
            line,
            column: 1,
            case: None,
            message: domain::say!("甲", "a"),
            next: domain::say!("改", "mend"),
            differences: vec![],
            cause: None,
        };
        let before = [of(3, "gap")];
        let now = vec![of(9, "gap"), of(9, "gap"), of(12, "overlap")];
        let fresh = only_now(&before, now);
        let codes: Vec<&str> = fresh.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["gap", "overlap"]);
    }
}
