//! The directory of facilities: what was found for a pair of places, and how to find something
//! where nothing was. `/facilities`; one of them: [`facility`].

mod address;
pub mod facility;
mod say;

use askama::Template;
use desk::directory::{FacilityState, OpenCare};
use domain::facility::{Care, FacilityKind, Level};
use domain::text::Bilingual;
use jiff::civil::Date;

use super::advice::{PlaceField, PlaceWrong, known_names};
use super::frame::Frame;
use super::html;
use super::text::{AdviceText, DirectoryText, Text};

pub(crate) use address::encoded;
pub use address::{DirectoryAddress, PAGE};
pub(crate) use facility::{Qr, drawn};

/// What the directory shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryPage {
    /// What the address says, by codes.
    pub asked: DirectoryAddress,
    /// Where the person is insured, as it was typed.
    pub insured: PlaceField,
    /// Where care is sought.
    pub treated: PlaceField,
    /// Where one starts from.
    pub near: PlaceField,
    /// Words that stand in the address and mean nothing.
    pub strange: Vec<String>,
    /// The day.
    pub day: Date,
    /// What was found; nothing before anything was asked.
    pub found: Option<FoundView>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundView {
    /// The insured place by its name.
    pub from: Option<Bilingual>,
    /// The place looked in by its name.
    pub to: Option<Bilingual>,
    /// Whether the place lies outside the scheme.
    pub outside: bool,
    /// Whether both are one place.
    pub home: bool,
    /// What is open between the two, by kind of care.
    pub open: Vec<OpenCare>,
    /// How many fit, and how many of them are open.
    pub total: usize,
    /// Of them open.
    pub open_total: usize,
    /// Those of this page.
    pub rows: Vec<DirectoryRow>,
    /// Divisions of the place with how many are on record.
    pub districts: Vec<(Bilingual, DirectoryAddress, usize)>,
    /// Where nothing was found, what would be with less asked.
    pub fewer: Vec<(FewerOf, DirectoryAddress, usize)>,
}

/// What is no longer asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FewerOf {
    /// The kind of care.
    Service,
    /// The level.
    Level,
    /// Hospital or pharmacy.
    Kind,
    /// The name.
    Name,
    /// A wider place, by its name.
    Place(Bilingual),
}

/// A facility in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryRow {
    /// Its page.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Level; a pharmacy has none to show.
    pub level: Option<Level>,
    /// Hospital or pharmacy.
    pub kind: FacilityKind,
    /// The division it lies in.
    pub place: Bilingual,
    /// How it stands on the day.
    pub state: FacilityState,
    /// What it settles on the day.
    pub settles: Vec<Care>,
    /// How far it is.
    pub metres: Option<u64>,
    /// Whether it may be chosen, where one looks for one to choose.
    pub may: Option<bool>,
}

#[derive(Template)]
#[template(path = "facilities.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a DirectoryPage,
    title: String,
    wrong: Vec<(&'static str, &'static str, String)>,
    found: Option<ShownFound<'a>>,
    names: Vec<String>,
    cares: Vec<Choice>,
    levels: Vec<Choice>,
    kinds: Vec<Choice>,
}

/// A word to choose, its name, whether it is chosen.
struct Choice {
    word: &'static str,
    name: String,
    chosen: bool,
}

/// What was found, in words.
struct ShownFound<'a> {
    view: &'a FoundView,
    lead: String,
    chips: Vec<(String, String, bool)>,
    since: Vec<(String, String)>,
    rows: Vec<ShownRow<'a>>,
    before: Option<String>,
    after: Option<String>,
    place_in_list: String,
    districts: Vec<(String, String)>,
    fewer: Vec<(String, String)>,
    advice: Option<String>,
}

struct ShownRow<'a> {
    row: &'a DirectoryRow,
    about: String,
    settles: String,
    tone: &'static str,
    state: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &DirectoryPage) -> String {
    let asked = &page.asked;
    let wrong = wrong(frame, page);
    html(&Html {
        frame,
        page,
        title: say::title(frame, page),
        found: page.found.as_ref().map(|view| shown(frame, page, view)),
        names: known_names(frame),
        cares: choices(frame, Care::ALL, Care::word, |it| asked.care == Some(it)),
        levels: choices(frame, Level::ALL, Level::word, |it| asked.level == Some(it)),
        kinds: choices(frame, FacilityKind::ALL, FacilityKind::word, |it| {
            asked.kind == Some(it)
        }),
        wrong,
    })
}

fn choices<T: Copy + domain::text::Named>(
    frame: &Frame,
    all: &[T],
    word: fn(T) -> &'static str,
    chosen: impl Fn(T) -> bool,
) -> Vec<Choice> {
    let one = |it: &T| Choice {
        word: word(*it),
        name: frame.name(it),
        chosen: chosen(*it),
    };
    all.iter().map(one).collect()
}

/// A place of the form, prepared.
struct ShownPlace<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    field: &'a PlaceField,
    wrong: Option<&'static str>,
}

/// What was not understood: the field, its name, what to do.
fn wrong(frame: &Frame, page: &DirectoryPage) -> Vec<(&'static str, &'static str, String)> {
    let told = page.places(frame).into_iter();
    let told = told.filter_map(|it| Some((it.name, it.label, it.wrong?.to_owned())));
    let strange = page.strange.iter().map(|word| {
        let label = frame.say(DirectoryText::AllFilters);
        ("filters", label, say::strange(frame, word))
    });
    told.chain(strange).collect()
}

fn shown<'a>(frame: &Frame, page: &'a DirectoryPage, view: &'a FoundView) -> ShownFound<'a> {
    let asked = &page.asked;
    let at = |number: usize| asked.on_page(number).href();
    let last = view.total.div_ceil(PAGE).max(1);
    let both = asked.insured_at.zip(asked.treated_at);
    ShownFound {
        view,
        lead: say::lead(frame, page, view),
        chips: chips(frame, asked, view),
        since: say::since(frame, &view.open),
        rows: view.rows.iter().map(|row| row_of(frame, row)).collect(),
        before: (asked.page > 1).then(|| at(asked.page - 1)),
        after: (asked.page < last).then(|| at(asked.page + 1)),
        place_in_list: say::page_of(frame, asked.page, last),
        districts: view
            .districts
            .iter()
            .map(|(name, to, count)| (to.href(), say::counted(frame.pick(name), *count)))
            .collect(),
        fewer: view
            .fewer
            .iter()
            .map(|(of, to, count)| (to.href(), say::counted(&say::fewer(frame, of), *count)))
            .collect(),
        advice: both
            .filter(|_| !view.home)
            .map(|(from, to)| format!("/advice?insured_at={from}&treated_at={to}")),
    }
}

/// Each kind of care as a filter that is one touch away.
fn chips(frame: &Frame, asked: &DirectoryAddress, view: &FoundView) -> Vec<(String, String, bool)> {
    if view.open.len() < 2 {
        return vec![];
    }
    let with = |care: Option<Care>| {
        let mut other = asked.on_page(1);
        other.care = care;
        other.href()
    };
    let all = frame.say(DirectoryText::AnyService).to_owned();
    let all = (with(None), all, asked.care.is_none());
    let one = |open: &OpenCare| {
        let name = say::counted(&frame.name(&open.care), open.count);
        (with(Some(open.care)), name, asked.care == Some(open.care))
    };
    std::iter::once(all)
        .chain(view.open.iter().map(one))
        .collect()
}

fn row_of<'a>(frame: &Frame, row: &'a DirectoryRow) -> ShownRow<'a> {
    let (tone, state) = match row.may {
        Some(true) => ("on", frame.say(DirectoryText::MayBeChosen).to_owned()),
        Some(false) => ("", frame.say(DirectoryText::MayNotBeChosen).to_owned()),
        None => say::state(frame, row.state),
    };
    ShownRow {
        about: say::about(frame, row),
        settles: say::names(frame, &row.settles),
        row,
        tone,
        state,
    }
}

impl DirectoryPage {
    /// The three places of the form.
    fn places(&self, frame: &Frame) -> [ShownPlace<'_>; 3] {
        use DirectoryText as D;
        let shown = |name, (label, hint), field| {
            let field: &PlaceField = field;
            ShownPlace {
                name,
                label,
                hint,
                field,
                wrong: field.wrong.map(|wrong| frame.say(say::place_wrong(wrong))),
            }
        };
        let insured = (
            frame.say(AdviceText::InsuredLabel),
            frame.say(AdviceText::InsuredHint),
        );
        let treated = (
            frame.say(D::TreatedOptional),
            frame.say(D::DirectoryPlaceHint),
        );
        let near = (frame.say(D::NearLabel), frame.say(D::NearHint));
        [
            shown("insured_at", insured, &self.insured),
            shown("treated_at", treated, &self.treated),
            shown("near", near, &self.near),
        ]
    }

    /// What the field of names keeps of the rest of the address.
    fn kept(&self) -> Vec<(&'static str, String)> {
        self.asked.kept_beside_text()
    }

    /// Whether something was written that nobody understands.
    pub fn is_mistaken(&self) -> bool {
        let places = [&self.insured, &self.treated, &self.near];
        let asks = [Some(PlaceWrong::Several), None];
        !self.strange.is_empty() || !places.iter().all(|it| asks.contains(&it.wrong))
    }
}
