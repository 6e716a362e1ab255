//! Doctors and pharmacists, some hundred at a time. A payment status holds from its day; those
//! before stay.

use domain::practitioner::{PaymentStatus, Practitioner, StatusSince};
use domain::{Bilingual, say};
use jiff::civil::Date;
use store::{Tx, practitioners};

use super::together::{NotedAs, as_told};
use super::{FateOfRow, Intake, RowFate};
use crate::DeskError;

/// What a row says of a doctor or pharmacist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PractitionerStatement {
    /// The row's number in its file.
    pub row: u64,
    /// Who, where, while; the statuses stand below.
    pub practitioner: Practitioner,
    /// The payment status, where it is said.
    pub status: Option<PaymentStatus>,
    /// Its first day; today unless said.
    pub status_from: Option<Date>,
    /// The first day on which it is normal again.
    pub status_until: Option<Date>,
}

impl Intake<'_> {
    /// Takes doctors and pharmacists in, or only tells what would become of them.
    pub fn take_in_practitioners(
        &self,
        stated: Vec<PractitionerStatement>,
    ) -> Result<Vec<FateOfRow>, DeskError> {
        let known = self.needs.db.read(|tx: &mut Tx<'_>| {
            let find = |one: &PractitionerStatement| {
                let of = &one.practitioner;
                practitioners::find(tx, &of.facility, &of.code)
            };
            let known: Result<Vec<_>, _> = stated.iter().map(find).collect();
            Ok::<_, DeskError>(known?)
        });
        let (mut fates, mut news) = (Vec::with_capacity(stated.len()), Vec::new());
        for (stated, known) in stated.into_iter().zip(known?) {
            let row = stated.row;
            let fate = match self.refused(&stated.practitioner) {
                Some(fate) => fate,
                None => {
                    let (fate, joined) = join(known, stated, self.today());
                    news.extend(joined);
                    fate
                }
            };
            fates.push((row, fate));
        }
        if self.writes {
            let told = NotedAs::Once("take-in-practitioners");
            self.each_at_the_desk(news, told, |desk, _, one| {
                practitioners::put(desk.tx, one)?;
                Ok(as_told(one))
            })?;
        }
        Ok(fates)
    }

    fn refused(&self, stated: &Practitioner) -> Option<RowFate> {
        let facility = &stated.facility;
        if self.needs.reference.facility(facility).is_err() {
            return Some(RowFate::refused(
                say!(
                    "没有这家机构：{facility}",
                    "no facility has the code {facility}"
                ),
                say!(
                    "先放进机构：suixing import facilities",
                    "take the facilities in first: suixing import facilities"
                ),
            ));
        }
        let is_first = self.is_first((facility.as_str(), stated.code.as_str()));
        (!is_first).then(|| {
            let says = say!(
                "文件里已有一行说这个人在这家机构",
                "a row before tells of this person at this facility"
            );
            RowFate::refused(says, say!("只留一行", "keep one of them"))
        })
    }
}

/// What is on record after a row was read, if that is something else.
fn join(
    known: Option<Practitioner>,
    stated: PractitionerStatement,
    today: Date,
) -> (RowFate, Option<Practitioner>) {
    let mut joined = stated.practitioner.clone();
    let before = known.as_ref().map_or(&[][..], |known| &known.statuses);
    joined.statuses = statuses(before, &stated, today);
    match known {
        None => (RowFate::New, Some(joined)),
        Some(known) if known == joined => (RowFate::Same, None),
        Some(known) => (RowFate::Changed(differences(&known, &joined)), Some(joined)),
    }
}

/// The statuses after a row was read: those from before its day, then what it says.
fn statuses(
    before: &[StatusSince],
    stated: &PractitionerStatement,
    today: Date,
) -> Vec<StatusSince> {
    let Some(status) = stated.status else {
        return before.to_vec();
    };
    let from = match stated.status_from {
        Some(from) => from,
        None => {
            let so_far = before.iter().take_while(|since| since.from <= today);
            let now = so_far
                .last()
                .map_or(PaymentStatus::Normal, |since| since.status);
            if now == status {
                return before.to_vec();
            }
            today
        }
    };
    let mut statuses: Vec<StatusSince> = before.to_vec();
    statuses.retain(|since| since.from < from);
    let last = statuses
        .last()
        .map_or(PaymentStatus::Normal, |since| since.status);
    if last != status {
        statuses.push(StatusSince { from, status });
    }
    if let Some(from) = stated
        .status_until
        .filter(|_| status != PaymentStatus::Normal)
    {
        let status = PaymentStatus::Normal;
        statuses.push(StatusSince { from, status });
    }
    statuses
}

fn differences(was: &Practitioner, is: &Practitioner) -> Vec<Bilingual> {
    let named = [
        (was.name != is.name, say!("姓名", "name")),
        (was.kind != is.kind, say!("人员类型", "kind")),
        (was.department != is.department, say!("科室", "department")),
        (
            was.period.from != is.period.from,
            say!("开始日期", "first day"),
        ),
        (was.period.until != is.period.until, say!("终止日期", "end")),
        (
            was.statuses != is.statuses,
            say!("支付资格", "payment status"),
        ),
    ];
    let different = named.into_iter().filter(|(differs, _)| *differs);
    different.map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use domain::calendar::Period;
    use domain::practitioner::PractitionerKind;
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 30);

    fn stated(
        status: Option<PaymentStatus>,
        (status_from, status_until): (Option<Date>, Option<Date>),
    ) -> PractitionerStatement {
        PractitionerStatement {
            row: 2,
            practitioner: Practitioner {
                code: "D440300000001".parse().unwrap(),
                facility: "H44030500001".parse().unwrap(),
                name: "示例".to_owned(),
                kind: PractitionerKind::Doctor,
                department: None,
                period: Period {
                    from: date(2020, 1, 1),
                    until: None,
                },
                statuses: Vec::new(),
            },
            status,
            status_from,
            status_until,
        }
    }

    #[test]
    fn a_status_holds_from_its_day_and_the_same_row_again_changes_nothing() {
        use PaymentStatus::{Normal, Suspended};
        let (first, last) = (date(2026, 3, 1), date(2026, 9, 1));
        let rows = [
            (None, (None, None), date(2026, 6, 1), Normal),
            (Some(Normal), (None, None), TODAY, Normal),
            (
                Some(Suspended),
                (Some(first), Some(last)),
                date(2026, 6, 1),
                Suspended,
            ),
            // What is not said stays.
            (None, (None, None), date(2026, 6, 1), Suspended),
            (Some(Normal), (None, None), last, Normal),
            // Suspended anew; what was before stays with its days.
            (
                Some(Suspended),
                (Some(TODAY), None),
                date(2026, 10, 1),
                Normal,
            ),
            (
                Some(Suspended),
                (Some(TODAY), None),
                date(2026, 6, 1),
                Suspended,
            ),
            // Lifted today.
            (Some(Normal), (None, None), TODAY, Normal),
        ];
        let mut known: Option<Practitioner> = None;
        for (status, days, day, is) in rows {
            let (_, joined) = join(known.clone(), stated(status, days), TODAY);
            known = joined.or(known);
            let there = known.as_ref().unwrap();
            assert_eq!(there.status_on(day), is, "{status:?} {days:?}: {there:?}");
            let (fate, joined) = join(known.clone(), stated(status, days), TODAY);
            assert_eq!((fate, joined), (RowFate::Same, None), "{status:?} {days:?}");
        }
        assert!(known.unwrap().statuses.is_sorted_by_key(|since| since.from));
    }
}
