//! Whether tables cover every situation exactly once, on every day on which something changes and
//! on the first day of every quarter.

use domain::basis::Basis;
use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::probe;
use domain::Money;
use domain::facility::Level;
use domain::files::Problem;
use domain::plan::fold::plain_situation;
use domain::policy::format::*;
use domain::policy::pack::Pack;
use domain::policy::parse::Draft;
use domain::policy::when::When;
use domain::situation::Situation;
use domain::text::Bilingual;

/// Adds a problem for every gap and every overlap. A place is named once, with the first day on
/// which it is wrong; that is enough to act on.
pub(crate) fn check_cover(draft: &mut Draft) {
    let mut found = Vec::new();
    for day in probe::days(&draft.pack) {
        check_day(draft, day, &mut found);
    }
    let mut named = BTreeSet::new();
    found.retain(
        |Problem {
             code, file, line, ..
         }| named.insert((*code, file.clone(), *line)),
    );
    draft.problems.extend(found);
}

/// What a table needs of the rows that match a situation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    One,
    AtMostOne,
}

/// A table with its name in the file.
struct Table<'a, R> {
    name: &'static str,
    rows: Vec<&'a R>,
    need: Need,
    /// National rows, for situations in which no row of the place applies.
    inherited: Vec<&'a R>,
}

fn table<'a, R>(name: &'static str, rows: Vec<&'a R>, need: Need) -> Table<'a, R> {
    Table {
        name,
        rows,
        need,
        inherited: vec![],
    }
}

fn check_day(draft: &Draft, day: Date, found: &mut Vec<Problem>) {
    let pack = &draft.pack;
    let whole = Cover {
        draft,
        day,
        layers: vec![],
    };
    let directs = Table {
        inherited: in_force(&pack.national.tables.directs, day, |_| true),
        ..table(
            "direct",
            in_force(&pack.tables.directs, day, |_| true),
            Need::One,
        )
    };
    let layers = in_force(&pack.layers, day, |_| true);
    let none = directs.rows.is_empty() && directs.inherited.is_empty();
    match layers.first() {
        Some(layer) if none && !pack.tables.directs.is_empty() => {
            let plain = plain_situation(pack, day);
            let gap = ("gap", "direct");
            found.push(probe::report(draft, &layer.basis, &plain, gap));
        }
        _ => whole.check(directs, found),
    }
    let accounts = in_force(&pack.accounts, day, |_| true);
    whole.check(table("account", accounts, Need::AtMostOne), found);
    let credits = in_force(&pack.credits, day, |_| true);
    whole.check(table("credit", credits, Need::AtMostOne), found);
    let upfronts = in_force(&pack.upfronts, day, |_| true);
    whole.check(table("upfront", upfronts, Need::AtMostOne), found);
    check_benefit_year(draft, day, found);
    for name in names_of(&pack.layers, |layer| &layer.name) {
        let layers = in_force(&pack.layers, day, |row| row.name == name);
        if !layers.is_empty() {
            Cover { draft, day, layers }.check_layer(&name, found);
        }
    }
}

/// While a layer is in force, a day lies in exactly one benefit year.
fn check_benefit_year(draft: &Draft, day: Date, found: &mut Vec<Problem>) {
    let years = in_force(&draft.pack.benefit_years, day, |_| true);
    let (code, zh, en) = match years.len() {
        1 => return,
        0 => ("gap", "没有待遇年度", "no benefit year applies"),
        _ => ("overlap", "有两个待遇年度", "two benefit years apply"),
    };
    let layer = in_force(&draft.pack.layers, day, |_| true);
    let year = years.last().map(|row| &row.basis);
    let place = match year.or(layer.first().map(|row| &row.basis)) {
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

fn in_force<R: Row>(rows: &[R], day: Date, concerns: impl Fn(&R) -> bool) -> Vec<&R> {
    rows.iter()
        .filter(|row| row.is_in_force(day) && concerns(row))
        .collect()
}

fn names_of<R>(rows: &[R], name: impl Fn(&R) -> &String) -> Vec<String> {
    let mut names: Vec<String> = rows.iter().map(|row| name(row).clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

struct Cover<'a> {
    draft: &'a Draft,
    day: Date,
    /// The layer rows the table serves; empty for tables that serve the whole pack.
    layers: Vec<&'a LayerRow>,
}

impl Cover<'_> {
    /// The tables that serve one layer.
    fn check_layer(&self, name: &str, found: &mut Vec<Problem>) {
        let (tables, day) = (&self.draft.pack.tables, self.day);
        self.check(table("layer", self.layers.clone(), Need::AtMostOne), found);
        let concerns = |row: &DeductibleRow| row.of.contains(name);
        self.check_end(("deductible", &tables.deductibles), concerns, found);
        let rows = in_force(&tables.deductibles, day, concerns);
        let by_level = |row: &DeductibleRow, at| row.amount.is_none_or(|a| a.at(at).is_some());
        self.check_by_level(table("deductible", rows, Need::One), by_level, found);
        let rates = in_force(&tables.rates, day, |row| row.of.contains(name));
        self.check_bands(rates, found);
        for step in names_of(&tables.adjustments, |row| &row.step) {
            let concerns = |row: &AdjustmentRow| row.step == step && row.of.contains(name);
            self.check_end(("adjustment", &tables.adjustments), concerns, found);
            let rows = in_force(&tables.adjustments, day, concerns);
            let by_level = |row: &AdjustmentRow, at| row.rate.is_none_or(|r| r.at(at).is_some());
            self.check_by_level(table("adjustment", rows, Need::One), by_level, found);
        }
        for counter in names_of(&tables.ceilings, |row| &row.counter) {
            let concerns = |row: &CeilingRow| row.counter == counter && row.of.contains(name);
            self.check_end(("ceiling", &tables.ceilings), concerns, found);
            let rows = in_force(&tables.ceilings, day, concerns);
            self.check(table("ceiling", rows, Need::One), found);
        }
    }

    /// A table whose last row has ended while its layer goes on would fall silent: no ceiling, no
    /// deductible. Nobody forgets a row unnoticed; what was abolished is written as a row.
    fn check_end<R: Row>(
        &self,
        (name, rows): (&'static str, &[R]),
        concerns: impl Fn(&R) -> bool,
        found: &mut Vec<Problem>,
    ) {
        let (day, rows) = (self.day, rows.iter().filter(|row| concerns(row)));
        let rows: Vec<&R> = rows.collect();
        let ended = rows
            .iter()
            .filter(|row| row.until().is_some_and(|until| until <= day));
        let Some(last) = ended.max_by_key(|row| row.until()) else {
            return;
        };
        if rows.iter().any(|row| row.is_in_force(day)) {
            return;
        }
        found.push(self.draft.place(last.basis()).problem(
            "gap",
            Bilingual::new(
                format!("表 {name} 到 {day} 已全部失效，后面没有新的一行"),
                format!("table {name}: every row has ended by {day} and none follows"),
            ),
            Bilingual::new(
                "请补上新的一行；取消了的也写一行（\"0.00\"、unlimited = true、factor = \"100%\"）",
                "add the row that follows; what was abolished is a row too (\"0.00\", unlimited = \
                 true, factor = \"100%\")",
            ),
        ));
    }

    /// The situations the rows and the layer tell apart, as far as the layer is there at all.
    fn situations(&self, whens: Vec<&When>, by_level: bool) -> Result<Vec<Situation>, usize> {
        let pack: &Pack = &self.draft.pack;
        let mut conditions: Vec<&When> = self.layers.iter().map(|layer| &layer.when).collect();
        conditions.extend(whens);
        let mut list = probe::situations(pack, self.day, &conditions, by_level)?;
        let served = |situation: &Situation| {
            let mut layers = self.layers.iter();
            self.layers.is_empty() || layers.any(|layer| layer.when.matches(situation))
        };
        list.retain(served);
        Ok(list)
    }

    fn check<R: Row>(&self, table: Table<'_, R>, found: &mut Vec<Problem>) {
        self.check_by_level(table, |_, _| true, found);
    }

    /// A row whose value is missing for a level leaves a gap there.
    fn check_by_level<R: Row>(
        &self,
        table: Table<'_, R>,
        has_value: impl Fn(&R, Level) -> bool,
        found: &mut Vec<Problem>,
    ) {
        let Table {
            name,
            rows,
            need,
            inherited,
        } = table;
        // A table without any row in force says nothing, and nothing is missing.
        let Some(first) = rows.first() else {
            return;
        };
        let whens = rows.iter().chain(&inherited);
        let whens = whens.map(|row| row.when()).collect();
        let every = |row: &&R| Level::ALL.iter().all(|level| has_value(row, *level));
        let situations = match self.situations(whens, !rows.iter().all(every)) {
            Ok(situations) => situations,
            Err(count) => return found.push(too_many(self.draft, first.basis(), (name, count))),
        };
        for situation in situations {
            let matches = |row: &&&R| row.when().matches(&situation);
            let mut hits: Vec<&&R> = rows.iter().filter(matches).collect();
            if hits.is_empty() {
                hits.extend(inherited.iter().filter(matches));
            }
            let code = match hits[..] {
                [] if need == Need::One => "gap",
                [row] if !has_value(row, situation.level) => "gap",
                [] | [_] => continue,
                _ => "overlap",
            };
            let basis = hits.first().map_or(first.basis(), |row| row.basis());
            found.push(probe::report(self.draft, basis, &situation, (code, name)));
            return;
        }
    }

    /// Rates must reach from zero without end, band after band.
    fn check_bands(&self, rows: Vec<&RateRow>, found: &mut Vec<Problem>) {
        let whens = rows.iter().map(|row| &row.when).collect();
        let by_level = rows
            .iter()
            .any(|row| row.pay.is_some_and(|pay| pay.is_by_level()));
        let Some(first) = rows
            .first()
            .map_or(self.layers.first().map(|l| &l.basis), |r| Some(&r.basis))
        else {
            return;
        };
        let situations = match self.situations(whens, by_level) {
            Ok(situations) => situations,
            Err(count) => return found.push(too_many(self.draft, first, ("rate", count))),
        };
        for situation in situations {
            let hits = rows.iter().filter(|row| row.when.matches(&situation));
            let mut hits: Vec<&RateRow> = hits.copied().collect();
            hits.sort_by_key(|row| row.above.unwrap_or_default());
            if let Some(code) = judge_bands(&hits, &situation) {
                let basis = hits.first().map_or(first, |row| &row.basis);
                let mut problem = probe::report(self.draft, basis, &situation, (code, "rate"));
                if hits
                    .iter()
                    .any(|row| row.above.is_some() || row.up_to.is_some())
                {
                    problem.next = bands_must_meet();
                }
                found.push(problem);
                return;
            }
        }
    }
}

fn judge_bands(rows: &[&RateRow], situation: &Situation) -> Option<&'static str> {
    let mut reached = Some(Money::ZERO);
    for row in rows {
        let above = row.above.unwrap_or_default();
        match reached {
            Some(end) if above > end => return Some("gap"),
            Some(end) if above == end => {}
            _ => return Some("overlap"),
        }
        if row.pay.is_some_and(|pay| pay.at(situation.level).is_none()) {
            return Some("gap");
        }
        reached = row.up_to;
    }
    reached.is_some().then_some("gap")
}

/// What to do when several bands apply and do not join.
fn bands_must_meet() -> Bilingual {
    Bilingual::new(
        "分段要首尾相接：每段的 above 等于前一段的 up_to，第一段不写 above，最后一段不写 up_to；不是分段的，用 when 分开",
        "bands must meet: above equals up_to of the band before, the first has no above, the last \
         no up_to; rows that are no bands are told apart with when or from/until",
    )
}

/// Rows that tell too many situations apart for all of them to be looked at.
fn too_many(
    draft: &Draft,
    basis: &std::sync::Arc<Basis>,
    (table, count): (&str, usize),
) -> Problem {
    draft.place(basis).problem(
        "too-many",
        Bilingual::new(
            format!("表 {table} 区分了 {count} 种情形，多于能逐一检查的"),
            format!("table {table} tells {count} situations apart, more than can be looked at"),
        ),
        Bilingual::new(
            "请减少 with/without 里的标记",
            "use fewer marks in with and without",
        ),
    )
}
