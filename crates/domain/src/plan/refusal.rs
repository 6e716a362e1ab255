//! Why a bill is not computed. Never a guess: what is not known is said to be not known.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Adjusted, Cited, Entries, LayerOrigin, Missing, Plan, PlanDeductible, PlanLayer};
use crate::basis::{Basis, ShownBasis};
use crate::region_names::label;
use crate::rules::Table;
use crate::text::{Bilingual, Named};
use crate::{Rate, Region};

/// Why a bill is not computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The rules say it is not settled on the spot.
    #[error("not settled directly: {0}", says.en)]
    NotDirect {
        /// What the person is told.
        says: Bilingual,
        /// What it rests on.
        basis: Arc<Basis>,
        /// First day of the rule.
        from: Date,
    },
    /// The bill reaches figures that are not known to us; a clerk decides.
    #[error("not known: {}", all(missing).en)]
    Unknown {
        /// What is not known.
        missing: Vec<Missing>,
        /// What is.
        known: Box<Plan>,
    },
    /// A fund would pay, but up to which ceiling is not known: it is not paid without end.
    #[error("ceiling not known: {}", all(missing).en)]
    CeilingNotKnown {
        /// The ceilings.
        missing: Vec<Missing>,
        /// What is known.
        known: Box<Plan>,
    },
    /// No rule of this pack covers the situation.
    #[error("no {table} rule for this situation on {day}")]
    NoRule {
        /// The table.
        table: Table,
        /// The day.
        day: Date,
    },
    /// Two rules cover it; the checker would have said so.
    #[error("two {table} rules for this situation on {day}")]
    TwoRules {
        /// The table.
        table: Table,
        /// The day.
        day: Date,
    },
    /// More layers or running totals meet than there is room for; the checker would have said so.
    #[error("{layers} layers with {totals} running totals: more than there is room for")]
    TooLarge {
        /// How many layers.
        layers: usize,
        /// How many running totals.
        totals: usize,
    },
    /// No benefit year is defined on the day.
    #[error("no benefit year on {0}")]
    NoBenefitYear(Date),
    /// Hong Kong, Macao, Taiwan or abroad: the insurance pays nothing there.
    #[error("{0} is outside the scheme")]
    OutsideTheScheme(Region),
    /// A long-term filing for another place suspends care at home.
    #[error("care at home is suspended: {0}", reason.en)]
    HomeSuspended {
        /// Which filing, in a sentence.
        reason: Bilingual,
        /// What the filing rests on.
        basis: Vec<ShownBasis>,
    },
}

/// Everything that is missing in one sentence, each thing once.
fn all(missing: &[Missing]) -> Bilingual {
    let mut said: Vec<&Bilingual> = Vec::new();
    for one in missing {
        if !said.contains(&&one.says) {
            said.push(&one.says);
        }
    }
    let zh: Vec<&str> = said.iter().map(|says| says.zh.as_str()).collect();
    let en: Vec<&str> = said.iter().map(|says| says.en.as_str()).collect();
    Bilingual::new(zh.join("；"), en.join("; "))
}

/// What a layer is known to do, in a few words; nothing when nothing is known.
fn known_of(layer: &PlanLayer, origin: &LayerOrigin) -> Option<Bilingual> {
    let (mut zh, mut en) = (vec![], vec![]);
    match layer.deductible {
        _ if origin.deductible.is_none() => (),
        PlanDeductible::Unknown(_) => (),
        PlanDeductible::Fixed(amount) | PlanDeductible::Provisional(amount, _) => {
            zh.push(format!("起付线 {} 元", amount.grouped()));
            en.push(format!("deductible {}", amount.grouped()));
        }
        PlanDeductible::OfBill {
            share,
            at_least,
            at_most,
        } => {
            let (least, most) = (at_least.grouped(), at_most.grouped());
            zh.push(format!("起付线为总费用的 {share}（{least} 至 {most} 元）"));
            en.push(format!("deductible {share} of the bill, {least} to {most}"));
        }
    }
    for first in layer.self_pay_first.iter().filter(|it| **it > Rate::ZERO) {
        zh.push(format!("先自付 {first}"));
        en.push(format!("self-pay first {first}"));
    }
    let first = layer.bands.first();
    let first = first.filter(|band| band.unknown.is_empty());
    match first {
        // What changes it is told as what is missing: by itself it is not what applies here.
        Some(band) if !layer.unknown_changes.is_empty() => {
            zh.push(format!("没有按备案情形调整时的支付比例 {}", band.pay));
            en.push(format!(
                "rate {} before the change that is not known",
                band.pay
            ));
        }
        Some(band) => {
            zh.push(format!("支付比例 {}", band.pay));
            en.push(format!("rate {}", band.pay));
        }
        None => (),
    }
    if first.is_none() {
        for says in changes(origin) {
            // A sentence of its own, not a figure of the fund.
            let colon = if zh.is_empty() { "：" } else { "" };
            zh.push(format!("{colon}{}", says.zh));
            en.push(says.en.clone());
        }
    }
    let title = &origin.title;
    (!zh.is_empty()).then(|| {
        Bilingual::new(
            format!("{}{}", title.zh, zh.join("、")),
            format!("{}: {}", title.en, en.join(", ")),
        )
    })
}

/// How far a rate that is not known itself differs from the one at home.
fn changes(origin: &LayerOrigin) -> impl Iterator<Item = &Bilingual> {
    let told = |change: &&(Adjusted, Cited)| !matches!(change.0, Adjusted::SelfPayFirst(_));
    let changes = origin.adjustments.iter().filter(told);
    changes.filter_map(|(_, cited)| cited.says.as_ref())
}

/// What is not known with what is, that a clerk decides, and whom to ask.
fn told(says: Bilingual, known: Bilingual) -> Bilingual {
    let mut told = Bilingual::new(
        format!(
            "{}。{}这里算不出，不等于不报；本次不能直接结算，由经办人员决定",
            says.zh.trim_end_matches('。'),
            known.zh
        ),
        format!(
            "{}{}; unknown here, not unpaid: not settled directly, a clerk decides",
            says.en.trim_end_matches('.'),
            known.en
        ),
    );
    // Some rows say themselves whom to ask.
    if !told.zh.contains("热线") {
        told.zh.push_str("；请问参保地医保热线");
    }
    if !told.en.contains("hotline") {
        told.en.push_str("; ask the hotline of the insured place");
    }
    told
}

/// Which funds stop for want of a ceiling.
fn ceilings(missing: &[Missing]) -> Bilingual {
    let mut layers: Vec<&Bilingual> = missing.iter().map(|one| &one.layer).collect();
    layers.dedup();
    let zh: Vec<&str> = layers.iter().map(|layer| layer.zh.as_str()).collect();
    let en: Vec<&str> = layers.iter().map(|layer| layer.en.as_str()).collect();
    let bound = missing.iter().filter_map(Missing::lower_bound).min();
    let bound = bound.map(|bound| {
        Bilingual::new(
            format!("，只知道不低于 {} 元，这笔账单超过了它", bound.grouped()),
            format!(
                " (known not to lie below {}, beyond which this bill goes)",
                bound.grouped()
            ),
        )
    });
    let bound = bound.unwrap_or_default();
    Bilingual::new(
        format!(
            "{}的封顶线不知道{}，能付多少算不出来。",
            zh.join("、"),
            bound.zh
        ),
        format!(
            "; without the ceiling of {}{} its amount cannot be computed",
            en.join(", "),
            bound.en
        ),
    )
}

/// What is known all the same.
fn known_words(plan: &Plan) -> Bilingual {
    let layers = plan.layers.iter().zip(&plan.origin.layers);
    let known = layers.filter_map(|(layer, origin)| known_of(layer, origin));
    let (zh, en): (Vec<String>, Vec<String>) = known.map(|words| (words.zh, words.en)).unzip();
    if zh.is_empty() {
        return Bilingual::default();
    }
    Bilingual::new(
        format!("已知：{}。", zh.join("；")),
        format!("; known: {}", en.join("; ")),
    )
}

impl Refusal {
    /// Stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::NotDirect { .. } => "not-settled-directly",
            Refusal::Unknown { .. } => "rule-not-known",
            Refusal::CeilingNotKnown { .. } => "ceiling-not-known",
            Refusal::NoRule { .. } | Refusal::NoBenefitYear(_) => "no-rule",
            Refusal::TwoRules { .. } | Refusal::TooLarge { .. } => "two-rules",
            Refusal::OutsideTheScheme(_) => "outside-the-scheme",
            Refusal::HomeSuspended { .. } => "home-suspended",
        }
    }

    /// What the person is told.
    pub fn message(&self) -> Bilingual {
        match self {
            Refusal::NotDirect { says, .. } => says.clone(),
            Refusal::Unknown { missing, known } => told(all(missing), known_words(known)),
            Refusal::CeilingNotKnown { missing, known } => {
                let (stops, known) = (ceilings(missing), known_words(known));
                let words = Bilingual::new(stops.zh + &known.zh, stops.en + &known.en);
                told(all(missing), words)
            }
            Refusal::NoRule {
                table: Table::Layer,
                day,
            } => Bilingual::new(
                format!("这里没有收录 {day} 这类就医由哪个基金支付，请问参保地医保局"),
                format!(
                    "which fund pays for such care on {day} is not known here; ask the insured \
                     place"
                ),
            ),
            Refusal::NoRule { table, day } => Bilingual::new(
                format!(
                    "这里没有收录 {day} 的「{}」规定，请问参保地医保局",
                    table.name().zh
                ),
                format!("the {table} rule on {day} is not known here; ask the insured place"),
            ),
            Refusal::TwoRules { table, day } => Bilingual::new(
                format!(
                    "{day} 的「{}」规定有两条同时适用，政策包有误",
                    table.name().zh
                ),
                format!("two {table} rules apply on {day}; the policy pack is wrong"),
            ),
            Refusal::TooLarge { layers, totals } => Bilingual::new(
                format!(
                    "同时适用 {layers} 个支付层次、{totals} 个累计项目，多于能算的，政策包有误"
                ),
                format!(
                    "{layers} layers with {totals} running totals apply, more than there is room \
                     for; the policy pack is wrong"
                ),
            ),
            Refusal::NoBenefitYear(day) => Bilingual::new(
                format!("这里没有收录 {day} 的待遇年度"),
                format!("no benefit year is known on {day}"),
            ),
            Refusal::OutsideTheScheme(at) => outside_the_scheme(*at),
            Refusal::HomeSuspended { reason, .. } => Bilingual::new(
                format!(
                    "{}：回参保地就医不能直接结算。请先注销备案，或由个人先付、保留票据",
                    reason.zh
                ),
                format!(
                    "{}: care at home is not settled directly; cancel the filing first, or pay and \
                     keep the papers",
                    reason.en
                ),
            ),
        }
    }
}

fn outside_the_scheme(at: Region) -> Bilingual {
    let at = label(at);
    Bilingual::new(
        format!(
            "{}不在基本医疗保险异地就医的范围内，费用不能结算，也不能备案；请由个人支付",
            at.zh
        ),
        format!(
            "{} is outside cross-region care: costs are not settled and cannot be filed for; the \
             person pays",
            at.en
        ),
    )
}

impl Plan {
    /// What a bill that reached these entries still needs: nothing, or the figures that others
    /// stand in for. A refusal where nothing can.
    pub fn judge(&self, reached: Entries) -> Result<Vec<Missing>, Refusal> {
        let numbered = self.missing.iter().enumerate();
        let of = |entries: Entries| {
            let found = numbered
                .clone()
                .filter(|(number, _)| entries.contains(*number));
            found
                .map(|(_, missing)| missing.clone())
                .collect::<Vec<_>>()
        };
        let stops = reached.and(self.stops);
        if stops.is_empty() {
            return Ok(of(reached));
        }
        let (missing, known) = (of(stops), Box::new(self.clone()));
        if missing.iter().all(|one| one.table == Table::Ceiling) {
            return Err(Refusal::CeilingNotKnown { missing, known });
        }
        Err(Refusal::Unknown { missing, known })
    }
}
