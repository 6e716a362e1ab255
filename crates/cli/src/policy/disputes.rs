//! `suixing policy disputes`: where sources disagree.

use domain::Bilingual;
use serde_json::{Value, json};

use super::PolicyFolder;
use crate::policies;

pub(super) fn disputes(folder: &PolicyFolder) -> anyhow::Result<u8> {
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
