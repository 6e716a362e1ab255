//! The ways to file that are open to a person and those that are not; and the answer where the
//! rules do not say whether anything has to be filed at all.

use jiff::civil::Date;

use super::{Advice, AdviceAsked, AdviceKind, CategoryAdvice, told};
use crate::Bilingual;
use crate::filing::{FilingReason, Verdict};
use crate::procedures::{Category, Decider, Exemption, Procedures, RowInFile};
use crate::region::Distance;
use crate::region_names::label;
use crate::text::Named;

/// Categories a person may file under without a hospital. The order within the rules is from the
/// most helpful footing to the least. A referral or an emergency that nobody speaks of is not among
/// them.
pub(super) struct WaysToFile {
    /// Those open, those that certainly fit first.
    pub open: Vec<CategoryAdvice>,
    /// Those closed to the person or for the place.
    pub closed: Vec<CategoryAdvice>,
    /// Whether the place's own rules say how anybody at all files for the journey.
    own_for_anybody: bool,
}

impl WaysToFile {
    pub fn of(rules: &Procedures, asked: &AdviceAsked<'_>) -> WaysToFile {
        let happened = |reason| match reason {
            FilingReason::Emergency => asked.emergency == Some(true),
            FilingReason::Referral => asked.referred == Some(true),
            FilingReason::ResettledRetiree
            | FilingReason::LongTermResident
            | FilingReason::PostedWorker
            | FilingReason::OtherTemporary => true,
        };
        let rows: Vec<RowInFile<'_, Category>> = rules
            .categories_on(asked.day)
            .into_iter()
            .filter(|row| row.approval.by != Decider::Hospital && happened(row.reason))
            .collect();
        let for_anybody = |row: &&RowInFile<'_, Category>| {
            row.reason == FilingReason::OtherTemporary
                && !row.is_national()
                && row.when.verdict(&asked.about) != Verdict::Fail
        };
        let only = |row: &RowInFile<'_, Exemption>| row.only && is_of_journey(row, asked);
        let own_for_anybody = rows.iter().any(|row| for_anybody(&row))
            || rules.exemptions(asked.day).iter().any(only);
        let ways = rows.into_iter().map(|row| weigh(row, asked));
        let (closed, mut open): (Vec<_>, Vec<_>) =
            ways.partition(|way| way.verdict == Verdict::Fail);
        // Who says to be posted is suggested what is made for them.
        let posted = asked.about.posted == Some(true);
        let is_own = |way: &CategoryAdvice| posted && way.reason == FilingReason::PostedWorker;
        open.sort_by_key(|way| (way.verdict != Verdict::Pass, !is_own(way)));
        WaysToFile {
            open,
            closed,
            own_for_anybody,
        }
    }

    /// Whether the rules say that care on this journey is filed. The national rules are about care
    /// in another province (NAT-02); of a journey within the province only the place's own tell.
    pub fn must_be_filed(&self, asked: &AdviceAsked<'_>) -> bool {
        let (home, away) = (asked.about.insured_at, asked.about.destination);
        home.distance_to(away) != Distance::InProvince || self.own_for_anybody
    }
}

/// Whether no rule about filing is on record for the day at all.
pub(super) fn are_unknown(rules: &Procedures, day: Date) -> bool {
    rules.categories_on(day).is_empty()
        && rules.exemptions(day).is_empty()
        && rules.emergency(day).is_none()
}

/// A day without rules: nobody knows here, which is no verdict.
pub(super) fn not_recorded_on(asked: &AdviceAsked<'_>) -> Advice {
    let home = label(asked.about.insured_at);
    let says = Bilingual::new(
        format!(
            "这里没有收录 {} 的备案规定，不知道要不要备案、怎么备案；请问{}医保热线。",
            asked.day, home.zh
        ),
        format!(
            "No rule about filing on {} is on record here, so whether and how to file is not \
             known; ask the hotline of {}.",
            asked.day, home.en
        ),
    );
    told(AdviceKind::NotRecorded, says)
}

/// Nothing exempts the person: file, as the first category says, where the rules say that it is
/// filed.
pub(super) fn must_file(rules: &Procedures, asked: &AdviceAsked<'_>) -> Advice {
    let ways = WaysToFile::of(rules, asked);
    if !ways.must_be_filed(asked) {
        return not_recorded(rules, asked, ways);
    }
    let Some(best) = ways.open.first() else {
        let says = Bilingual::new(
            "没有一类备案适合您，原因见各类的条件；请问参保地医保热线。",
            "No category is open to you, for the reasons each one states; ask the hotline of the \
             insured place.",
        );
        return Advice {
            not_offered: ways.closed,
            ..told(AdviceKind::NotOpen, says)
        };
    };
    let basis = vec![best.basis.clone()];
    Advice {
        categories: ways.open,
        not_offered: ways.closed,
        basis,
        ..told(AdviceKind::MustFile, Bilingual::default())
    }
}

/// Of a journey within the province nothing is on record for what the person asks about.
fn not_recorded(rules: &Procedures, asked: &AdviceAsked<'_>, ways: WaysToFile) -> Advice {
    let (home, at) = (
        label(asked.about.insured_at),
        label(asked.about.destination),
    );
    let care = asked.about.care.map(|care| care.name());
    let care = care.unwrap_or_else(|| Bilingual::new("就医", "care"));
    let mut says = Bilingual::new(
        format!(
            "这里没有收录{}参保人到同省的{}{}要不要备案的规定，跨省的规定不管省内；请问{}医保热线。",
            home.zh, at.zh, care.zh, home.zh
        ),
        format!(
            "Whether {} in {}, in the same province, has to be filed is not on record here for \
             people insured in {}: the rules for other provinces do not decide it. Ask the hotline \
             of {}.",
            care.en, at.en, home.en, home.en
        ),
    );
    if let Some(way) = ways.open.iter().find(|way| way.verdict == Verdict::Pass) {
        says.zh += &format!("要备案的话，您可以按「{}」办理。", way.title.zh);
        says.en += &format!(" If it has, you may file as: {}.", way.title.en);
    }
    let near = rules.exemptions(asked.day).into_iter();
    let near = near.filter(|row| is_of_journey(row, asked));
    Advice {
        basis: near.map(RowInFile::shown).collect(),
        categories: ways.open,
        not_offered: ways.closed,
        ..told(AdviceKind::NotRecorded, says)
    }
}

/// Whether the exemption is about the journey, whatever it says of the care.
fn is_of_journey(row: &RowInFile<'_, Exemption>, asked: &AdviceAsked<'_>) -> bool {
    let on_place = row.when.answers_on_place(&asked.about);
    !on_place.is_empty() && on_place.iter().all(|it| it.verdict == Verdict::Pass)
}

/// As what to file; while something is not known, only what certainly fits, and that another may
/// fit better.
pub(super) fn file_as(asked: &AdviceAsked<'_>, advice: &Advice) -> Bilingual {
    let at = label(asked.about.destination);
    let begin = Bilingual::new(
        format!("去{}就医前需要备案", at.zh),
        format!("File before seeking care in {}", at.en),
    );
    let best = advice.categories.first();
    let best = best.filter(|best| best.verdict == Verdict::Pass);
    match (best.map(|best| &best.title), advice.questions.is_empty()) {
        (Some(title), true) => {
            let others = for_a_clerk(advice);
            Bilingual::new(
                format!("{}；请按此类别备案：{}。{}", begin.zh, title.zh, others.zh),
                format!("{}; file as: {}.{}", begin.en, title.en, others.en),
            )
        }
        (Some(title), false) => Bilingual::new(
            format!(
                "{}；就目前所知可以按「{}」备案；说清为什么去、去多久，也许有更合适的。",
                begin.zh, title.zh
            ),
            format!(
                "{}; as far as is known you can file as {}. Say why you go and for how long: \
                 another may fit better.",
                begin.en, title.en
            ),
        ),
        (None, true) => {
            let others = for_a_clerk(advice);
            Bilingual::new(
                format!("{}。{}", begin.zh, others.zh),
                format!("{}.{}", begin.en, others.en),
            )
        }
        (None, false) => Bilingual::new(
            format!("{}；说清为什么去、去多久，才知道按哪一类备案。", begin.zh),
            format!(
                "{}; say why you go and for how long to learn as what.",
                begin.en
            ),
        ),
    }
}

/// The ways that stay open although everything was said: the rules do not decide them.
fn for_a_clerk(advice: &Advice) -> Bilingual {
    let undecided = advice.categories.iter();
    let mut undecided = undecided.filter(|way| way.verdict == Verdict::Unknown);
    let Some(way) = undecided.next() else {
        return Bilingual::default();
    };
    let why: Vec<&Bilingual> = way
        .answers
        .iter()
        .filter(|answer| answer.verdict == Verdict::Unknown)
        .map(|answer| &answer.asks)
        .collect();
    let zh: Vec<&str> = why.iter().map(|why| why.zh.as_str()).collect();
    let en: Vec<&str> = why.iter().map(|why| why.en.as_str()).collect();
    Bilingual::new(
        format!(
            "也可以申请「{}」，由经办人员决定，不当场通过：{}。",
            way.title.zh,
            zh.join("；")
        ),
        format!(
            " You may apply as {} too, which a clerk decides and nobody approves at once: {}.",
            way.title.en,
            en.join("; ")
        ),
    )
}

pub(super) fn weigh(row: RowInFile<'_, Category>, asked: &AdviceAsked<'_>) -> CategoryAdvice {
    // A category asks about the person and the place, never about one visit's kind of care.
    let answers = row.answers(&asked.about);
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
