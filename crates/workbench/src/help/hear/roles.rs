//! Which of the places is the insured one, and which the place of care: by the words around them.

use domain::Region;

use super::spots::{PlaceSpot, spots};

/// What a place is in a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PlaceRole {
    /// Where one is insured.
    Insured,
    /// Where one goes.
    Treated,
}

/// How surely a place is each of them.
#[derive(Clone, Copy, Debug, Default)]
struct Weights {
    insured: i32,
    treated: i32,
}

/// Behind an insured place.
const INSURED_BEHIND: [&str; 33] = [
    "的备案",
    "参保",
    "参的保",
    "医保",
    "的医保",
    "社保",
    "的社保",
    "职工",
    "居民",
    "退休",
    "交的",
    "交医保",
    "交社保",
    "交着",
    "上的保",
    "上的医保",
    "上社保",
    "买的医保",
    "买的社保",
    "投保",
    "缴",
    "这边交",
    "户口",
    "新农合",
    "农合",
    "农村",
    "单位",
    "在职",
    "办的",
    "去",
    "到",
    "人去",
    "insurance",
];

/// In front of an insured place.
const INSURED_BEFORE: [&str; 22] = [
    "参保地是",
    "参保地在",
    "参保地",
    "参保在",
    "保在",
    "医保在",
    "社保在",
    "医保是",
    "社保是",
    "交在",
    "缴在",
    "户口在",
    "从",
    "由",
    "离开",
    "insured in",
    "insurance in",
    "insurance is in",
    "insured at",
    "insurance from",
    "from",
    "我是",
];

/// Behind a place of care.
const TREATED_BEHIND: [&str; 44] = [
    "抢救",
    "回来",
    "住院",
    "看病",
    "看门诊",
    "看个病",
    "看急诊",
    "看牙",
    "就医",
    "就诊",
    "治",
    "急诊",
    "动手术",
    "做手术",
    "手术",
    "开刀",
    "生孩子",
    "生娃",
    "的医院",
    "医院",
    "带孙",
    "带外孙",
    "带娃",
    "带孩子",
    "工作",
    "上班",
    "上大学",
    "上学",
    "读",
    "玩",
    "旅游",
    "出差",
    "养老",
    "定居",
    "住",
    "长住",
    "化疗",
    "透析",
    "体检",
    "买药",
    "复查",
    "检查",
    "三甲",
    "hospital",
];

/// In front of a place of care.
const TREATED_BEFORE: [&str; 37] = [
    "换到",
    "换去",
    "换成",
    "改到",
    "改成",
    "去",
    "到",
    "往",
    "来",
    "来到",
    "飞",
    "跑",
    "转到",
    "转院到",
    "转去",
    "转往",
    "搬到",
    "搬去",
    "住在",
    "人在",
    "现在在",
    "跑到",
    "送到",
    "送去",
    "派到",
    "派驻",
    "常驻",
    "嫁到",
    "回",
    "回到",
    "回老家",
    "to",
    "in",
    "visit",
    "visiting",
    "at",
    "going to",
];

/// Between the insured place and the one a filing is for.
const FILED_FOR: [&str; 7] = [
    "备案了",
    "备案到",
    "备案去",
    "备了案到",
    "备到",
    "已备案",
    "已经备案",
];

/// How surely that tells the insured place.
const FILED_FOR_WEIGHS: i32 = 8;

/// Places with their roles; at most one of each.
pub(super) fn places<'a>(
    text: &str,
    institutions: impl Iterator<Item = (&'a str, Region)> + Clone,
) -> Vec<(PlaceRole, PlaceSpot)> {
    let found = spots(text, institutions);
    let signs: Vec<char> = text.chars().collect();
    let weighed: Vec<(Weights, PlaceSpot)> = found
        .iter()
        .enumerate()
        .map(|(at, spot)| {
            let from = at.checked_sub(1).map_or(0, |before| found[before].until);
            let until = found.get(at + 1).map_or(signs.len(), |next| next.from);
            let before: String = signs[from..spot.from].iter().collect();
            let behind: String = signs[spot.until..until].iter().collect();
            let mut weights = weigh(&before, &behind);
            let behind = behind.trim();
            // «甲备案了乙»: filed from the one for the other.
            if at + 1 < found.len() && FILED_FOR.contains(&behind) {
                weights.insured += FILED_FOR_WEIGHS;
            }
            (weights, spot.clone())
        })
        .collect();
    assign(weighed)
}

fn weigh(before: &str, behind: &str) -> Weights {
    // Across a comma nothing is said of the place, nor across the word that leads to the next one.
    let before = before
        .rsplit(['，', ',', '。', '；', ';'])
        .next()
        .unwrap_or_default()
        .trim();
    let behind = behind
        .split(['，', ',', '。', '；', ';', '？', '?'])
        .next()
        .unwrap_or_default();
    let behind = behind.trim();
    let longest = |words: &[&str], is: &dyn Fn(&str) -> bool| {
        let there = words.iter().filter(|word| is(word));
        let length = |word: &&str| i32::try_from(word.chars().count()).unwrap_or(i32::MAX);
        there.map(length).max().unwrap_or(0)
    };
    let ends = |word: &str| match word.is_ascii() {
        true => {
            before.split(' ').next_back() == Some(word)
                || before.ends_with(&format!(" {word}"))
                || before == word
        }
        false => before.ends_with(word),
    };
    let starts = |word: &str| behind.starts_with(word);
    let mut weights = Weights {
        insured: longest(&INSURED_BEFORE, &ends) * 2 + longest(&INSURED_BEHIND, &starts) * 2,
        treated: longest(&TREATED_BEFORE, &ends) * 2 + longest(&TREATED_BEHIND, &starts) * 2,
    };
    // 在…: where one is, unless one is insured there.
    if before.ends_with('在') && weights.insured == 0 {
        weights.treated += 1;
    }
    weights
}

/// The best of each role.
fn assign(mut weighed: Vec<(Weights, PlaceSpot)>) -> Vec<(PlaceRole, PlaceSpot)> {
    weighed.dedup_by(|one, other| one.1.meant == other.1.meant && !one.1.is_abroad);
    let take = |weighed: &mut Vec<(Weights, PlaceSpot)>, at: usize| weighed.remove(at).1;
    match weighed.len() {
        0 => vec![],
        1 => {
            let (weights, spot) = weighed.remove(0);
            let role = match weights.treated > weights.insured || spot.is_abroad {
                true => PlaceRole::Treated,
                false => PlaceRole::Insured,
            };
            vec![(role, spot)]
        }
        count => {
            let mut best: Option<(i32, usize, usize)> = None;
            for insured in 0..count {
                for treated in (0..count).filter(|it| *it != insured) {
                    let of = |at: usize| weighed[at].0;
                    let fits = of(insured).insured - of(insured).treated + of(treated).treated
                        - of(treated).insured;
                    // Where nothing tells them apart, the insured place is said first.
                    let fits = fits * 2 + i32::from(insured < treated);
                    if best.is_none_or(|(known, ..)| fits > known) {
                        best = Some((fits, insured, treated));
                    }
                }
            }
            let (_, insured, treated) = best.expect("there are two places");
            let (first, second) = (insured.max(treated), insured.min(treated));
            let later = take(&mut weighed, first);
            let earlier = take(&mut weighed, second);
            match insured > treated {
                true => vec![(PlaceRole::Insured, later), (PlaceRole::Treated, earlier)],
                false => vec![(PlaceRole::Insured, earlier), (PlaceRole::Treated, later)],
            }
        }
    }
}
