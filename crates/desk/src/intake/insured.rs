//! How a row about an insurance joins what is on record of it.

use domain::person::Enrolment;
use domain::{Bilingual, say};
use jiff::civil::Date;
use store::enrolments::RecordedInsurance;

use super::RowFate;

/// What is on record after a row is joined to it, and what is different; nothing where it says
/// what is on record already.
pub(super) type Joined = Option<(Vec<RecordedInsurance>, Vec<Bilingual>)>;

/// Joins a row to the rows of its insurance, oldest first. How far an insurance reaches and what
/// was paid is known better now; what the person is – tier, status, marks – changes on a day.
pub(super) fn join(
    mut history: Vec<RecordedInsurance>,
    stated: &Enrolment,
    (holds_from, today): (Option<Date>, Date),
) -> Result<Joined, RowFate> {
    let Some(newest) = history.last_mut() else {
        let first = RecordedInsurance {
            from: None,
            enrolment: stated.clone(),
        };
        return Ok(Some((
            vec![first],
            vec![say!("新的参保", "a new insurance")],
        )));
    };
    let mut stated = stated.clone();
    stated.account = newest.enrolment.account;
    let before = &newest.enrolment;
    if *before == stated {
        return Ok(None);
    }
    let what = differences(before, &stated);
    let is_as_before = standing(before) == standing(&stated);
    let from = holds_from.unwrap_or(today);
    match (is_as_before, newest.from) {
        (true, _) => newest.enrolment = stated,
        (false, Some(since)) if since == from => newest.enrolment = stated,
        (false, Some(since)) if since > from => {
            let says = say!(
                "在册的最后一次变更从 {since} 起，比 {from} 晚",
                "the last change on record holds from {since}, after {from}"
            );
            let next = say!(
                "追溯更改请经办人员登记整份参保记录",
                "for a change back in time a clerk states all that is on record"
            );
            return Err(RowFate::refused(says, next));
        }
        (false, _) => history.push(RecordedInsurance {
            from: Some(from),
            enrolment: stated,
        }),
    }
    Ok(Some((history, what)))
}

/// What a person is within an insurance.
fn standing(enrolment: &Enrolment) -> impl PartialEq + '_ {
    (
        &enrolment.tier,
        enrolment.status,
        &enrolment.traits,
        &enrolment.recognised,
    )
}

fn differences(before: &Enrolment, after: &Enrolment) -> Vec<Bilingual> {
    let (was, is) = (before, after);
    let named = [
        (was.tier != is.tier, say!("档次", "tier")),
        (was.status != is.status, say!("人员类别", "status")),
        (was.traits != is.traits, say!("标记", "marks")),
        (
            was.recognised != is.recognised,
            say!("认定病种", "diseases"),
        ),
        (
            was.period.from != is.period.from,
            say!("参保日期", "first day"),
        ),
        (was.period.until != is.period.until, say!("终止日期", "end")),
        (
            was.continuous_since != is.continuous_since,
            say!("连续参保起", "continuous since"),
        ),
        (
            was.paid_through != is.paid_through,
            say!("缴费至", "paid through"),
        ),
        (was.employer != is.employer, say!("单位", "employer")),
        (
            was.contribution_base != is.contribution_base,
            say!("缴费基数", "contribution base"),
        ),
    ];
    let different = named.into_iter().filter(|(differs, _)| *differs);
    different.map(|(_, name)| name).collect()
}
