//! `suixing policy list`: which packs there are, and which questions they can answer.

use clap::Args;
use domain::policy::Pack;
use domain::region_names;
use domain::text::Named;
use serde_json::{Value, json};
use workbench::answers::{
    Answer, AnswersOfPack, KeptInAll, SITUATIONS, bills, kept, name_of, of_library,
};

use super::check::FolderOnDay;
use super::say::print;
use crate::policies;

/// Which packs, and what about them.
#[derive(Clone, Debug, Args)]
pub struct List {
    /// Which folder, seen on which day.
    #[command(flatten)]
    pub seen: FolderOnDay,
    /// 各地各险种能回答哪些问题 / which questions each place and scheme can answer
    #[arg(long)]
    pub answers: bool,
}

pub(super) fn list(options: &List) -> anyhow::Result<u8> {
    let folder = &options.seen.folder;
    let library = policies::library(folder.folder.as_deref())?;
    if options.answers {
        let answers = of_library(&library, options.seen.day()?);
        match folder.json {
            true => print(serde_json::to_value(&answers)?)?,
            false => print(answers_as_text(&answers))?,
        }
        return Ok(0);
    }
    let rows: Vec<Value> = library.packs().map(|pack| summary(pack)).collect();
    if folder.json {
        println!("{}", Value::Array(rows));
        return Ok(0);
    }
    for pack in library.packs() {
        let name = region_names::label(pack.region);
        println!(
            "{} {:<9} {}({})  {}  {}",
            pack.region,
            pack.scheme.word(),
            pack.title.zh,
            name.en,
            &pack.hash()[..12],
            pack.title.en
        );
    }
    Ok(0)
}

pub(super) fn summary(pack: &Pack) -> Value {
    json!({
        "region": pack.region, "scheme": pack.scheme, "title": pack.title, "hash": pack.hash(),
        "verified_on": pack.verified_on, "disputes": pack.disputes.len(),
    })
}

/// A sign for each answer: whole, in part, provisional, not known.
const fn sign(answer: Answer) -> char {
    match answer {
        Answer::Whole => '●',
        Answer::Part => '◐',
        Answer::Provisional => '○',
        Answer::Unknown => '·',
    }
}

fn answers_as_text(answers: &[AnswersOfPack]) -> String {
    let mut text =
        "● 能算 answered  ◐ 部分 partly  ○ 暂算 provisional  · 没有收录 not known\n".to_owned();
    let names = SITUATIONS.map(name_of);
    let zh = names.clone().map(|name| name.zh).join("、");
    let en = names.map(|name| name.en).join(", ");
    text += &format!("情形依次是：{zh} / {en}\n\n");
    for pack in answers {
        let name = region_names::label(pack.region);
        text += &format!("{} {} {}", pack.region, pack.scheme.word(), name.zh);
        for of_care in &pack.by_care {
            let signs: String = of_care.answers.iter().map(|it| sign(*it)).collect();
            text += &format!("  {} {signs}", of_care.care.name().zh);
        }
        text += &format!("  已核对 verified {}/{}\n", pack.verified, pack.rows);
    }
    text + "\n没有收录的：看全国规定（policy show national），或拨 12393 问参保地；有原文请告诉我们，见 CONTRIBUTING.md\n\
         what is not known: see the national rules, call 12393, or send us the text, see \
         CONTRIBUTING.md"
}

/// The document of all answers: in short, then place by place.
pub fn markdown() -> anyhow::Result<String> {
    let library = policies::library(None)?;
    let read = library
        .packs()
        .flat_map(|pack| pack.sources.values().filter_map(|source| source.read_on));
    let Some(day) = read.max() else {
        anyhow::bail!("no source was ever read");
    };
    let answers = of_library(&library, day);
    let kept = kept(&library, day);
    Ok(in_short(&answers, kept, &day.to_string()) + &place_by_place(&answers))
}

fn in_short(answers: &[AnswersOfPack], kept: KeptInAll, day: &str) -> String {
    let places: std::collections::BTreeSet<_> = answers.iter().map(|it| it.region).collect();
    let (places, packs) = (places.len(), answers.len());
    let KeptInAll {
        rows,
        unknown,
        verified,
        sources,
        opened,
    } = kept;
    let mut text = format!(
        "# 能回答哪些问题 · What can be answered\n\n\
         {places} 地，{packs} 份险种规定；现行 {rows} 条，其中 {unknown} 条写明不知道，{verified} 条与官方页面核对过；\
         {sources} 个来源，{opened} 个有网址（{day}）。\n\
         {places} places, {packs} packs; {rows} rules in force, {unknown} of which say that \
         something is not known, {verified} compared with a public body's page; {sources} sources, \
         {opened} with an address.\n\n\
         参保地以外按跨省算。格子里是各级医院、各种人、大小账单都能算的险种数，括号里是部分能算的，共 {packs} 份。 \
         Elsewhere is another province. How many packs answer at every level, for everybody, with \
         small and large bills (in part), of {packs}:\n\n"
    );
    text += "| |";
    for situation in SITUATIONS {
        let name = name_of(situation);
        text += &format!(" {} {} |", name.zh, name.en);
    }
    text += &format!("\n|---|{}\n", "---|".repeat(SITUATIONS.len()));
    for care in domain::facility::Care::ALL {
        let name = care.name();
        text += &format!("| {} {} |", name.zh, name.en);
        for at in 0..SITUATIONS.len() {
            let (whole, part) = workbench::answers::counted(answers, *care, at);
            text += &format!(" {whole} ({part}) |");
        }
        text += "\n";
    }
    text
}

fn place_by_place(answers: &[AnswersOfPack]) -> String {
    let mut text =
        "\n## 各地 · Place by place\n\n● 能算 answered · ◐ 部分 partly · ○ 暂算 provisional · \
         · 没有收录 not \
         known. 六格依次是 the six are:"
            .to_owned();
    let names = SITUATIONS.map(name_of);
    let names = names.map(|name| format!("{} {}", name.zh, name.en));
    text += &names.join("；");
    text += "\n\n每格试算一、二、三级医院，在职、62 岁和 75 岁的人，符合政策范围的费用";
    for care in domain::facility::Care::ALL {
        let yuan: Vec<String> = bills(*care).iter().map(ToString::to_string).collect();
        text += &format!("，{} {} 元", care.name().zh, yuan.join("、"));
    }
    text += "；要问医院等级的按甲等，要先选定医疗机构的按已选定。";
    text += " Each cell is tried with levels 1 to 3, people on the job (or 40), 62 and 75 years \
             old, and these amounts; where the rules ask, at grade A and at the institution \
             chosen.";
    text += "\n\n| 地区 place | 险种 scheme |";
    for care in domain::facility::Care::ALL {
        let name = care.name();
        text += &format!(" {} {} |", name.zh, name.en);
    }
    text += " 已核对 verified |\n|---|---|";
    text += &"---|".repeat(domain::facility::Care::ALL.len() + 1);
    text += "\n";
    for pack in answers {
        let name = region_names::label(pack.region);
        let scheme = pack.scheme.word();
        text += &format!("| {} {} {} | {scheme} |", pack.region, name.zh, name.en);
        for of_care in &pack.by_care {
            let signs: String = of_care.answers.iter().map(|it| sign(*it)).collect();
            text += &format!(" {signs} |");
        }
        text += &format!(" {}/{} |\n", pack.verified, pack.rows);
    }
    text
}
