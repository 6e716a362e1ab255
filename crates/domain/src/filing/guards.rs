//! The checks a region switches on with dated `[[guard]]` rows: insured and paid up, a place that
//! can be filed to, somebody to reach.

use super::Verdict;
use super::record::Check;
use super::subject::Subject;
use crate::Bilingual;
use crate::filing::words::CheckKind;
use crate::region_names::{self, label};

/// A check a `[[guard]]` row switches on; none where the region does not ask it.
pub(super) fn check(subject: &Subject<'_>, kind: CheckKind) -> Option<Check> {
    let guard = subject.rules.guard(kind, subject.applied_on)?;
    let (verdict, says) = match kind {
        CheckKind::Insured => insured(subject),
        CheckKind::DestinationLevel => destination_level(subject),
        CheckKind::DestinationElsewhere => destination_elsewhere(subject),
        CheckKind::DestinationInScheme => destination_in_scheme(subject),
        CheckKind::Contact => contact(subject),
        other => unreachable!("{other} is not a guard; parsing refuses it"),
    };
    let basis = Some(guard.shown());
    Some(Check {
        kind,
        verdict,
        says,
        basis,
    })
}

fn insured(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    let Some(enrolment) = subject.occasion.standing.enrolment else {
        let says = Bilingual::new(
            "未查到参保信息，需核实",
            "no enrolment at hand; to be looked up",
        );
        return (Verdict::Unknown, says);
    };
    if enrolment.insured_at.pooling() != subject.request.insured_at.pooling() {
        let at = label(enrolment.insured_at);
        let says = Bilingual::new(
            format!("参保地为{}，不是所填参保地", at.zh),
            format!("insured at {}, not at the place stated", at.en),
        );
        return (Verdict::Fail, says);
    }
    match enrolment.check_entitled(subject.occasion.today) {
        Ok(()) => {
            let says = Bilingual::new("参保有效，上月已缴费", "insured; the month before is paid");
            (Verdict::Pass, says)
        }
        Err(why) => (Verdict::Fail, why.told()),
    }
}

fn destination_level(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    let destination = subject.request.destination;
    let is_listed = region_names::all()
        .iter()
        .any(|row| row.region == destination);
    if destination.is_pooling() && is_listed {
        let says = Bilingual::new(
            "就医地为可备案的统筹地区",
            "the place is one that can be filed to",
        );
        return (Verdict::Pass, says);
    }
    let advice = if destination.is_province() || !is_listed {
        Bilingual::new("请选择该省内的地级市", "choose a city inside that province")
    } else {
        let region = label(destination.pooling());
        Bilingual::new(
            format!("请备案到{}", region.zh),
            format!("file to {}", region.en),
        )
    };
    let says = Bilingual::new(
        format!(
            "备案到地级市或直辖市，海南、西藏和兵团备案到省级；{}",
            advice.zh
        ),
        format!(
            "file to a city or municipality, or to all of Hainan, Tibet or the Corps; {}",
            advice.en
        ),
    );
    (Verdict::Fail, says)
}

fn destination_elsewhere(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    let (home, away) = (subject.request.insured_at, subject.request.destination);
    if home.pooling() == away.pooling() {
        let says = Bilingual::new(
            "就医地就是参保地，不用备案",
            "the place of care is the insured place; no filing is needed there",
        );
        return (Verdict::Fail, says);
    }
    (
        Verdict::Pass,
        Bilingual::new("就医地不在参保地", "the place of care lies elsewhere"),
    )
}

fn destination_in_scheme(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    if subject.request.destination.is_outside_the_scheme() {
        let says = Bilingual::new(
            "港澳台地区不在异地就医范围内，请选择其他地区",
            "Hong Kong, Macao and Taiwan are outside the scheme; choose another place",
        );
        return (Verdict::Fail, says);
    }
    (
        Verdict::Pass,
        Bilingual::new("就医地在适用范围内", "the place is inside the scheme"),
    )
}

fn contact(subject: &Subject<'_>) -> (Verdict, Bilingual) {
    let contact = &subject.request.contact;
    let fields = [&contact.name, &contact.phone, &contact.address];
    if fields.iter().all(|field| !field.trim().is_empty()) {
        return (
            Verdict::Pass,
            Bilingual::new("联系方式齐全", "contact given"),
        );
    }
    let says = Bilingual::new(
        "请填写联系人、电话和地址，结果将据此通知",
        "give a contact name, telephone and address; the result is sent there",
    );
    (Verdict::Fail, says)
}
