//! What a form must hold, what the rules decide alone, and what goes to a clerk.

use domain::filing::{
    Agent, AgentKind, Channel, CheckKind, Contact, Event, PaidStay, Refused, Register, State,
    Submission, Verdict,
};
use domain::person::Status;
use jiff::civil::date;

use super::support::{
    Scene, TODAY, asks, because, enrolment, failed, hospital_referral, proof, referral, shenzhen,
};

fn scene() -> Scene {
    Scene::new(shenzhen())
}

#[test]
fn mistakes_on_the_form_are_named_and_nothing_is_recorded() {
    let good = || asks("F-1", "long-term-resident", "510100");
    let agent = |consented| Agent {
        kind: AgentKind::Relative,
        name: "陈大".to_owned(),
        account: "u-9".to_owned(),
        consented,
    };
    // the submission, what fails
    let rows: [(Submission, &[&str]); 12] = [
        (
            Submission {
                contact: Contact::default(),
                ..good()
            },
            &["contact"],
        ),
        (
            asks("F-1", "long-term-resident", "440300"),
            &["destination-elsewhere"],
        ),
        (
            asks("F-1", "long-term-resident", "440305"),
            &["destination-level", "destination-elsewhere"],
        ),
        (
            asks("F-1", "long-term-resident", "510000"),
            &["destination-level"],
        ),
        (
            asks("F-1", "long-term-resident", "110105"),
            &["destination-level"],
        ),
        (
            asks("F-1", "long-term-resident", "460100"),
            &["destination-level"],
        ),
        (
            asks("F-1", "long-term-resident", "810000"),
            &["destination-level", "destination-in-scheme"],
        ),
        (
            Submission {
                channel: Channel::Hospital,
                ..good()
            },
            &["channel"],
        ),
        (
            Submission {
                starts_on: date(2026, 11, 2),
                ..good()
            },
            &["start"],
        ),
        (
            Submission {
                ends_on: Some(TODAY),
                ..good()
            },
            &["start"],
        ),
        (
            Submission {
                agent: Some(agent(false)),
                ..good()
            },
            &["agent"],
        ),
        (
            Submission {
                pledged: false,
                ..good()
            },
            &["evidence"],
        ),
    ];
    for (request, expected) in rows {
        assert_eq!(failed(scene().submit(&request)), expected, "{request:?}");
    }
    assert!(
        scene()
            .submit(&Submission {
                agent: Some(agent(true)),
                ..good()
            })
            .is_ok()
    );
}

#[test]
fn people_file_to_cities_and_to_provinces_pooled_at_the_top() {
    for destination in ["510100", "110000", "460000", "540000", "659000", "429004"] {
        let outcome = scene().submit(&asks("F-1", "long-term-resident", destination));
        assert_eq!(
            outcome.unwrap().filing.state,
            State::Active,
            "{destination}"
        );
    }
}

#[test]
fn inside_guangdong_a_temporary_traveller_is_told_not_to_file() {
    assert_eq!(
        failed(scene().submit(&asks("F-1", "other-temporary", "440100"))),
        ["place"]
    );
    assert!(
        scene()
            .submit(&asks("F-1", "long-term-resident", "440100"))
            .is_ok()
    );
}

#[test]
fn what_a_person_cannot_mend_goes_to_a_clerk_with_a_deadline() {
    let retiree = || Submission {
        register: Some(Register::Moved),
        ..asks("F-1", "resettled-retiree", "510100")
    };
    let unpaid = |mut scene: Scene| {
        let enrolment = scene.enrolment.as_mut().unwrap();
        enrolment.paid_through = "2026-09".parse().unwrap();
        scene
    };
    let unknown = |mut scene: Scene| {
        scene.enrolment = None;
        scene
    };
    // who, what, which check is open, how it stands
    let rows = [
        (scene(), retiree(), CheckKind::Eligible, Verdict::Fail),
        (
            scene(),
            Submission {
                months_away: None,
                ..asks("F-1", "long-term-resident", "510100")
            },
            CheckKind::Eligible,
            Verdict::Unknown,
        ),
        (
            unpaid(scene()),
            asks("F-1", "long-term-resident", "510100"),
            CheckKind::Insured,
            Verdict::Fail,
        ),
        (
            unknown(scene()),
            asks("F-1", "long-term-resident", "510100"),
            CheckKind::Insured,
            Verdict::Unknown,
        ),
    ];
    for (scene, request, kind, verdict) in rows {
        let filing = scene.submit(&request).unwrap().filing;
        assert_eq!(filing.state, State::Queued);
        // 3 November 2026 is a Tuesday; three working days later is Friday.
        assert_eq!(filing.due_on, Some(date(2026, 11, 6)));
        let check = filing
            .checks
            .iter()
            .find(|check| check.kind == kind)
            .unwrap();
        assert_eq!(check.verdict, verdict, "{:?}", check.says);
        assert!(check.basis.is_some());
        assert!(filing.in_force().is_none());
    }
    let mut retired = scene();
    retired.enrolment = Some(enrolment(Status::Retired));
    assert_eq!(
        retired.submit(&retiree()).unwrap().filing.state,
        State::Active
    );
}

#[test]
fn a_deadline_steps_over_the_weekend() {
    let mut scene = scene();
    scene.today = date(2026, 11, 6);
    let request = Submission {
        months_away: None,
        starts_on: scene.today,
        ..asks("F-1", "long-term-resident", "510100")
    };
    let filing = scene.submit(&request).unwrap().filing;
    assert_eq!(filing.due_on, Some(date(2026, 11, 11)));
}

#[test]
fn a_clerk_who_overrules_a_check_gives_a_reason() {
    let request = Submission {
        months_away: Some(3),
        ..asks("F-1", "long-term-resident", "510100")
    };
    let filing = scene().submit(&request).unwrap().filing;
    let silent = Event::Approve {
        reason: String::new(),
    };
    assert_eq!(
        scene().apply(Some(&filing), &silent).unwrap_err(),
        Refused::NoReason
    );
    let reasoned = Event::Approve {
        reason: because("已核实拟住半年"),
    };
    let approved = scene().apply(Some(&filing), &reasoned).unwrap().filing;
    assert_eq!(approved.state, State::Active);
    assert_eq!(approved.decided_by.as_deref(), Some("clerk-7"));
    assert_eq!(approved.history.last().unwrap().reason, "已核实拟住半年");
}

#[test]
fn a_correction_keeps_the_day_of_application() {
    let mut scene = scene();
    let request = Submission {
        months_away: None,
        ..asks("F-1", "long-term-resident", "510100")
    };
    let queued = scene.submit(&request).unwrap().filing;
    let back = Event::Return {
        reason: because("请写明居住时间"),
    };
    let returned = scene.apply(Some(&queued), &back).unwrap().filing;
    scene.today = date(2026, 11, 9);
    let corrected = Submission {
        months_away: Some(8),
        ..request.clone()
    };
    let filing = scene
        .apply(Some(&returned), &Event::Correct(Box::new(corrected)))
        .unwrap()
        .filing;
    assert_eq!((filing.state, filing.submitted_on), (State::Active, TODAY));
    assert_eq!(filing.period.from, TODAY);
    let other = Submission {
        id: "F-9".parse().unwrap(),
        ..request
    };
    let refused = scene.apply(Some(&returned), &Event::Correct(Box::new(other)));
    assert_eq!(refused.unwrap_err(), Refused::AnotherFiling);
}

#[test]
fn a_long_term_filing_is_cancelled_before_the_next_and_proof_is_needed_within_half_a_year() {
    let mut scene = scene();
    let first = scene.keep(&asks("F-1", "long-term-resident", "510100"));
    scene.today = date(2027, 2, 1);
    let next = Submission {
        starts_on: scene.today,
        ..asks("F-2", "posted-worker", "110000")
    };
    let next = Submission {
        posted: Some(true),
        ..next
    };
    // The three long-term groups are one kind.
    assert_eq!(failed(scene.submit(&next)), ["evidence", "change"]);
    let cancelled = scene
        .apply(
            Some(&first),
            &Event::Cancel {
                reason: String::new(),
            },
        )
        .unwrap();
    scene.write(&cancelled);
    assert_eq!(failed(scene.submit(&next)), ["evidence"]);
    let proven = Submission {
        evidence: vec![proof("residence-permit")],
        ..next.clone()
    };
    let filing = scene.submit(&proven).unwrap().filing;
    assert_eq!(
        filing.state,
        State::Queued,
        "a recent change is looked at by a clerk"
    );

    // Half a year after the first filing began, a pledge will do again.
    scene.today = date(2027, 5, 3);
    let later = Submission {
        starts_on: scene.today,
        ..next
    };
    assert_eq!(scene.submit(&later).unwrap().filing.state, State::Active);
    scene.today = date(2027, 5, 2);
    let a_day_early = Submission {
        starts_on: scene.today,
        ..later
    };
    assert_eq!(failed(scene.submit(&a_day_early)), ["evidence"]);
}

#[test]
fn a_new_temporary_filing_replaces_the_old_one_on_its_first_day() {
    let mut scene = scene();
    scene.keep(&asks("F-1", "other-temporary", "510100"));
    let request = Submission {
        starts_on: date(2026, 11, 20),
        ..asks("F-2", "other-temporary", "110000")
    };
    let applied = scene.submit(&request).unwrap();
    assert_eq!(applied.filing.state, State::Approved);
    let [old] = applied.superseded.as_slice() else {
        panic!("one filing gives way")
    };
    assert_eq!(old.state, State::Superseded);
    assert_eq!(old.period.until, Some(date(2026, 11, 20)));
    assert_eq!(old.superseded_by.as_ref(), Some(applied.filing.id()));
    assert_eq!(applied.notices.len(), 2);
}

#[test]
fn a_second_submission_waits_for_the_decision_on_the_first() {
    let mut scene = scene();
    let undecided = Submission {
        months_away: None,
        ..asks("F-1", "long-term-resident", "510100")
    };
    scene.keep(&undecided);
    assert_eq!(
        failed(scene.submit(&asks("F-2", "long-term-resident", "110000"))),
        ["change"]
    );
    // Another kind does not.
    assert!(scene.submit(&referral("F-3", "110000")).is_ok());
}

#[test]
fn a_referral_comes_from_the_hospital_and_lasts_a_year() {
    let filing = scene().submit(&referral("F-1", "110000")).unwrap().filing;
    assert_eq!(filing.state, State::Active);
    assert_eq!(filing.period.until, Some(date(2027, 11, 3)));
    let by_person = Submission {
        channel: Channel::Website,
        ..referral("F-1", "110000")
    };
    assert_eq!(failed(scene().submit(&by_person)), ["channel"]);
    let without_form = Submission {
        evidence: Vec::new(),
        ..referral("F-1", "110000")
    };
    assert_eq!(failed(scene().submit(&without_form)), ["evidence"]);
    let pledged = Submission {
        pledged: true,
        ..without_form
    };
    assert_eq!(failed(scene().submit(&pledged)), ["evidence"]);
}

#[test]
fn an_employer_files_for_staff() {
    let request = Submission {
        posted: Some(true),
        channel: Channel::EmployerService,
        agent: Some(Agent {
            kind: AgentKind::Employer,
            name: "示例电子公司".to_owned(),
            account: "e-1".to_owned(),
            consented: true,
        }),
        ..asks("F-1", "posted-worker", "510100")
    };
    let applied = scene().submit(&request).unwrap();
    assert_eq!(applied.filing.state, State::Active);
    assert_eq!(applied.filing.request.agent, request.agent);
    let elsewhere = Submission {
        category: "long-term-resident".to_owned(),
        ..request
    };
    assert_eq!(failed(scene().submit(&elsewhere)), ["channel"]);
}

#[test]
fn a_filing_after_a_paid_stay_covers_that_stay_for_a_claim_only() {
    let stay = PaidStay {
        admitted_on: date(2026, 9, 1),
        discharged_on: date(2026, 9, 8),
    };
    let request = Submission {
        past_stay: Some(stay),
        starts_on: stay.admitted_on,
        ..asks("F-1", "other-temporary", "510100")
    };
    let filing = scene().submit(&request).unwrap().filing;
    assert_eq!(filing.state, State::Expired);
    let force = filing.in_force().unwrap();
    assert!(force.manual_claim_only);
    assert!(force.period.contains(date(2026, 9, 8)) && !force.period.contains(date(2026, 9, 9)));

    let still_in_hospital = PaidStay {
        discharged_on: date(2026, 11, 4),
        ..stay
    };
    let wrong = Submission {
        past_stay: Some(still_in_hospital),
        ..request.clone()
    };
    assert_eq!(failed(scene().submit(&wrong)), ["start"]);
    let mut late = scene();
    late.today = date(2027, 9, 8);
    assert_eq!(failed(late.submit(&request)), ["start"]);
    late.today = date(2027, 9, 7);
    assert!(late.submit(&request).is_ok());
}

#[test]
fn emergencies_were_filed_within_ten_days_until_2022() {
    let mut scene = scene();
    scene.today = date(2022, 12, 20);
    let request = Submission {
        pledged: false,
        months_away: None,
        starts_on: date(2022, 12, 10),
        ..asks("F-1", "emergency", "510100")
    };
    let queued = scene.submit(&request).unwrap().filing;
    assert_eq!(queued.state, State::Queued);
    let too_early = Submission {
        starts_on: date(2022, 12, 9),
        ..request.clone()
    };
    assert_eq!(failed(scene.submit(&too_early)), ["start"]);
    let approve = Event::Approve {
        reason: String::new(),
    };
    let active = scene.apply(Some(&queued), &approve).unwrap().filing;
    let expired = scene.apply(Some(&active), &Event::Expire).unwrap().filing;
    // The day of discharge is still covered.
    assert_eq!(expired.period.until, Some(date(2022, 12, 21)));

    scene.today = date(2023, 1, 1);
    let now = Submission {
        starts_on: scene.today,
        ..request
    };
    let refused = scene.submit(&now).unwrap_err();
    assert!(
        matches!(refused, Refused::UnknownCategory { .. }),
        "deemed filed from 2023"
    );
}

#[test]
fn a_change_of_the_insurance_ends_or_keeps_a_filing() {
    let mut scene = scene();
    scene.enrolment = Some(enrolment(Status::Retired));
    let request = Submission {
        register: Some(Register::Moved),
        ..asks("F-1", "resettled-retiree", "510100")
    };
    let filing = scene.keep(&request);
    let changed = Event::InsuranceChanged(domain::filing::InsuranceChange::Changed);
    scene.today = date(2026, 12, 1);
    let kept = scene.apply(Some(&filing), &changed).unwrap();
    assert_eq!((kept.filing.state, kept.notices.len()), (State::Active, 0));
    scene.enrolment = Some(enrolment(Status::OnJob));
    let ended = scene.apply(Some(&filing), &changed).unwrap().filing;
    assert_eq!(
        (ended.state, ended.period.until),
        (State::Expired, Some(date(2026, 12, 1)))
    );
}

#[test]
fn the_hospitals_own_record_stands_for_the_paper() {
    let paperless = Submission {
        evidence: vec![],
        ..referral("F-1", "110000")
    };
    assert_eq!(failed(scene().submit(&paperless)), ["evidence"]);
    let recorded = Scene {
        referral: Some(hospital_referral("110000")),
        ..scene()
    };
    let filing = recorded.submit(&paperless).unwrap().filing;
    assert_eq!(filing.state, State::Active);
    let mut checks = filing.checks.iter();
    let proof = checks
        .find(|check| check.kind == CheckKind::Evidence)
        .unwrap();
    assert!(
        proof.says.en.contains("R4403002611030000000000000001"),
        "{proof:?}"
    );
    // It is no proof of anything else: who lives elsewhere proves that.
    let resident = Submission {
        pledged: false,
        ..asks("F-2", "long-term-resident", "110000")
    };
    assert_eq!(
        failed(recorded.submit(&resident)),
        failed(scene().submit(&resident))
    );
}
