//! Every statement of the store, with where it looks. The list is `statements.sql`; a test reads
//! the sources and holds them against it, so that no statement is added without a class, and
//! `suixing conformance` holds the engine against it.

use std::fmt;

use super::tables::placed;
use crate::rows::OwnedTable;

/// Where a statement looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// At one person's rows, or those of one chain or facility: one place.
    Hot,
    /// At one number of the finder: one place, another.
    Finder,
    /// At small tables that lie in one place.
    Hub,
    /// Everywhere, for a reason that stands in the list.
    Everywhere,
}

/// A statement of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// The file it stands in.
    pub file: String,
    /// Where it looks.
    pub looks: Looks,
    /// Why everywhere.
    pub why: String,
    /// The statement.
    pub sql: String,
}

const LIST: &str = include_str!("../../statements.sql");

impl Looks {
    const ALL: [(&'static str, Looks); 4] = [
        ("hot", Looks::Hot),
        ("finder", Looks::Finder),
        ("hub", Looks::Hub),
        ("everywhere", Looks::Everywhere),
    ];
}

impl fmt::Display for Looks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all = Looks::ALL.iter();
        let word = all.find(|(_, looks)| looks == self);
        f.write_str(word.map_or("", |(word, _)| word))
    }
}

/// Every statement of the store.
pub fn registered() -> Vec<Registered> {
    let mut all = read(LIST);
    all.extend(OwnedTable::ALL.iter().flat_map(|table| of_rows(*table)));
    all
}

/// The statements that are made for each table of whole rows.
fn of_rows(table: OwnedTable) -> Vec<Registered> {
    let one = |looks, why: &str, sql: &str| Registered {
        file: "rows.rs".to_owned(),
        looks,
        why: why.to_owned(),
        sql: sql.to_owned(),
    };
    let through_all = |sql| one(Looks::Everywhere, "verify goes through everybody", sql);
    let mut found: Vec<Registered> = table.selects().into_iter().map(through_all).collect();
    let owner = table.columns().split(", ").nth(table.owner());
    found.push(
        match placed(table.name()).and_then(|it| it.key()) == owner {
            true => one(Looks::Hot, "", table.select_one()),
            false => one(Looks::Everywhere, "not by its key", table.select_one()),
        },
    );
    found.push(one(Looks::Hot, "", table.insert().text(1).trim_end()));
    found
}

/// Reads a list: `-- file: class: why`, then the statement up to its semicolon.
pub fn read(list: &str) -> Vec<Registered> {
    let entries = list.split("\n-- ").skip(1);
    entries.filter_map(entry).collect()
}

fn entry(text: &str) -> Option<Registered> {
    let (head, sql) = text.split_once('\n')?;
    let mut parts = head.splitn(3, ": ");
    let (file, class) = (parts.next()?, parts.next()?);
    let mut known = Looks::ALL.iter();
    let (_, looks) = known.find(|(word, _)| *word == class)?;
    let sql = sql.trim().strip_suffix(';')?;
    Some(Registered {
        file: file.to_owned(),
        looks: *looks,
        why: parts.next().unwrap_or_default().to_owned(),
        sql: sql.split('\n').collect::<Vec<_>>().join(" "),
    })
}
