//! Where a statement looks, told by its text alone: each table that lies by a key needs `key = $n`
//! of its own. A join through another table says the same to a reader, and not to an engine.

use store::grid::statements::Looks;
use store::grid::tables::{Placed, placed};

/// Where it looks; none when it names a table that lies by a key without saying which.
pub fn looks(sql: &str) -> Option<Looks> {
    let words = words(sql);
    let tables = tables(&words);
    assert!(!tables.is_empty(), "no table: {sql}");
    let mut classes: Vec<Looks> = Vec::new();
    for (table, alias) in &tables {
        let placed = placed(table).unwrap_or_else(|| panic!("table {table} is on no list: {sql}"));
        let looks = match placed {
            Placed::Hub => Looks::Hub,
            Placed::Hot { .. } => Looks::Hot,
            Placed::Finder { .. } => Looks::Finder,
        };
        if let Some(key) = placed.key() {
            let same = tables.iter().filter(|(_, other)| other == alias).count();
            let said = times_said(&words, alias.as_deref(), key);
            if said < same && !is_inserted(&words, key) {
                return None;
            }
        }
        classes.push(looks);
    }
    classes.dedup();
    match classes.as_slice() {
        [looks] => Some(*looks),
        _ => None,
    }
}

/// Words, numbers of parameters, and signs, texts left out.
fn words(sql: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in sql.split('\'').enumerate() {
        if at % 2 == 1 {
            words.push("''".to_owned());
            continue;
        }
        let mut word = String::new();
        for c in part.chars().chain([' ']) {
            if c.is_alphanumeric() || c == '_' || c == '$' {
                word.push(c);
                continue;
            }
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !c.is_whitespace() {
                words.push(c.to_string());
            }
        }
    }
    words
}

/// Each table with its alias, once for each time it is named.
fn tables(words: &[String]) -> Vec<(String, Option<String>)> {
    const NO_ALIAS: [&str; 16] = [
        "WHERE",
        "SET",
        "ON",
        "LEFT",
        "JOIN",
        "ORDER",
        "GROUP",
        "UNION",
        "LIMIT",
        "VALUES",
        "AS",
        "AND",
        "INNER",
        "CROSS",
        "RETURNING",
        "FOR",
    ];
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let names_one = matches!(word.as_str(), "FROM" | "JOIN" | "INTO" | "UPDATE");
        let Some(table) = words.get(at + 1).filter(|_| names_one) else {
            continue;
        };
        let is_name = table
            .chars()
            .all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
        if !is_name {
            continue;
        }
        let alias = words.get(at + 2).filter(|next| {
            next.chars().all(char::is_alphanumeric) && !NO_ALIAS.contains(&next.as_str())
        });
        found.push((table.clone(), alias.cloned()));
    }
    found
}

/// How often `alias.key = $n` is said, or `key = $n`.
fn times_said(words: &[String], alias: Option<&str>, key: &str) -> usize {
    let is_parameter = |at: usize| words.get(at).is_some_and(|word| word.starts_with('$'));
    let said = |at: &usize| {
        let at = *at;
        let is_of = match alias {
            Some(alias) => at >= 2 && words[at - 1] == "." && words[at - 2] == alias,
            None => at == 0 || words[at - 1] != ".",
        };
        words[at] == key
            && is_of
            && words.get(at + 1).is_some_and(|w| w == "=")
            && is_parameter(at + 2)
    };
    (0..words.len()).filter(said).count()
}

/// Whether a row with its key is inserted: the key is among the columns, its value a parameter.
fn is_inserted(words: &[String], key: &str) -> bool {
    if words[0] != "INSERT" {
        return false;
    }
    let end = |from: usize| {
        words[from..]
            .iter()
            .position(|word| word == ")")
            .map(|at| from + at)
    };
    let Some(columns_end) = end(0) else {
        return false;
    };
    let list = |from: usize, to: usize| -> Vec<&String> {
        words[from..to].iter().filter(|word| *word != ",").collect()
    };
    let columns = list(4, columns_end);
    let Some(values) = words.iter().position(|word| word == "VALUES") else {
        return false;
    };
    let Some(values_end) = end(values) else {
        return false;
    };
    let values = list(values + 2, values_end);
    let at = columns.iter().position(|column| *column == key);
    let value = at.and_then(|at| values.get(at));
    value.is_some_and(|value| value.starts_with('$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_said_through_another_table_is_not_said() {
        let whole = |join: &str| {
            format!("SELECT 1 FROM visit v JOIN bill_line l ON {join} WHERE v.person = $1")
        };
        assert_eq!(looks(&whole("l.person = v.person")), None);
        assert_eq!(looks(&whole("l.person = $1")), Some(Looks::Hot));
        assert_eq!(looks("SELECT 1 FROM visit WHERE visit = $1"), None);
        assert_eq!(
            looks("SELECT 1 FROM meta WHERE name = $1"),
            Some(Looks::Hub)
        );
        let joined = "SELECT 1 FROM visit v JOIN meta m ON m.name = $2 WHERE v.person = $1";
        assert_eq!(looks(joined), None);
        let insert = "INSERT INTO posting (person, entry) VALUES ($1, 'x')";
        assert_eq!(looks(insert), Some(Looks::Hot));
        let elsewhere = "INSERT INTO posting (entry, person) VALUES ($1, 'x')";
        assert_eq!(looks(elsewhere), None);
    }
}
