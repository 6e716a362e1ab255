//! Words of what people are not entitled to.

use domain::person::{NotEntitled, Scheme};
use domain::region_names::label;
use domain::text::Named;
use domain::{Bilingual, Region, say};
use jiff::civil::Date;

pub(super) fn opened(from: Option<Date>) -> Bilingual {
    from.map_or(Bilingual::default(), |from| {
        say!("，{from} 起开通", "; it is from {from}")
    })
}

pub(super) fn not_enrolled(scheme: Option<Scheme>, insured_at: Option<Region>) -> Bilingual {
    let scheme = scheme.map(|scheme| scheme.name()).unwrap_or_default();
    let place = insured_at.map(label).unwrap_or_default();
    let zh = format!("没有{}{}的参保信息", place.zh, scheme.zh);
    let en = format!("no enrolment on record: {} {}", place.en, scheme.en);
    Bilingual::new(zh, en.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn not_entitled(why: &NotEntitled) -> Bilingual {
    match why {
        NotEntitled::NotYetEnrolled { from, day } => say!(
            "参保自 {from} 起，晚于就医日期 {day}",
            "enrolled from {from}, after the day of service {day}"
        ),
        NotEntitled::Ended { until, day } => say!(
            "参保已于 {until} 终止，就医日期为 {day}",
            "the enrolment ended before {until}; the day of service is {day}"
        ),
        NotEntitled::PremiumsUnpaid { paid_through, day } => say!(
            "缴费至 {paid_through}，而 {day} 就医须缴清上个月",
            "premiums are paid through {paid_through}, but service on {day} needs the month before"
        ),
    }
}
