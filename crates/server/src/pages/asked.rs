//! What was asked about a bill, in words.

use desk::Settlement;
use desk::questions::AnsweredQuestion;
use domain::calendar::in_china;
use domain::region_names::label;
use domain::text::Named;
use domain::{Bilingual, Region};

use crate::App;
use crate::web::asked::{ShownQuestion, stands};

/// The agency that answers for a place.
pub(super) fn unit_of(place: Region) -> Bilingual {
    let Bilingual { zh, en } = label(place);
    Bilingual::new(format!("{zh}医保经办机构"), format!("the agency of {en}"))
}

/// A question in words.
pub(super) fn asked(one: &AnsweredQuestion) -> ShownQuestion {
    let question = &one.question;
    let on = one.asked_on();
    let (kind, channel) = (question.kind.name(), question.channel.name());
    let unit = unit_of(question.insured_at);
    let answers = one.answers.iter().map(|answer| {
        let on = in_china(answer.answered_at).date();
        let by = Bilingual::new(format!("{}，{on}", unit.zh), format!("{}, {on}", unit.en));
        (answer.kind.name(), by, answer.text.clone())
    });
    ShownQuestion {
        id: question.id.to_string(),
        head: Bilingual::new(
            format!("{}，{on}，{}", kind.zh, channel.zh),
            format!("{}, {on}, {}", kind.en, channel.en),
        ),
        line: question.asked.line.clone(),
        text: question.asked.text.clone(),
        stands: stands(question.state),
        answers: answers.collect(),
    }
}

/// A bill in words: facility, care, day.
pub(super) fn bill_in_words(app: &App, bill: &Settlement) -> Bilingual {
    let reference = app.reference();
    let facility = reference.facility(&bill.facility).ok();
    let facility = facility.map_or_else(|| bill.facility.to_string(), |one| one.name.clone());
    let (care, on) = (
        bill.inputs.situation.care.name(),
        in_china(bill.created_at).date(),
    );
    Bilingual::new(
        format!("{facility}，{}，{on} 结算", care.zh),
        format!("{facility}, {}, settled on {on}", care.en),
    )
}
