//! A bill that was not settled directly, explained on one sheet: what, why, what now.
//! `/me/refused/…`.

use askama::Template;
use domain::Bilingual;
use domain::basis::{ShownBasis, ShownDispute};
use domain::ids::mask_name;

use crate::web::basis::Chip;
use crate::web::frame::Frame;
use crate::web::html;
use crate::web::text::{BillCaseText, MineText, Text};

/// A bill that was not settled directly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedPage {
    /// Its number.
    pub number: String,
    /// Full name of the person; the page masks it.
    pub name: String,
    /// Whether it is of somebody else.
    pub is_for_other: bool,
    /// The hospital.
    pub facility: String,
    /// The place of care.
    pub place: Bilingual,
    /// The days.
    pub days: String,
    /// What it comes to.
    pub total: String,
    /// What was refused.
    pub title: Bilingual,
    /// Why.
    pub says: Bilingual,
    /// On what that rests.
    pub basis: Vec<ShownBasis>,
    /// Whether somebody still looks at it.
    pub waits: bool,
    /// What somebody decided, and why.
    pub decided: Option<String>,
    /// Whether and until when it may be claimed.
    pub claim: Bilingual,
    /// Papers to hand in.
    pub papers: Vec<Bilingual>,
    /// How.
    pub routes: Vec<Bilingual>,
    /// Working days to payment.
    pub paid_within: Option<u16>,
    /// On what that rests.
    pub claim_basis: Vec<ShownBasis>,
    /// Where sources say otherwise.
    pub disputes: Vec<ShownDispute>,
}

#[derive(Template)]
#[template(path = "me_refused.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a RefusedPage,
    name: String,
    why: Vec<Chip>,
    how: Vec<Chip>,
}

/// The page as HTML.
pub fn render_refused(frame: &Frame, page: &RefusedPage) -> String {
    let chips = |all: &[ShownBasis]| {
        let all = all.iter().map(|one| Chip::of(frame, one, None));
        all.collect()
    };
    html(&Html {
        frame,
        page,
        name: match page.is_for_other {
            true => mask_name(&page.name),
            false => page.name.clone(),
        },
        why: chips(&page.basis),
        how: chips(&page.claim_basis),
    })
}
