//! Diagnoses that give a visit a mark.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{BothNames, Complaints, Figure, Need, Wording, say};
use crate::diagnosis;
use crate::text::Bilingual;

/// Diagnoses that give the visit a mark, which other rows ask for with `with`.
/// 给就医加上标记的诊断
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disease {
    /// Word of the disease.
    /// 病种的词
    pub name: String,
    /// What people call it.
    /// 人们怎么称呼它
    pub title: Bilingual,
    /// Codes of diagnoses; a code covers every longer one that begins with it. Neither case nor
    /// blanks around a code matter: `N18.5` covers `n18.501`.
    /// 诊断编码；一个编码包含以它开头的编码，不分大小写，不计前后空格：N18.5 包含 n18.501
    pub codes: Vec<String>,
    /// The mark it gives.
    /// 加上哪个标记
    pub mark: String,
    /// Whether the person must have been recognised as having it.
    /// 须经认定
    #[serde(default)]
    pub recognised: bool,
}

impl Disease {
    /// Whether somebody who was recognised as having this has the disease: it is its name, or a
    /// code that it covers.
    pub fn is_known_as(&self, recognised: &str) -> bool {
        let mut codes = self.codes.iter();
        self.name == recognised || codes.any(|code| diagnosis::covers(code, recognised))
    }
}

impl Figure for Disease {
    const NEED: Need = Need::Any;
    const CAPTION: BothNames = ("病种", "diseases that give a mark");
    const ASKED: BothNames = (
        "哪些诊断算哪个病种",
        "Which diagnoses count as which disease",
    );

    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn check(&self, complaints: &mut Complaints<'_>) {
        complaints.known_mark(&self.mark);
        let nothing = self.codes.is_empty() || self.codes.iter().any(|code| code.trim().is_empty());
        complaints.report_if(nothing, say::no_codes());
    }

    fn in_words(&self, _: &dyn Wording) -> Bilingual {
        let known = match self.recognised {
            true => ("，须经认定", ", once recognised"),
            false => ("", ""),
        };
        Bilingual::new(
            format!("{}：{}{}", self.title.zh, self.codes.join("、"), known.0),
            format!("{}: {}{}", self.title.en, self.codes.join(", "), known.1),
        )
    }
}
