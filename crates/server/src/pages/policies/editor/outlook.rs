//! What runs out when, by place, with what happens if nobody does anything; as a page and a table.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use desk::operators::Operator;
use desk::releases::PlaceFolder;
use domain::{Bilingual, say};
use jiff::ToSpan;
use jiff::civil::Date;
use sheets::text::written;
use workbench::address::Owner;
use workbench::outlook::{OutlookEntry, What, outlook};

use super::draft::may_edit;
use crate::App;
use crate::pages::problem::PageProblem;
use crate::pages::{Asking, Page};
use crate::web::Lang;
use crate::web::policy::editor::{OutlookGroup, OutlookPage, OutlookRow, RunsOut, render_outlook};

/// So much of each group is shown where all groups are.
const GROUP_SHOWN: usize = 12;
/// So much of one group is shown a page.
const ROWS_SHOWN: usize = 40;
/// So many rules are named of one thing that runs out.
const RULES_SHOWN: usize = 3;

/// The folder whose rules they are.
pub(super) fn folder(owner: Owner) -> String {
    match owner {
        Owner::Pack(region, _) => region.to_string(),
        Owner::National => "national".to_owned(),
    }
}

/// What happens if nothing is done.
fn otherwise(entry: &OutlookEntry) -> Bilingual {
    let stand_in = entry.rows.iter().find_map(|row| row.stand_in.as_ref());
    match (entry.what, stand_in) {
        (What::RowEnds | What::TierEnds, _) => say!(
            "从那天起这种情形没有规定，用到它的账单算不了",
            "from that day on there is no rule for it, and bills that reach it have no amount"
        ),
        (What::BenefitYearEnds, _) => say!(
            "从那天起没有待遇年度，账单都算不了",
            "from that day on there is no benefit year, and no bill has an amount"
        ),
        (_, Some(found)) => {
            let (amount, of) = (found.amount.grouped(), found.of.clone());
            say!(
                "先按 {amount} 元（{of}）暂算，公布以后逐笔补差",
                "{amount} yuan ({of}) stands in, and bills are corrected once it is published";
                of = of
            )
        }
        (What::Unchecked, _) => say!(
            "照现在写的算，页面写明没有核对",
            "bills go by what is written, and pages say that it was not compared"
        ),
        (What::IndexMissing | What::Provisional | What::Refused, None) => say!(
            "用到它的账单算不了，转经办",
            "bills that reach it have no amount and go to a clerk"
        ),
    }
}

/// How soon a day is; what never was is there already.
fn group(on: Option<Date>, today: Date) -> RunsOut {
    let within = |months: i32| {
        let end = today.saturating_add(months.months());
        on.is_some_and(|on| on <= end)
    };
    match on {
        Some(on) if on > today => match (within(3), within(6), within(12)) {
            (true, ..) => RunsOut::Three,
            (_, true, _) => RunsOut::Six,
            (_, _, true) => RunsOut::Twelve,
            _ => RunsOut::Later,
        },
        _ => RunsOut::Past,
    }
}

fn row((operator, today): (&Operator, Date), entry: &OutlookEntry) -> OutlookRow {
    let place = folder(entry.owner);
    let own = place.parse::<PlaceFolder>().ok();
    let name = own.as_ref().map(PlaceFolder::name).unwrap_or_default();
    let scheme = match entry.owner {
        Owner::Pack(_, scheme) => domain::text::Named::name(&scheme),
        Owner::National => Bilingual::default(),
    };
    let rules = entry.rows.iter().take(RULES_SHOWN);
    OutlookRow {
        on: entry.on.map_or_else(String::new, |on| on.to_string()),
        group: group(entry.on, today),
        place: say!("{name} {scheme}", "{name} {scheme}"; name = name, scheme = scheme),
        what: entry.message.clone(),
        rules: rules.map(|row| row.says.clone()).collect(),
        otherwise: otherwise(entry),
        href: own
            .filter(|own| may_edit(operator, own))
            .map(|own| format!("/policy/edit/{own}")),
    }
}

/// Everything that runs out at the places of the operator's unit, or at one of them.
pub(super) async fn entries(
    app: &App,
    operator: &Operator,
    asked: Option<&str>,
) -> Vec<OutlookEntry> {
    let (reference, today) = (app.reference(), app.today());
    let found = tokio::task::spawn_blocking(move || outlook(&reference.library, today));
    let mut found = found.await.unwrap_or_default();
    let is_own = |entry: &OutlookEntry| {
        let place = folder(entry.owner).parse::<PlaceFolder>();
        place.is_ok_and(|place| place.is_of(operator))
    };
    found.retain(|entry| match asked {
        None => is_own(entry),
        Some("all") => true,
        Some(place) => folder(entry.owner) == place,
    });
    found
}

/// The first of what runs out soon.
pub(super) fn soon(
    (operator, today): (&Operator, Date),
    entries: &[OutlookEntry],
) -> Vec<OutlookRow> {
    let soon = soon_entries(today, entries);
    soon.map(|entry| row((operator, today), entry)).collect()
}

/// The same, as it was found.
pub(super) fn soon_entries(
    today: Date,
    entries: &[OutlookEntry],
) -> impl Iterator<Item = &OutlookEntry> {
    let is_soon = move |entry: &&OutlookEntry| group(entry.on, today) == RunsOut::Three;
    entries.iter().filter(is_soon)
}

/// The address of the page, of a place and of one group.
fn address(place: Option<&str>, group: Option<(RunsOut, usize)>) -> String {
    let place = place.map(|place| format!("place={}", crate::web::facilities::encoded(place)));
    let group = group.map(|(group, first)| match first {
        0 => format!("within={}", group.word()),
        first => format!("within={}&first={first}", group.word()),
    });
    let parts: Vec<String> = [place, group].into_iter().flatten().collect();
    match parts.is_empty() {
        true => "/policy/outlook".to_owned(),
        false => format!("/policy/outlook?{}", parts.join("&")),
    }
}

/// How much of a group is whose.
fn by_place(entries: &[&OutlookEntry], of: RunsOut) -> Vec<(String, Bilingual, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        *counts.entry(folder(entry.owner)).or_default() += 1;
    }
    let named = counts.into_iter().map(|(place, count)| {
        let name = place.parse::<PlaceFolder>().map(|place| place.name());
        let href = address(Some(&place), Some((of, 0)));
        (href, name.unwrap_or_default(), count)
    });
    named.collect()
}

/// What runs out at one time, as much of it as a page shows.
fn shown(
    (operator, today): (&Operator, Date),
    entries: &[OutlookEntry],
    (of, place, first): (RunsOut, Option<&str>, Option<usize>),
) -> Option<OutlookGroup> {
    let own = entries.iter().filter(|entry| group(entry.on, today) == of);
    let own: Vec<&OutlookEntry> = own.collect();
    if own.is_empty() {
        return None;
    }
    let is_by_place = of == RunsOut::Past && place.is_none() && first.is_none();
    let (skipped, taken) = match (first, is_by_place) {
        (Some(first), _) => (first, ROWS_SHOWN),
        (None, true) => (0, 0),
        (None, false) => (0, GROUP_SHOWN),
    };
    let rows = own.iter().skip(skipped).take(taken);
    Some(OutlookGroup {
        group: of,
        count: own.len(),
        rows: rows.map(|entry| row((operator, today), entry)).collect(),
        more: (first.is_none() && own.len() > taken).then(|| address(place, Some((of, 0)))),
        by_place: match is_by_place {
            true => by_place(&own, of),
            false => vec![],
        },
    })
}

/// The places one may filter by: one's own, all, each.
fn places(app: &App, asked: Option<&str>) -> Vec<(String, Bilingual, bool)> {
    let reference = app.reference();
    let mut regions: Vec<String> = reference
        .library
        .packs()
        .map(|pack| pack.region.to_string())
        .collect();
    regions.dedup();
    let own = (
        "".to_owned(),
        say!("本单位的", "of one's own unit"),
        asked.is_none(),
    );
    let all = (
        "all".to_owned(),
        say!("全部地方", "all places"),
        asked == Some("all"),
    );
    let one = |word: String| {
        let name = word.parse::<PlaceFolder>().map(|place| place.name());
        let chosen = asked == Some(word.as_str());
        (word, name.unwrap_or_default(), chosen)
    };
    let named = regions.into_iter().chain(["national".to_owned()]).map(one);
    [own, all].into_iter().chain(named).collect()
}

fn asked_place(asking: &Asking) -> Option<&str> {
    asking.asked("place").filter(|place| !place.is_empty())
}

pub(super) async fn page(State(app): State<App>, asking: Asking) -> Page {
    let operator = asking.staff()?.clone();
    let asked = asked_place(&asking);
    let found = entries(&app, &operator, asked).await;
    let today = app.today();
    let within = asking.asked("within");
    let chosen = RunsOut::ALL
        .into_iter()
        .find(|one| Some(one.word()) == within);
    let first = asking.asked("first").and_then(|text| text.parse().ok());
    let first: usize = first.unwrap_or(0);
    let of = |one: RunsOut| {
        let first = chosen.map(|_| first);
        shown((&operator, today), &found, (one, asked, first))
    };
    let groups: Vec<OutlookGroup> = match chosen {
        Some(one) => of(one).into_iter().collect(),
        None => RunsOut::ALL.into_iter().filter_map(of).collect(),
    };
    let pages = chosen.map_or_else(Vec::new, |one| {
        let count = groups.first().map_or(0, |group| group.count);
        let starts = (0..count).step_by(ROWS_SHOWN);
        let page = |from: usize| {
            let last = (from + ROWS_SHOWN).min(count);
            let href = address(asked, Some((one, from)));
            (href, format!("{}–{last}", from + 1), from == first)
        };
        starts.map(page).collect()
    });
    let page = OutlookPage {
        groups,
        pages,
        whole: chosen.map(|_| address(asked, None)),
        places: places(&app, asked),
        csv: match asked {
            Some(place) => format!(
                "/policy/outlook.csv?place={}",
                crate::web::facilities::encoded(place)
            ),
            None => "/policy/outlook.csv".to_owned(),
        },
    };
    Ok(Html(render_outlook(&asking.frame, &page)))
}

pub(super) async fn table(State(app): State<App>, asking: Asking) -> Result<Response, PageProblem> {
    let operator = asking.staff()?.clone();
    let found = entries(&app, &operator, asked_place(&asking)).await;
    let lang: Lang = asking.frame.lang;
    let pick = |both: &Bilingual| lang.pick(both).to_owned();
    let head = [
        say!("哪天", "when"),
        say!("哪里", "where"),
        say!("什么", "what"),
        say!("哪些规定", "which rules"),
        say!("没有人办会怎样", "if nothing is done"),
    ];
    let mut records = vec![head.iter().map(pick).collect::<Vec<String>>()];
    for entry in &found {
        let row = row((&operator, app.today()), entry);
        let rules: Vec<String> = entry.rows.iter().map(|one| pick(&one.says)).collect();
        let cells = [
            pick(&row.place),
            pick(&row.what),
            rules.join("；"),
            pick(&row.otherwise),
        ];
        let guarded = cells
            .into_iter()
            .map(|cell| match cell.starts_with(['=', '+', '-', '@']) {
                true => format!("'{cell}"),
                false => cell,
            });
        records.push([row.on].into_iter().chain(guarded).collect());
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"outlook.csv\"",
        ),
    ];
    Ok((headers, written(&records)).into_response())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_has_run_out_does_not_run_out_soon() {
        let today = date(2026, 12, 1);
        let rows = [
            (Some(date(2012, 1, 1)), RunsOut::Past),
            (Some(today), RunsOut::Past),
            (None, RunsOut::Past),
            (Some(date(2026, 12, 2)), RunsOut::Three),
            (Some(date(2027, 3, 1)), RunsOut::Three),
            (Some(date(2027, 3, 2)), RunsOut::Six),
            (Some(date(2027, 6, 1)), RunsOut::Six),
            (Some(date(2027, 12, 1)), RunsOut::Twelve),
            (Some(date(2027, 12, 2)), RunsOut::Later),
        ];
        for (on, expected) in rows {
            assert_eq!(group(on, today), expected, "{on:?}");
        }
    }
}
