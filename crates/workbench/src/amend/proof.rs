//! A case for a row that is new: one that is there already, asked on the row's first day, with what
//! comes out. Whoever takes it over answers for it; a machine only does the sum.

use domain::files::{NamedText, Place, holds_cases};
use domain::policy::Library;
use jiff::civil::Date;

use super::quoted;
use crate::case::rows::rows_of;
use crate::case::{Case, CaseRun, Expect, Ran};
use crate::changes::CaseName;
use crate::coverage::{Exercised, Spot, spots};
use crate::rows::rows;

/// A case that proves a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proving {
    /// Its name.
    pub name: String,
    /// The one it is like.
    pub like: CaseName,
    /// Who pays what: `pooled-fund 8370.00, cash 1630.00`.
    pub pays: String,
    /// As it is written.
    pub text: String,
}

/// A row by what it is known by, and its first day.
fn row_at(library: &Library, spot: (&str, usize)) -> Option<(usize, Date)> {
    library.packs().find_map(|pack| {
        let is_there = |one: &&(usize, Spot)| (one.1.file.as_str(), one.1.line) == spot;
        let found = spots(pack);
        let (identity, _) = found.iter().find(is_there)?;
        let all = rows(pack);
        let row = all.iter().find(|view| view.row.identity() == *identity)?;
        Some((*identity, row.row.from()))
    })
}

/// A case like one of these that proves the row which begins at a line of a file.
pub fn proving(files: &[NamedText], library: &Library, spot: (&str, usize)) -> Option<Proving> {
    let (identity, from) = row_at(library, spot)?;
    let cases = files.iter().filter(|file| holds_cases(&file.name));
    for file in cases {
        for row in rows_of(file).unwrap_or_default() {
            let Ok(table) = row.read::<toml::Table>() else {
                continue;
            };
            let found = variant(&table, from).and_then(|(table, case)| {
                let pays = proves(&case, library, identity)?;
                Some(written(&file.name, (&table, &case), (from, &pays)))
            });
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// The same question on another day, without what was expected.
fn variant(table: &toml::Table, from: Date) -> Option<(toml::Table, Case)> {
    const OTHER: [&str; 5] = ["rules", "earlier", "cancel", "according_to", "ledger"];
    if OTHER.iter().any(|key| table.contains_key(*key)) {
        return None;
    }
    let mut table = table.clone();
    for key in ["expect", "expect_not", "source", "proof"] {
        table.remove(key);
    }
    let visit = table.get_mut("visit")?.as_table_mut()?;
    let day = toml::Value::String(from.to_string());
    visit.insert("day".to_owned(), day);
    let case: Case = toml::Value::Table(table.clone()).try_into().ok()?;
    Some((table, case))
}

/// Who pays what of the case, if a case that expects that proves the row.
fn proves(case: &Case, library: &Library, identity: usize) -> Option<String> {
    let answer = case.judge(library).answer.ok()?;
    let shares = answer.computed.adjudication.shares;
    let mut proof = case.clone();
    proof.expect = Some(Expect {
        payers: Some(shares),
        ..Expect::default()
    });
    let judged = proof.judge(library);
    let run = CaseRun {
        place: Place {
            file: String::new(),
            line: 1,
            column: 1,
        },
        name: String::new(),
        outcome: Ok(Ran::Bill(Box::new((proof, judged)))),
    };
    let exercised = Exercised::by(&[run], library);
    let is_proved = exercised.cases(identity).next().is_some();
    is_proved.then(|| crate::case::in_words(&shares))
}

fn written(
    file: &str,
    (table, case): (&toml::Table, &Case),
    (from, pays): (Date, &str),
) -> Proving {
    let name = format!("{}（{from} 起）", case.name);
    let mut text = format!("[[case]]\nname = {}\nproof = \"derived\"\n", quoted(&name));
    for (key, value) in table.iter().filter(|(key, _)| *key != "name") {
        text += &format!("{key} = {value}\n");
    }
    let shares = pays.split(", ").filter_map(|share| share.split_once(' '));
    let shares: Vec<String> = shares
        .map(|(payer, amount)| format!("{payer} = \"{amount}\""))
        .collect();
    text += &format!("expect.payers = {{ {} }}\n", shares.join(", "));
    Proving {
        name,
        like: CaseName {
            file: file.to_owned(),
            name: case.name.clone(),
        },
        pays: pays.to_owned(),
        text,
    }
}
