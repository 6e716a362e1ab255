//! Whether tables cover every situation exactly once, on every day on which something changes and
//! on the first day of every quarter – by the very answer that the fold takes, [`InForce`]: as
//! decided, and as each source in a dispute says it.

use std::collections::BTreeSet;

use domain::Money;
use domain::basis::Basis;
use domain::facility::Level;
use domain::files::Problem;
use domain::plan::fold::plain_situation;
use domain::policy::parse::PackBeingRead;
use domain::policy::{InForce, OnDay, Overlay, Pack};
use domain::rules::when::When;
use domain::rules::{
    Account, Adjustment, AnyRow, BenefitYearFigure, Ceiling, Credit, Deductible, Direct, Figure,
    Guarantee, Layer, LayerRow, Need, RateFigure, Rule, Stay, Table, Tabled, Upfront,
};
use domain::situation::Situation;
use domain::text::Bilingual;
use jiff::civil::Date;

use crate::probe::{self, Wanted};

/// Adds a problem for every gap and every overlap. A place is named once, with the first day on
/// which it is wrong; that is enough to act on.
pub(crate) fn check_cover(draft: &mut PackBeingRead) {
    let days = probe::days(&draft.pack);
    let mut found = Vec::new();
    let decided = Source {
        draft,
        rules: draft.pack.in_force(None),
        about: None,
    };
    for day in &days {
        decided.check(*day, &mut found);
    }
    for (overlay, about) in versions(&draft.pack) {
        let told = Source {
            draft,
            rules: draft.pack.in_force(Some(&overlay)),
            about: Some(about),
        };
        for day in &days {
            told.check(*day, &mut found);
        }
    }
    let mut named = BTreeSet::new();
    found.retain(
        |Problem {
             code, file, line, ..
         }| named.insert((*code, file.clone(), *line)),
    );
    draft.problems.extend(found);
}

/// What a version of a dispute speaks of: tables, with layers and names where they have them.
type About<'a> = Vec<AnyRow<'a>>;

/// The versions of all disputes that bring rows, each as it is asked for.
fn versions(pack: &Pack) -> Vec<(Overlay, About<'_>)> {
    let all = pack.disputes.iter();
    let all = all.flat_map(|row| row.version.iter().map(move |version| (row, version)));
    let with_rows = all.filter_map(|(row, version)| {
        let about: About<'_> = version.every_row().collect();
        let overlay = pack.overlay(&format!("{}:{}", row.id, version.source))?;
        (!about.is_empty()).then_some((overlay, about))
    });
    with_rows.collect()
}

/// The rules as decided, or as one source says them.
struct Source<'a> {
    draft: &'a PackBeingRead,
    rules: InForce<'a>,
    /// What the source speaks of; none for everything.
    about: Option<About<'a>>,
}

impl<'a> Source<'a> {
    /// Whether there is anything to look at: a source is only asked about what it speaks of.
    fn speaks_of(&self, table: Table, layer: Option<&str>, name: Option<&str>) -> bool {
        let Some(about) = &self.about else {
            return true;
        };
        about.iter().any(|row| {
            let of_layer = match (layer, row.layers()) {
                (Some(layer), Some(of)) => of.contains(layer),
                _ => true,
            };
            row.table() == table && of_layer && name.is_none_or(|name| row.name() == Some(name))
        })
    }

    fn check(&self, day: Date, found: &mut Vec<Problem>) {
        let pack = &self.draft.pack;
        let whole = Cover {
            source: self,
            day,
            layers: vec![],
        };
        self.check_direct(&whole, found);
        whole.check::<Account>(None, found);
        whole.check::<Credit>(None, found);
        whole.check::<Upfront>(None, found);
        if self.about.is_none() {
            check_benefit_year(self.draft, day, found);
        }
        for name in names(pack.tables.layers.iter().map(|row| row.name.as_str())) {
            let layers = pack.tables.layers.iter();
            let layers = layers.filter(|row| row.name == name && row.is_in_force(day));
            let of_layer = Cover {
                source: self,
                day,
                layers: layers.collect(),
            };
            if !of_layer.layers.is_empty() {
                of_layer.check_layer(name, found);
            }
        }
    }

    /// A place that says anything about direct settlement says it for every day.
    fn check_direct(&self, whole: &Cover<'_, 'a>, found: &mut Vec<Problem>) {
        let pack = &self.draft.pack;
        let day = whole.day;
        let layers = pack.tables.layers.iter().find(|row| row.is_in_force(day));
        let stated = self.rules.is_stated::<Direct>(day, |_| true);
        match layers {
            Some(layer) if !stated && !pack.tables.directs.is_empty() => {
                let plain = plain_situation(pack, day);
                let gap = ("gap", Table::Direct);
                found.push(probe::report(self.draft, &layer.basis, (&plain, &[]), gap));
            }
            _ => whole.check::<Direct>(None, found),
        }
    }
}

/// While a layer is in force, a day lies in exactly one benefit year.
fn check_benefit_year(draft: &PackBeingRead, day: Date, found: &mut Vec<Problem>) {
    let tables = &draft.pack.tables;
    let years = tables.benefit_years.iter();
    let years: Vec<&Rule<BenefitYearFigure>> = years.filter(|row| row.is_in_force(day)).collect();
    let (code, zh, en) = match years.len() {
        1 => return,
        0 => ("gap", "没有待遇年度", "no benefit year applies"),
        _ => ("overlap", "有两个待遇年度", "two benefit years apply"),
    };
    let layer = tables.layers.iter().find(|row| row.is_in_force(day));
    let year = years.last().map(|row| &row.basis);
    let place = match year.or(layer.map(|row| &row.basis)) {
        Some(basis) => draft.place(basis),
        None => return,
    };
    found.push(place.problem(
        code,
        Bilingual::new(format!("{day} {zh}"), format!("{en} on {day}")),
        Bilingual::new(
            "请检查 [[benefit_year]] 的 from 和 until",
            "check from and until of [[benefit_year]]",
        ),
    ));
}

/// Different names, in their own order.
fn names<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.collect()
}

struct Cover<'s, 'a> {
    source: &'s Source<'a>,
    day: Date,
    /// The layer rows the table serves; empty for tables that serve the whole pack.
    layers: Vec<&'a LayerRow>,
}

impl<'a> Cover<'_, 'a> {
    /// The tables that serve one layer.
    fn check_layer(&self, name: &str, found: &mut Vec<Problem>) {
        let rules = &self.source.rules;
        if self.source.about.is_none() {
            self.check_situations(&rules.on::<Layer>(self.day, |row| row.name == name), found);
        }
        self.check::<Deductible>(Some((name, None)), found);
        self.check::<RateFigure>(Some((name, None)), found);
        for step in names(rules.rows::<Adjustment>().map(|row| row.step.word())) {
            self.check::<Adjustment>(Some((name, Some(step))), found);
        }
        for counter in names(rules.rows::<Ceiling>().map(|row| row.counter.as_str())) {
            self.check::<Ceiling>(Some((name, Some(counter))), found);
        }
        for follows in names(rules.rows::<Stay>().map(|row| row.follows.word())) {
            self.check::<Stay>(Some((name, Some(follows))), found);
        }
        self.check::<Guarantee>(Some((name, None)), found);
        self.check_ceiling_begun(name, found);
    }

    /// A layer that ever has a ceiling has one on every day, or says that there is none: before the
    /// first row it would pay without end.
    fn check_ceiling_begun(&self, name: &str, found: &mut Vec<Problem>) {
        if !self.source.speaks_of(Table::Ceiling, Some(name), None) {
            return;
        }
        let day = self.day;
        let rows = self.source.rules.rows::<Ceiling>();
        let rows: Vec<&Rule<Ceiling>> = rows.filter(|row| row.of.contains(name)).collect();
        let first = rows.iter().min_by_key(|row| row.from);
        // One that has ended is reported already.
        let Some(first) = first.filter(|_| rows.iter().all(|row| row.from > day)) else {
            return;
        };
        found.push(self.source.draft.place(&first.basis).problem(
            "gap",
            Bilingual::new(
                format!(
                    "表 ceiling 从 {} 才开始，{name} 在 {day} 会没有限额地付",
                    first.from
                ),
                format!(
                    "table ceiling begins on {} only: on {day}, {name} would pay without end",
                    first.from
                ),
            ),
            Bilingual::new(
                "请补上以前的一行；没有限额写 unlimited = true，不知道写 unknown = {…}",
                "add the row before it: unlimited = true where there was none, unknown = {…} where \
                 it is not known",
            ),
        ));
    }

    /// One table, as far as it serves a layer and has a name.
    fn check<F: Tabled>(&self, of: Option<(&str, Option<&str>)>, found: &mut Vec<Problem>) {
        let (layer, name) = (of.map(|(layer, _)| layer), of.and_then(|(_, name)| name));
        if !self.source.speaks_of(F::TABLE, layer, name) {
            return;
        }
        let concerns = |row: &Rule<F>| {
            let served = row.figure.layers();
            layer.is_none_or(|layer| served.is_some_and(|of| of.contains(layer)))
                && name.is_none_or(|name| row.figure.name() == Some(name))
        };
        let on_day = self.source.rules.on::<F>(self.day, concerns);
        match F::NEED {
            Need::Bands => self.check_bands(&on_day, found),
            Need::Any => self.check_end(concerns, found),
            Need::One | Need::AtMostOne => {
                self.check_end(concerns, found);
                self.check_situations(&on_day, found);
            }
        }
    }

    /// A table whose last row has ended while its layer goes on would fall silent: no ceiling, no
    /// deductible, no guarantee. Nobody forgets a row unnoticed; what was abolished is written as a
    /// row.
    fn check_end<F: Tabled>(&self, concerns: impl Fn(&Rule<F>) -> bool, found: &mut Vec<Problem>) {
        let (day, rules) = (self.day, &self.source.rules);
        let rows: Vec<&Rule<F>> = rules.rows::<F>().filter(|row| concerns(row)).collect();
        let ended = |row: &&&Rule<F>| row.until.is_some_and(|until| until <= day);
        let Some(last) = rows.iter().filter(ended).max_by_key(|row| row.until) else {
            return;
        };
        if rows.iter().any(|row| row.is_in_force(day)) {
            return;
        }
        let table = F::TABLE;
        found.push(self.source.draft.place(&last.basis).problem(
            "gap",
            Bilingual::new(
                format!("表 {table} 到 {day} 已全部失效，后面没有新的一行"),
                format!("table {table}: every row has ended by {day} and none follows"),
            ),
            Bilingual::new(
                "请补上新的一行；取消了的也写一行（\"0.00\"、unlimited = true、factor = \"100%\"、\
                 share = \"0%\"、pays = []、deductible = \"anew\"）",
                "add the row that follows; what was abolished is a row too (\"0.00\", unlimited = \
                 true, factor = \"100%\", share = \"0%\", pays = [], deductible = \"anew\")",
            ),
        ));
    }

    /// The situations the rows and the layer tell apart, as far as the layer is there at all.
    fn situations(&self, conditions: &[&When], by_level: bool) -> Result<Vec<Situation>, usize> {
        let pack: &Pack = &self.source.draft.pack;
        let rules = &self.source.rules;
        let served = |situation: &Situation| {
            let mut layers = self.layers.iter();
            self.layers.is_empty()
                || layers.any(|layer| rules.speaks_of(AnyRow::Layer(layer), situation))
        };
        let served = Wanted {
            asks: self.layers.iter().map(|layer| &layer.when).collect(),
            holds: &served,
        };
        probe::wanted_situations(pack, self.day, (conditions, by_level), &[served])
    }

    /// The conditions of the layer and of rows that serve it.
    fn conditions<F>(&self, rows: &OnDay<'a, F>) -> Vec<&'a When> {
        let layers = self.layers.iter().map(|layer| &layer.when);
        layers.chain(rows.rows().map(|row| &row.when)).collect()
    }

    /// A row whose value is missing for a level leaves a gap there.
    fn check_situations<F: Tabled>(&self, rows: &OnDay<'a, F>, found: &mut Vec<Problem>) {
        let draft = self.source.draft;
        // A table without any row in force says nothing, and nothing is missing.
        let Some(first) = rows.rows().next() else {
            return;
        };
        let said = |row: &Rule<F>| Level::ALL.iter().all(|level| row.figure.is_said_at(*level));
        let by_level = !rows.rows().all(said);
        let conditions = self.conditions(rows);
        let situations = match self.situations(&conditions, by_level) {
            Ok(situations) => situations,
            Err(count) => return found.push(too_many(draft, &first.basis, (F::TABLE, count))),
        };
        for situation in situations {
            let hits = rows.deciding(&situation);
            let code = match hits[..] {
                [] if F::NEED == Need::One => "gap",
                [row] if !row.figure.is_said_at(situation.level) => "gap",
                [] | [_] => continue,
                _ => "overlap",
            };
            let basis = hits.first().map_or(&first.basis, |row| &row.basis);
            let about = (&situation, &*conditions);
            let mut problem = probe::report(draft, basis, about, (code, F::TABLE));
            tell_rows(draft, &hits, &mut problem);
            found.push(problem);
            return;
        }
    }

    /// Rates must reach from zero without end, band after band.
    fn check_bands<F: Tabled>(&self, rows: &OnDay<'a, F>, found: &mut Vec<Problem>) {
        let draft = self.source.draft;
        let said = |row: &Rule<F>| Level::ALL.iter().all(|level| row.figure.is_said_at(*level));
        let by_level = !rows.rows().all(said);
        let of_layer = self.layers.first().map(|layer| &layer.basis);
        let Some(first) = rows.rows().next().map(|row| &row.basis).or(of_layer) else {
            return;
        };
        let conditions = self.conditions(rows);
        let situations = match self.situations(&conditions, by_level) {
            Ok(situations) => situations,
            Err(count) => return found.push(too_many(draft, first, (F::TABLE, count))),
        };
        for situation in situations {
            let mut hits = rows.deciding(&situation);
            hits.sort_by_key(|row| band(row).0);
            if let Some(code) = judge_bands(&hits, &situation) {
                let basis = hits.first().map_or(first, |row| &row.basis);
                let mut problem =
                    probe::report(draft, basis, (&situation, &conditions), (code, F::TABLE));
                if hits.iter().any(|row| band(row) != (Money::ZERO, None)) {
                    problem.next = bands_must_meet();
                }
                tell_rows(draft, &hits, &mut problem);
                found.push(problem);
                return;
            }
        }
    }
}

/// Names every row of an overlap with where it stands.
fn tell_rows<F>(draft: &PackBeingRead, hits: &[&Rule<F>], problem: &mut Problem) {
    if problem.code != "overlap" {
        return;
    }
    let places = hits.iter().map(|row| draft.place(&row.basis));
    let places: Vec<String> = places
        .map(|at| format!("{}:{}", at.file, at.line))
        .collect();
    problem.message.zh += &format!("：{}", places.join("、"));
    problem.message.en += &format!(": {}", places.join(", "));
}

/// The amounts a row is for.
fn band<F: Figure>(row: &Rule<F>) -> (Money, Option<Money>) {
    row.figure.band().unwrap_or_default()
}

fn judge_bands<F: Figure>(rows: &[&Rule<F>], situation: &Situation) -> Option<&'static str> {
    let mut reached = Some(Money::ZERO);
    for row in rows {
        let (above, up_to) = band(row);
        match reached {
            Some(end) if above > end => return Some("gap"),
            Some(end) if above == end => {}
            _ => return Some("overlap"),
        }
        if !row.figure.is_said_at(situation.level) {
            return Some("gap");
        }
        reached = up_to;
    }
    reached.is_some().then_some("gap")
}

/// What to do when several bands apply and do not join.
fn bands_must_meet() -> Bilingual {
    Bilingual::new(
        "分段要首尾相接：每段的 above 等于前一段的 up_to，第一段不写 above，最后一段不写 up_to；不是分段的，用 when 分开",
        "bands must meet: above equals up_to of the band before, the first has no above, the last \
         no up_to; rows that are no bands are distinguished by when or from/until",
    )
}

/// Rows that tell too many situations apart for all of them to be looked at.
fn too_many(
    draft: &PackBeingRead,
    basis: &std::sync::Arc<Basis>,
    (table, count): (Table, usize),
) -> Problem {
    draft.place(basis).problem(
        "too-many",
        Bilingual::new(
            format!("表 {table} 区分了 {count} 种情形，多于能逐一检查的"),
            format!("table {table} tells {count} situations apart, more than can be looked at"),
        ),
        Bilingual::new(
            "请减少 with、without 里的标记，或把 age、months、admission 的段合并",
            "use fewer marks in with and without, or fewer spans of age, months and admission",
        ),
    )
}
