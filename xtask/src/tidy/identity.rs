//! No number in the project can be a living person's. A citizen ID number is one when its area is
//! assigned, its day of birth exists and its check character fits (GB 11643); ours break the first
//! or the second on purpose (docs/decisions/0005-invented-people.md).

use super::offence::Offence;
use super::tree::Tree;

const LENGTH: usize = 18;

/// The provinces that ID numbers start with; nobody is registered under any other.
const PROVINCES: [&str; 36] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83", "91",
];

/// Numbers that somebody could have been born with.
pub fn possible_people(tree: &Tree) -> Vec<Offence> {
    let what = "this ID number can be somebody's; use a day of birth that does not exist";
    let mut offences = Vec::new();
    for (path, text) in tree.files() {
        for (index, line) in text.lines().enumerate() {
            if candidates(line).any(can_be_a_person) {
                offences.push(Offence::new(path, index + 1, what));
            }
        }
    }
    offences
}

/// Stretches of exactly seventeen digits and a digit or X.
fn candidates(line: &str) -> impl Iterator<Item = &str> {
    let stretches = line.split(|c: char| !(c.is_ascii_digit() || matches!(c, 'X' | 'x')));
    stretches.filter(|stretch| {
        let bytes = stretch.as_bytes();
        bytes.len() == LENGTH && bytes[..LENGTH - 1].iter().all(u8::is_ascii_digit)
    })
}

fn can_be_a_person(number: &str) -> bool {
    let assigned = PROVINCES.contains(&&number[..2]);
    assigned && born_on_a_real_day(number) && check_character_fits(number)
}

fn born_on_a_real_day(number: &str) -> bool {
    let part = |range: std::ops::Range<usize>| number[range].parse().unwrap_or(0);
    let (year, month, day): (u32, u32, u32) = (part(6..10), part(10..12), part(12..14));
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1850..2100).contains(&year) && (1..=days).contains(&day)
}

/// The weights are the powers of two modulo 11, so the number read from the left, doubling, is
/// congruent to one.
fn check_character_fits(number: &str) -> bool {
    let value = |c: char| c.to_digit(10).unwrap_or(10);
    let folded = number.chars().fold(0, |sum, c| (sum * 2 + value(c)) % 11);
    folded == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number put together here, so that this file holds none.
    fn number(area: &str, born_on: &str) -> String {
        let digits = format!("{area}{born_on}002");
        let fitting = "0123456789X".chars().map(|last| format!("{digits}{last}"));
        fitting
            .into_iter()
            .find(|number| check_character_fits(number))
            .unwrap()
    }

    #[test]
    fn the_check_character_of_the_standard() {
        // The worked example of GB 11643.
        assert!(check_character_fits(&number("110105", "19491231")));
        assert!(number("110105", "19491231").ends_with("002X"));
    }

    #[test]
    fn only_possible_people_are_reported() {
        let possible = number("110105", "19491231");
        let rows = [
            (format!("id = \"{possible}\""), 1),
            (format!("id{}", possible.to_lowercase()), 1),
            (number("440300", "20000229"), 1),
            (number("440300", "19000229"), 0),
            (number("440300", "19901301"), 0),
            (number("440300", "19901232"), 0),
            (number("990300", "19901231"), 0),
            (format!("1{possible}"), 0),
            (format!("{}0", &number("440300", "19901231")[..17]), 0),
        ];
        for (line, expected) in rows {
            let found = possible_people(&Tree::of(&[("a.toml", &line)]));
            assert_eq!(found.len(), expected, "{line}");
        }
    }
}
