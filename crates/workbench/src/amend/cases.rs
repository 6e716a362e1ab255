//! What a case must come to, changed with a reform: the value in its place, and above the case who
//! changed it from what, and why.

use std::ops::Range;

use domain::files::NamedText;
use domain::say;
use toml_edit::{Document, Item, TableLike, Value};

use super::{NotAmended, quoted};
use crate::case::ValueDiffers;
use crate::sheet::rows::line_end;

/// A case as it is named in its file, and what comes out of it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NowExpected<'a> {
    /// Its name.
    pub case: &'a str,
    /// What differs.
    pub differences: &'a [ValueDiffers],
    /// Who says so and why, for those who read the file.
    pub note: &'a str,
}

/// The text of a file of cases in which a case expects what comes out now.
pub fn expect_now(file: &NamedText, now: &NowExpected<'_>) -> Result<String, NotAmended> {
    let text = file.text.as_str();
    let document = Document::parse(text).map_err(|error| NotAmended::unreadable(&error))?;
    let name = now.case;
    let absent = || NotAmended(say!("没有算例「{name}」", "there is no case «{name}»"));
    let (case, begins) = find(document.as_table(), name).ok_or_else(absent)?;
    if now.differences.is_empty() {
        return Err(by_hand(name));
    }
    let mut splices: Vec<(Range<usize>, String)> = Vec::new();
    for difference in now.differences {
        let place = place(case, &difference.path).ok_or_else(|| by_hand(name))?;
        let value = value(difference).ok_or_else(|| by_hand(name))?;
        splices.push((place, value));
    }
    let line = text[..begins].rfind('\n').map_or(0, |at| at + 1);
    let indent: String = text[line..]
        .chars()
        .take_while(|sign| *sign == ' ')
        .collect();
    let note: String = now.note.chars().filter(|sign| !sign.is_control()).collect();
    // What stands first in a file is for the editors of text.
    let line = match line {
        0 => line_end(text, 0),
        line => line,
    };
    splices.push((line..line, format!("{indent}# {note}\n")));
    splices.sort_by_key(|(place, _)| place.start);
    let mut amended = String::with_capacity(text.len() + 200);
    let mut at = 0;
    for (place, instead) in splices {
        amended.push_str(&text[at..place.start]);
        amended.push_str(&instead);
        at = place.end;
    }
    amended.push_str(&text[at..]);
    Ok(amended)
}

fn by_hand(name: &str) -> NotAmended {
    NotAmended(say!(
        "算例「{name}」的预期值不是写在一处的，请在它的全文里改",
        "what case «{name}» expects does not stand in one place; change it in its text"
    ))
}

/// The case of a name, and where it begins.
fn find<'a>(whole: &'a toml_edit::Table, name: &str) -> Option<(&'a dyn TableLike, usize)> {
    let is_it = |table: &dyn TableLike| table.get("name").and_then(Item::as_str) == Some(name);
    match whole.get("case") {
        Some(Item::ArrayOfTables(rows)) => {
            let row = rows.iter().find(|row| is_it(*row))?;
            Some((row, row.span()?.start))
        }
        Some(Item::Value(Value::Array(rows))) => {
            let mut rows = rows.iter().filter_map(Value::as_inline_table);
            let row = rows.find(|row| is_it(*row))?;
            Some((row, row.span()?.start))
        }
        _ => is_it(whole).then_some((whole as &dyn TableLike, 0)),
    }
}

/// Where an expected value stands.
fn place(case: &dyn TableLike, path: &str) -> Option<Range<usize>> {
    let mut item = case.get("expect")?;
    for step in path.splitn(2, '.') {
        item = item.as_table_like()?.get(step)?;
    }
    match item {
        // One that is written as `payers.cash = …` stands nowhere as a whole.
        Item::Value(Value::InlineTable(table)) if table.is_dotted() => None,
        Item::Value(value) => value.span(),
        _ => None,
    }
}

/// What came out, as it is written.
fn value(difference: &ValueDiffers) -> Option<String> {
    let got = difference.got.as_str();
    let top = difference.path.split('.').next().unwrap_or_default();
    match top {
        "payers" => {
            let shares = got.split(", ").filter(|share| !share.is_empty());
            let shares: Option<Vec<String>> = shares
                .map(|share| {
                    let (payer, amount) = share.split_once(' ')?;
                    Some(format!("{payer} = \"{amount}\""))
                })
                .collect();
            Some(format!("{{ {} }}", shares?.join(", ")))
        }
        "rates" | "deductibles" | "self_pay_first" | "adjustments" | "ceilings" | "borne"
        | "entered" | "fund_share" | "footing" | "credit" => {
            (got != "none" && !got.is_empty()).then(|| quoted(got))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 头\n\ncase = [\n    # 一\n    { name = \"甲\", expect.payers = { cash = \
        \"1.00\" }, expect.rates.pooled = \"90%\" },\n    { name = \"乙\", expect.payers = { cash = \
        \"2.00\" } },\n]\n";

    fn differs(path: &str, got: &str) -> ValueDiffers {
        ValueDiffers {
            path: path.to_owned(),
            expected: String::new(),
            got: got.to_owned(),
        }
    }

    #[test]
    fn a_case_expects_what_comes_out_and_says_why() {
        let file = NamedText {
            name: "440300/cases/a.toml".to_owned(),
            text: TEXT.to_owned(),
        };
        let differences = [
            differs("payers", "pooled-fund 0.40, cash 0.60"),
            differs("rates.pooled", "88%"),
        ];
        let now = NowExpected {
            case: "甲",
            differences: &differences,
            note: "2026-12-01 编辑甲：随改动",
        };
        let amended = expect_now(&file, &now).unwrap();
        let expected = TEXT
            .replace(
                "{ cash = \"1.00\" }",
                "{ pooled-fund = \"0.40\", cash = \"0.60\" }",
            )
            .replace("90%", "88%")
            .replace("    # 一\n", "    # 一\n    # 2026-12-01 编辑甲：随改动\n");
        assert_eq!(amended, expected);
        let other = NowExpected {
            case: "丙",
            ..now.clone()
        };
        assert!(expect_now(&file, &other).is_err());
        let steps = [differs("steps", "rate 1.00")];
        let other = NowExpected {
            differences: &steps,
            ..now
        };
        assert!(expect_now(&file, &other).is_err());
    }
}
