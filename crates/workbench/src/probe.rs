//! Every situation that rows can tell apart: one for each combination of the values their
//! conditions name.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use domain::Region;
use domain::basis::Basis;
use domain::facility::{Care, Grade, Level};
use domain::files::Problem;
use domain::person::{Scheme, Status};
use domain::plan::fold::plain_situation;
use domain::policy::pack::Pack;
use domain::policy::parse::Draft;
use domain::region::Distance;
use domain::rules::Table;
use domain::rules::when::{Span, When};
use domain::situation::Footing;
use domain::situation::{Follows, Route, Situation};
use domain::text::{Bilingual, Named};

/// How many situations of one table are looked at, at most.
const SITUATIONS_MAX: usize = 1_000_000;

/// The situations on a day that these conditions can tell apart. What no condition names is left as
/// in the plain situation. When there are too many, their number instead.
pub(crate) fn situations(
    pack: &Pack,
    day: Date,
    conditions: &[&When],
    by_level: bool,
) -> Result<Vec<Situation>, usize> {
    let named = |of: fn(&When) -> bool| conditions.iter().any(|when| of(when));
    let mut list = vec![plain_situation(pack, day)];
    list = spread(list, Care::ALL, |s, care| s.care = *care);
    if named(|when| !when.tier.is_empty()) {
        list = spread(list, &tiers(pack, day), |s, tier| s.tier.clone_from(tier));
    }
    if named(|when| !when.status.is_empty()) {
        list = spread(list, &statuses(pack.scheme), |s, status| s.status = *status);
    }
    if by_level || named(|when| !when.level.is_empty()) {
        list = spread(list, &levels(pack), |s, level| s.level = *level);
    }
    let place = |when: &When| {
        let lists = [
            when.distance.is_empty(),
            when.footing.is_empty(),
            when.place.is_empty(),
        ];
        lists.contains(&false) || !when.elsewhere.is_empty()
    };
    if named(place) {
        list = spread(list, &places(pack, conditions), |s, (place, footing)| {
            (s.treated_at, s.footing) = (*place, *footing);
        });
    }
    list = stays(list, conditions);
    let spans = |of: fn(&When) -> Option<Span>| breaks(conditions.iter().filter_map(|w| of(w)));
    list = spread(list, &spans(|w| w.age), |s, n| s.age = (*n).min(255) as u8);
    list = spread(list, &spans(|w| w.months), |s, n| s.months = *n);
    let marks = marks(conditions);
    let each = 1_usize
        .checked_shl(marks.len() as u32)
        .unwrap_or(usize::MAX);
    let count = list.len().saturating_mul(each);
    if marks.len() > 30 || count > SITUATIONS_MAX {
        return Err(count);
    }
    for mark in marks {
        list = spread(list, &[false, true], |s, with| {
            if *with {
                s.traits.insert(mark.clone());
            }
        });
    }
    if named(|when| !when.route.is_empty()) {
        list = spread(list, Route::ALL, |s, route| s.route = *route);
    }
    Ok(list)
}

/// The stays that these conditions tell apart: the number in the year, what the stay follows.
fn stays(mut list: Vec<Situation>, conditions: &[&When]) -> Vec<Situation> {
    let named = |of: fn(&When) -> bool| conditions.iter().any(|when| of(when));
    let spans = |of: fn(&When) -> Option<Span>| breaks(conditions.iter().filter_map(|w| of(w)));
    list = spread(list, &spans(|w| w.admission), |s, n| {
        s.admission = (*n).clamp(1, 255) as u8
    });
    list = spread(list, &spans(|w| w.unfiled_stay), |s, n| {
        s.unfiled_stay = (*n).min(255) as u8;
    });
    if named(|when| !when.grade.is_empty()) {
        list = spread(list, Grade::ALL, |s, grade| s.grade = *grade);
    }
    if named(|when| !when.follows.is_empty()) {
        list = spread(list, Follows::ALL, |s, follows| s.follows = *follows);
    }
    list
}

/// Each situation once for each value.
fn spread<T>(
    list: Vec<Situation>,
    values: &[T],
    set: impl Fn(&mut Situation, &T),
) -> Vec<Situation> {
    if values.is_empty() {
        return list;
    }
    let mut all = Vec::with_capacity(list.len() * values.len());
    for situation in &list {
        for value in values {
            let mut changed = situation.clone();
            set(&mut changed, value);
            all.push(changed);
        }
    }
    all
}

/// Days on which a rule begins or ends, and the first day of every quarter between the first and a
/// year beyond the last.
pub fn days(pack: &Pack) -> Vec<Date> {
    let mut days = BTreeSet::new();
    let decided = pack.resolved.iter();
    let decided = decided.flat_map(|(_, tables)| tables.every_row());
    for row in pack
        .every_row()
        .chain(decided)
        .filter(|row| is_a_rule(row.table()))
    {
        days.insert(row.from());
        days.extend(row.until());
    }
    let layers = &pack.tables.layers;
    let Some(first) = layers.iter().map(|row| row.from).min() else {
        return vec![];
    };
    days.retain(|day| *day >= first);
    let last = days.last().copied().unwrap_or(first);
    for year in first.year()..=last.year() + 1 {
        let quarters = [
            date(year, 1, 1),
            date(year, 4, 1),
            date(year, 7, 1),
            date(year, 10, 1),
        ];
        days.extend(quarters.into_iter().filter(|quarter| *quarter >= first));
    }
    days.into_iter()
        .filter(|day| layers.iter().any(|layer| layer.is_in_force(*day)))
        .collect()
}

/// Whether rows of the table decide something from their first day on; a yearly figure is published
/// whenever it is, and tiers and notes are only named.
fn is_a_rule(table: Table) -> bool {
    !matches!(
        table,
        Table::Index | Table::Tier | Table::Note | Table::Band
    )
}

fn tiers(pack: &Pack, day: Date) -> Vec<Option<String>> {
    let open = pack
        .tables
        .tiers
        .iter()
        .filter(|tier| tier.is_in_force(day));
    open.map(|tier| Some(tier.name.clone())).collect()
}

fn statuses(scheme: Scheme) -> Vec<Status> {
    match scheme {
        Scheme::Employee => vec![Status::OnJob, Status::Retired],
        Scheme::Resident => vec![Status::Resident],
    }
}

fn levels(pack: &Pack) -> Vec<Level> {
    let all = Level::ALL.iter().copied();
    all.filter(|level| pack.level(*level) == *level).collect()
}

/// Consistent pairs of place and footing: home goes with at-home, elsewhere with all others.
fn places(pack: &Pack, conditions: &[&When]) -> Vec<(Region, Footing)> {
    let home = pack.region;
    let far = if home.province().to_string() == "110000" {
        "310000"
    } else {
        "110000"
    };
    let near = format!("{}9900", &home.to_string()[..2]);
    let mut places: BTreeSet<Region> = [near, far.to_owned()]
        .iter()
        .filter_map(|code| code.parse().ok())
        .collect();
    let named = conditions
        .iter()
        .flat_map(|when| when.place.iter().chain(&when.elsewhere));
    places.extend(named.copied());
    let mut pairs = vec![(home, Footing::AtHome)];
    for place in places
        .into_iter()
        .filter(|place| home.distance_to(*place) != Distance::Home)
    {
        let away = Footing::ALL
            .iter()
            .filter(|footing| **footing != Footing::AtHome);
        pairs.extend(away.map(|footing| (place, *footing)));
    }
    pairs
}

/// One number inside each piece that the spans cut the line into.
fn breaks(spans: impl Iterator<Item = Span>) -> Vec<u16> {
    let mut cuts = BTreeSet::new();
    for span in spans {
        cuts.insert(span.from);
        cuts.extend(span.until);
    }
    if cuts.is_empty() {
        return vec![];
    }
    cuts.insert(0);
    cuts.into_iter().collect()
}

fn marks(conditions: &[&When]) -> BTreeSet<String> {
    conditions
        .iter()
        .flat_map(|when| when.with.iter().chain(&when.without))
        .cloned()
        .collect()
}

/// A gap or overlap in words: where, on which day, in which situation.
pub(crate) fn report(
    draft: &Draft,
    basis: &std::sync::Arc<Basis>,
    situation: &Situation,
    (code, table): (&'static str, Table),
) -> Problem {
    let whom = describe(situation);
    let (zh, en) = match code {
        "gap" => ("没有一行适用", "no row applies"),
        _ => ("有两行同时适用", "two rows apply"),
    };
    let next = match code {
        "gap" if table.may_be_unknown() => Bilingual::new(
            "请补一行，或用 unknown = {…} 写明不知道",
            "add a row, or say unknown = {…}",
        ),
        "gap" => Bilingual::new("请补一行", "add a row"),
        _ => Bilingual::new(
            "请用 when 或 from/until 把两行分开",
            "tell the two rows apart with when or from/until",
        ),
    };
    let message = Bilingual::new(
        format!("表 {table} 在 {} 对「{}」{zh}", situation.day, whom.zh),
        format!("table {table}: {en} on {} to «{}»", situation.day, whom.en),
    );
    draft.place(basis).problem(code, message, next)
}

/// The situation in Chinese words, and in the words of a `when`.
pub fn describe(situation: &Situation) -> Bilingual {
    let Situation {
        treated_at,
        care,
        status,
        level,
        footing,
        admission,
        age,
        months,
        route,
        ..
    } = situation;
    let (mut tier_zh, mut tier_en) = (String::new(), String::new());
    if let Some(tier) = &situation.tier {
        (tier_zh, tier_en) = (format!("{tier} 档，"), format!("tier {tier}, "));
    }
    let marks: Vec<&str> = situation.traits.iter().map(String::as_str).collect();
    let (mut marks_zh, mut marks_en) = (String::new(), String::new());
    if !marks.is_empty() {
        marks_zh = format!("，有标记 {}", marks.join("、"));
        marks_en = format!(", with {}", marks.join("+"));
    }
    let zh = |named: &dyn Named| named.name().zh;
    Bilingual::new(
        format!(
            "{}，{tier_zh}{}，{}，在 {treated_at} 就医（{}），第 {admission} 次住院，{age} 岁，\
             连续参保 {months} 个月，{}{marks_zh}",
            zh(care),
            zh(status),
            zh(level),
            zh(footing),
            zh(route),
        ),
        format!(
            "{care}, {tier_en}{status}, {level}, {footing} in {treated_at}, admission \
             {admission}, age {age}, {months} months, {route}{marks_en}",
        ),
    )
}
