//! Employers, some hundred at a time, each compared with what is on record.

use domain::employer::Employer;
use domain::{Bilingual, say};
use store::{Tx, employers};

use super::together::{NotedAs, as_told};
use super::{FateOfRow, Intake, RowFate};
use crate::DeskError;

/// What a row says of an employer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployerStatement {
    /// The row's number in its file.
    pub row: u64,
    /// The employer.
    pub employer: Employer,
}

impl Intake<'_> {
    /// Takes employers in, or only tells what would become of them.
    pub fn take_in_employers(
        &self,
        stated: Vec<EmployerStatement>,
    ) -> Result<Vec<FateOfRow>, DeskError> {
        let known = self.needs.db.read(|tx: &mut Tx<'_>| {
            let numbers = stated.iter().map(|one| one.employer.number.as_str());
            let numbers: Vec<&str> = numbers.collect();
            Ok::<_, DeskError>(employers::on_record(tx, &numbers)?)
        });
        let known = known?;
        let (mut fates, mut news) = (Vec::with_capacity(stated.len()), Vec::new());
        for EmployerStatement { row, employer } in stated {
            if !self.is_first(employer.number.as_str()) {
                let says = say!(
                    "文件里已有一行说这家单位",
                    "a row before tells of this employer"
                );
                let fate = RowFate::refused(says, say!("只留一行", "keep one of them"));
                fates.push((row, fate));
                continue;
            }
            match known.get(&employer.number) {
                Some(before) if *before == employer => fates.push((row, RowFate::Same)),
                Some(before) => {
                    let what = differences(before, &employer);
                    fates.push((row, RowFate::Changed(what)));
                    news.push(employer);
                }
                None => {
                    fates.push((row, RowFate::New));
                    news.push(employer);
                }
            }
        }
        if self.writes {
            let told = NotedAs::Once("take-in-employers");
            self.each_at_the_desk(news, told, |desk, _, employer| {
                employers::put(desk.tx, employer)?;
                Ok(as_told(employer))
            })?;
        }
        Ok(fates)
    }
}

fn differences(was: &Employer, is: &Employer) -> Vec<Bilingual> {
    let named = [
        (was.name != is.name, say!("单位名称", "name")),
        (was.region != is.region, say!("参保地", "insured place")),
        (was.phone != is.phone, say!("联系电话", "telephone")),
        (
            was.period.from != is.period.from,
            say!("参保日期", "first day"),
        ),
        (was.period.until != is.period.until, say!("终止日期", "end")),
    ];
    let different = named.into_iter().filter(|(differs, _)| *differs);
    different.map(|(_, name)| name).collect()
}
