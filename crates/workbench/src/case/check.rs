//! The one check of what a case states, before any rule is asked: amounts, days, places and people
//! that cannot be, and statements that contradict each other. Every face goes through it.

mod amounts;
mod filings;
mod footing;
mod idle;

use domain::facility::{Grade, Level};
use domain::filing::{FILED_BY_PLEDGE, FILED_BY_PROOF};
use domain::footing::{FILED_ELSEWHERE, HOME_SUSPENDED};
use domain::person::Scheme;
use domain::policy::Library;
use domain::procedures::Procedures;
use domain::text::{Bilingual, Named};
use domain::{Region, region_names};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::fault::Fault;
use super::situated::OLDEST;
use super::written::Case;

/// The first day of which any rule could be asked, and the first one of which none can.
const DAYS: (Date, Date) = (date(1990, 1, 1), date(2100, 1, 1));

/// Nobody is employed or retired at a lower age.
const YOUNGEST_EMPLOYEE: u8 = 16;

/// No stay is longer.
const STAY_YEARS_MAX: i64 = 10;

type Checked = Result<(), Fault>;

impl Case {
    /// Whether every fact can be, and no two contradict each other.
    pub(super) fn check_facts(&self, library: &Library) -> Checked {
        self.check_amounts()?;
        self.check_days()?;
        self.check_places(library)?;
        self.check_person()?;
        self.check_facility()?;
        self.check_idle()?;
        let other = self.other_procedures(library);
        let rules = other.as_ref();
        let rules = rules.unwrap_or_else(|| library.procedures(self.person.insured_at));
        self.check_marks(rules)?;
        self.check_footing(rules)?;
        self.check_filings(rules)
    }

    /// Whether care is sought in the insured place.
    fn is_at_home(&self) -> bool {
        self.person.insured_at.pooling() == self.visit.treated_at.pooling()
    }

    fn check_days(&self) -> Checked {
        let visit = &self.visit;
        day_within("visit.day", visit.day)?;
        if let Some(settled_on) = visit.settled_on.filter(|on| *on < visit.day) {
            let says = Bilingual::new(
                format!("结算日期 {settled_on} 早于 {}", visit.day),
                format!("settled on {settled_on}, before {}", visit.day),
            );
            return Err(Fault::new("date-order", "visit.settled_on", says));
        }
        let Some(admitted_on) = visit.admitted_on else {
            return Ok(());
        };
        if admitted_on > visit.day {
            let says = Bilingual::new(
                format!("入院日期 {admitted_on} 晚于 {}", visit.day),
                format!("the admission on {admitted_on} lies after {}", visit.day),
            );
            return Err(Fault::new("date-order", "visit.admitted_on", says));
        }
        if admitted_on < visit.day.saturating_sub(STAY_YEARS_MAX.years()) {
            return Err(Fault::bad_value(
                "visit.admitted_on",
                format!("入院日期 {admitted_on} 早于 {} 十年以上", visit.day),
                format!("{admitted_on} is more than ten years before {}", visit.day),
            ));
        }
        Ok(())
    }

    fn check_places(&self, library: &Library) -> Checked {
        let at = self.visit.treated_at;
        if at.is_outside_the_scheme() {
            return Ok(());
        }
        let has_rules = |place: Region| {
            place == self.person.insured_at.pooling()
                || library.packs().any(|pack| pack.region == place)
        };
        let is_whole = !at.pooling().is_pooling() || heads_a_list(at);
        if is_whole {
            let name = region_names::label(at);
            return Err(Fault::bad_value(
                "visit.treated_at",
                format!("{at}（{}）不是一个就医的地方，请写到市或区县", name.zh),
                format!(
                    "{at} ({}) is no place of care; name a city or county",
                    name.en
                ),
            ));
        }
        if region_names::find(at).is_none() && !has_rules(at.pooling()) {
            return Err(Fault::bad_value(
                "visit.treated_at",
                format!("没有区划代码 {at}，请写六位代码或城市名，如 510100、成都"),
                format!("there is no division {at}; write six digits or a city, such as 510100"),
            ));
        }
        Ok(())
    }

    fn check_person(&self) -> Checked {
        let person = &self.person;
        let said = person.age.is_some() || person.born_on.is_some();
        // An age that cannot be is told where the age is worked out.
        let Ok(age) = self.age() else {
            return Ok(());
        };
        let oldest = if said {
            u16::from(age)
        } else {
            u16::from(OLDEST)
        };
        let months_max = (oldest + 1) * 12;
        if person.months.is_some_and(|months| months > months_max) {
            return Err(Fault::bad_value(
                "person.months",
                format!("{oldest} 岁的人不可能连续参保超过 {months_max} 个月"),
                format!("at {oldest} nobody has been insured for more than {months_max} months"),
            ));
        }
        if person.scheme == Scheme::Employee && age < YOUNGEST_EMPLOYEE {
            let status = self
                .status()
                .map(|status| status.name())
                .unwrap_or_default();
            let says = Bilingual::new(
                format!(
                    "{age} 岁，职工医保里没有不满 {YOUNGEST_EMPLOYEE} 岁的{}人员",
                    status.zh
                ),
                format!(
                    "nobody of {age} is {}: not below {YOUNGEST_EMPLOYEE}",
                    status.en
                ),
            );
            return Err(Fault::new("impossible-age", "person.age", says));
        }
        Ok(())
    }

    fn check_facility(&self) -> Checked {
        let visit = &self.visit;
        // The settlement level decides where the licence differs (NAT-18), but not from end to end.
        let rank = |level: Level| match level {
            Level::Community | Level::Primary => 1_u8,
            Level::Secondary => 2,
            Level::Tertiary => 3,
        };
        let of_grade = rank_of(visit.grade).filter(|own| own.abs_diff(rank(visit.level)) > 1);
        if of_grade.is_some() {
            let (level, grade) = (visit.level.name(), visit.grade.name());
            return Err(Fault::contradiction(
                "visit.grade",
                format!(
                    "等级「{}」与级别「{}」不可能是同一家机构",
                    grade.zh, level.zh
                ),
                format!("no institution is «{}» and «{}»", grade.en, level.en),
            ));
        }
        let empty = visit
            .diagnoses
            .iter()
            .position(|code| code.trim().is_empty());
        match empty {
            Some(at) => Err(Fault::bad_value(
                format!("visit.diagnoses[{at}]"),
                "诊断编码是空的，请写编码如 I10.x00，或删去",
                "the code of the diagnosis is empty; write one such as I10.x00, or leave it out",
            )),
            None => Ok(()),
        }
    }

    /// Marks that belong to a filing or a person do not belong to an institution.
    fn check_marks(&self, rules: &Procedures) -> Checked {
        let visit = &self.visit;
        let of_filings = [
            FILED_ELSEWHERE,
            HOME_SUSPENDED,
            FILED_BY_PLEDGE,
            FILED_BY_PROOF,
        ];
        let categories = rules.categories_on(visit.day);
        let of_people = |mark: &String| {
            of_filings.contains(&mark.as_str())
                || mark.starts_with("option-")
                || categories
                    .iter()
                    .any(|row| row.when.marks().any(|own| own == mark))
        };
        match visit.traits.iter().find(|mark| of_people(mark)) {
            Some(mark) => Err(Fault::contradiction(
                "visit.traits",
                format!("标记 {mark} 是人的，不是机构的，请写进 person.traits"),
                format!("the mark {mark} is one of people, not of institutions: see person.traits"),
            )),
            None => Ok(()),
        }
    }
}

/// 419000 and its like head a part of the code list; of them only the Corps is a place.
fn heads_a_list(region: Region) -> bool {
    region.to_string().ends_with("9000") && region != Region::CORPS
}

fn rank_of(grade: Grade) -> Option<u8> {
    match grade {
        Grade::NotStated => None,
        Grade::TertiarySpecial
        | Grade::TertiaryA
        | Grade::TertiaryB
        | Grade::TertiaryC
        | Grade::TertiaryUngraded => Some(3),
        Grade::SecondaryA | Grade::SecondaryB | Grade::SecondaryC | Grade::SecondaryUngraded => {
            Some(2)
        }
        Grade::PrimaryA | Grade::PrimaryB | Grade::PrimaryC | Grade::PrimaryUngraded => Some(1),
    }
}

/// A day on which there can be rules at all.
fn day_within(field: impl Into<String>, day: Date) -> Checked {
    let (first, end) = DAYS;
    match first <= day && day < end {
        true => Ok(()),
        false => Err(Fault::bad_value(
            field,
            format!("{day} 不在 {} 年到 {} 年之间", first.year(), end.year() - 1),
            format!(
                "{day} does not lie from {} to {}",
                first.year(),
                end.year() - 1
            ),
        )),
    }
}
