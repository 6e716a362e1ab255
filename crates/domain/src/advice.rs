//! Advice on filing as a person gets it: what was said is checked by the words the place knows,
//! whether the insurance covers the person at all is told first, and where nobody has to file, what
//! a filing would change. What must be filed is decided in [`crate::filing`].

mod journey;
mod said;
mod stakes;

use crate::Bilingual;
use crate::filing::{self, Advice, AdviceAsked, AdviceKind};
use crate::person::Enrolment;
use crate::policy::Library;

pub use journey::{
    JourneyAnswer, JourneyAsked, JourneyQuestion, Panel, ToAsk, Why, WhyAnswer, journey, name_of,
    name_to_type,
};
pub use said::Unanswerable;

/// The advice, by the rules of the insured place.
pub fn advise(
    library: &Library,
    asked: &AdviceAsked<'_>,
    enrolment: Option<&Enrolment>,
) -> Result<Advice, Unanswerable> {
    said::check(library, asked)?;
    let mut advice = filing::advise(library.procedures(asked.about.insured_at), asked);
    if let Some(says) = stakes::told(library, asked, &advice) {
        advice.says.zh += &says.zh;
        advice.says.en += &format!(" {}", says.en);
    }
    if let Some(Err(why)) = enrolment.map(|one| one.check_entitled(asked.day)) {
        let first = why.told();
        let says = Bilingual::new(
            format!(
                "{} 这天您还不能享受医保待遇：{}。待遇恢复以后：{}",
                asked.day, first.zh, advice.says.zh
            ),
            format!(
                "On {} the insurance does not cover you: {}. Once it does: {}",
                asked.day, first.en, advice.says.en
            ),
        );
        (advice.kind, advice.says) = (AdviceKind::NotEntitled, says);
    }
    Ok(advice)
}
