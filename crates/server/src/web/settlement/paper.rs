//! The same bill on one sheet of A4: a code by which it can be checked, and what stands on paper
//! in another form than on a screen.

use domain::explanation::Part;
use domain::ids::mask_name;
use qrcode::{Color, QrCode};

use super::SettlementPage;
use crate::web::basis::without_codes;
use crate::web::frame::{Frame, Lang};
use crate::web::text::Text;
use crate::web::words;

/// What the sheet has of its own.
pub(super) struct OnPaperBill {
    /// The squares of the code, as a path.
    pub squares: String,
    /// How many squares it is wide, with its edge.
    pub side: usize,
    /// The amount in the signs nobody can alter, where they exist.
    pub in_capitals: Option<String>,
    /// What and its answer.
    pub facts: Vec<(&'static str, String)>,
    /// How what the funds pay is worked out, and what it rests on.
    pub formulas: Vec<String>,
    /// When it was made.
    pub made_at: String,
}

/// The white edge around a code, in squares.
const EDGE: usize = 2;

impl OnPaperBill {
    pub(super) fn of(frame: &Frame, page: &SettlementPage) -> OnPaperBill {
        let (squares, side) = squares(&page.check.address);
        let lang = frame.lang;
        let capitals = words::in_capitals(page.shares.person());
        OnPaperBill {
            squares,
            side,
            in_capitals: (lang == Lang::Zh).then_some(capitals),
            facts: vec![
                (frame.say(Text::PersonLabel), mask_name(&page.person_name)),
                (
                    frame.say(Text::InsuredAt),
                    frame.pick(&page.insured_at).to_owned(),
                ),
                (frame.say(Text::FacilityLabel), page.facility.clone()),
                (frame.say(Text::CareLabel), frame.name(&page.care)),
                (
                    frame.say(Text::WhichFooting),
                    frame.name(&page.explanation.footing.footing),
                ),
                (
                    frame.say(Text::SettledOn),
                    words::day(lang, page.settled_on),
                ),
            ],
            formulas: formulas(frame, page),
            made_at: page.check.made_at.strftime("%Y-%m-%d %H:%M").to_string(),
        }
    }
}

/// How each fund's payment is worked out, and the first document it rests on.
fn formulas(frame: &Frame, page: &SettlementPage) -> Vec<String> {
    let steps = page.explanation.steps.iter();
    let paid = steps.filter(|step| matches!(step.part, Part::Fund | Part::Supplement));
    let told = paid.filter(|step| !step.amount.is_zero()).map(|step| {
        let basis = step.basis.first();
        let basis = basis.map(|basis| {
            let at = basis.at.as_deref().map(without_codes).unwrap_or_default();
            match at.is_empty() {
                true => basis.title.clone(),
                false => format!("{} {}", basis.title, words::article(frame.lang, &at)),
            }
        });
        let title = frame.pick(&step.title);
        words::formula_on_paper(frame.lang, (title, &step.formula), basis.as_deref())
    });
    told.collect()
}

/// An address as the squares of a code; nothing where it is too long for one.
fn squares(address: &str) -> (String, usize) {
    let Ok(code) = QrCode::new(address) else {
        return (String::new(), 0);
    };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate();
    let dark = dark.filter(|(_, colour)| *colour == Color::Dark);
    let path = dark.map(|(at, _)| {
        let (x, y) = (at % width + EDGE, at / width + EDGE);
        format!("M{x} {y}h1v1h-1z")
    });
    (path.collect(), width + 2 * EDGE)
}
