//! What became of the rows of a file: counts for the screen, and a table of those to see to.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use desk::{FateOfRow, RowFate};
use domain::Bilingual;
use domain::text::Sep;
use serde_json::json;
use sheets::RowFault;
use sheets::text::{harmless, written};

/// What became of the rows.
#[derive(Debug, Default)]
pub struct ImportReport {
    new: u64,
    changed: u64,
    same: u64,
    refused: u64,
    /// What is to be seen to, by number of the row.
    lines: Vec<(u64, Vec<String>)>,
    /// Columns of the file that say nothing to us.
    unused: Vec<String>,
    /// What is said of the file as a whole.
    notes: Vec<Bilingual>,
}

/// No more refused rows are listed; whoever has more has one fault many times.
const LISTED_MOST: usize = 50_000;

const HEAD: [&str; 8] = [
    "行 row",
    "结果 result",
    "列 column",
    "现在的值 value",
    "问题",
    "怎么改",
    "what",
    "what to do",
];

impl ImportReport {
    /// Begins with the columns of the file that are not used.
    pub fn of_unused(unused: &[String]) -> ImportReport {
        ImportReport {
            unused: unused.to_vec(),
            ..ImportReport::default()
        }
    }

    /// A row that does not read: a line for each of its cells.
    pub fn unreadable(&mut self, row: u64, faults: &[RowFault]) {
        self.refused += 1;
        for fault in faults {
            let cells = (fault.column, fault.value.as_str());
            self.line(row, REFUSED, cells, (&fault.says, &fault.next));
        }
    }

    /// What became of rows that read.
    pub fn add(&mut self, fates: Vec<FateOfRow>) {
        for (row, fate) in fates {
            match fate {
                RowFate::New => self.new += 1,
                RowFate::Same => self.same += 1,
                RowFate::Changed(what) => {
                    self.changed += 1;
                    let what = Bilingual::join(what, Sep::List);
                    self.line(row, CHANGED, ("", ""), (&what, &Bilingual::default()));
                }
                RowFate::Refused { says, next } => {
                    self.refused += 1;
                    self.line(row, REFUSED, ("", ""), (&says, &next));
                }
            }
        }
    }

    /// Cells of a row that is taken in all the same.
    pub fn left_out(&mut self, row: u64, noted: &[RowFault]) {
        for fault in noted {
            let cells = (fault.column, fault.value.as_str());
            self.line(row, LEFT_OUT, cells, (&fault.says, &fault.next));
        }
    }

    /// Something of the file as a whole.
    pub fn ended(&mut self, codes: &[String]) {
        for code in codes {
            let says = Bilingual::new("文件里没有，将终止", "it is not in the file and ends");
            self.line(0, ENDED, ("", code), (&says, &Bilingual::default()));
        }
        self.changed += codes.len() as u64;
    }

    /// How many rows were refused so far.
    pub fn refused(&self) -> u64 {
        self.refused
    }

    /// Something to be said of the file as a whole.
    pub fn note(&mut self, says: Bilingual) {
        self.notes.push(says);
    }

    fn line(
        &mut self,
        row: u64,
        result: &str,
        (column, value): (&str, &str),
        (says, next): (&Bilingual, &Bilingual),
    ) {
        if self.lines.len() >= LISTED_MOST {
            return;
        }
        let row_text = if row == 0 {
            String::new()
        } else {
            row.to_string()
        };
        let cells = [
            &row_text, result, column, value, &says.zh, &next.zh, &says.en, &next.en,
        ];
        self.lines
            .push((row, cells.map(harmless).into_iter().collect()));
    }

    /// Tells it, and writes the table of what is to be seen to. Returns the exit code.
    pub fn tell(mut self, to: &Path, (writes, as_json): (bool, bool)) -> Result<u8> {
        self.lines.sort_by_key(|(row, _)| *row);
        let has_lines = !self.lines.is_empty();
        if has_lines {
            let head = HEAD.map(str::to_owned).to_vec();
            let lines = std::mem::take(&mut self.lines).into_iter();
            let records: Vec<Vec<String>> = std::iter::once(head)
                .chain(lines.map(|(_, line)| line))
                .collect();
            write_private(to, &written(&records))?;
        }
        match as_json {
            true => println!(
                "{}",
                json!({
                    "written": writes, "new": self.new, "changed": self.changed,
                    "same": self.same, "refused": self.refused, "unused_columns": self.unused,
                    "report": has_lines.then(|| to.display().to_string()), "notes": self.notes,
                })
            ),
            false => self.print(to, (writes, has_lines)),
        }
        Ok(u8::from(self.refused > 0))
    }

    fn print(&self, to: &Path, (writes, has_lines): (bool, bool)) {
        let counts = [
            ("新增 new", self.new),
            ("更改 changed", self.changed),
            ("不变 same", self.same),
            ("拒收 refused", self.refused),
        ];
        for (name, count) in counts {
            println!("{name:<14}{count:>12}");
        }
        if !self.unused.is_empty() {
            let unused = self.unused.join("、");
            println!("没有用到的列 / columns not used: {unused}");
        }
        for note in &self.notes {
            println!("{note}");
        }
        if has_lines {
            println!(
                "要看的行写在 {0}，可用 WPS 打开 / rows to see to are in {0}",
                to.display()
            );
        }
        match writes {
            true => println!(
                "已写入；同一份文件可以再放一次 / written; the same file may be taken in again"
            ),
            false => println!(
                "这是预演，什么也没有写；要写入，加 --write / a rehearsal: nothing was written; add \
                 --write to write it"
            ),
        }
    }
}

const CHANGED: &str = "更改 changed";
const REFUSED: &str = "拒收 refused";
const ENDED: &str = "终止 ended";
const LEFT_OUT: &str = "没有用 left out";

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
