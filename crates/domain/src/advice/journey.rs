//! The advice on a journey as people ask for it: from where to where, and perhaps why. One answer
//! over every kind of care, what it would be for each reason to go, and the next question where the
//! rules need its answer. Nothing is decided here: every verdict is [`filing::advise`]'s.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Unanswerable, said, stakes};
use crate::facility::Care;
use crate::filing::{self, Advice, AdviceAsked, AdviceKind, CategoryAdvice, Verdict};
use crate::person::{Scheme, Status};
use crate::policy::Library;
use crate::procedures::{Circumstances, Lasting};
use crate::region_names::{self, NamedPlace};
use crate::situation::Footing;
use crate::{Bilingual, Rate, Region, word_list};

word_list! {
    /// Why somebody goes, as people say it.
    Why {
        /// For half a year or so and longer.
        Stay = "stay", "去住一阵子：带孩子、养老、跟着家人", "to live there: with family, in retirement";
        /// Sent by the employer.
        Posted = "posted", "单位派我去那边工作", "my employer posts me there";
        /// To study.
        Study = "study", "去那边上学", "to study there";
        /// Referred by a hospital.
        Referral = "referral", "医院让我转过去看病", "a hospital refers me there";
        /// Anything short: a visit, a holiday, to see a doctor.
        Trip = "trip", "临时去一趟：探亲、旅游、出差、自己去看病",
            "for a while: a visit, a holiday, on business, to see a doctor";
        /// Something sudden.
        Emergency = "emergency", "突然得了急病，要抢救", "a sudden illness, an emergency";
    }
}

word_list! {
    /// What the answer comes to.
    Panel {
        /// Nothing has to be filed.
        NoFiling = "no-filing", "您不用备案", "No filing needed";
        /// Some kinds of care are filed, others are not.
        Partly = "partly", "有的要备案，有的不用", "Some care is filed, some is not";
        /// File before.
        FileFirst = "file-first", "先备案，3 分钟", "File first: three minutes";
        /// The hospital files.
        HospitalFiles = "hospital-files", "您的医院来备案", "Your hospital files for you";
        /// Neither filing nor direct settlement.
        NotPossible = "not-possible", "这样走不通", "This way is closed";
        /// No rule about it is on record here.
        NotKnown = "not-known", "这里没有查到规定", "No rule found here";
    }
}

word_list! {
    /// What has to be asked before there is an answer, in the order of a conversation.
    ToAsk {
        /// Why the person goes.
        Why = "why", "您为什么去？", "Why are you going?";
        /// Whether a hospital refers.
        Slip = "slip", "医院给您开转诊单了吗？", "Has a hospital referred you?";
        /// How long.
        Months = "months", "您要在那边住多久？", "How long will you be there?";
        /// Which scheme.
        Scheme = "scheme", "您参加的是哪一种医保？", "Which insurance are you in?";
    }
}

/// What a person has said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JourneyAsked {
    /// Where the person is insured.
    pub insured_at: Region,
    /// Where the person goes.
    pub treated_at: Region,
    /// The day.
    pub day: Date,
    /// Why.
    pub why: Option<Why>,
    /// Whether a hospital refers, where that is why.
    pub slip: Option<bool>,
    /// Months away.
    pub months: Option<u8>,
    /// Scheme.
    pub scheme: Option<Scheme>,
    /// Status within it, which decides what the fund pays.
    pub status: Option<Status>,
    /// Kind of care.
    pub care: Option<Care>,
}

/// A question, with the months at which the answer changes where it is about months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyQuestion {
    /// What is asked.
    pub asks: ToAsk,
    /// Full months from which another rule holds, rising.
    pub months_asked: Vec<u8>,
}

/// The answer for one reason to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyAnswer {
    /// The reason.
    pub why: Why,
    /// What it comes to.
    pub panel: Panel,
    /// What one files as, where one files.
    pub way: Option<CategoryAdvice>,
    /// What the first fund pays of a stay in a hospital of level 3, above the deductible.
    pub share: Option<Rate>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyAnswer {
    /// What it comes to.
    pub panel: Panel,
    /// Kinds of care that need no filing.
    pub free: Vec<Care>,
    /// Kinds of care that are filed.
    pub filed: Vec<Care>,
    /// Kinds of care of which no rule is on record.
    pub unknown: Vec<Care>,
    /// The advice that decided.
    pub advice: Advice,
    /// What a filing would change where none is needed.
    pub stakes: Option<Bilingual>,
    /// The answer for each reason, while nobody said which.
    pub by_why: Vec<WhyAnswer>,
    /// What the first fund pays at home of the same stay.
    pub share_at_home: Option<Rate>,
    /// What it pays on each footing a journey may stand on.
    pub shares: Vec<(Footing, Rate)>,
    /// The scheme the shares are of.
    pub share_of: Scheme,
    /// The status the shares are of, where it was said.
    pub share_status: Option<Status>,
    /// What has to be asked first.
    pub question: Option<JourneyQuestion>,
    /// Full months from which another rule about living there holds, rising.
    pub months_asked: Vec<u8>,
    /// Whether any rule of the insured place itself is on record.
    pub has_own_rules: bool,
}

/// The answer, by the rules of the insured place.
pub fn journey(library: &Library, asked: &JourneyAsked) -> Result<JourneyAnswer, Unanswerable> {
    let asked = &JourneyAsked {
        insured_at: asked.insured_at.pooling(),
        treated_at: asked.treated_at.pooling(),
        ..*asked
    };
    said::check(library, &asked.advice_asked(asked.care))?;
    let at = Place { library, asked };
    let found = at.settle();
    let is_open = matches!(found.panel, Panel::FileFirst | Panel::Partly) && asked.why.is_none();
    let scheme = asked.scheme.unwrap_or(Scheme::Employee);
    let own_packs = Scheme::ALL.iter();
    let mut own_packs = own_packs.filter_map(|it| library.find(asked.insured_at, *it));
    let rules = library.procedures(asked.insured_at);
    Ok(JourneyAnswer {
        stakes: at.stakes(),
        by_why: if is_open { at.by_why() } else { vec![] },
        share_at_home: at.share_at_home(),
        shares: at.shares(),
        share_of: scheme,
        share_status: asked.status.filter(|status| status.is_of(scheme)),
        question: at.question(),
        months_asked: at.months_asked(),
        has_own_rules: own_packs.next().is_some() || rules.region.is_some(),
        panel: found.panel,
        free: found.free,
        filed: found.filed,
        unknown: found.unknown,
        advice: found.advice,
    })
}

/// The name of a place an answer is about, as people say it: 香港、内蒙古、天河区.
pub fn name_of(region: Region) -> Bilingual {
    let named = region_names::place_of(region);
    named.map_or_else(|| region_names::label(region), NamedPlace::spoken)
}

/// The name of a place as a form takes it back: a district with what it lies in.
pub fn name_to_type(region: Region) -> Bilingual {
    let named = region_names::place_of(region);
    named.map_or_else(|| region_names::label(region), NamedPlace::typed)
}

impl JourneyAsked {
    /// Two places, and nothing else said.
    pub fn between(insured_at: Region, treated_at: Region, day: Date) -> JourneyAsked {
        JourneyAsked {
            insured_at,
            treated_at,
            day,
            why: None,
            slip: None,
            months: None,
            scheme: None,
            status: None,
            care: None,
        }
    }

    /// What was said, in the facts the rules ask about.
    fn advice_asked(&self, care: Option<Care>) -> AdviceAsked<'static> {
        let is = |why| self.why == Some(why);
        let months_away = match self.why {
            // Who says to go for a while stays for less than any rule about living there asks.
            Some(Why::Trip | Why::Referral) => self.months.or(Some(0)),
            _ => self.months,
        };
        AdviceAsked {
            about: Circumstances {
                care,
                scheme: self.scheme,
                months_away,
                posted: self.why.map(|why| why == Why::Posted),
                ..Circumstances::of_journey(self.insured_at, self.treated_at)
            },
            day: self.day,
            emergency: Some(is(Why::Emergency)),
            referred: Some(is(Why::Referral) && self.slip != Some(false)),
            filings: &[],
        }
    }
}

/// What the rules say of the cares, one by one and together.
struct Found {
    panel: Panel,
    free: Vec<Care>,
    filed: Vec<Care>,
    unknown: Vec<Care>,
    advice: Advice,
}

/// A question with the rules that answer it.
#[derive(Clone, Copy)]
struct Place<'a> {
    library: &'a Library,
    asked: &'a JourneyAsked,
}

/// What most people mean by seeing a doctor; the others are told beside them.
const USUAL: [Care; 2] = [Care::Inpatient, Care::Outpatient];

impl Place<'_> {
    fn advise(&self, care: Care) -> Advice {
        let rules = self.library.procedures(self.asked.insured_at);
        filing::advise(rules, &self.asked.advice_asked(Some(care)))
    }

    fn settle(&self) -> Found {
        let cares: Vec<Care> = match self.asked.care {
            Some(care) => vec![care],
            None => Care::ALL.to_vec(),
        };
        let told: Vec<(Care, Advice)> = cares.iter().map(|it| (*it, self.advise(*it))).collect();
        let of = |wanted: &[Panel]| -> Vec<Care> {
            let fits = told
                .iter()
                .filter(|(_, advice)| wanted.contains(&panel_of(advice)));
            fits.map(|(care, _)| *care).collect()
        };
        let counts = |care: &Care| self.asked.care.is_some() || USUAL.contains(care);
        let deciding: Vec<&(Care, Advice)> = told.iter().filter(|(it, _)| counts(it)).collect();
        let panels: BTreeSet<Panel> = deciding.iter().map(|(_, it)| panel_of(it)).collect();
        let mut panels_found = panels.iter();
        let panel = match (panels_found.next(), panels_found.next()) {
            (Some(only), None) => *only,
            _ => Panel::Partly,
        };
        // What asks most of the person is what the page is about.
        let most = deciding.iter().max_by_key(|(care, advice)| {
            let asks = panel_of(advice) == Panel::FileFirst;
            (asks, *care == Care::Inpatient)
        });
        let (_, advice) = most.expect("at least one kind of care decides");
        Found {
            panel,
            free: of(&[Panel::NoFiling]),
            filed: of(&[Panel::FileFirst, Panel::HospitalFiles]),
            unknown: of(&[Panel::NotKnown]),
            advice: advice.clone(),
        }
    }

    fn with(&self, change: impl FnOnce(&mut JourneyAsked)) -> JourneyAsked {
        let mut asked = *self.asked;
        change(&mut asked);
        asked
    }

    fn at<'b>(&'b self, asked: &'b JourneyAsked) -> Place<'b> {
        Place {
            library: self.library,
            asked,
        }
    }

    /// Whether two answers to a question lead to different advice.
    fn matters(&self, answers: &[JourneyAsked], outcome: fn(&Found) -> Outcome) -> bool {
        let outcomes = answers
            .iter()
            .map(|asked| outcome(&self.at(asked).settle()));
        outcomes.collect::<BTreeSet<_>>().len() > 1
    }

    fn question(&self) -> Option<JourneyQuestion> {
        let asks = |asks| Some(question(asks, vec![]));
        let months = self.months_asked();
        let longest = months.last().copied();
        let as_reason = |why| {
            self.with(|asked| {
                asked.why = Some(why);
                asked.months = asked.months.or(longest.filter(|_| why != Why::Trip));
            })
        };
        if self.asked.why.is_none() {
            let reasons = [Why::Stay, Why::Posted, Why::Trip].map(as_reason);
            if self.matters(&reasons, panel_only) {
                return asks(ToAsk::Why);
            }
        }
        if self.asked.why == Some(Why::Referral) && self.asked.slip.is_none() {
            let answers = [true, false].map(|is| self.with(|asked| asked.slip = Some(is)));
            if self.matters(&answers, as_what) {
                return asks(ToAsk::Slip);
            }
        }
        let stays = matches!(self.asked.why, Some(Why::Stay | Why::Posted | Why::Study));
        if stays && self.asked.months.is_none() {
            let lengths = [0].into_iter().chain(months.iter().copied());
            let answers: Vec<JourneyAsked> = lengths
                .map(|length| self.with(|asked| asked.months = Some(length)))
                .collect();
            if self.matters(&answers, as_what) {
                return Some(question(ToAsk::Months, months));
            }
        }
        if self.asked.scheme.is_none() {
            let schemes = Scheme::ALL.iter();
            let answers: Vec<JourneyAsked> = schemes
                .map(|scheme| self.with(|asked| asked.scheme = Some(*scheme)))
                .collect();
            // Before there is a reason nothing is filed yet, and as what does not matter.
            let outcome = match self.asked.why {
                Some(_) => as_what,
                None => panel_only,
            };
            if self.matters(&answers, outcome) {
                return asks(ToAsk::Scheme);
            }
        }
        None
    }

    /// The months at which some rule about filing changes.
    fn months_asked(&self) -> Vec<u8> {
        let rules = self.library.procedures(self.asked.insured_at);
        let rows = rules.categories_on(self.asked.day);
        let stated = rows.iter().filter_map(|row| row.when.months_away);
        let inferred = rows.iter().filter_map(|row| row.lasting.as_ref());
        let spans = stated.chain(inferred.map(Lasting::span));
        let months: BTreeSet<u8> = spans
            .filter_map(|span| u8::try_from(span.from).ok())
            .filter(|from| *from > 0)
            .collect();
        months.into_iter().collect()
    }

    fn by_why(&self) -> Vec<WhyAnswer> {
        let longest = self.months_asked().last().copied();
        let answer = |why: &Why| {
            let asked = self.with(|asked| {
                asked.why = Some(*why);
                asked.slip = Some(true);
                asked.months =
                    longest.filter(|_| matches!(why, Why::Stay | Why::Posted | Why::Study));
            });
            let place = self.at(&asked);
            let found = place.settle();
            let way = found.advice.categories.first().cloned();
            let way =
                way.filter(|way| way.verdict == Verdict::Pass || way.verdict == Verdict::Unknown);
            let footing = match found.advice.kind {
                AdviceKind::DeemedFiled => Some(Footing::Emergency),
                _ => way.as_ref().map(|way| way.footing),
            };
            WhyAnswer {
                why: *why,
                panel: found.panel,
                share: footing.and_then(|footing| place.share(footing)),
                way,
            }
        };
        Why::ALL.iter().map(answer).collect()
    }

    /// What a filing would change for a stay in hospital, where none is needed.
    fn stakes(&self) -> Option<Bilingual> {
        let care = self.asked.care.unwrap_or(Care::Inpatient);
        let mut asked = self.asked.advice_asked(Some(care));
        asked.about.status = self.asked.status;
        stakes::told(self.library, &asked, &self.advise(care))
    }

    fn share_at_home(&self) -> Option<Rate> {
        let at_home = self.with(|asked| asked.treated_at = asked.insured_at);
        self.at(&at_home).share(Footing::AtHome)
    }

    fn shares(&self) -> Vec<(Footing, Rate)> {
        let away = Footing::ALL.iter().filter(|it| **it != Footing::AtHome);
        let known = away.filter_map(|footing| Some((*footing, self.share(*footing)?)));
        known.collect()
    }

    fn share(&self, footing: Footing) -> Option<Rate> {
        let scheme = self.asked.scheme.unwrap_or(Scheme::Employee);
        let mut asked = self.asked.advice_asked(Some(Care::Inpatient));
        asked.about.status = self.asked.status;
        stakes::share_of_stay(self.library, &asked, scheme, footing)
    }
}

fn question(asks: ToAsk, months_asked: Vec<u8>) -> JourneyQuestion {
    JourneyQuestion { asks, months_asked }
}

/// What is compared: the panel, which care is free, and what one files as.
type Outcome = (Panel, Vec<Care>, Option<(String, bool)>);

fn panel_only(found: &Found) -> Outcome {
    (found.panel, found.free.clone(), None)
}

fn as_what(found: &Found) -> Outcome {
    // As what one would file matters where one files.
    let is_filed = matches!(found.panel, Panel::FileFirst | Panel::Partly);
    let first = found.advice.categories.first().filter(|_| is_filed);
    let first = first.map(|way| (way.category.clone(), way.verdict == Verdict::Pass));
    (found.panel, found.free.clone(), first)
}

/// What the engine's word comes to.
fn panel_of(advice: &Advice) -> Panel {
    match advice.kind {
        AdviceKind::AtHome
        | AdviceKind::DeemedFiled
        | AdviceKind::AlreadyFiled
        | AdviceKind::Exempt => Panel::NoFiling,
        AdviceKind::MustFile => Panel::FileFirst,
        AdviceKind::AskHospital => Panel::HospitalFiles,
        AdviceKind::OutsideTheScheme | AdviceKind::NotOpen | AdviceKind::NotEntitled => {
            Panel::NotPossible
        }
        AdviceKind::NotRecorded | AdviceKind::Depends => Panel::NotKnown,
    }
}
