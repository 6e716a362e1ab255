//! The first question anybody asks: must I file at all, and as what (R10)? Answered before a form
//! is opened, from what the person has said so far; what nobody said is asked, not guessed.

mod question;
mod ways;

use crate::calendar::span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::record::FilingInForce;
use super::{Channel, CheckKind, FilingReason, Verdict};
use crate::basis::{ShownBasis, ShownDispute};
use crate::facility::Care;
use crate::person::Status;
use crate::procedures::{
    Answer, AtHome, Circumstances, Decider, Exemption, Material, Procedures, RowInFile,
};
use crate::region::Distance;
use crate::region_names::label;
use crate::situation::Footing;
use crate::text::{Named, either};
use crate::{Bilingual, word_list};
pub use question::{AnswerToChoose, Fact, Question};
use ways::{WaysToFile, file_as, weigh};

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
        /// Needed for some care or some people only; the questions tell which.
        Depends = "depends", "要看具体情况", "it depends";
        /// The referring hospital files.
        AskHospital = "ask-hospital", "请由转诊医院办理", "the referring hospital files";
        /// File, as the first category says.
        MustFile = "must-file", "需要备案", "file first";
        /// No category is open to the person.
        NotOpen = "not-open", "无法备案", "no category is open";
        /// Whether to file there is not known here.
        NotRecorded = "not-recorded", "没有收录规定", "no rule on record";
        /// The insurance does not cover the person on the day.
        NotEntitled = "not-entitled", "目前不能享受待遇", "not entitled";
    }
}

/// What a person asks about.
#[derive(Clone, Copy, Debug)]
pub struct AdviceAsked<'a> {
    /// The person and the journey.
    pub about: Circumstances<'a>,
    /// The day care is sought.
    pub day: Date,
    /// Emergency rescue; none where nobody said.
    pub emergency: Option<bool>,
    /// A hospital has referred or is about to refer the person; none where nobody said.
    pub referred: Option<bool>,
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
    /// duty to file they are the long-term ones, which the person may use for a better footing.
    pub categories: Vec<CategoryAdvice>,
    /// Ways to file that are not open to the person or for the place, with the conditions that say
    /// why.
    #[serde(default)]
    pub not_offered: Vec<CategoryAdvice>,
    /// What was not said and would change the answer, in the order of a conversation; empty when
    /// nothing is missing.
    pub questions: Vec<Question>,
    /// What the answer rests on.
    pub basis: Vec<ShownBasis>,
}

/// Whether the person must file, and as what.
pub fn advise(rules: &Procedures, asked: &AdviceAsked<'_>) -> Advice {
    let mut advice = answer(rules, asked);
    advice.questions = question::open(rules, asked, &advice);
    if advice.kind == AdviceKind::MustFile {
        advice.says = file_as(asked, &advice);
    }
    advice
}

/// The answer as far as what was said goes.
fn answer(rules: &Procedures, asked: &AdviceAsked<'_>) -> Advice {
    let about = Circumstances {
        status: asked.about.status.or(only_status(asked)),
        ..asked.about
    };
    let asked = &AdviceAsked { about, ..*asked };
    let (home, away) = (asked.about.insured_at, asked.about.destination);
    if away.is_outside_the_scheme() {
        return outside_the_scheme(rules, asked);
    }
    if home.distance_to(away) == Distance::Home {
        return plain(
            AdviceKind::AtHome,
            "在参保地就医不用备案，凭医保码或社保卡直接结算。",
            "No filing for care at home; bring your e-voucher or card.",
        );
    }
    if ways::are_unknown(rules, asked.day) {
        return ways::not_recorded_on(asked);
    }
    let settled = emergency(rules, asked)
        .or_else(|| already_filed(rules, asked))
        .or_else(|| referred(rules, asked))
        .or_else(|| exempt(rules, asked));
    settled.unwrap_or_else(|| ways::must_file(rules, asked))
}

/// The status everybody in the scheme has, where there is but one.
fn only_status(asked: &AdviceAsked<'_>) -> Option<Status> {
    let scheme = asked.about.scheme?;
    let mut own = Status::ALL.iter().filter(|status| status.is_of(scheme));
    own.next().copied().filter(|_| own.next().is_none())
}

fn outside_the_scheme(rules: &Procedures, asked: &AdviceAsked<'_>) -> Advice {
    let mut advice = plain(
        AdviceKind::OutsideTheScheme,
        "港澳台地区和境外（代码 900000）不在异地就医范围内：不能备案，也不能直接结算。",
        "Hong Kong, Macao, Taiwan and places abroad (code 900000) are outside cross-region care: \
         nothing can be filed for or settled directly.",
    );
    let guard = rules.guard(CheckKind::DestinationInScheme, asked.day);
    advice.basis.extend(guard.map(RowInFile::shown));
    advice
}

fn plain(kind: AdviceKind, zh: &str, en: &str) -> Advice {
    told(kind, Bilingual::new(zh, en))
}

/// A sentence, and nothing else yet.
fn told(kind: AdviceKind, says: Bilingual) -> Advice {
    Advice {
        kind,
        says,
        categories: Vec::new(),
        not_offered: Vec::new(),
        questions: Vec::new(),
        basis: Vec::new(),
    }
}

fn emergency(rules: &Procedures, asked: &AdviceAsked<'_>) -> Option<Advice> {
    let rule = rules
        .emergency(asked.day)
        .filter(|rule| asked.emergency == Some(true) && rule.deemed_filed)?;
    let mut advice = plain(
        AdviceKind::DeemedFiled,
        "急诊抢救视同已备案，您不用办理；请医院在结算时注明急诊。",
        "Emergency rescue counts as filed; ask the hospital to mark it as an emergency.",
    );
    advice.basis.push(rule.shown());
    Some(advice)
}

fn already_filed(rules: &Procedures, asked: &AdviceAsked<'_>) -> Option<Advice> {
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
    let basis = row.map(RowInFile::shown).into_iter().collect();
    Some(Advice {
        basis,
        ..told(AdviceKind::AlreadyFiled, says)
    })
}

fn referred(rules: &Procedures, asked: &AdviceAsked<'_>) -> Option<Advice> {
    if asked.referred != Some(true) {
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
    advice.categories.push(weigh(row, asked));
    advice.basis.push(row.shown());
    Some(advice)
}

fn exempt(rules: &Procedures, asked: &AdviceAsked<'_>) -> Option<Advice> {
    let Some(row) = rules.exemption(asked.day, &asked.about) else {
        return may_be_exempt(rules, asked);
    };
    let at = label(asked.about.destination);
    // A row for some kinds of care may tell of the others too; only what holds here is said.
    let care = asked.about.care.filter(|_| !row.when.care.is_empty());
    let says = match care.map(|care| care.name()) {
        None => Bilingual::new(
            format!("{}；您不用备案。", row.title.zh),
            format!("{}; you need not file.", row.title.en),
        ),
        Some(care) => Bilingual::new(
            format!("到{}看{}免备案，您不用备案。", at.zh, care.zh),
            format!("{} in {} is exempt; you need not file.", care.en, at.en),
        ),
    };
    let mut ways = WaysToFile::of(rules, asked);
    for ways in [&mut ways.open, &mut ways.closed] {
        ways.retain(|way| way.footing == Footing::LongTermFiled);
    }
    Some(Advice {
        categories: ways.open,
        not_offered: ways.closed,
        basis: vec![row.shown()],
        ..told(AdviceKind::Exempt, says)
    })
}

/// Exempt for some kinds of care only while nobody said which, or for some people only.
fn may_be_exempt(rules: &Procedures, asked: &AdviceAsked<'_>) -> Option<Advice> {
    let rows = rules.exemptions(asked.day);
    let open = |row: &RowInFile<'_, Exemption>| row.when.verdict(&asked.about) == Verdict::Unknown;
    let rows: Vec<_> = rows.into_iter().filter(open).collect();
    if rows.is_empty() {
        return None;
    }
    let of = |care| Circumstances {
        care: Some(care),
        ..asked.about
    };
    let is_exempt = |care: &Care| rules.exemption(asked.day, &of(*care)).is_some();
    let (exempt, filed): (Vec<Care>, Vec<Care>) = Care::ALL.iter().copied().partition(is_exempt);
    let at = label(asked.about.destination);
    let says = match (asked.about.care, exempt.is_empty(), filed.is_empty()) {
        (None, false, false) => {
            let (exempt, filed) = (either(&exempt), either(&filed));
            let others = others_in_words(WaysToFile::of(rules, asked).must_be_filed(asked));
            Bilingual::new(
                format!(
                    "到{}看什么决定要不要备案：{}免备案，{}{}。",
                    at.zh, exempt.zh, filed.zh, others.zh
                ),
                format!(
                    "It depends on the care sought in {}: {} is exempt, {} {}.",
                    at.en, exempt.en, filed.en, others.en
                ),
            )
        }
        // Whatever the care, the rows agree.
        (None, false, true) => {
            let care = Some(Care::Outpatient);
            let about = Circumstances {
                care,
                ..asked.about
            };
            let advice = exempt_whatever(rules, &AdviceAsked { about, ..*asked });
            return Some(advice);
        }
        (None, true, _) | (Some(_), ..) => Bilingual::new(
            format!("到{}要不要备案，要看您的具体情况。", at.zh),
            format!(
                "Whether to file for {} depends on your circumstances.",
                at.en
            ),
        ),
    };
    let ways = WaysToFile::of(rules, asked);
    Some(Advice {
        categories: ways.open,
        not_offered: ways.closed,
        basis: rows.into_iter().map(RowInFile::shown).collect(),
        ..told(AdviceKind::Depends, says)
    })
}

/// What holds of the care that no exemption names.
fn others_in_words(must_be_filed: bool) -> Bilingual {
    match must_be_filed {
        true => Bilingual::new("须先备案", "is filed first"),
        false => Bilingual::new(
            "要不要备案这里没有收录，请问参保地医保热线",
            "may have to be filed or not: no rule is on record here, ask the hotline of the \
             insured place",
        ),
    }
}

/// Every kind of care is exempt, though by rows of its own.
fn exempt_whatever(rules: &Procedures, asked: &AdviceAsked<'_>) -> Advice {
    let at = label(asked.about.destination);
    let says = Bilingual::new(
        format!("到{}就医免备案，您不用备案。", at.zh),
        format!("Care in {} is exempt; you need not file.", at.en),
    );
    let exempt = exempt(rules, asked);
    let kind = AdviceKind::Exempt;
    exempt.map_or_else(
        || plain(kind, &says.zh, &says.en),
        |advice| Advice {
            says: says.clone(),
            ..advice
        },
    )
}

impl Advice {
    /// Title of the answer.
    pub fn title(&self) -> Bilingual {
        self.kind.name()
    }
}
