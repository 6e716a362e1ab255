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
    let ahead = take_ahead(&mut history, today);
    let joined = join_until_now(history, stated, (holds_from, today))?;
    Ok(joined.map(|(history, what)| (put_ahead(history, ahead), what)))
}

/// Recognised diseases that begin or end on a day to come.
struct DiseasesAhead {
    from: Date,
    begin: Vec<String>,
    end: Vec<String>,
}

/// Takes the rows off that begin after today and say nothing but which diseases are recognised from
/// then on: a hospital said so, no register knows it, and it is no reason to refuse what that
/// states.
fn take_ahead(history: &mut Vec<RecordedInsurance>, today: Date) -> Vec<DiseasesAhead> {
    let mut ahead = Vec::new();
    while let [.., before, last] = history.as_slice() {
        let (was, is) = (&before.enrolment, &last.enrolment);
        let same = Enrolment {
            recognised: was.recognised.clone(),
            ..is.clone()
        };
        let Some(from) = last.from.filter(|from| *from > today && same == *was) else {
            break;
        };
        let without = |all: &[String], others: &[String]| -> Vec<String> {
            let all = all.iter().filter(|one| !others.contains(one));
            all.cloned().collect()
        };
        ahead.push(DiseasesAhead {
            from,
            begin: without(&is.recognised, &was.recognised),
            end: without(&was.recognised, &is.recognised),
        });
        history.pop();
    }
    ahead.reverse();
    ahead
}

/// Puts what lies ahead after what is on record until then.
fn put_ahead(
    mut history: Vec<RecordedInsurance>,
    ahead: Vec<DiseasesAhead>,
) -> Vec<RecordedInsurance> {
    for DiseasesAhead { from, begin, end } in ahead {
        let Some(last) = history.last() else {
            break;
        };
        let mut enrolment = last.enrolment.clone();
        let recognised = &mut enrolment.recognised;
        recognised.retain(|one| !end.contains(one));
        let new = begin
            .into_iter()
            .filter(|one| !last.enrolment.recognised.contains(one));
        recognised.extend(new);
        if enrolment != last.enrolment && last.from.is_none_or(|before| before < from) {
            history.push(RecordedInsurance {
                from: Some(from),
                enrolment,
            });
        }
    }
    history
}

fn join_until_now(
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

#[cfg(test)]
mod tests {
    use domain::Money;
    use domain::calendar::Period;
    use domain::person::{Scheme, Status};
    use jiff::civil::date;

    use super::*;

    fn enrolment(tier: &str, recognised: &[&str]) -> Enrolment {
        Enrolment {
            insured_at: "440300".parse().unwrap(),
            scheme: Scheme::Employee,
            tier: Some(tier.to_owned()),
            status: Status::OnJob,
            period: Period::since(date(2020, 1, 1)),
            continuous_since: "2020-01".parse().unwrap(),
            paid_through: "2026-11".parse().unwrap(),
            traits: Default::default(),
            account: Money::ZERO,
            employer: None,
            contribution_base: None,
            recognised: recognised.iter().map(|one| (*one).to_owned()).collect(),
        }
    }

    fn row(from: Option<Date>, tier: &str, recognised: &[&str]) -> RecordedInsurance {
        RecordedInsurance {
            from,
            enrolment: enrolment(tier, recognised),
        }
    }

    #[test]
    fn the_end_of_a_recognition_ahead_is_no_reason_to_refuse_a_register() {
        let (today, end) = (date(2026, 11, 21), Some(date(2027, 1, 1)));
        let begun = Some(date(2026, 11, 1));
        let held = || {
            vec![
                row(None, "one", &[]),
                row(begun, "one", &["n18"]),
                row(end, "one", &[]),
            ]
        };
        let joined = |stated: Enrolment| join(held(), &stated, (None, today)).ok().unwrap();
        assert!(
            joined(enrolment("one", &["n18"])).is_none(),
            "it says what is on record"
        );
        // Another tier from today on: until the end with the disease, then without.
        let (rows, _) = joined(enrolment("two", &["n18"])).unwrap();
        let from = Some(today);
        let expected = [
            row(None, "one", &[]),
            row(begun, "one", &["n18"]),
            row(from, "two", &["n18"]),
            row(end, "two", &[]),
        ];
        assert_eq!(rows, expected);
        // A register that knows of no disease takes it off, and nothing is left to end.
        let (rows, _) = joined(enrolment("one", &[])).unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[2], row(from, "one", &[]));
    }
}
