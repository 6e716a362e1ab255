//! The catalogue of a place of care.

use anyhow::Result;
use clap::Args;
use desk::{CatalogueStatement, Intake};
use domain::region_names::typed;
use domain::{Region, say};
use jiff::civil::Date;
use sheets::items::{ItemColumn, read};
use sheets::reader::KnownPlaces;

use super::file::{ImportArgs, row_bar};
use super::report::ImportReport;
use crate::say::{told, unreadable_table, wrong};

/// A catalogue.
#[derive(Debug, Args)]
pub struct ImportCatalogue {
    /// The file and where it goes.
    #[command(flatten)]
    pub import: ImportArgs,
    /// 哪个省或统筹区的目录，如 440100、广东省 / of which province or pooling region
    #[arg(long, value_name = "PLACE")]
    pub region: String,
    /// 没有写开始日期的项目从哪天起，如 2026-01-01 / from when items hold that state no first day
    #[arg(long, value_name = "DAY")]
    pub since: Date,
    /// 文件是整个目录：没有写到的在册项目从 --since 起终止 / the file is the whole catalogue: what it does
    /// not name ends on --since
    #[arg(long)]
    pub full: bool,
}

/// Takes a catalogue in.
pub fn run(options: &ImportCatalogue) -> Result<u8> {
    let import = &options.import;
    let region = region_of(&options.region)?;
    let mut opened = import.open()?;
    let bytes = std::mem::take(&mut opened.bytes);
    let bar = row_bar(&bytes, import.json);
    let table = import.table::<ItemColumn>(bytes)?;
    let header = table.header.clone();
    let mut report = ImportReport::of_unused(&header.unused);
    let mut places = KnownPlaces::default();
    let mut items = Vec::new();
    for row in table {
        let row = row.map_err(unreadable_table)?;
        match read(&header, &row, (&mut places, options.since)) {
            Err(faults) => report.unreadable(row.number, &faults),
            Ok(read) => items.push((read.number, read.item)),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let statement = opened.statement(&import.by);
    let intake = Intake::of_reference(opened.needs.clone(), statement, import.write);
    let stated = CatalogueStatement {
        region,
        items,
        since: options.since,
        is_full: options.full,
    };
    let taken = intake.map_err(told)?.take_in_catalogue(stated);
    let taken = taken.map_err(told)?;
    report.add(taken.fates);
    report.ended(&taken.ended);
    if taken.past > 0 {
        let count = taken.past;
        report.note(say!(
            "{count} 处改的是过去的日子：那几天结算过的，逐笔等经办人员核对",
            "{count} changes are of days that have passed: what was settled then waits for a \
             clerk, one by one"
        ));
    }
    report.tell(&import.report_path(), (import.write, import.json))
}

/// A province or a pooling region, by code or name.
pub(super) fn region_of(text: &str) -> Result<Region> {
    let region = typed::place(text).map_err(|says| {
        let next = say!(
            "写六位区划代码或全名，如 440100",
            "write a code of six digits or a full name, such as 440100"
        );
        wrong("unknown-place", &says, &next)
    })?;
    match region == region.pooling() || region == region.province() {
        true => Ok(region),
        false => Err(wrong(
            "unknown-place",
            &say!(
                "这里要省或统筹区，{region} 是区县",
                "this is of a province or a pooling region; {region} is a county"
            ),
            &say!("换成它的统筹区", "give its pooling region"),
        )),
    }
}
