//! Policies of a whole country: how long they take to load, and how long it takes to find the pack
//! of a person and pick a rule. The country is made of the shipped packs under other codes.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::Region;
use domain::files::NamedText;
use domain::person::Scheme;
use domain::plan::fold::{fold, plain_situation};
use domain::policy::{Library, Pack};
use domain::situation::Situation;

use crate::row::{BenchRow, Report};
use cli::policies;

/// 400 places with three schemes each, as many packs as the country has in round figures.
const PACKS: usize = 1_200;
const LOADS: usize = 7;

/// Measures and prints three rows.
pub fn run(report: &mut Report, seconds: u64) -> Result<()> {
    let texts = country(&policies::embedded()?)?;
    let bytes: usize = texts.iter().map(|file| file.text.len()).sum();
    let mut took = Vec::new();
    let mut library = Library::default();
    for _ in 0..LOADS {
        let begun = Instant::now();
        library = policies::read(&texts)?;
        took.push(begun.elapsed());
    }
    ensure!(library.packs().count() == PACKS, "the country is not whole");
    took.sort();
    report.print(&BenchRow {
        per_second: Some(PACKS as f64 / took[LOADS / 2].as_secs_f64()),
        p50_ms: Some(milliseconds(took[LOADS / 2])),
        p99_ms: Some(milliseconds(took[LOADS - 1])),
        bytes: None,
        ..BenchRow::named("load-1200-packs")
    })?;
    report.print(&BenchRow {
        bytes: Some(u64::try_from(bytes)?),
        ..BenchRow::named("text-of-1200-packs")
    })?;
    let shenzhen = largest(&library)?;
    let situation = Situation {
        treated_at: "110105".parse()?,
        footing: domain::footing::Footing::TemporaryFiled,
        ..plain_situation(shenzhen, jiff::civil::date(2026, 6, 1))
    };
    let rounds = Duration::from_secs(seconds);
    let picked = per_second(rounds, || {
        let pack = library.find(situation.insured_at, situation.scheme);
        pack.map_or(0, |pack| {
            pack.in_force(None).rates("pooled", &situation).len()
        })
    });
    report.print(&told("pick-a-rate", picked))?;
    let folded = per_second(rounds, || {
        fold(shenzhen, &situation, None).map_or(0, |plan| plan.layers.len())
    });
    report.print(&told("fold-a-plan", folded))
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1_000.0
}

fn told(name: &'static str, per_second: f64) -> BenchRow {
    BenchRow {
        threads: Some(1),
        per_second: Some(per_second),
        p50_ms: Some(1_000.0 / per_second),
        ..BenchRow::named(name)
    }
}

/// How often the work is done in a second; a round is a thousand times.
fn per_second(time: Duration, mut work: impl FnMut() -> usize) -> f64 {
    let (begun, mut rounds) = (Instant::now(), 0_u32);
    while begun.elapsed() < time {
        for _ in 0..1_000 {
            black_box(work());
        }
        rounds += 1;
    }
    f64::from(rounds) * 1_000.0 / begun.elapsed().as_secs_f64()
}

/// The pack with the most rates.
fn largest(library: &Library) -> Result<&Pack> {
    let employees = library
        .packs()
        .filter(|pack| pack.scheme == Scheme::Employee);
    let most = employees.max_by_key(|pack| pack.tables.rates.len());
    most.map(AsRef::as_ref).context("the country has no pack")
}

/// The shipped packs again and again under other codes, until there are enough.
fn country(shipped: &[NamedText]) -> Result<Vec<NamedText>> {
    let mut files: Vec<NamedText> = named(shipped, "national/region.toml").cloned().collect();
    let schemes: Vec<&NamedText> = ["/employee.toml", "/resident.toml"]
        .into_iter()
        .flat_map(|name| shipped.iter().filter(move |file| file.name.ends_with(name)))
        .collect();
    ensure!(!schemes.is_empty(), "no pack is shipped");
    let codes = (13_01..65_99).filter(|code: &u32| (1..=88).contains(&(code % 100)));
    let codes = codes.filter_map(|code| format!("{code}00").parse::<Region>().ok());
    let codes = codes.filter(|code| code.is_pooling() && !code.is_province());
    for (code, scheme) in codes.zip(schemes.iter().cycle()).take(PACKS) {
        let (folder, name) = scheme.name.rsplit_once('/').context("a file in a folder")?;
        for file in named(shipped, &format!("{folder}/region.toml")).chain([*scheme]) {
            let name = if file.name == scheme.name {
                name
            } else {
                "region.toml"
            };
            files.push(NamedText {
                name: format!("{code}/{name}"),
                text: file.text.replace(
                    &format!("region = \"{folder}\""),
                    &format!("region = \"{code}\""),
                ),
            });
        }
    }
    Ok(files)
}

fn named<'a>(files: &'a [NamedText], name: &str) -> impl Iterator<Item = &'a NamedText> {
    files.iter().filter(move |file| file.name == name)
}
