//! What advice tells and what it does not: why a category is not offered, where no rule is on
//! record, which words nobody knows, and what a filing would change.

use std::collections::BTreeSet;

use domain::advice::{self, Unanswerable};
use domain::facility::Care;
use domain::filing::{
    Advice, AdviceAsked, AdviceKind, CategoryAdvice, CheckKind, Fact, FilingReason, State,
    Submission, Verdict, advise,
};
use domain::person::{Enrolment, Scheme, Status};
use jiff::civil::date;

use super::advice::{asked, nothing_said, shipped};
use super::support::{Scene, asks, enrolment, region, shenzhen};

#[test]
fn a_posting_that_may_be_too_short_is_for_a_clerk_and_the_reason_is_told() {
    let library = shipped();
    let posted = |home, months| {
        let mut asked = nothing_said((region(home), region("510100"), months));
        asked.about.posted = Some(true);
        advise(library.procedures(region(home)), &asked)
    };
    let verdict = |home, months| {
        let advice = posted(home, months);
        let of = |way: &&CategoryAdvice| way.reason == FilingReason::PostedWorker;
        let ways = advice.categories.iter().chain(&advice.not_offered);
        let verdict = ways.into_iter().find(of).map(|way| way.verdict);
        let asks = advice.questions.iter();
        let asks = asks.clone().any(|next| next.feeds == Fact::MonthsAway);
        (verdict, asks)
    };
    // No source says for how long; Hangzhou asks three months of every long-term filing.
    let table = [
        ("440300", Some(0), Verdict::Unknown),
        ("440300", Some(5), Verdict::Unknown),
        ("440300", Some(6), Verdict::Pass),
        ("610100", Some(5), Verdict::Unknown),
        ("330100", Some(2), Verdict::Fail),
        ("330100", Some(3), Verdict::Pass),
    ];
    for (home, months, expected) in table {
        assert_eq!(
            verdict(home, months),
            (Some(expected), false),
            "{home} {months:?}"
        );
    }
    assert_eq!(verdict("440300", None), (Some(Verdict::Unknown), true));
    let mut short = asked("420100");
    short.about.posted = Some(true);
    short.about.months_away = Some(2);
    let says = advise(&shenzhen(), &short).says;
    assert!(
        says.zh.contains("请按此类别备案：其他临时外出就医人员")
            && says
                .zh
                .contains("也可以申请「常驻异地工作人员」，由经办人员决定")
            && says.zh.contains("常驻要多久，来源没有写"),
        "{says}"
    );
}

#[test]
fn a_filing_of_a_posted_worker_for_two_months_waits_for_a_clerk() {
    for (months, state) in [(2, State::Queued), (6, State::Active)] {
        let mut scene = Scene::new(shenzhen());
        let asked = Submission {
            posted: Some(true),
            months_away: Some(months),
            ..asks("F-1", "posted-worker", "510100")
        };
        let filing = scene.keep(&asked);
        assert_eq!(filing.state, state, "{months} months");
        let check = filing
            .checks
            .iter()
            .find(|it| it.kind == CheckKind::Eligible);
        let says = &check.expect("the person is checked").says.zh;
        assert_eq!(
            says.contains("常驻要多久，来源没有写"),
            months == 2,
            "{says}"
        );
    }
}

#[test]
fn a_category_that_is_not_offered_says_why() {
    let mut traveller = asked("510100");
    traveller.about.posted = Some(false);
    traveller.about.months_away = Some(1);
    let advice = advise(&shenzhen(), &traveller);
    let closed: Vec<(&str, Vec<&str>)> = advice
        .not_offered
        .iter()
        .map(|way| {
            let failed = way.answers.iter().filter(|it| it.verdict == Verdict::Fail);
            let failed = failed.map(|answer| answer.asks.zh.as_str());
            (way.category.as_str(), failed.collect())
        })
        .collect();
    assert_eq!(
        closed,
        [
            ("resettled-retiree", vec!["人员类别：退休"]),
            ("long-term-resident", vec!["在外（已住或拟住）满 6 个月"]),
            ("posted-worker", vec!["由参保地单位派驻"]),
        ]
    );
}

#[test]
fn a_journey_within_the_province_without_a_rule_is_said_to_have_none() {
    let library = shipped();
    let kind = |home: &str, away: &str, care| {
        let mut asked = nothing_said((region(home), region(away), Some(1)));
        asked.about.care = care;
        advise(library.procedures(region(home)), &asked).kind
    };
    let care = Some(Care::Inpatient);
    for (home, away) in [
        ("330100", "330200"),
        ("610100", "610600"),
        ("440100", "440300"),
        ("370100", "370200"),
    ] {
        assert_eq!(
            kind(home, away, care),
            AdviceKind::NotRecorded,
            "{home} {away}"
        );
        assert_eq!(kind(home, "500000", care), AdviceKind::MustFile, "{home}");
    }
    // Shenzhen's exemption names outpatient and inpatient care; of the others it says nothing.
    for care in Care::ALL.iter().copied() {
        let named = matches!(care, Care::Outpatient | Care::Inpatient);
        let expected = if named {
            AdviceKind::Exempt
        } else {
            AdviceKind::NotRecorded
        };
        assert_eq!(kind("440300", "440100", Some(care)), expected, "{care}");
    }
}

#[test]
fn a_day_without_rules_has_no_verdict() {
    for day in [date(1999, 1, 1), date(2010, 6, 1)] {
        let advice = advise(
            &shenzhen(),
            &AdviceAsked {
                day,
                ..asked("510100")
            },
        );
        assert_eq!(advice.kind, AdviceKind::NotRecorded);
        assert!(advice.says.zh.contains("没有收录") && !advice.says.zh.contains("零星报销"));
        assert_eq!(advice.questions, []);
    }
}

fn answered(
    asked: &AdviceAsked<'_>,
    enrolment: Option<&Enrolment>,
) -> Result<Advice, Unanswerable> {
    advice::advise(shipped(), asked, enrolment)
}

#[test]
fn words_nobody_knows_are_refused_with_the_nearest() {
    let mark = |word: &str| -> &'static BTreeSet<String> {
        Box::leak(Box::new(BTreeSet::from([word.to_owned()])))
    };
    let (near, strange) = (mark("desginated"), mark("foo"));
    let base = asked("510100");
    let with = |change: &dyn Fn(&mut AdviceAsked<'_>)| {
        let mut asked = base;
        asked.about.tier = Some("one");
        change(&mut asked);
        match answered(&asked, None) {
            Ok(advice) => advice.kind.word().to_owned(),
            Err(why) => format!("{}: {}", why.code(), why.message().zh),
        }
    };
    let table = [
        (with(&|_| ()), "must-file"),
        (
            with(&|asked| asked.about.traits = Some(near)),
            "unknown-mark: 没有标记「desginated」，您是不是想写 designated？",
        ),
        (
            with(&|asked| asked.about.tier = Some("three")),
            "unknown-tier: 没有档次「three」，可以写：one、two",
        ),
        (
            with(&|asked| asked.about.age = Some(250)),
            "impossible-age: 没有 250 岁的参保人",
        ),
        (
            with(&|asked| {
                (asked.about.status, asked.about.age) = (Some(Status::Retired), Some(15));
            }),
            "impossible-age: 没有 15 岁的退休参保人",
        ),
        (
            with(&|asked| {
                asked.about.scheme = Some(Scheme::Resident);
                (asked.about.status, asked.about.tier) = (Some(Status::Retired), None);
            }),
            "wrong-status: 城乡居民基本医疗保险没有「退休」这类人员",
        ),
        (
            with(&|asked| asked.about.destination = region("449999")),
            "bad-query: 没有代码是 449999 的地方",
        ),
        (
            with(&|asked| asked.about.destination = region("420000")),
            "bad-query: 420000 是湖北省全省，请写到市",
        ),
        (
            with(&|asked| asked.about.destination = region("900000")),
            "outside-the-scheme",
        ),
        (
            with(&|asked| asked.about.destination = region("460000")),
            "must-file",
        ),
    ];
    for (told, expected) in table {
        assert!(told.starts_with(expected), "{told}, not {expected}");
    }
    let strange = with(&|asked| asked.about.traits = Some(strange));
    assert!(
        strange.starts_with("unknown-mark: 没有标记「foo」，可以写："),
        "{strange}"
    );
}

#[test]
fn who_is_not_entitled_is_told_so_first() {
    let mut arrears = enrolment(Status::OnJob);
    arrears.paid_through = "2026-09".parse().expect("a month");
    let mut later = enrolment(Status::OnJob);
    later.period.from = date(2026, 12, 1);
    for (person, why) in [
        (arrears, "医保费仅缴至 2026-09"),
        (later, "参保自2026年12月1日起生效"),
    ] {
        let advice = answered(&asked("510100"), Some(&person)).expect("an answer");
        assert_eq!(advice.kind, AdviceKind::NotEntitled);
        assert!(
            advice.says.zh.contains(why) && advice.says.zh.contains("待遇恢复以后：去成都市就医前"),
            "{}",
            advice.says
        );
    }
    let covered = enrolment(Status::OnJob);
    let advice = answered(&asked("510100"), Some(&covered)).expect("an answer");
    assert_eq!(advice.kind, AdviceKind::MustFile);
}

#[test]
fn the_exempt_are_told_what_a_filing_changes_by_the_rules() {
    let told = |home: &str, away: &str, care, months| {
        let mut asked = nothing_said((region(home), region(away), Some(months)));
        asked.about.posted = Some(false);
        asked.about.status = Some(Status::OnJob);
        (asked.about.scheme, asked.about.care) = (Some(Scheme::Employee), Some(care));
        let advice = answered(&asked, None).expect("an answer");
        assert_eq!(advice.kind, AdviceKind::Exempt, "{}", advice.says);
        advice.says.zh
    };
    // SZ-33 and SZ-32 against SZ-30; who does not stay long has nothing better to file.
    let table = [
        (
            "440300",
            "440100",
            Care::Inpatient,
            12,
            "住院不备案支付 81%，按「异地长期居住人员」备案支付 90%",
        ),
        (
            "440300",
            "440100",
            Care::Outpatient,
            12,
            "普通门诊不备案支付 44%，按「异地长期居住人员」备案支付 55%",
        ),
        // ZH-01: ordinary outpatient care is not paid for temporary travellers.
        (
            "440400",
            "510100",
            Care::Outpatient,
            1,
            "普通门诊不备案统筹基金不支付",
        ),
    ];
    for (home, away, care, months, expected) in table {
        let says = told(home, away, care, months);
        assert!(says.contains(expected), "{says}");
    }
    let short = told("440300", "440100", Care::Inpatient, 1);
    assert!(!short.contains("以三级医院为例"), "{short}");
}

#[test]
fn the_figures_of_a_filing_are_those_of_somebody_who_may_file_so() {
    let told = |scheme, tier, care| {
        let mut asked = nothing_said((region("440300"), region("440100"), None));
        (asked.about.scheme, asked.about.tier) = (Some(scheme), tier);
        asked.about.care = Some(care);
        let advice = answered(&asked, None).expect("an answer");
        let ways = advice.categories.iter().map(|way| way.reason).collect();
        (advice.says.zh, ways)
    };
    let (says, _): (String, Vec<FilingReason>) =
        told(Scheme::Employee, Some("one"), Care::Inpatient);
    assert!(says.contains("退休住院") && says.contains("95%"), "{says}");
    // Nobody in the resident scheme is retired.
    let (says, ways) = told(Scheme::Resident, None, Care::Inpatient);
    assert!(!ways.contains(&FilingReason::ResettledRetiree), "{ways:?}");
    assert!(says.contains("按「异地长期居住人员」备案"), "{says}");
    // DES-04, SZ-36: what counts is the institution that was chosen.
    for (scheme, tier) in [(Scheme::Employee, Some("two")), (Scheme::Resident, None)] {
        let (says, _) = told(scheme, tier, Care::Outpatient);
        let words = [
            "先选定一家社区或一级机构",
            "没有选定或去别家，统筹基金不支付",
        ];
        assert!(words.iter().all(|word| says.contains(word)), "{says}");
    }
}

#[test]
fn somebody_posted_is_suggested_their_own_category_first() {
    let mut asked = nothing_said((region("440300"), region("420100"), Some(12)));
    asked.about.posted = Some(true);
    let advice = answered(&asked, None).expect("an answer");
    let first = advice.categories.first().map(|way| way.reason);
    assert_eq!(first, Some(FilingReason::PostedWorker));
}

#[test]
fn who_cannot_be_posted_or_insured_there_is_refused() {
    let refused = |home: &str, change: &dyn Fn(&mut AdviceAsked<'_>)| {
        let mut asked = nothing_said((region(home), region("420100"), Some(12)));
        change(&mut asked);
        let why = answered(&asked, None).expect_err("it cannot be");
        assert!(!why.message().en.is_empty());
        why.code()
    };
    for place in ["810000", "820000", "710000", "900000", "123456"] {
        assert_eq!(refused(place, &|_| ()), "bad-query", "{place}");
    }
    let child = |asked: &mut AdviceAsked<'_>| {
        (asked.about.posted, asked.about.age) = (Some(true), Some(3));
    };
    let retired = |asked: &mut AdviceAsked<'_>| {
        (asked.about.posted, asked.about.status) = (Some(true), Some(Status::Retired));
    };
    assert_eq!(refused("440300", &child), "contradiction");
    assert_eq!(refused("440300", &retired), "contradiction");
}
