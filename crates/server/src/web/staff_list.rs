//! An employer's list of staff beside the register. `/employer/staff/…`.

use askama::Template;
use domain::ids::mask_name;
use domain::{Bilingual, word_list};

use super::employer::left_out;
use super::frame::Frame;
use super::html;
use super::text::{DeskText, Text};

word_list! {
    /// How somebody on the list stands.
    StaffStanding {
        /// As the list says.
        Same = "same", "一致", "as listed";
        /// To be put down as leaving.
        Leaves = "leaves", "离职", "leaves";
        /// Left before.
        Left = "left", "已离职", "left";
        /// To be mended.
        Wrong = "wrong", "要改", "to be mended";
    }
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffListRow {
    /// Its number, as the file counts.
    pub number: usize,
    /// The row as it was handed in.
    pub text: String,
    /// Full name; the page masks it.
    pub name: String,
    /// How they stand.
    pub standing: StaffStanding,
    /// The same in words.
    pub says: Bilingual,
    /// What to do, where it is wrong.
    pub next: Bilingual,
}

impl StaffListRow {
    fn is_leaving(&self) -> bool {
        self.standing == StaffStanding::Leaves
    }
}

/// The list beside the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffListPage {
    /// Name of the employer.
    pub employer: String,
    /// Its rows.
    pub rows: Vec<StaffListRow>,
    /// How many rows there were beyond the most that are looked at.
    pub left_out: usize,
    /// Whether departures were put down.
    pub is_recorded: bool,
}

#[derive(Template)]
#[template(path = "staff_list.html")]
struct StaffListHtml<'a> {
    frame: &'a Frame,
    page: &'a StaffListPage,
    wrong: Vec<&'a StaffListRow>,
    others: Vec<(&'a StaffListRow, String)>,
    leaving: usize,
    heading: String,
    left_out: Option<String>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &StaffListPage) -> String {
    let is_wrong = |row: &&StaffListRow| row.standing == StaffStanding::Wrong;
    let wrong: Vec<&StaffListRow> = page.rows.iter().filter(is_wrong).collect();
    let others = page.rows.iter().filter(|row| !is_wrong(row));
    let others: Vec<_> = others.map(|row| (row, mask_name(&row.name))).collect();
    let leaving = page.rows.iter().filter(|row| row.is_leaving()).count();
    let (all, bad) = (page.rows.len(), wrong.len());
    let heading = match page.is_recorded {
        true => Bilingual::new(
            format!("登记了 {leaving} 人离职，{bad} 人还要改"),
            format!("{leaving} put down as leaving, {bad} still to be mended"),
        ),
        false => Bilingual::new(
            format!("{all} 人，{leaving} 人要登记离职，{bad} 人要改"),
            format!("{all} people: {leaving} to be put down as leaving, {bad} to be mended"),
        ),
    };
    html(&StaffListHtml {
        frame,
        page,
        wrong,
        others,
        leaving,
        heading: frame.pick(&heading).to_owned(),
        left_out: left_out(frame, page.left_out),
    })
}
