//! What became of the rows of a file: counts for the screen, and a table of those to see to.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use desk::registers::RegisterReport;
use serde_json::json;
use sheets::text::written;

/// Tells it, and writes the table of what is to be seen to. Returns the exit code.
pub fn tell(report: &RegisterReport, to: &Path, (writes, as_json): (bool, bool)) -> Result<u8> {
    if report.has_lines() {
        write_private(to, &written(&report.records()))?;
    }
    match as_json {
        true => println!(
            "{}",
            json!({
                "written": writes, "new": report.new, "changed": report.changed,
                "same": report.same, "refused": report.refused,
                "unused_columns": report.unused,
                "report": report.has_lines().then(|| to.display().to_string()),
                "notes": report.notes,
            })
        ),
        false => print(report, to, writes),
    }
    Ok(u8::from(report.refused > 0))
}

fn print(report: &RegisterReport, to: &Path, writes: bool) {
    let counts = [
        ("新增 new", report.new),
        ("更改 changed", report.changed),
        ("不变 same", report.same),
        ("拒收 refused", report.refused),
    ];
    for (name, count) in counts {
        println!("{name:<14}{count:>12}");
    }
    if !report.unused.is_empty() {
        let unused = report.unused.join("、");
        println!("没有用到的列 / columns not used: {unused}");
    }
    for note in &report.notes {
        println!("{note}");
    }
    if report.has_lines() {
        println!(
            "要看的行写在 {0}，可用 WPS 打开 / rows to see to are in {0}",
            to.display()
        );
    }
    match writes {
        true => {
            println!(
                "已写入；同一份文件可以再放一次 / written; the same file may be taken in again"
            );
        }
        false => println!(
            "这是预演，什么也没有写；要写入，加 --write / a rehearsal: nothing was written; add \
             --write to write it"
        ),
    }
}

/// Names and reasons are for whoever runs the import alone.
pub(super) fn write_private(to: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(to);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written.with_context(|| {
        format!(
            "[report-unwritable] 报告写不了 {0}，用 --report 换一处 / cannot write the report {0}; name \
             another with --report",
            to.display()
        )
    })
}
