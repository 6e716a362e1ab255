//! The first question anybody asks: must I file at all, and as what (R10)? Answered before a form
//! is opened, from what the person has said so far; what nobody said stays open.

use crate::calendar::span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::record::FilingInForce;
use super::{Channel, FilingReason, Verdict};
use crate::basis::{ShownBasis, ShownDispute};
use crate::facility::Care;
use crate::procedures::{
    Answer, AtHome, Category, Circumstances, Decider, Found, Material, Procedures,
};
use crate::region::Distance;
use crate::region_names::label;
use crate::situation::Footing;
use crate::text::Named;
use crate::{Bilingual, word_list};

word_list! {
    /// The answer in a word.
    AdviceKind {
        /// Care inside the insured place.
        AtHome = "at-home", "参保地就医，不用备案", "treated at home: no filing";
        /// Hong Kong, Macao or Taiwan.
        OutsideTheScheme = "outside-the-scheme", "不在异地就医范围", "outside the scheme";
        /// Emergency rescue.
        DeemedFiled = "deemed-filed", "视同已备案", "deemed filed";
        /// A filing already covers the place.
        AlreadyFiled = "already-filed", "已备案", "already filed";
        /// No filing needed there.
        Exempt = "exempt", "免备案", "no filing needed";
        /// The referring hospital files.
        AskHospital = "ask-hospital", "请由转诊医院办理", "the referring hospital files";
        /// File, as the first category says.
        MustFile = "must-file", "需要备案", "file first";
        /// No category is open to the person.
        NotOpen = "not-open", "无法备案", "no category is open";
    }
}

/// What a person asks about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The person and the journey.
    pub about: Circumstances<'a>,
    /// The day care is sought.
    pub day: Date,
    /// Emergency rescue.
    pub emergency: bool,
    /// A hospital has referred or is about to refer the person.
    pub referred: bool,
    /// Filings the person has, see [`super::Filing::in_force`].
    pub filings: &'a [FilingInForce],
}

/// One way to file, and whether the person may.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CategoryAdvice {
    /// Its id in the rules.
    pub category: String,
    /// Why one files so.
    pub reason: FilingReason,
    /// Its name.
    pub title: Bilingual,
    /// Who, in a sentence.
    pub who: Bilingual,
    /// Whether the person belongs to it, as far as is known.
    pub verdict: Verdict,
    /// The conditions one by one.
    pub answers: Vec<Answer>,
    /// Proofs needed, each a choice of kinds.
    pub materials: Vec<Material>,
    /// How it may come in.
    pub channels: Vec<Channel>,
    /// Who decides.
    pub decided_by: Decider,
    /// The footing it gives.
    pub footing: Footing,
    /// What it does to care at home; to be shown before submitting (R37).
    pub at_home: AtHome,
    /// What it rests on.
    pub basis: ShownBasis,
    /// Where other sources disagree.
    pub disputes: Vec<ShownDispute>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// In a word.
    pub kind: AdviceKind,
    /// In a sentence, with what to do.
    pub says: Bilingual,
    /// Ways to file: those that fit first, those left open by what is not known after them. With no
    /// duty to file they are what the person may do for a better footing.
    pub categories: Vec<CategoryAdvice>,
    /// What the answer rests on.
    pub basis: Vec<ShownBasis>,
}

/// Whether the person must file, and as what.
pub fn advise(rules: &Procedures, asked: &Asked<'_>) -> Advice {
    let (home, away) = (asked.about.insured_at, asked.about.destination);
    if away.is_outside_the_scheme() {
        return plain(
            AdviceKind::OutsideTheScheme,
            "港澳台地区的费用不能直接结算，也不能备案。",
            "Care in Hong Kong, Macao or Taiwan can neither be filed nor settled directly.",
        );
    }
    if home.distance_to(away) == Distance::Home {
        return plain(
            AdviceKind::AtHome,
            "在参保地就医不用备案，凭医保码或社保卡直接结算。",
            "No filing for care at home; bring your e-voucher or card.",
        );
    }
    let settled = emergency(rules, asked)
        .or_else(|| already_filed(rules, asked))
        .or_else(|| referred(rules, asked))
        .or_else(|| exempt(rules, asked));
    settled.unwrap_or_else(|| must_file(rules, asked))
}

fn plain(kind: AdviceKind, zh: &str, en: &str) -> Advice {
    let says = Bilingual::new(zh, en);
    Advice {
        kind,
        says,
        categories: Vec::new(),
        basis: Vec::new(),
    }
}

fn emergency(rules: &Procedures, asked: &Asked<'_>) -> Option<Advice> {
    let rule = rules
        .emergency(asked.day)
        .filter(|rule| asked.emergency && rule.deemed_filed)?;
    let mut advice = plain(
        AdviceKind::DeemedFiled,
        "急诊抢救视同已备案，您不用办理；请医院在结算时注明急诊。",
        "Emergency rescue counts as filed; ask the hospital to mark it as an emergency.",
    );
    advice.basis.push(rule.shown());
    Some(advice)
}

fn already_filed(rules: &Procedures, asked: &Asked<'_>) -> Option<Advice> {
    let treated_in = asked.about.destination.pooling();
    let filing = asked.filings.iter().find(|filing| {
        !filing.manual_claim_only
            && filing.period.contains(asked.day)
            && filing.destination.covers(treated_in)
    })?;
    let days = span(&filing.period);
    let says = Bilingual::new(
        format!("备案 {} 已覆盖该地，{}；不用再办。", filing.id, days.zh),
        format!(
            "Filing {} covers the place, {}; nothing more to do.",
            filing.id, days.en
        ),
    );
    let row = rules.category(&filing.category, filing.submitted_on);
    let basis = row.map(Found::shown).into_iter().collect();
    Some(Advice {
        kind: AdviceKind::AlreadyFiled,
        says,
        categories: Vec::new(),
        basis,
    })
}

fn referred(rules: &Procedures, asked: &Asked<'_>) -> Option<Advice> {
    if !asked.referred {
        return None;
    }
    let row = rules
        .categories_on(asked.day)
        .into_iter()
        .find(|c| c.approval.by == Decider::Hospital)?;
    let mut advice = plain(
        AdviceKind::AskHospital,
        "转诊由具有转诊资质的医院办理并上报，您不用自己备案；请联系主诊医生或医院医保办。",
        "A hospital entitled to refer files for you; ask your doctor or its insurance office.",
    );
    advice.categories.push(weigh(row, &asked.about));
    advice.basis.push(row.shown());
    Some(advice)
}

fn exempt(rules: &Procedures, asked: &Asked<'_>) -> Option<Advice> {
    let row = rules.exemption(asked.day, &asked.about).or_else(|| {
        // Care not said yet: the row's own sentence names the kinds it holds for.
        let care = |care| Circumstances {
            care: Some(care),
            ..asked.about
        };
        let any_care = Care::ALL.iter().filter(|_| asked.about.care.is_none());
        any_care
            .copied()
            .find_map(|kind| rules.exemption(asked.day, &care(kind)))
    })?;
    let says = Bilingual::new(
        format!("{}；您不用备案。", row.title.zh),
        format!("{}; you need not file.", row.title.en),
    );
    let basis = vec![row.shown()];
    let categories = open_to(rules, asked);
    Some(Advice {
        kind: AdviceKind::Exempt,
        says,
        categories,
        basis,
    })
}

fn must_file(rules: &Procedures, asked: &Asked<'_>) -> Advice {
    let categories = open_to(rules, asked);
    let at = label(asked.about.destination);
    let Some(best) = categories.first() else {
        return plain(
            AdviceKind::NotOpen,
            "目前没有适合您的备案类别；可先行支付，再按规定申请零星报销。",
            "No category is open to you; pay first and claim the costs afterwards.",
        );
    };
    let (zh, en) = match best.verdict {
        Verdict::Pass => ("请按此类别备案", "file as"),
        _ => ("可能适合的类别", "you may belong to"),
    };
    let says = Bilingual::new(
        format!("去{}就医前需要备案；{zh}：{}。", at.zh, best.title.zh),
        format!(
            "File before seeking care in {}; {en}: {}.",
            at.en, best.title.en
        ),
    );
    let basis = vec![best.basis.clone()];
    Advice {
        kind: AdviceKind::MustFile,
        says,
        categories,
        basis,
    }
}

/// Categories a person may file under without a hospital, those that certainly fit first. The order
/// within the rules is from the most helpful footing to the least.
fn open_to(rules: &Procedures, asked: &Asked<'_>) -> Vec<CategoryAdvice> {
    let mut open: Vec<CategoryAdvice> = rules
        .categories_on(asked.day)
        .into_iter()
        .filter(|row| row.approval.by != Decider::Hospital)
        .filter(|row| row.reason != FilingReason::Emergency || asked.emergency)
        .map(|row| weigh(row, &asked.about))
        .filter(|advice| advice.verdict != Verdict::Fail)
        .collect();
    open.sort_by_key(|advice| advice.verdict != Verdict::Pass);
    open
}

fn weigh(row: Found<'_, Category>, about: &Circumstances<'_>) -> CategoryAdvice {
    // A category asks about the person and the place, never about one visit's kind of care.
    let answers = row.when.answers(about);
    CategoryAdvice {
        category: row.id.clone(),
        reason: row.reason,
        title: row.title.clone(),
        who: row.who.clone(),
        verdict: Verdict::all(answers.iter().map(|answer| answer.verdict)),
        answers,
        materials: row.materials.clone(),
        channels: row.channels.clone(),
        decided_by: row.approval.by,
        footing: row.footing,
        at_home: row.at_home,
        basis: row.shown(),
        disputes: row.disputes("category"),
    }
}

impl Advice {
    /// Title of the answer.
    pub fn title(&self) -> Bilingual {
        self.kind.name()
    }
}
