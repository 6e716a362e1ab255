//! Why a bill comes to something else: the figures of both plans side by side, fund by fund, with
//! the addresses of the rows they come from.

use std::sync::Arc;

use serde::Serialize;

use crate::rows::{national_rows, rows};
use domain::Rate;
use domain::basis::Basis;
use domain::basis::identity;
use domain::explain::Computed;
use domain::plan::{Adjusted, Cited, LayerOrigin, PlanDeductible, PlanLayer};
use domain::policy::Pack;
use domain::rules::Points;
use domain::text::{Bilingual, Sep};
use domain::trace::StepKind;

/// A figure that differs in one bill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Reason {
    /// What differs, from what to what.
    pub says: Bilingual,
    /// Addresses of the rows of the first side.
    pub before: Vec<String>,
    /// Addresses of the rows of the second side.
    pub after: Vec<String>,
}

/// One figure of a plan with the rows it comes from.
type Figure = (Bilingual, Vec<Arc<Basis>>);

/// What both sides say of one thing.
type Pair = (Bilingual, Option<Figure>, Option<Figure>);

/// The figures that differ, of the funds in which money moved on either side.
pub(super) fn reasons(before: (&Pack, &Computed), after: (&Pack, &Computed)) -> Vec<Reason> {
    let mut found = Vec::new();
    for name in names(before.1, after.1) {
        let (old, new) = (Fund::of(before.1, &name), Fund::of(after.1, &name));
        for (what, old, new) in pairs(old.as_ref(), new.as_ref()) {
            let word = |figure: &Option<Figure>| match figure {
                Some((value, _)) => value.clone(),
                None => Bilingual::new("没有", "none"),
            };
            let (was, is) = (word(&old), word(&new));
            if was == is {
                continue;
            }
            found.push(Reason {
                says: Bilingual::new(
                    format!("{}：{} → {}", what.zh, was.zh, is.zh),
                    format!("{}: {} → {}", what.en, was.en, is.en),
                ),
                before: addresses(before.0, old),
                after: addresses(after.0, new),
            });
        }
    }
    found
}

/// Funds in which money moved, in the order of the first side.
fn names(before: &Computed, after: &Computed) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for computed in [before, after] {
        for (number, origin) in computed.plan.origin.layers.iter().enumerate() {
            let moves = |kind| matches!(kind, StepKind::Rate | StepKind::Deductible);
            let mut steps = computed.steps.iter().filter(|step| moves(step.kind));
            let moved = steps.any(|step| usize::from(step.layer) == number);
            if moved && !names.contains(&origin.name) {
                names.push(origin.name.clone());
            }
        }
    }
    names
}

/// A fund of a plan.
struct Fund<'a> {
    layer: &'a PlanLayer,
    origin: &'a LayerOrigin,
    is_stopped: bool,
}

impl<'a> Fund<'a> {
    fn of(computed: &'a Computed, name: &str) -> Option<Fund<'a>> {
        let origins = &computed.plan.origin.layers;
        let number = origins.iter().position(|origin| origin.name == name)?;
        let stops = |step: &domain::trace::Step| {
            step.kind == StepKind::Ceiling && usize::from(step.layer) == number
        };
        Some(Fund {
            layer: &computed.plan.layers[number],
            origin: &origins[number],
            is_stopped: computed.steps.iter().any(stops),
        })
    }

    fn deductible(&self) -> Figure {
        let value = match self.layer.deductible {
            PlanDeductible::Fixed(amount) => same(amount.grouped()),
            PlanDeductible::Provisional(amount, _) => Bilingual::new(
                format!("{}（暂算）", amount.grouped()),
                format!("{} for now", amount.grouped()),
            ),
            PlanDeductible::Unknown(_) => Bilingual::new("不知道", "not known"),
            PlanDeductible::OfBill { share, .. } => {
                Bilingual::new(format!("总费用的 {share}"), format!("{share} of the bill"))
            }
        };
        (value, bases(self.origin.deductible.as_ref()))
    }

    fn rate(&self, band: usize) -> Option<Figure> {
        let (rate, cited) = self.origin.rates.get(band)?;
        Some((same(rate), bases(Some(cited))))
    }

    fn adjustment(&self) -> Figure {
        let changes = &self.origin.adjustments;
        let moves = |change: &&(Adjusted, Cited)| change.0 != Adjusted::Factor(Rate::FULL);
        let moving = changes.iter().filter(moves);
        let said: Vec<Bilingual> = moving.map(|(change, _)| adjusted(*change)).collect();
        let value = match said.is_empty() {
            true => Bilingual::new("不变", "none"),
            false => Bilingual::join(said, Sep::Comma),
        };
        (value, bases(changes.iter().map(|(_, cited)| cited)))
    }

    fn ceiling(&self) -> Option<Figure> {
        let most = self.layer.ceiling()?;
        Some((same(most.grouped()), bases(self.origin.ceilings.iter())))
    }
}

fn pairs(old: Option<&Fund<'_>>, new: Option<&Fund<'_>>) -> Vec<Pair> {
    let Some(told) = new.or(old) else {
        return vec![];
    };
    let title = &told.origin.title;
    let named = |zh: &str, en: &str| {
        Bilingual::new(format!("{}{zh}", title.zh), format!("{}, {en}", title.en))
    };
    if old.is_none() || new.is_none() {
        let there = |fund: Option<&Fund<'_>>| {
            fund.map(|fund| {
                let pays = Bilingual::new("支付", "pays");
                (pays, bases(Some(&fund.origin.layer)))
            })
        };
        return vec![(named("", "as a whole"), there(old), there(new))];
    }
    let mut pairs = vec![(
        named("起付线", "deductible"),
        old.map(Fund::deductible),
        new.map(Fund::deductible),
    )];
    let bands = |fund: Option<&Fund<'_>>| fund.map_or(0, |fund| fund.origin.rates.len());
    let count = bands(old).max(bands(new));
    for band in 0..count {
        let (zh, en) = match count {
            1 => ("支付比例".to_owned(), "rate".to_owned()),
            _ => (
                format!("第 {} 段支付比例", band + 1),
                format!("rate of band {}", band + 1),
            ),
        };
        let rate = |fund: Option<&Fund<'_>>| fund.and_then(|fund| fund.rate(band));
        pairs.push((named(&zh, &en), rate(old), rate(new)));
    }
    pairs.push((
        named("比例调整", "adjustments"),
        old.map(Fund::adjustment),
        new.map(Fund::adjustment),
    ));
    if [old, new].into_iter().flatten().any(|fund| fund.is_stopped) {
        let ceiling = |fund: Option<&Fund<'_>>| fund.and_then(Fund::ceiling);
        pairs.push((named("年度限额", "ceiling"), ceiling(old), ceiling(new)));
    }
    pairs
}

fn adjusted(change: Adjusted) -> Bilingual {
    match change {
        Adjusted::Factor(rate) => same(format!("× {rate}")),
        Adjusted::Points(points) => {
            let points = Points(points);
            Bilingual::new(format!("{points} 个百分点"), format!("{points} points"))
        }
        Adjusted::SelfPayFirst(rate) => Bilingual::new(
            format!("先自付 {rate}"),
            format!("{rate} paid first by the person"),
        ),
        Adjusted::Flat(rate) => Bilingual::new(format!("改为 {rate}"), format!("{rate} instead")),
        Adjusted::PersonShare(rate) => Bilingual::new(
            format!("个人负担 × {rate}"),
            format!("the person's share × {rate}"),
        ),
        Adjusted::Floor(rate) => {
            Bilingual::new(format!("不低于 {rate}"), format!("not below {rate}"))
        }
    }
}

fn same(text: impl std::fmt::Display) -> Bilingual {
    Bilingual::new(text.to_string(), text.to_string())
}

fn bases<'a>(cited: impl IntoIterator<Item = &'a Cited>) -> Vec<Arc<Basis>> {
    cited.into_iter().map(|cited| cited.basis.clone()).collect()
}

/// The addresses of the rows, each once.
fn addresses(pack: &Pack, figure: Option<Figure>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let all = rows(pack);
    let national = national_rows(pack);
    for basis in figure.into_iter().flat_map(|(_, bases)| bases) {
        let mut all = all.iter().chain(&national);
        let row = all.find(|row| row.row.identity() == identity(&basis));
        let address = row.map(|row| row.address.to_string());
        found.extend(address.filter(|address| !found.contains(address)));
    }
    found
}
