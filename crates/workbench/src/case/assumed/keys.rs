//! What each key of a condition asks for, and what is taken where a case leaves it open. A new key
//! does not compile before it is answered here.

use domain::facility::Care;
use domain::person::Scheme;
use domain::rules::when::Key;
use domain::situation::Situation;
use domain::text::{Bilingual, Named};

use super::Unstated;
use crate::case::written::Case;

/// What a fact is taken as: as it is written, and as people say it.
type Taken = (String, Bilingual);

impl Case {
    /// What a key asks for, where the case leaves it open.
    pub(super) fn left_open(&self, key: Key, taken: &Situation) -> Option<Unstated> {
        match key {
            Key::Status => self.status_left_open(taken),
            Key::Age => self.age_left_open(taken),
            Key::Months => self.months_left_open(taken),
            Key::Admission => self.admission_left_open(taken),
            Key::UnfiledStay => self.unfiled_stay_left_open(taken),
            Key::Grade => self.grade_left_open(taken),
            Key::Follows => self.follows_left_open(taken),
            // A case has to say these, or they follow from what it says.
            Key::Care | Key::Scheme | Key::Tier | Key::Level => None,
            Key::Distance | Key::Place | Key::Elsewhere => None,
            // What else makes a footing or a mark is asked by working the bill out with it.
            Key::Footing | Key::With | Key::Without => None,
            // Whoever asks what comes out asks about direct settlement.
            Key::Route => None,
            // No bill tells these.
            Key::Register | Key::MonthsAway | Key::Posted => None,
        }
    }

    fn status_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let person = &self.person;
        let is_open = person.status.is_none() && person.scheme == Scheme::Employee;
        let taken = named(taken.status);
        is_open.then(|| unstated("status", ("参保身份", "status"), taken))
    }

    fn age_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let is_open = self.person.age.is_none() && self.person.born_on.is_none();
        let taken = counted(taken.age.into(), ("岁", "years"));
        is_open.then(|| unstated("age", ("年龄", "age"), taken))
    }

    fn months_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let taken = counted(taken.months, ("个月", "months"));
        let called = ("连续参保几个月", "months of insurance");
        let is_open = self.person.months.is_none();
        is_open.then(|| unstated("months", called, taken))
    }

    fn admission_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let said = self.visit.admission.or(self.year_to_date.admissions);
        let is_open = taken.care == Care::Inpatient && said.is_none();
        let called = ("本年第几次住院", "which admission of the year");
        is_open.then(|| unstated("admission", called, numbered(taken.admission)))
    }

    fn unfiled_stay_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let said = self.visit.unfiled_stay.or(self.year_to_date.unfiled_stays);
        let is_open = taken.unfiled_stay > 0 && said.is_none();
        let called = ("本年第几次未备案住院", "which stay without a filing");
        is_open.then(|| unstated("unfiled_stay", called, numbered(taken.unfiled_stay)))
    }

    fn grade_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let called = ("机构等级", "grade of the institution");
        let is_open = self.visit.grade.is_not_stated();
        is_open.then(|| unstated("grade", called, named(taken.grade)))
    }

    fn follows_left_open(&self, taken: &Situation) -> Option<Unstated> {
        let called = ("接在哪次住院之后", "which stay it follows");
        let is_open = taken.care == Care::Inpatient && self.visit.follows.is_none();
        is_open.then(|| unstated("follows", called, named(taken.follows)))
    }
}

fn unstated(
    fact: &'static str,
    called: (&'static str, &'static str),
    (value, as_said): Taken,
) -> Unstated {
    Unstated {
        fact,
        value,
        called,
        as_said,
    }
}

/// A word and what people call it.
fn named<T: Named + std::fmt::Display>(word: T) -> Taken {
    (word.to_string(), word.name())
}

fn counted(number: u16, (zh, en): (&str, &str)) -> Taken {
    let said = Bilingual::new(format!(" {number} {zh}"), format!("{number} {en}"));
    (number.to_string(), said)
}

fn numbered(number: u8) -> Taken {
    let said = Bilingual::new(format!("第 {number} 次"), format!("number {number}"));
    (number.to_string(), said)
}
