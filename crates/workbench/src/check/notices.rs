//! What is not wrong yet: yearly figures that will be needed soon, packs that were compared with
//! the published texts long ago.

use domain::files::{Place, Problem};
use domain::policy::Pack;
use domain::policy::parse::Draft;
use domain::rules::AnyRow;
use domain::text::{Bilingual, Sep};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::due::{DAYS, Needed, needed, needs, unchecked};

/// The holes in series of yearly figures that some row falls into. One that bills of today or later
/// fall into is a problem; one of years gone by, for which nobody may find the figure any more, is
/// told.
pub(super) fn holes(draft: &Draft, on: Date) -> (Vec<Problem>, Vec<Problem>) {
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
    let back = shares.map(|share| i16::from(share.years_back)).max();
    let year = last.unwrap_or_default() + back.unwrap_or_default() + 2;
    Date::new(year.clamp(1, 9_000), 1, 1).unwrap_or(Date::MIN)
}

/// What will have to be done.
pub(super) fn notices(draft: &Draft, on: Date) -> Vec<Problem> {
    let pack = &draft.pack;
    let mut notices = Vec::new();
    for needed in needed(pack, on.saturating_add(DAYS.days())) {
        if !needed.is_hole && needed.until > on {
            notices.push(report(draft, &needed, "index-needed"));
        }
    }
    if unchecked(pack, on).is_some() {
        notices.push(checked_long_ago(pack, &draft.end));
    }
    notices
}

/// A yearly figure that is missing, reported at the last one of the series.
fn report(draft: &Draft, needed: &Needed<'_>, code: &'static str) -> Problem {
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
fn at(draft: &Draft, row: AnyRow<'_>) -> Bilingual {
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
