//! Who paid what of a person's bills in each benefit year: the bills that stand, with their
//! corrections.

use domain::Region;
use domain::ids::PersonId;
use domain::person::{Enrolment, Scheme};
use domain::shares::Shares;
use domain::situation::YearToDate;
use store::settlements::{self, YearKey};

use crate::query::settlements_before;
use crate::{Desk, DeskError};

/// What was spent in a benefit year under one insurance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearSpent {
    /// Where insured.
    pub insured_at: Region,
    /// Scheme.
    pub scheme: Scheme,
    /// Label of the benefit year.
    pub year: String,
    /// How many bills.
    pub bills: usize,
    /// Who paid what.
    pub shares: Shares,
}

/// So many pages of bills are added up; nobody has more of them in five years.
const PAGES_MAX: usize = 20;

/// What was used up of the benefit year of today under one insurance, as the next bill finds it.
pub fn year_so_far(
    desk: &mut Desk<'_, '_>,
    (person, enrolled): (&PersonId, &Enrolment),
) -> Result<YearToDate, DeskError> {
    let (insured_at, scheme) = (enrolled.insured_at, enrolled.scheme);
    let today = desk.today();
    let pack = desk.reference().library.find(insured_at, scheme);
    let Some(year) = pack.and_then(|pack| pack.benefit_year(today)) else {
        return Ok(YearToDate::default());
    };
    let key = YearKey {
        person,
        insured_at,
        scheme,
        year: &year.label(),
    };
    Ok(settlements::year_to_date(desk.tx, key)?)
}

/// What was spent, by insurance and year, the newest first.
pub fn year_spent(desk: &mut Desk<'_, '_>, person: &PersonId) -> Result<Vec<YearSpent>, DeskError> {
    let mut found: Vec<YearSpent> = Vec::new();
    let mut before = None;
    for _ in 0..PAGES_MAX {
        let page = settlements_before(desk, person, before)?;
        let stand = page.made.into_iter();
        let stand =
            stand.filter(|one| one.cancelled_by.is_none() && one.sent.reversal_of.is_none());
        for one in stand {
            let made = one.corrected.unwrap_or(one.sent);
            let (insured_at, scheme) = made.insurance();
            let same = found.iter_mut().find(|it| {
                (it.insured_at, it.scheme) == (insured_at, scheme) && it.year == made.year
            });
            match same {
                Some(year) => {
                    year.bills += 1;
                    year.shares = year.shares.plus(&made.shares);
                }
                None => found.push(YearSpent {
                    insured_at,
                    scheme,
                    year: made.year.clone(),
                    bills: 1,
                    shares: made.shares,
                }),
            }
        }
        before = page.earlier;
        if before.is_none() {
            break;
        }
    }
    Ok(found)
}
