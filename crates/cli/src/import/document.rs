//! `docs/registers.md`: which files can be taken in, and the columns of each.

use std::fmt::Write as _;

use sheets::Columns;
use sheets::designations::ChoiceColumn;
use sheets::employers::EmployerColumn;
use sheets::facilities::FacilityColumn;
use sheets::families::FamilyColumn;
use sheets::items::ItemColumn;
use sheets::operators::OperatorColumn;
use sheets::people::PeopleColumn;
use sheets::practitioners::PractitionerColumn;
use sheets::staff::StaffColumn;

const OPENING: &str = include_str!("opening.md");

/// The document.
pub fn markdown() -> String {
    let mut text = OPENING.to_owned();
    table::<PeopleColumn>(&mut text, "参保人 · People", "people");
    table::<FacilityColumn>(&mut text, "机构 · Facilities", "facilities");
    table::<ItemColumn>(&mut text, "目录 · Catalogue", "catalogue");
    table::<PractitionerColumn>(&mut text, "医师和药师 · Doctors and pharmacists", "doctors");
    table::<EmployerColumn>(&mut text, "用人单位 · Employers", "employers");
    table::<StaffColumn>(&mut text, "单位职工 · Staff", "staff");
    table::<FamilyColumn>(&mut text, "亲属关系 · Family links", "families");
    table::<ChoiceColumn>(&mut text, "门诊选点 · Chosen facilities", "designations");
    table::<OperatorColumn>(&mut text, "操作员 · Operators", "operators");
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
