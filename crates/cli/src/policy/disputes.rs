//! `suixing policy disputes`: where sources disagree, every version with its source, the one in
//! force and why, who decided when, and how to compute by the others.

use std::path::PathBuf;

use clap::Args;
use domain::Region;
use domain::region_names::label;
use serde_json::json;
use workbench::show::{ListedDispute, ShownDecision, ShownVersion, all_disputes};

use super::say::{Tongue, print, region_of};
use crate::policies;
use crate::say::wrong;

/// Options of the list of disputes.
#[derive(Clone, Debug, Args)]
pub struct Disputes {
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    pub folder: Option<PathBuf>,
    /// 只列某地的 / of one place only
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
    /// 用英文回答 / answer in English
    #[arg(long)]
    pub english: bool,
}

pub(super) fn run(options: &Disputes) -> anyhow::Result<u8> {
    let library = policies::library(options.folder.as_deref())?;
    let region = options.region.as_deref().map(region_of).transpose()?;
    let is_known = |region: &Region| {
        let mut procedures = library.all_procedures();
        library.packs().any(|pack| pack.region == region.pooling())
            || procedures.any(|found| found.region == Some(region.pooling()))
    };
    if let Some(region) = region.filter(|region| !is_known(region)) {
        let (message, next) = no_pack_of(region);
        return Err(wrong("unknown-pack", &message, &next));
    }
    let disputes = all_disputes(&library, region);
    if options.json {
        print(json!(disputes))?;
        return Ok(0);
    }
    let tongue = Tongue {
        english: options.english,
    };
    let told: Vec<String> = disputes.iter().map(|one| as_text(one, tongue)).collect();
    match told.is_empty() {
        true => print(tongue.say("没有收录争议", "no dispute is on record"))?,
        false => print(told.join("\n"))?,
    }
    Ok(0)
}

fn no_pack_of(region: Region) -> (domain::Bilingual, domain::Bilingual) {
    (
        domain::Bilingual::new(
            format!("没有收录 {region} 的政策"),
            format!("no policy of {region} is known here"),
        ),
        domain::Bilingual::new(
            "suixing policy list 列出已有的",
            "suixing policy list tells what there is",
        ),
    )
}

fn as_text(listed: &ListedDispute, tongue: Tongue) -> String {
    let dispute = &listed.dispute;
    let place = match listed.region.parse() {
        Ok(region) => label(region),
        Err(_) => domain::Bilingual::new("全国", "the whole country"),
    };
    let (id, files) = (&dispute.id, listed.recorded_in.join("、"));
    let (place, topic) = (tongue.pick(&place), tongue.pick(&dispute.topic));
    let mut text = format!("{id}  {} {place} {files}  {topic}\n", listed.region);
    for version in &dispute.versions {
        text += &version_text(version, tongue);
    }
    for decision in &dispute.decisions {
        text += &decision_text(decision, tongue);
    }
    text
}

pub(super) fn version_text(version: &ShownVersion, tongue: Tongue) -> String {
    let mark = if version.in_force { "●" } else { "○" };
    let dated = version.dated.as_deref().map(|dated| format!("，{dated}"));
    let sure = version.confidence.map(|sure| format!("，{sure}"));
    let (dated, sure) = (dated.unwrap_or_default(), sure.unwrap_or_default());
    let (says, source, title) = (tongue.pick(&version.says), &version.source, &version.title);
    let mut text = format!("  {mark} {says}\n      {source} {title}{dated}{sure}\n");
    if let Some(source) = &version.according_to {
        let by = tongue.say("照此计算", "compute by it");
        text += &format!("      {by}: --according-to {source}\n");
    }
    text
}

fn decision_text(decision: &ShownDecision, tongue: Tongue) -> String {
    let from = decision.from.map(|from| match tongue.english {
        true => format!(", for care from {from}"),
        false => format!("，{from} 起的就医"),
    });
    let who = match (decision.decided_on, &decision.decided_by) {
        (None, None) => tongue
            .say("没有记录由谁决定", "not on record who decided")
            .to_owned(),
        (on, by) => {
            let on = on.map(|on| on.to_string()).unwrap_or_default();
            format!("{on} {}", by.as_deref().unwrap_or_default())
                .trim()
                .to_owned()
        }
    };
    let (in_force, why) = (&decision.in_force, tongue.pick(&decision.why));
    let by = tongue.say("现行", "in force");
    format!(
        "  {by} {in_force}{}: {why} ({who})\n",
        from.unwrap_or_default()
    )
}
