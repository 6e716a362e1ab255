//! A question answered: what was asked is recognised, and everything said is a row of the rules, a
//! bill the engine computed, or the meaning of a word. What is missing is asked for; what is not
//! known is said so.

mod intent;
mod missing;
mod said;
mod tiers;

use domain::advice::{Panel, Why, journey};
use domain::facility::Care;
use domain::filing::FilingKind;
use domain::policy::Library;
use domain::situation::Footing;
use domain::text::{Bilingual, Named};
use domain::{Region, say, word_list};
use jiff::civil::Date;
use serde::Serialize;

use super::facts::{HelpPlace, PlainFact, tell};
use super::questions::{HelpQuestion, HelpTerm};
use super::quote::{TravelQuote, quoted};
use super::{CitedRow, Heard, Hotline, hotlines};
use intent::Intent;

word_list! {
    /// What kind of answer it is.
    AskKind {
        /// Whether to file.
        MustFile = "must-file", "要不要备案", "whether to file";
        /// How much is paid.
        HowMuch = "how-much", "报多少", "how much is paid";
        /// One of the questions people ask.
        Question = "question", "常见问题", "a question people ask";
        /// A place alone was named.
        Place = "place", "一个地方", "a place";
        /// What a word means.
        Term = "word", "词的意思", "the meaning of a word";
        /// A life is in danger.
        Danger = "danger", "有危险", "a life in danger";
        /// Only a doctor answers it.
        Medical = "medical", "要问医生", "for a doctor";
        /// Another office answers it.
        Elsewhere = "elsewhere", "要问别的部门", "for another office";
        /// Nothing is known of it.
        Unknown = "unknown", "不知道", "not known";
    }
}

/// Something that was not said and decides: with answers to choose from, or to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AskBack {
    /// The parameter that says it.
    pub name: &'static str,
    /// The question.
    pub asks: Bilingual,
    /// Answers: what the parameter is then, and in words. None where it has to be written.
    pub choices: Vec<(String, Bilingual)>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AskAnswer {
    /// What kind it is.
    pub kind: AskKind,
    /// The question of the list, or the term, it is.
    pub about: Option<String>,
    /// The insured place it is about.
    pub insured_at: Option<Region>,
    /// The place of care it is about.
    pub treated_at: Option<Region>,
    /// The answer in a sentence or two.
    pub says: Bilingual,
    /// Bills computed for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<TravelQuote>,
    /// The rows it rests on, each with its source.
    pub rows: Vec<CitedRow>,
    /// Of what no rule is on record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_known: Vec<Bilingual>,
    /// What has to be said for a better answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<AskBack>,
    /// Whether only the national rules were asked, as no place was said.
    pub national_only: bool,
    /// Whom to call.
    pub hotlines: Vec<Hotline>,
    /// Whether the number of a person was struck out of the question.
    pub had_number: bool,
}

/// The kinds of filing that fit a reason to go.
pub(super) fn kinds_of(why: Why) -> &'static [FilingKind] {
    match why {
        Why::Stay | Why::Posted | Why::Study => &[FilingKind::LongTerm],
        Why::Referral => &[FilingKind::Referral],
        Why::Trip => &[FilingKind::Temporary],
        Why::Emergency => &[FilingKind::Emergency],
    }
}

/// Where a question is answered from, and the words that are explained.
#[derive(Clone, Copy)]
struct Desk<'a> {
    place: HelpPlace<'a>,
    heard: &'a Heard,
}

/// The answer to what was heard, by the rules in force on the day.
pub fn ask(library: &Library, heard: &Heard, terms: &[HelpTerm], day: Date) -> AskAnswer {
    let intent = intent::of(heard, terms);
    let mut place = HelpPlace {
        library,
        insured_at: heard.insured_at,
        treated_at: heard.treated_at,
        scheme: heard.scheme,
        status: heard.status,
        tier: None,
        care: heard.care,
        level: heard.level,
        why: heard.why,
        day,
    };
    let stays_at_home = matches!(intent, Intent::HowMuch | Intent::Question(_)) && !heard.goes();
    let mut taken = None;
    if place.insured_at.is_none() && stays_at_home {
        // Who names one place and goes nowhere asks about that place, as far as anybody knows.
        taken = place.treated_at.filter(|it| !it.is_outside_the_scheme());
        place.insured_at = taken;
    }
    let tier = tiers::said(&place, heard);
    if let Some((pack, tier)) = tier.found {
        place.scheme = place.scheme.or(Some(pack.scheme));
        place.tier = Some(tier.name.as_str());
    }
    let desk = Desk { place, heard };
    let mut answer = match intent {
        Intent::MustFile => desk.must_file(),
        Intent::HowMuch => desk.how_much(),
        Intent::Question(question) => desk.question(question),
        Intent::Term(term) => desk.term(term),
        Intent::Place(region) => desk.place(region),
        Intent::Medical => desk.plain(AskKind::Medical, said::medical()),
        Intent::Elsewhere => desk.plain(AskKind::Elsewhere, said::elsewhere()),
        Intent::Despair => desk.despair(),
        Intent::Unknown => desk.plain(AskKind::Unknown, said::unknown()),
    };
    if let Some((unknown, home)) = tier.unknown.zip(place.insured_at) {
        let says = said::no_such_tier(home, &unknown);
        answer.says = say!("{says}{rest}", "{says} {rest}"; says = says, rest = answer.says);
    }
    if let Some(home) = taken {
        answer.says = said::taken_for_home(home, &answer.says);
        answer.missing.insert(0, missing::other_home(home));
    }
    desk.treat_first(&intent, &mut answer);
    answer.had_number = heard.had_number;
    answer
}

/// What is told of a question for a place: its rows, and of what none is on record.
pub fn told_of(place: &HelpPlace<'_>, question: &HelpQuestion) -> (Vec<CitedRow>, Vec<Bilingual>) {
    let place = HelpPlace {
        care: question.care.or(place.care),
        scheme: question.scheme.or(place.scheme),
        why: question.why.or(place.why),
        ..*place
    };
    let (mut rows, mut not_known) = (Vec::new(), Vec::new());
    for fact in &question.facts {
        let told = tell(&place, *fact);
        let needs_both = *fact == PlainFact::MustFile && place.journey().is_none();
        if told.is_empty() && !needs_both {
            not_known.push(fact.name());
        }
        rows.extend(
            told.into_iter()
                .filter(|row| !rows.contains(row))
                .collect::<Vec<_>>(),
        );
    }
    (rows, not_known)
}

impl Desk<'_> {
    fn plain(&self, kind: AskKind, says: Bilingual) -> AskAnswer {
        let region = self.place.insured_at.unwrap_or(Region::ABROAD);
        let mut hotlines = hotlines(self.place.library, region, self.place.day);
        hotlines.retain(|line| line.dial.is_some());
        AskAnswer {
            kind,
            about: None,
            insured_at: self.place.insured_at,
            treated_at: self.place.treated_at,
            says,
            quotes: vec![],
            rows: vec![],
            not_known: vec![],
            missing: vec![],
            national_only: false,
            hotlines,
            had_number: false,
        }
    }

    /// Whom to call is in the sentence; a line about insurance beside it helps nobody.
    fn despair(&self) -> AskAnswer {
        let mut answer = self.plain(AskKind::Danger, said::despair());
        answer.hotlines.clear();
        answer
    }

    /// Where something else was asked in an emergency, getting treated is said first.
    fn treat_first(&self, intent: &Intent<'_>, answer: &mut AskAnswer) {
        let is_said = match intent {
            Intent::HowMuch | Intent::Medical => true,
            Intent::Question(question) => !question.id.starts_with("emergency"),
            _ => false,
        };
        if self.heard.is_urgent && !self.heard.has_paid && is_said {
            answer.says = said::treat_first(&answer.says);
            let rows = tell(&self.place, PlainFact::Emergency).into_iter();
            let rows: Vec<CitedRow> = rows.filter(|row| !answer.rows.contains(row)).collect();
            answer.rows.splice(0..0, rows);
        }
    }

    /// A place and nothing else: what it was said for is asked, never guessed.
    fn place(&self, region: Region) -> AskAnswer {
        let mut answer = self.plain(AskKind::Place, said::which_of(region));
        (answer.insured_at, answer.treated_at) = (Some(region), None);
        answer
    }

    fn must_file(&self) -> AskAnswer {
        let mut answer = self.plain(AskKind::MustFile, Bilingual::default());
        answer.missing = self.places_missing(true);
        let Some(mut asked) = self.place.journey() else {
            answer.says = said::say_both();
            return answer;
        };
        (asked.slip, asked.months) = (self.heard.slip, self.heard.months);
        let Ok(told) = journey(self.place.library, &asked) else {
            answer.says = said::unknown();
            return answer;
        };
        answer.says = said::panel(&told);
        if told.panel == Panel::NotKnown {
            answer.not_known = vec![PlainFact::MustFile.name()];
        }
        answer.rows = said::rows_of(&asked, &told);
        answer
            .missing
            .extend(missing::of_journey(&told, self.heard));
        answer
    }

    fn how_much(&self) -> AskAnswer {
        let mut answer = self.plain(AskKind::HowMuch, Bilingual::default());
        let goes = self.heard.goes() || self.place.treated_at.is_some();
        answer.missing = self.places_missing(goes);
        let Some(home) = self.place.insured_at else {
            answer.says = said::say_insured();
            return answer;
        };
        if goes && self.place.treated_at.is_none() {
            answer.says = said::say_both();
            return answer;
        }
        if let Some(outside) = self
            .place
            .treated_at
            .filter(|it| it.is_outside_the_scheme())
        {
            answer.says = said::outside(outside);
            answer.rows = tell(&self.place, PlainFact::Outside);
            return answer;
        }
        let quotes = quoted(&self.place, self.heard.amount, self.heard.filed);
        let is_known = quotes
            .iter()
            .any(|quote| quote.ways.iter().any(|way| way.funds.is_some()));
        if !is_known {
            answer.says = said::place_unknown(home);
            answer.not_known = vec![PlainFact::Share.name()];
            return answer;
        }
        answer.says = said::how_much(&quotes, self.heard, tiers::title(&self.place));
        answer.rows = quotes
            .iter()
            .flat_map(|quote| quote.steps.clone())
            .collect();
        let mut ways = quotes.iter().flat_map(|quote| &quote.ways);
        if ways.any(|way| way.footing == Footing::Unfiled) {
            answer.rows.extend(tell(&self.place, PlainFact::NotFiled));
        }
        answer
            .missing
            .extend(missing::of_quote(&self.place, self.heard, &quotes));
        answer.quotes = quotes;
        answer
    }

    fn question(&self, question: &HelpQuestion) -> AskAnswer {
        use super::questions::Needs;
        let mut answer = self.plain(AskKind::Question, question.says.clone());
        answer.about = Some(question.id.clone());
        answer.missing = match question.needs {
            Needs::Nothing => vec![],
            Needs::Insured => self.places_missing(false),
            Needs::Both => self.places_missing(true),
        };
        (answer.rows, answer.not_known) = told_of(&self.place, question);
        answer.national_only = question.needs != Needs::Nothing && self.place.insured_at.is_none();
        if question.unknown {
            answer.not_known.push(question.asks.clone());
        }
        // Figures differ from place to place: without one there is nothing to say.
        if answer.national_only && answer.rows.is_empty() {
            answer.says = said::say_insured();
            answer.not_known.clear();
        } else if answer.says.zh.is_empty() && answer.rows.is_empty() {
            answer.says = match self.place.insured_at {
                Some(home) => said::place_unknown(home),
                None => said::unknown(),
            };
        }
        answer
    }

    fn term(&self, term: &HelpTerm) -> AskAnswer {
        let mut answer = self.plain(AskKind::Term, said::term(term));
        answer.about = Some(term.id.clone());
        if let Some(fact) = term.fact.filter(|_| self.place.insured_at.is_some()) {
            answer.rows = tell(&self.place, fact);
        }
        answer
    }
}

impl Heard {
    /// Whether somebody goes somewhere, in so many words.
    pub(super) fn goes(&self) -> bool {
        let words = [
            "去",
            "到",
            "往",
            "来",
            "外地",
            "异地",
            "跨省",
            "转",
            "出差",
            "旅游",
            " to ",
            "another",
            "elsewhere",
            "abroad",
            "travel",
        ];
        let is_near = |word: &&str| self.text.contains(*word);
        self.treated_at.is_some() && self.insured_at.is_some() || words.iter().any(is_near)
    }

    /// The kind of care that was said, for who asks what it was taken for.
    pub fn care_or_stay(&self) -> Care {
        self.care.unwrap_or(Care::Inpatient)
    }
}

#[cfg(test)]
mod tests;
