//! The state machine: (filing, event) → (filing, notices), or the reason why not.
//!
//! Nothing here knows the clock or the store: the day, the actor, the person's other filings and
//! insurance come in with the [`Occasion`]. A rule may approve by itself; only a person refuses, so
//! whatever the rules cannot settle is queued for a clerk with its checks.

use crate::filing::words::CheckKind;
use crate::filing::words::EventKind;
use jiff::civil::Date;

use super::change::{self, Obstacle};
use super::check;
use super::event::{Applied, Event, InsuranceChange, Occasion, Refused};
use super::notice::{self, Notice, NoticeKind};
use super::record::Check;
use super::record::{Filing, HistoryEntry, Submission};
use super::subject::Subject;
use super::{State, Verdict, materials};
use crate::Bilingual;
use crate::calendar::Period;
use crate::calendar::days_after;
use crate::ids::FilingId;
use crate::person::NotEntitled;
use crate::procedures::{AutomaticCondition, Category, Decider, Procedures, Validity};

/// Whether an event can happen to a filing in this state at all.
const fn permits(state: Option<State>, event: EventKind) -> bool {
    use EventKind as E;
    let Some(state) = state else {
        return matches!(event, E::Submit);
    };
    match state {
        State::Queued => matches!(
            event,
            E::Approve | E::Return | E::Refuse | E::Cancel | E::InsuranceChanged
        ),
        State::Returned => matches!(
            event,
            E::Correct | E::Refuse | E::Cancel | E::InsuranceChanged
        ),
        State::Approved => matches!(
            event,
            E::Activate | E::Cancel | E::Supersede | E::Expire | E::InsuranceChanged
        ),
        State::Active => {
            matches!(
                event,
                E::Cancel | E::Supersede | E::Expire | E::InsuranceChanged
            )
        }
        State::Refused | State::Superseded | State::Cancelled | State::Expired => false,
    }
}

/// What an event makes of a filing; `before` is none for a submission.
pub fn apply(
    rules: &Procedures,
    before: Option<&Filing>,
    event: &Event,
    occasion: &Occasion<'_>,
) -> Result<Applied, Refused> {
    let today = occasion.today;
    let state = before.map(|filing| match event.kind() {
        // These two write down what the day has brought already.
        EventKind::Activate | EventKind::Expire => filing.state,
        _ => filing.clone().seen_on(today).state,
    });
    let not_possible = Refused::NotPossible {
        state,
        event: event.kind(),
    };
    if !permits(state, event.kind()) {
        return Err(not_possible);
    }
    let desk = Desk { rules, occasion };
    match (before, event) {
        (None, Event::Submit(request)) => desk.submit(request),
        (Some(filing), Event::Correct(request)) => desk.correct(filing, request),
        (Some(filing), Event::Approve { reason }) => desk.approve(filing, reason),
        (Some(filing), Event::Return { reason }) => desk.send_back(filing, reason),
        (Some(filing), Event::Refuse { reason }) => desk.refuse(filing, reason),
        (Some(filing), Event::Activate) => desk.activate(filing),
        (Some(filing), Event::Cancel { reason }) => desk.cancel(filing, reason),
        (Some(filing), Event::Supersede { by, from }) => Ok(desk.supersede(filing, by, *from)),
        (Some(filing), Event::Expire) => desk.expire(filing),
        (Some(filing), Event::InsuranceChanged(change)) => desk.insurance(filing, *change),
        _ => Err(not_possible),
    }
}

/// Who decided, where no person did.
pub const BY_RULE: &str = "rule";

/// Where a decision is taken.
struct Desk<'a> {
    rules: &'a Procedures,
    occasion: &'a Occasion<'a>,
}

impl<'a> Desk<'a> {
    fn subject(&'a self, request: &'a Submission, on: Date) -> Result<Subject<'a>, Refused> {
        let category = self.rules.category(&request.category, on);
        let unknown = || Refused::UnknownCategory {
            category: request.category.clone(),
            day: on,
        };
        Ok(Subject {
            rules: self.rules,
            category: category.ok_or_else(unknown)?,
            request,
            applied_on: on,
            occasion: self.occasion,
        })
    }

    fn submit(&self, request: &Submission) -> Result<Applied, Refused> {
        let subject = self.subject(request, self.occasion.today)?;
        let filing = Filing {
            request: request.clone(),
            reason: subject.category.reason,
            footing: subject.category.footing,
            at_home: subject.category.at_home,
            period: change::period(&subject),
            state: State::Queued,
            submitted_on: self.occasion.today,
            due_on: None,
            decided_by: None,
            superseded_by: None,
            checks: Vec::new(),
            history: Vec::new(),
        };
        self.consider(filing, &subject, EventKind::Submit)
    }

    fn correct(&self, before: &Filing, request: &Submission) -> Result<Applied, Refused> {
        let old = &before.request;
        let same = old.id == request.id
            && old.person == request.person
            && old.insured_at == request.insured_at;
        if !same {
            return Err(Refused::AnotherFiling);
        }
        let subject = self.subject(request, before.submitted_on)?;
        let filing = Filing {
            request: request.clone(),
            reason: subject.category.reason,
            footing: subject.category.footing,
            at_home: subject.category.at_home,
            period: change::period(&subject),
            ..before.clone()
        };
        self.consider(filing, &subject, EventKind::Correct)
    }

    /// Runs the checks on a submission: mend the form, approve at once, or queue.
    fn consider(
        &self,
        mut filing: Filing,
        subject: &Subject<'_>,
        event: EventKind,
    ) -> Result<Applied, Refused> {
        let checks = check::all(subject);
        let to_mend = |c: &&Check| c.verdict == Verdict::Fail && c.kind.is_mendable();
        let failed: Vec<Check> = checks.iter().filter(to_mend).cloned().collect();
        if !failed.is_empty() {
            return Err(Refused::Form(failed));
        }
        let alone = decides_alone(subject, &checks);
        filing.checks = checks;
        filing.state = State::Queued;
        self.step(&mut filing, event, "");
        let mut notices = Vec::new();
        if filing.request.agent.is_some() {
            notices.push(self.tell(NoticeKind::Submitted, &filing, ""));
        }
        if alone {
            return self.put_in_force(filing, notices, (BY_RULE, ""));
        }
        filing.due_on = due_on(&subject.category, self.occasion.today);
        notices.push(self.tell(NoticeKind::Queued, &filing, ""));
        Ok(Applied {
            filing,
            superseded: Vec::new(),
            notices,
        })
    }

    fn approve(&self, before: &Filing, reason: &str) -> Result<Applied, Refused> {
        let overrides = before
            .checks
            .iter()
            .any(|check| check.verdict == Verdict::Fail);
        if overrides && reason.trim().is_empty() {
            return Err(Refused::NoReason);
        }
        let subject = self.subject(&before.request, before.submitted_on)?;
        if !matches!(change::obstacle(&subject), Obstacle::None(_)) {
            return Err(Refused::InTheWay(change::check(&subject).says));
        }
        let mut filing = before.clone();
        filing.due_on = None;
        self.put_in_force(filing, Vec::new(), (self.occasion.by, reason))
    }

    /// Approves a filing with nothing in its way; older ones of the kind give way.
    fn put_in_force(
        &self,
        mut filing: Filing,
        mut notices: Vec<Notice>,
        (by, reason): (&str, &str),
    ) -> Result<Applied, Refused> {
        filing.state = Filing::state_by_days(&filing.period, self.occasion.today);
        filing.decided_by = Some(by.to_owned());
        self.step_by(&mut filing, by, (EventKind::Approve, reason));
        notices.push(self.tell(NoticeKind::Approved, &filing, ""));
        let request = filing.request.clone();
        let subject = self.subject(&request, filing.submitted_on)?;
        let mut superseded = Vec::new();
        if let Obstacle::None(giving_way) = change::obstacle(&subject) {
            for older in giving_way {
                let applied = self.supersede(older, filing.id(), filing.period.from);
                superseded.push(applied.filing);
                notices.extend(applied.notices);
            }
        }
        Ok(Applied {
            filing,
            superseded,
            notices,
        })
    }

    fn send_back(&self, before: &Filing, reason: &str) -> Result<Applied, Refused> {
        self.decide_against(before, (EventKind::Return, State::Returned), reason)
    }

    fn refuse(&self, before: &Filing, reason: &str) -> Result<Applied, Refused> {
        self.decide_against(before, (EventKind::Refuse, State::Refused), reason)
    }

    fn decide_against(
        &self,
        before: &Filing,
        (event, to): (EventKind, State),
        reason: &str,
    ) -> Result<Applied, Refused> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refused::NoReason);
        }
        let mut filing = before.clone();
        filing.due_on = None;
        filing.decided_by = Some(self.occasion.by.to_owned());
        filing.state = to;
        self.step(&mut filing, event, reason);
        let kind = match to {
            State::Returned => NoticeKind::Returned,
            _ => NoticeKind::Refused,
        };
        Ok(self.done(filing, kind, reason))
    }

    fn activate(&self, before: &Filing) -> Result<Applied, Refused> {
        if before.period.from > self.occasion.today {
            return Err(Refused::NotBegun(before.period.from));
        }
        let mut filing = before.clone();
        filing.state = State::Active;
        self.step(&mut filing, EventKind::Activate, "");
        Ok(Applied {
            filing,
            superseded: Vec::new(),
            notices: Vec::new(),
        })
    }

    fn cancel(&self, before: &Filing, reason: &str) -> Result<Applied, Refused> {
        let category = self
            .rules
            .category(&before.request.category, before.submitted_on);
        let fixed = category.and_then(|category| change::fixed_until(&category, before));
        let begun = before.is_live() && before.period.from <= self.occasion.today;
        if let Some(until) = fixed.filter(|until| begun && self.occasion.today < *until) {
            return Err(Refused::FixedUntil(until));
        }
        let mut filing = before.clone();
        filing.due_on = None;
        end_live_on(before, &mut filing.period, self.occasion.today);
        if before.is_pending() {
            // Never in force: no day is left, even one asked for in the past.
            filing.period.until = Some(filing.period.from);
        }
        filing.state = State::Cancelled;
        self.step(&mut filing, EventKind::Cancel, reason);
        Ok(self.done(filing, NoticeKind::Cancelled, reason))
    }

    fn supersede(&self, before: &Filing, by: &FilingId, from: Date) -> Applied {
        let mut filing = before.clone();
        end_live_on(before, &mut filing.period, from);
        filing.superseded_by = Some(by.clone());
        filing.state = State::Superseded;
        self.step(&mut filing, EventKind::Supersede, "");
        self.done(filing, NoticeKind::Superseded, "")
    }

    fn expire(&self, before: &Filing) -> Result<Applied, Refused> {
        let today = self.occasion.today;
        let category = self
            .rules
            .category(&before.request.category, before.submitted_on);
        let one_stay = category.is_some_and(|category| category.validity == Validity::Episode);
        let mut filing = before.clone();
        match filing.period.until {
            Some(until) if until <= today => {}
            // The day of discharge is still covered.
            None if one_stay => end_on(&mut filing.period, days_after(today, 1)),
            _ => return Err(Refused::NotOver),
        }
        filing.state = State::Expired;
        self.step(&mut filing, EventKind::Expire, "");
        Ok(self.done(filing, NoticeKind::Expired, ""))
    }

    /// What is live ends with the insurance, or where the person no longer fits the category. What
    /// waits for a clerk goes on waiting, with what the checks find now.
    fn insurance(&self, before: &Filing, change: InsuranceChange) -> Result<Applied, Refused> {
        let mut filing = before.clone();
        let newly_failing = match change {
            InsuranceChange::Ended(_) if before.is_live() => Vec::new(),
            _ => self.check_person(&mut filing)?,
        };
        let why: Vec<&str> = newly_failing.iter().map(|says| says.zh.as_str()).collect();
        let why = why.join("；");
        let ends_on = match change {
            _ if !before.is_live() => None,
            InsuranceChange::Ended(on) => Some(on),
            InsuranceChange::Changed => (!newly_failing.is_empty()).then_some(self.occasion.today),
        };
        let Some(ends_on) = ends_on else {
            self.step(&mut filing, EventKind::InsuranceChanged, &why);
            return Ok(Applied {
                filing,
                superseded: Vec::new(),
                notices: Vec::new(),
            });
        };
        end_on(&mut filing.period, ends_on);
        // An end that lies ahead leaves it in force until then.
        if ends_on <= self.occasion.today {
            filing.state = State::Expired;
        }
        self.step(&mut filing, EventKind::InsuranceChanged, &why);
        Ok(self.done(filing, NoticeKind::InsuranceEnded, ""))
    }

    /// Checks anew what is about the person, and says what fails now and did not before: what a
    /// clerk let pass stays as it was decided. Contributions in arrears end nothing; a visit is
    /// asked about them on its day.
    fn check_person(&self, filing: &mut Filing) -> Result<Vec<Bilingual>, Refused> {
        let request = filing.request.clone();
        let subject = self.subject(&request, filing.submitted_on)?;
        let about_person = |c: &Check| matches!(c.kind, CheckKind::Insured | CheckKind::Eligible);
        let mut checks = check::all(&subject);
        checks.retain(about_person);
        let failed = |all: &[Check], kind| {
            let mut all = all.iter();
            all.any(|check| check.kind == kind && check.verdict == Verdict::Fail)
        };
        let in_arrears = self.occasion.standing.enrolment.is_some_and(|enrolment| {
            let today = enrolment.check_entitled(self.occasion.today);
            matches!(today, Err(NotEntitled::PremiumsUnpaid { .. }))
        });
        let news = checks.iter().filter(|check| {
            let excused = check.kind == CheckKind::Insured && in_arrears;
            check.verdict == Verdict::Fail && !excused && !failed(&filing.checks, check.kind)
        });
        let news = news.map(|check| check.says.clone()).collect();
        filing.checks.retain(|check| !about_person(check));
        filing.checks.extend(checks);
        Ok(news)
    }

    fn step(&self, filing: &mut Filing, event: EventKind, reason: &str) {
        self.step_by(filing, self.occasion.by, (event, reason));
    }

    /// Adds what happened to the history; the filing is already in its new state.
    fn step_by(&self, filing: &mut Filing, by: &str, (event, reason): (EventKind, &str)) {
        filing.history.push(HistoryEntry {
            on: self.occasion.today,
            by: by.to_owned(),
            event,
            from: filing.history.last().map(|entry| entry.to),
            to: filing.state,
            reason: reason.trim().to_owned(),
        });
    }

    fn tell(&self, kind: NoticeKind, filing: &Filing, reason: &str) -> Notice {
        notice::write(self.rules, self.occasion, filing, (kind, reason))
    }

    fn done(&self, filing: Filing, kind: NoticeKind, reason: &str) -> Applied {
        let notices = vec![self.tell(kind, &filing, reason)];
        Applied {
            filing,
            superseded: Vec::new(),
            notices,
        }
    }
}

/// Whether the rules decide without a clerk: every check passes, and the category allows it. A
/// hospital's own referral needs no clerk either, unless a check did not pass.
fn decides_alone(subject: &Subject<'_>, checks: &[Check]) -> bool {
    let all_pass = checks.iter().all(|check| check.verdict == Verdict::Pass);
    let condition = |condition: &AutomaticCondition| match condition {
        AutomaticCondition::Pledge => subject.request.pledged,
        AutomaticCondition::Evidence => materials::is_proven(subject),
        AutomaticCondition::NoRecentChange => !materials::is_recent_change(subject),
    };
    let approval = &subject.category.approval;
    all_pass && approval.by != Decider::Clerk && approval.only.iter().all(condition)
}

fn due_on(category: &Category, today: Date) -> Option<Date> {
    let days = category.approval.working_days;
    (days > 0).then(|| check::working_days_after(today, days))
}

/// Ends what was in force: a visit of its first day had it, whatever became of it later that day.
fn end_live_on(before: &Filing, period: &mut Period, day: Date) {
    let begun = before.is_live() && period.from <= day;
    end_on(
        period,
        if begun {
            day.max(days_after(period.from, 1))
        } else {
            day
        },
    );
}

/// Cuts a period short: `day` is the first day without it, never before its own first day.
fn end_on(period: &mut Period, day: Date) {
    let day = day.max(period.from);
    period.until = Some(period.until.map_or(day, |until| until.min(day)));
}
