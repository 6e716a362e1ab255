//! The words a bill may use with a pack: marks, running totals, sources. A word nobody knows would
//! be passed over in silence, so it is refused with the nearest known one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Pack;
use crate::facts::{CHOICE_EXCEPTED, DESIGNATED, REFERRED_UP};
use crate::filing::{FILED_BY_PLEDGE, FILED_BY_PROOF};
use crate::footing::{FILED_ELSEWHERE, HOME_SUSPENDED};
use crate::procedures::Procedures;
use crate::rules::{AnyRow, Counts, DiseaseRow};
use crate::text::Named;
use crate::{Bilingual, word_list};

word_list! {
    /// What a word stands for; the word itself is the code of the refusal.
    Unknown {
        /// A mark of the person, the facility or the visit.
        Mark = "unknown-mark", "标记", "mark";
        /// A running total of the benefit year.
        Counter = "unknown-counter", "累计项目", "running total";
        /// A source that says otherwise.
        Source = "unknown-source", "来源", "source";
        /// A tier of the scheme.
        Tier = "unknown-tier", "档次", "tier";
        /// A category of filings.
        Category = "unknown-category", "备案类别", "filing category";
        /// An option chosen when filing.
        ChosenOption = "unknown-option", "备案选项", "filing option";
        /// A layer of the pack.
        Layer = "unknown-layer", "支付层次", "layer";
        /// A step of the calculation.
        Step = "unknown-step", "计算步骤", "step";
        /// A disease a person can be recognised as having.
        Disease = "unknown-disease", "病种", "disease";
    }
}

/// A word that is not among those known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    /// What it was meant for.
    pub kind: Unknown,
    /// As it was sent; empty when one is missing.
    pub sent: String,
    /// Those known.
    pub known: Vec<String>,
}

impl UnknownWord {
    /// Nothing when the word is known.
    pub fn check<'a>(
        kind: Unknown,
        sent: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), UnknownWord> {
        let unknown = UnknownWord::of(kind, sent, known);
        match unknown.known.iter().any(|word| word == sent) {
            true => Ok(()),
            false => Err(unknown),
        }
    }

    /// A word that is not among those known.
    pub fn of<'a>(
        kind: Unknown,
        sent: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> UnknownWord {
        UnknownWord {
            kind,
            sent: sent.to_owned(),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The known word that is most like it, where one is.
    pub fn nearest(&self) -> Option<&str> {
        nearest(&self.sent, self.known.iter().map(String::as_str))
    }

    /// What is wrong, with the nearest word, or else with all. Names of running totals are all
    /// told: those over a month or a quarter are spelt in a way that one alone does not show.
    pub fn message(&self) -> Bilingual {
        let (kind, sent) = (self.kind.name(), &self.sent);
        let what = match sent.is_empty() {
            true => Bilingual::new(
                format!("没有写{}", kind.zh),
                format!("no {} is given", kind.en),
            ),
            false => Bilingual::new(
                format!("没有{}「{sent}」", kind.zh),
                format!("there is no {} «{sent}»", kind.en),
            ),
        };
        let all = Bilingual::new(
            format!("可以写：{}", self.known.join("、")),
            format!("known are: {}", self.known.join(", ")),
        );
        if let Some(near) = self.nearest() {
            let meant = Bilingual::new(
                format!("{}，您是不是想写 {near}？", what.zh),
                format!("{}; did you mean {near}?", what.en),
            );
            return match self.kind {
                Unknown::Counter => Bilingual::new(
                    format!("{}{}", meant.zh, all.zh),
                    format!("{} {}", meant.en, all.en),
                ),
                _ => meant,
            };
        }
        if self.known.is_empty() {
            return Bilingual::new(
                format!("{}，这里一个也没有", what.zh),
                format!("{}; there are none here", what.en),
            );
        }
        Bilingual::new(
            format!("{}，{}", what.zh, all.zh),
            format!("{}; {}", what.en, all.en),
        )
    }
}

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for UnknownWord {}

/// The known word most like the one sent, if no more than a third of its letters differ.
pub fn nearest<'a>(sent: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = sent.to_lowercase().replace(['_', ' '], "-");
    let limit = (sent.chars().count() / 3).max(1);
    let ranked = known.map(|word| (strsim::levenshtein(&folded, word), word));
    let close = ranked.filter(|(distance, _)| *distance <= limit);
    close.min().map(|(_, word)| word)
}

/// The marks a bill may name, with what people call them: those of the pack, of the place's
/// procedures, of the country, and those the program itself puts on a visit.
pub fn marks(pack: &Pack, rules: &Procedures, day: Date) -> BTreeMap<String, Bilingual> {
    let mut marks: BTreeMap<String, Bilingual> = own_marks().collect();
    for category in rules.categories_on(day) {
        for option in &category.options {
            let name = rules.sheets().find_map(|sheet| sheet.options.get(option));
            marks.insert(
                format!("option-{option}"),
                name.cloned().unwrap_or_default(),
            );
        }
    }
    let sheets: Vec<_> = rules.sheets().map(|sheet| &sheet.marks).collect();
    let named = sheets.into_iter().rev();
    for table in named.chain([&pack.national.marks, &pack.marks]) {
        marks.extend(
            table
                .iter()
                .map(|(mark, name)| (mark.clone(), name.clone())),
        );
    }
    marks
}

/// The marks the program itself puts on a visit.
fn own_marks() -> impl Iterator<Item = (String, Bilingual)> {
    let marks = [
        (DESIGNATED, "选定的机构", "a chosen institution"),
        (
            CHOICE_EXCEPTED,
            "急诊抢救或转诊，不用选点",
            "an emergency or a referral, which needs no choice",
        ),
        (REFERRED_UP, "医院标注了转诊", "referred by a hospital"),
        (
            FILED_ELSEWHERE,
            "另有到外地的长期备案",
            "a long-term filing for another place",
        ),
        (
            HOME_SUSPENDED,
            "备案期间暂停参保地结算",
            "care at home is suspended by a filing",
        ),
        (FILED_BY_PLEDGE, "承诺制备案", "filed by pledge"),
        (FILED_BY_PROOF, "凭材料备案", "filed with proofs"),
    ];
    let mark = |(mark, zh, en): (&str, &str, &str)| (mark.to_owned(), Bilingual::new(zh, en));
    marks.into_iter().map(mark)
}

/// The rows of different diseases.
fn each_once<'p>(rows: impl Iterator<Item = &'p DiseaseRow>) -> Vec<&'p DiseaseRow> {
    let mut listed: Vec<&DiseaseRow> = Vec::new();
    for row in rows {
        if listed.iter().all(|known| known.name != row.name) {
            listed.push(row);
        }
    }
    listed
}

impl Pack {
    /// The names of the diseases a person can be recognised as having, by whatever source.
    pub fn diseases(&self) -> BTreeSet<String> {
        let rows = self.every_row().filter_map(|row| match row {
            AnyRow::Disease(row) => Some(row.name.clone()),
            _ => None,
        });
        rows.collect()
    }

    /// The diseases the rules know, by whatever source, each once.
    pub fn listed_diseases(&self) -> Vec<&DiseaseRow> {
        let rows = self.every_row().filter_map(|row| match row {
            AnyRow::Disease(row) => Some(row),
            _ => None,
        });
        each_once(rows)
    }

    /// Those somebody has to be recognised as having before they count.
    pub fn diseases_to_recognise(&self) -> Vec<&DiseaseRow> {
        let rows = self.every_row().filter_map(|row| match row {
            AnyRow::Disease(row) if row.recognised => Some(row),
            _ => None,
        });
        each_once(rows)
    }

    /// The running totals a person can have with this pack, in whatever situation and year, and
    /// over what each of them runs. What runs over one visit only is never carried on.
    pub fn counters(&self) -> BTreeSet<(String, Counts)> {
        let mut counters = self.totals();
        counters.retain(|(_, over)| *over != Counts::Visit);
        counters
    }
}

/// A source that no dispute of the pack or of the place's procedures names. Known are `S000`, or
/// `X01:S000` within one dispute.
pub fn unknown_source(sent: &str, pack: Option<&Pack>, rules: &Procedures) -> UnknownWord {
    let of_pack = pack.into_iter().flat_map(|pack| &pack.disputes);
    let of_pack = of_pack.flat_map(|dispute| {
        let versions = dispute.version.iter();
        versions.map(|version| (&dispute.id, &version.source))
    });
    let of_rules = rules.sheets().flat_map(|sheet| &sheet.disputes);
    let of_rules = of_rules.flat_map(|dispute| {
        let versions = dispute.version.iter();
        versions.map(|version| (&dispute.id, &version.source))
    });
    let mut known = BTreeSet::new();
    for (dispute, source) in of_pack.chain(of_rules) {
        known.insert(source.clone());
        known.insert(format!("{dispute}:{source}"));
    }
    UnknownWord {
        kind: Unknown::Source,
        sent: sent.to_owned(),
        known: known.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named_and_a_strange_one_is_not() {
        let known = ["designated", "medical-assistance", "class-two"];
        let near = |sent| nearest(sent, known.into_iter());
        assert_eq!(near("desginated"), Some("designated"));
        assert_eq!(near("Medical_Assistance"), Some("medical-assistance"));
        assert_eq!(near("clas-two"), Some("class-two"));
        assert_eq!(near("xyz"), None);
        let wrong = UnknownWord::check(Unknown::Mark, "desginated", known).unwrap_err();
        assert_eq!(
            wrong.message().zh,
            "没有标记「desginated」，您是不是想写 designated？"
        );
        let known = ["most@2026-03", "pooled:base@2026-03"];
        let wrong = UnknownWord::check(Unknown::Counter, "mots@2026-03", known).unwrap_err();
        let Bilingual { zh, en } = wrong.message();
        assert_eq!(
            zh,
            "没有累计项目「mots@2026-03」，您是不是想写 most@2026-03？\
             可以写：most@2026-03、pooled:base@2026-03"
        );
        assert_eq!(
            en,
            "there is no running total «mots@2026-03»; did you mean most@2026-03? known are: \
             most@2026-03, pooled:base@2026-03"
        );
    }
}
