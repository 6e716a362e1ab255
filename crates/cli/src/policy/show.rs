//! `suixing policy show`: the rules of a place and scheme.

use domain::policy::{Pack, show};
use serde_json::json;

use super::list::summary;

pub(super) fn print_pack(pack: &Pack, on: Option<jiff::civil::Date>, as_json: bool) {
    let tables = show::tables_on(pack, on);
    if as_json {
        println!(
            "{}",
            json!({"pack": summary(pack), "on": on, "tables": tables})
        );
        return;
    }
    println!("{} / {}  {}", pack.title.zh, pack.title.en, pack.hash());
    for table in tables {
        println!("\n{} / {}", table.caption.zh, table.caption.en);
        for row in table.rows {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.zh.as_str()).collect();
            let until = row
                .until
                .map_or(String::new(), |until| format!(" 至 {until} 前"));
            let at = row.basis.at.as_deref().unwrap_or_default();
            println!("  {}", cells.join(" · "));
            println!("      {} 起{until} · {} {at}", row.from, row.basis.title);
        }
    }
}
