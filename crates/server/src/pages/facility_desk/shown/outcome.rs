//! What came of a form, in a sentence.

use desk::FacilityChosen;
use desk::hospital::{RecognitionRecorded, ReferralRecorded};
use domain::calendar::days_after;
use domain::text::{Named, Sep};
use domain::{Bilingual, say};

/// A referral, with what became of its filing.
pub(in crate::pages::facility_desk) fn referral(done: &ReferralRecorded) -> Bilingual {
    let record = &done.kept.record;
    let number = &record.number;
    let last = record.period.until.map(|until| days_after(until, -1));
    let last = last.unwrap_or(record.period.from);
    let mut parts = vec![say!(
        "已登记转诊 {number}，有效到 {last}，已告知本人",
        "referral {number} is recorded, good through {last}; the person is told"
    )];
    if let Some(filing) = &done.filing {
        let (id, state) = (filing.id(), filing.state.name());
        parts.push(say!(
            "备案 {id}：{state}", "filing {id}: {state}"; state = state
        ));
    }
    if let Some(why) = &done.not_filed {
        parts.push(say!(
            "没有同时备案：{why}", "nothing was filed: {why}"; why = why.clone()
        ));
    }
    Bilingual::join(parts, Sep::Semicolon)
}

/// A recognition, with what was settled otherwise.
pub(in crate::pages::facility_desk) fn recognition(done: &RecognitionRecorded) -> Bilingual {
    let record = &done.kept.record;
    let (number, from) = (&record.number, record.period.from);
    let mut parts = vec![say!(
        "已登记认定 {number}，{from} 起生效，已告知本人",
        "recognition {number} is recorded, from {from}; the person is told"
    )];
    let count = done.corrections.len();
    if count > 0 {
        parts.push(say!(
            "有 {count} 笔以前的结算重新计算了",
            "{count} earlier settlements were derived again"
        ));
    }
    Bilingual::join(parts, Sep::Semicolon)
}

/// A choice.
pub(in crate::pages::facility_desk) fn choice(done: &FacilityChosen) -> Bilingual {
    let from = done.made.from;
    say!(
        "已选定本院，{from} 起生效，已告知本人",
        "this facility is chosen, from {from}; the person is told"
    )
}
