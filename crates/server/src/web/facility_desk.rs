//! The desk of a facility: what was done of late, and one person with what can be recorded.
//! `/facility`.

use askama::Template;
use domain::Bilingual;
use domain::ids::mask_name;

use super::clerk::OfferedChoice;
use super::facilities::facility::{Qr, drawn};
use super::frame::Frame;
use super::html;
use super::text::{BillText, DeskText, FacilityDeskText, Text};

/// A record as a list shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordRow {
    /// Whose: our number and the full name; the page masks it. Nobody where one person is shown.
    pub who: Option<(String, String)>,
    /// `referral` or `recognition`.
    pub kind: &'static str,
    /// Its number; empty for a choice.
    pub number: String,
    /// What it says.
    pub what: Bilingual,
    /// Its days, or the day on which it was made.
    pub days: Bilingual,
    /// How it stands.
    pub state: Bilingual,
    /// Whether it can be taken back: the person it is of.
    pub withdraw: Option<String>,
}

/// The first page of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacilityDeskPage {
    /// Name of the facility.
    pub facility: String,
    /// What the code leads to: the choice of this facility.
    pub link: String,
    /// Referrals of late.
    pub referrals: Vec<RecordRow>,
    /// Recognitions of late.
    pub recognitions: Vec<RecordRow>,
    /// Choices of late.
    pub choices: Vec<RecordRow>,
    /// What was done, in a sentence.
    pub done: Option<Bilingual>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

/// What choosing the facility would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceAhead {
    /// In a sentence.
    pub says: Bilingual,
    /// Whether it can be chosen.
    pub may: bool,
    /// Which to give up, where all are chosen.
    pub instead_of: Vec<(String, String)>,
    /// Why, where a reason is asked for.
    pub reasons: Vec<OfferedChoice>,
}

/// One person at the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FacilityPersonPage {
    /// Name of the facility.
    pub facility: String,
    /// Our number for the person.
    pub id: String,
    /// Full name; the page masks it.
    pub name: String,
    /// The masked number.
    pub number: String,
    /// Insurances: the value of the form and the words.
    pub insured: Vec<(String, Bilingual)>,
    /// Where somebody can be sent.
    pub places: Vec<OfferedChoice>,
    /// The diseases the insured places list; none where they list none.
    pub diseases: Vec<OfferedChoice>,
    /// What choosing would come to.
    pub choice: ChoiceAhead,
    /// What this facility recorded.
    pub records: Vec<RecordRow>,
    /// The number of the form.
    pub form: String,
    /// Today.
    pub today: String,
    /// Whether it is a pharmacy, which neither refers nor recognises diseases.
    pub is_pharmacy: bool,
    /// What was typed before, by the name of the field.
    pub typed: std::collections::BTreeMap<String, String>,
    /// Which form is open.
    pub open: &'static str,
    /// What was done, in a sentence.
    pub done: Option<Bilingual>,
    /// What was wrong.
    pub wrong: Option<Bilingual>,
}

impl FacilityPersonPage {
    /// What was typed under a name.
    fn typed(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }

    /// The same, or today.
    fn day(&self, name: &str) -> &str {
        match self.typed(name) {
            "" => &self.today,
            typed => typed,
        }
    }
}

#[derive(Template)]
#[template(path = "facility_desk.html")]
struct FacilityDeskHtml<'a> {
    frame: &'a Frame,
    page: &'a FacilityDeskPage,
    qr: Option<Qr>,
    lists: [(&'a str, &'a [RecordRow]); 3],
}

#[derive(Template)]
#[template(path = "facility_person.html")]
struct FacilityPersonHtml<'a> {
    frame: &'a Frame,
    page: &'a FacilityPersonPage,
    name: String,
}

/// The first page as HTML.
pub fn render(frame: &Frame, page: &FacilityDeskPage) -> String {
    use FacilityDeskText as T;
    html(&FacilityDeskHtml {
        frame,
        page,
        qr: drawn(&page.link),
        lists: [
            (frame.say(T::Referrals), &page.referrals),
            (frame.say(T::Recognitions), &page.recognitions),
            (frame.say(T::ChosenHere), &page.choices),
        ],
    })
}

/// A person as HTML.
pub fn render_person(frame: &Frame, page: &FacilityPersonPage) -> String {
    html(&FacilityPersonHtml {
        frame,
        page,
        name: mask_name(&page.name),
    })
}

impl FacilityDeskPage {
    fn is_empty(&self) -> bool {
        self.referrals.is_empty() && self.recognitions.is_empty() && self.choices.is_empty()
    }
}

impl RecordRow {
    fn masked(&self) -> String {
        self.who
            .as_ref()
            .map_or_else(String::new, |(_, name)| mask_name(name))
    }
}
