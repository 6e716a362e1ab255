//! Which kinds of filing there are, from the rules of the insured place, with what each says of who
//! it is for. Who chooses a kind says what its definition says.

use domain::Bilingual;
use domain::basis::ShownBasis;
use domain::calendar::age_on;
use domain::filing::{Channel, FilingReason, Register, Verdict};
use domain::ids::PersonId;
use domain::person::Enrolment;
use domain::procedures::{Category, Circumstances, Procedures, RowInFile};
use domain::text::{Named, either};
use store::{enrolments, people};

use super::FilingDraft;
use crate::{Desk, DeskError};

/// One kind of filing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseChoice {
    /// Its word, with the months away where the kind has two answers.
    pub value: String,
    /// The kind.
    pub reason: FilingReason,
    /// Its name there.
    pub title: Bilingual,
    /// Who, in a sentence.
    pub who: Bilingual,
    /// What else choosing it says.
    pub note: Option<Bilingual>,
    /// What it rests on.
    pub basis: ShownBasis,
    /// Why it cannot be chosen here, and what to do instead.
    pub closed: Option<Bilingual>,
}

impl FilingDraft {
    /// Says what the definition of a kind says.
    pub fn choose(&mut self, row: &Category, months: Option<u8>) {
        if self.category.as_deref() != Some(row.id.as_str()) {
            (self.option, self.evidence) = (None, Vec::new());
        }
        self.category = Some(row.id.clone());
        self.months_away = months.or(defined_months(row)).or(match row.reason {
            FilingReason::OtherTemporary => Some(0),
            _ => None,
        });
        self.posted = row.when.posted;
        self.register = defined_register(row);
    }
}

fn defined_months(row: &Category) -> Option<u8> {
    let span = row.when.months_away?;
    u8::try_from(span.from).ok()
}

fn defined_register(row: &Category) -> Option<Register> {
    match row.when.register.first() {
        Some(only) if row.when.register.len() == 1 => Some(*only),
        _ => None,
    }
}

/// Every kind on record for the day, those that can be chosen first.
pub fn case_choices(
    desk: &mut Desk<'_, '_>,
    person: &PersonId,
    draft: &FilingDraft,
) -> Result<Vec<CaseChoice>, DeskError> {
    let today = desk.today();
    let known = people::find(desk.tx, person)?.ok_or(DeskError::UnknownPerson)?;
    let enrolled = enrolments::on_day(desk.tx, person, today)?;
    let at = draft.insured_at.pooling();
    let enrolled = enrolled.iter().find(|one| one.insured_at == at);
    let age = Some(age_on(known.born_on, today));
    let rules: &Procedures = desk.reference.library.procedures(draft.insured_at);
    let mut choices = Vec::new();
    for row in rules.categories_on(today) {
        let closed = closed(draft, row, (enrolled, age));
        let of = |value: String, note| CaseChoice {
            value,
            reason: row.reason,
            title: row.title.clone(),
            who: row.who.clone(),
            note,
            basis: row.shown(),
            closed: closed.clone(),
        };
        match row.lasting.as_ref().filter(|_| closed.is_none()) {
            Some(lasting) => {
                let months = lasting.months;
                let full = Bilingual::new(
                    format!("满 {months} 个月"),
                    format!("for {months} months or longer"),
                );
                let less = Bilingual::new(
                    format!("不到 {months} 个月，由经办人员决定"),
                    format!("for less than {months} months; a clerk decides"),
                );
                choices.push(of(format!("{}:{months}", row.id), Some(full)));
                choices.push(of(format!("{}:0", row.id), Some(less)));
            }
            None => choices.push(of(row.id.clone(), None)),
        }
    }
    choices.sort_by_key(|choice| choice.closed.is_some());
    Ok(choices)
}

/// Why a kind cannot be chosen here.
fn closed(
    draft: &FilingDraft,
    row: RowInFile<'_, Category>,
    (enrolled, age): (Option<&Enrolment>, Option<u8>),
) -> Option<Bilingual> {
    if !row.channels.contains(&Channel::Website) {
        let instead = either(&row.channels);
        return Some(Bilingual::new(
            format!("不在网上办，请通过{}", instead.zh),
            format!("not taken online; use {}", instead.en),
        ));
    }
    let about = Circumstances {
        scheme: enrolled.map(|one| one.scheme),
        tier: enrolled.and_then(|one| one.tier.as_deref()),
        status: enrolled.map(|one| one.status),
        traits: enrolled.map(|one| &one.traits),
        months_away: defined_months(row.row()),
        posted: row.when.posted,
        register: defined_register(row.row()),
        age,
        ..Circumstances::of_journey(draft.insured_at, draft.destination)
    };
    let answers = row.when.answers(&about);
    let against = answers.iter().find(|it| it.verdict == Verdict::Fail)?;
    let asks = against.asks.zh.replacen('：', "是", 1);
    Some(Bilingual::new(
        format!("您不是这一种：只有{asks}的人可以这样办"),
        format!("not yours: it is for {}", against.asks.en),
    ))
}

impl CaseChoice {
    /// The name of a reason, where the place calls it otherwise.
    pub fn official(&self) -> Option<Bilingual> {
        let name = self.reason.name();
        (name != self.title).then_some(name)
    }
}
