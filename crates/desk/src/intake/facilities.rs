//! Facilities, each compared with what is on record. A service that a row no longer names has
//! ended; a level that is another holds from today, and what was settled is gone through.

use domain::facility::{Facility, GradedBefore, Networked};
use domain::{Bilingual, say};
use jiff::civil::Date;
use store::reference;

use super::together::NotedAs;
use super::{FateOfRow, Intake, RowFate};
use crate::{DeskError, register};

/// What a row says of a facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacilityStatement {
    /// The row's number in its file.
    pub row: u64,
    /// The facility.
    pub facility: Facility,
}

impl Intake<'_> {
    /// Takes facilities in, or only tells what would become of them.
    pub fn take_in_facilities(
        &self,
        stated: Vec<FacilityStatement>,
    ) -> Result<Vec<FateOfRow>, DeskError> {
        let mut fates = Vec::with_capacity(stated.len());
        let (mut news, mut rows) = (Vec::new(), Vec::new());
        for one in stated {
            let (row, fate, news_of_it) = self.joined(one);
            if let Some(of_it) = news_of_it {
                rows.push(fates.len());
                news.push(of_it);
            }
            fates.push((row, fate));
        }
        if self.writes {
            let refused = self.each_at_the_desk(news, NotedAs::Each, |desk, statement, one| {
                match one {
                    FacilityNews::New(facility) => {
                        reference::put_facility(desk.tx, facility)?;
                        register::note_facility(desk, statement, facility)?;
                    }
                    FacilityNews::Changed(facility) => {
                        register::record_facility(desk, statement, facility)?;
                    }
                }
                Ok(Vec::new())
            })?;
            for (at, why) in rows.into_iter().zip(refused) {
                if let Some(why) = why {
                    fates[at].1 = why;
                }
            }
        }
        Ok(fates)
    }

    /// What becomes of a row, and what is to be written.
    fn joined(&self, stated: FacilityStatement) -> (u64, RowFate, Option<FacilityNews>) {
        let FacilityStatement { row, facility } = stated;
        if !self.is_first(facility.code.as_str()) {
            let says = say!(
                "文件里已有一行说这家机构",
                "a row before tells of this facility"
            );
            let next = say!("只留一行", "keep one of them");
            return (row, RowFate::refused(says, next), None);
        }
        let Ok(known) = self.needs.reference.facility(&facility.code) else {
            return (row, RowFate::New, Some(FacilityNews::New(facility)));
        };
        let joined = join(known, facility, self.today());
        let different = differences(known, &joined);
        if different.is_empty() {
            return (row, RowFate::Same, None);
        }
        let news = FacilityNews::Changed(joined);
        (row, RowFate::Changed(different), Some(news))
    }
}

/// What is to be written of a facility.
enum FacilityNews {
    New(Facility),
    Changed(Facility),
}

/// A facility as it is on record after a row was read.
fn join(known: &Facility, mut stated: Facility, today: Date) -> Facility {
    let says_no_grade = stated.grade.is_not_stated();
    if says_no_grade {
        stated.grade = known.grade;
    }
    stated.before = known.before.clone();
    stated.site = stated.site.or(&known.site);
    if (known.level, known.grade) != (stated.level, stated.grade) {
        stated.before.push(GradedBefore {
            until: today,
            level: known.level,
            grade: known.grade,
        });
        // Two changes on one day are one.
        stated.before.dedup_by_key(|before| before.until);
    }
    let services = known.networked.iter();
    let gone = services.filter_map(|service| ended(service, &stated.networked, today));
    let gone: Vec<Networked> = gone.collect();
    stated.networked.extend(gone);
    stated
        .networked
        .sort_by_key(|one| (one.care, one.period.from));
    stated
}

/// A service on record that a file does not tell as it is: it stays, with its end.
fn ended(service: &Networked, stated: &[Networked], today: Date) -> Option<Networked> {
    let same_care = stated.iter().filter(|one| one.care == service.care);
    let same_care: Vec<&Networked> = same_care.collect();
    let is_told = same_care
        .iter()
        .any(|one| one.period.from <= service.period.from);
    if is_told {
        return None;
    }
    let mut kept = *service;
    let next = same_care.iter().map(|one| one.period.from).min();
    let end = next.unwrap_or(today).max(service.period.from);
    kept.period.until = Some(service.period.until.map_or(end, |until| until.min(end)));
    (!kept.period.is_empty()).then_some(kept)
}

fn differences(was: &Facility, is: &Facility) -> Vec<Bilingual> {
    let mut before = was.networked.clone();
    before.sort_by_key(|one| (one.care, one.period.from));
    let named = [
        (was.name != is.name, say!("机构名称", "name")),
        (was.region != is.region, say!("所在区划", "division")),
        (was.kind != is.kind, say!("机构类型", "kind")),
        (was.level != is.level, say!("结算级别", "level")),
        (was.grade != is.grade, say!("医院等级", "grade")),
        (before != is.networked, say!("开通的服务", "services")),
        (was.traits != is.traits, say!("标记", "marks")),
        (
            was.site != is.site,
            say!("地址或电话", "address or telephone"),
        ),
    ];
    let different = named.into_iter().filter(|(differs, _)| *differs);
    different.map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use domain::calendar::Period;
    use domain::facility::{Care, FacilityKind, Grade, Level};
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 30);

    fn open(care: Care, from: Date) -> Networked {
        let period = Period { from, until: None };
        Networked { care, period }
    }

    fn hospital() -> Facility {
        Facility {
            code: "H44030500001".parse().unwrap(),
            name: "示例医院".to_owned(),
            region: "440305".parse().unwrap(),
            kind: FacilityKind::Hospital,
            level: Level::Secondary,
            grade: Grade::SecondaryA,
            networked: vec![
                open(Care::Outpatient, date(2019, 1, 1)),
                open(Care::Inpatient, date(2017, 1, 1)),
            ],
            traits: Default::default(),
            before: vec![],
            site: Default::default(),
        }
    }

    #[test]
    fn a_level_that_is_another_holds_from_today_and_what_it_was_stays() {
        let known = hospital();
        let mut stated = hospital();
        (stated.level, stated.grade) = (Level::Tertiary, Grade::NotStated);
        let joined = join(&known, stated, TODAY);
        assert_eq!(joined.level_on(date(2026, 11, 29)), Level::Secondary);
        assert_eq!(joined.level_on(TODAY), Level::Tertiary);
        // A file that states no grade does not take it away.
        assert_eq!(joined.grade, Grade::SecondaryA);
        // The same file again changes nothing.
        let mut again = hospital();
        (again.level, again.grade) = (Level::Tertiary, Grade::NotStated);
        assert_eq!(join(&joined, again, TODAY), joined);
    }

    #[test]
    fn a_service_that_is_not_named_ends_today_and_one_that_opens_later_begins_then() {
        let known = hospital();
        let mut stated = hospital();
        stated.networked = vec![open(Care::Outpatient, date(2019, 1, 1))];
        let joined = join(&known, stated.clone(), TODAY);
        assert!(joined.is_networked(Care::Inpatient, date(2026, 11, 29)));
        assert!(!joined.is_networked(Care::Inpatient, TODAY));
        assert_eq!(join(&joined, stated, TODAY), joined);
        let mut again = hospital();
        again.networked = vec![
            open(Care::Outpatient, date(2019, 1, 1)),
            open(Care::Inpatient, date(2027, 1, 1)),
        ];
        let joined = join(&joined, again, TODAY);
        assert!(joined.is_networked(Care::Inpatient, date(2026, 11, 29)));
        assert!(!joined.is_networked(Care::Inpatient, date(2026, 12, 1)));
        assert!(joined.is_networked(Care::Inpatient, date(2027, 1, 1)));
    }
}
