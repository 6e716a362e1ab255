//! Spans of ages, months and admissions, as people say them.

use super::span::Span;
use crate::text::Bilingual;

/// «第 2 次住院».
pub(super) fn admission(span: Span) -> Bilingual {
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

/// «第 2 次未备案住院».
pub(super) fn unfiled_stay(span: Span) -> Bilingual {
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

/// «满 60 岁».
pub(super) fn age(span: Span) -> Bilingual {
    match (span.from, span.until) {
        (from, None) => Bilingual::new(format!("满 {from} 岁"), format!("aged {from} or more")),
        (0, Some(until)) => Bilingual::new(format!("不满 {until} 岁"), format!("under {until}")),
        (from, Some(until)) => Bilingual::new(
            format!("满 {from} 岁不满 {until} 岁"),
            format!("aged {from} to {}", until - 1),
        ),
    }
}

/// «连续参保满 6 个月».
pub(super) fn months(span: Span) -> Bilingual {
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

/// «在外（已住或拟住）满 6 个月».
pub(super) fn months_away(span: Span) -> Bilingual {
    let (zh, en) = match (span.from, span.until) {
        (from, None) => (format!("满 {from} 个月"), format!("{from} months or more")),
        (0, Some(until)) => (
            format!("不满 {until} 个月"),
            format!("under {until} months"),
        ),
        (from, Some(until)) => (
            format!("{from} 至 {} 个月", until - 1),
            format!("{from} to {} months", until - 1),
        ),
    };
    Bilingual::new(
        format!("在外（已住或拟住）{zh}"),
        format!("away for {en}, past or intended"),
    )
}
