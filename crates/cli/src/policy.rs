//! `suixing policy …`: the workbench of officials and analysts.

mod args;
mod check;
mod disputes;
mod list;
mod show;
mod test;

use domain::Region;
use domain::person::Scheme;
use domain::policy::Pack;

pub use args::{Policy, PolicyFolder};

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
            show::print_pack(pack, on, folder.json);
            Ok(0)
        }
        Policy::Disputes(folder) => disputes::disputes(folder),
        Policy::Test(folder) => test::test(folder),
    }
}

fn read_day(text: &str) -> anyhow::Result<jiff::civil::Date> {
    let wrong = || {
        anyhow::anyhow!("«{text}» 不是日期，请写成 2026-11-21 / is not a day such as 2026-11-21")
    };
    text.parse().map_err(|_| wrong())
}

fn find<'a>(
    library: &'a domain::policy::Library,
    region: &str,
    scheme: &str,
) -> anyhow::Result<&'a Pack> {
    let code: Region = region.parse()?;
    let known = Scheme::from_word(scheme).ok_or_else(|| {
        anyhow::anyhow!(
            "[unknown-scheme] 没有险种 {scheme}，请写 employee 或 resident / write employee or \
             resident"
        )
    })?;
    let pack = library.find(code, known).ok_or_else(|| {
        anyhow::anyhow!(
            "[unknown-scheme] 没有收录 {region} {scheme} 的政策；suixing policy list 列出已有的 / not \
             known here; suixing policy list tells what is"
        )
    })?;
    Ok(pack)
}
