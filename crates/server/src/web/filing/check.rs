//! Everything once more before a filing is sent, and what will happen then.

use askama::Template;
use domain::basis::ShownBasis;
use domain::text::Bilingual;
use jiff::civil::Date;

use crate::web::basis::Chip;
use crate::web::frame::Frame;
use crate::web::text::{FilingText, MineText, Text};
use crate::web::{html, words};

/// Everything that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckPage {
    /// Where it is sent.
    pub action: String,
    /// Where it is thrown away.
    pub discard: String,
    /// The answers.
    pub rows: Vec<CheckRow>,
    /// For whom, masked, where it is somebody else.
    pub for_other: Option<String>,
    /// What it is filed as.
    pub kind: Bilingual,
    /// Who that is for.
    pub who: Bilingual,
    /// Whether a pledge stands for the proofs.
    pub pledged: bool,
    /// What has to be read.
    pub notice: Vec<Bilingual>,
    /// What will come of it.
    pub foretold: Foretold,
    /// What the kind rests on.
    pub basis: Vec<ShownBasis>,
    /// What was not done: the field and what to do.
    pub wrong: Vec<(&'static str, Bilingual)>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    /// What was asked.
    pub label: FilingText,
    /// What was answered.
    pub value: String,
    /// Where it is changed; nothing that is on record can be.
    pub change: Option<String>,
}

/// What will come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foretold {
    /// Approved at once.
    AtOnce,
    /// A person decides by then, because of this.
    Clerk {
        /// Who.
        desk: Bilingual,
        /// By when.
        due: Option<Date>,
        /// Why.
        because: Vec<Bilingual>,
    },
    /// It cannot be sent like this.
    Refused(Vec<Bilingual>),
}

#[derive(Template)]
#[template(path = "file_check.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a CheckPage,
    chips: Vec<Chip>,
    after: String,
    because: &'a [Bilingual],
    refused: &'a [Bilingual],
}

/// The page as HTML.
pub fn render(frame: &Frame, page: &CheckPage) -> String {
    let (after, because, refused): (String, &[Bilingual], &[Bilingual]) = match &page.foretold {
        Foretold::AtOnce => (frame.say(FilingText::AtOnce).to_owned(), &[], &[]),
        Foretold::Clerk { desk, due, because } => (clerk(frame, desk, *due), because, &[]),
        Foretold::Refused(why) => (String::new(), &[], why),
    };
    html(&Html {
        frame,
        page,
        chips: Chip::all(frame, &page.basis, None),
        after,
        because,
        refused,
    })
}

fn clerk(frame: &Frame, desk: &Bilingual, due: Option<Date>) -> String {
    let by = due.map(|due| words::day(frame.lang, due));
    let both = match by {
        Some(by) => Bilingual::new(
            format!("由{}的人核对，最晚{by}答复，结果发短信告诉您。", desk.zh),
            format!(
                "{} looks at it and answers by {by}, by text message.",
                desk.en
            ),
        ),
        None => Bilingual::new(
            format!("由{}的人核对，结果发短信告诉您。", desk.zh),
            format!("{} looks at it and answers by text message.", desk.en),
        ),
    };
    frame.pick(&both).to_owned()
}

impl CheckPage {
    fn wrong_of(&self, field: &str) -> Option<&Bilingual> {
        let mut wrong = self.wrong.iter();
        wrong.find(|(of, _)| *of == field).map(|(_, says)| says)
    }
}
