//! Older filings of the same kind, and stays that are already over: what they let a new one do.
//! At most one filing of a kind is in force on a day, whatever the rules say.

use crate::filing::words::CheckKind;
use jiff::civil::Date;

use super::record::Check;
use super::record::Filing;
use super::subject::{Subject, circumstances, is_within_months};
use super::{State, Verdict};
use crate::Bilingual;
use crate::calendar::Period;
use crate::calendar::{day, days_after, months_after};
use crate::procedures::{Aspect, Category, ChangeRule, PledgeAllowed, RowInFile, Validity};

/// Other filings of the same person, insured place and kind.
fn of_same_kind<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Filing> + use<'a> {
    let request = subject.request;
    let kind = subject.category.reason.kind();
    subject.occasion.others.iter().filter(move |other| {
        other.id() != &request.id
            && other.person() == &request.person
            && other.request.insured_at == request.insured_at
            && other.kind() == kind
    })
}

/// Earlier filings of the kind, once in force, for another place.
pub(super) fn places_before<'a>(
    subject: &Subject<'a>,
) -> impl Iterator<Item = &'a Filing> + use<'a> {
    let destination = subject.request.destination;
    of_same_kind(subject)
        .filter(move |other| other.in_force().is_some() && other.request.destination != destination)
}

/// The days a submission asks for.
pub(super) fn period(subject: &Subject<'_>) -> Period {
    let request = subject.request;
    let from = request.starts_on;
    if let Some(stay) = request.past_stay {
        // Only the stay itself: care from today on is a filing of its own.
        let until = days_after(stay.discharged_on, 1);
        return Period {
            from,
            until: Some(until),
        };
    }
    let evidence = request.evidence.iter().filter_map(|proof| proof.until);
    let allowed = ends(subject.category.validity, from, evidence.min());
    let until = match (allowed, request.ends_on) {
        (Some(allowed), Some(asked)) => Some(allowed.min(asked)),
        (allowed, asked) => allowed.or(asked),
    };
    Period { from, until }
}

/// The day after the last on which a filing that begins then may hold; none without end.
pub fn ends(validity: Validity, from: Date, evidence_until: Option<Date>) -> Option<Date> {
    match validity {
        Validity::NoEnd | Validity::Episode => None,
        Validity::Months(months) => Some(months_after(from, months)),
        Validity::UntilEvidenceEnds => evidence_until,
    }
}

/// What stands in the way of a new filing.
pub(super) enum Obstacle<'a> {
    /// Nothing; these give way.
    None(Vec<&'a Filing>),
    /// One still waits for a decision.
    Pending(&'a Filing),
    /// One is in force and has to be cancelled first.
    InForce(&'a Filing),
    /// One in force by pledge may not be changed yet.
    Fixed(&'a Filing, Date),
    /// One that has ended covers a day asked for.
    Past(&'a Filing),
}

pub(super) fn obstacle<'a>(subject: &Subject<'a>) -> Obstacle<'a> {
    let asked = period(subject);
    let mut giving_way = Vec::new();
    for other in of_same_kind(subject) {
        if other.is_pending() {
            return Obstacle::Pending(other);
        }
        let overlaps = other
            .in_force()
            .is_some_and(|force| force.period.overlaps(&asked));
        if !overlaps {
            continue;
        }
        let today = subject.occasion.today;
        if !other.is_live() || Filing::state_by_days(&other.period, today) == State::Expired {
            return Obstacle::Past(other);
        }
        let agreed = subject.request.replaces;
        if subject.category.change == ChangeRule::CancelFirst && !agreed {
            return Obstacle::InForce(other);
        }
        if let Some(until) = fixed_until(&subject.category, other).filter(|u| asked.from < *u) {
            return Obstacle::Fixed(other, until);
        }
        giving_way.push(other);
    }
    Obstacle::None(giving_way)
}

/// The first day on which a filing may be changed or cancelled, when there is such a day.
pub(super) fn fixed_until(category: &Category, filing: &Filing) -> Option<Date> {
    let from = filing.period.from;
    let by_days = days_after(from, i32::from(category.cancel_after_days));
    let pledged = filing.request.pledged && category.pledge.allowed != PledgeAllowed::Never;
    let months = if pledged {
        category.pledge.fixed_months
    } else {
        0
    };
    let until = by_days.max(months_after(from, months));
    (until > from).then_some(until)
}

pub(super) fn check(subject: &Subject<'_>) -> Check {
    let (verdict, says) = match obstacle(subject) {
        Obstacle::None(giving_way) => (Verdict::Pass, nothing_in_the_way(&giving_way)),
        Obstacle::Pending(other) => (Verdict::Fail, pending(other)),
        Obstacle::InForce(other) => (Verdict::Fail, cancel_first(other)),
        Obstacle::Fixed(other, until) => (Verdict::Fail, fixed(other, until)),
        Obstacle::Past(other) => (Verdict::Fail, covered_before(other)),
    };
    subject.found(CheckKind::Change, verdict, says)
}

fn nothing_in_the_way(giving_way: &[&Filing]) -> Bilingual {
    let Some(other) = giving_way.first() else {
        return Bilingual::new("没有冲突的备案", "no other filing in the way");
    };
    Bilingual::new(
        format!("新备案将自动替代备案 {}", other.id()),
        format!("the new filing replaces {}", other.id()),
    )
}

fn pending(other: &Filing) -> Bilingual {
    Bilingual::new(
        format!("备案 {} 尚在办理中；请先补正或撤回", other.id()),
        format!(
            "filing {} is still being decided; correct or withdraw it first",
            other.id()
        ),
    )
}

fn cancel_first(other: &Filing) -> Bilingual {
    Bilingual::new(
        format!("备案 {} 仍有效；请先取消，再重新备案", other.id()),
        format!(
            "filing {} is still in force; cancel it first, then file anew",
            other.id()
        ),
    )
}

fn fixed(other: &Filing, until: Date) -> Bilingual {
    Bilingual::new(
        format!("备案 {} 在{}前不能变更或取消", other.id(), day(until).zh),
        format!(
            "filing {} cannot be changed or cancelled before {until}",
            other.id()
        ),
    )
}

fn covered_before(other: &Filing) -> Bilingual {
    let Some(until) = other.period.until else {
        return cancel_first(other);
    };
    Bilingual::new(
        format!(
            "备案 {} 已覆盖至{}；请选择其后的日期",
            other.id(),
            day(days_after(until, -1)).zh
        ),
        format!(
            "filing {} covered the days before {until}; ask for a later first day",
            other.id()
        ),
    )
}

/// The rule for a stay that is over (NAT-10; Hainan within 3 months): it must lie in the past, the
/// first day is its own, and the region must still take such filings.
pub(super) fn start_of_past_stay(subject: &Subject<'_>) -> Option<Check> {
    let stay = subject.request.past_stay?;
    let rule = subject.rules.claim(
        Aspect::LateFiling,
        subject.applied_on,
        &circumstances(subject),
    );
    let months = rule.and_then(|rule| rule.file_within_months);
    let in_order = stay.admitted_on <= stay.discharged_on
        && stay.discharged_on <= subject.applied_on
        && subject.request.starts_on == stay.admitted_on;
    let (verdict, says) = match months {
        None => (Verdict::Fail, no_filing_after_discharge()),
        Some(_) if !in_order => (Verdict::Fail, stay_out_of_order()),
        Some(months) if !is_within_months(stay.discharged_on, subject.applied_on, months) => {
            (Verdict::Fail, too_late_after_discharge(months))
        }
        Some(_) => {
            let says = Bilingual::new(
                "补备案，仅用于零星报销",
                "filed afterwards, for a manual claim only",
            );
            (Verdict::Pass, says)
        }
    };
    let basis = rule.map(RowInFile::shown);
    Some(Check {
        kind: CheckKind::Start,
        verdict,
        says,
        basis,
    })
}

fn no_filing_after_discharge() -> Bilingual {
    Bilingual::new(
        "参保地不受理出院后补备案；请直接申请零星报销",
        "the insured place takes no filing after discharge; claim the costs as an unfiled visit",
    )
}

fn stay_out_of_order() -> Bilingual {
    Bilingual::new(
        "住院日期有误：生效日期应为入院日，且须已出院",
        "the stay must be over and the first day must be the day of admission",
    )
}

fn too_late_after_discharge(months: u16) -> Bilingual {
    Bilingual::new(
        format!("出院后 {months} 个月内可补备案，现已超期；请直接申请零星报销"),
        format!(
            "a filing is taken within {months} months of discharge only; claim as an unfiled visit"
        ),
    )
}
