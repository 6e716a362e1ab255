//! Registers: choosing a file, and what would be or was of its rows. `/registers`.

use askama::Template;
use domain::Bilingual;

use super::frame::Frame;
use super::html;
use super::text::{RegisterText, Text};

/// Choosing a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistersPage {
    /// The registers: word, name, and whether it is chosen.
    pub kinds: Vec<(String, Bilingual, bool)>,
    /// What was filled in as the place.
    pub place: String,
    /// What was filled in as the day.
    pub day: String,
    /// Whether the file is all there is.
    pub is_full: bool,
    /// How many end.
    pub ends: String,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// What was handed in on this server of late.
    pub jobs: Vec<RegisterListed>,
}

/// A register in the list of what was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterListed {
    /// Its number here.
    pub id: String,
    /// Which register.
    pub kind: Bilingual,
    /// The time of day at which it began.
    pub began: String,
    /// What became of it.
    pub state: RegisterText,
}

/// How many rows of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountedRows {
    /// Not on record before.
    pub new: u64,
    /// Different on record.
    pub changed: u64,
    /// On record like that.
    pub same: u64,
    /// Not taken in.
    pub refused: u64,
}

/// A row to see to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedFault {
    /// Its number in the file; empty for what is of the whole.
    pub row: String,
    /// Which column.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What is wrong, or different.
    pub says: Bilingual,
    /// How it is repaired.
    pub next: Bilingual,
}

/// A register that is being taken in, or was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegisterPage {
    /// Its number here.
    pub id: String,
    /// Which register.
    pub kind: Bilingual,
    /// Rows that were seen to.
    pub seen: u64,
    /// Whether it is over.
    pub is_done: bool,
    /// Whether it is written, and not only looked at.
    pub writes: bool,
    /// Whether the file is all there is.
    pub is_full: bool,
    /// Why the file was not taken in as a whole, and what to do.
    pub failed: Option<(Bilingual, Bilingual)>,
    /// How many rows of each sort.
    pub counts: CountedRows,
    /// The first rows that were refused.
    pub refused: Vec<ListedFault>,
    /// The first rows that are different on record.
    pub changed: Vec<ListedFault>,
    /// Whether there is a table to download.
    pub has_table: bool,
    /// Columns of the file that say nothing to us.
    pub unused: Vec<String>,
    /// What is said of the file as a whole.
    pub notes: Vec<Bilingual>,
}

#[derive(Template)]
#[template(path = "registers.html")]
struct ChooseHtml<'a> {
    frame: &'a Frame,
    page: &'a RegistersPage,
}

#[derive(Template)]
#[template(path = "register.html")]
struct RegisterHtml<'a> {
    frame: &'a Frame,
    page: &'a RegisterPage,
    heading: String,
    unused: String,
}

impl RegisterPage {
    fn may_be_written(&self) -> bool {
        let changes = self.counts.new + self.counts.changed;
        self.is_done && !self.writes && self.failed.is_none() && changes > 0
    }
}

fn heading(page: &RegisterPage) -> Bilingual {
    let CountedRows {
        new,
        changed,
        same,
        refused,
    } = page.counts;
    let all = new + changed + same + refused;
    match (page.is_done, &page.failed, page.writes) {
        (false, ..) => Bilingual::new(
            format!("已看 {} 行", page.seen),
            format!("{} rows seen so far", page.seen),
        ),
        (true, Some(_), _) => Bilingual::new("这份文件放不进来", "This file cannot be taken in"),
        (true, None, false) => Bilingual::new(
            format!("预演：{all} 行，{refused} 行要改"),
            format!("Rehearsed: {all} rows, {refused} to be mended"),
        ),
        (true, None, true) => Bilingual::new(
            format!("已写入：新增 {new} 行，更改 {changed} 行，{refused} 行没有放进来"),
            format!("Written: {new} new, {changed} changed, {refused} not taken in"),
        ),
    }
}

/// The page on which a file is chosen, as HTML.
pub fn render_registers(frame: &Frame, page: &RegistersPage) -> String {
    html(&ChooseHtml { frame, page })
}

/// The page of one register, as HTML.
pub fn render_register(frame: &Frame, page: &RegisterPage) -> String {
    html(&RegisterHtml {
        heading: frame.pick(&heading(page)).to_owned(),
        unused: page.unused.join("、"),
        frame,
        page,
    })
}
