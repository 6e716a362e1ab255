//! One facility: where it is, what it settles directly since when, what it means for somebody
//! insured elsewhere, and how it is chosen. `/facilities/{code}`.

use askama::Template;
use domain::calendar::Period;
use domain::facility::{Care, FacilityKind, Grade, Level};
use domain::text::Bilingual;
use jiff::civil::Date;
use qrcode::{Color, QrCode};

use super::DirectoryAddress;
use crate::web::frame::Frame;
use crate::web::text::{AdviceText, DirectoryText, Text};
use crate::web::{html, words};

/// A facility as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityPage {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Hospital or pharmacy.
    pub kind: FacilityKind,
    /// Settlement level on the day.
    pub level: Level,
    /// Grade on its licence on the day.
    pub grade: Grade,
    /// The division it lies in, with what that lies in.
    pub place: Bilingual,
    /// Street and number.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// What it settles directly, or did, or will.
    pub services: Vec<(Care, Period)>,
    /// The day.
    pub day: Date,
    /// What the address said of the list it was found in.
    pub asked: DirectoryAddress,
    /// Whether its code was scanned.
    pub scanned: bool,
    /// What it means for somebody insured in the place that was named.
    pub meaning: Option<MeaningView>,
    /// Where it is chosen; nothing where no rule on record lets anybody choose it.
    pub choose: Option<String>,
    /// Where others are found, where this one settles nothing any more.
    pub elsewhere: Option<String>,
    /// What its two-dimensional code says.
    pub qr: String,
}

/// What it means for an insured place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeaningView {
    /// The insured place.
    pub from: Bilingual,
    /// Whether it lies there.
    pub home: bool,
    /// Whether one has to file, in a few words.
    pub filing: Bilingual,
    /// Where that is said in full.
    pub advice: String,
    /// Where a bill can be tried out.
    pub what_if: Option<String>,
    /// What each rule about choosing says of this facility.
    pub choosing: Vec<ChoosingLine>,
}

/// What a rule about choosing says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoosingLine {
    /// Of whom.
    pub title: Bilingual,
    /// What it says.
    pub says: Bilingual,
    /// Whether this facility may be chosen, where one has to.
    pub may: Option<bool>,
}

#[derive(Template)]
#[template(path = "facility.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a FacilityPage,
    day: String,
    services: Vec<Service>,
    back: String,
    qr: Option<Qr>,
}

/// A service in words.
struct Service {
    name: String,
    days: String,
    tone: &'static str,
    state: String,
}

/// A two-dimensional code as one path of unit squares.
pub struct Qr {
    /// Its side, with the white around it.
    pub width: usize,
    /// The dark squares.
    pub path: String,
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &FacilityPage) -> String {
    html(&Html {
        frame,
        page,
        day: words::day(frame.lang, page.day),
        services: page
            .services
            .iter()
            .map(|one| service(frame, page, one))
            .collect(),
        back: page.asked.href(),
        qr: drawn(&page.qr),
    })
}

fn service(frame: &Frame, page: &FacilityPage, (care, period): &(Care, Period)) -> Service {
    let (tone, word) = match period {
        _ if period.contains(page.day) => ("on", DirectoryText::SettledHere),
        _ if period.from > page.day => ("wait", DirectoryText::NotYet),
        _ => ("no", DirectoryText::NoLonger),
    };
    let days = match period.until {
        None => words::since(frame.lang, period.from),
        until => words::span(frame.lang, period.from, until),
    };
    Service {
        name: frame.name(care),
        days,
        tone,
        state: frame.say(word).to_owned(),
    }
}

/// Around it four squares are left white, as readers need.
const MARGIN: usize = 4;

/// A text as such a code; none where it does not fit.
pub fn drawn(content: &str) -> Option<Qr> {
    let code = QrCode::new(content.as_bytes()).ok()?;
    let side = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            let (x, y) = (at % side + MARGIN, at / side + MARGIN);
            path += &format!("M{x} {y}h1v1h-1z");
        }
    }
    Some(Qr {
        width: side + 2 * MARGIN,
        path,
    })
}

impl FacilityPage {
    fn is_hospital(&self) -> bool {
        self.kind == FacilityKind::Hospital
    }

    fn has_grade(&self) -> bool {
        !self.grade.is_not_stated()
    }

    fn kind_or_level(&self, frame: &Frame) -> String {
        match self.is_hospital() {
            true => frame.name(&self.level),
            false => frame.name(&self.kind),
        }
    }

    fn may(frame: &Frame, line: &ChoosingLine) -> Option<(&'static str, &'static str)> {
        line.may.map(|may| match may {
            true => ("on", frame.say(DirectoryText::MayBeChosen)),
            false => ("", frame.say(DirectoryText::MayNotBeChosen)),
        })
    }
}
