//! `docs/registers.md`: which files can be taken in, and the columns of each.

use std::fmt::Write as _;

use sheets::Columns;
use sheets::facilities::FacilityColumn;
use sheets::items::ItemColumn;
use sheets::people::PeopleColumn;

const OPENING: &str = include_str!("opening.md");

/// The document.
pub fn markdown() -> String {
    let mut text = OPENING.to_owned();
    table::<PeopleColumn>(&mut text, "参保人 · People", "people");
    table::<FacilityColumn>(&mut text, "机构 · Facilities", "facilities");
    table::<ItemColumn>(&mut text, "目录 · Catalogue", "catalogue");
    text
}

fn table<C: Columns>(text: &mut String, title: &str, command: &str) {
    let _ = writeln!(
        text,
        "\n## {title}\n\n`suixing import {command}`\n\n\
         | 列 | 也叫 | 对照用的词 word | 必填 needed |\n|---|---|---|---|"
    );
    for column in C::ALL {
        let column = column.column();
        let also = column.also.join("、");
        let needed = if column.is_needed { "是 yes" } else { "" };
        let (name, word) = (column.name, column.word);
        let _ = writeln!(text, "| {name} | {also} | `{word}` | {needed} |");
    }
}
