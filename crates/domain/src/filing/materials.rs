//! Proof or pledge (承诺): which proofs a category needs, when a pledge stands for them, and when
//! proof becomes mandatory after all (NAT-24, R17–R19, X11).

use super::record::Check;
use super::subject::{Subject, is_within_months};
use super::{FilingReason, Verdict, change};
use crate::Bilingual;
use crate::calendar::{day, months_after};
use crate::filing::words::CheckKind;
use crate::hospital_record::Referral;
use crate::procedures::{PledgeAllowed, Validity};

/// The kinds handed in satisfy a list of which any will do.
fn has_any(subject: &Subject<'_>, any_of: &[String]) -> bool {
    subject
        .request
        .evidence
        .iter()
        .any(|proof| any_of.contains(&proof.kind))
}

/// Whether the filed place was changed recently, so that the category asks for proof.
pub(super) fn is_recent_change(subject: &Subject<'_>) -> bool {
    let rule = subject.category.pledge.after_change.as_ref();
    rule.is_some_and(|rule| {
        change::places_before(subject).any(|earlier| {
            let began_on = earlier.period.from;
            is_within_months(began_on, subject.applied_on, rule.within_months)
        })
    })
}

/// The referring hospital's own record, which is the opinion that a category for who is referred
/// lists: nobody has to hand in on paper what the hospital has said here (R30, R31).
fn hospitals_record<'a>(subject: &Subject<'a>) -> Option<&'a Referral> {
    let referral = subject.occasion.standing.referral;
    referral.filter(|_| subject.category.reason == FilingReason::Referral)
}

/// Whether every proof the category lists was handed in, or is on record already.
pub(super) fn is_proven(subject: &Subject<'_>) -> bool {
    if hospitals_record(subject).is_some() {
        return true;
    }
    subject
        .category
        .materials
        .iter()
        .all(|proof| has_any(subject, &proof.any_of))
}

pub(super) fn check(subject: &Subject<'_>) -> Check {
    let (verdict, says) = answer(subject);
    subject.found(CheckKind::Evidence, verdict, says)
}

fn answer(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    let category = subject.category;
    if let Some(rule) = &category.pledge.after_change
        && is_recent_change(subject)
        && !has_any(subject, &rule.any_of)
    {
        return (
            Verdict::Fail,
            proof_after_change(subject, rule.within_months, &rule.any_of),
        );
    }
    if is_proven(subject) {
        return proven(subject);
    }
    if !subject.request.pledged {
        return (Verdict::Fail, missing(subject));
    }
    pledged(subject)
}

/// Where the filing lasts as long as the proof, the proof has to say how long (Nantong).
fn proven(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    if let Some(Referral {
        number, to_name, ..
    }) = hospitals_record(subject)
    {
        let says = Bilingual::new(
            format!("医院已登记转诊（{number}，转往{to_name}），不用交材料"),
            format!("the hospital recorded the referral ({number}, to {to_name}); no proof needed"),
        );
        return (Verdict::Pass, says);
    }
    let dated = subject
        .request
        .evidence
        .iter()
        .any(|proof| proof.until.is_some());
    let needs_end = subject.category.validity == Validity::UntilEvidenceEnds;
    if needs_end && !dated && !subject.request.evidence.is_empty() {
        let says = Bilingual::new(
            "请填写材料有效期，备案有效期与其一致",
            "say until when the proof is valid; the filing lasts as long",
        );
        return (Verdict::Fail, says);
    }
    if subject.category.materials.is_empty() {
        return (
            Verdict::Pass,
            Bilingual::new("无需材料", "no proof is needed"),
        );
    }
    (
        Verdict::Pass,
        Bilingual::new("材料齐全", "every proof is handed in"),
    )
}

fn pledged(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    let rule = &subject.category.pledge;
    let barred_until = subject
        .occasion
        .standing
        .pledge_broken_on
        .map(|broken_on| months_after(broken_on, rule.barred_months))
        .filter(|until| subject.applied_on < *until);
    if let Some(until) = barred_until {
        let says = Bilingual::new(
            format!(
                "曾未履行承诺，{}前须提交材料：{}",
                day(until).zh,
                missing(subject).zh
            ),
            format!(
                "a pledge was broken; until {until} proof is needed: {}",
                missing(subject).en
            ),
        );
        return (Verdict::Fail, says);
    }
    match rule.allowed {
        PledgeAllowed::Always => {
            let says = Bilingual::new("已承诺，无需上传材料", "pledged; nothing to upload");
            (Verdict::Pass, says)
        }
        PledgeAllowed::WhenPrevented => prevented(subject),
        PledgeAllowed::Never => (Verdict::Fail, missing(subject)),
    }
}

fn prevented(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    match subject.request.prevented_by.as_deref().map(str::trim) {
        Some(why) if !why.is_empty() => {
            let says = Bilingual::new(
                format!("因客观原因承诺办理，待核实：{why}"),
                format!("pledged because prevented, to be looked at: {why}"),
            );
            (Verdict::Unknown, says)
        }
        _ => {
            let says = Bilingual::new(
                "只有因客观原因无法取得材料时才可承诺；请说明原因或提交材料",
                "a pledge will do only when the proof cannot be had; say why, or hand in the proof",
            );
            (Verdict::Fail, says)
        }
    }
}

/// What is still missing, and whether a pledge would do.
fn missing(subject: &Subject<'_>) -> Bilingual {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for proof in &subject.category.materials {
        if !has_any(subject, &proof.any_of) {
            let names = any_of(subject, &proof.any_of);
            zh.push(names.zh);
            en.push(names.en);
        }
    }
    if subject.category.reason == FilingReason::Referral {
        zh.push("也可以请转诊医院直接登记转诊".to_owned());
        en.push("or have the referring hospital record the referral".to_owned());
    }
    let pledge = match subject.category.pledge.allowed {
        PledgeAllowed::Always => Bilingual::new("，或选择承诺办理", ", or choose to pledge"),
        _ => Bilingual::default(),
    };
    Bilingual::new(
        format!("请提交{}{}", zh.join("；"), pledge.zh),
        format!("hand in {}{}", en.join("; "), pledge.en),
    )
}

fn proof_after_change(subject: &Subject<'_>, within: u16, kinds: &[String]) -> Bilingual {
    let names = any_of(subject, kinds);
    let began = change::places_before(subject).map(|earlier| earlier.period.from);
    let began = day(began.max().unwrap_or(subject.applied_on));
    Bilingual::new(
        format!(
            "上一份备案从{}起，{within} 个月内换地方，须提交{}",
            began.zh, names.zh
        ),
        format!(
            "the filing before began on {}; a change of place within {within} months asks for {}",
            began.en, names.en
        ),
    )
}

fn any_of(subject: &Subject<'_>, kinds: &[String]) -> Bilingual {
    let names: Vec<Bilingual> = kinds
        .iter()
        .map(|k| subject.category.material_name(k))
        .collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    Bilingual::new(zh.join("或"), en.join(" or "))
}
