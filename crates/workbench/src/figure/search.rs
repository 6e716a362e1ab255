//! Figures by value, by words, or by the number a source gives them: `94%`, `10478.40`, `SZ-08`,
//! 起付线.

use jiff::civil::Date;
use serde::Serialize;

use super::all_rows;
use super::yearly::amounts;
use crate::address::{Address, Owner};
use crate::rows::RowView;
use crate::show::{ListedDispute, all_disputes};
use domain::person::Scheme;
use domain::policy::Library;
use domain::rules::Table;
use domain::text::Bilingual;
use domain::{Money, Region};

/// One figure among several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Hit {
    /// Address of its cell.
    pub address: Address,
    /// The rule in a sentence.
    pub sentence: Bilingual,
    /// The value in words.
    pub value: Bilingual,
    /// First day of the row that was found.
    pub from: Date,
    /// First day it is no longer in force.
    pub until: Option<Date>,
    /// Whether it holds on the day that was asked for.
    pub in_force: bool,
    /// What it is.
    #[serde(skip)]
    pub subject: Bilingual,
    /// For whom and for what.
    #[serde(skip)]
    pub conditions: Bilingual,
    /// Which table it stands in.
    #[serde(skip)]
    pub table: Table,
    /// Whether the figure is known.
    #[serde(skip)]
    pub is_known: bool,
}

/// Which figures are looked for, where the place is told apart from the words.
#[derive(Clone, Debug, Default)]
pub struct WantedFigures {
    /// Of this pooling region alone.
    pub region: Option<Region>,
    /// Of this scheme alone.
    pub scheme: Option<Scheme>,
    /// Words that all occur in what the rule says, for whom and of what.
    pub words: Vec<String>,
}

/// What words were found in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Hits {
    /// Figures, one of each cell.
    pub figures: Vec<Hit>,
    /// Disputes that have the words.
    pub disputes: Vec<ListedDispute>,
}

/// Every cell with a row in which all of the words occur.
pub fn search(library: &Library, words: &str, on: Date) -> Hits {
    let words: Vec<String> = words.split_whitespace().map(wanted).collect();
    if words.is_empty() {
        return Hits::default();
    }
    let found: Vec<RowView<'_>> = all_rows(library)
        .filter(|row| has_all(&text_of(row, on), &words))
        .collect();
    Hits {
        disputes: found_disputes(library, &words),
        ..by_cell(found.iter(), on)
    }
}

/// Every cell of a place or of all in whose rule all of the words occur, sources left out.
pub fn figures(library: &Library, wanted: &WantedFigures, on: Date) -> Vec<Hit> {
    let words: Vec<String> = wanted.words.iter().map(|word| self::wanted(word)).collect();
    let is_asked = |row: &RowView<'_>| match row.address.owner {
        Owner::Pack(region, scheme) => {
            wanted.region.is_none_or(|wanted| wanted == region)
                && wanted.scheme.is_none_or(|wanted| wanted == scheme)
        }
        Owner::National => wanted.region.is_none(),
    };
    let found: Vec<RowView<'_>> = all_rows(library)
        .filter(|row| is_asked(row) && has_all(&said_by(row, on), &words))
        .collect();
    by_cell(found.iter(), on).figures
}

/// One hit for each cell: its row in force on the day, else the last one found.
pub(super) fn by_cell<'a, 'b: 'a>(rows: impl Iterator<Item = &'a RowView<'b>>, on: Date) -> Hits {
    let mut figures: Vec<Hit> = Vec::new();
    for row in rows {
        let hit = Hit {
            address: row.address.clone(),
            sentence: row.sentence(Some(on)),
            value: row.value(Some(on).filter(|day| row.row.is_in_force(*day))),
            from: row.row.from(),
            until: row.row.until(),
            in_force: row.row.is_in_force(on),
            subject: row.subject(Some(on)),
            conditions: row.conditions(),
            table: row.row.table(),
            is_known: row.row.unknown().is_none(),
        };
        match figures
            .iter_mut()
            .find(|known| known.address == hit.address)
        {
            Some(known) if known.in_force || known.from > hit.from => {}
            Some(known) => *known = hit,
            None => figures.push(hit),
        }
    }
    Hits {
        figures,
        disputes: vec![],
    }
}

fn found_disputes(library: &Library, words: &[String]) -> Vec<ListedDispute> {
    let mut all = all_disputes(library, None);
    all.retain(|listed| {
        let dispute = &listed.dispute;
        let Bilingual { zh, en } = &dispute.topic;
        let mut text = vec![&dispute.id, zh, en, &dispute.why.zh, &dispute.why.en];
        for version in &dispute.versions {
            text.extend([&version.source, &version.says.zh, &version.says.en]);
        }
        let text: Vec<String> = text.into_iter().map(|text| plain(text)).collect();
        has_all(&text, words)
    });
    all
}

/// What is searched of a row, text by text.
fn text_of(view: &RowView<'_>, on: Date) -> Vec<String> {
    let basis = view.row.basis();
    let pack = view.pack;
    let mut texts = vec![view.address.to_string(), basis.source.clone()];
    texts.extend(basis.at.clone());
    texts.extend(
        pack.source(&basis.source)
            .map(|source| source.title.clone()),
    );
    let mut texts: Vec<String> = texts.iter().map(|text| plain(text)).collect();
    texts.extend(said_by(view, on));
    texts
}

/// What the rule says, of what and for whom, text by text.
fn said_by(view: &RowView<'_>, on: Date) -> Vec<String> {
    let mut texts = vec![];
    let words = [
        view.value(Some(on)),
        view.subject(Some(on)),
        view.conditions(),
        view.table_name(),
        view.row.says().cloned().unwrap_or_default(),
    ];
    for Bilingual { zh, en } in words {
        texts.extend([zh, en]);
    }
    texts.extend(amounts(view).iter().map(|year| year.amount.to_string()));
    texts.iter().map(|text| plain(text)).collect()
}

fn has_all(texts: &[String], words: &[String]) -> bool {
    let in_some = |word: &String| texts.iter().any(|text| has(text, word));
    words.iter().all(in_some)
}

/// Whether the word occurs, and not as a part of a longer number: `4%` is not in `94%`, nor
/// `SZ-1` in `SZ-12`.
fn has(text: &str, word: &str) -> bool {
    let is_of_number = |letter: char| letter.is_ascii_digit() || letter == '.';
    let starts = word.starts_with(is_of_number);
    let ends = word.ends_with(|letter: char| letter.is_ascii_digit());
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let behind = text[at + word.len()..].chars().next();
        let continues_before = starts && before.is_some_and(is_of_number);
        let continues_behind = ends && behind.is_some_and(|letter| letter.is_ascii_digit());
        !continues_before && !continues_behind
    })
}

/// A word as it is looked for; an amount as it is printed.
fn wanted(word: &str) -> String {
    let word = plain(word);
    let amount = word.trim_end_matches('元').parse::<Money>();
    // A year is an amount too, but nobody looks for 2026.00 yuan.
    match amount {
        Ok(amount) if word.contains('.') || word.ends_with('元') => amount.to_string(),
        _ => word.trim_end_matches('元').to_owned(),
    }
}

/// A text without what people write differently: case, spaces, commas in numbers, full-width signs.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|letter| !letter.is_whitespace());
    let kept = kept.filter(|letter| *letter != ',' && *letter != '，');
    let narrow = kept.map(|letter| match letter {
        '％' => '%',
        '．' => '.',
        '－' | '−' => '-',
        other => other,
    });
    narrow.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_not_found_inside_a_longer_one() {
        let rows = [
            ("一级 94%，二级 92%", "94%", true),
            ("一级 94%，二级 92%", "4%", false),
            ("SZ-12、SZ-08", "sz-1", false),
            ("SZ-12、SZ-08", "SZ-08", true),
            ("10,478.40 元", "10478.4", true),
            ("10,478.40 元", "478.40", false),
            ("首次 600.00 元", "600", true),
            ("首次 600.00 元", "600元", true),
            ("首次 1,600.00 元", "600", false),
            ("Tier One", "tier one", true),
        ];
        for (text, word, there) in rows {
            let words: Vec<String> = word.split_whitespace().map(wanted).collect();
            assert_eq!(has_all(&[plain(text)], &words), there, "{word} in {text}");
        }
    }
}
