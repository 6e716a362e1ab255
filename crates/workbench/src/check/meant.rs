//! Rows that can be read and change nothing, or not what they seem to say: a ceiling that never
//! stops anything, a name stated twice, two rows of which one is passed over.

use std::collections::BTreeSet;

use domain::Money;
use domain::files::{Place, Problem};
use domain::policy::parse::PackBeingRead;
use domain::rules::when::When;
use domain::rules::{
    AnyRow, CeilingRow, Component, Counts, DiseaseRow, Figure, GuaranteeRow, ItemClass, LayerRow,
    Names, Rule, StayRow,
};
use domain::situation::Follows;
use domain::text::{Bilingual, Named};

/// What may not be meant.
pub(super) fn notices(draft: &PackBeingRead) -> Vec<Problem> {
    let mut notices = idle_ceilings(draft);
    notices.extend(same_diseases(draft));
    notices.extend(guarantees_at_once(draft));
    notices.extend(stays_over_both(draft));
    notices.extend(layers_twice(draft));
    notices.extend(classes_twice(draft));
    notices.extend(periods_cut(draft));
    notices.extend(years_moved(draft));
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
fn idle_ceilings(draft: &PackBeingRead) -> Vec<Problem> {
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
fn same_diseases(draft: &PackBeingRead) -> Vec<Problem> {
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
fn guarantees_at_once(draft: &PackBeingRead) -> Vec<Problem> {
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
fn stays_over_both(draft: &PackBeingRead) -> Vec<Problem> {
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
fn layers_twice(draft: &PackBeingRead) -> Vec<Problem> {
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

/// Layers of one situation that name the same class of items: the first takes all of it.
fn classes_twice(draft: &PackBeingRead) -> Vec<Problem> {
    let classes = |row: &LayerRow| -> BTreeSet<ItemClass> {
        let items = row.items.iter();
        items
            .flat_map(|items| items.named().iter().copied())
            .collect()
    };
    let rows = &draft.pack.tables.layers;
    let same = |(one, other): &(&LayerRow, &LayerRow)| {
        let of_bill = [one, other].map(|row| row.base.contains(&Component::Eligible));
        one.name != other.name && of_bill == [true; 2] && one.when.may_meet(&other.when)
    };
    let pairs = together(rows).filter(same);
    let found = pairs.filter_map(|(one, other)| {
        let shared = classes(one).intersection(&classes(other)).next().copied();
        shared.map(|class| (one, other, class))
    });
    let each = found.map(|(one, other, class)| {
        let Place { file, line, .. } = draft.place(&one.basis);
        let name = class.name();
        draft.place(&other.basis).problem(
            "class-twice",
            Bilingual::new(
                format!(
                    "「{}」在 {file}:{line} 的 {} 已经全部算走，这一层看不到",
                    name.zh, one.name
                ),
                format!(
                    "{} at {file}:{line} takes all of «{}»; this layer sees none of it",
                    one.name, name.en
                ),
            ),
            Bilingual::new(
                "一类项目只写在一层，或用 when 分开",
                "name a class in one layer, or tell the layers apart with when",
            ),
        )
    });
    each.collect()
}

/// Months and quarters that a benefit year cuts in two: each part is counted by itself.
fn periods_cut(draft: &PackBeingRead) -> Vec<Problem> {
    let tables = &draft.pack.tables;
    let deductibles = tables.deductibles.iter();
    let deductibles = deductibles.filter_map(|row| Some((&row.basis, row.per?)));
    let ceilings = tables.ceilings.iter();
    let ceilings = ceilings.filter_map(|row| Some((&row.basis, row.per?)));
    let layers = tables.layers.iter().map(|row| (&row.basis, row.counts));
    let rows: Vec<_> = deductibles.chain(ceilings).chain(layers).collect();
    let mut found = Vec::new();
    for year in &tables.benefit_years {
        let (month, day) = year.starts.split_once('-').unwrap_or_default();
        let begins = |months: &[&str]| day == "01" && months.contains(&month);
        let cut = rows.iter().find(|(_, per)| match per {
            Counts::Month => day != "01",
            Counts::Quarter => !begins(&["01", "04", "07", "10"]),
            _ => false,
        });
        let Some((basis, per)) = cut else {
            continue;
        };
        let name = per.name();
        found.push(draft.place(basis).problem(
            "period-cut",
            Bilingual::new(
                format!(
                    "待遇年度从 {} 起，会把{}切成两段，各自累计",
                    year.starts, name.zh
                ),
                format!(
                    "the benefit year begins on {} and cuts a period ({}) in two, each counted by \
                     itself",
                    year.starts, name.en
                ),
            ),
            Bilingual::new(
                "请确认这是原意；不是的请改 per 或待遇年度",
                "make sure that this is meant; otherwise change per or the benefit year",
            ),
        ));
    }
    found
}

/// A benefit year that is moved otherwise than on its own first day: what was used in the year
/// before it begins is not counted in it.
fn years_moved(draft: &PackBeingRead) -> Vec<Problem> {
    let rows = &draft.pack.tables.benefit_years;
    let moved = rows.iter().filter(|row| {
        let follows = rows.iter().any(|other| other.until == Some(row.from));
        follows && row.from.strftime("%m-%d").to_string() != row.starts
    });
    let each = moved.map(|row| {
        draft.place(&row.basis).problem(
            "year-moved",
            Bilingual::new(
                format!(
                    "从 {} 起改用 {} 开始的年度，不在年度第一天：以前的累计不带过来，限额从头算",
                    row.from, row.starts
                ),
                format!(
                    "from {} a year that begins on {} holds, in the middle of it: totals of before \
                     are not counted on, and ceilings begin anew",
                    row.from, row.starts
                ),
            ),
            Bilingual::new(
                "请核对原文怎样过渡；通常从新年度的第一天起改",
                "compare with the published text how the change is made; mostly it is on the first \
                 day of a new year",
            ),
        )
    });
    each.collect()
}
