//! The desk of an employer: its staff, and a list of postings checked before anything is filed.
//! `/employer`.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use super::frame::Frame;
use super::html;
use super::text::{DeskText, Text};

/// A row of a list as it was checked or filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Its number in the list, from one.
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
}

/// The page of an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmployerPage {
    /// Its name.
    pub employer: String,
    /// Staff: full name, how the last posting stands; masked by the page.
    pub staff: Vec<(String, Option<(Bilingual, Bilingual)>)>,
    /// Address of the next page of staff.
    pub next: Option<String>,
    /// The rows that were checked.
    pub rows: Option<Vec<PostingRow>>,
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
    staff: Vec<(String, Option<(&'a str, &'a str)>)>,
    wrong_rows: Vec<&'a PostingRow>,
    ready: Vec<(usize, &'a str, String, &'a str, &'a str)>,
    heading: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &EmployerPage) -> String {
    let staff = page.staff.iter().map(|(name, posting)| {
        let posting = posting.as_ref();
        let posting = posting.map(|(what, state)| (frame.pick(what), frame.pick(state)));
        (mask_name(name), posting)
    });
    let rows = page.rows.as_deref().unwrap_or_default();
    let wrong_rows: Vec<&PostingRow> = rows.iter().filter(|row| row.wrong.is_some()).collect();
    let ready = rows.iter().filter(|row| row.wrong.is_none());
    let ready: Vec<_> = ready
        .map(|row| {
            (
                row.number,
                row.text.as_str(),
                mask_name(&row.name),
                frame.pick(&row.to),
                frame.pick(&row.becomes),
            )
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
    })
}
