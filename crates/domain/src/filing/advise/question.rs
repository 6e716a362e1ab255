//! What was not said and would change the answer: every fact is tried out with each answer that
//! makes a difference to some rule; where the outcomes differ, it is asked.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Advice, AdviceAsked, AdviceKind, answer};
use crate::facility::Care;
use crate::filing::{Register, Verdict};
use crate::person::{Scheme, Status};
use crate::procedures::{Circumstances, Lasting, Procedures, When};
use crate::rules::when::Span;
use crate::text::Named;
use crate::{Bilingual, word_list};

word_list! {
    /// A fact the answer may hang on, in the order of a conversation. The word is the parameter
    /// that takes the answer and, where there is one, the key of the conditions it feeds.
    Fact {
        /// Kind of care.
        Care = "care",
            "您要看门诊、慢特病、住院，还是到药店买药？",
            "What care do you seek: outpatient, chronic, inpatient or a pharmacy?";
        /// Emergency rescue.
        Emergency = "emergency", "是急诊抢救吗？", "Is it an emergency rescue?";
        /// A referral.
        Referred = "referred",
            "医院为您开了转诊，或者准备开吗？",
            "Has a hospital referred you, or is it about to?";
        /// Months away.
        MonthsAway = "months_away",
            "您打算在外住多久，或者已经住了多久？",
            "How long will you be away, or have you been?";
        /// Posted by an employer.
        Posted = "posted", "您是参保地的单位派驻过去工作的吗？", "Has your employer posted you there?";
        /// Scheme.
        Scheme = "scheme", "您参加的是职工医保还是居民医保？", "Are you insured as an employee or as a resident?";
        /// Status.
        Status = "status", "您在职，还是已经退休？", "Are you on the job or retired?";
        /// Household register.
        Register = "register",
            "您的户口在哪里：参保地，已经迁到居住地，还是别处？",
            "Where is your household register: at home, moved to the new place, or elsewhere?";
        /// Age.
        Age = "age", "您多大年纪？", "How old are you?";
        /// Tier.
        Tier = "tier", "您参加的是哪一档？", "Which tier are you in?";
        /// Marks.
        Traits = "traits", "您属于下列人员吗？", "Do you belong to any of these?";
    }
}

/// A question worth asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The fact, and with it the condition the answer feeds.
    pub feeds: Fact,
    /// The question.
    pub asks: Bilingual,
    /// Answers to choose from, as the parameter takes them; empty where it takes a number.
    pub choices: Vec<AnswerToChoose>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerToChoose {
    /// As the parameter takes it.
    pub word: String,
    /// As people read it.
    pub name: Bilingual,
}

/// One fact said.
#[derive(Clone, Debug)]
enum Said {
    Care(Care),
    Emergency(bool),
    Referred(bool),
    MonthsAway(u8),
    Posted(bool),
    Scheme(Scheme),
    Status(Status),
    Register(Register),
    Age(u8),
    Tier(String),
    Traits(BTreeSet<String>),
}

/// The questions that are open, in the order of a conversation.
pub(super) fn open(rules: &Procedures, asked: &AdviceAsked<'_>, advice: &Advice) -> Vec<Question> {
    match advice.kind {
        AdviceKind::Exempt
        | AdviceKind::Depends
        | AdviceKind::MustFile
        | AdviceKind::NotOpen
        | AdviceKind::NotRecorded => {}
        AdviceKind::AtHome
        | AdviceKind::OutsideTheScheme
        | AdviceKind::DeemedFiled
        | AdviceKind::AlreadyFiled
        | AdviceKind::AskHospital
        | AdviceKind::NotEntitled => return Vec::new(),
    }
    let rows = Rows::of(rules, asked);
    let facts = Fact::ALL.iter().copied();
    let open = facts.filter(|fact| is_open(rules, asked, &rows, *fact));
    open.map(|fact| question(rules, &rows, asked, fact))
        .collect()
}

/// Whether nobody said it and two answers to it lead to different advice.
fn is_open(rules: &Procedures, asked: &AdviceAsked<'_>, rows: &Rows<'_>, fact: Fact) -> bool {
    let answers = rows.answers(fact, asked);
    let mut outcomes = answers
        .iter()
        .map(|said| outcome(&answer(rules, &told(asked, said))));
    let first = outcomes.next();
    first.is_some_and(|first| outcomes.any(|other| other != first))
}

/// What an answer comes to: the word, and who may file as what.
fn outcome(advice: &Advice) -> (AdviceKind, Vec<(String, Verdict)>) {
    let ways = advice.categories.iter();
    let ways = ways.map(|way| (way.category.clone(), way.verdict));
    (advice.kind, ways.collect())
}

/// The same question with one more fact said.
fn told<'a>(asked: &AdviceAsked<'a>, said: &'a Said) -> AdviceAsked<'a> {
    let mut asked = *asked;
    let about = &mut asked.about;
    match said {
        Said::Care(care) => about.care = Some(*care),
        Said::Emergency(is) => asked.emergency = Some(*is),
        Said::Referred(is) => asked.referred = Some(*is),
        Said::MonthsAway(months) => about.months_away = Some(*months),
        Said::Posted(is) => about.posted = Some(*is),
        Said::Scheme(scheme) => about.scheme = Some(*scheme),
        Said::Status(status) => about.status = Some(*status),
        Said::Register(register) => about.register = Some(*register),
        Said::Age(age) => about.age = Some(*age),
        Said::Tier(tier) => about.tier = Some(tier),
        Said::Traits(traits) => about.traits = Some(traits),
    }
    asked
}

/// The conditions that may decide on the day.
struct Rows<'a> {
    conditions: Vec<&'a When>,
    away: Vec<Span>,
}

impl<'a> Rows<'a> {
    fn of(rules: &'a Procedures, asked: &AdviceAsked<'_>) -> Rows<'a> {
        let categories = rules.categories_on(asked.day);
        let lasting = categories.iter().filter_map(|row| row.lasting.as_ref());
        let mut away: Vec<Span> = lasting.map(Lasting::span).collect();
        let exempt = rules.exemptions(asked.day);
        let mut conditions: Vec<&When> = categories.iter().map(|row| &row.row().when).collect();
        conditions.extend(exempt.iter().map(|row| &row.row().when));
        away.extend(conditions.iter().filter_map(|when| when.months_away));
        Rows { conditions, away }
    }

    /// The answers worth trying; none where it was said already.
    fn answers(&self, fact: Fact, asked: &AdviceAsked<'_>) -> Vec<Said> {
        let about = &asked.about;
        let missing = |is_said: bool, answers: Vec<Said>| match is_said {
            true => Vec::new(),
            false => answers,
        };
        let both = [true, false];
        match fact {
            Fact::Care => missing(about.care.is_some(), each(Care::ALL, Said::Care)),
            Fact::Emergency => missing(asked.emergency.is_some(), each(&both, Said::Emergency)),
            Fact::Referred => missing(asked.referred.is_some(), each(&both, Said::Referred)),
            Fact::MonthsAway => {
                let edges = edges(self.away.iter().copied());
                missing(about.months_away.is_some(), each(&edges, Said::MonthsAway))
            }
            Fact::Posted => missing(about.posted.is_some(), each(&both, Said::Posted)),
            Fact::Scheme => missing(about.scheme.is_some(), each(Scheme::ALL, Said::Scheme)),
            Fact::Status => missing(about.status.is_some(), each(&statuses(about), Said::Status)),
            Fact::Register => missing(
                about.register.is_some(),
                each(Register::ALL, Said::Register),
            ),
            Fact::Age => {
                let edges = edges(self.conditions.iter().filter_map(|when| when.age));
                missing(about.age.is_some(), each(&edges, Said::Age))
            }
            Fact::Tier => {
                let tiers = self.tiers().into_iter().map(Said::Tier);
                missing(about.tier.is_some(), tiers.collect())
            }
            Fact::Traits => missing(about.traits.is_some(), self.trait_sets()),
        }
    }

    /// The tiers asked about, and one that is none of them.
    fn tiers(&self) -> BTreeSet<String> {
        let asked = self.conditions.iter().flat_map(|when| when.tier.iter());
        let mut tiers: BTreeSet<String> = asked.cloned().collect();
        if !tiers.is_empty() {
            tiers.insert(String::new());
        }
        tiers
    }

    fn marks(&self) -> BTreeSet<String> {
        let asked = self.conditions.iter().flat_map(|when| when.marks());
        asked.cloned().collect()
    }

    /// No mark, each alone, and all of them.
    fn trait_sets(&self) -> Vec<Said> {
        let marks = self.marks();
        let alone = marks.iter().map(|mark| BTreeSet::from([mark.clone()]));
        let sets = [BTreeSet::new(), marks.clone()].into_iter().chain(alone);
        sets.map(Said::Traits).collect()
    }
}

fn each<T: Copy>(answers: &[T], said: fn(T) -> Said) -> Vec<Said> {
    answers.iter().copied().map(said).collect()
}

/// A number on each side of every edge of the spans, and nought.
fn edges(spans: impl Iterator<Item = Span>) -> Vec<u8> {
    let mut numbers = BTreeSet::from([0]);
    for span in spans {
        for edge in [Some(span.from), span.until].into_iter().flatten() {
            let edge = u8::try_from(edge).unwrap_or(u8::MAX);
            numbers.extend([edge.saturating_sub(1), edge]);
        }
    }
    numbers.into_iter().collect()
}

/// The statuses there are in the scheme, or in any while nobody said which.
fn statuses(about: &Circumstances<'_>) -> Vec<Status> {
    let scheme = about.scheme;
    let all = Status::ALL.iter().copied();
    all.filter(|status| scheme.is_none_or(|scheme| status.is_of(scheme)))
        .collect()
}

fn question(rules: &Procedures, rows: &Rows<'_>, asked: &AdviceAsked<'_>, fact: Fact) -> Question {
    let choices = match fact {
        Fact::Care => choices(Care::ALL, Care::word),
        Fact::Emergency | Fact::Referred | Fact::Posted => yes_no(),
        Fact::Scheme => choices(Scheme::ALL, Scheme::word),
        Fact::Status => choices(&statuses(&asked.about), Status::word),
        Fact::Register => choices(Register::ALL, Register::word),
        Fact::MonthsAway | Fact::Age | Fact::Tier => Vec::new(),
        Fact::Traits => {
            let marks = rows.marks();
            marks.iter().map(|mark| mark_choice(rules, mark)).collect()
        }
    };
    Question {
        feeds: fact,
        asks: fact.name(),
        choices,
    }
}

fn choices<T: Named + Copy>(words: &[T], word: fn(T) -> &'static str) -> Vec<AnswerToChoose> {
    let choice = |one: &T| AnswerToChoose {
        word: word(*one).to_owned(),
        name: one.name(),
    };
    words.iter().map(choice).collect()
}

fn yes_no() -> Vec<AnswerToChoose> {
    let choice = |(word, zh, en): (&str, &str, &str)| AnswerToChoose {
        word: word.to_owned(),
        name: Bilingual::new(zh, en),
    };
    [("true", "是", "yes"), ("false", "不是", "no")]
        .map(choice)
        .to_vec()
}

fn mark_choice(rules: &Procedures, mark: &str) -> AnswerToChoose {
    let name = rules.sheets().find_map(|sheet| sheet.marks.get(mark));
    AnswerToChoose {
        word: mark.to_owned(),
        name: name.cloned().unwrap_or_else(|| Bilingual::new(mark, mark)),
    }
}
