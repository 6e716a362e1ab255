//! Conditions in words: «住院,一档,在职,三级» and «inpatient, tier one, on the job, level 3».

use domain::policy::pack::Pack;
use domain::region_names::label;
use domain::rules::when::{Span, When};
use domain::text::{Bilingual, Named, Sep};

/// The conditions of a row; what it leaves open is not mentioned.
pub(super) fn in_words(pack: &Pack, when: &When) -> Bilingual {
    let mut parts: Vec<Bilingual> = Vec::new();
    parts.extend(any_of(&when.care));
    parts.extend(either(when.tier.iter().map(|tier| tier_title(pack, tier))));
    parts.extend(any_of(&when.status));
    parts.extend(any_of(&when.level));
    parts.extend(any_of(&when.distance));
    let places = either(when.place.iter().map(|place| label(*place)));
    parts.extend(places.map(|p| around(("在", "就医"), "treated in ", &p)));
    let others = either(when.elsewhere.iter().map(|place| label(*place)));
    parts.extend(others.map(|p| around(("不在", "就医"), "not treated in ", &p)));
    parts.extend(any_of(&when.footing));
    parts.extend(when.admission.map(admission));
    parts.extend(when.unfiled_stay.map(unfiled_stay));
    parts.extend(any_of(&when.grade));
    parts.extend(any_of(&when.follows));
    parts.extend(when.age.map(age));
    parts.extend(when.months.map(months));
    let titled = |mark: &String| mark_title(pack, mark);
    parts.extend(when.with.iter().map(titled));
    let without = when.without.iter().map(titled);
    parts.extend(without.map(|mark| around(("非", ""), "not ", &mark)));
    parts.extend(any_of(&when.route));
    if parts.is_empty() {
        return Bilingual::new("所有情形", "always");
    }
    Bilingual::join(parts, Sep::Comma)
}

fn around((before, behind): (&str, &str), english: &str, words: &Bilingual) -> Bilingual {
    Bilingual::new(
        format!("{before}{}{behind}", words.zh),
        format!("{english}{}", words.en),
    )
}

/// One of these; none when the list is empty.
fn either(parts: impl Iterator<Item = Bilingual>) -> Option<Bilingual> {
    let parts: Vec<Bilingual> = parts.collect();
    (!parts.is_empty()).then(|| Bilingual::join(parts, Sep::Or))
}

fn any_of<T: Named>(list: &[T]) -> Option<Bilingual> {
    either(list.iter().map(Named::name))
}

fn tier_title(pack: &Pack, tier: &str) -> Bilingual {
    let row = pack.tables.tiers.iter().find(|row| row.name == tier);
    row.map_or_else(|| Bilingual::new(tier, tier), |row| row.title.clone())
}

fn mark_title(pack: &Pack, mark: &str) -> Bilingual {
    let described = pack.mark(mark).cloned();
    described.unwrap_or_else(|| Bilingual::new(mark, mark))
}

fn admission(span: Span) -> Bilingual {
    match (span.from, span.until) {
        (0 | 1, Some(2)) => Bilingual::new("首次住院", "first admission"),
        (from, None) => Bilingual::new(
            format!("第 {from} 次及以后住院"),
            format!("admission {from} and later"),
        ),
        (from, Some(until)) if until == from + 1 => {
            Bilingual::new(format!("第 {from} 次住院"), format!("admission {from}"))
        }
        (from, Some(until)) => Bilingual::new(
            format!("第 {from} 至 {} 次住院", until - 1),
            format!("admissions {from} to {}", until - 1),
        ),
    }
}

fn unfiled_stay(span: Span) -> Bilingual {
    match (span.from, span.until) {
        (0, Some(1)) => Bilingual::new("不是未备案住院", "no stay without a filing"),
        (from, None) => Bilingual::new(
            format!("第 {from} 次及以后未备案住院"),
            format!("stay without a filing {from} and later"),
        ),
        (from, Some(until)) if until == from + 1 => Bilingual::new(
            format!("第 {from} 次未备案住院"),
            format!("stay without a filing {from}"),
        ),
        (from, Some(until)) => Bilingual::new(
            format!("第 {from} 至 {} 次未备案住院", until - 1),
            format!("stays without a filing {from} to {}", until - 1),
        ),
    }
}

fn age(span: Span) -> Bilingual {
    match (span.from, span.until) {
        (from, None) => Bilingual::new(format!("满 {from} 岁"), format!("aged {from} or more")),
        (0, Some(until)) => Bilingual::new(format!("不满 {until} 岁"), format!("under {until}")),
        (from, Some(until)) => Bilingual::new(
            format!("满 {from} 岁不满 {until} 岁"),
            format!("aged {from} to {}", until - 1),
        ),
    }
}

fn months(span: Span) -> Bilingual {
    match (span.from, span.until) {
        (from, None) => Bilingual::new(
            format!("连续参保满 {from} 个月"),
            format!("insured {from} months or more"),
        ),
        (0, Some(until)) => Bilingual::new(
            format!("连续参保不满 {until} 个月"),
            format!("insured less than {until} months"),
        ),
        (from, Some(until)) => Bilingual::new(
            format!("连续参保满 {from} 不满 {until} 个月"),
            format!("insured {from} to {} months", until - 1),
        ),
    }
}
