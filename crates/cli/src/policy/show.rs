//! `suixing policy show`: the rules of a place and scheme, each with its address and its source.

use clap::Args;
use domain::policy::{Library, Pack};
use jiff::civil::Date;
use serde_json::json;
use workbench::{address, show};

use super::folder::PolicyOptions;
use super::list::summary;
use super::say::{self, AnswerForm, Tongue, days, no_address, print, source};
use crate::policies::{self, PolicyOrigin};

/// Which rules, and on which day.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// 区划 / division code
    region: String,
    /// employee 或 resident
    scheme: String,
    /// 哪一天 / on which day
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Folder and form.
    #[command(flatten)]
    folder: PolicyOptions,
}

/// Shows them.
pub(super) fn run(options: &Show) -> anyhow::Result<u8> {
    let origin = PolicyOrigin::of(options.folder.policies.as_deref())?;
    let library = policies::read(&origin.read()?)?;
    let pack = find(&library, &options.region, &options.scheme)?;
    let on = options.on.as_deref().map(say::read_day).transpose()?;
    print_pack(pack, on, (&origin, options.folder.form()))?;
    Ok(0)
}

fn find<'a>(library: &'a Library, region: &str, scheme: &str) -> anyhow::Result<&'a Pack> {
    say::region_of(region)?;
    say::scheme_of(scheme)?;
    address::pack_of(library, &format!("{region}/{scheme}")).map_err(|error| no_address(&error))
}

fn print_pack(
    pack: &Pack,
    on: Option<Date>,
    (origin, form): (&PolicyOrigin, AnswerForm),
) -> anyhow::Result<()> {
    let tables = show::tables_on(pack, on);
    if form.json {
        return print(json!({
            "policies": origin.to_string(), "pack": summary(pack), "on": on, "tables": tables,
        }));
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

fn row_text(row: &show::ShownRow, tongue: Tongue) -> String {
    let (of, says) = (row.of.iter(), row.says.iter());
    let values = row.values.iter().map(|part| &part.value);
    let parts = of.chain(&row.when).chain(values).chain(says);
    let cells = parts.map(|part| tongue.pick(part));
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
