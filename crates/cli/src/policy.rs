//! `suixing policy …`: the workbench of officials and analysts.

mod args;
mod check;
mod diff;
mod disputes;
mod explain;
mod list;
mod schema;
mod sheet;
mod show;
mod start;
mod test;
mod tongue;

use domain::person::Scheme;
use domain::policy::{Library, Pack};
use domain::{Bilingual, Region};
use jiff::civil::Date;
use workbench::address::{self, AddressError};

use args::PolicyOptions;
pub use args::{Policy, PolicyFolder};
use show::Form;
use tongue::Tongue;

use crate::policies;

/// Runs one of the workbench's commands; the answer is the exit code.
pub fn run(what: &Policy) -> anyhow::Result<u8> {
    match what {
        Policy::Check(folder) => check::check_all(folder),
        Policy::List(folder) => list::list(folder),
        Policy::Show {
            region,
            scheme,
            on,
            folder,
        } => {
            let library = policies::library(folder.policies.as_deref())?;
            let pack = find(&library, region, scheme)?;
            let on = on.as_deref().map(read_day).transpose()?;
            show::print_pack(pack, on, folder.form())?;
            Ok(0)
        }
        Policy::Disputes(options) => disputes::run(options),
        Policy::Diff(options) => diff::run(options),
        Policy::Explain(options) => explain::run(options),
        Policy::Test(options) => test::test(options),
        Policy::Release(what) => crate::release::run(what),
        Policy::New(new) => start::run(new),
        Policy::Export(table) => sheet::export(table),
        Policy::Import(table) => sheet::import(table),
        Policy::Schema(schema) => schema::run(schema),
    }
}

impl PolicyOptions {
    fn form(&self) -> Form {
        let tongue = Tongue {
            english: self.english,
        };
        Form {
            json: self.json,
            tongue,
        }
    }
}

/// An error of the workbench: its code, what is wrong, what to do.
fn wrong(code: &str, message: &Bilingual, next: &Bilingual) -> anyhow::Error {
    anyhow::anyhow!(
        "[{code}] {}。{}\n    {}; {}",
        message.zh,
        next.zh,
        message.en,
        next.en
    )
}

fn no_address(error: &AddressError) -> anyhow::Error {
    wrong(error.code(), &error.message(), &error.next())
}

fn read_day(text: &str) -> anyhow::Result<Date> {
    text.parse().map_err(|_| {
        wrong(
            "bad-day",
            &Bilingual::new(
                format!("「{text}」不是日期"),
                format!("«{text}» is not a day"),
            ),
            &Bilingual::new("请写成 2026-11-21", "write it as 2026-11-21"),
        )
    })
}

fn find<'a>(library: &'a Library, region: &str, scheme: &str) -> anyhow::Result<&'a Pack> {
    region_of(region)?;
    scheme_of(scheme)?;
    address::pack_of(library, &format!("{region}/{scheme}")).map_err(|error| no_address(&error))
}

fn scheme_of(word: &str) -> anyhow::Result<Scheme> {
    Scheme::from_word(word).ok_or_else(|| {
        wrong(
            "unknown-scheme",
            &Bilingual::new(
                format!("没有险种「{word}」"),
                format!("there is no scheme «{word}»"),
            ),
            &Bilingual::new(
                "请写 employee（职工）或 resident（居民）",
                "write employee or resident",
            ),
        )
    })
}

fn region_of(code: &str) -> anyhow::Result<Region> {
    code.parse::<Region>().map_err(|_| {
        wrong(
            "bad-region",
            &Bilingual::new(
                format!("「{code}」不是六位区划代码"),
                format!("«{code}» is not a six-digit division code"),
            ),
            &Bilingual::new(
                "请写成 440300；suixing policy list 列出已有的",
                "write it as 440300; suixing policy list tells what there is",
            ),
        )
    })
}
