//! `suixing policy test`: all worked cases, and which rows no case exercises.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use workbench::case::{CaseRun, run_all};
use workbench::coverage::{Coverage, Exercised};

use super::say::print;
use crate::policies::{self, PolicyOrigin};

/// Options of a test.
#[derive(Clone, Debug, Args)]
pub struct TestArgs {
    /// 政策文件夹；不给则用 ./policies，没有则用随附的 / folder of policies; ./policies or the
    /// embedded ones unless given
    pub folder: Option<PathBuf>,
    /// 哪些行没有算例用到 / which rows no case exercises
    #[arg(long)]
    pub coverage: bool,
    /// 输出 JSON / print JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs all cases. A failure, or with `--coverage` a row that no case exercises, is exit code 1.
pub(super) fn test(options: &TestArgs) -> anyhow::Result<u8> {
    let origin = PolicyOrigin::of(options.folder.as_deref())?;
    let texts = origin.read()?;
    let library = policies::read(&texts)?;
    let runs = run_all(&texts, &library);
    let failed: Vec<String> = runs.iter().filter_map(CaseRun::failure).collect();
    let passed = runs.len() - failed.len();
    let coverage = options.coverage.then(|| {
        let exercised = Exercised::by(&runs, &library);
        Coverage::of(&library, &texts, &exercised)
    });
    match options.json {
        true => print(as_json(&origin, (passed, &failed), coverage.as_ref()))?,
        false => print(as_text(passed, &failed, coverage.as_ref()))?,
    }
    let uncovered = coverage.is_some_and(|coverage| {
        !coverage.unexercised.is_empty() || !coverage.unexercised_procedures.is_empty()
    });
    Ok(u8::from(!failed.is_empty() || uncovered))
}

fn as_json(
    origin: &PolicyOrigin,
    (passed, failed): (usize, &[String]),
    coverage: Option<&Coverage>,
) -> Value {
    let mut answer = json!({
        "policies": origin.to_string(), "passed": passed, "failed": failed.len(),
        "failures": failed,
    });
    if let Some(coverage) = coverage {
        answer["coverage"] = json!(coverage);
    }
    answer
}

fn as_text(passed: usize, failed: &[String], coverage: Option<&Coverage>) -> String {
    let mut text: String = failed.iter().map(|line| format!("{line}\n")).collect();
    text += &format!("{passed} passed, {} failed", failed.len());
    let Some(coverage) = coverage else {
        return text;
    };
    text += "\n\n";
    for row in &coverage.unexercised {
        text += &format!("{}: {} ({} 起 on)\n", row.place, row.address, row.from);
    }
    for row in &coverage.unexercised_procedures {
        text += &format!("{} ({} 起 on)\n", row.address, row.from);
    }
    if !coverage.unexercised.is_empty() || !coverage.unexercised_procedures.is_empty() {
        text += "以上各行没有算例用到 / no case exercises the rows above\n\n";
    }
    for pack in &coverage.packs {
        let (owner, exercised, rows) = (pack.owner.to_string(), pack.exercised, pack.rows);
        text += &format!("{owner:<16} {exercised:>4} / {rows}\n");
    }
    for file in &coverage.procedures {
        let (owner, exercised, rows) = (&file.owner, file.exercised, file.rows);
        text += &format!("{owner:<16} {exercised:>4} / {rows}\n");
    }
    let packs = coverage
        .packs
        .iter()
        .map(|pack| (pack.exercised, pack.rows));
    let files = coverage
        .procedures
        .iter()
        .map(|file| (file.exercised, file.rows));
    let (exercised, rows) = packs
        .chain(files)
        .fold((0, 0), |(used, all), (some, rows)| {
            (used + some, all + rows)
        });
    text + &format!("{exercised} / {rows} 行有算例 rows exercised")
}
