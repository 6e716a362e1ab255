//! The two places, asked for again where one of them was not understood: which of several is meant,
//! or what is like it.

use askama::Template;
use domain::region_names;
use domain::text::Bilingual;

use crate::web::frame::{Frame, Lang};
use crate::web::html;
use crate::web::text::{AdviceText, Text, Word};

/// A place as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceField {
    /// What was typed.
    pub typed: String,
    /// What is wrong with it.
    pub wrong: Option<PlaceWrong>,
    /// The places that may be meant, each with the address that says so.
    pub choices: Vec<(String, Bilingual)>,
}

/// Why a place was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceWrong {
    /// Nothing was typed.
    Missing,
    /// No such place.
    Unknown,
    /// A hospital that is not on record.
    Hospital,
    /// More than one.
    Several,
    /// A province in which the cities insure.
    Cities,
    /// Nobody is insured there.
    Outside,
}

impl Word for PlaceWrong {
    fn in_language(self, lang: Lang) -> &'static str {
        let text = match self {
            PlaceWrong::Missing => AdviceText::PlaceMissing,
            PlaceWrong::Unknown => AdviceText::PlaceUnknown,
            PlaceWrong::Hospital => AdviceText::PlaceHospital,
            PlaceWrong::Several => AdviceText::PlaceSeveral,
            PlaceWrong::Cities => AdviceText::PlaceCities,
            PlaceWrong::Outside => AdviceText::PlaceOutside,
        };
        text.in_language(lang)
    }
}

/// The form with what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlacesPage {
    /// Where the person is insured.
    pub insured: PlaceField,
    /// Where the person goes.
    pub treated: PlaceField,
    /// What else was said, to be kept: name and value.
    pub kept: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "advice_places.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a PlacesPage,
    fields: [ShownField<'a>; 2],
    names: Vec<String>,
    is_asked: bool,
}

/// A field, prepared.
struct ShownField<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    field: &'a PlaceField,
    wrong: Option<&'static str>,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &PlacesPage) -> String {
    let shown = |name, label, hint, field| shown_field(frame, (name, label, hint), field);
    let fields = [
        shown(
            "insured_at",
            AdviceText::InsuredLabel,
            AdviceText::InsuredHint,
            &page.insured,
        ),
        shown(
            "treated_at",
            AdviceText::TreatedLabel,
            AdviceText::TreatedHint,
            &page.treated,
        ),
    ];
    let wrong = [page.insured.wrong, page.treated.wrong];
    let is_mistake =
        |wrong: &PlaceWrong| !matches!(wrong, PlaceWrong::Several | PlaceWrong::Cities);
    html(&Html {
        frame,
        page,
        fields,
        names: known_names(frame),
        is_asked: !wrong.iter().flatten().any(is_mistake),
    })
}

fn shown_field<'a>(
    frame: &Frame,
    (name, label, hint): (&'static str, AdviceText, AdviceText),
    field: &'a PlaceField,
) -> ShownField<'a> {
    ShownField {
        name,
        label: frame.say(label),
        hint: frame.say(hint),
        field,
        wrong: field.wrong.map(|wrong| frame.say(wrong)),
    }
}

/// The names a browser offers while one types: every place that insures.
pub fn known_names(frame: &Frame) -> Vec<String> {
    let names = region_names::pooling_regions();
    let label =
        |row: &region_names::RegionName| frame.pick(&region_names::label(row.region)).to_owned();
    names.map(label).collect()
}

impl PlacesPage {
    /// Whether nothing was understood that could be chosen from.
    pub fn is_mistaken(&self) -> bool {
        let wrong = [self.insured.wrong, self.treated.wrong];
        let asks = [Some(PlaceWrong::Several), Some(PlaceWrong::Cities), None];
        !wrong.iter().all(|it| asks.contains(it))
    }
}
