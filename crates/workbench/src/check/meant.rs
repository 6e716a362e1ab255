//! Rows that can be read and change nothing, or not what they seem to say: a ceiling that never
//! stops anything, a name stated twice, two rows of which one is passed over.

use std::collections::BTreeSet;

use domain::Money;
use domain::files::{Place, Problem};
use domain::policy::parse::Draft;
use domain::rules::when::When;
use domain::rules::{
    AnyRow, CeilingRow, Counts, DiseaseRow, Figure, GuaranteeRow, Names, Rule, StayRow,
};
use domain::situation::Follows;
use domain::text::{Bilingual, Named};

/// What may not be meant.
pub(super) fn notices(draft: &Draft) -> Vec<Problem> {
    let mut notices = idle_ceilings(draft);
    notices.extend(same_diseases(draft));
    notices.extend(guarantees_at_once(draft));
    notices.extend(stays_over_both(draft));
    notices.extend(layers_twice(draft));
    notices
}

/// Every two rows of a list that are in force on some day together, the one that stands first too.
fn together<F: Figure>(rows: &[Rule<F>]) -> impl Iterator<Item = (&Rule<F>, &Rule<F>)> {
    let pairs = rows.iter().enumerate().flat_map(|(number, one)| {
        let others = rows[number + 1..].iter();
        others.map(move |other| (one, other))
    });
    pairs.filter(|(one, other)| {
        let ends = |row: &Rule<F>, day| row.until.is_none_or(|until| day < until);
        ends(one, other.from) && ends(other, one.from)
    })
}

/// Ceilings that another one always comes before: it limits the same layers over a period at least
/// as long to no more.
fn idle_ceilings(draft: &Draft) -> Vec<Problem> {
    let rows = &draft.pack.tables.ceilings;
    let mut found = Vec::new();
    for row in rows {
        let tighter = rows.iter().find(|other| comes_before(other, row));
        let Some((other, amounts)) = tighter.and_then(|other| Some((other, both(other, row)?)))
        else {
            continue;
        };
        let (amount, limit) = amounts;
        let (per, over) = (period(row).name(), period(other).name());
        let Place { file, line, .. } = draft.place(&other.basis);
        found.push(draft.place(&row.basis).problem(
            "ceiling-never-binds",
            Bilingual::new(
                format!(
                    "限额 {}（{}，{amount}）永远不起作用：{file}:{line} 的 {}（{}）只到 {limit}",
                    row.counter, per.zh, other.counter, over.zh
                ),
                format!(
                    "ceiling {} ({}, {amount}) never stops anything: {} ({}) at {file}:{line} \
                     allows only {limit}",
                    row.counter, per.en, other.counter, over.en
                ),
            ),
            Bilingual::new(
                "请核对原文：金额或期间写反了，还是这一行多余",
                "compare with the published text: amounts or periods may be swapped, or the row \
                 is not needed",
            ),
        ));
    }
    found
}

fn period(row: &CeilingRow) -> Counts {
    row.per.unwrap_or(Counts::Year)
}

fn both(one: &CeilingRow, other: &CeilingRow) -> Option<(Money, Money)> {
    Some((other.amount?, one.amount?))
}

/// Whether wherever `row` applies `other` does, over a longer period and to no more.
fn comes_before(other: &CeilingRow, row: &CeilingRow) -> bool {
    let longer = Counts::ALL.iter().position(|of| *of == period(other))
        > Counts::ALL.iter().position(|of| *of == period(row));
    let lower = both(other, row).is_some_and(|(amount, limit)| limit <= amount);
    let covers = row.of.iter().all(|layer| other.of.contains(layer));
    let always = other.when == When::default() || other.when == row.when;
    let lasts = other.from <= row.from
        && other
            .until
            .is_none_or(|end| row.until.is_some_and(|until| until <= end));
    longer && lower && covers && always && lasts
}

/// Diseases of one name.
fn same_diseases(draft: &Draft) -> Vec<Problem> {
    let rows = &draft.pack.tables.diseases;
    let same = |(one, other): &(&DiseaseRow, &DiseaseRow)| {
        one.name == other.name && one.when.may_meet(&other.when)
    };
    let each = together(rows).filter(same).map(|(one, other)| {
        let Place { file, line, .. } = draft.place(&one.basis);
        draft.place(&other.basis).problem(
            "same-disease",
            Bilingual::new(
                format!("病种 {} 在 {file}:{line} 已经写过，两行都算数", one.name),
                format!(
                    "the disease {} stands at {file}:{line} already; both rows count",
                    one.name
                ),
            ),
            Bilingual::new(
                "同一个病种请合成一行；不是同一个的请改名，认定按名字记",
                "write one disease as one row; give another one a name of its own, as \
                 recognition is kept by name",
            ),
        )
    });
    each.collect()
}

/// Guarantees of the same layers in one situation.
fn guarantees_at_once(draft: &Draft) -> Vec<Problem> {
    let names = |row: &GuaranteeRow| -> BTreeSet<String> { row.of.iter().cloned().collect() };
    let same = |(one, other): &(&GuaranteeRow, &GuaranteeRow)| {
        names(one) == names(other) && one.when.may_meet(&other.when)
    };
    let rows = &draft.pack.tables.guarantees;
    let each = together(rows).filter(same).map(|(one, other)| {
        let Place { file, line, .. } = draft.place(&one.basis);
        draft.place(&other.basis).problem(
            "guarantees-at-once",
            Bilingual::new(
                format!("与 {file}:{line} 的保底同时适用，付得多的一行算数"),
                format!("applies beside the guarantee at {file}:{line}; the higher one pays"),
            ),
            Bilingual::new(
                "只想用其中一行的，请用 when 分开",
                "tell them apart with when where only one of them is meant",
            ),
        )
    });
    each.collect()
}

/// A stay that goes over the year and over a change of rules at once has two rows, and only one of
/// them decides.
fn stays_over_both(draft: &Draft) -> Vec<Problem> {
    let differ = |(one, other): &(&StayRow, &StayRow)| {
        let over = [one.follows, other.follows];
        let both = over.contains(&Follows::OverYear) && over.contains(&Follows::OverRules);
        let layers = one.of.iter().any(|layer| other.of.contains(layer));
        let same = (one.deductible, one.rules_of) == (other.deductible, other.rules_of);
        both && layers && !same && one.when.may_meet(&other.when)
    };
    let rows = &draft.pack.tables.stays;
    let each = together(rows).filter(differ).map(|(one, other)| {
        let (year, rules) = match one.follows {
            Follows::OverYear => (one, other),
            _ => (other, one),
        };
        let Place { file, line, .. } = draft.place(&year.basis);
        draft.place(&rules.basis).problem(
            "stay-over-both",
            Bilingual::new(
                format!("同时跨年度又跨政策的住院只看 {file}:{line} 的 over-year，不看这一行"),
                format!(
                    "a stay over the year and over a change of rules at once goes by over-year \
                     at {file}:{line}, not by this row"
                ),
            ),
            Bilingual::new(
                "请确认这是原意；政策在年度开始时换的，两行通常应写成一样",
                "make sure that this is meant; where rules change with the year, both rows are \
                 mostly the same",
            ),
        )
    });
    each.collect()
}

/// Rows that name a layer twice.
fn layers_twice(draft: &Draft) -> Vec<Problem> {
    let twice = |names: &Names| -> Option<String> {
        let mut known = BTreeSet::new();
        names.iter().find(|name| !known.insert(*name)).cloned()
    };
    let rows = draft.pack.tables.every_row();
    let found = rows.filter_map(|row: AnyRow<'_>| Some((row, twice(row.layers()?)?)));
    let each = found.map(|(row, name)| {
        draft.place(row.basis()).problem(
            "layer-twice",
            Bilingual::new(
                format!("of 里写了两次 {name}"),
                format!("of names {name} twice"),
            ),
            Bilingual::new(
                "请去掉一个；想写的是别的层吗？",
                "take one out; was another layer meant?",
            ),
        )
    });
    each.collect()
}
