//! `suixing policy …`: the workbench of officials and analysts.

use domain::person::Scheme;
use domain::policy::case::Case;
use domain::policy::check::check;
use domain::policy::library::pack_files;
use domain::policy::parse::{NamedText, Problem};
use domain::policy::{Pack, show};
use domain::region_names;
use domain::{Bilingual, Region};
use serde_json::{Value, json};

use crate::args::{Policy, PolicyFolder};
use crate::policies;

/// Runs one of the workbench's commands; the answer is the exit code.
pub fn run(what: &Policy) -> anyhow::Result<u8> {
    match what {
        Policy::Check(folder) => check_all(folder),
        Policy::List(folder) => list(folder),
        Policy::Show {
            region,
            scheme,
            on,
            folder,
        } => {
            let library = policies::library(folder.policies.as_deref())?;
            let pack = find(&library, region, scheme)?;
            let on = on.as_deref().map(read_day).transpose()?;
            print_pack(pack, on, folder.json);
            Ok(0)
        }
        Policy::Disputes(folder) => disputes(folder),
        Policy::Test(folder) => test(folder),
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

fn check_all(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let texts = policies::texts(folder.folder.as_deref())?;
    let packs = pack_files(&texts);
    if packs.is_empty() {
        anyhow::bail!(
            "这里没有政策包：需要 <区划>/<险种>.toml / no pack here: <region>/<scheme>.toml is needed"
        );
    }
    let mut problems: Vec<Problem> = packs
        .iter()
        .flat_map(|files| check(files, policies::hash))
        .collect();
    if problems.is_empty()
        && let Err(found) = domain::policy::Library::parse(&texts, policies::hash)
    {
        problems = found;
    }
    if folder.json {
        println!("{}", json!({"packs": packs.len(), "problems": problems}));
    } else if problems.is_empty() {
        println!(
            "{} 个政策包，没有发现问题 / packs checked, nothing wrong",
            packs.len()
        );
    } else {
        println!("{}", policies::told(&problems));
    }
    Ok(u8::from(!problems.is_empty()))
}

fn list(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let library = policies::library(folder.folder.as_deref())?;
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

fn summary(pack: &Pack) -> Value {
    json!({
        "region": pack.region, "scheme": pack.scheme, "title": pack.title, "hash": pack.hash(),
        "verified_on": pack.verified_on, "disputes": pack.disputes.len(),
    })
}

fn print_pack(pack: &Pack, on: Option<jiff::civil::Date>, as_json: bool) {
    let tables = show::tables_on(pack, on);
    if as_json {
        println!(
            "{}",
            json!({"pack": summary(pack), "on": on, "tables": tables})
        );
        return;
    }
    println!("{} / {}  {}", pack.title.zh, pack.title.en, pack.hash());
    for table in tables {
        println!("\n{} / {}", table.caption.zh, table.caption.en);
        for row in table.rows {
            let cells: Vec<&str> = row.cells.iter().map(|cell| cell.zh.as_str()).collect();
            let until = row
                .until
                .map_or(String::new(), |until| format!(" 至 {until} 前"));
            let at = row.basis.at.as_deref().unwrap_or_default();
            println!("  {}", cells.join(" · "));
            println!("      {} 起{until} · {} {at}", row.from, row.basis.title);
        }
    }
}

fn disputes(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let library = policies::library(folder.folder.as_deref())?;
    let mut rows = Vec::new();
    for pack in library.packs() {
        for dispute in &pack.disputes {
            let say = |text: &Bilingual| json!({"zh": text.zh, "en": text.en});
            let versions: Vec<Value> = dispute
                .version
                .iter()
                .map(|version| {
                    json!({
                        "source": version.source, "says": say(&version.says),
                        "title": pack.sources.get(&version.source).map(|source| &source.title),
                        "in_force": version.source == dispute.in_force,
                    })
                })
                .collect();
            rows.push(json!({
                "region": pack.region, "scheme": pack.scheme, "id": dispute.id,
                "topic": say(&dispute.topic), "why": say(&dispute.why), "versions": versions,
            }));
        }
    }
    match folder.json {
        true => println!("{}", Value::Array(rows)),
        false => rows.iter().for_each(print_dispute),
    }
    Ok(0)
}

fn print_dispute(row: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    println!(
        "{} {} {}  {} / {}",
        text(&row["id"]),
        text(&row["region"]),
        text(&row["scheme"]),
        text(&row["topic"]["zh"]),
        text(&row["topic"]["en"])
    );
    for version in row["versions"].as_array().into_iter().flatten() {
        let mark = if version["in_force"] == json!(true) {
            "●"
        } else {
            "○"
        };
        println!(
            "  {mark} {}({})",
            text(&version["says"]["zh"]),
            text(&version["title"])
        );
    }
    println!("  {}\n", text(&row["why"]["zh"]));
}

fn test(folder: &PolicyFolder) -> anyhow::Result<u8> {
    let texts = policies::texts(folder.folder.as_deref())?;
    let library = domain::policy::Library::parse(&texts, policies::hash)
        .map_err(|problems| anyhow::anyhow!("{}", policies::told(&problems)))?;
    let (mut passed, mut failed) = (0_usize, Vec::new());
    for file in texts.iter().filter(|file| file.name.contains("cases/")) {
        run_file(file, &library, &mut passed, &mut failed);
    }
    if folder.json {
        println!(
            "{}",
            json!({"passed": passed, "failed": failed.len(), "failures": failed})
        );
    } else {
        failed.iter().for_each(|line: &String| println!("{line}"));
        println!("{passed} passed, {} failed", failed.len());
    }
    Ok(u8::from(!failed.is_empty()))
}

fn run_file(
    file: &NamedText,
    library: &domain::policy::Library,
    passed: &mut usize,
    failed: &mut Vec<String>,
) {
    match Case::parse_all(&file.text) {
        Err(error) => failed.push(format!("{}: {error}", file.name)),
        Ok(cases) => {
            for case in cases {
                let wrong = case.check(library);
                *passed += usize::from(wrong.is_empty());
                if !wrong.is_empty() {
                    failed.push(format!(
                        "{} «{}»: {}",
                        file.name,
                        case.name,
                        wrong.join("; ")
                    ));
                }
            }
        }
    }
}
