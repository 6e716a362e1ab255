//! `suixing policy show`: the rules of a place and scheme, each with its address and its source.

use domain::basis::ShownBasis;
use domain::policy::Pack;
use domain::text::Named;
use jiff::civil::Date;
use serde_json::json;
use workbench::show;

use super::list::summary;
use super::tongue::{Tongue, print};

pub(super) fn print_pack(pack: &Pack, on: Option<Date>, form: Form) -> anyhow::Result<()> {
    let tables = show::tables_on(pack, on);
    if form.json {
        return print(json!({"pack": summary(pack), "on": on, "tables": tables}));
    }
    let tongue = form.tongue;
    let mut text = format!("{}  {}\n", tongue.pick(&pack.title), &pack.hash()[..12]);
    if tables.is_empty() {
        text += tongue.say("这一天没有收录任何规定\n", "nothing is known of that day\n");
    }
    for table in tables {
        text += &format!("\n{}\n", tongue.pick(&table.caption));
        for row in table.rows {
            text += &row_text(&row, tongue);
        }
    }
    print(text.trim_end())
}

/// In which form the answer is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    pub(super) json: bool,
    pub(super) tongue: Tongue,
}

fn row_text(row: &show::ShownRow, tongue: Tongue) -> String {
    let cells = row.cells.iter().map(|cell| tongue.pick(cell));
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let mut text = format!("  {}\n", cells.join(" · "));
    let days = days(row.from, row.until, tongue);
    text += &format!("      {days} · {}\n", source(&row.basis, tongue));
    if !row.disputes.is_empty() {
        let disputed = tongue.say("两种说法", "sources disagree");
        text += &format!("      {disputed}: {}\n", row.disputes.join(", "));
    }
    text + &format!("      {}\n", row.address)
}

/// Since when, and until when.
pub(super) fn days(from: Date, until: Option<Date>, tongue: Tongue) -> String {
    match (until, tongue.english) {
        (None, false) => format!("{from} 起"),
        (None, true) => format!("since {from}"),
        (Some(until), false) => format!("{from} 起，至 {until} 前"),
        (Some(until), true) => format!("from {from}, until before {until}"),
    }
}

/// A source in one line: title and article, how sure, whether compared with the text.
pub(super) fn source(basis: &ShownBasis, tongue: Tongue) -> String {
    let at = basis.at.as_deref().map(|at| format!(" {at}"));
    let verified = match basis.verified {
        true => tongue.say("已核对原文", "verified"),
        false => tongue.say("未核对原文", "unverified"),
    };
    let name = basis.confidence.name();
    let sure = format!("{} {}", basis.confidence, tongue.pick(&name));
    let title = format!("{} {}{}", basis.source, basis.title, at.unwrap_or_default());
    match tongue.english {
        false => format!("{title}（{sure}，{verified}）"),
        true => format!("{title} ({sure}, {verified})"),
    }
}
