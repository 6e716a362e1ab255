//! The checks on a submission, each with its rule's source, so that the person sees why and the
//! clerk sees what is left to look at.

use crate::filing::words::CheckKind;
use jiff::civil::Date;

use super::record::Check;
use super::subject::{Subject, circumstances};
use super::{Verdict, change, guards, materials};
use crate::Bilingual;
use crate::calendar::{day, days_after};
use crate::text::Named;
use crate::text::either;

/// Every check, in the order a person fills the form.
pub(super) fn all(subject: &Subject<'_>) -> Vec<Check> {
    let mut checks: Vec<Check> = CheckKind::GUARDS
        .iter()
        .filter_map(|kind| guards::check(subject, *kind))
        .collect();
    checks.extend(open_for_place(subject));
    checks.push(eligible(subject));
    checks.push(channel(subject));
    checks.push(start(subject));
    checks.push(materials::check(subject));
    checks.push(change::check(subject));
    checks.extend(option(subject));
    checks.extend(agent(subject));
    checks
}

/// Only where the category asks about the place at all.
fn open_for_place(subject: &Subject<'_>) -> Option<Check> {
    let about = circumstances(subject);
    let answers = subject.category.when.answers_on_place(&about);
    let verdict = Verdict::all(answers.iter().map(|answer| answer.verdict));
    let asked = answers.first()?;
    let says = match verdict {
        Verdict::Pass => asked.asks.clone(),
        _ => Bilingual::new(
            format!("该类别不适用于此就医地（{}）", asked.asks.zh),
            format!(
                "the category is not open for this place ({})",
                asked.asks.en
            ),
        ),
    };
    Some(subject.found(CheckKind::Place, verdict, says))
}

fn eligible(subject: &Subject<'_>) -> Check {
    let answers = subject.category.answers_on_person(&circumstances(subject));
    let verdict = Verdict::all(answers.iter().map(|answer| answer.verdict));
    let mut says = subject.category.who.clone();
    for answer in answers
        .iter()
        .filter(|answer| answer.verdict != Verdict::Pass)
    {
        let outcome = answer.verdict.name();
        says.zh += &format!("；{}：{}", answer.asks.zh, outcome.zh);
        says.en += &format!("; {}: {}", answer.asks.en, outcome.en);
    }
    subject.found(CheckKind::Eligible, verdict, says)
}

fn channel(subject: &Subject<'_>) -> Check {
    let (open, used) = (&subject.category.channels, subject.request.channel);
    if open.contains(&used) {
        return subject.found(CheckKind::Channel, Verdict::Pass, used.name());
    }
    let instead = either(open);
    let says = Bilingual::new(
        format!("该类别不在「{}」办理；请通过{}", used.name().zh, instead.zh),
        format!(
            "not taken through the {}; use {}",
            used.name().en,
            instead.en
        ),
    );
    subject.found(CheckKind::Channel, Verdict::Fail, says)
}

fn start(subject: &Subject<'_>) -> Check {
    if let Some(check) = change::start_of_past_stay(subject) {
        return check;
    }
    let (rule, asked) = (&subject.category.start, subject.request.starts_on);
    let earliest = days_after(subject.applied_on, -i32::from(rule.backdated_days));
    let latest = rule
        .ahead_days
        .map(|days| days_after(subject.applied_on, i32::from(days)));
    let ends_first = subject.request.ends_on.is_some_and(|ends| ends <= asked);
    let (verdict, says) = if asked < earliest {
        let says = Bilingual::new(
            format!("生效日期不得早于{}", day(earliest).zh),
            format!("the first day may not lie before {earliest}"),
        );
        (Verdict::Fail, says)
    } else if let Some(latest) = latest.filter(|latest| asked > *latest) {
        let says = Bilingual::new(
            format!("生效日期不得晚于{}", day(latest).zh),
            format!("the first day may not lie after {latest}"),
        );
        (Verdict::Fail, says)
    } else if ends_first {
        let says = Bilingual::new(
            "结束日期须晚于生效日期",
            "the last day must lie after the first",
        );
        (Verdict::Fail, says)
    } else {
        let says = Bilingual::new(format!("自{}起", day(asked).zh), format!("from {asked}"));
        (Verdict::Pass, says)
    };
    let check = subject.found(CheckKind::Start, verdict, says);
    subject.found_by(rule.basis.as_deref(), check)
}

fn option(subject: &Subject<'_>) -> Option<Check> {
    let (offered, chosen) = (&subject.category.options, subject.request.option.as_ref());
    if offered.is_empty() && chosen.is_none() {
        return None;
    }
    let right = chosen.is_some_and(|chosen| offered.contains(chosen));
    let named: Vec<Bilingual> = offered
        .iter()
        .map(|option| subject.category.option_name(option))
        .collect();
    let zh: Vec<&str> = named.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = named.iter().map(|name| name.en.as_str()).collect();
    let says = if right {
        Bilingual::new("已选择待遇选项", "an option is chosen")
    } else if offered.is_empty() {
        Bilingual::new(
            "该类别没有待遇选项",
            "this category has no options; leave it out",
        )
    } else {
        Bilingual::new(
            format!("请选择：{}", zh.join("或")),
            format!("choose one: {}", en.join(" or ")),
        )
    };
    Some(subject.found(CheckKind::Option, Verdict::of(right), says))
}

fn agent(subject: &Subject<'_>) -> Option<Check> {
    let agent = subject.request.agent.as_ref()?;
    let named = !agent.name.trim().is_empty() && !agent.account.trim().is_empty();
    let (verdict, says) = if !named {
        let says = Bilingual::new("请填写代办人身份", "say who files for the person");
        (Verdict::Fail, says)
    } else if !agent.consented {
        let says = Bilingual::new(
            "请先取得参保人同意",
            "record the insured person's consent first",
        );
        (Verdict::Fail, says)
    } else {
        let says = Bilingual::new(
            format!("由{}代办，已获同意", agent.name),
            format!("filed by {} with consent", agent.name),
        );
        (Verdict::Pass, says)
    };
    Some(Check {
        kind: CheckKind::Agent,
        verdict,
        says,
        basis: None,
    })
}

/// The day a clerk's decision is due: so many working days, Monday to Friday. Public holidays are
/// not known here, so the promise can only be kept early, never stretched.
pub(super) fn working_days_after(from: Date, working_days: u16) -> Date {
    let mut due = from;
    let mut left = working_days;
    while left > 0 {
        due = days_after(due, 1);
        if due.weekday().to_monday_zero_offset() < 5 {
            left -= 1;
        }
    }
    due
}
