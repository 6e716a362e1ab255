//! From which day a choice made today works.

use std::sync::Arc;

use jiff::civil::Date;

use crate::Bilingual;
use crate::basis::Basis;
use crate::basis::ShownBasis;
use crate::calendar::{day, days_after};
use crate::procedures::{
    ChangeLimit, ChangeReason, Circumstances, Dated, DesignationRow, Effect, Per, Procedures,
    RowInFile, Words, Works,
};
use crate::text::Named;

/// A choice somebody makes.
#[derive(Clone, Copy, Debug)]
pub struct ChoiceMade<'a> {
    /// The person and where the institution lies.
    pub about: Circumstances<'a>,
    /// The day it is made.
    pub made_on: Date,
    /// Days of earlier changes; none at all when this is a first choice.
    pub changes: Option<&'a [Date]>,
    /// Why it is changed, when a reason was given.
    pub reason: Option<ChangeReason>,
}

/// From which day a choice works.
#[derive(Clone, Debug)]
pub struct WorksFrom<'a> {
    /// The day; none when it is not allowed or not known.
    pub from: Option<Date>,
    /// Why, in a sentence.
    pub says: Bilingual,
    /// What it rests on, as people see it.
    pub basis: Vec<ShownBasis>,
    /// The row that decided.
    pub row: Option<RowInFile<'a, DesignationRow>>,
}

impl WorksFrom<'_> {
    /// The rows it rests on.
    pub fn rests_on(&self) -> Vec<Arc<Basis>> {
        super::rests_on(self.row)
    }
}

/// From which day a first choice or a change works, and how often it may be changed.
pub fn works_from<'a>(rules: &'a Procedures, choice: &ChoiceMade<'_>) -> WorksFrom<'a> {
    let row = rules
        .designation(choice.made_on, &choice.about)
        .filter(|row| row.needed);
    let Some(row) = row else {
        return WorksFrom {
            from: None,
            says: Bilingual::new("这里不用选点", "nothing has to be chosen here"),
            basis: Vec::new(),
            row: None,
        };
    };
    let effect = match choice.changes {
        None => row.row().first.as_ref(),
        Some(_) => row.row().change.as_ref(),
    };
    let (from, says) = decide(&row, effect, choice);
    let own = effect.and_then(|effect| effect.basis.as_deref());
    let shown = own.map_or_else(
        || row.shown(),
        |basis| row.shown_as(basis, row.period().from),
    );
    WorksFrom {
        from,
        says,
        basis: vec![shown],
        row: Some(row),
    }
}

fn decide(
    row: &DesignationRow,
    effect: Option<&Effect>,
    choice: &ChoiceMade<'_>,
) -> (Option<Date>, Bilingual) {
    let Some(effect) = effect else {
        let says = Bilingual::new(
            "何时生效没有查到，请咨询参保地",
            "when it works was not found; ask the insured place",
        );
        return (None, says);
    };
    if let Some(why) = too_often(row, choice).or_else(|| without_reason(effect, choice)) {
        return (None, why);
    }
    let from = first_day(effect, choice.made_on);
    let works = effect.works.name();
    let says = Bilingual::new(
        format!("{}起生效（{}）", day(from).zh, works.zh),
        format!("works from {from} ({})", works.en),
    );
    (Some(from), says)
}

/// How many of earlier changes count against one on this day.
pub fn changes_counted(limit: ChangeLimit, on: Date, changes: &[Date]) -> usize {
    let same = |earlier: &&Date| {
        let same_year = earlier.year() == on.year();
        match limit.per {
            Per::Year => same_year,
            Per::Month => same_year && earlier.month() == on.month(),
        }
    };
    changes.iter().filter(same).count()
}

fn too_often(row: &DesignationRow, choice: &ChoiceMade<'_>) -> Option<Bilingual> {
    let limit = row.changes?;
    let made = changes_counted(limit, choice.made_on, choice.changes?);
    let per = limit.per.name();
    (made >= usize::from(limit.at_most)).then(|| {
        Bilingual::new(
            format!("{}最多变更 {} 次，已变更 {made} 次", per.zh, limit.at_most),
            format!(
                "at most {} changes {}; {made} were made",
                limit.at_most, per.en
            ),
        )
    })
}

fn without_reason(effect: &Effect, choice: &ChoiceMade<'_>) -> Option<Bilingual> {
    let accepted: &Words<ChangeReason> = &effect.only_for;
    let holds = accepted.is_empty() || choice.reason.is_some_and(|why| accepted.admits(&why));
    (!holds).then(|| {
        let names = crate::text::either(accepted);
        Bilingual::new(
            format!("只有{}才能变更", names.zh),
            format!("changed only for: {}", names.en),
        )
    })
}

/// The first day the rule names that lies far enough ahead.
fn first_day(effect: &Effect, made_on: Date) -> Date {
    let earliest = days_after(made_on, i32::from(effect.days_ahead));
    let mut from = match effect.works {
        Works::AtOnce => return earliest,
        Works::NextMonth => {
            let late = effect
                .cut_day
                .is_some_and(|cut| made_on.day() > cut.cast_signed());
            let next = next_month(made_on);
            if late { next_month(next) } else { next }
        }
        Works::NextYear => {
            let month_day = (made_on.month(), made_on.day());
            let by = effect.choose_by.as_deref().and_then(month_and_day);
            let late = by.is_some_and(|by| month_day > by);
            let next = next_year(made_on);
            if late { next_year(next) } else { next }
        }
    };
    while from < earliest {
        from = match effect.works {
            Works::NextYear => next_year(from),
            _ => next_month(from),
        };
    }
    from
}

fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    Some((month.parse().ok()?, day.parse().ok()?))
}

fn next_month(day: Date) -> Date {
    days_after(day.last_of_month(), 1)
}

fn next_year(day: Date) -> Date {
    days_after(day.last_of_year(), 1)
}
