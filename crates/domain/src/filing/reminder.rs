//! What the calendar alone brings: the first day of a filing and its end, one that runs out soon,
//! one that was not decided in time. Each occasion of a filing comes once (R25).

use jiff::civil::Date;

use super::State;
use super::record::Filing;
use crate::calendar::days_after;
use crate::word_list;

word_list! {
    /// An occasion that comes with a day.
    Reminder {
        /// Its first day has come: it is in force.
        Begun = "begun", "首日已到", "its first day has come";
        /// Its last day is over.
        Ended = "ended", "已到期", "has ended";
        /// It ends in thirty days.
        EndsIn30 = "ends-in-30", "还有三十天到期", "ends in thirty days";
        /// It ends in seven days.
        EndsIn7 = "ends-in-7", "还有七天到期", "ends in seven days";
        /// The day by which a clerk had to decide is over.
        DecisionLate = "decision-late", "超期未办", "not decided in time";
    }
}

impl Reminder {
    /// The first day on which it is told; none where the filing has no such occasion.
    fn day(self, filing: &Filing) -> Option<Date> {
        let before = |days: i32| {
            let until = filing.period.until.filter(|_| filing.is_live())?;
            Some(days_after(until, -days))
        };
        match self {
            Reminder::Begun => (filing.state == State::Approved).then_some(filing.period.from),
            Reminder::Ended => before(0),
            Reminder::EndsIn30 => before(30),
            Reminder::EndsIn7 => before(7),
            Reminder::DecisionLate => {
                let due = filing.due_on.filter(|_| filing.state == State::Queued)?;
                Some(days_after(due, 1))
            }
        }
    }

    /// Whether it is still news on the day: not after the filing ended, not where the next reminder
    /// says the same better, and not where it was asked for on a later day.
    fn is_news(self, filing: &Filing, today: Date) -> bool {
        let is_later = self
            .day(filing)
            .is_some_and(|day| day > filing.submitted_on);
        let ends_after = |day: Date| {
            let until = filing.period.until.filter(|_| is_later);
            until.is_some_and(|until| day < until)
        };
        match self {
            Reminder::EndsIn30 => ends_after(days_after(today, 7)),
            Reminder::EndsIn7 => ends_after(today),
            Reminder::Begun | Reminder::Ended | Reminder::DecisionLate => true,
        }
    }

    /// Whether it changes how the filing stands: such a day is never missed, only late.
    pub fn is_turn(self) -> bool {
        matches!(self, Reminder::Begun | Reminder::Ended)
    }
}

/// The day of the next occasion after one that was not told; none where no day brings anything.
/// Whoever files for ten days is not told thirty days before the end. A first day and an end that
/// nobody saw to are still to come, however long ago they were.
pub fn next_reminder(filing: &Filing, told: &[Reminder], after: Date) -> Option<Date> {
    let left = Reminder::ALL.iter().filter(|one| !told.contains(one));
    let days = left.filter_map(|one| {
        let day = one.day(filing);
        day.filter(|day| *day > after || one.is_turn())
    });
    days.min()
}

/// What is to be told today; nothing where it was told, or where nobody gains by it any more.
pub fn due_reminder(filing: &Filing, told: &[Reminder], today: Date) -> Option<Reminder> {
    let left = Reminder::ALL.iter().filter(|one| !told.contains(one));
    let due = left.filter(|one| one.day(filing).is_some_and(|day| day <= today));
    due.copied().find(|one| one.is_news(filing, today))
}
