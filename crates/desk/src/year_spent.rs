//! Who paid what of a person's bills in each benefit year: the bills that stand, with their
//! corrections.

use domain::Region;
use domain::ids::PersonId;
use domain::person::Scheme;
use domain::shares::Shares;

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
