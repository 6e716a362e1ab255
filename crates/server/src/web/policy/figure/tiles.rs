//! A value as tiles: a level, an age or a footing each, the numeral large and its unit small.

use domain::Bilingual;

use crate::web::frame::Frame;

/// One tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NumeralTile {
    /// Of what, where a figure has several parts.
    pub name: String,
    /// The numeral; empty where the value is words.
    pub numeral: String,
    /// Its unit, or the value in words.
    pub unit: String,
    /// How it comes about, where it is worked out from something.
    pub note: String,
}

/// Units of more signs are words, not units.
const UNIT_MAX: usize = 5;

impl NumeralTile {
    /// One for each part.
    pub(super) fn all(frame: &Frame, parts: &[(Bilingual, Bilingual)]) -> Vec<NumeralTile> {
        let tile = |(name, value): &(Bilingual, Bilingual)| NumeralTile {
            name: frame.pick(name).to_owned(),
            ..NumeralTile::of(frame.pick(value))
        };
        parts.iter().map(tile).collect()
    }

    fn of(value: &str) -> NumeralTile {
        // «前年平均工资的 100% = 177,057.00 元» is the amount, and how it comes about.
        let (note, value) = match value.split_once(" = ") {
            Some((how, amount)) => (how, amount),
            None => ("", value),
        };
        let (amount, rest) = match value.split_once(['，', '（', '(']) {
            Some((head, _)) => (head, value[head.len()..].trim_start_matches('，')),
            None => (value, ""),
        };
        let is_of_numeral = |sign: char| sign.is_ascii_digit() || "×−+.,%".contains(sign);
        let end = amount
            .find(|sign: char| !is_of_numeral(sign) && sign != ' ')
            .unwrap_or(amount.len());
        let (numeral, unit) = amount.split_at(end);
        let numeral = numeral.trim_end_matches(['\u{a0}', ' ']);
        let unit = unit.trim_matches(['\u{a0}', ' ']);
        let is_number = numeral.contains(|sign: char| sign.is_ascii_digit());
        if !is_number || unit.chars().count() > UNIT_MAX {
            return NumeralTile {
                name: String::new(),
                numeral: String::new(),
                unit: value.to_owned(),
                note: note.to_owned(),
            };
        }
        let (numeral, unit) = match numeral.strip_suffix('%') {
            Some(number) => (number, "%"),
            None => (numeral, unit),
        };
        NumeralTile {
            name: String::new(),
            numeral: numeral.to_owned(),
            unit: unit.to_owned(),
            note: [note, rest].join(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_a_numeral_its_unit_and_how_it_comes_about() {
        for (value, numeral, unit, note) in [
            ("600\u{a0}元", "600", "元", ""),
            ("90%", "90", "%", ""),
            ("−5 个百分点", "−5", "个百分点", ""),
            ("1,000.00", "1,000.00", "", ""),
            (
                "前年工资的 6% = 6,000\u{a0}元",
                "6,000",
                "元",
                "前年工资的 6%",
            ),
            (
                "80%（1,000\u{a0}元以上的部分）",
                "80",
                "%",
                "（1,000\u{a0}元以上的部分）",
            ),
            ("没有限额", "", "没有限额", ""),
            (
                "总费用的 10%，最低 400\u{a0}元",
                "",
                "总费用的 10%，最低 400\u{a0}元",
                "",
            ),
        ] {
            let tile = NumeralTile::of(value);
            let told = (
                tile.numeral.as_str(),
                tile.unit.as_str(),
                tile.note.as_str(),
            );
            assert_eq!(told, (numeral, unit, note), "{value}");
        }
    }
}
