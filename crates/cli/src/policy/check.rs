//! `suixing policy check`: every problem of every pack.

use domain::Bilingual;
use domain::files::Problem;
use domain::policy::library::pack_files;
use serde_json::json;
use workbench::check;

use super::folder::PolicyFolder;
use crate::policies::{self, Origin};
use crate::say::wrong;

pub(super) fn check_all(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let origin = Origin::of(folder.folder.as_deref())?;
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
    let checked = packs
        .iter()
        .map(|files| check::check_all(files, policies::hash));
    let (mut problems, mut departures): (Vec<Problem>, Vec<Problem>) = Default::default();
    for pack in checked {
        problems.extend(pack.problems);
        departures.extend(pack.departures);
    }
    let procedures = workbench::filing_band::check_all(&texts);
    problems.extend(procedures.problems);
    departures.extend(procedures.departures);
    if problems.is_empty()
        && let Err(found) = domain::policy::Library::parse(&texts, policies::hash)
    {
        problems = found;
    }
    if folder.json {
        let found = json!({
            "policies": origin.to_string(), "packs": packs.len(),
            "problems": problems, "departures": departures,
        });
        println!("{found}");
        return Ok(u8::from(!problems.is_empty()));
    }
    if !departures.is_empty() {
        println!("超出全国幅度、已写明理由的 / departures from the national bands, explained:");
        println!("{}\n", policies::told(&departures));
    }
    if problems.is_empty() {
        println!(
            "{} 个政策包，没有发现问题 / packs checked, nothing wrong",
            packs.len()
        );
    } else {
        println!("{}", policies::told(&problems));
    }
    Ok(u8::from(!problems.is_empty()))
}
