//! Cases about procedures: a question to the rules of filing, designation, claims or clearing, and
//! what must come out. Every answer is a list of facts in words; a case names those it is about.

mod answered;
mod asker;
mod claim;
mod clearing;
mod designation;
mod filing;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

pub use asker::Asker;

use self::answered::{ProcedureAnswer, in_words};
use super::error::CaseError;
use super::written::Proof;
use domain::basis::identity;
use domain::policy::library::Library;
use domain::policy::vocabulary;
use domain::procedures::Procedures;

/// The tables of which a case about procedures holds one.
pub(super) const QUESTIONS: [&str; 5] = ["filing", "designation", "claim", "clearing", "lookup"];

/// A question about procedures, and what must come out.
/// 经办的算例：问备案、定点、报销、清算或联系方式中的一件，写明应得的事实
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProcedureCase {
    /// What it is about.
    /// 讲的是什么
    #[serde(default)]
    pub name: String,
    /// Where it comes from.
    /// 出自哪里
    #[serde(default)]
    pub source: Option<String>,
    /// What kind of proof.
    /// 哪种证明
    #[serde(default)]
    pub proof: Option<Proof>,
    /// Answer by this source instead (`S000`, `X04:S000`).
    /// 照这个来源的说法答，如 X04:S000
    #[serde(default)]
    pub according_to: Option<String>,
    /// Who.
    /// 谁
    pub person: Asker,
    /// May or must this be filed?
    /// 能不能备案、要不要备案
    #[serde(default)]
    filing: Option<filing::FilingQuestion>,
    /// Must an institution be chosen, may this one be, and from when?
    /// 要不要选定机构、能不能选这家、何时生效
    #[serde(default)]
    designation: Option<designation::DesignationQuestion>,
    /// May this be claimed, until when, with what?
    /// 能不能报销、到哪天、要什么材料
    #[serde(default)]
    claim: Option<claim::ClaimQuestion>,
    /// What does clearing ask?
    /// 清算有什么要求
    #[serde(default)]
    clearing: Option<clearing::ClearingQuestion>,
    /// What is shown?
    /// 显示什么
    #[serde(default)]
    lookup: Option<clearing::ShownById>,
    /// What must come out: facts of the answer, in words.
    /// 应得的事实：名字和值，写了的都要相符
    #[schemars(with = "BTreeMap<String, Fact>")]
    pub expect: BTreeMap<String, toml::Value>,
}

/// The form of a fact that must come out; any value is compared in words.
struct Fact;

impl JsonSchema for Fact {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Fact".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "boolean", "integer", "array"] })
    }
}

/// What came of a case about procedures.
#[derive(Clone, Debug)]
pub struct ProcedureJudged {
    /// Every difference from what must come out, in a sentence; empty when it passed.
    pub wrong: Vec<String>,
    /// The rows whose facts the case names, by identity.
    pub rows: BTreeSet<usize>,
}

impl ProcedureCase {
    /// Answers the question and compares with what must come out.
    pub fn judge(&self, library: &Library) -> ProcedureJudged {
        let answered = match self.answer(library) {
            Ok(answered) => answered,
            Err(error) => {
                return ProcedureJudged {
                    wrong: vec![error.to_string()],
                    rows: BTreeSet::new(),
                };
            }
        };
        let mut wrong = Vec::new();
        if self.expect.is_empty() {
            wrong.push("the case expects nothing".to_owned());
        }
        for (fact, value) in &self.expect {
            let Some(got) = answered.facts.get(fact.as_str()) else {
                let known: Vec<&str> = answered.facts.keys().copied().collect();
                wrong.push(format!("no fact «{fact}»; known are: {}", known.join(", ")));
                continue;
            };
            let expected = in_words(value);
            if expected != *got {
                wrong.push(format!("{fact}: expected {expected}, got {got}"));
            }
        }
        let named = |fact: &&str| self.expect.contains_key(*fact);
        let rows = answered.rows.iter().filter(|(fact, _)| named(fact));
        ProcedureJudged {
            wrong,
            rows: rows.map(|(_, basis)| identity(basis)).collect(),
        }
    }

    fn answer(&self, library: &Library) -> Result<ProcedureAnswer, CaseError> {
        let rules = self.rules(library)?;
        let person = &self.person;
        let questions = [
            self.filing
                .as_ref()
                .map(|asked| asked.answer(&rules, person)),
            self.designation
                .as_ref()
                .map(|asked| Ok(asked.answer(&rules, person))),
            self.claim
                .as_ref()
                .map(|asked| Ok(asked.answer(&rules, person))),
            self.clearing.as_ref().map(|asked| asked.answer(&rules)),
            self.lookup.as_ref().map(|asked| Ok(asked.answer(&rules))),
        ];
        let mut asked = questions.into_iter().flatten();
        match (asked.next(), asked.next()) {
            (Some(answered), None) => answered,
            _ => {
                let tables = QUESTIONS.join(", ");
                Err(CaseError::Unreadable(format!(
                    "exactly one of {tables} is asked"
                )))
            }
        }
    }

    fn rules<'a>(&self, library: &'a Library) -> Result<Cow<'a, Procedures>, CaseError> {
        let rules = library.procedures(self.person.insured_at);
        let Some(source) = &self.according_to else {
            return Ok(Cow::Borrowed(rules));
        };
        let other = rules.according_to(source).map(Cow::Owned);
        other.ok_or_else(|| vocabulary::unknown_source(source, None, rules).into())
    }
}
