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
use domain::policy::parse::PackBeingRead;
use domain::region::Distance;
use domain::rules::when::{Key, Span, When};
use domain::rules::{AnyRow, Table};
use domain::situation::Footing;
use domain::situation::{Follows, Route, Situation};
use domain::text::{Bilingual, Named};

/// How many situations of one table are looked at, at most.
const SITUATIONS_MAX: usize = 1_000_000;

/// Which situations are wanted.
pub(crate) struct Wanted<'a> {
    /// What this asks about.
    pub asks: Vec<&'a When>,
    /// Whether a situation is.
    pub holds: &'a dyn Fn(&Situation) -> bool,
}

impl Wanted<'_> {
    /// Whether it asks about nothing that is told apart after this key.
    fn is_decided_by(&self, at: usize) -> bool {
        let later = |key: &Key| Key::ALL.iter().position(|it| it == &told_apart_with(*key));
        Key::ALL.iter().all(|key| {
            later(key).is_some_and(|place| place <= at)
                || !self.asks.iter().any(|when| when.asks_about(*key))
        })
    }
}

/// The key with which the values of a key are told apart.
const fn told_apart_with(key: Key) -> Key {
    match key {
        Key::Place | Key::Elsewhere | Key::Footing => Key::Distance,
        Key::Without => Key::With,
        other => other,
    }
}

/// The situations on a day that these conditions can tell apart. What no condition names is left as
/// in the plain situation. When there are too many, their number instead.
pub(crate) fn situations(
    pack: &Pack,
    day: Date,
    conditions: &[&When],
    by_level: bool,
) -> Result<Vec<Situation>, usize> {
    wanted_situations(pack, day, (conditions, by_level), &[])
}

/// Those of them that are wanted: the others are let go as soon as that is known, before they are
/// multiplied.
pub(crate) fn wanted_situations(
    pack: &Pack,
    day: Date,
    (conditions, by_level): (&[&When], bool),
    wanted: &[Wanted<'_>],
) -> Result<Vec<Situation>, usize> {
    let probe = Probe {
        pack,
        day,
        conditions,
        by_level,
    };
    let mut list = vec![plain_situation(pack, day)];
    let mut undecided: Vec<&Wanted<'_>> = wanted.iter().collect();
    for (at, key) in Key::ALL.iter().enumerate() {
        list = probe.by(*key, list)?;
        undecided.retain(|wanted| {
            let is_decided = wanted.is_decided_by(at);
            if is_decided {
                list.retain(wanted.holds);
            }
            !is_decided
        });
    }
    Ok(list)
}

/// What is told apart.
struct Probe<'a> {
    pack: &'a Pack,
    day: Date,
    conditions: &'a [&'a When],
    by_level: bool,
}

impl Probe<'_> {
    fn asks(&self, key: Key) -> bool {
        self.conditions.iter().any(|when| when.asks_about(key))
    }

    /// One number inside each piece that the spans of a key cut the line into.
    fn breaks(&self, of: fn(&When) -> Option<Span>) -> Vec<u16> {
        breaks(self.conditions.iter().filter_map(|when| of(when)))
    }

    /// Each situation once for each value of a key that the conditions tell apart.
    fn by(&self, key: Key, list: Vec<Situation>) -> Result<Vec<Situation>, usize> {
        match key {
            Key::Care => spread(list, Care::ALL, |s, care| s.care = *care),
            Key::Level if self.by_level || self.asks(key) => {
                spread(list, &self.levels(), |s, level| s.level = *level)
            }
            Key::Distance if PLACE.iter().any(|key| self.asks(*key)) => {
                let places = places(self.pack, self.conditions);
                spread(list, &places, |s, (place, footing)| {
                    (s.treated_at, s.footing) = (*place, *footing);
                })
            }
            Key::With => self.by_marks(list),
            _ if !self.asks(key) => Ok(list),
            Key::Tier => {
                let tiers = tiers(self.pack, self.day);
                spread(list, &tiers, |s, tier| s.tier.clone_from(tier))
            }
            Key::Status => {
                let statuses = statuses(self.pack.scheme);
                spread(list, &statuses, |s, status| s.status = *status)
            }
            Key::Admission => spread(list, &self.breaks(|w| w.admission), |s, n| {
                s.admission = (*n).clamp(1, 255) as u8;
            }),
            Key::UnfiledStay => spread(list, &self.breaks(|w| w.unfiled_stay), |s, n| {
                s.unfiled_stay = (*n).min(255) as u8;
            }),
            Key::Grade => spread(list, Grade::ALL, |s, grade| s.grade = *grade),
            Key::Follows => spread(list, Follows::ALL, |s, follows| s.follows = *follows),
            Key::Age => spread(list, &self.breaks(|w| w.age), |s, n| {
                s.age = (*n).min(255) as u8;
            }),
            Key::Months => spread(list, &self.breaks(|w| w.months), |s, n| s.months = *n),
            Key::Route => spread(list, Route::ALL, |s, route| s.route = *route),
            // A pack is of one scheme, and what only forms tell is not asked of bills; levels,
            // places and marks were told apart above.
            Key::Scheme | Key::Register | Key::MonthsAway | Key::Posted => Ok(list),
            Key::Level | Key::Distance | Key::Place | Key::Elsewhere | Key::Footing => Ok(list),
            Key::Without => Ok(list),
        }
    }

    /// Whether each mark is there or not, where not too many are asked about.
    fn by_marks(&self, mut list: Vec<Situation>) -> Result<Vec<Situation>, usize> {
        let marks = marks(self.conditions);
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
            })?;
        }
        Ok(list)
    }

    /// The levels; a community facility only where something could tell it from a primary one.
    fn levels(&self) -> Vec<Level> {
        let named = |when: &&When| when.level.contains(&Level::Community);
        let by_figure = || self.by_level && self.pack.every_row().any(AnyRow::names_community);
        let community = self.conditions.iter().any(named) || by_figure();
        let all = Level::ALL.iter().copied();
        all.filter(|level| community || *level != Level::Community)
            .collect()
    }
}

/// The keys about the place of care and the footing, which go together.
const PLACE: [Key; 4] = [Key::Distance, Key::Place, Key::Elsewhere, Key::Footing];

/// Each situation once for each value; how many there would be, where that is too many.
fn spread<T>(
    list: Vec<Situation>,
    values: &[T],
    set: impl Fn(&mut Situation, &T),
) -> Result<Vec<Situation>, usize> {
    let Some((last, others)) = values.split_last() else {
        return Ok(list);
    };
    let count = list.len().saturating_mul(values.len());
    if count > SITUATIONS_MAX {
        return Err(count);
    }
    let mut all = Vec::with_capacity(list.len() * values.len());
    for mut situation in list {
        for value in others {
            let mut changed = situation.clone();
            set(&mut changed, value);
            all.push(changed);
        }
        set(&mut situation, last);
        all.push(situation);
    }
    Ok(all)
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
    draft: &PackBeingRead,
    basis: &std::sync::Arc<Basis>,
    (situation, conditions): (&Situation, &[&When]),
    (code, table): (&'static str, Table),
) -> Problem {
    let whom = describe(situation, conditions);
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

/// The situation in Chinese words, and in the words of a `when`. What is as usual is left out
/// where no condition asks about it.
pub fn describe(situation: &Situation, conditions: &[&When]) -> Bilingual {
    let asked = |key: Key| conditions.iter().any(|when| when.asks_about(key));
    let parts = Key::ALL
        .iter()
        .filter_map(|key| part(situation, *key, asked(*key)));
    let (zh, en): (Vec<String>, Vec<String>) = parts.map(|part| (part.zh, part.en)).unzip();
    Bilingual::new(zh.join("，"), en.join(", "))
}

/// What a situation is in respect of one key.
fn part(situation: &Situation, key: Key, asked: bool) -> Option<Bilingual> {
    let s = situation;
    Some(match key {
        Key::Care => worded(&s.care),
        Key::Tier => {
            let tier = s.tier.as_ref()?;
            Bilingual::new(format!("{tier} 档"), format!("tier {tier}"))
        }
        Key::Status => worded(&s.status),
        Key::Level => worded(&s.level),
        Key::Distance => {
            let (place, footing) = (s.treated_at, s.footing);
            Bilingual::new(
                format!("在 {place} 就医（{}）", footing.name().zh),
                format!("{footing} in {place}"),
            )
        }
        Key::Admission => {
            let number = s.admission;
            Bilingual::new(format!("第 {number} 次住院"), format!("admission {number}"))
        }
        Key::UnfiledStay if asked || s.unfiled_stay != 0 => match s.unfiled_stay {
            0 => Bilingual::new("不是未备案住院", "no unfiled stay"),
            number => Bilingual::new(
                format!("第 {number} 次未备案住院"),
                format!("unfiled stay {number}"),
            ),
        },
        Key::Grade if asked || s.grade != Grade::default() => worded(&s.grade),
        Key::Follows if asked || s.follows != Follows::default() => {
            Bilingual::new(s.follows.name().zh, format!("follows {}", s.follows))
        }
        Key::Age => Bilingual::new(format!("{} 岁", s.age), format!("age {}", s.age)),
        Key::Months => Bilingual::new(
            format!("连续参保 {} 个月", s.months),
            format!("{} months", s.months),
        ),
        Key::Route => routed(s),
        Key::UnfiledStay | Key::Grade | Key::Follows => return None,
        // Of one scheme; only on forms; told with the place of care; told last.
        Key::Scheme | Key::Register | Key::MonthsAway | Key::Posted => return None,
        Key::Place | Key::Elsewhere | Key::Footing => return None,
        Key::With | Key::Without => return None,
    })
}

/// The word of a file in Chinese and as it is written.
fn worded<T: Named + std::fmt::Display>(word: &T) -> Bilingual {
    Bilingual::new(word.name().zh, word.to_string())
}

/// The route, and last the marks.
fn routed(situation: &Situation) -> Bilingual {
    let route = worded(&situation.route);
    let marks: Vec<&str> = situation.traits.iter().map(String::as_str).collect();
    match marks.is_empty() {
        true => route,
        false => Bilingual::new(
            format!("{}，有标记 {}", route.zh, marks.join("、")),
            format!("{}, with {}", route.en, marks.join("+")),
        ),
    }
}
