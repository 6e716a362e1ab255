//! `suixing policy outlook`: what runs out when.

use jiff::civil::Date;
use serde_json::json;
use workbench::outlook::{OutlookEntry, Resting, outlook};

use super::check::FolderOnDay;
use super::say::print;
use crate::policies::{self, PolicyOrigin};

pub(super) fn run(options: &FolderOnDay) -> anyhow::Result<u8> {
    let on = options.day()?;
    let origin = PolicyOrigin::of(options.folder.folder.as_deref())?;
    let library = policies::read(&origin.read()?)?;
    let entries = outlook(&library, on);
    match options.folder.json {
        true => print(json!({ "policies": origin.to_string(), "on": on, "entries": entries }))?,
        false => print(as_text(&entries, on))?,
    }
    Ok(0)
}

fn as_text(entries: &[OutlookEntry], on: Date) -> String {
    let mut text = format!(
        "{on} 起到期、将缺或不知道的 / what runs out, will be missing or is not known, seen from {on}\n\n"
    );
    for entry in entries {
        text += &told(entry);
    }
    text + &format!(
        "{} 项。已结算、按暂定数字算的账单在数据库里，这里只看政策 / entries; settlements that rest on \
         a provisional figure are in the database, this looks at policies only",
        entries.len()
    )
}

fn told(entry: &OutlookEntry) -> String {
    let OutlookEntry {
        on,
        what,
        owner,
        message,
        rows,
    } = entry;
    let day = on.map_or_else(|| "          ".to_owned(), |day| day.to_string());
    let mut text = format!("{day}  {owner}  [{what}] {message}\n");
    for row in rows {
        text += &resting(row);
    }
    text
}

fn resting(row: &Resting) -> String {
    let Resting {
        address,
        place,
        says,
        stand_in,
    } = row;
    let mut text = format!("            {address} ({place})\n              {says}\n");
    if let Some(stand_in) = stand_in {
        let (amount, of) = (stand_in.amount.grouped(), &stand_in.of);
        text += &format!(
            "              暂按 {amount} 元（{}）/ {amount} stands in ({})\n",
            of.zh, of.en
        );
    }
    text
}
