//! The desk of an employer: its staff, and a list of postings checked before anything is filed.
//! `/employer`.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;
use jiff::civil::Date;

use super::frame::Frame;
use super::html;
use super::text::{DeskText, Text};
use super::words;

/// A row of a list as it was checked or filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostingRow {
    /// Its number, as the list or the file counts.
    pub number: usize,
    /// The row as it was pasted.
    pub text: String,
    /// Full name; the page masks it.
    pub name: String,
    /// Where to.
    pub to: Bilingual,
    /// What is wrong, and what to do.
    pub wrong: Option<(Bilingual, Bilingual)>,
    /// What becomes of it, or became.
    pub becomes: Bilingual,
    /// Number of the filing; a page shows it once it is filed.
    pub filing: String,
}

/// One of the staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostedStaff {
    /// Full name; the page masks it.
    pub name: String,
    /// Postings, newest first: where to, from when on and by when a person answers, how it stands.
    pub postings: Vec<(Bilingual, (Date, Option<Date>), Bilingual)>,
}

/// The page of an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmployerPage {
    /// Its name.
    pub employer: String,
    /// Staff of this page.
    pub staff: Vec<PostedStaff>,
    /// Address of the next page of staff.
    pub next: Option<String>,
    /// The rows that were checked.
    pub rows: Option<Vec<PostingRow>>,
    /// How many rows there were beyond the most that are looked at.
    pub left_out: usize,
    /// Whether the ready ones were filed.
    pub is_filed: bool,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

#[derive(Template)]
#[template(path = "employer.html")]
struct EmployerHtml<'a> {
    frame: &'a Frame,
    page: &'a EmployerPage,
    staff: Vec<(String, Vec<(String, &'a str)>)>,
    wrong_rows: Vec<&'a PostingRow>,
    ready: Vec<ReadyRow<'a>>,
    heading: String,
    left_out: Option<String>,
}

/// A row that can be filed, or was, as the template has it.
struct ReadyRow<'a> {
    number: usize,
    text: &'a str,
    name: String,
    to: &'a str,
    becomes: &'a str,
    filing: &'a str,
}

/// A posting in one line: where to, from when on, by when a person answers.
fn posting(frame: &Frame, (to, (from, due)): (&Bilingual, (Date, Option<Date>))) -> String {
    let day = |day| words::day(frame.lang, day);
    let to = frame.pick(to);
    let said = match due {
        None => Bilingual::new(
            format!("{to}，{} 起", day(from)),
            format!("{to}, from {}", day(from)),
        ),
        Some(due) => Bilingual::new(
            format!("{to}，{} 起，最晚 {} 答复", day(from), day(due)),
            format!("{to}, from {}, answered by {}", day(from), day(due)),
        ),
    };
    frame.pick(&said).to_owned()
}

/// Says that a list was longer than what is looked at.
pub(super) fn left_out(frame: &Frame, count: usize) -> Option<String> {
    let said = Bilingual::new(
        format!("一次最多看 300 行，后面 {count} 行没有看，请另交一份。"),
        format!("300 rows are looked at once; {count} more were not: hand them in apart."),
    );
    (count > 0).then(|| frame.pick(&said).to_owned())
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &EmployerPage) -> String {
    let staff = page.staff.iter().map(|one| {
        let postings = one.postings.iter();
        let postings =
            postings.map(|(to, days, state)| (posting(frame, (to, *days)), frame.pick(state)));
        (mask_name(&one.name), postings.collect())
    });
    let rows = page.rows.as_deref().unwrap_or_default();
    let wrong_rows: Vec<&PostingRow> = rows.iter().filter(|row| row.wrong.is_some()).collect();
    let ready = rows.iter().filter(|row| row.wrong.is_none());
    let ready: Vec<_> = ready
        .map(|row| ReadyRow {
            number: row.number,
            text: &row.text,
            name: mask_name(&row.name),
            to: frame.pick(&row.to),
            becomes: frame.pick(&row.becomes),
            filing: &row.filing,
        })
        .collect();
    let (all, good, bad) = (rows.len(), ready.len(), wrong_rows.len());
    let heading = match page.is_filed {
        true => Bilingual::new(
            format!("提交了 {good} 人，{bad} 人还要改"),
            format!("{good} filed, {bad} still to be mended"),
        ),
        false => Bilingual::new(
            format!("{all} 人，{good} 人可以提交，{bad} 人要改"),
            format!("{all} people: {good} ready, {bad} to be mended"),
        ),
    };
    html(&EmployerHtml {
        frame,
        page,
        staff: staff.collect(),
        wrong_rows,
        ready,
        heading: frame.pick(&heading).to_owned(),
        left_out: left_out(frame, page.left_out),
    })
}
