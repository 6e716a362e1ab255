//! `suixing policy check`: every problem of every pack, what leaves a national band with a reason,
//! and what will have to be done soon.

use clap::Args;
use domain::Bilingual;
use domain::files::{NamedText, Problem};
use domain::policy::library::pack_files;
use jiff::civil::Date;
use serde_json::json;
use workbench::check::{self, Checked};

use super::folder::PolicyFolder;
use super::say::read_day;
use crate::place::machine_today;
use crate::policies::{self, PolicyOrigin};
use crate::say::wrong;

/// A folder of policies, seen on a day.
#[derive(Clone, Debug, Args)]
pub struct FolderOnDay {
    /// Which, and the form of the answer.
    #[command(flatten)]
    pub folder: PolicyFolder,
    /// 从哪一天往后看；不给即今天 / seen from this day; today unless given
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
}

impl FolderOnDay {
    /// The day asked for; today in China unless one is.
    pub fn day(&self) -> anyhow::Result<Date> {
        let today = || Ok(machine_today());
        self.on.as_deref().map_or_else(today, read_day)
    }
}

pub(super) fn check_all(options: &FolderOnDay) -> anyhow::Result<u8> {
    let on = options.day()?;
    let origin = PolicyOrigin::of(options.folder.folder.as_deref())?;
    let texts = origin.read()?;
    let packs = pack_files(&texts);
    if packs.is_empty() {
        return Err(wrong(
            "no-pack",
            &Bilingual::new("这里没有政策包", "there is no pack here"),
            &Bilingual::new(
                "需要 <区划>/<险种>.toml",
                "<region>/<scheme>.toml is needed",
            ),
        ));
    }
    let found = whole(&texts, &packs, on);
    let is_red = !found.problems.is_empty();
    if options.folder.json {
        let found = json!({
            "policies": origin.to_string(), "on": on, "packs": packs.len(),
            "problems": found.problems, "departures": found.departures,
            "notices": found.notices,
        });
        println!("{found}");
        return Ok(u8::from(is_red));
    }
    print(&found, packs.len());
    Ok(u8::from(is_red))
}

/// Everything found in all files; what several packs share is told once.
fn whole(texts: &[NamedText], packs: &[Vec<NamedText>], on: Date) -> Checked {
    let mut whole = Checked::default();
    for files in packs {
        let found = check::check_all(files, policies::hash, on);
        add(&mut whole.problems, found.problems);
        add(&mut whole.departures, found.departures);
        add(&mut whole.notices, found.notices);
    }
    let procedures = workbench::filing_band::check_all(texts);
    add(&mut whole.problems, procedures.problems);
    add(&mut whole.departures, procedures.departures);
    if whole.problems.is_empty()
        && let Err(found) = domain::policy::Library::parse(texts, policies::hash)
    {
        whole.problems = found;
    }
    whole
}

fn add(known: &mut Vec<Problem>, found: Vec<Problem>) {
    for problem in found {
        if !known.contains(&problem) {
            known.push(problem);
        }
    }
}

fn print(found: &Checked, packs: usize) {
    let (departures, notices) = (found.departures.len(), found.notices.len());
    if !found.departures.is_empty() {
        println!("超出全国幅度、已写明理由的 / departures from the national bands, explained:");
        println!("{}\n", policies::told(&found.departures));
    }
    if !found.notices.is_empty() {
        println!("要留意的 / notices:");
        println!("{}\n", policies::told(&found.notices));
    }
    if found.problems.is_empty() {
        println!(
            "{packs} 个政策包：没有错误；{departures} 处超出全国幅度、写明了理由；{notices} 条要留意\n\
             {packs} packs: nothing wrong; {departures} departures explained; {notices} notices"
        );
    } else {
        println!("{}\n", policies::told(&found.problems));
        let problems = found.problems.len();
        println!(
            "{packs} 个政策包：{problems} 处错误，{notices} 条要留意 / {packs} packs: {problems} wrong, \
             {notices} notices"
        );
    }
}
