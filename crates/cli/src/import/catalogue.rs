//! The catalogue of a place of care.

use anyhow::Result;
use clap::Args;
use desk::registers::{RegisterKind, RegisterOptions};
use domain::region_names::typed;
use domain::{Region, say};
use jiff::civil::Date;

use super::file::ImportArgs;
use crate::say::wrong;

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
    let how = RegisterOptions {
        region: Some(region_of(&options.region)?),
        since: Some(options.since),
        is_full: options.full,
        ..RegisterOptions::default()
    };
    options.import.take_in(RegisterKind::Catalogue, how)
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
