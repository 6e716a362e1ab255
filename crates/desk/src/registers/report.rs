//! What became of the rows of a file: counts, and a table of those to see to.

use domain::Bilingual;
use domain::text::Sep;
use sheets::RowFault;
use sheets::text::harmless;

use crate::{FateOfRow, RowFate};

/// What became of the rows.
#[derive(Clone, Debug, Default)]
pub struct RegisterReport {
    /// Rows that were not on record.
    pub new: u64,
    /// Rows that are different on record.
    pub changed: u64,
    /// Rows that are on record like that.
    pub same: u64,
    /// Rows that are not taken in.
    pub refused: u64,
    /// Columns of the file that say nothing to us.
    pub unused: Vec<String>,
    /// What is said of the file as a whole.
    pub notes: Vec<Bilingual>,
    /// What is to be seen to, by number of the row.
    lines: Vec<(u64, [String; 8])>,
}

/// No more rows are listed; whoever has more has one fault many times.
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

const CHANGED: &str = "更改 changed";
const REFUSED: &str = "拒收 refused";
const ENDED: &str = "终止 ended";
const LEFT_OUT: &str = "没有用 left out";

impl RegisterReport {
    /// Begins with the columns of the file that are not used.
    pub(super) fn of_unused(unused: &[String]) -> RegisterReport {
        RegisterReport {
            unused: unused.to_vec(),
            ..RegisterReport::default()
        }
    }

    /// A row that does not read: a line for each of its cells.
    pub(super) fn unreadable(&mut self, row: u64, faults: &[RowFault]) {
        self.refused += 1;
        for fault in faults {
            let cells = (fault.column, fault.value.as_str());
            self.line(row, REFUSED, cells, (&fault.says, &fault.next));
        }
    }

    /// What became of rows that read.
    pub(super) fn add(&mut self, fates: Vec<FateOfRow>) {
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
    pub(super) fn left_out(&mut self, row: u64, noted: &[RowFault]) {
        for fault in noted {
            let cells = (fault.column, fault.value.as_str());
            self.line(row, LEFT_OUT, cells, (&fault.says, &fault.next));
        }
    }

    /// What a full register does not name.
    pub(super) fn ended(&mut self, codes: &[String]) {
        for code in codes {
            let says = Bilingual::new("文件里没有，将终止", "it is not in the file and ends");
            self.line(0, ENDED, ("", code), (&says, &Bilingual::default()));
        }
        self.changed += codes.len() as u64;
    }

    /// Something to be said of the file as a whole.
    pub fn note(&mut self, says: Bilingual) {
        self.notes.push(says);
    }

    /// With its rows in the order of the file.
    pub(super) fn sorted(mut self) -> RegisterReport {
        self.lines.sort_by_key(|(row, _)| *row);
        self
    }

    /// Whether a row is to be seen to.
    pub fn has_lines(&self) -> bool {
        !self.lines.is_empty()
    }

    /// The table of what is to be seen to, its head first: the row, what became of it, which column
    /// and value, what is wrong and how it is repaired, in both languages.
    pub fn records(&self) -> Vec<Vec<String>> {
        let head = HEAD.map(str::to_owned).to_vec();
        let lines = self.lines.iter().map(|(_, line)| line.to_vec());
        std::iter::once(head).chain(lines).collect()
    }

    /// The first rows that were refused, as the table has them.
    pub fn refused_first(&self, at_most: usize) -> Vec<&[String; 8]> {
        let lines = self.lines.iter().map(|(_, line)| line);
        let refused = lines.filter(|line| line[1] == REFUSED);
        refused.take(at_most).collect()
    }

    /// The first rows that are different on record, as the table has them.
    pub fn changed_first(&self, at_most: usize) -> Vec<&[String; 8]> {
        let lines = self.lines.iter().map(|(_, line)| line);
        let changed = lines.filter(|line| line[1] != REFUSED);
        changed.take(at_most).collect()
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
        let number = match row {
            0 => String::new(),
            row => row.to_string(),
        };
        let cells = [
            &number, result, column, value, &says.zh, &next.zh, &says.en, &next.en,
        ];
        self.lines.push((row, cells.map(harmless)));
    }
}
