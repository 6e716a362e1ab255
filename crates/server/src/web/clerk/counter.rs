//! The counter and finding a filing. `/clerk/counter`, `/clerk/search`.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use super::{AskText, DeskText, Frame, OfferedChoice, Text, html};
use crate::web::text::MineText;

/// Finding a filing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindPage {
    /// The number that was asked for.
    pub asked: String,
    /// What was found: number, full name, what, how it stands. None before anything was asked.
    pub found: Option<Vec<(String, String, Bilingual, Bilingual)>>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

/// Somebody at the counter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundPerson {
    /// What the forms carry: that this clerk identified the person, sealed.
    pub ticket: String,
    /// Full name; the page masks it.
    pub name: String,
    /// The masked number.
    pub number: String,
    /// Insurances in words.
    pub insured: Vec<Bilingual>,
    /// Where insured, for the form: code and name.
    pub places: Vec<OfferedChoice>,
    /// Where one can go.
    pub destinations: Vec<OfferedChoice>,
    /// The categories of the insured place.
    pub categories: Vec<OfferedChoice>,
    /// The ways it can come in.
    pub channels: Vec<OfferedChoice>,
    /// The kinds of proof.
    pub proofs: Vec<OfferedChoice>,
    /// Relations to choose from.
    pub relations: Vec<OfferedChoice>,
    /// From when on.
    pub starts_on: String,
    /// What was typed before, by name.
    pub typed: [String; 3],
    /// Filings: number, what, how it stands.
    pub filings: Vec<(String, Bilingual, Bilingual)>,
}

/// The counter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CounterPage {
    /// Who is at the counter.
    pub person: Option<FoundPerson>,
    /// A code for the person.
    pub code: Option<String>,
    /// What was done, in a sentence.
    pub done: Option<Bilingual>,
    /// Where the form of what was filed is, to print.
    pub paper: Option<String>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
    /// Whether the operator sees the board.
    pub has_board: bool,
    /// Whether the operator serves the counter.
    pub has_counter: bool,
}

#[derive(Template)]
#[template(path = "clerk_find.html")]
struct FindHtml<'a> {
    frame: &'a Frame,
    page: &'a FindPage,
    found: Option<Vec<(&'a str, String, &'a str, &'a str)>>,
}

#[derive(Template)]
#[template(path = "clerk_counter.html")]
struct CounterHtml<'a> {
    frame: &'a Frame,
    page: &'a CounterPage,
    name: String,
    code: String,
}

/// Finding as HTML.
pub fn render_find(frame: &Frame, page: &FindPage) -> String {
    let row = |(id, name, what, state): &'_ (String, String, Bilingual, Bilingual)| {
        (id.clone(), mask_name(name), what.clone(), state.clone())
    };
    let rows: Option<Vec<_>> = page.found.as_ref().map(|all| all.iter().map(row).collect());
    let found = rows.as_ref().map(|rows| {
        let shown = rows.iter().map(|(id, name, what, state)| {
            (
                id.as_str(),
                name.clone(),
                frame.pick(what),
                frame.pick(state),
            )
        });
        shown.collect()
    });
    html(&FindHtml { frame, page, found })
}

/// The counter as HTML.
pub fn render_counter(frame: &Frame, page: &CounterPage) -> String {
    let code = page.code.as_deref().unwrap_or_default();
    let code = match code.split_at_checked(4) {
        Some((head, tail)) => format!("{head} {tail}"),
        None => code.to_owned(),
    };
    let name = page.person.as_ref().map(|person| mask_name(&person.name));
    html(&CounterHtml {
        frame,
        page,
        name: name.unwrap_or_default(),
        code,
    })
}
