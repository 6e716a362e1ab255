//! `suixing policy diff A B`: what differs, in words an official would use, and in money on the
//! standard bills.

mod side;
mod text;

use clap::Args;
use domain::policy::Library;
use serde_json::json;
use workbench::diff::{Side, diff, diff_packs, on_days};

use super::folder::PolicyOptions;
use super::say::{AnswerForm, print, read_day};
use crate::place::machine_today;
use crate::policies;
use crate::say::wrong;
use side::SideRead;

/// Options of a comparison.
#[derive(Clone, Debug, Args)]
pub struct Diff {
    /// 一方：440300/employee、440300/employee@2023-09-30、政策包的哈希、TOML 文件或文件夹 / one side: a place
    /// and scheme, with a day or not, the hash of a pack, a TOML file or a folder
    pub before: String,
    /// 另一方 / the other side
    pub after: String,
    /// 按哪一天比较；不给则比较全部日期（同一地方）或今天（两个地方） / on which day
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// Folder and form.
    #[command(flatten)]
    pub folder: PolicyOptions,
}

/// A difference is not an error: the exit code is 0 either way.
pub(super) fn run(options: &Diff) -> anyhow::Result<u8> {
    let on = options.on.as_deref().map(read_day).transpose()?;
    let today = on.unwrap_or_else(machine_today);
    let library = policies::library(options.folder.policies.as_deref())?;
    let before = side::read(&options.before, &library)?;
    let after = side::read(&options.after, &library)?;
    let AnswerForm { json, tongue } = options.folder.form();
    match (before, after) {
        (SideRead::Folder(before), SideRead::Folder(after)) => {
            let found = diff(&before, &after, None, today);
            match json {
                true => print(json!(found))?,
                false => print(text::of_libraries(&found, tongue).trim_end())?,
            }
        }
        (before, after) => {
            let (before, after) = pair(&before, &after)?;
            let (before, after) = on_days(before, after, on, today);
            let found = diff_packs(before, after, today);
            match json {
                true => print(json!(found))?,
                false => print(text::of_packs(&found, tongue).trim_end())?,
            }
        }
    }
    Ok(0)
}

/// The two packs; where one side is a folder, its pack of the other's place and scheme.
fn pair<'a>(before: &'a SideRead, after: &'a SideRead) -> anyhow::Result<(Side<'a>, Side<'a>)> {
    let within = |folder: &'a Library, other: &Side<'_>| {
        let (region, scheme) = (other.pack.region, other.pack.scheme);
        let pack = folder.find(region, scheme).ok_or_else(|| {
            wrong(
                "unknown-pack",
                &domain::Bilingual::new(
                    format!("文件夹里没有 {region}/{scheme}"),
                    format!("the folder has no {region}/{scheme}"),
                ),
                &domain::Bilingual::new(
                    "请换一个文件夹，或两边都给文件夹",
                    "name another folder, or two folders",
                ),
            )
        })?;
        anyhow::Ok(Side { pack, on: None })
    };
    match (before, after) {
        (SideRead::Folder(folder), SideRead::Pack { .. }) => {
            let after = after.side().expect("one pack");
            Ok((within(folder, &after)?, after))
        }
        (SideRead::Pack { .. }, SideRead::Folder(folder)) => {
            let before = before.side().expect("one pack");
            Ok((before, within(folder, &before)?))
        }
        _ => Ok((
            before.side().expect("one pack"),
            after.side().expect("one pack"),
        )),
    }
}
