//! People with their insurances.

use anyhow::Result;
use clap::Args;
use desk::registers::{RegisterKind, RegisterOptions};
use domain::{Region, say};
use jiff::civil::Date;

use super::catalogue::region_of;
use super::file::ImportArgs;
use crate::say::wrong;

/// People.
#[derive(Debug, Args)]
pub struct ImportPeople {
    /// The file and where it goes.
    #[command(flatten)]
    pub import: ImportArgs,
    /// 这些人是虚构的，给试用的空数据库；之后它只收虚构的人 / the people are invented, for an empty database
    /// on trial, which then takes no others
    #[arg(long)]
    pub invented: bool,
    /// 文件是 --region 的全部参保人：文件里没有的人，同险种的参保从 --ends-on 起终止 / the file is
    /// everybody insured at --region: the insurance of whoever it does not name, of the schemes it
    /// names, ends on --ends-on
    #[arg(long, requires = "region", requires = "ends_on")]
    pub full: bool,
    /// 哪个参保地，如 440300 / which pooling region
    #[arg(long, value_name = "PLACE", requires = "full")]
    pub region: Option<String>,
    /// 不再参保的第一天，如 2026-12-01 / the first day without the insurance
    #[arg(long, value_name = "DAY", requires = "full")]
    pub ends_on: Option<Date>,
    /// 要终止的人数，超过一成时必须写，先预演 / how many end; has to be stated for more than a tenth; rehearse
    /// first
    #[arg(long, value_name = "COUNT", requires = "full")]
    pub ends: Option<usize>,
}

/// Takes people in.
pub fn run(options: &ImportPeople) -> Result<u8> {
    let how = RegisterOptions {
        are_invented: options.invented,
        is_full: options.full,
        region: options.of_whom()?,
        since: options.ends_on,
        ends: options.ends,
        ..RegisterOptions::default()
    };
    options.import.take_in(RegisterKind::People, how)
}

impl ImportPeople {
    /// Whose insurance ends, where the file is everybody's.
    fn of_whom(&self) -> Result<Option<Region>> {
        let Some(place) = &self.region else {
            return Ok(None);
        };
        let region = region_of(place)?;
        if !region.is_pooling() {
            return Err(wrong(
                "unknown-place",
                &say!(
                    "{region} 是省，不是统筹区",
                    "{region} is a province, no pooling region"
                ),
                &say!(
                    "写统筹区，如 440300",
                    "give a pooling region, such as 440300"
                ),
            ));
        }
        Ok(Some(region))
    }
}
