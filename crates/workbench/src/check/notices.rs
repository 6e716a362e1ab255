//! What is not wrong yet: yearly figures that will be needed soon, packs that were compared with
//! the published texts long ago.

use std::collections::BTreeSet;

use domain::files::{Place, Problem};
use domain::policy::Pack;
use domain::policy::parse::PackBeingRead;
use domain::rules::{AnyRow, CeilingRow, Table};
use domain::text::{Bilingual, Sep};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::due::{DAYS, Needed, needed, needs, unchecked};
use crate::outlook::leaves_nothing;

/// The holes in series of yearly figures that some row falls into. One that bills of today or later
/// fall into is a problem; one of years gone by, for which nobody may find the figure any more, is
/// told.
pub(super) fn holes(draft: &PackBeingRead, on: Date) -> (Vec<Problem>, Vec<Problem>) {
    let needed = needed(&draft.pack, last_asked(&draft.pack));
    let holes = needed.iter().filter(|needed| needed.is_hole);
    let (open, past): (Vec<_>, Vec<_>) = holes.partition(|hole| hole.until > on);
    let told = |holes: Vec<&Needed<'_>>| -> Vec<Problem> {
        let each = holes.iter().map(|hole| report(draft, hole, "index-hole"));
        each.collect()
    };
    (told(open), told(past))
}

/// The day after the last on which a known yearly figure can be asked for.
fn last_asked(pack: &Pack) -> Date {
    let last = pack.tables.indices.iter().map(|row| row.year).max();
    let rules = pack.in_force(None);
    let shares = rules.every_row().filter_map(AnyRow::index_share);
    let back = shares.map(|share| i16::from(share.share.years_back)).max();
    let year = last.unwrap_or_default() + back.unwrap_or_default() + 2;
    Date::new(year.clamp(1, 9_000), 1, 1).unwrap_or(Date::MIN)
}

/// What will have to be done.
pub(super) fn notices(draft: &PackBeingRead, on: Date) -> Vec<Problem> {
    let pack = &draft.pack;
    let mut notices = Vec::new();
    for needed in needed(pack, on.saturating_add(DAYS.days())) {
        if !needed.is_hole && needed.until > on {
            notices.push(report(draft, &needed, "index-needed"));
        }
    }
    notices.extend(endings(draft));
    notices.extend(without_ceiling(draft));
    if unchecked(pack, on).is_some() {
        notices.push(checked_long_ago(pack, &draft.end));
    }
    notices
}

/// Rows of layers, guarantees and what people are given that end, and nothing follows for somebody.
/// That may be meant; where a bill would be refused, it is a gap and reported as one.
fn endings(draft: &PackBeingRead) -> Vec<Problem> {
    let pack = &draft.pack;
    let told = [
        Table::Layer,
        Table::Guarantee,
        Table::Stay,
        Table::Upfront,
        Table::Account,
        Table::Credit,
        Table::Disease,
    ];
    let rows = pack.tables.every_row();
    let rows = rows.filter(|row| told.contains(&row.table()));
    let ends = rows.filter_map(|row| Some((row, row.until()?)));
    let ends = ends.filter(|(row, until)| leaves_nothing(pack, *row, *until));
    let each = ends.map(|(row, until)| {
        let what = at(draft, row);
        draft.place(row.basis()).problem(
            "row-ends",
            Bilingual::new(
                format!("{}到 {until} 为止，后面没有新的一行", what.zh),
                format!("{} ends on {until} and nothing follows", what.en),
            ),
            Bilingual::new(
                "取消了的不用改；否则请补上新的一行",
                "leave it where it was abolished; otherwise add the row that follows",
            ),
        )
    });
    each.collect()
}

/// Layers of which no row says a ceiling: they pay without end.
fn without_ceiling(draft: &PackBeingRead) -> Vec<Problem> {
    let tables = &draft.pack.tables;
    let mut named = BTreeSet::new();
    let layers = tables.layers.iter().filter(|layer| {
        let limits = |row: &&CeilingRow| row.of.contains(&layer.name);
        !tables.ceilings.iter().any(|row| limits(&row)) && named.insert(&layer.name)
    });
    let each = layers.map(|layer| {
        draft.place(&layer.basis).problem(
            "no-ceiling",
            Bilingual::new(
                format!("「{}」没有写限额，付多少都不停", layer.title.zh),
                format!("«{}» has no ceiling: it pays without end", layer.title.en),
            ),
            Bilingual::new(
                "原文写明没有限额的，写一行 unlimited = true；没有查到的写 unknown = {…}",
                "where the text says that there is none, write unlimited = true; where it was not \
                 found, unknown = {…}",
            ),
        )
    });
    each.collect()
}

/// A yearly figure that is missing, reported at the last one of the series.
fn report(draft: &PackBeingRead, needed: &Needed<'_>, code: &'static str) -> Problem {
    let pack = &draft.pack;
    let series = pack.tables.indices.iter();
    let last = series
        .filter(|row| row.name == needed.index)
        .max_by_key(|row| row.year);
    let place = match (last, needed.rows.first()) {
        (Some(row), _) => draft.place(&row.basis),
        (None, Some(row)) => draft.place(row.basis()),
        (None, None) => draft.end.clone(),
    };
    let rows = needed.rows.iter().map(|row| at(draft, *row));
    let rows = Bilingual::join(rows, Sep::List);
    let says = needs(pack, needed);
    let (index, year) = (needed.index, needed.year);
    place.problem(
        code,
        Bilingual::new(
            format!(
                "{}，用到它的有 {} 行：{}",
                says.zh,
                needed.rows.len(),
                rows.zh
            ),
            format!(
                "{}; {} rows need it: {}",
                says.en,
                needed.rows.len(),
                rows.en
            ),
        ),
        Bilingual::new(
            format!("公布后请加一行 [[index]] name = \"{index}\"、year = {year}"),
            format!("when it is published, add a row [[index]] name = \"{index}\", year = {year}"),
        ),
    )
}

/// `ceiling 统筹基金 employee.toml:120`.
fn at(draft: &PackBeingRead, row: AnyRow<'_>) -> Bilingual {
    let Place { file, line, .. } = draft.place(row.basis());
    let table = row.table();
    let name = domain::text::Named::name(&table);
    let counter = row
        .name()
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    Bilingual::new(
        format!("{}{counter}（{file}:{line}）", name.zh),
        format!("{table}{counter} ({file}:{line})"),
    )
}

fn checked_long_ago(pack: &Pack, place: &Place) -> Problem {
    let message = match pack.verified_on {
        None => Bilingual::new(
            "数字从未与公布的原文核对（没有 verified_on）",
            "the figures were never compared with the published texts (no verified_on)",
        ),
        Some(day) => Bilingual::new(
            format!("数字上次核对是 {day}，已超过 {DAYS} 天"),
            format!("the figures were last compared on {day}, more than {DAYS} days ago"),
        ),
    };
    let next = Bilingual::new(
        "请与公布的原文核对，再写 verified_on",
        "compare them with the published texts, then write verified_on",
    );
    place.problem("checked-long-ago", message, next)
}
