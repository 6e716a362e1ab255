//! The conditions of a row, of packs and of procedures alike:
//! `when = { care = "inpatient", status = "retired", age = "60.." }`.
//!
//! The list below is the only list of keys. Where a fact is not known, the answer is neither yes
//! nor no: a form then asks for it, and a bill is not settled by a guess.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::condition::{Closed, ConditionKind, Flag, Marks, Places, Tiers, Within};
use super::glance::Remembered;
use super::phrase::{admission, age, months, months_away, unfiled_stay};
use crate::Region;
use crate::facility::{Care, Grade, Level};
use crate::filing::{Register, Verdict};
use crate::person::{Scheme, Status, Tier, Trait};
use crate::region::Distance;
use crate::situation::{Follows, Footing, Route, Situation};
use crate::text::{Bilingual, Sep};

pub use super::circumstances::{Circumstances, Titles};
pub use super::list::{Names, Words};
pub use super::span::{Span, SpanError};

/// The answer to one key of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// What is asked.
    pub asks: Bilingual,
    /// The answer.
    pub verdict: Verdict,
}

macro_rules! conditions {
    ($($(#[doc = $doc:literal])+ $key:ident / $name:ident: $type:ty, $kind:expr;)+) => {
        /// The keys of a condition, in order. Whoever has to know all of them asks each by a match.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Key {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Key {
            /// All of them.
            pub const ALL: &[Key] = &[$(Key::$name),+];
        }

        /// When a row applies. What is left out does not matter; every key that is there must hold,
        /// and a list holds when one of its words does.
        /// 适用的情形：几个键都要满足，一个键里的几个词满足一个就行
        #[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct When {
            $($(#[doc = $doc])+ pub $key: $type,)+
            #[serde(skip)]
            pub(super) glance: Remembered,
        }

        impl When {
            /// Whether the row certainly applies.
            pub fn holds(&self, it: &Circumstances<'_>) -> bool {
                true $(&& {
                    let kind = $kind;
                    !kind.is_asked(&self.$key) || kind.verdict(&self.$key, it) == Verdict::Pass
                })+
            }

            /// The answer to every key that is there.
            pub fn answers(&self, it: &Circumstances<'_>) -> Vec<Answer> {
                let mut answers = Vec::new();
                $({
                    let kind = $kind;
                    if kind.is_asked(&self.$key) {
                        answers.push(Answer {
                            asks: kind.asks(&self.$key, &()),
                            verdict: kind.verdict(&self.$key, it),
                        });
                    }
                })+
                answers
            }

            /// Whether a key is there.
            pub fn asks_about(&self, key: Key) -> bool {
                match key { $(Key::$name => $kind.is_asked(&self.$key),)+ }
            }

            /// The keys that are there.
            pub fn keys(&self) -> Vec<&'static str> {
                let mut keys = Vec::new();
                $(if $kind.is_asked(&self.$key) {
                    keys.push(stringify!($key));
                })+
                keys
            }

            /// Each key in words.
            fn parts(&self, titles: &dyn Titles) -> Vec<Bilingual> {
                let mut parts = Vec::new();
                $({
                    let kind = $kind;
                    if kind.is_asked(&self.$key) {
                        parts.push(kind.in_words(&self.$key, titles));
                    }
                })+
                parts
            }

            /// One word for each key, in a fixed order whatever the order of the file.
            pub fn slugs(&self) -> Vec<String> {
                let mut words = Vec::new();
                $({
                    let kind = $kind;
                    if kind.is_asked(&self.$key) {
                        words.push(kind.slug(&self.$key));
                    }
                })+
                words
            }

            /// Whether a word of an address could be that of a key.
            pub(super) fn claims(word: &str) -> bool {
                false $(|| ConditionKind::<$type>::claims(&$kind, word))+
            }

            /// Whether some circumstances can satisfy each key of both by itself.
            fn keys_may_meet(&self, other: &When) -> bool {
                true $(&& {
                    let kind = $kind;
                    !kind.is_asked(&self.$key)
                        || !kind.is_asked(&other.$key)
                        || kind.may_meet(&self.$key, &other.$key)
                })+
            }
        }
    };
}

conditions! {
    /// Kinds of care.
    /// 哪类就医
    care / Care: Words<Care>,
        Closed { of: ("就医类型", "kind of care"), fact: |it| it.care, all: Care::ALL, slug: "" };
    /// Schemes; a pack is of one scheme already.
    /// 险种
    scheme / Scheme: Words<Scheme>,
        Closed { of: ("险种", "scheme"), fact: |it| it.scheme, all: Scheme::ALL, slug: "" };
    /// Tiers of the scheme.
    /// 哪一档
    tier / Tier: Words<Tier>, Tiers { taken: When::claims };
    /// Statuses.
    /// 参保身份
    status / Status: Words<Status>,
        Closed { of: ("人员类别", "status"), fact: |it| it.status, all: Status::ALL, slug: "" };
    /// Household registers; only procedures know them.
    /// 户籍
    register / Register: Words<Register>,
        Closed { of: ("户籍", "register"), fact: |it| it.register, all: Register::ALL, slug: "" };
    /// Settlement levels of the facility.
    /// 医疗机构的结算级别
    level / Level: Words<Level>,
        Closed { of: ("机构级别", "level"), fact: |it| it.level, all: Level::ALL, slug: "" };
    /// How far from the insured place.
    /// 离参保地多远
    distance / Distance: Words<Distance>, Closed {
        of: ("就医地", "place of care"),
        fact: |it| Some(it.insured_at.distance_to(it.destination)),
        all: Distance::ALL,
        slug: "",
    };
    /// Treated in one of these places (a province code covers the province; CD-03).
    /// 在这些地方就医；省码包含全省
    place / Place: Words<Region>, Places { inside: true };
    /// Treated in none of these places.
    /// 不在这些地方就医
    elsewhere / Elsewhere: Words<Region>, Places { inside: false };
    /// Footings.
    /// 备案情形
    footing / Footing: Words<Footing>,
        Closed { of: ("备案情形", "footing"), fact: |it| it.footing, all: Footing::ALL, slug: "" };
    /// Which admission of the benefit year.
    /// 本年第几次住院
    admission / Admission: Option<Span>,
        Within { fact: |it| it.admission.map(u16::from), say: admission, slug: "admission-" };
    /// Which stay without a filing of the benefit year; 0 is what is no such stay.
    /// 本年第几次未备案住院；0 是其他情形
    unfiled_stay / UnfiledStay: Option<Span>,
        Within {
            fact: |it| it.unfiled_stay.map(u16::from), say: unfiled_stay,
            slug: "unfiled-stay-",
        };
    /// Grades on the licence of the facility.
    /// 医疗机构的等级（几级几等）
    grade / Grade: Words<Grade>,
        Closed { of: ("机构等级", "grade"), fact: |it| it.grade, all: Grade::ALL, slug: "grade-" };
    /// Which earlier stay it follows.
    /// 接在前次住院之后的方式
    follows / Follows: Words<Follows>,
        Closed {
            of: ("接续住院", "follows"), fact: |it| it.follows,
            all: Follows::ALL, slug: "follows-",
        };
    /// Full years of age.
    /// 周岁
    age / Age: Option<Span>, Within { fact: |it| it.age.map(u16::from), say: age, slug: "age-" };
    /// Full months of continuous insurance.
    /// 连续参保满几个月
    months / Months: Option<Span>, Within { fact: |it| it.months, say: months, slug: "months-" };
    /// Full months away, past or intended, such as `6..`; only procedures know them.
    /// 离开几个月，如 "6.."
    months_away / MonthsAway: Option<Span>,
        Within { fact: |it| it.months_away.map(u16::from), say: months_away, slug: "months-away-" };
    /// Posted by an employer of the insured place; only procedures know it.
    /// 由参保地单位派出
    posted / Posted: Option<bool>, Flag {
        fact: |it| it.posted,
        yes: ("posted", "由参保地单位派驻", "posted by an employer of the insured place"),
        no: ("not-posted", "不是参保地单位派驻", "not posted by an employer of the insured place"),
    };
    /// Marks that must all be there.
    /// 这些标记全都有
    with / With: Words<Trait>, Marks { there: true };
    /// Marks none of which may be there.
    /// 这些标记一个也没有
    without / Without: Words<Trait>, Marks { there: false };
    /// Direct settlement or manual reimbursement.
    /// 直接结算还是零星报销
    route / Route: Words<Route>,
        Closed { of: ("结算方式", "route"), fact: |it| it.route, all: Route::ALL, slug: "" };
}

/// What only a form can tell, and no bill.
pub const ON_FORMS: [&str; 3] = ["register", "months_away", "posted"];

/// What only a bill can tell, and no form.
pub const ON_BILLS: [&str; 8] = [
    "level",
    "footing",
    "admission",
    "unfiled_stay",
    "grade",
    "follows",
    "months",
    "route",
];

impl When {
    /// Whether the row applies in the situation.
    pub(crate) fn matches(&self, situation: &Situation) -> bool {
        self.holds(&Circumstances::from(situation))
    }

    /// Whether the whole condition holds, as far as is known.
    pub fn verdict(&self, it: &Circumstances<'_>) -> Verdict {
        Verdict::all(self.answers(it).iter().map(|answer| answer.verdict))
    }

    /// The answers about the place of care.
    pub fn answers_on_place(&self, it: &Circumstances<'_>) -> Vec<Answer> {
        let of_place = When {
            distance: self.distance.clone(),
            place: self.place.clone(),
            elsewhere: self.elsewhere.clone(),
            ..When::default()
        };
        of_place.answers(it)
    }

    /// The answers about the person and the care.
    pub fn answers_on_person(&self, it: &Circumstances<'_>) -> Vec<Answer> {
        let others = When {
            distance: Words::default(),
            place: Words::default(),
            elsewhere: Words::default(),
            ..self.clone()
        };
        others.answers(it)
    }

    /// Whether some circumstances can satisfy both conditions, as far as the words alone tell.
    pub fn may_meet(&self, other: &When) -> bool {
        let kept_out = |one: &When, other: &When| {
            let covered = |place: &Region| other.elsewhere.iter().any(|o| o.covers(*place));
            !one.place.is_empty() && one.place.iter().all(covered)
        };
        let denied =
            |one: &When, other: &When| one.with.iter().any(|mark| other.without.contains(mark));
        self.keys_may_meet(other)
            && !kept_out(self, other)
            && !kept_out(other, self)
            && !denied(self, other)
            && !denied(other, self)
    }

    /// That somebody is away for so many months, and nothing else.
    pub fn away(months: Span) -> When {
        When {
            months_away: Some(months),
            ..When::default()
        }
    }

    /// The marks it asks about.
    pub fn marks(&self) -> impl Iterator<Item = &Trait> {
        self.with.iter().chain(self.without.iter())
    }

    /// In words; none when it asks nothing.
    pub fn in_words(&self, titles: &dyn Titles) -> Option<Bilingual> {
        let parts = self.parts(titles);
        (!parts.is_empty()).then(|| Bilingual::join(parts, Sep::Comma))
    }
}
