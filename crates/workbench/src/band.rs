//! Whether a place keeps the national bands: how far its rates may stay below those at home.
//!
//! A row that leaves a band is a problem, unless it says why it stands (`departs`): then it is a
//! departure, which is listed and never silent.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::probe::{self, Wanted};
use domain::basis::identity;
use domain::files::Problem;
use domain::plan::fold::{LayerRates, layer_rates};
use domain::policy::pack::Pack;
use domain::policy::parse::PackBeingRead;
use domain::rules::{Adjustment, AnyRow, BandRow, Component, LayerRow, RateFigure};
use domain::situation::Footing;
use domain::situation::Situation;
use domain::text::Bilingual;

/// What leaves a band: problems, and departures that are explained.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    pub problems: Vec<Problem>,
    pub departures: Vec<Problem>,
}

/// Looks at every situation the rates tell apart, on every day on which one of them changes. A row
/// is named once, with the first day on which it leaves a band.
pub(crate) fn check_bands(draft: &PackBeingRead) -> Outside {
    let pack = &draft.pack;
    let mut outside = Outside::default();
    let mut named = BTreeSet::new();
    for day in days(pack) {
        for band in pack
            .national
            .tables
            .bands
            .iter()
            .filter(|b| b.is_in_force(day))
        {
            for layer in pack.tables.layers.iter().filter(|row| row.is_in_force(day)) {
                if layer.base.contains(&Component::Eligible) {
                    let looked_at = Looked { draft, band, layer };
                    looked_at.check(day, &mut named, &mut outside);
                }
            }
        }
    }
    outside
}

/// Days on which a rate or what changes it begins or ends – a decision that is taken back puts
/// older rows in force again – within the days of the bands.
fn days(pack: &Pack) -> BTreeSet<Date> {
    let rules = pack.in_force(None);
    let rates = rules.rows::<RateFigure>().map(|row| (row.from, row.until));
    let changes = rules.rows::<Adjustment>().map(|row| (row.from, row.until));
    let bands = pack
        .national
        .tables
        .bands
        .iter()
        .map(|row| (row.from, None));
    let all = rates.chain(changes).chain(bands);
    all.flat_map(|(from, until)| std::iter::once(from).chain(until))
        .collect()
}

struct Looked<'a> {
    draft: &'a PackBeingRead,
    band: &'a BandRow,
    layer: &'a LayerRow,
}

impl Looked<'_> {
    fn check(&self, day: Date, named: &mut BTreeSet<(usize, String)>, outside: &mut Outside) {
        for away in self.situations(day) {
            let pack = &self.draft.pack;
            let home = self.home_of(&away);
            let (Some(here), Some(there)) = (
                layer_rates(pack, &home, self.layer),
                layer_rates(pack, &away, self.layer),
            ) else {
                continue;
            };
            let below = most_below(&here, &there);
            if below <= i64::from(self.band.points_below.0) * 10_000 {
                continue;
            }
            let key = (identity(&there.last), self.band.id.clone());
            if named.insert(key) {
                let problem = self.problem(&away, &there, below);
                match there.departs {
                    None => outside.problems.push(problem),
                    Some(_) => outside.departures.push(problem),
                }
            }
        }
    }

    /// The same at home, without the marks the band is about.
    fn home_of(&self, away: &Situation) -> Situation {
        let mut home = Situation {
            treated_at: self.draft.pack.region,
            footing: Footing::AtHome,
            ..away.clone()
        };
        home.traits
            .retain(|mark| !self.band.when.with.contains(mark));
        home
    }

    /// Situations the rates of the layer tell apart, in which both layer and band apply.
    fn situations(&self, day: Date) -> Vec<Situation> {
        let pack = &self.draft.pack;
        let name = self.layer.name.as_str();
        let rules = pack.in_force(None);
        let rates = rules.on::<RateFigure>(day, |row| row.of.contains(name));
        let changes = rules.on::<Adjustment>(day, |row| row.of.contains(name));
        let conditions: Vec<_> = rates
            .rows()
            .map(|row| &row.when)
            .chain(changes.rows().map(|row| &row.when))
            .chain([&self.layer.when, &self.band.when])
            .collect();
        let of_band = |it: &Situation| rules.speaks_of(AnyRow::Band(self.band), it);
        let of_layer = |it: &Situation| rules.speaks_of(AnyRow::Layer(self.layer), it);
        let wanted = [
            Wanted {
                asks: vec![&self.band.when],
                holds: &of_band,
            },
            Wanted {
                asks: vec![&self.layer.when],
                holds: &of_layer,
            },
        ];
        // Too many to look at is reported where gaps are looked for.
        probe::wanted_situations(pack, day, (&conditions, true), &wanted).unwrap_or_default()
    }

    fn problem(&self, away: &Situation, there: &LayerRates<'_>, below: i64) -> Problem {
        let whom = probe::describe(away, &[]);
        let (whole, part) = (below / 1_000_000, below % 1_000_000 / 10_000);
        let points = match part {
            0 => whole.to_string(),
            _ => format!("{whole}.{part:02}"),
        };
        let default = Bilingual::new(self.band.id.clone(), self.band.id.clone());
        let says = self.band.says.as_ref().unwrap_or(&default);
        let (source, at) = (&self.band.basis.source, self.band.basis.at.as_deref());
        let place = self.draft.place(&there.last);
        let next = match there.departs {
            Some(why) => why.clone(),
            None => Bilingual::new(
                "请核对原文；原文确实如此的，在这一行用 departs = { zh = …, en = … } 写明为什么照此执行",
                "compare it with the published text; if it is so, say why it stands with \
                 departs = { zh = …, en = … } in this row",
            ),
        };
        let at = at.unwrap_or_default();
        place.problem(
            "national-band",
            Bilingual::new(
                format!(
                    "{} 起对「{}」比参保地低 {points} 个百分点，超出全国规定「{}」（{source} {at}）",
                    away.day, whom.zh, says.zh
                ),
                format!(
                    "from {} on, {points} points below home for «{}», which leaves the national \
                     rule «{}» ({source} {at})",
                    away.day, whom.en, says.en
                ),
            ),
            next,
        )
    }
}

/// The largest distance by which the rates there stay below those at home, in hundred-millionths.
/// Bands are compared where they overlap.
fn most_below(home: &LayerRates<'_>, away: &LayerRates<'_>) -> i64 {
    let mut most = 0;
    let (mut near, mut far) = (home.bands.iter().peekable(), away.bands.iter().peekable());
    while let (Some(here), Some(there)) = (near.peek(), far.peek()) {
        let below = home.paid(here) - away.paid(there);
        most = most.max(below);
        let (end_here, end_there) = (here.up_to, there.up_to);
        if end_here <= end_there {
            near.next();
        }
        if end_there <= end_here {
            far.next();
        }
    }
    most
}
